"""Reads rows of CSV one after the other with Python's csv: the strict way, for any bytes.

In: a window of whole lines and the layout of the file. Out: a `Part`, the rows that begin and end
in the window, those refused among its notes. Stock readers shift, fill or swallow a row whose
cells do not fit the header, in silence (measured for pandas, pyarrow and DuckDB); here it is
refused alone, and after a quote that is never closed the rows behind it are taken up again.

Cannot do: where a broken row holds line breaks, the lines inside it may be refused one by one.
"""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus.ledger import note
from analysis.corpus.readers.lines import LINE_LIMIT, Window

CELL_LIMIT = 10_000_000
ROW_LIMIT = LINE_LIMIT
EXCEL_LIMIT = 32_767
EXCEL_CUT = f"a cell of exactly {EXCEL_LIMIT:,} characters: Excel cut it, most likely"
# with an escape character csv would drop a backslash that escapes neither quote nor backslash
_LONELY = re.compile(r'(?<!\\)(?:\\\\)*\\(?!["\\])')
JOINED = "the header again, as where files were joined"
AROUND = "".join(map(chr, filter(lambda n: chr(n).isspace(), range(0x3001)))) + '\ufeff"'
"""What may stand around a name where files were joined: white space, a byte-order mark, quotes."""


class Layout(NamedTuple):
    """What the beginning of a CSV file says of all its rows."""

    name: str  # of the file, for the ledger
    delimiter: str
    end: str  # of a line
    header: list[str]  # names of the columns
    first_row: list[str]  # the header as it stands, without what stands around the names
    fault: str  # what is wrong with unreadable lines


class Part(NamedTuple):
    """Rows of one window, and how much of the window they used."""

    cells: list[pa.Array]  # a large_string array a column
    numbers: np.ndarray  # line each row begins at
    notes: list[dict]
    refused: int
    used: int  # bytes
    lines: int


class Record(NamedTuple):
    """Cells of one row, and the line after it."""

    cells: list[str]
    after: int


class Failure(NamedTuple):
    """Why there is no row here, and the line up to which it was looked for."""

    reason: str
    after: int


class _More(NamedTuple):
    """The row goes on behind the window."""


Found = Record | Failure | _More


class _TooLongError(Exception):
    pass


class Script:
    """The lines of a window as text, with their sizes."""

    def __init__(self, window: Window, end: str) -> None:
        """Cut a window into lines."""
        pieces = window.data.split(end.encode())
        if not pieces[-1]:
            pieces.pop()
        self.lines = [piece.decode() + end for piece in pieces]
        self.sizes = [len(piece) + 1 for piece in pieces]
        self.is_last = window.is_last

    def record(self, at: int, delimiter: str, escape: str | None = None) -> Found:
        """Return the one row that begins at a line."""
        return next(self.records(at, delimiter, escape), Failure("nothing", at))

    def records(self, at: int, delimiter: str, escape: str | None = None) -> Iterator[Found]:
        """Yield row after row from a line on, and what stops it where no row can be read."""
        csv.field_size_limit(CELL_LIMIT)
        spent = [0]
        feed = self._feed(at, spent, is_escaped=escape is not None)
        reader = csv.reader(feed, delimiter=delimiter, strict=True, escapechar=escape)
        while True:
            spent[0] = 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _TooLongError:
                yield Failure(
                    f"a row of more than {ROW_LIMIT:,} bytes, or a quote that is never closed",
                    at + reader.line_num,
                )
                return
            except csv.Error as error:
                yield self._failure(str(error), at + reader.line_num)
                return
            yield Record(cells, at + reader.line_num)

    def _feed(self, at: int, spent: list[int], *, is_escaped: bool) -> Iterator[str]:
        for i in range(at, len(self.lines)):
            spent[0] += self.sizes[i]
            if spent[0] > ROW_LIMIT:
                raise _TooLongError
            yield _LONELY.sub(r"\\\g<0>", self.lines[i]) if is_escaped else self.lines[i]

    def _failure(self, message: str, after: int) -> Found:
        if "unexpected end" in message:
            if not self.is_last:
                return _More()
            return Failure("a quote opened in this line is never closed", after)
        if "field larger" in message:
            reason = f"a cell of more than {CELL_LIMIT:,} characters"
            return Failure(f"{reason}, or a quote that is never closed", after)
        if "new-line" in message:
            return Failure("a line break inside a cell without quotes", after)
        return Failure(
            "a quote in this line is followed by other characters or never closed", after
        )


