"""Times the readers of tables, from bytes to checked columns of text, against polars and json.

In: the articles of CLICK-ID beside the project, written over and over with a new id into a
temporary folder. Out: a table of CPU-seconds, articles a CPU-second, memory added, and the ratio to
the peer on the same bytes in the same run. CPU-seconds count every thread of a process.

Cannot do: the peers check nothing, so the ratio is the price of checking plus the difference in
speed; it holds for this machine and run.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import polars as pl

from analysis import HOME
from analysis.corpus.readers.csvs import read_csv
from analysis.corpus.readers.jsons import read_json
from analysis.corpus.readers.sheets import read_xlsx

CLICK_ID = HOME.parent / "shared" / "corpora" / "click-id-raw"
COLUMNS = ["id", "title", "source", "date", "time", "category", "content", "url"]
ROUNDS = 3  # the best of so many counts


def articles() -> pd.DataFrame:
    """Return the articles of the workbooks of CLICK-ID as text, one row an article."""
    books = sorted(CLICK_ID.glob("*.xlsx"))
    frames = [raw.frame for p in books for raw in read_xlsx(p.read_bytes(), p.name)]
    full = [f.assign(id="") for f in frames if "content" in f]
    return pd.concat(full, ignore_index=True)[COLUMNS]


def repeated(rows: list[list[str]], size: int, change: Callable[[str], str]) -> Iterator[list[str]]:
    """Yield rows of articles again and again, each with a new id, up to a size in characters."""
    number, done = 0, 0
    while done < size:
        for _, *cells in rows:
            number += 1
            made = [str(number), *cells[:5], change(cells[5]), cells[6]]
            done += sum(map(len, made)) + len(made)
            yield made


def write_csv(path: Path, rows: Iterator[list[str]], *, spoil: int = 0) -> None:
    """Write rows as CSV, quoted where they must be; each `spoil`-th row gets a cell too many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, row in enumerate(rows, start=1):
            writer.writerow([*row, "?"] if spoil and number % spoil == 0 else row)


def write_jsonl(path: Path, rows: Iterator[list[str]]) -> None:
    """Write rows as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(COLUMNS, row)), ensure_ascii=False) + "\n")


def one_line(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def many_lines(text: str) -> str:
    """Return a text with every sentence in a line of its own."""
    return one_line(text).replace(". ", ".\n")


def write_dirty(path: Path, rows: Iterator[list[str]]) -> None:
    """Write rows as CSV of which one in a hundred or so has quotes that are not doubled."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        for row in rows:
            broken = '"' if len(row[6]) % 100 == 0 else '""'
            cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
            cells[1] = f'"{broken}{row[1].replace(chr(34), "")}{broken}"'
            file.write(",".join(cells) + "\n")


READERS = {
    "ours csv": lambda data: sum(len(raw.frame) for raw in read_csv(data, "bench.csv")),
    "polars csv": lambda data: len(pl.read_csv(data, infer_schema=False)),
    "ours jsonl": lambda data: sum(len(raw.frame) for raw in read_json(data, "bench.jsonl")),
    "json.loads": lambda data: len([json.loads(line) for line in data.splitlines()]),
}


def measure(reader: str, path: Path) -> None:
    """Print rows, least CPU-seconds and memory added for one reader of one file."""
    data = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        rows = READERS[reader](data)
        spent.append(time.process_time() - start)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps([rows, min(spent), added]))


def apart(reader: str, path: Path) -> tuple[int, float, float]:
    """Measure in a process of its own, so that memory is that of one reader."""
    command = [sys.executable, __file__, "--reader", reader, "--file", str(path)]
    return tuple(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def compare(label: str, path: Path, pair: tuple[str, str]) -> None:
    """Print a line for each of two readers of a file, and their ratio; the peer may refuse it."""
    size = path.stat().st_size / 1e6
    taken = {}
    for reader in pair:
        try:
            rows, seconds, added = apart(reader, path)
        except subprocess.CalledProcessError:
            print(f"{label:<26}{reader:<12}{size:>6.0f} MB  refuses the file")
            continue
        taken[reader] = seconds
        told = f"{rows:>8,} rows{seconds:>7.2f} s{rows / seconds:>10,.0f}/s{added:>6.0f} MB more"
        print(f"{label:<26}{reader:<12}{size:>6.0f} MB{told}")
    if len(taken) == 2:
        ours, peer = (taken[reader] for reader in pair)
        print(f"{label:<26}ratio {ours / peer:.2f} x the CPU-seconds of {pair[1]}")


def main(size: int) -> None:
    """Write the files and print the table."""
    if not CLICK_ID.is_dir():
        print("CLICK-ID is absent (no folder ../shared beside the project): not run")
        return
    rows = articles().to_numpy().tolist()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench"
        for label, change, spoil in (
            ("one-line texts", one_line, 0),
            ("texts of many lines", many_lines, 0),
            ("1 % rows too long", many_lines, 100),
        ):
            write_csv(path, repeated(rows, size, change), spoil=spoil)
            compare(label, path, ("ours csv", "polars csv"))
        write_dirty(path, repeated(rows, size, many_lines))
        compare("1 % quotes not doubled", path, ("ours csv", "polars csv"))
        write_jsonl(path, repeated(rows, size, many_lines))
        compare("JSON Lines", path, ("ours jsonl", "json.loads"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Times the readers of tables.")
    parser.add_argument("--megabytes", type=int, default=150)
    parser.add_argument("--reader", choices=READERS)
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.reader:
        measure(given.reader, given.file)
    else:
        main(given.megabytes * 1_000_000)
