"""Reads Word exports of Nexis Uni and Lexis+: with a cover page and without.

In: the bytes of a .docx. Out: one row a document. "Body" opens the text of a document and "End of
Document" closes it; the numbers of both, and of the lines "Length: 937 words", are compared with
the documents read, and the result is told. Of the cover only the query and the moment of the
export are kept; the user's name, job and client are not read on.

Cannot do: marks in another interface language than English; a section after the body whose
heading is not known stays in the text; lines that the database broke in the middle stay broken; a
line of an article that is nothing but a mark is taken for the mark, and the count tells of it.
"""

import re
from typing import NamedTuple

from analysis.corpus.readers import Raw, exports, nexis
from analysis.corpus.readers.docx import is_docx, paragraphs
from analysis.corpus.readers.exports import Document, flat
from analysis.schema import InputError

_BODY, _END = "Body", "End of Document"
_LENGTH = re.compile(r"^\s*Length:\s*\d")
_LABELLED = re.compile(
    r"^\s*(?P<label>[A-Z][A-Za-z]+(?:[ -][A-Z][A-Za-z]+){0,2}):\s*(?P<said>.*)$", re.S
)
_HEADINGS = {"Classification", "Graphic", "Notes", "Correction", "References"}
_COVER = re.compile(
    r"^\s*(?:User Name|Email Address|Date and Time|Job Number|Documents \(\d+\)|Client/Matter"
    r"|Search Terms|Search Type|Narrowed by)\s*(?::|$|(?<=\)))"
)
_ON_COVER = {
    "query": re.compile(r"^\s*Search Terms:\s*(\S.*)$", re.S),
    "moment": re.compile(r"^\s*Date and Time:\s*(\S.*)$", re.S),
    "count": re.compile(r"^\s*Documents \((\d+)\)\s*$"),
}
_RUN_TOGETHER = f"documents run into one another: an '{_END}' is missing; export them again"


class _Part(NamedTuple):
    """Paragraphs of one document, and whether its end mark was there."""

    lines: list[str]
    is_ended: bool


def recognises(content: bytes) -> bool:
    """Say whether the bytes are a Word export of Nexis Uni or Lexis+; a damaged file is none."""
    if not is_docx(content):
        return False
    try:
        marks = paragraphs(content, "")
    except InputError:
        return False
    lines = {line.strip() for line in marks}
    return _END in lines and (_BODY in lines or any(map(_LENGTH.match, marks)))


def read_nexis_docx(content: bytes, name: str) -> Raw:
    """Read a Word export of Nexis; a row is a document, its number the place in the file.

    Documents without a body, cut off or run into one another are quarantined. Raises InputError
    where the file is damaged or holds no document.
    """
    lines = paragraphs(content, name)
    parts = _parts(lines)
    if not parts:
        raise InputError(f"{name}: no document of a Nexis export in it; export it again as DOCX")
    documents = [_document(part, number) for number, part in enumerate(parts, start=1)]
    cover = _cover(lines)
    check, notes = _self_check(lines, len(documents), cover["count"], name)
    provenance = {
        "query": cover["query"],
        "exported_on": exports.moment(cover["moment"]),
        "self_check": check,
    }
    return exports.account(
        documents, kind="nexis", encoding="docx", name=name, notes=notes, provenance=provenance
    )


def _parts(lines: list[str]) -> list[_Part]:
    found, start = [], 0
    for at, line in enumerate(lines):
        if line.strip() == _END:
            found.append(_Part(lines[start:at], True))
            start = at + 1
    rest = lines[start:]
    if any(line.strip() for line in rest):
        found.append(_Part(rest, False))
    return found


def _document(part: _Part, number: int) -> Document:
    marks = [at for at, line in enumerate(part.lines) if line.strip() == _BODY]
    if not part.is_ended:
        return Document(number, {}, nexis.CUT_OFF)
    if len(marks) > 1 and sum(1 for line in part.lines if _LENGTH.match(line)) > 1:
        return Document(number, {}, _RUN_TOGETHER)
    if not marks:
        return Document(number, {}, nexis.NO_BODY)
    head, rest = part.lines[: marks[0]], part.lines[marks[0] + 1 :]
    end = next((at for at in range(len(rest)) if _ends_body(rest, at)), len(rest))
    fields = _row(head, rest[:end], rest[end:], is_first=number == 1)
    stated = next((line for line in head if _LENGTH.match(line)), "").partition(":")[2]
    reason = "" if fields["text"] else nexis.NO_BODY
    return Document(number, fields, reason, exports.remark(stated, fields))


