"""Chooses whose articles are counted: every outlet's, a panel's, or all at fixed weights.

In: dated articles and the periods of the table. Out: a weight for each article, 0 where it is not
counted. `all` counts every article once. `panel` counts the outlets that were read in every whole
period, so that nobody enters or leaves. `weighted` gives each outlet that was read in most periods
the same part of every period, its part of all their articles (post-stratification, Holt and Smith
1979), so that a growing outlet does not move the share; an outlet silent in a period leaves its
part to the others there.

Cannot do: tell silence from an outage (see attention.radar), or stand for outlets not collected.
"""

import numpy as np
import pandas as pd

from analysis.schema import InputError

OUTLETS = ("all", "panel", "weighted")
MOST_PERIODS = 0.8
"""An outlet takes part in fixed weights when read in at least this part of the whole periods."""


def weights(cell: np.ndarray, outlet: pd.Series, whole: np.ndarray, how: str) -> np.ndarray:
    """Return the weight of each article: 1, or 0 where it is not counted, or a fixed part.

    `cell` is the number of the article's period, `whole` tells which periods were read to their
    edges (these decide who is in). Weights sum to the number of articles counted in the period.
    Raises InputError where no outlet stays, and for another name of `how`.
    """
    if how not in OUTLETS:
        raise InputError(f"outlets={how!r}: say one of {', '.join(OUTLETS)}")
    if how == "all":
        return np.ones(len(cell))
    code, names = pd.factorize(outlet)
    grid = np.zeros((len(names), len(whole)))
    np.add.at(grid, (code, cell), 1)
    least = 1.0 if how == "panel" else MOST_PERIODS
    stays = _stays(grid, whole, least)
    if not stays.any():
        raise InputError(
            f"outlets={how!r}: no outlet was read in {'every' if least == 1 else 'most'} of the "
            f"{int(whole.sum())} whole periods; take longer periods, a shorter span, or "
            "outlets='all'"
        )
    if how == "panel":
        return stays[code].astype(float)
    return _fixed(grid * stays[:, None])[code, cell]


def _stays(grid: np.ndarray, whole: np.ndarray, least: float) -> np.ndarray:
    """Tell which outlets were read in enough of the periods in which anything was read."""
    judged = whole & (grid.sum(axis=0) > 0)
    if not judged.any():
        judged = grid.sum(axis=0) > 0
    return (grid[:, judged] > 0).mean(axis=1) >= least


def _fixed(grid: np.ndarray) -> np.ndarray:
    """Return the weight of an article of each outlet in each period."""
    part = grid.sum(axis=1) / grid.sum()
    present = np.where(grid > 0, part[:, None], 0.0)
    read, reached = grid.sum(axis=0), present.sum(axis=0)
    shares = np.divide(present, reached, out=np.zeros_like(grid), where=reached > 0)
    return np.divide(shares * read, grid, out=np.zeros_like(grid), where=grid > 0)
