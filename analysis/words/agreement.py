"""How far two coders agree on the articles that both read.

In: a coded sample. Out: agreement with intervals, and the articles on which they differ.

Cannot do: say who is right, or speak of articles that only one has read. Where one code is very
common, as it is for a rare issue, agreement in per cent is high by chance alone: look at alpha.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.schema import InputError

if TYPE_CHECKING:
    from nltk.metrics.agreement import AnnotationTask

REPEATS = 500
FEWEST = 10  # articles coded by both
SCALES = {"mention": 1, "main": 2, "level": 0}  # a code as yes/no from that level up, or as it is


def agreement(
    coded: pd.DataFrame, *, coders: tuple[str, str] | None = None, seed: int = 21
) -> pd.DataFrame:
    """Return how far two coders agree, one row a scale and measure.

    `scale` is "mention" (1 or 2 against 0), "main" (2 against less) or "level" (0, 1, 2). `measure`
    is "share" of articles coded alike, "kappa" (Cohen 1960), "alpha" (Krippendorff 2011, nominal),
    and for level "alpha_ordinal", in which 0 and 2 are further apart than 1 and 2. `low` and
    `high` are the 95 % percentile interval of 500 bootstrap samples of the articles; NaN where
    both gave one and the same code throughout, as nothing can be measured then. `coders` are the
    two who share most articles unless named. Raises InputError when fewer than 10 were coded twice.
    """
    pairs = both_codes(coded, coders=coders)
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(pairs), len(pairs)) for _ in range(REPEATS)]
    rows = []
    for scale, level in SCALES.items():
        codes = pairs.to_numpy()
        codes = (codes >= level).astype(int) if level else codes
        for measure, value in _measures(scale).items():
            again = [value(codes[draw]) for draw in draws]
            known = [v for v in again if not np.isnan(v)]
            low, high = np.percentile(known, [2.5, 97.5]) if known else (np.nan, np.nan)
            rows.append((scale, measure, value(codes), low, high, len(pairs)))
    made = pd.DataFrame(rows, columns=["scale", "measure", "value", "low", "high", "articles"])
    return made.assign(coders=" and ".join(pairs.columns))


def disagreements(coded: pd.DataFrame, *, coders: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return the articles that two coders coded differently, the widest apart first.

    One row an article: `article_id`, a column for the code of each coder, `steps` between them, and
    whether one of them called it borderline. Raises InputError as `agreement` does.
    """
    pairs = both_codes(coded, coders=coders)
    steps = (pairs.iloc[:, 0] - pairs.iloc[:, 1]).abs()
    doubt = coded[coded["coder"].isin(pairs.columns)].groupby("article_id")["is_borderline"].any()
    table = pairs.assign(steps=steps, is_borderline=doubt.reindex(pairs.index))
    return table[steps > 0].sort_values("steps", ascending=False, kind="stable").reset_index()


def both_codes(coded: pd.DataFrame, *, coders: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return the codes of the articles that two coders read: index article_id, a column a coder."""
    wide = coded.pivot_table(
        index="article_id", columns="coder", values="relevance", aggfunc="last"
    )
    first, second = coders or _most_shared(wide)
    for name in (first, second):
        if name not in wide.columns:
            raise InputError(
                f"agreement: no codes of {name!r}; there are: {', '.join(map(str, wide.columns))}"
            )
    pairs = wide[[first, second]].dropna().astype("int64")
    if len(pairs) < FEWEST:
        raise InputError(
            f"agreement: {first} and {second} have both coded {len(pairs)} articles; at least "
            f"{FEWEST} are needed: let the second coder open the file of the first"
        )
    return pairs.rename_axis(columns=None)


def _most_shared(wide: pd.DataFrame) -> tuple[str, str]:
    names = list(wide.columns)
    if len(names) < 2:
        raise InputError("agreement: one coder only; let a second one code the same articles")
    shared = {
        (a, b): int(wide[[a, b]].notna().all(axis=1).sum())
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    }
    return max(shared, key=shared.get)


def _measures(scale: str) -> dict[str, Callable[[np.ndarray], float]]:
    found = {"share": _share, "kappa": _kappa, "alpha": _alpha}
    return found | {"alpha_ordinal": _alpha_ordinal} if scale == "level" else found


def _share(codes: np.ndarray) -> float:
    return float((codes[:, 0] == codes[:, 1]).mean())


def _kappa(codes: np.ndarray) -> float:
    task = _task(codes)
    return float(task.kappa()) if len(task.K) > 1 else float("nan")


def _alpha(codes: np.ndarray) -> float:
    task = _task(codes)
    return float(task.alpha()) if len(task.K) > 1 else float("nan")


def _alpha_ordinal(codes: np.ndarray) -> float:
    number = np.bincount(codes.ravel(), minlength=int(codes.max()) + 1)
    below = np.cumsum(number) - number / 2  # articles below the middle of a code

    def apart(a: int, b: int) -> float:
        return float(below[a] - below[b]) ** 2

    task = _task(codes, apart)
    return float(task.alpha()) if len(task.K) > 1 else float("nan")


def _task(codes: np.ndarray, *distance: Callable[[int, int], float]) -> "AnnotationTask":
    from nltk.metrics.agreement import AnnotationTask

    rows = [(c, i, int(codes[i, c])) for i in range(len(codes)) for c in (0, 1)]
    return AnnotationTask(rows, *distance)
