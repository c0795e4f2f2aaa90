"""Times a whole `sorotan load` of a table and each of its stages, on CLICK-ID over and over.

In: the articles of CLICK-ID beside the project, written as one CSV with a new id and headline each.
Out: articles a CPU-second and the memory at its height for the whole load, for another run on the
same file, and CPU-seconds for each stage. CPU-seconds count every thread of a process.

Cannot do: sentences recur in such a file, which helps no stage but compression.
"""

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_tables import CLICK_ID, articles

from analysis import corpus
from analysis.corpus import assemble, parts, rowdates
from analysis.corpus.merge import batches, merge
from analysis.corpus.opening import open_file
from analysis.corpus.parquets import write_batches
from analysis.corpus.readers.tables import read_table

NAME = "bench.csv"


def write(path: Path, rows: int) -> None:
    """Write a table of so many articles; id, headline and address are new in each row."""
    texts = articles().to_numpy().tolist()
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "title", "source", "date", "time", "content", "url"])
        for n in range(rows):
            _, title, source, _, clock, _, text, _ = texts[n % len(texts)]
            day = f"{2005 + n % 15}-{1 + n % 12:02d}-{1 + n % 28:02d}"
            url = f"https://{source.lower()}/read/{day.replace('-', '/')}/{n}"
            table.writerow([n, f"{title} {n}", source, day, clock, text, url])


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what the work gave and the CPU-seconds it took."""
    before = time.process_time()
    return work(), time.process_time() - before


def stages(path: Path, out: Path) -> dict[str, float]:
    """Return the CPU-seconds of each stage of a load in memory."""
    raws, read = timed(lambda: list(read_table(path, NAME)))
    made, clean = timed(lambda: [assemble.understand(raw, NAME) for raw in raws])
    keys = assemble.joined_keys([batch.keys for batch in made])
    _, settle = timed(lambda: rowdates.settle(keys, NAME))
    _, lines = timed(lambda: [parts.lines_of(batch.rows["text"]) for batch in made])
    part = [parts.take(held) for held in open_file(path, NAME)]
    merged, decide = timed(lambda: merge(part))
    _, wrote = timed(lambda: write_batches(batches(merged), out, merged.account))
    return {
        "read: bytes to columns of text": read,
        "understand: names, cuts, language, keys": clean,
        "dates": settle,
        "short lines": lines,
        "repeats, ids, repeated lines": decide,
        "write": wrote,
    }


def whole(path: Path, out: Path) -> None:
    """Load the table twice in this process, and print what it took."""
    for label in ("load", "again, nothing changed"):
        _, spent = timed(lambda: corpus.store(path, out))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(f"  {label:<42}{spent:>8.2f} s, at most {peak:,.0f} MB")


def main(rows: int) -> None:
    """Write the file, load it in a process of its own, and time the stages on a tenth of it."""
    if not CLICK_ID.is_dir():
        print("CLICK-ID is absent (no folder ../shared beside the project): not run")
        return
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / NAME, Path(folder) / "bench.parquet"
        write(path, rows)
        print(f"{rows:,} articles, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        subprocess.run([sys.executable, __file__, "--file", str(path)], check=True)
        few = max(rows // 10, 1)
        write(path, few)
        for stage, spent in stages(path, out).items():
            rate = few / max(spent, 1e-9)
            print(f"  {stage:<42}{spent:>8.2f} s for {few:,}, {rate:>10,.0f} a CPU-second")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Times the loading of a table.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.file:
        whole(given.file, given.file.with_suffix(".parquet"))
    else:
        main(given.rows)
