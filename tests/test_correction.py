"""Corrected shares: published figures, planted errors recovered, intervals that cover the truth.

Print the coverage with `pytest tests/test_correction.py -s`.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.schema import InputError
from analysis.words import correction
from analysis.words.correction_methods import ppi_mean, rogan_gladen
from analysis.words.correction_strata import wilson

LEVEL = {"mentioned": 1, "near": 0, "rest": 0}


def population(rng, sizes, rates) -> pd.DataFrame:
    """Articles whose truth is known: `rates` of each stratum are on the issue."""
    stratum = np.repeat(list(sizes), list(sizes.values()))
    table = pd.DataFrame({"stratum": stratum})
    table["truth"] = rng.random(len(table)) < table["stratum"].map(rates)
    level = table["stratum"].map(LEVEL)
    return table.assign(
        article_id=[f"a{i}" for i in range(len(table))],
        issue="x",
        is_issue=level > 0,
        issue_level=level,
        issue_score=0.0,
        issue_reason="",
        lexicon_version="v",
        date_precision="day",
    )


def drawn(rng, table, numbers) -> pd.DataFrame:
    """A coded sample: so many articles of each stratum, at random."""
    parts = []
    for name, number in numbers.items():
        rows = table[table["stratum"] == name]
        chosen = rows.iloc[rng.choice(len(rows), number, replace=False)]
        parts.append(chosen.assign(stratum_size=len(rows), probability=number / len(rows)))
    codes = pd.concat(parts, ignore_index=True)
    codes["relevance"] = codes["truth"].astype("int64")
    keep = ["article_id", "relevance", "stratum", "stratum_size", "probability"]
    return codes[keep].assign(coder="ani", is_borderline=False)


def corrected(table, codes, **options) -> pd.DataFrame:
    return correction.corrected_share(table.drop(columns=["truth", "stratum"]), codes, **options)


def test_rogan_gladen_gives_published_figures():
    # the example of epiR's manual page: 23 of 150 cows, Se 0.96, Sp 0.89 -> 5.1 of 100
    found = rogan_gladen(23, 150, found=96, relevant=100, passed=89, others=100)
    assert found.share == pytest.approx(0.051, abs=5e-4)
    # by hand from Lang and Reiczigel (2014): p 24.9207/153.8415, Se 97/102, Sp 90/102
    assert (found.low, found.high) == pytest.approx((0.0, 0.14567), abs=5e-5)
    assert found.is_informative


def test_rogan_gladen_says_so_where_it_cannot_inform():
    coin = rogan_gladen(30, 100, found=52, relevant=100, passed=50, others=100)
    assert not coin.is_informative
    worse = rogan_gladen(30, 100, found=20, relevant=100, passed=50, others=100)
    assert np.isnan(worse.share) and not worse.is_informative
    assert np.isnan(rogan_gladen(3, 100, found=0, relevant=0, passed=50, others=50).share)


def test_prediction_powered_mean_equals_its_authors_package():
    # ppi_py 0.2.3 (ppi_mean_pointestimate, ppi_mean_ci) on these arrays
    i, j = np.arange(120), np.arange(1500)
    codes = ((i * 7) % 10 < 3).astype(float)
    ratings = np.where((i * 3) % 8 == 0, 1 - codes, codes) * 0.8 + 0.1
    others = ((j * 11) % 17 < 4) * 0.8 + 0.1
    found = ppi_mean(codes, ratings, others)
    assert found[:3] == pytest.approx((0.23101502, 0.17067985, 0.29135019), abs=1e-8)
    weighted = ppi_mean(codes, ratings, others, 1 + i % 3)
    assert weighted[:3] == pytest.approx((0.22826667, 0.1627844, 0.29374894), abs=1e-8)
    assert ppi_mean(codes, np.full(120, 0.5), np.full(900, 0.5))[0] == pytest.approx(0.3)


def test_a_stratum_coded_as_a_whole_has_no_interval():
    low, high = wilson(np.array([3.0, 3.0]), np.array([10.0, 10.0]), np.array([1.0, 0.0]))
    assert (low[0], high[0]) == pytest.approx((0.3, 0.3), abs=1e-4)
    assert (low[1], high[1]) == pytest.approx((0.1078, 0.6032), abs=5e-5)  # Wilson, 3 of 10


SCENES = {
    # sizes, rates on the issue, numbers coded
    "one in ten": (
        {"mentioned": 200, "near": 200, "rest": 1600},
        {"mentioned": 0.8, "near": 0.15, "rest": 0.03},
        {"mentioned": 80, "near": 80, "rest": 200},
    ),
    "one in a hundred": (
        {"mentioned": 60, "near": 300, "rest": 3640},
        {"mentioned": 0.7, "near": 0.04, "rest": 0.0},
        {"mentioned": 40, "near": 120, "rest": 100},
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_the_interval_covers_the_truth(scene, repeats=60):
    """Of 60 intervals that cover 95 % each, 53 or more do with a chance of 99 %."""
    sizes, rates, numbers = SCENES[scene]
    options = {"assume_none": ("rest",)} if rates["rest"] == 0 else {}
    hits, errors = 0, []
    for seed in range(repeats):
        rng = np.random.default_rng(seed)
        table = population(rng, sizes, rates)
        row = corrected(table, drawn(rng, table, numbers), **options).iloc[0]
        truth = table["truth"].mean()
        hits += row["corrected_low"] <= truth <= row["corrected_high"]
        errors.append(row["corrected_share"] - truth)
    print(f"{scene}: covers {hits} of {repeats}; mean error {np.mean(errors):+.5f} of {truth:.4f}")
    assert hits >= 53
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(repeats)


def test_a_rare_issue_without_the_assumption_says_that_it_cannot_inform():
    rng = np.random.default_rng(2)
    _, rates, numbers = SCENES["one in a hundred"]
    table = population(rng, {"mentioned": 60, "near": 300, "rest": 9640}, rates)
    codes = drawn(rng, table, numbers)
    plain = corrected(table, codes).iloc[0]
    assert not plain["is_informative"] and "most by stratum 'rest' (0 of 100" in plain["note"]
    told = corrected(table, codes, assume_none=("rest",)).iloc[0]
    assert told["is_informative"] and told["corrected_high"] < plain["corrected_high"] / 2
    for method in ("rogan-gladen", "ppi"):
        assert not corrected(table, codes, method=method)["is_informative"][0]


def months(rng, precision) -> pd.DataFrame:
    """Six quarters of 1,200 articles, 4 % on the issue, all marked; marks of that precision."""
    parts = []
    for quarter, value in enumerate(precision):
        real = 48
        false = round(real / value) - real
        part = population(rng, {"mentioned": real + false, "rest": 1200 - real - false},
                          {"mentioned": 0.0, "rest": 0.0})  # fmt: skip
        part.loc[rng.choice(real + false, real, replace=False), "truth"] = True
        day = pd.Timestamp("2022-01-01") + pd.DateOffset(months=3 * quarter)
        parts.append(part.assign(published_on=day))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(article_id=[f"a{i}" for i in range(len(table))])


def test_a_wave_of_homonyms_leaves_the_corrected_share_flat():
    rng = np.random.default_rng(4)
    table = months(rng, [0.9] * 3 + [0.6] * 3)
    codes = drawn(rng, table, {"mentioned": 330, "rest": 600})
    with pytest.warns(UserWarning, match="0.89 of 47 coded articles in 2022-01-01, 0.67 else"):
        found = corrected(table, codes, by="quarter")
    assert found["raw_share"].iloc[3:].mean() > 1.4 * found["raw_share"].iloc[:3].mean()
    first, last = found["corrected_share"].iloc[:3].mean(), found["corrected_share"].iloc[3:].mean()
    assert abs(last / first - 1) < 0.12
    inside = (found["corrected_low"] <= 0.04) & (found["corrected_high"] >= 0.04)
    assert inside.all() and found["is_informative"].all()
    assert list(found.columns)[0] == "period_start" and len(found) == 6


def test_a_drift_that_few_codes_cannot_follow_is_not_corrected_in_silence():
    rng = np.random.default_rng(4)
    table = months(rng, [0.95] * 3 + [0.4] * 3)
    codes = drawn(rng, table, {"mentioned": 150, "rest": 100})
    with pytest.warns(UserWarning, match="may be a change of precision"):
        found = corrected(table, codes, by="quarter")
    few = found["note"].str.contains("though it differs between periods")
    assert few.any() and not found["is_informative"][few].any()


def test_steady_precision_raises_no_warning():
    rng = np.random.default_rng(9)
    table = months(rng, [0.8] * 6)
    codes = drawn(rng, table, {"mentioned": 240, "rest": 200})
    found = corrected(table, codes, by="quarter")  # a warning would be an error here
    assert len(found) == 6
    same = correction.precision_by(table.drop(columns="stratum"), codes, by="quarter")
    assert not same["is_different"].any() and same["coded_marked"].sum() == 240


def test_fisher_and_the_false_discovery_rate_are_those_of_scipy():
    from scipy.stats import false_discovery_control, fisher_exact

    rng = np.random.default_rng(4)
    table = months(rng, [0.9] * 3 + [0.6] * 3)
    codes = drawn(rng, table, {"mentioned": 330, "rest": 60})
    found = correction.precision_by(table.drop(columns="stratum"), codes, by="quarter")
    joined = table.merge(codes[["article_id"]], on="article_id").query("is_issue")
    ps = []
    for day in found["period_start"]:
        here = joined["published_on"] == day
        cells = [[(here & joined["truth"]).sum(), (here & ~joined["truth"]).sum()],
                 [(~here & joined["truth"]).sum(), (~here & ~joined["truth"]).sum()]]  # fmt: skip
        ps.append(fisher_exact(cells)[1])
    assert found["p_value"].to_numpy() == pytest.approx(ps)
    assert found["q_value"].to_numpy() == pytest.approx(false_discovery_control(ps))


def test_picked_articles_do_not_enter_an_estimate():
    rng = np.random.default_rng(6)
    table = population(rng, *SCENES["one in ten"][:2])
    codes = drawn(rng, table, SCENES["one in ten"][2])
    others = table[~table["article_id"].isin(codes["article_id"])].iloc[:50]
    picked = others[["article_id"]].assign(
        relevance=1, stratum="", stratum_size=0, probability=np.nan, coder="ani",
        is_borderline=False,
    )  # fmt: skip
    both = pd.concat([codes, picked], ignore_index=True)
    pd.testing.assert_frame_equal(corrected(table, both), corrected(table, codes))
    with pytest.raises(InputError, match="no coded article was drawn at random"):
        corrected(table, picked)


def test_a_period_without_articles_is_a_gap():
    rng = np.random.default_rng(1)
    table = months(rng, [0.8] * 3)
    table = table[table["published_on"].dt.month != 4]
    found = corrected(table, drawn(rng, table, {"mentioned": 60, "rest": 60}), by="quarter")
    assert found["note"][1] == "no article read" and np.isnan(found["corrected_share"][1])
    assert np.isnan(found["raw_share"][1]) and not found["is_informative"][1]


def test_what_was_not_drawn_is_said():
    rng = np.random.default_rng(1)
    table = population(rng, *SCENES["one in ten"][:2])
    marked_only = corrected(table, drawn(rng, table, {"mentioned": 50})).iloc[0]
    assert "misses are not known" in marked_only["note"] and not marked_only["is_informative"]
    rest_only = corrected(table, drawn(rng, table, {"rest": 50})).iloc[0]
    assert "precision is not known" in rest_only["note"] and np.isnan(rest_only["corrected_share"])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"method": "magic"}, "method 'magic' is not there"),
        ({"by": "moon"}, "by='moon' is no period"),
        ({"level": 3}, "level 3"),
        ({"assume_none": ("mentioned",)}, "holds articles on the issue"),
        ({"assume_none": ("depths",)}, "no article was drawn from a stratum 'depths'"),
    ],
)
def test_bad_options_are_told_in_words(options, reason):
    rng = np.random.default_rng(1)
    table = population(rng, *SCENES["one in ten"][:2])
    with pytest.raises(InputError, match=reason):
        corrected(table, drawn(rng, table, SCENES["one in ten"][2]), **options)
