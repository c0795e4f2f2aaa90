"""What a claim means as a measurement, and when it counts as shown.

In: the two sides of a ratio (`Sides`): the issue against a rival, or a later window against an
earlier one. Out: for one specification its ratio, the ends at which the tests turn, and what it
says; for many, the answer.

    prominent   more than at least half of the rivals          no: less than more than half
    more-than   more than every rival                          no: less than one of them
    rose        the later share is higher (ratio above 1)      no: a rise by a quarter is excluded
    faded       the later share is lower (ratio below 1)       no: a fall by a fifth is excluded

All tests are one-sided at `LEVEL`. Both counts given their sum are binomial (Przyborowski and
Wilenski 1940), on effective counts; ends by Jeffreys' prior, whose one-sided coverage is near
nominal (Cai 2005). "At least m of n rivals" is a partial conjunction: the m-th largest ratio
decides, at LEVEL / (n - m + 1) (Benjamini and Heller 2008); for m = n that is the
intersection-union test. The constants below were fixed before any real corpus was run.

Cannot do: tell a small true change from none; a claim that is true by little is often left open.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betainccinv, betaincinv, ndtr, ndtri

from analysis.attention.interval import Z95

CLAIMS = ("prominent", "more-than", "rose", "faded")
CHANGES = ("rose", "faded")
"""Claims that compare two windows; the others compare the issue with rivals in one."""
LEVEL = 0.05
"""Chance of a false yes, and of a false no, of one specification."""
POWER = 0.8
"""Chance to see a ratio that the power is given for."""
LEAST_CHANGE = 1.25
"""A claim that the share rose is refused where a rise by so much is excluded; faded mirrored."""
LEAST_FOR = 0.5
"""An answer needs at least this part of all specifications, and the main one ..."""
MOST_AGAINST = 0.05
"""... while at most this part says the contrary."""
YES, NO, OPEN = "yes", "no", "cannot be said"


class Sides(NamedTuple):
    """Two sides of a ratio, as arrays [the other side, the side the claim is about].

    `hits` counts (or weights), `seen` what they are shares of; `effect` is the variance over that
    of as many Poisson counts, `quantile` the 95 % quantile known for it (see `effective`). `both`
    are hits that stand on both sides, an article on issue and rival: they part nothing.
    """

    hits: np.ndarray
    seen: np.ndarray
    effect: np.ndarray
    quantile: np.ndarray
    both: float = 0.0


class Compared(NamedTuple):
    """Ratio, the ends where its one-sided tests turn, and the ratio seen with 80 % power."""

    ratio: float
    low: float
    high: float
    reach: float


class Said(NamedTuple):
    """One specification: its comparison, what it says, and which rival decided (its place)."""

    compared: Compared
    says: str
    decides: int


def compare(sides: Sides, level_low: float = LEVEL, level_high: float = LEVEL) -> Compared:
    """Return the ratio of both shares, its one-sided ends at these levels, and its reach.

    The ratio is NaN where there is no hit at all, infinite where the other side has none.
    """
    counts = sides.hits / sides.effect
    factor = _widening(sides.quantile, counts)
    wide = [ndtr(ndtri(level) * factor) for level in (level_low, level_high)]
    one, two = counts[1] + 0.5, counts[0] + 0.5
    low = betaincinv(one, two, wide[0]) if counts[1] > 0 else 0.0
    high = betainccinv(one, two, wide[1]) if counts[0] > 0 else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = counts[1] / counts.sum() if counts.sum() else np.nan
        ends = [_ratio(part, sides) for part in (plain, low, high)]
    return Compared(*map(float, ends), reach(sides, level_low))


def reach(sides: Sides, level: float = LEVEL) -> float:
    """Return the smallest ratio above 1 that these data would show with 80 % power.

    By the normal approximation on the log, with as many hits in all as there are.
    """
    counts = sides.hits / sides.effect
    exposure = sides.seen / sides.effect
    part = exposure[1] / exposure.sum()
    spread = np.sqrt(1 / (max(counts.sum(), 0.5) * part * (1 - part)))
    log = (ndtri(POWER) - ndtri(level) * _widening(sides.quantile, counts)) * spread
    odds = min(np.exp(log), 1e9)
    parting = sides.hits.sum()
    one, other = parting * odds / (1 + odds), parting / (1 + odds)
    return float((one + sides.both) / (other + sides.both)) if sides.both else float(odds)


def say(claim: str, rivals: Sequence[Sides]) -> Said:
    """Return what one specification says of a claim, from its comparison with each rival.

    For rose and faded there is one comparison, of the later window with the earlier.
    """
    n = len(rivals)
    least = n if claim == "more-than" else -(-n // 2)
    levels = LEVEL / (n - least + 1), LEVEL / least
    all_of = [compare(sides, *levels) for sides in rivals]
    table = np.array(all_of)
    known = np.where(np.isnan(table), 0.0, table)
    ranked = np.sort(known[:, :3], axis=0)[::-1][least - 1]
    decides = int(np.lexsort(-known[:, 2::-1].T)[least - 1])  # ties of the ratio go by the ends
    ratio = ranked[0] if not np.isnan(table[decides, 0]) else np.nan
    compared = Compared(float(ratio), float(ranked[1]), float(ranked[2]), table[decides, 3])
    return Said(compared, _says(claim, compared), decides)


def answer(specifications: pd.DataFrame) -> str:
    """Return the answer that a table of specifications gives (columns `says` and `is_main`)."""
    if specifications.empty:
        return OPEN
    main = specifications.loc[specifications["is_main"], "says"].iloc[0]
    parts = specifications["says"].value_counts(normalize=True)
    other = {YES: NO, NO: YES}.get(main, "")
    holds = parts.get(main, 0.0) >= LEAST_FOR and parts.get(other, 0.0) <= MOST_AGAINST
    return main if other and holds else OPEN


def times_needed(compared: Compared, claim: str) -> tuple[float, float]:
    """Return how many times these data would settle the claim, and for which ratio.

    The ratio is the one found, or `LEAST_CHANGE` where that is nearer to 1 than it.
    """
    found = max(compared.ratio, 1e-9)
    target = found if abs(np.log(found)) > np.log(LEAST_CHANGE) else LEAST_CHANGE
    if np.isnan(found) or np.isinf(found) or compared.ratio == 0:
        target = LEAST_CHANGE
    if target == LEAST_CHANGE and claim == "faded":
        target = 1 / LEAST_CHANGE
    return float((np.log(compared.reach) / np.log(target)) ** 2), float(target)


def _widening(quantile: np.ndarray, counts: np.ndarray) -> float:
    """Return how many times wider than a normal test: the sides' quantiles, by their variances.

    After Cochran and Cox (1950). A Student quantile grows less at 95 % than at the 97.5 % it is
    given for, so the test errs to the side of no answer.
    """
    variance = 1 / (counts + 0.5)
    return float(np.sum(quantile * variance) / np.sum(variance) / Z95)


def _ratio(part: float, sides: Sides) -> float:
    """Return the ratio of shares where a part of the parting effective hits is on this side."""
    odds = np.float64(part) / (1 - part) * sides.effect[1] / sides.effect[0]
    if not sides.both:
        return odds * sides.seen[0] / sides.seen[1]
    parting = sides.hits.sum()
    one = parting if np.isinf(odds) else parting * odds / (1 + odds)
    return (one + sides.both) / (parting - one + sides.both)


def _says(claim: str, compared: Compared) -> str:
    """Return yes, no, or that it cannot be said; a yes goes before a no."""
    _, low, high, _ = compared
    if claim == "faded":
        return YES if high < 1 else NO if low > 1 / LEAST_CHANGE else OPEN
    least = LEAST_CHANGE if claim == "rose" else 1.0
    return YES if low > 1 else NO if high < least else OPEN
