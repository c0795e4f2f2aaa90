"""Reads workbooks (XLSX) as text: every sheet that holds articles of its own.

In: the bytes of a workbook. Out: a batch of rows for the first sheet that fits articles, and for
each later one with the same fields, unless half of its rows or more repeat rows of the sheets
before it, as selections and coded samples do; those are named and left. Whole numbers come as
"123", dates as ISO text and listed in `typed`, because a spreadsheet may have swapped their day
and month when it made them dates. Formulas give the value last saved.

Cannot do: old XLS, passwords, and time zones, which a workbook does not have.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import python_calamine

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.csvs import EXCEL_CUT, EXCEL_LIMIT
from analysis.corpus.readers.samerows import SameRows
from analysis.schema import InputError

_HEADER_ROWS = 10
_SIZE_LIMIT = 2_000_000_000
_DAMAGED = (python_calamine.CalamineError, zipfile.BadZipFile, OSError)
_WAY_OUT = "a damaged or protected workbook; save it again without password"
_Sheets = Mapping[str, list[list] | None]


class _Sheet(NamedTuple):
    """A sheet that fits articles, as text, and the line of its header counted from 0."""

    name: str
    cells: list[list]
    start: int


def read_xlsx(content: bytes, name: str, mapping: Mapping[str, str] | None = None) -> Iterator[Raw]:
    """Yield the rows of each fitting sheet; row numbers are those the spreadsheet program shows.

    Raises InputError where the file is damaged or protected, or where no sheet has a column of
    titles or texts.
    """
    try:
        _guard(content, name)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except _DAMAGED as error:
        raise InputError(f"{name}: {_WAY_OUT}") from error
    sheets = {s: _cells(book, s) for s in book.sheet_names}
    chosen = _chosen(sheets, mapping)
    if not chosen:
        raise _no_sheet(name, sheets)
    notes = _told(sheets, [s.name for s in chosen], name)
    for sheet in chosen:
        yield _raw(sheet.cells, sheet.start, name, notes)
        notes = []


def _guard(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(i.file_size for i in parts.infolist())
    if size > _SIZE_LIMIT or size > max(200 * len(content), 50_000_000):
        raise InputError(f"{name}: unpacks to {size:,} bytes, too many for {len(content):,}")


def _cells(book: python_calamine.CalamineWorkbook, sheet: str) -> list[list] | None:
    """Return the cells of a sheet; None where it is damaged, which need not cost the others."""
    try:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except _DAMAGED:
        return None


def _chosen(sheets: _Sheets, mapping: Mapping[str, str] | None) -> list[_Sheet]:
    """Return the first sheet that fits, and later ones with articles of their own."""
    chosen, same = [], SameRows(mapping)
    for name, cells in sheets.items():
        start = _header_at(cells or [], mapping)
        if start < 0:
            continue
        header = [_text(c)[0].strip() for c in cells[start]]
        if chosen and _has_doubles(header):
            continue  # refused where it is the first, it must not cost the others
        places = same.places(header)
        if same.takes(header, ([_text(row[p])[0] for p in places] for row in cells[start + 1 :])):
            chosen.append(_Sheet(name, cells, start))
    return chosen


def _header_at(cells: list[list], mapping: Mapping[str, str] | None) -> int:
    for at, row in enumerate(cells[:_HEADER_ROWS]):
        if columns.fits([_text(c)[0].strip() for c in row], mapping):
            return at
    return -1


def _has_doubles(header: list[str]) -> bool:
    names = [n for n in header if n]
    return len(set(names)) < len(names)


def _no_sheet(name: str, sheets: _Sheets) -> InputError:
    if None in sheets.values():
        return InputError(f"{name}: {_WAY_OUT}")
    rows = [r for cells in sheets.values() for r in cells or [] if any(_text(c)[0] for c in r)]
    if not rows:
        return InputError(f"{name}: the workbook is empty")
    return columns.refuse(name, [t for c in rows[0] if (t := _text(c)[0].strip())])


def _told(sheets: _Sheets, read: list[str], name: str) -> list[dict]:
    """Return the notes on which sheets were read and which were not."""
    if len(sheets) < 2:
        return []
    told = f"sheet {_listed(read)} was read"
    if len(read) > 1:
        told = f"sheets {_listed(read)} were read, each with its own row numbers"
    others = [s for s, cells in sheets.items() if s not in read and cells is not None]
    notes = [note(name, 0, "noted", told + (f"; not read: {_listed(others)}" if others else ""))]
    damaged = [s for s, cells in sheets.items() if cells is None]
    if damaged:
        reason = f"damaged and not read: sheet {_listed(damaged)}; save the workbook again"
        notes.append(note(name, 0, "noted", reason))
    return notes


def _listed(sheets: list[str]) -> str:
    return ", ".join(map(repr, sheets))


def _raw(cells: list[list], start: int, name: str, notes: list[dict]) -> Raw:
    header = _header([_text(c)[0].strip() for c in cells[start]], name)
    rows, numbers, typed = [], [], set()
    for number, row in enumerate(cells[start + 1 :], start=start + 2):
        pairs = [_text(c) for c in row[: len(header)]]
        texts = [t for t, _ in pairs]
        if not any(t.strip() for t in texts):
            continue
        rows.append(texts)
        numbers.append(number)
        typed |= {(number, header[i]) for i, (_, is_date) in enumerate(pairs) if is_date}
        if any(len(t) == EXCEL_LIMIT for t in texts):
            notes = [*notes, note(name, number, "noted", EXCEL_CUT)]
    return Raw(text_frame(header, rows, numbers), "xlsx", "xlsx", notes, len(rows), typed)


def _header(names: list[str], name: str) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    names = [n or f"column {i}" for i, n in enumerate(names, start=1)]
    columns.refuse_double(name, names)
    return names


def _text(cell: object) -> tuple[str, bool]:
    """Return a cell as text, and whether the workbook held it as a date."""
    if isinstance(cell, str):
        return cell, False
    if isinstance(cell, bool):
        return ("TRUE" if cell else "FALSE"), False
    if isinstance(cell, float):
        return (str(int(cell)) if cell.is_integer() else repr(cell)), False
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return (cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")), True
    if isinstance(cell, date):
        return cell.isoformat(), True
    if isinstance(cell, time):
        return cell.isoformat("seconds"), False
    if isinstance(cell, timedelta):
        whole = int(cell.total_seconds())
        return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}", False
    return ("" if cell is None else str(cell)), False
