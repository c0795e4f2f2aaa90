"""The data radar: planted faults are found with their days, clean presses raise no alarm."""

import math

import numpy as np
import pandas as pd
import pytest
from calibration import outages
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attention import radar_dates, radar_levels, radar_losses
from analysis.attention.radar import radar
from analysis.attention.radar_blind import blind
from analysis.attention.radar_findings import COLUMNS, FURTHER
from analysis.schema import InputError

DAYS = pd.date_range("2017-01-01", "2018-12-31")


def press(counts, days=DAYS, **columns):
    """Return articles: counts an outlet (a row each) and day."""
    return outages.articles(np.atleast_2d(counts), days).assign(**columns)


def steady(level, *, outlets=1, seed=3, days=DAYS):
    week = np.array([1.1, 1.1, 1.1, 1.1, 1.1, 0.9, 0.6])[days.day_of_week]
    return np.random.default_rng(seed).poisson(level * week, (outlets, len(days)))


def only(found, kind):
    rows = found[found["kind"] == kind]
    assert len(rows) == 1, found[["kind", "outlet", "message"]].to_string()
    return rows.iloc[0]


def span_of(row):
    return f"{row['period_start']:%Y-%m-%d}", f"{row['period_end']:%Y-%m-%d}"


def at(first, last):
    return (first <= DAYS) & (last >= DAYS)


def test_nothing_from_an_outlet_for_a_week_is_an_outage_with_its_days():
    counts = steady(12, outlets=3)
    counts[1, at("2018-03-05", "2018-03-12")] = 0
    found = radar(press(counts))
    row = only(found, "outage")
    assert len(found) == 1
    assert (row["outlet"], row["effect"], *span_of(row)) == (
        "Outlet 2", -1.0, "2018-03-05", "2018-03-12",
    )  # fmt: skip
    assert row["message"].startswith(
        "Outlet 2: no article from 2018-03-05 to 2018-03-12 (8 days), where 1"
    )
    assert "pooled share rests on the other outlets" in row["message"]


def test_an_outage_of_all_outlets_is_one_finding_of_the_whole():
    counts = steady(12, outlets=4)
    counts[:, at("2018-03-05", "2018-03-25")] = 0
    row = only(found := radar(press(counts)), "outage")
    assert len(found) == 1 and row["outlet"] == ""
    assert "No data is not no attention" in row["message"]


def test_half_a_feed_lost_is_told_with_what_was_found_and_what_is_usual():
    counts = steady(30, outlets=2)
    lost = at("2018-05-01", "2018-05-21")
    counts[0, lost] = np.random.default_rng(1).binomial(counts[0, lost], 0.5)
    row = only(radar(press(counts)), "feed loss")
    assert row["outlet"] == "Outlet 1" and row["effect"] == pytest.approx(-0.5, abs=0.08)
    assert abs(row["period_start"] - pd.Timestamp("2018-05-01")) <= pd.Timedelta("2D")
    assert f"{counts[0, lost].sum():,}"[:2] in row["message"]


def test_long_outages_are_found_whole():
    counts = steady(20, outlets=2)
    counts[0, at("2017-09-01", "2018-04-30")] = 0
    assert span_of(only(radar(press(counts)), "outage")) == ("2017-09-01", "2018-04-30")


def test_weekends_holidays_growth_and_steps_are_no_losses():
    weekdays = steady(20) * (DAYS.day_of_week < 5)
    off = np.where(at("2018-06-13", "2018-06-20") | at("2017-12-24", "2018-01-01"), 0.5, 1.0)
    rng = np.random.default_rng(2)
    feasts = rng.poisson(30 * off)
    growing = rng.poisson(np.linspace(20, 24, len(DAYS)))
    step = rng.poisson(np.where(DAYS < "2018-01-01", 20, 23))
    assert radar(press(np.vstack([weekdays, feasts, growing, step]))).empty


def test_clean_presses_raise_no_alarm():
    drawn = outages.clean(2)
    alarms = (drawn["alarms"] * drawn["presses"]).sum()
    assert alarms <= 0.05 * drawn["presses"].sum(), drawn.to_string()


def test_planted_outages_are_found():
    drawn = outages.recall(6, kinds={"Poisson": 0.0, "uneven": 0.02}, cells=outages.CELLS[1::2])
    assert drawn["found"].mean() >= 0.95, drawn.to_string()
    assert drawn["start_error"].max() <= 1


