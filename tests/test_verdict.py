"""The verdict: its tests against twins, its rules, its abstentions, and what it refuses."""

import json

import numpy as np
import pandas as pd
import pytest
from calibration import verdicts as made
from scipy.stats import poisson
from statsmodels.stats.proportion import proportion_confint

from analysis import attention
from analysis.attention import claims, registration
from analysis.attention.verdict import RIVALS, verdict
from analysis.schema import InputError
from analysis.words import load_lexicon

Z95 = 1.959963984540054


LATE = "2022-01-03"
"""The first day of week 105 of a press."""


def sides(other, own, *, seen=(1000, 1000), effect=(1, 1), both=0.0):
    arrays = [np.array(x, dtype=float) for x in ((other, own), seen, effect)]
    return claims.Sides(*arrays, np.full(2, Z95), both)


def press(weekly, *, outlet="A", start="2020-01-06", others=20):
    """Articles of consecutive weeks: so many on the issue in each, and others."""
    rows = []
    for week, hits in enumerate(weekly):
        for n in range(hits + others):
            rows.append((pd.Timedelta(days=7 * week + n % 7), n < hits))
    table = pd.DataFrame(rows, columns=["after", "is_issue"])
    return pd.DataFrame(
        {
            "published_on": (pd.Timestamp(start) + table["after"]).astype("datetime64[us]"),
            "outlet": outlet,
            "is_issue": table["is_issue"],
            "copy_group": [f"{outlet}{n}" for n in range(len(table))],
        }
    )


def ask(articles, claim="rose", **options):
    return verdict(articles, claim, **{"windows": (91, 182, 364), **options})


@pytest.mark.parametrize(("own", "other"), [(3, 1), (12, 30), (40, 20), (200, 260)])
def test_the_ends_are_those_of_jeffreys_for_the_share_of_both_counts(own, other):
    low, high = proportion_confint(own, own + other, alpha=0.1, method="jeffreys")
    found = claims.compare(sides(other, own, seen=(2000, 1000)))
    assert found.ratio == pytest.approx(2 * own / other)
    assert found.low == pytest.approx(2 * low / (1 - low), rel=1e-9)
    assert found.high == pytest.approx(2 * high / (1 - high), rel=1e-9)


@pytest.mark.parametrize("expected", [5, 12, 40])
def test_a_ratio_of_one_is_called_above_and_below_in_about_five_of_a_hundred(expected):
    grid = np.arange(poisson.ppf(1 - 1e-7, expected) + 1)
    chance = poisson.pmf(grid, expected)
    above = sum(
        chance[a] * chance[b]
        for a in range(len(grid))
        for b in range(len(grid))
        if claims.compare(sides(b, a)).low > 1
    )
    assert 0.02 < above < 0.06


def test_articles_on_both_shrink_the_ratio_and_leave_its_test():
    apart, shared = claims.compare(sides(20, 40)), claims.compare(sides(20, 40, both=100))
    assert apart.ratio == pytest.approx(2) and shared.ratio == pytest.approx(140 / 120)
    assert 1 < shared.low < apart.low and 1 < shared.high < apart.high
    equal = claims.compare(sides(30, 30, both=50))
    assert equal.low < 1 < equal.high and equal.ratio == pytest.approx(1)


def test_nothing_found_is_no_ratio_and_one_empty_side_has_an_open_end():
    none, only = claims.compare(sides(0, 0)), claims.compare(sides(0, 9))
    assert np.isnan(none.ratio) and (none.low, none.high) == (0, np.inf)
    assert only.ratio == only.high == np.inf and only.low > 1
    assert claims.compare(sides(9, 0)).ratio == claims.compare(sides(9, 0)).low == 0


def test_copies_widen_the_ends_and_weaken_the_power():
    single, copied = claims.compare(sides(20, 40)), claims.compare(sides(20, 40, effect=(4, 4)))
    assert copied.low < 1 < single.low and copied.high > single.high
    assert copied.reach > single.reach > 1


def test_the_reach_is_the_ratio_seen_four_times_in_five():
    reach = claims.compare(sides(60, 60)).reach
    rng = np.random.default_rng(5)
    rates = 120 / (1 + reach), 120 * reach / (1 + reach)
    seen = [claims.compare(sides(*rng.poisson(rates))).low > 1 for _ in range(2000)]
    assert np.mean(seen) == pytest.approx(0.8, abs=0.04)


