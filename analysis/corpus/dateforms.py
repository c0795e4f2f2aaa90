"""Reads one printed date into the days it can mean: Indonesian, Malay and English.

A table of month names, weekdays and zones and a few patterns do the work; dateparser is asked
only about a full date in an order that they do not know. What is printed is kept apart from what is
decided: `read` lists every possible day, `dates.parse` and `datecolumns.settle` choose.

Cannot do: it does not read other languages, calendars other than ours, bare numbers such as
20171026 or 1509012345 (they may be anything; a spreadsheet's day number is read by `serial`, and
only when asked), nor a year with two digits that stands first beside slashes. It knows nothing of
the article: a clean date may still be the wrong one.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from analysis.corpus import datewords as words
from analysis.corpus.dateclocks import LONGEST, read_clock, without_clock


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


_NAMES = "|".join(sorted((m for m in words.MONTHS if m.isalpha()), reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\b"
_DAY = r"(?<![0-9./:-])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?"
# Two digits are a year only beside - or / or where no clock time can be meant.
_YEAR_ENDS = r"$| ?[,|](?! ?[0-9]{4})| [–—-] | pukul| jam | [0-9]{1,2}[:.][0-9]{2}(?![0-9])"
_YEAR = (
    r"(?:[ .,/-]{1,3}(?P<year>[0-9]{4})"
    rf"|(?P<two>[/-][0-9]{{2}}| [0-9]{{2}}(?={_YEAR_ENDS})))(?![0-9])"
)
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
_YEAR_LAST = re.compile(
    rf"\b((?:{_NAMES}) [0-9]{{1,2}}) ([0-9]{{1,2}}:[0-9]{{2}}[0-9:]{{0,3}}(?: [a-z]{{3,4}})?) "
    r"([0-9]{4})$"
)
_MONTH_ONLY = re.compile(
    rf"\b{_MONTH},? [0-9]{{4}}\b|^[0-9]{{4}}-[0-9]{{2}}$|^[0-9]{{1,2}}[/-][0-9]{{4}}$"
    rf"|^(?:{_NAMES})-(?:3[2-9]|[4-9][0-9])$"
)
_MANGLED = re.compile(rf"(?:{_NAMES})[ -](?:[0-2]?[0-9]|3[01])|(?:[0-2]?[0-9]|3[01])-(?:{_NAMES})")
NO_YEAR_FORM = re.compile(
    rf"(?<![0-9/])[0-9]{{1,2}}(?:/[0-9]{{1,2}}(?![0-9/])"
    rf"| {_MONTH}(?! ?[0-9]{{4}}| [0-9]{{2}}(?![0-9:.])))"
)
RELATIVE_FORM = re.compile(
    r"\b(lalu|lepas|kemarin|kelmarin|semalam|hari ini|tadi|barusan|ago|yesterday|today|just now)\b"
)
_NUMBERED = re.compile(r"\b(?:no|nomor|nomer|nr|number|pasal)\.? ?$")
_ANY_NUMBERED = re.compile(r"\b(no|nomor|nomer|nr|number|pasal|ayat|tahun|uu)\b")
_BESIDE = (
    "(?:malam|pagi|siang|sore|petang|dini|hari|tanggal|tgl|tarikh"
    "|kliwon|legi|pahing|paing|pon|wage)"  # days of the Javanese week
)
_FRIDAY = re.compile(r"\bjum\W{1,2}at\b")
_BEFORE = re.compile(rf"([a-z]+)[ ,.(|/–—-]*(?:{_BESIDE}[ ,(]*)*$")
_AFTER = re.compile(r"^[ ,.)(|–—-]*([a-z]+)")
_TO = r" ?(?:[-–—/&]|s/d|sd|sampai|hingga|dan|and|to) ?"
_RANGE_BEFORE = re.compile(rf"(?:^|[ (,|])[0-9]{{1,2}}(?: (?:{_NAMES})|/[0-9]{{1,2}})?{_TO}$")
_RANGE_AFTER = re.compile(
    rf"^(?:/[0-9]{{1,2}}(?![0-9:.])|{_TO}[0-9]{{1,2}}(?: (?:{_NAMES})\b|/[0-9]))"
)
_OTHER_LABEL = re.compile(rf"\b(?:{'|'.join(w for w, flag in words.LABELS.items() if flag)})\b")
_TWO_DIGITS = re.compile(r"[^0-9][0-9]{2}$")
_ZEROS = {date(1999, 12, 30), date(2000, 1, 1), date(2001, 1, 1)}  # of Excel, of 1900, of year 1
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"([34][0-9]{4}|5[0-4][0-9]{3})(?:[.,]([0-9]{1,15}))?")  # 1982 to 2050
_EPOCH = re.compile(r"[0-9]{10}(?:[.,][0-9]{1,9})?|[0-9]{13}")
_COMPACT_ONLY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?:[0-9]{6})?")


def read(text: str) -> Form:
    """Read a cell or a line into the days it can mean; without any, the reason is set."""
    iso = _ISO.fullmatch(text)
    if iso:
        return _form(_days([("", *map(int, iso.groups()))]))
    if len(text) > LONGEST:
        return Form(reason=words.LONG)  # prose goes through datetext.in_text
    line = _FRIDAY.sub("jumat", _YEAR_LAST.sub(r"\1 \3 \2", words.plain(text)))
    hits = [h for h in _hits(line) if not _NUMBERED.search(line[: h[0]])]
    if not hits:
        return _without(line)
    label, hit = _choose(line, hits)
    before, after = _beside(line, hits, hit)
    refused = _refused(line, hit, before, after)
    if refused or label in (words.TWO_DATES, words.COLLECTED):
        return Form(reason=refused or label)
    clock, zone = read_clock(after)
    if clock is None:
        clock, zone = read_clock(before)
    weekday, is_local = _weekday(before, after)
    return _form(hit[2], weekday=weekday, clock=clock, zone=zone, reason=label, is_local=is_local)


def serial(text: str) -> Form | None:
    """Read a spreadsheet's day number (43034, 43034.59375), or None where it is none.

    >>> serial("43034.59375").readings[0][1].isoformat()
    '2017-10-26'
    """
    found = _SERIAL.fullmatch(text.strip())
    if not found:
        return None
    day = _SERIAL_ZERO + timedelta(days=int(found[1]))
    part = float(f"0.{found[2]}") if found[2] else None
    clock = None if part is None else min(round(part * 86400), 86399)
    return _form((("", day),), clock=clock)


def _beside(line: str, hits: list, hit: tuple) -> tuple[str, str]:
    """Return what stands before and after a date, short of other dates and of labels of others."""
    others = [h for h in hits if h is not hit and not _meant(h) & _meant(hit)]
    begin = max((h[1] for h in others if h[1] <= hit[0]), default=0)
    end = min((h[0] for h in others if h[0] >= hit[1]), default=len(line))
    return line[begin : hit[0]], _OTHER_LABEL.split(line[hit[1] : end], maxsplit=1)[0]


def _refused(line: str, hit: tuple, before: str, after: str) -> str:
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.search(after):
        return words.TWO_DATES
    is_short = _TWO_DIGITS.search(line[hit[0] : hit[1]])
    return words.ZERO if is_short and _ZEROS & _meant(hit) else ""


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
    """Return (flag, date): the one labelled as publication; two unlabelled days are no answer."""
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
            clearest = min(group, key=lambda h: len(h[2]))
            same = len(group) == 1 or set.intersection(*map(_meant, group))
            return ("" if same else words.TWO_DATES), clearest
    return min(labelled, key=lambda pair: pair[0] == words.COLLECTED)


def _meant(hit: tuple) -> set[date]:
    return {day for _, day in hit[2]}


def _weekday(before: str, after: str) -> tuple[int | None, bool]:
    for found in (_BEFORE.search(before), _AFTER.search(after)):
        if found and found[1] in words.WEEKDAYS:
            return words.WEEKDAYS[found[1]], found[1] in words.LOCAL_WEEKDAYS
    return None, False


def _without(line: str) -> Form:
    """Say why a line holds no full date."""
    if line in ("", "-", "--", "nat", "nan", "null", "none", "n/a", "na"):
        return Form(reason=words.NONE)
    if re.fullmatch(r"[0-9.,e+]+", line):
        year = re.fullmatch(r"(19|20)[0-9]{2}", line)
        return Form(precision="year", reason=words.NO_DAY) if year else Form(reason=_bare(line))
    if re.fullmatch("#+", line) or _MANGLED.fullmatch(line):
        return Form(reason=words.HASHES if line[0] == "#" else words.MANGLED)
    if RELATIVE_FORM.search(line):
        return Form(reason=words.RELATIVE)
    if _MONTH_ONLY.search(line):
        return Form(precision="month", reason=words.NO_DAY)
    return Form(reason=words.NO_YEAR if NO_YEAR_FORM.search(line) else words.UNREAD)


def _bare(line: str) -> str:
    for pattern, reason in (
        (_SERIAL, words.SERIAL),
        (_EPOCH, words.EPOCH),
        (_COMPACT_ONLY, words.COMPACT),
    ):
        if pattern.fullmatch(line):
            return reason
    return words.BARE


@lru_cache(maxsize=65536)
def _ask(line: str) -> date | None:
    """Ask dateparser about a line with one year, one month's name and one day in a rare order.

    Its answer counts only when it holds those very three: alone it would guess from "7 Tahun 2007".
    """
    months = {words.MONTHS[w] for w in re.findall(r"[a-z]+", line) if w in words.MONTHS}
    numbers = re.findall(r"[0-9]+", without_clock(line))
    years = [n for n in numbers if len(n) == 4]
    others = [n for n in numbers if len(n) != 4]
    if (len(months), len(years), len(others)) != (1, 1, 1) or _ANY_NUMBERED.search(line):
        return None
    import dateparser  # slow to import, and hardly ever needed

    rules = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    found = dateparser.parse(line, languages=["id", "ms", "en"], settings=rules)
    seen = (int(years[0]), *months, int(others[0]))
    return found.date() if found and (found.year, found.month, found.day) == seen else None
