"""Finds the files that a person named: one by one, or all within a folder.

In: paths. Out: each file with the name the ledger gives it. Within a folder hidden files are passed
over; what is there and cannot be a file (a pipe, a link to a folder, a folder that may not be
opened) comes along, so that the ledger tells of it.

Cannot do: it follows no link to a folder, and expands no pattern such as *.csv.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.schema import InputError

WAY_OUT = "give CSV, XLSX, JSONL, Parquet, ZIP, saved HTML or plain-text pages"
NO_FILE = "not a plain file (a pipe, a device, or a link that leads nowhere or to a folder)"


def find(
    source: str | Path | Sequence[str | Path], *, without: Sequence[str | Path] = ()
) -> dict[Path, str]:
    """Return the files of a source, sorted, each with the name the ledger gives it.

    `without` names files that are written in the same run and are never their own source. Raises
    InputError for a path that does not exist or is no file, and for a source without files.
    """
    sources = [source] if isinstance(source, str | Path) else list(source)
    if not all(map(str, sources)):
        raise InputError("no file or folder is named; say which to read")
    paths = [Path(s) for s in sources]
    for path in paths:
        _check(path)
    written = {Path(w).resolve() for w in without}
    if len(paths) == 1 and paths[0].is_dir():
        found = {p: p.relative_to(paths[0]).as_posix() for p in _inside(paths[0])}
    else:
        flat = [p for path in paths for p in (_inside(path) if path.is_dir() else [path])]
        twice = Counter(p.name for p in flat)
        found = {p: p.name if twice[p.name] == 1 else p.as_posix() for p in flat}
    found = {path: name for path, name in found.items() if path.resolve() not in written}
    if not found:
        raise InputError(f"{told(source)}: no file in it; {WAY_OUT}")
    return found


def _check(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file or folder") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(f"{path}: {NO_FILE}; save it as a file first")


def told(source: str | Path | Sequence[str | Path]) -> str:
    """Return the source in words, for a message."""
    if isinstance(source, str | Path):
        return str(source)
    return ", ".join(str(s) for s in list(source)[:3]) or "no source"


def why_not(path: Path) -> str:
    """Return why a path within a folder cannot be read as a file, or ""."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return NO_FILE if path.is_symlink() else f"cannot be opened ({error.strerror})"
    if stat.S_ISDIR(mode) and not path.is_symlink():
        return "a folder that may not be opened; give yourself the right to read it"
    return "" if stat.S_ISREG(mode) else NO_FILE


def _inside(folder: Path) -> list[Path]:
    return sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for home, folders, names in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(home, name).is_symlink()]
        yield from (Path(home, n) for n in [*names, *links] if not n.startswith("."))
    yield from closed