def _ends_body(lines: list[str], at: int) -> bool:
    """Say whether a line after the body's mark is the first that belongs to the body no more."""
    bare = lines[at].strip()
    if bare in _HEADINGS:
        # the same word as a heading inside an article stands close to the text below it
        is_apart = at + 1 == len(lines) or not lines[at + 1].strip()
        return lines[at].startswith("\n") or is_apart
    said = _LABELLED.match(lines[at])
    if not said or nexis.label_of(said["label"]) not in nexis.TAIL:
        return False
    return ":\xa0" in lines[at] or lines[at].startswith("\n")


def _row(head: list[str], body: list[str], tail: list[str], *, is_first: bool) -> dict[str, str]:
    title, outlet, date, labelled, cut = _head(head, is_first=is_first)
    fields = {**_fields(tail), **_fields(labelled)}
    body = [line for paragraph in body for line in paragraph.split("\n")]
    abstract, body, marks = _abstract([line for line in body if line.strip()])
    if abstract:
        fields["subtitle"] = "\n".join(filter(None, [fields.get("subtitle", ""), abstract]))
    rest = [line for paragraph in tail for line in paragraph.split("\n")]
    return nexis.row(
        title=title, outlet=outlet, date=date, body=body, fields=fields, cut=[*cut, *marks, *rest]
    )


def _head(head: list[str], *, is_first: bool) -> tuple[str, str, str, list[str], list[str]]:
    """Return title, outlet, date, labelled lines, and what of the head is no field."""
    lines = [line for paragraph in head for line in paragraph.split("\n")]
    lines = ["" if _COVER.match(line) else line.strip() for line in lines]
    at = _date_at(lines)
    above = [n for n in range(at) if lines[n]]
    outlet_at = above[-1] if above else at
    start, end = _run_before(lines, outlet_at)
    above = [] if is_first else lines[:start]  # the cover stands above the first document
    below = lines[at + 1 :]
    labelled = [line for line in below if _is_field(line)]
    cut = [*above, *(line for line in below if line not in labelled)]
    outlet = lines[outlet_at] if outlet_at < at else ""
    title = " ".join(lines[start:end])
    return title, outlet, lines[at] if at < len(lines) else "", labelled, cut


def _date_at(lines: list[str]) -> int:
    """Return where the date stands: the last line that prints a full one, else by its place."""
    other = [n for n, t in enumerate(lines) if _is_labelled(t) or nexis.is_copyright(t)]
    barred = set(other)
    plain = [n for n, t in enumerate(lines) if t and n not in barred and not nexis.is_appended(t)]
    dated = [n for n in plain if exports.has_day(lines[n])]
    above = [n for n in plain if not other or n < other[0]]
    return next(iter([*dated[-1:], *above[-1:]]), len(lines))


def _run_before(lines: list[str], at: int) -> tuple[int, int]:
    """Return first line and end of the block above a line; the cover lies apart from it."""
    while at > 0 and not lines[at - 1]:
        at -= 1
    start = at
    while start > 0 and lines[start - 1]:
        start -= 1
    return start, at


def _is_labelled(line: str) -> bool:
    said = _LABELLED.match(line)
    return bool(said) and nexis.label_of(said["label"]) in nexis.HEAD | nexis.TAIL


def _is_field(line: str) -> bool:
    said = _LABELLED.match(line)
    return bool(said) and nexis.field_of(nexis.label_of(said["label"])) != ""


def _fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        said = _LABELLED.match(line)
        field = nexis.field_of(nexis.label_of(said["label"])) if said else ""
        if field:
            found.setdefault(field, said["said"])
    return found


def _abstract(body: list[str]) -> tuple[str, list[str], list[str]]:
    """Set an abstract above the full text apart: (abstract, body, the two headings)."""
    heads = [line.strip() for line in body]
    if heads[:1] != ["ABSTRACT"] or "FULL TEXT" not in heads:
        return "", body, []
    at = heads.index("FULL TEXT")
    return "\n".join(map(flat, body[1:at])), body[at + 1 :], ["ABSTRACT", "FULL TEXT"]


def _cover(lines: list[str]) -> dict[str, str]:
    """Return query, moment of the export and number of documents; nothing else of the cover."""
    first = next((at for at, line in enumerate(lines) if line.strip() == _BODY), len(lines))
    found: dict[str, dict[str, None]] = {key: {} for key in _ON_COVER}
    for line in lines[:first]:
        for key, pattern in _ON_COVER.items():
            if said := pattern.match(line):
                found[key][flat(said[1])] = None
    return {key: "; ".join(values) for key, values in found.items()}


def _self_check(lines: list[str], read: int, covered: str, name: str) -> tuple[str, list[dict]]:
    marks = [line.strip() for line in lines]
    counts = {
        _BODY: marks.count(_BODY),
        "Length": sum(1 for line in lines if _LENGTH.match(line)),
        _END: marks.count(_END),
    }
    if covered.isdigit() and int(covered) != read:
        counts["cover"] = int(covered)
    return exports.self_check(read, counts, name)
