"""Charts of several series: outlets or terms; each in its own panel, none in a tangle.

Cannot do: it compares shares, not what outlets write; and a difference between outlets may be one
of what was collected from each.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import chi2_contingency

from analysis.report import charts_panels as panels
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import settings, style
from analysis.report.charts_rows import MOST as ROWS
from analysis.report.charts_rows import rows_of_shares
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, rate, text
from analysis.schema import InputError

FEWEST_IN_CELL = 0.5  # articles on the issue a group and period, below which rows say more
TITLE_NAME = 2.2  # inches (at 10 points) a name may take in a headline


@style.apply()
def outlets(
    table: pd.DataFrame,
    *,
    group: str = "",
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw the share of articles on the issue for each outlet (or other group): small multiples.

    `table`: attention with a group column, which is found unless `group` names it. Groups with
    most articles come first. Where the table has one period, groups are rows instead of panels.
    Returns the Axes of the first group.
    """
    lang, group = lang or settings.language(), group or times.group_of(table)
    if not group:
        raise InputError("outlets: the table has no group column; use share(..., group='outlet')")
    table = times.in_order(table, group)
    again = partial(outlets, table, group=group, lang=lang, source=source, narrow=True)
    words = group_words(table, group, source, lang, narrow)
    ax = _drawn(table, group, words, narrow=narrow, lang=lang)
    return describe(ax, About(words.alt, words.caption, table, f"share-by-{_slug(group)}", again))


