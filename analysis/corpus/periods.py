"""The calendar of the project: day, week (from Monday), month, quarter, year.

Every room that counts over time takes its periods from here, so that a week is the same week
everywhere. Cannot do: other week starts, school years or fiscal years; a table of counts that
comes with such periods keeps them (attention.from_counts).
"""

import pandas as pd

from analysis.schema import DAY, InputError

FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}
"""Name of a period -> pandas frequency; W-SUN is the week that ends on Sunday."""

TOO_COARSE = {
    "day": {"month", "year"},
    "week": {"month", "year"},
    "month": {"year"},
    "quarter": {"year"},
    "year": set(),
}
"""A date known only to the month cannot say its week: such articles count as undated there."""


def frequency(by: str) -> str:
    """Return the pandas frequency of a period name; InputError lists the names there are."""
    if by not in FREQUENCY:
        raise InputError(f"by={by!r} is no period; choose one of {', '.join(FREQUENCY)}")
    return FREQUENCY[by]


def starts(days: pd.Series, by: str) -> pd.Series:
    """Return the first day of the period each day lies in; NaT stays NaT."""
    return days.dt.to_period(frequency(by)).dt.to_timestamp(how="start").astype(DAY)


def every(first: pd.Timestamp, last: pd.Timestamp, by: str) -> pd.DatetimeIndex:
    """Return the first day of every period from the one of `first` to the one of `last`."""
    span = pd.period_range(first, last, freq=frequency(by))
    return span.to_timestamp(how="start").astype(DAY)


def last_day(start: pd.Timestamp, by: str) -> pd.Timestamp:
    """Return the last day of the period that begins on `start`."""
    return (pd.Period(start, freq=frequency(by)) + 1).to_timestamp(how="start") - pd.Timedelta("1D")


def is_dated(articles: pd.DataFrame, by: str = "day") -> pd.Series:
    """Tell for each article whether its date is known well enough to place it in a period."""
    frequency(by)
    known = articles["published_on"].notna()
    if "date_precision" in articles.columns:
        known &= ~articles["date_precision"].isin(TOO_COARSE[by])
    return known
