"""Reads the tables of articles of an SQLite database as text, without running any of its code.

In: the path, bytes or Blob of a database. Out: rows of the first table whose columns fit articles,
and of those that go on with the same fields and rows of their own (`samerows`), in order of rowid,
in batches; the others are named. Views, triggers, virtual tables and generated
columns are never touched, so that a hostile schema has nothing to run; the file is opened
read-only and nothing beside it is read or made.

Cannot do: encrypted databases; changes that still lie in a write-ahead file beside the database.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.blobs import HELD_LIMIT, Blob
from analysis.corpus.readers.csvlines import CELL_LIMIT
from analysis.corpus.readers.samerows import SameRows
from analysis.schema import InputError

_BATCH, _HELD = 20_000, 50_000_000  # rows, characters
_RATIO_LIMIT, _RATIO_FROM = 100, 10_000_000
_TABLES_LIMIT = 50  # that are compared row by row
_NAME_LIMIT = 60  # characters of a table's name in a message
_PLAIN = re.compile(r"CREATE TABLE\b", re.I)
_ROWIDS = ("rowid", "_rowid_", "oid")
_WAL_MODE, _ROLLBACK_MODE = b"\2\2", b"\1\1"
_DAMAGED = "a damaged or encrypted SQLite database; copy it again or export the table as CSV"
_BLOB, _BYTES = "a cell of bytes (BLOB)", "bytes that are not UTF-8"
_LARGE = f"a cell of more than {CELL_LIMIT:,} characters"


class _Table(NamedTuple):
    """A table: its name, its columns that are stored, and the name of its rowid, or ""."""

    name: str
    columns: list[str]
    rowid: str


def read_sqlite(
    source: str | Path | bytes | Blob, name: str, mapping: Mapping[str, str] | None = None
) -> Iterator[Raw]:
    """Yield the rows of each fitting table in batches; row numbers count from 1 in each.

    A row with a BLOB or with text that is not UTF-8 is quarantined. Raises InputError where the
    database is damaged or encrypted, and where no table has a column of titles or texts.
    """
    path, content = _located(source, name)
    try:
        with closing(_connected(path, content)) as database:
            tables, others = _tables(database)
            fitting = [t for t in tables if columns.fits(t.columns, mapping)]
            if not fitting:
                raise _no_table(name, tables)
            _lock(database)
            size = len(content) if content else path.stat().st_size
            chosen = _chosen(database, fitting[:_TABLES_LIMIT], name, size, mapping)
            notes = [*_told(name, [t.name for t in chosen], others), *_pending(path, name)]
            for table in chosen:
                yield from _batches(database, table, name, notes, size)
                notes = []
    except (sqlite3.Error, OverflowError, MemoryError) as error:
        raise InputError(f"{name}: {_DAMAGED}") from error


def _located(source: str | Path | bytes | Blob, name: str) -> tuple[Path | None, bytes]:
    """Return the path of a database on the disk, else its bytes."""
    if isinstance(source, str | Path):
        return Path(source), b""
    if isinstance(source, bytes):
        return None, source
    with source.open() as stream:
        if isinstance(path := getattr(stream, "name", None), str):
            return Path(path), b""
    if source.size > HELD_LIMIT:
        raise InputError(f"{name}: more than {HELD_LIMIT:,} bytes packed; unpack it first")
    return None, source.read()


def _connected(path: Path | None, content: bytes) -> sqlite3.Connection:
    if path:
        address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        database = sqlite3.connect(address, uri=True)
    else:
        database = sqlite3.connect(":memory:")
        if content[18:20] == _WAL_MODE:  # which a database in memory cannot have
            content = content[:18] + _ROLLBACK_MODE + content[20:]
        database.deserialize(content)
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        database.execute(f"PRAGMA {pragma}").close()
    database.text_factory = _text
    return database


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _Unreadable()


class _Unreadable(str):
    """Stands where text is not UTF-8."""


def _lock(database: sqlite3.Connection) -> None:
    """Allow nothing from here on but reading stored columns: no function, no view, no pragma."""

    def allow(action: int, *what: str | None) -> int:
        *_, view = what
        is_read = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) and view is None
        return sqlite3.SQLITE_OK if is_read else sqlite3.SQLITE_DENY

    database.set_authorizer(allow)


def _tables(database: sqlite3.Connection) -> tuple[list[_Table], list[str]]:
    """Return the plain tables in the order they were made, and the names of tables and views.

    The list is read as data: SQLite's own `table_list` would start the code of virtual tables.
    """
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
    made = [(n, sql) for n, sql in database.execute(query) if isinstance(n, str)]
    made = [(n, str(sql)) for n, sql in made if not n.lower().startswith("sqlite_")]
    tables = []
    for name, sql in made:
        if _PLAIN.match(sql):
            stored = _stored(database, name)
            tables.append(_Table(name, stored, _rowid(database, name, stored)))
    return tables, [n for n, _ in made]


def _rowid(database: sqlite3.Connection, table: str, stored: list[str]) -> str:
    """Return the name of a table's rowid, "" where it has none or its columns bear all names."""
    free = set(_ROWIDS) - {c.lower() for c in stored}
    for name in (r for r in _ROWIDS if r in free):
        try:
            database.execute(f"EXPLAIN SELECT t.{name} FROM main.{_quoted(table)} AS t").close()
        except sqlite3.OperationalError:
            return ""
        return name
    return ""


