"""Charts of how good the marks are: precision and recall, and the share corrected for their error.

In: tables of `words.accuracy_by`, `words.cross_validated` and `words.corrected_share`. Cannot do:
more than 25 slices, and it judges no difference; intervals that overlap bear none.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_marks as marks
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import numbers, settings, style
from analysis.report.charts_rows import MOST, name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, percent, rate, text
from analysis.schema import InputError

ROW = 0.44  # inches a slice takes
WHOLE = "all"
MEASURES = (("precision", -0.15, style.SERIES[0]), ("recall", 0.15, style.SERIES[1]))
LEFT, RIGHT = 0.52, 0.9  # inches for tick labels, and for the name of a line


@style.apply()
def accuracy(
    table: pd.DataFrame,
    *,
    issue: str = "",
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw precision and recall with their intervals, a row a slice (language, period).

    `table`: words.accuracy_by, or the rows of one method and level of words.cross_validated. The
    slice "all" makes the headline; without it the counts of all rows are added. What has nothing to
    divide by has no dot. Raises InputError for a table without rows.
    """
    if table.empty:
        raise InputError("chart: the table has no rows; no article was coded")
    lang = lang or settings.language()
    rows = table[:MOST].reset_index(drop=True)
    words = accuracy_words(table, issue, source, lang)
    names = rows["slice"].map(lambda name: _slice_name(name, lang))
    room = name_room(names, narrow)
    sheet = sheets.page(words, len(rows) * ROW + 0.6, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0.3, len(rows) * ROW, left=room, right=0.7)
    _shares_axis(ax, lang)
    for i, row in rows.iterrows():
        _pair(ax, i, row)
        ax.annotate(f"n = {count(row['articles'], lang)}", (1, i), (8, 0),
                    xycoords=("axes fraction", "data"), textcoords="offset points",
                    size=9, color=style.MUTED, va="center")  # fmt: skip
    names_axis(ax, names, room)
    _key(ax, lang)
    again = partial(accuracy, table, issue=issue, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "accuracy", again))


