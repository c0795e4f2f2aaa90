"""Reads the old exports of LexisNexis and Nexis: HTML and plain text with "n of N DOCUMENTS".

In: the bytes of such a file. Out: one row a document, its number the one printed in the mark. A
document is a sequence of blocks: outlet, date, title, labelled fields, body, labelled fields,
copyright. The numbers of the marks are the self-check: what they count must be what was read.
Headings, lengths and by-lines may be missing; labels may be English, German or French.

Cannot do: a document whose mark and comment are both lost goes with the one before it, which the
count tells; a paragraph of plain text that begins with a label such as "GRAPHIC: " ends the body;
bits flipped in these files cannot be found, since nothing in them sums up their letters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, exports, nexis
from analysis.corpus.readers.decode import decode
from analysis.corpus.readers.exports import Document, flat
from analysis.corpus.readers.nexis import Block
from analysis.schema import InputError

_COUNT = r"(?P<n>\d{1,6}) (?:of|von|de|sur) (?P<total>\d{1,6}) (?:DOCUMENTS?|DOKUMENTEN?)"
_HTML_MARK = re.compile(
    rf"<DOC NUMBER=\d+>\s{{0,9}}<DOCFULL>\s{{0,9}}-->|>\s{{0,9}}{_COUNT}\s{{0,9}}(?=<)"
)
_TEXT_MARK = re.compile(rf"^[ \t]{{0,80}}{_COUNT}[ \t]{{0,80}}\r?$", re.M)
_HEAD = 400_000  # bytes; the first mark stands behind a cover and styles
_LABELS = "|".join(sorted(map(re.escape, (nexis.HEAD | nexis.TAIL | {nexis.BODY})), key=len)[::-1])
_TEXT_LABEL = re.compile(rf"^(?P<label>{_LABELS}):(?=\s|$)")
_HTML_LABEL = re.compile(r"^\s*(?P<label>[A-ZÀ-Ý][A-ZÀ-Ý /-]{1,40}):\s*$")
_STYLE = re.compile(r"\.(?P<name>c\d+)\s*\{(?P<rules>[^}]{0,400})\}")
_OPEN, _END = re.compile(r"<DOC NUMBER=\d+>"), "</DOCFULL>"
_CUT = Document(0, {}, nexis.CUT_OFF)
_ON_COVER = {
    "query": re.compile(r"^Terms:\s*(\S.*?)(?=\n\s*\n|\n[A-Z][A-Za-z ]{2,20}:|\Z)", re.M | re.S),
    "moment": re.compile(r"^Time Of Request:\s*(\S.*)$", re.M),
}
_BREAK = "\x1e"
_BULLETS = {"•", "·", "-", "*"}


class _Chunk(NamedTuple):
    """The stretch of the file that holds one document, and what its mark says."""

    start: int
    end: int
    number: int
    total: int


def recognises(content: bytes) -> bool:
    """Say whether the bytes are an old Nexis export, in HTML or plain text."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = content[:_HEAD].decode("utf-16" if wide else "utf-8", "replace")
    if mark := next((m for m in _HTML_MARK.finditer(head) if m["n"]), None):
        return "DOCFULL" in head or re.search(rf">\s?(?:{_LABELS}): ?<", head) is not None
    mark = _TEXT_MARK.search(head)
    return bool(mark) and re.search(rf"^(?:{_LABELS}):\s", head[mark.end() :], re.M) is not None


def read_nexis_pages(content: bytes, name: str) -> Raw:
    """Read an old Nexis export in HTML or plain text; a row is a document.

    Documents without text, broken off or with unreadable bytes are quarantined. Raises InputError
    where the file holds no document.
    """
    decoded = decode(content, name)
    text = decoded.text.replace("\0", " ")
    is_html = any(m["n"] for m in _HTML_MARK.finditer(text))
    chunks = _chunks(text, _HTML_MARK if is_html else _TEXT_MARK)
    if not chunks:
        raise InputError(f"{name}: no document of a Nexis export in it; export it again")
    read = _html_documents if is_html else _text_documents
    numbers = _numbers(chunks)
    documents = [
        Document(number, {}, exports.UNREADABLE)
        if exports.unreadable(text, chunk.start, chunk.end, decoded.unreadable)
        else document._replace(number=number)
        for number, chunk, document in zip(numbers, chunks, read(text, chunks))
    ]
    check, notes = _self_check(chunks, text if is_html else "", name)
    return exports.account(
        documents,
        kind="nexis",
        encoding=decoded.encoding,
        name=name,
        notes=[*decoded.notes, *notes],
        provenance={**_cover(text[: chunks[0].start], is_html), "self_check": check},
    )


def _chunks(text: str, mark: re.Pattern) -> list[_Chunk]:
    """Cut the file at its marks; a document whose mark is lost begins at its comment."""
    opening: list[re.Match] = []
    for found in mark.finditer(text):
        if found["n"] and opening and not opening[-1]["n"]:
            opening.pop()  # the comment stands just above the mark
        opening.append(found)
    ends = [found.start() for found in opening[1:]] + [len(text)]
    return [
        _Chunk(found.end(), end, int(found["n"] or 0), int(found["total"] or 0))
        for found, end in zip(opening, ends)
    ]


def _numbers(chunks: list[_Chunk]) -> list[int]:
    """Return the printed numbers where they rise, else the places in the file."""
    printed = [c.number for c in chunks]
    is_rising = printed[0] > 0 and all(a < b for a, b in zip(printed, printed[1:]))
    return printed if is_rising else list(range(1, len(chunks) + 1))


