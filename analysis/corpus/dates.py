"""Says on which day an article was published: from one printed date or a URL.

`parse` decides what one string means, `from_url` reads the day in an address. Columns of dates,
where many rows help each other, are settled in `datecolumns`, pages of text in `datetext`.

Cannot do: it does not tell a day of publication from another day printed the same way, nor
whether the outlet printed the true one.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from analysis.corpus import dateforms
from analysis.corpus import datewords as words
from analysis.corpus.dateclocks import LONGEST
from analysis.corpus.dateforms import Form

EARLIEST = date(1990, 1, 1)  # no news site is older: before it stand sentinels and events

AMBIGUOUS = "day and month cannot be told apart"
WEEKDAY = "the weekday printed does not fit the date"
WEEKDAY_NEITHER = "the weekday printed fits no reading of the date"
WEEKDAY_TURNED = "the weekday fits only month before day, an order its language does not use"
TOO_EARLY = "before 1990: a stand-in for a missing date, or an event"
FUTURE = "the date lies in the future"
ANCHORED = "worked out from the day of collection"


class Parsed(NamedTuple):
    """What one printed date means: the day, the moment in UTC, and doubts in words.

    `on` is the local day as printed, or None; `at` is set where clock and zone were printed. A
    `reason` beside a day is a flag; without a day it says why there is none.
    """

    on: date | None = None
    at: datetime | None = None
    precision: str = "none"
    is_ambiguous: bool = False
    reason: str = ""


def parse(
    text: str,
    *,
    order: str | None = None,
    anchor: date | None = None,
    today: date | None = None,
) -> Parsed:
    """Read one printed date in Indonesian, Malay or English.

    `order` ("DMY", "MDY" or "YMD") settles what stays open when the weekday does not; without it
    03/04/2017 is ambiguous. `anchor`, the day or moment of collection, gives relative dates and
    those without a year their day. `today` bounds the future (default: the clock's day).

    >>> parse("Kamis (5/10/2017)").on.isoformat()
    '2017-10-05'
    >>> parse("03/04/2017").reason
    'day and month cannot be told apart'
    """
    form = bounded(dateforms.read(text), today)
    if anchor and form.reason in (words.RELATIVE, words.NO_YEAR, words.UNREAD):
        return _anchored(text, form, anchor, order)
    day, is_ambiguous, reason = choose(form, order)
    refused = refusal(day, today)
    if day is None or refused:
        precision = "none" if form.readings else form.precision
        return Parsed(precision=precision, is_ambiguous=is_ambiguous, reason=refused or reason)
    at = moment(day, form.clock, form.zone)
    return Parsed(day, at, "minute" if at else "day", False, reason)


def bounded(form: Form, today: date | None = None) -> Form:
    """Drop the reading of 26-10-17 that begins with the year where it lies in the future."""
    if len(form.readings) < 2:
        return form
    kept = [(o, d) for o, d in form.readings if o != "YMD" or not refusal(d, today)]
    return form._replace(readings=tuple(kept))


def choose(form: Form, order: str | None = None) -> tuple[date | None, bool, str]:
    """Choose among the readings of a form: (day, is ambiguous, reason).

    The weekday decides before the order. One that fits no reading leaves an open date empty
    and flags a clear one. An Indonesian or Malay weekday that fits month-first alone decides
    nothing: in CLICK-ID 15 of 21 such prints are a wrong weekday, not an American date.
    """
    days = form.readings
    if len(days) < 2:
        day = days[0][1] if days else None
        odd = day is not None and form.weekday not in (None, day.weekday())
        return day, False, WEEKDAY if odd else form.reason
    fit = [(o, d) for o, d in days if form.weekday in (None, d.weekday())]
    if not fit:
        return None, True, WEEKDAY_NEITHER
    is_turned = form.is_local and "DMY" not in dict(fit)
    left = fit if len(fit) == 1 and not is_turned else [(o, d) for o, d in fit if o == order]
    if left:
        return left[0][1], False, form.reason
    return None, True, WEEKDAY_TURNED if is_turned else AMBIGUOUS


def refusal(day: date | None, today: date | None = None) -> str:
    """Return why a day cannot be one of publication, or ""."""
    if day is None:
        return ""
    if day < EARLIEST:
        return TOO_EARLY
    return FUTURE if day > (today or date.today()) + timedelta(days=1) else ""


def moment(day: date, clock: int | None, zone: int | None) -> datetime | None:
    """Return the moment in UTC of a local clock time (seconds) in a zone (minutes east)."""
    if clock is None or zone is None:
        return None
    local = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(minutes=zone)))
    return (local + timedelta(seconds=clock)).astimezone(UTC)


_AGO = re.compile(
    r"\b(?P<n>[0-9]{1,3}|an?|satu|se(?=jam|menit|minit|hari)) ?"
    r"(?P<unit>jam|menit|minit|hari|hours?|minutes?|mins?|days?) (?:yang )?(?:lalu|lepas|ago)\b"
)
_AND_MORE = re.compile(
    r"\b(?:jam|hari|minggu|pekan|bulan|tahun|hours?|days?|weeks?|months?|years?),?(?: dan| and)? $"
)
_DAYS_BACK = {"hari ini": 0, "today": 0, "barusan": 0, "just now": 0}
_DAYS_BACK |= {"kemarin": 1, "semalam": 1, "yesterday": 1}  # kelmarin is one day back or two
_LAST_WEEKDAY = re.compile(
    rf"\b(?P<day>{'|'.join(w for w in words.LOCAL_WEEKDAYS if w != 'minggu')}|hari minggu)"
    r" (?:lalu|lepas)\b"
)


def _anchored(text: str, form: Form, anchor: date, order: str | None) -> Parsed:
    line = words.plain(text[:LONGEST])
    day = _with_year(line, anchor, order) or _ago(line, anchor) or _last_weekday(line, anchor)
    if day is None:
        hours = (found := _AGO.search(line)) and not found["unit"].startswith(("hari", "day"))
        return Parsed(reason=words.RELATIVE_HOURS if hours else form.reason)
    return Parsed(day, None, "day", False, ANCHORED)


def _ago(line: str, anchor: date) -> date | None:
    found = _AGO.search(line)
    if found and _AND_MORE.search(line[: found.start()]):
        return None
    if found:
        count = int(found["n"]) if found["n"].isdigit() else 1
        if found["unit"].startswith(("hari", "day")):
            return day_of(anchor) - timedelta(days=count)
        if not isinstance(anchor, datetime):
            return None  # some hours before an unknown hour may be the day before
        hours = found["unit"][0] in "jh"
        return (anchor - timedelta(**{"hours" if hours else "minutes": count})).date()
    back = {_DAYS_BACK[w] for w in _DAYS_BACK if re.search(rf"\b{w}\b(?! lusa| dulu)", line)}
    return day_of(anchor) - timedelta(days=back.pop()) if len(back) == 1 else None


def _last_weekday(line: str, anchor: date) -> date | None:
    """Read 'Kamis lalu' as the latest Thursday before the anchor ('Minggu lalu' is a week too)."""
    found = _LAST_WEEKDAY.search(line)
    if not found:
        return None
    weekday = words.WEEKDAYS[found["day"].removeprefix("hari ")]
    back = (day_of(anchor).weekday() - weekday - 1) % 7 + 1
    return day_of(anchor) - timedelta(days=back)


def _with_year(line: str, anchor: date, order: str | None) -> date | None:
    """Give 'Selasa (20/1)' the latest year that does not lie after the anchor."""
    found = dateforms.NO_YEAR_FORM.search(line)
    if not found:
        return None
    join = "/" if "/" in found[0] else " "
    for year in (day_of(anchor).year + 1, day_of(anchor).year, day_of(anchor).year - 1):
        form = dateforms.read(f"{line[: found.end()]}{join}{year}{line[found.end() :]}")
        day, _, reason = choose(form, order)
        if day and not reason and not refusal(day, day_of(anchor)):
            return day if day_of(anchor) - day < timedelta(days=366) else None
    return None


def day_of(moment_or_day: date) -> date:
    """Return the day of a moment, or the day itself."""
    return moment_or_day.date() if isinstance(moment_or_day, datetime) else moment_or_day


LONGEST_URL = 4000  # characters; a longer one is no address
_ARCHIVE = re.compile(r"^(?:https?://)?web\.archive\.org/web/[0-9]+[a-z_]*/")
_PATH = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*|[?#].*$", re.IGNORECASE)
_Y = r"/((?:19|20)[0-9]{2})"
_MONTH_DAY = re.compile(_Y + r"/([0-9]{2})([0-9]{2})(?=/|$)")
_IN_PATH = [
    re.compile(_Y + r"[/-]([0-9]{1,2})/([0-9]{1,2})(?=/|$)"),
    re.compile(_Y + r"-([0-9]{2})-([0-9]{2})(?=[/_.-]|$)"),
    re.compile(_Y + r"([0-9]{2})([0-9]{2})(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9](?=[/_-]|$)"),
    re.compile(_Y + r"([0-9]{2})([0-9]{2})(?=[/_-]|$)"),
    _MONTH_DAY,
    re.compile(_Y + r"/([a-z]{3})/([0-9]{1,2})(?=/|$)"),
]
_MONTH_IN_PATH = re.compile(_Y + r"/([0-9]{2})(?=/|$)")


def from_url(url: str, *, today: date | None = None) -> tuple[date, str] | None:
    """Return the day in an address with its precision ("day" or "month"), or None.

    A month stands as its first day. Only folders of the path count: a number that begins a
    headline (/2019/09/12-things) is not a day, the stamp of a web archive is not publication.

    >>> from_url("https://news.okezone.com/read/2019/09/10/1/210/a")
    (datetime.date(2019, 9, 10), 'day')
    """
    if len(url) > LONGEST_URL or not any(mark in url for mark in ("/19", "/20")):
        return None
    path = _PATH.sub("", _ARCHIVE.sub("//", url))
    for pattern in _IN_PATH:  # the surest first: /2019/09/10/20190408/ ends in a number, not a day
        days = {_path_day(*m.groups()) for m in pattern.finditer(path)} - {None}
        if days and pattern is _MONTH_DAY and any(d.day == d.year % 100 for d in days):
            return _only({d.replace(day=1) for d in days}, "month", today)  # /2010/0410/: a year?
        if days:
            return _only(days, "day", today)
    days = {_path_day(*m.groups(), "1") for m in _MONTH_IN_PATH.finditer(path)} - {None}
    return _only(days, "month", today)


def _only(days: set[date], precision: str, today: date | None) -> tuple[date, str] | None:
    day = next(iter(days)) if len(days) == 1 else None
    return (day, precision) if day and not refusal(day, today) else None


def _path_day(year: str, month: str, day: str) -> date | None:
    number = words.MONTHS.get(month, 0) if month.isalpha() else int(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
