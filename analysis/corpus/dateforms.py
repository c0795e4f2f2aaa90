"""Reads one printed date into the days it can mean: Indonesian, Malay and English.

A table of month names, weekdays and zones and a few patterns do the work; dateparser is asked
only about a full date in an order that they do not know. What is printed is kept apart from what is
decided: `read` lists every possible day, `dates.parse` and `datecolumns.settle` choose.

Cannot do: it does not read other languages, calendars other than ours, bare numbers such as
20171026 or 1509012345 (they may be anything), nor a year with two digits that stands first
beside slashes. It knows nothing of the article: a clean date may still be the wrong one.
"""

import html
import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from analysis.corpus import datewords as words

LONGEST = 200  # characters; a longer cell is prose, and prose goes through dates.in_text


class Form(NamedTuple):
    """One printed date: the days it can mean, and all that stands beside them.

    `readings` are (order, day) pairs, order "" where the print leaves no choice; `weekday` counts
    from Monday = 0, `is_local` says that it is printed in Indonesian or Malay; `clock` is in
    seconds after midnight, `zone` in minutes east of UTC.
    """

    readings: tuple[tuple[str, date], ...] = ()
    weekday: int | None = None
    clock: int | None = None
    zone: int | None = None
    precision: str = "none"
    reason: str = ""
    is_local: bool = False


_MONTH = (
    "(?P<month>" + "|".join(sorted((m for m in words.MONTHS if m.isalpha()), reverse=True)) + r")\b"
)
_DAY = r"(?<![0-9./:-])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?"
# Two digits are a year only beside - or / or at the end, where no clock time can be meant.
_YEAR = r"(?:[ .,/-]{1,3}(?P<year>[0-9]{4})|(?P<two>[/-][0-9]{2}| [0-9]{2}(?=$| ?[,|])))(?![0-9])"
_SPELLED = [
    re.compile(rf"{_DAY}[ .,/-]{{0,3}}{_MONTH}(?: tahun)?{_YEAR}(?!:)"),
    re.compile(rf"\b{_MONTH}[ .-]{{1,2}}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{_YEAR}"),
    re.compile(rf"(?<![0-9])(?P<year>[0-9]{{4}})[ /-]{_MONTH}[ /-](?P<day>[0-9]{{1,2}})(?![0-9])"),
]
_NUMBERS = re.compile(
    r"(?<![0-9./:-])([0-9]{1,4}) ?([./-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2}|[0-9])"
    r"(?![0-9])(?!\2[0-9])"
)
_COMPACT = re.compile(r"(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})t(?=[0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00:00)?")
_MONTH_ONLY = re.compile(
    rf"\b{_MONTH},? [0-9]{{4}}\b|^[0-9]{{4}}-[0-9]{{2}}$|^[0-9]{{1,2}}/[0-9]{{4}}$"
)
NO_YEAR_FORM = re.compile(
    rf"(?<![0-9/])[0-9]{{1,2}}(?:/[0-9]{{1,2}}(?![0-9/])| {_MONTH}(?! ?[0-9]{{4}}))"
)
RELATIVE_FORM = re.compile(
    r"\b(lalu|lepas|kemarin|kelmarin|semalam|hari ini|tadi|barusan|ago|yesterday|today|just now)\b"
)
_CLOCK = re.compile(
    r"(?<![0-9.:/+-])([0-9]{1,2})([:.])([0-9]{2})(?:\2([0-9]{1,2})(?:[.,][0-9]+)?)?(?![0-9])"
    r" ?(am|pm|a\.m|p\.m|petang)?"
)
_COMPACT_CLOCK = re.compile(r"^([0-9]{2})([0-9]{2})([0-9]{2})?(?=z?$)")
_OFFSET = re.compile(r"^\W{0,2}?(?:gmt|utc)? ?([+-])([0-9]{1,2}):?([0-9]{2})?(?![0-9])")
_ZONE = re.compile(r"(?<![a-z])(" + "|".join(sorted(words.HOURS, reverse=True)) + r")(?![a-z])")
_WORD_ZONE = re.compile(r"^ ?\(?([a-z]{2,5}t|bst)\b")
_NUMBERED = re.compile(r"\b(?:no|nomor|nomer|nr|number|pasal)\.? ?$")
_ANY_NUMBERED = re.compile(r"\b(no|nomor|nomer|nr|number|pasal|ayat|tahun|uu)\b")
_BESIDE = r"(?:malam|pagi|siang|sore|petang|dini|hari|tanggal|tgl|tarikh)"
_BEFORE = re.compile(rf"([a-z]+)[ ,.(|/–—-]*(?:{_BESIDE}[ ,(]*)*$")
_AFTER = re.compile(r"^[ ,.)(|–—-]*([a-z]+)")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼʻʹ′‛ˈ＇\u200b\u200e\u200f\ufeff\u00ad", ""))


