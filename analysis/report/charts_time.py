"""Periods as charts need them: their length, their edges, longer periods, pooled neighbours.

Works on attention tables (one row a period) and on any table with `period_start`. Cannot do: it
cannot know the length of a lone period; `table.attrs["by"]` says it where attention.share did.
"""

from typing import NamedTuple

import matplotlib.dates as mdates
import numpy as np
import pandas as pd

from analysis.attention.interval import interval
from analysis.schema import ATTENTION, InputError

GRAINS = ("day", "week", "month", "quarter", "year")
PANDAS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
LENGTHS = {
    "day": (1, 1),
    "week": (7, 7),
    "month": (28, 31),
    "quarter": (90, 92),
    "year": (365, 366),
}
DAYS = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.3, "year": 365.25}
OTHER = "period"
WINDOWS = ((40, 1), (130, 3), (400, 7))  # up to so many periods, pool so many neighbours
LONGEST_WINDOW = 29
MOST_DOTS = 400  # more single periods than this are a cloud, and a heavy file
FEWEST = 30  # articles; a share of fewer is neither a peak nor what sets the scale
COUNTS = ("total_articles", "issue_articles", "left_out_articles", "articles", "mentions")


class Span(NamedTuple):
    """Edges and middles of the periods of a table, in matplotlib's days."""

    starts: np.ndarray
    ends: np.ndarray
    middles: np.ndarray


def grain(table: pd.DataFrame) -> str:
    """Say how long the periods are: day, week, month, quarter, year, or "period" if unlike these.

    What made the table is believed (`attrs["by"]`); else the steps between periods decide.
    """
    if table.attrs.get("by") in GRAINS:
        return table.attrs["by"]
    starts = pd.Series(sorted(table["period_start"].dropna().unique()))
    steps = starts.diff().dropna().dt.days
    for by, (low, high) in LENGTHS.items():
        if len(steps) and steps.between(low, high).all():
            return by
    return OTHER


def group_of(table: pd.DataFrame) -> str:
    """Return the column that splits the periods (outlet, term ...): the one after `period_start`.

    "" where there is none: then the next column is one of the attention table's own.
    """
    own = {*ATTENTION, "concept", "mentions", "articles"}
    return next((c for c in table.columns[:3] if c not in own), "")


def in_order(table: pd.DataFrame, group: str = "") -> pd.DataFrame:
    """Return the rows by group and date, numbered anew; refuse a table without rows."""
    if table.empty:
        raise InputError("chart: the table has no rows; nothing was read in this span")
    return table.sort_values([c for c in (group, "period_start") if c], ignore_index=True)


def spans(starts: pd.Series, by: str) -> Span:
    """Return where each period begins and ends: at the next one's begin, or after its length."""
    if by in GRAINS:
        ends = starts.dt.to_period(PANDAS[by]).dt.end_time.dt.normalize() + pd.Timedelta(days=1)
        if by == "week":  # weeks of others may begin on a Sunday
            ends = starts + pd.Timedelta(days=7)
    else:
        step = starts.diff().median()
        ends = starts.shift(-1).fillna(starts + (pd.Timedelta(days=1) if pd.isna(step) else step))
    begin, end = mdates.date2num(starts.to_numpy()), mdates.date2num(ends.to_numpy())
    return Span(begin, end, (begin + end) / 2)


def coarsen(
    table: pd.DataFrame, *, group: str | None = None, most: int = 60
) -> tuple[pd.DataFrame, str]:
    """Sum counts into the shortest periods of which there are at most `most`.

    One row a period (and group), with `by` of the new table; an unchanged table where it fits.
    A week counts wholly to the month of its first day. Shares and intervals are counted anew.
    """
    by = grain(table)
    first, last = table["period_start"].min(), table["period_start"].max()
    longer = GRAINS[GRAINS.index(by) + 1 :] if by in GRAINS else GRAINS[2:]
    if table["period_start"].nunique() <= most:
        return table, by
    fits = [g for g in longer if (last - first).days / DAYS[g] <= most] or ["year"]
    keys = [k for k in ("period_start", group) if k]
    summed = _summed(table, keys, fits[0])
    return (with_shares(summed) if "share" in table else summed), fits[0]


def _summed(table: pd.DataFrame, keys: list[str], by: str) -> pd.DataFrame:
    periods = table["period_start"].dt.to_period(PANDAS[by]).dt.start_time
    periods = periods.astype(table["period_start"].dtype)
    rows = table.assign(period_start=periods)
    how = {c: "sum" for c in COUNTS if c in rows}
    how |= {c: "first" for c in ("issue", "lexicon_version", "public_name") if c in rows}
    how |= {c: "any" for c in ("is_partial",) if c in rows}
    return rows.groupby(keys, sort=True, as_index=False, observed=True).agg(how)


def with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Add share, Wilson 95 % interval and gap flag to rows of `total_articles, issue_articles`."""
    low, high = interval(counts["issue_articles"], counts["total_articles"])
    total = counts["total_articles"].where(counts["total_articles"] > 0)
    return counts.assign(
        share=counts["issue_articles"] / total,
        share_low=low,
        share_high=high,
        is_gap=total.isna(),
        design_effect=np.nan,
    )


def window_for(periods: int) -> int:
    """Return how many neighbouring periods a line pools, so that a long series stays readable."""
    return next((w for limit, w in WINDOWS if periods <= limit), LONGEST_WINDOW)


def runs(is_gap: pd.Series) -> list[np.ndarray]:
    """Return the positions of each unbroken run of periods in which something was read."""
    read = np.flatnonzero(~is_gap.to_numpy())
    return [r for r in np.split(read, np.flatnonzero(np.diff(read) > 1) + 1) if len(r)]


def pooled(table: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return share and interval of each period pooled with its neighbours, never across a gap.

    Shares are sums of counts over sums of counts. A design effect, where one is known, divides
    both counts before the interval is taken (Kish 1965). At an edge the window is shorter.
    """
    if window == 1:
        return table[["share", "share_low", "share_high"]]
    effect = table["design_effect"].fillna(1.0)
    counts = table[["issue_articles", "total_articles"]].div(effect, axis=0)
    parts = [
        counts.iloc[r].rolling(window, center=True, min_periods=1).sum()
        for r in runs(table["is_gap"])
    ]
    sums = pd.concat(parts).reindex(table.index) if parts else counts * np.nan
    low, high = interval(sums["issue_articles"], sums["total_articles"])
    share = sums["issue_articles"] / sums["total_articles"]
    return pd.DataFrame({"share": share, "share_low": low, "share_high": high})
