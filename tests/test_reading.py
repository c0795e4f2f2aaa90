"""Coding from a notebook: where codes lie, what a report says of them, the words of the issue."""

import pandas as pd
import pytest

from analysis import words
from analysis.report import reading
from analysis.words.coded import add, empty, write_coded


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "DATA", tmp_path)
    (tmp_path / "local").mkdir()
    return tmp_path / "local"


def test_the_file_is_named_by_issue_and_collection(marked_press, local):
    assert reading.codes_file(marked_press) == local / "coded-trafficking-press.csv"
    bare = marked_press.drop(columns="collection")
    assert reading.codes_file(bare).name == "coded-trafficking.csv"


def test_codes_of_articles_that_are_not_here_are_left_out(marked_press, local):
    assert reading.codes(marked_press).empty
    coded = add(empty(), marked_press["article_id"].iloc[0], 2, "ani")
    write_coded(add(coded, "0000000000000000", 0, "ani"), reading.codes_file(marked_press))
    assert reading.codes(marked_press)["relevance"].tolist() == [2]


def test_a_report_says_how_many_are_coded_and_shows_no_article(
    marked_press, local, monkeypatch, capsys
):
    monkeypatch.setenv(reading.FIGURES, str(local))
    said = []
    monkeypatch.setattr(reading.tables, "say", lambda key, row: said.append((key, row)))
    write_coded(
        add(empty(), marked_press["article_id"].iloc[0], 2, "ani"),
        reading.codes_file(marked_press),
    )
    assert reading.code_here(marked_press) is None
    assert said == [("coded_so_far", {"n": 1, "coded": 1, "total": 360})]


def test_in_a_notebook_the_coder_stands_ready_without_an_article(marked_press, local, monkeypatch):
    monkeypatch.delenv(reading.FIGURES, raising=False)
    coder = reading.code_here(marked_press, name="ani", n=4)
    assert coder.session.wanted_articles == 4
    assert not list(local.iterdir())  # the file is made with the first code


def test_the_words_of_the_issue_are_those_of_its_articles(marked_press):
    found = words.keyness_of_issue(marked_press, level="internal")
    assert found.attrs["lang"] == "id"
    assert {"tppo", "memulangkan"} & set(found["word"].head(8))


def test_too_few_articles_on_the_issue_have_no_words_of_their_own(marked_press):
    assert words.keyness_of_issue(marked_press.head(20)).empty
    none = marked_press.assign(is_issue=False)
    assert words.keyness_of_issue(none).empty
    assert isinstance(words.keyness_of_issue(none), pd.DataFrame)
