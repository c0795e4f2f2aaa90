"""What all Nexis exports share: the labels of their fields, and how a document becomes a row.

In: one document, as blocks of printed lines or as fields already told apart. Out: the columns of a
row. Labels are known in English, German and French; which of them stand before the body and which
after it is fixed by the exports, whatever their file format.

Cannot do: labels in other languages; a field that is printed without a label stays in `cut_text`; a
title in a file without styles and without fields is told from the body by its place alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from analysis.corpus.readers import exports
from analysis.corpus.readers.exports import Document, flat

# label as printed, upper case, no blanks -> the field it is
_FIELDS = {
    "author": "BYLINE AUTOR AUTEUR AUTHOR",
    "dateline": "DATELINE",
    "subtitle": "HIGHLIGHT",
    "title": "HEADLINE TITRE",
    "url": "URL",
    "collected_on": "LOAD-DATE UPDATE DATE-CHARGEMENT",
    "language": "LANGUAGE SPRACHE LANGUE",
}
_HEAD = (
    "SECTION RUBRIK RUBRIQUE LENGTH LÄNGE LONGUEUR SERIES DISTRIBUTION COLUMN TYPE NAME"
    f" {_FIELDS['author']} {_FIELDS['dateline']} {_FIELDS['subtitle']} {_FIELDS['title']}"
)
_TAIL = (
    "GRAPHIC NOTES CORRECTION CORRECTION-DATE PUBLICATION-TYPE TYPE-PUBLICATION JOURNAL-CODE"
    " CODE-REVUE SUBJECT COMPANY ORGANIZATION ORGANISATION TICKER PERSON GEOGRAPHIC CITY STATE"
    " COUNTRY INDUSTRY PRODUCT DOCUMENT-TYPE ACC-NO CLASSIFICATION REFERENCES"
    f" {_FIELDS['collected_on']} {_FIELDS['language']} {_FIELDS['url']}"
)
_FIELD = {label: field for field, labels in _FIELDS.items() for label in labels.split()}
HEAD, TAIL = frozenset(_HEAD.split()), frozenset(_TAIL.split())
BODY = "BODY"
_TITLE_BLOCKS = 3  # at most between the date and the first field
_LENGTHS = {"LENGTH", "LÄNGE", "LONGUEUR"}
NO_BODY = "a document without text; export it again with its full text"
CUT_OFF = "the document breaks off before its end; export it again"
_PLACEHOLDERS = {"no headline in original", "no headline"}
_COPYRIGHT = re.compile(
    r"^(?:(?:copyright\b.{0,80}?|\(c\) ?|© ?)\b(?:19|20)\d\d\b|all rights reserved\b)", re.I
)
_APPENDED = re.compile(r"^(?:correction|clarification) appended$", re.I)


def label_of(text: str) -> str:
    """Return a label in the form of the tables: "Load-Date:" and "LOAD DATE :" as LOAD-DATE."""
    return re.sub(r"[\s_-]+", "-", text.strip(" :\xa0\n").upper())


def field_of(label: str) -> str:
    """Return the field a label stands for, or "" where it is only cut."""
    return _FIELD.get(label, "")


def is_copyright(line: str) -> bool:
    """Say whether a line is a copyright notice."""
    return _COPYRIGHT.match(line.strip()) is not None


def is_appended(line: str) -> bool:
    """Say whether a line only says that a correction follows the article."""
    return _APPENDED.match(line.strip()) is not None


def row(
    *,
    title: str,
    outlet: str,
    date: str,
    body: Iterable[str],
    fields: Mapping[str, str],
    cut: Iterable[str],
) -> dict[str, str]:
    """Return the columns of a document; `fields` are the labelled ones, `cut` what was taken off.

    The text is the paragraphs of the body joined by line breaks; without any it is "".
    """
    lines = [*map(flat, cut)]
    title = flat(title or fields.get("title", ""))
    if title.lower() in _PLACEHOLDERS:
        lines, title = [title, *lines], ""
    text = "\n".join(p for p in map(flat, body) if p)
    return {
        "title": title,
        "text": text,
        "subtitle": flat(fields.get("subtitle", "")),
        "url": flat(fields.get("url", "")),
        "outlet": flat(outlet),
        "author": exports.author(fields.get("author", "")),
        "date": exports.printed_date(date),
        "collected_on": exports.printed_date(fields.get("collected_on", "")),
        "lang": exports.language(fields.get("language", "")),
        "dateline_place": exports.place(fields.get("dateline", "")) or exports.place_in(text),
        "cut_text": "\n".join(line for line in lines if line),
    }


class Block(NamedTuple):
    """One block of a document: its label as printed or "", its lines, and how it is set."""

    label: str
    lines: list[str]
    is_centred: bool = False
    is_title: bool | None = None  # None where its look tells nothing


class _Head(NamedTuple):
    """What stands above the body, and the block at which the body begins."""

    outlet: str
    date: str
    title: str
    fields: dict[str, str]
    cut: list[str]
    body_at: int


def document(blocks: list[Block]) -> Document:
    """Sort the blocks of a document into outlet, date, title, fields, body and the rest.

    They come in this order; title and fields may be missing. The number is left 0; a document
    without text is refused.
    """
    if not blocks:
        return Document(0, {}, NO_BODY)
    head = _head(blocks)
    end = next((n for n in range(head.body_at, len(blocks)) if is_tail(blocks[n])), len(blocks))
    made = row(
        title=head.title,
        outlet=head.outlet,
        date=head.date,
        body=[line for block in blocks[head.body_at : end] for line in _printed(block)],
        fields={**_fields(blocks[end:]), **head.fields},
        cut=[*head.cut, *(line for block in blocks[end:] for line in _printed(block))],
    )
    stated = next((b.lines[0] for b in blocks if label_of(b.label) in _LENGTHS), "")
    return Document(0, made, "" if made["text"] else NO_BODY, exports.remark(stated, made))


def is_tail(block: Block) -> bool:
    """Say whether a block stands after the body: a field of the tail, or the copyright."""
    if block.label:
        return label_of(block.label) in TAIL
    return block.is_centred and is_copyright(block.lines[0])


def _head(blocks: list[Block]) -> _Head:
    at = _date_at(blocks)
    opening = [line for b in blocks[: max(at, 1)] for line in b.lines]
    dated = blocks[at].lines if at else [""]
    outlet = next((line for line in opening if not is_copyright(line)), "")
    body_at, titled, labelled = at + 1, [], []
    while body_at < len(blocks) and _is_head(blocks, body_at, titled, labelled):
        (labelled if blocks[body_at].label else titled).append(blocks[body_at])
        body_at += 1
    cut = [line for line in opening if line != outlet] + dated[1:]
    cut += [line for b in labelled if not field_of(label_of(b.label)) for line in _printed(b)]
    title = " ".join(line for b in titled for line in b.lines)
    return _Head(outlet, dated[0], title, _fields(labelled), cut, body_at)


def _date_at(blocks: list[Block]) -> int:
    """Return which block prints the day; 0, the place of the outlet, where none does."""
    first = [n for n in range(1, min(4, len(blocks))) if not blocks[n].label]
    dated = [n for n in first if not blocks[n].is_title and exports.has_day(blocks[n].lines[0])]
    centred = [n for n in first if blocks[n].is_centred and not is_copyright(blocks[n].lines[0])]
    return next(iter([*dated, *centred]), 0)


def _is_head(blocks: list[Block], at: int, titled: list[Block], labelled: list[Block]) -> bool:
    """Say whether a block belongs to the head: a field that may stand there, or the title."""
    block = blocks[at]
    if block.label:
        return label_of(block.label) not in TAIL | {BODY}
    if block.is_title is not None:
        return block.is_title and not titled
    if labelled:
        return False
    fields = [n for n in range(at, len(blocks)) if label_of(blocks[n].label) in HEAD]
    if fields:
        return fields[0] - at <= _TITLE_BLOCKS
    has_more = at + 1 < len(blocks) and not blocks[at + 1].label
    return not titled and len(block.lines) == 1 and has_more


def _printed(block: Block) -> list[str]:
    """Return the lines of a block with its label, save that of the body itself."""
    if not block.label or label_of(block.label) == BODY:
        return block.lines
    return [f"{block.label}: {block.lines[0]}", *block.lines[1:]]


def _fields(blocks: list[Block]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        if field := field_of(label_of(block.label)):
            found.setdefault(field, " ".join(block.lines))
    return found
