"""Writes and reads the project's own files so that a crash or a full disk never spoils one.

Every output goes through `atomic_write`: a temporary file beside the target, flushed to the disk,
then renamed over it. Parquet carries page checksums and a digest of its content, verified at each
reading, and the ledger and sources of the load in its metadata.

Cannot do: it does not lock; of two writers of one file the later one wins, whole.
"""

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from analysis import schema
from analysis.corpus.ledger import attach, ledger, sources
from analysis.schema import InputError

META, DIGEST = b"sorotan", b"sorotan.sha256"
FORMAT = 1
_ROW_GROUP = 10_000
_DISK = {errno.ENOSPC: "the disk is full", errno.EFBIG: "the disk refuses a file of this size"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that replaces it only when the block ends well.

    On an error the temporary file is removed and an older file stays as it was. Raises InputError
    where the disk is full or refuses the size.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _reserve(path)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
        _flush(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno in _DISK:
            remedy = "free some space and write again"
            raise InputError(f"{path}: {_DISK[error.errno]}; {remedy}") from error
        raise
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _reserve(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
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


def write_parquet(articles: pd.DataFrame, path: str | Path) -> Path:
    """Write articles as Parquet with page checksums, their ledger and sources in its metadata.

    The same table gives the same bytes.
    """
    table = _canonical(pa.Table.from_pandas(articles, preserve_index=False))
    meta = _metadata(articles)
    table = table.replace_schema_metadata({META: meta, DIGEST: _content_digest(table, meta)})
    with atomic_write(path) as temporary:
        pq.write_table(
            table,
            temporary,
            compression="zstd",
            row_group_size=_ROW_GROUP,
            write_page_checksum=True,
        )
    return Path(path)


def _canonical(table: pa.Table) -> pa.Table:
    # pandas may hold one text column in pieces or as either string type: the bytes must not show it
    kinds = [
        pa.field(f.name, pa.large_string() if pa.types.is_string(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(kinds)).combine_chunks()


def _content_digest(table: pa.Table, meta: bytes) -> bytes:
    """Return a SHA-256 of names, types, values and metadata: the footer has no checksum."""
    content = hashlib.sha256(meta)
    for name, column in zip(table.column_names, table.columns):
        content.update(f"{name}\0{column.type}\0{len(column)}\0".encode())
        for part in _values(column):
            content.update(part)
    return content.hexdigest().encode()


def _values(column: pa.ChunkedArray) -> Iterator[bytes]:
    """Yield which values are there, then the values themselves, the same however chunked."""
    yield pc.is_valid(column).to_numpy().tobytes()
    if not pa.types.is_large_string(column.type):
        plain = column if not pa.types.is_timestamp(column.type) else column.cast(pa.int64())
        yield (
            pc.fill_null(plain, False if pa.types.is_boolean(plain.type) else 0)
            .to_numpy()
            .tobytes()
        )
        return
    yield pc.fill_null(pc.binary_length(column), 0).to_numpy().astype("int64").tobytes()
    for chunk in column.chunks:
        ends = np.frombuffer(chunk.buffers()[1], "int64")[
            chunk.offset : chunk.offset + len(chunk) + 1
        ]
        if chunk.buffers()[2] is not None and len(chunk):
            yield memoryview(chunk.buffers()[2])[ends[0] : ends[-1]]


def _metadata(articles: pd.DataFrame) -> bytes:
    content = {
        "format": FORMAT,
        "ledger": ledger(articles).to_dict("records"),
        "sources": sources(articles).to_dict("records"),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def read_parquet(path: str | Path) -> pd.DataFrame:
    """Read articles that `write_parquet` wrote, unchanged, checksums verified.

    Raises InputError where the file is damaged or was not written here.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    return parse_parquet(path.read_bytes(), path.name)


def parse_parquet(content: bytes, name: str) -> pd.DataFrame:
    """Read articles from the bytes of a file that `write_parquet` wrote; see `read_parquet`."""
    table = open_parquet(content, name)
    if not is_own(table):
        raise InputError(f"{name}: not a file of this project; read it with corpus.load")
    meta = table.schema.metadata[META]
    if table.schema.metadata.get(DIGEST) != _content_digest(table, meta):
        raise InputError(f"{name}: damaged (its digest does not fit); copy it or load again")
    articles = table.replace_schema_metadata(None).to_pandas()
    articles = schema.frame("articles", articles)
    kept = json.loads(meta)
    if kept.get("format") != FORMAT:
        raise InputError(
            f"{name}: written in format {kept.get('format')}, this version reads {FORMAT}"
        )
    return attach(
        articles, schema.frame("ledger", kept["ledger"]), schema.frame("sources", kept["sources"])
    )


def is_own(table: pa.Table) -> bool:
    """Say whether `write_parquet` wrote this table."""
    return META in (table.schema.metadata or {})


def open_parquet(content: bytes, name: str) -> pa.Table:
    """Read any Parquet file's bytes, page checksums verified where it has them.

    Raises InputError where it is damaged.
    """
    try:
        return pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        # a damaged page may quote its bytes in the message: the kind of error says enough
        kind = "its checksum does not fit" if "CRC" in str(error) else type(error).__name__
        raise InputError(
            f"{name}: a damaged Parquet file ({kind}); copy or download it again"
        ) from error
