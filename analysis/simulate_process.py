"""The newsrooms of a made-up press: how many stories they are expected to begin, and which came.

In: outlets, months and rates. Out: expected stories of every outlet and day (`Expected`), and drawn
stories, one row each: outlet, day, on the issue or not, case, wire or not.

Cannot do: let one outlet's news depend on another's, except by wires and cases.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.schema import DAY, InputError

WEEK = (1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 0.7)
"""Stories of Monday to Sunday, as times the mean day."""
HOLIDAY = 0.5
"""Stories of a holiday, as times the same weekday."""
EID = """
2012-08-19 2013-08-08 2014-07-28 2015-07-17 2016-07-06 2017-06-25 2018-06-15 2019-06-05
2020-05-24 2021-05-13 2022-05-02 2023-04-22 2024-04-10 2025-03-31 2026-03-21
"""
"""First days of Eid al-Fitr as the government of Indonesia set them; two days are kept."""
FIXED = ("01-01", "08-17", "12-25")
LATEST_COPY = 2
"""A copy appears so many days after its story at the latest."""
Rate = float | Sequence[float]


class Outlet(NamedTuple):
    """An outlet in one language: stories it begins a day and its share, constant or by month.

    Without a share of its own it has that of the press. The same name twice, in two languages, is
    one outlet that publishes in both.
    """

    name: str
    articles_a_day: Rate
    issue_share: Rate | None = None
    lang: str = "id"


class Wires(NamedTuple):
    """How stories are copied: the part that comes by wire, and how often a wire story is printed.

    `copies` is the mean number of articles of a wire story (1: never copied), constant or by month;
    `spread` is "even" or "geometric".
    """

    issue: float = 0.2
    other: float = 0.05
    copies: Rate = 1.0
    spread: str = "even"


class Cases(NamedTuple):
    """Bursts: the part of the issue's stories that belongs to cases, stories and days of a case."""

    part: float = 0.0
    stories: float = 10.0
    days: float = 14.0


class Expected(NamedTuple):
    """Expected stories, one row an outlet and one column a day; `month` is that of each day."""

    days: pd.DatetimeIndex
    month: np.ndarray
    issue: np.ndarray
    other: np.ndarray


def by_month(value: Rate, months: int, what: str) -> np.ndarray:
    """Return one number a month; InputError where there is neither one nor one a month."""
    array = np.asarray(value, dtype=float)
    if array.ndim > 1 or (array.ndim == 1 and len(array) != months):
        raise InputError(f"simulate: {what} has {array.size} numbers; give one, or one a month")
    if not np.isfinite(array).all() or (array < 0).any():
        raise InputError(f"simulate: {what} is negative or not a number")
    return np.broadcast_to(array, months)


def rhythm(days: pd.DatetimeIndex, week: Sequence[float], holidays: Sequence[str]) -> np.ndarray:
    """Return the stories of each day as times the mean day: weekdays, holidays at half."""
    times = (np.asarray(week, dtype=float) / np.mean(week))[days.day_of_week]
    eid = pd.DatetimeIndex(EID.split())
    kept = eid.union(eid + pd.Timedelta("1D")).union(pd.DatetimeIndex(list(holidays)))
    is_off = days.isin(kept) | days.strftime("%m-%d").isin(FIXED)
    return np.where(is_off, HOLIDAY, 1.0) * times


def expected(
    outlets: Sequence[Outlet], days: pd.DatetimeIndex, share: Rate, times: np.ndarray
) -> Expected:
    """Return the expected stories of every outlet and day, on the issue and others."""
    month = (days.year - days[0].year).to_numpy() * 12 + days.month.to_numpy() - days[0].month
    months = int(month[-1]) + 1
    issue, other = [], []
    for outlet in outlets:
        rate = by_month(outlet.articles_a_day, months, f"articles a day of {outlet.name}")
        own = share if outlet.issue_share is None else outlet.issue_share
        part = by_month(own, months, f"issue_share of {outlet.name}")
        if (part > 1).any():
            raise InputError(f"simulate: issue_share of {outlet.name} is above 1")
        issue.append((rate * part)[month] * times)
        other.append((rate * (1 - part))[month] * times)
    return Expected(days, month, np.array(issue), np.array(other))


