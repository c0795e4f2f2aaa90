"""The map of key words over time: words in rows, periods in columns, darker for more frequent.

A table of `words.keyness_over_time` goes in, Axes come out. Rows are ordered by the period that
each word marks most, so that stories run down the map. Made with `terms=leading(table)`, the table
tells of every word in every period; without, only where the word was among the strongest.

Cannot do: tell a change of the world from a change of the collection; see `keyness_over_time`.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from analysis.report import charts_marks as marks
from analysis.report import charts_shades as shades
from analysis.report import charts_sheet as sheets
from analysis.report import charts_terms as terms
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import numbers, style
from analysis.report.charts_rows import ROW, name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text
from analysis.report.settings import language
from analysis.words.keyness import by_spread

MOST = {False: 20, True: 14}  # words, wide and narrow
STEPS = (2, 8, 32)  # times as frequent at which a darker shade begins
LESS, UNSURE = -1, 0  # classes of cells; shades from 1 up


class Map(NamedTuple):
    """What is drawn: words x periods as classes, and the row each word marks most strongly."""

    classes: pd.DataFrame
    best: pd.DataFrame
    by: str


def leading(table: pd.DataFrame, *, most: int = 20) -> list[str]:
    """Return the words of a table of keyness over time that mark some period most clearly.

    To be passed as `terms` to `keyness_over_time`, for a table that follows them all the time.
    """
    clear = _clear(table)
    return clear.drop_duplicates("word")["word"].head(most).tolist()


@style.apply()
def keyness_over_time(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw how much more frequent words were in each period than in all other time.

    `table`: words.keyness_over_time, one row a period and word. Shaded where q < 0.05 in words
    and the word stands in three articles or more. Outside level internal only common words and
    those of our lexicons are drawn.
    """
    lang = lang or language()
    shown, left_out = terms.drawable(table, ["word"], "q_value")
    made = _map(table, shown, MOST[narrow])
    words = keyness_time_words(table, made, left_out, source, lang)
    again = partial(keyness_over_time, table, lang=lang, source=source, narrow=True)
    about = About(words.alt, words.caption, shown, "keyness-over-time", again)
    if made.classes.empty:
        return describe(terms.empty(words, narrow=narrow, lang=lang), about)
    return describe(_drawn(table, made, words, narrow=narrow, lang=lang), about)


