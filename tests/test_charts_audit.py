"""The chart of an audit: bars, dots and words are those of the tables."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.report import charts_audit, figures, style
from analysis.words.audit import TERMS, Audit


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def audit_of(rows: list[tuple], **whole) -> Audit:
    """An audit of (term, articles, alone, coded, precision, low, high)."""
    columns = ["term", "articles", "alone", "coded", "precision", "precision_low", "precision_high"]
    terms = pd.DataFrame(rows, columns=columns).reindex(columns=TERMS)
    row = {"issue": "trafficking", "lexicon_version": "abc", "issue_articles": 30}
    row = row | {"total_articles": 1000} | whole
    return Audit(pd.DataFrame([row]), terms, pd.DataFrame(), pd.DataFrame())


NAN = float("nan")
CODED = [
    ("perdagangan orang", 20, 8, 12, 0.75, 0.46, 0.91),
    ("mengemis", 9, 0, 4, 1.0, 0.51, 1.0),
    ("dijual", 3, 1, 0, NAN, NAN, NAN),
    ("paspor", 0, 0, 0, NAN, NAN, NAN),
]
UNCODED = [(term, articles, alone, 0, NAN, NAN, NAN) for term, articles, alone, *_ in CODED]


def names(ax) -> list[str]:
    return [t.get_text() for t in ax.get_yticklabels()]


def test_bars_are_the_articles_with_the_dark_part_alone():
    ax = charts_audit.audit_terms(audit_of(CODED), lang="en", source="made up")
    assert names(ax) == ["perdagangan orang", "mengemis", "dijual"]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == [20, 9, 3, 8, 0, 1]
    assert ax.get_xlim()[0] == 0 and ax.get_xlim()[1] >= 20
    assert [t.get_text() for t in ax.texts] == ["8 / 20", "0 / 9", "1 / 3"]


def test_dots_and_intervals_are_those_of_the_table():
    ax = charts_audit.audit_terms(audit_of(CODED), lang="en")
    beside = ax.figure.axes[1]
    dots = [line.get_xdata()[0] for line in beside.lines if line.get_marker() == "o"]
    ends = [tuple(line.get_xdata()) for line in beside.lines if line.get_marker() != "o"]
    assert dots == [0.75, 1.0] and ends == [(0.46, 0.91), (0.51, 1.0)]
    assert beside.get_xlim() == (0, 1)
    assert [t.get_text() for t in beside.texts] == ["n = 12", "n = 4"]
    assert beside.get_position().x1 <= 1 and ax.get_position().x1 < beside.get_position().x0


def test_without_codes_there_is_no_panel_of_precision():
    ax = charts_audit.audit_terms(audit_of(UNCODED), lang="en")
    assert len(ax.figure.axes) == 1 and "interval" not in ax.sorotan.caption
    assert "right" not in ax.sorotan.alt


def test_the_headline_names_the_term_that_finds_most_alone():
    about = charts_audit.audit_terms(audit_of(CODED), lang="en").sorotan
    assert about.alt.startswith("“perdagangan orang” finds most by itself: 8 articles")
    assert "20 articles, 8 of them with no other term" in about.alt
    assert "75 % right (46 % to 91 %, 12 coded)" in about.alt.replace("\xa0", " ")
    assert "Lexicon abc." in about.caption and "95 % interval" in about.caption
    assert about.name == "audit-terms" and len(about.data) == 4


def test_one_article_and_none_are_said_rightly():
    one = charts_audit.audit_terms(audit_of([("TPPO", 1, 1, 0, NAN, NAN, NAN)]), lang="en")
    assert "1 article holds no other term" in one.sorotan.alt
    none = charts_audit.audit_terms(audit_of([("TPPO", 2, 0, 0, NAN, NAN, NAN)]), lang="id")
    assert none.sorotan.alt.startswith("Tidak ada artikel yang bergantung pada satu istilah saja")


def test_an_empty_audit_is_drawn_and_said():
    ax = charts_audit.audit_terms(audit_of([]), lang="en")
    assert ax.sorotan.alt.startswith("No term was found.") and not ax.patches
    figures.show(ax)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("narrow", [False, True])
def test_many_terms_are_cut_and_counted_and_all_text_is_on_the_sheet(lang, narrow):
    rows = [(f"istilah yang panjang sekali {n}", 40 - n, n % 3, n % 4, 0.5, 0.2, 0.8)
            for n in range(30)]  # fmt: skip
    ax = charts_audit.audit_terms(audit_of(rows), lang=lang, narrow=narrow)
    drawn = 14 if narrow else 25
    assert len(names(ax)) == drawn and f"{30 - drawn} " in ax.sorotan.caption
    figure = ax.figure
    with style.apply():
        figure.canvas.draw()
    texts = [*figure.texts, *(t for a in figure.axes for t in [*a.texts, *a.get_xticklabels()])]
    for text in (t for t in texts if t.get_text()):
        box = text.get_window_extent().transformed(figure.transFigure.inverted())
        assert box.x0 >= -0.005 and box.x1 <= 1.005, text.get_text()


def test_a_phone_gets_a_drawing_of_its_own():
    about = charts_audit.audit_terms(audit_of(CODED), lang="en").sorotan
    assert about.narrow().figure.get_figwidth() < 5
