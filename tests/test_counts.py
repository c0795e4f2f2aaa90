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
    assert (made["share"] - published[f"pct_of_all_candidate_{unit}"]).abs().max() <= 1e-9
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