def _stored(database: sqlite3.Connection, table: str) -> list[str]:
    # table_xinfo marks what is computed at each reading, or hidden, by a number in its last column
    found = database.execute(f"PRAGMA main.table_xinfo({_quoted(table)})").fetchall()
    return [row[1] for row in found if row[6] == 0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _no_table(name: str, tables: list[_Table]) -> InputError:
    if not tables:
        return InputError(f"{name}: a database without tables")
    return columns.refuse(name, max((t.columns for t in tables), key=len))


def _chosen(
    database: sqlite3.Connection,
    fitting: list[_Table],
    name: str,
    size: int,
    mapping: Mapping[str, str] | None,
) -> list[_Table]:
    """Return the first table that fits, and the later ones with articles of their own."""
    if len(fitting) == 1:
        return fitting
    chosen, same = [], SameRows(mapping)
    for table in fitting:
        header = [c.strip() for c in table.columns]
        keys = table._replace(columns=[table.columns[p] for p in same.places(header)])
        cells = ([str(_plain(v)) for v in row] for row in _rows(database, keys, name, size))
        if same.takes(header, cells):
            chosen.append(table)
    return chosen


def _told(name: str, read: list[str], names: list[str]) -> list[dict]:
    """Return the note on which tables were read and which were not."""
    if len(names) < 2:
        return []
    reason = f"table {_listed(read)} was read"
    if len(read) > 1:
        reason = f"tables {_listed(read)} were read, each with its own row numbers"
    others = [n for n in names if n not in read]
    return [note(name, 0, "noted", reason + (f"; not read: {_listed(others)}" if others else ""))]


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(n[:_NAME_LIMIT]) for n in names[:12])
    return shown + (" ..." if len(names) > 12 else "")


def _pending(path: Path | None, name: str) -> Iterator[dict]:
    for suffix in ("-wal", "-journal") if path else ():
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            reason = (
                f"changes that lie in {name}{suffix} are not read; close the program that writes"
                " the database and read it again"
            )
            yield note(name, 0, "noted", reason)


def _batches(
    database: sqlite3.Connection, table: _Table, name: str, notes: list[dict], size: int
) -> Iterator[Raw]:
    header = [c.strip() or f"column {i}" for i, c in enumerate(table.columns, start=1)]
    columns.refuse_double(name, header)
    cells, numbers, told, start, held = [], [], notes, 0, 0
    number = 0
    for number, row in enumerate(_rows(database, table, name, size), start=1):
        texts = [_plain(value) for value in row]
        reason = next((t.reason for t in texts if isinstance(t, _Refused)), "")
        if reason:
            told = [*told, note(name, number, "quarantined", reason)]
        else:
            cells.append(texts)
            numbers.append(number)
            held += sum(map(len, texts))
        if number - start == _BATCH or held > _HELD:
            yield Raw(text_frame(header, cells, numbers), "sqlite", "sqlite", told, number - start)
            cells, numbers, told, start, held = [], [], [], number, 0
    if number > start or not number:
        yield Raw(text_frame(header, cells, numbers), "sqlite", "sqlite", told, number - start)


class _Refused(NamedTuple):
    """A cell that cannot be text, and why."""

    reason: str


def _plain(value: object) -> str | _Refused:
    if isinstance(value, _Unreadable):
        return _Refused(_BYTES)
    if isinstance(value, str):
        return value if len(value) <= CELL_LIMIT else _Refused(_LARGE)
    if isinstance(value, bytes):
        return _Refused(_BLOB)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _rows(
    database: sqlite3.Connection, table: _Table, name: str, size: int
) -> Iterator[tuple[object, ...]]:
    """Yield the stored values of each row; a ring of pages would never end."""
    rowid = f"t.{table.rowid}" if table.rowid else "NULL"
    order = f" ORDER BY t.{table.rowid}" if table.rowid else ""
    wanted = ", ".join([rowid, *(f"t.{_quoted(c)}" for c in table.columns)])
    query = f"SELECT {wanted} FROM main.{_quoted(table.name)} AS t NOT INDEXED{order}"
    last, read, most = None, 0, max(_RATIO_FROM, _RATIO_LIMIT * size)
    for number, (at, *row) in enumerate(database.execute(query)):
        read += sum(len(v) for v in row if isinstance(v, str | bytes))
        if (last is not None and at <= last) or number > size or read > most:
            raise InputError(f"{name}: {_DAMAGED}")
        last = at
        yield tuple(row)
