"""How often the radar finds planted outages, and how often it finds any fault in clean presses.

A press here is counts a day, by outlet: a level that wanders slowly, a weekly rhythm of its own
(some outlets never publish on a Sunday), days about Eid and Christmas at half, growth or decline,
and days more uneven than Poisson ones. Its articles have a date and an outlet and nothing else.
"""

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from analysis.attention.interval import interval
from analysis.attention.radar import radar

SEED, START = 2018, "2016-01-01"
MONTHS = (12, 36, 72)
EID = ("2016-07-06", "2017-06-25", "2018-06-15", "2019-06-05", "2020-05-24", "2021-05-13")
CELLS = (
    # what is lost, part of it, usual articles a day, days
    ("total", 1.0, (3, 4), (7, 8)),
    ("total", 1.0, (3, 40), (7, 60)),
    ("half", 0.5, (20, 25), (7, 8)),
    ("half", 0.5, (20, 80), (7, 60)),
)
KINDS = {"Poisson": 0.0, "uneven": 0.02, "bursty": 0.1}
"""Kind of press -> extra variance of a day's articles over the squared mean."""


def rates(
    days: pd.DatetimeIndex, level: float, rng: np.random.Generator, *, growth: bool = True
) -> np.ndarray:
    """Return the expected articles of an outlet on each day."""
    week = rng.dirichlet(np.full(7, 60.0)) * 7
    week[5:] *= rng.choice([0.05, 0.6, 1.0])
    week *= 7 / week.sum()
    off = np.ones(len(days))
    eid = pd.DatetimeIndex(EID)
    for shift in range(4):
        off[days.isin(eid + pd.Timedelta(shift, "D"))] = 0.5
    off[(days.month == 12) & (days.day >= 24) & (days.day <= 31)] = 0.6
    years = np.arange(len(days)) / 365.25
    slope = np.exp(rng.uniform(-0.04, 0.04) * years) if growth else 1.0
    season = 1 + 0.08 * np.sin(2 * np.pi * (years + rng.random()))
    return level * week[days.day_of_week] * off * slope * season


def press(
    rng: np.random.Generator, *, levels: tuple, months: int, uneven: float
) -> tuple[np.ndarray, pd.DatetimeIndex]:
    """Return articles a day of a clean press, one row an outlet, and the days."""
    days = pd.date_range(START, periods=months, freq="MS")
    days = pd.date_range(START, days[-1] + pd.offsets.MonthEnd(), freq="D")
    mean = np.array([rates(days, level, rng) for level in levels])
    if uneven:
        mean = mean * rng.gamma(1 / uneven, uneven, mean.shape)
    return rng.poisson(mean), days


def articles(counts: np.ndarray, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return a press as a table of articles."""
    outlet, day = np.nonzero(counts)
    many = counts[outlet, day]
    names = np.array([f"Outlet {n + 1}" for n in range(len(counts))], dtype=object)
    table = {"published_on": days[day].repeat(many), "outlet": names[outlet].repeat(many)}
    return pd.DataFrame(table).astype({"published_on": "datetime64[us]", "outlet": "str"})


def lost(
    counts: np.ndarray, part: float, length: int, rng: np.random.Generator
) -> tuple[np.ndarray, int]:
    """Take a part of the first outlet's articles away for so many days; return where it begins."""
    start = int(rng.integers(31, counts.shape[1] - length - 31))
    thinned = counts.copy()
    here = slice(start, start + length)
    thinned[0, here] = 0 if part >= 1 else rng.binomial(counts[0, here], 1 - part)
    return thinned, start


def clean(presses: int, *, kinds: dict = KINDS, months: tuple = MONTHS) -> pd.DataFrame:
    """Return one row a kind and length of press: part of them with any finding, and which."""
    rows = []
    for kind, uneven in tqdm(kinds.items(), leave=False, disable=None):
        for span in months:
            rng = np.random.default_rng([SEED, span, len(kind)])
            kinds_found = []
            for _ in range(presses):
                levels = tuple(np.exp(rng.uniform(np.log(0.5), np.log(60), rng.integers(1, 9))))
                made = press(rng, levels=levels, months=span, uneven=uneven)
                kinds_found.append(set(radar(articles(*made))["kind"]))
            alarms = sum(map(bool, kinds_found))
            low, high = interval(alarms, presses)
            named = ", ".join(sorted(set().union(*kinds_found)))
            rows.append((kind, span, presses, alarms / presses, float(low), float(high), named))
    return pd.DataFrame(
        rows, columns=["kind", "months", "presses", "alarms", "low", "high", "named"]
    )


def recall(presses: int, *, kinds: dict = KINDS, cells: tuple = CELLS) -> pd.DataFrame:
    """Return one row a kind of press and outage: part of the outages found, error of their days.

    Found: a finding of the outlet, an outage or a feed loss, that covers half of the planted days.
    `start_error` is the median of the days by which its begin is wrong.
    """
    rows = []
    for kind, uneven in tqdm(kinds.items(), leave=False, disable=None):
        for what, part, levels, lengths in cells:
            rng = np.random.default_rng([SEED, len(kind), len(what), *levels, *lengths])
            errors = [_seen(uneven, part, levels, lengths, rng) for _ in range(presses)]
            hits = int(np.isfinite(errors).sum())
            low, high = interval(hits, presses)
            rows.append((kind, what, f"{levels[0]}-{levels[1]}", f"{lengths[0]}-{lengths[1]}",
                         presses, hits / presses, float(low), float(high),
                         float(np.nanmedian(errors)) if hits else np.nan))  # fmt: skip
    columns = ["kind", "lost", "a_day", "days", "presses", "found", "low", "high", "start_error"]
    return pd.DataFrame(rows, columns=columns)


def _seen(
    uneven: float, part: float, levels: tuple, lengths: tuple, rng: np.random.Generator
) -> float:
    """Plant one outage in one press; return the error of its first day, NaN where it is missed."""
    first = np.exp(rng.uniform(*np.log(levels)))
    others = rng.uniform(5, 60, rng.integers(0, 6))
    made, days = press(rng, levels=(first, *others), months=48, uneven=uneven)
    length = int(rng.integers(*lengths, endpoint=True))
    made, start = lost(made, part, length, rng)
    begin, end = days[start], days[start + length - 1]
    seen = radar(articles(made, days))
    ours = seen[seen["kind"].isin(["outage", "feed loss"]) & seen["outlet"].isin(["Outlet 1", ""])]
    shared = ours["period_end"].clip(upper=end) - ours["period_start"].clip(lower=begin)
    hits = ours[(shared.dt.days + 1) * 2 >= length]
    return float(abs((hits["period_start"].iloc[0] - begin).days)) if len(hits) else np.nan
