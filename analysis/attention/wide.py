"""Tables of counts with one column a query, and what a table without a total is.

In: a table of text. Out: the same numbers with one row a period and query; or words that say why
no share can be had from it. Older exports of Media Cloud are such tables, their headers the
queries themselves.

Cannot do: know the unit of a number: sentences, headlines and stories look alike.
"""

import re

import pandas as pd

QUERY = "query"
_NUMBER = re.compile(r"<?\s*-?\d[\d.,]*\s*%?")
_DECIMAL = re.compile(r"<?\s*-?\d+[.,]\d+\s*%?|.*%")
_WHOLE = re.compile(r"-?\d+\.0+")
_TRENDS = re.compile(r".+: \(.+\)")  # "search words: (country)"
_YEARS = ("tahun", "year")


def lengthened(table: pd.DataFrame, period: str, total: str) -> pd.DataFrame:
    """Return one row a period and query of a table with one column a query.

    A table in which other columns than period and total are no numbers, or only one is, comes back
    as it is.
    """
    fixed = [c for c in table.columns if c in (period, total, "_row") or _is_year(c)]
    queries = [c for c in table.columns if c not in fixed]
    if len(queries) < 2 or QUERY in fixed or not all(_is_number(table[c]) for c in queries):
        return table
    return table.melt(fixed, queries, var_name=QUERY, value_name="count")


def without_total(table: pd.DataFrame, period: str) -> str:
    """Say what a table without a total is, as the beginning of a sentence; "" for a plain one."""
    numbers = [
        c for c in table.columns if c not in (period, "_row") and _is_number(table[c]) and period
    ]
    if numbers and all(_TRENDS.fullmatch(str(c)) for c in numbers):
        return "an index of searches (Google Trends, 0 to 100), which counts no articles: "
    if any(map(_is_decimal, (table[c] for c in numbers))):
        return "shares or percentages without the counts they were made of: "
    if len(numbers) > 1:
        return f"one column for each of {len(numbers)} queries, and none for all they are part of: "
    if numbers:
        return "counts without their total (Media Cloud gives total_count for online news): "
    return ""


def _is_year(column: object) -> bool:
    return str(column).strip().casefold() in _YEARS


def _cells(column: pd.Series) -> pd.Series:
    cells = column.str.strip()
    return cells[cells != ""]


def _is_number(column: pd.Series) -> bool:
    cells = _cells(column)
    return len(cells) > 0 and all(_NUMBER.fullmatch(cell) for cell in cells)


def _is_decimal(column: pd.Series) -> bool:
    return any(_DECIMAL.fullmatch(c) and not _WHOLE.fullmatch(c) for c in _cells(column))
