"""Options that several sub-commands share, and their checks.

Cannot do: look at what a file holds; that is each command's own work.
"""

import argparse
from pathlib import Path

from analysis.schema import InputError

PERIODS = ("day", "week", "month", "quarter", "year")
QUERY_HELP = "a query instead of an issue, such as 'traffick* w/3 (women or children)'"


def issue(parser: argparse._ActionsContainer) -> None:
    """Add `--issue`."""
    parser.add_argument(
        "--issue",
        default="trafficking",
        metavar="NAME",
        help="a name in data/lexicons, or a YAML file",
    )


def check_ending(path: Path, endings: tuple[str, ...]) -> None:
    """Refuse an output whose name does not end as its kind does; raises InputError."""
    if path.suffix.lower() not in endings:
        raise InputError(f"--out {path}: give a name that ends in {' or '.join(endings)}")
