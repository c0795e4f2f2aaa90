"""The made-up press keeps what it promises: its truth, its copies, its marks, its faults."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import attention, corpus, simulate, words
from analysis.corpus.clean import cut_furniture
from analysis.schema import InputError, check
from analysis.simulate import Cases, Outlet, Wires
from analysis.simulate_traps import TRAPS, furniture, homonyms, outage, outlet_mix

TWO = (Outlet("Harian Satu", 3), Outlet("Kabar Dua", 1), Outlet("Kabar Dua", 1, lang="en"))
MARKS = ["is_issue", "issue_level", "issue", "lexicon_version"]
KEPT = ["article_id", "outlet", "title", "text", "url", "published_on", "date_source", "lang"]


def by_month(articles, of):
    return of.groupby(articles["published_on"].dt.to_period("M")).sum().to_numpy()


def test_the_same_seed_gives_the_same_press():
    one, two, other = (simulate.press(months=6, seed=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.articles, two.articles)
    assert len(one.articles) != len(other.articles)


def test_tables_are_those_of_the_schema_and_say_that_they_are_made_up():
    articles = simulate.press(months=3, outlets=TWO).articles
    check(articles, "articles", needs=[*KEPT, "date_precision", "collection", "cut_text"])
    check(articles, "marks", needs=MARKS)
    check(articles, "copies")
    assert articles["article_id"].is_unique and articles["published_on"].is_monotonic_increasing
    assert simulate.is_simulated(articles)
    assert not simulate.is_simulated(articles.assign(collection="mine"))


PLANS = {
    "plain": {},
    "wires": {"wires": Wires(0.3, 0.1, 3.0, "geometric")},
    "cases": {"cases": Cases(0.5, 6, 10)},
    "by month": {
        "issue_share": np.linspace(0.02, 0.1, 24),
        "wires": Wires(0.4, 0.1, np.linspace(1, 3, 24)),
        "cases": Cases(0.3, 4, 20),
    },
}


@pytest.mark.parametrize("name", PLANS)
def test_presses_average_to_the_truth(name):
    plan = {"issue_share": 0.05, "articles_a_day": 40, "outlets": TWO} | PLANS[name]
    seen = []
    for seed in range(8):
        made = simulate.press(months=24, seed=seed, **plan)
        table = made.articles
        stories = table[~table["is_copy"]]
        rows = [(table, 1), (table, table["true_issue"]), (stories, 1)]
        rows += [(stories, stories["true_issue"])]
        seen.append([by_month(t, pd.Series(1, t.index) * of) for t, of in rows])
    columns = ["articles", "issue_articles", "stories", "issue_stories"]
    for column, counts in zip(columns, np.swapaxes(seen, 0, 1)):
        wanted = made.truth[f"expected_{column}"].to_numpy()
        mean, error = counts.mean(axis=0), counts.std(axis=0, ddof=1) / np.sqrt(len(counts))
        z = (mean - wanted) / np.maximum(error, np.sqrt(wanted / len(counts)))
        assert abs(z.mean()) < 4 / np.sqrt(len(z)), column
        assert np.abs(z).max() < 5, column
    issue, total = (made.truth[f"expected_{c}"] for c in ("issue_articles", "articles"))
    assert made.truth["share_articles"].to_numpy() == pytest.approx((issue / total).to_numpy())


def test_copies_are_of_one_story_one_language_and_one_week():
    table = simulate.press(months=12, outlets=TWO, wires=Wires(0.5, 0.5, 3.0)).articles
    story = table.groupby("true_story")
    for column in ("copy_group", "lang", "is_issue"):
        assert not table.drop_duplicates(["true_story", column]).duplicated("true_story").any()
    assert ((~table["is_copy"]).groupby(table["true_story"]).sum() == 1).all()
    span = story["published_on"].max() - story["published_on"].min()
    assert span.dt.days.between(0, 2).all() and span.dt.days.max() == 2
    first = table[~table["is_copy"]]
    assert (first["copy_group"] == first["article_id"]).all()
    wire = table[table["is_wire"]].groupby("true_story").size()
    assert wire.mean() == pytest.approx(3, abs=0.05)
    assert table[~table["is_wire"]].groupby("true_story").size().eq(1).all()


def test_cases_come_in_bursts():
    plan = {"months": 24, "articles_a_day": 60, "issue_share": 0.1}
    counts = []
    for cases in (Cases(), Cases(1.0, 20, 7)):
        table = simulate.press(cases=cases, **plan).articles
        weeks = table[table["true_issue"]].groupby(table["published_on"].dt.to_period("W")).size()
        counts.append(weeks.var() / weeks.mean())
        assert table["case"].ne("").any() == bool(cases.part)
    assert counts[0] < 1.8 < 5 < counts[1]


def test_weekdays_holidays_and_uneven_days():
    table = simulate.press(months=36, articles_a_day=200, unevenness=0.0).articles
    daily = table.groupby("published_on").size()
    usual = daily.groupby(daily.index.day_of_week).median()
    assert usual[6] / usual[2] == pytest.approx(0.7 / 1.1, rel=0.05)
    assert daily["2017-06-25"] / usual[6] == pytest.approx(0.5, abs=0.15)
    calm = daily[daily.index.day_of_week == 2]
    uneven = simulate.press(months=36, articles_a_day=200, unevenness=0.1).articles
    rough = uneven.groupby("published_on").size()
    rough = rough[rough.index.day_of_week == 2]
    assert rough.std() > 1.8 * calm.std()


def test_marks_err_as_asked():
    table = simulate.press(
        months=36, articles_a_day=100, issue_share=0.1, sensitivity=0.8,
        homonyms=np.linspace(0, 0.1, 36),
    ).articles  # fmt: skip
    issue = table["true_issue"]
    assert table.loc[issue, "is_issue"].mean() == pytest.approx(0.8, abs=0.015)
    wrong = table[~issue].groupby(table["published_on"].dt.year)["is_issue"].mean()
    assert wrong.to_numpy() == pytest.approx([0.0155, 0.05, 0.0845], abs=0.004)
    assert (table["is_homonym"] == (table["is_issue"] & ~issue)).all()


@pytest.fixture(scope="module")
def written():
    return simulate.press(
        months=12, articles_a_day=12, outlets=TWO, issue_share=0.1, homonyms=0.1,
        wires=Wires(0.4, 0.2, 3.0), text=True,
    )  # fmt: skip


def test_real_marks_of_the_texts_are_nearly_the_truth(written):
    table = written.articles
    marked = words.mark(table[KEPT])
    issue = table["true_issue"]
    assert marked.loc[issue, "is_issue"].mean() >= 0.99
    assert marked.loc[~issue, "is_issue"].mean() <= 0.005
    assert table["is_homonym"].sum() > 300
    assert set(table["lang"]) == {"id", "en"}


def test_the_finder_of_copies_finds_those_of_the_texts(written):
    table = written.articles
    found = corpus.copies(table.drop(columns=["copy_group", "is_copy"]))
    both = pd.crosstab(found["is_copy"], table["is_copy"])
    assert both.loc[True, True] / table["is_copy"].sum() >= 0.99
    assert both.loc[True, True] / found["is_copy"].sum() >= 0.99


def test_without_text_there_is_none():
    table = simulate.press(months=2).articles
    assert table["title"].eq("").all() and table["text"].eq("").all()


@given(
    months=st.integers(1, 14),
    rate=st.floats(0.05, 30),
    share=st.floats(0, 1),
    copies=st.floats(1, 4),
    spread=st.sampled_from(["even", "geometric"]),
    seed=st.integers(0, 999),
)
@settings(max_examples=25, deadline=None)
def test_any_press_is_whole(months, rate, share, copies, spread, seed):
    made = simulate.press(
        months=months, articles_a_day=rate, issue_share=share, seed=seed,
        wires=Wires(0.5, 0.5, copies, spread), cases=Cases(0.5),
    )  # fmt: skip
    table = made.articles
    assert len(made.truth) == months and made.truth["share_articles"].between(0, 1).all()
    assert table["article_id"].is_unique and table["published_on"].notna().all()
    assert table["copy_group"].isin(table["article_id"]).all()
    assert table["outlet"].isin(["Harian Satu", "Kabar Dua", "Koran Tiga"]).all()


@pytest.mark.parametrize(
    ("given", "words_said"),
    [
        ({"start": "2015-01-05"}, "first day of a month"),
        ({"months": 0}, "months at least 1"),
        ({"outlets": ()}, "no outlet"),
        ({"issue_share": [0.1, 0.2]}, "2 numbers; give one, or one a month"),
        ({"issue_share": 1.5}, "above 1"),
        ({"homonyms": -0.1}, "negative"),
        ({"wires": Wires(copies=0.5)}, "copies under 1"),
        ({"wires": Wires(spread="skewed")}, "geometric"),
        ({"wires": Wires(issue=2)}, "outside 0 to 1"),
        ({"cases": Cases(0.1, 0.5)}, "one story"),
        ({"unevenness": -1}, "unevenness"),
        ({"outlets": (Outlet("A", 1, lang="ms"),), "text": True}, "id and en"),
    ],
)
def test_numbers_that_cannot_be_are_refused(given, words_said):
    with pytest.raises(InputError, match=words_said):
        simulate.press(**({"months": 12} | given))


def test_a_large_press_is_made_quickly():
    begun = time.process_time()
    table = simulate.press(articles_a_day=90, wires=Wires(copies=1.5)).articles
    assert len(table) > 190_000
    assert time.process_time() - begun < 4  # a million takes less than 10 s


@pytest.fixture(scope="module")
def flat():
    outlets = (Outlet("A", 20), Outlet("B", 8), Outlet("B", 6, 0.05, "en"))
    return simulate.press(outlets=outlets, homonyms=0.002, wires=Wires(copies=1.5), seed=8)


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_keeps_the_truth_and_says_what_it_planted(flat, name):
    faulty = TRAPS[name](flat)
    assert faulty.truth is flat.truth and len(faulty.planted) == 1
    assert name.startswith(faulty.planted["trap"][0])
    table = faulty.articles
    assert table["article_id"].is_unique and simulate.is_simulated(table)
    assert list(table.columns) == list(flat.articles.columns)
    assert (table.dtypes == flat.articles.dtypes).all()
    pd.testing.assert_frame_equal(TRAPS[name](flat).articles, table)
    same = table[KEPT + MARKS].equals(flat.articles[KEPT + MARKS])
    assert not same


def share_change(articles):
    monthly = articles.groupby(articles["published_on"].dt.to_period("M"))["is_issue"].mean()
    return monthly.tail(12).mean() / monthly.head(12).mean() - 1


def test_growth_is_four_times(flat):
    counts = by_month(TRAPS["growth"](flat).articles, pd.Series(1, range(10**6)))
    assert counts[-3:].sum() / counts[:3].sum() == pytest.approx(4, rel=0.1)


def test_a_local_outlet_grows_from_100_to_600(flat):
    table = outlet_mix(flat).articles
    local = table[table["outlet"] == "Kabar Pulau"]
    counts = by_month(local, pd.Series(1, local.index))
    assert counts[:6].mean() == pytest.approx(118, abs=15)
    assert counts[-6:].mean() == pytest.approx(582, abs=35)
    assert local["true_issue"].mean() == pytest.approx(0.06, abs=0.006)
    assert share_change(table) > 0.1 > share_change(flat.articles)


def test_wires_are_printed_three_times_by_outlets_that_are_there(flat):
    made = TRAPS["wire copies"](TRAPS["outlet entry"](flat)).articles
    size = made[made["is_wire"]].groupby("true_story").agg(
        size=("outlet", "size"), first=("published_on", "min"), langs=("lang", "nunique")
    )  # fmt: skip
    year = size.groupby(size["first"].dt.year)["size"].mean()
    assert (year[2015], year[2020]) == pytest.approx((1.5 + 2 / 12, 1.5 + 2 * 11 / 12), abs=0.15)
    assert (size["langs"] == 1).all()
    entered = made.loc[made["outlet"] == "Warta Baru", "published_on"].min()
    assert entered >= pd.Timestamp("2017-12-20")


def test_furniture_names_the_issue_and_is_cut_by_the_reader(flat):
    table = furniture(flat, part=0.05).articles
    linked = table[table["text"] != ""]
    assert linked["published_on"].min() >= pd.Timestamp("2018-01-01")
    late = table["published_on"] >= "2018"
    assert len(linked) / late.sum() == pytest.approx(0.05, abs=0.005)
    assert linked["is_issue"].all() and share_change(table) > 1
    body, cut = zip(*map(cut_furniture, linked["text"].head(50)))
    assert all("erdagangan" in c or "rafficking" in c for c in cut)
    marked = words.mark(linked.head(50).assign(text=list(body))[KEPT].astype({"text": "str"}))
    assert (marked["is_issue"] == linked["true_issue"].head(50)).all()


def test_precision_falls_from_nine_to_six_tenths(flat):
    table = homonyms(flat).articles
    hits = table[table["is_issue"]]
    year = hits.groupby(hits["published_on"].dt.year)["true_issue"].mean()
    assert year[2015] == pytest.approx(0.875, abs=0.06)
    assert year[2020] == pytest.approx(0.625, abs=0.06)


def test_outages_take_what_they_say(flat):
    for part in (1.0, 0.5):
        row = outage(flat, part=part).planted.iloc[0]
        inside = [
            t["outlet"].eq(row["outlet"])
            & t["published_on"].between(row["period_start"], row["period_end"])
            for t in (flat.articles, outage(flat, part=part).articles)
        ]
        before, after = (int(i.sum()) for i in inside)
        assert after == 0 if part == 1 else after / before == pytest.approx(0.5, abs=0.12)


def test_swapped_days_and_months_stay_in_their_year(flat):
    table = TRAPS["day-month swap"](flat).articles
    both = flat.articles.merge(table, on="article_id")
    moved = both[both["published_on_x"] != both["published_on_y"]]
    one, two = (moved[f"published_on_{side}"].dt for side in "xy")
    assert (one.day == two.month).all() and (one.month == two.day).all()
    assert (one.year == two.year).all() and moved["outlet_x"].eq("A").all()


def test_two_traps_are_both_planted(flat):
    made = TRAPS["unfinished period"](TRAPS["growth"](flat))
    assert made.planted["trap"].tolist() == ["growth", "unfinished period"]
    last = attention.share(made.articles)["is_partial"].iloc[-1]
    assert last


def test_a_trap_that_cannot_be_set_says_so():
    with pytest.raises(InputError, match="no outlet publishes in two languages"):
        TRAPS["language loss"](simulate.press(months=12))
    with pytest.raises(InputError, match="three articles a day"):
        outage(simulate.press(months=12, articles_a_day=4))
