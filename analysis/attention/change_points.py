"""Dates at which the level of attention changed, each with a chance and an interval.

In: an attention table, or any table of period_start, total_articles and issue_articles. Out: one
row a change. A change is a new level that lasts, not a spike of some periods.

Method: the series is divided into stretches of constant rate by exact optimal partitioning of the
Poisson likelihood (`divisions`; every period is tried). The penalty a change is not taken from a
book: series without a change are made up with the scatter, season and likeness of neighbours of
the real one (`null`), and it is the one under which 95 of 100 of them show no change at all.
Once changes are found, the scatter is measured again about the levels found, so that one change
does not hide another. The interval of a date is a parametric bootstrap about the levels beside it.

Cannot do: tell a slope from steps (see `trend`); find changes that last less than `least`
periods; know that the archive changed (see the radar and `decompose`).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention import null
from analysis.attention.divisions import divide, fit_of, most_penalty, places, split
from analysis.attention.series import Series, keys_of, series, too_short
from analysis.schema import DAY, InputError

FALSE_CHANGES = 0.05
"""Of series without a change, so many show one."""
LEAST = {1: 14, 7: 6}
"""Days between periods -> periods a level must last; for others it is `LEAST_OTHER`."""
LEAST_OTHER = 4
MADE_UP, MADE_UP_LONG, LONG = 199, 99, 200
"""Made-up series the penalty comes from; fewer for series longer than `LONG`."""
MOST_PERIODS = 4000
"""The work grows with the square of the length."""
DATES = 199
"""Made-up series the interval of one date comes from."""
SEED = 1899


class Limit(NamedTuple):
    """What a change must be worth: gains of made-up series, exposure in season, the calm series."""

    gains: np.ndarray
    exposure: np.ndarray
    calm: null.Null

    @property
    def penalty(self) -> float:
        """Return the gain that no more than 5 of 100 made-up series pass."""
        rank = int(np.ceil((1 - FALSE_CHANGES) * (len(self.gains) + 1))) - 1
        return float(np.sort(self.gains)[rank]) * (1 + 1e-9)


def change_points(table: pd.DataFrame, *, least: int | None = None) -> pd.DataFrame:
    """List the dates at which the rate of articles on the issue changed for long.

    One row a change: period_start (first period of the new level), the group where there is one,
    low and high (95 % interval of that period), before and after (share of articles on the issue
    in the stretch up to the change before and the change after), p_value (chance that a series
    without changes shows one as clear, at most 0.05). `least` is the number of periods a level
    must last, else 14 days, 6 weeks or 4 of any other period. Gaps and unfinished periods are left
    out; groups too short to tell are named in `attrs["too_short"]`. Raises InputError for
    impossible counts, and where no series holds three such levels or one is longer than 4,000
    periods.
    """
    keys = keys_of(table)
    shortest = least or _least(table)
    if shortest < 1:
        raise InputError(f"change_points: least={least} must be 1 or more periods")
    found = series(table, least=3 * shortest, need="change points")
    rows = [
        {key: table[key].iloc[one.rows[0]] for key in keys} | row
        for one in found
        for row in _of_series(one, shortest)
    ]
    columns = ["period_start", *keys, "low", "high", "before", "after", "p_value"]
    made = pd.DataFrame(rows, columns=columns)
    made.attrs["too_short"] = too_short(table, found)
    return made.astype({c: DAY for c in ("period_start", "low", "high")})


def _least(table: pd.DataFrame) -> int:
    days = table["period_start"].drop_duplicates().sort_values().diff().dt.days
    return LEAST.get(int(days.median()) if days.notna().any() else 0, LEAST_OTHER)


def _of_series(one: Series, least: int) -> list[dict]:
    if len(one.counts) > MOST_PERIODS:
        raise InputError(
            f"change points: {len(one.counts):,} periods are more than {MOST_PERIODS:,}; take a "
            "coarser one (by='week')"
        )
    rng = np.random.default_rng(SEED)
    limit = _limit(one, [], np.ones(len(one.counts)), least, rng)
    changes = _divided(one, limit, least)
    if changes:
        limit = _limit(one, changes, _levels(one.counts, limit.exposure, changes), least, rng)
        changes = _divided(one, limit, least)
    ends = [0, *changes, len(one.counts)]
    return [_row(one, limit, ends[i - 1 : i + 2], least, rng) for i in range(1, len(ends) - 1)]


def _limit(
    one: Series, changes: list[int], levels: np.ndarray, least: int, rng: np.random.Generator
) -> Limit:
    """Return what a change must be worth; the scatter is that about the levels known so far."""
    terms = null.design(one.starts, slope=False)
    mean = null.means(one.counts, one.exposure * levels, terms)[0]
    steps = np.arange(len(mean))[:, None] >= np.array(changes, dtype=int)
    about = null.fit(one.counts, mean, np.column_stack([terms, steps]), one.effect)
    exposure = mean / levels
    calm = about._replace(mean=exposure * one.counts.sum() / exposure.sum())
    number = MADE_UP if len(mean) <= LONG else MADE_UP_LONG
    made_up = null.simulate(calm, number, rng)
    gains = most_penalty(made_up, null.means(made_up, exposure, terms), least=least)
    return Limit(gains, exposure, calm)


def _levels(counts: np.ndarray, exposure: np.ndarray, changes: list[int]) -> np.ndarray:
    """Return the level of the stretch each period lies in, as a multiple of its exposure."""
    stretch = np.searchsorted(changes, np.arange(len(counts)), side="right")
    sums = np.bincount(stretch, counts), np.bincount(stretch, exposure)
    return (np.maximum(sums[0], 0.5) / sums[1])[stretch]


def _divided(one: Series, limit: Limit, least: int) -> list[int]:
    penalty = np.array([limit.penalty])
    return places(divide(one.counts[None], limit.exposure[None], penalty, least=least))


def _row(one: Series, limit: Limit, ends: list[int], least: int, rng: np.random.Generator) -> dict:
    """Describe the change at the middle one of three ends of stretches."""
    first, change, end = ends
    parts = [slice(first, change), slice(change, end), slice(first, end)]
    fits = [fit_of(one.counts[p].sum(), limit.exposure[p].sum()) for p in parts]
    gain = fits[0] + fits[1] - fits[2]
    low, high = _dates(one, limit, ends, least, rng)
    shares = [one.counts[p].sum() / one.exposure[p].sum() for p in parts[:2]]
    return {
        "period_start": one.starts.iloc[change],
        "low": one.starts.iloc[low],
        "high": one.starts.iloc[high],
        "before": shares[0],
        "after": shares[1],
        "p_value": (1 + np.sum(limit.gains >= gain)) / (1 + len(limit.gains)),
    }


def _dates(
    one: Series, limit: Limit, ends: list[int], least: int, rng: np.random.Generator
) -> tuple[int, int]:
    """Return the ends of the interval of a change: where it is found in series made like it."""
    first, change, end = ends
    here, exposure = slice(first, end), limit.exposure[first:end]
    levels = _levels(one.counts[here], exposure, [change - first])
    calm = limit.calm._replace(mean=exposure * levels, alpha=limit.calm.alpha[here])
    found = split(null.simulate(calm, DATES, rng), exposure, least=least) + first
    low, high = np.quantile(found, [0.025, 0.975], method="inverted_cdf").astype(int)
    return min(low, change), max(high, change)
