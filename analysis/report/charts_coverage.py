"""The chart of what was read: outlets by periods, darker for more, hatched where nothing was.

A table of coverage goes in, Axes come out. Silence between two readings of an outlet is hatched
otherwise than the time before it came in or after it went, so that both are seen at a glance.

Cannot do: it shows what the collection holds, not what outlets published; outlets beyond the 24
largest are one row, and more periods than columns fit are summed, which the chart says.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from analysis.corpus.describe import OTHERS, largest
from analysis.report import charts_shades as shades
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import settings, style
from analysis.report.charts_rows import MOST, ROW, name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, percent, text

HEAT_PERIODS = {False: 80, True: 40}  # columns, wide and narrow


class Grid(NamedTuple):
    """Outlets x periods as drawn: the largest first, those summed in the last row."""

    counts: pd.DataFrame
    by: str
    left: int  # outlets in the last row, 0 where each has its own


@style.apply()
def coverage(
    table: pd.DataFrame,
    *,
    read: int | None = None,
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw how many articles of each outlet were read in each period; hatched where none was.

    `table`: corpus.coverage, one row an outlet and period (`period_start, outlet, articles`).
    `read`: articles of the whole corpus, where the table leaves some out; the caption says so.
    """
    lang = lang or settings.language()
    again = partial(coverage, table, read=read, lang=lang, source=source, narrow=True)
    if table.empty or not table["articles"].sum():
        return undated(table, "coverage", source, again, narrow=narrow, lang=lang)
    table = times.in_order(table, "outlet")
    grid = _grid(table, narrow)
    words = coverage_words(table, source, lang, read=read)._replace(
        subtitle=text("coverage_subtitle", lang, by=says.per(grid.by, lang))
    )
    return describe(
        _drawn(grid, words, narrow=narrow, lang=lang),
        About(words.alt, words.caption, table, "coverage", again),
    )


def undated(
    table: pd.DataFrame,
    name: str,
    source: str,
    again: Callable[[], Axes],
    *,
    narrow: bool,
    lang: str,
) -> Axes:
    """Return the sheet that stands in place of a chart over time where no article has a date."""
    caption = " ".join(says.sourced(table, source, lang))
    words = Words(text("undated_title", lang), text("undated_why", lang), caption, "")
    sheet = sheets.page(words, 0.1, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, 0.1)
    ax.set_axis_off()
    alt = f"{words.title}. {words.subtitle}."
    return describe(ax, About(alt, caption, table, name, again))


def _drawn(grid: Grid, words: Words, *, narrow: bool, lang: str) -> Axes:
    wide = grid.counts
    labels = pd.Series([_label(name, grid.left, lang) for name in wide.index], dtype="str")
    names = name_room(labels, narrow)
    span = times.spans(pd.Series(wide.columns), grid.by)
    most = max(int(((sheets.NARROW if narrow else sheets.WIDE) - names) / sheets.TICK_INCHES), 2)
    dates = sheets.dates_height(span.starts[0], span.ends[-1], most)
    limits = shades.limits_of(wide)
    classes = shades.classes(wide, limits)
    key = shades.key_of(limits, set(classes.ravel()), lang, narrow=narrow)
    above = shades.key_height(key) + 0.1
    sheet = sheets.page(words, above + len(wide) * ROW + dates, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, above, len(wide) * ROW, left=names, right=0.1)
    sheets.time_axis(ax, span.starts[0], span.ends[-1], lang, most=most)
    _cells(ax, classes, span, limits)
    names_axis(ax, labels, names)
    shades.draw_key(sheet, key, limits)
    return ax


def _label(name: str, left: int, lang: str) -> str:
    if name == OTHERS and left:
        return text("other_outlets", lang, n=left, number=count(left, lang))
    return name or text("outlet_unknown", lang)


def _grid(table: pd.DataFrame, narrow: bool) -> Grid:
    """Return outlets x periods, 0 where nothing was read; the smallest outlets in one row."""
    coarse, by = times.coarsen(_folded(table), group="outlet", most=HEAT_PERIODS[narrow])
    wide = coarse.pivot_table(
        index="outlet", columns="period_start", values="articles", aggfunc="sum", fill_value=0
    )
    order = wide.sum(axis=1).sort_values(ascending=False, kind="stable").index
    order = [
        *(name for name in order if name != OTHERS),
        *(name for name in order if name == OTHERS),
    ]
    return Grid(wide.loc[order], by, _left(table))


