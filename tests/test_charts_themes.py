"""The chart of themes: what it draws and says for many, few and no articles; not pixels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.report import charts_themes, figures
from analysis.schema import InputError


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


NAMES = {
    "prevention": "pencegahan",
    "law enforcement": "penegakan hukum",
    "repatriation": "pemulangan",
}


def table(counts, total):
    low, high = proportion_confint(counts, total, method="wilson") if total else (np.nan, np.nan)
    names = list(NAMES)[: len(counts)]
    return pd.DataFrame(
        {
            "concept": [n.replace(" ", "_") for n in names],
            "label_en": names,
            "label_id": [NAMES[n] for n in names],
            "issue_articles": total,
            "articles": counts,
            "share": np.array(counts) / total if total else np.nan,
            "share_low": low,
            "share_high": high,
            "mentions": counts,
            "terms": 1,
            "issue": "trafficking",
            "lexicon_version": "a" * 12,
            "aspects_version": "b" * 12,
        }
    )


def plain(words):
    return words.replace("\xa0", " ")


def test_aspects_are_rows_with_the_highest_share_on_top_and_their_counts_beside():
    ax = charts_themes.themes(table([12, 48, 0], 60), source="made up")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names == ["law enforcement", "prevention", "repatriation"]
    assert [t.get_text() for t in ax.texts] == ["48 of 60", "12 of 60", "0 of 60"]
    dots = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert dots == pytest.approx([0.8, 0.2, 0.0])
    bars = [tuple(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2]
    assert bars[0] == pytest.approx(proportion_confint(48, 60, method="wilson"))


def test_words_name_finding_unit_n_source_versions_and_interval():
    about = charts_themes.themes(table([12, 48, 0], 60), source="made up").sorotan
    assert plain(about.alt).startswith(
        "80 % of articles on human trafficking speak of law enforcement, clearly more"
    )
    assert "Share of the 60 articles" in about.alt
    assert "repatriation: 0 % (0 of 60)." in plain(about.alt)
    for part in (
        "Source: made up.",
        "Lexicon aaaaaaaaaaaa.",
        "Aspects bbbbbbbbbbbb.",
        "95 % interval",
    ):
        assert part in about.caption
    assert about.name == "themes" and len(about.data) == 3


def test_more_than_any_other_is_said_only_where_the_intervals_part():
    assert "clearly" not in charts_themes.themes(table([28, 30, 5], 60)).sorotan.alt
    assert "clearly" in charts_themes.themes(table([28, 58, 5], 60)).sorotan.alt
    assert "clearly" not in charts_themes.themes(table([30], 60)).sorotan.alt


def test_under_thirty_articles_only_counts_are_given():
    ax = charts_themes.themes(table([3, 5, 0], 12))
    assert "too few for shares" in ax.sorotan.alt and "interval" not in ax.sorotan.caption
    assert [t.get_text() for t in ax.texts] == ["5 of 12", "3 of 12", "0 of 12"]
    assert not [line for line in ax.lines if len(line.get_xdata()) == 1]


def test_no_article_and_no_aspect_are_said_in_words():
    assert "nothing to break down" in charts_themes.themes(table([0, 0, 0], 0)).sorotan.alt
    assert "None of these aspects" in charts_themes.themes(table([0, 0, 0], 60)).sorotan.alt


def test_indonesian_takes_indonesian_names_and_numbers():
    ax = charts_themes.themes(table([125, 1200, 3], 2000), lang="id")
    assert "penegakan hukum" in [t.get_text() for t in ax.get_yticklabels()]
    assert "1.200 dari 2.000" in [t.get_text() for t in ax.texts]
    assert plain(ax.sorotan.alt).startswith("60 % artikel tentang perdagangan orang membicarakan")


def test_the_narrow_twin_is_drawn_from_the_same_rows():
    ax = charts_themes.themes(table([12, 48, 0], 60))
    narrow = ax.sorotan.narrow()
    assert narrow.figure.get_figwidth() < ax.figure.get_figwidth()
    assert narrow.sorotan.alt == ax.sorotan.alt
    assert "<svg" in figures.svg(narrow.figure)


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(InputError, match="the table that words.themes makes"):
        charts_themes.themes(pd.DataFrame({"term": ["x"]}))
    months = table([1, 2, 3], 60).assign(period_start=pd.Timestamp("2023-01-01"))
    with pytest.raises(InputError, match="one row an aspect"):
        charts_themes.themes(months)
