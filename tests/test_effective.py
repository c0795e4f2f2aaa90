"""Intervals that know copies: published values, the linearised variance, coverage of the truth."""

import numpy as np
import pandas as pd
import pytest
from calibration.coverage import coverage
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis import attention
from analysis.attention.effective import effects
from analysis.attention.interval import interval
from analysis.schema import InputError

JEFFREYS = [  # attention-methods.md 5.4, from statsmodels
    (81, 263, 0.2545, 0.3656),
    (15, 148, 0.0604, 0.1576),
    (0, 20, 0.0, 0.1166),
    (1, 29, 0.0037, 0.1501),
]


@pytest.mark.parametrize(("hits", "seen", "low", "high"), JEFFREYS)
def test_jeffreys_as_listed(hits, seen, low, high):
    ends = interval([hits], [seen], method="jeffreys")
    assert np.round(np.ravel(ends), 4).tolist() == [low, high]


@given(st.integers(0, 400), st.integers(1, 400))
def test_jeffreys_agrees_with_statsmodels_inside(hits, seen):
    hits = min(hits, seen)
    ends = [float(e[0]) for e in interval([hits], [seen], method="jeffreys")]
    twin = list(proportion_confint(hits, seen, method="jeffreys"))
    if hits == 0:
        twin[0] = 0.0
    if hits == seen:
        twin[1] = 1.0
    assert ends == pytest.approx(twin, abs=1e-9)


def test_another_method_is_refused():
    with pytest.raises(InputError, match="wilson, jeffreys"):
        interval([1], [2], method="wald")


def stories(sizes, on_issue, cell=None):
    size = np.asarray(sizes, dtype=float)
    cell = np.zeros(len(size), dtype=int) if cell is None else cell
    return pd.DataFrame({"cell": cell, "size": size, "issue": size * np.asarray(on_issue)})


def test_with_many_stories_the_effect_is_that_of_the_linearised_variance():
    rng = np.random.default_rng(3)
    size, on_issue = rng.geometric(0.4, 40_000), rng.random(40_000) < 0.2
    effect, quantile = effects(stories(size, on_issue), 1)
    share = size[on_issue].sum() / size.sum()
    errors = size * (on_issue - share)
    linearised = (errors**2).sum() / size.sum() ** 2
    assert effect[0] == pytest.approx(linearised * size.sum() / (share * (1 - share)), rel=2e-3)
    assert quantile[0] == pytest.approx(1.96, abs=2e-3)


def test_copies_of_five_weigh_as_one_and_single_articles_as_themselves():
    many = np.repeat([True, False], [200, 800])
    assert effects(stories(np.full(1000, 5), many), 1)[0][0] == pytest.approx(5, rel=0.05)
    assert effects(stories(np.ones(1000), many), 1)[0][0] == pytest.approx(1, abs=0.02)


def test_few_stories_on_the_issue_make_the_interval_wider():
    few = stories([9, 1, 1, *[1] * 300], [1, 1, 1, *[0] * 300])
    many = stories([*[9, 1, 1] * 40, *[1] * 300], [*[1] * 120, *[0] * 300])
    assert effects(few, 1)[1][0] > effects(many, 1)[1][0] > 1.95


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.booleans()), max_size=40))
def test_an_effect_is_at_least_one_and_a_quantile_is_finite(rows):
    cell, size, on = ([r[i] for r in rows] for i in range(3))
    effect, quantile = effects(stories(size, np.array(on, dtype=float), np.array(cell, int)), 4)
    assert (effect >= 1).all()
    assert np.isfinite(quantile).all() and (quantile > 1.95).all()


def test_coverage_of_the_truth_on_a_tenth_of_the_presses():
    table = coverage(10, kinds=(("even", 5, 1), ("skewed", 2, 2), ("heavy tail", 3, 1)))
    print("\n", table.round(3).to_string(index=False))
    assert (table["least_effect"] >= 1).all()
    few = table["expected_stories"] < 12
    assert (table.loc[few, "high"] >= 0.93).all()
    assert table.loc[~few, "high"].ge(0.93).all() and table.loc[~few, "low"].le(0.97).all()


def press(rows):
    columns = ["published_on", "outlet", "is_issue", "copy_group"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(published_on=pd.to_datetime(table["published_on"]).astype("datetime64[us]"))


def test_stories_are_counted_beside_articles():
    rows = [("2023-06-01", "A", True, "x"), ("2023-06-02", "B", True, "x")]
    rows += [("2023-06-30", "A", False, ""), ("2023-06-30", "A", False, "")]
    table = attention.share(press(rows))
    assert table[["total_stories", "issue_stories"]].to_numpy().tolist() == [[3, 1]]
    bare = attention.share(press(rows).drop(columns="copy_group"))
    assert bare[["total_stories", "issue_stories", "design_effect"]].isna().all(axis=None)
    assert table["share_high"][0] > bare["share_high"][0]


def test_a_story_id_goes_before_a_copy_group():
    rows = [("2023-06-01", "A", True, "x"), ("2023-06-30", "B", True, "x")]
    table = attention.share(press(rows).assign(story_id=["p", "q"]))
    assert table["issue_stories"].tolist() == [2]


def test_the_whole_span_knows_copies_too():
    rows = [(f"2023-{m:02d}-01", o, m % 2 == 0, f"s{m}") for m in range(1, 13) for o in "ABCDE"]
    monthly = attention.share(press(rows))
    whole = attention.total(monthly).iloc[0]
    assert whole["design_effect"] > 3
    assert whole["total_stories"] == 12 and whole["issue_stories"] == 6
    bare = attention.total(monthly.assign(design_effect=np.nan)).iloc[0]
    assert whole["share_high"] - whole["share_low"] > bare["share_high"] - bare["share_low"]


def test_the_whole_span_is_the_same_whatever_the_periods():
    rows = [(f"2023-{m:02d}-{d:02d}", "A", (m + d) % 9 == 0, "") for m in range(1, 13)
            for d in range(1, 28)]  # fmt: skip
    totals = [attention.total(attention.share(press(rows), by=by)) for by in ("day", "month")]
    columns = ["share", "share_low", "share_high", "design_effect", "total_stories"]
    pd.testing.assert_frame_equal(totals[0][columns], totals[1][columns])
    assert totals[0]["design_effect"][0] < 1.05
    part = attention.share(press(rows)).head(3)
    assert attention.total(part)["design_effect"][0] >= 1
