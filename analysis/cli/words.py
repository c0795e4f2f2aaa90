"""Sub-commands on words: mark.

Cannot do: more than the functions of `analysis.words` do.
"""

import argparse
from pathlib import Path

from analysis.cli.options import check_ending, issue


def add(commands: argparse._SubParsersAction) -> None:
    """Add the sub-commands of this room."""
    mark = commands.add_parser("mark", help="mark the articles that are about an issue")
    mark.add_argument("file", metavar="FILE")
    mark.add_argument("--out", required=True, type=Path, metavar="FILE", help=".parquet or .csv")
    issue(mark)
    mark.set_defaults(run=_mark)


def _mark(args: argparse.Namespace) -> int:
    from analysis import corpus, words

    check_ending(args.out, (".parquet", ".csv"))
    marked = words.mark(corpus.load(args.file), issue=args.issue)
    write = corpus.write_csv if args.out.suffix == ".csv" else corpus.write_parquet
    write(marked, args.out)
    print(
        "{issue_articles:,} of {total_articles:,} articles are marked {issue}: main subject "
        "{main_articles:,}, mentioned {mentioned_articles:,}".format(**words.tally_levels(marked))
    )
    return 0
