"""Sub-commands that measure attention: attention.

Cannot do: more than the functions of `analysis.attention` do.
"""

import argparse
from pathlib import Path

import pandas as pd

from analysis.cli.options import PERIODS, issue
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
    issue(attention)
    attention.set_defaults(run=_attention)


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
    told = {"by": by, "group": args.group, "outlets": args.outlets}
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
