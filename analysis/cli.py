"""The `sorotan` command: from files to tables and a report, one sub-command a step.

Exit status: 0 done, 1 done but rows were refused (only with --strict), 2 nothing could be done,
with one clear line. The command is thin: each step is one call that a notebook can make too.

Cannot do: anything the Python functions cannot; it asks nothing and reads no configuration file.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from analysis import HOME, __version__, schema
from analysis.schema import InputError

PERIODS = ("day", "week", "month", "quarter", "year")


def main(argv: list[str] | None = None) -> int:
    """Run one sub-command and return its exit status."""
    args = _parser().parse_args(argv)
    try:
        _check_places(args)
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
    for place in places if args.run is not _report else []:  # a report's is a folder
        if place:
            check_place(place)


def _stop(reason: str) -> int:
    print(f"sorotan: {' '.join(reason.split())}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sorotan", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--version", action="version", version=f"sorotan {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_files(commands)
    _add_measures(commands)
    _add_pages(commands)
    return parser


def _add_files(commands: argparse._SubParsersAction) -> None:
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


def _add_measures(commands: argparse._SubParsersAction) -> None:
    mark = commands.add_parser("mark", help="mark the articles that are about an issue")
    mark.add_argument("file", metavar="FILE")
    mark.add_argument("--out", required=True, type=Path, metavar="FILE", help=".parquet or .csv")
    _issue(mark)
    mark.set_defaults(run=_mark)

    attention = commands.add_parser("attention", help="share of articles on the issue by period")
    attention.add_argument(
        "file", nargs="+", metavar="FILE", help="articles, a table of counts, or a list and counts"
    )
    attention.add_argument("--by", choices=PERIODS, help="default: month, or the counts' own")
    attention.add_argument("--group", metavar="COLUMN", help="outlet, or a column of counts")
    attention.add_argument("--out", type=Path, metavar="FILE.csv", help="default: print")
    attention.add_argument("--chart", type=Path, metavar="FILE.svg", help="draw the table too")
    for name in ("period", "total", "matched"):
        attention.add_argument(f"--{name}", metavar="COLUMN", help="of a table of counts")
    _issue(attention)
    attention.set_defaults(run=_attention)


def _add_pages(commands: argparse._SubParsersAction) -> None:
    report = commands.add_parser("report", help="make the report as HTML pages")
    report.add_argument("source", nargs="*", metavar="SRC", help="default: a real corpus")
    report.add_argument("--out", type=Path, default=Path("reports"), metavar="DIR")
    report.add_argument("--level", default="public", metavar="public|internal")
    report.add_argument("--lang", choices=("en", "id"), default="en")
    _issue(report)
    report.set_defaults(run=_report)

    lab = commands.add_parser("lab", help="open JupyterLab on the notebooks")
    lab.set_defaults(run=_lab)

    dictionary = commands.add_parser("dictionary", help="print the data dictionary")
    dictionary.set_defaults(run=_dictionary)


def _issue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--issue",
        default="trafficking",
        metavar="NAME",
        help="a name in data/lexicons, or a YAML file",
    )


def _load(args: argparse.Namespace) -> int:
    from analysis import corpus

    _check_ending(args.out, (".parquet",))
    told = {"collection": args.collection, "lang": args.lang, "fresh": args.fresh}
    account = corpus.store(args.source, args.out, _columns(args.columns), **told)
    if args.ledger:
        corpus.write_csv(account.ledger, args.ledger)
    is_refused = account.ledger["action"].isin(["quarantined", "refused"]).any()
    return 1 if args.strict and is_refused else 0


def _check_ending(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix.lower() not in endings:
        raise InputError(f"--out {path}: give a name that ends in {' or '.join(endings)}")


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


def _mark(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    _check_ending(args.out, (".parquet", ".csv"))
    marked = words.mark(corpus.load(args.file), issue=args.issue)
    write = corpus.write_csv if args.out.suffix == ".csv" else corpus.write_parquet
    write(marked, args.out)
    print(
        "{issue_articles:,} of {total_articles:,} articles are marked {issue}: main subject "
        "{main_articles:,}, mentioned {mentioned_articles:,}".format(**words.tally_levels(marked))
    )
    return 0


def _attention(args: argparse.Namespace) -> int:
    from analysis import corpus

    table = _paired(args) if len(args.file) == 2 else _measured(args)
    if args.chart:
        _draw(table, args.chart)
    if args.out:
        corpus.write_csv(table, args.out)
    elif not args.chart:
        print(table.to_string(index=False))
    return 0


def _measured(args: argparse.Namespace) -> pd.DataFrame:
    from analysis import attention

    if len(args.file) > 2:
        raise InputError("attention: give one file, or a story list and then its counts")
    named = {k: getattr(args, k) for k in ("period", "total", "matched") if getattr(args, k)}
    by = args.by or "month"
    return attention.of_file(args.file[0], issue=args.issue, by=by, group=args.group, counts=named)


def _paired(args: argparse.Namespace) -> pd.DataFrame:
    """Take numerators from a story list, totals from its counts, and say whether they agree."""
    from analysis import attention

    found = attention.paired(*args.file, by=args.by, issue=args.issue)
    print(found.in_words)
    odd = found.agreement[found.agreement["difference"] != 0]
    if len(odd):
        print(odd.to_string(index=False))
    return found.table


def _draw(table: pd.DataFrame, path: Path) -> None:
    import matplotlib.pyplot as plt

    from analysis.attention import group_of
    from analysis.corpus.files import atomic_write
    from analysis.report import charts, figures

    ax = charts.outlets(table) if group_of(table) else charts.share_over_time(table)
    with atomic_write(path) as temporary:
        temporary.write_text(figures.svg(ax.figure), encoding="utf-8")
    plt.close(ax.figure)


def _report(args: argparse.Namespace) -> int:
    from analysis import report

    index = report.build(
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


if __name__ == "__main__":
    sys.exit(main())