def _self_check(chunks: list[_Chunk], text: str, name: str) -> tuple[str, list[dict]]:
    marks = [c for c in chunks if c.number]
    first, last = (marks[0].number, marks[-1].number) if marks else (0, 0)
    totals = sorted({c.total for c in marks})
    told = " or ".join(f"{t:,}" for t in totals)
    words = f"{exports.counted(len(chunks))}: marks {first:,} to {last:,} of {told}"
    commented = len(_OPEN.findall(text))
    whys = {
        "the marks do not count on by one": last - first + 1 != len(chunks),
        "the marks give several totals": len(totals) > 1,
        f"the comments of the file count {commented:,}": commented not in (0, len(chunks)),
        "the export holds more documents than this file": len(totals) == 1 and last < totals[0],
    }
    reasons = [
        f"{why} ({words}); compare with the database" for why, is_so in whys.items() if is_so
    ]
    return words, [note(name, 0, "noted", reason) for reason in reasons]


def _cover(text: str, is_html: bool) -> dict[str, str]:
    """Return query and moment of the export; the address on the cover is not read on."""
    lines = text if not is_html else "\n".join(_cover_lines(text))
    lines = lines.replace("\r\n", "\n").replace("\xa0", " ")
    found = {key: pattern.search(lines) for key, pattern in _ON_COVER.items()}
    said = {key: flat(match[1]) if match else "" for key, match in found.items()}
    return {"query": said["query"], "exported_on": exports.moment(said["moment"])}


def _cover_lines(text: str) -> list[str]:
    body = re.split(r"<body[^>]{0,400}>", text, maxsplit=1, flags=re.I)[-1]
    tree = exports.html_tree(body)
    return [] if tree is None else [line for node in tree for line in [*_lines(node), ""]]


def _text_documents(text: str, chunks: list[_Chunk]) -> Iterator[Document]:
    found = [_text_blocks(text[c.start : c.end]) for c in chunks]
    is_ended = [any(map(nexis.is_tail, blocks)) for blocks in found]
    is_cut = not is_ended[-1] and all(is_ended[:-1])
    for at, blocks in enumerate(found, start=1):
        yield _CUT if is_cut and at == len(found) else nexis.document(blocks)


def _html_documents(text: str, chunks: list[_Chunk]) -> Iterator[Document]:
    styles = {m["name"]: m["rules"].lower() for m in _STYLE.finditer(text[: chunks[0].start])}
    is_commented = _OPEN.search(text) is not None
    for chunk in chunks:
        part = text[chunk.start : chunk.end]
        body = exports.html_tree(part)
        if body is None:
            yield Document(0, {}, exports.TOO_DEEP)
            continue
        blocks = _html_blocks(body, styles)
        is_ended = chunk is not chunks[-1] or any(map(nexis.is_tail, blocks))
        is_whole = _END in part if is_commented else is_ended
        yield nexis.document(blocks) if is_whole else _CUT


def _text_blocks(text: str) -> list[Block]:
    blocks = []
    for piece in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        rows = [line for line in piece.split("\n") if line.strip()]
        starts = [n for n, row in enumerate(rows) if _TEXT_LABEL.match(row)]
        if not rows:
            continue
        if starts[:1] != [0]:
            starts = [0]  # a label amid the lines of a paragraph is the paragraph's
        for start, end in zip(starts, [*starts[1:], len(rows)]):
            blocks.append(_text_block(rows[start:end]))
    return blocks


def _text_block(rows: list[str]) -> Block:
    said = _TEXT_LABEL.match(rows[0])
    if all(row.startswith(" " * 8) for row in rows):
        return Block("", [flat(row) for row in rows], is_centred=True)
    joined = flat(" ".join(rows).removeprefix(said[0] if said else ""))
    return Block(said["label"] if said else "", [joined])


def _html_blocks(body: etree._Element, styles: dict[str, str]) -> list[Block]:
    found = [Block("", [flat(body.text)])] if flat(body.text or "") else []
    for node in body:
        span = next(node.iter("span"), None)
        look = styles.get(span.get("class", ""), "") if span is not None else ""
        style = " ".join(styles.get(n.get("class", ""), "") for n in (node, *node.iter("p")))
        label, lines = _labelled(_lines(node), span, look)
        if lines:
            is_title = "14pt" in look and "bold" in look if styles else None
            found.append(Block(label, lines, "text-align: center" in style, is_title))
        if loose := flat(node.tail or ""):
            found.append(Block("", [loose]))
    return found


def _labelled(lines: list[str], span: etree._Element | None, look: str) -> tuple[str, list[str]]:
    """Set the label with which a block opens apart: a bold piece of its own, or a known one."""
    said = _HTML_LABEL.match(span.text_content()) if span is not None and lines else None
    label = said["label"].strip() if said else ""
    if not label or not ("bold" in look or nexis.label_of(label) in nexis.HEAD | nexis.TAIL):
        return "", lines
    return label, [lines[0].removeprefix(f"{label}:").strip(), *lines[1:]]


def _lines(node: etree._Element) -> list[str]:
    """Return the lines of a block as a browser shows them, a bullet with the line it opens."""
    pieces = []
    for event, piece in etree.iterwalk(node, events=("start", "end")):
        pieces.append(_BREAK if piece.tag in ("br", "p", "li", "tr", "div") else "")
        pieces.append(piece.text if event == "start" else piece.tail if piece is not node else "")
    found: list[str] = []
    is_list = node.tag in ("ul", "ol")
    for line in filter(None, map(flat, "".join(p or "" for p in pieces).split(_BREAK))):
        if is_list and found and found[-1] in _BULLETS:
            line = f"{found.pop()} {line}"
        found.append(line)
    return found
