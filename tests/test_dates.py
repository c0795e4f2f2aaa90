"""Dates: every printed form of the guide, columns, URLs and pages; a wrong day is the worst."""

import csv
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import dateclocks, dateforms, dates, datetext
from analysis.corpus import datewords as words

TODAY = dt.date(2024, 6, 30)
D = dt.date
KAMIS = D(2017, 10, 26)
FORMS = {
    "2017-10-26": KAMIS,
    "26/10/2017": KAMIS,
    "10/26/2017": KAMIS,
    "8/20/17": D(2017, 8, 20),
    "26.10.2017 14.15": KAMIS,
    "26 Oktober 2017": KAMIS,
    "26 Okt 2017": KAMIS,
    "26 Oktober Tahun 2017": KAMIS,
    "17 Agustus 2017": D(2017, 8, 17),
    "17 Agt 2017": D(2017, 8, 17),
    "17 Ags 2017": D(2017, 8, 17),
    "17 Agu 2017": D(2017, 8, 17),
    "1 Mei 2017": D(2017, 5, 1),
    "2 Mar 2017": D(2017, 3, 2),
    "9 Peb 2018": D(2018, 2, 9),
    "9 Pebruari 2018": D(2018, 2, 9),
    "9 Nop 2018": D(2018, 11, 9),
    "9 Nopember 2018": D(2018, 11, 9),
    "31 Des 2018 23:30 WIT": D(2018, 12, 31),
    "Kamis (26/10/2017)": KAMIS,
    "Kamis (5/10/2017)": D(2017, 10, 5),
    "Kamis, 26 Oktober 2017 08:30 WITA": KAMIS,
    "Kamis, 26 Oktober 2017 | 14.15 WIB": KAMIS,
    "Kamis malam (26/10/2017)": KAMIS,
    "Kamis, tanggal 26-10-2017": KAMIS,
    "Jum'at, 27 Oktober 2017 | 10:00 WITA": D(2017, 10, 27),
    "Jum’at, 27 Oktober 2017": D(2017, 10, 27),
    "Jum‘at, 27 Oktober 2017": D(2017, 10, 27),
    "Jum`at, 27 Oktober 2017": D(2017, 10, 27),
    "Jumʼat, 27 Oktober 2017": D(2017, 10, 27),
    "Jum´at, 27 Oktober 2017": D(2017, 10, 27),
    "Jum&#39;at, 6/10/2017": D(2017, 10, 6),
    "Khamis, 3 Ogos 2017 2:15 PM": D(2017, 8, 3),
    "Isnin, 6 Mac 2017": D(2017, 3, 6),
    "Ahad 6 Ogos 2017": D(2017, 8, 6),
    "Senin 4 Mei 2020 pukul 10.05 WIB": D(2020, 5, 4),
    "Kompas.com - 26/10/2017, 14:15 WIB": KAMIS,
    "Tayang: Kamis, 26 Oktober 2017 14:15 WIB": KAMIS,
    "Tayang: 26/10/2017 14:15 WIB Diperbarui: 27/10/2017 09:00 WIB": KAMIS,
    "Updated: 27 October 2017 | Published: 26 October 2017": KAMIS,
    "Diperbarui 26 Okt 2017": KAMIS,
    "Oktober 19, 2019": D(2019, 10, 19),
    " Oct 2, 2019 ": D(2019, 10, 2),
    "10-Sep-19": D(2019, 9, 10),
    "March 14, 2013 Thursday 11:21 AM GMT": D(2013, 3, 14),
    "Thu,28 Jul 2022 4:35:5 GMT+9": D(2022, 7, 28),
    "Sun, 24 Jul 2022 06:01:24 GMT": D(2022, 7, 24),
    "26\u00a0Oktober\u00a0 2017": KAMIS,
    "\u200b26 Oktober 2017": KAMIS,
    "          2016/12/30 7:11": D(2016, 12, 30),
    "20240615T170000Z": D(2024, 6, 15),
    "2017-10-26T23:30:00+07:00": KAMIS,
    "2023-05-07 15:40:11.593717+00:00": D(2023, 5, 7),
    "26-10-17": KAMIS,
    "2017, 26 October": KAMIS,
    "26 Okt '17": KAMIS,
    "26-Okt-17": KAMIS,
    "26.10.17": KAMIS,
    "Kam, 26 Okt 2017": KAMIS,
    "Kamis Pon, 26 Oktober 2017": KAMIS,
    "Jum at, 6/10/2017": D(2017, 10, 6),
    "Jum\ufffdat, 6/10/2017": D(2017, 10, 6),
    "Khamis, 5/10/2017": D(2017, 10, 5),
    "Kamis, 26 Oktober 17 - 06.05 WIB": KAMIS,
    "Thu, 26 Oct 17 14:15:00 +0700": KAMIS,
    "Thu Oct 26 14:15:00 WIB 2017": KAMIS,
    "Thu Oct 26 2017 14:15:00 GMT+0700 (Western Indonesia Time)": KAMIS,
    "2017-10-26T14:15:00.000Z": KAMIS,
    "05/10/2017 (5 Oktober 2017)": D(2017, 10, 5),
    "26/10/2017 - 14:15": KAMIS,
    "Liputan6 - 26/10/2017": KAMIS,
    "#12 Oktober 26, 2017": KAMIS,
    "Diterbitkan: Jan 29, 2026 6:51 PM Dikemaskini: 10:51 AM": D(2026, 1, 29),
    "26 Oktober 2017, 2 jam lalu": KAMIS,
    "２６/１０/２０１７": KAMIS,
}


