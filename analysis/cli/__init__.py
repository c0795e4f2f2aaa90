"""The `sorotan` command: from files to tables and a report, one sub-command a step.

Exit status: 0 done, 1 done but rows were refused (only with --strict), 2 nothing could be done,
with one clear line. The command is thin: each step is one call that a notebook can make too. The
sub-commands stand by room: `files`, `words`, `measures`, `pages`.

Cannot do: anything the Python functions cannot; it asks nothing and reads no configuration file.
"""

import argparse
import sys
import warnings

from analysis import __version__
from analysis.cli import files, measures, pages, words
from analysis.schema import InputError


def main(argv: list[str] | None = None) -> int:
    """Run one sub-command and return its exit status."""
    args = _parser().parse_args(argv)
    try:
        _check_places(args)
        with warnings.catch_warnings():
            warnings.showwarning = _note
            return args.run(args)
    except InputError as error:
        return _stop(str(error))
    except OSError as error:
        from analysis.corpus.files import explain

        return _stop(explain(error))
    except KeyboardInterrupt:
        _stop("stopped; what was being written is as it was before")
        return 130


def _check_places(args: argparse.Namespace) -> None:
    """Refuse an output that cannot be written before hours of work go into it."""
    from analysis.corpus.files import check_place

    places = [getattr(args, name, None) for name in ("out", "ledger", "chart")]
    for place in places if args.run is not pages.report else []:  # a report's is a folder
        if place:
            check_place(place)


def _note(message: Warning | str, *_where: object) -> None:
    print(f"sorotan: note: {message}", file=sys.stderr)


def _stop(reason: str) -> int:
    print(f"sorotan: {' '.join(reason.split())}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sorotan", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--version", action="version", version=f"sorotan {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in (files, words, measures, pages):
        room.add(commands)
    return parser
