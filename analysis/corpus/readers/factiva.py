"""Reads exports of Factiva: saved HTML here, XML through `factiva_xml`.

In: the bytes of such a file. Out: one row a document, with its accession number. In HTML the fields
have no labels and are told by their order: headline, by-line, number of words, date, source. The
interface may be in any language whose dates `exports` reads. The numbers of blocks, of accession
numbers and of the search are compared with the documents read.

Cannot do: RTF and PDF exports; a clock time beside the date, which Factiva prints without a zone,
goes to `cut_text`; where neither the number of words nor the date is in a language known, the
source is missed; captions among the paragraphs stay in the text; bits flipped in a page cannot be
found, since nothing in it sums up its letters.
"""

import re

from lxml import etree

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, credits, exports, factiva_xml
from analysis.corpus.readers.decode import decode
from analysis.corpus.readers.exports import Document, flat
from analysis.schema import InputError

_BLOCK = re.compile(
    r"<div\b[^>]{0,200}\bclass=[\"']article (?P<lang>[a-z]{2})[a-z]{0,4}Article[\"'][^>]{0,200}>"
)
_MARK = re.compile(rf"{_BLOCK.pattern}|<div\b[^>]{{0,80}}\bid=[\"']article-")
_WORDS = re.compile(r"^\d[\d.,\s]*\s?[^\W\d_]{1,12}$")
_CLOCK = re.compile(r"^\d{1,2}[:.]\d{2}(?:\s?[AP]M)?(?:\s\w{2,5})?$", re.I)
_NUMBER = re.compile(r"(?:^|\s)(?P<id>[A-Z0-9]{4,12}[0-9]{8,14}[a-z0-9]{4,12})$")
_ALL = re.compile(r"^(?:all|alle|tous|toutes|todos|todas|tutti|tutte|все|所有|すべて)\b", re.I)
_CUT = "the document breaks off before its number; export it again"
_EMPTY = "the frame of a document without the document; export it again"
_NO_TEXT = "a document without text; export it again with its full text"


def recognises(content: bytes) -> bool:
    """Say whether the bytes are an export of Factiva, in HTML or XML."""
    if factiva_xml.recognises(content):
        return True
    return b"articleParagraph" in content and _BLOCK.search(content.decode("latin-1")) is not None


def read_factiva(content: bytes, name: str) -> Raw:
    """Read an export of Factiva; a row is a document, its number the place in the file.

    Documents without text, broken off or not well formed are quarantined. Raises InputError where
    the file holds no document, or XML with entities of its own.
    """
    if factiva_xml.recognises(content):
        return factiva_xml.read_factiva_xml(content, name)
    decoded = decode(content, name)
    text = decoded.text.replace("\0", " ")
    marks = _marks(text)
    if not marks:
        raise InputError(f"{name}: no document of a Factiva export in it; export it again")
    ends = [m.start() for m in marks[1:]] + [len(text)]
    documents = []
    for number, (mark, end) in enumerate(zip(marks, ends), start=1):
        if exports.unreadable(text, mark.start(), end, decoded.unreadable):
            documents.append(Document(number, {}, exports.UNREADABLE))
        elif not mark["lang"]:
            documents.append(Document(number, {}, _EMPTY))
        else:
            documents.append(_block(text[mark.start() : end], mark["lang"], number))
    summary = _summary(text[marks[-1].start() :])
    check, notes = _self_check(documents, summary.pop("found", ""), name)
    return exports.account(
        documents,
        kind="factiva",
        encoding=decoded.encoding,
        name=name,
        notes=[*decoded.notes, *notes],
        provenance={**summary, "self_check": check},
    )


def _marks(text: str) -> list[re.Match]:
    """Return the openings of the documents; a frame whose block is lost stands for it."""
    opening: list[re.Match] = []
    for found in _MARK.finditer(text):
        if found["lang"] and opening and not opening[-1]["lang"]:
            opening.pop()  # the frame stands just around the block
        opening.append(found)
    return opening


def _self_check(documents: list[Document], found: str, name: str) -> tuple[str, list[dict]]:
    numbered = sum(1 for d in documents if d.reason not in (_CUT, _EMPTY))
    counts = {
        "blocks": sum(1 for d in documents if d.reason != _EMPTY),
        "document numbers": numbered,
    }
    check, notes = exports.self_check(len(documents), counts, name)
    if found and int(found) != len(documents):
        reason = f"the search found {int(found):,} documents, the file holds {len(documents):,}"
        notes.append(note(name, 0, "noted", reason))
    return check, notes


