"""Reads XML exports of Factiva (ppsarticle) and of Dow Jones newswires (djnml).

In: the bytes of such a file. Out: one row a document, with its accession number. A file that is
not well formed as a whole is read article by article, so that the others are kept beside a broken
one. The count that the file states is compared with the articles found.

Cannot do: elements with name-space prefixes in a file that is not well formed. No sample of
newswire XML was at hand; it is read as its definition says.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from analysis.corpus.readers import Raw, exports
from analysis.corpus.readers.decode import decode
from analysis.corpus.readers.exports import Document, flat
from analysis.schema import InputError

_HEAD = 20_000
_STARTS = (b"<?xml", b"<pps", b"<doc", b"<djn", b"<!doctype doc")
_KNOWN = re.compile(rb"<(?:\w{1,20}:)?(?:ppsarticle\w{0,20}|djnml)[\s>]", re.I)
_OPENED = re.compile(r"<(?P<tag>ppsarticle|djnml)(?=[\s>])")
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"'](?P<encoding>[\w-]{1,30})[\"']")
_SPARE = ("sectionName", "columnName", "copyright", "notes", "contact", "credit")
_MALFORMED = "XML that is not well formed; export the document again"
_ENTITIES = "XML with entities of its own, which may be an attack; it is not opened"
_NO_TEXT = "a document without text; export it again with its full text"


class _Found(NamedTuple):
    """The articles of a file, a reason in the place of one that is broken."""

    pieces: list[Element | str]
    encoding: str
    stated: str  # number of articles the file states, or ""
    notes: list[dict]


def recognises(content: bytes) -> bool:
    """Say whether the bytes are XML of Factiva or of Dow Jones newswires."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.lower().startswith(_STARTS) and _KNOWN.search(head) is not None


def read_factiva_xml(content: bytes, name: str) -> Raw:
    """Read an XML export; a row is a document, its number the place in the file.

    Articles without text or not well formed are quarantined. Raises InputError where the file
    holds no article, or entities of its own.
    """
    found = _whole(content, name) or _one_by_one(content, name)
    if not found.pieces:
        raise InputError(f"{name}: no document of a Factiva export in it; export it again")
    documents = [
        Document(number, {}, piece) if isinstance(piece, str) else _article(piece, number)
        for number, piece in enumerate(found.pieces, start=1)
    ]
    counts = {"articles": len(documents)}
    counts |= {"count": int(found.stated)} if found.stated.isdecimal() else {}
    check, notes = exports.self_check(len(documents), counts, name)
    return exports.account(
        documents,
        kind="factiva",
        encoding=found.encoding,
        name=name,
        notes=[*found.notes, *notes],
        provenance={"self_check": check},
    )


def _whole(content: bytes, name: str) -> _Found | None:
    """Return the articles of a well-formed file, None for another."""
    try:
        root = fromstring(content)
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, DefusedXmlException):
            raise InputError(f"{name}: {_ENTITIES}") from error
        return None
    declared = _DECLARED.search(content[:_HEAD])
    pieces = [node for node in root.iter() if _tag(node) in ("ppsarticle", "djnml")]
    stated = next((n.get("count", "") for n in root.iter() if n.get("count")), "")
    return _Found(
        pieces, declared["encoding"].decode().lower() if declared else "utf-8", stated, []
    )


def _one_by_one(content: bytes, name: str) -> _Found:
    decoded = decode(content, name)
    opened = list(_OPENED.finditer(decoded.text))
    ends = [m.start() for m in opened[1:]] + [len(decoded.text)]
    pieces = [
        exports.UNREADABLE
        if exports.unreadable(decoded.text, mark.start(), end, decoded.unreadable)
        else _piece(decoded.text[mark.start() : end], mark["tag"])
        for mark, end in zip(opened, ends)
    ]
    stated = re.search(r"<ppsarticleResultSet\b[^>]{0,200}\bcount=[\"'](\d{1,9})", decoded.text)
    return _Found(pieces, decoded.encoding, stated[1] if stated else "", decoded.notes)


def _piece(text: str, tag: str) -> Element | str:
    end = re.search(rf"</{tag}\s*>", text)
    try:
        return fromstring(text[: end.end()]) if end else _MALFORMED
    except (ParseError, DefusedXmlException):
        return _MALFORMED


def _article(piece: Element, number: int) -> Document:
    fields = _newswire(piece) if _tag(piece) == "djnml" else _press(piece)
    fields["dateline_place"] = exports.place_in(fields["text"])
    reason = "" if fields["text"] else _NO_TEXT
    return Document(number, fields, reason, exports.remark(_said(piece, "wordCount"), fields))


def _press(piece: Element) -> dict[str, str]:
    bodies = (*_all(piece, "leadParagraph"), *_all(piece, "tailParagraphs"))
    dated = next(_all(piece, "publicationDate"), None)
    return {
        "title": _said(piece, "headline"),
        "text": "\n".join(line for body in bodies for line in _paragraphs(body)),
        "outlet": _said(piece, "sourceName"),
        "author": exports.author(_said(piece, "byline")),
        "date": "" if dated is None else _said(dated, "dateTime") or _said(dated, "date"),
        "lang": _said(piece, "baseLanguage").lower()[:2],
        "input_id": _said(piece, "accessionNo"),
        "cut_text": "\n".join(filter(None, (_said(piece, tag) for tag in _SPARE))),
    }


def _newswire(piece: Element) -> dict[str, str]:
    data = next(_all(piece, "djn-mdata"), piece)
    day = (data.get("display-date") or piece.get("docdate") or "")[:8]
    texts = next(_all(piece, "text"), piece)
    publisher = piece.get("publisher", "")
    language = piece.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return {
        "title": _said(piece, "headline"),
        "text": "\n".join(
            line for node in texts.iter() if _tag(node) in ("p", "pre") for line in _told(node)
        ),
        "outlet": "Dow Jones Newswires" if publisher == "DJN" else publisher,
        "date": f"{day[:4]}-{day[4:6]}-{day[6:]}" if day.isdecimal() and len(day) == 8 else day,
        "lang": language.lower()[:2],
        "input_id": data.get("accession-number", ""),
    }


def _paragraphs(body: Element) -> list[str]:
    """Return the paragraphs of a lead or tail; where they are not marked, as they are indented."""
    marked = list(_all(body, "paragraph"))
    if marked:
        return [line for node in marked for line in _told(node)]
    found: list[list[str]] = [[]]
    for line in textwrap.dedent("".join(body.itertext())).split("\n"):
        if not line.strip() or line.startswith(" "):
            found.append([])
        found[-1].append(line)
    return [text for lines in found if (text := flat(" ".join(lines)))]


def _told(node: Element) -> list[str]:
    """Return a paragraph as one line, or as its own lines where it is set as printed."""
    text = "".join(node.itertext())
    is_fixed = _tag(node) == "pre" or node.get("display") == "Fixed"
    return [line for line in map(flat, text.split("\n") if is_fixed else [text]) if line]


def _all(node: Element, tag: str) -> Iterator[Element]:
    return (found for found in node.iter() if _tag(found) == tag)


def _said(node: Element, tag: str) -> str:
    found = next(_all(node, tag), None)
    return "" if found is None else flat("".join(found.itertext()))


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
