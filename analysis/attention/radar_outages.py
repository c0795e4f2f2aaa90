"""Times of lost articles, put in words: of an outlet, of a language, or of all at once.

In: series of daily counts. Out: findings of the kinds outage, feed loss, language loss, silence,
outlet entry and outlet exit. What several outlets lost together is one finding of all; what one
outlet lost is not told of the whole again; a language lost is not told as a loss of its outlet.

Cannot do: say why articles are missing.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.radar_edges import Edge, edges
from analysis.attention.radar_findings import Finding, span
from analysis.attention.radar_losses import Loss, losses
from analysis.attention.radar_series import Series

FALSE_LOSSES = 0.05
"""Chance that a flawless corpus shows any loss, over all series, days and lengths."""
USUAL_A_DAY = 2.0
"""With fewer articles a day measured, nothing at all is a silence rather than an outage. (Three a
day may be measured as two and a half.)"""
MANY = 3
"""So many outlets (or all) that lose at the same time are a loss of the whole."""
MOST_MOVES, NAMED = 3, 6
"""More comings (or goings) of outlets than this are one finding, which names so many."""
Pair = tuple[str, str]


class Lost(NamedTuple):
    """One loss of one series; `is_total` where nothing at all was read."""

    outlet: str
    lang: str
    loss: Loss
    is_total: bool


def chance_of(all_series: list[Series]) -> float:
    """Return the chance that one window may be taken for a loss by mistake (Bonferroni)."""
    return FALSE_LOSSES / max(sum(one.last - one.first + 1 for one in all_series), 1)


def outages(all_series: list[Series], days: pd.DatetimeIndex, least: np.ndarray) -> list[Finding]:
    """Return the findings on times of lost articles of all series."""
    chance = chance_of(all_series)
    found: list[Lost] = []
    for one in all_series:
        total, part = losses(one, least, chance)
        found += [Lost(one.outlet, one.lang, x, True) for x in total]
        found += [Lost(one.outlet, one.lang, x, False) for x in part]
    names = {(one.outlet, one.lang) for one in all_series}
    told = [_told(one, days) for one in _without_doubles(found, names)]
    ends = edges(all_series, chance)
    told += [_lost_language(edge, days) for edge in ends if edge.lang and edge.is_exit]
    for is_exit in (False, True):
        told += _moves([e for e in ends if not e.lang and e.is_exit == is_exit], days)
    return told


def _without_doubles(found: list[Lost], names: set[Pair]) -> list[Lost]:
    """Return the losses, each once: of the whole or of its parts."""
    for outlet, lang in sorted(names, key=lambda pair: (-sum(map(bool, pair)), pair)):
        if outlet and not lang:
            found = _once(found, (outlet, ""), lambda p, o=outlet: p[0] == o and p[1], names)
        elif lang and not outlet:
            found = _once(found, ("", lang), lambda p, g=lang: p[0] and p[1] in (g, ""), names)
    found = _once(found, ("", ""), lambda p: p[0] and not p[1], names)
    return _once(found, ("", ""), lambda p: p[1] and not p[0], names)


def _once(
    found: list[Lost], whole: Pair, is_part: Callable[[Pair], object], names: set[Pair]
) -> list[Lost]:
    """Keep a loss of the whole, or the losses of its few parts that explain it."""
    parts = [pair for pair in names if is_part(pair)]
    gone: set[int] = set()
    for one in found:
        if (one.outlet, one.lang) != whole:
            continue
        inside = [x for x in found if is_part((x.outlet, x.lang)) and _is_same(x.loss, one.loss)]
        losing = {(x.outlet, x.lang) for x in inside}
        is_few = 0 < len(losing) < min(MANY, max(len(parts), 2))
        gone |= {id(one)} if is_few else {id(x) for x in inside}
    return [one for one in found if id(one) not in gone]


def _is_same(part: Loss, whole: Loss) -> bool:
    """Tell whether two losses share at least half of the shorter one's days."""
    shared = min(part.end, whole.end) - max(part.start, whole.start) + 1
    return shared * 2 >= min(part.end - part.start, whole.end - whole.start) + 1


