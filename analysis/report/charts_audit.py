"""The chart of an audit: what each term finds, alone or with others, and how often it is right.

Bars count articles; the dark part of a bar is what would hang on the term alone. Where articles
were coded, a dot with its interval stands beside the bar. Cannot do: more than 25 terms (14 on a
phone); the caption says how many are left out.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_rows as rows
from analysis.report import charts_sheet as sheets
from analysis.report import charts_words as says
from analysis.report import style
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, decimal, percent, text
from analysis.report.settings import language
from analysis.words.audit import Audit

NARROW_MOST = 14
NUMBER = 0.62  # inches beside a panel for the number of its row
TOP = {"mew": 1, "clip_on": False, "zorder": 3}


@style.apply()
def audit_terms(audit: Audit, *, lang: str = "", source: str = "", narrow: bool = False) -> Axes:
    """Draw the terms of an audit: articles found (dark: by the term alone), and precision.

    The Axes returned are those of the bars. Terms that found nothing are not drawn; without coded
    articles there is no panel of precision.
    """
    lang = lang or language()
    found = audit.terms[audit.terms["articles"] > 0].reset_index(drop=True)
    order = found[: NARROW_MOST if narrow else rows.MOST]
    is_coded = bool((found["coded"] > 0).any())
    words = audit_chart_words(audit, found, len(found) - len(order), source, lang)
    room, number = rows.name_room(order["term"], narrow), max(len(order), 1)
    top, height = 0.3 if is_coded else 0.0, number * rows.ROW
    sheet = sheets.page(words, top + height + 0.3, narrow=narrow, lang=lang)
    width = sheet.width - 2 * sheets.EDGE - room - NUMBER
    right = 0.5 * width + NUMBER if is_coded else 0.0
    ax = sheets.panel(sheet, top, height, left=room, right=right + NUMBER)
    _bars(ax, order, lang)
    if is_coded:
        beside = sheets.panel(
            sheet, top, height, left=sheet.width - 2 * sheets.EDGE - right + 0.1, right=NUMBER
        )
        _precision(beside, order, lang)
        sheets.note(sheet, 0.16, text("audit_articles", lang), left=room, bold=True)
        left = sheet.width - 2 * sheets.EDGE - right + 0.1
        sheets.note(sheet, 0.16, text("audit_right", lang), left=left, bold=True)
    rows.names_axis(ax, order["term"], room)
    again = partial(audit_terms, audit, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, audit.terms, "audit-terms", again))


def audit_chart_words(
    audit: Audit, found: pd.DataFrame, left_out: int, source: str, lang: str
) -> Words:
    """Say which term most articles hang on, and for those who cannot see it, each bar."""
    is_coded = bool((found["coded"] > 0).any())
    total, matched = (int(audit.whole[c].iloc[0]) for c in ("total_articles", "issue_articles"))
    known = {"total": count(total, lang), "matched": count(matched, lang)}
    caption = [text("caption_n", lang, n=total, **known), *says.sourced(audit.whole, source, lang)]
    caption += [text("audit_key", lang)] if is_coded else []
    if left_out:
        caption.append(text("audit_left_out", lang, number=count(left_out, lang), n=left_out))
    title = text("audit_title_empty", lang)
    if len(found):
        most = found.loc[found["alone"].idxmax()]
        alone = int(most["alone"])
        title = text("audit_title_none", lang)
        if alone:
            number = count(alone, lang)
            title = text("audit_title", lang, term=most["term"], alone=number, n=alone)
    subtitle = text("audit_subtitle" if is_coded else "audit_subtitle_uncoded", lang)
    shown = count(len(found), lang)
    alt = [f"{title}.", text("alt_audit", lang, terms=shown, articles=known["matched"])]
    alt += [_alt_row(row, lang) for row in found.head(12).to_dict("records")]
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _alt_row(row: dict, lang: str) -> str:
    right = ""
    if row["coded"]:
        ends = {name: percent(row[f"precision_{name}"], lang) for name in ("low", "high")}
        values = {"precision": percent(row["precision"], lang), "coded": count(row["coded"], lang)}
        right = text("alt_audit_right", lang, **values, **ends)
    counts = {name: count(row[name], lang) for name in ("articles", "alone")}
    return text("alt_audit_term", lang, term=row["term"], right=right, **counts)


def _bars(ax: Axes, order: pd.DataFrame, lang: str) -> None:
    at = np.arange(len(order))
    ax.barh(at, order["articles"], height=0.62, color=style.OTHERS)
    ax.barh(at, order["alone"], height=0.62, color=style.SERIES[0])
    sheets.count_axis(ax, order["articles"].max() if len(order) else 1, lang)
    _turned(ax)
    for i, row in enumerate(order.itertuples(index=False)):
        _beside(ax, i, f"{count(row.alone, lang)} / {count(row.articles, lang)}")


def _precision(ax: Axes, order: pd.DataFrame, lang: str) -> None:
    """Draw the dot of each coded term on a scale from none to all."""
    for i, row in enumerate(order.itertuples(index=False)):
        if row.coded:
            ends = [row.precision_low, row.precision_high]
            ax.plot(ends, [i, i], color=style.SERIES[0], lw=2.4, alpha=0.3)
            ax.plot(row.precision, i, "o", color=style.SERIES[0], ms=6.5, mec=style.PAPER, **TOP)
            _beside(ax, i, f"n = {count(row.coded, lang)}")
    ax.set_xlim(0, 1)
    ends = ["0", decimal(50, 0, lang), text("percent_tick", lang, number="100")]
    ax.set_xticks([0, 0.5, 1], ends)
    rows.names_axis(ax, pd.Series([""] * max(len(order), 1)), 0.2)
    ax.set_yticks([])
    _furnish(ax)


def _beside(ax: Axes, i: int, words: str) -> None:
    place = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    ax.annotate(words, (1, i), xytext=(8, 0), size=9, color=style.MUTED, va="center", **place)


def _turned(ax: Axes) -> None:
    """Lay the scale of counts that was made for y along the bottom."""
    at, labels = ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()]
    ax.set_xlim(0, ax.get_ylim()[1])
    ax.set_xticks(at, labels)
    _furnish(ax)


def _furnish(ax: Axes) -> None:
    ax.grid(visible=True, axis="x")
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(True)
    ax.tick_params(axis="x", length=0)
