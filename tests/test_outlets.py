"""Outlets: one name each, and a registry without spellings given twice or for nothing."""

from collections import Counter

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import outlets

ENTRIES = yaml.safe_load(outlets.OUTLETS.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("", "https://pontianak.tribunnews.com/2017/10/26/x", "Tribun Pontianak"),
        ("TRIBUNPONTIANAK.CO.ID", "", "Tribun Pontianak"),
        ("tribun pontianak", "", "Tribun Pontianak"),
        ("Tribunnews.com", "https://www.tribunnews.com/x", "Tribunnews.com"),
        ("", "https://gorontalo.tribunnews.com/x", "Tribun Gorontalo"),
        ("Kompas.com", "https://regional.kompas.com/read/x", "Kompas.com"),
        ("KOMPAS.com", "", "Kompas.com"),
        ("The Jakarta Post", "", "Jakarta Post"),
        ("", "https://www.thestar.com.my/news/1", "The Star (Malaysia)"),
        ("TIMES Indonesia", "", "Times Indonesia"),
        ("tempo.co", "https://bisnis.tempo.co/read/1", "Tempo.co"),
        ("posmetro-medan.com", "", "Posmetro Medan"),
        ("Pos Metro", "", "Posmetro Medan"),
        (
            "www.jpnn.com",
            "https://web.archive.org/web/20220721150811/https://www.jpnn.com/n",
            "JPNN.com",
        ),
        ("", "https://web.archive.org/web/2019id_/http://news.detik.com/x", "detikcom"),
        ("", "http://abcnews.go.com/US/x", "ABC News"),
        ("", "http://europe.chinadaily.com.cn/x", "China Daily"),
        ("", "http://www.rte.ie/news", "RTÉ"),
        ("", "http://www.huffingtonpost.com/x", "HuffPost"),
        ("", "http://www.dw.com/en/x", "Deutsche Welle"),
        ("", "https://www.dw.com/id/x", "DW Indonesia"),
        ("", "https://www.bbc.com/indonesia/x", "BBC News Indonesia"),
        ("", "http://www.bbc.co.uk/news", "BBC"),
        ("Malaymail", "https://www.malaymail.com/x", "Malay Mail"),
        ("  Koran   Kampung ", "", "Koran Kampung"),
        ("", "https://berita.kampung.co.id/1", "kampung.co.id"),
        ("koran.example.com", "", "example.com"),
        ("-", "", ""),
        ("", "", ""),
    ],
)
def test_one_name_each(name, url, expected):
    assert outlets.canonical(name, url) == expected


def test_no_spelling_or_domain_is_given_twice_or_for_nothing():
    given_spellings = []
    for entry in ENTRIES:
        own = {outlets.spelling(s) for s in [entry["name"], *entry["domains"]]}
        aliases = [outlets.spelling(a) for a in entry.get("aliases", [])]
        assert not own & set(aliases), f"{entry['name']}: a spelling says nothing new"
        assert len(set(aliases)) == len(aliases), f"{entry['name']}: a spelling stands twice"
        given_spellings += [*own, *aliases]
    assert [s for s, n in Counter(given_spellings).items() if n > 1] == []
    domains = Counter(d for e in ENTRIES for d in e["domains"])
    assert [d for d, n in domains.items() if n > 1] == []


def test_every_domain_leads_to_its_outlet():
    for entry in ENTRIES:
        for domain in entry["domains"]:
            assert outlets.canonical("", f"https://www.{domain}/1") == entry["name"]
            assert outlets.canonical(domain) == entry["name"] or "/" in domain


def test_archive_copies_are_unwrapped():
    assert outlets.unwrap("https://web.archive.org/web/2020/http:/a.id/b") == "http://a.id/b"
    assert outlets.unwrap("https://archive.org/details/x") == "https://archive.org/details/x"


def test_columns_are_named_row_by_row():
    names = pd.Series(["Kompas.com", ""], index=[7, 9])
    urls = pd.Series(["", "https://www.cnn.com/1"], index=[7, 9])
    found = outlets.canonical_column(names, urls)
    assert found.to_dict() == {7: "Kompas.com", 9: "CNN"}


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_text_gives_a_name_that_stays(name, url):
    once = outlets.canonical(name, url)
    assert outlets.canonical(once) == once


def test_real_outlets_are_all_named(shared):
    table = pd.read_csv(
        shared / "corpora/click-id-raw/pos_metro.csv", dtype=str, keep_default_na=False
    )
    assert set(outlets.canonical_column(table["source"], table["url"])) == {"Posmetro Medan"}
