"""Periods with clearly more articles on the issue than the rest of the series lets expect.

In: an attention table, or any table of period_start, total_articles and issue_articles. Out: the
same periods with what was expected, the excess and whether it is a spike.

Method: the series in which nothing happened is fitted (`null`) and each count compared with the
tail of a negative binomial about the mean that the other periods give it. Such tails are too small
where dispersion and season are only estimated and neighbours alike; so the same is done to
made-up series, and a tail counts for as much as it is rare among theirs. The false-discovery rate
is kept over all periods and groups looked at (Benjamini and Hochberg 1995). "Two standard
deviations" is not used: it finds a peak in nearly every flat series.

Cannot do: tell news from a fault of the corpus (see the radar); find a plateau of many months,
which is a change (`change_points`); count at fixed outlet weights. Where most articles read are on
the issue, counts scatter less than is assumed and it finds too little.
"""

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from analysis.attention import null
from analysis.attention.series import Series, keys_of, series

FALSE_SPIKES = 0.05
"""Of the periods called spikes, this part may be false."""
LEAST_PERIODS = 6
"""Whole periods under which nobody can say what is usual."""
MADE_UP = 20_000
"""Made-up counts that the tails of one series are compared with."""
NEAR, FAR = 10, 100
"""Ranks of made-up tails between which the slope of their far end is taken."""
LEAST_SLOPE = 0.3
SEED = 1995


def spikes(table: pd.DataFrame) -> pd.DataFrame:
    """Tell for every period whether it drew more attention than the others let expect.

    One row a period (with groups: one a group and period), in the order of the table:
    period_start, the group, observed (articles on the issue), expected and excess (articles),
    p_value, q_value (Benjamini and Hochberg 1995, over all rows), is_spike (q_value at most
    0.05). Gaps, unfinished periods and groups of fewer than 6 whole periods are not looked at:
    their expected is NaN and is_spike False. The same table gives the same answer: seeds are
    fixed. Raises InputError for counts that cannot be, and where no series is long enough.
    """
    columns = {name: np.full(len(table), np.nan) for name in ("expected", "p_value", "q_value")}
    for one in series(table, least=LEAST_PERIODS, need="spikes"):
        columns["expected"][one.rows], columns["p_value"][one.rows] = _tested(one)
    looked = np.isfinite(columns["p_value"])
    columns["q_value"][looked] = false_discovery_control(columns["p_value"][looked])
    made = table[["period_start", *keys_of(table)]].assign(
        observed=table["issue_articles"],
        expected=columns["expected"],
        excess=table["issue_articles"] - columns["expected"],
        p_value=columns["p_value"],
        q_value=columns["q_value"],
    )
    return made.assign(is_spike=made["q_value"] <= FALSE_SPIKES).reset_index(drop=True)


def _tested(one: Series) -> tuple[np.ndarray, np.ndarray]:
    """Return what was expected of each period, and its chance in a series without events."""
    terms = null.design(one.starts)
    expected, tail = null.tails(one.counts, one.exposure, terms, one.effect)
    mean = null.means(one.counts, one.exposure, terms)[0]
    flat = null.fit(one.counts, mean, terms, one.effect)
    number = max(1, round(MADE_UP / len(mean)))
    made_up = null.simulate(flat, number, np.random.default_rng(SEED))
    _, usual = null.tails(made_up, one.exposure, terms, one.effect)
    return expected[0], _rarity(tail[0], np.sort(usual, axis=None))


def _rarity(tail: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return the part of the made-up tails that is as small; beyond the last ones, by a line.

    The line runs through two of the smallest made-up tails, chance against tail in logarithms,
    never steeper than that of a true tail (a Pareto tail, as in Hill 1975).
    """
    rank = np.searchsorted(usual, tail, side="right")
    if len(usual) <= FAR:
        return (rank + 1) / (len(usual) + 1)
    near, far = np.maximum(usual[[NEAR - 1, FAR - 1]], 1e-300)
    slope = np.clip(np.log(FAR / NEAR) / max(np.log(far / near), 1e-9), LEAST_SLOPE, 1.0)
    beyond = NEAR / len(usual) * (np.maximum(tail, 1e-300) / near) ** slope
    return np.where(rank < NEAR, beyond, rank / len(usual))
