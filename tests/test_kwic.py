"""Key word in context."""

import pandas as pd
import pytest

from analysis import words
from analysis.schema import InputError

ARTICLES = pd.DataFrame(
    {
        "title": ["Perdagangan orang naik", "Harga cabai"],
        "text": [
            "Kata menteri,\nperdagangan orang harus dicegah.",
            "Cabai naik. Perdagangan, orang.",
        ],
        "outlet": ["Kabar", "Warta"],
        "published_on": pd.to_datetime(["2020-01-02", "2020-01-03"]),
    }
)


def test_each_hit_stands_between_its_sides():
    table = words.kwic(ARTICLES, "perdagangan orang", width=14)
    assert table[["left", "hit", "right", "outlet"]].values.tolist() == [
        ["", "Perdagangan orang", "naik", "Kabar"],
        ["Kata menteri,", "perdagangan orang", "harus dicegah", "Kabar"],
    ]
    assert table["published_on"].tolist() == [pd.Timestamp("2020-01-02")] * 2


def test_public_gives_counts_and_no_text():
    table = words.kwic(ARTICLES, "perdagangan orang", level="public")
    assert table.to_dict("records") == [{"term": "perdagangan orang", "articles": 1, "mentions": 2}]


def test_truncation_and_no_hit():
    assert words.kwic(ARTICLES, "cab*")["hit"].tolist() == ["cabai", "Cabai"]
    assert list(words.kwic(ARTICLES, "tppo")) == ["left", "hit", "right", "outlet", "published_on"]
    assert words.kwic(ARTICLES[["title", "text"]], "naik")["outlet"].tolist() == ["", ""]


@pytest.mark.parametrize("term", ["", "  ", "*", "a*", "?!"])
def test_a_term_without_a_word_is_refused(term):
    with pytest.raises(InputError, match="kwic"):
        words.kwic(ARTICLES, term)


def test_other_levels_and_widths_are_refused():
    with pytest.raises(InputError, match="level 'team'"):
        words.kwic(ARTICLES, "naik", level="team")
    with pytest.raises(InputError, match="give a number of characters"):
        words.kwic(ARTICLES, "naik", width=-1)
