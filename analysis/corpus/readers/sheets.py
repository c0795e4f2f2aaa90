"""Reads workbooks (XLSX) as text: the first sheet that holds articles, the others are named.

Whole numbers come as "123", dates as ISO text and listed in `typed`, because a spreadsheet may
have swapped their day and month when it made them dates. Formulas give the value last saved.

Cannot do: old XLS, passwords, and time zones, which a workbook does not have.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import python_calamine

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.csvs import EXCEL_CUT, EXCEL_LIMIT
from analysis.schema import InputError

_HEADER_ROWS = 10
_SIZE_LIMIT = 2_000_000_000


def read_xlsx(content: bytes, name: str, mapping: Mapping[str, str] | None = None) -> Raw:
    """Read the first fitting sheet; row numbers are those the spreadsheet program shows.

    Raises InputError where the file is damaged or protected, or where no sheet has a column of
    titles or texts.
    """
    try:
        _guard(content, name)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {s: _cells(book, s) for s in book.sheet_names[:1]}
        chosen, start = _choose(book, sheets, mapping)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        raise InputError(
            f"{name}: a damaged or protected workbook; save it again without password"
        ) from error
    if not chosen:
        raise _no_sheet(name, sheets)
    return _raw(sheets[chosen], start, name, _others(book, chosen, name))


def _guard(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(i.file_size for i in parts.infolist())
    if size > _SIZE_LIMIT or size > max(200 * len(content), 50_000_000):
        raise InputError(f"{name}: unpacks to {size:,} bytes, too many for {len(content):,}")


def _cells(book: python_calamine.CalamineWorkbook, sheet: str) -> list[list]:
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _choose(
    book: python_calamine.CalamineWorkbook, sheets: dict, mapping: Mapping[str, str] | None
) -> tuple[str, int]:
    for sheet in book.sheet_names:
        sheets.setdefault(sheet, None)
        sheets[sheet] = sheets[sheet] or _cells(book, sheet)
        for at, row in enumerate(sheets[sheet][:_HEADER_ROWS]):
            if columns.fits([_text(c)[0].strip() for c in row], mapping):
                return sheet, at
    return "", 0


def _no_sheet(name: str, sheets: dict) -> InputError:
    rows = [r for cells in sheets.values() for r in (cells or []) if any(_text(c)[0] for c in r)]
    if not rows:
        return InputError(f"{name}: the workbook is empty")
    return columns.refuse(name, [t for c in rows[0] if (t := _text(c)[0].strip())])


def _others(book: python_calamine.CalamineWorkbook, chosen: str, name: str) -> list[dict]:
    others = [s for s in book.sheet_names if s != chosen]
    if not others:
        return []
    reason = f"sheet {chosen!r} was read; not read: {', '.join(map(repr, others))}"
    return [note(name, 0, "noted", reason)]


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
