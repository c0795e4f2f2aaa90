"""Reads the days in a column of addresses: each distinct date-like piece once, by `dates.from_url`.

In: URLs. Out: arrays of day numbers and of months, for `datecolumns`.

Cannot do: it knows no more of an address than `dates.from_url` does; it is only faster.
"""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from analysis.corpus import dates

NO_DAY = np.iinfo(np.int64).min
_YEAR = r"/(?:19|20)[0-9]{2}"
# All that from_url looks at in an address with one such year: the numbers, and what follows them.
_PIECE = (
    rf"({_YEAR}(?:[/-][0-9]{{1,2}}/[0-9]{{1,2}}|-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{10}}|[0-9]{{4}}"
    r"|/[0-9]{4}|/[a-z]{3}/[0-9]{1,2}|/[0-9]{2})?[^/]?)"
)
_NOT_PLAIN = rf"\s|web\.archive\.org|/{_YEAR}"


def url_days(urls: pd.Series, *, today: date | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the day (ordinal) and the month (years x 12 + month) in each URL, NO_DAY for none."""
    code, found = distinct(strings(pieces(urls)))
    read = [dates.from_url(piece, today=today) for piece in found]
    day = [f[0].toordinal() if f and f[1] == "day" else NO_DAY for f in read]
    month = [f[0].year * 12 + f[0].month if f else NO_DAY for f in read]
    return np.array(day, np.int64)[code], np.array(month, np.int64)[code]


def pieces(urls: pd.Series) -> pd.Series:
    """Return what of each URL its day is read from, "" for none; as good as the URL for that."""
    text = strings(urls)
    path = text.str.replace(r"(?s)[?#].*", "")
    years = path.str.count_matches(_YEAR)
    is_plain = (years == 1) & ~path.str.contains(_NOT_PLAIN)
    is_plain &= text.str.len_chars() <= dates.LONGEST_URL
    found = pl.select(
        pl.when(is_plain)
        .then(path.str.extract(_PIECE, 1).fill_null(""))
        .when(years > 0)
        .then(text)
        .otherwise(pl.lit(""))
    ).to_series()
    return pd.Series(pd.array(found.to_arrow(), dtype="str"), index=urls.index)


def strings(column: pd.Series) -> pl.Series:
    """Return a column as strings, the missing ones empty."""
    return pl.Series(pa.array(column.fillna("").astype("str")))


def distinct(column: pl.Series) -> tuple[np.ndarray, list[str]]:
    """Return the number of each row's string, and the distinct strings in their order."""
    code, found = numbered(column)
    return code, found.to_list()


def numbered(column: pl.Series) -> tuple[np.ndarray, pl.Series]:
    """Return what `distinct` does, the strings as a column: there may be one a row."""
    coded = column.to_arrow().dictionary_encode()
    return coded.indices.to_numpy(), pl.Series(coded.dictionary, dtype=pl.String)
