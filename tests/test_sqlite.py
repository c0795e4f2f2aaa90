"""SQLite databases: text as it is stored, a table at a time, and no code of theirs is run."""

import random
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.readers import ROW
from analysis.corpus.readers.blobs import Blob
from analysis.corpus.readers.sqlite import read_sqlite
from analysis.schema import InputError


@pytest.fixture
def make(tmp_path):
    """A maker of databases: statements in, path out."""

    def made(*statements, name="a.db"):
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as database:
            for statement, *rows in statements:
                database.executemany(statement, rows) if rows else database.execute(statement)
            database.commit()
        return path

    return made


ARTICLES = ("CREATE TABLE berita (id INTEGER PRIMARY KEY, judul TEXT, isi TEXT)",)
INSERT = "INSERT INTO berita VALUES (?, ?, ?)"


def _rows(batches):
    return [row for b in batches for row in b.frame.drop(columns=ROW).to_numpy().tolist()]


def _numbers(batches):
    return [n for b in batches for n in b.frame[ROW].tolist()]


def _notes(batches, action):
    return [
        (n["source_row"], n["reason"]) for b in batches for n in b.notes if n["action"] == action
    ]


def test_cells_come_as_text_and_rows_in_order_of_rowid(make):
    path = make(
        ("CREATE TABLE t (title, text, n REAL)",),
        ("INSERT INTO t (rowid, title, text, n) VALUES (?, ?, ?, ?)", (9, "b", None, 0.5)),
        ("INSERT INTO t VALUES (?, ?, ?)", ("NULL", 12345678901234567, 7)),
        (
            "INSERT INTO t (rowid, title, text, n) VALUES (?, ?, ?, ?)",
            (-2, "00012", "a\0b\n", None),
        ),
    )
    (batch,) = read_sqlite(path, "a.db")
    assert _rows([batch]) == [
        ["00012", "a\0b\n", ""],
        ["b", "", "0.5"],
        ["NULL", "12345678901234567", "7"],
    ]
    assert _numbers([batch]) == [1, 2, 3]
    assert (batch.kind, batch.rows_read, batch.notes) == ("sqlite", 3, [])
    assert set(map(str, batch.frame.dtypes)) == {"str", "int64"}


def test_path_bytes_and_blob_give_the_same(make):
    path = make(ARTICLES, (INSERT, (1, "A", "x"), (2, "B", "y")))
    sources = [path, str(path), path.read_bytes()]
    sources += [Blob.from_path(path), Blob.from_bytes(path.read_bytes(), "a.db")]
    assert [_rows(read_sqlite(s, "a.db")) for s in sources] == [
        [["1", "A", "x"], ["2", "B", "y"]]
    ] * 5


def test_the_first_table_that_fits_is_read_and_the_others_are_named(make):
    path = make(
        ("CREATE TABLE settings (k, v)",),
        ARTICLES,
        ("CREATE TABLE later (title, text)",),
        ("CREATE VIEW seen AS SELECT * FROM berita",),
        (INSERT, (1, "A", "x")),
    )
    batches = list(read_sqlite(path, "a.db"))
    assert _rows(batches) == [["1", "A", "x"]]
    reason = "table 'berita' was read; not read: 'settings', 'later', 'seen'"
    assert _notes(batches, "noted") == [(0, reason)]
    mapped = list(read_sqlite(path, "a.db", {"title": "v"}))
    assert "table 'settings' was read" in _notes(mapped, "noted")[0][1]


def test_tables_that_go_on_are_read_and_copies_left(make):
    path = make(
        ARTICLES,
        ("CREATE TABLE berita_2018 (judul, isi, id)",),
        ("CREATE TABLE sample (id, judul, isi)",),
        (INSERT, (1, "Judul A", "x"), (2, "Judul B", "x")),
        ("INSERT INTO berita_2018 VALUES ('Judul C', 'y', 7), (NULL, x'00', 8)",),
        ("INSERT INTO sample VALUES (9, 'Judul B', 'z'), (9, 'Judul D', 'z')",),
    )
    batches = list(read_sqlite(path, "a.db"))
    assert [b.frame["judul"].tolist() for b in batches] == [["Judul A", "Judul B"], ["Judul C"]]
    assert _numbers(batches) == [1, 2, 1]
    reason = "tables 'berita', 'berita_2018' were read, each with its own row numbers"
    assert _notes(batches, "noted") == [(0, f"{reason}; not read: 'sample'")]
    assert sum(b.rows_read for b in batches) == 4