def test_more_than_takes_every_rival_and_prominent_half_of_them():
    rivals = [sides(10, 60), sides(12, 60), sides(15, 60), sides(200, 60), sides(300, 60)]
    most = claims.say("more-than", rivals)
    assert most.says == "no" and most.decides == 4
    half = claims.say("prominent", rivals)
    assert half.says == "yes" and half.decides == 2
    assert claims.say("prominent", rivals[2:]).says == "no"
    assert claims.say("more-than", rivals[:3]).says == "yes"
    assert claims.say("prominent", [sides(55, 60)] * 3).says == "cannot be said"


def test_several_chances_are_paid_for_by_the_level():
    rivals = [sides(20, 40), sides(30, 40), sides(60, 40), sides(80, 40), sides(90, 40)]
    half, single = (
        claims.say("prominent", rivals),
        claims.compare(sides(60, 40), 0.05 / 3, 0.05 / 3),
    )
    assert half.decides == 2 and half.compared == pytest.approx(single)
    most = claims.say("more-than", rivals)
    assert most.compared == pytest.approx(claims.compare(sides(90, 40), 0.05, 0.01))


def test_a_large_share_scatters_less_than_a_poisson_count():
    weeks = [12, 8] * 39, [17, 13] * 39
    for_large = ask(press(weeks[0] + weeks[1], others=10), since="2021-07-05", windows=(364,))
    main = for_large.specifications.query("is_main").iloc[0]
    plain = claims.compare(sides(main["other_count"], main["issue_count"], seen=(1040, 1300)))
    assert main["low"] > plain.low and main["high"] < plain.high


def test_days_of_a_false_pile_up_are_not_counted():
    heap = press([900], start="2021-03-01", others=900).assign(
        published_on=pd.Timestamp("2021-03-02")
    )
    heap["published_on"] = heap["published_on"].astype("datetime64[us]")
    articles = pd.concat([press([6] * 104), heap], ignore_index=True)
    found = ask(articles, at="2021-06-01", windows=(182,))
    own = 6 * 26 - 1  # one of them lies on the day of the heap
    assert (found.specifications["issue_count"] == own).all()
    assert any("false date pile-up" in note for note in found.record["notes"])


def test_a_story_is_at_the_highest_level_of_its_articles():
    articles = press([2] * 60).assign(issue_level=lambda t: t["is_issue"].astype("int64"))
    shared = articles[articles["is_issue"]].assign(issue_level=2, is_issue=True)
    both = pd.concat([articles, shared], ignore_index=True)
    table = ask(both, "rose", windows=(91,)).specifications
    is_looked = (table["level"] == 2) & (table["comparison"] == "window before")
    main = table[is_looked].set_index("unit")
    assert (main["issue_count"] == 26).all()
    assert main.loc["articles", "total_count"] == main.loc["stories", "total_count"] + 26


def test_three_even_chances_at_half_of_five_rivals_stay_within_five_of_a_hundred():
    rng = np.random.default_rng(8)
    false = 0
    for _ in range(1000):
        own, *even = rng.poisson(30, 4)
        rivals = [sides(1, own), sides(1, own), *(sides(n, own) for n in even)]
        false += claims.say("prominent", rivals).says == "yes"
    assert false / 1000 < 0.06


@pytest.mark.parametrize(
    ("before", "after", "rose", "faded"),
    [(20, 60, "yes", "no"), (60, 20, "no", "yes"), (20, 22, "cannot be said", "cannot be said"),
     (900, 900, "no", "no"), (0, 0, "cannot be said", "cannot be said")],
)  # fmt: skip
def test_rose_and_faded_mirror_each_other(before, after, rose, faded):
    pair = [sides(before, after, seen=(9000, 9000))]
    assert claims.say("rose", pair).says == rose
    assert claims.say("faded", pair).says == faded


@pytest.mark.parametrize(
    ("main", "yes", "no", "rest", "answer"),
    [("yes", 50, 5, 45, "yes"), ("yes", 50, 6, 44, "cannot be said"),
     ("yes", 49, 0, 51, "cannot be said"), ("cannot be said", 90, 0, 10, "cannot be said"),
     ("no", 5, 50, 45, "no"), ("no", 95, 5, 0, "cannot be said")],
)  # fmt: skip
def test_an_answer_needs_the_main_half_of_all_and_few_against(main, yes, no, rest, answer):
    says = ["yes"] * yes + ["no"] * no + ["cannot be said"] * rest
    table = pd.DataFrame({"says": says, "is_main": False})
    table.loc[says.index(main), "is_main"] = True
    assert claims.answer(table) == answer
    assert claims.answer(table.iloc[:0]) == "cannot be said"