def parse_strict(window: Window, layout: Layout) -> Part:
    """Read the rows of a window that end in it; of its last window, all."""
    script = Script(window, layout.end)
    rows, numbers, refused = [], [], []
    at, count = 0, len(script.lines)
    is_whole = True
    while at < count and is_whole:
        for found in script.records(at, layout.delimiter):
            is_odd = not _fits(found, layout)
            if is_odd:
                found = _again(script, at, layout, found)
            if isinstance(found, _More):
                is_whole = False
                break
            line = window.line + at
            problem = _problem(found, line, window, layout)
            if problem:
                refused.append(note(layout.name, line, "quarantined", problem))
            elif not _is_blank(found.cells, layout):
                rows.append(found.cells)
                numbers.append(line)
            at = at + 1 if isinstance(found, Failure) else found.after
            if is_odd:
                break  # the second try may have ended on another line than the reader did
    notes = [*_remarks(rows, numbers, layout.name), *refused]
    cells = [pa.array(c, pa.large_string()) for c in zip(*rows)] if rows else _none(layout)
    used = sum(script.sizes[:at]) if at < count else len(window.data)
    return Part(cells, np.array(numbers, "int64"), notes, len(refused), used, at)


def _none(layout: Layout) -> list[pa.Array]:
    return [pa.array([], pa.large_string()) for _ in layout.header]


def _fits(found: Found, layout: Layout) -> bool:
    return isinstance(found, Record) and len(found.cells) in (0, len(layout.header))


def _again(script: Script, at: int, layout: Layout, found: Found) -> Found:
    """Try a row that failed once more with quotes escaped by a backslash, as some exports do."""
    if isinstance(found, _More) or not any('\\"' in t for t in script.lines[at : found.after]):
        return found
    escaped = script.record(at, layout.delimiter, escape="\\")
    if isinstance(escaped, _More) and isinstance(found, Failure):
        return escaped
    if not isinstance(escaped, Record) or len(escaped.cells) != len(layout.header):
        return found
    # a row that ends by itself is never made to swallow the next
    return escaped if isinstance(found, Failure) or escaped.after <= found.after else found


def _is_blank(cells: list[str], layout: Layout) -> bool:
    return not cells or (len(cells) == 1 and len(layout.header) > 1 and not cells[0].strip())


def _problem(found: Record | Failure, line: int, window: Window, layout: Layout) -> str:
    if isinstance(found, Failure):
        return found.reason
    if _is_blank(found.cells, layout):
        return ""
    if len(found.cells) != len(layout.header):
        return ragged(len(found.cells), len(layout.header))
    lines = range(line, window.line + found.after)
    if not window.unreadable.isdisjoint(lines):
        return layout.fault
    return JOINED if is_header(found.cells, layout) else ""


def ragged(found: int, wanted: int) -> str:
    """Say that a row has not as many cells as the header."""
    kind = "more" if found > wanted else "fewer"
    return f"{kind} cells ({found}) than the header has columns ({wanted})"


def is_header(cells: list[str], layout: Layout) -> bool:
    """Say whether a row is the header again: files joined end to end carry theirs along."""
    return [cell.strip(AROUND) for cell in cells] == layout.first_row


def _remarks(rows: list[list[str]], numbers: list[int], name: str) -> list[dict]:
    notes = []
    for cells, number in zip(rows, numbers):
        if any("\0" in cell for cell in cells):
            notes.append(note(name, number, "noted", "a NUL character inside a cell, kept"))
        if any(len(cell) == EXCEL_LIMIT for cell in cells):
            notes.append(note(name, number, "noted", EXCEL_CUT))
    return notes
