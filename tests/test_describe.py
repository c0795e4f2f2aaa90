"""What describe and coverage say of a corpus, counted by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.describe import OTHERS, coverage, describe
from analysis.corpus.ledger import attach, note
from analysis.schema import DAY, InputError, frame

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


def test_what_was_cut_repaired_and_told_by_the_files_is_a_fact():
    rows = frame("ledger", [note("a.csv", 2, "repaired", "turned round", column="date")] * 2)
    files = frame("sources", [{"source_file": "a.docx", "encoding": "utf-8"}] * 2).assign(
        query=["perdagangan orang", ""], self_check=["7 documents: Body 7, Length 7", ""]
    )
    told = facts(attach(corpus().assign(cut_text=["more\nof this", "", "more", ""]), rows, files))
    assert told.loc["page furniture", "value"] == "cut from 2 articles, 3 lines"
    assert told.loc["page furniture", "note"].endswith("A 67%")
    assert told.loc["repaired dates"].tolist() == ["2", "turned round 2"]
    assert told.loc["encodings of files", "value"] == "utf-8 2"
    assert told.loc["files that name their query", "value"] == "1 of 2 files"
    assert "files that name their export" not in told.index
    assert told.loc["files that count themselves", "note"] == "7 documents: Body 7, Length 7"
    assert "perdagangan" not in told.to_csv(), "a query may name a person"


def test_coverage_shows_silent_outlets():
    table = coverage(corpus())
    assert list(table.columns) == ["period_start", "outlet", "articles", "outlets"]
    assert table["articles"].tolist() == [1, 0, 1, 1, 0, 0]
    assert table["outlet"].tolist() == ["A"] * 3 + ["B"] * 3


def test_coverage_of_nothing_dated_is_empty():
    table = coverage(corpus().iloc[[3]])
    assert table.empty and list(table.columns) == list(coverage(corpus()).columns)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400)), min_size=1, max_size=60),
    st.sampled_from(["week", "month", "year"]),
    st.none() | st.integers(2, 30),
)
@settings(deadline=None, max_examples=40)
def test_coverage_counts_every_dated_article_once(rows, by, most):
    days = pd.Timestamp("2019-12-20") + pd.to_timedelta([d for _, d in rows], unit="D")
    outlets = [f"outlet {n}" for n, _ in rows]
    articles = frame("articles", {"outlet": outlets, "published_on": days.astype(DAY)})
    table = coverage(articles, by, most=most)
    assert table["articles"].sum() == len(rows)
    assert not table.duplicated(["outlet", "period_start"]).any()
    per_row = table.groupby("outlet")["outlets"].max()
    assert per_row.sum() == len(set(outlets)) and len(per_row) <= (most or 999)
    assert (OTHERS in per_row) == (most is not None and len(set(outlets)) > most)


def test_thousands_of_outlets_do_not_make_a_table_too_large():
    days = pd.to_datetime(["1950-01-01", "2024-01-01"] * 3_000).astype(DAY)
    names = [f"outlet {n}" for n in range(6_000)]
    articles = frame("articles", {"outlet": names, "published_on": days})
    with pytest.raises(InputError, match="too many rows"):
        coverage(articles, "week")
    assert coverage(articles, "week", most=25)["articles"].sum() == 6_000
