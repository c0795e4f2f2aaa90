"""1,600 stamps as four outlets print them, each day known: right or left empty, none wrong.

The generators know nothing of the parser: they have their own names of months and weekdays.
Run with -s to see the counts.
"""

import datetime as dt
import random
from collections import Counter
from typing import NamedTuple

import pandas as pd
import pytest

from analysis.corpus import datecolumns, dates

TODAY = dt.date(2026, 11, 24)
NBSP, THIN = "\u00a0", "\u2009"


def _names(line: str) -> list[str]:
    return line.split()


ID_LONG = _names(
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
)
ID_SHORT = _names("Jan Feb|Peb Mar Apr Mei Jun Jul Agt|Ags|Agu Sep|Sept Okt Nov|Nop Des")
ID_OLD = {1: "Pebruari", 10: "Nopember"}
ID_DAYS = _names("Senin Selasa Rabu Kamis Jumat|Jum'at|Jum’at Sabtu Minggu")
MS_LONG = _names(
    "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember"
)
MS_SHORT = _names("Jan Feb Mac Apr Mei Jun Jul Ogos Sep Okt Nov Dis")
MS_DAYS = _names("Isnin Selasa Rabu Khamis Jumaat Sabtu Ahad")
EN_SHORT = _names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
EN_DAYS = _names("Mon Tue Wed Thu Fri Sat Sun")


class Stamp(NamedTuple):
    """One print, the outlet that prints so, its local day, its moment where a zone stands.

    `printed` is the day the print itself shows: another one in UTC.
    """

    outlet: str
    text: str
    day: dt.date
    moment: dt.datetime | None
    printed: dt.date
    is_update: bool = False


def _pick(rng: random.Random, names: str) -> str:
    return rng.choice(names.split("|"))


def _utc(when: dt.datetime, hours: int) -> dt.datetime:
    return (when - dt.timedelta(hours=hours)).replace(tzinfo=dt.UTC)


def _numbers(when: dt.datetime, rng: random.Random) -> Stamp:
    """26/10/2017, 14.15 WIB: numbers alone, as Kompas prints them, often with a label."""
    year = rng.choice(["%Y", "%Y", "%Y", "%y"])
    sign = rng.choice("/-./")
    day = when.strftime(sign.join(["%d", "%m", year]))
    if rng.random() < 0.3:
        day = f"{when.day}{sign}{when.month}{sign}{when.strftime(year)}"
    zone, hours = rng.choice([("WIB", 7), ("WIB", 7), ("WITA", 8), ("WIT", 9)])
    clock = when.strftime(rng.choice(["%H:%M", "%H.%M"]))
    gap = rng.choice([", ", " ", f"{NBSP}", " | ", "  ", " - "])
    label = rng.choice(["", "Kompas.com - ", "Tayang: ", "Diterbitkan ", "Dipublikasikan pada "])
    return Stamp(
        "numbers", f"{label}{day}{gap}{clock} {zone}", when.date(), _utc(when, hours), when.date()
    )


def _words(when: dt.datetime, rng: random.Random) -> Stamp:
    """Kamis, 26 Oktober 2017 | 14:15 WIB: weekday and words, as Tribun prints them."""
    month = when.month - 1
    long = ID_OLD.get(month, ID_LONG[month]) if rng.random() < 0.3 else ID_LONG[month]
    name = rng.choice([long, _pick(rng, ID_SHORT[month])])
    weekday = _pick(rng, ID_DAYS[when.weekday()])
    gap = rng.choice([" | ", " ", f"{NBSP}|{NBSP}", ", ", " pukul ", "  ", " - ", f"{THIN}"])
    comma = rng.choice([", ", " ", f",{NBSP}"])
    zone, hours = rng.choice([("WIB", 7), ("WITA", 8), ("WIT", 9)])
    clock = when.strftime(rng.choice(["%H:%M", "%H.%M", "%H:%M:%S"]))
    form = rng.choice(["words", "words", "brackets", "two digits"])
    year = f"{when:%y}" if form == "two digits" else when.year
    day = f"{weekday}{comma}{when.day:{rng.choice(['', '02'])}} {name} {year}"
    if form == "brackets":
        day = f"{weekday}{rng.choice(['', ' malam'])} ({when.day}/{when.month}/{when.year})"
    label = rng.choice(["", "", "Tayang: ", "Diperbarui: ", "Terakhir diperbarui "])
    later = when + dt.timedelta(days=1)
    after = rng.choice(["", "", f" Diperbarui: {later:%d/%m/%Y %H:%M} WIB"])
    after = "" if "iperbarui" in label else after
    text = f"{label}{day}{gap}{clock} {zone}{after}"
    is_update = "iperbarui" in label
    return Stamp("words", text, when.date(), _utc(when, hours), when.date(), is_update)


