"""Reads CSV strictly and as a stream: a row has the header's number of cells or is quarantined.

In: bytes, or a stream read forward once. Out: batches of rows as text, so that memory stays flat.
This module finds the delimiter and the header, below a title or comments too; `csvfast` reads the
windows in which nothing is doubtful and `csvlines` the others, to the same result.

Cannot do: a delimiter other than comma, semicolon, tab or bar without a `sep=` line; a file
without a header.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw
from analysis.corpus.readers.arrow import arrow_frame
from analysis.corpus.readers.csvfast import parse_clean
from analysis.corpus.readers.csvlines import (
    AROUND,
    EXCEL_CUT,
    EXCEL_LIMIT,
    Failure,
    Found,
    Layout,
    Part,
    Record,
    Script,
    parse_strict,
)
from analysis.corpus.readers.lines import BLOCK, LINE_LIMIT, Lines, Window
from analysis.schema import InputError

__all__ = ["BATCH", "EXCEL_CUT", "EXCEL_LIMIT", "read_csv", "read_parts"]

BATCH = 4 << 20  # bytes of input
_DELIMITERS = ",;\t|"
_TITLE_LINES, _HEADER_LENGTH = 10, 10_000  # lines above a header, characters of it
_SEP = re.compile(r"sep=([^\r\n\"]?)\r?\n?$", re.IGNORECASE)


def read_csv(
    source: bytes | BinaryIO, name: str, mapping: Mapping[str, str] | None = None
) -> Iterator[Raw]:
    """Read a CSV file in batches; row numbers are lines of the file, the header's is 1.

    At least one batch comes, empty where the header has no rows under it; the encoding is known
    for sure with the last. Raises InputError for an empty file, a header that names a column
    twice, and a header that cannot be read.
    """
    return read_parts(source, name, mapping)


def read_parts(
    source: bytes | BinaryIO,
    name: str,
    mapping: Mapping[str, str] | None = None,
    *,
    block: int = BLOCK,
    batch: int = BATCH,
    is_fast: bool = True,
) -> Iterator[Raw]:
    """Read as `read_csv` does, by so many bytes at a time, and with `csvlines` alone if wished."""
    lines = Lines(source, name, block=block)
    layout, window = _open(lines, mapping)
    parts, weight, is_first = [], 0, True
    for part in _parts(lines, layout, window, block=block, is_fast=is_fast):
        parts.append(part)
        weight += part.used
        if weight >= batch:
            yield _raw(parts, layout, lines)
            parts, weight, is_first = [], 0, False
    if parts or is_first or lines.reading.notes:
        yield _raw(parts, layout, lines)


def _parts(
    lines: Lines, layout: Layout, window: Window, *, block: int, is_fast: bool
) -> Iterator[Part]:
    while window.data or not window.is_last:
        part = parse_clean(window, layout) if is_fast else None
        part = part or parse_strict(window, layout)
        if part.used:
            yield part
        window = window.after(part.used, part.lines)
        # a row that does not end is looked at again when the window has doubled
        window = lines.grow(window, max(block, len(window.data)))


def _raw(parts: list[Part], layout: Layout, lines: Lines) -> Raw:
    cells = [
        pa.chunked_array([part.cells[i] for part in parts], pa.large_string())
        for i in range(len(layout.header))
    ]
    numbers = np.concatenate([np.array([], "int64"), *(part.numbers for part in parts)])
    notes = [*lines.take_notes(), *(n for part in parts for n in part.notes)]
    rows_read = len(numbers) + sum(part.refused for part in parts)
    frame = arrow_frame(layout.header, cells, numbers)
    return Raw(frame, "csv", lines.reading.encoding, notes, rows_read)


def _open(lines: Lines, mapping: Mapping[str, str] | None) -> tuple[Layout, Window]:
    """Find the header, with as many lines as it takes, and return the window behind it."""
    window = lines.first()
    while True:
        script = Script(window, (lines.end or b"\n").decode())
        found = _header(script, window, mapping, lines)
        if found is not None:
            break
        window = lines.grow(window, len(window.data))
    delimiter, record = found
    names = [c.strip() or f"column {i}" for i, c in enumerate(record.cells, start=1)]
    columns.refuse_double(lines.name, names)
    first_row = [c.strip(AROUND) for c in record.cells]
    end = (lines.end or b"\n").decode()
    layout = Layout(lines.name, delimiter, end, names, first_row, lines.reading.fault)
    used = min(sum(script.sizes[: record.after]), len(window.data))
    return layout, window.after(used, record.after)


def _header(
    script: Script, window: Window, mapping: Mapping[str, str] | None, lines: Lines
) -> tuple[str, Record] | None:
    """Return delimiter and header, None where more lines are needed to tell."""
    declared = _SEP.match(script.lines[0]) if script.lines else None
    start = 1 if declared else 0
    while start < len(script.lines) and not script.lines[start].strip():
        start += 1
    if start == len(script.lines):
        if window.is_last or len(window.data) > LINE_LIMIT:
            raise InputError(f"{lines.name}: the file is empty")
        return None
    marks = declared.group(1) if declared and declared.group(1) else _DELIMITERS
    found = {mark: script.record(start, mark) for mark in marks}
    if not all(isinstance(f, Record | Failure) for f in found.values()):
        return None
    best = max(marks, key=lambda mark: _score(found[mark], mapping))
    if not _is_fitting(found[best], mapping):
        below = _below_title(script, start, marks, mapping)
        if below:
            lines.reading.notes.append(_left_out(script.lines[start : below.at], below, lines))
            best, start, found[below.mark] = below.mark, below.at, below.record
        elif not window.is_last and _may_go_on(script.lines[start:]):
            return None
    _refuse_unreadable(found[best], start, window, lines)
    return best, found[best]


class _Below(NamedTuple):
    """A header that fits articles below the first line: its line from 0, delimiter and cells."""

    at: int
    mark: str
    record: Record


def _left_out(above: list[str], below: _Below, lines: Lines) -> dict:
    count = sum(1 for line in above if line.strip())
    were = "1 line was" if count == 1 else f"{count} lines were"
    reason = f"{were} left out above the header, which is line {below.at + 1}"
    return note(lines.name, 0, "noted", reason)


def _is_fitting(found: Found, mapping: Mapping[str, str] | None) -> bool:
    return isinstance(found, Record) and columns.fits(found.cells, mapping)


def _below_title(
    script: Script, start: int, marks: str, mapping: Mapping[str, str] | None
) -> _Below | None:
    """Return the header that stands below a title or comments; None where there is none.

    Each line above it must be a comment or have fewer filled cells than it has.
    """
    for at, line in enumerate(script.lines[start + 1 : start + 1 + _TITLE_LINES], start=start + 1):
        if len(line) > _HEADER_LENGTH:
            return None
        for mark in marks:
            # a line is read as CSV only where its plain pieces look like a header
            if not columns.fits([c.strip(AROUND) for c in line.split(mark)], mapping):
                continue
            filled = _filled(line, mark)
            above = [t for t in script.lines[start:at] if not t.lstrip(AROUND).startswith("#")]
            found = script.record(at, mark)
            if _is_fitting(found, mapping) and all(_filled(t, mark) < filled for t in above):
                return _Below(at, mark, found)
    return None


def _may_go_on(lines: list[str]) -> bool:
    """Say whether a header may stand in a line that was not looked at yet."""
    is_short = all(len(line) <= _HEADER_LENGTH for line in lines[1:])
    return is_short and len(lines) <= _TITLE_LINES


def _filled(line: str, mark: str) -> int:
    return sum(1 for cell in line.split(mark) if cell.strip(AROUND))


def _score(found: Record | Failure, mapping: Mapping[str, str] | None) -> tuple[int, int]:
    if isinstance(found, Failure):
        return 0, 1  # no worse than one unknown column: its reason is worth telling
    known = len(columns.recognise(found.cells))
    asked = sum(1 for n in (mapping or {}).values() if n in found.cells)
    return known + asked, len(found.cells)


def _refuse_unreadable(found: Record | Failure, start: int, window: Window, lines: Lines) -> None:
    where = f"{lines.name}: line {start + 1}, the header"
    if isinstance(found, Failure):
        raise InputError(f"{where}: {found.reason}")
    if not window.unreadable.isdisjoint(range(start + 1, found.after + 1)):
        raise InputError(f"{where}: {lines.reading.fault}; save the file again as CSV UTF-8")
