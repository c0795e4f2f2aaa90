"""Relative query term relevance: how far a term keeps the company of what a query is about.

In: in how many articles a term stands, and in how many of these the core of the query is met
without it. Out: the measure of Gabrielatos (2007), "Selecting query terms to build a specialised
corpus from a restricted-access database", ICAME Journal 31. QTR is the part of a term's articles
that meet the core; RQTR says by how many per cent it lies above or below a baseline, the same part
for the core terms themselves, each met by the others. From 0 on a term is as telling as they are.

Cannot do: tell a name or a place of one much-told case from a term of the issue; read dispersion
beside it. The paper had two core terms; for more, our baseline pools them (each counts with its
articles), and no published number was found to check that choice.
"""

import numpy as np

from analysis.schema import InputError


def qtr(both: np.ndarray, term: np.ndarray) -> np.ndarray:
    """Return the part of a term's articles that hold a core term, 0-1; NaN for a term nowhere.

    `both` counts the articles with the term and a core term, `term` all with the term.
    """
    both, term = np.asarray(both, dtype=float), np.asarray(term, dtype=float)
    if (both > term).any() or (both < 0).any():
        raise InputError("qtr: more articles with both than with the term")
    return np.divide(both, term, out=np.full(term.shape, np.nan), where=term > 0)


def rqtr(value: np.ndarray, baseline: float) -> np.ndarray:
    """Return 100 (QTR - B) / B, in per cent: -100 never beside a core term, 0 as core terms are.

    NaN where there is no baseline, as with one core term or with core terms that never meet.
    """
    value = np.asarray(value, dtype=float)
    if np.isnan(baseline) or baseline <= 0:
        return np.full(value.shape, np.nan)
    return 100 * (value - baseline) / baseline


def baseline(both: np.ndarray, term: np.ndarray) -> float:
    """Return B, the QTR of the core terms pooled; NaN with fewer than two of them.

    For each core term, `both` counts the articles where another core term stands too, `term` all.
    """
    both, term = np.asarray(both, dtype=float), np.asarray(term, dtype=float)
    if (term > 0).sum() < 2:
        return float("nan")
    return float(qtr(both.sum(), term.sum()))
