"""Counts in windows become the two sides of a ratio, with what copies and bursts blur.

In: the articles (or stories) of one or two windows with their weights, or rows of a table of
counts. Out: `Sides`. A side's effect is the greater of two: that of copies (`effective`), and the
dispersion of the counts over weeks of the window (Pearson's chi-squared over its degrees of
freedom, McCullagh and Nelder 1989, ch. 4.5), never below 1: news comes in bursts.

Cannot do: know a likeness that lasts longer than a week, such as one long trial.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.claims import Sides
from analysis.attention.effective import effects
from analysis.attention.interval import Z95

WEEK = 7
LEAST_WEEKS = 8
"""With fewer weeks read the dispersion is not estimated."""


class Sample(NamedTuple):
    """Articles, or stories, of the windows looked at, as arrays of one length.

    `cell` is 0 for the earlier window (or the only one), 1 for the later; `week` numbers weeks
    across both; `cluster` is the story within its window, numbered from 0, `cluster_cell` the
    window of each; `is_plain` tells that every row is a story of its own with weight 1.
    """

    cell: np.ndarray
    week: np.ndarray
    weight: np.ndarray
    level: np.ndarray
    cluster: np.ndarray
    cluster_cell: np.ndarray
    is_plain: bool


def of_windows(sample: Sample, on_issue: np.ndarray) -> Sides:
    """Return the sides of a change: the share in the earlier window and in the later."""
    hit = sample.weight * on_issue
    hits, seen = (np.bincount(sample.cell, w, 2) for w in (hit, sample.weight))
    share = hits / seen
    effect, quantile = _of_copies(sample, sample.weight, hit)
    weekly = _weeks(sample.week, hit), _weeks(sample.week, sample.weight)
    week_cell = np.zeros(len(weekly[0]), dtype=int)
    week_cell[sample.week] = sample.cell
    burst = _dispersion(*weekly, share[week_cell], fitted=2)
    # A share of articles in hand varies less than a count by the part that is not on the issue.
    rest = np.maximum(1 - share, 0.05)
    return Sides(hits, seen, np.maximum(effect, burst) * rest, quantile)


def of_rivals(sample: Sample, on_issue: np.ndarray, on_rival: np.ndarray) -> Sides:
    """Return the sides of a comparison in one window: the rival's articles and the issue's.

    Articles on both are kept apart (`both`): only those on one of them tell which is more
    (McNemar 1947).
    """
    own, other = on_issue & ~on_rival, on_rival & ~on_issue
    hit, miss = sample.weight * own, sample.weight * other
    hits = np.array([miss.sum(), hit.sum()])
    effect, quantile = np.ones(2), np.full(2, Z95)
    for side, part in enumerate((miss, hit)):
        found = _of_copies(sample, part, part)
        effect[side], quantile[side] = found[0][0], found[1][0]
    weekly = _weeks(sample.week, hit), _weeks(sample.week, hit + miss)
    part = hits[1] / hits.sum() if hits.sum() else 0.5
    burst = _dispersion(*weekly, np.full(len(weekly[0]), part), fitted=1)
    both = float((sample.weight * (on_issue & on_rival)).sum())
    return Sides(hits, np.ones(2), np.maximum(effect, burst), quantile, both)


def of_counts(rows: list[pd.DataFrame], *, is_change: bool) -> Sides:
    """Return the sides from two sets of rows of an attention table: the other, the claim's own.

    Copies are known as far as `design_effect` is; issue and rival are taken as apart, which errs
    to the side of no answer.
    """
    hits, seen = (
        np.array([float(r[c].sum()) for r in rows]) for c in ("issue_articles", "total_articles")
    )
    share = hits / seen
    weekly = [np.concatenate([r[c] for r in rows]).astype(float)
              for c in ("issue_articles", "total_articles")]  # fmt: skip
    shares = np.repeat(share, [len(r) for r in rows])
    known = [_mean_effect(r) for r in rows]
    effect = np.maximum(known, _dispersion(*weekly, shares, fitted=2))
    rest = np.maximum(1 - share, 0.05) if is_change else 1.0
    return Sides(hits, seen, effect * rest, np.full(2, Z95))


def _of_copies(
    sample: Sample, size: np.ndarray, issue: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    if sample.is_plain:
        return np.ones(2), np.full(2, Z95)
    number = len(sample.cluster_cell)
    sizes = [np.bincount(sample.cluster, weight, number) for weight in (size, issue)]
    is_there = sizes[0] > 0
    columns = (c[is_there] for c in (sample.cluster_cell, *sizes))
    return effects(pd.DataFrame(dict(zip(("cell", "size", "issue"), columns, strict=True))), 2)


def _weeks(week: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return np.bincount(week, weight)


def _dispersion(hits: np.ndarray, seen: np.ndarray, share: np.ndarray, *, fitted: int) -> float:
    """Return how much more counts scatter over weeks than binomial ones would; 1 or more."""
    expected, is_read = seen * share, seen > 0
    weeks = int(is_read.sum())
    if weeks < LEAST_WEEKS or not expected.sum():
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        square = (hits - expected) ** 2 / (expected * np.maximum(1 - share, 1e-9))
    return max(1.0, float(np.nansum(square[is_read & (expected > 0)]) / (weeks - fitted)))


def _mean_effect(rows: pd.DataFrame) -> float:
    if "design_effect" not in rows or rows["design_effect"].isna().all():
        return 1.0
    return max(1.0, float(rows["design_effect"].mean()))
