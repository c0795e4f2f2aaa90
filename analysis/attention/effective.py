"""How much a share is blurred by copies: design effect and quantile of an interval, cell by cell.

In: stories, one row a story and cell (a period, or a group in a period), with how many articles
carry it there and how many of these are on the issue. Out: for each cell the design effect (the
variance of the share over that of as many independent articles) and the quantile its interval
takes. The truth meant is the expected share of the newsrooms' process: other stories, carried
otherwise, might have come in the same period.

Method: the variance of a ratio, linearised, with stories as clusters (Kish 1965, ch. 6; Cochran
1977, ch. 2). For clusters wholly on or off the issue it comes to

    design effect = (1 - share) * D_issue + share * D_other,   D = sum of size^2 / sum of size.

With few stories on the issue D_issue is hardly known. So each cell is given one story more, of the
size that the issue's stories have in the whole table, and the table two more, twice as large as
stories in general: copies of the issue's stories are guessed to be many until they are seen to be
few. What is still unknown of D_issue widens the interval: a Student quantile, its degrees of
freedom after Satterthwaite (1946) from the variance of D_issue. The coverage is measured in
`tests/test_coverage.py`.

Cannot do: see copies that no `copy_group` names, or what makes stories of one week alike.
"""

import numpy as np
import pandas as pd
from scipy.stats import t as student

OWN_PRIOR = 1.0
"""Stories of the table's size that each cell is given."""
TABLE_PRIOR, TABLE_TIMES = 2.0, 2.0
"""Stories that the table is given, and how many times as large as stories in general they are."""
LEVEL = 0.975
"""Upper end of a 95 % interval."""
LEAST_FREEDOM, MOST_FREEDOM = 2.0, 1e6


def effects(stories: pd.DataFrame, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Return design effect (>= 1) and quantile for each of so many cells.

    `stories` has one row a cell and story: `cell` (0 to cells - 1), `size` (articles, or their
    weights) and `issue` (the part of them on the issue). Cells without a story get the effect
    that the table suggests; their share is NaN anyway.
    """
    cell = stories["cell"].to_numpy()
    issue = stories["issue"].to_numpy(dtype=float)
    other = stories["size"].to_numpy(dtype=float) - issue
    moments = [np.bincount(cell, issue**k, minlength=cells) for k in (1, 2, 3, 4)]
    usual = _usual(stories)
    on_issue, freedom = _of_issue(moments, usual)
    sums = [np.bincount(cell, other**k, minlength=cells) for k in (1, 2)]
    # A cell wholly on the issue has no others; its stories stand for them.
    off_issue = np.divide(sums[1], sums[0], out=on_issue.copy(), where=sums[0] > 0)
    total = moments[0] + sums[0]
    share = np.divide(moments[0], total, out=np.zeros(cells), where=total > 0)
    effect = (1 - share) * on_issue + share * off_issue
    return np.maximum(effect, 1.0), student.ppf(LEVEL, freedom)


def _usual(stories: pd.DataFrame) -> float:
    """Return the size of the issue's stories in the whole table, that of an article's story."""
    size, issue = (stories[c].to_numpy(dtype=float) for c in ("size", "issue"))
    guess = TABLE_TIMES * (np.sum(size**2) / np.sum(size) if len(size) else 1.0)
    return float(
        (np.sum(issue**2) + TABLE_PRIOR * guess**2) / (np.sum(issue) + TABLE_PRIOR * guess)
    )


def _of_issue(moments: list[np.ndarray], usual: float) -> tuple[np.ndarray, np.ndarray]:
    """Return D_issue of each cell, and the degrees of freedom it is known with."""
    first, second, third, fourth = (m + OWN_PRIOR * usual**k for k, m in enumerate(moments, 1))
    d = second / first
    squares = fourth - 2 * d * third + d**2 * second  # of (size^2 - d * size) over the stories
    known = np.divide(
        2 * (d * first) ** 2, squares, out=np.full(len(d), MOST_FREEDOM), where=squares > 1e-9
    )
    return d, np.clip(known, LEAST_FREEDOM, MOST_FREEDOM)
