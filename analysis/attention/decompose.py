"""Splits a change of the share into two parts: outlets that changed, and another mix of outlets.

In: marked articles and two spans of days. Out: the parts by outlet and in all, with the change in a
balanced panel beside them. After Kitagawa (1955): with parts w of all articles and shares r,
change = sum of mean(w) * (r2 - r1) [within] + sum of mean(r) * (w2 - w1) [mix].
An outlet that was read in one span only did not change its own share: all it brings is mix.

Cannot do: say why an outlet changed, or see a change of desks within an outlet.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.interval import Z95
from analysis.attention.two_spans import Span, given
from analysis.schema import InputError, check

MOST_MIX = 1 / 3
"""Above this part of the change the mix of outlets makes it, and the page says so."""


class Decomposition(NamedTuple):
    """`outlets`: one row an outlet; `whole`: one record; `in_words`: a sentence or two."""

    outlets: pd.DataFrame
    whole: dict
    in_words: str


def decompose(articles: pd.DataFrame, before: Span, after: Span) -> Decomposition:
    """Split the change of the share from one span of days to another into within and mix.

    `before` and `after` are (first day, last day). A row of `outlets`: its articles and those on
    the issue in both spans, shares, parts of all articles, within, mix (differences of shares,
    they add up to `change`). `whole` holds their sums, a 95 % interval of the within part (each
    outlet's share binomial), `mix_share` (mix over the sum of both, absolute) and `panel_change`
    (outlets read in both spans, at equal parts in both). Raises InputError where a span holds no
    article, or the spans overlap.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    check(articles, "marks", needs=["is_issue"])
    one, two = (_counts(articles, span) for span in given(before, after, who="decompose"))
    table = one.add_suffix("_before").join(two.add_suffix("_after"), how="outer").fillna(0)
    for side in ("before", "after"):
        total = table[f"total_{side}"]
        table[f"share_{side}"] = table[f"issue_{side}"] / total.where(total > 0)
        table[f"part_{side}"] = total / total.sum()
    filled = table[["share_before", "share_after"]].bfill(axis=1).ffill(axis=1)
    r1, r2 = filled["share_before"], filled["share_after"]
    table["within"] = (table["part_before"] + table["part_after"]) / 2 * (r2 - r1)
    table["mix"] = (r1 + r2) / 2 * (table["part_after"] - table["part_before"])
    table = table.astype({c: "int64" for c in table if c.startswith(("total_", "issue_"))})
    whole = _whole(table)
    outlets = table.rename_axis("outlet").reset_index()
    return Decomposition(outlets, whole, _in_words(whole))


def _counts(articles: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    days = articles["published_on"].dt.normalize()
    inside = articles[days.between(*span)]
    if inside.empty:
        first, last = (f"{day:%Y-%m-%d}" for day in span)
        raise InputError(f"decompose: no article was read from {first} to {last}")
    return inside.groupby("outlet")["is_issue"].agg(total="size", issue="sum")


def _whole(table: pd.DataFrame) -> dict:
    shares = {s: table[f"issue_{s}"].sum() / table[f"total_{s}"].sum() for s in ("before", "after")}
    within, mix = float(table["within"].sum()), float(table["mix"].sum())
    both = (table["total_before"] > 0) & (table["total_after"] > 0)
    half = Z95 * np.sqrt(_variance(table[both]))
    moved = abs(within) + abs(mix)
    return {
        "share_before": float(shares["before"]),
        "share_after": float(shares["after"]),
        "change": float(shares["after"] - shares["before"]),
        "within": within,
        "within_low": within - half,
        "within_high": within + half,
        "mix": mix,
        "mix_share": abs(mix) / moved if moved > 1e-15 else float("nan"),
        "panel_outlets": int(both.sum()),
        "panel_change": _panel(table[both]),
        "entered": int((table["total_before"] == 0).sum()),
        "left": int((table["total_after"] == 0).sum()),
    }


def _variance(table: pd.DataFrame) -> float:
    """Return the variance of the within part: outlets' shares are binomial, half a hit added."""
    part = (table["part_before"] + table["part_after"]) / 2
    variance = 0.0
    for side in ("before", "after"):
        n = table[f"total_{side}"]
        share = (table[f"issue_{side}"] + 0.5) / (n + 1)
        variance += float((part**2 * share * (1 - share) / n).sum())
    return variance


def _panel(table: pd.DataFrame) -> float:
    part = (table["part_before"] + table["part_after"]) / 2
    if not part.sum():
        return float("nan")
    return float((part * (table["share_after"] - table["share_before"])).sum() / part.sum())


def _in_words(whole: dict) -> str:
    names = ("change", "within", "within_low", "within_high", "mix", "panel_change")
    change = {k: f"{100 * whole[k]:+.2f}" for k in names}
    said = (
        f"The share changed by {change['change']} percentage points: {change['within']} "
        f"(95 % interval {change['within_low']} to {change['within_high']}) because outlets "
        f"changed, {change['mix']} because other outlets are read or their sizes changed."
    )
    if whole["mix_share"] > MOST_MIX:
        said += (
            " The mix makes more than a third of it: do not call this a change in the press. "
            f"In the {whole['panel_outlets']} outlets read in both spans it is "
            f"{change['panel_change']}."
        )
    return said
