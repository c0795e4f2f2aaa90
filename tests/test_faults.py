"""Faults of the disk and of the user: the old file stays whole, no stump, one line that tells."""

import contextlib
import errno
import fcntl
import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import psutil
import pytest
from torture import driver, targets
from torture.faults import CALLS, check_told, check_whole, error_of, failing, limited, shown, stumps

from analysis import cli, corpus
from analysis.corpus import files, parquets
from analysis.corpus.files import atomic_write, atomic_writes
from analysis.report import frame, run
from analysis.report.settings import Settings
from analysis.schema import InputError


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.DataFrame({"title": [f"Judul {n}" for n in range(300)], "n": range(300)})


@pytest.fixture
def sources(tmp_path) -> Path:
    targets.press(tmp_path / "in/a.csv", 40, 1)
    targets.press(tmp_path / "in/b.csv", 40, 2)
    return tmp_path / "in"


IS_WHOLE = "TORTURE_TIMES" in os.environ
"""Whether this is `make torture`, which has the time for all of it."""
TURNS = (0, 1) if IS_WHOLE else (0,)  # which of two faults the first call meets
WRITERS = ("write_csv", "write_parquet", "store", "report")


@pytest.fixture(params=WRITERS)
def writer(request, tmp_path, table, sources, marked_press):
    """A folder with an old output, and a function that writes the new one there."""
    out = tmp_path / "out"
    out.mkdir()
    if request.param == "report":
        return out, *_report(out, marked_press, tmp_path)
    if request.param == "write_csv":
        (out / "a.csv").write_text("old\n")
        return out, lambda: files.write_csv(table, out / "a.csv")
    _quiet(lambda: corpus.store(sources / "a.csv", out / "a.parquet"))
    if request.param == "write_parquet":
        shutil.rmtree(out / ".a.parquet.parts")
        return out, lambda: parquets.write_parquet(marked_press, out / "a.parquet")
    return out, lambda: _quiet(lambda: corpus.store(sources, out / "a.parquet"))


def _report(out, articles, home):
    asked = Settings(home, "trafficking", "public", "en", home)
    report = frame.Report(articles, asked, {})
    names = ("index.html", "01_short.html", "figures/a.csv")

    def write(text):
        return run._write([run.Ready(n, f"{text} {n} " * 99, n) for n in names], out, report)

    write("old")
    return (lambda: write("new"),)


def _quiet(write):
    with contextlib.redirect_stdout(io.StringIO()):
        return write()


def _fresh(out, write, tmp_path):
    """What the writer leaves when nothing fails; the folder is put back as it was."""
    shutil.copytree(out, tmp_path / "saved")
    write()
    new = shown(out)
    _restore(out, tmp_path)
    return new


def _restore(out, tmp_path):
    shutil.rmtree(out)
    shutil.copytree(tmp_path / "saved", out)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", CALLS)
def test_whichever_call_fails_the_file_is_old_or_new(writer, name, turn, tmp_path):
    out, write = writer
    old, new = shown(out), _fresh(out, write, tmp_path)
    assert old != new
    for number in itertools.count(1):
        code = (errno.ENOSPC, errno.EIO)[(number + turn) % 2]
        with failing(name, number, code, out) as fired:
            error = error_of(write)
        left = shown(out)
        if not fired:
            break
        check_whole(left, old, new)
        if error is None:
            assert left == new
        else:
            check_told(error, *fired)
            assert left in (old, new) or name == "replace"
        assert not stumps(out) or name == "unlink"
        write()
        assert shown(out) == new and not stumps(out)
        _restore(out, tmp_path)
    assert error is None and left == new
    assert number > 1 or name in ("mkdir", "unlink")  # else the fault was never tried


def test_whichever_byte_the_disk_refuses_the_file_is_old_or_new(writer, tmp_path):
    out, write = writer
    old, new = shown(out), _fresh(out, write, tmp_path)
    for size in (0, *(2**power for power in range(22))):
        with limited(size):
            error = error_of(write)
        if error is None:
            break
        check_told(error, errno.EFBIG)
        assert shown(out) == old
        assert not stumps(out)
    assert size > 100 and shown(out) == new


