"""Cuts a stream of bytes into blocks of whole lines in UTF-8, whatever its encoding.

In: bytes or a stream that is read forward once. Out: `Window`s, each with the number of its first
line and the lines that could not be read. Memory holds one block, however long the file is.

Cannot do: lines of any length; what stands beyond the limit in a longer one is dropped, so that
its reader must refuse it.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np

from analysis.corpus.ledger import note
from analysis.corpus.readers.decode import SNIFF, Reading, as_utf8, begin, finish, mend

BLOCK = 1 << 20
LINE_LIMIT = 16_000_000  # bytes
_SPARE = 4  # bytes of a letter


class Window(NamedTuple):
    """Some whole lines of a file; the last line of the file may lack its end."""

    data: bytes  # UTF-8
    line: int  # number of the first line
    unreadable: frozenset[int]  # numbers of lines that could not be decoded
    is_last: bool  # nothing follows

    def after(self, used: int, lines: int) -> "Window":
        """Return what is left of it when so many bytes, of so many lines, are done."""
        line = self.line + lines
        left = frozenset(n for n in self.unreadable if n >= line)
        return Window(self.data[used:], line, left, self.is_last)


class Lines:
    """The lines of one file, given out window by window."""

    def __init__(
        self, source: bytes | BinaryIO, name: str, *, end: bytes = b"", block: int = BLOCK
    ) -> None:
        """Read the first bytes; `end` ends a line, or is what ends the first line of the file."""
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        head = exactly(stream, max(SNIFF, block))
        self.name, self.end, self.limit = name, end, LINE_LIMIT
        self.reading: Reading = begin(head, name)
        self._blocks = self._numbered(_chunks(head, stream, block))

    def first(self) -> Window:
        """Return the first window, which is empty and the last where the file is empty."""
        return next(self._blocks, Window(b"", 1, frozenset(), True))

    def grow(self, window: Window, least: int = 1) -> Window:
        """Return the window with more lines behind it, by `least` bytes or to the file's end."""
        data, unreadable, goal = [window.data], set(window.unreadable), least
        while goal > 0 and not window.is_last:
            more = next(self._blocks)
            data.append(more.data)
            unreadable |= more.unreadable
            goal -= len(more.data)
            window = window._replace(is_last=more.is_last)
        return window._replace(data=b"".join(data), unreadable=frozenset(unreadable))

    def take_notes(self) -> list[dict]:
        """Return the notes on the encoding that were not taken yet."""
        notes, self.reading.notes = self.reading.notes, []
        return notes

    def _numbered(self, chunks: Iterator[bytes]) -> Iterator[Window]:
        line, held = 1, None
        for data in self._whole_lines(self._without_nul_tail(as_utf8(chunks, self.reading))):
            if held is not None:
                yield held
            mended, unreadable = mend(self.reading, data, line, self.end)
            held = Window(mended, line, frozenset(unreadable), False)
            line += int(np.count_nonzero(np.frombuffer(mended, np.uint8) == self.end[0]))
        finish(self.reading)
        if held is not None:
            yield held._replace(is_last=True)

    def _without_nul_tail(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        held = 0  # NULs that may be the last of the file
        for chunk in chunks:
            body = chunk.rstrip(b"\0")
            if body:
                yield from _nuls(held)
                yield body
                held = 0
            held += len(chunk) - len(body)
        if held:
            reason = f"{held:,} NUL characters after the last row were left out"
            self.reading.notes.append(note(self.name, 0, "noted", reason))

    def _whole_lines(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Join and cut chunks so that each ends with a line, the last perhaps without its end."""
        held, size = [], 0  # the beginning of a line
        for chunk in self._sniffed(chunks):
            cut = chunk.rfind(self.end) + 1
            if not cut:
                if size <= self.limit + _SPARE:
                    held.append(chunk)
                size += len(chunk)
                continue
            first, view = chunk.find(self.end), memoryview(chunk)
            if size + first > self.limit:
                held = [self._shortened([*held, view[:first]], size + first)]
                held.append(view[first:cut])
            else:
                held.append(view[:cut])
            yield b"".join(held)
            held, size = [chunk[cut:]], len(chunk) - cut
        if size:
            yield self._shortened(held, size)

    def _shortened(self, parts: list[bytes], size: int) -> bytes:
        """Join the parts of a line; one over the limit stays just over it, cut between letters."""
        data = b"".join(parts)
        if size <= self.limit + _SPARE:
            return data
        data = data[: self.limit + _SPARE]
        for back in range(1, _SPARE):
            if data[-back] >= 0xC0:
                return data[:-back]
        return data

    def _sniffed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass chunks on, after it is known what ends a line."""
        head = b""
        while not self.end:
            chunk = next(chunks, b"")
            head += chunk
            is_all = not chunk or len(head) > self.limit
            self.end = _line_end(head, is_all=is_all) or (b"\n" if is_all else b"")
        yield head
        yield from chunks


def exactly(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, or all there are: a stream may give fewer at a time."""
    parts, wanted = [], size
    while wanted > 0 and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _chunks(head: bytes, stream: BinaryIO, block: int) -> Iterator[bytes]:
    for at in range(0, len(head), block):
        yield head[at : at + block]
    while chunk := stream.read(block):
        yield chunk


def _nuls(count: int) -> Iterator[bytes]:
    while count:
        size = min(count, BLOCK)
        yield b"\0" * size
        count -= size


def _line_end(head: bytes, *, is_all: bool) -> bytes:
    """Return what ends the first line, or b"" where more bytes are needed to tell."""
    # Only the header's own line end ends a line: str.splitlines would also cut at U+2028, and a
    # lone CR in a file of LF lines belongs to a cell.
    feed, back = head.find(b"\n"), head.find(b"\r")
    if back < 0 or 0 <= feed < back:
        return b"\n" if feed >= 0 else b""
    if back + 1 == len(head) and not is_all:
        return b""
    return b"\n" if feed == back + 1 else b"\r"
