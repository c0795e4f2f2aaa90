"""Reads one table of any kind as text: CSV, XLSX, JSON, JSONL and Parquet.

Nothing is guessed from the values: ids keep their zeros, `T`, `null` and `NA` stay what they are.

Cannot do: files larger than memory; each is read whole.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import columns, files
from analysis.corpus.readers import ROW, Raw
from analysis.corpus.readers.csvs import read_csv
from analysis.corpus.readers.jsons import read_json
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.sheets import read_xlsx
from analysis.schema import InputError

_INDEX = "__index_level_"  # pandas wrote its row index; it is no column of the user's


def read_table(
    source: str | Path | bytes, name: str = "", mapping: Mapping[str, str] | None = None
) -> Raw:
    """Read a table, given by path or as bytes, into rows of text.

    `mapping` (column of articles -> input name) only helps to find the sheet and the delimiter.
    Raises InputError where it is no table or cannot be read.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = name or (str(source) if not isinstance(source, bytes) else "the table")
    kind = kind_of(content, name)
    if kind == "xlsx":
        return read_xlsx(content, name, mapping)
    if kind == "parquet":
        return _read_parquet(content, name)
    if kind == "json":
        return read_json(content, name)
    if kind in ("csv", "text"):
        return read_csv(content, name, mapping)
    raise InputError(f"{name}: not a table ({kind})")


def _read_parquet(content: bytes, name: str) -> Raw:
    table = files.open_parquet(content, name)
    names = [n for n in table.column_names if not n.startswith(_INDEX)]
    columns.refuse_double(name, names)
    frame = pd.DataFrame({n: _column(table[n], n, name) for n in names}, dtype="str")
    frame[ROW] = pd.RangeIndex(1, len(frame) + 1).astype("int64")
    return Raw(frame, "parquet", "parquet", [], len(frame), set())


def _column(column: pa.ChunkedArray, label: str, name: str) -> pd.Series:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    try:
        texts = _as_text(column, kind)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise InputError(f"{name}: column {label!r} ({kind}) cannot be read as text") from error
    return pd.Series(texts.fill_null("").to_pandas(), dtype="str")


def _as_text(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_timestamp(kind):
        # whole days stand as days; a clock time stays where one is not midnight
        return pc.replace_substring_regex(pc.cast(column, "string"), r"[ T]00:00:00(\.0+)?$", "")
    if pa.types.is_floating(kind):
        return pc.replace_substring_regex(pc.cast(column, "string"), r"\.0$", "")
    if pa.types.is_nested(kind):
        return pa.chunked_array([[_nested(v) for v in column.to_pylist()]], type=pa.string())
    return pc.cast(column, "string")


def _nested(value: object) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
