"""The 95 % interval of a share, on an effective number of articles.

Wilson (1927) by default, Jeffreys (Brown, Cai and DasGupta 2001) on request. A design effect
divides both counts first (Kish 1965), so that ten copies of one report weigh as one.

Cannot do: know the design effect; `effective` estimates it from copies.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import beta

from analysis.schema import InputError

Z95 = 1.959963984540054
"""Standard normal quantile of a 95 % interval."""
METHODS = ("wilson", "jeffreys")


def interval(
    hits: ArrayLike, seen: ArrayLike, *, quantile: ArrayLike = Z95, method: str = "wilson"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the 95 % interval of hits / seen; NaN where seen is 0.

    Both may be effective numbers, thus not whole. `quantile` other than that of the normal makes
    a wider Wilson interval; Jeffreys does not take it. Raises InputError for another method.
    """
    if method not in METHODS:
        raise InputError(f"interval={method!r}: say one of {', '.join(METHODS)}")
    hits, seen = np.asarray(hits, dtype="float64"), np.asarray(seen, dtype="float64")
    n = np.where(seen > 0, seen, np.nan)
    return _jeffreys(hits, n) if method == "jeffreys" else _wilson(hits, n, np.asarray(quantile))


def _wilson(hits: np.ndarray, n: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Written out because statsmodels, the twin in the tests, takes a second to import."""
    share, z2 = hits / n, z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    # The formula gives 0 and 1 there; floating point gives 1e-19.
    low = np.where(hits == 0, 0.0 * n, middle - half)
    return low, np.where(hits == n, 0.0 * n + 1.0, middle + half)


def _jeffreys(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = (beta.ppf(q, hits + 0.5, n - hits + 0.5) for q in (0.025, 0.975))
    return np.where(hits == 0, 0.0 * n, low), np.where(hits == n, 0.0 * n + 1.0, high)