def _block(text: str, lang: str, number: int) -> Document:
    """Read one block: unlabelled fields around the headline, paragraphs, source and number."""
    tree = exports.html_tree(text)
    if tree is None:
        return Document(number, {}, exports.TOO_DEEP)
    block = next(tree.iter("div"))
    body = [node for node in block.iter() if _is_paragraph(node)]
    rest = [node for node in block if not any(map(_is_paragraph, node.iter())) and _text(node)]
    last = (_NUMBER.search(_text(node)) for node in reversed(rest[-4:]))
    numbered = next(filter(None, last), None)
    if not numbered or not re.search(rf"{numbered['id']}\s{{0,9}}<", text):
        return Document(number, {}, _CUT)
    words, fields = _row(rest, body)
    fields |= {"lang": lang, "input_id": numbered["id"]}
    reason = "" if fields["text"] else _NO_TEXT
    return Document(number, fields, reason, exports.remark(words, fields))


def _row(rest: list[etree._Element], body: list[etree._Element]) -> tuple[str, dict[str, str]]:
    """Return the number of words as printed, and the columns of the document."""
    titled = next((at for at, node in enumerate(rest) if _is_headline(node)), -1)
    below = rest[titled + 1 :]
    credited = [_text(node) for node in below if _is_author(node)]
    placed = _fields([_text(n) for n in below if n.tag == "div" and not _is_author(n)])
    title = _text(rest[titled]) if titled >= 0 else ""
    text = "\n".join(line for node in body for line in _lines(node) if line)
    used = {"", title, placed["date"], placed["outlet"], *credited}
    loose = [flat(node.tail or "") for node in [*rest, *body]]
    return placed["words"], {
        "title": title,
        "text": text,
        "outlet": placed["outlet"],
        "author": "; ".join(map(exports.author, credited)),
        "agency": placed["agency"],
        "date": exports.printed_date(placed["date"]),
        "dateline_place": exports.place_in(text),
        "cut_text": "\n".join(line for line in [*map(_text, rest), *loose] if line not in used),
    }


def _text(node: etree._Element) -> str:
    return flat(node.text_content())


def _is_paragraph(node: etree._Element) -> bool:
    return "articleParagraph" in node.get("class", "")


def _is_headline(node: etree._Element) -> bool:
    return any(n.get("class", "").endswith("Headline") for n in node.iter())


def _is_author(node: etree._Element) -> bool:
    return node.get("class", "") == "author"


def _lines(node: etree._Element) -> list[str]:
    text = node.text_content()
    return [flat(line) for line in text.split("\n")] if node.tag == "pre" else [flat(text)]


def _fields(lines: list[str]) -> dict[str, str]:
    """Tell date and source by their place: words, date, perhaps a clock time, source."""
    counted = [n for n, t in enumerate(lines) if _WORDS.match(t)]
    dated = [n for n, t in enumerate(lines) if exports.has_day(t)]
    after = [n + 1 for n in counted if n + 1 in dated]
    at = next(iter([*after, *dated, *(n + 1 for n in counted)]), len(lines))
    below = [t for t in lines[at + 1 :] if not _CLOCK.match(t)]
    agencies = (credits.agency_named(t) for t in lines[:at])
    return {
        "words": next((lines[n] for n in counted if n < at), ""),
        "date": lines[at] if at < len(lines) else "",
        "outlet": below[0] if below else "",
        "agency": next(filter(None, agencies), ""),
    }


def _summary(text: str) -> dict[str, str]:
    """Return query, moment and number found from the summary of the search, where there is one."""
    tree = exports.html_tree(text)
    tables = [] if tree is None else list(tree.iter("table"))
    rows = [
        [flat(cell.text_content()) for cell in row.iter("td")]
        for table in tables
        if "searchPreview" in table.get("class", "")
        for row in table.iter("tr")
    ]
    pairs = [(label, said) for label, said in (r for r in rows if len(r) == 2) if said]
    asked = [(a, b) for a, b in pairs if not b.isdigit() and not _ALL.match(b)]
    is_moment = bool(asked) and exports.has_day(asked[-1][1])
    return {
        "query": "; ".join(f"{a}: {b}" for a, b in (asked[:-1] if is_moment else asked)),
        "exported_on": exports.moment(asked[-1][1]) if is_moment else "",
        "found": next((b for _, b in pairs if b.isdigit()), ""),
    }