@pytest.mark.parametrize("code", [errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG])
def test_what_the_system_says_is_told_in_our_words(tmp_path, code):
    with failing("open", 1, code, tmp_path):
        error = error_of(lambda: files.write_csv(pd.DataFrame({"a": [1]}), tmp_path / "a.csv"))
    assert isinstance(error, InputError) and str(error).startswith(str(tmp_path / "a.csv: "))
    assert ("disk" in str(error)) == (code != errno.ENAMETOOLONG) and "; " in str(error)


def test_a_dead_writers_file_goes_and_a_living_ones_stays(tmp_path):
    stump = tmp_path / ".other.csv.sorotan-abcd1234.csv"
    mine = [
        tmp_path / name
        for name in (".other.csv.sorotan-short.csv", ".hidden", "a.sorotan-abcd1234")
    ]
    for path in (stump, *mine):
        path.write_text("half")
    with atomic_write(tmp_path / "a.csv") as living:
        assert not stump.exists() and living.exists()
        with atomic_write(tmp_path / "b.csv") as other:
            assert living.exists()
            other.write_text("b")
        living.write_text("a")
    assert all(path.exists() for path in mine)
    assert (tmp_path / "a.csv").read_text() == "a" and not stumps(tmp_path)


def test_a_folder_that_another_program_locks_is_written_all_the_same(tmp_path):
    lock = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with atomic_write(tmp_path / "a.csv") as temporary:
        temporary.write_text("a")
    os.close(lock)
    assert (tmp_path / "a.csv").read_text() == "a"


def test_several_files_change_together(tmp_path):
    paths = [tmp_path / "a.html", tmp_path / "deep" / "b.csv"]
    for path in paths:
        with atomic_write(path) as temporary:
            temporary.write_text("old")
    with pytest.raises(KeyboardInterrupt), atomic_writes(paths) as under_way:
        for temporary in under_way:
            temporary.write_text("new")
        raise KeyboardInterrupt
    assert [path.read_text() for path in paths] == ["old", "old"] and not stumps(tmp_path)
    with atomic_writes(paths) as under_way:
        for temporary in under_way:
            temporary.write_text("new")
    assert [path.read_text() for path in paths] == ["new", "new"] and not stumps(tmp_path)


@pytest.mark.parametrize("name", ["rows", "keys", "lines", "notes"])
@pytest.mark.parametrize("rest", ["gone", "zeros"])
def test_what_a_crash_spoilt_of_the_kept_parts_is_read_again(sources, tmp_path, name, rest):
    out = tmp_path / "out" / "a.parquet"
    _quiet(lambda: corpus.store(sources, out))
    whole, before = driver.state(out.parent), shown(out.parent)
    for kept in out.parent.rglob(f"{name}.parquet"):
        held = kept.read_bytes()
        kept.write_bytes(held[:100] + bytes(len(held) - 100 if rest == "zeros" else 0))
    out.unlink()
    _quiet(lambda: corpus.store(sources, out))
    assert shown(out.parent) == before and driver.state(out.parent) == whole


def test_of_two_writers_at_once_one_wins_whole(tmp_path):
    tables = [pd.DataFrame({"n": [number] * 4000}) for number in range(4)]
    wholes = [files.write_csv(t, tmp_path / f"{n}.csv").read_bytes() for n, t in enumerate(tables)]
    out, start = tmp_path / "out.csv", threading.Barrier(4)

    def write(table):
        start.wait()
        for _ in range(5):
            files.write_csv(table, out)
            assert out.read_bytes() in wholes

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, tables))
    assert out.read_bytes() in wholes and not stumps(tmp_path)


def test_two_loads_into_one_file_leave_one_whole(sources, tmp_path):
    out = tmp_path / "out" / "a.parquet"
    command = driver.words({"commands": [["load", str(sources), "--out", str(out)]]})
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(run_.communicate()[0]) for run_ in both]
    assert 0 in [t["status"] for t in told]
    for refused in (t for t in told if t["status"]):
        assert refused["status"] == 2 and "another load is writing it" in refused["err"]
    assert shown(out.parent) == _fresh_load(sources, tmp_path)
    assert not stumps(out.parent)


