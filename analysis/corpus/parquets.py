"""Writes and reads our own tables of articles: Parquet that notices any change to itself.

In: articles, whole or batch by batch. Out: row groups of 10,000 rows in zstd with page checksums,
a digest over all values, and the ledger and sources of the load in the footer. The same articles
give the same bytes, however they were cut into batches.

Cannot do: it does not mend a damaged file, and the Parquet of others is read by `readers.tables`.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis import schema
from analysis.corpus.files import atomic_write
from analysis.corpus.ledger import Account, attach, ledger, sources
from analysis.schema import InputError

META, DIGEST = b"sorotan", b"sorotan.sha256"
FORMAT = 2
ROW_GROUP = 10_000
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)  # names of columns are text too


def write_parquet(articles: pd.DataFrame, path: str | Path) -> Path:
    """Write articles as Parquet with page checksums, their ledger and sources in its metadata.

    The same table gives the same bytes.
    """
    return write_batches([articles], path, Account(ledger(articles), sources(articles)))


def write_batches(batches: Iterable[pd.DataFrame], path: str | Path, account: Account) -> Path:
    """Write articles that come batch by batch; one row group at a time is held in memory.

    There must be one batch at least, if only an empty one, and all must have the same columns.
    """
    meta = _metadata(account)
    content = hashlib.sha256(meta)
    writer = None
    with atomic_write(path) as temporary:
        try:
            for group in _groups(batches):
                if writer is None:
                    labelled = group.schema.with_metadata({META: meta})
                    writer = pq.ParquetWriter(
                        temporary, labelled, compression="zstd", write_page_checksum=True
                    )
                writer.write_table(group.replace_schema_metadata({META: meta}), ROW_GROUP)
                _digest_group(content, group)
            writer.add_key_value_metadata({DIGEST: content.hexdigest().encode()})
        finally:
            if writer is not None:
                writer.close()
    return Path(path)


def _groups(batches: Iterable[pd.DataFrame]) -> Iterator[pa.Table]:
    """Cut batches of any size into tables of ROW_GROUP rows; the last may be shorter."""
    held: list[pa.Table] = []
    size, is_first = 0, True
    for batch in batches:
        table = _canonical(pa.Table.from_pandas(batch, preserve_index=False))
        held.append(table.cast(held[0].schema) if held else table)
        size += table.num_rows
        if size >= ROW_GROUP:
            whole = pa.concat_tables(held)
            for start in range(0, size - size % ROW_GROUP, ROW_GROUP):
                yield whole.slice(start, ROW_GROUP).combine_chunks()
            held, size, is_first = [whole.slice(size - size % ROW_GROUP)], size % ROW_GROUP, False
    if held and (size or is_first):
        yield pa.concat_tables(held).combine_chunks()


def _canonical(table: pa.Table) -> pa.Table:
    # pandas may hold one text column in pieces or as either string type: the bytes must not show it
    kinds = [
        pa.field(f.name, pa.large_string() if pa.types.is_string(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(kinds)).combine_chunks()


def _digest_group(content: "hashlib._Hash", group: pa.Table) -> None:
    """Add names, types and values of a row group to a SHA-256: the footer has no checksum."""
    for name, column in zip(group.column_names, group.columns):
        content.update(f"{name}\0{column.type}\0{len(column)}\0".encode())
        for part in _values(column):
            content.update(part)


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


def _metadata(account: Account) -> bytes:
    content = {
        "format": FORMAT,
        "ledger": _packed(account.ledger),
        "sources": account.sources.to_dict("records"),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _packed(table: pd.DataFrame) -> str:
    # a ledger may have a row an article: as Parquet its few reasons take next to no room
    out = pa.BufferOutputStream()
    packed = _canonical(pa.Table.from_pandas(table, preserve_index=False))
    pq.write_table(packed.replace_schema_metadata(None), out, compression="zstd")
    return base64.b64encode(out.getvalue()).decode()


def read_parquet(path: str | Path) -> pd.DataFrame:
    """Read articles that `write_parquet` wrote, unchanged, checksums and digest verified.

    Raises InputError where the file is damaged or was not written here.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    batches, account = open_own(path, path.name)
    return attach(pd.concat(list(batches), ignore_index=True), account.ledger, account.sources)


def is_own(source: object) -> bool:
    """Say whether a Parquet file, given by path or as a stream, was written by `write_parquet`."""
    try:
        return META in (pq.read_metadata(source).metadata or {})
    except _BROKEN:
        return False  # its reader will tell what is wrong with it


def open_own(stream: str | Path | BinaryIO, name: str) -> tuple[Iterator[pd.DataFrame], Account]:
    """Verify a file that `write_parquet` wrote; return its articles batch by batch and its account.

    `stream` is a path, or a stream that can seek, which is closed after the last batch. Raises
    InputError where the file is damaged, of another format, or not ours.
    """
    try:
        file = pq.ParquetFile(stream, page_checksum_verification=True)
        labels = file.metadata.metadata or {}
        meta = labels.get(META)
        if meta is None:
            raise InputError(f"{name}: not a file of this project; read it with corpus.load")
        _verify(file, meta, labels.get(DIGEST, b""), name)
    except _BROKEN as error:
        _close(stream)
        raise damaged(name, error) from error
    except InputError:
        _close(stream)
        raise
    kept = json.loads(meta)
    rows = pq.read_table(pa.BufferReader(base64.b64decode(kept["ledger"]))).to_pandas()
    account = Account(schema.frame("ledger", rows), schema.frame("sources", kept["sources"]))
    return _read_groups(file, stream), account


def _verify(file: pq.ParquetFile, meta: bytes, digest: bytes, name: str) -> None:
    content = hashlib.sha256(meta)
    for number in range(file.num_row_groups):
        _digest_group(content, _canonical(_group(file, number)))
    if content.hexdigest().encode() != digest:
        found = _format_of(meta)
        if found != FORMAT:
            raise InputError(
                f"{name}: written in format {found}, this version reads {FORMAT}; load its"
                " sources again"
            )
        raise InputError(f"{name}: damaged (its digest does not fit); copy it or load again")


def _format_of(meta: bytes) -> object:
    try:
        return json.loads(meta).get("format")
    except ValueError:
        return FORMAT  # what cannot be read is damaged, not old


def _group(file: pq.ParquetFile, number: int) -> pa.Table:
    return file.read_row_group(number).replace_schema_metadata(None)


def _read_groups(file: pq.ParquetFile, stream: str | Path | BinaryIO) -> Iterator[pd.DataFrame]:
    try:
        for number in range(file.num_row_groups):
            yield schema.frame("articles", _group(file, number).to_pandas())
    finally:
        file.close()
        _close(stream)


def _close(stream: str | Path | BinaryIO) -> None:
    if not isinstance(stream, str | Path):
        stream.close()


def damaged(name: str, error: Exception) -> InputError:
    """Return the error for a Parquet file that cannot be read, without a byte of its content."""
    # a damaged page may quote its bytes in the message: the kind of error says enough
    kind = "its checksum does not fit" if "CRC" in str(error) else type(error).__name__
    return InputError(f"{name}: a damaged Parquet file ({kind}); copy or download it again")
