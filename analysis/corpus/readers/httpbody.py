"""Takes a web server's stored answer apart: status, headers, and the page as plain bytes.

In: the bytes of an HTTP answer. Out: an `Answer`, its chunks joined and its packing undone. An
answer that says it is chunked or packed and is not, as archivers often leave them, is taken as it
lies.

Cannot do: zstandard and old `compress` packing; brotli where that package is not installed.
"""

import importlib
import re
import zlib
from collections.abc import Callable
from typing import NamedTuple

PAGE_LIMIT = 20_000_000  # bytes; more is no page of news
_HEAD_LIMIT = 65_536
_END = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
_SLICE = 64  # brotli packs megabytes into a few bytes: feed it little at a time


class UndecodableError(ValueError):
    """The answer's page cannot be had; the message says why, without any of its words."""


class Answer(NamedTuple):
    """A server's answer: status as printed, headers by lower-case name, the page."""

    status: str
    headers: dict[str, str]
    body: bytes
    is_cut: bool = False  # the packed page ends before its own end mark


def head_of(block: bytes) -> Answer:
    """Return an answer with its body as it lies, chunked and packed as it may be."""
    end = _END.search(block, 0, _HEAD_LIMIT)
    if not end or not block.startswith(b"HTTP/"):
        return Answer("", {}, block)
    status, *lines = block[: end.start()].decode("latin-1").splitlines()
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Answer((status.split() + ["", ""])[1], headers, block[end.end() :])


def decoded(answer: Answer) -> Answer:
    """Return an answer with its chunks joined and its packing undone.

    Raises UndecodableError where the body is damaged, too large, or packed in an unknown way.
    """
    body, is_cut = answer.body, False
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    packings = answer.headers.get("content-encoding", "").lower().replace(" ", "").split(",")
    for packing in reversed([p for p in packings if p not in ("", "identity")]):
        if _MARKUP.match(body):
            break  # unpacked already when it was stored
        if packing not in _UNPACK:
            raise UndecodableError("a page packed in a way that is not read here")
        body, is_short = _UNPACK[packing](body)
        is_cut = is_cut or is_short
    if len(body) > PAGE_LIMIT:
        raise UndecodableError(f"a page of more than {PAGE_LIMIT:,} bytes")
    return answer._replace(body=body, is_cut=is_cut)


def _joined(body: bytes) -> bytes:
    parts, at = [], 0
    while size := _SIZE.match(body, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        part = body[size.end() : size.end() + length]
        if len(part) < length:
            raise UndecodableError("a page whose last chunk is cut short")
        parts.append(part)
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    if not parts:
        return body  # joined already when it was stored
    raise UndecodableError("a page whose chunks are damaged")


def _inflated(window: int) -> Callable[[bytes], tuple[bytes, bool]]:
    def unpack(body: bytes) -> tuple[bytes, bool]:
        machine = zlib.decompressobj(window)
        try:
            return machine.decompress(body, PAGE_LIMIT + 1), not machine.eof
        except zlib.error as error:
            raise UndecodableError("a packed page that is damaged") from error

    return unpack


def _deflated(body: bytes) -> tuple[bytes, bool]:
    """Undo `deflate`, which servers send with and without its header."""
    try:
        return _inflated(zlib.MAX_WBITS)(body)
    except UndecodableError:
        return _inflated(-zlib.MAX_WBITS)(body)


def _brotli(body: bytes) -> tuple[bytes, bool]:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError as error:
        raise UndecodableError("a page packed with brotli; install the package brotli") from error
    machine, parts, size = brotli.Decompressor(), [], 0
    try:
        for start in range(0, len(body), _SLICE):
            parts.append(machine.process(body[start : start + _SLICE]))
            size += len(parts[-1])
            if size > PAGE_LIMIT:
                raise UndecodableError(f"a page of more than {PAGE_LIMIT:,} bytes")
    except brotli.error as error:
        raise UndecodableError("a packed page that is damaged") from error
    return b"".join(parts), not machine.is_finished()


_UNPACK = {
    "gzip": _inflated(zlib.MAX_WBITS + 16),
    "x-gzip": _inflated(zlib.MAX_WBITS + 16),
    "deflate": _deflated,
    "br": _brotli,
}
