"""Sub-commands on words: mark, explain, kwic, count, audit.

Cannot do: more than the functions of `analysis.words` do.
"""

import argparse
from pathlib import Path

import pandas as pd

from analysis.cli.options import PERIODS, QUERY_HELP, check_ending, issue


def add(commands: argparse._SubParsersAction) -> None:
    """Add the sub-commands of this room."""
    mark = commands.add_parser("mark", help="mark the articles that are about an issue")
    mark.add_argument("file", metavar="FILE")
    mark.add_argument("--out", required=True, type=Path, metavar="FILE", help=".parquet or .csv")
    mark.set_defaults(run=_mark)

    count = commands.add_parser("count", help="count all terms of an issue, or your own, at once")
    count.add_argument("file", nargs="+", metavar="FILE")
    count.add_argument("--term", action="append", metavar="TERM", help="your own; repeat it")
    count.add_argument("--by", choices=PERIODS, default="month")
    count.add_argument("--group", metavar="COLUMN", help="also by outlet, lang ...")
    issue(count)
    count.set_defaults(run=_count)

    audit = commands.add_parser("audit", help="what each term of an issue or query finds, and adds")
    audit.add_argument("file", metavar="FILE")
    audit.add_argument("--coded", type=Path, metavar="FILE.csv", help="articles coded by reading")
    audit.add_argument("--level", default="public", metavar="public|internal")
    audit.set_defaults(run=_audit)

    for parser in (mark, audit):
        choice = parser.add_mutually_exclusive_group()
        issue(choice)
        choice.add_argument("--query", metavar="TEXT", help=QUERY_HELP)
    _add_reading(commands)
    for parser in (count, audit):
        parser.add_argument("--out", type=Path, metavar="FILE.csv", help="default: print")


def _add_reading(commands: argparse._SubParsersAction) -> None:
    explain = commands.add_parser("explain", help="say in words what a query matches")
    explain.add_argument("query", metavar="QUERY")
    explain.add_argument("--lang", choices=("en", "id"), default="en")
    explain.set_defaults(run=_explain)

    kwic = commands.add_parser("kwic", help="read a term or query in context (internal use)")
    kwic.add_argument("file", metavar="FILE")
    kwic.add_argument("query", metavar="QUERY")
    kwic.add_argument("--level", default="public", metavar="public|team|internal")
    kwic.add_argument("--sort", default="position", metavar="position|left|right|outlet|date")
    kwic.add_argument("--most", type=int, default=50, metavar="N")
    kwic.add_argument("--out", type=Path, metavar="FILE.csv", help="default: print")
    kwic.set_defaults(run=_kwic)


def _mark(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    check_ending(args.out, (".parquet", ".csv"))
    query = words.parse(args.query) if args.query else None  # before a long load
    marked = words.mark(corpus.load(args.file), args.issue, query=query)
    write = corpus.write_csv if args.out.suffix == ".csv" else corpus.write_parquet
    write(marked, args.out)
    print(
        "{issue_articles:,} of {total_articles:,} articles are marked {issue}: main subject "
        "{main_articles:,}, mentioned {mentioned_articles:,}".format(**words.tally_levels(marked))
    )
    return 0


def _explain(args: argparse.Namespace) -> int:
    from analysis import words

    print(words.explain(args.query, lang=args.lang))
    return 0


def _kwic(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    told = {"level": args.level, "sort": args.sort, "most": args.most}
    return _give(words.kwic(corpus.load(args.file), args.query, **told), args.out)


def _count(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    is_ready = all(file.endswith(".parquet") for file in args.file)
    source = args.file if is_ready else corpus.load(args.file)
    counted = words.count(source, args.term or args.issue, by=args.by, group=args.group)
    return _give(words.count_table(counted, by_group=bool(args.group)), args.out)


def _audit(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    coded = words.read_coded(args.coded) if args.coded else None
    articles = corpus.load(args.file)
    found = words.audit(articles, args.query or args.issue, coded, level=args.level)
    if args.out:
        return _give(found.terms, args.out)
    for name, table in zip(found._fields, found):
        print(f"{name}\n{table.to_string(index=False)}\n")
    return 0


def _give(table: pd.DataFrame, out: Path | None) -> int:
    from analysis import corpus

    if out:
        corpus.write_csv(table, out)
    else:
        print(table.to_string(index=False))
    return 0
