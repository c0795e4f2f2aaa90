"""Change points: the Nile, both error rates drawn, exact division, dates, nonsense."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from calibration.change import CELLS, counts, false_alarms, power, table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from analysis.attention import null
from analysis.attention.change_points import change_points
from analysis.attention.divisions import divide, most_penalty, places
from analysis.schema import InputError


def steps(*levels, days=120, by="day", seed=1):
    rng = np.random.default_rng(seed)
    return table(np.concatenate([rng.poisson(level, days) for level in levels]), by)


def test_the_nile_breaks_at_index_28():
    volume = sm.datasets.nile.load_pandas().data["volume"].round()
    days = pd.date_range("1871-01-01", periods=100, freq="YS").astype("datetime64[us]")
    nile = pd.DataFrame({"period_start": days, "total_articles": 10**6})
    found = change_points(nile.assign(issue_articles=volume.astype("int64")))
    assert found["period_start"].dt.year.tolist() == [1899]  # index 28
    row = found.iloc[0]
    assert row["low"].year <= 1899 <= row["high"].year
    assert row["before"] * 10**6 == pytest.approx(volume[:28].mean())
    assert row["after"] * 10**6 == pytest.approx(volume[28:].mean())
    assert row["p_value"] <= 0.05


def test_false_alarms_of_a_tenth_of_the_series():
    found = false_alarms(40, cells=CELLS[1::3], rates=("changes",))
    assert (found["changes_low"] <= 0.05).all()
    assert found["changes"].mean() <= 0.05


def test_a_halving_is_found_and_dated():
    found = power(12, kinds=("Poisson", "negative binomial")).set_index("event")
    assert (found["found"] >= 0.8).all()
    assert (found.loc["halving", "date_held"] >= 0.8).all()


def test_two_changes_that_undo_each_other():
    found = change_points(steps(3, 7, 3))
    true = pd.Timestamp("2010-01-01") + pd.to_timedelta([120, 240], unit="D")
    assert len(found) == 2
    assert (abs(found["period_start"] - true) <= pd.Timedelta(days=10)).all()
    assert (found["low"] <= found["period_start"]).all()
    assert (found["period_start"] <= found["high"]).all()
    assert found["before"].iloc[0] * 10**6 == pytest.approx(3, abs=0.5)
    assert found["after"].iloc[0] == found["before"].iloc[1]


def test_a_spike_is_no_change():
    one = steps(3, days=300)
    one.loc[150:152, "issue_articles"] = 30
    assert change_points(one).empty


def test_a_growing_archive_is_no_change():
    one = steps(5, days=240)
    grown = np.where(np.arange(240) >= 100, 4, 1)
    one["total_articles"] *= grown
    one["issue_articles"] = np.random.default_rng(3).poisson(5 * grown)
    assert change_points(one).empty


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=10), st.floats(0.1, 5))
def test_no_division_costs_less(hits, penalty):
    y, least = np.array(hits, dtype=float), 2

    def worth(changes):
        ends = [0, *changes, len(y)]
        parts = [y[a:b] for a, b in zip(ends, ends[1:])]
        return sum(poisson.logpmf(p, max(p.mean(), 1e-12)).sum() - penalty for p in parts)

    inner = range(least, len(y) - least + 1)
    every = [
        c
        for k in range(len(y))
        for c in combinations(inner, k)
        if all(b - a >= least for a, b in zip(c, c[1:]))
    ]
    found = places(divide(y[None], np.ones((1, len(y))), np.array([penalty]), least=least))
    assert worth(found) == pytest.approx(max(map(worth, every)), abs=1e-6)


def test_a_penalty_leaves_a_series_whole_only_above_its_largest_gain():
    y = counts("negative binomial", 4, (30, 24), np.random.default_rng(5)).astype(float)
    exposure = np.ones(y.shape)
    most = most_penalty(y, exposure, least=3)
    assert (divide(y, exposure, most * 1.001, least=3).changes == 0).all()
    under = divide(y, exposure, most * 0.999, least=3)
    assert (under.changes > 0).all() and (under.changes > 2).any()


def test_groups_gaps_and_unfinished_periods():
    one = steps(3, 8).assign(is_gap=False, is_partial=False)
    one.loc[50, ["total_articles", "issue_articles", "is_gap"]] = [0, 0, True]
    one.loc[239, ["issue_articles", "is_partial"]] = [900, True]
    flat = steps(3, 3, seed=2).assign(is_gap=False, is_partial=False)
    parts = [one.assign(outlet="A"), flat.assign(outlet="B"), flat.head(20).assign(outlet="C")]
    whole = pd.concat(parts, ignore_index=True)
    found = change_points(whole)
    assert found["outlet"].tolist() == ["A"] and found.attrs["too_short"] == ["C"]
    assert list(found.columns) == [
        "period_start", "outlet", "low", "high", "before", "after", "p_value",
    ]  # fmt: skip


def test_a_made_up_series_follows_the_season_of_the_real_one():
    weekly = table(counts("seasonal", 20, (1, 208), np.random.default_rng(1))[0], "week")
    terms = null.design(weekly["period_start"], slope=False)
    assert terms.shape == (208, 5)
    assert change_points(weekly).empty


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: change_points(steps(3, days=30)), "at least 42"),
        (lambda: change_points(steps(3).assign(total_articles=0, issue_articles=0)), "0 whole"),
        (lambda: change_points(steps(3), least=-1), "least=-1"),
        (lambda: change_points(steps(3).assign(issue_articles=-1)), "below 0"),
        (lambda: change_points(steps(3, days=4001)), "by='week'"),
    ],
)
def test_nonsense_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
