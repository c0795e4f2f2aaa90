"""The findings of the data radar: under the share they speak of, and as a list in words.

An attention table and the findings (`attention.radar`) go in. The chart answers: which times of
this curve show the collection and not the news? The list has a row a finding, with what it does to
the result in the reader's language.

Cannot do: the sentences of what was seen are in English; findings of outlets are not drawn apart.
"""

from functools import partial

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from analysis.attention.radar_findings import COLUMNS, FURTHER
from analysis.report import charts_labels as labels
from analysis.report import charts_marks as marks
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import numbers, style
from analysis.report.charts_rows import ROW, name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, date
from analysis.report.settings import language
from analysis.schema import InputError

IN_ALT, IN_TITLE = 10, 3
POINT_INCHES = 0.14  # a finding shorter than this is a diamond, or it would not be seen
RIGHT = 0.62  # inches, for the value at the end of the line
FAULT = style.SERIES[1]


@style.apply()
def radar(
    findings: pd.DataFrame,
    table: pd.DataFrame,
    *,
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw the share over time with a lane for each kind of finding under it.

    `findings`: attention.radar; `table`: attention without groups. Long series are pooled as in
    `charts.share_over_time`. Returns the Axes of the share. Raises InputError for other tables.
    """
    _check(findings, table)
    lang, table = lang or language(), times.in_order(table)
    words = radar_words(findings, table, source, lang)
    kinds = [k for k in dict.fromkeys(findings["kind"]) if k != FURTHER]
    names = pd.Series([say(_key(k), lang) for k in kinds], dtype="str")
    left = max(name_room(names, narrow), 0.52)
    by, height, lanes = times.grain(table), (1.9 if narrow else 2.3), len(kinds) * ROW
    span = times.spans(table["period_start"], by)
    most = max(int(((sheets.NARROW if narrow else sheets.WIDE) - left) / sheets.TICK_INCHES), 2)
    body = height + 0.12 + lanes + sheets.dates_height(span.starts[0], span.ends[-1], most)
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, height, left=left, right=RIGHT)
    sheets.time_axis(ax, span.starts[0], span.ends[-1], lang, most=most)
    _share(ax, table, span, lang)
    if kinds:
        ax.tick_params(labelbottom=False, length=0)
        lane = sheets.panel(sheet, height + 0.12, lanes, left=left, right=RIGHT)
        sheets.time_axis(lane, span.starts[0], span.ends[-1], lang, most=most)
        _lanes(lane, findings, kinds)
        names_axis(lane, names, left)
    again = partial(radar, findings, table, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, findings, "radar", again))


def listed(findings: pd.DataFrame, *, lang: str = "") -> pd.DataFrame:
    """Return the findings for `tables.table`: one row a finding, headings and kinds translated."""
    if missing := [c for c in COLUMNS if c not in findings.columns]:
        raise InputError(f"radar: no column {', '.join(missing)}; attention.radar makes them")
    lang = lang or language()
    columns = {
        "kind": [say(_key(k), lang) for k in findings["kind"]],
        "outlet": findings["outlet"].where(findings["outlet"].ne(""), say("radar_all", lang)),
        "first": [date(d, lang) for d in findings["period_start"]],
        "last": [date(d, lang) for d in findings["period_end"]],
        "effect": [say(f"{_key(k)}_effect", lang) for k in findings["kind"]],
        "message": findings["message"],
    }
    made = pd.DataFrame(columns).astype("str")
    return made.rename(columns={c: say(f"radar_head_{c}", lang) for c in columns})


def radar_words(findings: pd.DataFrame, table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say how many findings there are and of which kinds, and read out the first of them."""
    shown = findings[findings["kind"].ne(FURTHER)]
    title, by = _title(shown, lang), says.per(times.grain(table), lang)
    subtitle = say("radar_subtitle", lang, issue=says.issue_name(table, lang), by=by)
    caption = [say("radar_lane", lang)] if len(shown) else []
    caption += [say("radar_blind", lang), *says.counted(table, source, lang)]
    caption += says.interval_words(table, lang) + says.signs(table, lang)
    alt = [f"{title}.", f"{subtitle}.", says.all_of(table, lang)]
    alt += [_row(row, lang) for row in shown.head(IN_ALT).itertuples()]
    if len(shown) > IN_ALT:
        alt.append(say("radar_more", lang, number=count(len(shown) - IN_ALT, lang)))
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _title(shown: pd.DataFrame, lang: str) -> str:
    if shown.empty:
        return say("radar_title_none", lang)
    kinds = [say(_key(k), lang) for k in dict.fromkeys(shown["kind"])]
    told = ", ".join(kinds[:IN_TITLE]) + (" …" if len(kinds) > IN_TITLE else "")
    key = "radar_title_one" if len(shown) == 1 else "radar_title_many"
    return say(key, lang, number=count(len(shown), lang), kinds=told)


def _row(row: tuple, lang: str) -> str:
    first, last = (date(d, lang) for d in (row.period_start, row.period_end))
    when = first if first == last else f"{first} – {last}"
    who = row.outlet or say("radar_all", lang)
    return say("radar_row", lang, kind=say(_key(row.kind), lang), who=who, when=when)


def _share(ax: Axes, table: pd.DataFrame, span: times.Span, lang: str) -> None:
    line = times.pooled(table, times.window_for(len(table)))
    like = says.highest_share(table)
    sheets.share_axis(ax, marks.top_of(table, line, line["share"]), lang, like=like)
    marks.hatch_gaps(ax, table["is_gap"], span, lang)
    marks.band_line(ax, table, line, span)
    marks.beyond(ax, line["share"], span)
    labels.label_end(ax, line["share"], span, like=like, lang=lang)


def _lanes(ax: Axes, findings: pd.DataFrame, kinds: list[str]) -> None:
    """Draw each finding in the lane of its kind: a bar from edge to edge, or a diamond."""
    first, last = ax.get_xlim()
    least = (last - first) / sheets.inches_of(ax) * POINT_INCHES
    for row in findings[findings["kind"].isin(kinds)].itertuples():
        begin = mdates.date2num(row.period_start)
        end = mdates.date2num(row.period_end) + 1
        begin, end, lane = max(begin, first), min(end, last), kinds.index(row.kind)
        if end <= begin:  # dated outside of what is drawn
            continue
        if end - begin < least:
            ax.plot((begin + end) / 2, lane, "D", ms=5, color=FAULT, zorder=3, clip_on=False)
        else:
            ax.barh(lane, end - begin, 0.42, left=begin, color=FAULT, alpha=0.75, lw=0, zorder=2)


def _check(findings: pd.DataFrame, table: pd.DataFrame) -> None:
    if missing := [c for c in COLUMNS if c not in findings.columns]:
        raise InputError(f"radar: no column {', '.join(missing)}; attention.radar makes them")
    if times.group_of(table):
        raise InputError("radar: give the attention table without groups")


def _key(kind: str) -> str:
    return kind.replace(" ", "_")


def say(key: str, lang: str, **values: str) -> str:
    """Return one of this chart's sentences in a language, its fields filled."""
    return numbers.text(key if key.startswith("radar_") else f"radar_{key}", lang, **values)
