"""The findings of the radar as a table: what each row holds, in which order, how many of a kind.

In: `Finding`s of the parts of the radar. Out: the table. Of a kind only the largest are rows of
their own; the others are counted in one row of kind "further findings", so that a list stays
readable and no finding is lost without a word.

Cannot do: weigh one kind against another; the order of kinds is fixed (`KINDS`).
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from analysis.schema import DAY

KINDS = (
    "outage",
    "feed loss",
    "language loss",
    "import day",
    "date pile-up",
    "day-month swap",
    "crawl dates",
    "undated",
    "stray dates",
    "template change",
    "archive growth",
    "outlet entry",
    "outlet exit",
    "silence",
    "unfinished period",
)
"""In the order in which they are told: first what falsifies most and is least expected."""
FURTHER = "further findings"
COLUMNS = {
    "kind": "str",
    "outlet": "str",
    "period_start": DAY,
    "period_end": DAY,
    "effect": "float64",
    "message": "str",
}


class Finding(NamedTuple):
    """One row: outlet "" means the whole corpus; `weight` (articles concerned) only ranks."""

    kind: str
    outlet: str
    period_start: pd.Timestamp
    period_end: pd.Timestamp
    effect: float
    message: str
    weight: float


def span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Write a span of days as it stands in the messages."""
    if start == end:
        return f"on {start:%Y-%m-%d}"
    return f"from {start:%Y-%m-%d} to {end:%Y-%m-%d} ({(end - start).days + 1:,} days)"


def table(found: Iterable[Finding], most: int | None) -> pd.DataFrame:
    """Return the findings as a table, by kind and date; `most` rows of a kind at most."""
    rows: list[Finding] = []
    by_kind: dict[str, list[Finding]] = {kind: [] for kind in KINDS}
    for one in found:
        by_kind[one.kind].append(one)
    for kind, all_of_it in by_kind.items():
        ranked = sorted(all_of_it, key=lambda one: -one.weight)
        shown = ranked[:most]
        rows += sorted(shown, key=lambda one: (one.period_start, one.outlet))
        if rest := ranked[len(shown) :]:
            rows.append(_further(kind, rest))
    made = pd.DataFrame([row[:-1] for row in rows], columns=list(COLUMNS))
    return made.astype(COLUMNS)


def _further(kind: str, rest: list[Finding]) -> Finding:
    start = min(one.period_start for one in rest)
    end = max(one.period_end for one in rest)
    said = (
        f"{len(rest):,} smaller findings of the kind {kind!r} {span(start, end)}; "
        "attention.radar(articles, most=None) lists each."
    )
    return Finding(FURTHER, "", start, end, float("nan"), said, 0.0)
