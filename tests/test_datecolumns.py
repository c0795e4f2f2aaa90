"""Columns of dates: order settled by source, swaps put right, real tables dated, nothing wrong."""

import csv
import datetime as dt
import random
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import datecolumns, dates, dateurls
from analysis.corpus import datewords as words

TODAY = dt.date(2024, 6, 30)
D = dt.date
KAMIS = D(2017, 10, 26)


def _column(values, dtype="str"):
    return pd.Series(values, index=range(len(values)), dtype=dtype)


def _settle(raw, *, urls=None, source="s", today=TODAY, **columns):
    size = len(raw)
    dtypes = {"typed": "bool", "counts": "bool", "hours_east": "float64"}
    dtypes |= {"anchor": "datetime64[us]", "time": "str"}
    options = {k: v for k, v in columns.items() if k not in dtypes}
    columns = {k: v for k, v in columns.items() if k in dtypes}
    beside = {k: v if isinstance(v, list) else [v] * size for k, v in columns.items()}
    return datecolumns.settle(
        _column(raw),
        _column(urls or [""] * size),
        source=_column(source if isinstance(source, list) else [source] * size),
        today=today,
        **{name: _column(values, dtypes[name]) for name, values in beside.items()},
        **options,
    )


def _days(table):
    return [None if pd.isna(d) else d.date() for d in table["published_on"]]


CLEAR = [f"{day}/10/2017" for day in range(13, 32)] + ["30/09/2017"]


def test_twenty_clear_rows_settle_the_order_of_their_source_and_nineteen_do_not():
    assert _days(_settle(["03/04/2017", *CLEAR]))[0] == D(2017, 4, 3)
    assert _days(_settle(["03/04/2017", *CLEAR[1:]]))[0] is None
    assert _days(_settle(["03/04/2017", *CLEAR, "10/26/2017"]))[0] is None
    other = _settle(["03/04/2017", *CLEAR], source=["a", *["b"] * len(CLEAR)])
    assert _days(other)[0] is None
    assert other.loc[0, ["date_source", "action"]].tolist() == ["none", "undated"]
    assert other.loc[0, "note"] == datecolumns.AMBIGUOUS


def test_month_first_source_is_read_month_first():
    clear = [f"10/{day}/2017" for day in range(13, 32)] + ["9/30/2017"]
    assert _days(_settle(["03/04/2017", *clear]))[0] == D(2017, 3, 4)
    turned = _days(_settle(["Selasa (10/3/2017)", *clear]))[0]
    assert turned == D(2017, 10, 3)


def test_url_settles_an_ambiguous_row_also_some_days_off_or_by_month():
    urls = [
        f"https://a.id/read/{p}/b" for p in ("2017/04/03", "2017/04/01", "2017/03", "2019/01/01")
    ]
    found = _settle(["03/04/2017"] * 4, urls=urls)
    assert _days(found) == [D(2017, 4, 3), D(2017, 4, 3), D(2017, 3, 4), None]


def test_empty_column_is_filled_from_the_url_and_a_declared_day_stays():
    urls = ["https://a.id/2017/04/03/b"] * 4
    found = _settle(["", "2017-04-05", "1970-01-01", "2017-08-09"], urls=urls)
    assert _days(found) == [D(2017, 4, 3), D(2017, 4, 5), D(2017, 4, 3), D(2017, 8, 9)]
    assert found["date_source"].tolist() == ["url", "column", "url", "column"]
    assert found["action"].tolist() == ["noted", "", "noted", "noted"]
    assert found.loc[3, "note"] == datecolumns.FAR_FROM_URL


def test_native_cell_turned_round_is_put_right_from_its_url():
    url = "https://a.id/read/2019/09/10/b"
    found = _settle(["2019-10-09"] * 2, urls=[url] * 2, typed=[True, False])
    assert _days(found) == [D(2019, 9, 10), D(2019, 10, 9)]
    assert found["action"].tolist() == ["repaired", "noted"]


def test_turned_cells_without_url_follow_their_source_only_when_none_speaks_against():
    urls = ["https://a.id/read/2019/09/10/b"] * 20 + [""]
    raw = ["2019-10-09"] * 20 + ["2019-11-09"]
    assert _days(_settle(raw, urls=urls, typed=True))[-1] == D(2019, 9, 11)
    right = (raw + ["2019-09-10"], [*urls, urls[0]])
    assert _days(_settle(right[0], urls=right[1], typed=True))[-2] == D(2019, 11, 9)


