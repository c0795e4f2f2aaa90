"""Reads who made an article from its credit lines: author, editor, agency, press office, dateline.

In: single lines of a page. Out: names by role. Penulis, reporter and pewarta wrote; editor and
redaktur edited; a house name ("Kompas Cyber Media") or a day of the week is neither.

Cannot do: it reads credits by their labels and their place on the line, so an unlabelled name in
the middle of a text is not found.
"""

import re
from typing import NamedTuple

from analysis.corpus import outlets
from analysis.corpus.readers.names import AGENCIES as _AGENCIES
from analysis.corpus.readers.names import AGENCY as _AGENCY
from analysis.corpus.readers.names import persons

_WROTE = (
    r"penulis|reporter|pewarta|wartawan(?: foto)?|kontributor|laporan(?: wartawan)?|ditulis oleh"
    r"|author|writer|written by|reported by|words by|story by|pengarang|jurnalis|nama penulis"
    r"|rep(?=\s*:)"
)
_EDITED = r"editor(?: bahasa)?|redaktur|penyunting|edited by|disunting oleh|red(?=\s*:)"
_OTHER = (
    r"uploader|fotografer|foto|photo|penerjemah|penterjemah|sumber(?: foto)?|source|videografer"
    r"|video|grafis|translator|produser|producer|copyright.*?"
)
_AND = r"\s*(?:&|dan|/|,|and)\s*"
_BOTH = rf"(?:{_EDITED}){_AND}(?:{_WROTE})|(?:{_WROTE}){_AND}(?:{_EDITED})"
_ROLE = re.compile(
    rf"(?P<both>\b(?:{_BOTH}))|(?P<wrote>\b(?:{_WROTE}))|(?P<edited>\b(?:{_EDITED}))"
    rf"|(?P<other>\b(?:{_OTHER}))",
    re.I,
)
_LABEL = re.compile(
    rf"(?:^|[|•·;/()\[\]]|\s{{2,}}|(?<=\w)[ ,-]+)\s*(?:{_ROLE.pattern})\s*[:：]\s*-?", re.I
)
_BY = re.compile(r"^(?:by|oleh)\s*[:：]?\s+(?P<name>(?-i:[A-Z@]).{2,80})$", re.I)
_REPORT = re.compile(
    r"^laporan (?:wartawan|reporter|kontributor|jurnalis)\b[^,:]*[,:]\s*(?P<name>[A-Z].{2,60})$",
    re.I,
)
_BARE_LABEL = re.compile(rf"^(?:{_ROLE.pattern})\s*[:：]?$", re.I)
_UNMARKED = re.compile(
    rf"^(?:{_ROLE.pattern})\s+"
    r"(?P<name>(?-i:[A-Z])[\w.'’-]+(?: (?-i:[A-Z])[\w.'’-]*){0,4})$",
    re.I,
)
_CREDITED = re.compile(rf"(?:[—–-]\s*|\()\s*(?P<name>{_AGENCY})\s*(?:/[\w ]+)?\)?\s*\.?$", re.I)
_SOURCE = re.compile(
    rf"(?:(?:sumber|source|oleh|by|from|dari)\s*[:：]?\s*)?[–—-]*\s*(?P<name>{_AGENCY})\s*(?:news)?[.)]?$",
    re.I,
)
_OFFICE = re.compile(
    r"\b(?:humas|biro (?:humas|adpim|administrasi pimpinan)|protokol|prokopim|diskominfo|kominfo"
    r"|siaran pers|rilis pers|press release|press office|kehumasan|media statement"
    r"|kenyataan media|jabatan penerangan|penerangan (?:kodam|korem|lantamal))\b",
    re.I,
)
_SITE = r"(?i:(?:[a-z0-9-]+\.)+(?:com\.my|com|co\.id|id|net|org|co|news|my|tv))"
_PLACE_WORD = r"[A-Z](?:[\w.'’-]*[\w.])?"
_PLACE = rf"{_PLACE_WORD}(?:[ /]{_PLACE_WORD}){{0,3}}"
_DASH = r"\s*(?:--+|[–—-])\s*"
_SPOKEN = "January February March April May June July August September October November December"
_DATE = rf"(?:{'|'.join(m[:3] for m in _SPOKEN.split())}|\d{{1,2}}[ /])[^—–()]{{0,24}}?"
_CAPITALS = r"[A-Z][A-Z.'’-]{2,}(?: [A-Z][A-Z.'’-]+){0,3}"
_DATELINES = tuple(
    map(
        re.compile,
        (
            # KORAN.CO.ID, PONTIANAK -
            rf"^(?P<site>{_SITE})(?:\s*[,|–—-]\s*|\s+)(?P<place>{_PLACE})(?:,\s*{_PLACE})?"
            rf"\s*(?:\([^)]{{2,40}}\))?(?:{_DASH}|:\s)",
            # JAKARTA, KORAN.com -
            rf"^(?P<place>{_PLACE}),\s*(?P<site>{_SITE}|[A-Z][\w.]+(?: [A-Z]\w+)?)"
            rf"(?:\s*\([^)]*\))?{_DASH}",
            # Pontianak (ANTARA) -    KUALA LUMPUR, 26 Okt (Bernama) --
            rf"^(?P<place>{_PLACE})(?:,\s*{_PLACE})?(?:,\s*{_DATE})?"
            r"\s*\((?P<agency>[^)]{2,30})\)\s*(?:--+|[–—-]|:)\s*",
            # PARIS, April 8 —
            rf"^(?P<place>{_PLACE}),\s*{_DATE}\s*(?:--+|[–—-])\s*",
            # KUCHING 26 Okt. –
            rf"^(?P<place>{_CAPITALS}) \d{{1,2}} [A-Z][a-z]{{2,9}}\.?\s*(?:--+|[–—-])\s*",
            # MOSCOW, February 17. /TASS/
            rf"^(?P<place>{_CAPITALS})(?:\s/[\w ]+/)?,\s*{_DATE}\.?\s*/(?P<agency>[A-Z]+)/",
            # PARIS —    KUALA LUMPUR:
            rf"^(?P<place>{_CAPITALS})(?:,\s*[A-Z][\w. ]{{2,24}})?"
            r"(?:\s*(?:--+|[–—])\s*|\s+-\s*|:\s+)",
            # Jakarta -
            rf"^(?P<place>{_PLACE})(?:\s*(?:--+|[–—-])\s+|\s*(?:--+|[–—])\s*)(?=[\"“‘A-Z])",
        ),
    )
)
_HOUSE = r"[A-Z][\w.]{2,20}(?: [A-Z]\w{2,12})?"
_HOUSE_DATELINES = tuple(
    map(
        re.compile,
        (
            # KBRN, Jakarta:    Koran - JAKARTA -
            rf"^(?P<house>{_HOUSE})\s*[,|–—-]\s*(?P<place>{_PLACE})(?:{_DASH}|:\s)",
            # LHOKSEUMAWE | KORAN -
            rf"^(?P<place>{_PLACE})\s*\|\s*(?P<house>{_HOUSE}){_DASH}",
            # KORAN –
            rf"^(?P<house>{_HOUSE}){_DASH}(?P<place>)",
        ),
    )
)
_HOUSES = {"kbrn": "RRI"}  # names that outlets give themselves in datelines alone
_SITE_ONLY = re.compile(rf"^(?P<site>{_SITE}){_DASH}")
_DASHES = ("-", "–", "—")
_PARAGRAPH = 15  # words of a line that is prose
_EARLY = 40  # lines within which a body begins
_NO_PLACE = re.compile(
    r"^(?:breaking|video|foto|opini|opinion|update|live|infografis|exclusive|eksklusif|kolom|tips"
    r"|editorial|analisis|news|(?:sun|mon|tues|wednes|thurs|fri|satur)day"
    r"|senin|selasa|rabu|kamis|jum['’]?a{1,2}t|sabtu|minggu|isnin|khamis|ahad|presiden|menteri|gubernur|wakil|ketua|polisi|minister|police|the|nama)\b",
    re.I,
)


