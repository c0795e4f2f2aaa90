"""The chart of where terms stand: strips, scales, numbers beside them."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.report import charts_dispersion, figures, style
from analysis.words.dispersion import occurrences


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def press(days=120, **columns):
    texts = ["Rain fell on the town." for _ in range(days)]
    if days > 20:
        texts[10:20] = ["Police found victims of slavery."] * 10
    table = pd.DataFrame({"title": "", "text": texts}, dtype="str")
    dates = pd.date_range("2020-01-01", periods=days, freq="D")
    return table.assign(published_on=dates, date_precision="day", outlet="Kabar", **columns)


def labels_of(ax):
    return [t.get_text().replace("\xa0", " ") for t in ax.texts]


def bars_of(ax, colour):
    paths = [p for p in ax.patches if to_hex(p.get_fc()) == colour]
    return sum(len(p.get_path().vertices) // 5 for p in paths)


def test_the_most_and_the_least_even_term_are_named():
    table = occurrences(press(), ["rain", "slavery"], "month")
    ax = charts_dispersion.dispersion(table, source="made up")
    about = ax.sorotan
    assert about.alt.replace("\xa0", " ").startswith("“rain” is spread most evenly over months (DP")
    assert "“slavery” least" in about.alt and "slavery: 10 articles" in about.alt
    assert "n = 120 articles read." in about.caption and "made up" in about.caption
    assert [t.get_text() for t in ax.get_yticklabels()] == ["rain", "slavery"]
    assert {"110", "10", "articles with it", "DP"} <= set(labels_of(ax))
    # four months with rain, one with slavery; January has 31 articles, February 29: pale
    assert bars_of(ax, style.SERIES[0]) + bars_of(ax, style.HATCH) == 5
    assert "Pale: fewer than 30 articles" in about.caption


def test_thin_periods_do_not_set_the_scale():
    rates, read = np.array([[100.0, 1.0, 2.0]]), pd.Series([2, 50, 60])
    _, ax = plt.subplots()
    edges = np.arange(3.0)
    charts_dispersion._bars(ax, rates, edges, edges + 1, read)
    heights = [p.get_path().get_extents().height for p in ax.patches]
    assert max(heights) == pytest.approx(charts_dispersion.FULL)
    solid = ax.patches[0].get_path().vertices.reshape(-1, 5, 2)
    assert np.ptp(solid[:, :, 1], axis=1).tolist() == pytest.approx([0.39, 0.78])


def test_nothing_read_is_hatched_and_said():
    table = occurrences(pd.concat([press()[:40], press()[100:]]), ["rain"], "week")
    ax = charts_dispersion.dispersion(table)
    assert [p for p in ax.patches if p.get_hatch()]
    assert "Hatched: no article read." in ax.sorotan.caption
    assert ax.sorotan.alt.startswith("“rain” stands in")


def test_names_are_not_drawn_outside_internal(monkeypatch):
    articles = press().assign(text="Zebrina fell in the rain.")
    table = occurrences(articles, ["rain", "zebrina"], "month")
    ax = charts_dispersion.dispersion(table)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["rain"]
    assert "1 more word is not shown" in ax.sorotan.caption
    assert "zebrina" not in ax.sorotan.data.to_csv()
    monkeypatch.setenv("SOROTAN_LEVEL", "internal")
    assert "zebrina" in charts_dispersion.dispersion(table).sorotan.data.to_csv()


@pytest.mark.parametrize(("lang", "narrow"), [("en", False), ("id", True)])
def test_outlets_empty_and_single_tables_are_drawn(narrow, lang):
    names = ["Harian Umum Kabar Rakyat Nusantara", "Warta", "", "BBC"]
    many = press().assign(outlet=[names[i % 2] for i in range(120)])
    tables = [
        occurrences(many, ["rain", "slavery"], "outlet"),
        occurrences(many, ["flood"], "month"),
        occurrences(press(1), ["rain"], "day"),
        occurrences(press(40).assign(outlet=[f"Media {i}" for i in range(40)]), "rain", "outlet"),
    ]
    for table in tables:
        ax = charts_dispersion.dispersion(table, lang=lang, narrow=narrow)
        assert len(ax.sorotan.alt) > figures.SHORTEST_ALT
        assert figures.svg(ax.figure)
    drawn = charts_dispersion.OUTLETS[narrow]
    assert len(ax.get_xticks()) == drawn and f"{drawn} " in ax.sorotan.caption
