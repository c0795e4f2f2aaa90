"""Terms over time: in which share of the articles read each term of the lexicon stands.

Only articles marked for the issue are searched for terms; the denominator is every article read
in the period. Where nothing was read the share is NaN, which is not 0.

Cannot do: count distinct stories (copies count as often as they were printed), so intervals are
too narrow where stories are syndicated; articles without a date are left out.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import periods
from analysis.schema import DAY, InputError, check
from analysis.words.association import exact_p, false_discovery
from analysis.words.entries import Lexicon
from analysis.words.lexicon import lexicon_of
from analysis.words.mark import mentions

FEWEST = 10  # articles in both halves together, under which a term is not named rising or falling
FEWEST_READ = 30  # articles read in a half, under which it cannot speak for its time
SURE = 0.05  # q under which a change is named


def term_trends(
    marked: pd.DataFrame, by: str = "month", *, issue: str | Path | Lexicon | None = None
) -> pd.DataFrame:
    """Return one row a period and term: issue articles with the term, mentions, share of all read.

    Every period from the first to the last read is there for every term of the lexicon that
    occurs at least once. `issue` is needed only when the articles were marked in another session
    by a lexicon given as a path. Raises InputError for articles not marked or not dated.
    """
    dated, starts = _dated(marked, by)
    hits = _hits(dated[dated["is_issue"]], lexicon_of(marked, issue))
    span = periods.every(starts.min(), starts.max(), by)
    total = starts.value_counts().reindex(span, fill_value=0)
    hits = hits.assign(period_start=hits["article_id"].map(_by_id(dated, starts)))
    terms = hits[["term", "concept"]].drop_duplicates().sort_values(["concept", "term"])
    grid = terms.merge(pd.DataFrame({"period_start": span}), how="cross")
    keys = ["period_start", "concept", "term"]
    counted = hits.groupby(keys, as_index=False).agg(
        issue_articles=("article_id", "nunique"), mentions=("article_id", "size")
    )
    table = grid.merge(counted, on=keys, how="left").fillna({"issue_articles": 0, "mentions": 0})
    table["total_articles"] = table["period_start"].map(total)
    return _typed(table)


def _by_id(dated: pd.DataFrame, starts: pd.Series) -> pd.Series:
    return pd.Series(starts.array, index=dated["article_id"]).groupby(level=0).first()


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({"issue_articles": "int64", "mentions": "int64", "period_start": DAY})
    table["total_articles"] = table["total_articles"].astype("int64")
    table["share"] = table["issue_articles"] / table["total_articles"].replace(0, np.nan)
    columns = ["period_start", "term", "concept", "issue_articles", "mentions"]
    table = table[[*columns, "total_articles", "share"]]
    return table.sort_values(["period_start", "concept", "term"], ignore_index=True)


def _dated(marked: pd.DataFrame, by: str) -> tuple[pd.DataFrame, pd.Series]:
    check(marked, "articles", needs=["article_id", "title", "text", "published_on"])
    if "is_issue" not in marked.columns:
        raise InputError("these articles are not marked yet; call words.mark(articles) first")
    dated = marked[periods.is_dated(marked, by)]
    if dated.empty:
        raise InputError("no article has a date, so terms cannot be put in time")
    return dated, periods.starts(dated["published_on"], by)


def _hits(articles: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    found = mentions(articles, lexicon)
    return found[~found["is_avoided"]]


def rising_falling(
    marked: pd.DataFrame, by: str = "month", *, issue: str | Path | Lexicon | None = None
) -> pd.DataFrame:
    """Return one row a term: its articles in the two halves of the span, and whether it changed.

    The span is cut at the edge of a period so that both halves hold as nearly as many articles
    read as can be. `difference` is share later minus earlier with
    its 95 % interval (Newcombe 1998, method 10); `p` is Fisher's exact test, `q` after Benjamini
    and Hochberg over all terms. `trend` is rising or falling where q < 0.05, steady otherwise,
    and "too few" under 10 articles with the term, or 30 read in a half, whatever the test says.
    One period has no halves: then there is no row.
    """
    dated, starts = _dated(marked, by)
    span = periods.every(starts.min(), starts.max(), by)
    if len(span) < 2:
        nothing = pd.DataFrame({"term": [], "concept": [], "size": [], "sum": []})
        return _compared(nothing.astype({"term": "str", "concept": "str"}), (0, 0), pd.NaT)
    middle = _middle(starts, span)
    is_late = (starts >= middle).array
    hits = _hits(dated[dated["is_issue"]], lexicon_of(marked, issue))
    late = pd.Series(is_late, index=dated["article_id"]).groupby(level=0).first()
    sizes = (int((~is_late).sum()), int(is_late.sum()))
    once = hits.drop_duplicates(["article_id", "term"])
    counts = once.assign(late=once["article_id"].map(late).astype(bool))
    table = counts.groupby(["concept", "term"])["late"].agg(["size", "sum"]).reset_index()
    return _compared(table, sizes, middle)


def _middle(starts: pd.Series, span: pd.DatetimeIndex) -> pd.Timestamp:
    before = starts.value_counts().reindex(span, fill_value=0).cumsum().iloc[:-1]
    return span[int((before - len(starts) / 2).abs().to_numpy().argmin()) + 1]


def _compared(table: pd.DataFrame, sizes: tuple[int, int], middle: pd.Timestamp) -> pd.DataFrame:
    late = table["sum"].astype("int64")
    early = table["size"].astype("int64") - late
    result = pd.DataFrame(
        {
            "term": table["term"],
            "concept": table["concept"],
            "earlier_articles": early,
            "earlier_total": sizes[0],
            "later_articles": late,
            "later_total": sizes[1],
            "earlier_share": early / sizes[0],
            "later_share": late / sizes[1],
            "difference": late / sizes[1] - early / sizes[0],
        }
    )
    pairs = list(zip(early, late))
    ends = [_interval(a, b, sizes) for a, b in pairs]
    result["difference_low"] = [low for low, _ in ends]
    result["difference_high"] = [high for _, high in ends]
    result["p"] = [exact_p(a, b, *sizes) for a, b in pairs]
    result["q"] = false_discovery(result["p"].to_numpy(dtype=float))
    result["trend"] = _trend(result)
    result["split_on"] = pd.Series(middle, index=result.index, dtype=DAY)
    return result.sort_values(["q", "term"], ignore_index=True)


def _interval(early: int, late: int, sizes: tuple[int, int]) -> tuple[float, float]:
    # Late: statsmodels takes a second to import, and few notebooks compare two shares.
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(late, sizes[1], early, sizes[0], method="newcomb")
    return float(low), float(high)


def _trend(result: pd.DataFrame) -> np.ndarray:
    articles = result["earlier_articles"] + result["later_articles"]
    halves = result[["earlier_total", "later_total"]].min(axis=1)
    is_few, is_sure = (articles < FEWEST) | (halves < FEWEST_READ), result["q"] < SURE
    return np.select(
        [is_few, is_sure & (result["difference"] > 0), is_sure],
        ["too few", "rising", "falling"],
        default="steady",
    )
