"""Counts every word of every article once, for all that compares words.

In: `articles` (title and text are counted together). Out: a sparse table of articles by words.
A word is what `match` takes for one: a run of letters, digits and `_`, in lower case.

Cannot do: tell a copy from an original (both are counted), or join forms of one word (`jual`,
`dijual` are two). The table is held in memory: about 2.5 MB for each 1,000 articles of the press,
and several times that while sides are compared. Letters that came to Unicode after this Python did
are not counted as in `match`.
"""

from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from scipy.sparse import csr_array, vstack

from analysis import DATA
from analysis.corpus.files import parse_yaml
from analysis.schema import InputError, check
from analysis.words.match import SLICE, split

_WORD = r"[\p{L}\p{N}_]+"  # what Python's \w+ matches, in the words of Rust's regex


Rows = TypeVar("Rows", csr_array, np.ndarray)


class Tally(NamedTuple):
    """Word counts: `counts` has one row an article and one column a word of `words` (sorted)."""

    words: np.ndarray
    counts: csr_array

    @property
    def sizes(self) -> np.ndarray:
        """Return how many words each article holds."""
        return np.asarray(self.counts.sum(axis=1)).ravel()


def tally(articles: pd.DataFrame) -> Tally:
    """Return the counts of every word in title and text, one row an article, in their order.

    Raises InputError for a table without title or text.
    """
    check(articles, "articles", needs=["title", "text"])
    passages = articles["title"].fillna("") + "\n" + articles["text"].fillna("")
    starts = range(0, len(passages), SLICE)
    parts = [_counted(passages.iloc[i : i + SLICE]) for i in starts]
    # Lower case is Python's, word by word, as in `match.split`; Rust differs at a few letters.
    lowered = [word.lower() for part in parts for word in part.words]
    words, places = np.unique(np.array(lowered, dtype=object), return_inverse=True)
    stacked, begin = [], 0
    for part in parts:
        columns = places[begin : begin + len(part.words)]
        begin += len(part.words)
        stacked.append(part.counts @ _belongs(columns, len(words)))
    empty = csr_array((0, len(words)), dtype=np.int64)
    return Tally(words, vstack([empty, *stacked], format="csr"))


def _counted(passages: pd.Series) -> Tally:
    """Return the counts of words as they stand, capitals apart, in order of first met."""
    text = pl.Series("word", pa.array(passages, pa.string(), from_pandas=True))
    found = (
        text.to_frame()
        .with_row_index("doc")
        .with_columns(pl.col("word").str.extract_all(_WORD))
        .explode("word")
        .drop_nulls()
    )
    coded = found["word"].to_arrow().cast(pa.large_string()).dictionary_encode()
    words = np.array(coded.dictionary.to_pylist(), dtype=object)
    cells = (found["doc"].to_numpy().astype(np.int64), coded.indices.to_numpy())
    ones = np.ones(len(found), dtype=np.int64)
    return Tally(words, csr_array((ones, cells), shape=(len(passages), len(words))))


def of_language(articles: pd.DataFrame, lang: str | None, side: str) -> pd.DataFrame:
    """Return the articles in a language, or all for None; `side` names them in the message.

    Raises InputError where the language is not told, or no article is in it.
    """
    if lang is None:
        return articles
    if "lang" not in articles:
        raise InputError(f"{side}: no column lang, so lang={lang!r} picks nothing; leave it out")
    chosen = articles[articles["lang"] == lang]
    if chosen.empty:
        there = ", ".join(sorted(set(articles["lang"]))) or "none"
        raise InputError(f"{side}: no article in lang={lang!r}; languages there: {there}")
    return chosen


def grouped(counts: Rows, groups: np.ndarray, number: int) -> Rows:
    """Return the rows of a table summed by group: row g holds the articles with `groups` g."""
    return _belongs(groups, number).T.tocsr() @ counts


def _belongs(groups: np.ndarray, number: int) -> csr_array:
    ones, cases = np.ones(len(groups), dtype=np.int64), np.arange(len(groups))
    return csr_array((ones, (cases, groups)), shape=(len(groups), number))


def comparable(words: np.ndarray, *, stopwords: bool, lang: str | None) -> np.ndarray:
    """Tell for each word whether it is to be compared: letters alone, and no stop word.

    Numbers and stop words still count towards how many words there are.
    """
    stop = frozenset() if stopwords else stop_words(lang)
    return np.fromiter((w.isalpha() and w not in stop for w in words), bool, len(words))


@cache
def stop_words(lang: str | None = None) -> frozenset[str]:
    """Return the stop words of `data/stopwords.yml`: of one language, or of all of them."""
    lists = parse_yaml((DATA / "stopwords.yml").read_text(encoding="utf-8"))
    chosen = [lists[lang]] if lang in lists else lists.values()
    return frozenset(w for words in chosen for form in words for w in split(form).words)


def at_least(min_count: int, who: str) -> None:
    """Raise InputError unless `min_count` is a whole number of 1 or more."""
    if not isinstance(min_count, int) or isinstance(min_count, bool) or min_count < 1:
        raise InputError(f"{who}: min_count={min_count!r}; give a whole number from 1, such as 5")
