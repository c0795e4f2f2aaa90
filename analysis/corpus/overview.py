"""Counts that a reader of the report needs before any trend: span, origins, the account of rows.

Cannot do: it names no file and no article, because file names of saved pages are headlines.
"""

import pandas as pd

from analysis.corpus.ledger import ledger, sources
from analysis.schema import check

ROWS = ["rows_read", "kept", "quarantined", "repeats"]


def span(articles: pd.DataFrame) -> dict:
    """Return one record for a sentence: articles, outlets, dated articles, first and last day."""
    check(articles, "articles", needs=["outlet", "published_on"])
    days = articles["published_on"].dropna()
    return {
        "articles": len(articles),
        "outlets": articles["outlet"].replace("", pd.NA).nunique(),
        "dated": len(days),
        "dated_share": len(days) / len(articles) if len(articles) else float("nan"),
        "first_on": days.min(),
        "last_on": days.max(),
    }


def tally(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Count the rows of a table by some of its columns, most first; one row a combination."""
    counted = table.groupby(columns, sort=False).size().rename("rows").reset_index()
    return counted.sort_values("rows", ascending=False, kind="stable", ignore_index=True)


def account(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the account of every row read, one row a kind of file, the sum of all at the foot.

    In each row rows_read = kept + quarantined + repeats.
    """
    by_kind = (
        sources(articles)
        .groupby("kind")
        .agg(files=("source_file", "size"), **{c: (c, "sum") for c in ROWS})
    )
    by_kind.loc["all"] = by_kind.sum()
    return by_kind.reset_index()


def repairs(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the rows on the ledger by what was done to them; one row an action and column."""
    return tally(ledger(articles), ["action", "column"])
