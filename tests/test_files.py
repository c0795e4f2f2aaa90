"""Atomic writes under faults, safe CSV cells, and Parquet that comes back byte for byte."""

import errno
import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import schema
from analysis.corpus import files, ledger, load, sources
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


def test_parquet_comes_back_with_its_account_and_is_byte_stable(articles, tmp_path):
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    files.write_parquet(articles, first)
    back = load(first)
    pd.testing.assert_frame_equal(articles, back)
    pd.testing.assert_frame_equal(ledger(articles), ledger(back))
    pd.testing.assert_frame_equal(sources(articles), sources(back))
    assert set(ledger(back)["action"]) == {"repeat", "quarantined"}
    files.write_parquet(back, second)
    assert first.read_bytes() == second.read_bytes()


def test_parquet_flipped_byte_is_never_other_text(articles, tmp_path):
    whole = files.write_parquet(articles, tmp_path / "a.parquet").read_bytes()
    damaged = tmp_path / "b.parquet"
    for at in range(4, len(whole), max(1, len(whole) // 150)):
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        try:
            back = files.read_parquet(damaged)
        except InputError:
            continue
        # only the footer's statistics and metadata lie outside the checksums
        pd.testing.assert_frame_equal(back[["title", "text"]], articles[["title", "text"]])


def test_parquet_of_others_is_refused_by_read_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    pd.DataFrame({"title": ["a"]}).to_parquet(path)
    with pytest.raises(InputError, match=r"corpus\.load"):
        files.read_parquet(path)
    with pytest.raises(InputError, match="no such file"):
        files.read_parquet(tmp_path / "none.parquet")


def test_digest_is_sha256(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert files.digest(path) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=6))
def test_any_text_survives_parquet(tmp_path_factory, cells):
    made = schema.frame(
        "articles",
        [{"article_id": str(i), "title": a, "text": b} for i, (a, b) in enumerate(cells)],
    )
    path = tmp_path_factory.mktemp("p") / "a.parquet"
    pd.testing.assert_frame_equal(files.read_parquet(files.write_parquet(made, path)), made)
