"""Finds the day of publication in the text of a page that gives it nowhere else.

A line of its own above the body ("Kamis, 26 Oktober 2017 | 14:15 WIB") is believed first; then
the days that Indonesian and Malay reports print beside what someone said, "ujar dia, Kamis
(26/10/2017)", which the weekday checks.

Cannot do: a day in the body is that of the event. Of 7,499 CLICK-ID articles that print one, 76 %
appeared that very day, 19 % the day after, 0.4 % before it, and 4 % later still; about two in
three articles print none. English reports print the weekday beside a full date mostly for
history, so only their lines above the body count. Copyright years and numbers of laws are no
dates.
"""

import re
from datetime import date
from itertools import islice

from analysis.corpus import dateforms, dates
from analysis.corpus import datewords as words
from analysis.corpus.dates import Parsed

HEADER_LINES = 60  # lines at the top among which a printed stamp is looked for
BODY_LINE = 200  # characters; a longer line is prose, and no header follows it
SENTENCE = 200  # characters before a day in which the one who speaks must stand
CLOSE_DAYS = 1  # days of one report lie so close together; else one of them is background

SEVERAL = "the text holds several days"
EVENT = "the day printed in the report, mostly that of the event or the day after it"

_WEEKDAY = "(?:" + "|".join((*words.LOCAL_WEEKDAYS, "jum.at")) + ")"
_PART = r"(?:[ ,]{1,2}(?:tanggal|tgl\.?))?"
_MONTH = "(?:" + "|".join(m for m in words.MONTHS if m.isalpha()) + ")"
_FULL = rf"[0-9]{{1,2}}(?:[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}| {_MONTH}\.? [0-9]{{4}})"
_SHORT = rf"[0-9]{{1,2}}(?:/[0-9]{{1,2}}| {_MONTH})"
_DATELINE = re.compile(
    rf"\b{_WEEKDAY}{_PART}[ ,]{{0,2}}\(?(?:(?P<full>{_FULL})|{_SHORT})(?![0-9/])", re.IGNORECASE
)
_SAID = re.compile(
    r"\b(?:kata|ujar|ungkap|ucap|jelas|tutur|tegas|tambah|papar|sebut|terang|imbuh|beber|dikutip"
    r"|dilansir|mengutip|melansir|wartawan|dihubungi|ditemui|dikonfirmasi|keterangan|mengatakan"
    r"|menyebutkan|menjelaskan|katanya|ujarnya|menuturkan|siaran pers)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:akan|besok|esok|lusa|nanti|mendatang|hingga|sampai|mulai|rencananya|dijadwalkan"
    r"|jadwal|paling lambat|selambatnya)\b",
    re.IGNORECASE,
)
_TOLD_DAY = re.compile(r"\b(?:pada|hari)(?: hari)? ?$", re.IGNORECASE)
_LATE = re.compile(r"^\)?,? ?(?:malam|sore|petang|mendatang|nanti|lalu)\b", re.IGNORECASE)
_OWNER = re.compile(r"©|\(c\)|copyright|hak cipta|all rights? reserved", re.IGNORECASE)
_OWNED = re.compile(r"(?:©|\(c\)|copyright|hak cipta)\D{0,12}((?:19|20)[0-9]{2})", re.IGNORECASE)
_LOCAL_ZONE = re.compile(r"\b(?:wib|wita|wit|myt)\b", re.IGNORECASE)
_STAMP_WORDS = {*words.MONTHS, *words.WEEKDAYS, *words.HOURS, *words.LABELS}
_STAMP_WORDS |= {
    "pukul",
    "jam",
    "am",
    "pm",
    "on",
    "at",
    "last",
    "pada",
    "tanggal",
    "th",
    "st",
    "nd",
}


def in_text(text: str, *, anchor: date | None = None, today: date | None = None) -> Parsed:
    """Find the day of publication in a page's text; without one, the reason says why.

    `anchor`, a day on which the page was already there (of collection, or in its URL), gives days
    without a year their year and refuses later ones. Days that lie more than one apart are no
    answer. The reason beside a day of the body says that it is the event's.

    >>> in_text("PONTIANAK - Wagub menuturkan hal ini, Kamis (26/10/2017)").on.isoformat()
    '2017-10-26'
    """
    text = text.replace("\xa0", " ").replace("¬", " ")
    latest = _latest(text, anchor, today)
    header = _header(text, latest)
    if header:
        return header
    days = _spoken(text, anchor, latest)
    if not days:
        return Parsed(reason=words.NONE)
    if (max(days) - min(days)).days > CLOSE_DAYS:
        return Parsed(is_ambiguous=True, reason=SEVERAL)
    return Parsed(max(days), None, "day", False, EVENT)


def _latest(text: str, anchor: date | None, today: date | None) -> date:
    """Return the last day possible: today, the anchor, or the end of the copyright year."""
    years = [int(y) for y in _OWNED.findall(text)]
    bounds = [today or date.today()]
    bounds += [dates.day_of(anchor)] if anchor else []
    bounds += [date(max(years), 12, 31)] if years else []
    return min(bounds)


def _header(text: str, latest: date) -> Parsed | None:
    """Read the first line above the body that holds little but one date."""
    for line in islice(filter(None, map(str.strip, text.splitlines())), HEADER_LINES):
        if len(line) > BODY_LINE:
            return None
        if not _OWNER.search(line) and _is_header(line):
            order = "DMY" if _LOCAL_ZONE.search(line) else None
            found = dates.parse(line, order=order, today=latest)
            if found.on and not found.reason:
                return found
    return None


def _is_header(line: str) -> bool:
    """Tell a printed stamp from a headline that names a day: beside a clock or almost alone."""
    form = dateforms.read(line)
    if not form.readings:
        return False
    others = [w for w in re.findall(r"[a-z]{2,}", words.plain(line)) if w not in _STAMP_WORDS]
    return len(others) <= (5 if form.clock is not None else 1 if form.weekday is not None else 0)


def _spoken(text: str, anchor: date | None, latest: date) -> list[date]:
    """List the days printed beside what someone said, each agreeing with its weekday."""
    days = []
    for found in _DATELINE.finditer(text):
        before = text[max(0, found.start() - SENTENCE) : found.start()]
        if _AHEAD.search(before[-60:]) or _TOLD_DAY.search(before):
            continue
        if not _SAID.search(before) or _LATE.search(text[found.end() : found.end() + 15]):
            continue
        given = None if found["full"] else anchor
        read = dates.parse(found[0], order="DMY", anchor=given, today=latest)
        if read.on and read.reason in ("", dates.ANCHORED):
            days.append(read.on)
    return days