def test_a_planted_doubling_is_seen_with_all_that_stands_behind_it():
    found = ask(press([2] * 104 + [6] * 52), since=LATE)
    assert found.answer == "yes" and found.shares["yes"] >= 0.5
    table = found.specifications
    assert table["is_main"].sum() == 1
    main = table[table["is_main"]].iloc[0]
    assert (main["level"], main["unit"], main["window_days"]) == (1, "stories", 182)
    assert main["comparison"] == "year before"
    assert (main["issue_count"], main["total_count"]) == (6 * 26, 26 * 26)
    assert (main["other_count"], main["other_total"]) == (2 * 26, 22 * 26)
    assert main["ratio"] == pytest.approx((6 / 26) / (2 / 22))
    assert 1 < found.power < main["ratio"] and found.needed == ""
    assert "did the share of trafficking rise since 2022-01-03" in found.in_words
    assert found.record["rules"]["least_change"] == 1.25


def test_since_lets_the_later_window_begin_on_that_day():
    articles = press([2] * 78 + [6] * 78)
    found = ask(articles, since="2021-07-05", windows=(91, 182))
    table = found.specifications
    assert found.answer == "yes" and found.record["since"] == "2021-07-05"
    assert (table["issue_count"] / table["total_count"]).to_numpy() == pytest.approx(6 / 26)
    assert (table["other_count"] / table["other_total"]).to_numpy() == pytest.approx(2 / 22)


def test_a_rise_long_before_the_day_is_open_and_the_choice_it_turns_on_is_named():
    found = ask(press([6] * 104 + [18] * 52))
    assert found.answer == "cannot be said"
    assert found.shares["yes"] > 0.3 and found.shares["no"] > 0.05
    assert "It turns most on the comparison: year before leans to yes" in found.in_words
    assert "settle which of them is meant" in found.needed


def test_few_articles_leave_the_claim_open_and_say_what_would_settle_it():
    found = ask(press([0, 1] * 78, others=2))
    assert found.answer == "cannot be said"
    assert found.power > 1.25 and "with 80 % power" in found.needed


def test_a_flat_press_is_not_said_to_rise_and_a_large_one_is_denied():
    found = ask(press([30] * 156, others=300), "rose")
    assert found.answer == "no" and found.shares["yes"] == 0


def test_bursts_of_single_weeks_blur_the_answer():
    steady, bursty = [3] * 156, [0] * 156
    steady[104:] = [6] * 52
    bursty[:104:13], bursty[104::13] = [39] * 8, [78] * 4
    assert ask(press(steady), since=LATE).answer == "yes"
    blurred = ask(press(bursty, others=200), since=LATE)
    assert blurred.answer == "cannot be said" and blurred.shares["yes"] == 0


def test_an_outlet_that_enters_makes_no_rise():
    old, new = press([2] * 156), press([20] * 52, outlet="B", start="2022-01-03")
    found = ask(pd.concat([old, new], ignore_index=True))
    table = found.specifications
    is_after = table["window_days"].eq(364) | table["comparison"].eq("year before")
    pooled = table[(table["outlets"] == "all") & is_after]
    assert (pooled["says"] == "yes").all()
    assert not (table[(table["outlets"] == "weighted") & is_after]["says"] == "yes").any()
    assert found.answer != "yes"


def test_copies_of_one_report_are_one_story():
    articles = press([1] * 104 + [2] * 52, others=10)
    late = articles[articles["is_issue"] & (articles["published_on"] > "2022-03-01")].tail(1)
    copied = pd.concat([articles, *[late] * 60], ignore_index=True)
    table = ask(copied).specifications.query("window_days == 91 and comparison == 'year before'")
    stories, copies = (table[table["unit"] == u].iloc[0] for u in ("stories", "articles"))
    assert copies["issue_count"] == stories["issue_count"] + 60
    assert copies["high"] / copies["low"] > 2 * stories["high"] / stories["low"]


def test_articles_with_words_are_marked_for_issue_and_rivals(marked_press, tmp_path):
    found = ask(marked_press, "prominent", against=["narcotics"], registrations=tmp_path)
    assert found.answer == "cannot be said"
    main = found.specifications.query("is_main").iloc[0]
    assert main["rival"] == "narcotics" and main["issue_count"] == main["other_count"] > 10
    assert set(found.record["lexicons"]) == {"trafficking", "narcotics"}
    assert found.record["lexicons"]["narcotics"] == load_lexicon("narcotics").version


