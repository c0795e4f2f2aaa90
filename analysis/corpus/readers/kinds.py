"""Tells what a file is, by its first bytes before its name.

Cannot do: it does not judge whether a table or a page holds an article; the readers do.
"""

import io
import re
import zipfile
from pathlib import PurePath

from analysis.corpus.readers.blobs import HELD_LIMIT, Blob, packing, plain_head
from analysis.corpus.readers.formats import recognise
from analysis.schema import InputError

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PICTURE_NAMES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".heic", ".bmp"}
_TEXT_PICKLE = re.compile(rb"^[\s(]*c[\w.]+\n[\w.]+\n")
_TABLE_NAMES = {".csv", ".tsv", ".tab"}
_JSON_NAMES = {".json", ".jsonl", ".ndjson"}
_PAGE_NAMES = {".html", ".htm", ".xhtml"}
_WORKBOOK = "xl/workbook"
_DOCUMENT, _SLIDES = "word/", "ppt/"
_WEB_ARCHIVES = (b"WARC/", b"filedesc://")
_HEAD = 1_000_000
_WAY_OUT = "save its articles as a table (CSV, XLSX), as HTML or as plain text"


def kind_of(blob: Blob | bytes, name: str = "") -> str:
    """Return csv, xlsx, json, parquet, sqlite, docx, html, text, zip, packed, warc or a format.

    Raises InputError, in one line with the way out, for a file that can hold no articles: empty,
    PDF, picture, sound, pickle, presentation, XML and other binary files.
    """
    if isinstance(blob, bytes):
        blob = Blob.from_bytes(blob, name)
    head, name = blob.head(_HEAD), blob.name
    if not head:
        raise InputError(f"{name}: the file is empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(blob)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if packing(head):
        # a damaged web archive still gives its first records, so its reader unpacks it itself
        return "warc" if plain_head(blob, 64).startswith(_WEB_ARCHIVES) else "packed"
    if head.startswith(_WEB_ARCHIVES):
        return "warc"
    _refuse(head[:4096], name)
    return recognise(head) or _written(head[:4096], name)


def _refuse(head: bytes, name: str) -> None:
    what = ""
    suffix = PurePath(name).suffix.lower()
    if head.startswith(b"%PDF"):
        what = "a PDF"
    elif _is_picture(head, suffix):
        what = "a picture"
    elif _is_pickle(head):
        what = "a Python pickle, which can run code and is never opened"
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        what = "an old Excel or Word file"
    elif not head.strip(b"\0"):
        what = "nothing but NUL bytes"
    elif _is_binary(head):
        what = "a binary file of a kind not read here"
    if what:
        raise InputError(f"{name}: {what}; {_WAY_OUT}")


def _is_picture(head: bytes, suffix: str) -> bool:
    if head.startswith(_PICTURES) or head[8:12] == b"WEBP" or head[4:8] == b"ftyp":
        return True
    return suffix in _PICTURE_NAMES


def _is_pickle(head: bytes) -> bool:
    return (head[:1] == b"\x80" and head[1:2] in b"\2\3\4\5") or bool(_TEXT_PICKLE.match(head))


def _is_binary(head: bytes) -> bool:
    # NUL alone is no sign: UTF-16 is full of it and broken exports hold some
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(head.count(bytes([b])) for b in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return odd > len(head) * 0.02


def _zipped(blob: Blob) -> str:
    names = _member_names(blob)
    if any(member.startswith(_WORKBOOK) for member in names):
        return "xlsx"
    if any(member.startswith(_DOCUMENT) for member in names):
        return "docx"
    if any(member.startswith(_SLIDES) for member in names):
        raise InputError(f"{blob.name}: a presentation; {_WAY_OUT}")
    return "zip"


def _member_names(blob: Blob) -> list[str]:
    try:
        with blob.open() as stream:
            seekable = stream if stream.seekable() else io.BytesIO(stream.read(HELD_LIMIT))
            with zipfile.ZipFile(seekable) as archive:
                return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        # a broken archive still shows what it was meant to be
        start = blob.head(_HEAD)
        return [mark for mark in (_WORKBOOK, _DOCUMENT, _SLIDES) if mark.encode() in start]


def _written(head: bytes, name: str) -> str:
    suffix = PurePath(name.removesuffix(".gz")).suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048].lower()
    if b"<html" in start or start.startswith(b"<!doctype html") or suffix in _PAGE_NAMES:
        return "html"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<!doctype")):
        raise InputError(f"{name}: an XML file; {_WAY_OUT}")
    if suffix in _JSON_NAMES or (start.startswith((b'{"', b'[{"')) and suffix not in _TABLE_NAMES):
        return "json"
    return "csv" if suffix in _TABLE_NAMES else "text"