@pytest.mark.parametrize("text", FORMS)
def test_each_printed_form_gives_its_day(text):
    today = max(TODAY, FORMS[text])
    assert dates.parse(text, today=today).on == FORMS[text]


NO_DAY = {
    words.NONE: ["", "-", "NaT", "null"],
    words.BARE: ["171026", "1.23457E+11"],
    words.SERIAL: ["43034", "43034.59375", "43034,5"],
    words.EPOCH: ["1509012345", "1509012345000", "1509012345.25"],
    words.COMPACT: ["20171026", "20171026141500"],
    words.MANGLED: ["Oct-17", "17-Oct", "Okt-17", "Oct 17"],
    words.HASHES: ["########"],
    words.ZERO: ["30/12/99", "12/30/99", "01/01/00", "1-Jan-01"],
    words.NO_SUCH_DAY: ["31 Februari 2017", "2017-02-29", "0000-00-00", "1/0/1900", "31/04/2017"],
    words.TWO_DATES: [
        "26/10/2017 sampai 27/10/2017",
        "26 - 27 Oktober 2017",
        "26 dan 27 Oktober 2017",
        "26 Oktober - 2 November 2017",
        "2017-10-26/28",
    ],
    words.COLLECTED: ["diakses 26 Oktober 2017", "Scraped: 2017-10-26"],
    words.RELATIVE: ["kemarin", "2 jam lalu", "Kamis lalu", "barusan"],
    words.NO_YEAR: ["Selasa (20/1)", "Sabtu malam (14/12)", "26 Oktober 14.15 WIB", "17 Oct"],
    words.NO_DAY: ["2017", "Oktober 2017", "2017-10", "10/2017", "26-27 Oktober 2017", "Jan-98"],
    dates.TOO_EARLY: ["1970-01-01", "0001-01-01", "1989-12-31", "1899-12-30", "1900-01-01"],
    dates.FUTURE: ["2099-01-01", "9999-12-31", "26 Oktober 2560"],
    dates.AMBIGUOUS: ["03/04/2017", "26-10-17", "05.10.2017 14.15", "12/11/10"],
    dates.WEEKDAY_NEITHER: ["Senin (5/10/2017)"],
    dates.WEEKDAY_TURNED: ["Rabu (10/9/2019)"],
    words.UNREAD: [
        *("No 7 Tahun 2007", "Nomer 25 Tahun 2017", "Nomor 12/7/2007", "UU No. 21 Tahun 2007"),
        *("7 Tahun 2007", "25 Tahun 2017", "6 + 7", "www.x.id/10/26/2017/1", "2017-W43-4"),
        "(c) 2021 TRIBUNnews.com Network",
    ],
}