@style.apply()
def corrected_over_time(
    table: pd.DataFrame,
    *,
    issue: str = "",
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw the share as marked against the share corrected for the error of the marks, over time.

    `table`: words.corrected_share by a period. Periods whose correction says little are open or
    dashed, and their band is not drawn. Raises InputError for a table without rows.
    """
    lang, table = lang or settings.language(), times.in_order(table)
    by = times.grain(table)
    words = corrected_words(table, issue, by, source, lang)
    span, line = times.spans(table["period_start"], by), _line(table)
    edges, most = (span.starts[0], span.ends[-1]), sheets.most_dates(narrow)
    height = 2.2 if narrow else 2.65
    body = height + sheets.dates_height(*edges, most)
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, height, left=LEFT, right=RIGHT)
    sheets.time_axis(ax, *edges, lang, most=most)
    sheets.share_axis(ax, _top(table, line), lang, like=_highest(table))
    marks.hatch_gaps(ax, line["is_gap"], span, lang)
    ax.plot(span.middles, table["raw_share"], color=style.FAINT, lw=1.6, marker="o", ms=3)
    marks.band_line(ax, line, line, span)
    _own_intervals(ax, line, span)
    _line_names(ax, table, lang)
    again = partial(corrected_over_time, table, issue=issue, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "corrected-share", again))


def accuracy_words(table: pd.DataFrame, issue: str, source: str, lang: str) -> Words:
    """Say how precise the marks are, and how much they find."""
    whole = _whole(table)
    title = text("accuracy_none", lang)
    if not np.isnan(whole["precision"]) and not np.isnan(whole["recall"]):
        values = {k: percent(whole[k], lang, digits=0) for k in ("precision", "recall")}
        title = text("accuracy_title", lang, issue=_issue(issue, lang), **values)
    caption = [text("accuracy_caption", lang, articles=count(whole["articles"], lang))]
    caption += says.sourced(table, source, lang)
    ends = [f"{k}{e}" for k in ("precision", "recall") for e in ("", "_low", "_high")]
    rows = [
        text("accuracy_row", lang, name=_slice_name(row["slice"], lang),
             articles=count(row["articles"], lang),
             **{k: numbers.decimal(row[k], 2, lang) for k in ends})
        for row in table[:MOST].to_dict("records")
    ]  # fmt: skip
    return Words(title, text("accuracy_subtitle", lang), " ".join(caption), " ".join(
        [f"{title}.", *rows]))  # fmt: skip


def corrected_words(table: pd.DataFrame, issue: str, by: str, source: str, lang: str) -> Words:
    """Say what the share is after correction, over the periods that can be corrected."""
    told = table[table["is_informative"]]
    title = text("corrected_unknown", lang, issue=_issue(issue, lang))
    if len(told):
        weight = told["total_articles"]
        share, raw = (np.average(told[c], weights=weight) for c in ("corrected_share", "raw_share"))
        title = text("corrected_title", lang, issue=_issue(issue, lang), share=rate(share, lang),
                     raw=rate(raw, lang, like=share))  # fmt: skip
    coded = count(table["coded_articles"].sum(), lang)
    caption = [text("corrected_caption", lang, method=table["method"].iloc[0], coded=coded)]
    read = table["total_articles"] > 0
    few = int((read & ~table["is_informative"]).sum())
    if few:
        values = {"number": count(few, lang), "all": count(len(table), lang)}
        caption.append(text("corrected_open", lang, **values))
    caption += [text("caption_gap", lang)] if not read.all() else []
    caption += says.sourced(table, source, lang)
    alt = [f"{title}.", text("alt_corrected", lang, by=says.per(by, lang),
                             span=says.span_of(table, by, lang)), *caption]  # fmt: skip
    subtitle = text("corrected_subtitle", lang, by=says.per(by, lang))
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _whole(table: pd.DataFrame) -> dict[str, float]:
    whole = table[table["slice"] == WHOLE]
    counts = ["articles", "true_positive", "false_positive", "false_negative"]
    sums = (whole if len(whole) else table)[counts].sum()
    hit = sums["true_positive"]
    named, known = hit + sums["false_positive"], hit + sums["false_negative"]
    return {
        "articles": sums["articles"],
        "precision": hit / named if named else np.nan,
        "recall": hit / known if known else np.nan,
    }


def _issue(issue: str, lang: str) -> str:
    return says.issue_name(pd.DataFrame({"issue": [issue]}), lang)


def _slice_name(name: str, lang: str) -> str:
    """Write a slice that is a first day as a date, and the whole in the reader's words."""
    if name == WHOLE:
        return text("accuracy_all", lang)
    day = pd.to_datetime(name, format="%Y-%m-%d", errors="coerce")
    return str(name) if pd.isna(day) else numbers.period_short(day, "month", lang)


def _pair(ax: Axes, i: int, row: pd.Series) -> None:
    for name, shift, colour in MEASURES:
        if np.isnan(row[name]):
            continue
        ends = [row[f"{name}_low"], row[f"{name}_high"]]
        face = colour if name == "precision" else style.PAPER
        ax.plot(ends, [i + shift] * 2, color=colour, lw=2.4, alpha=0.35)
        ax.plot(row[name], i + shift, "o", color=colour, mfc=face, mec=colour, ms=6.5, mew=1.5)


def _shares_axis(ax: Axes, lang: str) -> None:
    at = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xlim(-0.02, 1.02)
    ax.set_xticks(at, [numbers.percent(v, lang, digits=0) for v in at])
    ax.grid(visible=True, axis="x")
    ax.tick_params(axis="x", length=0)


def _key(ax: Axes, lang: str) -> None:
    """Name the two measures above the first row, in their colours."""
    for at, (name, _, colour) in zip((0.0, 0.3), MEASURES):
        mark = "●" if name == "precision" else "○"
        ax.annotate(f"{mark} {text(f'accuracy_{name}', lang)}", (at, 1), (0, 6),
                    xycoords="axes fraction", textcoords="offset points",
                    size=9.5, color=colour, va="bottom", weight="bold")  # fmt: skip


def _line(table: pd.DataFrame) -> pd.DataFrame:
    """Return the corrected share as `charts_marks` draws lines; what says little has no band."""
    told = table["is_informative"].astype(bool)
    return pd.DataFrame(
        {
            "share": table["corrected_share"],
            "share_low": table["corrected_low"].where(told),
            "share_high": table["corrected_high"].where(told),
            "is_partial": ~told & table["corrected_share"].notna(),
            "is_gap": table["total_articles"] == 0,
        }
    )


def _own_intervals(ax: Axes, line: pd.DataFrame, span: times.Span) -> None:
    """Draw the interval of each period that is told: a band hides one between two that are not."""
    told = line["share_low"].notna().to_numpy()
    ends = (line["share_low"][told], line["share_high"][told])
    ax.vlines(span.middles[told], *ends, color=style.SERIES[0], lw=1.6, alpha=0.4)
    ax.plot(
        span.middles[told], line["share"][told], "o", color=style.SERIES[0], zorder=4, **marks.END
    )


def _highest(table: pd.DataFrame) -> float:
    highest = table[["raw_share", "corrected_share"]].max().max()
    return 0.0 if np.isnan(highest) else float(highest)


def _top(table: pd.DataFrame, line: pd.DataFrame) -> float:
    highest, band = _highest(table), line["share_high"].max()
    band = highest if np.isnan(band) else band
    return max(highest, min(band, highest * marks.WIDEST_BAND)) * marks.ROOM_ABOVE


def _line_names(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Write the names of both lines at their ends, the higher one above."""
    ends = [table[c].dropna() for c in ("raw_share", "corrected_share")]
    looks = (("corrected_raw", style.MUTED), ("corrected_blue", style.SERIES[0]))
    known = [(e.iloc[-1], *look) for e, look in zip(ends, looks) if len(e)]
    apart = 0.07 * ax.get_ylim()[1]
    for place, (value, key, colour) in enumerate(sorted(known)):
        shift = (place - 0.5) * max(apart - abs(known[0][0] - known[-1][0]), 0)
        ax.annotate(text(key, lang), (1, value + shift), (6, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", size=9, color=colour, va="center")  # fmt: skip
