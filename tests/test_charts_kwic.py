"""Key word in context on a page: escaped, aligned, and never raw outside internal."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis import words
from analysis.report import charts_kwic, export
from analysis.schema import InputError

HOSTILE = "<script>alert(1)</script> korban <img src=x onerror=alert(2)> & pelaku"
ARTICLES = pd.DataFrame(
    {
        "title": ["Para korban Siti", ""],
        "text": [HOSTILE, "Hujan."],
        "outlet": ["Kabar <b>", "Warta"],
        "published_on": pd.to_datetime(["2020-01-02", "2020-01-03"]),
        "url": ["https://kabar.example/1?a=1&b=2", "javascript:alert(3)"],
    }
)


@pytest.fixture
def published(monkeypatch):
    """Return what a call publishes: its markup and its mark."""

    def published(table, **options):
        seen = []
        monkeypatch.setattr(charts_kwic, "display", lambda data, **rest: seen.append((data, rest)))
        charts_kwic.kwic(table, **options)
        ((data, rest),) = seen
        return data["text/html"], rest["metadata"]

    return published


@pytest.fixture
def internal(monkeypatch):
    monkeypatch.setenv("SOROTAN_LEVEL", "internal")


def test_the_line_counts_articles_and_mentions_in_both_languages():
    table = words.kwic(ARTICLES, "korban")
    assert charts_kwic.kwic_line(table, lang="en") == (
        "“korban”: 1 of 2 articles match, 2 mentions."
    )
    said = charts_kwic.kwic_line(words.kwic(ARTICLES, "korban", most=1), lang="id")
    assert said == "“korban”: 1 dari 2 artikel cocok, 2 sebutan. 1 pertama ditampilkan."
    public = words.kwic(ARTICLES, "korban", level="public")
    assert charts_kwic.kwic_line(public, lang="en") == charts_kwic.kwic_line(table, lang="en")
    with pytest.raises(InputError, match="lost its counts"):
        charts_kwic.kwic_line(pd.DataFrame(table.to_dict("list")))


def test_hostile_text_is_escaped_and_passes_the_wall_unchanged(internal, published):
    markup, metadata = published(words.kwic(ARTICLES, "korban"), lang="en")
    page = BeautifulSoup(markup, "html.parser")
    assert metadata["sorotan"] and not page.find_all(["script", "img"])
    rows = page.select("tbody tr")
    assert [row.th.get_text() for row in rows] == ["korban", "korban"]
    assert "<script>alert(1)</script>" in rows[1].td.get_text()
    assert rows[0].a["href"] == "https://kabar.example/1?a=1&b=2"
    assert [th["scope"] for th in page.select("thead th")] == ["col"] * 6
    assert page.caption.get_text() == "“korban” in context"
    assert page.p.get_text() == "“korban”: 1 of 2 articles match, 2 mentions."
    assert export.clean(markup) and "onerror" not in str(page.find_all(True, onerror=True))


def test_only_web_addresses_become_links(internal, published):
    table = words.kwic(ARTICLES.assign(text="korban"), "korban")
    markup, _ = published(table)
    assert "javascript:" not in markup and markup.count("<a ") == 2


def test_public_pages_hold_the_line_alone(published):
    markup, _ = published(words.kwic(ARTICLES, "korban"))
    assert "Siti" not in markup and "<table" not in markup and "1 of 2" in markup


def test_team_pages_take_masked_tables_alone(monkeypatch, published):
    monkeypatch.setenv("SOROTAN_LEVEL", "team")
    with pytest.raises(InputError, match="raw text"):
        published(words.kwic(ARTICLES, "korban"))
    markup, _ = published(words.kwic(ARTICLES, "korban", level="team"), lang="en")
    assert "Siti" not in markup and "▮▮▮" in markup and "are masked" in markup


def test_nothing_found_is_said(internal, published):
    markup, _ = published(words.kwic(ARTICLES, "tppo"), lang="en")
    assert "<table" not in markup and "0 of 2 articles" in markup
