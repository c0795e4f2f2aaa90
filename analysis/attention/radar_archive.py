"""What changes in the archive as a whole: its size from year to year, its unfinished ends.

In: daily counts of all articles. Out: findings of the kinds archive growth and unfinished period.

Cannot do: tell a growing press from a growing collection; either makes counts useless for a trend.
"""

import numpy as np
import pandas as pd

from analysis.attention.radar_findings import Finding
from analysis.attention.radar_series import Series
from analysis.corpus.periods import last_day, starts

GROWTH = 0.25
"""Above this change of a year's articles a day, a trend of counts is a trend of the archive."""
SURE = 3.0
"""... by more than so many standard errors, with days as uneven as these are."""
LEAST_DAYS = 180
"""A year counts when so many of its days belong to the corpus; else halves are compared."""
LEAST_HALF = 90
"""Corpora of fewer days in a half have no growth that could be told from news."""
LEAST_MISSING, RARE = 2, 0.001
"""An end of a period is missing when so many days lack articles, rarer than this by chance."""


def growth(whole: Series, days: pd.DatetimeIndex) -> list[Finding]:
    """Tell whether the articles a day change by more than a quarter between years."""
    counts = whole.counts.astype(float)
    part, names = _years(days)
    size = np.bincount(part)
    enough = size >= LEAST_DAYS
    if enough.sum() < 2:
        part, names, size = _halves(days)
        enough = size >= LEAST_HALF
    if enough.sum() < 2:
        return []
    rate = np.bincount(part, counts) / size
    error = _error(counts, part, rate, size)
    chosen = np.flatnonzero(enough)
    pairs = [*zip(chosen[:-1], chosen[1:], strict=True), (chosen[0], chosen[-1])]
    one, two = max(pairs, key=lambda pair: _ratio(rate, pair))
    if not _is_change(rate, error, (one, two)):
        return []
    change = rate[two] / rate[one] - 1 if rate[one] else np.inf
    first, last = chosen[0], chosen[-1]
    said = (
        f"The archive holds {_daily(rate[one])} articles a day in {names[one]} and "
        f"{_daily(rate[two])} in {names[two]} ({_grown(change)})"
    )
    if (one, two) != (first, last):
        said += f"; in {names[first]} {_daily(rate[first])}, in {names[last]} {_daily(rate[last])}"
    said += ". Counts rise and fall with the archive: use shares, and look who entered."
    begin, end = days[np.flatnonzero(part == one)[0]], days[np.flatnonzero(part == two)[-1]]
    return [Finding("archive growth", "", begin, end, float(change), said, counts.sum())]


def _daily(rate: float) -> str:
    return f"{rate:,.1f}" if rate >= 0.1 else f"{rate:.2g}"


def _grown(change: float) -> str:
    return f"{change:+.0%}" if change < 3 else f"{change + 1:,.0f} times as many"


def _years(days: pd.DatetimeIndex) -> tuple[np.ndarray, list[str]]:
    year = days.year.to_numpy()
    return year - year[0], [str(n) for n in range(year[0], year[-1] + 1)]


def _halves(days: pd.DatetimeIndex) -> tuple[np.ndarray, list[str], np.ndarray]:
    part = (np.arange(len(days)) * 2 >= len(days)).astype(int)
    names = ["the first half of its days", "the second half"]
    return part, names, np.bincount(part, minlength=2)


def _error(counts: np.ndarray, part: np.ndarray, rate: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the relative standard error of each part's rate, from its weeks' unevenness."""
    error = np.full(len(rate), np.inf)
    for n in np.flatnonzero((rate > 0) & (size >= 14)):
        mine = counts[part == n]
        weeks = mine[: len(mine) // 7 * 7].reshape(-1, 7).sum(axis=1)
        error[n] = weeks.std(ddof=1) / np.sqrt(len(weeks)) / weeks.mean() if weeks.sum() else np.inf
    return error


def _ratio(rate: np.ndarray, pair: tuple[int, int]) -> float:
    low, high = sorted(rate[list(pair)])
    return high / low if low else np.inf


def _is_change(rate: np.ndarray, error: np.ndarray, pair: tuple[int, int]) -> bool:
    if not min(rate[list(pair)]) > 0:
        return bool(max(rate[list(pair)]) > 0)
    spread = float(np.hypot(*error[list(pair)]))
    return bool(np.log(_ratio(rate, pair)) > np.log1p(GROWTH) + SURE * spread)


def unfinished(whole: Series, days: pd.DatetimeIndex, by: str) -> list[Finding]:
    """Tell whether the corpus begins or ends inside a period of the grain `by`."""
    empty = (np.sum(whole.counts == 0) + 1) / (len(days) + 2)
    edges = starts(pd.Series([days[0], days[-1]]), by)
    first, end = edges[0], last_day(edges[1], by)
    found = []
    for missing, name, n in (
        ((days[0] - first).days, "first", 0),
        ((end - days[-1]).days, "last", -1),
    ):
        if missing < LEAST_MISSING or empty**missing > RARE:
            continue
        length = (last_day(edges.iloc[n], by) - edges.iloc[n]).days + 1
        what = "begins" if n == 0 else "ends"
        day = days[n]
        said = (
            f"The corpus {what} on {day:%Y-%m-%d}: {missing} of the {length} days of its {name} "
            f"{by} were not read. Its counts are too low; leave it out of trends and peaks."
        )
        period = (edges.iloc[n], last_day(edges.iloc[n], by))
        found.append(Finding("unfinished period", "", *period, -missing / length, said, missing))
    return found