def plain(text: str) -> str:
    """Return the text in lower case, one space a gap, no apostrophes, no character entities."""
    if "&" in text:
        text = html.unescape(text)
    text = text.translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.lower().split())


def read(text: str) -> Form:
    """Read a cell or a line into the days it can mean; without any, the reason is set."""
    iso = _ISO.fullmatch(text)
    if iso:
        return _form(_days([("", *map(int, iso.groups()))]))
    if len(text) > LONGEST:
        return Form(reason=words.LONG)
    line = plain(text)
    hits = [h for h in _hits(line) if not _NUMBERED.search(line[: h[0]])]
    if not hits:
        return _without(line)
    label, (start, end, readings) = _choose(line, hits)
    if label in (words.TWO_DATES, words.COLLECTED):
        return Form(reason=label)
    clock, zone = read_clock(line[end:] if end < len(line) else "")
    if clock is None:
        clock, zone = read_clock(line[:start])
    weekday, is_local = _weekday(line[:start], line[end:])
    return _form(readings, weekday=weekday, clock=clock, zone=zone, reason=label, is_local=is_local)


def _form(readings: tuple, **beside: object) -> Form:
    if not readings:
        return Form(reason=words.NO_SUCH_DAY)
    if len({d for _, d in readings}) == 1 and len(readings) > 1:
        readings = (("", readings[0][1]),)
    return Form(readings=readings, precision="day", **beside)


def _hits(line: str) -> list[tuple[int, int, tuple]]:
    found = []
    for pattern in _SPELLED:
        for m in pattern.finditer(line):
            found.append((*m.span(), _spelled(m["day"], words.MONTHS[m["month"]], m)))
        line = pattern.sub(lambda m: "#" * len(m[0]), line)
    found += [(*m.span(), _numbers(m)) for m in _NUMBERS.finditer(line)]
    found += [(*m.span(), _days([("", *map(int, m.groups()))])) for m in _COMPACT.finditer(line)]
    asked = None if found else _ask(line)
    return sorted(found) if not asked else [(0, len(line), (("", asked),))]


def _spelled(day: str, month: int, found: re.Match) -> tuple:
    two = found.groupdict().get("two")
    year = _century(int(two[1:])) if two else int(found["year"])
    return _days([("", year, month, int(day))])


def _numbers(found: re.Match) -> tuple:
    first, sign, middle, last = found.groups()
    a, b, c = int(first), int(middle), int(last)
    if len(first) == 4:
        return _days([("", a, b, c)])
    if len(first) > 2 or len(last) < 2:
        return ()
    year = c if len(last) == 4 else _century(c)
    ways = [("DMY", year, b, a), ("MDY", year, a, b)]
    if len(last) == 2 and len(first) == 2 and sign == "-":
        ways.append(("YMD", _century(a), b, c))
    return _days(ways)


def _century(two: int) -> int:
    return two + (2000 if two < 69 else 1900)


