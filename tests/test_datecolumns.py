"""Columns of dates: order settled by source, swaps put right, real tables dated, nothing wrong."""

import csv
import datetime as dt
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import datecolumns, dates

TODAY = dt.date(2024, 6, 30)
D = dt.date
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
MONTHS = MONTHS.split()
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
ENGLISH = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _settle(raw, *, urls=None, source="s", typed=False, time=None, today=TODAY):
    index = range(len(raw))
    return datecolumns.settle(
        pd.Series(raw, index=index, dtype="str"),
        pd.Series(urls or [""] * len(raw), index=index, dtype="str"),
        source=pd.Series(source, index=index, dtype="str"),
        typed=pd.Series(typed, index=index, dtype=bool),
        time=None if time is None else pd.Series(time, index=index, dtype="str"),
        today=today,
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


CELLS = st.sampled_from(
    [*CLEAR, "03/04/2017", "05/06/2017", "10/26/2017", "Kamis (5/10/2017)", "x", "", "2017-10-09"]
)
LINKS = st.sampled_from(["", "https://a.id/2017/04/03/b", "https://a.id/2017/09/10/b"])

ROWS = st.tuples(CELLS, LINKS, st.sampled_from("ab"), st.booleans())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROWS, min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_no_answer_depends_on_the_order_of_the_rows(rows, rng: random.Random):
    def settle(order):
        raw, urls, source, typed = zip(*(rows[i] for i in order))
        found = _settle(raw, urls=list(urls), source=list(source), typed=list(typed))
        return found.set_axis(order).sort_index()

    shuffled = list(range(len(rows)))
    rng.shuffle(shuffled)
    pd.testing.assert_frame_equal(settle(list(range(len(rows)))), settle(shuffled))


def _stamps() -> list[tuple[str, str, D]]:
    """Four outlets' styles of the 132 ambiguous days of 2017 and others: style, print, day."""
    year = [D(2017, 1, 1) + dt.timedelta(days=i) for i in range(365)]
    days = [d for d in year if d.day <= 12 and d.day != d.month]
    assert len(days) == 132
    days += random.Random(4).choices(year, k=400 - len(days))
    made = []
    for n, d in enumerate(days):
        clock = f"{n % 24:02}:{n * 7 % 60:02}"
        month, name = MONTHS[d.month - 1], DAYS[d.weekday()]
        made += [
            ("kompas", f"Kompas.com - {d:%d/%m/%Y}, {clock} WIB", d),
            ("tribun", f"Tayang: {name}, {d.day} {month} {d.year} {clock} WIB", d),
            ("local", f"{name} ({d.day}/{d.month}/{d.year}) | {clock.replace(':', '.')} WITA", d),
            ("english", f"{ENGLISH[d.weekday()]}, {d.month}/{d.day}/{d.year} {clock}", d),
        ]
    return made


def test_sixteen_hundred_stamps_are_right_or_left_empty():
    style, raw, days = zip(*_stamps())
    assert len(raw) == 1600
    table = _settle(raw, source=list(style))
    wrong = [r for r, found, d in zip(raw, _days(table), days) if found not in (d, None)]
    assert wrong == []
    empty = table[table["published_on"].isna()]
    assert (empty["note"] != "").all()
    assert len(empty) <= 2 * 1600 * 12 / 365  # only days on which both readings share a weekday
    apart = _settle(raw, source=[str(i) for i in range(1600)])
    assert not [1 for found, d in zip(_days(apart), days) if found not in (d, None)]


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


def test_reference_table_is_month_first(shared):
    table = pd.read_csv(shared / "corpora/reference/pr_mediacloud_states.csv", dtype=str)
    days = _settle(table["Date"].tolist())["published_on"]
    assert list(days) == list(pd.date_range("2017-08-20", periods=len(table)))
