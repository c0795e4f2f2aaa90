"""Says on which day the article of a page was published, or that the page does not tell.

In: what the page says of itself, its lines, its address. Out: the date columns of one article. A
wrong day costs more than an unknown one: 03/04/2017 stays unknown where nothing but the country's
custom tells day and month apart. A statement for machines (JSON-LD, meta) is believed
unless the address or the print beside the headline contradicts it; a printed day counts only
beside the headline or where the page names it a date; htmldate is a second opinion that counts only
where a line beside the headline shows that very day. Days of change, copyright years and the days
of comments and other stories are no dates of publication.

Cannot do: it does not see that a page states the day of a later edition everywhere alike.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

import htmldate
from lxml import etree

from analysis.corpus import dates, datetext, outlets
from analysis.corpus.dates import Parsed
from analysis.corpus.readers import stamps, vicinity
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.markup import Said
from analysis.corpus.readers.stamps import Stamp

_FAR = 2  # days between a statement and the address beyond which they contradict each other
_LONG_AFTER = 31  # days; a story may go out so long after its address was made
_HOURS_EAST = {"id": 7, "ms": 8}
_HOURS_BY_HOST = ((".id", 7), (".my", 8), (".sg", 8), (".bn", 8))
_POSTED = re.compile(
    r"(?:di)?(?:posting|posted|publish(?:ed)?|publikasikan|terbit(?:kan)?|tayang(?:kan)?|muat|siarkan"
    r"|unggah|rilis)\b",
    re.I,
)
_PROSE = 10  # words of a line of prose
_DAY_FIRST_LANG = re.compile(r"(?!en|zh|ja|ko|hu|lt)[a-z]{2}|en[-_](?:gb|au|nz|ie|in|my|sg|za|id)")
_DAY_FIRST = re.compile(r"\.(?:id|my|sg|bn|uk|au|nz|in|de|at|ch|fr|es|it|nl|be|pt|br|ie)(?:/|$)")


class _Given(NamedTuple):
    """The days a page gives, by how it gives them."""

    told: list[Stamp]
    weak: list[Stamp]
    shown: list[Stamp]
    changed: set[date]

    def of_month(self, month: date) -> "_Given":
        """Return what fits the month in the address; that very month tells an open day apart."""
        lists = (
            [s._replace(is_open=s.is_open and s.on.month != month.month) for s in stamps_
             if _is_month(s.on, month)]
            for stamps_ in self[:3]
        )  # fmt: skip
        return _Given(*lists, self.changed)


def _is_month(day: date, month: date) -> bool:
    return abs((day.year - month.year) * 12 + day.month - month.month) <= 1


def published(
    tree: etree._Element, page: Said, lines: list[Line], at: int, *, url: str, lang: str
) -> dict:
    """Return the date columns of the article: on, at, source, precision and the date as it stood.

    `at` is the line of the headline, -1 where none is known.
    """
    url = outlets.unwrap(url)
    hours = _hours_east(url, lang)
    order = "DMY" if _is_day_first(tree, url, lang) else None
    given = _Given(
        stamps.told(page, hours),
        stamps.weak(page, hours),
        stamps.shown(lines, at, order, hours),
        stamps.changed(page, hours),
    )
    found = _settle(given, dates.from_url(url) if url else None)
    found = found or _second_opinion(tree, page, lines, at)
    if not found:
        return {"date_source": "none", "date_precision": "none"}
    row = {"published_on": found.on, "date_source": found.source, "date_raw": found.raw}
    row["date_precision"] = found.precision
    return row | ({"published_at": found.at} if found.at else {})


def _is_day_first(tree: etree._Element, url: str, lang: str) -> bool:
    """Say whether the page's country prints the day before the month."""
    said = (tree.getroottree().getroot().get("lang") or "").lower()
    is_said = _DAY_FIRST_LANG.match(said) is not None
    return is_said or lang in ("id", "ms") or _DAY_FIRST.search(f"{url[8:60]}/") is not None


def _hours_east(url: str, lang: str) -> int:
    """Return how far east of Greenwich the clocks of the outlet's country stand, 0 if unknown."""
    host = outlets.host(url)
    return next((h for end, h in _HOURS_BY_HOST if host.endswith(end)), _HOURS_EAST.get(lang, 0))