def test_the_record_is_json_without_nan_and_the_label_is_plain(marked_press, tmp_path):
    label = "\n<script>alert(1)</script>  " + "x" * 400
    found = ask(
        marked_press, "prominent", against=["disasters"], label=label, registrations=tmp_path
    )
    text = json.dumps(found.record, allow_nan=False)
    assert json.loads(text) == found.record
    assert found.record["label"].startswith("<script>") and len(found.record["label"]) == 300
    assert len(found.record["specifications"]) == len(found.specifications)
    assert not set(found.record["in_words"]) & {"\n"}


def test_other_lexicons_of_the_issue_are_specifications(marked_press, tmp_path):
    path = tmp_path / "mine.yml"
    path.write_text(
        "issue: trafficking\nabout: Mine.\nconcepts:\n  act:\n    role: core\n    why: the act\n"
        "    terms:\n      - {form: human trafficking, lang: en, why: name of the act}\n",
        encoding="utf-8",
    )
    options = {"against": ["narcotics"], "registrations": tmp_path}
    one = ask(marked_press, "more-than", **options)
    two = ask(marked_press, "more-than", also=[path], **options)
    assert len(two.specifications) == 2 * len(one.specifications)
    assert set(two.specifications["lexicon"]) == {"trafficking", "trafficking (2)"}
    assert two.specifications.loc[two.specifications["is_main"], "lexicon"].item() == "trafficking"


def test_prominent_without_names_takes_the_usual_rivals(marked_press, tmp_path):
    found = ask(marked_press, "prominent", registrations=tmp_path)
    assert tuple(found.record["against"]) == RIVALS


def test_a_list_frozen_before_looking_is_pre_registered(marked_press, tmp_path):
    path = registration.freeze("trafficking", tmp_path)
    record = json.loads(path.read_text())
    assert record["digest"] == load_lexicon("trafficking").version
    found = ask(marked_press, registrations=tmp_path)
    assert found.badge == f"pre-registered ({record['digest']}, {record['frozen_at'][:10]})"
    with pytest.raises(InputError, match="the first registration stands"):
        registration.freeze("trafficking", tmp_path)
    assert json.loads(path.read_text()) == record
    assert ask(marked_press, registrations=tmp_path).badge == found.badge


def test_a_rival_that_is_not_frozen_makes_it_exploratory(marked_press, tmp_path):
    registration.freeze("trafficking", tmp_path)
    found = ask(marked_press, "prominent", against=["narcotics"], registrations=tmp_path)
    assert found.badge == "exploratory: not registered: narcotics"


def test_a_list_frozen_after_looking_is_exploratory(marked_press, tmp_path):
    assert ask(marked_press, registrations=tmp_path).badge.startswith("exploratory: not registered")
    registration.freeze("trafficking", tmp_path)
    found = ask(marked_press, registrations=tmp_path)
    assert found.badge == "exploratory: registered after the first look: trafficking"
    other = marked_press.iloc[:-1]
    assert ask(other, registrations=tmp_path).badge.startswith("pre-registered")


def test_a_spoilt_registration_is_named(marked_press, tmp_path):
    registration.freeze("trafficking", tmp_path).write_text("{}")
    with pytest.raises(InputError, match="no registration; remove the file"):
        ask(marked_press, registrations=tmp_path)


def counts(hits, total, *, start="2018-01-01", issue=None):
    table = pd.DataFrame(
        {
            "month": pd.date_range(start, periods=len(hits), freq="MS").strftime("%Y-%m-%d"),
            "total": total,
            "matched": hits,
        }
    )
    return table if issue is None else table.assign(issue_name=issue)


def test_a_table_of_counts_is_enough_for_a_change():
    table = attention.from_counts(counts([20] * 24 + [50] * 12, 1000))
    found = ask(table, windows=(90, 180, 365), since="2020-01-01")
    assert found.answer == "yes" and found.badge == "exploratory: no lexicon is known"
    main = found.specifications.query("is_main").iloc[0]
    assert (main["issue_count"], main["total_count"], main["unit"]) == (300, 6000, "articles")
    assert (main["other_count"], main["other_total"]) == (120, 6000)
    assert any("counts only" in note for note in found.record["notes"])


def test_a_group_of_issues_in_counts_is_compared():
    parts = [counts([n] * 12, 1000, issue=i) for i, n in (("trafficking", 40), ("narcotics", 20))]
    table = attention.from_counts(pd.concat(parts, ignore_index=True), group="issue_name")
    assert ask(table, "more-than", against=["narcotics"]).answer == "yes"
    assert ask(table, "more-than", issue="narcotics", against=["trafficking"]).answer == "no"
    with pytest.raises(InputError, match="no rows of corruption"):
        ask(table, "more-than", against=["corruption"])


