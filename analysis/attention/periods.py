"""Reads the periods of a table of counts: days, months and years, in numbers or in words.

Knows 2023-01-31, 2023-01, 2023, 31/01/2023, 8/20/17, 31 Januari 2023, January 31, 2023 and
Januari 2023, in Indonesian, Malay and English. Cannot do: week numbers (2023-W05), quarters,
spans ("1-7 Januari") and days whose order nothing in the column settles; it says so and never
guesses.
"""

import re

import pandas as pd

from analysis.corpus.datewords import MONTHS
from analysis.schema import DAY, InputError

ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[t ][\d:.+z-]*)?)?)?")
NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
WORDS = re.compile(r"(?:(\d{1,2}) )?([a-z]+)\.?(?: (\d{1,2}),?)? (\d{4})")
REMEDY = "write periods as 2023-01-31, 2023-01 or 2023"


def read_periods(texts: pd.Series, rows: pd.Series) -> pd.Series:
    """Return the first day of each period; InputError names the row that cannot be read.

    `rows` are the row numbers of the user's file. In 8/20/17 the order of day and month is
    settled by the whole column, and refused where nothing settles it.
    """
    tidy = texts.str.strip().str.casefold().str.replace(r"\s+", " ", regex=True)
    month_first = _is_month_first(tidy)
    return pd.Series(
        [_first_day(text, row, month_first) for text, row in zip(tidy, rows, strict=True)],
        index=texts.index,
        dtype=DAY,
    )


def _is_month_first(texts: pd.Series) -> bool | None:
    """Tell whether the column writes the month before the day; None where nothing tells."""
    pairs = texts.str.extract(f"^{NUMBERS.pattern}$").dropna().astype(int)
    if (pairs[0] > 12).any() == (pairs[1] > 12).any():
        return None
    return bool((pairs[1] > 12).any())


def _first_day(text: str, row: int, month_first: bool | None) -> pd.Timestamp:
    year, month, day = _parts(text, row, month_first)
    try:
        return pd.Timestamp(year=year, month=month, day=day)
    except ValueError as error:
        raise InputError(f"row {row}: the period is no day of the calendar; {REMEDY}") from error


def _parts(text: str, row: int, month_first: bool | None) -> tuple[int, int, int]:
    if found := ISO.fullmatch(text):
        year, month, day = found.groups(default="1")
        return int(year), int(month), int(day)
    if found := MONTH_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), 1
    if found := NUMBERS.fullmatch(text):
        if month_first is None:
            raise InputError(
                f"row {row}: day or month first? Nothing in the column tells; {REMEDY}"
            )
        one, two, year = (int(number) for number in found.groups())
        year += 2000 if year < 100 else 0
        return (year, one, two) if month_first else (year, two, one)
    found = WORDS.fullmatch(text)
    if found and found[2] in MONTHS:
        return int(found[4]), MONTHS[found[2]], int(found[1] or found[3] or 1)
    raise InputError(f"row {row}: the period cannot be read as a date; {REMEDY}")


def step(periods: pd.Series) -> pd.DateOffset | pd.Timedelta | None:
    """Return the distance from period to period of a regular series, else None.

    Years, quarters or months where all are firsts of months; else weeks or days. A series in
    which no two periods lie next to each other has no step.
    """
    days = periods.drop_duplicates().sort_values()
    if (days.dt.day == 1).all():
        months = (days.dt.year * 12 + days.dt.month).diff().dropna()
        regular = [n for n in (12, 3, 1) if (months % n == 0).all() and months.min() == n]
        if regular:
            return pd.DateOffset(months=regular[0])
    apart = days.diff().dropna().dt.days
    regular = [n for n in (7, 1) if (apart % n == 0).all() and apart.min() == n]
    return pd.Timedelta(days=regular[0]) if regular else None
