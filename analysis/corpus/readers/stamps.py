"""Collects the days that an HTML page gives: those it tells machines and those it prints.

In: what the page says of itself and its lines. Out: stamps, each a day with its source and the
marks by which `pagedates` weighs it. A printed day counts between the headline and the first
paragraph, or where the page says in words that it is the article's; the days of a change, of
comments, of a copyright line, of today in the top bar, or beside a link to another story do not.

Cannot do: printed days in languages other than Indonesian, Malay and English are only pointed out
(`may_be_foreign`), and relative ones ("2 jam lalu") are left out.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from analysis.corpus import dates
from analysis.corpus.readers import vicinity
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.markup import Said, string

_META = (
    "content_publisheddate", "article:published_time", "og:article:published_time",
    "datepublished", "publishdate", "publish_date", "publish-date", "published_time", "pubdate",
    "dc.date.issued", "dcterms.issued", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "bt:pubdate", "rbpubdate", "article.published",
    "article:published", "article_date_original", "originalpublicationdate", "publication_date",
    "citation_publication_date", "weibo:article:create_at", "pub_date",
)  # fmt: skip
_WEAK_META = ("dc.date", "date", "datecreated", "dcterms.created", "dc.date.created", "created")
_OWN_META = re.compile(r"pub(?:lish(?:ed)?|lication)?[_:.-]?(?:date|time)$|date[_:.-]?pub[a-z]*$")
_CHANGED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_ISO = re.compile(
    r"^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
    r"(?=$|[\sT\[])",
    re.I,
)
_CHANGED_MARK = re.compile(r"datemodif|modif|updated|lastupdate|last-update|diperbarui")
_PUBLISHED_MARK = re.compile(r"publish|pubdate|created|(?:entry|post)[_-]date|\bdate\b(?!-maj)")
_CHANGED = re.compile(
    r"updat|modif|diperbarui|dikemas|aktualis|zuletzt|mis à jour|modifi|actualizad|aggiornat", re.I
)
_PUBLISHED = re.compile(r"publi|posted|tayang|terbit|created|erstellt|\d.*/ *updat", re.I)
_HIDDEN_MARK = re.compile(r"\bupdated\b|modif|hidden")
_BYLINE = re.compile(r"\s(?:oleh|by|penulis|reporter|editor)\b.*$", re.I)
_DAY_FIRST = re.compile(r"\b(?:wib|wita|wit|myt)\b|\b\d{1,2}\.\d{1,2}\.\d{2}", re.I)
_OWNED = re.compile(r"©|\(c\)|copyright|hak cipta|all rights? reserved", re.I)
_LONGEST = 160  # characters of a line that may print a day


class Stamp(NamedTuple):
    """One day that a page gives: as told to machines ("meta"), printed ("text"), in the address."""

    on: date
    at: datetime | None
    precision: str
    source: str
    raw: str
    is_utc: bool = False
    is_near: bool = True
    is_marked: bool = True
    is_open: bool = False  # day and month were told apart by the country's custom alone


def told(page: Said, hours: int) -> list[Stamp]:
    """Return what the page tells machines, the surest first."""
    raw = [string(page.article.get(k)) for k in ("datePublished", "dateCreated")]
    raw += [string(o["datePublished"]) for o in page.linked if o.get("datePublished")][:1]
    raw += [page.meta.get(k, "") for k in _META]
    return _stamps([*raw, *(v for k, v in page.meta.items() if _OWN_META.search(k))], hours)


def weak(page: Said, hours: int) -> list[Stamp]:
    """Return what the page tells machines in fields that often hold the day of a change."""
    return _stamps((page.meta.get(k, "") for k in _WEAK_META), hours)


def _stamps(raw: Iterable[str], hours: int) -> list[Stamp]:
    return [s for r in dict.fromkeys(raw) if r and (s := _machine(r, hours))]


def changed(page: Said, hours: int) -> set[date]:
    """Return the days on which the page says that it was changed."""
    raw = [string(page.article.get("dateModified")), *(page.meta.get(k, "") for k in _CHANGED_META)]
    return {s.on for s in _stamps(raw, hours)}


def _machine(raw: str, hours: int) -> Stamp | None:
    """Read a date written for machines; a moment in UTC gets the day of the language's country."""
    raw = raw[:60]
    match = _ISO.match(raw)
    if not match:
        found = dates.parse(raw)
        is_sure = found.on and not found.reason
        return Stamp(found.on, found.at, found.precision, "meta", raw) if is_sure else None
    day, clock, zone = match.groups()
    zone = (zone or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{zone}")
        is_utc = moment.tzinfo is not None and moment.utcoffset() == timedelta(0)
        local = moment + timedelta(hours=hours) if is_utc and clock else moment
    except (ValueError, OverflowError):
        return None
    if dates.refusal(local.date()):
        return None
    at = moment.astimezone(UTC) if moment.tzinfo and clock else None
    return Stamp(local.date(), at, "minute" if at else "day", "meta", raw, is_utc)


def shown(lines: list[Line], at: int, order: str | None, hours: int) -> list[Stamp]:
    """Return the days printed beside the headline, nearest first, then others called published."""
    near: list[tuple[int, Stamp]] = []
    far: list[Stamp] = []
    end = vicinity.first_paragraph(lines, at)
    for i, line in enumerate(lines):
        is_near = vicinity.is_beside(i, at)
        is_marked = vicinity.is_marked(line)
        if not (is_near or is_marked) or not _may_print(line, is_marked=is_marked):
            continue
        stamp = _of_line(line, order, hours, is_marked=is_marked)
        if not stamp:
            continue
        if is_near and i < end and vicinity.is_own(lines, i, at, stamp.on):
            # what stands above the headline more often belongs to something else
            near.append((i - at if i >= at else 3 * (at - i), stamp))
        elif vicinity.is_published_far(lines, i):
            far.append(stamp._replace(is_near=False))
    return [s for _, s in sorted(near, key=lambda pair: pair[0])] + far


def _may_print(line: Line, *, is_marked: bool) -> bool:
    is_caption = not is_marked and vicinity.is_caption(line)
    return not (line.is_aside or is_caption or len(line.text) > _LONGEST or _tells_change(line))


def _tells_change(line: Line) -> bool:
    is_marked = _CHANGED_MARK.search(line.marks) and not _PUBLISHED_MARK.search(line.marks)
    is_said = _CHANGED.search(line.text) and not _PUBLISHED.search(line.text)
    return bool(is_marked or is_said)


def _of_line(line: Line, order: str | None, hours: int, *, is_marked: bool) -> Stamp | None:
    """Return the day that a line prints, or else states for machines."""
    for text in _texts(line):
        is_dated = vicinity.DATED.search(text) and not _OWNED.search(text)
        if is_dated and vicinity.is_stamp(text, is_marked=is_marked):
            is_told = _DAY_FIRST.search(text) is not None
            found = dates.parse(text, order="DMY" if is_told else order)
            if found.on:
                is_open = not is_told and dates.parse(text).is_ambiguous
                return Stamp(
                    found.on, found.at, found.precision, "text", text,
                    is_marked=is_marked, is_open=is_open,
                )  # fmt: skip
    stamps = (_machine(raw, hours) for raw in (line.stated if is_marked else ()))
    return next((s for s in stamps if s and _may_show(s.on, line.text)), None)


def _texts(line: Line) -> list[str]:
    """Return a line, what is left of it without a byline, and its pieces."""
    parts = [text for text, own in line.parts if not _HIDDEN_MARK.search(own)]
    parts = parts if len(line.parts) > 1 else []
    return list(dict.fromkeys([line.text, _BYLINE.sub("", line.text), *parts]))


def _may_show(day: date, text: str) -> bool:
    """Say whether a line may show this day: it has no year, or this year and about this day."""
    numbers = {int(n) for n in re.findall(r"\d+", text)}
    years = [n for n in numbers if 1990 <= n <= 2100]
    if not years:
        return True
    around = {(day + timedelta(days=d)).day for d in (-1, 0, 1)}
    return day.year in years and bool(numbers & around)


def may_be_foreign(line: Line) -> bool:
    """Say whether a line may be a stamp in a language whose months are not known here."""
    is_told = line.is_aside or _tells_change(line) or _OWNED.search(line.text)
    is_short = len(line.text) < 90 and vicinity.other_words(line.text) < 6
    return is_short and not is_told and vicinity.DATED.search(line.text) is not None
