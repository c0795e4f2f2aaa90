"""The charts of the corpus: what they draw, say and leave out, from one article to thousands."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import corpus, schema
from analysis.corpus.ledger import attach, note
from analysis.report import charts, charts_sheet, figures, numbers, style


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def articles(days, outlets="Harian Satu", **columns) -> pd.DataFrame:
    dates = pd.to_datetime(pd.Series(days)).astype(schema.DAY)
    rows = {"published_on": dates, "outlet": outlets, "lang": "id", "date_precision": "day"}
    return schema.frame("articles", pd.DataFrame(rows | {"date_source": "column"} | columns))


def steady(per_day, start="2020-01-02", end="2020-12-30"):
    return list(pd.date_range(start, end).repeat(per_day))


def loaded(made: pd.DataFrame, told=(), **counts) -> pd.DataFrame:
    """Articles with an account, as `load` gives them."""
    file = {"source_file": "a.csv", "kind": "csv", "rows_read": len(made), "kept": len(made)}
    files = schema.frame("sources", [file | counts])
    return attach(made, schema.frame("ledger", list(told)), files)


def hatches(ax) -> dict[str, int]:
    """Number of boxes of each hatch."""
    return {p.get_hatch(): len(p.get_path().vertices) // 5 for p in ax.patches if p.get_hatch()}


def texts(ax) -> list[str]:
    return [t.get_text() for t in [*ax.figure.texts, *ax.texts] if t.get_text()]


def drawn(ax) -> list[tuple[str, object]]:
    """Every visible text of the figure with its box in pixels."""
    with style.apply():
        ax.figure.canvas.draw()
    shown = [a for a in ax.figure.axes if a.axison]
    ticks = [t for a in shown for t in [*a.get_xticklabels(), *a.get_yticklabels()]]
    every = [*ax.figure.texts, *(t for a in ax.figure.axes for t in a.texts), *ticks]
    return [(t.get_text(), t.get_window_extent()) for t in every if t.get_text()]


def assert_readable(ax):
    """No words are cut off at an edge of the sheet, and none lie on others."""
    width, height = ax.figure.get_size_inches() * ax.figure.dpi
    boxes = drawn(ax)
    for i, (words, a) in enumerate(boxes):
        assert a.x0 > -1 and a.x1 < width + 1 and a.y0 > -1 and a.y1 < height + 1, words
        for other, b in boxes[i + 1 :]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 1 or down < 3, (words, other)


CORPORA = {
    "nothing": articles([]),
    "one article": articles(["2020-03-01"]),
    "nothing dated": articles([None] * 5, date_source="none", date_precision="none"),
    "one day": articles(["2020-03-01"] * 40),
    "one outlet, one name unknown": articles(steady(1), [""] * len(steady(1))),
    "long names": articles(steady(1)[:90], ["Harian " + "Nusantara " * n for n in range(9)] * 10),
    "a pile-up alone": articles(["2020-01-01"] * 300),
    "pile-ups at both ends": articles(
        steady(10) + ["2020-01-20"] * 300 + ["2020-12-20", "2020-12-22"] * 300
    ),
    "strays": articles(["1970-01-01", *steady(10), "2031-05-05"]),
    "3,000 outlets": articles(
        pd.date_range("2018-01-01", periods=9_000, freq="3h").normalize(),
        [f"outlet-{n}.example" for n in range(3_000)] * 3,
    ),
}


@pytest.mark.parametrize("kind", CORPORA)
def test_every_corpus_is_drawn_wide_and_narrow(kind):
    made = loaded(CORPORA[kind], [note("a.csv", 3, "quarantined", "neither title nor text")])
    tables = {
        charts.coverage: corpus.coverage(made, "month", most=25),
        charts.articles_per_day: corpus.per_day(made),
        charts.inventory: corpus.inventory(made),
    }
    for draw, table in tables.items():
        for look in ({"lang": "en"}, {"lang": "id", "narrow": True}):
            ax = draw(table, source="sendiri", **look)
            assert len(ax.sorotan.alt) > figures.SHORTEST_ALT and "{" not in ax.sorotan.alt
            assert "sendiri" in ax.sorotan.caption
            assert_readable(ax)


def test_the_narrow_twin_says_the_same():
    made = loaded(CORPORA["pile-ups at both ends"])
    for ax in (
        charts.coverage(corpus.coverage(made), lang="id"),
        charts.articles_per_day(corpus.per_day(made), lang="id"),
        charts.inventory(corpus.inventory(made), lang="id"),
    ):
        narrow = ax.sorotan.narrow()
        assert narrow.figure.get_figwidth() == charts_sheet.NARROW
        assert narrow.sorotan.alt == ax.sorotan.alt and "artikel" in ax.sorotan.alt


@pytest.mark.parametrize("draw", [charts.coverage, charts.articles_per_day])
def test_without_dates_the_sheet_says_so(draw):
    made = CORPORA["nothing dated"]
    table = corpus.coverage(made) if draw is charts.coverage else corpus.per_day(made)
    assert draw(table).sorotan.alt.startswith("No article has a date. Nothing can be shown")


def test_silence_looks_unlike_coming_and_going():
    days = {"A": range(1, 7), "B": [1, 2, 5, 6], "C": [3, 4], "D": [1, 6]}
    rows = [(f"2020-{m:02d}-01", name) for name, months in days.items() for m in months]
    ax = charts.coverage(corpus.coverage(articles(*map(list, zip(*rows)))))
    assert hatches(ax) == {"/////": 2, "\\\\\\\\\\": 2}, "neighbours are one box"
    assert "1 of 4 outlets were read in every month" in ax.sorotan.alt
    assert "1 came in after the first month, 1 left before the last, 2 fell silent" in (
        ax.sorotan.caption
    )
    words = texts(ax.figure.axes[-1])
    assert "silent in between" in words and "not yet or no longer read" in words


def test_hatches_that_do_not_occur_are_not_explained():
    ax = charts.coverage(corpus.coverage(articles(steady(1))))
    assert not hatches(ax) and "silent in between" not in texts(ax.figure.axes[-1])
    assert "Harian Satu was read in every month" in ax.sorotan.alt


def test_small_outlets_are_one_row_and_it_is_said():
    made = CORPORA["3,000 outlets"]
    made = pd.concat([made, made[:1].assign(outlet="Besar")] + [made[:500].assign(outlet="Besar")])
    for table in (corpus.coverage(made, "year", most=25), corpus.coverage(made, "year")):
        ax = charts.coverage(table)
        labels = [t.get_text() for t in ax.get_yticklabels()]
        assert len(labels) == 25 and labels[0] == "Besar" and labels[-1] == "2,977 others"
        assert "of the 24 largest outlets" in ax.sorotan.alt
        assert "2,977 smaller outlets, 94" in ax.sorotan.caption
        total = sum(made["outlet"].value_counts())
        assert f"n = {numbers.count(total)} articles" in ax.sorotan.caption


def test_articles_that_are_not_drawn_are_counted():
    table = corpus.coverage(articles(steady(1)))
    assert "n = 364 articles read." in charts.coverage(table, read=364).sorotan.caption
    assert "n = 364 of 400 articles read" in charts.coverage(table, read=400).sorotan.caption


def test_pile_ups_stand_apart_from_the_days():
    heaps = ["2020-02-10", "2020-06-15", "2020-10-10", "2020-10-12"]
    made = articles(steady(10) + [day for i, day in enumerate(heaps) for _ in range(300 + i)])
    table = corpus.per_day(made)
    ax = charts.articles_per_day(table)
    assert "Dates pile up falsely on 4 days, with 1,246 of 4,846 articles" in ax.sorotan.alt
    assert "Pile-up on 15 June 2020: 311 articles." in ax.sorotan.alt
    marks = [line for line in ax.lines if line.get_marker() == "^"]
    assert [len(line.get_xdata()) for line in marks] == [4], "all are beyond the scale"
    assert ax.get_ylim()[1] <= 26 and "beyond the scale" in ax.sorotan.caption
    assert [t for t in texts(ax) if "2020:" in t] == [
        "15 Jun 2020: 311",
        "10 Oct 2020: 312",
        "12 Oct 2020: 313",
    ]
    curve = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert curve.max() == 10, "a pile-up does not raise the days beside it"


def test_a_pile_up_within_the_scale_has_a_dot_at_its_height():
    table = corpus.per_day(articles(steady(100) + ["2020-06-15"] * 420))
    ax = charts.articles_per_day(table.assign(articles=table["articles"].clip(upper=200)))
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert dots[0].get_ydata().tolist() == [200]


def test_gaps_are_hatched_as_wide_as_they_are():
    made = articles(steady(1, end="2020-01-31") + steady(1, start="2020-02-20", end="2020-03-10"))
    ax = charts.articles_per_day(corpus.per_day(made))
    assert hatches(ax) == {"/////": 1}
    gap = next(p for p in ax.patches if p.get_hatch()).get_extents()
    edges = ax.transData.inverted().transform(gap)
    assert edges[1, 0] - edges[0, 0] == pytest.approx(19)
    assert "19 days in gaps" in ax.sorotan.alt and "Hatched: seven days" in ax.sorotan.caption


def test_strays_do_not_squeeze_the_days():
    ax = charts.articles_per_day(corpus.per_day(CORPORA["strays"]))
    assert ax.get_xlim()[1] - ax.get_xlim()[0] == 364
    assert "n = 3,640 of 3,642 dated articles" in ax.sorotan.caption
    assert len(ax.sorotan.data) == 364


def test_long_spans_are_drawn_as_means_and_stay_small():
    draw = np.random.default_rng(3)
    days = pd.date_range("1995-01-01", periods=10_000)
    table = pd.DataFrame({"day": days, "articles": draw.poisson(20, 10_000)})
    ax = charts.articles_per_day(table.assign(is_pileup=False, is_gap=False))
    assert "mean over 25 days" in " ".join(texts(ax))
    curve = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert curve[curve > 0].mean() == pytest.approx(20, rel=0.02)
    assert len(figures.svg(ax.figure)) < 150_000


def test_the_inventory_draws_each_part_with_its_number():
    made = articles(steady(1)[:100]).assign(
        title=[f"judul {n % 90}" for n in range(100)],
        lang=["id"] * 60 + ["en"] * 40,
        cut_text=["Baca juga"] * 25 + [""] * 75,
    )
    told = [note("a.csv", n, "quarantined", f"{n} cells where the header has 4") for n in (7, 9)]
    ax = charts.inventory(corpus.inventory(loaded(made, told, rows_read=103, quarantined=3)))
    said = ax.sorotan.alt.replace("\xa0", " ")
    assert said.startswith("100 of 103 rows read are articles, and every article has a date.")
    assert "Language: Indonesian 60 (60 %), English 40 (40 %)." in said
    assert "Repeated, yet kept: title 10 (10 %)" in said
    assert "Page furniture cut: Harian Satu 25 (25 %)." in said
    assert "refused row: … cells where the header has … 2." in said
    assert "25 lines were cut as page furniture from 25 articles." in ax.sorotan.caption
    widths = np.array([p.get_width() for p in ax.patches]).reshape(-1, 2)
    parts = widths[:, 1] / widths[:, 0]
    assert parts[:3].tolist() == pytest.approx([100 / 103, 3 / 103, 0]), "rows come first"
    assert {0.6, 0.4, 0.1, 0.25} <= set(parts.round(9))


def test_nearly_all_is_not_all():
    made = articles(["2020-01-01"] * 2_000).assign(lang=["id"] * 1_999 + ["en"])
    said = charts.inventory(corpus.inventory(made)).sorotan.alt.replace("\xa0", " ")
    assert "Indonesian 1,999 (>99 %)" in said


def test_many_outlets_and_reasons_are_summed():
    outlets = [f"outlet {n}" for n in range(30)]
    made = articles(["2020-01-01"] * 30, outlets, cut_text="Iklan")
    told = [note("a.csv", n, "noted", f"reason {chr(97 + n)}") for n in range(12)]
    said = charts.inventory(corpus.inventory(loaded(made, told))).sorotan.alt.replace("\xa0", " ")
    assert "23 others 23 (100 %)" in said and "5 others 5." in said


def test_names_of_saved_pages_and_words_of_articles_are_nowhere():
    page = "Gadis desa Sukamaju dijual ke kapal.html"
    made = articles(["2020-01-01"] * 3, title="Melati hilang", text="Melati x", cut_text="Melati")
    told = [
        note(page, 0, "refused", "an HTML page that is no article"),
        note("b.html", 1, "repeat", f"the same bytes as {page}"),
        note("c.html", 1, "noted", f"see {page} and 'Melati hilang'"),
    ]
    made = loaded(made, told, source_file=page)
    for ax in (
        charts.inventory(corpus.inventory(made)),
        charts.articles_per_day(corpus.per_day(made)),
        charts.coverage(corpus.coverage(made)),
    ):
        about = ax.sorotan
        said = " ".join([about.alt, about.caption, about.data.to_csv(), *texts(ax)])
        assert "Sukamaju" not in said and "Melati" not in said
