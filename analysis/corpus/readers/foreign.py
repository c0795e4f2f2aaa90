"""Reads Parquet files that others wrote, as text, some thousand rows at a time.

In: a stream that can seek. Out: batches of rows; page checksums are verified where the file has
them. What pandas wrote of itself into a file is ignored. Whole days stand as days; a row with a
date that no calendar holds, or with text that is not UTF-8, is quarantined.

Cannot do: columns of bytes that are no text; a table that has one is refused.
"""

import json
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.parquets import damaged
from analysis.corpus.readers import Raw
from analysis.corpus.readers.arrow import arrow_frame
from analysis.schema import InputError

BATCH_ROWS = 20_000
BATCH_BYTES = 16 << 20
_BUFFER = 1 << 20
_INDEX = "__index_level_"  # pandas wrote its row index; it is no column of the user's
_NO_DAY = "a date outside the years 1 to 9999"
_NOT_UTF8 = "text that is not UTF-8"


class _Texts(NamedTuple):
    """A column as text, and the rows of it that cannot be kept."""

    texts: pa.Array
    is_bad: np.ndarray | None = None
    reason: str = ""


def read_foreign(stream: BinaryIO, name: str) -> Iterator[Raw]:
    """Read a Parquet file in batches; row numbers count from 1.

    Raises InputError where the file is damaged or has a column that cannot be read as text.
    """
    try:
        # the buffer makes pages come one by one instead of whole columns
        file = pq.ParquetFile(
            stream, page_checksum_verification=True, buffer_size=_BUFFER, pre_buffer=False
        )
        names = [n for n in file.schema_arrow.names if not n.startswith(_INDEX)]
        columns.refuse_double(name, names)
        done = 0
        for batch in file.iter_batches(_rows_of(file.metadata), use_threads=False):
            yield _raw(batch, names, done, name)
            done += batch.num_rows
        _refuse_loss(done, file.metadata.num_rows, name)
        if not done:
            yield _raw(file.schema_arrow.empty_table(), names, 0, name)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise damaged(name, error) from error


def _refuse_loss(given: int, stated: int, name: str) -> None:
    # Arrow gives fewer rows, or none, where a count of values is damaged
    if given != stated:
        raise InputError(
            f"{name}: a damaged Parquet file (it states {stated:,} rows and gives {given:,}); copy"
            " or download it again"
        )


def _rows_of(meta: pq.FileMetaData) -> int:
    """Return how many rows make a batch, by the size that the file states."""
    groups = [meta.row_group(i) for i in range(meta.num_row_groups)]
    widest = max((g.total_byte_size / max(g.num_rows, 1) for g in groups), default=1)
    return int(min(max(BATCH_BYTES / max(widest, 1), 1), BATCH_ROWS))


def _raw(batch: pa.RecordBatch | pa.Table, names: list[str], done: int, name: str) -> Raw:
    found = [_column(batch[n], n, name) for n in names]
    numbers = np.arange(done + 1, done + len(batch) + 1, dtype="int64")
    is_kept, notes = np.ones(len(batch), bool), []
    for label, column in zip(names, found):
        if column.is_bad is None:
            continue
        fresh = numbers[column.is_bad & is_kept]
        notes += [note(name, int(n), "quarantined", column.reason, column=label) for n in fresh]
        is_kept &= ~column.is_bad
    cells = [c.texts for c in found]
    if notes:
        cells = [c.filter(pa.array(is_kept)) for c in cells]
    frame = arrow_frame(names, cells, numbers[is_kept])
    return Raw(frame, "parquet", "parquet", notes, len(batch))


def _column(column: pa.Array | pa.ChunkedArray, label: str, name: str) -> _Texts:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    try:
        found = _as_text(column, kind)
        texts = found.texts.cast(pa.large_string()).fill_null("")
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise InputError(f"{name}: column {label!r} ({kind}) cannot be read as text") from error
    return found._replace(texts=texts)


def _as_text(column: pa.Array, kind: pa.DataType) -> _Texts:
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _days(column, kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _checked(column)
    if pa.types.is_floating(kind):
        return _Texts(pc.replace_substring_regex(pc.cast(column, "string"), r"\.0$", ""))
    if pa.types.is_nested(kind):
        return _Texts(pa.array([_nested(v) for v in column.to_pylist()], pa.string()))
    return _Texts(pc.cast(column, "string"))


def _days(column: pa.Array, kind: pa.DataType) -> _Texts:
    plain = column.cast(pa.timestamp(kind.unit)) if pa.types.is_timestamp(kind) else column
    year = pc.year(plain).fill_null(1).to_numpy(zero_copy_only=False)
    is_bad = (year < 1) | (year > 9999)
    texts = pc.replace_substring_regex(pc.cast(column, "string"), r"\.0+([+-]\d+|Z)?$", r"\1")
    # whole days stand as days; a clock time stays where one is not midnight
    texts = pc.replace_substring_regex(texts, r"[ T]00:00:00$", "")
    return _Texts(texts, is_bad if is_bad.any() else None, _NO_DAY)


def _checked(column: pa.Array) -> _Texts:
    """Look at text for bytes that are not UTF-8, which Arrow passes on unseen."""
    column = column.cast(pa.large_string())
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.large_binary()).to_pylist()
        is_bad = np.array([not _is_utf8(cell) for cell in raw])
        texts = ["" if bad else cell for bad, cell in zip(is_bad, raw)]
        return _Texts(pa.array(texts, pa.large_binary()).cast(pa.large_string()), is_bad, _NOT_UTF8)
    return _Texts(column)


def _is_utf8(cell: bytes | None) -> bool:
    try:
        (cell or b"").decode()
    except UnicodeDecodeError:
        return False
    return True


def _nested(value: object) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