def _clear(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that mark their period beyond chance and one story, clearest first."""
    is_sure = (table["q_value"] < terms.SURE) & (table["target_articles"] >= terms.FEWEST)
    return by_spread(table[is_sure & (table["direction"] == "target")])


def _map(table: pd.DataFrame, shown: pd.DataFrame, most: int) -> Map:
    best = _clear(shown).drop_duplicates("word").head(most)
    best = best.sort_values(["period_start", "weight"], ascending=[True, False], ignore_index=True)
    rows = shown[shown["word"].isin(best["word"])]
    cells = rows.assign(kind=_kinds(rows)).pivot_table(
        index="word", columns="period_start", values="kind", aggfunc="first"
    )
    every = sorted(table["period_start"].unique())
    by = table.attrs.get("by") or times.grain(table)
    return Map(cells.reindex(index=best["word"], columns=every), best, by)


def _kinds(rows: pd.DataFrame) -> np.ndarray:
    """Return the class of each cell: less frequent, may be chance, or a shade."""
    shade = 1 + np.searchsorted(np.log2(STEPS), rows["log_ratio"], side="right")
    is_sure = (rows["q_value"] < terms.SURE).to_numpy()
    is_up = (rows["direction"] == "target").to_numpy()
    is_wide = (rows["target_articles"] >= terms.FEWEST).to_numpy()
    return np.select([is_sure & ~is_up, is_sure & is_wide], [LESS, shade], UNSURE).astype(float)


def keyness_time_words(
    table: pd.DataFrame, made: Map, left_out: int, source: str, lang: str
) -> Words:
    """Say which word marks which period most, what was compared, and what shades mean."""
    by = says.per(made.by, lang)
    title = text("keytime_none", lang, by=by)
    if len(made.best):
        top = made.best.loc[made.best["weight"].idxmax()]
        when = numbers.period(top["period_start"], made.by, lang)
        values = {"word": top["word"], "times": terms.times(top["log_ratio"], lang)}
        title = text("keytime_title" + _against(table), lang, when=when, **values)
    first = table.drop_duplicates("period_start")
    total = int((first["target_total"] + first["reference_total"]).max())
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    caption += [*says.sourced(table, source, lang), text("keytime_key", lang, fewest=terms.FEWEST)]
    caption += [text("caption_gap", lang)] if first["is_gap"].any() else []
    caption += terms.hidden(left_out, lang)
    alt = [f"{title}.", _alt_grid(table, made, by, lang)]
    alt += [
        text("alt_keytime_word", lang, word=row.word, times=terms.times(row.log_ratio, lang),
             when=numbers.period_short(row.period_start, made.by, lang))
        for row in made.best[:12].itertuples()
    ]  # fmt: skip
    return Words(title, _subtitle(first, by, lang), " ".join(caption), " ".join(alt))


def _alt_grid(table: pd.DataFrame, made: Map, by: str, lang: str) -> str:
    span = says.span_of(table, made.by, lang)
    return text("alt_keytime", lang, words=len(made.best), by=by, span=span)


def _against(table: pd.DataFrame) -> str:
    """Return the end of the keys of a table against "before": its first window has no reference."""
    return "_before" if table["reference_total"].iloc[0] == 0 else ""


def _subtitle(first: pd.DataFrame, by: str, lang: str) -> str:
    """Say what each period is compared with; windows of several periods are told."""
    said = text("keytime_subtitle" + _against(first), lang, by=by)
    ahead = first["period_start"].iloc[0] - first["window_start"].iloc[0]
    if not ahead:
        return said
    step = first["period_start"].diff().median()
    number = 1 if pd.isna(step) else max(round(ahead / step), 1)
    return said + text("keytime_window", lang, more=f"{count(number, lang)} {by}")


def _drawn(table: pd.DataFrame, made: Map, words: Words, *, narrow: bool, lang: str) -> Axes:
    cells = made.classes
    names = name_room(cells.index.to_series(), narrow)
    span = times.spans(pd.Series(cells.columns), made.by)
    most = max(int(((sheets.NARROW if narrow else sheets.WIDE) - names) / sheets.TICK_INCHES), 2)
    dates = sheets.dates_height(span.starts[0], span.ends[-1], most)
    key = _key(cells, lang, narrow=narrow)
    above = (key[-1][1] + 1) * shades.KEY_LINE + 0.1
    sheet = sheets.page(words, above + len(cells) * ROW + dates, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, above, len(cells) * ROW, left=names, right=0.1)
    sheets.time_axis(ax, span.starts[0], span.ends[-1], lang, most=most)
    names_axis(ax, cells.index.to_series(), names)
    first = table.drop_duplicates("period_start").sort_values("period_start")
    marks.hatch_gaps(ax, first["is_gap"].reset_index(drop=True), span, lang)
    _cells(ax, cells, span)
    _draw_key(sheet, key)
    return ax


def _cells(ax: Axes, cells: pd.DataFrame, span: times.Span) -> None:
    values = cells.to_numpy()
    for kind in np.unique(values[~np.isnan(values)]):
        row, column = np.nonzero(values == kind)
        pad = (span.ends - span.starts) * 0.03
        left, right = span.starts[column] + pad[column], span.ends[column] - pad[column]
        height = 0.12 if kind in (LESS, UNSURE) else 0.42
        outline = shades.boxes(left, right, row - height, row + height)
        ax.add_patch(PathPatch(outline, lw=0, zorder=2, fc=_colour(int(kind)), ec="none"))


def _colour(kind: int) -> str:
    if kind == LESS:
        return style.FALLING
    return style.OTHERS if kind == UNSURE else style.RAMP[kind]


def _key(cells: pd.DataFrame, lang: str, *, narrow: bool) -> list[tuple[float, int, str, int]]:
    """Return (inches from the left, line, words, class) of the entries of the key."""
    kinds = {int(kind) for kind in np.unique(cells.to_numpy()) if not np.isnan(kind)}
    named = {kind: text("keytime_up_to", lang, number=limit) for kind, limit in enumerate(STEPS, 1)}
    named[len(STEPS) + 1] = text("keytime_from", lang, number=STEPS[-1])
    named |= {UNSURE: text("keytime_unsure", lang), LESS: text("keytime_less", lang)}
    room = (sheets.NARROW if narrow else sheets.WIDE) - 2 * sheets.EDGE
    placed, at, line = [], 0.0, 0
    for kind, said in named.items():
        if kind not in kinds:
            continue
        width = shades.SWATCH + 0.26 + sheets.width_of(said, 9)
        if at + width - 0.2 > room:
            at, line = 0.0, line + 1
        placed.append((at, line, said, kind))
        at += width
    return placed


def _draw_key(sheet: sheets.Page, key: list[tuple[float, int, str, int]]) -> None:
    height = (key[-1][1] + 1) * shades.KEY_LINE
    ax = sheets.panel(sheet, 0, height)
    ax.set_axis_off()
    ax.set_xlim(0, sheet.width - 2 * sheets.EDGE)
    ax.set_ylim(height, 0)
    for at, line, said, kind in key:
        down = line * shades.KEY_LINE + 0.1
        half = 0.02 if kind in (LESS, UNSURE) else 0.07
        edges = (np.array([v]) for v in (at, at + shades.SWATCH, down - half, down + half))
        ax.add_patch(PathPatch(shades.boxes(*edges), lw=0, fc=_colour(kind)))
        ax.text(at + shades.SWATCH + 0.06, down, said, size=9, va="center", color=style.MUTED)
