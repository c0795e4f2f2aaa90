"""The chart of what goes together."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import words
from analysis.report import charts_collocations, figures, style


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def marked():
    texts = [f"Human trafficking and forced labor. Zebrina cried {i}." for i in range(30)]
    texts += [f"Human trafficking again in room {i}." for i in range(40)]
    texts += [f"Debt bondage hurts workers in mill {i}." for i in range(40)]
    texts += ["Human trafficking and debt bondage."]
    return words.mark(pd.DataFrame({"title": "", "text": texts}))


def bars(ax):
    return [(b.get_width(), b.get_facecolor()) for b in ax.patches]


def test_the_clearest_pair_is_named_with_what_chance_would_give(marked):
    table = words.collocations(marked, min_count=1)
    ax = charts_collocations.collocations(table, source="made up")
    about = ax.sorotan
    pair = table[table["articles"] == 30].iloc[0]
    assert {pair["term"], pair["other_term"]} == {"human traffick*", "forced labor"}
    assert "goes with" in about.alt and "in 30 articles together" in about.alt
    assert f"n = {table.attrs['total_articles']} articles on the issue." in about.caption
    assert "made up" in about.caption and table.attrs["lexicon_version"] in about.caption
    widths = [width for width, _ in bars(ax)]
    assert widths == table["articles"].tolist()
    strokes = [line.get_xdata()[0] for line in ax.lines]
    assert strokes == pytest.approx(table["expected"].tolist())


def test_pairs_of_chance_and_of_few_articles_are_grey(marked):
    table = words.collocations(marked, min_count=1)
    ax = charts_collocations.collocations(table)
    grey = plt.matplotlib.colors.to_rgba(style.OTHERS)
    for (width, colour), row in zip(bars(ax), table.itertuples()):
        is_clear = row.q_value < 0.05 and width > row.expected and row.articles >= 3
        assert (colour == grey) == (not is_clear)


def test_names_are_not_drawn_outside_internal(marked, monkeypatch):
    table = words.collocations(marked, level="internal")
    assert "zebrina" in set(table["word"])
    ax = charts_collocations.collocations(table)
    assert "zebrina" not in ax.sorotan.data.to_csv() + ax.sorotan.alt
    assert "not shown" in ax.sorotan.caption
    monkeypatch.setenv("SOROTAN_LEVEL", "internal")
    assert "zebrina" in charts_collocations.collocations(table).sorotan.data.to_csv()


@pytest.mark.parametrize(("lang", "narrow"), [("en", False), ("id", True)])
@pytest.mark.parametrize("beside", ["terms", "words"])
def test_empty_and_plain_tables_are_drawn(narrow, lang, beside, marked):
    table = words.collocations(marked, beside=beside)
    for rows in (table, table[:0], table[:1]):
        ax = charts_collocations.collocations(rows, lang=lang, narrow=narrow)
        assert len(ax.sorotan.alt) > figures.SHORTEST_ALT
        assert figures.svg(ax.figure)
    said = {"en": "No pair is met often enough", "id": "Tidak ada pasangan yang cukup sering"}
    empty = charts_collocations.collocations(table[:0], lang=lang)
    assert empty.sorotan.alt.startswith(said[lang])
