"""Reads the pages that a web archive (WARC, ARC, plain or packed) holds.

In: a stream of the archive. Out: one page for each answer of a server that carries HTML with
status 200, and for each HTML resource; its row is the number of the record, every record counted
from 1. Where the file is damaged, the records before the damage are kept and the place is told; a
page whose gzip part has a wrong checksum is never given out. Memory stays flat.

Cannot do: revisit records, whose page lies elsewhere; zstandard archives; pages packed with brotli
where that package is missing. The day of the crawl is `collected_on`, never a publication date.
"""

import base64
import hashlib
import logging
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from analysis.corpus import outlets
from analysis.corpus.ledger import note
from analysis.corpus.readers import Pages, httpbody
from analysis.corpus.readers.blobs import CHUNK
from analysis.corpus.readers.gzparts import Source, UnreadableError
from analysis.corpus.readers.html import read_html_page
from analysis.corpus.readers.httpbody import PAGE_LIMIT, UndecodableError
from analysis.schema import InputError

_BATCH = 100  # pages
_HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{1,40})", re.I)
_LOOKS_HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.I)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_AGAIN = "copy or download it again"
_ODD = (ArchiveLoadFailed, EOFError, ValueError, LookupError, AttributeError, TypeError)
_LOG = logging.getLogger("warcio")  # it would tell the user of every address with a space
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class _Found(NamedTuple):
    """What a record gave: where it ends; whether it is a row; its page and ledger rows."""

    end: int
    is_row: bool = False
    page: tuple[int, str, dict] | None = None
    notes: tuple[dict, ...] = ()


def read_warc(stream: BinaryIO, name: str) -> Iterator[Pages]:
    """Yield the pages of a web archive in batches; the last says what else it holds.

    A page that is no article, or cannot be unpacked, is quarantined. Raises InputError where no
    record can be read.
    """
    source = Source(stream)
    batch: list[_Found] = []
    records = rows = 0
    for found in _verified(source, _records(source, name)):
        records += 1
        if found.is_row:
            rows += 1
            batch.append(found)
        if len(batch) == _BATCH:
            yield _pages(batch, [])
            batch = []
    if not records:
        raise InputError(f"{name}: a web archive with no record that can be read; {_AGAIN}")
    yield _pages(batch, list(_rest(source, name, records, rows)))


def _pages(batch: list[_Found], notes: list[dict]) -> Pages:
    told = [one for found in batch for one in found.notes]
    pages = [found.page for found in batch if found.page]
    return Pages(pages, "warc", "as each page says", told + notes, len(batch))


def _rest(source: Source, name: str, records: int, rows: int) -> Iterator[dict]:
    if others := records - rows:
        reason = (
            f"{others:,} of {records:,} records are no HTML page answered with status 200"
            " (requests, pictures, descriptions ...); they are no rows"
        )
        yield note(name, 0, "noted", reason)
    if source.failure:
        reason = f"{records:,} records read, the rest is unreadable at {source.failure}; {_AGAIN}"
        yield note(name, 0, "noted", reason)


def _verified(source: Source, records: Iterator[_Found]) -> Iterator[_Found]:
    """Hold each record until the checksum of the gzip part that it lies in has been seen."""
    held: deque[_Found] = deque()
    for found in records:
        held.append(found)
        while held and held[0].end <= source.verified:
            yield held.popleft()
    yield from (found for found in held if found.end <= source.verified)


def _records(source: Source, name: str) -> Iterator[_Found]:
    """Yield what each record gave, until the end or until one cannot be read."""
    loader = ArcWarcRecordLoader(arc2warc=False)
    number, kind = 0, None
    while True:
        start = source.at
        try:
            line = _first_line(source, kind)
            if not line:
                return
            start = source.at - len(line)
            record = loader.parse_record_stream(source, line, kind, no_record_parse=True)
            block = _block(record)
        except (UnreadableError, *_ODD):
            place = " of the unpacked file" if source.is_packed else ""
            source.failure = source.failure or f"byte {start:,}{place}"
            return
        number, kind = number + 1, record.format
        yield _found(record, block, number, name)._replace(end=source.at)


def _first_line(source: Source, kind: str | None) -> bytes:
    """Return the line a record begins with, b"" at the end of the archive.

    A record whose stated length is short by a few bytes leaves one line over, which is passed by.
    """
    source.begin()
    line = source.readline()
    if kind == "warc" and line.strip() and not line.startswith(b"WARC/"):
        line = source.readline()
    while line and not line.strip():
        source.begin()
        line = source.readline()
    return line


