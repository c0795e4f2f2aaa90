"""What every reader of a format gives: rows as text, with the row of the file each came from.

Cannot do: readers decide nothing about articles; they neither clean, date nor drop a row without
a ledger entry.
"""

from typing import NamedTuple

import pandas as pd

ROW = "_row"


class Raw(NamedTuple):
    """The rows of one file as text, before anything is understood."""

    frame: pd.DataFrame  # all text, plus `_row`: the row as the user's own program shows it
    kind: str  # csv, xlsx, jsonl, parquet, html, text, own
    encoding: str  # how the bytes were read
    notes: list[dict]  # ledger rows, quarantined rows among them
    rows_read: int  # rows the file holds, refused ones included
    typed: set[tuple[int, str]]  # (row, column) of the cells that a workbook held as dates


def text_frame(header: list[str], rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
    """Build the text table of a Raw from its header, rows and row numbers."""
    columns = list(zip(*rows)) if rows else [() for _ in header]
    names = [f"{n} (input)" if n == ROW else n for n in header]
    frame = pd.DataFrame(
        {n: pd.Series(list(c), dtype="str") for n, c in zip(names, columns)}, dtype="str"
    )
    return frame.assign(**{ROW: pd.Series(numbers, dtype="int64")})
