"""Charts of key words: what they draw, say and leave out."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import words
from analysis.report import charts_keyness, charts_keyness_time, charts_terms, figures, style
from analysis.words.keyness import by_spread


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def internal(monkeypatch):
    monkeypatch.setenv("SOROTAN_LEVEL", "internal")


def articles(texts, **columns):
    table = pd.DataFrame({"title": "", "text": texts}, dtype="str")
    return table.assign(date_precision="day", lang="en", **columns)


TARGET = articles(
    ["Police found the victims of the trade."] * 30 + ["Zebrina " * 40 + "spoke to police."]
)
REST = articles(["Rain fell on the town."] * 60 + ["The police found rain."] * 3)


def rows_of(ax):
    return [t.get_text() for t in ax.get_yticklabels()]


def labels_of(ax):
    return [t.get_text().replace("\xa0", " ") for t in ax.texts]


def test_the_clearest_word_is_named_and_both_sides_are_drawn(internal):
    ax = charts_keyness.keyness(
        words.keyness(TARGET, REST), target="the raids", reference="the weather", source="made up"
    )
    about = ax.sorotan
    assert about.alt.startswith("“trade” marks the raids most: ")
    assert "n = 31 articles against 63." in about.caption and "made up" in about.caption
    assert rows_of(ax)[:2] == ["trade", "victims"] and "rain" in rows_of(ax)
    assert {"More in the raids", "More in the weather", "30 : 0"} <= set(labels_of(ax))
    assert ax.get_xlim()[0] < 0 < ax.get_xlim()[1]


def test_a_word_of_one_story_is_demoted_and_grey(internal):
    table = words.keyness(TARGET, REST)
    target = table[table["direction"] == "target"]
    assert target["word"].iloc[0] == "zebrina", "by strength alone one story comes first"
    order = by_spread(target)["word"].tolist()
    assert order[:2] == ["trade", "victims"] and order.index("zebrina") > 2
    ax = charts_keyness.keyness(table)
    label = next(t for t in ax.get_yticklabels() if t.get_text() == "zebrina")
    clear = next(t for t in ax.get_yticklabels() if t.get_text() == "victims")
    assert (label.get_color(), clear.get_color()) == (style.MUTED, style.INK)


def test_names_are_not_drawn_outside_internal():
    texts = ["Zebrina found the victims."] * 30
    table = words.keyness(articles(texts), REST)
    ax = charts_keyness.keyness(table)
    assert "victims" in rows_of(ax) and "zebrina" not in rows_of(ax)
    assert "1 more word is not shown: it may be a name." in ax.sorotan.caption
    assert "zebrina" not in ax.sorotan.data.to_csv()
    public = words.keyness(articles(texts), REST, level="public")
    assert charts_keyness.keyness(public).sorotan.caption == ax.sorotan.caption


@pytest.mark.parametrize(("lang", "narrow"), [("en", False), ("id", True)])
def test_odd_tables_are_drawn(narrow, lang, internal):
    one = words.keyness(articles(["victims"]), articles(["rain"]), min_count=1)
    same = words.keyness(TARGET, TARGET)
    long = words.keyness(articles(["donaudampfschifffahrts" * 4] * 9), REST, min_count=1)
    for table in (one, same, one[:0], long):
        ax = charts_keyness.keyness(table, lang=lang, narrow=narrow, target="a side " * 12)
        assert len(ax.sorotan.alt) > figures.SHORTEST_ALT
        assert figures.svg(ax.figure).count("<svg") == 1
    said = {"en": "No word clearly marks", "id": "Tidak ada kata yang jelas"}
    assert charts_keyness.keyness(same, lang=lang).sorotan.alt.startswith(said[lang])


def test_a_word_that_is_a_name_is_not_drawn_because_a_lexicon_has_it(monkeypatch):
    monkeypatch.setattr(charts_terms, "lexicon_forms", lambda: {"crystal meth", "crystal"})
    table = pd.DataFrame({"word": ["crystal", "rain"], "term": ["Crystal meth", "Crystal Putri"]})
    assert charts_terms.drawable(table, ["word"])[0]["word"].tolist() == ["rain"]
    assert charts_terms.drawable(table, ["term"])[0]["term"].tolist() == ["Crystal meth"]


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(3.0, "8"), (0.5, "1.4"), (-1.0, "0.5"), (5.0, "32"), (8.0, "260"), (12, "> 1,000")],
)
def test_ratios_are_written_with_two_figures(ratio, said):
    assert charts_terms.times(ratio, "en") == said


DAYS = pd.date_range("2020-01-01", periods=180, freq="D")
YEAR = articles(["Rain fell on the town again today."] * 180, published_on=DAYS)
YEAR.loc[60:90, "text"] = "Police freed the victims of the trade."
YEAR.loc[100, "text"] = "Zebrina " * 30


def followed(**options):
    first = words.keyness_over_time(YEAR, "month", measure="log_odds", **options)
    terms = charts_keyness_time.leading(first)
    return words.keyness_over_time(YEAR, "month", measure="log_odds", terms=terms, **options)


def test_the_month_of_a_word_is_named_and_shaded(internal):
    table = followed()
    ax = charts_keyness_time.keyness_over_time(table, source="made up")
    assert "marks March 2020 most" in ax.sorotan.alt
    assert "victims" in rows_of(ax) and "zebrina" not in rows_of(ax), "one story is no month"
    assert "n = 180 articles read." in ax.sorotan.caption
    made = charts_keyness_time._map(table, table, 20)
    row = made.classes.loc["victims"]
    assert row[pd.Timestamp("2020-03-01")] > 1 and row[pd.Timestamp("2020-05-01")] <= 0


def test_windows_and_earlier_time_are_told(internal):
    table = words.keyness_over_time(YEAR, "month", 2, "before")
    ax = charts_keyness_time.keyness_over_time(table)
    subtitle = " ".join(t.get_text() for t in ax.figure.texts)
    assert "as frequent as before, by month; each with the 1 month before it" in subtitle
    assert "times as frequent as before" in ax.sorotan.alt


@pytest.mark.parametrize(("lang", "narrow"), [("en", False), ("id", True)])
def test_a_time_without_key_words_is_drawn_too(narrow, lang):
    calm = articles(["Rain fell on the town."] * 90, published_on=DAYS[:90])
    gap = pd.concat([YEAR[:40], YEAR[130:]])
    for table in (
        words.keyness_over_time(calm, "month"),
        words.keyness_over_time(gap, "month"),
        words.keyness_over_time(YEAR[:5], "day"),
    ):
        ax = charts_keyness_time.keyness_over_time(table, lang=lang, narrow=narrow)
        assert len(ax.sorotan.alt) > figures.SHORTEST_ALT
        assert figures.svg(ax.figure)