def test_one_period_and_a_short_corpus_are_never_a_curve():
    one = attention.from_counts(counts([20], 1000))
    found = ask(one)
    assert found.answer == "cannot be said" and found.specifications.empty
    assert "nothing can be compared" in found.in_words and np.isnan(found.power)
    json.dumps(found.record, allow_nan=False)
    assert ask(press([3] * 6)).answer == "cannot be said"


@pytest.mark.parametrize(
    ("change", "message"),
    [({"issue_articles": -1}, "negative"), ({"issue_articles": 2000}, "more than all"),
     ({"total_articles": 0, "issue_articles": 0}, "no period of the table has an article")],
)  # fmt: skip
def test_nonsense_counts_are_refused(change, message):
    table = attention.from_counts(counts([20] * 12, 1000)).assign(**change)
    with pytest.raises(InputError, match=message):
        ask(table)
    with pytest.raises(InputError, match="total_articles"):
        ask(table.drop(columns="total_articles"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"claim": "popular"}, "say one of prominent"),
        ({"claim": "more-than"}, "name the issues"),
        ({"claim": "prominent", "against": ["trafficking"]}, "the issue itself"),
        ({"claim": "prominent", "against": ["weather"]}, "no lexicon 'weather'"),
        ({"claim": "prominent", "since": "2023-02-01"}, "goes with rose and faded"),
        ({"at": "2023-03-01", "since": "2023-02-01"}, "or since=, its first"),
        ({"at": "2031-01-01"}, "outside the corpus, which runs from 2023-01-01"),
        ({"at": "last week"}, "is no day"),
        ({"windows": ()}, "whole numbers of days"),
        ({"windows": (180, 90)}, "each longer"),
        ({"windows": (0.5,)}, "whole numbers of days"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(marked_press, tmp_path, options, message):
    asked = {"claim": "rose", "registrations": tmp_path} | options
    with pytest.raises(InputError, match=message):
        verdict(marked_press, **asked)


def test_no_article_and_no_date_are_refused(marked_press, tmp_path):
    with pytest.raises(InputError, match="holds no article"):
        ask(marked_press.iloc[:0], registrations=tmp_path)
    undated = marked_press.assign(published_on=pd.NaT).astype({"published_on": "datetime64[us]"})
    with pytest.raises(InputError, match="good enough to place it on a day"):
        ask(undated, registrations=tmp_path)
    bare = marked_press.drop(columns=["title", "text", "is_issue", "issue_level"])
    with pytest.raises(InputError, match="no words and no marks of 'trafficking'"):
        ask(bare, registrations=tmp_path)
    with pytest.raises(InputError, match="a column narcotics_level"):
        ask(press([3] * 60), "more-than", against=["narcotics"])


def test_right_where_a_test_that_knows_the_model_is_strong_and_open_where_it_is_weak():
    strong = made.answers(4, ratios=(0.5, 2.0), expected=(80,), kinds=("copied",))
    found = made.rates(strong).set_index(["claim", "test's power"]).loc[("all", "80 % or more")]
    assert found["right_high"] >= 0.9 and found["wrong"] <= 0.02
    weak = made.answers(4, ratios=(0.8, 1.25), expected=(12,), kinds=("single",))
    found = made.rates(weak).set_index(["claim", "test's power"]).loc[("all", "less")]
    assert found["open"] >= 0.75 and found["wrong"] <= 0.05


def test_a_press_that_bursts_and_does_not_change_is_not_said_to_change():
    assert made.bursts(6, expected=(80,))["yes"].mean() <= 0.1


def test_a_tie_of_rivals_is_left_open():
    table = made.answers(
        5, claims=tuple(made.RIVALS), ratios=(1.0,), expected=(80,), kinds=("single",)
    )
    assert table["power"].isna().all() and table["open"].mean() >= 0.8


def test_titles_of_twenty_eight_years_leave_the_rise_after_2007_open(shared, tmp_path):
    path = shared / "corpora" / "3dlnews" / "articles_titled.parquet"
    titles = pd.read_parquet(path, filters=[("date", ">=", pd.Timestamp("2002-01-01"))])
    titles = titles[titles["date"] < "2014-01-01"]
    table = pd.DataFrame(
        {
            "published_on": titles["date"].astype("datetime64[us]"),
            "outlet": titles["outlet_id"].astype(str),
            "issue_level": titles["title"].str.contains("human trafficking", case=False)
            .fillna(False).astype("int64"),
        }
    )  # fmt: skip
    found = verdict(table, "rose", since="2008-01-01", windows=(730, 1095, 1825))
    assert found.answer == "cannot be said" and found.shares["no"] == 0
    assert found.specifications["issue_count"].max() < 100
