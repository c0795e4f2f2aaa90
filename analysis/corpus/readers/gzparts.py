"""Gives the plain bytes of an archive made of gzip parts, and how far checksums vouch for them.

In: a stream, packed or plain. Out: a stream for a parser that reads lines and bytes in turn. It is
meant for web archives, where each record is a gzip part of its own and a damaged one must not take
the others along.

Cannot do: bzip2 and xz, in which no web archive comes.
"""

import math
import zlib
from typing import BinaryIO

from analysis.corpus.readers.blobs import CHUNK, Chunks, packing, stream_of

_LINE_LIMIT, _HEAD_LIMIT = 65_536, 1_000_000  # bytes of a header line, of a record's header
_RATIO_LIMIT, _RATIO_FROM = 100, 10_000_000


class UnreadableError(Exception):
    """No record can be read from here on."""


class Source:
    """The plain bytes of an archive, and how far the checksums of its gzip parts vouch for them.

    Damage ends the stream and is told in `failure`, so that the records before it are not lost.
    Lines have a limit: warcio would join a line of any length.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Begin to read; nothing is checked yet."""
        self.verified: float = 0
        self.failure = ""
        self.at = 0
        self._head = 0
        start = stream.read(CHUNK)
        self.is_packed = packing(start) == "gzip"
        chunks = self._parts(stream, start) if self.is_packed else self._plain(stream, start)
        self._plain_bytes = stream_of(chunks)

    def _plain(self, stream: BinaryIO, chunk: bytes) -> Chunks:
        self.verified = math.inf
        while chunk:
            yield chunk
            chunk = stream.read(CHUNK)

    def _parts(self, stream: BinaryIO, data: bytes) -> Chunks:
        """Yield what the parts of a gzip file hold, up to a part that is damaged."""
        packed, plain = len(data), 0
        while data := data.lstrip(b"\0") or stream.read(CHUNK):
            begin = packed - len(data)
            machine = zlib.decompressobj(zlib.MAX_WBITS + 16)
            while not machine.eof:
                if not data:
                    data = stream.read(CHUNK)
                    packed += len(data)
                try:
                    chunk = machine.decompress(data, CHUNK)
                    is_over = not data and not chunk
                except zlib.error:
                    is_over = True
                plain += 0 if is_over else len(chunk)
                if is_over or plain > max(_RATIO_FROM, _RATIO_LIMIT * packed):
                    self.failure = f"byte {begin:,}"
                    return
                yield chunk
                data = machine.unconsumed_tail
            data, self.verified = machine.unused_data, plain

    def begin(self) -> None:
        """Allow another record its header."""
        self._head = 0

    def tell(self) -> int:
        """Return the number of plain bytes read."""
        return self.at

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        found = self._plain_bytes.read(size)
        self.at += len(found)
        return found

    def readline(self, size: int = _LINE_LIMIT) -> bytes:
        """Return a line; raises UnreadableError where it or a record's header has no end."""
        line = self._plain_bytes.readline(min(size, _LINE_LIMIT))
        self.at += len(line)
        self._head += len(line)
        if len(line) == _LINE_LIMIT or self._head > _HEAD_LIMIT:
            raise UnreadableError
        return line
