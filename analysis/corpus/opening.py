"""Opens files and archives: tells what each is, hands it to its reader.

In: a path. Out: one `Held` for each file and archive member, whose batches are read when they are
asked for. Archives are read as streams; nothing is unpacked to the disk.

Cannot do: it guesses nothing about articles; a file no reader knows is refused with the way out.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.corpus import parquets
from analysis.corpus.columns import fits
from analysis.corpus.finding import why_not
from analysis.corpus.ledger import Account
from analysis.corpus.progress import Seen, watched
from analysis.corpus.readers import Pages, Raw, archives, docx, formats, nexis_docx
from analysis.corpus.readers.blobs import Blob, gunzip_blob
from analysis.corpus.readers.decode import decode, head_text
from analysis.corpus.readers.html import read_html_page
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.pages import read_text_page
from analysis.corpus.readers.sqlite import read_sqlite
from analysis.corpus.readers.tables import read_table
from analysis.corpus.readers.warcs import read_warc
from analysis.schema import InputError

_PAGE_LIMIT = 20_000_000  # bytes; more is no page a person saved
_EXPORT_LIMIT = 500_000_000
_NO_ARTICLE = {"html": "an HTML page that is no article", "text": "a text file that is no article"}
_DELIMITERS = ",;\t|"
_STREAMED = ("csv", "json")
Mapped = Mapping[str, str] | None


class Held(NamedTuple):
    """One file or archive member: what it is, and its batches when they are asked for."""

    name: str
    sha256: str = ""
    size: int = 0
    refusal: str = ""
    batches: Callable[[], Iterator[Raw | Pages]] = lambda: iter(())
    own: Callable[[], tuple[Iterator[pd.DataFrame], Account]] | None = None


def open_file(
    path: Path, name: str, mapping: Mapped = None, *, seen: Seen = lambda _: None
) -> Iterator[Held]:
    """Yield what a file holds: itself, or the members of an archive.

    `seen` is called with the share of the file that is read, 0-1.
    """
    if reason := why_not(path):
        yield Held(name, refusal=f"{name}: {reason}")
        return
    try:
        yield from _opened(Blob.from_path(path, name), mapping, seen)
    except OSError as error:
        yield Held(name, refusal=f"{name}: cannot be opened ({error.strerror})")


def _opened(blob: Blob, mapping: Mapped, seen: Seen) -> Iterator[Held]:
    try:
        if archives.is_archive(blob):
            for member in archives.members_of(blob):
                if isinstance(member, archives.Refused):
                    yield Held(member.name, refusal=member.reason)
                else:
                    yield from _file(member, mapping, lambda _: None)
            return
    except InputError as refusal:
        yield Held(blob.name, _digest(blob), blob.size, str(refusal))
        return
    yield from _file(blob, mapping, seen)


def _file(blob: Blob, mapping: Mapped, seen: Seen) -> Iterator[Held]:
    """Yield one file that is no archive, unpacked where it is packed."""
    held = Held(blob.name, _digest(blob), blob.size)
    try:
        kind, inner = kind_of(blob), blob
        if kind == "packed":
            inner = gunzip_blob(blob)
            kind = kind_of(inner)
            if kind == "zip":
                raise InputError(f"{blob.name}: an archive packed once more; unpack the outer one")
    except InputError as refusal:
        yield held._replace(refusal=str(refusal))
        return
    if kind == "parquet" and _is_own(inner):
        yield held._replace(own=lambda: parquets.open_own(inner.open(), blob.name))
    else:
        told = watched(inner, seen) if kind in _STREAMED else inner
        yield held._replace(batches=lambda: _batches(kind, told, mapping))


def _is_own(blob: Blob) -> bool:
    with blob.open() as stream:
        return parquets.is_own(stream)


def _digest(blob: Blob) -> str:
    with blob.open() as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _batches(kind: str, blob: Blob, mapping: Mapped) -> Iterator[Raw | Pages]:
    if kind == "html":
        yield _page(blob, read_html_page(_whole(blob), blob.name), "html", "utf-8", [])
    elif kind == "docx":
        yield _document(blob)
    elif kind == "text":
        yield from _text(blob, mapping)
    elif kind == "sqlite":
        yield from read_sqlite(blob, blob.name, mapping)
    elif kind == "warc":
        with blob.open() as stream:
            yield from read_warc(stream, blob.name)
    elif formats.is_format(kind) and not mapping:
        yield formats.read(kind, _whole(blob, _EXPORT_LIMIT), blob.name)
    else:
        yield from read_table(blob, blob.name, mapping)


def _whole(blob: Blob, limit: int = _PAGE_LIMIT) -> bytes:
    if blob.size > limit:
        raise InputError(f"{blob.name}: more than {limit:,} bytes, too many to be read at once")
    return blob.read()


def _text(blob: Blob, mapping: Mapped) -> Iterator[Raw | Pages]:
    """Read a text file as the page it is, or as a table where its first line is a header."""
    if _is_table(head_text(blob.head(65_536), blob.name), mapping):
        yield from read_table(blob, blob.name, mapping)
        return
    text = decode(_whole(blob), blob.name)
    page = read_text_page(text.text, blob.name)
    yield _page(blob, page, "text", text.encoding, text.notes)


def _document(blob: Blob) -> Raw | Pages:
    """Read a Word document as the export it is, or as a page of text."""
    content = _whole(blob, _EXPORT_LIMIT)
    if nexis_docx.recognises(content):
        return nexis_docx.read_nexis_docx(content, blob.name)
    text = "\n".join(docx.paragraphs(content, blob.name))
    return _page(blob, read_text_page(text, blob.name), "text", "docx", [])


def _page(blob: Blob, page: dict | None, kind: str, encoding: str, notes: list[dict]) -> Pages:
    if page is None:
        raise InputError(f"{blob.name}: {_NO_ARTICLE[kind]}")
    return Pages([(1, _digest(blob), page)], kind, encoding, notes, 1)


def _is_table(text: str, mapping: Mapped) -> bool:
    """Say whether a file without a table's suffix begins with a header of articles all the same."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep="):
        return True
    cells = [[c.strip(' "') for c in first.split(d)] for d in _DELIMITERS]
    return any(len(c) > 1 and fits(c, mapping) for c in cells)
