"""Chooses the period a corpus can bear, and the stretch of it that is worth drawing.

Cannot do: it looks only at how many articles there are and when, never at what they say.
"""

import pandas as pd

from analysis.schema import InputError, check

WEEKS_UP_TO, MONTHS_UP_TO = 240, 8 * 365
"""Days of a corpus shown by week, by month; a longer one is shown by year."""
BEARS_A_SHARE = 100
"""Articles read in a period under which one article more moves its share by a percentage point."""


def grain(articles: pd.DataFrame) -> str:
    """Choose the period a corpus is shown by: week, month or year, by the days it spans.

    The span is that of 99 of 100 articles, so that single strays do not make weeks into months.
    Raises InputError where no article has a date.
    """
    check(articles, "articles", needs=["published_on"])
    days = articles["published_on"].dropna()
    if days.empty:
        raise InputError(
            "no article has a date, so nothing can be shown over time; name the date column when "
            "loading: sorotan load SRC --columns date=COLUMN --out FILE.parquet"
        )
    span = (days.quantile(0.995) - days.quantile(0.005)).days
    return "week" if span <= WEEKS_UP_TO else "month" if span <= MONTHS_UP_TO else "year"


def drawn(
    table: pd.DataFrame, *, like: pd.DataFrame | None = None, count: str = "total_articles"
) -> pd.DataFrame:
    """Return the periods of a table worth drawing: without thin ones at either end.

    The stretch runs from the first to the last period in which at least `BEARS_A_SHARE` articles
    were read; where no period holds so many, it is the whole table. Periods at the edges stay in
    every count. What was read is taken from the column `count` of `like`, an attention table of
    the same articles and periods, or of the table itself, summed over its groups.
    """
    judge = table if like is None else like
    check(judge, "attention", needs=["period_start"])
    read = judge.groupby("period_start")[count].sum()
    bearing = read.index[read >= BEARS_A_SHARE]
    if bearing.empty:
        return table
    return table[table["period_start"].between(bearing.min(), bearing.max())].reset_index(drop=True)
