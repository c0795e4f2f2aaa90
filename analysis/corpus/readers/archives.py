"""Opens ZIP and gzip archives as streams in memory; nothing is ever unpacked to the disk.

Members that point outside (../, absolute names), need a password, are damaged or blow up are
refused by name and the others are read.

Cannot do: tar, 7z, rar, and archives inside archives.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from analysis.schema import InputError

SIZE_LIMIT = 2_000_000_000
_RATIO_LIMIT = 100
_RATIO_FROM = 10_000_000
_CHUNK = 1_000_000
_OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")


def members(content: bytes, name: str) -> Iterator[tuple[str, bytes | InputError]]:
    """Yield each member of a ZIP in order of name: its name and its bytes, or why it is refused.

    The name is archive.zip/member.csv; of two members of one name the second gets "(2)". Raises
    InputError where the archive itself cannot be read.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{name}: a damaged ZIP archive; copy or download it again") from error
    seen: dict[str, int] = {}
    with archive:
        for info in sorted(archive.infolist(), key=lambda i: i.filename):
            if info.is_dir() or _is_system(info.filename):
                continue
            seen[info.filename] = seen.get(info.filename, 0) + 1
            again = f" ({seen[info.filename]})" if seen[info.filename] > 1 else ""
            label = f"{name}/{info.filename}{again}"
            try:
                yield label, _member(archive, info, label)
            except InputError as refusal:
                yield label, refusal


def _is_system(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if _OUTSIDE.search(path):
        return False  # told, not passed over
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1].startswith("."))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> bytes:
    if _OUTSIDE.search(info.filename):
        raise InputError(f"{label}: its name points outside the archive")
    if info.flag_bits & 1:
        raise InputError(f"{label}: needs a password; make the archive again without one")
    try:
        with archive.open(info) as stream:
            return _bounded(stream, info.compress_size, label)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(f"{label}: damaged inside the archive") from error


def gunzip(content: bytes, name: str) -> bytes:
    """Return what a gzip file holds, all its parts verified before anything is used."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return _bounded(stream, len(content), name)
    except EOFError as error:
        raise InputError(f"{name}: truncated gzip file; copy or download it again") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{name}: a damaged gzip file; copy or download it again") from error


def _bounded(stream: io.IOBase, packed: int, label: str) -> bytes:
    # the sizes an archive states may lie: count what really comes out
    parts, size = [], 0
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > SIZE_LIMIT or (size > _RATIO_FROM and size > _RATIO_LIMIT * max(packed, 1)):
            raise InputError(
                f"{label}: unpacks to more than {_RATIO_LIMIT} times its size; refused as a bomb"
            )
        parts.append(part)
    return b"".join(parts)