def test_a_row_with_bytes_is_quarantined_and_the_rest_is_kept(make):
    path = make(
        ("CREATE TABLE t (title, text)",),
        ("INSERT INTO t VALUES ('a', x'00ff'), ('b', CAST(x'c328' AS TEXT)), ('c', 'ok')",),
    )
    batches = list(read_sqlite(path, "a.db"))
    assert _notes(batches, "quarantined") == [
        (1, "a cell of bytes (BLOB)"),
        (2, "bytes that are not UTF-8"),
    ]
    assert _rows(batches) == [["c", "ok"]] and _numbers(batches) == [3]
    assert sum(b.rows_read for b in batches) == 3


def test_a_cell_beyond_the_limit_is_quarantined(make):
    path = make(
        ("CREATE TABLE t (title, text)",), ("INSERT INTO t VALUES (?, ?)", ("a", "x" * 10_000_001))
    )
    assert "more than 10,000,000" in _notes(read_sqlite(path, "a.db"), "quarantined")[0][1]


def test_batches_join_to_the_whole(make, monkeypatch):
    rows = [(n, f"Judul {n}", "isi " * (n % 50)) for n in range(1, 3001)]
    path = make(ARTICLES, (INSERT, *rows))
    for name, value in (("_BATCH", 1000), ("_HELD", 100_000)):
        monkeypatch.setattr(f"analysis.corpus.readers.sqlite.{name}", value)
        batches = list(read_sqlite(path, "a.db"))
        assert len(batches) >= 3
        assert _rows(batches) == [[str(n), a, b] for n, a, b in rows]
        assert _numbers(batches) == list(range(1, 3001))
        assert sum(b.rows_read for b in batches) == 3000


def test_a_table_without_rows_keeps_its_columns(make):
    (batch,) = read_sqlite(make(ARTICLES), "a.db")
    assert batch.rows_read == 0
    assert list(batch.frame) == ["id", "judul", "isi", ROW]


def test_odd_names_of_tables_and_columns_are_read(make):
    path = make(
        ('CREATE TABLE "a""b; --" ("title" , "x "" y", rowid, oid, _rowid_)',),
        ("INSERT INTO \"a\"\"b; --\" VALUES ('A', 'q', 3, 2, 1), ('B', 'r', 1, 2, 3)",),
    )
    (batch,) = read_sqlite(path, "a.db")
    assert batch.frame["title"].tolist() == ["A", "B"]
    assert batch.frame['x " y'].tolist() == ["q", "r"]


def test_a_table_without_rowid_is_read(make):
    path = make(
        ("CREATE TABLE t (title TEXT PRIMARY KEY, text) WITHOUT ROWID",),
        ("INSERT INTO t VALUES ('b', '1'), ('a', '2')",),
    )
    assert _rows(read_sqlite(path, "a.db")) == [["a", "2"], ["b", "1"]]


def test_what_holds_no_articles_is_refused_with_the_way_out(make):
    with pytest.raises(InputError, match="without tables"):
        list(read_sqlite(make(("PRAGMA user_version=3",), name="1.db"), "1.db"))
    with pytest.raises(InputError, match="no column of titles or texts .it has: k, v"):
        list(read_sqlite(make(("CREATE TABLE s (k, v)",), name="2.db"), "2.db"))
    counts = ("CREATE TABLE s (date, count)",)
    with pytest.raises(InputError, match="sorotan attention"):
        list(read_sqlite(make(counts, name="3.db"), "3.db"))


def test_changes_in_a_file_beside_the_database_are_told(tmp_path):
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(*ARTICLES)
        database.execute(INSERT, (1, "A", "x"))
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute(INSERT, (2, "B", "y"))
        database.commit()
        batches = list(read_sqlite(path, "a.db"))
        assert _rows(batches) == [["1", "A", "x"]]
        assert "a.db-wal are not read" in _notes(batches, "noted")[0][1]
        assert _rows(read_sqlite(path.read_bytes(), "a.db")) == [["1", "A", "x"]]


