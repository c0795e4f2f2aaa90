"""The change between two spans: against statsmodels, by hand, by bootstrap, refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from scipy.stats import t as student
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis import simulate
from analysis.attention.corrected import relative_change
from analysis.attention.interval import interval
from analysis.attention.precision import precision
from analysis.schema import InputError
from analysis.simulate import Cases, Outlet, Wires


def press(plan, months=12, start="2020-01-01"):
    """{outlet: ((articles, issue) a month in year 1, ... in year 2)} as marked articles."""
    rows = []
    for outlet, years in plan.items():
        for year, (articles, hits) in enumerate(years):
            for month in range(months):
                first = pd.Timestamp(start) + pd.DateOffset(months=year * months + month)
                last = first.days_in_month - 1
                days = [
                    first + pd.Timedelta(last * i // max(articles - 1, 1), "D")
                    for i in range(articles)
                ]
                rows += [(day, outlet, i < hits) for i, day in enumerate(days)]
    table = pd.DataFrame(rows, columns=["published_on", "outlet", "is_issue"])
    table["published_on"] = table["published_on"].astype("datetime64[us]")
    ids = [f"a{i}" for i in range(len(table))]
    return table.assign(article_id=pd.Series(ids, dtype="str"), lang="id")


def coded_of(articles, relevance):
    return pd.DataFrame(
        {
            "article_id": articles["article_id"],
            "relevance": relevance,
            "coder": "ab",
            "stratum": "s",
            "stratum_size": len(articles),
            "probability": 1.0,
        }
    )


def test_one_even_outlet_agrees_with_statsmodels():
    articles = press({"A": ((300, 9), (400, 15))})
    found = relative_change(articles)
    assert found.change == pytest.approx((15 / 400) / (9 / 300) - 1)
    twin = confint_proportions_2indep(
        12 * 15, 12 * 400, 12 * 9, 12 * 300, compare="ratio", method="log"
    )
    wider = student.ppf(0.975, 22) / norm.ppf(0.975)
    ours = np.log1p([found.low, found.high])
    assert np.diff(ours)[0] == pytest.approx(wider * np.diff(np.log(twin))[0], rel=0.02)
    assert ours.mean() == pytest.approx(np.log1p(found.change))


def test_another_mix_of_constant_outlets_is_no_change():
    plan = {"A": ((900, 9), (300, 3)), "B": ((100, 5), (700, 35))}
    articles = press(plan)
    assert relative_change(articles).change == pytest.approx(0, abs=1e-12)
    pooled = relative_change(articles, outlets="all")
    assert pooled.change == pytest.approx(0.038 / 0.014 - 1)
    assert "mix" in pooled.notes and "+2.40 percentage points" in pooled.in_words


def test_fixed_weights_are_the_parts_of_both_spans_together():
    plan = {"A": ((60, 3), (100, 10)), "B": ((40, 4), (200, 4))}
    found = relative_change(press(plan))
    first = (160 * 3 / 60 + 240 * 4 / 40) / 400
    last = (160 * 10 / 100 + 240 * 4 / 200) / 400
    assert (found.share_first, found.share_last) == pytest.approx((first, last))


def test_what_was_read_in_one_span_only_is_not_compared():
    plan = {"A": ((200, 6), (200, 6)), "new": ((0, 0), (200, 40))}
    found = relative_change(press(plan))
    assert found.change == pytest.approx(0) and found.left_out_articles == 2400
    assert "new (id) entered" in found.notes["outlets"]
    lost = press({"A": ((200, 6), (200, 6)), "B": ((100, 20), (100, 20))})
    lost.loc[(lost["outlet"] == "B") & (lost["published_on"] < "2021-01-01"), "lang"] = "en"
    assert relative_change(lost).left_out_articles == 2400


def test_a_panel_asks_for_every_month_and_weights_for_most():
    articles = press({"A": ((100, 4), (100, 4)), "B": ((100, 8), (100, 8))})
    silent = (articles["outlet"] == "B") & articles["published_on"].dt.month.isin([3, 4])
    articles = articles[~(silent & (articles["published_on"] >= "2021"))]
    assert relative_change(articles, outlets="panel").counted_last == 1200
    assert relative_change(articles).counted_last == 2200


def test_stories_count_once_and_the_note_says_what_articles_would():
    articles = press({"A": ((300, 12), (300, 12))}).assign(is_copy=False)
    articles["copy_group"] = articles["article_id"]
    late = articles[articles["is_issue"] & (articles["published_on"] >= "2021")]
    copies = late.assign(is_copy=True, article_id=late["article_id"] + "x")
    both = pd.concat([articles, copies], ignore_index=True)
    found = relative_change(both)
    assert found.change == pytest.approx(0) and found.count == "stories"
    assert "+100%" in found.notes["copies"]
    told = relative_change(both, count="articles")
    assert told.change == pytest.approx(24 / 312 / (12 / 300) - 1)
    assert told.design_effect > 1.4
    assert (
        "Copies were not looked for" in relative_change(press({"A": ((90, 9), (90, 9))})).in_words
    )


def test_the_interval_of_articles_agrees_with_a_bootstrap_of_stories():
    made = simulate.press(
        months=24, outlets=(Outlet("A", 60, 0.04),), seed=5,
        wires=Wires(0.5, 0.5, 3.0, "geometric"),
    ).articles  # fmt: skip
    found = relative_change(made, count="articles")
    rng = np.random.default_rng(5)
    logs = np.zeros(400)
    for side in (made["published_on"] < "2016-01-01", made["published_on"] >= "2016-01-01"):
        story = made[side].groupby("copy_group")["is_issue"].agg(["size", "sum"]).to_numpy()
        drawn = rng.poisson(1.0, (400, len(story))) @ story
        logs = np.log(drawn[:, 1] / drawn[:, 0]) - logs
    width = np.log((1 + found.high) / (1 + found.low))
    t, z = student.ppf(0.975, 22), norm.ppf(0.975)
    assert width / (2 * t) == pytest.approx(logs.std(), rel=0.12)
    assert z < t


def test_months_that_differ_beyond_chance_widen_the_interval():
    articles = press({"A": ((300, 12), (300, 12))})
    month = articles["published_on"].dt.month
    rank = articles.groupby(articles["published_on"].dt.to_period("M")).cumcount()
    uneven = articles.assign(is_issue=rank < np.where(month % 2 == 0, 22, 2))
    even, odd = relative_change(articles), relative_change(uneven)
    assert odd.change == pytest.approx(even.change, abs=1e-12)
    assert odd.high > 1.5 * even.high and odd.design_effect > 5


def test_bursts_of_cases_that_run_over_the_end_of_a_month_are_allowed_for():
    held, widths = [], []
    for seed in range(16):
        made = simulate.press(
            months=24, articles_a_day=20, issue_share=0.04, cases=Cases(0.5, 8, 10), seed=seed
        )
        found = relative_change(made.articles)
        held.append(found.low <= 0 <= found.high)
        widths.append(np.log1p(found.high) - np.log1p(found.low))
    assert interval(sum(held), len(held))[1] >= 0.93
    # As many stories without cases: 12 months of 24 a month, twice.
    assert np.median(widths) > 1.5 * 2 * student.ppf(0.975, 22) * np.sqrt(2 / 288)


def test_precision_scales_both_shares():
    articles = press({"A": ((300, 20), (300, 20))})
    hits = articles[articles["is_issue"]]
    late = (hits["published_on"] >= "2021").to_numpy()
    rank = hits.groupby(late).cumcount().to_numpy()
    relevance = np.where(rank < np.where(late, 120, 216), 2, 0)  # of 240 each: .5 and .9
    found = relative_change(articles, coded=coded_of(hits, relevance))
    assert (found.precision_first, found.precision_last) == pytest.approx((0.9, 0.5))
    assert found.change == pytest.approx(5 / 9 - 1)
    assert "90% are on the issue" in found.notes["precision"]
    plain = relative_change(articles)
    assert np.log1p(found.high) - np.log1p(found.low) > np.log1p(plain.high) - np.log1p(plain.low)


def test_precision_knows_weights_and_chances():
    marked = press({"A": ((4, 4), (4, 4))}, months=1)
    coded = coded_of(marked, [2, 2, 0, 0, 2, 2, 2, 0])
    coded["probability"] = [0.5, 1, 1, 1, 1, 1, 1, np.nan]
    weight = np.array([1, 2, 1, 1, 1, 1, 1, 9.0])
    found = precision(marked, weight, coded)
    assert found.value == pytest.approx((2 + 2 + 3) / 9) and found.coded == 7
    assert found.low < found.value < found.high
    with pytest.raises(InputError, match="drawn by chance and coded"):
        precision(marked, weight, coded.assign(probability=np.nan))


def test_import_days_and_findings_are_left_out():
    articles = press({"A": ((300, 12), (300, 12))})
    day = pd.Timestamp("2021-06-10")
    heap = articles.head(900).assign(published_on=day, is_issue=True)
    heap = heap.astype({"published_on": "datetime64[us]"})
    heaped = pd.concat([articles, heap], ignore_index=True)
    found = relative_change(heaped)
    assert found.change == pytest.approx(0, abs=0.01) and "pile-up" in found.notes
    findings = pd.DataFrame(
        {
            "kind": ["import day", "outage"],
            "outlet": ["A", ""],
            "period_start": pd.to_datetime(["2021-03-01", "2021-08-01"]),
            "period_end": pd.to_datetime(["2021-03-31", "2021-08-31"]),
        }
    )
    assert relative_change(articles, findings=findings).counted_last == 300 * 11


def test_unfinished_months_are_in_neither_span():
    articles = press({"A": ((300, 12), (300, 12))})
    kept = articles[articles["published_on"].between("2020-01-10", "2021-12-05")]
    found = relative_change(kept, first=11, last=11)
    assert found.first == (pd.Timestamp("2020-02-01"), pd.Timestamp("2020-12-31"))
    assert found.last == (pd.Timestamp("2021-01-01"), pd.Timestamp("2021-11-30"))
    assert "first and last month is left out" in found.notes["unfinished"]


def test_furniture_that_names_the_issue_is_told():
    articles = press({"A": ((300, 12), (300, 12))}).assign(issue="trafficking", cut_text="")
    late = articles.index[(articles["published_on"] >= "2021") & ~articles["is_issue"]][::9]
    articles.loc[late, "cut_text"] = "Baca juga: Polisi bongkar perdagangan orang"
    assert f"and {len(late):,} of the last" in relative_change(articles).notes["furniture"]
    articles["cut_text"] = "Baca juga: Harga beras turun"
    assert "furniture" not in relative_change(articles).notes


def test_too_few_stories_cannot_be_said():
    found = relative_change(press({"A": ((30, 0), (30, 2))}))
    assert np.isnan([found.change, found.low, found.high]).all()
    assert found.in_words.startswith("The change cannot be said: 0 and 24")


def test_the_order_of_articles_does_not_matter():
    articles = press({"A": ((40, 3), (60, 4)), "B": ((30, 1), (20, 2))})
    mixed = articles.sample(frac=1, random_state=3)
    assert relative_change(mixed)[:5] == pytest.approx(relative_change(articles)[:5], rel=1e-9)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first": 20}, "24 whole months, 20 and 12 cannot"),
        ({"first": 0}, "24 whole months"),
        ({"first": ("2020-01-01", "2020-06-30")}, "or both as numbers of months"),
        ({"first": ("2021-01-01", "2021-06-30"), "last": ("2020-01-01", "2020-06-30")}, "before"),
        ({"first": ("2001-01-01", "2001-06-30"), "last": ("2020-01-01", "2020-06-30")}, "no artic"),
        ({"outlets": "some"}, "all, panel, weighted"),
        ({"count": "hits"}, "'stories' or 'articles'"),
    ],
)
def test_what_cannot_be_compared_is_refused(given, words):
    with pytest.raises(InputError, match=words):
        relative_change(press({"A": ((10, 5), (10, 5))}), **given)


def test_outlets_that_never_meet_are_refused():
    with pytest.raises(InputError, match="no outlet was read in most"):
        relative_change(press({"A": ((10, 5), (0, 0)), "B": ((0, 0), (10, 5))}))
    with pytest.raises(InputError, match="no column is_issue"):
        relative_change(press({"A": ((10, 5), (10, 5))}).drop(columns="is_issue"))
