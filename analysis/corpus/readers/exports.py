"""What the exports of press databases have in common: printed fields, and the account of a file.

In: the fields of the documents of an export as printed. Out: one `Raw` whose rows are documents, a
ledger row for each one refused; by-lines, datelines, languages and dates in the form in which the
rest of the house reads them.

Cannot do: month names in other languages than English, Indonesian, Malay, German, French, Spanish,
Italian, Portuguese, Dutch and Russian, and the signs for year, month and day in Chinese, Japanese
and Korean; a date in another language is passed on as printed.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from analysis.corpus import dateforms, datewords
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, credits, names, text_frame

HEADER = [
    *("title", "text", "subtitle", "url", "outlet", "author", "agency", "date", "collected_on"),
    *("lang", "dateline_place", "input_id", "cut_text"),
]
TOO_DEEP = "elements nested too deep to be an export; save the document anew"
_FEW = 0.6  # of the words stated; databases count titles and captions along
UNREADABLE = "bytes that are neither UTF-8 nor cp1252; export the document again"


class Document(NamedTuple):
    """One document of an export: its number as the user sees it, and fields or a reason."""

    number: int
    fields: Mapping[str, str]
    reason: str = ""  # why it is refused; "" for a document that becomes an article
    remark: str = ""  # a doubt about a document that is kept


_MONTHS = [
    set(names.split())
    for names in (
        "januar janvier enero gennaio janeiro januari января",
        "februar février fevrier febrero febbraio fevereiro februari февраля",
        "märz maerz mars marzo março maart марта",
        "april avril abril aprile апреля",
        "mai mayo maggio maio mei мая",
        "juni juin junio giugno junho июня",
        "juli juillet julio luglio julho июля",
        "august août aout agosto augustus августа",
        "september septembre septiembre setiembre settembre setembro сентября",
        "oktober octobre octubre ottobre outubro октября",
        "november novembre noviembre novembro ноября",
        "dezember décembre decembre diciembre dicembre dezembro december декабря",
    )
]
_FOREIGN = re.compile(
    r"(?<![\d.,/-])(?P<day>\d{1,2})(?:er|[.º°])? (?:de )?(?P<month>[^\W\d_]{3,10})\.?"
    r" (?:de[l]? )?(?P<year>\d{4})(?!\d)"
)
_SIGNS = re.compile(
    r"(?<!\d)(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]"
)


def printed_date(text: str) -> str:
    """Return a printed date as it stands, or as ISO text where only its language is foreign.

    >>> printed_date("9 Januar 1993"), printed_date("May 2, 2002, Thursday,, FINAL EDITION")
    ('1993-01-09', 'May 2, 2002, Thursday,, FINAL EDITION')
    """
    text = flat(text)
    if len(text) > dateforms.LONGEST or dateforms.read(text).readings:
        return text
    days = {_day(m) for m in (*_FOREIGN.finditer(text), *_SIGNS.finditer(text))} - {None}
    return days.pop().isoformat() if len(days) == 1 else text


def _day(found: re.Match) -> date | None:
    month = found["month"]
    named = [n for n, names in enumerate(_MONTHS, start=1) if month.lower() in names]
    number = int(month) if month.isdigit() else next(iter(named), 0)
    try:
        return date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None


def has_day(text: str) -> bool:
    """Say whether a line prints a full date in a language that is read."""
    return len(text) < 120 and bool(dateforms.read(printed_date(text)).readings)


def moment(text: str) -> str:
    """Return a printed moment as "2018-12-19 19:08 +09:00", as far as it is sure, else as printed.

    >>> moment("Wednesday, December 19, 2018 7:08:00 PM JST")
    '2018-12-19 19:08 +09:00'
    """
    form = dateforms.read(printed_date(text))
    if len({day for _, day in form.readings}) != 1:
        return flat(text)
    clock, zone = dateforms.read_clock(_without_date(text))
    parts = [form.readings[0][1].isoformat()]
    if clock is not None:
        parts.append(f"{clock // 3600:02d}:{clock % 3600 // 60:02d}")
    if clock is not None and zone is not None:
        parts.append(f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}")
    return " ".join(parts)


def _without_date(text: str) -> str:
    return re.split(r"\b(?:19|20)\d\d\b", text)[-1]


def flat(text: str) -> str:
    """Return the text with every run of blanks, line breaks and NULs as one space."""
    return " ".join(text.replace("\0", " ").split())


def author(text: str) -> str:
    """Return the people of a by-line joined by "; "; one that names none stands as printed."""
    bare = re.sub(r"^(?:by|oleh)\b:?\s+(?=\S)", "", flat(text), flags=re.I)
    plain = re.sub(r"\s*;\s*", "; ", re.sub(r"\s+,", ",", bare)).strip(" ;,")
    return "; ".join(names.persons(plain)) or plain


_MONTH = "|".join(sorted((m for m in datewords.MONTHS if m.isalpha()), key=len, reverse=True))
_PLACE_DATE = re.compile(
    rf"(?:^|[ ,(]{{1,5}})(?:(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH}))"
    r"(?:,? \d{4})?\)?\.?$",
    re.I,
)
_PLACE = 100  # characters; what is longer is no dateline
_STAYS_CAPITAL = {"UK", "US", "USA", "UAE", "UN", "EU"}


def place(text: str) -> str:
    """Return the place of a dateline in title case, without its date.

    >>> place("BEIRUT, March 14 2013"), place("CAPE TOWN, South Africa")
    ('Beirut', 'Cape Town, South Africa')
    """
    bare = _PLACE_DATE.sub("", flat(text)[:_PLACE]).strip(" ,;-–—")
    return re.sub(
        r"[^\W\d_]{2,}",
        lambda m: m[0].capitalize() if m[0].isupper() and m[0] not in _STAYS_CAPITAL else m[0],
        bare,
    )


def place_in(body: str) -> str:
    """Return the place in the dateline with which a body begins, or ""."""
    start = credits.dateline(body.split("\n", 1)[0])
    return start.place if start else ""


_LANGUAGES = {
    code: set(names.split())
    for code, names in {
        "en": "english englisch anglais inglés inglese",
        "id": "indonesian indonesisch indonésien indonesia bahasaindonesia",
        "ms": "malay malaiisch malais malaysian bahasamalaysia bahasamelayu melayu",
        "de": "german deutsch allemand",
        "fr": "french français französisch francais",
        "es": "spanish español spanisch espagnol espanol",
        "it": "italian italiano italienisch italien",
        "pt": "portuguese português portugiesisch portugais",
        "nl": "dutch nederlands niederländisch néerlandais",
        "zh": "chinese",
        "ja": "japanese",
        "ko": "korean",
        "ar": "arabic",
        "ru": "russian",
    }.items()
}


def language(text: str) -> str:
    """Return the code of a language named in words, "" where the name is not known.

    >>> language("GERMAN; DEUTSCH"), language("Bahasa Malaysia"), language("ENGLISH")
    ('de', 'ms', 'en')
    """
    first = re.split(r"[;,/(]", text.lower())[0]
    name = "".join(first.split())
    return next((code for code, names in _LANGUAGES.items() if name in names), "")


def account(
    documents: list[Document],
    *,
    kind: str,
    encoding: str,
    name: str,
    notes: list[dict],
    provenance: Mapping[str, str],
) -> Raw:
    """Return the batch of an export: its documents as rows, the refused ones as ledger rows.

    A file all of whose documents are refused gives no row, and as many notes.
    """
    kept = [d for d in documents if not d.reason]
    refused = [note(name, d.number, "quarantined", d.reason) for d in documents if d.reason]
    doubts = [note(name, d.number, "noted", d.remark) for d in kept if d.remark]
    rows = [[d.fields.get(column, "") for column in HEADER] for d in kept]
    frame = text_frame(HEADER, rows, [d.number for d in kept])
    told = {key: value for key, value in provenance.items() if value}
    return Raw(frame, kind, encoding, [*notes, *refused, *doubts], len(documents), provenance=told)


def remark(stated: str, fields: Mapping[str, str]) -> str:
    """Return a doubt where a document states far more words than were read, else "".

    >>> remark("1,000 words", {"text": "three words only"})
    'the export states 1,000 words, 3 were read; compare with the database'
    """
    said = re.match(r"\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)\s*[^\W\d_]{3,}", stated)
    words = int(re.sub(r"\D", "", said[1])) if said else 0
    read = sum(len(fields.get(c, "").split()) for c in ("title", "subtitle", "text"))
    if words < 40 or read >= words * _FEW:
        return ""
    return f"the export states {words:,} words, {read:,} were read; compare with the database"


def html_tree(text: str) -> etree._Element | None:
    """Return the body of a piece of HTML without scripts and styles; None where it is hostile.

    The parser gives up, and loses what follows, where elements are nested too deep.
    """
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    source = f"<html><body>{text}</body></html>".encode("utf-8", "replace")
    tree = lxml_html.document_fromstring(source, parser=parser)
    if len(parser.error_log.filter_from_fatals()):
        return None
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return tree.find("body")


def unreadable(text: str, start: int, end: int, lines: set[int]) -> bool:
    """Say whether a stretch of a decoded file holds one of the lines that could not be decoded."""
    if not lines:
        return False
    first = _breaks(text[:start]) + 1
    return not lines.isdisjoint(range(first, first + _breaks(text[start:end]) + 1))


def _breaks(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def counted(number: int) -> str:
    """Return "1 document" or "7 documents"."""
    return f"{number:,} document" + ("s" if number != 1 else "")


def self_check(read: int, counts: Mapping[str, int], name: str) -> tuple[str, list[dict]]:
    """Compare the documents read with the marks of the file: the words, and a note on a difference.

    >>> self_check(2, {"Body": 2, "Length": 2}, "a.docx")
    ('2 documents: Body 2, Length 2', [])
    """
    words = f"{counted(read)}: " + ", ".join(f"{mark} {n:,}" for mark, n in counts.items())
    if set(counts.values()) <= {read}:
        return words, []
    reason = f"the marks of the export do not agree ({words}); compare with the database"
    return words, [note(name, 0, "noted", reason)]