def _settle(given: _Given, in_url: tuple[date, str] | None) -> Stamp | None:
    """Decide among what machines are told, what is shown and the address."""
    url = in_url[0] if in_url and in_url[1] == "day" else None
    if in_url and not url:
        given = given.of_month(in_url[0])
    near = [s for s in given.shown if s.is_near]
    if given.told:
        return _of_told(given, near, url)
    sure = [s for s in near if not s.is_open]
    far = [s for s in given.shown if not s.is_open and not s.is_near]
    found = sure[0] if sure else next(iter(given.weak), None) or _only(far)
    if found and url and abs((found.on - url).days) > _FAR:
        found = None
    return found or (Stamp(url, None, "day", "url", "") if url else None)


def _only(stamps: list[Stamp]) -> Stamp | None:
    """Return the first of stamps that all give one day."""
    return stamps[0] if len({s.on for s in stamps}) == 1 else None


def _of_told(given: _Given, near: list[Stamp], url: date | None) -> Stamp | None:
    """Weigh what machines are told against the address and the print beside the headline."""
    first = given.told[0]
    printed = near[0].on if near else None
    if (first.is_utc or not first.at) and first.on != url:
        # the outlet's own day, where it stands, goes before the day in Greenwich
        for day in (url, printed):
            if day and abs((first.on - day).days) == 1:
                return first._replace(on=day)
    if url and abs((first.on - url).days) > _FAR:
        late = timedelta(0) < first.on - url <= timedelta(days=_LONG_AFTER)
        if late and printed == first.on:
            return first
        fit = [s for s in (*given.told, *near) if abs((s.on - url).days) <= _FAR]
        return fit[0] if fit else Stamp(url, None, "day", "url", "")
    if not url and printed and abs((first.on - printed).days) > 1:
        agree = [s for s in given.told if s.on == printed]
        is_change = (
            near[0].is_marked
            and not near[0].is_open
            and printed < first.on
            and first.on in given.changed
        )
        return agree[0] if agree else near[0] if is_change else first
    return first


def _second_opinion(tree: etree._Element, page: Said, lines: list[Line], at: int) -> Stamp | None:
    """Ask htmldate, and believe it where a line beside the headline shows that very day."""
    near = [line.text for line in vicinity.beside(lines, at) if stamps.may_be_foreign(line)]
    if not near:
        return None
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True)
    except (ValueError, etree.LxmlError):
        return None
    day = date.fromisoformat(found) if found else None
    if day is None or dates.refusal(day) or day in stamps.changed(page, 0):
        return None
    shows = next((text for text in near if _shows(day, text)), None)
    return Stamp(day, None, "day", "text", shows) if shows else None


def _shows(day: date, text: str) -> bool:
    """Say whether a line shows a day beyond doubt: day and year, and not a month that may be it."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if day.year not in numbers or day.day not in numbers:
        return False
    is_open = re.search(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}", text) and day.day <= 12
    return not is_open or day.day == day.month


def of_text(above: list[str], below: list[str], body: list[str], *, url: str) -> dict:
    """Return the date columns of a text page, by its lines above and below the title, its body.

    Of the body only prose counts: a stamp there is another story's or a reader's. The address
    decides where nothing else does.
    """
    in_url = dates.from_url(url) if url else None
    day = in_url[0] if in_url and in_url[1] == "day" else None
    posted = (dates.parse(line) for line in below if _POSTED.match(line) and len(line) < 90)
    prose = [line for line in body if len(line.split()) >= _PROSE and not vicinity.is_stamp(line)]
    found = (
        datetext.in_text("\n".join(below), anchor=day),
        *(s for s in posted if not s.reason),
        _of_top(above),
        datetext.in_text("\n".join(prose), anchor=day),
    )
    known = next((f for f in found if f.on), None)
    return _columns(known, "text") if known else _columns(Parsed(day, None, "day"), "url")


def _of_top(above: list[str]) -> Parsed:
    """Read the day above the title; without a clock today's is that of a page's top bar."""
    found = datetext.in_text("\n".join(above))
    is_today = found.on is not None and found.on >= date.today() and found.precision == "day"
    return Parsed() if is_today else found


def _columns(found: Parsed, source: str) -> dict:
    if found.on is None:
        return {"date_source": "none", "date_precision": "none"}
    said = {"published_on": found.on, "date_source": source, "date_precision": found.precision}
    return said | ({"published_at": found.at} if found.at else {})