def test_levels_are_medians_of_the_weeks_on_either_side():
    counts = np.random.default_rng(4).poisson(9, 200).astype(float)
    before, after = radar_levels.sides(counts)
    weeks = [counts[i : i + 7].sum() for i in range(60 - 91, 60 - 6) if i >= 0]
    assert before[60] == np.median(weeks)
    later = [counts[i : i + 7].sum() for i in range(61, 61 + 85)]
    assert after[60] == np.median(later)
    assert np.isnan(before[13]) and np.isfinite(before[14])


@pytest.mark.parametrize("alpha", [0.01, 0.2, 1.5])
def test_chances_are_those_of_the_negative_binomial(alpha):
    size, mean = 1 / alpha, 21.0
    terms = [
        math.exp(
            math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
            + size * math.log(size / (size + mean)) + k * math.log(mean / (size + mean))
        )
        for k in range(8)
    ]  # fmt: skip
    got = radar_levels.rarity(np.array([0.0, 7.0]), np.array([mean, mean]), alpha)
    assert got == pytest.approx([terms[0], sum(terms)])
    assert terms[0] == pytest.approx((1 + alpha * mean) ** (-1 / alpha))


def test_dispersion_of_made_up_weeks_is_recovered():
    rng = np.random.default_rng(6)
    mean = np.full(4000, 60.0)
    for alpha in (0.0, 0.05, 0.3):
        rate = mean * (rng.gamma(1 / alpha, alpha, 4000) if alpha else 1.0)
        assert radar_levels.dispersion(rng.poisson(rate), mean) == pytest.approx(
            alpha, rel=0.25, abs=0.01
        )


def test_the_days_of_a_loss_are_the_best_of_all_runs():
    rng = np.random.default_rng(8)
    daily = np.full(60, 10.0)
    counts = rng.poisson(np.where((np.arange(60) >= 20) & (np.arange(60) < 35), 4, 10)).astype(
        float
    )
    loss = radar_losses._exact(counts, daily, 22, 35, 1e-9)
    kept = counts[22:36].sum() / daily[22:36].sum()
    gain = counts * np.log(kept) + daily * (1 - kept)
    best = max((gain[i : j + 1].sum(), i, j) for i in range(8, 50) for j in range(i + 6, 50))
    assert (loss.start, loss.end) == best[1:]


