"""Lines that an outlet repeats: found, cut, kept apart, and never the background of a story."""

from collections import defaultdict

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import ledger, load, repeated
from analysis.corpus.parts import lines_of

HEAD = "title,text,source,date\n"


def _table(path, rows):
    pd.DataFrame(rows, columns=["title", "text", "source", "date"]).to_csv(path, index=False)
    return path


def _body(n, extra=""):
    return f"Paragraf pertama laporan nomor {n} dari kota ini.\nParagraf kedua nomor {n}.{extra}"


def test_a_line_that_an_outlet_repeats_is_cut_and_kept_apart(tmp_path):
    teaser = "\nLiputan khusus perdagangan orang di sini"
    rows = [(f"Judul {n}", _body(n, teaser), "Koran Satu", "2020-03-05") for n in range(20)]
    rows += [(f"Lain {n}", _body(n), "Koran Dua", "2020-03-05") for n in range(20)]
    made = load(_table(tmp_path / "a.csv", rows))
    assert not made["text"].str.contains("perdagangan orang").any()
    assert (made["cut_text"] == "Liputan khusus perdagangan orang di sini").sum() == 20
    told = ledger(made)
    assert told.loc[told["action"] == "repaired", "reason"].item().startswith("20 lines")


def test_the_background_of_a_running_story_stays(tmp_path):
    past = "\nSebelumnya polisi menangkap tiga tersangka perdagangan orang di pelabuhan itu."
    rows = [(f"Judul {n}", _body(n, past * (n < 8)), "Koran", "2020-03-05") for n in range(40)]
    assert load(_table(tmp_path / "a.csv", rows))["text"].str.contains("tersangka").sum() == 8


def test_copies_of_one_article_do_not_make_their_lines_furniture(tmp_path):
    rows = [
        ("Judul sama", f"Baris bersama\nBaris kedua bersama\nNomor {n}", "Koran", "2020-03-05")
        for n in range(9)
    ]
    assert load(_table(tmp_path / "a.csv", rows))["text"].str.contains("Baris bersama").all()


def test_months_and_undated_articles_are_apart(tmp_path):
    line = "\nWarta pilihan kami"
    rows = [(f"A {n}", _body(n, line), "Koran", f"2020-0{n + 1}-05") for n in range(8)]
    rows += [(f"B {n}", _body(n, line), "Koran", "") for n in range(4)]
    assert load(_table(tmp_path / "a.csv", rows))["text"].str.contains("Warta pilihan").all()


def test_files_count_together(tmp_path):
    line = "\nWarta pilihan kami"
    for part in range(2):
        rows = [(f"{part} {n}", _body(n, line), "Koran", "2020-03-05") for n in range(3)]
        _table(tmp_path / f"{part}.csv", rows)
    assert not load(tmp_path)["text"].str.contains("Warta pilihan").any()


_LINES = st.lists(st.sampled_from(["alfa", "beta", "gama", "delta.", "x"]), min_size=1, max_size=4)


@given(st.lists(st.tuples(_LINES, st.integers(-1, 1), st.integers(0, 30)), max_size=40))
def test_equals_a_count_by_hand(rows):
    texts = pd.Series(["\n".join(lines) for lines, _, _ in rows], dtype="str")
    places = pd.DataFrame(
        {"place": [p for _, p, _ in rows], "title_key": [t for _, _, t in rows]}, dtype="int64"
    ).astype({"title_key": "uint64"})
    found = repeated.repeated_lines([places], [[lines_of(texts)]])
    told = {(r["row"], r["line"]) for r in found.iter_rows(named=True)}
    assert told == _by_hand(rows)


def _by_hand(rows):
    seen = defaultdict(list)
    for at, (lines, place, title) in enumerate(rows):
        for number, line in enumerate(lines):
            if place >= 0 and len(lines) > 1 and len(line) >= 3:
                seen[place, line].append((at, number, title))
    chosen = set()
    for (place, line), hits in seen.items():
        size = sum(p == place for _, p, _ in rows)
        few, share = (10, 0.30) if line.endswith(".") else (5, 0.02)
        articles = len({at for at, _, _ in hits})
        if len({title for _, _, title in hits}) >= few and articles >= share * size:
            chosen |= {(at, number) for at, number, _ in hits}
    return chosen
