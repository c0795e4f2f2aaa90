"""The share of all articles that is about the issue, period by period, with its interval.

The truth that an interval speaks of is the expected share of the newsrooms' process, not that of
the articles in hand: other stories might have come, and been carried otherwise.

Cannot do: where copies were not looked for (`corpus.copies`), every article counts as independent
and the interval is too narrow (`design_effect` is NaN and says so). The share is of what was
collected: it speaks of the press only as far as the collection does.
"""

import numpy as np
import pandas as pd

from analysis.attention.cells import counted
from analysis.attention.interval import Z95, interval
from analysis.attention.panel import weights
from analysis.corpus.describe import check_grid
from analysis.corpus.periods import every, is_dated, last_day, starts
from analysis.corpus.pileups import pileups as find_pileups
from analysis.schema import ATTENTION, InputError, check, frame

COUNTS = ["total_articles", "issue_articles", "left_out_articles"]
STORIES = ["total_stories", "issue_stories"]


def share(
    articles: pd.DataFrame,
    by: str = "month",
    group: str | None = None,
    *,
    outlets: str = "all",
    pileups: str = "leave-out",
    method: str = "wilson",
) -> pd.DataFrame:
    """Measure the share of articles on the issue in each period.

    One row a period, or with `group` (a column such as "outlet") one a group and period, the
    group's column after `period_start`. Every period between the corpus' first and last day is
    there: nothing read is a gap with share NaN, articles read and none on the issue is 0.
    `outlets` is "all" (pooled), "panel" (those read in every whole period) or "weighted" (each
    outlet's part fixed; see `panel`). Where the articles carry `copy_group` (corpus.copies) or
    `story_id`, stories are counted beside articles and the 95 % interval, `method` "wilson" or
    "jeffreys", knows that copies are no independent articles (see `effective`). Days of a false
    date pile-up (corpus.pileups) and outlets outside the panel are in `left_out_articles` alone;
    pileups="keep" counts such days. Undated articles are in no period: see `undated`.
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
    partial = _partial(dated["published_on"], periods, by)
    period = periods.get_indexer(starts(dated["published_on"], by))
    weight = weights(period, dated["outlet"], ~partial, outlets)
    if pileups == "leave-out":
        weight = weight * ~dated["published_on"].dt.normalize().isin(find_pileups(articles)["day"])
    cell, grid = _grid(dated, period, periods, group)
    counts = counted(dated, cell, np.asarray(weight), len(grid))
    table = pd.concat([grid, counts], axis=1)
    table["is_partial"] = np.tile(partial, len(grid) // len(periods))
    table["issue"] = _only(articles, "issue")
    table["lexicon_version"] = _only(articles, "lexicon_version")
    measured = with_shares(table, group, method=method)
    measured.attrs["by"] = by  # charts name the period; one row alone does not show its length
    measured.attrs["whole"] = (int(counts["total_articles"].sum()), counts.attrs["effect"])
    return measured


def with_shares(
    table: pd.DataFrame, group: str | None = None, *, method: str = "wilson"
) -> pd.DataFrame:
    """Make counts into an attention table: shares, intervals, gaps, columns in order.

    Where the table holds `share`, `effect` and `quantile` (from `cells`), these are used; else
    every article counts as an independent one.
    """
    seen = table["total_articles"].to_numpy()
    plain = np.divide(
        table["issue_articles"], seen, out=np.full(len(table), np.nan), where=seen > 0
    )
    shares = table["share"].to_numpy() if "share" in table else plain
    known = table["design_effect"] if "design_effect" in table else pd.Series(np.nan, table.index)
    effect = table["effect"] if "effect" in table else known.fillna(1.0)
    quantile = table["quantile"].fillna(Z95) if "quantile" in table else Z95
    size = seen / effect.to_numpy()
    # The hits are counts where they can be: a rounded product would miss an exact 0 or all.
    hits = np.where(shares == plain, table["issue_articles"] / effect, shares * size)
    low, high = interval(hits, size, quantile=quantile, method=method)
    measured = table.assign(
        share=shares, share_low=low, share_high=high, design_effect=known, is_gap=seen == 0
    )
    made = frame("attention", measured)
    order = ["period_start", *([group] if group else []), *[c for c in ATTENTION][1:]]
    return made[order].reset_index(drop=True)


def total(table: pd.DataFrame) -> pd.DataFrame:
    """Sum an attention table, or marked articles, to one row for the whole span.

    One row (with a group: one a group, for the groups of counts may share a denominator), with
    its own interval on the effective articles of all periods; `period_start` is the first
    period's. A story told in several periods counts in each.
    """
    if "period_start" not in table.columns:
        return total(share(table, by="day"))
    group = group_of(table)
    keys = table[group] if group else pd.Series("", index=table.index)
    grouped = table.groupby(keys.rename("_"), sort=False)
    plan = {c: "sum" for c in COUNTS} | {"period_start": "min"}
    plan |= {c: "first" for c in ("issue", "lexicon_version")}
    plan |= {c: lambda part: part.sum(skipna=False) for c in STORIES if c in table}
    sums = grouped.agg(plan)
    sums["design_effect"] = [effect_of(part) for _, part in grouped]
    return with_shares(sums.reset_index(names=group or "_").assign(is_partial=False), group)


def effect_of(table: pd.DataFrame) -> float:
    """Return the design effect of all periods of a table as one; NaN where copies are not known.

    A whole table of `share` remembers the effect over its span, whatever its periods; of parts of
    one, the effective articles of the periods are added up, which is a little too careful.
    """
    size = (table["total_articles"] / table["design_effect"]).sum(skipna=False)
    if not size > 0:
        return float("nan")
    read, (articles, effect) = table["total_articles"].sum(), table.attrs.get("whole", (0, 1.0))
    return effect if read == articles else float(max(read / size, 1.0))


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


def _grid(
    dated: pd.DataFrame, period: np.ndarray, periods: pd.DatetimeIndex, group: str | None
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the cell of each article, and the keys of all cells: every period of every group."""
    if not group:
        return period, pd.DataFrame({"period_start": periods})
    code, names = pd.factorize(dated[group], sort=True)
    check_grid(periods, names)
    keys = pd.MultiIndex.from_product([names, periods], names=[group, "period_start"])
    return code * len(periods) + period, keys.to_frame(index=False)


def _partial(days: pd.Series, periods: pd.DatetimeIndex, by: str) -> np.ndarray:
    """Tell for every period whether the corpus begins or ends inside it."""
    first, last = days.min().normalize(), days.max().normalize()
    flags = np.zeros(len(periods), dtype=bool)
    flags[0] |= first > periods[0]
    flags[-1] |= last < last_day(periods[-1], by)
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
