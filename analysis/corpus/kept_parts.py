"""Keeps what was read of each file beside the output, so that another run reads only what changed.

In: a file and the options of a load. Out: its parts, read now or taken from the hidden folder
`.NAME.parts`. A part is taken again only while the file's size and times, the options, the rules
(code and data of this room) and the libraries under them are the same; a part with a date in the
future only on the day it was read. Each part is written whole or not at all, and those no longer
asked for are removed.

Cannot do: two loads into one file at a time; the second is told so.
"""

import contextlib
import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, TextIO

import pandas as pd

from analysis import DATA, schema
from analysis.corpus import dates, parts
from analysis.corpus.files import digest, disk_told
from analysis.corpus.opening import open_file
from analysis.corpus.parts import Part, take
from analysis.corpus.progress import Seen
from analysis.schema import InputError

_LIBRARIES = (
    *("pandas", "polars", "pyarrow", "python-calamine", "trafilatura", "htmldate", "dateparser"),
    *("lxml", "feedparser", "warcio"),
)
_NEW = "new-"
_PAGES = ("html", "text", "warc")
_RULES = ("furniture.yml", "language.yml", "outlets.yml")
_TOLD = ("name", "sha256", "size", "kind", "encoding", "rows_read", "refusal")


class Options(NamedTuple):
    """What a load is told about all its files."""

    columns: Mapping[str, str] | None = None
    collection: str = ""
    lang: str | None = None


class Folder(NamedTuple):
    """The folder of kept parts, and the names of those this run has used."""

    path: Path
    used: set[str]


@contextlib.contextmanager
def opened(out: Path, *, fresh: bool = False) -> Iterator[Folder]:
    """Open the folder of parts that belongs to an output; the parts not used are removed.

    Raises InputError where another load is writing the same output.
    """
    path = out.parent / f".{out.name}.parts"
    with disk_told(out):
        path.mkdir(parents=True, exist_ok=True)
        with (path / "lock").open("w") as lock:
            _lock(lock, out)
            if fresh:
                _remove(path, keep=set())
            folder = Folder(path, set())
            try:
                yield folder
                _remove(path, keep=folder.used)
            finally:
                for unfinished in path.glob(f"{_NEW}*"):
                    shutil.rmtree(unfinished, ignore_errors=True)
                if not out.exists():
                    shutil.rmtree(path, ignore_errors=True)  # nothing came of it


def _lock(stream: TextIO, out: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(f"{out}: another load is writing it; wait until it has ended") from error


def _remove(path: Path, *, keep: set[str]) -> None:
    for entry in path.iterdir():
        if entry.is_dir() and entry.name not in keep:
            shutil.rmtree(entry, ignore_errors=True)


def taken(
    path: Path, name: str, options: Options, folder: Folder, *, seen: Seen = lambda _: None
) -> list[Part]:
    """Return the parts of a file, from the folder where they are still true.

    A file of ours is not kept: it is verified and read each time.
    """
    key = _key(path, name, options)
    home = folder.path / key
    folder.used.add(key)
    if (kept := _kept(home)) is not None:
        return kept
    made = Path(tempfile.mkdtemp(prefix=_NEW, dir=folder.path))
    read = []
    for number, held in enumerate(open_file(path, name, options.columns, seen=seen)):
        named = {"collection": options.collection, "lang": options.lang}
        part = take(held, options.columns, **named, folder=made / str(number))
        if part.refusal:
            shutil.rmtree(made / str(number), ignore_errors=True)
        read.append(part)
    if any(part.own for part in read):
        return read
    _keep(read, made)
    shutil.rmtree(home, ignore_errors=True)
    made.rename(home)
    return _parts(home)


def _key(path: Path, name: str, options: Options) -> str:
    """Return a digest of all that a part depends on; times stand for the bytes of the file."""
    try:
        state = path.stat()
    except OSError:  # a link that leads nowhere; it will be told
        state = path.lstat()
    told = [str(path.resolve()), name, state.st_mode, state.st_size]
    told += [state.st_mtime_ns, state.st_ctime_ns]
    columns = sorted((options.columns or {}).items())
    told += [columns, options.collection, options.lang, _rules()]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _rules() -> str:
    """Return a digest of the code and data by which files are read, and of the libraries."""
    home = Path(__file__).parent
    code = [*home.rglob("*.py"), Path(schema.__file__)]
    files = sorted([*code, *(DATA / rule for rule in _RULES)])
    versions = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    content = hashlib.sha256(versions.encode())
    for file in files:
        content.update(file.read_bytes())
    return content.hexdigest()


def _keep(read: list[Part], folder: Path) -> None:
    """Write what `_kept` needs; the batches lie there already."""
    for number, part in enumerate(read):
        if part.refusal:
            continue
        here = folder / str(number)
        here.mkdir(exist_ok=True)
        part.notes.to_parquet(here / "notes.parquet")
        if part.keys is not None:
            part.keys.to_parquet(here / "keys.parquet")
    told = [
        {key: getattr(part, key) for key in _TOLD} | {"facts": dict(part.facts)} for part in read
    ]
    # a date to come is refused, in a page without a word: on another day it may be past
    is_late = any(_has_days_to_come(part) for part in read)
    index = {
        "parts": told,
        "only_on": date.today().isoformat() if is_late else "",
        "files": {path.relative_to(folder).as_posix(): digest(path) for path in _files(folder)},
    }
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _has_days_to_come(part: Part) -> bool:
    if part.kind in _PAGES and part.keys is not None and part.keys["published_on"].isna().any():
        return True
    return part.notes["reason"].str.contains(dates.FUTURE, regex=False).any()


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "index.json")


def _kept(folder: Path) -> list[Part] | None:
    """Return the parts in a folder, or None where they are not true, not whole or not there."""
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        is_of_today = index["only_on"] in ("", date.today().isoformat())
        found = {path.relative_to(folder).as_posix(): digest(path) for path in _files(folder)}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _parts(folder) if is_of_today and found == index["files"] else None


def _parts(folder: Path) -> list[Part]:
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return [_part(folder / str(number), told) for number, told in enumerate(index["parts"])]


def _part(folder: Path, told: dict) -> Part:
    keys = folder / "keys.parquet"
    if told["refusal"]:
        return Part(**told)
    return Part(
        **told,
        notes=pd.read_parquet(folder / "notes.parquet"),
        keys=pd.read_parquet(keys) if keys.exists() else None,
        rows=partial(parts.stored_rows, folder),
        lines=partial(parts.stored_lines, folder),
    )