def _folded(table: pd.DataFrame) -> pd.DataFrame:
    """Sum outlets beyond the largest, where `corpus.coverage` was not asked to."""
    named = largest(table.groupby("outlet")["articles"].sum(), MOST)
    shown = table["outlet"].where(table["outlet"].isin(named), OTHERS)
    rows = table.assign(outlet=shown).groupby(["outlet", "period_start"], as_index=False)
    folded = rows["articles"].sum()
    folded.attrs = table.attrs
    return folded


def _left(table: pd.DataFrame) -> int:
    """Return how many outlets the last row stands for."""
    if "outlets" in table and (table["outlet"] == OTHERS).any():
        return int(table.loc[table["outlet"] == OTHERS, "outlets"].max())
    outlets = table["outlet"].nunique()
    return outlets - MOST + 1 if outlets > MOST else 0


def _cells(ax: Axes, classes: np.ndarray, span: times.Span, limits: list[int]) -> None:
    """Draw each class of cells as one outline, neighbours as one box: the file stays small."""
    turns = np.ones(classes.shape, dtype=bool)
    turns[:, 1:] = classes[:, 1:] != classes[:, :-1]
    rows, first = np.nonzero(turns)
    last = np.append(first[1:], 0) - 1  # the box before the next one of its row, or up to its end
    last[np.append(rows[1:] != rows[:-1], True)] = classes.shape[1] - 1
    left, right, kinds = span.starts[first], span.ends[last], classes[rows, first]
    for kind in np.unique(kinds):
        at = kinds == kind
        outline = shades.boxes(left[at], right[at], rows[at] - 0.44, rows[at] + 0.44)
        ax.add_patch(PathPatch(outline, lw=0, zorder=2, **shades.look(kind, limits)))


def coverage_words(
    table: pd.DataFrame, source: str, lang: str, *, read: int | None = None
) -> Words:
    """Say how many outlets were read in every period, who came, went or fell silent, and n."""
    grid = _grid(table, narrow=False)
    by, total = says.per(grid.by, lang), int(table["articles"].sum())
    title = _coverage_title(grid, lang)
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    if read is not None and read > total:
        numbers = {"total": count(total, lang), "read": count(read, lang)}
        caption = [text("caption_read_of", lang, **numbers)]
    caption += [*says.sourced(table, source, lang), *_moves(grid, lang), *_rest(grid, lang)]
    alt = [f"{title}.", text("alt_coverage", lang, span=says.span_of(table, grid.by, lang))]
    alt += [*_moves(grid, lang), *_rest(grid, lang)]
    sums = grid.counts.sum(axis=1)[:12]
    alt += [f"{_label(name, grid.left, lang)}: {count(n, lang)}." for name, n in sums.items()]
    subtitle = text("coverage_subtitle", lang, by=by)
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _named(grid: Grid) -> pd.DataFrame:
    """Return the rows that stand for one outlet each."""
    return grid.counts.iloc[:-1] if grid.left else grid.counts


def _coverage_title(grid: Grid, lang: str) -> str:
    wide, by = _named(grid), says.per(grid.by, lang)
    every = int((wide > 0).all(axis=1).sum())
    if len(wide) == 1:
        name, gaps = _label(wide.index[0], 0, lang), int((wide.iloc[0] == 0).sum())
        key = "coverage_single" if gaps else "coverage_whole"
        return text(key, lang, name=name, gaps=count(gaps, lang), by=by, n=gaps)
    key = "coverage_title" if every else "coverage_none"
    values = {"every": count(every, lang), "all": count(len(wide), lang), "by": by}
    return text(f"{key}_largest" if grid.left else key, lang, n=every, **values)


def _moves(grid: Grid, lang: str) -> list[str]:
    """Say how many of the outlets drawn came later, went earlier or fell silent in between."""
    classes = shades.classes(_named(grid), [1])
    if len(classes) < 2 or (classes > 0).all():
        return []
    came, gone = (int((classes[:, edge] == shades.AWAY).sum()) for edge in (0, -1))
    silent = int((classes == shades.SILENT).any(axis=1).sum())
    numbers = {"came": count(came, lang), "gone": count(gone, lang), "silent": count(silent, lang)}
    return [text("coverage_moves", lang, by=says.per(grid.by, lang), **numbers)]


def _rest(grid: Grid, lang: str) -> list[str]:
    if not grid.left:
        return []
    share = grid.counts.iloc[-1].sum() / grid.counts.to_numpy().sum()
    number = count(grid.left, lang)
    return [text("coverage_rest", lang, n=grid.left, number=number, share=percent(share, lang))]
