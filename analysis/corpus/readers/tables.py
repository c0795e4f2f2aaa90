"""Reads one table of any kind as text, in batches: CSV, XLSX, JSON, JSON Lines and Parquet.

In: a path, bytes, or a Blob. Out: batches of rows. Nothing is guessed from the values: ids keep
their zeros, `T`, `null` and `NA` stay what they are.

Cannot do: workbooks, JSON in one piece and Parquet inside an archive are held whole in memory.
"""

import codecs
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from analysis.corpus.readers import ROW, Raw
from analysis.corpus.readers.blobs import Blob
from analysis.corpus.readers.csvs import read_csv
from analysis.corpus.readers.foreign import read_foreign
from analysis.corpus.readers.jsons import read_json
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.lines import exactly
from analysis.corpus.readers.sheets import read_xlsx
from analysis.schema import InputError

WHOLE_LIMIT = 500_000_000


def read_table(
    source: str | Path | bytes | Blob,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Raw]:
    """Read a table, given by path, as bytes or as a Blob, into batches of rows of text.

    At least one batch comes. `mapping` (column of articles -> input name) only helps to find the
    sheet and the delimiter. Raises InputError where it is no table or cannot be read; where damage
    lies far into a file, after the batches before it.
    """
    try:
        yield from _read(_blob(source, name), mapping)
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror or error})") from error


def _blob(source: str | Path | bytes | Blob, name: str) -> Blob:
    if isinstance(source, bytes):
        return Blob.from_bytes(source, name or "the table")
    return source if isinstance(source, Blob) else Blob.from_path(source, name or str(source))


def whole_table(
    source: str | Path | bytes | Blob,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Raw:
    """Read a table as `read_table` does, into one Raw; for tables that fit in memory."""
    return joined(list(read_table(source, name, mapping)))


def joined(batches: list[Raw]) -> Raw:
    """Join the batches of one file; a cell that a batch has no column for is empty."""
    last = batches[-1]
    names = [n for n in dict.fromkeys(n for b in batches for n in b.frame.columns) if n != ROW]
    frames = [b.frame.reindex(columns=[*names, ROW], fill_value="") for b in batches]
    frame = pd.concat(frames, ignore_index=True).astype(dict.fromkeys(names, "str"))
    return last._replace(
        frame=frame,
        notes=[n for b in batches for n in b.notes],
        rows_read=sum(b.rows_read for b in batches),
        typed={cell for b in batches for cell in b.typed},
        provenance={fact: v for b in batches for fact, v in b.provenance.items()},
    )


def _read(blob: Blob, mapping: Mapping[str, str] | None) -> Iterator[Raw]:
    kind, name = _as_table(kind_of(blob), blob), blob.name
    with blob.open() as stream:
        if kind == "xlsx":
            yield from read_xlsx(_whole(stream, name), name, mapping)
        elif kind == "parquet":
            yield from read_foreign(
                stream if stream.seekable() else io.BytesIO(_whole(stream, name)), name
            )
        elif kind == "json":
            yield from read_json(stream, name, mapping)
        elif kind in ("csv", "text"):
            yield from read_csv(stream, name, mapping)
        else:
            raise InputError(
                f"{name}: not a table ({kind}); give CSV, XLSX, JSON, JSON Lines or Parquet"
            )


def _as_table(kind: str, blob: Blob) -> str:
    """Return what an answer of a service is when it is read as the plain table it came in."""
    start = blob.head(64).removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if kind != "service" or start == b"<":
        return kind
    return "json" if start in (b"{", b"[") else "csv"


def _whole(stream: BinaryIO, name: str) -> bytes:
    content = exactly(stream, WHOLE_LIMIT + 1)
    if len(content) > WHOLE_LIMIT:
        raise InputError(
            f"{name}: more than {WHOLE_LIMIT:,} bytes, which this format needs in memory at once;"
            " unpack it, or save it as CSV"
        )
    return content
