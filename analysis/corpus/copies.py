"""Finds copies: articles that carry the same story in the same words, in one outlet or several.

In: `articles`. Out: the articles with `copy_group` (the same for all copies of a text) and
`is_copy` (an earlier article of the group is there). Two articles are copies when their normalised
titles are the same, or the first 40 words of their texts are, and no more than 7 days lie between
them. Titles of fewer than 5 words ("Weather today") and texts of fewer than 20 say too little; so
does what one outlet prints on more than 3 days, which is the name or the opening of a column.

Cannot do: a wire report that was rewritten, cut at the top or given another title and lead counts
as an original; guide figures put the recall of such a first finder at about .87 of edited copies.
Articles without a date are never copies. Nothing is dropped: copies stay in the table.
"""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.schema import check

DAYS = 7
"""Copies lie no further apart than so many days, each from the next."""
FIRST_WORDS, LEAST_WORDS, LEAST_TITLE = 40, 20, 5
COLUMN_DAYS = 3
"""What one outlet prints on more days than this is the name or the opening of a column."""


def copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with `copy_group` and `is_copy`, one row an article as before.

    `copy_group` is the `article_id` of the group's first article (by day, then as they stand); an
    article without copies is its own group. Raises InputError where a column is missing.
    """
    check(articles, "articles", needs=["article_id", "outlet", "title", "text", "published_on"])
    day = articles["published_on"].to_numpy(dtype="datetime64[D]").astype("int64")
    is_dated = articles["published_on"].notna().to_numpy()
    keys = [_no_columns(k, articles, day) for k in (_titles(articles), _leads(articles["text"]))]
    pairs = np.concatenate([_pairs(key, day, is_dated) for key in keys], axis=1)
    n = len(articles)
    links = coo_array((np.ones(pairs.shape[1], dtype=bool), (pairs[0], pairs[1])), shape=(n, n))
    group = connected_components(links, directed=False)[1] if n else np.array([], dtype=int)
    order = np.lexsort((np.arange(n), np.where(is_dated, day, np.iinfo("int64").max)))
    first = pd.Series(order).groupby(group[order]).first()
    leader = first.reindex(group).to_numpy() if n else order
    return articles.assign(
        copy_group=articles["article_id"].to_numpy()[leader], is_copy=leader != np.arange(n)
    ).astype({"copy_group": "str", "is_copy": "bool"})


def _words(text: pd.Series) -> pl.Series:
    """Return the words of each text as one string in lower case, a space between two."""
    column = pl.Series("text", pa.array(text, pa.string(), from_pandas=True))
    return column.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")


def _hashes(words: pl.Series, is_enough: pl.Series) -> np.ndarray:
    """Return a number for each text, 0 where it says too little."""
    return np.where(is_enough.fill_null(False), words.fill_null("").hash(seed=7), 0)


def _titles(articles: pd.DataFrame) -> np.ndarray:
    words = _words(articles["title"])
    return _hashes(words, words.str.count_matches(" ") >= LEAST_TITLE - 1)


def _leads(text: pd.Series) -> np.ndarray:
    # The first 40 words lie within the first 600 characters of any press.
    words = _words(text.str.slice(0, 600))
    lead = words.str.extract(rf"^((?:\S+ ?){{1,{FIRST_WORDS}}})", 1).str.strip_chars(" ")
    return _hashes(lead, lead.str.count_matches(" ") >= LEAST_WORDS - 1)


def _no_columns(key: np.ndarray, articles: pd.DataFrame, day: np.ndarray) -> np.ndarray:
    """Return the keys with 0 for those that one outlet prints again and again."""
    seen = pd.DataFrame({"key": key, "outlet": articles["outlet"].to_numpy(), "day": day})
    days = seen.drop_duplicates().groupby(["key", "outlet"], sort=False).size()
    columns = days[days > COLUMN_DAYS].index.get_level_values("key")
    return np.where(np.isin(key, columns), 0, key)


def _pairs(key: np.ndarray, day: np.ndarray, is_dated: np.ndarray) -> np.ndarray:
    """Return the places of articles next to each other with one key, near in time."""
    places = np.flatnonzero((key != 0) & is_dated)
    order = places[np.lexsort((places, day[places], key[places]))]
    one, two = order[:-1], order[1:]
    near = (key[one] == key[two]) & (day[two] - day[one] <= DAYS)
    return np.stack([one[near], two[near]])
