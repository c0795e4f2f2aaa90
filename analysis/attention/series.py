"""Takes the series out of an attention table: what is counted in whole periods, group by group.

In: a table with period_start, total_articles and issue_articles (all else optional). Out: one
series a group (and issue), in order of time, without gaps and unfinished periods, with the rows
of the table it came from. Spikes, bursts, change points and trend all begin here.

Cannot do: weigh outlets; a table made with outlets="weighted" is taken by its plain counts.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.share import group_of
from analysis.schema import InputError, check

NEEDS = ["period_start", "total_articles", "issue_articles"]


class Series(NamedTuple):
    """Counts of whole periods: `rows` are positions in the table, `effect` is 1 if not known."""

    name: str
    rows: np.ndarray
    starts: pd.Series
    counts: np.ndarray
    exposure: np.ndarray
    effect: np.ndarray

    def part(self, first: int, end: int) -> "Series":
        """Return the periods from `first` up to, not including, `end`."""
        return Series(self.name, *(column[first:end] for column in self[1:]))


def series(table: pd.DataFrame, *, least: int, need: str) -> list[Series]:
    """Return the series of a table that are long enough to speak of; at least one.

    `least` whole periods are asked for, `need` says in words what for. Raises InputError for
    negative counts, more hits than articles, a period twice, and where no series is long enough.
    """
    check_counts(table)
    keys = keys_of(table)
    codes = table.groupby(keys, sort=False).ngroup() if keys else np.zeros(len(table), dtype=int)
    use = np.flatnonzero(_is_whole(table))
    order = use[np.argsort(table["period_start"].to_numpy()[use], kind="stable")]
    found = [_one(table, keys, order[np.asarray(codes)[order] == n]) for n in np.unique(codes)]
    enough = [one for one in found if one is not None and len(one.counts) >= least]
    if not enough:
        most = max((len(one.counts) for one in found if one is not None), default=0)
        raise InputError(
            f"{need}: cannot be said; {most} whole periods with articles, at least {least} are "
            "needed; take a finer period (by='week') or a longer corpus"
        )
    return enough


def keys_of(table: pd.DataFrame) -> list[str]:
    """Return the columns that tell the series of a table apart: its group, and more issues."""
    group = group_of(table)
    more = ["issue"] if "issue" in table.columns and len(table["issue"].unique()) > 1 else []
    return ([group] if group else []) + more


def too_short(table: pd.DataFrame, looked_at: list[Series]) -> list[str]:
    """Name the groups of a table that were too short to be looked at."""
    keys = keys_of(table)
    names = [" / ".join(map(str, row)) for row in table[keys].drop_duplicates().to_numpy()]
    return sorted(set(names) - {one.name for one in looked_at}) if keys else []


def check_counts(table: pd.DataFrame) -> None:
    """Raise InputError where the counts of a table cannot be counts of articles."""
    check(table, "attention", needs=NEEDS)
    seen, hits = table["total_articles"], table["issue_articles"]
    for wrong, why in (
        ((seen < 0) | (hits < 0), "a count below 0"),
        (hits > seen, "more articles on the issue than articles read"),
        (table["period_start"].isna(), "no first day"),
        (table.duplicated(["period_start", *keys_of(table)]), "the same period twice"),
    ):
        if wrong.any():
            first = table.loc[wrong, "period_start"].iloc[0]
            raise InputError(
                f"attention: {int(wrong.sum())} periods with {why}, the first {first:%Y-%m-%d}; "
                "look at the table of counts"
            )


def _is_whole(table: pd.DataFrame) -> np.ndarray:
    whole = table["total_articles"].to_numpy() > 0
    for flag in ("is_gap", "is_partial"):
        if flag in table.columns:
            whole &= ~table[flag].to_numpy(dtype=bool)
    return whole


def _one(table: pd.DataFrame, keys: list[str], rows: np.ndarray) -> Series | None:
    if not len(rows):
        return None
    part = table.iloc[rows]
    effect = part["design_effect"].fillna(1.0) if "design_effect" in part else np.ones(len(part))
    return Series(
        " / ".join(str(part[key].iloc[0]) for key in keys),
        rows,
        part["period_start"].reset_index(drop=True),
        part["issue_articles"].to_numpy(dtype=float),
        part["total_articles"].to_numpy(dtype=float),
        np.maximum(np.asarray(effect, dtype=float), 1.0),
    )