def _fresh_load(sources, tmp_path):
    _quiet(lambda: corpus.store(sources, tmp_path / "fresh" / "a.parquet"))
    return shown(tmp_path / "fresh")


@pytest.fixture
def old(tmp_path, press_file, press_csv) -> Path:
    """A folder with an old output of each command, none of them as a new run would write it."""
    folder = tmp_path / "old"
    (folder / "reports").mkdir(parents=True)
    for name in ("load.parquet", "mark.parquet", "mark.csv", "attention.csv", "reports/index.html"):
        (folder / name).write_text("old\n")
    return folder


def commands(folder, source, articles) -> dict[str, list[str]]:
    return {
        "load": ["load", str(source), "--out", f"{folder}/load.parquet"],
        "mark": ["mark", str(articles), "--out", f"{folder}/mark.parquet"],
        "mark csv": ["mark", str(articles), "--out", f"{folder}/mark.csv"],
        "attention": ["attention", str(articles), "--out", f"{folder}/attention.csv"],
        "report": ["report", str(source), "--out", f"{folder}/reports"],
    }


@pytest.fixture
def short(tmp_path) -> dict[str, str]:
    """What the driver takes so that a report has one notebook and a cache of its own."""
    (tmp_path / "cache").mkdir()
    folder = targets.notebooks(tmp_path / "notebooks")
    return {"notebooks": str(folder), "cache": str(tmp_path / "cache")}


