"""Times the counting of 500 terms in 100,000 articles against other tools, in one run.

Run by `make bench`. In: a press made of the corpora beside the project (`press.py`) and the tools
of `peers.lock` in `.venv-peers`. Out: articles a CPU-second for each tool, how many times as fast
the counting here is, and the sum of documents over terms, on the articles that the tool read.
Ours is timed from the Parquet file to the table by term, month and outlet; a peer from texts in
memory to documents per term. With --rows 1000000: wall time and memory of one process.

Cannot do: make tools agree on what a word is; the sums show by how much they do not. Ratios hold
for this machine and run.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import press
import pyarrow.parquet as pq

from analysis import HOME

PEERS_PYTHON = HOME / ".venv-peers" / "bin" / "python"
TERMS, ROWS, FEW = 500, 100_000, 5_000
ROUNDS = 3  # ours is the median of so many runs, each in a process of its own
PEERS = {
    # name in peers.py: (articles it is given, goal for ours against it)
    "pandas, one regex a term": (FEW, 500),
    "pandas, one substring a term": (FEW, 80),
    "spaCy PhraseMatcher": (FEW, 100),
    "nltk n-grams, FreqDist": (FEW, 50),
    "scikit-learn CountVectorizer": (FEW, 15),
    "flashtext": (ROWS, 6),
    "rg -o -i -w -F": (ROWS, 0.6),
}


def ours(path: Path, terms: Path) -> None:
    """Count once in this process and print what it took as a line of JSON."""
    from analysis.words.counting import count

    wanted = json.loads(terms.read_text(encoding="utf-8"))
    one = press.write_some(path, path.with_name("one.parquet"))
    count(one, wanted, fields=("text",), cache=None)  # compiles, or reads what was compiled
    cpu, wall = time.process_time(), time.perf_counter()
    counts = count(path, wanted, by="month", group="outlet", fields=("text",), cache=None)
    told = {
        "articles": int(counts.totals["total_articles"].sum()),
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "documents": int(counts.terms["articles"].sum()),
        "cells": len(counts.terms),
        "mentions": int(counts.terms["mentions"].sum()),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
    print(json.dumps(told))


def run(python: Path, script: str, *arguments: object) -> dict | None:
    """Return what a script printed as JSON, or None where it could not run."""
    command = [str(python), str(Path(__file__).with_name(script)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def measured(path: Path, terms: Path) -> dict:
    """Return the median of our runs by CPU-seconds."""
    runs = [run(Path(sys.executable), Path(__file__).name, "--file", path, "--terms", terms)
            for _ in range(ROUNDS)]  # fmt: skip
    return sorted(runs, key=lambda r: r["cpu"])[ROUNDS // 2]


def against(path: Path, terms: Path) -> None:
    """Print the table of ratios."""
    mine = measured(path, terms)
    rate = mine["articles"] / mine["cpu"]
    print(f"{mine['articles']:,} articles, {TERMS} terms, median of {ROUNDS} runs")
    print(f"  sorotan, file to table: {rate:,.0f} articles a CPU-second ({mine['cells']:,} cells, "
          f"{mine['mentions']:,} mentions, {mine['documents']:,} documents, "
          f"wall {mine['wall']:.2f} s, at most {mine['peak_mb']:,.0f} MB)")  # fmt: skip
    small = path.with_name("small.parquet")
    press.write_some(path, small, rows=FEW)
    few = measured(small, terms)["documents"]
    for name, (articles, goal) in PEERS.items():
        found = run(PEERS_PYTHON, "peers.py", name, path, terms, articles)
        if not found:
            print(f"  {name:<32} not run (absent here; see benchmarks/peers.in)")
            continue
        theirs = found["articles"] / found["cpu"]
        is_hits = name.startswith("rg")
        same = mine["mentions"] if is_hits else few if articles == FEW else mine["documents"]
        print(f"  {name:<32}{theirs:>9,.0f} a CPU-second{rate / theirs:>9,.1f}x (goal {goal}x); "
              f"{found['documents']:,} {'hits' if is_hits else 'documents'}, ours {same:,}, "
              f"on {found['articles']:,} articles")  # fmt: skip


def main(rows: int) -> None:
    """Make the press and print either the table of ratios or, for more rows, one run of ours."""
    if not press.CORPORA.is_dir():
        print("the corpora are absent (no folder ../shared beside the project): not run")
        return
    with tempfile.TemporaryDirectory() as folder:
        path, terms = Path(folder) / "press.parquet", Path(folder) / "terms.json"
        press.write(path, rows)
        terms.write_text(json.dumps(press.terms(path, TERMS)), encoding="utf-8")
        print(f"{rows:,} articles, {path.stat().st_size / 1e6:,.0f} MB of Parquet, "
              f"{pq.ParquetFile(path).num_row_groups} row groups")  # fmt: skip
        if rows == ROWS:
            against(path, terms)
        else:
            print(run(Path(sys.executable), Path(__file__).name, "--file", path, "--terms", terms))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Times the counting of terms.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--terms", type=Path)
    given = parser.parse_args()
    if given.file:
        ours(given.file, given.terms)
    else:
        main(given.rows)
