"""What a chart says, computed from the rows it draws: headline, subtitle, caption, alt text.

A headline claims no more than the table bears: a period "stands out" only where chance would give
such a count in fewer than one table of a hundred. Cannot do: it takes articles as independent, so
where copies are not counted it finds peaks too easily; the caption says when that is so.
"""

import numpy as np
import pandas as pd
from scipy.stats import binom

from analysis.attention.interval import interval
from analysis.attention.share import effect_of
from analysis.report import numbers
from analysis.report.charts_marks import top_of
from analysis.report.charts_sheet import Words
from analysis.report.charts_time import FEWEST, GRAINS, MOST_DOTS, pooled
from analysis.report.numbers import count, rate, text

CHANCE = 0.01  # of a peak as clear as this in the whole table, were all periods alike


def issue_name(table: pd.DataFrame, lang: str) -> str:
    """Return the issue in the reader's words; an issue of the user's own keeps its name."""
    named = table["issue"][table["issue"] != ""] if "issue" in table else table.iloc[:0, 0]
    if not len(named):
        return text("issue_unnamed", lang)
    key = f"issue_{named.iloc[0]}"
    return text(key, lang) if numbers.has_text(key) else str(named.iloc[0]).replace("_", " ")


def per(by: str, lang: str) -> str:
    """Name a grain: "month", "bulan"."""
    return text(f"by_{by}" if by in GRAINS else "by_period", lang)


def peak(table: pd.DataFrame) -> int | None:
    """Return the position of the highest period that stands out above the whole table, if any.

    One-sided binomial test of each period against the share of the whole, times the number of
    periods (Bonferroni 1936), under `CHANCE`. Counts are divided by the design effect if known.
    """
    effect = table["design_effect"].fillna(1.0)
    matched, total = table["issue_articles"] / effect, table["total_articles"] / effect
    if len(table) < 3 or not 0 < matched.sum() < total.sum():
        return None
    chance = binom.sf(np.floor(matched) - 1, np.ceil(total), matched.sum() / total.sum())
    stands_out = (chance * len(table) < CHANCE) & (table["total_articles"] >= FEWEST)
    if not stands_out.any():
        return None
    return int(np.argmax(np.where(stands_out, table["share"], -1.0)))


def totals(table: pd.DataFrame) -> tuple[int, int, float, float, float]:
    """Return articles on the issue, articles read, share and its interval, of a whole table."""
    matched, total = int(table["issue_articles"].sum()), int(table["total_articles"].sum())
    effect = effect_of(table)
    effect = 1.0 if np.isnan(effect) else effect
    low, high = interval(matched / effect, total / effect)
    return matched, total, matched / total if total else float("nan"), float(low), float(high)


def highest_share(table: pd.DataFrame) -> float:
    """Return the highest share of a period with articles enough, which sets the unit; else 0."""
    solid = table[table["total_articles"] >= FEWEST]
    highest = (solid if len(solid) else table)["share"].max()
    return 0.0 if np.isnan(highest) else float(highest)


def share_words(table: pd.DataFrame, by: str, window: int, source: str, lang: str) -> Words:
    """Say what a chart of share over time shows."""
    issue, line = issue_name(table, lang), pooled(table, window)
    subtitle = text("share_subtitle", lang, issue=issue, by=per(by, lang))
    if window > 1:
        subtitle += text("share_window", lang, window=window, by=per(by, lang))
    if len(table) == 1:
        subtitle = text("groups_whole", lang, issue=issue, span=span_of(table, by, lang))
    caption = [*counted(table, source, lang), *interval_words(table, lang), *signs(table, lang)]
    if window > 1 and len(table) <= MOST_DOTS:
        caption.append(text("caption_window", lang, by=per(by, lang)))
    if len(table) <= MOST_DOTS and table["share"].max() > top_of(table, line, table["share"]):
        caption.append(text("beyond", lang))
    title = share_title(table, by, lang)
    alt = [text("alt_share", lang, issue=issue, by=per(by, lang), span=span_of(table, by, lang))]
    alt += [all_of(table, lang), *highest(table, by, lang), *gaps(table, by, lang)]
    return Words(title, subtitle, " ".join(caption), " ".join([f"{title}.", *alt]))


def share_title(table: pd.DataFrame, by: str, lang: str) -> str:
    """Return the finding of a share over time in one line."""
    issue = issue_name(table, lang)
    matched, total, share, _, _ = totals(table)
    if not total:
        return text("title_unread", lang)
    if not matched:
        return text("title_zero", lang, issue=issue, total=count(total, lang), n=total)
    best = peak(table)
    if best is not None:
        row = table.iloc[best]
        when = moment(row["period_start"], by, lang)
        return text("title_peak", lang, issue=issue, when=when, share=rate(row["share"], lang))
    key = "title_one" if len(table) == 1 else "title_flat"
    return text(key, lang, issue=issue, share=rate(share, lang), by=per(by, lang))


