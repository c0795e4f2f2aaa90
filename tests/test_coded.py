"""The coded sample: what is refused, what is kept, and that a file comes back as it was written."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.schema import InputError
from analysis.words import coded
from analysis.words.coded_cells import CODED

HEAD = "article_id,relevance,coder,coded_at,probability\n"


def sample(*rows) -> pd.DataFrame:
    table = coded.empty()
    for name, relevance, coder in rows:
        table = coded.add(table, name, relevance, coder)
    return table


def test_a_file_comes_back_as_it_was_written(tmp_path):
    drawn = {"stratum": "near id", "stratum_size": 83, "probability": 0.25}
    table = coded.add(coded.empty(), "a1", 2, "ani", note="police article", drawn=drawn)
    table = coded.add(table, "a2", 0, "ani", is_borderline=True)
    path = coded.write_coded(table, tmp_path / "codes.csv")
    again = coded.read_coded(path)
    pd.testing.assert_frame_equal(again, table)
    assert list(again.columns) == list(CODED)
    assert pd.isna(again["probability"][1]) and again["probability"][0] == 0.25


@settings(max_examples=60, deadline=None)
@given(
    rows=st.dictionaries(
        st.tuples(st.text("abc-=+'", min_size=1, max_size=4), st.sampled_from(["ani", "=b", "'c"])),
        st.tuples(st.integers(0, 2), st.booleans(), st.text(max_size=40)),
        max_size=6,
    )
)
def test_any_note_and_name_survive_the_file(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("codes") / "codes.csv"
    table = coded.empty()
    for (name, coder), (relevance, doubt, note) in rows.items():
        table = coded.add(table, name, relevance, coder, is_borderline=doubt, note=note)
    coded.write_coded(table, path)
    pd.testing.assert_frame_equal(coded.read_coded(path), table)


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(tmp_path):
    table = coded.add(coded.empty(), "a1", 1, "ani", note="=1+1")
    path = coded.write_coded(table, tmp_path / "codes.csv")
    assert "'=1+1" in path.read_text("utf-8") and ",=1+1" not in path.read_text("utf-8")


def test_the_file_never_holds_text(tmp_path):
    table = sample(("a1", 1, "ani")).assign(text="a long secret", title="a secret title")
    path = coded.write_coded(table, tmp_path / "codes.csv")
    assert "secret" not in path.read_text("utf-8")
    long = sample(("a1", 1, "ani")).assign(note="x" * 201)
    with pytest.raises(InputError, match="row 1: the note is longer than 200"):
        coded.write_coded(long, tmp_path / "other.csv")
    assert not (tmp_path / "other.csv").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a,3,ani,,", "row 2: relevance is not 0, 1 or 2"),
        ("a,,ani,,", "row 2: relevance is not 0, 1 or 2"),
        ("a,yes,ani,,", "row 2: relevance is not 0, 1 or 2"),
        ("a,1,,,", "row 2: no coder"),
        (",1,ani,,", "row 2: no article_id"),
        ("a,1,ani,last week,", "row 2: coded_at is no moment"),
        ("a,1,ani,,1.5", "row 2: probability is not between 0 and 1"),
        ("a,1,ani,,\na,2,ani,,", "row 2: this coder coded the article again later"),
        ("a,1,ani,2026-01-02,\na,2,ani,2026-01-01,", "row 3: this coder coded the article again"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_kept(tmp_path, line, reason):
    path = tmp_path / "codes.csv"
    path.write_text(f"{HEAD}{line}\nb,2,ani,,\n", "utf-8")
    with pytest.warns(UserWarning, match=reason):
        table = coded.read_coded(path)
    assert "b" in set(table["article_id"])
    assert len(table) + len(coded.problems(path)) == line.count("\n") + 2


def test_of_two_codes_of_one_coder_the_later_holds(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text(f"{HEAD}a,2,ani,2026-01-02T08:00:00Z,\na,0,ani,2026-01-01,\n", "utf-8")
    with pytest.warns(UserWarning, match="later code holds"):
        assert coded.read_coded(path)["relevance"].tolist() == [2]


def test_unknown_coders_are_refused_where_coders_are_named(tmp_path):
    path = coded.write_coded(sample(("a", 1, "ani"), ("b", 1, "xy")), tmp_path / "codes.csv")
    with pytest.warns(UserWarning, match="coder is not one of ani, budi"):
        assert coded.read_coded(path, coders=("ani", "budi"))["coder"].tolist() == ["ani"]


def test_what_could_not_be_read_is_kept_beside_a_new_file(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text(f"{HEAD}a,3,ani,,\nb,2,ani,,\n", "utf-8")
    with pytest.warns(UserWarning):
        table = coded.read_coded(path)
    coded.write_coded(table, path)
    coded.write_coded(table, path)
    aside = pd.read_csv(tmp_path / "codes.aside.csv", dtype=str)
    assert aside["relevance"].tolist() == ["3"] and "write one of these" in aside["reason"][0]
    assert coded.problems(path).empty


def test_files_of_a_spreadsheet_are_read(tmp_path):
    path = tmp_path / "codes.csv"
    text = "\ufeffarticle_id;relevance;coder;probability;is_borderline\r\na;2;ani;0,5;BENAR\r\n\r\n"
    path.write_bytes(text.encode())
    row = coded.read_coded(path).iloc[0]
    assert (row["relevance"], row["probability"], row["is_borderline"]) == (2, 0.5, True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"id,code\n1,2\n", "no column article_id, relevance, coder"),
        (b"article_id,relevance,coder\n\xff\xfe,1,a\n", "not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_coded_sample_is_refused(tmp_path, content, reason):
    path = tmp_path / "codes.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        coded.read_coded(path)
    with pytest.raises(InputError, match="cannot be read"):
        coded.read_coded(tmp_path / "absent.csv")


def test_a_new_code_replaces_the_older_one_of_the_same_coder():
    table = sample(("a", 1, "ani"), ("a", 2, "budi"), ("a", 0, "ani"))
    assert table[["coder", "relevance"]].to_numpy().tolist() == [["budi", 2], ["ani", 0]]


def test_the_coder_who_coded_most_settles_an_article():
    table = sample(("a", 1, "budi"), ("a", 2, "ani"), ("b", 0, "ani"), ("c", 1, "budi"))
    table = coded.add(table, "d", 1, "budi")
    chosen = coded.settled(table).set_index("article_id")["relevance"]
    assert chosen.to_dict() == {"a": 1, "b": 0, "c": 1, "d": 1}


def test_join_says_how_many_articles_are_of_another_corpus():
    articles = pd.DataFrame({"article_id": ["a", "b"], "probability": [9.0, 9.0]})
    with pytest.warns(UserWarning, match="1 of 2 coded articles are not in this corpus"):
        both = coded.join(articles, sample(("a", 2, "ani"), ("x", 0, "ani")))
    assert both["article_id"].tolist() == ["a"] and both["probability"].isna().all()
    with pytest.raises(InputError, match="none of the 1 coded articles"):
        coded.join(articles, sample(("x", 0, "ani")))
    with pytest.raises(InputError, match="two articles have one article_id"):
        coded.join(pd.concat([articles, articles]), sample(("a", 2, "ani")))


def test_coded_lines_are_found_by_their_address(tmp_path):
    rows = [
        {"url": "u1", "relevance": 2, "second_coder_relevance": 1, "stratum": "core",
         "stratum_size": 10, "key": "0a", "case": "case-1"},
        {"url": "u2", "relevance": 0, "stratum": "core", "stratum_size": 10},
    ]  # fmt: skip
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
    articles = pd.DataFrame({"url": ["u2", "u1", "u1"], "article_id": ["b", "a", "z"]})
    table = coded.read_coded_jsonl(path, articles)
    assert table[["article_id", "coder", "relevance"]].to_numpy().tolist() == [
        ["a", "first", 2], ["b", "first", 0], ["a", "second", 1]
    ]  # fmt: skip
    assert table["probability"].tolist() == [0.2] * 3 and table["case"][0] == "case-1"
    with pytest.raises(InputError, match="1 of 2 addresses are not in this corpus"):
        coded.read_coded_jsonl(path, articles.iloc[:1])
    path.write_text('{"url": "u1", "relevance": 3}', "utf-8")
    with pytest.raises(InputError, match="line 1: relevance is not 0, 1 or 2"):
        coded.read_coded_jsonl(path, articles)
