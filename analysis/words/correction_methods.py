"""Two published corrections of a share for the error of a classifier.

In: counts and codes. Out: a corrected share with its 95 % interval.

Cannot do: help where the share is smaller than the error it is corrected for. Rogan and Gladen's
interval then holds 0 and little else; the stratified correction of `correction` is for that.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.words.correction_strata import Z


class Corrected(NamedTuple):
    """A corrected share, the ends of its interval, and whether it says anything."""

    share: float
    low: float
    high: float
    is_informative: bool


NOTHING = Corrected(np.nan, np.nan, np.nan, False)


def rogan_gladen(
    marked: float,
    articles: float,
    *,
    found: float,
    relevant: float,
    passed: float,
    others: float,
) -> Corrected:
    """Return the share of Rogan and Gladen (1978) with the interval of Lang and Reiczigel (2014).

    `marked` of `articles` are marked; of `relevant` coded articles `found` were marked, and of
    `others`, which are not on the issue, `passed` were not. Not informative where sensitivity and
    specificity are not surely better than a coin: the interval of their sum minus 1 holds 0.
    """
    if min(articles, relevant, others) <= 0:
        return NOTHING
    sensitivity, specificity = found / relevant, passed / others
    youden = sensitivity + specificity - 1
    if youden <= 0:
        return NOTHING
    plain = (marked / articles + specificity - 1) / youden
    # the adjusted counts of Lang and Reiczigel
    n, n_se, n_sp = articles + Z**2, relevant + 2, others + 2
    p, se, sp = (marked + Z**2 / 2) / n, (found + 1) / n_se, (passed + 1) / n_sp
    index = se + sp - 1
    if index <= 0:
        return NOTHING
    share = (p + sp - 1) / index
    of_se, of_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    error = np.sqrt(p * (1 - p) / n + of_se * share**2 + of_sp * (1 - share) ** 2) / index
    middle = share + 2 * Z**2 * (share * of_se - (1 - share) * of_sp)
    low, high, plain = np.clip([middle - Z * error, middle + Z * error, plain], 0, 1)
    is_better = index - Z * np.sqrt(of_se + of_sp) > 0
    return Corrected(float(plain), float(low), float(high), bool(is_better))


def ppi_mean(
    codes: ArrayLike, ratings: ArrayLike, others: ArrayLike, weights: ArrayLike | None = None
) -> tuple[float, float, float, float]:
    """Return mean, low, high and power of prediction-powered inference with power tuning.

    `codes` (0 or 1) and `ratings` (marks or probabilities) belong to the coded articles, `others`
    are the ratings of the articles that were not coded; `weights` says for how many articles a
    coded one stands. The power, 0 to 1, is how far ratings are used: with 0 the mean is that of
    the codes alone (Angelopoulos et al. 2023; PPI++: Angelopoulos, Duchi and Zrnic 2023).
    """
    y, f = np.asarray(codes, dtype="float64"), np.asarray(ratings, dtype="float64")
    rest = np.asarray(others, dtype="float64")
    n, size = len(y), len(rest)
    w = np.ones(n) if weights is None else np.asarray(weights, dtype="float64")
    w = w / w.mean()
    start = rest.mean() + (w * (y - f)).mean()
    grad, grad_f = w * (y - start), w * (f - start)
    spread = np.var(np.concatenate([grad_f, rest - start]), ddof=1)
    both = ((grad - grad.mean()) * (grad_f - grad_f.mean())).mean()
    power = float(np.clip(both / ((1 + n / size) * spread), 0, 1)) if spread > 0 else 0.0
    mean = power * rest.mean() + (w * (y - power * f)).mean()
    error = np.sqrt((power * rest).var() / size + (w * (y - power * f)).var() / n)
    return float(mean), float(mean - Z * error), float(mean + Z * error), power
