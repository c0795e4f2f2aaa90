"""The whole torture: kills, damage, faults; a table at the end, exit status 1 on any failure.

In: how many kills, how much finer than by day, a seed. Out: a line for every kind of torture.

Cannot do: in a hurry; a full run takes a quarter of an hour. The tests draw a tenth of it. Code
that changes meanwhile changes what a run writes, and looks like a failure.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from torture import kills, targets

TESTS = Path(__file__).resolve().parents[1]
COLUMNS = "{:<24}{:>7}{:>8}{:>8}{:>7}{:>6}{:>10}"


def main() -> int:
    """Run what is asked for, print the table, and return 1 where anything failed."""
    asked = _asked()
    print(f"seed {asked.seed}")
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        rows, problems = _kill_all(Path(folder), asked)
    print(COLUMNS.format("kills", "all", "before", "during", "after", "half", "failures"))
    for row in rows:
        print(COLUMNS.format(*row))
    for problem in problems:
        print("FAILED", problem)
    failed = [name for name in asked.tests if not _tests(name, asked.times)]
    return 1 if problems or failed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=50, help="of the load, and of the report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=10, help="finer than the tests by day")
    parser.add_argument("--tests", nargs="*", default=["test_damage.py", "test_faults.py"])
    return parser.parse_args()


def _kill_all(folder: Path, asked: argparse.Namespace) -> tuple[list[tuple], list[str]]:
    chance = random.Random(asked.seed)
    rows, problems = [], []
    half = asked.kills // 2
    for target, count in (
        (targets.load_target(folder / "first", is_rerun=False), half),
        (targets.load_target(folder / "again", is_rerun=True), asked.kills - half),
        (targets.report_target(folder / "report"), asked.kills),
    ):
        times = kills.measure(target)
        print("{}: writes from {:.2f} s for {:.3f} s, of {:.2f} s".format(target.name, *times))
        at = kills.moments(count, target, times, chance)
        hits = [kills.strike(target, m) for m in tqdm(at, desc=target.name, disable=None)]
        rows.append(_row(target.name, hits))
        problems += [
            f"{target.name}, {m.since} + {m.seconds:.3f} s: {why}"
            for m, hit in zip(at, hits)
            for why in hit.problems
        ]
    return rows, problems


def _row(name: str, hits: list[kills.Hit]) -> tuple:
    fell = Counter(hit.fell for hit in hits)
    failures = sum(bool(hit.problems) for hit in hits)
    half = sum(hit.is_half for hit in hits)
    return name, len(hits), fell["before"], fell["during"], fell["after"], half, failures


def _tests(name: str, times: int) -> bool:
    """Run a file of tests with the finer steps; say whether it passed, or is not there."""
    if not (TESTS / name).exists():
        print(f"{name}: absent")
        return True
    print(f"{name}, {times} times as fine:", flush=True)
    environment = {**os.environ, "TORTURE_TIMES": str(times), "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "torture.finer", str(TESTS / name)]
    return subprocess.run(command, cwd=TESTS.parent, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
