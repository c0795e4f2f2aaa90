"""The `sorotan` command, run as a user runs it: its files, its one clear line, its exit status."""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from analysis import cli, corpus


class Done(NamedTuple):
    """What a run of the command left: exit status, what it printed, what it complained of."""

    returncode: int
    stdout: str
    stderr: str


def sorotan(*words: object) -> Done:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.main([*map(str, words)])
    return Done(status, out.getvalue(), err.getvalue())


def test_the_command_is_installed_and_passes_its_status_on(tmp_path):
    command = Path(sys.executable).with_name("sorotan")
    done = subprocess.run([command, "load", "missing", "--out", tmp_path / "x"], check=False)
    assert done.returncode == 2


@pytest.fixture(scope="module")
def loaded(press_csv, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "press.parquet"
    done = sorotan("load", press_csv, "--out", out, "--ledger", out.with_suffix(".csv"))
    assert done.returncode == 0, done.stderr
    assert "rows read" in done.stdout and "= kept" in done.stdout
    return out


def test_load_writes_articles_and_ledger(loaded, press):
    articles = corpus.load(loaded)
    assert articles["title"].tolist() == press["title"].tolist()
    assert list(pd.read_csv(loaded.with_suffix(".csv")).columns)[:2] == [
        "source_file",
        "source_row",
    ]


def test_mark_and_attention_agree(loaded, tmp_path):
    marked, table = tmp_path / "marked.parquet", tmp_path / "attention.csv"
    done = sorotan("mark", loaded, "--issue", "trafficking", "--out", marked)
    assert done.returncode == 0, done.stderr
    articles = corpus.load(marked)
    assert {"is_issue", "issue_level", "issue_score", "issue_reason"} <= set(articles.columns)
    for file in (loaded, marked):  # marked on the way, or before
        assert sorotan("attention", file, "--by", "month", "--out", table).returncode == 0
        made = pd.read_csv(table)
        assert made["issue_articles"].sum() == articles["is_issue"].sum() > 0
        assert made["total_articles"].sum() == len(articles)


def test_attention_by_outlet_and_of_another_issue(loaded, tmp_path):
    table = tmp_path / "t.csv"
    done = sorotan("attention", loaded, "--issue", "narcotics", "--group", "outlet", "--out", table)
    assert done.returncode == 0, done.stderr
    made = pd.read_csv(table)
    assert made.columns[1] == "outlet" and set(made["issue"]) == {"narcotics"}


def test_attention_takes_a_table_of_counts(tmp_path):
    counts = tmp_path / "counts.csv"
    counts.write_text("bulan,jumlah_berita,total\n2023-01,3,1000\n2023-02,0,0\n", encoding="utf-8")
    done = sorotan("attention", counts, "--out", tmp_path / "t.csv")
    assert done.returncode == 0, done.stderr
    made = pd.read_csv(tmp_path / "t.csv")
    assert made["share"].iloc[0] == 0.003 and pd.isna(made["share"].iloc[1])
    assert made["is_gap"].tolist() == [False, True]


def test_describe_speaks(loaded):
    done = sorotan("describe", loaded)
    assert done.returncode == 0 and "outlets" in done.stdout


BAD = {
    "empty.csv": (b"", "empty"),
    "counts.csv": (b"date,count,total_count\n2023-01-01,1,2\n", "sorotan attention"),
    "numbers.csv": (b"a,b\n1,2\n", "no column of titles or texts"),
    "paper.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
}


@pytest.mark.parametrize("name", [*BAD, "missing.csv", "photos"])
def test_what_cannot_be_read_gets_one_line_and_status_2(name, tmp_path):
    source = tmp_path / name
    if name == "photos":
        source.mkdir()
        (source / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(64))
        (source / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    elif name in BAD:
        source.write_bytes(BAD[name][0])
    out = tmp_path / "out.parquet"
    done = sorotan("load", source, "--out", out)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("sorotan: ") and done.stderr.count("\n") == 1
    assert BAD.get(name, ("", name))[1] in done.stderr
    assert not out.exists()


def test_undated_articles_load_and_attention_refuses_in_one_line(tmp_path):
    table, out = tmp_path / "undated.csv", tmp_path / "out.parquet"
    table.write_text(
        "judul,isi\nSatu,Isi berita pertama.\nDua,Isi berita kedua.\n", encoding="utf-8"
    )
    done = sorotan("load", table, "--out", out)
    assert done.returncode == 0
    assert corpus.load(out)["published_on"].isna().all()
    done = sorotan("attention", out)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "no article has a date" in done.stderr


def test_strict_says_so_when_rows_were_refused(tmp_path):
    table, out = tmp_path / "ragged.csv", tmp_path / "out.parquet"
    table.write_text("title,text\na,b\nc,d,e\n", encoding="utf-8")
    assert sorotan("load", table, "--out", out).returncode == 0
    assert sorotan("load", table, "--out", out, "--strict").returncode == 1
    assert len(corpus.load(out)) == 1


@pytest.mark.parametrize("words", [["--level", "team"], ["--level", "x"], ["--issue", "nothing"]])
def test_report_refuses_before_it_writes(words, press_csv, tmp_path):
    done = sorotan("report", press_csv, "--out", tmp_path / "out", *words)
    assert done.returncode == 2 and done.stderr.startswith("sorotan: ")
    assert not (tmp_path / "out").exists()


def test_columns_can_be_named(tmp_path):
    table, out = tmp_path / "own.csv", tmp_path / "out.parquet"
    table.write_text("kepala;naskah\nSatu;Isi berita.\n", encoding="utf-8")
    done = sorotan("load", table, "--out", out, "--columns", "title=kepala,text=naskah")
    assert done.returncode == 0, done.stderr
    assert corpus.load(out)["title"].tolist() == ["Satu"]
    assert sorotan("load", table, "--out", out, "--columns", "kepala").returncode == 2


def test_counts_can_be_drawn_and_endings_are_checked(loaded, tmp_path):
    counts = tmp_path / "counts.csv"
    counts.write_text("bulan,jumlah_berita,total\n2023-01,3,1000\n2023-02,9,1200\n")
    done = sorotan("attention", counts, "--chart", tmp_path / "c.svg")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c.svg").read_text().lstrip().startswith("<svg")
    done = sorotan("mark", loaded, "--out", tmp_path / "m.txt")
    assert done.returncode == 2 and "ends in .parquet or .csv" in done.stderr
    assert not (tmp_path / "m.txt").exists()


def test_a_query_is_explained_marked_and_refused_with_its_place(press_csv, tmp_path):
    said = sorotan("explain", "tppo or 'human trafficking'".replace("'", '"'))
    assert said.returncode == 0 and 'the phrase "human trafficking"' in said.stdout
    out = tmp_path / "marked.csv"
    done = sorotan("mark", press_csv, "--query", '"perdagangan orang"', "--out", out)
    assert done.returncode == 0 and pd.read_csv(out)["is_issue"].sum() == 30
    wrong = sorotan("mark", press_csv, "--query", "tppo or", "--out", tmp_path / "x.csv")
    assert wrong.returncode == 2 and "character 6" in wrong.stderr
    both = ["mark", press_csv, "--query", "x", "--issue", "narcotics", "--out", out]
    with pytest.raises(SystemExit):
        sorotan(*both)


def test_terms_are_counted_read_and_audited(press_file, tmp_path):
    counted = tmp_path / "counts.csv"
    terms = ["--term", "perdagangan orang", "--term", "sabu", "--by", "quarter"]
    assert sorotan("count", press_file, *terms, "--out", counted).returncode == 0
    table = pd.read_csv(counted)
    assert table.groupby("term")["articles"].sum().to_dict() == {
        "perdagangan orang": 30,
        "sabu": 30,
    }
    assert table.drop_duplicates("period_start")["total_articles"].sum() == 360
    public = sorotan("kwic", press_file, "perdagangan orang")
    assert "30" in public.stdout and "Satgas" not in public.stdout
    read = sorotan("kwic", press_file, "perdagangan orang", "--level", "internal")
    assert "memulangkan korban" in read.stdout
    audited = sorotan("audit", press_file)
    assert audited.returncode == 0 and "perdagangan orang" in audited.stdout


def test_a_verdict_is_given_and_written(press_file, tmp_path, monkeypatch):
    from analysis.attention import registration

    monkeypatch.setattr(registration, "FOLDER", tmp_path / "registrations", raising=False)
    out = tmp_path / "verdict.json"
    asked = ["--claim", "more-than", "--against", "narcotics", "--windows", "60", "--out", out]
    done = sorotan("verdict", press_file, *asked)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["answer"] in ("yes", "no", "cannot be said")
    assert sorotan("verdict", press_file, "--claim", "rose", "--windows", "x").returncode == 2


def test_attention_to_a_query_is_not_that_to_an_issue(press_file):
    done = sorotan("attention", press_file, "--query", "sabu", "--by", "year")
    assert done.returncode == 0
    row = done.stdout.splitlines()[-1].split()
    assert row[1:4] == ["query", "360", "30"]
