"""Reads the paragraphs of a Word document (.docx) as text, in memory.

In: the bytes of a .docx. Out: its paragraphs in reading order, text boxes and table cells among
them. A word may be spread over several runs; tabs and line breaks stand as "\\t" and "\\n". Text
that Word does not show once (deleted, moved away, a fall-back drawing) is left out.

Cannot do: headers, footers, foot-notes and comments; old .doc; fonts and styles, so that a heading
is a paragraph like any other and hidden text is read.
"""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from analysis.schema import InputError

SIZE_LIMIT = 300_000_000
_RATIO_LIMIT = 100
_RATIO_FROM = 10_000_000
_CHUNK = 1_000_000
_MAIN = "word/document.xml"
_OLD = b"\xd0\xcf\x11\xe0"  # old Word, and what Word makes of a .docx with a password
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSHOWN = {"Fallback", "moveFrom", "del", "rt", "instrText"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)


def paragraphs(content: bytes, name: str) -> list[str]:
    """Return the paragraphs of a Word document, empty ones included.

    Raises InputError where the file is damaged, protected by a password, no Word document, or
    unpacks to far more than its size.
    """
    if content.startswith(_OLD):
        raise InputError(
            f"{name}: an old Word document or one with a password; save it as .docx without one"
        )
    try:
        return _paragraphs(_main_part(content, name))
    except (ParseError, DefusedXmlException) as error:
        raise InputError(f"{name}: its text is damaged; save or export it again") from error


def is_docx(content: bytes) -> bool:
    """Say whether the bytes are a ZIP that holds a Word document."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return any(n.startswith("word/") for n in parts.namelist())
    except _BROKEN:
        return False


def _main_part(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return _read(parts, _main_name(parts, name), name)
    except RuntimeError as error:  # zipfile's word for a member with a password
        if isinstance(error, NotImplementedError):
            raise _damaged(name) from error
        raise InputError(f"{name}: needs a password; save it again without one") from error
    except InputError:
        raise
    except _BROKEN as error:
        raise _damaged(name) from error


def _damaged(name: str) -> InputError:
    return InputError(f"{name}: a damaged Word document; copy, save or export it again")


def _main_name(parts: zipfile.ZipFile, name: str) -> str:
    """Return the part that holds the text: the one the package names, else the usual one."""
    names = parts.namelist()
    if "_rels/.rels" in names:
        links = fromstring(_read(parts, "_rels/.rels", name))
        for link in links:
            if link.get("Type", "").endswith("/officeDocument"):
                path = posixpath.normpath(link.get("Target", "").lstrip("/"))
                return path if path in names else _MAIN
    return _MAIN


def _read(parts: zipfile.ZipFile, member: str, name: str) -> bytes:
    # the sizes an archive states may lie: count what really comes out; the end checks the CRC
    pieces, size = [], 0
    packed = parts.getinfo(member).compress_size
    with parts.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > SIZE_LIMIT or (size > _RATIO_FROM and size > _RATIO_LIMIT * max(packed, 1)):
                raise InputError(
                    f"{name}: unpacks to more than {_RATIO_LIMIT} times its size; refused as a bomb"
                )
            pieces.append(piece)
    return b"".join(pieces)


def _paragraphs(xml: bytes) -> list[str]:
    found: list[list[str]] = []
    open_ones: list[list[str]] = []  # a text box is a paragraph inside a paragraph
    unshown = 0
    for is_start, node in _steps(xml):
        tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if tag in _UNSHOWN:
            unshown += 1 if is_start else -1
        elif tag == "p" and is_start and not unshown:
            open_ones.append([])
            found.append(open_ones[-1])
        elif tag == "p" and not is_start and not unshown:
            open_ones.pop()
        elif not is_start and open_ones and not unshown:
            open_ones[-1].append(node.text or "" if tag == "t" else _SIGNS.get(tag, ""))
        if not is_start:
            node.clear()
    return ["".join(pieces) for pieces in found]


def _steps(xml: bytes) -> Iterator[tuple[bool, object]]:
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        yield event == "start", node