def _days(ways: list[tuple[str, int, int, int]]) -> tuple[tuple[str, date], ...]:
    days = []
    for order, year, month, day in ways:
        try:
            days.append((order, date(year, month, day)))
        except ValueError:
            continue
    return tuple(days)


def _choose(line: str, hits: list) -> tuple[str, tuple]:
    """Of several dates take the one labelled as publication; two unlabelled are no answer."""
    labelled, last = [], 0
    for hit in hits:
        between = re.findall(r"[a-z]+", line[last : hit[0]])
        labels = [words.LABELS[w] for w in between if w in words.LABELS]
        labelled.append((labels[-1] if labels else None, hit))
        last = hit[1]
    published = [h for label, h in labelled if label == ""]
    left = [h for label, h in labelled if label is None]
    for group in (published, left):
        if group:
            same = len({h[2] for h in group}) == 1
            return ("" if same else words.TWO_DATES), group[0]
    return min(labelled, key=lambda pair: pair[0] == words.COLLECTED)


def _weekday(before: str, after: str) -> tuple[int | None, bool]:
    for found in (_BEFORE.search(before), _AFTER.search(after)):
        if found and found[1] in words.WEEKDAYS:
            return words.WEEKDAYS[found[1]], found[1] in words.LOCAL_WEEKDAYS
    return None, False


@lru_cache(maxsize=65536)
def read_clock(text: str) -> tuple[int | None, int | None]:
    """Return (seconds after midnight, minutes east of UTC) of a printed time, None where absent."""
    line = plain(text)
    found = _CLOCK.search(line)
    compact = None if found else _COMPACT_CLOCK.search(line)
    if not found and not compact:
        return None, None
    hour, minute, second, half = (
        (found[1], found[3], found[4], found[5]) if found else (*compact.groups(), None)
    )
    clock = _seconds(int(hour), int(minute), int(second or 0), half or "")
    rest = line[(found or compact).end() :]
    return (clock, _zone(rest)) if clock is not None else (None, None)


def _seconds(hour: int, minute: int, second: int, half: str) -> int | None:
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _zone(rest: str) -> int | None:
    offset = _OFFSET.search(rest)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return (-minutes if offset[1] == "-" else minutes) if minutes <= 14 * 60 else None
    named = _ZONE.search(rest)
    return words.HOURS[named[1]] * 60 if named else None


def _without(line: str) -> Form:
    """Say why a line holds no full date."""
    if line in ("", "-", "--", "nat", "nan", "null", "none", "n/a", "na"):
        return Form(reason=words.NONE)
    if re.fullmatch(r"[0-9.,e+]+", line):
        year = re.fullmatch(r"(19|20)[0-9]{2}", line)
        return Form(precision="year", reason=words.NO_DAY) if year else Form(reason=words.BARE)
    if RELATIVE_FORM.search(line):
        return Form(reason=words.RELATIVE)
    if _MONTH_ONLY.search(line):
        return Form(precision="month", reason=words.NO_DAY)
    return Form(reason=words.NO_YEAR if NO_YEAR_FORM.search(line) else words.UNREAD)


@lru_cache(maxsize=65536)
def _ask(line: str) -> date | None:
    """Ask dateparser about a line with one year, one month's name and one day in a rare order.

    Its answer counts only when it holds those very three: alone it would guess from "7 Tahun 2007".
    """
    months = {words.MONTHS[w] for w in re.findall(r"[a-z]+", line) if w in words.MONTHS}
    numbers = re.findall(r"[0-9]+", _CLOCK.sub(" ", line))
    years = [n for n in numbers if len(n) == 4]
    others = [n for n in numbers if len(n) != 4]
    if (len(months), len(years), len(others)) != (1, 1, 1) or _ANY_NUMBERED.search(line):
        return None
    import dateparser  # slow to import, and hardly ever needed

    rules = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    found = dateparser.parse(line, languages=["id", "ms", "en"], settings=rules)
    seen = (int(years[0]), *months, int(others[0]))
    return found.date() if found and (found.year, found.month, found.day) == seen else None
