"""Damage through the public door: the same rows, fewer rows with the reason, or one clear error.

Files of each format are cut short and flipped by a bit at many places, spread evenly.
"""

import gzip
import io
import json
import re
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from analysis import corpus
from analysis.schema import InputError

# Places of a file that are cut at, and flipped. Where no checksum tells, nearly each try is a whole
# load, so there are few; test_archives and test_sqlite try those readers alone at hundreds.
TRIES = {"csv": 8, "tar": 8, "db": 15, "xlsx": 60}
MANY = 75
COLUMNS = ("judul", "isi", "sumber", "tautan", "tanggal")
KEPT = ["title", "text", "outlet", "url", "published_on"]
ROWS = [
    (
        f"Judul berita nomor {n}",
        f'Isi "berita" nomor {n}, tentang {n * n} hal; baris lain ada di sini.',
        "Koran Contoh",
        f"https://contoh.example/{n}",
        f"2017-10-{n + 1:02d}",
    )
    for n in range(20)
]


def _csv(rows=ROWS):
    lines = [",".join(COLUMNS)]
    lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join(lines).encode() + b"\n"


def _zip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", _csv())
    return packed.getvalue()


def _tar():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(_csv())
        archive.addfile(info, io.BytesIO(_csv()))
    return packed.getvalue()


def _xlsx():
    book = openpyxl.Workbook()
    for row in (COLUMNS, *ROWS):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _sqlite():
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE berita ({', '.join(COLUMNS)})")
        database.executemany("INSERT INTO berita VALUES (?, ?, ?, ?, ?)", ROWS)
        database.commit()
        return database.serialize()


MAKERS = {
    "csv": _csv,
    "csv.gz": lambda: gzip.compress(_csv()),
    "zip": _zip,
    "tar": _tar,
    "tar.gz": lambda: gzip.compress(_tar()),
    "xlsx": _xlsx,
    "db": _sqlite,
}


@pytest.fixture(scope="module", params=[*MAKERS, "parquet"])
def whole(request, tmp_path_factory):
    """Ending, bytes and articles of a good file of one format."""
    folder = tmp_path_factory.mktemp("whole")
    path = folder / f"a.{request.param}"
    if request.param == "parquet":
        (folder / "a.csv").write_bytes(_csv())
        corpus.write_parquet(corpus.read(folder / "a.csv").articles, path)
    else:
        path.write_bytes(MAKERS[request.param]())
    articles = corpus.read(path).articles
    assert len(articles) == len(ROWS)
    return request.param, path.read_bytes(), articles


def _spoilt(content, tries):
    """Yield the place and the bytes of each spoilt copy: cut short, or with one bit flipped."""
    step = max(1, len(content) // tries)
    for at in range(0, len(content), step):
        yield f"cut at {at}", content[:at]
        flipped = bytes([content[at] ^ (1 << at % 8)])
        yield f"flipped at {at}", content[:at] + flipped + content[at + 1 :]


def _rows(articles):
    return list(map(tuple, articles[KEPT].astype(str).to_numpy().tolist()))


def _read(content, path: Path):
    """Return a reading, or None where one clear error is raised; all else escapes and fails."""
    path.write_bytes(content)
    try:
        reading = corpus.read(path)
    except InputError as error:
        assert path.name in str(error) and "\n" not in str(error)
        return None
    files = reading.sources
    given = files["kept"] + files["quarantined"] + files["repeats"]
    assert (given == files["rows_read"]).all()
    return reading


def test_damage_gives_the_same_rows_fewer_with_reasons_or_one_error(whole, tmp_path):
    ending, content, articles = whole
    good, is_checked = _rows(articles), ending not in ("csv", "tar", "db")
    outcomes = set()
    for place, spoilt in _spoilt(content, TRIES.get(ending, MANY)):
        reading = _read(spoilt, tmp_path / f"a.{ending}")
        if reading is None:
            outcomes.add("error")
            continue
        rows = _rows(reading.articles)
        is_same = sorted(rows) == sorted(good)
        outcomes.add("same" if is_same else "less")
        if is_checked:
            assert set(rows) <= set(good), (place, "other text")
            assert is_same or len(reading.ledger), (place, "rows lost in silence")
        if ending in ("csv", "tar"):
            assert _differing(rows, good) <= 1, (place, "cells shifted")
    assert "error" in outcomes


def _differing(rows, good):
    """Return the most cells in which a row differs from the good row that is nearest to it."""
    nearest = (
        min(sum(a != b for a, b in zip(row, other)) for other in good)
        for row in rows
        if row not in good
    )
    return max(nearest, default=0)


CONTAINERS = ("gz_", "zip_", "tar_", "not_gz", "evil", "pickle")
# what each of EXPECT.json's sentences means: articles kept, words of the error, words of the ledger
EXPECTED = {
    "evil.csv": (0, "pickle", ""),
    "gz_bitflip.csv.gz": (0, "damage", ""),
    "gz_bomb_100MB.csv.gz": (0, "bomb", ""),
    "gz_multi_member.csv.gz": (2, "", ""),
    "gz_ok.csv.gz": (2, "", ""),
    "gz_trailing_garbage.csv.gz": (0, "after its end", ""),
    "gz_truncated.csv.gz": (0, "truncated", ""),
    "not_gz.csv.gz": (2, "", ""),
    "pickle_marker.pkl": (0, "pickle", ""),
    "tar_traversal.tar.gz": (2, "", "points outside.*link"),
    "zip_bomb.zip": (0, "bomb", ""),
    "zip_dup_names.zip": (2, "", r"a\.csv \(2\)"),
    "zip_traversal.zip": (2, "", "points outside.*points outside.*points outside"),
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_hostile_containers_behave_as_expected(shared, tmp_path, monkeypatch, name, expected):
    kept, error, told = expected
    monkeypatch.chdir(tmp_path)
    path = shared / "hostile" / name
    if error:
        with pytest.raises(InputError, match=error) as caught:
            corpus.read(path)
        assert name in str(caught.value)
    else:
        reading = corpus.read(path)
        lines = reading.ledger["source_file"] + ": " + reading.ledger["reason"]
        assert len(reading.articles) == kept
        assert re.search(told, " ".join(lines))
    assert list(tmp_path.iterdir()) == []
    assert not Path("/tmp/pwned.csv").exists() and not Path("/tmp/pwned_abs.csv").exists()


def test_every_hostile_container_lies_in_the_list(shared):
    names = json.loads((shared / "hostile" / "EXPECT.json").read_text())
    assert {n for n in names if n.startswith(CONTAINERS)} == set(EXPECTED)
