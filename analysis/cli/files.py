"""Sub-commands that read files: load, describe.

Cannot do: more than `corpus.store`, `corpus.load` and `corpus.describe` do.
"""

import argparse
from pathlib import Path

from analysis.cli.options import check_ending
from analysis.schema import InputError


def add(commands: argparse._SubParsersAction) -> None:
    """Add the sub-commands of this room."""
    load = commands.add_parser("load", help="read files or folders into one table of articles")
    load.add_argument("source", nargs="+", metavar="SRC")
    load.add_argument("--out", required=True, type=Path, metavar="FILE.parquet")
    load.add_argument(
        "--ledger", type=Path, metavar="FILE.csv", help="what was refused or repaired"
    )
    load.add_argument(
        "--columns", default="", metavar="title=Judul,text=Isi", help="name columns yourself"
    )
    load.add_argument("--collection", default="", metavar="NAME", help="name of the collection")
    load.add_argument("--lang", choices=("id", "ms", "en"), help="language of every row, if known")
    load.add_argument("--fresh", action="store_true", help="read all anew, not what changed")
    load.add_argument("--strict", action="store_true", help="exit 1 when any row was refused")
    load.set_defaults(run=_load)

    describe = commands.add_parser("describe", help="what was read, and what is missing")
    describe.add_argument("file", metavar="FILE")
    describe.set_defaults(run=_describe)


def _load(args: argparse.Namespace) -> int:
    from analysis import corpus

    check_ending(args.out, (".parquet",))
    told = {"collection": args.collection, "lang": args.lang, "fresh": args.fresh}
    account = corpus.store(args.source, args.out, _columns(args.columns), **told)
    if args.ledger:
        corpus.write_csv(account.ledger, args.ledger)
    is_refused = account.ledger["action"].isin(["quarantined", "refused"]).any()
    return 1 if args.strict and is_refused else 0


def _columns(text: str) -> dict[str, str] | None:
    if not text:
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(name and sign and column for name, sign, column in pairs):
        raise InputError(f"--columns {text!r} is not of the form title=Judul,text=Isi")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _describe(args: argparse.Namespace) -> int:
    from analysis import corpus

    print(corpus.describe(corpus.load(args.file)).to_string(index=False))
    return 0