def test_nothing_is_written_beside_a_read_only_database(make, tmp_path):
    path = make(ARTICLES, (INSERT, (1, "A", "x")))
    before = path.read_bytes()
    list(read_sqlite(path, "a.db"))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def _spoil_schema(path, *statements):
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_views_that_pose_as_tables_are_not_run(make):
    """A view named in the schema as if it were a table: reading it would run its functions."""
    path = make(
        ARTICLES, ("CREATE VIEW v AS SELECT upper('ran') AS title, hex(zeroblob(9)) AS text",)
    )
    _spoil_schema(
        path,
        "DELETE FROM sqlite_master WHERE name = 'berita'",
        "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE TABLE v (title, text)')",
    )
    with pytest.raises(InputError, match="damaged or encrypted"):
        list(read_sqlite(path, "a.db"))


def test_computed_columns_and_virtual_tables_are_left_out(make):
    path = make(
        ("CREATE VIRTUAL TABLE news USING fts5(title, text)",),
        ("CREATE TABLE t (judul, title AS (hex(zeroblob(900000000))), text AS (judul) STORED)",),
    )
    (batch,) = read_sqlite(path, "a.db")
    assert list(batch.frame) == ["judul", ROW]
    assert any("'news'" in reason for _, reason in _notes([batch], "noted"))


def test_triggers_do_not_run(make):
    path = make(
        ARTICLES,
        ("CREATE TABLE log (x)",),
        (INSERT, (1, "A", "x")),
        ("CREATE TRIGGER tr AFTER INSERT ON berita BEGIN INSERT INTO log VALUES (1); END",),
    )
    assert _rows(read_sqlite(path, "a.db")) == [["1", "A", "x"]]


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(range(256)) * 40, b"no"]
)
def test_what_is_no_database_is_one_clear_error(content, tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(content)
    for source in (content, path):
        with pytest.raises(InputError, match=r"^a\.db: a da") as caught:
            list(read_sqlite(source, "a.db"))
        assert "\n" not in str(caught.value)


def test_pages_in_a_ring_do_not_repeat_rows(make):
    """Two children of one inner page point to the same leaf: rows must not come twice."""
    path = make(
        ("PRAGMA page_size=512",), ARTICLES, (INSERT, *((n, f"J{n}", "x" * 90) for n in range(400)))
    )
    content = bytearray(path.read_bytes())
    pages = (p for p in range(512, len(content), 512) if content[p] == 5)
    inner = max(pages, key=lambda p: content[p + 4])  # the one with most children
    first, second = (
        int.from_bytes(content[inner + 12 + 2 * n :][:2], "big") + inner for n in (0, 1)
    )
    content[second : second + 4] = content[first : first + 4]
    with pytest.raises(InputError, match="damaged"):
        list(read_sqlite(bytes(content), "a.db"))


def test_spoilt_databases_never_crash_and_never_shift(make):
    rows = [(n, f"Judul {n}", f"isi {n} " * 20) for n in range(1, 200)]
    whole = make(ARTICLES, (INSERT, *rows)).read_bytes()
    chance = random.Random(7)
    outcomes = set()
    for at in chance.sample(range(len(whole)), 150):
        flipped = whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]
        for spoilt in (flipped, whole[:at]):
            try:
                found = _rows(read_sqlite(spoilt, "a.db"))
                assert all(len(row) == 3 for row in found)
                outcomes.add("read")
            except InputError as error:
                assert "\n" not in str(error)
                outcomes.add("refused")
    assert outcomes == {"read", "refused"}


CELLS = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"]))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=30), st.sampled_from(["UTF-8", "UTF-16le"]))
def test_any_cells_come_back_as_they_were_stored(rows, encoding):
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA encoding='{encoding}'")
        database.execute("CREATE TABLE t (title, text)")
        database.executemany("INSERT INTO t VALUES (?, ?)", rows)
        database.commit()
        content = database.serialize()
    expected = [["" if c is None else str(c) for c in row] for row in rows]
    assert _rows(read_sqlite(content, "a.db")) == expected
