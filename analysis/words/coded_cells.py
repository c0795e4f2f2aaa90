"""The cells of a coded sample: its columns, and what of a cell can be used.

In: cells as people and spreadsheets write them. Out: the typed table of `coded`, or for each row
the reason, with the remedy, why it cannot be used.

Cannot do: guess what a spreadsheet did to an id or a date; such a row is refused.
"""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.schema import CODED, TEXT, InputError

COLUMNS = list(CODED)
TEXTS = [c for c, kind in CODED.items() if kind.dtype == TEXT]
NEEDED = ("article_id", "relevance", "coder")
LEVELS = (0, 1, 2)
RANGES = {"stratum_size": (0, 10**12), "probability": (0, 1)}
LONGEST_NOTE = 200  # characters; a note is a remark and never the text of an article
YES = {"true", "1", "1.0", "yes", "ya", "benar"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# a cell that got an apostrophe from write_csv, or looks as if it had
_QUOTED = re.compile(r"'+[=+\-@\t\r\n\0＝＋－＠]")


def cells_of(path: Path) -> pd.DataFrame:
    """Return every cell as text, with `_row` as a spreadsheet counts it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: not UTF-8 text (byte {error.start}); save it as CSV UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror})") from error
    head = text.split("\n", 1)[0]
    sign = max(",;\t", key=head.count)  # spreadsheets of many countries write semicolons
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=sign))
    except csv.Error as error:
        raise InputError(f"{path.name}: not a CSV file ({error})") from error
    if not rows:
        raise InputError(f"{path.name}: the file is empty")
    names = [name.strip() for name in rows[0]]
    filled = [(n, row) for n, row in enumerate(rows[1:], 2) if any(c.strip() for c in row)]
    cells = [dict(zip(names, [*row, *[""] * len(names)])) | {"_row": n} for n, row in filled]
    return pd.DataFrame(cells, columns=[*dict.fromkeys(names), "_row"])


def need(table: pd.DataFrame, name: str) -> None:
    """Raise InputError where a column is missing without which a row says nothing."""
    missing = [c for c in NEEDED if c not in table.columns]
    if missing:
        raise InputError(
            f"{name}: no column {', '.join(missing)}; a coded sample has the columns "
            f"{', '.join(COLUMNS)}"
        )


def reasons_of(rows: pd.DataFrame, coders: tuple[str, ...]) -> pd.Series:
    """Return for each row why it cannot be used, with the remedy, or ""."""
    cells = _cells(rows)
    checks = [
        (cells["article_id"] == "", "no article_id; it names the article"),
        (
            ~_number(cells["relevance"]).isin(LEVELS),
            "relevance is not 0, 1 or 2; write one of these",
        ),
        (cells["coder"] == "", "no coder; write the name or initials of who coded it"),
        (
            (cells["coded_at"] != "") & (_moments(cells["coded_at"]) == ""),
            "coded_at is no moment; write 2026-01-31T08:30:00, or nothing",
        ),
        (
            cells["note"].str.len() > LONGEST_NOTE,
            f"the note is longer than {LONGEST_NOTE} characters; shorten it",
        ),
    ]
    for name, (low, high) in RANGES.items():
        is_out = (cells[name] != "") & ~_number(cells[name]).between(low, high)
        checks.append((is_out, f"{name} is not between {low} and {high}; correct it, or empty it"))
    if coders:
        checks.append((~cells["coder"].isin(coders), f"coder is not one of {', '.join(coders)}"))
    reasons = pd.Series("", index=rows.index, dtype="object")
    for is_bad, reason in reversed(checks):
        reasons[is_bad.astype(bool)] = reason
    return reasons


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a coded sample in order, with their dtypes."""
    cells = _cells(rows)
    return cells.assign(
        relevance=_number(cells["relevance"]).astype("int64"),
        stratum_size=_number(cells["stratum_size"]).fillna(0).astype("int64"),
        probability=_number(cells["probability"]).replace(0.0, np.nan),
        is_borderline=cells["is_borderline"].str.lower().isin(YES),
        coded_at=_moments(cells["coded_at"]),
    )


def protected(column: pd.Series) -> pd.Series:
    """Put an apostrophe before a cell that looks as if it had got one from `write_csv`."""
    return column.where(~column.str.match(_QUOTED), "'" + column)


def bare(column: pd.Series) -> pd.Series:
    """Take away the apostrophe that `write_csv` or `protected` put before a cell."""
    return column.where(~column.str.match(_QUOTED), column.str.slice(1))


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a coded sample as text on one line; "" where nothing stands."""
    cells = {c: rows[c] if c in rows else pd.Series(None, index=rows.index) for c in COLUMNS}
    made = {c: _on_a_line(v.astype("str").fillna("")) for c, v in cells.items()}
    return pd.DataFrame(made, index=rows.index, columns=COLUMNS).astype("str")


def _on_a_line(cells: pd.Series) -> pd.Series:
    return cells.str.replace(_CONTROL, " ", regex=True).str.split().str.join(" ")


def _number(cells: pd.Series) -> pd.Series:
    plain = cells.str.replace(",", ".", regex=False)  # 0,5 as many countries write it
    found = pd.to_numeric(plain, errors="coerce").astype("float64")
    return found.where(np.isfinite(found))


def _moments(cells: pd.Series) -> pd.Series:
    """Write moments as UTC in one form, so that they sort as text; what is none becomes ""."""
    read = pd.to_datetime(cells, utc=True, errors="coerce", format="ISO8601")
    return read.dt.strftime("%Y-%m-%dT%H:%M:%S+00:00").fillna("").astype("str")