def _block(record: ArcWarcRecord) -> bytes:
    """Read a record to its end and return what may hold a page.

    Raises UnreadableError where the archive ends inside it.
    """
    limited = record.raw_stream
    if record.length is None or not hasattr(limited, "limit"):
        raise UnreadableError
    may_be_page = record.rec_type in ("response", "resource")
    block = limited.read(min(limited.limit, PAGE_LIMIT + 1)) if may_be_page else b""
    while limited.limit and limited.read(min(limited.limit, CHUNK)):
        pass
    if limited.limit and not _is_whole(block):
        raise UnreadableError
    return block


def _is_whole(block: bytes) -> bool:
    # some archivers state too many bytes for the last record; the server's own count decides
    answer = httpbody.head_of(block)
    stated = answer.headers.get("content-length", "")
    return stated.isdecimal() and len(stated) < 12 and len(answer.body) >= int(stated)


def _found(record: ArcWarcRecord, block: bytes, number: int, name: str) -> _Found:
    answer = _answer(record, block)
    if answer is None:
        return _Found(0)
    reason, notes, page = "", [], None
    try:
        if len(block) > PAGE_LIMIT:
            raise UndecodableError(f"a page of more than {PAGE_LIMIT:,} bytes")
        answer = httpbody.decoded(answer)
        page = _fields(record, _recoded(answer), name)
        reason = "" if page else "an HTML page that is no article"
    except UndecodableError as error:
        reason = str(error)
    if reason:
        return _Found(0, True, notes=(note(name, number, "quarantined", reason),))
    if answer.is_cut:
        notes.append(note(name, number, "noted", "the packed page is cut short, perhaps its text"))
    if not _is_digest_right(record, block):
        notes.append(note(name, number, "noted", "the record's digest does not fit its bytes"))
    digest = hashlib.sha256(page["url"].encode() + b"\0" + answer.body).hexdigest()
    return _Found(0, True, (number, digest, page), tuple(notes))


def _answer(record: ArcWarcRecord, block: bytes) -> httpbody.Answer | None:
    """Return the answer a record holds where it is an HTML page with status 200."""
    if record.rec_type == "resource":
        answer = httpbody.Answer("200", {"content-type": record.content_type or ""}, block)
    elif record.rec_type == "response":
        answer = httpbody.head_of(block)
    else:
        return None
    stated = answer.headers.get("content-type", "")
    is_html = _HTML.match(stated) if stated else _LOOKS_HTML.match(answer.body)
    return answer if answer.status == "200" and is_html else None


def _recoded(answer: httpbody.Answer) -> bytes:
    """Return a page as UTF-8 where only the server's header tells its encoding."""
    stated = _CHARSET.search(answer.headers.get("content-type", ""))
    if not stated or b"charset" in answer.body[:4096].lower():
        return answer.body
    try:
        return b"\xef\xbb\xbf" + answer.body.decode(stated[1]).lstrip("\ufeff").encode()
    except (LookupError, ValueError):
        return answer.body


def _fields(record: ArcWarcRecord, content: bytes, name: str) -> dict | None:
    """Return the article in a page; the record's address stands in where the page has none."""
    try:
        page = read_html_page(content, name)
    except RecursionError:
        return None
    if page is None:
        return None
    headers = record.rec_headers
    address = headers.get_header("WARC-Target-URI") or headers.get_header("uri") or ""
    url = page.get("url") or outlets.unwrap(address)
    crawled = headers.get_header("WARC-Date") or headers.get_header("archive-date") or ""
    page |= {"url": url, "outlet": outlets.canonical(page.get("outlet", ""), url)}
    return page | ({"collected_on": day} if (day := _day(crawled)) else {})


def _day(stamp: str) -> datetime | None:
    match = _DAY.match(stamp)
    try:
        return datetime(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _is_digest_right(record: ArcWarcRecord, block: bytes) -> bool:
    stated = record.rec_headers.get_header("WARC-Block-Digest") or ""
    method, _, value = stated.partition(":")
    if method.lower() not in ("sha1", "sha256"):
        return True  # nothing stated that can be checked
    found = hashlib.new(method.lower(), block, usedforsecurity=False)
    return value.strip().lower() in (
        found.hexdigest(),
        base64.b32encode(found.digest()).decode().lower(),
    )
