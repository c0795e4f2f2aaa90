"""Measures of how strongly two things go together, and of how sure one can be.

Log-likelihood and pointwise mutual information come from nltk's association measures; the table
of four counts is read as (both, first, second, all).

Cannot do: tell meaning from chance when counts are small; where an expected count is under 5 the
chi-squared approximation is poor and `exact_p` is the one to use.
"""

from collections.abc import Sequence

import numpy as np
from nltk.metrics import BigramAssocMeasures
from scipy import stats


def g2(both: int, first: int, second: int, everything: int) -> float:
    """Return the log-likelihood G2 of a 2x2 table (Dunning 1993), 0 where it is independent.

    `both` cases have the two, `first` and `second` each one, `everything` is all cases.
    """
    cells = np.array(
        [[both, first - both], [second - both, everything - first - second + both]], dtype=float
    )
    if (cells < 0).any():
        raise ValueError("both is more than first or second, or these more than everything")
    expected = cells.sum(1, keepdims=True) * cells.sum(0, keepdims=True) / max(cells.sum(), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / expected), 0.0)
    return float(2 * terms.sum())


def g2_two_cells(count_a: int, count_b: int, size_a: int, size_b: int) -> float:
    """Return the log-likelihood G2 of two counts in two corpora, two cells (Rayson 2000)."""
    rate = (count_a + count_b) / (size_a + size_b)
    pairs = ((count_a, size_a * rate), (count_b, size_b * rate))
    return float(2 * sum(o * np.log(o / e) for o, e in pairs if o))


def chi2(both: int, first: int, second: int, everything: int) -> float:
    """Return Pearson's chi-squared of a 2x2 table, without Yates' correction."""
    return float(BigramAssocMeasures.chi_sq(both, (first, second), everything))


def pmi(both: int, first: int, second: int, everything: int) -> float:
    """Return the pointwise mutual information in bits (Church and Hanks 1990)."""
    return float(BigramAssocMeasures.pmi(both, (first, second), everything))


def exact_p(count_a: int, count_b: int, size_a: int, size_b: int) -> float:
    """Return Fisher's exact two-sided p for two proportions."""
    table = [[count_a, size_a - count_a], [count_b, size_b - count_b]]
    return float(stats.fisher_exact(table).pvalue)


def false_discovery(p: Sequence[float]) -> np.ndarray:
    """Return the q values of a family of tests (Benjamini and Hochberg 1995)."""
    return stats.false_discovery_control(p, method="bh") if len(p) else np.array([])
