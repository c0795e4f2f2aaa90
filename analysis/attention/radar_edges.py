"""Outlets and languages that come in after the corpus has begun, or go before it ends.

In: series of daily counts. Out: one `Edge` a coming or going that is no chance: at the usual level
of its first (last) quarter, so many weeks without an article would hardly be.

Cannot do: see the coming of an outlet whose first articles are rare (it grows in), or of one that
holds less than a hundredth of the articles.
"""

from typing import NamedTuple

import numpy as np

from analysis.attention.radar_levels import (
    LEAST_SPAN,
    UNKNOWN_ALPHA,
    WEEK,
    dispersion,
    rarity,
    sides,
    sums,
    usual,
)
from analysis.attention.radar_series import Series

SHORTEST = 7
"""Days of absence at an edge of the corpus at the least."""
LEAST_PART = 0.01
"""An outlet that holds less than this part of the articles from then on (until then) moves
nothing."""


class Edge(NamedTuple):
    """An absence from `start` to `end` (positions of days) at one end of the corpus.

    `usual` is articles a day beside it, `effect` the outlet's part of all articles while it is
    read, `weight` its articles.
    """

    outlet: str
    lang: str
    start: int
    end: int
    is_exit: bool
    usual: float
    effect: float
    weight: float


def edges(all_series: list[Series], chance: float) -> list[Edge]:
    """Return comings and goings of outlets, and of languages that their outlets outlive."""
    named = {(one.outlet, one.lang): one for one in all_series}
    found: list[Edge] = []
    for one in all_series:
        if not one.outlet and not one.lang:
            continue
        around = named.get((one.outlet, "")) if one.lang else named[("", "")]
        if around is not None:
            found += _edges(one, around, chance)
    gone = {(e.lang, e.is_exit) for e in found if e.outlet and e.lang}
    return [e for e in found if e.outlet or (e.lang, e.is_exit) not in gone]


def _edges(one: Series, around: Series, chance: float) -> list[Edge]:
    """Return the edges of one series; `around` is the whole that goes on without it."""
    # A language of several outlets can only be lost within the time of the whole.
    ends = (around.first, one.first - 1, False), (one.last + 1, around.last, True)
    ends = [x for x in ends if x[1] - x[0] + 1 >= SHORTEST]
    if not ends:
        return []
    counts = one.counts[one.first : one.last + 1].astype(float)
    before, after = sides(counts)
    alpha = _alpha(counts, before, after)
    found = []
    for start, end, is_exit in ends:
        days = end - start + 1
        level = before[-1] if is_exit else after[0]
        if not level > 0:
            continue
        p = float(rarity(np.array(0.0), np.array(days // WEEK * level), alpha))
        part = counts.sum() / max(around.counts[one.first : one.last + 1].sum(), 1)
        if p <= chance and part >= LEAST_PART:
            found.append(Edge(one.outlet, one.lang, start, end, is_exit, level / WEEK,
                              float(part), float(counts.sum())))  # fmt: skip
    return found


def _alpha(counts: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    if len(counts) < LEAST_SPAN:
        return UNKNOWN_ALPHA
    return dispersion(sums(counts, WEEK), usual(before, after, WEEK))