def test_spreadsheet_that_misread_half_the_month_is_seen_without_any_url():
    text = [f"{day}/09/2019" for day in range(13, 31)] * 2
    native = [f"2019-{day:02}-09" for day in range(1, 13) if day != 9] * 2
    found = _settle(text + native, typed=[False] * len(text) + [True] * len(native))
    assert {d.month for d in _days(found)} == {9}
    batches = text + [f"2019-09-{day:02}" for day in range(1, 13)] * 2
    kept = _settle(batches, typed=[False] * len(text) + [True] * 24)
    assert "repaired" not in set(kept["action"])


def test_today_bounds_the_future():
    assert _days(_settle(["2024-07-01", "2024-07-02"])) == [D(2024, 7, 1), None]


def test_time_column_and_dtypes():
    found = _settle(
        ["26/10/2017", "2017-10-26T23:30:00Z", "26 Okt 2017"], time=["21:48 WIB", "", "-"]
    )
    assert str(found["published_on"].dtype) == "datetime64[us]"
    assert str(found["published_at"].dtype) == "datetime64[us, UTC]"
    moments = [str(at) for at in found["published_at"]]
    assert moments == ["2017-10-26 14:48:00+00:00", "2017-10-26 23:30:00+00:00", "NaT"]
    assert found["date_precision"].tolist() == ["minute", "minute", "day"]


def test_empty_table_settles():
    assert _settle([]).empty
    assert _settle([], hours_east=[], anchor=[], counts=[], typed=[], time=[]).empty


UTC = ["2017-10-25T23:30:00Z", "Wed, 25 Oct 2017 16:59:00 GMT", "2017-10-25 23:30:00+00:00"]


def test_stamp_in_utc_gives_the_day_at_the_outlet():
    found = _settle(UTC, hours_east=7.0)
    assert _days(found) == [KAMIS, D(2017, 10, 25), KAMIS]
    assert found["action"].tolist() == ["noted", "", "noted"]
    assert set(found["note"]) == {"", datecolumns.AT_OUTLET}
    assert [str(at)[:16] for at in found["published_at"]] == [
        *("2017-10-25 23:30", "2017-10-25 16:59", "2017-10-25 23:30"),
    ]
    assert _days(_settle([UTC[1]], hours_east=8.0)) == [KAMIS]
    late = _settle(["2024-07-01T20:00:00Z", "1970-01-01T00:00:00Z"], hours_east=7.0)
    assert late["note"].tolist() == [dates.FUTURE, dates.TOO_EARLY]
    west = _settle(["2017-10-27T03:00:00Z"], hours_east=-5.0)
    assert _days(west) == [KAMIS]


@pytest.mark.parametrize("hours", [0.0, float("nan")])
def test_stamp_in_utc_keeps_its_day_where_the_clock_of_the_outlet_is_not_known(hours):
    assert _days(_settle(UTC, hours_east=hours)) == [D(2017, 10, 25)] * 3


def test_local_and_bare_stamps_keep_their_printed_day():
    local = [
        "2017-10-26T23:30:00+07:00",
        "26 Oktober 2017 23:30 WIB",
        "2017-10-26 23:30:00",
        "2017-10-26",
        "2017-10-26T00:00:00Z",
    ]
    assert _days(_settle(local, hours_east=7.0)) == [KAMIS] * 5


def test_time_column_in_utc_turns_the_day_too():
    assert _days(_settle(["25/10/2017"], time=["23:30 GMT"], hours_east=7.0)) == [KAMIS]


def test_relative_cells_and_days_without_a_year_take_the_day_of_collection():
    raw = ["kemarin", "Selasa (24/10)", "Kamis lalu", "2 jam lalu", "2 jam lalu", "2017-10-01", "x"]
    day, moment = "2017-10-27", "2017-10-27 01:00"
    found = _settle(raw, anchor=[day, day, day, day, moment, day, day])
    assert _days(found) == [KAMIS, D(2017, 10, 24), KAMIS, None, KAMIS, D(2017, 10, 1), None]
    assert found["note"].tolist() == [
        *[dates.ANCHORED] * 3,
        *(words.RELATIVE_HOURS, dates.ANCHORED, "", words.UNREAD),
    ]
    assert found["action"].tolist() == ["noted"] * 3 + ["undated", "noted", "", "undated"]
    alone = _settle(raw, anchor=[None] * 7)
    assert _days(alone) == [None] * 5 + [D(2017, 10, 1), None]


