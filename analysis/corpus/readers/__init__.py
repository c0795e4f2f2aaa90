"""What every reader of a format gives: rows as text, or pages, with the row each came from.

Cannot do: readers decide nothing about articles; they neither clean, date nor drop a row without
a ledger entry.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

ROW = "_row"


class Raw(NamedTuple):
    """A batch of rows of one file as text, before anything is understood."""

    frame: pd.DataFrame  # all text, plus `_row`: the row as the user's own program shows it
    kind: str  # csv, xlsx, jsonl, parquet, nexis, factiva, feed, gdelt ...
    encoding: str  # how the bytes were read
    notes: list[dict]  # ledger rows, quarantined rows among them
    rows_read: int  # rows in this batch, refused ones included
    typed: set[tuple[int, str]] = frozenset()  # (row, column) of cells a workbook held as dates
    provenance: Mapping[str, str] = {}  # query, exported_on, self_check: what it says of itself
    date_source: str = "column"  # where its dates stand: column, feed, meta


class Pages(NamedTuple):
    """A batch of pages of one file, each understood as an article already."""

    pages: list[tuple[int, str, dict]]  # row, digest of its bytes, fields of the article
    kind: str  # html, text, warc
    encoding: str
    notes: list[dict]  # refused pages among them
    rows_read: int  # pages in this batch, refused ones included
    provenance: Mapping[str, str] = {}


def text_frame(header: list[str], rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
    """Build the text table of a Raw from its header, rows and row numbers."""
    columns = list(zip(*rows)) if rows else [() for _ in header]
    names = [f"{n} (input)" if n == ROW else n for n in header]
    frame = pd.DataFrame(
        {n: pd.Series(list(c), dtype="str") for n, c in zip(names, columns)}, dtype="str"
    )
    return frame.assign(**{ROW: pd.Series(numbers, dtype="int64")})
