"""The share of all articles that is about the issue, period by period, with its interval.

Cannot do: it takes every article for an independent one. Where stories are copied from outlet to
outlet the interval is too narrow (`design_effect` is NaN and says so). The share is of what was
collected: it speaks of the press only as far as the collection does.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.corpus.describe import check_grid
from analysis.corpus.periods import every, is_dated, last_day, starts
from analysis.corpus.pileups import pileups as find_pileups
from analysis.schema import ATTENTION, InputError, check, frame

Z95 = 1.959963984540054
"""Standard normal quantile of a 95 % interval."""
COUNTS = ["total_articles", "issue_articles", "left_out_articles"]


def share(
    articles: pd.DataFrame,
    by: str = "month",
    group: str | None = None,
    *,
    pileups: str = "leave-out",
) -> pd.DataFrame:
    """Measure the share of articles on the issue in each period.

    One row a period, or with `group` (a column such as "outlet") one a group and period, the
    group's column after `period_start`. Every period between the corpus' first and last day is
    there: nothing read is a gap with share NaN, articles read and none on the issue is 0.
    `share_low` and `share_high` are the 95 % interval of Wilson (1927). Days of a false date
    pile-up (corpus.pileups) are left out of both counts and counted in `left_out_articles`;
    pileups="keep" counts them. Undated articles are in no period: see `undated`.
    Raises InputError for unmarked articles, an unknown group and where nothing is dated.
    """
    _check_door(articles, group, pileups)
    dated = articles[is_dated(articles, by)]
    if dated.empty:
        raise InputError(
            "attention: no article has a date good enough for this period; name the date column "
            "when loading, e.g. corpus.load(source, columns={'date': 'Tanggal terbit'})"
        )
    periods = every(dated["published_on"].min(), dated["published_on"].max(), by)
    heaps = find_pileups(articles)["day"] if pileups == "leave-out" else []
    table = _grid(_counts(dated, by, group, heaps), periods, group)
    table["is_partial"] = table["period_start"].map(_partial(dated["published_on"], by))
    table["issue"] = _only(articles, "issue")
    table["lexicon_version"] = _only(articles, "lexicon_version")
    measured = with_shares(table, group)
    measured.attrs["by"] = by  # charts name the period; one row alone does not show its length
    return measured


def with_shares(table: pd.DataFrame, group: str | None = None) -> pd.DataFrame:
    """Make counts into an attention table: shares, Wilson intervals, gaps, columns in order."""
    seen = table["total_articles"].to_numpy()
    hits = table["issue_articles"].to_numpy()
    low, high = interval(hits, seen)
    measured = table.assign(
        share=np.divide(hits, seen, out=np.full(len(table), np.nan), where=seen > 0),
        share_low=low,
        share_high=high,
        design_effect=np.nan,
        is_gap=seen == 0,
    )
    made = frame("attention", measured)
    order = ["period_start", *([group] if group else []), *[c for c in ATTENTION][1:]]
    return made[order].reset_index(drop=True)


def interval(hits: ArrayLike, seen: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the 95 % interval of hits / seen (Wilson 1927); NaN where seen is 0.

    Written out here because statsmodels, its twin in the tests, takes a second to import in every
    notebook.
    """
    hits, seen = np.asarray(hits, dtype="float64"), np.asarray(seen, dtype="float64")
    n = np.where(seen > 0, seen, np.nan)
    share, z2 = hits / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    # The formula gives 0 and 1 there; floating point gives 1e-19.
    low = np.where(hits == 0, 0.0 * n, middle - half)
    return low, np.where(hits == seen, 0.0 * n + 1.0, middle + half)


def total(table: pd.DataFrame) -> pd.DataFrame:
    """Sum an attention table, or marked articles, to one row for the whole span.

    One row (with a group: one a group, for the groups of counts may share a denominator), with
    its own interval; `period_start` is the first period's.
    """
    if "period_start" not in table.columns:
        return total(share(table, by="day"))
    group = group_of(table)
    keys = table[group] if group else pd.Series("", index=table.index)
    plan = {c: "sum" for c in COUNTS} | {"period_start": "min"}
    plan |= {c: "first" for c in ("issue", "lexicon_version")}
    sums = table.groupby(keys.rename("_"), sort=False).agg(plan).reset_index(names=group or "_")
    return with_shares(sums.assign(is_partial=False), group)


