"""Keeps the partial counts of a file on the disk, so that a second run scans nothing.

In: the path of a Parquet file, and a plan. Out: a small Parquet file in the cache folder, whose
name is a digest of all that the counts depend on: size, time of change and footer of the file,
terms, period, group, fields, and the version of the word rules. A cache file that is damaged is as
good as none; one may delete them all.

Cannot do: notice a change of a file that leaves its size, its time and its footer as they were.
Old entries stay until the folder is deleted.
"""

import hashlib
import json
import warnings
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.corpus.files import atomic_write
from analysis.schema import InputError
from analysis.words import kernel

_CONTENT = b"sorotan.counts"
_NO_DAY = -(2**31)
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)


def read(path: Path, plan: kernel.Plan, folder: Path) -> pa.RecordBatch | None:
    """Return the counts of this file and plan that were kept, or None."""
    try:
        kept = pq.read_table(_entry(path, plan, folder))
        label = (kept.schema.metadata or {}).get(_CONTENT)
        is_whole = kept.schema.equals(kernel.PARTIAL) and label == _content(kept)
    except _BROKEN:
        return None
    return kernel.merge(kept.to_batches()) if is_whole else None


def write(part: pa.RecordBatch, path: Path, plan: kernel.Plan, folder: Path) -> None:
    """Keep the counts of a file; warn (UserWarning) where the folder cannot be written to."""
    table = pa.Table.from_batches([part])
    table = table.replace_schema_metadata({_CONTENT: _content(table)})
    try:
        with atomic_write(_entry(path, plan, folder)) as temporary:
            pq.write_table(table, temporary, compression="zstd")
    except InputError as error:
        warnings.warn(f"the counts are not kept for next time: {error}", UserWarning, stacklevel=2)


def _entry(path: Path, plan: kernel.Plan, folder: Path) -> Path:
    """Return the path of the cache file for this file, as it is now, and this plan."""
    size, footer = path.stat().st_size, b""
    with path.open("rb") as stream:
        if size > 8:
            stream.seek(size - 8)
            length = int.from_bytes(stream.read(4), "little")
            stream.seek(max(0, size - 8 - length))
            footer = stream.read()
    about = [size, path.stat().st_mtime_ns, hashlib.sha256(footer).hexdigest()]
    key = json.dumps([about, kernel.NORMALISER, plan])
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.parquet"


def _content(table: pa.Table) -> bytes:
    """Return a digest of the values: a flipped bit must not pass for a count."""
    digest = hashlib.sha256("\0".join(pc.fill_null(table["group"], "").to_pylist()).encode())
    digest.update(pc.fill_null(table["period"].cast(pa.int32()), _NO_DAY).to_numpy().tobytes())
    for name in ("term", "mentions", "articles"):
        digest.update(table[name].to_numpy().tobytes())
    return digest.hexdigest().encode()
