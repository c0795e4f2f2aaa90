"""Which words mark each period: every window against `keyness` of its articles, gaps, options."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from analysis import words
from analysis.schema import InputError
from analysis.words.keyness import MEASURES


def articles(*texts, **columns):
    table = pd.DataFrame({"title": "", "text": list(texts)}, dtype="str")
    return table.assign(date_precision="day", **columns)


DAYS = ["2020-01-05", "2020-01-20", "2020-02-03", "2020-04-09", "2020-04-11", "2020-05-02", None]
TEXTS = [
    "polisi korban kapal", "polisi hujan", "kapal kapal hujan", "banjir banjir hujan panen",
    "banjir panen polisi", "panen korban sabu sabu", "tanpa tanggal",
]  # fmt: skip
YEAR = articles(*TEXTS, published_on=pd.to_datetime(DAYS))
STARTS = pd.date_range("2020-01-01", periods=5, freq="MS")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("against", ["rest", "before"])
@pytest.mark.parametrize("window", [1, 2])
def test_every_window_equals_keyness_of_its_articles(measure, against, window):
    table = words.keyness_over_time(
        YEAR, "month", window, against, measure=measure, min_count=1, top=99
    )
    month = YEAR["published_on"].dt.to_period("M").dt.to_timestamp()
    tested = {"p_value": [], "p_articles": []}
    seen = {"p_value": [], "p_articles": []}
    for last in range(window - 1, len(STARTS)):
        begin, end = STARTS[last - window + 1], STARTS[last]
        inside = month.between(begin, end)
        outside = month.notna() & (~inside if against == "rest" else month < begin)
        rows = table[table["period_start"] == end]
        assert (rows["window_start"] == begin).all()
        assert set(rows["target_total"]) == {inside.sum()}
        if not inside.any() or not outside.any():
            assert rows["word"].tolist() == [""]
            assert rows["is_gap"].tolist() == [not inside.any()]
            assert rows[measure].isna().all()
            continue
        known = words.keyness(YEAR[inside], YEAR[outside], measure=measure, min_count=1)
        marks = known[known["direction"] == "target"].reset_index(drop=True)
        kept = rows[marks.columns].reset_index(drop=True)
        unequal = ["q_value", "q_articles"]
        pd.testing.assert_frame_equal(kept.drop(columns=unequal), marks.drop(columns=unequal))
        for p in tested:
            tested[p] += known[p].tolist()
            seen[p] += marks[p].tolist()
    for p, q in (("p_value", "q_value"), ("p_articles", "q_articles")):
        whole = dict(zip(tested[p], multipletests(tested[p], method="fdr_bh")[1]))
        np.testing.assert_allclose(table[q].dropna(), [whole[value] for value in seen[p]])


def test_gaps_stay_gaps_and_only_the_top_is_listed():
    table = words.keyness_over_time(YEAR, min_count=1, top=1)
    assert table["period_start"].tolist() == STARTS.tolist()
    assert table["is_gap"].tolist() == [False, False, True, False, False]
    assert table.loc[2, ["target_total", "target_count", "rank"]].tolist() == [0, 0, 0]
    assert table.loc[[0, 1, 3, 4], "rank"].eq(1).all()
    assert table.loc[3, "word"] == "banjir"


def test_a_planted_month_is_found_and_public_hides_free_words():
    texts = [f"polisi menangkap pelaku {i % 3 and 'sabu' or 'kapal'}" for i in range(120)]
    days = pd.date_range("2021-01-01", periods=120, freq="D")
    texts[60:75] = ["zebrina korban trafficking"] * 15
    press = articles(*texts, published_on=days)
    table = words.keyness_over_time(press, measure="log_odds")
    march = table[table["period_start"] == pd.Timestamp("2021-03-01")]
    assert set(march["word"]) == {"zebrina", "korban", "trafficking"}
    assert (march["q_articles"] < 0.001).all()
    public = words.keyness_over_time(press, level="public")
    assert "zebrina" not in set(public["word"])
    assert "trafficking" in set(public["word"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "moon"}, "by='moon' is no period"),
        ({"window": 6}, "window=6 is longer than the 5 periods"),
        ({"window": 0}, "window=0; give a whole number"),
        ({"top": 0}, "top=0; give a whole number"),
        ({"against": "after"}, "against='after'; use 'rest' or 'before'"),
        ({"measure": "z"}, "measure 'z' is not there"),
        ({"by": "year"}, "all articles lie in one year"),
    ],
)
def test_bad_options_over_time_are_told(options, said):
    with pytest.raises(InputError, match=said):
        words.keyness_over_time(YEAR, **options)
    with pytest.raises(InputError, match="no article has a date"):
        words.keyness_over_time(YEAR.tail(1))


def test_named_terms_are_followed_in_every_window_in_either_direction():
    table = words.keyness_over_time(YEAR, min_count=1, terms=["Polisi"], measure="log_odds")
    whole = words.keyness_over_time(YEAR, min_count=1, top=99, measure="log_odds")
    assert set(table["word"]) <= {"polisi", ""}
    assert not table[table["word"] == ""]["rank"].any()
    there = table[table["word"] == "polisi"].set_index("period_start")
    again = whole[whole["word"] == "polisi"].set_index("period_start")
    assert len(there) >= len(again)
    pd.testing.assert_series_equal(there.loc[again.index, "q_value"], again["q_value"])
    assert (there.drop(again.index)["log_odds"] <= 0).all()