def _malay(when: dt.datetime, rng: random.Random) -> Stamp:
    """Khamis, 26 Okt 2017 2:15 PM: as Malaysian outlets print them, without a zone or with MYT."""
    month = when.month - 1
    name, weekday = rng.choice([MS_LONG[month], MS_SHORT[month]]), MS_DAYS[when.weekday()]
    half = rng.choice(["AM/PM", "am/pm", "pagi/petang", "24"])
    clock, zone = f"{when:%H:%M}", rng.choice([" MYT", ""])
    if half != "24":
        sign = rng.choice(":.")
        clock = f"{(when.hour % 12) or 12}{sign}{when:%M} {half.split('/')[when.hour >= 12]}"
    form = rng.choice(["words", "words", "numbers", "month first"])
    day = f"{weekday}, {when.day} {name} {when.year}"
    if form == "numbers":
        day = f"{weekday} ({when.day}/{when.month}/{when.year})"
    if form == "month first":
        day = f"{name} {when.day}, {when.year}"
    label = rng.choice(["", "Diterbitkan: ", "Dikemaskini: ", "Disiarkan "])
    moment = _utc(when, 8) if zone else None
    text = f"{label}{day}{rng.choice([' ', '  ', ', ', ' | ', NBSP])}{clock}{zone}"
    is_update = label == "Dikemaskini: "
    return Stamp("malay", text, when.date(), moment, when.date(), is_update)


def _machine(when: dt.datetime, rng: random.Random) -> Stamp:
    """2017-10-26T14:15:00+07:00: what content systems and feeds write, some of it in UTC."""
    utc = when - dt.timedelta(hours=7)
    mail = f"{EN_DAYS[when.weekday()]}, {when.day:02} {EN_SHORT[when.month - 1]} {when:%Y %H:%M:%S}"
    local = [
        f"{when:%Y-%m-%dT%H:%M:%S}+07:00",
        f"{when:%Y-%m-%d %H:%M:%S} +0700",
        f"{when:%Y-%m-%dT%H:%M}+07:00",
        f"{when:%Y/%m/%d %H:%M} WIB",
        f"{mail} +0700",
    ]
    universal = [
        f"{utc:%Y-%m-%dT%H:%M:%S}Z",
        f"{utc:%Y-%m-%d %H:%M:%S}.593717+00:00",
        f"{utc:%Y%m%dT%H%M%S}Z",
        f"{utc:%Y-%m-%d %H:%M:%S} UTC",
    ]
    text = rng.choice(local + universal)
    printed = utc.date() if text in universal else when.date()
    return Stamp("machine", text, when.date(), _utc(when, 7), printed)


STYLES = (_numbers, _words, _malay, _machine)


def _days(year: int) -> list[dt.date]:
    return [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365)]


def _is_ambiguous(day: dt.date) -> bool:
    return day.day <= 12 and day.day != day.month


def stamps() -> list[Stamp]:
    """Make 400 stamps of each outlet: all 132 ambiguous days of 2017 and others of many years."""
    rng = random.Random(20171026)
    made = []
    for style in STYLES:
        days = [d for d in _days(2017) if _is_ambiguous(d)]
        days += [rng.choice(_days(rng.randrange(2009, 2026))) for _ in range(400 - len(days))]
        for day in days:
            clock = dt.time(rng.randrange(24), rng.randrange(60), rng.randrange(60))
            stamp = style(dt.datetime.combine(day, clock), rng)
            made.append(stamp)
    return made


STAMPS = stamps()


@pytest.fixture(scope="module")
def settled() -> pd.DataFrame:
    index = range(len(STAMPS))
    columns = pd.DataFrame(STAMPS, index=index)
    return datecolumns.settle(
        columns["text"].astype("str"),
        pd.Series("", index=index, dtype="str"),
        source=columns["outlet"].astype("str"),
        hours_east=columns["outlet"].map({"malay": 8}).fillna(7),
        today=TODAY,
    )


