"""Key word in context: sides, order, levels, queries."""

import pandas as pd
import pytest

from analysis import words
from analysis.schema import InputError
from analysis.words.masking import TOKEN

ARTICLES = pd.DataFrame(
    {
        "title": ["Perdagangan orang naik", "Harga cabai"],
        "text": [
            "Kata menteri,\nperdagangan orang harus dicegah.",
            "Cabai naik. Perdagangan, orang.",
        ],
        "outlet": ["Kabar", "Warta"],
        "published_on": pd.to_datetime(["2020-01-02", "2020-01-03"]),
        "url": ["https://kabar.example/1", "https://warta.example/2"],
        "lang": "id",
    }
)
SORTED = pd.DataFrame(
    {
        "title": "",
        "text": [
            "Dua korban pulang.",
            "Para korban diam. Semua korban Bicara.",
            "Bukan korban bicara lantang.",
        ],
        "outlet": ["Warta", "Kabar", "Kabar"],
        "published_on": pd.to_datetime(["2020-03-01", None, "2020-01-01"]),
    }
)


def test_each_hit_stands_between_its_sides():
    table = words.kwic(ARTICLES, "perdagangan orang", width=14)
    assert table[["left", "hit", "right", "outlet"]].values.tolist() == [
        ["", "Perdagangan orang", "naik", "Kabar"],
        ["Kata menteri,", "perdagangan orang", "harus dicegah", "Kabar"],
    ]
    assert table["published_on"].tolist() == [pd.Timestamp("2020-01-02")] * 2
    assert table["url"].tolist() == ["https://kabar.example/1"] * 2
    counts = {"articles": 1, "mentions": 2, "total_articles": 2}
    assert table.attrs == {"query": "perdagangan orang", **counts}


def test_public_gives_counts_and_no_text():
    table = words.kwic(ARTICLES, "perdagangan orang", level="public")
    assert table.to_dict("records") == [
        {"term": "perdagangan orang", "articles": 1, "mentions": 2, "total_articles": 2}
    ]


def test_team_masks_both_sides_and_gives_no_link():
    text = "Polisi menangkap Budi Santoso (34) karena perdagangan orang di Desa Sukamaju."
    press = pd.DataFrame({"title": ["PERDAGANGAN ORANG"], "text": [text], "lang": "id"})
    table = words.kwic(press, "perdagangan orang", level="team")
    assert "url" not in table
    assert table[["left", "hit", "right"]].values.tolist() == [
        ["", "PERDAGANGAN ORANG", ""],
        [f"Polisi menangkap {TOKEN} karena", "perdagangan orang", f"di {TOKEN}"],
    ]
    assert "Sukamaju" in words.kwic(press, "perdagangan orang")["right"].iloc[1]


def test_team_masks_the_hit_where_it_is_a_name():
    press = pd.DataFrame({"title": [""], "text": ["Polisi menangkap Siti di pelabuhan."]})
    table = words.kwic(press, "siti", level="team")
    assert table["hit"].tolist() == [TOKEN] and "siti" not in table.to_csv().lower()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("position", [0, 1, 2, 3]),
        ("left", [3, 0, 1, 2]),
        ("right", [2, 3, 1, 0]),
        ("outlet", [3, 1, 2, 0]),
        ("date", [3, 0, 1, 2]),
    ],
)
def test_sorting_is_by_the_words_beside_the_hit_whatever_their_case(sort, order):
    plain = words.kwic(SORTED, "korban")
    table = words.kwic(SORTED, "korban", sort=sort)
    pd.testing.assert_frame_equal(table, plain.iloc[order].reset_index(drop=True))
    assert words.kwic(SORTED, "korban", sort=sort, most=2).equals(table[:2])
    assert words.kwic(SORTED, "korban", sort=sort, most=2).attrs["mentions"] == 4


def test_the_second_word_decides_where_the_first_is_the_same():
    press = pd.DataFrame({"title": "", "text": ["dari b korban", "dari a korban", "ke a korban"]})
    assert words.kwic(press, "korban", sort="left")["left"].tolist() == ["dari a", "ke a", "dari b"]


def test_a_string_with_operators_is_a_query():
    press = pd.DataFrame(
        {
            "title": ["", "Korban dan pelaku", ""],
            "text": ["Perdagangan besar orang.", "Perdagangan orang.", "Korban banjir."],
        }
    )
    table = words.kwic(press, "(perdagangan w/2 orang) AND korban")
    assert table.attrs["articles"] == 1
    assert set(table["hit"].str.lower()) >= {"korban"}
    near = words.kwic(press, "perdagangan w/2 orang", level="public")
    assert near["articles"].tolist() == [2]
    with pytest.raises(InputError):
        words.kwic(press, "(perdagangan AND")


def test_truncation_and_no_hit():
    assert words.kwic(ARTICLES, "cab*")["hit"].tolist() == ["cabai", "Cabai"]
    columns = ["left", "hit", "right", "outlet", "published_on"]
    for level, more in (("internal", ["url"]), ("team", [])):
        none = words.kwic(ARTICLES, "tppo", level=level, sort="left")
        assert list(none) == columns + more and none.attrs["mentions"] == 0
    assert words.kwic(ARTICLES[["title", "text"]], "naik")["outlet"].tolist() == ["", ""]


@pytest.mark.parametrize("term", ["", "  ", "*", "a*", "?", None])
def test_a_term_without_a_word_is_refused(term):
    with pytest.raises(InputError, match="kwic"):
        words.kwic(ARTICLES, term)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": "secret"}, "level 'secret'"),
        ({"width": -1}, "give a number of characters"),
        ({"sort": "colour"}, "sort 'colour' is not there; use position, left"),
        ({"most": 0}, "most=0; give a whole number"),
        ({"most": True}, "most=True; give a whole number"),
    ],
)
def test_bad_options_are_told(options, said):
    with pytest.raises(InputError, match=said):
        words.kwic(ARTICLES, "naik", **options)