def test_a_language_lost_in_many_outlets_is_a_language_loss_and_not_a_loss_of_outlets():
    counts = steady(10, outlets=8)
    table = press(counts)
    number = table["outlet"].str[7:].astype(int)
    table["outlet"] = "Outlet " + ((number + 1) // 2).astype("str")
    table["lang"] = pd.Series(np.where(number % 2, "id", "en"), dtype="str")
    gone = table["published_on"].between("2018-05-16", "2018-05-31") & table["lang"].eq("en")
    found = radar(table[~gone])
    assert set(found["kind"]) == {"language loss"}
    assert found["period_start"].eq("2018-05-16").all()
    late = table["published_on"].ge("2018-05-16") & table["outlet"].eq("Outlet 2")
    row = only(found := radar(table[~(late & table["lang"].eq("en"))]), "language loss")
    assert len(found) == 1 and row["outlet"] == "Outlet 2"
    assert "in language 'en': no article any more from 2018-05-16" in row["message"]


def test_outlets_that_come_and_go_are_told_and_many_are_one_finding():
    counts = steady(8, outlets=6)
    counts[0, at("2017-01-01", "2017-04-30")] = 0
    counts[1, at("2018-10-01", "2018-12-31")] = 0
    found = radar(press(counts))
    entry, gone = only(found, "outlet entry"), only(found, "outlet exit")
    assert (entry["outlet"], *span_of(entry)) == ("Outlet 1", "2017-05-01", "2017-05-01")
    assert (gone["outlet"], *span_of(gone)) == ("Outlet 2", "2018-09-30", "2018-09-30")
    counts[1:5, at("2017-01-01", "2017-05-31")] = 0
    row = only(radar(press(counts)), "outlet entry")
    assert row["outlet"] == "" and row["message"].startswith("5 outlets come in")


def test_import_days_and_false_new_years_are_those_of_pileups():
    counts = steady(20, outlets=3)
    counts[0, at("2018-08-07", "2018-08-08")] += 400
    counts[1:, at("2018-01-01", "2018-01-01")] += 60
    found = radar(press(counts))
    heap, year = only(found, "import day"), only(found, "date pile-up")
    assert (heap["outlet"], *span_of(heap)) == ("Outlet 1", "2018-08-07", "2018-08-08")
    assert heap["effect"] > 5 and "2 days with false dates" in heap["message"]
    assert year["outlet"] == "" and len(found) == 2


def test_days_and_months_swapped_are_seen_in_the_weekly_rhythm_or_in_missing_days():
    table = press(steady(20, outlets=2))
    days = table["published_on"].dt
    mine = table["outlet"].eq("Outlet 1") & days.day.le(12)
    swapped = pd.to_datetime(
        {"year": days.year, "month": days.day.clip(upper=12), "day": days.month}
    )
    mirrored = table.assign(published_on=table["published_on"].mask(mine, swapped.astype("M8[us]")))
    row = only(found := radar(mirrored), "day-month swap")
    assert row["outlet"] == "Outlet 1" and len(found) == 1
    kept = mirrored[mine | table["outlet"].eq("Outlet 2")]
    assert "after the 12th" in only(radar(kept), "day-month swap")["message"]


def test_articles_without_dates_and_dates_of_machines_are_told():
    table = press(steady(20))
    table["published_at"] = table["published_on"].dt.tz_localize("UTC") + pd.to_timedelta(
        np.random.default_rng(1).integers(0, 86_400, len(table)), unit="s"
    )
    assert radar(table).empty
    midnight = table.assign(published_at=table["published_on"].dt.tz_localize("UTC"))
    assert "same time of day" in only(radar(midnight), "crawl dates")["message"]
    burst = table.assign(published_at=table["published_at"].dt.floor("6h"))
    assert "crawl dates" in set(radar(burst)["kind"])
    dates = table["published_on"].mask(np.arange(len(table)) % 10 == 0)
    row = only(radar(table.assign(published_on=dates)), "undated")
    assert row["effect"] == pytest.approx(-0.1, abs=0.001)
    only_crawled = table.assign(published_on=dates, collected_on=pd.Timestamp("2019-01-05"))
    assert "date of collection only" in only(radar(only_crawled), "crawl dates")["message"]


def test_dates_far_away_are_told_and_do_not_spoil_the_rest():
    table = press(steady(20))
    table.loc[[5, 9], "published_on"] = pd.Timestamp("1970-01-01")
    row = only(found := radar(table), "stray dates")
    assert len(found) == 1 and row["message"].startswith("2 articles are dated 1970-01-01")


def furnished(part, *, late_part=None):
    table = press(steady(20, outlets=2))
    rng = np.random.default_rng(5)
    late = table["published_on"] >= "2018-01-01"
    chance = np.where(late, part if late_part is None else late_part, part)
    hit = table["outlet"].eq("Outlet 1") & (rng.random(len(table)) < chance)
    link = "Baca juga: Polisi ungkap kasus perdagangan orang di pelabuhan"
    other = "Baca juga: Harga cabai naik di pasar"
    cut = np.where(hit, link, np.where(rng.random(len(table)) < 0.3, other, ""))
    return table.assign(cut_text=pd.Series(cut, dtype="str"), issue="trafficking")


def test_a_template_that_begins_to_name_the_issue_is_found_in_its_month():
    row = only(found := radar(furnished(0.0, late_part=0.03)), "template change")
    assert len(found) == 1 and row["outlet"] == "Outlet 1"
    assert f"{row['period_start']:%Y-%m}" == "2018-01"
    assert row["effect"] == pytest.approx(0.03, abs=0.01)
    assert radar(furnished(0.03)).empty


def test_furniture_never_cut_is_seen_by_the_place_of_mentions():
    table = furnished(0.0, late_part=0.03)
    named = table["cut_text"].str.contains("perdagangan")
    table = table.assign(article_id=[f"a{n}" for n in range(len(table))], text="x" * 1000)
    hits = {"article_id": table.loc[named, "article_id"], "position": 950, "in_title": False}
    mentions = pd.DataFrame(hits)
    found = radar(table.drop(columns="cut_text"), mentions=mentions)
    assert "last fifth" in only(found, "template change")["message"]
    early = radar(table.drop(columns="cut_text"), mentions=mentions.assign(position=300))
    assert early.empty


def test_a_growing_archive_and_its_unfinished_ends_are_told():
    rate = np.linspace(20, 40, len(DAYS))
    table = press(np.random.default_rng(3).poisson(rate))
    row = only(found := radar(table), "archive growth")
    assert len(found) == 1 and 0.25 < row["effect"] < 0.9
    flat = press(steady(20))
    cut = flat[flat["published_on"].between("2017-01-01", "2018-12-10")]
    row = only(radar(cut), "unfinished period")
    assert span_of(row) == ("2018-12-01", "2018-12-31")
    assert row["effect"] == pytest.approx(-21 / 31)
    assert "of its last year were" in only(radar(cut, by="year"), "unfinished period")["message"]


def test_the_list_stays_short_and_says_what_it_leaves_out():
    counts = steady(30)
    for month in range(1, 13):
        counts[0, at(f"2018-{month:02}-05", f"2018-{month:02}-05")] += 700
    found = radar(press(counts), most=4)
    assert found["kind"].tolist().count("import day") == 4
    assert only(found, FURTHER)["message"].startswith("8 smaller findings of the kind 'import day'")
    assert len(radar(press(counts), most=None)) == 12


def test_blind_says_what_would_not_show_and_that_is_so():
    counts = np.vstack([steady(40), steady(3, seed=9), steady(0.05, seed=11)])
    table = press(counts)
    known = blind(table).set_index("outlet")
    assert list(known.index) == ["", "Outlet 1", "Outlet 2", "Outlet 3"]
    assert known.loc["Outlet 2", "shortest_outage_days"] == 7
    assert not known.loc["Outlet 2", "smallest_loss_week"] < 0.8
    assert "no loss of any size would show" in known.loc["Outlet 3", "message"]
    part, lost = known.loc["Outlet 1", "smallest_loss_week"], at("2018-05-07", "2018-05-13")
    hits = 0
    for seed in range(10):
        thinned = counts.copy()
        draw = np.random.default_rng(seed)
        thinned[0, lost] = draw.binomial(draw.poisson(40, lost.sum()), 1 - part)
        hits += "feed loss" in set(radar(press(thinned))["kind"])
    assert hits >= 8


def test_the_crawl_days_of_3dlnews_are_told_in_few_rows(shared):
    path = shared / "corpora/3dlnews/articles_titled.parquet"
    rows = pd.read_parquet(path, columns=["date", "outlet_id"])
    table = {"published_on": rows["date"], "outlet": rows["outlet_id"].astype("str")}
    found = radar(pd.DataFrame(table).astype({"outlet": "str"}))
    assert len(found) <= 26
    heaps = found[found["kind"].isin(["import day", "date pile-up"])]
    assert {"2024-01-01", "2024-04-24"} <= set(heaps["period_start"].dt.strftime("%Y-%m-%d"))
    assert {"archive growth", "unfinished period", FURTHER} <= set(found["kind"])


def test_nothing_dated_is_no_finding_and_bad_tables_are_refused():
    empty = press(steady(20)).iloc[:0]
    assert radar(empty).empty and list(radar(empty).columns) == list(COLUMNS)
    undated = press(steady(20)).assign(published_on=pd.Series(dtype="M8[us]"))
    assert radar(undated).empty
    with pytest.raises(InputError, match="no column outlet"):
        radar(empty.drop(columns="outlet"))
    with pytest.raises(InputError, match="by='decade'"):
        radar(empty, by="decade")
    with pytest.raises(InputError, match="published_on"):
        blind(empty.drop(columns="published_on"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-3000, 3000), st.sampled_from(["A", "B", ""]), st.integers(1, 60)),
        max_size=30,
    )
)
def test_any_articles_make_a_table_whose_spans_run_forward(drawn):
    rows = [(day, name) for day, name, many in drawn for _ in range(many)]
    table = pd.DataFrame(rows, columns=["day", "outlet"]).astype({"outlet": "str"})
    day = pd.to_timedelta(table["day"].astype("int64"), unit="D")
    table["published_on"] = (pd.Timestamp("2015-01-01") + day).astype("M8[us]")
    found = radar(table)
    assert list(found.columns) == list(COLUMNS)
    assert (found["period_start"] <= found["period_end"]).all()
    assert found["message"].ne("").all()
    assert len(blind(table)) == 1 + table["outlet"].nunique()


def test_a_level_weekly_rhythm_is_never_mirrored():
    days = pd.date_range("2015-01-01", "2018-12-31")
    flat = np.random.default_rng(2).poisson(10, len(days)).astype(float)
    assert not radar_dates._is_mirrored(flat, days)
