"""Sub-commands that measure attention: attention, verdict.

Cannot do: more than the functions of `analysis.attention` do.
"""

import argparse
import json
from pathlib import Path

import pandas as pd

from analysis.cli.options import PERIODS, QUERY_HELP, issue
from analysis.schema import InputError


def add(commands: argparse._SubParsersAction) -> None:
    """Add the sub-commands of this room."""
    attention = commands.add_parser("attention", help="share of articles on the issue by period")
    attention.add_argument(
        "file", nargs="+", metavar="FILE", help="articles, a table of counts, or a list and counts"
    )
    attention.add_argument("--by", choices=PERIODS, help="default: month, or the counts' own")
    attention.add_argument("--group", metavar="COLUMN", help="outlet, or a column of counts")
    attention.add_argument(
        "--outlets",
        choices=("all", "panel", "weighted"),
        default="all",
        help="whose articles count: all, those read throughout, or all at fixed parts",
    )
    attention.add_argument("--out", type=Path, metavar="FILE.csv", help="default: print")
    attention.add_argument("--chart", type=Path, metavar="FILE.svg", help="draw the table too")
    for name in ("period", "total", "matched"):
        attention.add_argument(f"--{name}", metavar="COLUMN", help="of a table of counts")
    choice = attention.add_mutually_exclusive_group()
    issue(choice)
    choice.add_argument("--query", metavar="TEXT", help=QUERY_HELP)
    attention.set_defaults(run=_attention)
    _add_verdict(commands)


def _add_verdict(commands: argparse._SubParsersAction) -> None:
    verdict = commands.add_parser("verdict", help="prominent, more than rivals, rising, fading?")
    verdict.add_argument("file", metavar="FILE", help="articles, or a table of counts")
    claims = ("prominent", "more-than", "rose", "faded")
    verdict.add_argument("--claim", required=True, choices=claims)
    day = verdict.add_mutually_exclusive_group()
    day.add_argument("--at", metavar="DATE", help="last day of the windows; default: the last read")
    day.add_argument("--since", metavar="DATE", help="first day of the later window (rose, faded)")
    verdict.add_argument("--against", default="", metavar="NAME,NAME", help="rival issues")
    verdict.add_argument("--windows", default="90,180,365", metavar="DAYS,DAYS")
    verdict.add_argument("--label", default="", metavar="TEXT", help="free text for the record")
    verdict.add_argument("--out", type=Path, metavar="FILE.json")
    issue(verdict)
    verdict.set_defaults(run=_verdict)


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
    told = {"query": args.query, "by": by, "group": args.group, "outlets": args.outlets}
    return attention.of_file(args.file[0], issue=args.issue, counts=named, **told)


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


def _verdict(args: argparse.Namespace) -> int:
    from analysis import attention
    from analysis.corpus.files import atomic_write

    told = {"issue": args.issue, "at": args.at, "since": args.since, "label": args.label}
    found = attention.verdict(
        _articles_or_counts(args.file),
        args.claim,
        against=[name.strip() for name in args.against.split(",") if name.strip()],
        windows=_days(args.windows),
        **told,
    )
    print(found.in_words)
    if args.out:
        record = json.dumps(found.record, ensure_ascii=False, indent=1)
        with atomic_write(args.out) as temporary:
            temporary.write_text(record + "\n", encoding="utf-8")
    return 0


def _articles_or_counts(path: str) -> pd.DataFrame:
    from analysis import attention, corpus
    from analysis.attention.counts import holds_counts

    try:
        return corpus.load(path)
    except InputError:
        if not holds_counts(path):
            raise
        return attention.from_counts(path)


def _days(text: str) -> list[int]:
    try:
        return [int(days) for days in text.split(",")]
    except ValueError as error:
        raise InputError(f"--windows {text}: write days, such as 90,180,365") from error
