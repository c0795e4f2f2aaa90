"""The vocabulary of a corpus: every word, how often it occurs, and whether it is a name.

In: `articles`. Out: one row a word in lower case, as `match` takes words, and one row a word
written with hyphens (`anak-anak`), whose parts are counted too. A word is a name (proper noun) if
it is mostly written with a capital where nothing but a name asks for one: within a sentence of
the body, outside headlines and lines in capitals.

Cannot do: tell the names in a text that has no capitals, or a word that is both (Malang, malang):
the commoner use decides.
"""

import pandas as pd
import polars as pl
import pyarrow as pa

from analysis.schema import InputError, check
from analysis.words.match import SLICE

_WORD = r"[\p{L}\p{N}_]+"  # what Python's \w+ matches, in the words of Rust's regex
_HYPHENED = rf"{_WORD}(?:[-\u2010\u2011]{_WORD})+"
_PATTERNS = (_WORD, _HYPHENED)
# what begins a sentence, a quotation, a line or a bracket, and words shouted in a row, say nothing
_SILENT = (
    rf"(?:^|[.!?\u2026:;\"'\u2018-\u201f()\[\]/|\u2013\u2014\n]|\s-)\s*{_WORD}(?:-{_WORD})*"
    r"|\b\p{Lu}{2,}(?:\W+\p{Lu}{2,})+\b"
)
NAME = 0.8
"""Share of its cased uses from which a word written with a capital counts as a name."""
COLUMNS = ("surface", "count", "is_proper")


def vocabulary(articles: pd.DataFrame) -> pd.DataFrame:
    """Return every word of title and text, one row a surface form, the commonest first.

    Columns: surface (lower case), count (uses in title and text), is_proper (yes/no: with a
    capital in at least NAME of its uses within sentences). No article gives an empty table.
    Raises InputError for a table without title or text.
    """
    check(articles, "articles", needs=["title", "text"])
    counted, cased = [], []
    for start in range(0, len(articles), SLICE):
        part = articles.iloc[start : start + SLICE]
        text = pl.Series("word", pa.array(part["text"], pa.string(), from_pandas=True))
        title = pl.Series("word", pa.array(part["title"], pa.string(), from_pandas=True))
        counted += [_counts(series, pattern) for series in (title, text) for pattern in _PATTERNS]
        inner = text.str.replace_all(_SILENT, "\n")
        cased += [_counts(inner, pattern) for pattern in _PATTERNS]
    total, uses = pl.col("count").sum(), pl.col("count")
    counts = _lowered(counted).group_by("surface").agg(total)
    is_name = uses.filter(pl.col("is_capital")).sum() / total >= NAME
    names = _lowered(cased).group_by("surface").agg(is_name.alias("is_proper"))
    table = counts.join(names, on="surface", how="left").with_columns(
        pl.col("is_proper").fill_null(False)
    )
    return table.sort("count", "surface", descending=[True, False]).select(COLUMNS).to_pandas()


def _counts(text: pl.Series, pattern: str) -> pl.DataFrame:
    found = text.to_frame().select(pl.col("word").str.extract_all(pattern)).explode("word")
    return found.drop_nulls().group_by("word").agg(pl.len().alias("count"))


def _lowered(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return surface, count and is_capital of words as they stand, in Python's lower case."""
    empty = pl.DataFrame(schema={"word": pl.String, "count": pl.UInt32})
    found = pl.concat([empty, *parts]).group_by("word").agg(pl.col("count").sum())
    words = found["word"].to_list()
    return pl.DataFrame(
        {
            "surface": [w.lower().replace("\u2010", "-").replace("\u2011", "-") for w in words],
            "count": found["count"].to_list(),
            "is_capital": [w[0] != w[0].lower() for w in words],
        },
        schema={"surface": pl.String, "count": pl.Int64, "is_capital": pl.Boolean},
    )


def check_vocabulary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that has the columns of a vocabulary; InputError says what is missing."""
    missing = [c for c in COLUMNS if c not in table.columns]
    if missing:
        raise InputError(f"vocabulary: no column {', '.join(missing)}; words.vocabulary makes them")
    return table
