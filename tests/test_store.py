"""Loading straight into a file: the same as in memory, and again only what changed."""

import fcntl
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import ledger, load, sources, store
from analysis.corpus.files import write_csv
from analysis.corpus.parquets import write_parquet
from analysis.schema import InputError


def _csv(path, first, n=30):
    rows = [
        f"{i},Judul {i},Isi berita nomor {i}.,2017-10-{i % 28 + 1:02d},Kompas.com"
        for i in range(first, first + n)
    ]
    path.write_text("id,judul,isi,tanggal,sumber\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    _csv(folder / "a.csv", 0)
    _csv(folder / "b.csv", 20)  # ten rows of it repeat rows of a.csv
    (folder / "c.csv").write_text("judul,isi,tanggal\nSatu,,2099-01-01\n,,\nx,y,z,terlalu banyak\n")
    (folder / "page.html").write_text("<html><p>no article</p></html>")
    return folder


def _parts(out):
    home = out.parent / f".{out.name}.parts"
    return {p.name: p.stat().st_ino for p in home.iterdir() if p.is_dir()}


def test_gives_the_file_that_load_gives(folder, tmp_path):
    out = tmp_path / "a.parquet"
    account = store(folder, out)
    made = load(folder)
    assert out.read_bytes() == write_parquet(made, tmp_path / "b.parquet").read_bytes()
    pd.testing.assert_frame_equal(account.ledger, ledger(made))
    pd.testing.assert_frame_equal(account.sources, sources(made))
    back = load(out)
    pd.testing.assert_frame_equal(back, made)
    assert {"repeat", "quarantined", "refused", "undated"} <= set(ledger(back)["action"])


def test_another_run_reads_only_what_changed_and_equals_a_fresh_one(folder, tmp_path):
    out = tmp_path / "a.parquet"
    store(folder, out)
    before = _parts(out)
    _csv(folder / "b.csv", 500)
    (folder / "page.html").unlink()
    _csv(folder / "d.csv", 700)
    store(folder, out)
    after = _parts(out)
    assert len(set(before) & set(after)) == 2  # a.csv and c.csv
    assert {after[k] for k in set(before) & set(after)} <= set(before.values())
    store(folder, tmp_path / "fresh.parquet")
    assert out.read_bytes() == (tmp_path / "fresh.parquet").read_bytes()


def test_a_file_changed_within_its_size_is_read_again(folder, tmp_path):
    out = tmp_path / "a.parquet"
    store(folder, out)
    path = folder / "a.csv"
    times = path.stat()
    path.write_text(path.read_text().replace("Isi berita nomor 3.", "Isi berita nomor X."))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    store(folder, out)
    assert load(out)["text"].str.contains("nomor X").sum() == 1


def test_a_file_refused_at_its_end_costs_no_other(folder, tmp_path):
    (folder / "odd.csv").write_text("url,date,description\nhttps://x.id/1,2020-01-02,Ringkas\n")
    out = tmp_path / "a.parquet"
    for _ in range(2):
        account = store(folder, out)
        assert "odd.csv" in set(
            account.ledger.loc[account.ledger["action"] == "refused"].iloc[:, 0]
        )
    assert out.read_bytes() == write_parquet(load(folder), tmp_path / "b.parquet").read_bytes()


def test_an_output_in_its_own_source_is_not_read_as_one(folder):
    out = folder / "a.parquet"
    store(folder, out)
    once = out.read_bytes()
    store(folder, out)
    assert out.read_bytes() == once


def test_files_beside_the_table_made_of_them_are_read_once(folder, tmp_path):
    out = folder / "made.parquet"
    store(folder / "a.csv", out)
    made = load([out, folder / "a.csv", folder / "b.csv"])
    assert len(made) == 60  # ten rows of b.csv repeat rows that lie in the finished table
    told = ledger(made)
    assert told.loc[told["source_file"] == "a.csv", "reason"].tolist() == [
        "its articles are in made.parquet; read once"
    ]


@pytest.mark.parametrize("damage", ["gone", "flipped", "cut"])
def test_kept_parts_that_are_damaged_are_read_again(folder, tmp_path, damage):
    out = tmp_path / "a.parquet"
    store(folder, out)
    whole = out.read_bytes()
    for path in (tmp_path / ".a.parquet.parts").rglob("*.*"):
        content = path.read_bytes()
        middle = len(content) // 2
        if damage == "gone":
            path.unlink()
        elif damage == "cut":
            path.write_bytes(content[:middle])
        else:
            path.write_bytes(
                content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            )
    store(folder, out)
    assert out.read_bytes() == whole


def test_what_is_no_file_is_told_and_never_waited_for(folder, tmp_path):
    os.mkfifo(folder / "pipe.csv")
    (folder / "nowhere.csv").symlink_to(tmp_path / "none")
    (folder / "again").symlink_to(folder)
    told = store(folder, tmp_path / "a.parquet").ledger.set_index("source_file")["reason"]
    for name in ("pipe.csv", "nowhere.csv", "again"):
        assert "not a plain file" in told[name]
    with pytest.raises(InputError, match="not a plain file"):
        load(folder / "pipe.csv")


def test_other_options_read_again(folder, tmp_path):
    out = tmp_path / "a.parquet"
    store(folder, out, collection="satu")
    store(folder, out, collection="dua", lang="ms")
    made = load(out)
    assert set(made["collection"]) == {"dua"}
    assert set(made["lang"]) == {"ms"}
    store(folder, out, fresh=True)
    assert set(load(out)["collection"]) == {"in"}


def test_two_loads_into_one_file_do_not_mix(folder, tmp_path):
    out = tmp_path / "a.parquet"
    store(folder, out)
    whole = out.read_bytes()
    with (tmp_path / ".a.parquet.parts" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another load"):
            store(folder, out)
    assert out.read_bytes() == whole


def test_a_source_without_articles_leaves_the_old_file(folder, tmp_path):
    out = tmp_path / "a.parquet"
    store(folder / "a.csv", out)
    whole = out.read_bytes()
    with pytest.raises(InputError, match="no article"):
        store(folder / "page.html", out)
    assert out.read_bytes() == whole


def test_finished_tables_pass_through_with_their_account(folder, tmp_path):
    first = tmp_path / "first.parquet"
    store(folder / "a.csv", first)
    out = tmp_path / "out.parquet"
    store([first, _csv(tmp_path / "z.csv", 900)], out)
    assert set(load(out)["source_file"]) == {"a.csv", "z.csv"}
    write_csv(ledger(load(out)), tmp_path / "l.csv")
    both = load([first, tmp_path / "z.csv"])
    assert out.read_bytes() == write_parquet(both, tmp_path / "b.parquet").read_bytes()


def test_nothing_but_a_header_is_a_table_without_rows(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("judul,isi\n")
    store(path, tmp_path / "a.parquet")
    assert "no article" in capsys.readouterr().out
    assert load(tmp_path / "a.parquet").empty


def test_a_real_corpus_comes_out_the_same(shared, tmp_path):
    source = shared / "corpora/wikinews"
    for _ in range(2):
        store(source, tmp_path / "a.parquet")
    made = write_parquet(load(source), tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == Path(made).read_bytes()
