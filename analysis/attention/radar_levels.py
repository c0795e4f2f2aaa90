"""What is usual for a series of daily counts: its local level, its unevenness, and rare windows.

In: the daily counts of a series. Out: usual articles of a week before and after each day, the
dispersion of sums of so many days, and the chance of as few articles or fewer.

All windows are whole weeks, in which every weekday stands equally often: the weekly rhythm cancels
without being estimated. The usual week is the median of the weeks within a quarter on either side,
so that an outage of up to half of that does not lower it; the mean of both sides counts, but hardly
more than the lower one, so that a step or a growth is no loss. Chances are negative binomial about
it, the variance mean + alpha mean^2 taken from the lower half of the spread of the series' own
windows, which holds bursts, likeness of neighbours, and the error of the level (as in the detection
of outbreaks, turned around: Farrington et al. 1996; Noufaily et al. 2013).

Cannot do: judge the first and last two weeks of a series, or series of less than nine weeks.
"""

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import gamma, nbinom

WEEK, SIDE = 7, 91
"""Days of a week, and of the quarter on either side that says what is usual."""
LEAST_WEEKS = 8
"""Weeks (they overlap) that a side must hold: eight begin within two weeks."""
LEAST_SPAN = 63
HIGHER = 1.1
"""The mean of both sides is usual, up to so many times the lower one."""
UNKNOWN_ALPHA = 0.5
"""Dispersion of a series too short to show its own."""
LEAST_ALPHA = 1e-6
QUANTILES = (0.16, 0.05)
"""Lower quantiles whose distance from the median tells the spread: losses are not among them."""
VARIANCES = np.geomspace(1e-5, 0.5, 120)
"""Beyond, the distance to the median shrinks again; no loss shows in series so uneven."""


def sums(counts: np.ndarray, length: int) -> np.ndarray:
    """Return the articles of every window of so many days, by its first day."""
    heaped = np.concatenate([[0.0], np.cumsum(counts, dtype=float)])
    return heaped[length:] - heaped[:-length]


def sides(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the usual week before and after each day, NaN where too little was read there.

    `before[t]` speaks of the days up to t - 1, `after[t]` of those from t + 1 on.
    """
    if len(counts) < WEEK:
        nothing = np.full(len(counts), np.nan)
        return nothing, nothing
    before = _before(sums(counts, WEEK))
    after = _before(sums(counts[::-1], WEEK))[::-1]
    return before, after


def _before(weeks: np.ndarray) -> np.ndarray:
    usual = pd.Series(weeks).rolling(SIDE - WEEK + 1, min_periods=LEAST_WEEKS).median().to_numpy()
    # The week that begins on day i ends on i + 6: it is known on day i + 7.
    return np.concatenate([np.full(WEEK, np.nan), usual[:-1]])


def usual(before: np.ndarray, after: np.ndarray, length: int) -> np.ndarray:
    """Return the usual week about every window of so many days, by its first day."""
    return both(before[: len(before) - length + 1], after[length - 1 :])


def both(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the usual week between two sides, NaN where one of them is not known."""
    return np.minimum((before + after) / 2, HIGHER * np.minimum(before, after))


def dispersion(found: np.ndarray, expected: np.ndarray) -> float:
    """Return alpha of window sums about what was expected of them, from their lower spread."""
    known = np.isfinite(expected) & (expected > 0)
    if known.sum() < LEAST_SPAN:
        return UNKNOWN_ALPHA
    ratio = found[known] / expected[known]
    middle = np.median(ratio)
    distances = middle - np.quantile(ratio, QUANTILES)
    variance = max(np.interp(d, known_d, VARIANCES) for d, known_d in zip(distances, _distances()))
    return max(float(variance) - float(np.mean(1 / expected[known])), LEAST_ALPHA)


@cache
def _distances() -> list[np.ndarray]:
    """Return, for each quantile, its distance from the median in gammas of mean 1 by variance."""
    shape = 1 / VARIANCES
    return [(gamma.ppf(0.5, shape) - gamma.ppf(q, shape)) / shape for q in QUANTILES]


def rarity(found: np.ndarray, expected: np.ndarray, alpha: float) -> np.ndarray:
    """Return the chance of so few articles or fewer (negative binomial)."""
    size = 1 / alpha
    return nbinom.cdf(found, size, size / (size + expected))
