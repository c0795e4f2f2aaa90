"""Tells what a file is, by its first bytes before its name.

Cannot do: it does not judge whether a table or a page holds an article; the readers do.
"""

import io
import re
import zipfile
from pathlib import PurePath

from analysis.schema import InputError

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PICTURE_NAMES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".heic", ".bmp"}
_TEXT_PICKLE = re.compile(rb"^[\s(]*c[\w.]+\n[\w.]+\n")
_TABLE_NAMES = {".csv", ".tsv", ".tab"}
_JSON_NAMES = {".json", ".jsonl", ".ndjson"}
_PAGE_NAMES = {".html", ".htm", ".xhtml"}
_WORKBOOK = "xl/workbook"
_OFFICE = {"word/": "a Word document", "ppt/": "a presentation"}
_WEB_ARCHIVES = (b"WARC/", b"filedesc://")
_EXPORT = re.compile(rb"\b\d+ of \d+ DOCUMENTS\b|class=\"article [a-z]{2}Article\"")
_EXPORT_HEAD = 1_000_000
_WAY_OUT = "save its articles as a table (CSV, XLSX), as HTML or as plain text"


def kind_of(content: bytes, name: str) -> str:
    """Return csv, xlsx, json, parquet, zip, gzip, html or text.

    Raises InputError, in one line with the way out, for a file that can hold no articles: empty,
    PDF, picture, sound, pickle, Word, XML, tar and other binary files; and for a web archive or an
    export of a press database, which would pass for one article though it holds many.
    """
    head = content[:4096]
    if not content:
        raise InputError(f"{name}: the file is empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content, name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    _refuse(head, content, name)
    kind = _written(head, name)
    if kind in ("html", "text") and _EXPORT.search(content[:_EXPORT_HEAD]):
        raise InputError(
            f"{name}: an export of a press database (Nexis, Factiva) that holds several articles;"
            " save each as a page of its own, or export a table"
        )
    return kind


def _refuse(head: bytes, content: bytes, name: str) -> None:
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
    elif head.startswith(_WEB_ARCHIVES):
        what = "a web archive"
    elif head[257:262] == b"ustar":
        what = "a tar archive"
    elif not content.strip(b"\0"):
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


def _zipped(content: bytes, name: str) -> str:
    names = _member_names(content)
    if any(member.startswith(_WORKBOOK) for member in names):
        return "xlsx"
    for folder, what in _OFFICE.items():
        if any(member.startswith(folder) for member in names):
            raise InputError(f"{name}: {what}; {_WAY_OUT}")
    return "zip"


def _member_names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        # a broken archive still shows what it was meant to be
        return [mark for mark in (_WORKBOOK, *_OFFICE) if mark.encode() in content]


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
