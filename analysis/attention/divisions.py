"""The best divisions of series of counts into stretches of constant rate.

In: counts and exposures, one series a row, and what each further stretch must be worth. Out: where
stretches begin, or the largest penalty under which a series is divided at all.

Method: optimal partitioning (Jackson et al. 2005) of the Poisson likelihood, exact; PELT (Killick,
Fearnhead and Eckley 2012) reaches the same answer, faster where changes are many, which they are
not here. The largest penalty is the largest gain a change, over all divisions: a ratio, found by
asking again at the ratio reached (Dinkelbach 1967).

Cannot do: other than Poisson costs; the work grows with the square of the length.
"""

from typing import NamedTuple

import numpy as np


class Division(NamedTuple):
    """Best divisions, one series a row: gain in fit (without the penalty), changes, and whence.

    `came[s, t]` is where the last stretch of series s begins if it is cut off after t periods.
    """

    gain: np.ndarray
    changes: np.ndarray
    came: np.ndarray


def fit_of(counts: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Return the Poisson log-likelihood of stretches at their own rates, but for a constant."""
    return counts * np.log(np.maximum(counts, 1e-300) / exposure)


def divide(
    counts: np.ndarray, exposure: np.ndarray, penalty: np.ndarray, *, least: int
) -> Division:
    """Divide each series so that its fit, less the penalty a change, is the best there is.

    Every stretch lasts `least` periods or more.
    """
    y, e = _sums(counts), _sums(exposure)
    shape = y.shape
    best, came, number = np.full(shape, -np.inf), np.zeros(shape, int), np.zeros(shape, int)
    best[:, 0], number[:, 0] = 0.0, -1
    rows = np.arange(shape[0])
    for end in range(least, shape[1]):
        begin = slice(0, end - least + 1)
        stretch = fit_of(y[:, end, None] - y[:, begin], e[:, end, None] - e[:, begin])
        whole = best[:, begin] + stretch - penalty[:, None]
        last = whole.argmax(axis=1)
        came[:, end], best[:, end] = last, whole[rows, last]
        number[:, end] = number[rows, last] + 1
    changes = number[:, -1]
    fit = best[:, -1] + penalty * (changes + 1)
    return Division(fit - fit_of(y[:, -1], e[:, -1]), changes, came)


def places(division: Division, series: int = 0) -> list[int]:
    """Return the first period of each new stretch of a series, in order."""
    came, found = division.came[series], []
    last = int(came[-1])
    while last:
        found.append(last)
        last = int(came[last])
    return found[::-1]


def most_penalty(counts: np.ndarray, exposure: np.ndarray, *, least: int) -> np.ndarray:
    """Return for each series the largest gain a change: a penalty above it leaves it whole."""
    y, e = _sums(counts)[:, least:-least], _sums(exposure)[:, least:-least]
    sums = counts.sum(axis=1)[:, None], exposure.sum(axis=1)[:, None]
    once = fit_of(y, e) + fit_of(sums[0] - y, sums[1] - e) - fit_of(*sums)
    reached, rows = once.max(axis=1), np.arange(len(counts))
    while len(rows):
        found = divide(counts[rows], exposure[rows], reached[rows] * (1 + 1e-9), least=least)
        more = found.changes > 0
        rows = rows[more]
        reached[rows] = found.gain[more] / found.changes[more]
    return reached


def split(counts: np.ndarray, exposure: np.ndarray, *, least: int) -> np.ndarray:
    """Return for each series the place of its best single change; exposures are those of all."""
    y, e = _sums(counts)[:, least:-least], _sums(exposure)[least:-least]
    fit = fit_of(y, e) + fit_of(counts.sum(axis=1)[:, None] - y, exposure.sum() - e)
    return fit.argmax(axis=1) + least


def _sums(values: np.ndarray) -> np.ndarray:
    """Return the sums up to each period, with a 0 before the first."""
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), values.cumsum(axis=-1)], axis=-1)
