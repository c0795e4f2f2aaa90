"""The words dates are printed in: months, weekdays, zones and labels in Indonesian, Malay, English.

Beside them stand the reasons given where no day can be read, so that one reason is one wording
on every ledger, and the plain writing in which all words are looked up.

Cannot do: it holds no other language, and of zone codes only those met in feeds and in the region
(BST, CST, IST, MST and PST mean several zones each and are left out).
"""

import html
import unicodedata

NONE = "no date is given"
BARE = "a bare number may be anything and is not read as a date"
SERIAL = (
    "looks like a spreadsheet's day number; give the column a date format in the spreadsheet and "
    "save it again"
)
EPOCH = "looks like a computer's clock (seconds since 1970); write the dates as year-month-day"
COMPACT = "a day without signs between its numbers; write the dates as year-month-day"
MANGLED = (
    "a spreadsheet's short form: the year or the day is missing; write the dates as year-month-day"
)
HASHES = "the spreadsheet's column was too narrow and held ##### when it was saved; widen it"
ZERO = "may be a spreadsheet's or a database's zero; write the year with four digits"
LONG = "the cell is too long to be a date"
UNREAD = "no date could be read"
NO_SUCH_DAY = "there is no such day in the calendar"
TWO_DATES = "the cell holds two different dates"
COLLECTED = "the day of access or indexing, not of publication"
UPDATED = "the day of an update; the day of publication is not given"
RELATIVE = "relative to a day that is not known"
RELATIVE_HOURS = "some hours before a time of collection of which only the day is known"
NO_YEAR = "the year is missing"
NO_DAY = "the day of the month is missing"


def _table(lines: str) -> dict[str, int]:
    return {w: i for i, line in enumerate(lines.strip().splitlines()) for w in line.split()}


MONTHS = _table("""
    (none)
    januari january jan
    februari pebruari febuari pebuari february feb peb
    maret march mac mar mrt
    april apr
    mei may
    juni june jun
    juli july julai jul
    agustus august ogos agt ags agu agst agus aug ogo
    september sept sep
    oktober october okt oct
    november nopember nov nop
    desember december disember des dec dis
""")
WEEKDAYS = _table("""
    senin isnin monday sen isn mon
    selasa tuesday sel tue tues
    rabu wednesday rab wed
    kamis khamis thursday kam kha thu thur thurs
    jumat jumaat friday jum fri
    sabtu saturday sab sat
    minggu ahad sunday min ahd sun
""")
LOCAL_WEEKDAYS = (
    *("senin", "isnin", "selasa", "rabu", "kamis", "khamis", "jumat", "jumaat"),
    *("sabtu", "minggu", "ahad"),
)
HOURS = dict(wib=7, wita=8, wit=9, myt=8, sgt=8, hkt=8, jst=9, kst=9, utc=0, gmt=0, z=0)
HOURS |= dict(est=-5, edt=-4, cdt=-5, mdt=-6, pdt=-7)

_MORNING = {hour: hour % 12 for hour in range(1, 13)}
_AFTERNOON = {hour: hour % 12 + 12 for hour in range(1, 13)}
_NOON = {10: 10, 11: 11, 12: 12, 1: 13, 2: 14, 3: 15}
_NIGHT = {hour: hour + 12 for hour in range(6, 12)}
HALVES = {
    **dict.fromkeys(("am", "a.m", "pagi", "pg", "dini hari"), _MORNING),
    **dict.fromkeys(("pm", "p.m", "petang", "ptg", "sore"), _AFTERNOON),
    **dict.fromkeys(("siang", "tengah hari", "tengahari", "tghari"), _NOON),
    **dict.fromkeys(("malam", "mlm", "tengah malam"), _NIGHT),
}
"""Part of the day -> hour printed (1 to 12) -> hour of the day; an hour that is missing is open."""

PUBLISHED = (
    "tayang ditayangkan terbit diterbitkan dipublikasikan dipublikasi publikasi publish published "
    "posted rilis dirilis diposting diunggah disiarkan dimuat dibuat created"
)
UPDATE = (
    "diperbarui diperbaharui update updated diupdate dikemaskini kemaskini dikemas kemas "
    "dimutakhirkan modified diubah disunting diedit edited revised"
)
COLLECT = "diakses scraped accessed retrieved indexed crawled collected diunduh"
LABELS = {
    **dict.fromkeys(PUBLISHED.split(), ""),
    **dict.fromkeys(UPDATE.split(), UPDATED),
    **dict.fromkeys(COLLECT.split(), COLLECTED),
}

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼʻʹ′‛ˈ＇\u200b\u200e\u200f\ufeff\u00ad", ""))


def plain(text: str) -> str:
    """Return the text in lower case, one space a gap, no apostrophes, no character entities."""
    if "&" in text:
        text = html.unescape(text)
    text = text.translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.lower().split())
