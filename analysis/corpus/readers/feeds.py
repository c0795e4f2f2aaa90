"""Reads feeds that were saved: RSS of every age, Atom and JSON Feed.

In: the bytes of a feed. Out: a row an item, the day of publication as the item prints it. XML goes
through defusedxml before feedparser sees it: a feed that declares entities is refused at once. A
damaged feed is read as far as it goes and its broken item is quarantined.

Cannot do: give more of an article than the feed carries, most often a summary; follow a link; or
take `updated` of an Atom item for its publication: where an item has nothing else, it is left
without a date.
"""

import io
import re
from typing import NamedTuple

import feedparser
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, answers
from analysis.corpus.readers.decode import decode
from analysis.corpus.readers.fragments import plain
from analysis.schema import InputError

KIND = "feed"
_JSON_FEED = re.compile(r'(?<!\\)"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PROLOG = re.compile(r"\A\s*<\?xml[^>]{0,500}>")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_FEEDS = {"rss": "", "feed": "/Atom", "rdf": "rss"}  # root -> what its name space must hold
_OPENS, _CLOSES = re.compile(r"<(?:item|entry)[\s>]"), re.compile(r"</(?:item|entry)\s*>")
_MARK = "\ufdd0"  # a sign that no text holds
_PAIR = re.compile("([\xc2-\xf4])(?=[\x80-\xbf])")
NEITHER = re.compile("[\x81\x8d\x8f\x90\x9d]")  # bytes that cp1252 does not know
_NO_LANGUAGES = {"us", "gb"}  # countries that some feeds give for their language
_DAMAGED_LIMIT = 5_000_000  # bytes; feedparser guesses at damaged XML, six seconds a megabyte
CUT = "the file ends inside this item"
_REFUSED = "XML that declares entities, a way to read files or to fill the memory; refused unread"


class Text(NamedTuple):
    """A feed as text, how its bytes were read, and what to tell of that."""

    text: str
    encoding: str
    notes: list[dict]
    is_doubtful: bool  # holds bytes in neither UTF-8 nor cp1252


def root(content: bytes) -> str:
    """Return the name of the first element of an XML file, without prefix; "" for other files."""
    start = answers.head(content)
    if not start.startswith("<"):
        return ""
    while (comment := start.find("<!--")) >= 0:
        end = start.find("-->", comment)
        start = start[:comment] + (start[end + 3 :] if end >= 0 else "")
    first = _ROOT.search(start)
    return first[1].lower().split(":")[0] if first else ""


def recognises(content: bytes) -> bool:
    """Say whether a file begins as RSS, Atom or JSON Feed."""
    start = answers.head(content)
    if start.startswith("{"):
        return bool(_JSON_FEED.search(start))
    needed = _FEEDS.get(root(content))
    return needed is not None and needed in start


def read(content: bytes, name: str) -> Raw:
    """Read the items of a feed; an item's number is its place in the feed, from 1.

    Raises InputError for XML that declares entities, and for what holds no items at all.
    """
    if answers.head(content).startswith("{"):
        return _read_json(content, name)
    told = text_of(content, name)
    problem = guard(told.text, name)
    if problem and len(content) > _DAMAGED_LIMIT:
        raise InputError(f"{name}: its XML is damaged ({problem}); save the feed again")
    # as a stream: a string might be taken for a file name
    stream = io.BytesIO(body(_PAIR.sub(rf"\1{_MARK}", told.text)))
    found = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    notes = [*told.notes]
    if problem:
        reason = f"the XML is damaged or cut ({problem}); its items were read as far as they go"
        notes.append(note(name, 0, "noted", reason))
    feed = _feed(found, told)
    rows = [(number, _row(entry, feed)) for number, entry in enumerate(found.entries, start=1)]
    if rows and problem and _ends_inside(told.text, len(rows)):
        rows[-1] = (len(rows), CUT)
    return _raw(rows, name, told.encoding, notes)


def text_of(content: bytes, name: str) -> Text:
    """Decode XML: UTF-8 without error, a byte-order mark, the encoding declared, cp1252 by line."""
    declared = _DECLARED.match(content)
    stated = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if not stated.startswith("utf"):
            try:
                return Text(content.decode(stated), stated, [], False)
            except (LookupError, UnicodeDecodeError):
                pass  # a wrong declaration says nothing
    decoded = decode(content, name)
    notes = decoded.notes
    if declared and decoded.encoding == "cp1252":
        notes = [note(name, 0, "noted", f"declared as {stated}, which it is not; read as cp1252")]
    return Text(decoded.text, decoded.encoding, notes, bool(decoded.unreadable))


def body(text: str) -> bytes:
    """Return XML in UTF-8 without its declaration, which may name another encoding."""
    bare = _PROLOG.sub(lambda prolog: "\n" * prolog[0].count("\n"), text)  # lines keep their number
    return bare.encode("utf-8", "replace")


def guard(text: str, name: str) -> str:
    """Return where XML is damaged, "" where it is sound; InputError where it declares entities."""
    try:
        ElementTree.fromstring(body(text))
    except DefusedXmlException as error:
        raise InputError(f"{name}: {_REFUSED}") from error
    except ElementTree.ParseError as error:
        if "<!ENTITY" in text:  # the damage may stand before it
            raise InputError(f"{name}: {_REFUSED}") from error
        return f"line {error.position[0]}"
    return ""


def _ends_inside(text: str, items: int) -> bool:
    opens = [m.start() for m in _OPENS.finditer(text)]
    closes = [m.start() for m in _CLOSES.finditer(text)]
    is_open = bool(opens) and opens[-1] > max(closes, default=-1)
    return is_open and items > len(closes)


def _raw(rows: list, name: str, encoding: str, notes: list[dict]) -> Raw:
    changed = sum(1 for _, row in rows if isinstance(row, dict) and row.get("changed (input)"))
    if changed:
        reason = f"{changed:,} items say when they were changed, not when published; undated"
        notes = [*notes, note(name, 0, "noted", reason, column="date")]
    return answers.batch(rows, name, kind=KIND, encoding=encoding, notes=notes, date_source=KIND)


class _Feed(NamedTuple):
    """What holds for every item of a feed."""

    title: str
    lang: str
    is_atom: bool
    has_dc_dates: bool  # RSS 1.0 prints its day of publication as dc:date
    is_doubtful: bool


def _feed(found: feedparser.FeedParserDict, told: Text) -> _Feed:
    is_atom = found.get("version", "").startswith("atom")
    has_dc_dates = not is_atom and "dc:date" in told.text and "updated>" not in told.text
    lang = _language(found.feed.get("language", ""))
    return _Feed(plain(found.feed.get("title", "")), lang, is_atom, has_dc_dates, told.is_doubtful)


def _language(code: str) -> str:
    return "" if code.casefold() in _NO_LANGUAGES else code


def _row(entry: feedparser.FeedParserDict, feed: _Feed) -> dict[str, str] | str:
    """Return the cells of an item, or the reason why it is refused."""
    url = _url(entry)
    body = _content(entry)
    summary = _text(entry.get("summary", ""), entry.get("summary_detail", {}), feed)
    changed = entry.get("updated", "") if "updated" in entry else ""
    published = entry.get("published", "") or (changed if feed.has_dc_dates else "")
    row = {
        "title": " ".join(
            _text(entry.get("title", ""), entry.get("title_detail", {}), feed).split()
        ),
        "text": body or summary,
        "url": url,
        "outlet": plain(entry.get("source", {}).get("title", "")) or ("" if url else feed.title),
        "author": "; ".join(a["name"] for a in entry.get("authors", []) if a.get("name")),
        "date": published,
        "lang": _language(entry.get("title_detail", {}).get("language") or "") or feed.lang,
        "input_id": entry.get("id", ""),
        "cut_text": summary if body and summary not in body else "",
        "changed (input)": "" if published else changed,
        "tags (input)": "; ".join(t.get("term") or "" for t in entry.get("tags", [])),
    }
    # the mark kept feedparser from mending, untold, what looks like UTF-8 decoded wrongly
    row = {key: cell.replace(_MARK, "") for key, cell in row.items()}
    if feed.is_doubtful and any(NEITHER.search(cell) for cell in row.values()):
        return "bytes that are neither UTF-8 nor cp1252"
    return row


def _url(entry: feedparser.FeedParserDict) -> str:
    """Return the address of an item: before that of a go-between, or a guid that is one."""
    told = [entry.get("feedburner_origlink", ""), entry.get("link", ""), entry.get("id", "")]
    return next((u for u in told if u.startswith(("http://", "https://"))), "")


def _content(entry: feedparser.FeedParserDict) -> str:
    bodies = (c.get("value", "") for c in entry.get("content", []) if "/" in c.get("type", "/"))
    return next(filter(None, map(plain, bodies)), "")


def _text(value: str, detail: dict, feed: _Feed) -> str:
    """Return plain text; in Atom alone a type says that signs like <b> are meant as they stand."""
    is_literal = feed.is_atom and detail.get("type") == "text/plain"
    return value.strip() if is_literal else plain(value)


def _read_json(content: bytes, name: str) -> Raw:
    found = answers.documents(content, name)
    rows = [
        (number, _json_row(item) if isinstance(item, dict) else "not a JSON object")
        for number, item in enumerate(answers.items(found.documents, "items"), start=1)
    ]
    return _raw(rows, name, found.encoding, found.notes)


def _json_row(item: dict) -> dict[str, str]:
    cells = {key: answers.string(value) for key, value in item.items()}
    body = plain(cells.get("content_html", "")) or cells.get("content_text", "").strip()
    summary = cells.get("summary", "").strip()
    authors = item.get("authors") or [item.get("author")]
    people = authors if isinstance(authors, list) else []
    published = cells.get("date_published", "")
    return {
        "title": " ".join(cells.get("title", "").split()),
        "text": body or summary,
        "url": cells.get("url", ""),
        "author": answers.string([p.get("name") for p in people if isinstance(p, dict)]),
        "date": published,
        "lang": cells.get("language", ""),
        "input_id": cells.get("id", ""),
        "cut_text": summary if body and summary not in body else "",
        "changed (input)": "" if published else cells.get("date_modified", ""),
        "tags (input)": cells.get("tags", ""),
    }