def _tell(name: str, outcomes: list[str]) -> None:
    print(f"\n{name}: {len(outcomes):,} stamps, {dict(Counter(outcomes).most_common())}")


def _outcome(found: dt.date | None, reason: str, day: dt.date) -> str:
    if found is None:
        return "empty, with a reason" if reason else "empty, without a reason"
    return "right" if found == day else "wrong"


def test_there_are_1600_stamps_and_each_outlet_prints_every_ambiguous_day_of_a_year():
    assert len(STAMPS) == 1600
    for outlet in {s.outlet for s in STAMPS}:
        days = {s.day for s in STAMPS if s.outlet == outlet and s.day.year == 2017}
        assert sum(map(_is_ambiguous, days)) == 132
    assert len({s.text for s in STAMPS}) > 1590


def test_single_parser_is_right_or_empty_and_never_wrong():
    outcomes = []
    for stamp in STAMPS:
        found = dates.parse(stamp.text, today=TODAY)
        outcomes.append(_outcome(found.on, found.reason, stamp.printed))
        assert outcomes[-1] in ("right", "empty, with a reason"), stamp
    _tell("single parser", outcomes)
    assert Counter(outcomes)["right"] >= 1300


def test_settled_column_is_right_or_empty_and_never_wrong(settled):
    outcomes = []
    for stamp, row in zip(STAMPS, settled.itertuples()):
        found = None if pd.isna(row.published_on) else row.published_on.date()
        outcomes.append(_outcome(found, row.note, stamp.day))
        assert outcomes[-1] in ("right", "empty, with a reason"), stamp
    _tell("settled column", outcomes)
    assert Counter(outcomes)["right"] == 1600


BEFORE = [
    *("Penulis: Andi | Editor: Budi | ", "oleh Admin ", "Halaman 1 dari 2 ", "#12 ", "Vol. 3, "),
    *("Dibaca 1.234 kali - ", "KOMPAS.com – ", "5 menit baca | ", "Edisi 12 - ", "20 komentar | "),
]
AFTER = [
    *(" | 2 menit baca", " - Dibaca 1.234 kali", " (2 hari lalu)", " Halaman 2", " 1/2", " - 3"),
    *(" oleh Admin", " Bagikan 10", " © 2021", " Editor: Budi 12", ")"),
]


def test_what_stands_around_a_stamp_never_makes_it_wrong():
    rng, outcomes = random.Random(3), []
    for stamp in STAMPS:
        text = rng.choice(["", *BEFORE]) + stamp.text + rng.choice(["", *AFTER])
        found = dates.parse(text, today=TODAY)
        outcomes.append(_outcome(found.on, found.reason, stamp.printed))
        assert outcomes[-1] in ("right", "empty, with a reason"), text
        off = stamp.moment and found.at and abs(found.at - stamp.moment)
        assert not off or off < dt.timedelta(minutes=1), text
    _tell("single parser, words around", outcomes)
    assert Counter(outcomes)["right"] >= 1200


def test_every_moment_given_is_the_true_one(settled):
    given = 0
    for stamp, at in zip(STAMPS, settled["published_at"]):
        alone = dates.parse(stamp.text, today=TODAY).at
        for found in (alone, None if pd.isna(at) else at.to_pydatetime()):
            given += found is not None
            assert found is None or stamp.moment is not None, stamp
            assert found is None or abs(found - stamp.moment) < dt.timedelta(minutes=1), stamp
    print(f"\nmoments: {given:,} given, each within its minute")
    assert given > 2000


def test_days_of_updates_are_flagged(settled):
    updates = [s.is_update for s in STAMPS]
    assert sum(updates) > 100
    assert settled.loc[updates, "note"].ne("").all()


def test_stamps_of_sources_apart_are_never_wrong():
    index = range(len(STAMPS))
    table = datecolumns.settle(
        pd.Series([s.text for s in STAMPS], index=index, dtype="str"),
        pd.Series("", index=index, dtype="str"),
        source=pd.Series(map(str, index), index=index, dtype="str"),
        hours_east=pd.Series([8 if s.outlet == "malay" else 7 for s in STAMPS], index=index),
        today=TODAY,
    )
    found = [None if pd.isna(d) else d.date() for d in table["published_on"]]
    assert not [s for s, day in zip(STAMPS, found) if day not in (None, s.day)]
    assert table.loc[table["published_on"].isna(), "note"].ne("").all()
