"""Two spans of days that are compared: the first and the last whole months, or as they are given.

In: dated articles, and for each span a number of months or its first and last day. Out: the spans,
and which articles lie in them. Cannot do: spans that overlap, or hours.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus.periods import every, last_day
from analysis.schema import InputError

Span = tuple[str | pd.Timestamp, str | pd.Timestamp]
Days = tuple[pd.Timestamp, pd.Timestamp]


def spans_of(dated: pd.DataFrame, first: int | Span, last: int | Span) -> list[Days]:
    """Return the first and last day of both spans.

    Numbers are of whole months from either end: a month that the corpus begins or ends inside is
    in neither. Raises InputError where there are too few, the spans overlap, or say nothing.
    """
    if isinstance(first, int) and isinstance(last, int):
        spans = _of_months(_whole_months(dated["published_on"]), first, last)
    else:
        spans = given(first, last, who="relative_change")
    for begin, end in spans:
        if not within(dated, (begin, end)).any():
            raise InputError(
                f"relative_change: no article was read from {begin:%Y-%m-%d} to {end:%Y-%m-%d}; "
                "say first= and last= as spans in which some were"
            )
    return spans


def within(articles: pd.DataFrame, span: Days) -> pd.Series:
    """Tell which articles were published in a span, its last day included."""
    return articles["published_on"].between(span[0], span[1] + pd.Timedelta("1D"), "left")


def is_last(articles: pd.DataFrame, spans: Sequence[Days]) -> np.ndarray:
    """Return 1 for articles of the last span and 0 for those of the first."""
    return (articles["published_on"] >= spans[1][0]).to_numpy().astype(np.int64)


def _of_months(whole: pd.DatetimeIndex, first: int, last: int) -> list[Days]:
    if min(first, last) < 1 or first + last > len(whole):
        raise InputError(
            f"relative_change: the corpus holds {len(whole)} whole months, {first} and {last} "
            "cannot be compared; say first= and last= in fewer months"
        )
    ends = [(whole[0], whole[first - 1]), (whole[-last], whole[-1])]
    return [(begin, last_day(end, "month")) for begin, end in ends]


def given(first: Span, last: Span, *, who: str) -> list[Days]:
    """Return two spans as they are given, (first day, last day) each.

    Raises InputError, in the name of `who` asks, where they are no spans or overlap.
    """
    try:
        spans = [(pd.Timestamp(a), pd.Timestamp(b)) for a, b in (first, last)]
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{who}: give two spans as (first day, last day), such as "
            "('2022-01-01', '2022-12-31'), or both as numbers of months where months are asked for"
        ) from error
    if any(a > b for a, b in spans) or spans[0][1] >= spans[1][0]:
        raise InputError(
            f"{who}: each span runs from its first day to its last, and the first span ends "
            "before the second begins"
        )
    return spans


def _whole_months(days: pd.Series) -> pd.DatetimeIndex:
    if days.empty:
        raise InputError("relative_change: no article has a date good enough for a month")
    begin, end = days.min().normalize(), days.max().normalize()
    months = every(begin, end, "month")
    is_whole = (months >= begin) & np.array([last_day(m, "month") <= end for m in months])
    return months[is_whole]