@pytest.mark.parametrize(("reason", "text"), [(r, t) for r, texts in NO_DAY.items() for t in texts])
def test_what_holds_no_sure_day_is_left_empty_with_the_right_reason(reason, text):
    found = dates.parse(text, today=D(2026, 12, 1))
    assert (found.on, found.at, found.reason) == (None, None, reason)


AUG, PEB, NOP = D(2017, 8, 17), D(2018, 2, 9), D(2018, 11, 9)
HOSTILE = [
    *(KAMIS, KAMIS, KAMIS, dates.AMBIGUOUS, KAMIS, KAMIS, AUG, AUG, AUG, AUG),
    *(D(2017, 5, 1), D(2017, 3, 2), KAMIS, KAMIS, KAMIS, KAMIS, PEB, PEB, NOP, NOP),
    *(D(2018, 12, 31), KAMIS, KAMIS, words.EPOCH, words.EPOCH, words.NO_SUCH_DAY, dates.FUTURE),
    *(dates.TOO_EARLY, dates.TOO_EARLY, words.NONE, words.NONE, words.NONE, words.RELATIVE),
    *(words.RELATIVE, KAMIS, words.BARE, words.NO_SUCH_DAY, (KAMIS, dates.WEEKDAY)),
]


def test_every_row_of_the_hostile_file(shared):
    with (shared / "hostile/dates.csv").open(encoding="utf-8") as file:
        cells = [row["date"] for row in csv.DictReader(file)]
    found = [dates.parse(cell, today=TODAY) for cell in cells]
    told = [(p.on, p.reason) if p.on and p.reason else p.on or p.reason for p in found]
    assert dict(zip(cells, told)) == dict(zip(cells, HOSTILE))


def test_order_settles_only_what_the_weekday_leaves_open():
    assert dates.parse("03/04/2017", order="DMY").on == D(2017, 4, 3)
    assert dates.parse("03/04/2017", order="MDY").on == D(2017, 3, 4)
    assert dates.parse("Thursday 10/5/2017", order="DMY").on == D(2017, 10, 5)
    assert dates.parse("10/26/2017", order="DMY").on == KAMIS


def test_weekday_that_does_not_fit_is_flagged():
    found = dates.parse("Senin, 26 Oktober 2017")
    assert (found.on, found.reason) == (KAMIS, dates.WEEKDAY)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("26 Oktober 2017 08:30 WIB", 1, 30),
        ("26 Oktober 2017 08.30 WITA", 0, 30),
        ("26 Oktober 2017 pukul 09:30 (WIT)", 0, 30),
        ("2017-10-26T23:30:00+07:00", 16, 30),
        ("Thu, 26 Oct 2017 11:21 PM GMT", 23, 21),
        ("Thu Oct 26 14:15:00 WIB 2017", 7, 15),
        ("26 Oktober 2017 8.30 malam WIB", 13, 30),
        ("26 Oktober 2017 1.30 siang WIB", 6, 30),
        ("26 Oktober 2017 9.30 pagi WIB", 2, 30),
        ("26 Okt 2017 2:15 petang MYT", 6, 15),
        ("Tayang 26/10/2017 14:15 WIB Diperbarui 26/10/2017 18:00 WIB", 7, 15),
    ],
)
def test_zone_gives_the_moment_in_utc(text, hour, minute):
    found = dates.parse(text)
    assert found.on == KAMIS
    assert found.at == dt.datetime(2017, 10, 26, hour, minute, tzinfo=dt.UTC)
    assert found.precision == "minute"


