"""How often spikes and change points are found where there are none, and where there are.

False alarms: series of counts without an event, of kinds that are not the model the tests fit
(Poisson; negative binomial of size 3; two autoregressions of .6, of the rates behind the counts and
of the counts themselves; a season). Power: one month of three times as many, half as many from a
day on. All means are articles on the issue a period, among a million read.
"""

import numpy as np
import pandas as pd
from scipy.signal import lfilter
from tqdm.auto import tqdm

from analysis import attention
from analysis.attention.change_points import change_points
from analysis.attention.spikes import spikes
from analysis.attention.trend import trend
from analysis.schema import InputError

SEED, READ, DECAY = 2014, 1_000_000, 0.6
FREQUENCY = {"month": "MS", "week": "W-MON", "day": "D"}
CELLS = (
    # kind, periods, their name, mean
    ("Poisson", 36, "month", 3),
    ("Poisson", 72, "month", 20),
    ("Poisson", 208, "week", 8),
    ("negative binomial", 36, "month", 20),
    ("negative binomial", 72, "month", 8),
    ("negative binomial", 156, "week", 3),
    ("AR rates", 36, "month", 20),
    ("AR rates", 72, "month", 8),
    ("AR rates", 208, "week", 8),
    ("AR counts", 36, "month", 8),
    ("AR counts", 72, "month", 20),
    ("AR counts", 156, "week", 3),
    ("seasonal", 36, "month", 20),
    ("seasonal", 72, "month", 8),
    ("seasonal", 208, "week", 3),
)
ALARMS = {
    "spikes": lambda one: bool(spikes(one)["is_spike"].any()),
    "changes": lambda one: len(change_points(one)) > 0,
    "trends": lambda one: _is_sloping(one),
}
KINDS = ("Poisson", "negative binomial", "AR rates", "AR counts")
DAYS, BEFORE, AFTER = 180, 3.0, 1.5
"""The halving: days on each side, articles a day before and after."""
MONTHS, MONTH, MEAN, TIMES = 72, 40, 20, 3
"""The tripling: months of the series, the month of the event, mean and factor."""


def counts(kind: str, mean: float, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return series in which nothing happens, one a row."""
    if kind == "Poisson":
        return rng.poisson(mean, shape)
    if kind == "negative binomial":
        return rng.negative_binomial(3, 3 / (3 + mean), shape)
    if kind == "AR rates":
        return rng.poisson(mean * np.exp(0.5 * _autoregression(shape, rng) - 0.125))
    if kind == "seasonal":
        year = np.arange(shape[1]) * 2 * np.pi / (12 if shape[1] <= 72 else 365.25 / 7)
        return rng.poisson(mean * np.exp(0.5 * np.sin(year)), shape)
    series = rng.poisson(mean, shape)  # AR counts: each article has a follower or has not
    for t in range(1, shape[1]):
        kept = rng.binomial(series[:, t - 1], DECAY)
        series[:, t] = kept + rng.poisson(mean * (1 - DECAY), shape[0])
    return series


def table(series: np.ndarray, by: str) -> pd.DataFrame:
    """Return one series as a table of counts."""
    days = pd.date_range("2010-01-01", periods=len(series), freq=FREQUENCY[by])
    return pd.DataFrame(
        {
            "period_start": days.astype("datetime64[us]"),
            "total_articles": np.full(len(series), READ),
            "issue_articles": np.asarray(series, dtype="int64"),
        }
    )


def false_alarms(
    series: int, *, cells: tuple = CELLS, rates: tuple = tuple(ALARMS)
) -> pd.DataFrame:
    """Return one row a kind of series: parts of them with a spike, a change, a false trend.

    `*_low` is the lower end of the 95 % interval of the part: a rate passes where it is 5 % or
    less.
    """
    rows = []
    for kind, periods, by, mean in tqdm(cells, leave=False, disable=None):
        rng = np.random.default_rng([SEED, periods, mean, len(kind)])
        drawn = [table(one, by) for one in counts(kind, mean, (series, periods), rng)]
        found = {name: [ALARMS[name](one) for one in drawn] for name in rates}
        row = {"kind": kind, "periods": periods, "by": by, "mean": mean, "series": series}
        rows.append(row | _rates(found))
    return pd.DataFrame(rows)


def power(series: int, *, kinds: tuple = KINDS) -> pd.DataFrame:
    """Return one row an event and kind of series: part of them in which it was found.

    `date_held` is the part of the halvings found whose interval holds the true day.
    """
    rng = np.random.default_rng([SEED, 3])
    flat = counts("Poisson", MEAN, (series, MONTHS), rng)
    flat[:, MONTH] = rng.poisson(MEAN * TIMES, series)
    seen = [spikes(table(one, "month"))["is_spike"].iloc[MONTH] for one in flat]
    rows = [{"event": "tripling", "kind": "Poisson", "series": series} | _rates({"found": seen})]
    for kind in tqdm(kinds, leave=False, disable=None):
        halves = [counts(kind, mean, (series, DAYS), rng) for mean in (BEFORE, AFTER)]
        found = [change_points(table(one, "day")) for one in np.hstack(halves)]
        held = [_holds(one) for one in found if len(one)]
        rates = _rates({"found": [len(one) > 0 for one in found]})
        rows.append({"event": "halving", "kind": kind, "series": series} | rates)
        rows[-1]["date_held"] = np.mean(held)
    return pd.DataFrame(rows)


def _is_sloping(one: pd.DataFrame) -> bool:
    try:
        found = trend(one)
    except InputError:  # it says that it cannot be said
        return False
    return not found.low <= 0 <= found.high


def _holds(found: pd.DataFrame) -> bool:
    day = pd.Timestamp("2010-01-01") + pd.Timedelta(days=DAYS)
    return bool(((found["low"] <= day) & (found["high"] >= day)).any())


def _autoregression(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    steps = rng.standard_normal(shape)
    steps[:, 1:] *= np.sqrt(1 - DECAY**2)
    return lfilter([1.0], [1.0, -DECAY], steps, axis=1)


def _rates(found: dict[str, list]) -> dict[str, float]:
    rates = {}
    for name, flags in found.items():
        low, high = attention.interval(np.sum(flags), len(flags))
        rates |= {name: np.mean(flags), f"{name}_low": float(low), f"{name}_high": float(high)}
    return rates
