"""Charts of attention: a table goes in, Axes come out, words and data travel with them.

Each chart answers one question. Its headline is computed from the rows it draws; y begins at 0;
periods in which nothing was read are hatched and break the line. In a notebook the call alone
publishes the chart; `figures.show` does so with other words. All charts are reached from here;
groups, terms and cases are drawn in the modules beside this one.

Cannot do: it counts nothing; tables come from `attention`, `words` and `cases`.
"""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_labels as labels
from analysis.report import charts_marks as marks
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import numbers, settings, style
from analysis.report.charts_audit import audit_terms
from analysis.report.charts_cases import cases_over_time
from analysis.report.charts_collocations import collocations
from analysis.report.charts_corpus import articles_per_day
from analysis.report.charts_coverage import coverage
from analysis.report.charts_dispersion import dispersion
from analysis.report.charts_groups import outlets, terms_over_time
from analysis.report.charts_inventory import inventory
from analysis.report.charts_keyness import keyness
from analysis.report.charts_keyness_time import keyness_over_time, leading
from analysis.report.charts_kwic import kwic, kwic_line
from analysis.report.charts_learning import accuracy, corrected_over_time
from analysis.report.charts_radar import radar
from analysis.report.charts_rows import term_changes
from analysis.report.charts_themes import themes
from analysis.report.charts_verdict import specification_curve
from analysis.report.figures import About, describe

__all__ = [
    "accuracy",
    "articles_per_day",
    "audit_terms",
    "cases_over_time",
    "collocations",
    "corrected_over_time",
    "counts_over_time",
    "coverage",
    "dispersion",
    "inventory",
    "keyness",
    "keyness_over_time",
    "kwic",
    "kwic_line",
    "leading",
    "outlets",
    "radar",
    "share_over_time",
    "specification_curve",
    "term_changes",
    "terms_over_time",
    "themes",
]

LEFT, RIGHT = 0.52, 0.62  # inches for tick labels, and for the value at the end of the line


@style.apply()
def share_over_time(
    table: pd.DataFrame,
    *,
    lang: str = "",
    source: str = "",
    events: dict[str, str] | None = None,
    narrow: bool = False,
) -> Axes:
    """Draw the share of articles on the issue over time, with its interval and what was read.

    `table`: attention, one row a period; a table with a group column is drawn by `outlets`. Long
    series are drawn as a line pooled over neighbouring periods, single periods as dots. `events`
    maps an ISO date to words written above the plot. `lang` is that of the report unless given.
    """
    if times.group_of(table):
        return outlets(table, lang=lang, source=source, narrow=narrow)
    lang, table, events = lang or settings.language(), times.in_order(table), events or {}
    by, window = times.grain(table), times.window_for(len(table))
    words = says.share_words(table, by, window, source, lang)
    lane, height = labels.lane_height(events, table, narrow=narrow), (2.2 if narrow else 2.65)
    body = lane + height + 0.76 + _dates_height(table, narrow)
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, lane, height, left=LEFT, right=RIGHT)
    strip = sheets.panel(sheet, lane + height + 0.4, 0.36, left=LEFT, right=RIGHT)
    _date_axes(sheet, [ax, strip], table, by)
    _share_panel(ax, table, window, events, lang)
    _read_strip(strip, table, by, lang)
    again = partial(share_over_time, table, lang=lang, source=source, events=events, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "share-over-time", again))


@style.apply()
def counts_over_time(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw the number of articles on the issue above the number of all articles read.

    `table`: attention, one row a period. Partial periods are open bars. The Axes returned are
    those of the articles on the issue.
    """
    lang, table = lang or settings.language(), times.in_order(table)
    by = times.grain(table)
    words = says.counts_words(table, by, source, lang)
    height = 1.35 if narrow else 1.5
    body = 2 * height + 0.75 + _dates_height(table, narrow)
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    upper = sheets.panel(sheet, 0.25, height, left=LEFT, right=0.1)
    lower = sheets.panel(sheet, 0.75 + height, height, left=LEFT, right=0.1)
    _date_axes(sheet, [upper, lower], table, by)
    _count_panel(upper, table, "issue_articles", style.SERIES[0], lang)
    _count_panel(lower, table, "total_articles", style.FAINT, lang)
    on_issue = numbers.text("count_issue_articles", lang, issue=says.issue_name(table, lang))
    sheets.note(sheet, 0.1, on_issue, bold=True)
    sheets.note(sheet, 0.6 + height, numbers.text("count_total_articles", lang), bold=True)
    again = partial(counts_over_time, table, lang=lang, source=source, narrow=True)
    return describe(upper, About(words.alt, words.caption, table, "counts-over-time", again))


def _count_panel(ax: Axes, table: pd.DataFrame, column: str, colour: str, lang: str) -> None:
    by = times.grain(table)
    marks.bars(ax, table, column, by, colour=colour)
    sheets.count_axis(ax, table[column].max(), lang)
    span = times.spans(table["period_start"], by)
    marks.hatch_gaps(ax, table["is_gap"], span, lang, named=column == "issue_articles")


def _share_panel(
    ax: Axes, table: pd.DataFrame, window: int, events: dict[str, str], lang: str
) -> None:
    by = times.grain(table)
    span, line = times.spans(table["period_start"], by), times.pooled(table, window)
    best, like = says.peak(table), says.highest_share(table)
    single = table["share"] if len(table) <= times.MOST_DOTS else line["share"]
    sheets.share_axis(ax, marks.top_of(table, line, single), lang, like=like)
    marks.hatch_gaps(ax, table["is_gap"], span, lang)
    marks.band_line(ax, table, line, span)
    if window > 1 and len(table) <= times.MOST_DOTS:
        marks.dots(ax, table, span)
    marks.beyond(ax, single, span)
    if best is not None:
        labels.label_peak(ax, table.iloc[best], span.middles[best], by, events, lang=lang)
    labels.label_band(ax, line, span, best, lang=lang)
    labels.label_end(ax, line["share"], span, like=like, lang=lang)
    labels.event_lane(ax, events)


def _read_strip(ax: Axes, table: pd.DataFrame, by: str, lang: str) -> None:
    """Draw how many articles were read: what the shares above rest on."""
    marks.bars(ax, table, "total_articles", by, colour=style.FAINT)
    most = table["total_articles"].max()
    ax.set_ylim(0, max(most, 1))
    ax.set_yticks([])
    words = numbers.text("strip", lang, by=says.per(by, lang), most=numbers.count(most, lang))
    ax.set_title(words, loc="left", x=0, size=9, weight="normal", color=style.MUTED, pad=4)


def _date_axes(sheet: sheets.Page, axes: list[Axes], table: pd.DataFrame, by: str) -> None:
    """Give panels over one another the same dates, written under the lowest."""
    span, most = times.spans(table["period_start"], by), sheets.most_dates(sheet.is_narrow)
    for ax in axes:
        sheets.time_axis(ax, span.starts[0], span.ends[-1], sheet.lang, most=most)
    for ax in axes[:-1]:
        ax.tick_params(labelbottom=False, length=0)


def _dates_height(table: pd.DataFrame, narrow: bool) -> float:
    span = times.spans(table["period_start"], times.grain(table))
    return sheets.dates_height(span.starts[0], span.ends[-1], sheets.most_dates(narrow))