@pytest.mark.parametrize(
    "text",
    [
        "26/10/2017 14:15",
        "26 Oktober 2017 1.30 malam WIB",
        "26 Oktober 2017 12 tengah malam WIB",
        "26 Oktober 2017 25:00 WIB",
        "26 Oktober 2017 14:15 CST",
        "Tayang: 26/10/2017 Diperbarui: 27/10/2017 09:00 WIB",
        "Tayang 26/10/2017, diperbarui pukul 09:00 WIB",
    ],
)
def test_a_clock_that_is_open_or_belongs_to_another_date_is_no_moment(text):
    found = dates.parse(text)
    assert (found.on, found.at) == (KAMIS, None)


def test_clock_without_zone_is_no_moment():
    found = dates.parse("26/10/2017 14:15")
    assert (found.on, found.at, found.precision) == (KAMIS, None, "day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 jam lalu", KAMIS),
        ("kemarin", KAMIS),
        ("3 hari yang lalu", D(2017, 10, 24)),
        ("yesterday", KAMIS),
        ("Selasa (24/10)", D(2017, 10, 24)),
        ("Kamis 5/10", D(2017, 10, 5)),
        ("26 Oktober 14.15 WIB", KAMIS),
        ("Kamis lalu", KAMIS),
        ("hari Minggu lalu", D(2017, 10, 22)),
        ("Jumat lalu", D(2017, 10, 20)),
        ("Sabtu malam (14/10)", D(2017, 10, 14)),
        ("5/10", None),
        ("Sabtu malam (14/12)", None),
        ("Minggu lalu", None),
        ("beberapa hari lalu", None),
        ("1 hari 2 jam lalu", None),
        ("kemarin dulu", None),
        ("2 minggu lalu", None),
        ("kelmarin", None),
    ],
)
def test_relative_dates_need_an_anchor_and_say_so(text, day):
    found = dates.parse(text, anchor=dt.datetime(2017, 10, 27, 1, 0))
    assert found.on == day
    assert found.reason
    assert dates.parse(text).on is None


def test_hours_before_a_bare_day_are_no_day():
    found = dates.parse("2 jam lalu", anchor=D(2017, 10, 27))
    assert (found.on, found.reason) == (None, words.RELATIVE_HOURS)


def test_anchor_does_not_touch_a_full_or_a_mangled_date():
    assert dates.parse("2017-10-26", anchor=D(2019, 1, 1)).on == KAMIS
    assert dates.parse("26 Okt 17 14:15", anchor=D(2019, 1, 1)).on == KAMIS
    assert dates.parse("Oct-17", anchor=D(2019, 1, 1)).on is None


