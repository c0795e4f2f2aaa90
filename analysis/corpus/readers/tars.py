"""Lists what a tar archive holds, and where, without trusting it.

In: a forward stream of the archive. Out: one entry a member with the place of its bytes, or the
reason why it is refused: links, devices, sparse files and names that point outside.

Cannot do: it reads no bytes of members; `archives` does.
"""

import tarfile
from typing import BinaryIO, NamedTuple

from analysis.schema import InputError

_HEADER_LIMIT = 65_536  # bytes; a longer header names no file a person made
_BLOCK = 512


class Entry(NamedTuple):
    """A member: its name, the place and number of its bytes, and why it is refused, or ""."""

    name: str
    start: int
    size: int
    reason: str = ""


class Listing(NamedTuple):
    """The members in order of name, whether the archive ends as a whole one does, its length."""

    entries: list[Entry]
    is_whole: bool
    end: int


class _Forward:
    """A stream that only goes forward and gives no more than a header at once.

    tarfile takes a header's stated size on trust: it would read gigabytes into memory, or go back
    for ever where a size is negative.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._at = stream, 0
        self.last = b""  # what was read last

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _HEADER_LIMIT:
            raise tarfile.ReadError("a header of an impossible size")
        self.last = self._stream.read(size)
        self._at += len(self.last)
        return self.last

    def seek(self, place: int) -> None:
        if place < self._at:
            raise tarfile.ReadError("a header that points back")
        while self._at < place and self.read(min(place - self._at, _HEADER_LIMIT)):
            pass


def listing(stream: BinaryIO) -> Listing:
    """Return what a tar archive holds; the stream is read to its end.

    Folders are left out. Where a header is damaged, the members before it are returned. Raises
    what the stream raises.
    """
    found: list[Entry] = []
    forward = _Forward(stream)
    is_whole = False
    try:
        archive = tarfile.TarFile(fileobj=forward, errors="replace")
        while info := archive.next():
            archive.members.clear()  # it would keep every header
            if not info.isdir():
                found.append(_entry(info))
        # tarfile takes a damaged header for the end as well; the true end is a block of NULs
        is_whole = forward.last == bytes(_BLOCK)
    except InputError:
        raise
    except (tarfile.TarError, ValueError, ArithmeticError, LookupError, RecursionError):
        pass  # told by is_whole
    while forward.read(_HEADER_LIMIT):
        pass
    return Listing(sorted(found, key=lambda e: e.name), is_whole, forward.tell())


def _entry(info: tarfile.TarInfo) -> Entry:
    reason = ""
    if info.issym() or info.islnk():
        reason = "a link, which is never followed"
    elif info.issparse():
        reason = "a sparse file, which is not read here"
    elif not info.isreg():
        reason = "neither a file nor a folder"
    return Entry(info.name, info.offset_data, info.size, reason)