def _told(one: Lost, days: pd.DatetimeIndex) -> Finding:
    loss = one.loss
    start, end = days[loss.start], days[loss.end]
    usual = loss.expected / (loss.end - loss.start + 1)
    missing = 1 - loss.found / loss.expected
    who = _who(one.outlet, one.lang)
    if one.is_total:
        what = f"{who}: no article {span(start, end)}, where {usual:,.1f} a day are usual."
    else:
        what = (
            f"{who}: {missing:.0%} of the usual articles are missing {span(start, end)}: "
            f"{loss.found:,.0f} instead of about {loss.expected:,.0f}."
        )
    kind = "language loss" if one.lang else "feed loss"
    if one.is_total and not one.lang:
        kind = "outage" if usual >= USUAL_A_DAY else "silence"
    said = f"{what} {_effect(kind, one.outlet)}"
    return Finding(kind, one.outlet, start, end, -missing, said, loss.expected - loss.found)


def _who(outlet: str, lang: str) -> str:
    return " ".join([outlet or "All outlets", *([f"in language {lang!r}"] if lang else [])])


def _effect(kind: str, outlet: str) -> str:
    if kind == "language loss":
        return "The share moves to that of the other languages; compare languages apart."
    if kind == "feed loss":
        return "Counts fall without any change of attention; the share holds if all is lost alike."
    if not outlet:
        return "No data is not no attention: nothing can be said of these days."
    return "Its attention is unknown then; a pooled share rests on the other outlets."


def _lost_language(edge: Edge, days: pd.DatetimeIndex) -> Finding:
    start, end = days[edge.start], days[edge.end]
    said = (
        f"{_who(edge.outlet, edge.lang)}: no article any more {span(start, end)}, where there were "
        f"{edge.usual:,.1f} a day. {_effect('language loss', edge.outlet)}"
    )
    return Finding("language loss", edge.outlet, start, end, -1.0, said, edge.weight)


def _moves(ends: list[Edge], days: pd.DatetimeIndex) -> list[Finding]:
    """Return the comings (or goings) of outlets: one finding each, or one of many."""
    if not ends:
        return []
    ranked = sorted(ends, key=lambda e: -e.weight)
    groups = [ranked] if len(ends) > MOST_MOVES else [[e] for e in ranked]
    return [_move(group, days) for group in groups]


def _move(ends: list[Edge], days: pd.DatetimeIndex) -> Finding:
    is_exit = ends[0].is_exit
    kind, what = ("outlet exit", "last") if is_exit else ("outlet entry", "first")
    # An entry or exit is dated to the outlet's own first or last day.
    at = [days[e.start - 1] if is_exit else days[e.end + 1] for e in ends]
    named = [
        f"{e.outlet} ({what} read on {day:%Y-%m-%d}, {e.usual:,.1f} a day)"
        for e, day in zip(ends[:NAMED], at, strict=False)
    ]
    rest = f" and {len(ends) - NAMED:,} more" if len(ends) > NAMED else ""
    verb = "before the corpus ends" if is_exit else "after the corpus has begun"
    first = f"{len(ends)} outlets" if len(ends) > 1 else "An outlet"
    goes = ("go" if is_exit else "come in") if len(ends) > 1 else "goes" if is_exit else "comes in"
    said = (
        f"{first} {goes} {verb}: {', '.join(named)}{rest}. The pooled share moves with that; "
        "outlets='panel' or 'weighted' compares like with like."
    )
    outlet = ends[0].outlet if len(ends) == 1 else ""
    effect = float(sum(e.effect for e in ends)) if len(ends) == 1 else float("nan")
    return Finding(kind, outlet, min(at), max(at), effect, said, sum(e.weight for e in ends))
