"""Runs `sorotan` commands in one process of its own, which may be limited, killed or interrupted.

In: one argument of JSON: `commands`, a list of lists of words; `notebooks` and `cache`, folders
that the report takes in place of the project's; `limit`, bytes that no file may exceed. Out: a line
of JSON a command: status, out, err, and the digest of each file below `watch`. The exit status is
that of the last command.

Cannot do: two commands at once.
"""

import contextlib
import hashlib
import io
import json
import resource
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
"""The folder of the project, whose code is run whatever is installed."""


def words(asked: dict) -> list[str]:
    """Return the command line that runs this file with what is asked."""
    return [sys.executable, __file__, json.dumps(asked)]


def state(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, hidden ones too, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main(asked: dict) -> int:
    """Run the commands, print what became of each and return the status of the last."""
    sys.path.insert(0, str(PROJECT))
    from analysis import cli

    if asked.get("notebooks"):
        from analysis.report import run

        run.NOTEBOOKS, run.CACHE = Path(asked["notebooks"]), Path(asked["cache"])
    if asked.get("limit"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["limit"], resource.RLIM_INFINITY))
    status = 0
    for command in asked["commands"]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(command)
        told = {"status": status, "out": out.getvalue(), "err": err.getvalue()}
        if asked.get("watch"):
            told["files"] = state(Path(asked["watch"]))
        print(json.dumps(told), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
