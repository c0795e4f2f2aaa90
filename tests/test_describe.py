"""What describe and coverage say of a corpus, counted by hand."""

import pandas as pd
import pytest

from analysis.corpus.describe import coverage, describe
from analysis.schema import InputError, frame

DAYS = ["2020-01-02", "2020-01-03", "2020-03-31", None]


def corpus():
    return frame(
        "articles",
        {
            "title": ["One", "Two", "One", ""],
            "text": ["body of the first", "b", "c", "d"],
            "url": ["", "", "", ""],
            "outlet": ["A", "B", "A", "A"],
            "lang": ["id", "id", "en", "und"],
            "date_source": ["column", "url", "column", "none"],
            "published_on": pd.to_datetime(pd.Series(DAYS)),
        },
    )


def facts(articles):
    return describe(articles).set_index("aspect")


def test_each_fact_is_a_row():
    told = facts(corpus())
    assert told.loc["articles", "value"] == "4"
    assert told.loc["outlets", "note"] == "A 3, B 1"
    assert told.loc["first and last day", "value"] == "2020-01-02 to 2020-03-31"
    assert told.loc["dated", "value"] == "75.0%"
    assert told.loc["date read from", "value"] == "column 2, url 1, none 1"
    assert told.loc["languages", "value"] == "id 2, en 1, und 1"
    assert told.loc["repeated title", "value"] == "1"
    assert told.loc["repeated url", "note"].endswith("4 have no url")
    assert told.loc["gap", "value"] == "2020-01-04 to 2020-03-30"
    assert told.loc["gap", "note"] == "87 days without any article"
    assert told.loc["date pile-ups", "value"] == "none"


def test_no_word_of_an_article_is_told():
    told = describe(corpus()).to_csv()
    assert "body" not in told
    assert "Two" not in told


def test_undated_and_empty_corpora_are_described():
    undated = corpus().assign(
        published_on=pd.Series(pd.NaT, index=range(4), dtype="datetime64[us]")
    )
    assert "nothing can be said about time" in facts(undated).loc["dated", "note"]
    assert facts(frame("articles", [])).loc["articles", "value"] == "0"
    with pytest.raises(InputError, match="outlet"):
        describe(pd.DataFrame({"published_on": []}))


def test_coverage_shows_silent_outlets():
    table = coverage(corpus())
    assert list(table.columns) == ["period_start", "outlet", "articles"]
    assert table["articles"].tolist() == [1, 0, 1, 1, 0, 0]
    assert table["outlet"].tolist() == ["A"] * 3 + ["B"] * 3


def test_coverage_of_nothing_dated_is_empty():
    assert coverage(corpus().iloc[[3]]).empty