@style.apply()
def terms_over_time(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw the share of articles that use each term: small multiples, most used terms first.

    `table`: words.term_trends, one row a period and term. Returns the Axes of the first term.
    """
    lang, table = lang or settings.language(), _terms(times.in_order(table, "term"))
    words = term_words(table, source, lang, narrow)
    ax = _drawn(table, "term", words, narrow=narrow, lang=lang)
    again = partial(terms_over_time, table, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "terms-over-time", again))


def _drawn(table: pd.DataFrame, group: str, words: Words, *, narrow: bool, lang: str) -> Axes:
    """Draw panels over time, or rows where the hits are too few to be spread over time."""
    if _is_sparse(table, group):
        return rows_of_shares(_summed(table, group), words, narrow=narrow, lang=lang)
    return _panels(table, group, words, narrow=narrow, lang=lang)


def _panels(table: pd.DataFrame, group: str, words: Words, *, narrow: bool, lang: str) -> Axes:
    coarse, by = _coarse(table, group)
    chosen = _largest(coarse, group)[: panels.MOST[narrow]]
    series = {name: _series(coarse, group, name) for name in chosen}
    layout = panels.grid(len(series), coarse, by, narrow=narrow)
    sheet = sheets.page(words, layout.height, narrow=narrow, lang=lang)
    like = max(says.highest_share(rows) for rows in series.values())

    def line(_: str, rows: pd.DataFrame) -> str:
        matched, total, share, _, _ = says.totals(rows)
        values = {"matched": count(matched, lang), "total": count(total, lang), "n": total}
        key = "panel_total" if total >= times.FEWEST else "panel_few"
        return text(key, lang, share=rate(share, lang, like=like), **values)

    return panels.draw(sheet, series, by, line)[0]


def _coarse(table: pd.DataFrame, group: str) -> tuple[pd.DataFrame, str]:
    """Return periods long enough for panels to show them; a few panels have room for more."""
    few = table[group].nunique() <= 3
    return times.coarsen(table, group=group, most=130 if few else 60)


def _series(table: pd.DataFrame, group: str, name: str) -> pd.DataFrame:
    """Return one group with a row for every period; what has no row was not read."""
    every = pd.Index(sorted(table["period_start"].unique()), name="period_start")
    rows = table[table[group] == name].set_index("period_start")
    counts = rows[["total_articles", "issue_articles"]].reindex(every, fill_value=0)
    partial_rows = rows.get("is_partial", pd.Series(False, index=rows.index))
    flags = partial_rows.reindex(every, fill_value=False).astype(bool)
    return times.with_shares(counts.assign(is_partial=flags).reset_index())


def _largest(table: pd.DataFrame, group: str) -> list[str]:
    """Name the groups, those with most articles first; equals by matches, then by name."""
    sums = table.groupby(group, observed=True)[["total_articles", "issue_articles"]].sum()
    order = sums.reset_index().sort_values(
        ["total_articles", "issue_articles", group], ascending=[False, False, True]
    )
    return list(order[group])


def _summed(table: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return one row a group with its counts, share and interval over all periods."""
    counts = table.groupby(group, observed=True)[["total_articles", "issue_articles"]].sum()
    return times.with_shares(counts.reset_index().rename(columns={group: "name"}))


def _terms(table: pd.DataFrame) -> pd.DataFrame:
    """Make a row for every term and period: a term without a row was not used in it."""
    read = table.groupby("period_start")["total_articles"].max()
    terms = sorted(table["term"].unique())
    every = pd.MultiIndex.from_product([read.index, terms], names=["period_start", "term"])
    rows = table.groupby(["period_start", "term"])["issue_articles"].sum()
    full = rows.reindex(every, fill_value=0).reset_index()
    full["total_articles"] = full["period_start"].map(read)
    return times.with_shares(full)


def group_words(table: pd.DataFrame, group: str, source: str, lang: str, narrow: bool) -> Words:
    """Say which group gave the issue most of its articles and which least, if that is clear."""
    by, sparse = _coarse(table, group)[1], _is_sparse(table, group)
    issue, sums = says.issue_name(table, lang), _summed(table, group)
    span = says.span_of(table, times.grain(table), lang)
    subtitle = text("groups_subtitle", lang, issue=issue, by=says.per(by, lang))
    subtitle += text("groups_grey", lang) if len(sums) > 1 else ""
    if sparse:
        subtitle = text("groups_whole", lang, issue=issue, span=span)
    caption = _group_counts(table, source, lang) + says.interval_words(_flags(table), lang)
    caption += says.left_over(len(sums), ROWS if sparse else panels.MOST[narrow], lang)
    title = group_title(sums, issue, lang)
    alt = [f"{title}.", text("alt_groups", lang, span=span)]
    top = sums.sort_values(["total_articles", "name"], ascending=[False, True]).head(12)
    alt += [
        text(
            "alt_group",
            lang,
            name=row.name,
            share=rate(row.share, lang),
            matched=count(row.issue_articles, lang),
            total=count(row.total_articles, lang),
        )
        for row in top.itertuples(index=False)
    ]
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _is_sparse(table: pd.DataFrame, group: str) -> bool:
    """Say whether panels over time would show noise: one period, or next to no hits in a cell."""
    periods = _coarse(table, group)[0]["period_start"].nunique()
    cells = periods * table[group].nunique()
    return table["period_start"].min() == table["period_start"].max() or (
        table["issue_articles"].sum() < cells * FEWEST_IN_CELL
    )


def _group_counts(table: pd.DataFrame, source: str, lang: str) -> list[str]:
    """Return n, source and lexicon; where groups share one denominator it is counted once."""
    totals = table.groupby("period_start")["total_articles"]
    if totals.size().max() < 2 or (totals.max() != totals.min()).any():
        return says.counted(table, source, lang)
    total = int(totals.max().sum())
    n = text("caption_shared", lang, total=count(total, lang))
    return [n, *says.sourced(table, source, lang)]


def group_title(sums: pd.DataFrame, issue: str, lang: str) -> str:
    """Return the finding: the extremes where their intervals are apart and chance is unlikely.

    Pearson's chi-square test over all groups guards against picking extremes out of many.
    """
    solid = sums[sums["total_articles"] >= times.FEWEST]
    matched, total, share, _, _ = says.totals(sums)
    if not total:
        return text("title_unread", lang)
    if not matched:
        return text("title_zero", lang, issue=issue, total=count(total, lang), n=total)
    if len(sums) == 1:
        name = _brief(sums["name"].iloc[0])
        return text("group_single", lang, name=name, issue=issue, share=rate(share, lang))
    if len(solid) > 1 and solid["issue_articles"].sum():
        most, least = (solid.loc[i] for i in (solid["share"].idxmax(), solid["share"].idxmin()))
        if most["share_low"] > least["share_high"] and _differ(solid):
            ends = {"most": _brief(most["name"]), "least": _brief(least["name"]), "issue": issue}
            high = most["share"]
            shares = {"high": rate(high, lang), "low": rate(least["share"], lang, like=high)}
            return text("group_extremes", lang, **ends, **shares)
    return text("group_alike", lang, issue=issue, share=rate(share, lang))


def _differ(sums: pd.DataFrame) -> bool:
    matched = sums["issue_articles"].to_numpy(float)
    cells = np.array([matched, sums["total_articles"].to_numpy(float) - matched])
    if (cells.sum(axis=1) == 0).any():
        return False
    return chi2_contingency(cells, correction=False).pvalue < says.CHANCE


def term_words(table: pd.DataFrame, source: str, lang: str, narrow: bool) -> Words:
    """Say which term is used most, in how many articles."""
    sums = _summed(table, "term").sort_values(
        ["issue_articles", "name"], ascending=[False, True], ignore_index=True
    )
    by = _coarse(table, "term")[1]
    most, total = sums.iloc[0], int(sums["total_articles"].max())
    values = {"term": most["name"], "matched": count(most["issue_articles"], lang)}
    title = text("terms_title", lang, n=int(most["issue_articles"]), **values)
    if not most["issue_articles"]:
        title = text("terms_none", lang)
    span, sparse = says.span_of(table, times.grain(table), lang), _is_sparse(table, "term")
    subtitle = text("terms_subtitle", lang, by=says.per(by, lang))
    if sparse:
        subtitle = text("terms_whole", lang, span=span)
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    caption += [*says.sourced(table, source, lang), *says.interval_words(_flags(table), lang)]
    caption += says.left_over(len(sums), ROWS if sparse else panels.MOST[narrow], lang)
    alt = [f"{title}.", text("alt_terms", lang, span=span)]
    alt += [
        text("alt_term", lang, term=row.name, matched=count(row.issue_articles, lang))
        for row in sums.head(12).itertuples(index=False)
    ]
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _flags(table: pd.DataFrame) -> pd.DataFrame:
    return table if "design_effect" in table else table.assign(design_effect=np.nan)


def _brief(name: str) -> str:
    return sheets.fit(name, 10, TITLE_NAME)


def _slug(name: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in plain.split("-") if part) or "group"
