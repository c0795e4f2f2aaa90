"""Reads one article out of a page saved or pasted as plain text.

In: the text of a page, furniture included. Out: the fields of one article, or None when the text
is no article (a README, a licence, a list). The page is read by lines: credits, dates and labels
above the body, the body from its dateline on, and an end where the site speaks again.

Cannot do: it reads one article a file, does not see type sizes, and so may take a kicker of four
words or more for the title.
"""

import re
from typing import NamedTuple

from analysis.corpus import clean, dates, language, outlets
from analysis.corpus.readers import credits, pagedates, vicinity
from analysis.corpus.readers.names import persons

_NOT_ARTICLES = re.compile(
    r"(?:^|[/\\])(?:readme|source|licen[cs]e|copying|notice|changelog|authors|contributing|codebook"
    r"|requirements|manifest|install|robots|todo|credits|metadata|sha256sums)(?:[-_. ][^/\\]*)?$",
    re.I,
)
_MANUAL = re.compile(
    r"^\s*(?:#{1,4} \S|```|\|.*\|.*\||={4,}$|-{4,}$|\$ \w)|pip install|\bcommit [0-9a-f]{7,}"
    r"|\.(?:csv|py|json|parquet)\b",
    re.I | re.M,
)
_LICENCE = re.compile(
    r"\A\s*#{1,4} \S|permission is hereby granted|(?:licen[cs]ed|distributed) under (?:the|a) "
    r"|creative commons attribution|\bas is\b.{0,40}without warranty",
    re.I,
)
_FIELD = re.compile(
    r"^(?P<name>judul|title|tajuk|headline|url|link|tautan|sumber|source|media|tanggal|date|tarikh"
    r"|published|diterbitkan)\s*[:=]\s*(?P<value>\S.*)$",
    re.I,
)
_FIELDS = dict.fromkeys(("judul", "title", "tajuk", "headline"), "title")
_FIELDS |= dict.fromkeys(("url", "link", "tautan"), "url")
_FIELDS |= dict.fromkeys(("sumber", "source", "media"), "outlet")
_URL_LINE = re.compile(r"^<?(https?://\S+?)>?$")
_STAMP = re.compile(
    r"\b(?:19|20)\d\d\b.*\d|\d{1,2}[./:]\d\d\s*(?:wib|wita|wit|am|pm)\b|^(?:updated|published|tayang"
    r"|diperbarui|dipublikasikan|diterbitkan|dikemas ?kini|posted|terbit)\b",
    re.I,
)
_CAPTION = re.compile(
    r"^\s*[(\[]?(?:foto|photo|ilustrasi|keterangan foto|gambar|image|picture|dok\.?|sumber foto"
    r"|istimewa|ist|caption|illustration|file photo)\b|(?:foto|photo|dok|credit|ist(?:imewa)?)\s*"
    r"[:.)/].{0,80}\)?$|ANTARA FOTO|\((?:antara|reuters|afp|ap|tribun|kompas)[^()]*/[^()]*\)$"
    r"|^(?:KOMPAS\.com|TRIBUN\w*|dok)\s*/",
    re.I,
)
_LABEL = re.compile(r"^(?:citizen reporter|laporan (?:khusus|wartawan).{0,60})$", re.I)
_END = re.compile(
    r"^(?:pewarta|editor|redaktur|penulis|reporter)\s*[:：]|^(?:copyright|©|hak cipta)"
    r"|^(?:tags?|topik|komentar|berita terkini|ikuti kami di|comments)\b.{0,40}$",
    re.I,
)
_HOUSE = re.compile(
    r"^(?P<name>[^,(|·•]{3,40}?)\s*(?:,\s|\(|\s[-–|·•]\s)\s*(?P<house>[^)·•|]{3,40}?)\s*(?:\)|$|\s[·•|])"
)
_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*(?:\s*[\[(][\w/* ]{1,20}[\])])?$")
_EARLY = 40  # lines of a page within which a dateline is looked for


class _Page(NamedTuple):
    fields: dict[str, str]
    head: list[str]
    body: list[str]
    cut: list[str]
    above: list[str] = []  # the lines of the head that stand above the title


def read_text_page(text: str, name: str) -> dict | None:
    """Return the fields of the article in a text page, or None when it holds none.

    `name` is the file's name: a README or a licence is known by it. Keys are columns of `articles`;
    dates are left out where none is sure.
    """
    lines = [" ".join(line.split()) for line in text.lstrip("\ufeff").splitlines()]
    if _is_manual(text, name) or not any(lines):
        return None
    page = _divide(lines)
    title, page = _title(page)
    kept, cut = clean.cut_furniture("\n\n".join(page.body))
    if not _is_article(title, kept, page):
        return None
    offices = [line for line in page.head if credits.is_press_office(line)]
    start = next((d for line in page.body[:3] if (d := credits.dateline(line))), None)
    is_release = bool(offices) or (start is not None and credits.is_press_office(start.site))
    body = "\n\n".join([*offices, kept])
    heads = [line for line in page.head if line not in offices and line != title]
    return {
        **_who(lines, page, offices),
        **_dated(page),
        "title": title,
        "text": body,
        "url": page.fields.get("url", ""),
        "outlet": _outlet(page, lines),
        "lang": language.detect_one(kept),
        "is_official_source": is_release,
        "cut_text": "\n".join(filter(None, [*heads, cut, *page.cut])),
    }


def _dated(page: _Page) -> dict:
    below = page.head[len(page.above) :]
    return pagedates.of_text(page.above, below, page.body, url=page.fields.get("url", ""))


def _is_manual(text: str, name: str) -> bool:
    start = text[:20000]
    is_named_so = _NOT_ARTICLES.search(name) is not None
    return is_named_so or _LICENCE.search(start) is not None or len(_MANUAL.findall(start)) > 2


def _divide(lines: list[str]) -> _Page:
    """Divide a page into what stands above the body, the body, and what the site says below."""
    told = credits.joined([line for line in lines if line])
    start = _start(told)
    fields = _fields(told[: min(12, start)])
    stop = next((i for i in range(start + 1, len(told)) if _ends(told, i)), len(told))
    head = _without_doubles(told[:start], told[start:stop])
    return _Page(fields, head, told[start:stop], told[stop:])


def _fields(head: list[str]) -> dict[str, str]:
    """Return what labelled lines above the body state: title, url, outlet."""
    fields: dict[str, str] = {}
    for line in head:
        if (said := _FIELD.match(line)) and (key := _FIELDS.get(said["name"].lower())):
            fields.setdefault(key, said["value"])
        elif address := _URL_LINE.match(line):
            fields.setdefault("url", address[1])
    return fields


def _ends(told: list[str], at: int) -> bool:
    """The body ends at a closing line after which no paragraph follows."""
    rest = told[at:]
    return bool(_END.match(rest[0])) and not any(
        len(line) > 140 and _SENTENCE.search(line) and not clean.is_furniture(line) for line in rest
    )


def _start(told: list[str]) -> int:
    """Return where the body begins: at its dateline, else at the first paragraph."""
    for i, line in enumerate(told[:_EARLY]):
        if len(line) > 60 and not _is_head(line) and credits.dateline(line):
            return i
    title_seen = False
    for i, line in enumerate(told):
        is_paragraph = _SENTENCE.search(line) and len(line.split()) > 9
        if title_seen and is_paragraph and not _is_head(line):
            return i
        is_labelled = (said := _FIELD.match(line)) and said["name"].lower() in _FIELDS
        title_seen = title_seen or bool(is_labelled) or _may_be_title(line)
    return len(told)


def _is_head(line: str) -> bool:
    """Say whether a line belongs above the body: credit, date, caption, label or furniture."""
    return bool(
        clean.is_furniture(line)
        or credits.roles(line)
        or credits.bare_role(line)
        or _CAPTION.search(line)
        or _FIELD.match(line)
        or _URL_LINE.match(line)
        or _LABEL.match(line)
        or credits.is_press_office(line)
    )


def _may_be_title(line: str) -> bool:
    return 4 <= len(line.split()) <= 40 and not _is_stamp(line) and not _is_head(line)


def _is_stamp(line: str) -> bool:
    """Say whether a line above the body is a date: a day alone, or one with a clock time."""
    is_short = len(line) < 60 and vicinity.is_stamp(line)
    if is_short and ((found := dates.parse(line)).on or found.is_ambiguous):
        return True
    has_digits = re.search(r"\d[.:]\d\d|\d{4}", line) is not None
    return len(line) < 90 and has_digits and _STAMP.search(line) is not None


def _without_doubles(head: list[str], body: list[str]) -> list[str]:
    whole = set(body)
    return [line for line in head if line not in whole]


def _title(page: _Page) -> tuple[str, _Page]:
    """Return the title and the page without it: the labelled one, else the first likely line."""
    named = page.fields.get("title", "")
    above = [line for line in page.head if _may_be_title(line)]
    plain = [line for line in above if not line.endswith(".")] or above
    short = [line for line in page.head if not _is_head(line) and not _STAMP.search(line)]
    found = named or next(iter(plain), "") or max(short, key=len, default="")
    title = clean.cut_title(found, outlets.canonical("", page.fields.get("url", "")))[0]
    at = page.head.index(found) if found in page.head else 0
    above = [line for line in page.head[:at] if line != found]
    return title, page._replace(head=[line for line in page.head if line != found], above=above)


def _is_article(title: str, body: str, page: _Page) -> bool:
    words = len(body.split())
    has_marks = "title" in page.fields
    has_marks = has_marks or any(credits.roles(line) for line in page.head + page.cut)
    has_marks = has_marks or any(credits.dateline(line) for line in page.body[:2])
    has_prose = any(_SENTENCE.search(line) for line in page.body)
    if not has_prose or language.detect_one(body) == "und":
        return False
    return words >= 15 if has_marks else bool(title) and words >= 40


def _who(lines: list[str], page: _Page, offices: list[str]) -> dict[str, str]:
    """Return author, editor, agency and dateline place from the credits of the whole page."""
    people: dict[str, list[str]] = {"author": [], "editor": []}
    told = [line for line in lines if line]
    for line, after in zip(told, [*told[1:], ""]):
        found = credits.roles(line)
        for role in credits.bare_role(line):
            found.setdefault(role, []).extend(persons(after))
        for role, names in found.items():
            seen = {outlets.spelling(n) for n in people[role]}
            people[role] += [n for n in names if outlets.spelling(n) not in seen]
    start = next((d for line in page.body[:3] if (d := credits.dateline(line))), None)
    ends = [a for line in page.body[-3:] if (a := credits.agency(line))]
    credited = page.head + page.body[-3:] + page.cut
    ends += [a for line in credited if (a := credits.agency_credited(line))]
    agency = (start.agency if start else "") or next(iter(ends), "")
    office = offices[0].split(",")[0] if offices else ""
    return {
        "author": "; ".join(people["author"]) or _unlabelled(page),
        "editor": "; ".join(people["editor"]),
        "agency": agency or office,
        "dateline_place": start.place if start else "",
    }


def _unlabelled(page: _Page) -> str:
    """Return the name that stands before the outlet's, above the date, or under the article."""
    for line, after in zip(page.head, [*page.head[1:], ""]):
        named = _HOUSE.match(line)
        is_before_house = named and outlets.listed(named["house"].split("|")[0])
        is_above_date = not named and 1 < len(line.split()) < 5 and _is_stamp(after)
        if is_before_house or is_above_date:
            name = named["name"] if named else line
            if len(found := persons(name)) == 1:
                return found[0]
    return "; ".join(_signature(page.body))


def _signature(body: list[str]) -> list[str]:
    """Return the names of a last line in capitals: some outlets sign so."""
    last = next((line for line in reversed(body) if not clean.is_furniture(line)), "")
    return persons(last) if last.isupper() and 1 < len(last.split()) < 8 else []


def _outlet(page: _Page, lines: list[str]) -> str:
    """Name the outlet by label or address, the dateline, the copyright line, a lone line."""
    raw, url = page.fields.get("outlet", ""), page.fields.get("url", "")
    if raw or url:
        return outlets.canonical(raw, url)
    start = next((d for line in page.body[:3] if (d := credits.dateline(line))), None)
    if start and start.site and not credits.is_press_office(start.site):
        return outlets.canonical(start.site)
    if owner := next(filter(None, map(_owner, reversed(lines))), ""):
        return owner
    lone = (part for line in page.head for part in re.split(r"\s[|–-]\s", line) if len(part) < 40)
    named = next((found for part in lone if (found := outlets.listed(part))), "")
    houses = (outlets.listed(m["house"]) for line in page.head if (m := _HOUSE.match(line)))
    named = named or next(filter(None, houses), "")
    return named or (start.agency if start else "")


def _owner(line: str) -> str:
    """Return the listed outlet a copyright line begins with, else ""."""
    match = re.search(r"(?:©|copyright|hak cipta(?: terpelihara)?|\(c\))(.{2,80})", line, re.I)
    if not match:
        return ""
    plain = re.sub(r"©|\(c\)|\b(?:19|20)\d\d\b|\bPT\.?\s|^[\W\d]+", " ", match[1], flags=re.I)
    words = re.split(r"[\s,|]+", plain.strip(" -–—,.:|"))
    starts = (outlets.listed(" ".join(words[:n])) for n in range(min(6, len(words)), 0, -1))
    return next(filter(None, starts), "")
