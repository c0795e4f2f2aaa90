"""Reads CSV strictly: a row either has the header's number of cells or is quarantined.

Python's csv splits the cells; this module finds the delimiter, follows line numbers and takes up
again after a quote that is never closed. Stock readers shift, fill or swallow such rows in
silence (measured for pandas, pyarrow and DuckDB).

Cannot do: a delimiter other than comma, semicolon, tab or bar without a `sep=` line; a file
without a header.
"""

import csv
import re
from collections.abc import Mapping
from typing import NamedTuple

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.decode import decode
from analysis.schema import InputError

CELL_LIMIT = 10_000_000
EXCEL_LIMIT = 32_767
EXCEL_CUT = f"a cell of exactly {EXCEL_LIMIT:,} characters: Excel cut it, most likely"
_DELIMITERS = ",;\t|"
_SEP = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)


class Record(NamedTuple):
    """One row of cells, the line it begins at and the line after it."""

    cells: list[str]
    line: int
    next_line: int


def read_csv(content: bytes, name: str, mapping: Mapping[str, str] | None = None) -> Raw:
    """Read the bytes of a CSV file; row numbers are lines of the file, the header's is 1.

    Raises InputError for an empty file, a header that names a column twice, and a header whose
    quote is never closed.
    """
    decoded = decode(content, name)
    text, notes = _strip_nuls(decoded.text, name)
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    lines = _lines(text)
    start, delimiter = _dialect(lines, mapping)
    header = _header(lines, start, delimiter, name)
    rows, numbers, refused = _rows(lines, header, delimiter, name, decoded.unreadable)
    notes = [*decoded.notes, *notes, *_remarks(rows, numbers, name), *refused]
    frame = text_frame(header.cells, rows, numbers)
    return Raw(frame, "csv", decoded.encoding, notes, len(rows) + len(refused), set())


def _strip_nuls(text: str, name: str) -> tuple[str, list[dict]]:
    body = text.rstrip("\0")
    notes = []
    if len(body) < len(text):
        reason = f"{len(text) - len(body):,} NUL characters after the last row were left out"
        notes.append(note(name, 0, "noted", reason))
    return body, notes


def _lines(text: str) -> list[str]:
    # Only the header's own line end ends a line: str.splitlines would also cut at U+2028, and a
    # lone CR in a file of LF lines belongs to a cell.
    end = re.search(r"\r\n|\n|\r", text)
    mark = "\r" if end and end.group() == "\r" else "\n"
    return [line + mark for line in text.split(mark)]


def _dialect(lines: list[str], mapping: Mapping[str, str] | None) -> tuple[int, str]:
    declared = _SEP.match(lines[0])
    if declared:
        return 1, declared.group(1)
    start = next(i for i, line in enumerate(lines) if line.strip())
    return start, max(_DELIMITERS, key=lambda d: _score(lines, start, d, mapping))


def _score(
    lines: list[str], start: int, delimiter: str, mapping: Mapping[str, str] | None
) -> tuple[int, int]:
    record = _record(lines, start, delimiter)
    if isinstance(record, str):
        return 0, 1  # no worse than one unknown column: its reason is worth telling
    known = len(columns.recognise(record.cells))
    asked = sum(1 for n in (mapping or {}).values() if n in record.cells)
    return known + asked, len(record.cells)


def _header(lines: list[str], start: int, delimiter: str, name: str) -> Record:
    record = _record(lines, start, delimiter) if start < len(lines) else "the file is empty"
    if isinstance(record, str):
        raise InputError(f"{name}: line {start + 1}, the header: {record}")
    cells = [c.strip() or f"column {i}" for i, c in enumerate(record.cells, start=1)]
    columns.refuse_double(name, cells)
    return record._replace(cells=cells)


def _record(lines: list[str], start: int, delimiter: str, escape: str | None = None):
    """Return the Record that begins at `lines[start]`, or the reason why there is none."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(
        (lines[i] for i in range(start, len(lines))),
        delimiter=delimiter,
        strict=True,
        escapechar=escape,
    )
    try:
        cells = next(reader)
    except csv.Error as error:
        return _reason(error)
    return Record(cells, start + 1, start + reader.line_num + 1)


def _reason(error: csv.Error) -> str:
    message = str(error)
    if "field larger" in message:
        return f"a cell of more than {CELL_LIMIT:,} characters, or a quote that is never closed"
    if "new-line" in message:
        return "a line break inside a cell without quotes"
    if "unexpected end" in message:
        return "a quote opened in this line is never closed"
    return "a quote in this line is followed by other characters or never closed"


def _rows(
    lines: list[str], header: Record, delimiter: str, name: str, unreadable: set[int]
) -> tuple[list[list[str]], list[int], list[dict]]:
    rows, numbers, refused = [], [], []
    at, width = header.next_line - 1, len(header.cells)
    while at < len(lines):
        for record in _run(lines, at, delimiter):
            is_odd = isinstance(record, str) or len(record.cells) not in (0, width)
            if is_odd:
                record = _again(lines, at, delimiter, width, record)
            at = at + 1 if isinstance(record, str) else record.next_line - 1
            problem = _problem(record, width, unreadable) or _repeats(record, header)
            if problem:
                line = at if isinstance(record, str) else record.line
                refused.append(note(name, line, "quarantined", problem))
            elif not _is_blank(record.cells, width):
                rows.append(record.cells)
                numbers.append(record.line)
            if is_odd:
                break  # the second try may have ended on another line than the reader did
    return rows, numbers, refused


def _repeats(record: Record, header: Record) -> str:
    # files joined end to end carry their headers along
    is_header = [cell.strip() for cell in record.cells] == header.cells
    return "the header again, as where files were joined" if is_header else ""


def _run(lines: list[str], at: int, delimiter: str):
    """Yield record after record from one reader, and the reason where it must stop."""
    csv.field_size_limit(CELL_LIMIT)
    rest = (lines[i] for i in range(at, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    line = at
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _reason(error)
            return
        yield Record(cells, line + 1, at + reader.line_num + 1)
        line = at + reader.line_num


def _again(lines: list[str], at: int, delimiter: str, width: int, record: Record | str):
    """Try a row that failed once more with quotes escaped by a backslash, as some exports do."""
    last = at + 1 if isinstance(record, str) else record.next_line - 1
    if not any('\\"' in line for line in lines[at:last]):
        return record
    escaped = _record(lines[at:last], 0, delimiter, escape="\\")
    if isinstance(escaped, str) or len(escaped.cells) != width:
        return record
    return Record(escaped.cells, at + 1, at + escaped.next_line)


def _is_blank(cells: list[str], width: int) -> bool:
    return not cells or (len(cells) == 1 and width > 1 and not cells[0].strip())


def _problem(record: Record | str, width: int, unreadable: set[int]) -> str:
    if isinstance(record, str):
        return record
    if _is_blank(record.cells, width):
        return ""
    if len(record.cells) != width:
        kind = "more" if len(record.cells) > width else "fewer"
        return f"{kind} cells ({len(record.cells)}) than the header has columns ({width})"
    if unreadable and not unreadable.isdisjoint(range(record.line, record.next_line)):
        return "bytes that are neither UTF-8 nor cp1252"
    return ""


def _remarks(rows: list[list[str]], numbers: list[int], name: str) -> list[dict]:
    notes = []
    for cells, number in zip(rows, numbers):
        if any("\0" in cell for cell in cells):
            notes.append(note(name, number, "noted", "a NUL character inside a cell, kept"))
        if any(len(cell) == EXCEL_LIMIT for cell in cells):
            notes.append(note(name, number, "noted", EXCEL_CUT))
    return notes