def test_spreadsheet_numbers_are_read_only_when_asked():
    raw = ["43034", "43034.59375", "20171026", "1509012345"]
    plain = _settle(raw)
    assert _days(plain) == [None] * 4
    told = [words.SERIAL, words.SERIAL, words.COMPACT, words.EPOCH]
    assert plain["note"].tolist() == told
    assert _days(_settle(raw, excel_serials=True)) == [KAMIS, KAMIS, None, None]


def test_repeats_are_no_evidence_but_are_dated_like_the_others():
    raw = ["03/04/2017", *CLEAR[1:], CLEAR[1], CLEAR[1]]
    assert _days(_settle(raw))[0] == D(2017, 4, 3)
    counts = [True] * 20 + [False, False]
    found = _settle(raw, counts=counts)
    assert _days(found)[0] is None
    assert _days(found)[-1] == D(2017, 10, 14)
    against = ["03/04/2017", *CLEAR, "10/26/2017"]
    assert _days(_settle(against, counts=[True] * 21 + [False]))[0] == D(2017, 4, 3)


def test_flag_of_an_update_survives_the_settling_of_its_order():
    found = _settle(["Diperbarui: 03/04/2017", *CLEAR])
    assert _days(found)[0] == D(2017, 4, 3)
    assert found.loc[0, "note"] == words.UPDATED


def _links(days):
    return [f"https://a.id/read/{d:%Y/%m/%d}/{n}/berita" for n, d in enumerate(days)]


SPREAD = [D(2017, 1, 1) + dt.timedelta(days=3 * n) for n in range(60)]


def test_column_of_one_day_is_collection_where_the_urls_tell_of_many():
    found = _settle(["2018-02-01"] * 60, urls=_links(SPREAD))
    assert _days(found) == SPREAD
    assert set(found["date_source"]) == {"url"}
    assert set(found["collected_on"].dt.date) == {D(2018, 2, 1)}
    assert found["note"].str.contains(datecolumns.COLLECTION).all()
    months = [f"https://a.id/{d:%Y/%m}/berita-{n}" for n, d in enumerate(SPREAD)]
    found = _settle(["2018-02-01"] * 60, urls=months)
    assert found["published_on"].isna().all()
    assert found["collected_on"].notna().all()


def test_machine_clock_is_collection_and_leaves_rows_undated():
    begin = dt.datetime(2018, 2, 1, 14, 15)
    raw = [str(begin + dt.timedelta(seconds=2 * n)) for n in range(60)]
    for cells in (raw, raw[:1] * 60):
        found = _settle([cell.replace(":00", ":21") for cell in cells])
        assert found["published_on"].isna().all()
        assert found["note"].eq(datecolumns.COLLECTION).all()
        assert found["date_source"].eq("none").all()


CASES = {
    "a day's news": (["2018-02-01"] * 60, _links([D(2018, 2, 1)] * 60)),
    "read the day after": (["2018-02-02"] * 60, _links([D(2018, 2, 1)] * 60)),
    "one day, no URL": (["2018-02-01"] * 60, None),
    "few rows": (["2018-02-01"] * 49, _links(SPREAD[:49])),
    "three days": (["2018-02-01", "2018-02-02", "2018-02-03"] * 20, _links(SPREAD)),
    "URLs of later days": (["2016-02-01"] * 60, _links(SPREAD)),
    "some old links": (["2017-06-28"] * 60, _links([D(2017, 6, 28)] * 40 + SPREAD[:20])),
    "a minute apart": ([f"2018-02-01 14:{n:02}:00" for n in range(60)], None),
    "an edition's hour": (["2018-02-01 05:00:00"] * 60, None),
    "midnight": (["2018-02-01 00:00:00"] * 60, None),
}


@pytest.mark.parametrize("name", CASES)
def test_column_that_may_hold_days_of_publication_is_left_alone(name):
    raw, urls = CASES[name]
    found = _settle(raw, urls=urls)
    assert found["collected_on"].isna().all()
    assert found["published_on"].notna().all()


def test_looks_like_collection_agrees_with_settle():
    raw, urls = ["2018-02-01"] * 60 + ["2018-02-01"], _links(SPREAD) + [""]
    source = ["a"] * 60 + ["b"]
    said = datecolumns.looks_like_collection(_column(raw), _column(urls), source=_column(source))
    assert said.tolist() == [True] * 60 + [False]


