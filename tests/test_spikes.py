"""Spikes: what was expected, both error rates drawn, gaps, groups, copies, and what made them."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from calibration.change import CELLS, counts, false_alarms, table
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import attention
from analysis.attention import null
from analysis.attention.explain import explain
from analysis.attention.spikes import spikes
from analysis.schema import InputError


def draw(kind="Poisson", mean=20, periods=72, by="month", seed=1):
    return table(counts(kind, mean, (1, periods), np.random.default_rng(seed))[0], by)


def test_false_alarms_of_a_tenth_of_the_series():
    found = false_alarms(40, cells=CELLS[1::3], rates=("spikes",))
    assert (found["spikes_low"] <= 0.05).all()
    assert found["spikes"].mean() <= 0.05


def test_a_month_of_three_times_as_many_is_found():
    seen = []
    for seed in range(40):
        one = draw(seed=seed)
        one.loc[40, "issue_articles"] = np.random.default_rng(seed).poisson(60)
        seen.append(spikes(one)["is_spike"].iloc[40])
    assert np.mean(seen) >= 0.9


def test_what_is_expected_is_the_regression_without_the_period():
    one = draw(mean=30, seed=3)
    terms = null.design(one["period_start"])
    exposure = one["total_articles"].to_numpy(dtype=float)
    for place in (0, 17, 71):
        others = np.delete(np.arange(72), place)
        model = sm.GLM(
            one["issue_articles"].to_numpy()[others],
            terms[others],
            family=sm.families.Poisson(),
            offset=np.log(exposure[others]),
        ).fit()
        exact = exposure[place] * np.exp(terms[place] @ model.params)
        assert spikes(one)["expected"].iloc[place] == pytest.approx(exact, rel=0.01)


def test_the_fit_is_that_of_statsmodels():
    one = draw("negative binomial", mean=9, seed=5)
    y, terms = one["issue_articles"].to_numpy(), null.design(one["period_start"])
    exposure = np.linspace(500, 900, len(y))
    for alpha, family in (
        (0.0, sm.families.Poisson()),
        (0.4, sm.families.NegativeBinomial(alpha=0.4)),
    ):
        twin = sm.GLM(y, terms, family=family, offset=np.log(exposure)).fit()
        found = null.coefficients(y, exposure, terms, alpha=alpha)[0]
        assert found == pytest.approx(twin.params, abs=1e-5)


def test_made_up_series_are_those_of_the_fit():
    fitted = null.Null(np.full(400, 6.0), np.full(400, 0.3), 0.8, 0.6)
    series = null.simulate(fitted, 300, np.random.default_rng(1))
    assert series.mean() == pytest.approx(6, rel=0.02)
    assert series.var() == pytest.approx(6 + 0.3 * 36, rel=0.05)
    away = series - series.mean()
    alike = [np.mean(away[:, k:] * away[:, :-k]) / np.mean(away**2) for k in (1, 2)]
    assert alike == pytest.approx([0.48, 0.288], abs=0.06)
    again = null.fit(series[0], np.full(400, 6.0), np.ones((400, 1)), np.ones(400))
    assert again.alpha[0] == pytest.approx(0.3, abs=0.15)


def test_a_changing_archive_makes_no_spike():
    one = draw(seed=2)
    one["total_articles"] = np.where(np.arange(72) == 30, 4 * 10**6, 10**6)
    rate = one["total_articles"] * 20e-6
    one["issue_articles"] = np.random.default_rng(2).poisson(rate)
    assert one["issue_articles"].iloc[30] > 55
    assert not spikes(one)["is_spike"].any()


def test_a_season_makes_no_spike_and_one_beyond_it_does():
    one = draw("seasonal", periods=72, seed=4)
    assert not spikes(one)["is_spike"].any()
    one.loc[33, "issue_articles"] = 60  # in the low season
    assert spikes(one).query("is_spike").index.tolist() == [33]


def test_copies_of_one_report_are_no_spike():
    one = draw(mean=5, seed=6)
    one.loc[20, "issue_articles"] = 40
    assert spikes(one)["is_spike"].iloc[20]
    effect = pd.Series(1.0, index=one.index)
    effect[20] = 30.0
    assert not spikes(one.assign(design_effect=effect))["is_spike"].iloc[20]


def test_gaps_and_unfinished_periods_are_not_looked_at():
    one = draw().assign(is_gap=False, is_partial=False)
    one.loc[9, ["total_articles", "issue_articles", "is_gap"]] = [0, 0, True]
    one.loc[71, "is_partial"] = True
    one.loc[71, "issue_articles"] = 500
    found = spikes(one)
    assert found["expected"].isna().to_numpy().nonzero()[0].tolist() == [9, 71]
    assert not found.loc[[9, 71], "is_spike"].any()
    assert found["q_value"].notna().sum() == 70


def test_groups_are_tested_together_and_rows_keep_their_order():
    parts = [draw(seed=s).assign(outlet=f"Koran {s}") for s in range(4)]
    parts[2].loc[5, "issue_articles"] = 70
    whole = pd.concat(parts, ignore_index=True).sample(frac=1, random_state=1)
    whole = whole[["period_start", "outlet", "total_articles", "issue_articles"]]
    found = spikes(whole)
    assert found["observed"].tolist() == whole["issue_articles"].tolist()
    assert found.loc[found["is_spike"], ["outlet", "observed"]].values.tolist() == [["Koran 2", 70]]
    assert found.loc[found["is_spike"], "q_value"].iloc[0] > found["p_value"].min()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=14))
def test_every_series_has_an_answer(hits):
    found = spikes(table(np.array(hits), "month"))
    assert found["p_value"].between(0, 1).all() and (found["q_value"] >= found["p_value"]).all()
    assert found["excess"].to_numpy() == pytest.approx(np.array(hits) - found["expected"])


def test_a_series_without_a_hit_has_no_spike():
    assert not spikes(table(np.zeros(36), "month"))["is_spike"].any()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issue_articles": -1}, "below 0"),
        ({"issue_articles": 10**7}, "more articles on the issue"),
        ({"total_articles": 0, "issue_articles": 0}, "0 whole periods"),
        ({"period_start": pd.Timestamp("2020-01-01")}, "the same period twice"),
    ],
)
def test_nonsense_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        spikes(draw().assign(**change))


def test_one_period_and_no_denominator_are_refused():
    with pytest.raises(InputError, match="cannot be said; 1 whole periods"):
        spikes(draw().head(1))
    with pytest.raises(InputError, match="no column total_articles"):
        spikes(draw().drop(columns="total_articles"))


def made_press(extra):
    """Two outlets, one article in ten on the issue each month, and a February of its own."""
    rows = [
        (f"2022-{month:02}-{day:02}", outlet, day == 9, "perdagangan orang", "")
        for month in range(1, 13)
        for day in range(1, 29)
        for outlet in ("Kabar Dua", "Harian Satu")
    ]
    rows += [("2022-02-15", "Koran Tiga", True, "TPPO; perdagangan orang", "s9")] * extra
    names = ["published_on", "outlet", "is_issue", "issue_reason", "copy_group"]
    made = pd.DataFrame(rows, columns=names).astype({"issue_reason": "str", "copy_group": "str"})
    made["published_on"] = pd.to_datetime(made["published_on"]).astype("datetime64[us]")
    made["article_id"] = [f"a{n}" for n in range(len(made))]
    return made.astype({"article_id": "str", "outlet": "str"})


def test_a_spike_is_explained_by_what_was_more_than_usual():
    marked = made_press(12)
    monthly = attention.share(marked.drop(columns="copy_group"), by="month", pileups="keep")
    found = explain(spikes(monthly), marked)
    assert found["period_start"].tolist() == [pd.Timestamp("2022-02-01")]
    row = found.iloc[0]
    assert row["outlets"].startswith("Koran Tiga 12 (usual 0.0)")
    assert row["terms"].startswith("TPPO 12 (usual 0.0), perdagangan orang 14 (usual 2.")
    assert (row["stories"], row["largest_story_articles"]) == (3, 12)
    assert marked.set_index("article_id").loc[row["largest_story"], "copy_group"] == "s9"


def test_explain_says_what_it_lacks():
    marked = made_press(12).drop(columns="copy_group")
    monthly = spikes(attention.share(marked, by="month", pileups="keep"))
    mentions = pd.DataFrame({"article_id": ["a672", "a672"], "term": ["TPPO", "TPPO"]})
    row = explain(monthly, marked, mentions).iloc[0]
    assert pd.isna(row["stories"]) and row["terms"] == "TPPO 1 (usual 0.0)"
    with pytest.raises(InputError, match="length of a period"):
        explain(monthly[monthly["is_spike"]], marked)
    with pytest.raises(InputError, match="not marked"):
        explain(monthly, marked.drop(columns="is_issue"))
