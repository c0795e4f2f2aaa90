"""Kills runs of `sorotan` with SIGKILL at many moments and looks at what they leave.

In: a target, which is a command with the wholes that may lie in its folder: the old one and the new
one. Out: a Hit for each kill: when it fell, and what was wrong. Every file that is there must be
the old or the new one; a report of old and new pages must be told by its manifest; the next run
must succeed and leave what a fresh run leaves, no more.

Cannot do: a computer that loses power; what the disk had not yet taken is not lost here.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from analysis.corpus.files import UNDER_WAY
from analysis.corpus.parquets import read_parquet
from analysis.schema import InputError
from torture.driver import state

POLL = 0.0003  # seconds between two looks at the folder
PATIENCE = 20  # seconds that orphaned kernels have to notice


class Target(NamedTuple):
    """A command, its folder, a copy of the folder before the run, and the states that may be."""

    name: str
    command: list[str]
    folder: Path
    before: Path
    first: str  # the file that is renamed first
    old: dict[str, str]
    new: dict[str, str]  # hidden files too, as a fresh run leaves them
    cache: Path


class Times(NamedTuple):
    """Seconds of a whole run: until its writing begins, that the writing takes, all."""

    begins: float
    writing: float
    total: float


class Moment(NamedTuple):
    """When to kill: so many seconds after the start, the first temporary file, or the renaming."""

    since: str
    seconds: float = 0


class Hit(NamedTuple):
    """What a kill left: before, during, after the writing; half (old and new pages); faults."""

    fell: str
    is_half: bool
    problems: list[str]


def measure(target: Target) -> Times:
    """Run the command to its end and say when it wrote; a busy computer may look away meanwhile."""
    for _ in range(5):
        if (times := _timed(target)) is not None:
            return times
    raise RuntimeError(f"{target.name}: it was not seen to write")


def _timed(target: Target) -> Times | None:
    _restore(target)
    start = time.monotonic()
    run = _start(target)
    began = ended = 0.0
    while run.poll() is None:
        if _stumps(target.folder):
            began, ended = began or time.monotonic(), time.monotonic()
        time.sleep(POLL)
    total = time.monotonic() - start
    return Times(began - start, ended - began, total) if began and not run.returncode else None


def moments(count: int, target: Target, times: Times, chance: random.Random) -> list[Moment]:
    """Spread half of the kills over the whole run; aim half at the writing, and the renaming."""
    spread, aimed = count - count // 2, count // 2
    across = [
        Moment("start", (i + chance.random()) / spread * times.total * 1.02) for i in range(spread)
    ]
    is_many = len(_shown(target.new)) > 1  # of one file the renaming is the end
    renaming = [Moment("renaming")] * (aimed // 2 if is_many else 0)
    writing = [
        Moment("writing", chance.random() * times.writing) for _ in range(aimed - len(renaming))
    ]
    return [*across, *writing, *renaming]


def strike(target: Target, moment: Moment) -> Hit:
    """Start the command, kill its process group at the moment, judge, and run it again."""
    _restore(target)
    run = _start(target)
    kernels = _wait(run, target, moment)
    if run.poll() is None:  # else it has ended before its moment
        os.killpg(run.pid, signal.SIGKILL)
    is_killed = run.wait() == -signal.SIGKILL
    left, stumps = state(target.folder), _stumps(target.folder)
    problems = list(_wrong(target, left))
    is_half = _shown(left) not in (target.old, _shown(target.new))
    if _shown(left) == _shown(target.new) or not is_killed:
        fell = "after"
    else:
        fell = "during" if stumps or is_half else "before"
    alive = psutil.wait_procs(kernels, timeout=PATIENCE)[1]
    problems += [f"{len(alive)} processes outlive the run"] * bool(alive)
    return Hit(fell, is_half, problems + list(_again(target)))


def _start(target: Target) -> subprocess.Popen:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(target.command, start_new_session=True, **quiet)


def _wait(run: subprocess.Popen, target: Target, moment: Moment) -> list[psutil.Process]:
    """Wait for the moment, or the end of the run; return the processes it has started."""
    if moment.since == "start":
        with_end = time.monotonic() + moment.seconds
        while run.poll() is None and time.monotonic() < with_end:
            time.sleep(POLL)
        try:
            return psutil.Process(run.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
    is_there = _stumps if moment.since == "writing" else _renamed(target)
    while run.poll() is None and not is_there(target.folder):
        time.sleep(POLL if moment.since == "writing" else 0)
    time.sleep(moment.seconds)
    return []


def _renamed(target: Target) -> Callable[[Path], bool]:
    first = target.folder / target.first
    inode = first.stat().st_ino
    return lambda _: first.stat().st_ino != inode


def _restore(target: Target) -> None:
    shutil.rmtree(target.folder, ignore_errors=True)
    shutil.copytree(target.before, target.folder)


def _stumps(folder: Path) -> list[str]:
    try:
        below = [*os.scandir(folder), *os.scandir(folder / "figures")]
    except FileNotFoundError:
        below = [*os.scandir(folder)]
    return [entry.name for entry in below if UNDER_WAY.fullmatch(entry.name)]


def _shown(files: dict[str, str]) -> dict[str, str]:
    """Leave out hidden files: what is kept for the next run, and what is under way."""
    return {name: held for name, held in files.items() if not any(map(_is_hidden, name.split("/")))}


def _is_hidden(part: str) -> bool:
    return part.startswith(".")


def _wrong(target: Target, left: dict[str, str]) -> Iterator[str]:
    """Yield what is neither the old nor the new whole, and a manifest that hides it."""
    shown, new = _shown(left), _shown(target.new)
    for name in sorted({*target.old, *new, *shown}):
        if shown.get(name) not in (target.old.get(name), new.get(name)):
            yield f"{name} is neither old nor new"
        path = target.folder / name
        if name.endswith(".html") and path.exists() and not _ends(path):
            yield f"{name} has no end"
        if name.endswith(".parquet") and path.exists():
            yield from _damage(path)
    stand = target.folder / "manifest.json"
    if stand.exists() and _fits(stand, shown) != (shown in (target.old, new)):
        yield "the manifest does not tell old from new"


def _damage(table: Path) -> Iterator[str]:
    try:
        read_parquet(table)
    except InputError as error:
        yield str(error)


def _ends(page: Path) -> bool:
    return page.read_bytes().rstrip().endswith(b"</html>")


def _fits(stand: Path, shown: dict[str, str]) -> bool:
    """Whether a manifest lists just the files that are there."""
    listed = json.loads(stand.read_text(encoding="utf-8"))["outputs"]
    files = {name: held for name, held in shown.items() if name != stand.name}
    return {entry["path"]: entry["sha256"] for entry in listed} == files


def _again(target: Target) -> Iterator[str]:
    """Run the command once more to its end; yield what differs from a fresh run."""
    done = subprocess.run(target.command, capture_output=True, text=True, check=False)
    if done.returncode:
        yield f"the next run ends with {done.returncode}: {done.stderr[-200:]}"
    files = state(target.folder)
    for name in sorted({*files, *target.new}):
        if files.get(name) != target.new.get(name):
            yield f"{name} differs from a fresh run"
    if target.cache.exists() and list(target.cache.iterdir()):
        yield "articles were left in the cache"