CELLS = st.sampled_from(
    [*CLEAR, "03/04/2017", "05/06/2017", "10/26/2017", "Kamis (5/10/2017)", "x", "", "2017-10-09"]
)
LINKS = st.sampled_from(["", "https://a.id/2017/04/03/b", "https://a.id/2017/09/10/b"])

ROWS = st.tuples(CELLS, LINKS, st.sampled_from("ab"), st.booleans(), st.booleans())


def _settled(rows):
    raw, urls, source, typed, counts = map(list, zip(*rows))
    return _settle(raw, urls=urls, source=source, typed=typed, counts=counts)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_no_answer_depends_on_the_order_of_the_rows(rows, rng: random.Random):
    order = list(range(len(rows)))
    rng.shuffle(order)
    shuffled = _settled([rows[n] for n in order]).set_axis(order).sort_index()
    pd.testing.assert_frame_equal(_settled(rows), shuffled)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_repeats_that_do_not_count_change_no_answer(rows, rng: random.Random):
    again = [(*row[:4], False) for row in rng.choices(rows, k=rng.randrange(40))]
    longer = _settled(rows + again)
    pd.testing.assert_frame_equal(_settled(rows), longer.head(len(rows)))


DAYS = st.dates(D(1985, 1, 1), D(2026, 12, 31))
PRINTS = st.sampled_from(
    [
        *("%Y-%m-%d", "%Y-%m-%d ", "%d/%m/%Y, ", "Tayang: %d/%m/%Y ", "%d %b %Y | ", "%Y-%m-%dT"),
        *("%m/%d/%Y ", "%d-%m-%y ", "%Y/%m/%d ", "%d.%m.%Y ", "%A, %d %B %Y - ", "%d %b %y "),
        *("%d %b %Y Diperbarui ", "%Y - %m - ", "%d. ", "26 Okt ", "kemarin "),
    ]
)
CLOCKS = st.sampled_from(
    [
        *("", "14:15", "14.15", "9:05", "23:59:58", "2:15 PM", "12:05 am", "14:15:16.123", "25:00"),
        *("8.30 malam", "14:15:16,5", "00:00", "24:00", "17.30"),
    ]
)
ZONES = st.sampled_from(
    ["", "Z", " UTC", " GMT", " WIB", "+07:00", " +0700", " (WIB)", "-0500", " CST"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(DAYS, PRINTS, CLOCKS, ZONES), min_size=1, max_size=12))
def test_column_says_what_the_single_parser_says(cells):
    raw = [day.strftime(form) + clock + zone for day, form, clock, zone in cells]
    table = _settle(raw, source=[str(n) for n in range(len(raw))])
    for text, day, at, note in zip(raw, _days(table), table["published_at"], table["note"]):
        alone = dates.parse(text, today=TODAY)
        assert day == alone.on, text
        assert (None if pd.isna(at) else at.to_pydatetime()) == alone.at, text
        assert note == (datecolumns.AMBIGUOUS if alone.reason == dates.AMBIGUOUS else alone.reason)


PIECES = st.sampled_from(
    [
        *(
            "2019/09/10",
            "2019/9/1",
            "2019-09-10",
            "20190910",
            "20190910123456",
            "2019/0910",
            "2019",
        ),
        *("2019/sep/10", "2019/09", "2019/13/40", "2010/0410", "1999", "20201", "sep", "12", "a-b"),
        *(
            "2019/09/1012",
            "2019-09-10-b",
            "20190408",
            "x2019",
            "read",
            "2019-09-10.html",
            "\n",
            " ",
        ),
        "web.archive.org/web/2021/http://a.id",
    ]
)
HOSTS = st.sampled_from(
    [
        "https://a.id/",
        "//2019.id/",
        "a.id/",
        "/",
        "https://web.archive.org/web/20210101/http://b.id/",
    ]
)
TAILS = st.sampled_from(["", "/", "?d=/2019/09/10/", "#/2018/01/01/", "-x"])


@settings(max_examples=300, deadline=None)
@given(HOSTS, st.lists(PIECES, max_size=5), TAILS)
def test_column_of_urls_says_what_the_single_url_says(host, pieces, tail):
    url = host + "/".join(pieces) + tail
    day, month = dateurls.url_days(pd.Series([url, url], dtype="str"), today=TODAY)
    alone = dates.from_url(url, today=TODAY)
    assert day[1] == (alone[0].toordinal() if alone and alone[1] == "day" else dateurls.NO_DAY)
    assert month[1] == (alone[0].year * 12 + alone[0].month if alone else dateurls.NO_DAY)


