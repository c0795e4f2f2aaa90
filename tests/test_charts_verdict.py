"""The specification curve: what it draws and says for each answer; not pixels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.attention.verdict import verdict
from analysis.report import charts_verdict, figures, style
from analysis.schema import InputError


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def articles(before, after, days=200):
    """Two spans of so many days; so many articles on the issue a day, and ten others."""
    first = pd.Timestamp("2022-01-01")
    rows = [
        (first + pd.Timedelta(days=day), n < hits)
        for day in range(2 * days)
        for hits in [before if day < days else after]
        for n in range(hits + 10)
    ]
    table = pd.DataFrame(rows, columns=["published_on", "is_issue"])
    table["published_on"] = table["published_on"].astype("datetime64[us]")
    level = np.where(table["is_issue"], 1 + np.arange(len(table)) % 2, 0)
    outlets = np.where(np.arange(len(table)) % 3 > 0, "A", "B")
    return table.assign(outlet=outlets, issue_level=level, **{"narcotics_level": level[::-1]})


@pytest.fixture(scope="module")
def rose():
    return verdict(articles(1, 4), "rose", since="2022-07-20", windows=(60, 90, 180))


@pytest.fixture(scope="module")
def even():
    return verdict(articles(1, 1), "more-than", against=["narcotics"], windows=(60, 90, 180))


@pytest.fixture(scope="module")
def empty():
    return verdict(articles(1, 1, days=10), "rose", windows=(180,))


def plain(words):
    return words.replace("\xa0", " ")


def drawn(ax):
    return [
        (line.get_color(), line.get_marker(), line.get_xdata(), line.get_ydata())
        for line in ax.lines
        if line.get_marker() in ("^", "v", "o")
    ]


def test_every_specification_is_a_mark_in_order_with_its_shape_and_colour(rose):
    ax = charts_verdict.specification_curve(rose)
    marks = {mark: (colour, x, y) for colour, mark, x, y in drawn(ax)}
    order = ax.sorotan.data
    assert order["ratio"].is_monotonic_increasing and len(order) == len(rose.specifications)
    colour, x, y = marks["^"]
    assert colour == style.SERIES[0]
    assert list(x) == list(np.flatnonzero(order["says"] == "yes"))
    assert y == pytest.approx(order.loc[order["says"] == "yes", "ratio"].to_numpy())
    assert sum(len(x) for _, x, _ in marks.values()) == len(order)


def test_below_each_specification_has_one_mark_in_every_kind_of_choice(rose):
    ax = charts_verdict.specification_curve(rose)
    below = ax.figure.axes[1]
    labels = [t.get_text() for t in below.get_yticklabels()]
    assert labels[:2] == ["mentioned or main", "main subject"]
    assert "all outlets" in labels and "60 days" in labels and "Lexicon" not in labels
    kinds = {t: 0 for t in below.get_yticks()}
    for line in below.lines:
        if line.get_marker() == "|":
            for y in line.get_ydata():
                kinds[float(y)] += 1
    by_label = dict(zip(labels, kinds.values(), strict=True))
    assert by_label["mentioned or main"] + by_label["main subject"] == len(rose.specifications)


def test_words_give_answer_counts_power_badge_n_and_source(rose):
    about = charts_verdict.specification_curve(rose, source="made up").sorotan
    assert plain(about.alt).startswith(
        "Yes: the share of human trafficking rose from 20 July 2022. Ratio of the later"
    )
    yes = int((rose.specifications["says"] == "yes").sum())
    assert f"in {len(rose.specifications)} specifications: {yes} say yes, 0 no" in about.alt
    assert "Main specification: ratio" in about.alt and "60 days:" in about.alt
    for part in ("Source: made up.", "n = ", "80 % power", "exploratory", "one-sided 5 % tests"):
        assert part in plain(about.caption)
    assert about.name == "specification-curve"


def test_an_open_claim_names_the_rival_and_no_answer(even):
    about = charts_verdict.specification_curve(even).sorotan
    assert about.alt.startswith(
        "Cannot be said: whether human trafficking had more coverage than narcotics up to"
    )
    assert "of the issue to the rival that decides" in about.alt


def test_no_specification_is_said_in_words(empty):
    ax = charts_verdict.specification_curve(empty)
    assert "No window was read enough" in ax.sorotan.alt
    assert not drawn(ax) and len(ax.figure.axes) == 1
    assert "<svg" in figures.svg(ax.sorotan.narrow().figure)


def test_ratios_of_nothing_and_without_end_lie_on_the_edge():
    found = verdict(articles(0, 1), "rose", since="2022-07-20", windows=(60, 90, 180))
    assert np.isinf(found.specifications["ratio"]).any()
    ax = charts_verdict.specification_curve(found)
    low, high = ax.get_ylim()
    ends = np.concatenate([y for *_, y in drawn(ax)])
    assert np.nanmin(ends) >= low and np.nanmax(ends) <= high
    assert "∞" in ax.sorotan.alt


def test_indonesian_has_its_own_words_and_numbers(rose, even):
    ax = charts_verdict.specification_curve(rose, lang="id")
    assert plain(ax.sorotan.alt).startswith("Ya: pangsa perdagangan orang naik sejak 20 Juli 2022")
    labels = [t.get_text() for t in ax.figure.axes[1].get_yticklabels()]
    assert "pokok berita" in labels and "60 hari" in labels
    assert (
        "Belum dapat dikatakan" in charts_verdict.specification_curve(even, lang="id").sorotan.alt
    )


def test_the_narrow_twin_says_the_same(rose):
    ax = charts_verdict.specification_curve(rose, source="made up")
    narrow = ax.sorotan.narrow()
    assert narrow.figure.get_figwidth() < ax.figure.get_figwidth()
    assert narrow.sorotan.alt == ax.sorotan.alt
    assert narrow.sorotan.caption == ax.sorotan.caption
    assert "<svg" in figures.svg(narrow.figure)


def test_a_registered_list_is_named(rose):
    about = charts_verdict.specification_curve(
        rose._replace(badge="pre-registered (0123456789ab, 2026-01-02)")
    ).sorotan
    assert "pre-registered (0123456789ab, 2026-01-02)." in about.caption


def test_an_issue_of_the_users_own_keeps_its_name_and_cannot_break_the_drawing(rose):
    record = rose.record | {"issue": "<b>{my} issue$</b>"}
    ax = charts_verdict.specification_curve(rose._replace(record=record))
    assert "<b>{my} issue$</b>" in ax.sorotan.alt
    drawn_svg = figures.svg(ax.figure)
    assert "<b>" not in drawn_svg


def test_a_label_stands_in_the_caption(rose):
    labelled = rose._replace(record=rose.record | {"label": "Simulated press"})
    assert "Simulated press." in charts_verdict.specification_curve(labelled).sorotan.caption


def test_something_else_is_refused(rose):
    with pytest.raises(InputError, match=r"what attention\.verdict returns"):
        charts_verdict.specification_curve(rose.specifications)
