"""The share engine and its peaks: published intervals, gaps that are not zeros, flat series."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from analysis import attention
from analysis.attention.interval import interval
from analysis.attention.share import with_shares
from analysis.schema import ATTENTION, InputError, frame

NEWCOMBE_1998 = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
GUARDIAN_COVID_2020 = [0.021, 0.144, 0.386, 0.362, 0.245, 0.173, 0.155]


def press(days, on_issue, outlet="A", **columns):
    articles = frame(
        "articles",
        {"published_on": pd.to_datetime(pd.Series(days), format="%Y-%m-%d"), "outlet": outlet},
    )
    marks = {"is_issue": on_issue, "issue": "trafficking", "lexicon_version": "abc"}
    return articles.assign(**(marks | columns))


def monthly(hits, totals):
    counts = {
        "period_start": pd.date_range("2015-01-01", periods=len(hits), freq="MS"),
        "issue_articles": hits,
        "total_articles": totals,
    }
    return with_shares(pd.DataFrame(counts))


@pytest.mark.parametrize(("hits", "seen", "low", "high"), NEWCOMBE_1998)
def test_interval_is_wilsons_as_newcombe_printed_it(hits, seen, low, high):
    ends = interval(np.array([hits]), np.array([seen]))
    assert np.round(np.ravel(ends), 4).tolist() == [low, high]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1))
def test_interval_agrees_with_statsmodels(pairs):
    hits, seen = np.array([(min(p), max(p)) for p in pairs]).T
    low, high = interval(hits, seen)
    for i in range(len(seen)):
        if seen[i] == 0:
            assert np.isnan(low[i]) and np.isnan(high[i])
        else:
            twin = proportion_confint(hits[i], seen[i], method="wilson")
            assert (low[i], high[i]) == pytest.approx(twin, abs=1e-12)
            assert 0 <= low[i] <= hits[i] / seen[i] <= high[i] <= 1


def test_guardian_covid_curve_by_month(shared):
    path = shared / "corpora/reference/guardian_headlines.csv.gz"
    rows = pd.read_csv(path)
    is_covid = rows["Text"].str.contains("covid|coronavirus", case=False)
    table = attention.share(press(rows["Date"], is_covid, outlet="The Guardian"))
    assert table["share"].round(3).tolist() == GUARDIAN_COVID_2020
    assert table["issue_articles"].tolist() == [13, 72, 286, 210, 152, 111, 59]
    assert table["total_articles"].tolist() == [620, 500, 740, 580, 620, 640, 380]
    assert table["is_partial"].tolist() == [True, False, False, False, False, False, True]
    high = attention.peaks(table, press(rows["Date"], is_covid, outlet="The Guardian"))
    assert high["period_start"].dt.month.tolist() == [3, 4]
    assert high["outlets"].iloc[0] == "The Guardian 286"


def test_nothing_read_is_a_gap_and_nothing_found_is_zero():
    table = attention.share(press(["2020-01-01", "2020-03-31"], [False, True]))
    assert table["is_gap"].tolist() == [False, True, False]
    assert table["share"].iloc[0] == 0
    assert table.loc[1, ["share", "share_low", "share_high"]].isna().all()
    assert list(table.columns) == list(ATTENTION)
    assert table["design_effect"].isna().all()
    assert set(table["lexicon_version"]) == {"abc"}


@pytest.mark.parametrize(
    ("by", "starts"),
    [
        ("day", ["2020-01-05", "2020-01-06"]),
        ("week", ["2019-12-30", "2020-01-06"]),  # Sunday ends a week, Monday begins one
        ("month", ["2020-01-01"]),
        ("quarter", ["2020-01-01"]),
        ("year", ["2020-01-01"]),
    ],
)
def test_periods_begin_where_the_calendar_says(by, starts):
    table = attention.share(press(["2020-01-05", "2020-01-06"], False), by=by)
    assert table["period_start"].dt.strftime("%Y-%m-%d").tolist() == starts


def test_only_a_period_not_read_to_its_edge_is_partial():
    whole = attention.share(press(["2020-01-01", "2020-02-29"], False))
    assert not whole["is_partial"].any()
    cut = attention.share(press(["2020-01-02", "2020-02-15", "2020-02-28"], False))
    assert cut["is_partial"].all()


def test_a_group_has_every_period_of_the_corpus():
    articles = press(
        ["2020-01-01", "2020-02-10", "2020-03-31"], [True, False, True], outlet=["A", "A", "B"]
    )
    table = attention.share(articles, group="outlet")
    assert list(table.columns)[:2] == ["period_start", "outlet"]
    assert attention.group_of(table) == "outlet"
    assert table.groupby("outlet").size().to_dict() == {"A": 3, "B": 3}
    assert table.loc[table["outlet"] == "B", "is_gap"].tolist() == [True, True, False]
    assert not table["is_partial"].any()  # judged on the whole corpus
    assert attention.total(table)[["outlet", "total_articles"]].to_numpy().tolist() == [
        ["A", 2],
        ["B", 1],
    ]


def test_undated_articles_are_in_no_period_and_said():
    articles = press(["2020-01-01", None], True)
    assert attention.share(articles)["total_articles"].sum() == 1
    assert attention.undated(articles).startswith("1 of 2 articles have no date")
    assert attention.undated(press(["2020-01-01"], True)) == ""


def test_a_date_known_to_the_year_is_in_no_month():
    articles = press(["2020-01-01", "2020-06-05"], True, date_precision=["year", "day"])
    assert attention.share(articles)["total_articles"].tolist() == [1]
    assert attention.share(articles, by="year")["total_articles"].tolist() == [2]


def test_left_out_days_are_shown_and_can_be_kept():
    heap = ["2020-01-01"] * 200
    days = pd.date_range("2019-11-01", "2020-03-01").strftime("%Y-%m-%d").tolist()
    articles = press(days + heap, False)
    assert attention.share(articles, by="year")["left_out_articles"].tolist() == [0, 201]
    assert attention.share(articles, by="year")["total_articles"].tolist() == [61, 60]
    kept = attention.share(articles, by="year", pileups="keep")
    assert kept["total_articles"].tolist() == [61, 261]
    daily = attention.share(articles, by="day").set_index("period_start")
    assert daily.loc["2020-01-01", "is_gap"]


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        ({"published_on": pd.NaT}, {}, "no article has a date"),
        ({}, {"by": "fortnight"}, "is no period"),
        ({}, {"group": "province"}, "no column to group by"),
        ({}, {"pileups": "maybe"}, "leave-out"),
        ({"issue": ["a", "b"]}, {}, "2 values of issue"),
    ],
)
def test_refusals_say_the_remedy_in_one_line(change, options, words):
    articles = press(["2020-01-01", "2020-01-02"], True).assign(**change)
    articles["published_on"] = articles["published_on"].astype("datetime64[us]")
    with pytest.raises(InputError, match=words) as error:
        attention.share(articles, **options)
    assert "\n" not in str(error.value)


def test_unmarked_articles_are_sent_to_words_mark():
    with pytest.raises(InputError, match="words.mark"):
        attention.share(press(["2020-01-01"], True).drop(columns="is_issue"))


def test_a_wrong_far_date_does_not_fill_the_memory():
    articles = press(["0001-01-01", "9999-12-31"], True, outlet=["A", "B"])
    with pytest.raises(InputError, match="look for wrong dates"):
        attention.share(articles, by="day", group="outlet")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(2019, 1, 1), date(2021, 12, 31)), st.booleans()),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_no_article_is_lost_and_every_share_lies_in_its_interval(rows, by):
    articles = press([f"{day:%Y-%m-%d}" for day, _ in rows], [hit for _, hit in rows])
    before = articles.copy()
    table = attention.share(articles, by=by)
    counted = table[["total_articles", "left_out_articles"]].to_numpy().sum()
    assert counted == len(articles)
    read = table[~table["is_gap"]]
    assert (read["share"] == read["issue_articles"] / read["total_articles"]).all()
    assert (read["share_low"] <= read["share"]).all()
    assert (read["share"] <= read["share_high"]).all()
    assert table["period_start"].is_unique
    whole = attention.summary(table)
    assert whole["total_articles"] == table["total_articles"].sum()
    pd.testing.assert_frame_equal(articles, before)


def test_flat_series_have_no_peak():
    draw = np.random.default_rng(20171026)
    totals = np.full(72, 500)
    flat = [len(attention.peaks(monthly(draw.binomial(500, 0.02, 72), totals))) for _ in range(200)]
    assert np.mean(np.array(flat) > 0) <= 0.05


def test_a_month_that_trebles_is_a_peak():
    draw = np.random.default_rng(1)
    found = []
    for _ in range(50):
        hits = draw.binomial(1000, 0.02, 48)
        hits[30] = draw.binomial(1000, 0.06)
        high = attention.peaks(monthly(hits, np.full(48, 1000)))
        found.append(pd.Timestamp("2017-07-01") in set(high["period_start"]))
    assert np.mean(found) >= 0.9


def test_q_values_are_those_of_benjamini_and_hochberg():
    hits = np.array([5, 6, 4, 60, 5, 7, 40])
    table = attention.peaks(monthly(hits, np.full(7, 200)))
    p = binom.sf(hits - 1, 200, hits.sum() / 1400)
    _, q, _, _ = multipletests(p, method="fdr_bh")
    assert table["q_value"].to_numpy() == pytest.approx(q[[3, 6]])


def test_peaks_leave_out_partial_periods_and_name_outlets_and_terms():
    days = pd.date_range("2020-01-01", "2020-06-20").repeat(5)
    in_april = (days.month == 4) & (np.arange(len(days)) % 2 == 0)
    unfinished = (days.month == 6) & (np.arange(len(days)) % 2 == 0)
    articles = press(
        days.strftime("%Y-%m-%d"),
        in_april | unfinished,
        outlet="Kompas",
        issue_reason="TPPO; perdagangan orang",
    )
    high = attention.peaks(attention.share(articles), articles)
    assert high["period_start"].dt.month.tolist() == [4]
    assert high["outlets"].tolist() == ["Kompas 75"]
    assert high["terms"].tolist() == ["TPPO 75, perdagangan orang 75"]


def test_a_table_of_gaps_has_no_peak_and_no_curve():
    table = monthly([0, 0], [0, 0])
    assert attention.peaks(table).empty
    assert np.isnan(attention.summary(table)["share"])