def stories(
    plan: Expected, wires: Wires, cases: Cases, unevenness: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw stories: one row a story with `outlet` and `day` (numbers), `issue`, `case`, `wire`.

    `unevenness` is the variance of the daily totals of an outlet about their mean, over that of
    the mean squared (gamma); `case` is -1 where the story belongs to none.
    """
    shape = plan.issue.shape
    uneven = rng.gamma(1 / unevenness, unevenness, shape) if unevenness else np.ones(shape)
    drawn = [
        _drawn(plan.other * uneven, False, wires.other, rng),
        _drawn(plan.issue * uneven * (1 - cases.part), True, wires.issue, rng),
    ]
    if cases.part:
        drawn.append(_of_cases(plan.issue, cases, wires, rng))
    return pd.concat(drawn, ignore_index=True)


def case_delays(cases: Cases, days: int) -> np.ndarray:
    """Return the chance that a story of a case comes 0, 1, ... days after the case begins."""
    return -np.diff(np.exp(-np.arange(days + 1) / cases.days))


def later(daily: np.ndarray, delays: np.ndarray, before: float = 0.0) -> np.ndarray:
    """Return what is expected of each day when all comes late; `before` was each day until then."""
    padded = np.concatenate([np.full(len(delays), before), daily])
    return np.convolve(padded, delays)[len(delays) : len(padded)]


def pick(daily: np.ndarray, day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw an outlet for each day in proportion to `daily`; -1 where there is none to draw."""
    heaped = np.cumsum(daily, axis=0)
    chance = rng.random(len(day)) * heaped[-1, day]
    chosen = np.zeros(len(day), dtype=np.int64)
    for row in heaped[:-1]:
        chosen += chance >= row[day]
    return np.where(heaped[-1, day] > 0, chosen, -1)


def _drawn(daily: np.ndarray, issue: bool, wire: float, rng: np.random.Generator) -> pd.DataFrame:
    number = rng.poisson(daily).ravel()
    place = np.repeat(np.arange(number.size), number)
    return pd.DataFrame(
        {
            "outlet": place // daily.shape[1],
            "day": place % daily.shape[1],
            "issue": issue,
            "case": -1,
            "wire": rng.random(len(place)) < wire,
        }
    )


def _of_cases(
    issue: np.ndarray, cases: Cases, wires: Wires, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the stories of cases; cases that began before the first day still have stories."""
    burn = int(8 * cases.days)
    total = issue.sum(axis=0)
    begin = np.concatenate([np.full(burn, total[:365].mean()), total]) * cases.part / cases.stories
    number = rng.poisson(begin)
    size = rng.geometric(1 / cases.stories, number.sum())
    case = np.repeat(np.arange(len(size)), size)
    first = np.repeat(np.repeat(np.arange(len(begin)) - burn, number), size)
    day = first + rng.exponential(cases.days, len(case)).astype(np.int64)
    inside = (day >= 0) & (day < len(total))
    day, case = day[inside], case[inside]
    outlet = pick(issue, day, rng)
    table = {"outlet": outlet, "day": day, "issue": True, "case": case}
    made = pd.DataFrame(table).assign(wire=rng.random(len(day)) < wires.issue)
    return made[made["outlet"] >= 0]


def months_of(start: str, months: int) -> pd.DatetimeIndex:
    """Return all days of so many months from `start`, the first day of a month."""
    first = pd.Timestamp(start)
    if first.day != 1 or months < 1:
        raise InputError("simulate: start is the first day of a month, and months at least 1")
    last = first + pd.DateOffset(months=months) - pd.Timedelta("1D")
    return pd.date_range(first, last, freq="D").astype(DAY)