def summary(table: pd.DataFrame) -> dict:
    """Return the whole span in one record: its total row, first and last period, gaps.

    Takes an attention table without groups, or marked articles; made for sentences.
    """
    periods = table if "period_start" in table.columns else share(table)
    if group_of(periods):
        raise InputError("attention.summary takes a table without groups; use attention.total")
    return total(periods).iloc[0].to_dict() | {
        "last_period_start": periods["period_start"].max(),
        "periods": len(periods),
        "gaps": int(periods["is_gap"].sum()),
    }


def undated(articles: pd.DataFrame, by: str = "day") -> str:
    """Say in a sentence how many articles are in no period; "" where every one has a date."""
    check(articles, "articles", needs=["published_on"])
    missing = int((~is_dated(articles, by)).sum())
    if not missing:
        return ""
    return (
        f"{missing:,} of {len(articles):,} articles have no date good enough to place them in a "
        f"{by} and are counted in none."
    )


def group_of(table: pd.DataFrame) -> str | None:
    """Return the name of an attention table's group column, or None where it has none."""
    extra = [c for c in table.columns if c not in ATTENTION]
    return extra[0] if extra else None


def _check_door(articles: pd.DataFrame, group: str | None, pileups: str) -> None:
    if "is_issue" not in articles.columns:
        raise InputError("attention: the articles are not marked; words.mark(articles) first")
    check(articles, "articles", needs=["published_on", "outlet"])
    check(articles, "marks", needs=["is_issue"])
    if articles.empty:
        raise InputError("attention: the table holds no article; look at corpus.ledger(articles)")
    if pileups not in ("leave-out", "keep"):
        raise InputError(f"pileups={pileups!r}: say 'leave-out' or 'keep'")
    if group and (group not in articles.columns or group in ATTENTION):
        raise InputError(f"group={group!r} is no column to group by; try group='outlet'")


def _counts(dated: pd.DataFrame, by: str, group: str | None, heaps: pd.Series) -> pd.DataFrame:
    """Count articles, those on the issue and those left out, by (group and) period."""
    kept = ~dated["published_on"].dt.normalize().isin(heaps)
    counted = pd.DataFrame(
        {
            "total_articles": kept,
            "issue_articles": kept & dated["is_issue"],
            "left_out_articles": ~kept,
        }
    )
    keys = [starts(dated["published_on"], by).rename("period_start")]
    return counted.groupby(([dated[group]] if group else []) + keys, sort=False).sum()


def _grid(counts: pd.DataFrame, periods: pd.DatetimeIndex, group: str | None) -> pd.DataFrame:
    """Spread counts over every period (of every group); what was not read is 0."""
    grid = periods.rename("period_start")
    if group:
        groups = sorted(counts.index.get_level_values(group).unique())
        check_grid(periods, groups)
        grid = pd.MultiIndex.from_product([groups, grid], names=[group, "period_start"])
    return counts.reindex(grid, fill_value=0).reset_index()


def _partial(days: pd.Series, by: str) -> dict[pd.Timestamp, bool]:
    """Tell for every period whether the corpus begins or ends inside it."""
    first, last = days.min().normalize(), days.max().normalize()
    flags = dict.fromkeys(every(first, last, by), False)
    begin, end = min(flags), max(flags)
    flags[begin] |= first > begin
    flags[end] |= last < last_day(end, by)
    return flags


def _only(articles: pd.DataFrame, column: str) -> str:
    """Return the one value of a column; two issues in one table cannot be one share."""
    values = articles[column].unique() if column in articles.columns else [""]
    if len(values) > 1:
        raise InputError(
            f"attention: the articles carry {len(values)} values of {column}; "
            "mark them in one call of words.mark"
        )
    return str(values[0])