def told(command, **asked) -> list[dict]:
    """Run the driver, which may stand behind another program, and return what it tells."""
    done = subprocess.run(
        [*command, *driver.words(asked)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_refused(run_, word):
    assert run_["status"] == 2, run_
    assert run_["err"].startswith("sorotan: ") and run_["err"].count("\n") == 1
    assert word in run_["err"]


def _drawn(asked: dict, short: dict) -> dict:
    """Return what the driver is asked: by day all but the report, which takes as long as the rest.

    A report that a disk stops has a test of its own.
    """
    if IS_WHOLE:
        return {"commands": list(asked.values()), **short}
    return {"commands": [words for name, words in asked.items() if name != "report"]}


def test_a_size_limit_stops_every_command_in_one_line(old, short, tmp_path, press_csv, press_file):
    before = shown(old)
    asked = _drawn(commands(old, press_csv, press_file), short)
    runs = told([], limit=100, watch=str(old), **asked)
    assert len(runs) == len(asked["commands"])
    for run_ in runs:
        check_refused(run_, "disk")
        assert {n: h for n, h in run_["files"].items() if not n.startswith(".load")} == before
    assert not stumps(tmp_path) and not list((tmp_path / "cache").iterdir())


def test_a_report_too_large_for_the_disk_leaves_the_old_one(
    old, short, tmp_path, press_csv, press_file
):
    before = shown(old)
    command = commands(old, press_csv, press_file)["report"]
    [run_] = told([], commands=[command], limit=90_000, watch=str(old), **short)
    check_refused(run_, "index.html: the disk")
    assert run_["files"] == before and not list((tmp_path / "cache").iterdir())


MOUNT = 'mount -t tmpfs -o size=64k tmpfs "$1" && cp -r "$2"/. "$1"; $3; shift 3; exec "$@"'


def behind_a_small_disk(disk, old, fill="true") -> list[str]:
    """Return the command that runs another one where `disk` is one of 64 KB that holds `old`."""
    disk.mkdir()
    command = ["unshare", "-rm", "sh", "-c", MOUNT, "sh", str(disk), str(old), fill]
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(disk)]
    if shutil.which("unshare") is None or subprocess.run(probe, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    return command


def check_disk_full(runs, before):
    for run_ in runs:
        check_refused(run_, "disk is full")
        parts = {name for name in run_["files"] if name.startswith(".")}
        assert parts <= {".load.parquet.parts/lock"}
        assert {name: held for name, held in run_["files"].items() if name not in parts} == before


def test_a_disk_that_fills_up_while_we_write_leaves_the_old_file(old, tmp_path):
    source, articles = targets.press(tmp_path / "big.csv", 1000, 1), tmp_path / "big.parquet"
    _quiet(lambda: corpus.store(source, articles))
    (old / "filler").write_bytes(bytes(16_384))
    before, disk = shown(old), tmp_path / "disk"
    behind = behind_a_small_disk(disk, old)
    asked = commands(disk, source, articles)
    runs = told(behind, commands=[asked[n] for n in ("load", "mark", "mark csv")], watch=str(disk))
    assert len(runs) == 3
    check_disk_full(runs, before)


def test_a_disk_without_a_free_byte_stops_every_command_in_one_line(
    old, short, tmp_path, press_csv, press_file
):
    disk = tmp_path / "disk"
    behind = behind_a_small_disk(disk, old, f"dd if=/dev/zero of={disk}/filler status=none")
    asked = _drawn(commands(disk, press_csv, press_file), short)
    runs = told(behind, watch=str(disk), **asked)
    assert len(runs) == len(asked["commands"])
    full = {name: held for name, held in runs[0]["files"].items() if name == "filler"}
    check_disk_full(runs, shown(old) | full)


def test_a_place_that_cannot_be_written_is_told_before_the_work(old, tmp_path, press_file):
    closed, protected = tmp_path / "closed", old / "mark.csv"
    closed.mkdir()
    closed.chmod(0o555)
    protected.chmod(0o444)
    (old / "folder.parquet").mkdir()
    places = {
        f"{closed}/load.parquet": "may not write",
        f"{closed}/deep/load.parquet": "may not write",
        f"{old}/folder.parquet": "is a folder",
        f"{old}/mark.csv/load.parquet": "is a file",
        f"{old}/{'x' * 250}.parquet": "name is too long",
    }
    loads = [["load", str(press_file), "--out", place] for place in places]
    others = {
        "mark": ["mark", str(press_file), "--out", str(protected)],
        "attention": ["attention", str(press_file), "--out", f"{closed}/a.csv"],
        "chart": ["attention", str(press_file), "--chart", f"{closed}/a.svg"],
        "ledger": [*commands(old, press_file, press_file)["load"], "--ledger", f"{closed}/l.csv"],
        "report": ["report", str(press_file), "--out", f"{closed}/reports"],
        "report file": ["report", str(press_file), "--out", str(old / "attention.csv")],
    }
    words = [*places.values(), *["may not write"] * 5, "is a file"]
    before = shown(tmp_path)
    runs = told(_unprivileged(), commands=[*loads, *others.values()])
    assert len(runs) == len(words)
    for run_, word in zip(runs, words):
        check_refused(run_, word)
        assert run_["out"] == ""  # nothing was read before
    assert shown(tmp_path) == before and not stumps(tmp_path)


def _unprivileged() -> list[str]:
    """Return what takes from root the right to write where it may not."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_a_missing_folder_is_made(tmp_path, press_file):
    out = tmp_path / "not" / "yet" / "a.csv"
    assert _quiet(lambda: cli.main(["mark", str(press_file), "--out", str(out)])) == 0
    assert out.exists()


@pytest.mark.parametrize("name", ["load", "report"])
def test_an_interrupt_gets_one_line_and_leaves_the_old(name, old, short, tmp_path, press_file):
    source = targets.press(tmp_path / "big.csv", 6000, 1)
    before = shown(old)
    asked = {"commands": [commands(old, source, press_file)[name]]}
    command = driver.words(asked | short if name == "report" else asked)
    begun = ".load.parquet.parts/new-*" if name == "load" else "../cache/*"
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    run_ = subprocess.Popen(command, text=True, start_new_session=True, **streams)
    while run_.poll() is None and not list(old.glob(begun)):
        time.sleep(0.005)
    time.sleep(0 if name == "load" else 1)  # until a kernel is there
    kernels = psutil.Process(run_.pid).children(recursive=True)
    os.killpg(run_.pid, signal.SIGINT)
    out, err = run_.communicate()
    assert err == "" and run_.returncode in (2, 130)
    line = json.loads(out)["err"]
    assert line.startswith("sorotan: ") and line.count("\n") == 1
    assert shown(old) == before and not stumps(tmp_path)
    assert not list((tmp_path / "cache").iterdir())
    assert not psutil.wait_procs(kernels, timeout=10)[1]
