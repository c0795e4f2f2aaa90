"""Atomic writes under faults, and CSV cells that no spreadsheet runs."""

import errno
import os

import pandas as pd
import pytest

from analysis.corpus import files, load
from analysis.schema import InputError


@pytest.fixture
def articles(tmp_path):
    source = tmp_path / "in.csv"
    rows = "".join(f"Judul {i},Isi berita {i},2017-10-{i + 1:02d}\n" for i in range(28))
    source.write_text("judul,isi,tanggal\n" + rows + "Judul 1,Isi berita 1,2017-10-02\n,,x\n")
    return load(source)


def _left(folder):
    return sorted(p.name for p in folder.iterdir())


def test_atomic_write_replaces_only_at_the_end(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with files.atomic_write(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert _left(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("fault", ["fsync", "replace"])
def test_each_failing_call_leaves_the_old_file_whole(tmp_path, monkeypatch, fault):
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail(*_):
        raise OSError(errno.EIO, "broken")

    owner = os if fault == "fsync" else files.Path
    monkeypatch.setattr(owner, fault, fail)
    with pytest.raises(OSError, match="broken"), files.atomic_write(target) as temporary:
        temporary.write_text("new")
    assert target.read_text() == "old"
    assert _left(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG])
def test_a_full_disk_is_named_and_leaves_no_stump(tmp_path, code):
    with pytest.raises(InputError, match="disk"), files.atomic_write(tmp_path / "a.txt"):
        raise OSError(code, "no room")
    assert _left(tmp_path) == []


def test_an_interrupt_leaves_no_stump(tmp_path):
    with pytest.raises(KeyboardInterrupt), files.atomic_write(tmp_path / "a.txt"):
        raise KeyboardInterrupt
    assert _left(tmp_path) == []


def test_csv_cells_cannot_run_in_a_spreadsheet(tmp_path):
    bad = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
    ]
    table = pd.DataFrame({"text": [*bad, "plain"], "n": [-1] * len(bad) + [2]})
    back = pd.read_csv(files.write_csv(table, tmp_path / "t.csv"), dtype=str, lineterminator="\n")
    assert back["n"].tolist()[0] == "-1"
    content = (tmp_path / "t.csv").read_bytes().decode()
    for cell in bad:
        assert f"'{cell[0]}" in content
    assert "plain,2" in content


def test_csv_dates_are_iso_and_numbers_keep_their_digits(tmp_path):
    table = pd.DataFrame(
        {"day": pd.to_datetime(["2017-10-26", None]), "share": [0.05583126550868486, float("nan")]}
    )
    text = files.write_csv(table, tmp_path / "t.csv").read_text()
    assert text == "day,share\n2017-10-26,0.05583126550868486\n,\n"


def test_digest_is_sha256(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert files.digest(path) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
