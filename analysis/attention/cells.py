"""Counts articles and stories in cells: a period, or a group in a period.

In: dated, marked articles, the weight of each and the periods. Out: one row a cell with its counts,
its share and how blurred that is by copies (`effective`). A story is a `story_id` where the
articles carry one, else a `copy_group`; a story told in two periods is one story in each.

Cannot do: count stories where neither column is there: then their numbers are missing, not 0.
"""

import numpy as np
import pandas as pd

from analysis.attention.effective import effects

STORY = ("story_id", "copy_group")
"""Columns that tell stories apart, the better first."""


def counted(dated: pd.DataFrame, cell: np.ndarray, weight: np.ndarray, cells: int) -> pd.DataFrame:
    """Return one row a cell: counts of articles and stories, share, design effect, quantile.

    Articles of weight 0 are in `left_out_articles` alone. `design_effect` is NaN where stories
    are not known; the quantile and `effect` (used by the interval) still know the weights.
    `attrs["effect"]` is the design effect of all cells taken as one.
    """
    is_in, on_issue = weight > 0, dated["is_issue"].to_numpy()
    table = pd.DataFrame(
        {
            "total_articles": np.bincount(cell[is_in], minlength=cells),
            "issue_articles": np.bincount(cell[is_in & on_issue], minlength=cells),
            "left_out_articles": np.bincount(cell[~is_in], minlength=cells),
        }
    )
    names = next((dated[c] for c in STORY if c in dated.columns), None)
    stories = _stories(cell[is_in], weight[is_in], on_issue[is_in], _codes(names, is_in))
    is_plain = names is None and bool((weight[is_in] == 1).all())
    effect, quantile = (1.0, np.nan) if is_plain else effects(stories, cells)
    known = names is not None
    table.attrs["effect"] = _whole(weight[is_in], on_issue[is_in], names, is_in)
    return table.assign(
        share=_share(stories, cells),
        effect=effect,
        quantile=quantile,
        design_effect=effect if known else np.nan,
        total_stories=_number(stories["cell"], cells) if known else pd.NA,
        issue_stories=_number(stories["cell"][stories["issue"] > 0], cells) if known else pd.NA,
    ).astype({"total_stories": "Int64", "issue_stories": "Int64"})


def _whole(
    weight: np.ndarray, on_issue: np.ndarray, names: pd.Series | None, is_in: np.ndarray
) -> float:
    """Return the design effect of all cells as one; NaN where stories are not known."""
    if names is None:
        return float("nan")
    one = np.zeros(len(weight), dtype=np.int64)
    return float(effects(_stories(one, weight, on_issue, _codes(names, is_in)), 1)[0][0])


def _codes(names: pd.Series | None, is_in: np.ndarray) -> np.ndarray | None:
    """Return a number for each article's story; an article without a name is one of its own."""
    if names is None:
        return None
    code, _ = pd.factorize(names[is_in])
    own = (names[is_in].isna() | names[is_in].eq("")).to_numpy()
    return np.where(own, code.max(initial=0) + 1 + np.arange(len(code)), code)


def _stories(
    cell: np.ndarray, weight: np.ndarray, on_issue: np.ndarray, code: np.ndarray | None
) -> pd.DataFrame:
    if code is None:
        return pd.DataFrame({"cell": cell, "size": weight, "issue": weight * on_issue})
    span = int(code.max(initial=0)) + 1
    pairs, place = np.unique(cell * span + code, return_inverse=True)
    size = np.bincount(place, weight, minlength=len(pairs))
    issue = np.bincount(place, weight * on_issue, minlength=len(pairs))
    return pd.DataFrame({"cell": pairs // span, "size": size, "issue": issue})


def _share(stories: pd.DataFrame, cells: int) -> np.ndarray:
    size, issue = (np.bincount(stories["cell"], stories[c], cells) for c in ("size", "issue"))
    return np.divide(issue, size, out=np.full(cells, np.nan), where=size > 0)


def _number(cell: pd.Series, cells: int) -> np.ndarray:
    return np.bincount(cell, minlength=cells)