class Dateline(NamedTuple):
    """The words before the first sentence: place in title case, site and agency as printed."""

    place: str = ""
    site: str = ""
    agency: str = ""


def roles(line: str) -> dict[str, list[str]]:
    """Return the names a credit line gives: author and editor, each a list; {} when it is none.

    >>> roles("Penulis: Ani Contoh | Editor: Budi Contoh")
    {'author': ['Ani Contoh'], 'editor': ['Budi Contoh']}
    """
    line = " ".join(line.replace("\xa0", " ").split()) if "  " not in line else line.strip()
    if len(line) > 240:
        return {}
    if by := _REPORT.match(line) or _BY.match(line):
        return {"author": found} if (found := persons(by["name"])) else {}
    if unmarked := _UNMARKED.match(line):
        people = persons(unmarked["name"])
        return {role: people for role in _roles_of(unmarked)} if people else {}
    marks = list(_LABEL.finditer(line))
    if not marks or marks[0].start() > 3:
        return {}
    found: dict[str, list[str]] = {}
    for mark, after in zip(marks, [*marks[1:], None]):
        said = line[mark.end() : after.start() if after else len(line)]
        people = persons(said.title() if said.islower() else said)
        for role in _roles_of(mark):
            found.setdefault(role, []).extend(p for p in people if p not in found.get(role, []))
    return found


