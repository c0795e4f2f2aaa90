"""Gives the bytes of files and archive members as streams, gzip, bzip2 and xz unpacked.

In: a path, bytes, or a packed file. Out: a `Blob`, which can be opened again and again from its
beginning. A packed file is unpacked once from end to end before any of it is used, so that damage
shows before a row is read; what comes out is counted, because the sizes that files state may lie.
Memory stays flat whatever the size.

Cannot do: zip's old `compress`, zstandard and brotli files, and packed files with a password.
"""

import bz2
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from analysis.schema import InputError

SIZE_LIMIT = 2_000_000_000
HELD_LIMIT = 200_000_000  # bytes of an archive inside an archive: those must be held in memory
CHUNK = 1 << 18
_RATIO_LIMIT = 100
_RATIO_FROM = 10_000_000
_WINDOW_LIMIT = 256_000_000  # bytes an xz file may ask for to unpack it
_AGAIN = "copy or download it again"
_MARKS = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\0"),
}
_MARK = 10  # bytes of the longest mark
_TAIL = "Not a gzipped file"  # gzip's own words for bytes that follow the last part
BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError)

Chunks = Generator[bytes, None, None]


class Blob(NamedTuple):
    """The bytes of a file or archive member, opened anew from the beginning each time."""

    name: str  # as the ledger gives it: archive.zip/member.csv
    size: int  # bytes
    open: Callable[[], BinaryIO]

    @classmethod
    def from_path(cls, path: str | Path, name: str = "") -> Self:
        """Return the bytes of a file on the disk; `name` is what the ledger calls it."""
        path = Path(path)
        return cls(name or path.name, path.stat().st_size, lambda: path.open("rb"))

    @classmethod
    def from_bytes(cls, content: bytes, name: str) -> Self:
        """Return bytes in memory as a Blob."""
        return cls(name, len(content), lambda: io.BytesIO(content))

    def read(self) -> bytes:
        """Return all bytes, as does no reader that may meet a file larger than memory."""
        with self.open() as stream:
            return stream.read()

    def head(self, size: int = 4096) -> bytes:
        """Return the first bytes as they lie there, packed or not."""
        with self.open() as stream:
            return stream.read(size)


class Budget:
    """Counts what comes out of one file, over all its members, and refuses a bomb."""

    def __init__(self, packed: int, *, floor: int = _RATIO_FROM) -> None:
        """Allow what a file of `packed` bytes may unpack to, and `floor` bytes in any case."""
        self.most = min(SIZE_LIMIT, max(floor, _RATIO_LIMIT * packed))
        self.spent = 0

    def spend(self, size: int, name: str) -> None:
        """Count bytes that came out; raises InputError beyond what is allowed."""
        self.spent += size
        if self.spent > self.most:
            raise InputError(
                f"{name}: unpacks to more than {_RATIO_LIMIT} times its size or"
                f" {SIZE_LIMIT:,} bytes; refused as a bomb"
            )


def packing(head: bytes) -> str:
    """Return gzip, bzip2 or xz where a file's first bytes say so, else ""."""
    return next((kind for kind, mark in _MARKS.items() if mark.match(head)), "")


def gunzip_blob(blob: Blob) -> Blob:
    """Return what a gzip, bzip2 or xz file holds, all its parts verified before any is used.

    The size is counted, not the one stated. Raises InputError where the file is truncated, damaged
    anywhere, goes on with other bytes after its end, or unpacks to a bomb.
    """
    size = sum(map(len, unpacked(blob)))
    return Blob(blob.name, size, lambda: stream_of(unpacked(blob)))


def plain_head(blob: Blob, size: int = 4096) -> bytes:
    """Return the first bytes of a file, unpacked where it is packed; nothing is verified.

    For telling what a packed file is; "" where it cannot be unpacked at all.
    """
    if not packing(blob.head(_MARK)):
        return blob.head(size)
    try:
        with stream_of(unpacked(blob)) as stream:
            return stream.read(size)
    except InputError:
        return b""


def unpacked(blob: Blob) -> Chunks:
    """Yield the plain bytes of a packed file, counted; raises InputError where it is damaged."""
    kind = packing(blob.head(_MARK))
    if not kind:
        raise InputError(f"{blob.name}: not a gzip file; {_AGAIN}, or correct its name")
    budget = Budget(blob.size)
    try:
        with blob.open() as packed:
            for chunk in _gunzipped(packed) if kind == "gzip" else _expanded(packed, kind):
                budget.spend(len(chunk), blob.name)
                yield chunk
    except EOFError as error:
        raise InputError(f"{blob.name}: truncated {kind} file; {_AGAIN}") from error
    except BROKEN as error:
        is_tail = _TAIL in str(error)
        what = "with other bytes after its end" if is_tail else "with damage inside"
        raise InputError(f"{blob.name}: a {kind} file {what}; {_AGAIN}") from error


def _gunzipped(packed: BinaryIO) -> Chunks:
    with gzip.GzipFile(fileobj=packed) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _expanded(packed: BinaryIO, kind: str) -> Chunks:
    """Yield what a bzip2 or xz file holds; Python's own readers pass over a damaged second part."""
    machine, data = _machine(kind), b""
    while True:
        if machine.eof:
            data = (machine.unused_data or packed.read(CHUNK)).lstrip(b"\0")
            if not data:
                return
            data += packed.read(CHUNK) if len(data) < _MARK else b""
            if packing(data) != kind:
                raise OSError(_TAIL)
            machine = _machine(kind)
        elif machine.needs_input:
            data = packed.read(CHUNK)
            if not data:
                raise EOFError
        yield machine.decompress(data, CHUNK)
        data = b""


def _machine(kind: str) -> bz2.BZ2Decompressor | lzma.LZMADecompressor:
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW_LIMIT)


class _Flow(io.RawIOBase):
    """Makes a stream of chunks; closing it ends their generator, which closes its own source."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks, self._rest = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def close(self) -> None:
        self._chunks.close()
        super().close()


def stream_of(chunks: Chunks) -> BinaryIO:
    """Return a stream, forward only, of the bytes that a generator yields."""
    return io.BufferedReader(_Flow(chunks), CHUNK)
