"""Terms over time, and what rose or fell."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from analysis import words
from analysis.schema import InputError
from analysis.words.association import exact_p, false_discovery


def press(months):
    """Make a press of given (month, articles on 'human trafficking', on 'TPPO', on neither)."""
    rows = []
    for month, english, short, other in months:
        texts = (
            ["Human trafficking."] * english + ["Satgas TPPO. TPPO."] * short + ["Rain."] * other
        )
        rows += [{"text": t, "published_on": pd.Timestamp(month)} for t in texts]
    table = pd.DataFrame(rows).assign(title="", date_precision="day")
    return words.mark(table.assign(article_id=[f"a{i}" for i in range(len(table))]))


def test_shares_have_every_read_article_below_and_gaps_are_nan():
    table = words.term_trends(press([("2020-01-05", 1, 2, 7), ("2020-03-09", 0, 1, 4)]))
    tppo = table[table["term"] == "TPPO"].set_index("period_start")
    assert tppo.index.tolist() == list(pd.date_range("2020-01-01", periods=3, freq="MS"))
    assert tppo["issue_articles"].tolist() == [2, 0, 1]
    assert tppo["mentions"].tolist() == [4, 0, 2]
    assert tppo["total_articles"].tolist() == [10, 0, 5]
    np.testing.assert_allclose(tppo["share"], [0.2, np.nan, 0.2])
    human = table[table["term"] == "human traffick*"].set_index("period_start")
    np.testing.assert_allclose(human["share"], [0.1, np.nan, 0.0])


def test_weeks_begin_on_monday():
    table = words.term_trends(press([("2020-01-05", 0, 1, 0), ("2020-01-06", 0, 1, 0)]), by="week")
    assert table["period_start"].tolist() == [
        pd.Timestamp("2019-12-30"),
        pd.Timestamp("2020-01-06"),
    ]


def test_a_planted_rise_is_named_and_a_rare_term_is_not():
    months = [(f"2020-0{m}-15", 1 if m == 6 else 0, 2 if m < 4 else 20, 100) for m in range(1, 7)]
    table = words.rising_falling(press(months)).set_index("term")
    assert table.loc["TPPO", "trend"] == "rising"
    assert table.loc["human traffick*", "trend"] == "too few"
    row = table.loc["TPPO"]
    assert (row["earlier_articles"], row["later_articles"]) == (6, 60)
    assert row["difference_low"] < row["difference"] < row["difference_high"]
    assert row["earlier_total"] + row["later_total"] == len(press(months))


def test_a_flat_press_names_nothing():
    table = words.rising_falling(press([(f"2020-0{m}-15", 20, 20, 60) for m in range(1, 7)]))
    assert set(table["trend"]) == {"steady"}


def test_a_half_of_a_few_articles_cannot_name_a_fall():
    table = words.rising_falling(press([("2020-01-15", 0, 20, 0), ("2020-02-15", 0, 1, 2000)]))
    assert set(table["trend"]) == {"too few"}


def test_halves_hold_as_nearly_equal_numbers_read_as_can_be():
    table = words.rising_falling(press([("2020-01-15", 0, 1, 2), ("2020-05-15", 0, 9, 91),
                                        ("2020-06-15", 0, 9, 91)]))  # fmt: skip
    assert table["split_on"].unique().tolist() == [pd.Timestamp("2020-06-01")]


def test_newcombe_interval_of_the_published_example():
    # Newcombe 1998, table II, method 10: 56/70 - 48/80
    from analysis.words.trends import _interval

    assert _interval(48, 56, (80, 70)) == pytest.approx((0.0524, 0.3339), abs=5e-4)


def test_exact_p_and_false_discovery():
    assert exact_p(7, 2, 10, 9) == pytest.approx(0.06978, abs=1e-5)
    p = np.array([0.01, 0.04, 0.03, 0.5])
    by_hand = np.array([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    np.testing.assert_allclose(false_discovery(p), by_hand)
    np.testing.assert_allclose(false_discovery(p), scipy.stats.false_discovery_control(p))
    assert false_discovery([]).size == 0


def test_what_cannot_be_put_in_time_is_refused():
    table = press([("2020-01-15", 0, 1, 1)])
    with pytest.raises(InputError, match="no article has a date"):
        words.term_trends(table.assign(published_on=pd.NaT))
    assert words.rising_falling(table).empty  # one period has no halves
    with pytest.raises(InputError, match="not marked yet"):
        words.term_trends(table.drop(columns="is_issue"))
    with pytest.raises(InputError, match="fortnight"):
        words.term_trends(table, by="fortnight")


def test_no_hit_gives_an_empty_table_with_its_columns():
    table = press([("2020-01-15", 0, 0, 3), ("2020-02-15", 0, 0, 3)])
    assert words.term_trends(table).empty
    assert words.rising_falling(table).empty
    assert "share" in words.term_trends(table).columns
