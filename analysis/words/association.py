"""Measures of how strongly two things go together, and of how sure one can be.

In: counts, single or as arrays of one length (one entry a word). Out: the measure, a number for
single counts and an array for arrays. The table of four counts is read as (both, first, second,
all). Pointwise mutual information comes from nltk's association measures.

Cannot do: tell meaning from chance when counts are small; where an expected count is under 5 the
chi-squared approximation is poor and `exact_p` is the one to use. Every test here takes cases as
independent draws; words of one article are not.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import gammaln, xlogy

Counts = int | np.ndarray
Measured = float | np.ndarray


def _cells(both: Counts, first: Counts, second: Counts, everything: Counts) -> np.ndarray:
    """Return the 2x2 table, in float so that products of large counts do not overflow."""
    n11, row, column, n = (np.asarray(c, dtype=float) for c in (both, first, second, everything))
    cells = np.stack([n11, row - n11, column - n11, n - row - column + n11])
    if (cells < 0).any():
        raise ValueError("both is more than first or second, or these more than everything")
    return cells.reshape(2, 2, *cells.shape[1:])


def _plain(value: Any) -> Measured:
    return float(value) if np.ndim(value) == 0 else value


def g2(both: Counts, first: Counts, second: Counts, everything: Counts) -> Measured:
    """Return the log-likelihood G2 of a 2x2 table (Dunning 1993), 0 where it is independent.

    `both` cases have the two, `first` and `second` each one, `everything` is all cases.
    """
    cells = _cells(both, first, second, everything)
    expected = cells.sum(1, keepdims=True) * cells.sum(0, keepdims=True)
    expected = expected / np.maximum(cells.sum((0, 1)), 1)
    # Where a cell holds anything, so do its margins: the 1 stands only where the count is 0.
    ratio = np.divide(cells, expected, out=np.ones_like(cells), where=cells > 0)
    return _plain(np.maximum(2 * xlogy(cells, ratio).sum((0, 1)), 0))


def g2_two_cells(count_a: Counts, count_b: Counts, size_a: int, size_b: int) -> Measured:
    """Return the log-likelihood G2 of two counts in two corpora, two cells (Rayson 2000)."""
    rate = (np.asarray(count_a, dtype=float) + count_b) / (size_a + size_b)
    total = np.zeros_like(rate)
    for count, size in ((count_a, size_a), (count_b, size_b)):
        count = np.asarray(count, dtype=float)
        total += xlogy(
            count, np.divide(count, size * rate, out=np.ones_like(rate), where=count > 0)
        )
    return _plain(np.maximum(2 * total, 0))


def chi2(both: Counts, first: Counts, second: Counts, everything: Counts) -> Measured:
    """Return Pearson's chi-squared of a 2x2 table, without Yates' correction; 0 if one-sided."""
    cells = _cells(both, first, second, everything)
    margins = cells.sum(0).prod(0) * cells.sum(1).prod(0)
    cross = cells[0, 0] * cells[1, 1] - cells[0, 1] * cells[1, 0]
    squared = cells.sum((0, 1)) * cross**2
    return _plain(np.divide(squared, margins, out=np.zeros_like(squared), where=margins > 0))


def pmi(both: int, first: int, second: int, everything: int) -> float:
    """Return the pointwise mutual information in bits (Church and Hanks 1990)."""
    # Late: nltk takes two seconds to import with scikit-learn beside it.
    from nltk.metrics import BigramAssocMeasures

    return float(BigramAssocMeasures.pmi(both, (first, second), everything))


def log_ratio(count_a: Counts, count_b: Counts, size_a: int, size_b: int) -> Measured:
    """Return log2 of the ratio of two rates (Hardie 2014); 1 is twice as often in the first.

    A count of 0 is taken for half a case, so that the ratio is finite.
    """
    first, second = (np.maximum(c, 0.5) / n for c, n in ((count_a, size_a), (count_b, size_b)))
    return _plain(np.log2(first / second))


def log_odds(
    count_a: Counts, count_b: Counts, size_a: int, size_b: int, *, prior: Measured, total: float
) -> Measured:
    """Return the z of the log-odds ratio with a Dirichlet prior (Monroe, Colaresi, Quinn 2008).

    `prior` is what the prior adds to each count, `total` what it adds to each size. The variance
    has their two terms; programs that take four print slightly smaller z.
    """
    both = np.asarray(count_a) + np.asarray(count_b)
    odds, variance = [], np.zeros(np.shape(both))
    with np.errstate(divide="ignore", invalid="ignore"):
        for count, size in ((count_a, size_a), (count_b, size_b)):
            held = np.asarray(count, dtype=float) + prior
            odds.append(np.log(held / (size + total - held)))
            variance = variance + 1 / held
        z = (odds[0] - odds[1]) / np.sqrt(variance)
    # A word that is all there is, or is not there, has no odds: the sides do not differ in it.
    return _plain(np.where((both == 0) | (both == size_a + size_b), 0.0, z))


def exact_p(count_a: int, count_b: int, size_a: int, size_b: int) -> float:
    """Return Fisher's exact two-sided p for two proportions."""
    table = [[count_a, size_a - count_a], [count_b, size_b - count_b]]
    return float(stats.fisher_exact(table).pvalue)


def exact_ps(counts_a: np.ndarray, counts_b: np.ndarray, size_a: int, size_b: int) -> np.ndarray:
    """Return exact two-sided p of many pairs of proportions: twice the smaller tail, at most 1.

    As sure as Fisher's `exact_p` or less sure, and fast for arrays (hypergeometric tails).
    """
    # Most words share their pair of counts with others, and each pair is worked out once.
    pairs, places = np.unique(counts_a * (size_b + 1) + counts_b, return_inverse=True)
    few, rest = np.divmod(pairs, size_b + 1)
    return np.clip(2 * _smaller_tail(few, few + rest, size_a, size_a + size_b), 0, 1)[places]


def _smaller_tail(few: np.ndarray, drawn: np.ndarray, marked: int, everything: int) -> np.ndarray:
    """Return the hypergeometric tail from `few` away from the mean: the smaller of the two."""
    # The median lies beside the mean, so the side of the mean tells the smaller tail.
    is_above = few * everything > drawn * marked
    # Most tails are that of 0, which in closed form is far faster than scipy's.
    left = everything - drawn
    ways = gammaln(left + 1) - gammaln(left - marked + 1)
    tail = np.exp(ways - gammaln(everything + 1) + gammaln(everything - marked + 1))
    for chosen, of_tail, begin in (
        (is_above, stats.hypergeom.sf, few - 1),
        (~is_above & (few > 0), stats.hypergeom.cdf, few),
    ):
        tail[chosen] = of_tail(begin[chosen], everything, drawn[chosen], marked)
    return tail


def false_discovery(p: Sequence[float]) -> np.ndarray:
    """Return the q values of a family of tests (Benjamini and Hochberg 1995)."""
    return stats.false_discovery_control(p, method="bh") if len(p) else np.array([])
