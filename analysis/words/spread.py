"""Measures of how evenly a term is spread over the parts of a corpus, all terms at once.

In: counts by part and term, and the words in each part. Out: one number a term. Parts without a
word are no parts. A term that does not occur has no spread: NaN, which is not 0.

Cannot do: compare terms of very different frequency fairly. A rare term cannot stand in many
parts, so it looks clumped by every one of these measures, however it is used.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, sparray


class Spread(NamedTuple):
    """Where terms stand: one entry for each part that holds a term.

    `term` is the place of the term, `count` how often it stands in that part, `size` the words
    of that part; `sizes` are the words of every part, `terms` is how many terms there are.
    """

    term: np.ndarray
    count: np.ndarray
    size: np.ndarray
    sizes: np.ndarray
    terms: int

    def total(self, entries: np.ndarray) -> np.ndarray:
        """Return the sum of the entries of each term."""
        return np.bincount(self.term, weights=entries, minlength=self.terms)

    @property
    def share(self) -> np.ndarray:
        """Return for each entry the share of the term that stands in its part (t)."""
        return self.count / self.total(self.count)[self.term]

    @property
    def expected(self) -> np.ndarray:
        """Return for each entry the share of all words that its part holds (w)."""
        return self.size / self.sizes.sum()

    @property
    def rate(self) -> np.ndarray:
        """Return for each entry how often the term stands there per word."""
        return self.count / self.size


def spread(counts: np.ndarray | sparray, sizes: np.ndarray) -> Spread:
    """Return where each term stands; `counts` has a row a part and a column a term."""
    cells = coo_array(counts)
    part, term = cells.coords
    sizes = np.asarray(sizes, dtype=float)
    held = cells.data > 0
    return Spread(
        term=term[held],
        count=cells.data[held].astype(float),
        size=sizes[part[held]],
        sizes=sizes[sizes > 0],
        terms=cells.shape[1],
    )


def _over(top: np.ndarray, bottom: np.ndarray | float) -> np.ndarray:
    bottom = np.broadcast_to(np.asarray(bottom, dtype=float), top.shape)
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def _where_met(s: Spread, values: np.ndarray) -> np.ndarray:
    return np.where(frequency(s) > 0, values, np.nan)


def frequency(s: Spread) -> np.ndarray:
    """Return how often each term stands in all parts together."""
    return s.total(s.count)


def in_parts(s: Spread) -> np.ndarray:
    """Return the range: in how many parts each term stands (Keniston 1920)."""
    return np.bincount(s.term, minlength=s.terms)


def sd(s: Spread, *, sample: bool = False) -> np.ndarray:
    """Return the standard deviation of the rates per word over parts (of a sample: n - 1)."""
    n = len(s.sizes)
    mean = s.total(s.rate) / max(n, 1)
    inside = s.total((s.rate - mean[s.term]) ** 2)
    squares = inside + (n - in_parts(s)) * mean**2
    return _where_met(s, np.sqrt(_over(squares, n - 1 if sample else n)))


def cv(s: Spread, *, sample: bool = False) -> np.ndarray:
    """Return the coefficient of variation of the rates: their deviation over their mean."""
    return _over(sd(s, sample=sample), s.total(s.rate) / max(len(s.sizes), 1))


def juilland_d(s: Spread) -> np.ndarray:
    """Return D of Juilland and Chang-Rodriguez (1964): 1 - cv / sqrt(n - 1), 1 is even.

    On rates with the population's deviation, so that parts may differ in size.
    """
    # Rounding can carry a term of one part below 0.
    return np.maximum(1 - _over(cv(s), np.sqrt(max(len(s.sizes) - 1, 0))), 0)


def carroll_d2(s: Spread) -> np.ndarray:
    """Return D2 of Carroll (1970): the entropy of the rates over its maximum, 1 is even."""
    p = s.rate / s.total(s.rate)[s.term]
    entropy = np.maximum(-s.total(p * np.log(p)), 0)
    return _where_met(s, _over(entropy, np.log(max(len(s.sizes), 1))))


def rosengren_s(s: Spread) -> np.ndarray:
    """Return S of Rosengren (1971): (sum of sqrt(w v)) squared over frequency, 1 is even."""
    return _over(s.total(np.sqrt(s.expected * s.count)) ** 2, frequency(s))


def dp(s: Spread) -> np.ndarray:
    """Return DP of Gries (2008): half the sum of abs(t - w), 0 is even."""
    # A part without the term adds its w; all w sum to 1, so only parts with the term are walked.
    apart = np.abs(s.share - s.expected) - s.expected
    return _where_met(s, np.clip((1 + s.total(apart)) / 2, 0, None))


def dp_norm(s: Spread) -> np.ndarray:
    """Return DPnorm of Lijffijt and Gries (2012): DP / (1 - smallest w), from 0 to 1."""
    return _over(dp(s), 1 - s.sizes.min() / s.sizes.sum() if len(s.sizes) else 0)


def dp_egbert(s: Spread) -> np.ndarray:
    """Return DP as Egbert, Burch and Biber (2020) scale it: by the smallest w with the term."""
    smallest = np.full(s.terms, np.inf)
    np.minimum.at(smallest, s.term, s.expected)
    return _over(dp(s), np.where(np.isfinite(smallest), 1 - smallest, 0))


def kld(s: Spread) -> np.ndarray:
    """Return the Kullback-Leibler divergence in bits (Gries 2020): sum t log2(t / w), 0 is even."""
    return _where_met(s, np.clip(s.total(s.share * np.log2(s.share / s.expected)), 0, None))


def kld_norm(s: Spread) -> np.ndarray:
    """Return the divergence brought between 0 and 1 as odds are (Gries 2024): KLD / (1 + KLD)."""
    divergence = kld(s)
    return divergence / (1 + divergence)


def burch_da(s: Spread) -> np.ndarray:
    """Return DA of Burch, Egbert and Biber (2017): 1 - mean difference of two parts / 2 means."""
    n = len(s.sizes)
    order = np.lexsort((s.rate, s.term))
    term, rate = s.term[order], s.rate[order]
    held = in_parts(s)
    # Rank of a rate among all parts: those without the term come first, with rate 0.
    rank = np.arange(len(term)) - (np.cumsum(held) - held)[term] + 1 + (n - held)[term]
    apart = np.bincount(term, weights=(2 * rank - n - 1) * rate, minlength=s.terms)
    return np.maximum(1 - _over(apart, s.total(s.rate) * (n - 1)), 0)
