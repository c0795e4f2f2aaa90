"""Counts over Parquet files: row group by row group on two threads, with counts kept on the disk.

In: paths, and a plan of the kernel. Out: the partial counts of each file. Row groups may be of any
size; 10,000 rows a thread are held at a time. Checksums of pages are verified where a file has
them.

Cannot do: read more than one row group of a file at once where it has but one; notice damage in
files without checksums that can still be decoded.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tqdm.auto import tqdm

from analysis.corpus.parquets import damaged
from analysis.schema import InputError
from analysis.words import count_cache, kernel

THREADS = 2
ROWS = 10_000  # articles a batch
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)

Job = Callable[[], pa.RecordBatch]


def paths(source: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return the Parquet files of a path, a folder or several of them, each file once."""
    given = source if isinstance(source, Iterable) and not isinstance(source, str) else [source]
    found: dict[Path, Path] = {}
    for path in given:
        if not isinstance(path, str | Path):
            raise InputError("give a table of articles (DataFrame), or paths of Parquet files")
        path = Path(path)
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        found.update((p.resolve(), p) for p in (_inside(path) if path.is_dir() else [path]))
    if not found:
        raise InputError("no files to count; give a table of articles, or paths of Parquet files")
    return list(found.values())


def _inside(folder: Path) -> list[Path]:
    # names that begin so are unfinished files, or what Spark writes beside its parts
    inside = sorted(p for p in folder.rglob("*.parquet") if not p.name.startswith((".", "_")))
    if not inside:
        raise InputError(
            f"{folder}: no Parquet file in this folder; corpus.write_parquet makes one"
        )
    return inside


def parts(files: list[Path], plan: kernel.Plan, folder: Path | None) -> Iterator[pa.RecordBatch]:
    """Yield the partial counts of each file, from the cache in `folder` where they are known."""
    known = {path: count_cache.read(path, plan, folder) for path in files} if folder else {}
    jobs = {path: _jobs(path, plan) for path in files if known.get(path) is None}
    counted = run([job for some in jobs.values() for job in some])
    for path in files:
        part = known.get(path)
        if part is None:
            part = kernel.merge(islice(counted, len(jobs[path])))
            if folder:
                count_cache.write(part, path, plan, folder)
        yield part


def run(jobs: list[Job]) -> Iterator[pa.RecordBatch]:
    """Yield what the jobs return, in order; they run on threads, for the kernel holds no lock."""
    with (
        ThreadPoolExecutor(THREADS) as pool,
        tqdm(total=len(jobs), leave=False, disable=None, desc="count") as bar,
    ):
        for part in pool.map(lambda job: job(), jobs):
            yield part
            bar.update()


def _jobs(path: Path, plan: kernel.Plan) -> list[Job]:
    """Return one job for each row group of a file."""
    with _told(path):
        if not _begins_as_parquet(path):
            raise InputError("no Parquet file; read it with corpus.load and write it as Parquet")
        metadata = pq.read_metadata(path)
        used = kernel.columns(plan, metadata.schema.to_arrow_schema().names)
    groups = range(metadata.num_row_groups)
    return [partial(_group, path, metadata, number, used, plan) for number in groups]


def _begins_as_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _group(
    path: Path, metadata: pq.FileMetaData, number: int, used: list[str], plan: kernel.Plan
) -> pa.RecordBatch:
    # pre_buffer would keep the bytes of the whole file in memory
    options = {"pre_buffer": False, "page_checksum_verification": True}
    with _told(path), pq.ParquetFile(path, metadata=metadata, **options) as file:
        batches = file.iter_batches(ROWS, row_groups=[number], columns=used, use_threads=False)
        return kernel.merge(kernel.counts(batch, plan) for batch in batches)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Name the file in every error of the block; say of a damaged one that it is."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    except _BROKEN as error:
        raise damaged(path.name, error) from error
