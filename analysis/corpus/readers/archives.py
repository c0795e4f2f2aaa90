"""Opens ZIP and tar archives as streams; nothing is ever unpacked to the disk.

In: a `Blob`. Out: its members as Blobs in order of name, archives and packed files inside it
opened too. Members that point outside (../, absolute names), are links, need a password, are
damaged or blow up are refused by name, and the others are read. Each ZIP member and each packed
tar is read to its end once before any of it is given out, so that its checksum is verified first.

Cannot do: 7z and rar, archives nested more than two deep, and archives inside archives of more
than 200 MB, which must be held in memory.
"""

import re
import stat
import struct
import weakref
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from analysis.corpus.readers import tars
from analysis.corpus.readers.blobs import (
    BROKEN,
    CHUNK,
    HELD_LIMIT,
    Blob,
    Budget,
    Chunks,
    gunzip_blob,
    packing,
    plain_head,
    stream_of,
    unpacked,
)
from analysis.schema import InputError

__all__ = ["Blob", "Refused", "gunzip_blob", "is_archive", "members_of", "plain_head"]

_DEEPEST = 2
_HELD = 1_000_000  # a member this small is kept when verified: it need not be unpacked twice
_WINDOW, _LARGE = 100_000_000, 30_000_000  # bytes of a packed tar held at once; streamed instead
_IN_ALL = 200_000_000  # bytes that the members of any archive may unpack to together
_OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_OFFICE = {"[Content_Types].xml", "mimetype"}  # a workbook or document is one file, no archive
_WEB_ARCHIVES = (b"WARC/", b"filedesc://")
_DAMAGED = (
    *BROKEN,
    zipfile.BadZipFile,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
_AGAIN = "copy or download it again"

_Opened = Callable[[str], Blob]  # from the name the ledger gives it


class Refused(NamedTuple):
    """A member that is not read: its name, and why in a line that begins with that name."""

    name: str
    reason: str


def is_archive(blob: Blob) -> bool:
    """Say whether a file is a ZIP or tar archive, in whatever packing; a workbook is none."""
    head = blob.head()
    if head.startswith(_ZIP):
        return not _is_office(blob)
    return _is_tar(plain_head(blob) if packing(head) else head)


def members_of(blob: Blob) -> Iterator[Blob | Refused]:
    """Yield each member of a ZIP or tar archive in order of name, or why it is refused.

    The name is archive.zip/member.csv; of two members of one name the second gets "(2)". Archives
    inside are opened, gzip, bzip2 and xz members unpacked (web archives apart, which are read as
    they lie). Take one member at a time: small ones are held in memory as long as they are kept.
    Raises InputError where the archive itself cannot be read.
    """
    # each member has a limit of its own: one bomb must not use up what the others need
    yield from _walk(blob, 1, Budget(blob.size, floor=_IN_ALL))


def _walk(blob: Blob, depth: int, budget: Budget) -> Iterator[Blob | Refused]:
    seen: Counter[str] = Counter()
    for path, opened in _listed(blob, budget):
        path = path.removeprefix("./")
        seen[path] += 1
        again = f" ({seen[path]})" if seen[path] > 1 else ""
        label = f"{blob.name}/{_CONTROL.sub('?', path)}{again}"
        try:
            if _OUTSIDE.search(path):
                raise InputError(f"{label}: its name points outside the archive")
            member = opened(label)
            if not _is_system(path):
                yield from _leaves(member, depth, budget)
        except InputError as refusal:
            yield Refused(label, str(refusal))


def _listed(blob: Blob, budget: Budget) -> Iterator[tuple[str, _Opened]]:
    """Yield path and opener of each member; the opener raises InputError where it is refused."""
    return _zip(blob, budget) if blob.head().startswith(_ZIP) else _tar(blob, budget)


def _is_system(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return "__MACOSX" in parts or any(part.startswith(".") for part in parts)


def _leaves(member: Blob, depth: int, budget: Budget) -> Iterator[Blob | Refused]:
    """Yield a member itself, or what it holds where it is an archive or packed."""
    if is_archive(member):
        if depth == _DEEPEST:
            raise InputError(f"{member.name}: archives nested more than two deep; unpack the outer")
        yield from _walk(_in_memory(member), depth + 1, budget)
    elif packing(member.head(16)) and not plain_head(member).startswith(_WEB_ARCHIVES):
        plain = gunzip_blob(member)
        budget.spend(plain.size, member.name)
        yield plain
    else:
        yield member


def _in_memory(blob: Blob) -> Blob:
    if blob.size > HELD_LIMIT:
        what = f"an archive of more than {HELD_LIMIT:,} bytes inside an archive"
        raise InputError(f"{blob.name}: {what}; unpack the outer one")
    return Blob.from_bytes(blob.read(), blob.name)


def _zip_file(blob: Blob) -> zipfile.ZipFile:
    """Open a ZIP that closes its own stream when the last of its members is let go."""
    stream = blob.open()
    if not stream.seekable():
        stream.close()
        stream = _in_memory(blob).open()
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGED as error:
        stream.close()
        raise InputError(f"{blob.name}: a damaged ZIP archive; {_AGAIN}") from error
    weakref.finalize(archive, stream.close)
    return archive


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_office(blob: Blob) -> bool:
    try:
        return not _OFFICE.isdisjoint(_zip_file(blob).namelist())
    except InputError:  # a broken one still shows what it was meant to be
        return any(name.encode() in blob.head(1 << 16) for name in _OFFICE)


def _zip(blob: Blob, budget: Budget) -> Iterator[tuple[str, _Opened]]:
    archive = _zip_file(blob)
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        if not info.is_dir():
            yield info.filename, partial(_zip_member, archive, info, budget)


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, label: str
) -> Blob:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise InputError(f"{label}: a link, which is never followed")
    if info.flag_bits & 1:
        raise InputError(f"{label}: needs a password; make the archive again without one")
    if info.compress_type not in _METHODS:
        raise InputError(f"{label}: packed in a way that is not read here; use plain ZIP")
    kept, size = [], 0
    for chunk in _zip_chunks(archive, info, label):
        budget.spend(len(chunk), label)
        size += len(chunk)
        kept = [*kept, chunk] if size <= _HELD else []
    if size <= _HELD:
        return Blob.from_bytes(b"".join(kept), label)
    return Blob(label, size, lambda: stream_of(_zip_chunks(archive, info, label)))


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> Chunks:
    own = Budget(info.compress_size)
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                own.spend(len(chunk), label)
                yield chunk
    except InputError:
        raise
    except _DAMAGED as error:
        raise InputError(f"{label}: damaged inside the archive; {_AGAIN}") from error


def _tar(blob: Blob, budget: Budget) -> Iterator[tuple[str, _Opened]]:
    is_packed = bool(packing(blob.head(16)))
    source = partial(_plain_stream, blob) if is_packed else blob.open
    with source() as stream:
        is_forward = not stream.seekable()
        found = tars.listing(stream)
    if is_packed:
        budget.spend(found.end, blob.name)
    for window in _windows(found.entries) if is_forward else [found.entries]:
        held = _collected(source, window) if is_forward else {}
        for entry in window:
            content = held.pop(entry.start, None)
            yield entry.name, partial(_tar_member, source, entry, found.end, content)
    if not found.is_whole:
        yield "the rest", partial(_cut_short, len(found.entries))


def _plain_stream(blob: Blob) -> BinaryIO:
    return stream_of(unpacked(blob))


def _cut_short(read: int, label: str) -> Blob:
    raise InputError(f"{label}: {read} members were found; what follows is damaged or missing")


def _windows(entries: list[tars.Entry]) -> Iterator[list[tars.Entry]]:
    """Cut a list of members so that one pass through a forward stream can hold each part."""
    window, size = [], 0
    for entry in entries:
        if window and size + entry.size > _WINDOW and entry.size <= _LARGE:
            yield window
            window, size = [], 0
        window.append(entry)
        size += entry.size if entry.size <= _LARGE else 0
    yield window


def _collected(source: Callable[[], BinaryIO], window: list[tars.Entry]) -> dict[int, bytes]:
    small = [e for e in window if not e.reason and e.size <= _LARGE]
    found, at = {}, 0
    with source() as stream:
        for entry in sorted(small, key=lambda e: e.start):
            _skip(stream, entry.start - at)
            found[entry.start] = stream.read(entry.size)
            at = entry.start + entry.size
    return found


def _tar_member(
    source: Callable[[], BinaryIO], entry: tars.Entry, end: int, content: bytes | None, label: str
) -> Blob:
    if entry.reason:
        raise InputError(f"{label}: {entry.reason}")
    if entry.start + entry.size > end:
        raise InputError(f"{label}: the archive ends inside it; {_AGAIN}")
    if content is not None:
        return Blob.from_bytes(content, label)
    return Blob(label, entry.size, lambda: stream_of(_cut_out(source, entry)))


def _cut_out(source: Callable[[], BinaryIO], entry: tars.Entry) -> Chunks:
    with source() as stream:
        _skip(stream, entry.start)
        left = entry.size
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _skip(stream: BinaryIO, size: int) -> None:
    if stream.seekable():
        stream.seek(size, 1)
        return
    while size and (passed := len(stream.read(min(CHUNK, size)))):
        size -= passed
