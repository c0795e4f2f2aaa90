"""Sub-commands that show: report, lab, dictionary.

Cannot do: more than `report.build` does; `lab` needs a browser on this machine.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from analysis import HOME, schema
from analysis.cli.options import issue


def add(commands: argparse._SubParsersAction) -> None:
    """Add the sub-commands of this room."""
    page = commands.add_parser("report", help="make the report as HTML pages")
    page.add_argument("source", nargs="*", metavar="SRC", help="default: a real corpus")
    page.add_argument("--out", type=Path, default=Path("reports"), metavar="DIR")
    page.add_argument("--level", default="public", metavar="public|internal")
    page.add_argument("--lang", choices=("en", "id"), default="en")
    issue(page)
    page.set_defaults(run=report)

    lab = commands.add_parser("lab", help="open JupyterLab on the notebooks")
    lab.set_defaults(run=_lab)

    dictionary = commands.add_parser("dictionary", help="print the data dictionary")
    dictionary.set_defaults(run=_dictionary)


def report(args: argparse.Namespace) -> int:
    """Make the report and say where it is."""
    from analysis.report import build

    index = build(
        args.source or None, out=args.out, issue=args.issue, level=args.level, lang=args.lang
    )
    print(f"the report is at {index}")
    return 0


def _lab(args: argparse.Namespace) -> int:
    from analysis import corpus

    corpus.fetch()
    bin_folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([bin_folder, os.environ.get("PATH", "")])}
    command = [sys.executable, "-m", "jupyterlab", "--ServerApp.root_dir", str(HOME)]
    command += ["--LabApp.default_url", "/lab/tree/notebooks/00_tour.ipynb"]
    return subprocess.run(command, env=environment, check=False).returncode


def _dictionary(args: argparse.Namespace) -> int:
    print(schema.dictionary(), end="")
    return 0
