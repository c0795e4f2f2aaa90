"""Writes files so that a crash or a full disk never spoils one.

In: what to write, and where. Out: the file, whole, or the older one as it was. Every output goes
through `atomic_write`: a temporary file beside the target, flushed to the disk, then renamed over
it. What a killed writer left is removed by the next one in that folder. Tables for people go out
as CSV that no spreadsheet runs; our own tables of articles are written by `parquets`.

Cannot do: of two writers of one file the later one wins, whole. Several files are renamed in one
breath and not at once: a kill in that breath leaves new files beside old ones, each of them whole.
On a disk without locks (some network folders) what a killed writer left stays.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pandas as pd
import yaml

from analysis.schema import InputError

_DISK = {
    errno.ENOSPC: "the disk is full; free some space and write again",
    errno.EDQUOT: "your share of the disk is used up; free some space and write again",
    errno.EFBIG: "the disk refuses a file of this size; write less, or to another disk",
}
_PLACE = {
    errno.EACCES: "you may not write there; choose another place",
    errno.EPERM: "you may not write there; choose another place",
    errno.EROFS: "the disk is write-protected; choose another folder",
    errno.EISDIR: "this is a folder; give the name of a file in it",
    errno.ENOTDIR: "a folder in this path is a file; choose another path",
    errno.EEXIST: "a folder in this path is a file; choose another path",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}
UNDER_WAY = re.compile(r"\..*\.sorotan-\w{8}(\..*)?", re.DOTALL)
"""The name of a file that is being written, or that a killed writer left."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that replaces it only when the block ends well.

    On an error the temporary file is removed and an older file stays as it was. Raises InputError
    where the disk is full or refuses the size, and where no file can be written at `path`.
    """
    with atomic_writes([path]) as [temporary]:
        yield temporary


@contextmanager
def atomic_writes(
    paths: Sequence[str | Path], *, gone: Sequence[Path] = ()
) -> Iterator[list[Path]]:
    """Yield a temporary path for each of `paths`; all replace theirs when the block ends well.

    They do so one after another in the order given, in one breath; files `gone` are removed just
    before the last, which may be the account of all. Raises InputError as
    `atomic_write` does; then none was replaced, unless it was the replacing that failed.
    """
    paths = [Path(path) for path in paths]
    with ExitStack() as at_end:
        temporaries = [at_end.enter_context(_reserved(path)) for path in paths]
        with disk_told(paths[0]):
            yield temporaries
        for temporary, path in zip(temporaries, paths):
            with disk_told(path):
                _flush(temporary)
        for temporary, path in zip(temporaries, paths):
            for old in gone if path is paths[-1] else ():
                old.unlink(missing_ok=True)
            with _told(path, _DISK | _PLACE):
                temporary.replace(path)
        for folder in {path.parent for path in paths}:
            with disk_told(folder):
                _flush(folder)


def check_place(path: str | Path) -> None:
    """Raise InputError, in one line, where no file can be written at `path`; touch nothing."""
    path = Path(path)
    with _told(path, _PLACE):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        home = next(folder for folder in path.parents if folder.exists())
        if not home.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "")
        # renaming would replace a write-protected file without a word
        is_protected = path.exists() and not os.access(path, os.W_OK)
        if is_protected or not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "")


@contextmanager
def disk_told(path: Path) -> Iterator[None]:
    """Turn the errors of a full disk within the block into an InputError that names `path`."""
    with _told(path, _DISK):
        yield


def explain(error: OSError) -> str:
    """Return one line for an error of the system; a full disk is told in our words."""
    if error.errno is None:
        return str(error)
    why = _DISK.get(error.errno, error.strerror or str(error))
    return f"{error.filename or 'the disk'}: {why}"


@contextmanager
def _told(path: Path, kinds: Mapping[int, str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in kinds:
            raise
        raise InputError(f"{path}: {kinds[error.errno]}") from error


@contextmanager
def _reserved(path: Path) -> Iterator[Path]:
    """Yield an empty file beside `path`, which is gone afterwards unless it was renamed."""
    check_place(path)
    with ExitStack() as at_end:
        with _told(path, _DISK | _PLACE):
            path.parent.mkdir(parents=True, exist_ok=True)
            at_end.enter_context(writing_in(path.parent))
            temporary = _make(path)
        try:
            yield temporary
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextmanager
def writing_in(folder: Path, stumps: re.Pattern = UNDER_WAY) -> Iterator[None]:
    """Hold a shared lock on a folder; who finds it free removes what dead writers left there.

    `stumps` is how that is called. The lock is on the folder since some network disks let nobody
    write to a locked file.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder, stumps)
        _share(handle)
        yield
    finally:
        os.close(handle)


def _share(handle: int) -> None:
    """Wait for a shared lock, but not for ever: a program around us may hold the folder."""
    for _ in range(100):
        try:
            return fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            return None  # a disk without locks


def _remove(folder: Path, stumps: re.Pattern) -> None:
    for path in folder.iterdir():
        if not stumps.fullmatch(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _make(path: Path) -> Path:
    # a part of the name says whose it is; all of a long one would be too long with the rest
    prefix = f".{path.name[:40]}.sorotan-"
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=path.suffix, dir=path.parent)
    # mkstemp lets only the owner read; a report is meant for others too
    mask = os.umask(0)
    os.umask(mask)
    os.fchmod(handle, 0o666 & ~mask)
    os.close(handle)
    return Path(name)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def parse_yaml(text: str) -> object:
    """Return the plain data that YAML text holds, never an object of code.

    The C loader of the same safe rules is ten times faster where it is there.
    """
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def digest(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_csv(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as CSV in UTF-8, dates as ISO, no cell that a spreadsheet would run.

    A text cell that begins with = + - @, a tab, a line break, NUL or a full-width form of these
    gets a leading apostrophe (OWASP ASVS 1.2.10). Numbers keep all their digits.
    """
    safe = pd.DataFrame({c: _plain(table[c]) for c in table.columns}, index=table.index)
    with atomic_write(path) as temporary:
        safe.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")
    return Path(path)


def _plain(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%z")
    if pd.api.types.is_datetime64_dtype(column):
        has_clock = (column != column.dt.normalize()) & column.notna()
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S" if has_clock.any() else "%Y-%m-%d")
    if pd.api.types.is_string_dtype(column):
        return column.where(~column.str.startswith(_DANGEROUS, na=False), "'" + column)
    return column