def counts_words(table: pd.DataFrame, by: str, source: str, lang: str) -> Words:
    """Say what a chart of counts beside their denominators shows."""
    issue = issue_name(table, lang)
    matched, total, *_ = totals(table)
    values = {"issue": issue, "matched": count(matched, lang), "total": count(total, lang)}
    title = text("title_unread", lang)
    if total:
        title = text("counts_title", lang, n=matched, **values)
    if matched and len(table) > 1:
        most, read = (table[c].idxmax() for c in ("issue_articles", "total_articles"))
        key = "counts_same" if most == read else "counts_other"
        starts = table["period_start"]
        names = [moment(starts[i], by, lang) for i in (most, read)]
        title += text(key, lang, most=names[0], read=names[1])
    caption = " ".join([*counted(table, source, lang), *signs(table, lang)])
    alt = [f"{title}.", text("alt_counts", lang, by=per(by, lang), span=span_of(table, by, lang))]
    alt += [all_of(table, lang), *gaps(table, by, lang)]
    subtitle = text("counts_subtitle", lang, issue=issue, by=per(by, lang))
    return Words(title, subtitle, caption, " ".join(alt))


def counted(table: pd.DataFrame, source: str, lang: str) -> list[str]:
    """Return the caption's sentences on n, source and lexicon."""
    matched, total, *_ = totals(table)
    said = [
        text("caption_n", lang, n=total, total=count(total, lang), matched=count(matched, lang))
    ]
    said += sourced(table, source, lang)
    left_out = int(table["left_out_articles"].sum()) if "left_out_articles" in table else 0
    if left_out:
        said.append(text("caption_left_out", lang, n=left_out, number=count(left_out, lang)))
    return said


def sourced(table: pd.DataFrame, source: str, lang: str) -> list[str]:
    """Return the caption's sentences on source and lexicon, where they are known."""
    said = [text("caption_source", lang, source=source)] if source else []
    versions = set(table["lexicon_version"]) - {""} if "lexicon_version" in table else set()
    if versions:
        said.append(text("caption_lexicon", lang, version=", ".join(sorted(versions))))
    return said


def interval_words(table: pd.DataFrame, lang: str) -> list[str]:
    """Return the caption's sentences on the interval, and whether it is known to be too narrow."""
    said = [text("caption_interval", lang)]
    if table["design_effect"].isna().all():
        said.append(text("caption_copies", lang))
    return said


def signs(table: pd.DataFrame, lang: str) -> list[str]:
    """Return the caption's key to hatches and open marks."""
    said = []
    if table["is_gap"].any():
        said.append(text("caption_gap", lang))
    if table["is_partial"].any():
        said.append(text("caption_partial", lang))
    return said


def moment(start: pd.Timestamp, by: str, lang: str) -> str:
    """Return "in March 2017", "on 6 March 2017"."""
    key = "on_day" if by not in GRAINS or by == "day" else "in_period"
    return text(key, lang, period=numbers.period(start, by, lang))


def span_of(table: pd.DataFrame, by: str, lang: str) -> str:
    """Return "March 2016 to March 2017", from first to last row."""
    starts = table["period_start"]
    first, last = (numbers.period_short(d, by, lang) for d in (starts.min(), starts.max()))
    return first if first == last else text("span", lang, first=first, last=last)


def all_of(table: pd.DataFrame, lang: str) -> str:
    """Return the whole table in one sentence: counts, share, interval."""
    matched, total, share, low, high = totals(table)
    if not total:
        return text("title_unread", lang) + "."
    values = {"matched": count(matched, lang), "total": count(total, lang)}
    ends = {"low": rate(low, lang, like=share), "high": rate(high, lang, like=share)}
    return text("alt_total", lang, n=total, share=rate(share, lang), **values, **ends)


def highest(table: pd.DataFrame, by: str, lang: str) -> list[str]:
    """Name the period with the highest share, of those with enough articles to have one."""
    solid = table[table["total_articles"] >= FEWEST]
    if len(solid) < 2 or not solid["issue_articles"].sum():
        return []
    row = solid.loc[solid["share"].idxmax()]
    values = {"matched": count(row["issue_articles"], lang)}
    values |= {"total": count(row["total_articles"], lang), "share": rate(row["share"], lang)}
    when = numbers.period_short(row["period_start"], by, lang)
    return [text("alt_highest", lang, period=when, n=int(row["total_articles"]), **values)]


def gaps(table: pd.DataFrame, by: str, lang: str) -> list[str]:
    """Say how many periods have no data, where some have none."""
    number = int(table["is_gap"].sum())
    values = {"number": count(number, lang), "all": count(len(table), lang), "by": per(by, lang)}
    return [text("alt_gaps", lang, n=number, **values)] if number else []


def left_over(groups: int, drawn: int, lang: str) -> list[str]:
    """Say how many groups are in the data and not in the picture."""
    left = groups - drawn
    return [text("caption_left_over", lang, n=left, drawn=drawn, left=left)] if left > 0 else []