def test_a_million_moments_cost_no_more_than_their_days():
    begin = dt.datetime(2017, 1, 1)
    raw = [str(begin + dt.timedelta(seconds=977 * n)) for n in range(30_000)]
    began = time.process_time()
    found = _settle(raw)
    assert time.process_time() - began < 1  # read one by one they take half a minute a million
    assert _days(found)[::1000] == [dates.parse(text).on for text in raw[::1000]]


def test_each_row_of_the_hostile_file_has_one_outcome(shared):
    with (shared / "hostile/dates.csv").open(encoding="utf-8") as file:
        cells = [row["date"] for row in csv.DictReader(file)]
    table = _settle(cells)
    outcomes = list(zip(cells, _days(table), table["note"]))
    assert not [cell for cell, day, note in outcomes if not day and not note]
    assert not [c for c, day, _ in outcomes if day != dates.parse(c, today=TODAY).on]
    assert sum(d is not None for d in _days(table)) == 24


WORKBOOKS = {"kompas": 659, "okezone": 0, "tempo": 0, "sindonews": 0, "fimela_combined": 0}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_click_id_workbooks_are_dated_and_only_kompas_was_turned(shared, name):
    calamine = pytest.importorskip("python_calamine")
    path = shared / f"corpora/click-id-raw/{name}.xlsx"
    head, *rows = calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    table = pd.DataFrame(rows, columns=head)
    typed = [isinstance(cell, dt.date) for cell in table["date"]]
    raw = [c.isoformat() if isinstance(c, dt.date) else str(c) for c in table["date"]]
    found = _settle(raw, urls=table["url"].tolist(), typed=typed)
    assert found["published_on"].notna().all()
    assert (found["action"] == "repaired").sum() == WORKBOOKS[name]
    assert found["published_on"].min() >= pd.Timestamp("2019-08-20")
    late = [dates.from_url(u) for u, d in zip(table["url"], found["published_on"]) if d.month > 9]
    assert not any(day and day[0].month < 10 for day in late)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("pos_metro", "2019-03-18", "2019-10-26"),
        ("tribunnews", "2019-09-10", "2019-09-19"),
        ("kapanlagi", "2019-03-21", "2019-10-12"),
    ],
)
def test_click_id_tables_are_dated(shared, name, first, last):
    table = pd.read_csv(shared / f"corpora/click-id-raw/{name}.csv", dtype=str)
    found = _settle(table["date"].tolist(), urls=table["url"].tolist())["published_on"]
    assert found.notna().all()
    assert (str(found.min().date()), str(found.max().date())) == (first, last)


def test_no_real_column_of_publication_is_taken_for_collection(shared):
    guardian = pd.read_csv(shared / "corpora/reference/guardian_headlines.csv.gz", dtype=str)
    assert _settle(guardian["Date"].tolist())["collected_on"].isna().all()
    cloud = pd.read_csv(next((shared / "formats/mediacloud").glob("*.csv")), dtype=str)
    urls, source = cloud["url"].tolist(), cloud["media_name"].tolist()
    found = _settle(cloud["publish_date"].tolist(), urls=urls, source=source, today=D(2026, 11, 24))
    assert found["published_on"].notna().all()


def test_crawl_days_of_two_local_papers_are_noticed(shared):
    table = pd.read_parquet(shared / "corpora/3dlnews/articles_titled.parquet")
    table = table[table["outlet_id"].isin(range(0, 7282, 17)) | table["outlet_id"].eq(2767)]
    found = _settle(
        table["date"].dt.strftime("%Y-%m-%d").tolist(),
        urls=table["url"].tolist(),
        source=table["outlet_id"].astype("str").tolist(),
    ).set_axis(table.index)
    assert set(table.loc[found["collected_on"].notna(), "outlet_id"]) == {2767}


def test_reference_table_is_month_first(shared):
    table = pd.read_csv(shared / "corpora/reference/pr_mediacloud_states.csv", dtype=str)
    days = _settle(table["Date"].tolist())["published_on"]
    assert list(days) == list(pd.date_range("2017-08-20", periods=len(table)))
