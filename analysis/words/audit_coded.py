"""What coded articles say of marks: precision of any part of them, and recall, with intervals.

In: coded articles with their marks. Out: shares with 95 % intervals. Articles that were drawn stand
for their stratum (`correction_strata`); those a model picked have no chance of being drawn and are
left out, unless nothing was drawn: then all count alike, and `is_weighted` says so.

Cannot do: see what nobody coded. A stratum without a coded article is not spoken for, and copies of
one story count as if they were independent.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.words.coded import join
from analysis.words.correction_strata import NO_RATE, Rate, drawn_articles, rate


class Weighted(NamedTuple):
    """Coded articles as `drawn_articles` gives them; whether their weights come from a draw."""

    articles: pd.DataFrame
    is_weighted: bool


def weighted(marked: pd.DataFrame, coded: pd.DataFrame) -> Weighted:
    """Return the coded articles that can speak for the corpus.

    Raises InputError for codes of another corpus.
    """
    if coded["probability"].notna().any():
        return Weighted(drawn_articles(marked, coded, 1), True)
    joined = join(marked, coded)
    is_true, is_marked = joined["relevance"] > 0, joined["is_issue"].astype(bool)
    alike = {"draw": "", "share_drawn": 0.0, "weight": 1.0}
    return Weighted(joined.assign(is_true=is_true, is_marked=is_marked, **alike), False)


def precision(coded: Weighted, chosen: pd.Series) -> Rate:
    """Return which part of some articles is relevant (`chosen`: True by row of `coded`)."""
    return rate(coded.articles[chosen.to_numpy(dtype=bool)])


def precision_of_term(coded: Weighted, chosen: pd.Series) -> Rate:
    """Return the same with an interval for articles of this kind anywhere.

    A term is judged for the next corpus too, so that nothing is gained by having coded all of this
    one: no finite population correction.
    """
    rows = coded.articles[chosen.to_numpy(dtype=bool)]
    return rate(rows.assign(share_drawn=0.0))


def recall(coded: Weighted, issue_articles: int, total_articles: int) -> Rate:
    """Return which part of the relevant articles is marked; NaN where no unmarked one is coded.

    `drawn` counts the unmarked articles coded. The interval has the worst and best of the 95 %
    intervals of precision and of the rate of misses: it is wide rather than wrong.
    """
    marked = coded.articles["is_marked"].to_numpy(dtype=bool)
    found, missed = rate(coded.articles[marked]), rate(coded.articles[~marked])
    if not found.drawn or not missed.drawn:
        return NO_RATE._replace(drawn=missed.drawn, found=missed.found)
    sizes = issue_articles, total_articles - issue_articles
    ends = [(found.value, missed.value), (found.low, missed.high), (found.high, missed.low)]
    return Rate(*(_recall(*end, *sizes) for end in ends), missed.drawn, missed.found)


def _recall(found: float, missed: float, issue_articles: int, others: int) -> float:
    relevant = found * issue_articles + missed * others
    return found * issue_articles / relevant if relevant else np.nan
