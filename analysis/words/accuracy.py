"""How well marks agree with articles coded by reading: precision, recall, F1 with intervals.

Cannot do: speak for a corpus when the coded articles were drawn otherwise than at random; weight
by stratum before quoting a rate for a whole corpus (`correction` does).
"""

import numpy as np
import pandas as pd

from analysis.corpus.periods import is_dated, starts
from analysis.schema import InputError

REPEATS, SEED = 2000, 21
WHOLE, UNDATED = "all", "undated"


def accuracy(coded: pd.Series, marked: pd.Series) -> dict[str, float]:
    """Return counts, precision, recall and F1 of yes/no marks against codes.

    `_low` and `_high` are ends of 95 % intervals: of Wilson (1927) for precision and recall, of
    2,000 bootstrap samples of the articles (Efron 1979; fixed seed) for F1. NaN where there is
    nothing to divide by. Raises InputError when the two differ in length.
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
        **_proportion("precision", hit, hit + false),
        **_proportion("recall", hit, hit + missed),
        "f1": _over(2 * hit, 2 * hit + false + missed),
        "f1_low": low,
        "f1_high": high,
    }


def accuracy_by(
    coded: pd.DataFrame, *, by: str | None = None, level: int = 1, marks: str = "issue_level"
) -> pd.DataFrame:
    """Return the accuracy of marks in each slice of coded articles, one row a slice.

    `coded` comes from `coded.join`; column `marks` is set against `relevance`, both counted from
    `level` up (1 mentioned, 2 main subject). `by` is a column such as "lang", or a period such as
    "quarter", in which undated articles are a slice of their own; None is one row for all.
    `slice` names the slice. Raises InputError for a column that is not there.
    """
    names = _slices(coded, by)
    rows = [
        {"slice": name, **accuracy(part["relevance"] >= level, part[marks] >= level)}
        for name, part in coded.groupby(names, sort=True)
    ]
    columns = ["slice", *accuracy(pd.Series(dtype=bool), pd.Series(dtype=bool))]
    return pd.DataFrame(rows, columns=columns).astype({"slice": "str"})


def _slices(coded: pd.DataFrame, by: str | None) -> pd.Series:
    if by is None:
        return pd.Series(WHOLE, index=coded.index)
    if by in coded.columns:
        return coded[by].astype("str")
    if "published_on" not in coded.columns:
        raise InputError(f"accuracy: no column {by!r}; use 'lang', 'outlet', or 'quarter'")
    first = starts(coded["published_on"], by).dt.strftime("%Y-%m-%d")
    return first.where(is_dated(coded, by), UNDATED)


def _counts(pairs: np.ndarray) -> tuple[float, float, float]:
    coded, marked = pairs[:, 0], pairs[:, 1]
    return (coded & marked).sum(), (~coded & marked).sum(), (coded & ~marked).sum()


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _proportion(name: str, part: float, whole: float) -> dict[str, float]:
    from statsmodels.stats.proportion import proportion_confint  # late: it takes a second

    ends = proportion_confint(part, whole, method="wilson") if whole else (np.nan, np.nan)
    low, high = (float(end) for end in ends)
    return {name: _over(part, whole), f"{name}_low": low, f"{name}_high": high}


def _bootstrap(pairs: np.ndarray) -> tuple[float, float]:
    """Return the ends of the interval of F1; a sample's three counts follow a multinomial law."""
    counts = _counts(pairs)
    if not sum(counts):
        return float("nan"), float("nan")
    rest = len(pairs) - sum(counts)
    rng = np.random.default_rng(SEED)
    hit, false, missed, _ = rng.multinomial(len(pairs), np.array([*counts, rest]) / len(pairs),
                                            REPEATS).T  # fmt: skip
    whole = 2 * hit + false + missed
    scores = np.divide(2 * hit, whole, out=np.full(REPEATS, np.nan), where=whole > 0)
    low, high = np.nanpercentile(scores, [2.5, 97.5])
    return float(low), float(high)