def test_spreadsheet_day_numbers_are_read_only_when_asked():
    assert dateforms.serial("43034").readings == (("", KAMIS),)
    assert dateforms.serial("43034.59375").clock == 14 * 3600 + 15 * 60
    assert dateforms.serial("1509012345") is None
    assert dateforms.read("43034").readings == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("21:48 WIB", (78480, 420)),
        ("14.15", (51300, None)),
        ("2:15 PM", (51300, None)),
        ("12:30 am", (1800, None)),
        ("12.30 pagi", (1800, None)),
        ("12.30 Ambon", (45000, None)),
        ("11.30 siang", (41400, None)),
        ("7.30 siang", (None, None)),
        ("12 tengah malam", (None, None)),
        ("24:00", (None, None)),
        ("14:15 GMT+8", (51300, 480)),
        ("-", (None, None)),
        ("kata " * 50 + "14:15 WIB", (None, None)),
    ],
)
def test_clock_times(text, found):
    assert dateclocks.read_clock(text) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://news.okezone.com/read/2019/09/10/1/2107301/a", (D(2019, 9, 10), "day")),
        ("https://www.tribunnews.com/superskor/2019/09/10/a-b", (D(2019, 9, 10), "day")),
        ("https://bola.kompas.com/read/2019/09/10/20190408/a", (D(2019, 9, 10), "day")),
        ("https://a.id/20190910/b", (D(2019, 9, 10), "day")),
        ("https://a.id/2019-09-10-b", (D(2019, 9, 10), "day")),
        ("https://theguardian.com/world/2019/sep/10/b", (D(2019, 9, 10), "day")),
        ("http://rte.ie/news/2017/0210/852/", (D(2017, 2, 10), "day")),
        ("https://a.org/education/2010/0410/043010b.php", (D(2010, 4, 1), "month")),
        ("https://a.com/nasional/20190910123456-12-428/b", (D(2019, 9, 10), "day")),
        ("https://a.com/nasional/20190910999999-12-428/b", None),
        ("https://posmetro-medan.com/2019/10/5-anak.html", (D(2019, 10, 1), "month")),
        ("https://a.id/2019/09/12-hal-penting", (D(2019, 9, 1), "month")),
        ("https://web.archive.org/web/20210101000000/http://a.id/b", None),
        ("https://web.archive.org/web/20210101/http://a.id/2019/09/10/b", (D(2019, 9, 10), "day")),
        ("https://a.id/2019/13/40/b", None),
        ("https://a.id/2099/01/01/b", None),
        ("https://a.id/2019/09/10/2018/09/10/b", None),
        ("https://a.id/read/1249068/b?d=/2019/09/10/", None),
        ("https://a.id/2019/09/10/" + "?" * 5000 + "\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_url_day(url, found):
    assert dates.from_url(url, today=TODAY) == found


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_parser_and_an_empty_day_has_its_reason(text):
    found = dates.parse(text, today=TODAY)
    assert (found.on is None) <= bool(found.reason)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kamis, 26 Oktober 2017 | 14:15 WIB\nIsi berita.", KAMIS),
        ("Friday, January 4, 2019\u00a0\n\nA building.", D(2019, 1, 4)),
        ("KUCHING - Perkara itu dijelaskan beliau, kata jurucakap, Khamis (26/10/2017).", KAMIS),
        ("ujar dia, Jum’at (27/10/2017) pagi. © 2021 Penerbit", D(2017, 10, 27)),
        ("Acara akan digelar, kata dia, mulai Kamis (26/10/2017).", None),
        ("Perda No 7 Tahun 2007 dan Pergub Nomer 25 Tahun 2017 © 2021 Penerbit", None),
        ("kata dia, Senin (26/10/2017). ", None),
        ("kata dia, Rabu (10/9/2019).", None),
        ("kata A, Kamis (26/10/2017). Lalu kata B, Senin (2/10/2017).", None),
        ("kata dia, Kamis (26/10/2017). Hak Cipta 2015 Penerbit", None),
        ("Jadwal TV Senin 4 Mei 2020\nSiaran pagi.", None),
        ("Posted 05/10/2017\nText.", None),
        ("He spoke on Tuesday, September 11, 2001, he said.", None),
    ],
)
def test_day_in_a_page(text, day):
    assert datetext.in_text(text, today=TODAY).on == day


def test_day_without_year_in_a_page_needs_an_anchor():
    text = "ujar dia, Senin (16/9)."
    assert datetext.in_text(text).on is None
    assert datetext.in_text(text, anchor=D(2019, 9, 18)).on == D(2019, 9, 16)


def test_founding_page(shared):
    page = (shared / "pages/tribunpontianak-2017-10-26.txt").read_text(encoding="utf-8")
    assert datetext.in_text(page).on == KAMIS


def test_wikinews_date_lines_agree_with_the_column(shared):
    table = pd.read_csv(shared / "corpora/wikinews/wikinews_2019.csv.gz", dtype=str)
    assert [str(datetext.in_text(t).on) for t in table["text"]] == table["date"].tolist()
