"""Reads rows of CSV by the megabyte with Arrow, where strict reading would give the same.

In: a window of whole lines and the layout of the file. Out: the `Part` that `csvlines` would give,
or None where the window holds anything on which the two might differ: a quote that neither opens
nor closes a cell, a lone CR, NUL, a cell near the limit, a line that could not be decoded.

Cannot do: files whose lines end in CR alone, delimiters outside ASCII; these are left to
`csvlines`.
"""

import codecs

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from analysis.corpus.ledger import note
from analysis.corpus.readers.csvlines import (
    AROUND,
    CELL_LIMIT,
    EXCEL_CUT,
    EXCEL_LIMIT,
    JOINED,
    Layout,
    Part,
    is_header,
    ragged,
)
from analysis.corpus.readers.lines import Window

_QUOTE, _LF, _CR = b'"\n\r'


def parse_clean(window: Window, layout: Layout) -> Part | None:
    """Read the rows of a window that end in it; of its last window, all; None where it cannot."""
    if not _is_candidate(window, layout):
        return None
    data = np.frombuffer(window.data, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    feeds = np.flatnonzero(data == _LF)
    is_outside = np.searchsorted(quotes, feeds) % 2 == 0
    ends = feeds[is_outside]
    if window.is_last and window.data and (not len(ends) or ends[-1] + 1 < len(data)):
        ends = np.append(ends, len(data))  # the last row of the file lacks its line end
    if not len(ends):
        is_open = len(data) <= CELL_LIMIT and _are_clean(data, quotes, layout)
        return _nothing(layout) if is_open else None
    used = min(int(ends[-1]) + 1, len(data))
    quotes = quotes[: np.searchsorted(quotes, used)]
    if len(quotes) % 2 or not _are_clean(data, quotes, layout):
        return None
    if np.diff(ends, prepend=0).max() > CELL_LIMIT or _has_lone_cr(data, quotes, feeds):
        return None
    starts = np.append(0, ends[:-1] + 1)
    lines = window.line + np.append(0, np.flatnonzero(is_outside)[: len(ends) - 1] + 1)
    has_cells = (ends > starts) & ~((ends == starts + 1) & (data[starts] == _CR))
    return _parsed(window, layout, used, lines[has_cells], len(feeds[feeds < used]))


def _is_candidate(window: Window, layout: Layout) -> bool:
    if layout.end != "\n" or not layout.delimiter.isascii() or window.unreadable:
        return False
    # Arrow drops a byte-order mark at the beginning of what it is given
    return b"\0" not in window.data and not window.data.startswith(codecs.BOM_UTF8)


def _nothing(layout: Layout) -> Part:
    cells = [pa.array([], pa.large_string()) for _ in layout.header]
    return Part(cells, np.array([], "int64"), [], 0, 0, 0)


def _are_clean(data: np.ndarray, quotes: np.ndarray, layout: Layout) -> bool:
    """Say whether every quote opens or closes a whole cell, or is half of a doubled one."""
    opens, closes = quotes[0::2], quotes[1::2]
    is_edge = np.zeros(256, bool)
    is_edge[[_LF, ord(layout.delimiter)]] = True
    begins = (opens == 0) | is_edge[data[opens - 1]]
    is_doubled = opens[1:] == closes[: len(opens) - 1] + 1
    if not (begins[1:] | is_doubled).all() or not begins[:1].all():
        return False
    is_edge[[_CR, _QUOTE]] = True
    behind = np.minimum(closes + 1, len(data) - 1)
    return bool(((closes == len(data) - 1) | is_edge[data[behind]]).all())


def _has_lone_cr(data: np.ndarray, quotes: np.ndarray, feeds: np.ndarray) -> bool:
    """Say whether a CR stands outside quotes and not before a line feed."""
    is_back = data == _CR
    if np.count_nonzero(is_back) == np.count_nonzero(is_back[feeds[feeds > 0] - 1]):
        return False
    backs = np.flatnonzero(is_back)
    is_outside = np.searchsorted(quotes, backs) % 2 == 0
    behind = data[np.minimum(backs + 1, len(data) - 1)]
    return bool((is_outside & (behind != _LF)).any())


def _parsed(
    window: Window, layout: Layout, used: int, numbers: np.ndarray, lines: int
) -> Part | None:
    names, odd = [str(i) for i in range(len(layout.header))], []

    def refuse(row: pyarrow.csv.InvalidRow) -> str:
        odd.append((row.number - 1, row.actual_columns, row.text))
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(window.data).slice(0, used)),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=used + 1, column_names=names),
            pyarrow.csv.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=True,
                invalid_row_handler=refuse,
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
            memory_pool=pa.system_memory_pool(),
        )
    except pa.ArrowInvalid:
        return None
    if any('\\"' in text for _, _, text in odd):
        return None  # quotes escaped by a backslash, perhaps
    kept = np.delete(numbers, [at for at, _, _ in odd])
    if len(kept) != table.num_rows:
        return None
    refused = [
        note(layout.name, int(numbers[at]), "quarantined", ragged(count, len(names)))
        for at, count, text in odd
        if not _is_blank(count, text, layout)
    ]
    table, kept, again = _without_headers(table, kept, layout)
    notes = [*_cut_cells(table, kept, layout.name), *again, *refused]
    cells = [column.combine_chunks() for column in table.columns]
    return Part(cells, kept, notes, len(refused) + len(again), used, lines)


def _is_blank(count: int, text: str, layout: Layout) -> bool:
    text = text[1:-1] if text.startswith('"') else text
    return count == 1 and len(layout.header) > 1 and not text.strip()


def _without_headers(
    table: pa.Table, numbers: np.ndarray, layout: Layout
) -> tuple[pa.Table, np.ndarray, list[dict]]:
    """Take out the rows that are the header again."""
    at = next((i for i, name in enumerate(layout.first_row) if name), 0)
    likely = pc.equal(pc.utf8_trim(table[at], characters=AROUND), layout.first_row[at])
    found = [
        i
        for i in np.flatnonzero(likely.to_numpy())
        if is_header([column[int(i)].as_py() for column in table.columns], layout)
    ]
    if not found:
        return table, numbers, []
    notes = [note(layout.name, int(n), "quarantined", JOINED) for n in numbers[found]]
    is_kept = np.ones(len(numbers), bool)
    is_kept[found] = False
    return table.filter(pa.array(is_kept)), numbers[is_kept], notes


def _cut_cells(table: pa.Table, numbers: np.ndarray, name: str) -> list[dict]:
    """Note the rows that hold a cell of just the length at which Excel cuts."""
    is_cut = np.zeros(len(numbers), bool)
    for column in table.columns:
        if len(column) and pc.max(pc.binary_length(column)).as_py() >= EXCEL_LIMIT:
            is_cut |= pc.equal(pc.utf8_length(column), EXCEL_LIMIT).to_numpy()
    return [note(name, int(n), "noted", EXCEL_CUT) for n in numbers[is_cut]]
