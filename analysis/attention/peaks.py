"""Periods in which the issue drew clearly more attention than over the whole span.

Cannot do: it takes articles for independent, so one story copied by many outlets can make a
peak; the outlets beside it help to see that. It knows no season and no trend: in a series that
rises throughout, the late periods are its peaks. "Two standard deviations" is not used: it finds
a peak in nearly every flat series.
"""

import pandas as pd
from scipy.stats import binom, false_discovery_control

from analysis.attention.share import group_of, total
from analysis.corpus.pileups import pileups
from analysis.schema import check

FALSE_PEAKS = 0.05
"""Of the periods called peaks, this part may be false (Benjamini and Hochberg 1995)."""
MOST_NAMES = 5
"""Outlets and terms named beside a peak; the rest is in the tables."""
ADDED = ["overall_share", "expected_articles", "p_value", "q_value", "outlets", "terms"]


def peaks(
    table: pd.DataFrame,
    marked: pd.DataFrame | None = None,
    *,
    mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the periods whose interval lies wholly above the share of the whole span.

    One row a peak: its counts and share, the overall share (of its own group, where there are
    groups), the articles that share would give, the binomial tail (p_value), the same after
    Benjamini and Hochberg (1995) over all periods and groups looked at (q_value, at most 0.05).
    Partial periods and gaps are not looked at. With `marked` the outlets that made the peak are
    named; the terms come from `mentions`, else from the marks' reasons.
    """
    check(table, "attention", needs=["period_start", "total_articles", "issue_articles"])
    looked = _tested(_with_overall(table))
    high = looked[
        (looked["q_value"] <= FALSE_PEAKS) & (looked["share_low"] > looked["overall_share"])
    ]
    made = [_makers(row, table, marked, mentions) for _, row in high.iterrows()]
    named = high.assign(outlets=[m[0] for m in made], terms=[m[1] for m in made])
    order = [c for c in table.columns if c not in ("is_partial", "is_gap", "design_effect")]
    named = named.astype({"outlets": "str", "terms": "str"})
    return named[[*order, *ADDED]].sort_values("period_start", kind="stable", ignore_index=True)


def _with_overall(table: pd.DataFrame) -> pd.DataFrame:
    group = group_of(table)
    overall = total(table)
    if not group:
        return table.assign(overall_share=overall["share"].iloc[0])
    return table.assign(overall_share=table[group].map(overall.set_index(group)["share"]))


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    looked = table[~(table["is_gap"] | table["is_partial"])]
    seen, hits, usual = looked["total_articles"], looked["issue_articles"], looked["overall_share"]
    tail = binom.sf(hits - 1, seen, usual)
    return looked.assign(
        expected_articles=seen * usual,
        p_value=tail,
        q_value=false_discovery_control(tail) if len(looked) else tail,
    )


def _makers(
    row: pd.Series,
    table: pd.DataFrame,
    marked: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
) -> tuple[str, str]:
    """Name the outlets and the terms of a peak's articles; "" where they were not given."""
    if marked is None:
        return "", ""
    day, later = marked["published_on"], table["period_start"] > row["period_start"]
    within = marked["is_issue"] & (day >= row["period_start"])
    if later.any():
        within &= day < table.loc[later, "period_start"].min()
    group = group_of(table)
    if group in marked.columns:
        within &= marked[group] == row[group]
    articles = marked[within & ~day.dt.normalize().isin(_left_out(row, marked))]
    return _named(articles["outlet"]), _terms(articles, mentions)


def _left_out(row: pd.Series, marked: pd.DataFrame) -> pd.Series | list:
    """Return the days that the row's counts do not hold."""
    return pileups(marked)["day"] if row["left_out_articles"] else []


def _terms(articles: pd.DataFrame, mentions: pd.DataFrame | None) -> str:
    if mentions is not None:
        of_peak = mentions[mentions["article_id"].isin(articles["article_id"])]
        if "is_avoided" in of_peak.columns:
            of_peak = of_peak[~of_peak["is_avoided"]]
        return _named(of_peak.drop_duplicates(["article_id", "term"])["term"])
    if "issue_reason" not in articles.columns:
        return ""
    return _named(articles["issue_reason"].str.split(";").explode().str.strip())


def _named(values: pd.Series) -> str:
    counts = values[values.fillna("") != ""].value_counts()
    rest = len(counts) - MOST_NAMES
    names = ", ".join(f"{name} {n:,}" for name, n in counts.head(MOST_NAMES).items())
    return names + (f" and {rest:,} more" if rest > 0 else "")
