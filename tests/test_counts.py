"""Tables of counts: published shares reproduced, own periods kept, nonsense refused by row."""

import pandas as pd
import pytest

from analysis import attention
from analysis.attention.periods import read_periods
from analysis.schema import ATTENTION, InputError


def table(**columns):
    return pd.DataFrame(columns)


@pytest.mark.parametrize(("name", "unit"), [("online", "stories"), ("cable", "clips")])
def test_published_shares_of_fivethirtyeight(shared, name, unit):
    path = shared / f"corpora/reference/{name}_weekly.csv"
    published = pd.read_csv(path)
    made = attention.from_counts(path)
    assert len(made) == len(published) == 1008
    assert (made["name"] == published["name"]).all()
    assert (made["share"] - published[f"pct_of_all_candidate_{unit}"]).abs().max() <= 2.3e-16
    assert set(made["period_start"].dt.day_name()) == {"Sunday"}
    assert made["period_start"].dt.strftime("%Y-%m-%d").tolist() == published["date"].tolist()


def test_media_cloud_zero_total_is_a_gap_not_a_zero():
    counts = table(
        date=["2023-01-01", "2023-01-02", "2023-01-04"],
        count=[1, 0, 2],
        total_count=[10, 0, 20],
        ratio=[0.1, 0.0, 0.1],
    )
    made = attention.from_counts(counts)
    assert list(made.columns) == list(ATTENTION)
    assert made["is_gap"].tolist() == [False, True, True, False]  # the 3rd is not in the table
    assert made["share"].isna().tolist() == [False, True, True, False]


def test_a_ministrys_table(tmp_path):
    path = tmp_path / "kementerian.csv"
    path.write_text(
        "Bulan;Jumlah;Total\nJanuari 2023;3;1,234\nFebruari 2023;0;900\nAgustus 2023;1;800\n",
        encoding="utf-8",
    )
    made = attention.from_counts(path)
    assert made["period_start"].dt.month.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert made["is_gap"].sum() == 5
    assert made["total_articles"].iloc[0] == 1234


def test_year_and_month_in_two_columns():
    counts = table(tahun=["2020", "2020"], bulan=["Mei", "Juni"], jumlah=[1, 2], total=[10, 20])
    made = attention.from_counts(counts)
    assert made["period_start"].dt.strftime("%Y-%m").tolist() == ["2020-05", "2020-06"]
    numbered = attention.from_counts(counts.assign(bulan=["5", "6"]))
    pd.testing.assert_frame_equal(made, numbered)


def test_columns_can_be_named_and_groups_keep_their_name():
    counts = table(w=["2020", "2020"], a=[1, 2], b=[10, 20], prov=["Kalbar", "NTT"])
    made = attention.from_counts(counts, period="w", matched="a", total="b", group="prov")
    assert made["prov"].tolist() == ["Kalbar", "NTT"]
    assert list(made.columns)[:2] == ["period_start", "prov"]
    with pytest.raises(InputError, match="no column 'x'"):
        attention.from_counts(counts, period="x")


def test_a_written_attention_table_comes_back(tmp_path):
    counts = table(date=["2020-01-06", "2020-01-13"], count=[1, 2], total=[10, 20])
    made = attention.from_counts(counts)
    made.to_csv(tmp_path / "a.csv", index=False)
    pd.testing.assert_frame_equal(attention.from_counts(tmp_path / "a.csv"), made)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"count": [-1], "total": [3]}, "row 1: count is negative"),
        ({"count": [5], "total": [3]}, "row 1: 5 on the issue of only 3"),
        ({"count": [1.5], "total": [3]}, "row 1: count is no whole number"),
        ({"count": ["1.234"], "total": [3]}, "a thousand to others"),
        ({"count": ["5"], "total": ["12.000"]}, "row 1: total is written with a point"),
        ({"count": [None], "total": [3]}, "row 1: count is empty"),
        ({"count": [1]}, "without denominators there is no share"),
        ({"total": [1]}, "number on the issue"),
    ],
)
def test_nonsense_is_refused_by_row(counts, words):
    with pytest.raises(InputError, match=words):
        attention.from_counts(table(date=["2020"], **counts))


