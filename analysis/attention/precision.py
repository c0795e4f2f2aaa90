"""The precision of the marks among some articles, each with its weight, from a coded sample.

In: marked articles with weights, and articles that were drawn by chance and coded by reading. Out:
the part of the marked articles (by weight) that is truly on the issue, with its 95 % interval.

Method: a ratio of weighted sums, each coded article weighed by its weight over its chance of being
drawn (Hajek 1971); Wilson's interval on Kish's effective number of coded articles.

Cannot do: say what the marks missed (words.correction does), or correct for coders who err.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.interval import Z95, interval
from analysis.schema import InputError
from analysis.words.coded import settled

SURE = 4.0
"""A difference of so many standard errors is beyond chance, however many are looked at."""


class Precision(NamedTuple):
    """The precision (0-1), its 95 % interval, and how many coded articles say so."""

    value: float
    low: float
    high: float
    coded: int

    @property
    def log_variance(self) -> float:
        """Return the variance of its logarithm, from the interval; 0 where it is not known."""
        if not self.low > 0:
            return 0.0
        return float((np.log(self.high / self.low) / (2 * Z95)) ** 2)


UNKNOWN = Precision(np.nan, np.nan, np.nan, 0)


def precision(marked: pd.DataFrame, weight: np.ndarray, coded: pd.DataFrame) -> Precision:
    """Return the precision of the marks among these articles, by their weights.

    `coded` is a coded sample (words.coded); articles picked, not drawn, are left out. Raises
    InputError where no marked article of these was drawn and coded.
    """
    on = marked["is_issue"].to_numpy()
    table = pd.DataFrame({"article_id": marked["article_id"][on], "weight": weight[on]})
    drawn = coded[coded["probability"].notna() & coded["article_id"].isin(table["article_id"])]
    if drawn.empty:
        raise InputError(
            "precision: no marked article of one of the spans was drawn by chance and coded; "
            "code some of each span, or leave coded= out"
        )
    table = table.merge(settled(drawn))
    heft = (table["weight"] / table["probability"]).to_numpy()
    value = float(heft @ (table["relevance"] >= 1) / heft.sum())
    size = heft.sum() ** 2 / (heft @ heft)
    low, high = interval(value * size, size)
    return Precision(value, float(low), float(high), len(table))


def differ(first: Precision, last: Precision) -> str:
    """Say that two precisions differ beyond chance; "" where they do not, or are not known."""
    errors = [(of.high - of.low) / (2 * Z95) for of in (first, last)]
    if not abs(last.value - first.value) > SURE * np.hypot(*errors):
        return ""
    return (
        f"Of the marked articles that were coded {first.value:.0%} are on the issue in the first "
        f"span and {last.value:.0%} in the last: the marks came to mean something else."
    )
