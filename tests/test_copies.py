"""Copies: found by title or by first words within a week; columns and strangers are not."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.copies import copies
from analysis.schema import InputError, frame

LEAD = " ".join(f"kata{i}" for i in range(40))
TITLE = "Gubernur buka rapat satgas di Pontianak"


def press(rows):
    table = pd.DataFrame(rows, columns=["outlet", "published_on", "title", "text"])
    table["published_on"] = pd.to_datetime(table["published_on"])
    return frame("articles", table.assign(article_id=[f"n{i}" for i in range(len(table))]))


def groups(rows):
    return copies(press(rows))["copy_group"].tolist()


def test_same_title_or_same_first_words_within_a_week_are_copies():
    rows = [
        ("A", "2023-06-05", TITLE, "Satu."),
        ("B", "2023-06-06", TITLE.upper() + "!", "Dua."),
        ("C", "2023-06-07", "Berita lain sama sekali hari ini", LEAD + " lalu ini"),
        ("D", "2023-06-09", "Judul yang berbeda lagi dari itu", LEAD + " lalu itu"),
        ("E", "2023-06-20", TITLE, "Lama kemudian."),
    ]
    assert groups(rows) == ["n0", "n0", "n2", "n2", "n4"]
    assert copies(press(rows))["is_copy"].tolist() == [False, True, False, True, False]


def test_the_first_by_day_leads_though_it_stands_later():
    rows = [("A", "2023-06-06", TITLE, "x"), ("B", "2023-06-05", TITLE, "y")]
    assert groups(rows) == ["n1", "n1"]


def test_title_and_lead_join_a_chain():
    rows = [
        ("A", "2023-06-05", TITLE, "x"),
        ("B", "2023-06-05", TITLE, LEAD),
        ("C", "2023-06-05", "Judul yang lain lagi di sini", LEAD),
    ]
    assert groups(rows) == ["n0"] * 3


@pytest.mark.parametrize(
    "rows",
    [
        [("A", "2023-06-05", "Cuaca hari ini", "x"), ("B", "2023-06-05", "Cuaca hari ini", "y")],
        [("A", "2023-06-05", "", "x"), ("B", "2023-06-05", "", "x")],
        [("A", None, TITLE, LEAD), ("B", None, TITLE, LEAD)],
        [("A", "2023-06-05", TITLE, "x"), ("B", "2023-06-13", TITLE, "y")],
    ],
)
def test_too_little_said_no_date_or_too_far_apart_is_no_copy(rows):
    assert groups(rows) == ["n0", "n1"]


def test_a_column_of_one_outlet_is_no_story():
    rows = [
        ("A", f"2023-06-0{d}", "Jadwal salat dan imsak kota Pontianak", LEAD) for d in range(1, 6)
    ]
    assert groups(rows) == [f"n{i}" for i in range(5)]


def test_nothing_read_and_columns_missing():
    assert copies(press([]))["copy_group"].empty
    with pytest.raises(InputError, match="no column title"):
        copies(press([]).drop(columns="title"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"),
            st.integers(1, 28).map(lambda d: f"2023-06-{d:02d}"),
            st.sampled_from([TITLE, "Judul dua yang lebih panjang sedikit", "pendek"]),
            st.sampled_from([LEAD, LEAD[:-2], "pendek", ""]),
        ),
        max_size=12,
    )
)
def test_groups_are_those_of_a_plain_double_loop(rows):
    table = press(rows)
    found = copies(table)

    def keys(column, least):
        said = table[column].str.lower().str.findall(r"\w+").str[:40].str.join(" ")
        enough = said.str.count(" ") >= least - 1
        for key in set(said):
            for outlet in "AB":
                same = (said == key) & (table["outlet"] == outlet)
                if table.loc[same, "published_on"].nunique() > 3:
                    enough &= said != key
        return said.where(enough)

    named = list(range(len(table)))
    titles, leads = keys("title", 5), keys("text", 20)
    for _ in rows:
        for i in range(len(rows)):
            for j in range(i):
                near = abs((table["published_on"][i] - table["published_on"][j]).days) <= 7
                if near and (titles[i] == titles[j] or leads[i] == leads[j]):
                    named[i] = named[j] = min(named[i], named[j])
    twin = pd.Series(named).groupby(named).ngroup().tolist()
    ours = found["copy_group"].map({g: i for i, g in enumerate(dict.fromkeys(found["copy_group"]))})
    first = {g: i for i, g in enumerate(dict.fromkeys(twin))}
    assert ours.tolist() == [first[g] for g in twin]
    assert found["is_copy"].sum() == len(rows) - found["copy_group"].nunique()
