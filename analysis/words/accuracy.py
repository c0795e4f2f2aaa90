"""How well marks agree with articles coded by reading: precision, recall, F1 with intervals.

Cannot do: speak for a corpus when the coded articles were drawn otherwise than at random; weight
by stratum before quoting a rate for a whole corpus.
"""

import numpy as np
import pandas as pd

from analysis.schema import InputError

REPEATS, SEED = 2000, 21


def accuracy(coded: pd.Series, marked: pd.Series) -> dict[str, float]:
    """Return counts, precision, recall and F1 of yes/no marks against codes.

    `f1_low` and `f1_high` are the 95 % percentile interval of 2,000 bootstrap samples of the
    articles (Efron 1979; fixed seed). NaN where there is nothing to divide by. Raises InputError
    when the two differ in length.
    """
    if len(coded) != len(marked):
        raise InputError(f"accuracy: {len(coded)} codes for {len(marked)} marks")
    pairs = np.column_stack([coded.to_numpy(dtype=bool), marked.to_numpy(dtype=bool)])
    low, high = _bootstrap(pairs)
    hit, false, missed = _counts(pairs)
    return {
        "articles": len(pairs),
        "true_positive": int(hit),
        "false_positive": int(false),
        "false_negative": int(missed),
        "precision": _over(hit, hit + false),
        "recall": _over(hit, hit + missed),
        "f1": _over(2 * hit, 2 * hit + false + missed),
        "f1_low": low,
        "f1_high": high,
    }


def _counts(pairs: np.ndarray) -> tuple[float, float, float]:
    coded, marked = pairs[:, 0], pairs[:, 1]
    return (coded & marked).sum(), (~coded & marked).sum(), (coded & ~marked).sum()


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _bootstrap(pairs: np.ndarray) -> tuple[float, float]:
    if not len(pairs):
        return float("nan"), float("nan")
    rng = np.random.default_rng(SEED)
    scores = []
    for _ in range(REPEATS):
        hit, false, missed = _counts(pairs[rng.integers(0, len(pairs), len(pairs))])
        scores.append(_over(2 * hit, 2 * hit + false + missed))
    low, high = np.nanpercentile(scores, [2.5, 97.5])
    return float(low), float(high)