def bare_role(line: str) -> list[str]:
    """Return the roles that a line names without a person: "Editor" above the editor's name."""
    match = _BARE_LABEL.match(line.strip())
    return _roles_of(match) if match else []


def _roles_of(match: re.Match) -> list[str]:
    if match["both"]:
        return ["author", "editor"]
    return ["author"] if match["wrote"] else ["editor"] if match["edited"] else []


def agency(line: str) -> str:
    """Return the news agency credited at the end of a line ("— AFP", "(Antara)"), else ""."""
    match = _CREDITED.search(line[-40:])
    return _AGENCIES[match["name"].lower()] if match else ""


def agency_credited(line: str) -> str:
    """Return the news agency that a line of its own names as source or writer, else ""."""
    match = _SOURCE.match(line.strip())
    return _AGENCIES[match["name"].lower()] if match else ""


def agency_named(text: str) -> str:
    """Return the agency a dateline or a credit names, else ""."""
    match = re.match(rf"(?:{_AGENCY})\b", text.strip().lower())
    return _AGENCIES[match[0]] if match else ""


def is_press_office(line: str) -> bool:
    """Say whether a credit line names a press office: then the article is an official release."""
    return (
        len(line) < 120 and _OFFICE.search(line) is not None and not line.endswith((".", '"', "”"))
    )


def dateline(line: str) -> Dateline | None:
    """Return the dateline a paragraph begins with, or None.

    >>> dateline("JAKARTA, KOMPAS.com - Menteri berkata").place
    'Jakarta'
    """
    for pattern in _DATELINES:
        match = pattern.match(line)
        if match and _is_place(match["place"]) and len(line) > match.end() + 10:
            said = match.groupdict()
            place = _title_case(said["place"])
            return Dateline(place, said.get("site") or "", agency_named(said.get("agency") or ""))
    match = _SITE_ONLY.match(line)
    return Dateline(site=match["site"]) if match else _house_dateline(line)


def _house_dateline(line: str) -> Dateline | None:
    """Read a dateline in which a known outlet stands without an address."""
    for pattern in _HOUSE_DATELINES:
        match = pattern.match(line)
        if not match or len(line) <= match.end() + 10:
            continue
        site = _HOUSES.get(match["house"].lower()) or outlets.listed(match["house"])
        if site and (not match["place"] or _is_place(match["place"])):
            return Dateline(_title_case(match["place"]), site)
    return None


def joined(lines: list[str]) -> list[str]:
    """Return lines with a dateline that stands alone ("Jakarta -") joined to the line below it.

    The dash may begin that line, where no paragraph stands above.
    """
    has_begun = False
    for i, line in enumerate(lines[:_EARLY]):
        below = lines[i + 1].strip() if i + 1 < len(lines) else ""
        is_split = not has_begun and below.startswith(_DASHES)
        has_begun = has_begun or len(line.split()) >= _PARAGRAPH
        if len(line) < 60 and (is_split or line.rstrip().endswith(_DASHES)):
            whole = f"{line.strip()} {below}"
            if dateline(whole):
                return [*lines[:i], whole, *lines[i + 2 :]]
    return lines


def _is_place(place: str) -> bool:
    is_word = _NO_PLACE.match(place) or re.fullmatch(_SITE, place)
    return not is_word and not outlets.listed(place) and place.lower() not in _HOUSES


def _title_case(place: str) -> str:
    words = place.strip(" ,").split(" ")
    return " ".join(
        w if len(w) < 3 and "." in w else w.capitalize() if w.isupper() else w for w in words
    )
