"""Rates of a corpus from a sample drawn by stratum, and their intervals.

In: drawn articles with their codes, strata and weights. Out: a `Rate`: a weighted share of
articles with its 95 % interval. In a stratum of which many articles were drawn the interval is
narrower, and a stratum that was coded wholly has none (finite population correction).

Cannot do: use an article that was picked (no probability), or strata that share articles.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.schema import InputError
from analysis.words.coded import join

Z = 1.959963984540054  # standard normal quantile of a 95 % interval
SURE = 1e9  # articles: as good as all


class Rate(NamedTuple):
    """A share of articles with its interval; `drawn` articles and `found` of them say so."""

    value: float
    low: float
    high: float
    drawn: int
    found: int


NO_RATE = Rate(np.nan, np.nan, np.nan, 0, 0)


def drawn_articles(marked: pd.DataFrame, coded: pd.DataFrame, level: int) -> pd.DataFrame:
    """Return the coded articles that were drawn, index as in `coded.join`.

    Columns of marks and codes, and `is_true` (coded at `level` or more), `is_marked`, `draw` (the
    stratum it was drawn from), `share_drawn` of that stratum, and `weight`: how many articles of
    the corpus it stands for. A weight is the size of the stratum over the number coded, so that
    it is right whether or not all that was drawn has been coded. Raises InputError when none was
    drawn.
    """
    table = join(marked, coded)
    table = table[table["probability"].notna()].reset_index(drop=True)
    if table.empty:
        raise InputError(
            "correction: no coded article was drawn at random, so none speaks for the corpus; "
            "code articles that sampling.next_to_code draws"
        )
    draw = table["stratum"] + "|" + table["stratum_size"].astype("str")
    number = draw.groupby(draw).transform("size")
    size = table["stratum_size"].where(table["stratum_size"] > 0, number / table["probability"])
    return table.assign(
        is_true=table["relevance"] >= level,
        is_marked=table["issue_level"] >= level,
        draw=draw,
        share_drawn=np.minimum(number / size, 1.0),
        weight=np.maximum(size / number, 1.0),
    )


def taken_for_none(drawn: pd.DataFrame, strata: Sequence[str]) -> pd.DataFrame:
    """Return the drawn articles, those of the named strata taken as if the whole stratum was coded.

    A name such as "rest" stands for "rest id" and "rest en" too. Raises InputError where one of
    them was coded as on the issue, or none lies in the stratum.
    """
    for name in strata:
        inside = (drawn["stratum"] == name) | drawn["stratum"].str.startswith(f"{name} ")
        if not inside.any():
            raise InputError(f"correction: no article was drawn from a stratum {name!r}")
        if drawn["is_true"][inside].any():
            raise InputError(
                f"correction: stratum {name!r} holds articles on the issue, as the codes say; "
                "leave it out of assume_none"
            )
        drawn = drawn.assign(share_drawn=drawn["share_drawn"].mask(inside, 1.0))
    return drawn


def widest(drawn: pd.DataFrame) -> str:
    """Say which stratum adds most to the upper end of a share: there more must be coded."""
    found = drawn.groupby(["stratum", "draw"], as_index=False).agg(
        number=("is_true", "size"), found=("is_true", "sum"),
        weight=("weight", "sum"), share_drawn=("share_drawn", "first"),
    )  # fmt: skip
    _, high = wilson(
        *(found[c].to_numpy(dtype="float64") for c in ("found", "number", "share_drawn"))
    )
    most = found.iloc[int(np.argmax(found["weight"] * (high - found["found"] / found["number"])))]
    return f"stratum {most['stratum']!r} ({most['found']} of {most['number']} coded)"


def rate(part: pd.DataFrame) -> Rate:
    """Return the share of `is_true` in the part of the corpus that these drawn articles stand for.

    The shares of the strata are added up by their weights, and their intervals of Wilson (1927)
    are combined by the square root of squares (MOVER: Zou and Donner 2008).
    """
    if part.empty:
        return NO_RATE
    by_draw = part.groupby("draw")
    number = by_draw["is_true"].size().to_numpy(dtype="float64")
    found = by_draw["is_true"].sum().to_numpy(dtype="float64")
    weight = by_draw["weight"].sum().to_numpy(dtype="float64")
    weight = weight / weight.sum()
    low, high = wilson(found, number, by_draw["share_drawn"].first().to_numpy())
    share = found / number
    value = float(weight @ share)
    return Rate(
        value,
        max(value - _root(weight * (share - low)), 0.0),
        min(value + _root(weight * (high - share)), 1.0),
        int(number.sum()),
        int(found.sum()),
    )


def wilson(
    found: np.ndarray, number: np.ndarray, share_drawn: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of Wilson's interval, the sample counted up for the part that was drawn."""
    from statsmodels.stats.proportion import proportion_confint  # late: it takes a second

    size = np.minimum(number / np.maximum(1 - share_drawn, number / SURE), SURE)
    low, high = proportion_confint(found / number * size, size, method="wilson")
    return np.where(found == 0, 0.0, low), np.where(found == number, 1.0, high)


def mixture(parts: list[tuple[float, Rate]], chance: float = 0.0) -> tuple[float, float, float]:
    """Return the weighted sum of rates with its interval (MOVER).

    `chance` is a standard error to add: what a part holds is itself drawn by lot.
    """
    value = sum(w * r.value for w, r in parts)
    down = np.array([w * (r.value - r.low) for w, r in parts] + [Z * chance])
    up = np.array([w * (r.high - r.value) for w, r in parts] + [Z * chance])
    return value, max(value - _root(down), 0.0), min(value + _root(up), 1.0)


def _root(pieces: np.ndarray) -> float:
    return float(np.sqrt((pieces**2).sum()))
