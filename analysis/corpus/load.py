"""Loads a person's own files into one table of articles, with an account of every row.

In: a file, a folder or a list of CSV, XLSX, JSON(L), Parquet, ZIP or gzip of these, saved HTML
pages and plain-text pages. Out: `articles`, and a ledger and sources that go with them. In a
folder, list or archive a file that holds no articles is refused on the ledger and the rest is
read; hidden files are passed over.

Cannot do: files larger than memory, PDF, Word, old XLS, and exports of press databases.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from analysis.corpus.assemble import fields
from analysis.corpus.columns import fits
from analysis.corpus.files import is_own, open_parquet, parse_parquet
from analysis.corpus.ledger import note, sum_line
from analysis.corpus.merge import Part, Reading, merge
from analysis.corpus.readers import archives
from analysis.corpus.readers.decode import decode
from analysis.corpus.readers.html import read_html_page
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.pages import read_text_page
from analysis.corpus.readers.tables import read_table
from analysis.schema import InputError

Source = str | Path | Sequence[str | Path]
_WAY_OUT = "give CSV, XLSX, JSONL, Parquet, ZIP, saved HTML or plain-text pages"
_PAGES = {"html": "an HTML page", "text": "a text file"}
_DELIMITERS = ",;\t|"


def load(
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
) -> pd.DataFrame:
    """Load articles and print the sum: rows read = kept + quarantined + exact repeats.

    A row is an article; see `schema.ARTICLES`, to which `input_id` adds the id it came with.
    `columns` maps a column of articles to the input's own name, as in {"title": "Judul berita"};
    `collection` names the collection; `lang` (id, ms, en) is the language of every row where you
    know it. `corpus.ledger` and `corpus.sources` take the result. Raises InputError, in one line,
    where nothing in the source holds articles.
    """
    reading = read(source, columns, collection=collection, lang=lang)
    print(sum_line(reading.sources))
    if reading.articles.empty:
        print("no article: the tables hold a header and no rows, or every row was refused")
    if undated := int(reading.articles["published_on"].isna().sum()):
        print(f"undated {undated:,}: no date was found; these articles stay, in no period")
    return reading.articles


def read(
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
) -> Reading:
    """Load articles as `load` does, without printing, and return ledger and sources too."""
    found = find(source)
    bar = tqdm(found.items(), desc="read", leave=False, disable=None)
    parts = [part for path, name in bar for part in _parts(path, name, columns)]
    if all(part.refusal for part in parts):
        raise InputError(_nothing(source, parts))
    return merge(parts, collection=collection or _collection(source), lang=lang)


def find(source: Source) -> dict[Path, str]:
    """Return the files of a source, sorted, each with the name the ledger gives it.

    A folder is searched to its depth, hidden files apart. Raises InputError for a path that does
    not exist and for a source without files.
    """
    sources = [source] if isinstance(source, str | Path) else list(source)
    if not all(map(str, sources)):
        raise InputError("no file or folder is named; say which to read")
    paths = [Path(s) for s in sources]
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
    if len(paths) == 1 and paths[0].is_dir():
        found = {p: p.relative_to(paths[0]).as_posix() for p in _inside(paths[0])}
    else:
        flat = [p for path in paths for p in (_inside(path) if path.is_dir() else [path])]
        twice = Counter(p.name for p in flat)
        found = {p: p.name if twice[p.name] == 1 else p.as_posix() for p in flat}
    if not found:
        raise InputError(f"{_told(source)}: no file in it; {_WAY_OUT}")
    return found


def _inside(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )


def _parts(path: Path, name: str, mapping: Mapping[str, str] | None) -> Iterator[Part]:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = f"{name}: cannot be opened ({error.strerror})"
        yield Part(name, refusal=reason)
        return
    yield from _opened(name, content, mapping)


def _opened(name: str, content: bytes, mapping: Mapping[str, str] | None) -> Iterator[Part]:
    """Yield what a file holds; an archive yields its members."""
    try:
        kind = kind_of(content, name)
        if kind == "zip":
            yield from _members(name, content, mapping)
            return
        if kind == "gzip":
            inner = archives.gunzip(content, name)
            kind = kind_of(inner, name)
            if kind in ("zip", "gzip"):
                raise InputError(f"{name}: an archive inside an archive; unpack the outer one")
            part = _held(kind, name, inner, mapping)
        else:
            part = _held(kind, name, content, mapping)
    except InputError as refusal:
        part = Part(name, refusal=str(refusal))
    yield part._replace(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def _members(name: str, content: bytes, mapping: Mapping[str, str] | None) -> Iterator[Part]:
    try:
        for label, member in archives.members(content, name):
            if isinstance(member, InputError):
                yield Part(label, refusal=str(member))
            elif member.startswith(b"PK\x03\x04") and kind_of(member, label) == "zip":
                yield Part(label, refusal=f"{label}: an archive inside an archive; unpack it")
            else:
                yield from _opened(label, member, mapping)
    except InputError as refusal:
        yield Part(name, refusal=str(refusal))


def _held(kind: str, name: str, content: bytes, mapping: Mapping[str, str] | None) -> Part:
    if kind == "html":
        return _page(name, read_html_page(content, name), "html")
    if kind == "parquet" and is_own(open_parquet(content, name)):
        return Part(name, kind="parquet", own=parse_parquet(content, name))
    if kind == "text":
        text = decode(content, name)
        if not _is_table(text.text, mapping):
            part = _page(name, read_text_page(text.text, name), "text")
            return part._replace(encoding=text.encoding, notes=text.notes)
    raw = read_table(content, name, mapping)
    rows = fields(raw, name, mapping)
    empty = [] if raw.rows_read else [note(name, 0, "noted", "a header and no rows")]
    return Part(
        name,
        kind=raw.kind,
        encoding=raw.encoding,
        notes=[*raw.notes, *empty],
        rows=rows,
        rows_read=raw.rows_read,
    )


def _is_table(text: str, mapping: Mapping[str, str] | None) -> bool:
    """Say whether a file without a table's suffix begins with a header of articles all the same."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep="):
        return True
    cells = [[c.strip(' "') for c in first.split(d)] for d in _DELIMITERS]
    return any(len(c) > 1 and fits(c, mapping) for c in cells)


def _page(name: str, page: dict | None, kind: str) -> Part:
    if page is None:
        return Part(name, refusal=f"{name}: {_PAGES[kind]} that is no article")
    return Part(name, kind=kind, encoding="utf-8", page=page, rows_read=1)


def _nothing(source: Source, parts: list[Part]) -> str:
    """Return one line for a source that holds no articles, the most helpful reason in it."""
    reasons = [p.refusal for p in parts]
    if not reasons:
        return f"{_told(source)}: an archive without files; {_WAY_OUT}"
    if len(reasons) == 1:
        return _with_path(reasons[0], parts[0].name, source)
    best = next((r for r in reasons if "sorotan attention" in r), reasons[0])
    return f"{_told(source)}: none of its {len(reasons)} files holds articles; {best}"


def _with_path(reason: str, name: str, source: Source) -> str:
    # a command in the message must work where the user stands
    path = source if isinstance(source, str | Path) else next(iter(source))
    return reason.replace(name, str(path)) if Path(path).name == name else reason


def _told(source: Source) -> str:
    if isinstance(source, str | Path):
        return str(source)
    return ", ".join(str(s) for s in list(source)[:3]) or "no source"


def _collection(source: Source) -> str:
    if not isinstance(source, str | Path):
        source = list(source)[0] if len(source) == 1 else ""
    path = Path(source)
    if not str(source):
        return ""
    return path.resolve().name if path.is_dir() else path.name.split(".")[0]
