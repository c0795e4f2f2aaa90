"""Trend: a twin regression, planted slopes, the calendar's published days, refusals."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from calibration.change import table

from analysis.attention import calendar
from analysis.attention.trend import trend
from analysis.schema import InputError


def rising(a_year, *, periods=84, mean=20, by="month", seed=1, size=None):
    rng = np.random.default_rng(seed)
    years = np.arange(periods) / {"month": 12, "week": 52.18, "day": 365.25}[by]
    rate = mean * (1 + a_year) ** years
    if size:
        rate = rng.gamma(size, rate / size)
    return table(rng.poisson(rate), by)


def test_a_planted_slope_is_within_the_interval():
    held = [(t := trend(rising(0.1, seed=s))).low <= 0.1 <= t.high for s in range(40)]
    assert np.mean(held) >= 0.85
    found = trend(rising(0.1))
    assert found.low > 0 and "rose by" in found.in_words and found.p_value < 0.05
    assert "fell by" in trend(rising(-0.15)).in_words


def test_drifting_months_of_three_years_are_refused():
    drift = np.concatenate([np.full(12, 30), np.full(12, 8), np.full(12, 22)])
    with pytest.raises(InputError, match="so like their neighbours"):
        trend(table(np.random.default_rng(1).poisson(drift), "month"))


def test_flat_series_are_called_flat():
    said = [trend(rising(0.0, seed=s, size=3)).in_words for s in range(40)]
    assert sum("no clear trend" in words for words in said) >= 34


def test_the_slope_is_that_of_statsmodels():
    one = rising(0.2, periods=40, mean=60)
    one["period_start"] = pd.date_range("2010-01-01", periods=40, freq="YS").astype(
        one["period_start"].dtype
    )
    days = (one["period_start"] - one["period_start"].iloc[0]).dt.days.to_numpy(dtype=float)
    terms = sm.add_constant((days - days.mean()) / 365.25)
    twin = sm.GLM(
        one["issue_articles"], terms, family=sm.families.Poisson(),
        offset=np.log(one["total_articles"]),
    ).fit(scale="X2")  # fmt: skip
    found = trend(one)
    assert found.adjusted_for == ()
    assert np.log1p(found.change_per_year) == pytest.approx(twin.params.iloc[1], abs=0.01)
    half = (np.log1p(found.high) - np.log1p(found.low)) / 2
    assert half == pytest.approx(1.96 * twin.bse.iloc[1], rel=0.35)


def test_a_season_and_ramadan_are_taken_out():
    weekly = rising(0.0, periods=208, by="week", mean=30)
    part = calendar.parts(weekly["period_start"])
    year = np.arange(208) * 2 * np.pi / 52.18
    rate = 30 * np.exp(0.4 * np.sin(year) + 1.0 * part["ramadan"])
    one = weekly.assign(issue_articles=np.random.default_rng(2).poisson(rate))
    found = trend(one)
    assert found.adjusted_for[:2] == ("year", "ramadan")
    assert found.low < 0 < found.high and found.high - found.low < 0.1


def test_growth_of_the_archive_is_no_trend():
    one = rising(0.4)
    grown = one.assign(total_articles=(1000 * 1.4 ** (np.arange(84) / 12)).astype("int64"))
    assert trend(grown).low < 0 < trend(grown).high


def test_unfinished_periods_are_left_out():
    one = rising(0.0).assign(is_partial=False)
    cut = one.copy()
    cut.loc[83, ["issue_articles", "is_partial"]] = [0, True]
    assert trend(cut).periods == 83
    assert trend(cut) == trend(one.head(83))


def test_eid_is_on_the_days_the_government_named():
    found = calendar.windows(pd.Timestamp("2017-01-01"), pd.Timestamp("2026-12-31"))
    eids = found.loc[found["name"] == "eid", "day"].dt.strftime("%Y-%m-%d").tolist()
    for day in ("2017-06-25", "2022-05-02", "2023-04-22", "2025-03-31", "2026-03-21"):
        assert day in eids
    own = found[found["name"] == "world_day"]
    assert (own["day"].dt.strftime("%m-%d") == "07-30").all()
    assert calendar.windows(pd.Timestamp("2012-01-01"), pd.Timestamp("2012-12-31"))[
        "name"
    ].tolist() == ["ramadan", "eid", "mothers_day"]


def test_parts_of_periods_within_windows_add_up_to_the_windows():
    days = pd.Series(pd.date_range("2022-01-01", "2023-12-31").astype("datetime64[us]"))
    weeks = pd.Series(pd.date_range("2022-01-03", "2023-12-31", freq="W-MON"))
    months = pd.Series(pd.date_range("2022-01-01", "2023-12-31", freq="MS"))
    daily = calendar.parts(days).sum()
    assert daily.to_dict() == {"ramadan": 60, "eid": 18, "world_day": 14, "mothers_day": 8}
    assert (calendar.parts(weeks).sum() * 7).to_numpy() == pytest.approx(daily.to_numpy())
    monthly = calendar.parts(months).mul(months.dt.days_in_month, axis=0).sum()
    assert monthly.to_numpy() == pytest.approx(daily.to_numpy())


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (rising(0).head(11), "11 whole periods"),
        (rising(0, mean=0.1), "articles on the issue in"),
        (rising(0, periods=40, by="week"), "cannot be said"),
        (rising(0).assign(total_articles=0, issue_articles=0), "0 whole periods"),
        (rising(0).assign(issue_articles=-1), "below 0"),
        (pd.concat([rising(0).assign(outlet=o) for o in "AB"]), "one outlet first"),
    ],
)
def test_nothing_is_said_where_nothing_can_be(one, words):
    with pytest.raises(InputError, match=words):
        trend(one)