def test_the_row_named_is_the_files_row(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("date,count,total\n2020-01-01,1,2\n2020-01-02,9,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"counts.csv, row 3: 9 on the issue"):
        attention.from_counts(path)
    path.write_text("date,count,total\n2020-01-01,1,2\n2020-01-02,9\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"counts.csv, row 3"):
        attention.from_counts(path)
    with pytest.raises(InputError, match="no such file"):
        attention.from_counts(tmp_path / "absent.csv")


def test_a_period_twice_asks_for_the_group():
    with pytest.raises(InputError, match="comes twice.*group="):
        attention.from_counts(table(date=["2020", "2020"], count=[1, 1], total=[2, 2]))


@pytest.mark.parametrize(
    ("texts", "first_days"),
    [
        (["2023", "2023-02", "2023-01-31T00:00:00Z"], ["2023-01-01", "2023-02-01", "2023-01-31"]),
        (["Januari 2023", "31 Mei 2023"], ["2023-01-01", "2023-05-31"]),
        (["January 31, 2023", "Ogos 2023", "Dec 2023"], ["2023-01-31", "2023-08-01", "2023-12-01"]),
        (["8/20/17", "8/5/17"], ["2017-08-20", "2017-08-05"]),
        (["20/08/2017", "05/08/2017"], ["2017-08-20", "2017-08-05"]),
        (["01/2023"], ["2023-01-01"]),
    ],
)
def test_periods_are_read(texts, first_days):
    read = read_periods(pd.Series(texts), pd.Series(range(len(texts))))
    assert read.dt.strftime("%Y-%m-%d").tolist() == first_days


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["05/08/2017", "06/08/2017"], "day or month first"),
        (["2023-02-31"], "no day of the calendar"),
        (["last week"], "cannot be read"),
        ([""], "cannot be read"),
    ],
)
def test_periods_are_never_guessed(texts, words):
    with pytest.raises(InputError, match=words):
        read_periods(pd.Series(texts), pd.Series(range(len(texts))))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pr_google_trends", "an index of searches .Google Trends"),
        ("pr_mediacloud_hurricanes", "one column for each of 4 queries"),
        ("pr_mediacloud_states", "one column for each of 3 queries"),
        ("pr_mediacloud_trump", "one column for each of 6 queries"),
        ("pr_tv_hurricanes", "shares or percentages without the counts"),
        ("pr_tv_hurricanes_by_network", "shares or percentages without the counts"),
        ("pr_tv_states", "shares or percentages without the counts"),
    ],
)
def test_tables_without_a_total_say_what_they_are(shared, name, words):
    path = shared / f"corpora/reference/{name}.csv"
    for read in (attention.from_counts, attention.of_file):
        with pytest.raises(InputError, match=words) as refusal:
            read(path)
        assert str(refusal.value).startswith(f"{name}.csv: ") and "\n" not in str(refusal.value)


def test_a_list_of_sources_says_what_it_is(shared):
    path = shared / "corpora/reference/pr_mediacloud_top_online_news.csv"
    with pytest.raises(InputError, match="a list of sources, with neither articles nor counts"):
        attention.from_counts(path)


def test_a_wide_table_is_read_where_its_columns_are_named(shared):
    path = shared / "corpora/reference/pr_mediacloud_trump.csv"
    told = pd.read_csv(path)
    both, place = 'title:"Puerto Rico" AND (title:Trump OR title:President)', 'title:"Puerto Rico"'
    made = attention.from_counts(path, matched=both, total=place)
    assert len(made) == len(told) == 51
    assert made["issue_articles"].tolist() == told[both].tolist()
    assert made["total_articles"].tolist() == told[place].tolist()
    assert made["period_start"].iloc[0] == pd.Timestamp("2017-08-20")


def test_month_first_dates_of_older_exports(shared):
    told = {}
    for name in ("states", "trump"):  # 8/20/17 in the one, 2017-08-20 in its sibling
        counts = pd.read_csv(shared / f"corpora/reference/pr_mediacloud_{name}.csv", dtype=str)
        made = attention.from_counts(counts.assign(total=10**6), matched=counts.columns[1])
        told[name] = made["period_start"]
    pd.testing.assert_series_equal(told["states"], told["trump"])
    assert told["trump"].iloc[0] == pd.Timestamp("2017-08-20")


def test_the_queries_of_a_wide_table_become_a_group(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(
        'Date,"""human trafficking""",TPPO,All stories\n8/20/17,1,2,10\n8/21/17,3,4,20\n',
        encoding="utf-8",
    )
    made = attention.from_counts(path, total="All stories")
    assert made["query"].unique().tolist() == ['"human trafficking"', "TPPO"]
    assert made["issue_articles"].tolist() == [1, 3, 2, 4]
    assert made["total_articles"].tolist() == [10, 20] * 2


def test_a_single_column_of_numbers_is_never_guessed_to_be_the_issue():
    counts = table(date=["2020", "2021"], everything=[10, 20], outlets=[3, 4])
    with pytest.raises(InputError, match="number on the issue"):
        attention.from_counts(counts, total="everything")


def test_a_period_that_was_not_counted_to_its_end_stays_partial(tmp_path):
    counts = table(date=["2020-01-01", "2020-01-02"], count=[1, 2], total=[10, 20])
    made = attention.from_counts(counts.assign(is_partial=[False, True]))
    assert made["is_partial"].tolist() == [False, True]
    made.to_csv(tmp_path / "a.csv", index=False)
    pd.testing.assert_frame_equal(attention.from_counts(tmp_path / "a.csv"), made)
