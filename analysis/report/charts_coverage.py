"""The chart of what was read: outlets by periods, darker for more, hatched where nothing was.

Cannot do: it shows what the collection holds, not what outlets published; and more than 25
outlets, or more periods than columns fit, are summed or left out, which the chart says.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import settings, style
from analysis.report.charts_rows import MOST, ROW, name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text

KEY_LINE, SWATCH = 0.21, 0.2  # inches: a line of the key, a colour in it
CLASSES = len(style.RAMP)
HEAT_PERIODS = {False: 80, True: 40}  # columns, wide and narrow


@style.apply()
def coverage(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw how many articles of each outlet were read in each period; hatched where none was.

    `table`: corpus.coverage, one row an outlet and period (`period_start, outlet, articles`).
    """
    lang, table = lang or settings.language(), times.in_order(table, "outlet")
    wide, by = _matrix(table, narrow)
    words = coverage_words(table, by, source, lang)
    names = name_room(pd.Series(wide.index), narrow)
    starts = pd.Series(wide.columns)
    span = times.spans(starts, by)
    most = max(int(((sheets.NARROW if narrow else sheets.WIDE) - names) / sheets.TICK_INCHES), 2)
    dates = sheets.dates_height(span.starts[0], span.ends[-1], most)
    limits = _limits(wide)
    key = _key(limits, lang, narrow=narrow)
    above = (key[-1][1] + 1) * KEY_LINE + 0.1
    sheet = sheets.page(words, above + len(wide) * ROW + dates, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, above, len(wide) * ROW, left=names, right=0.1)
    sheets.time_axis(ax, span.starts[0], span.ends[-1], lang, most=most)
    _cells(ax, wide, span, limits)
    names_axis(ax, pd.Series(wide.index), names)
    _draw_key(sheet, key, limits)
    again = partial(coverage, table, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "coverage", again))


def _matrix(table: pd.DataFrame, narrow: bool) -> tuple[pd.DataFrame, str]:
    """Return outlets x periods, the outlets with most articles first, 0 where nothing was read."""
    coarse, by = times.coarsen(table, group="outlet", most=HEAT_PERIODS[narrow])
    wide = coarse.pivot_table(
        index="outlet", columns="period_start", values="articles", aggfunc="sum", fill_value=0
    )
    order = wide.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return wide.loc[order[:MOST]], by


def _limits(wide: pd.DataFrame) -> list[int]:
    """Return the lowest count of each colour class: about a fifth of the filled cells in each."""
    filled = wide.to_numpy()[wide.to_numpy() > 0]
    if not len(filled):
        return []
    cuts = np.quantile(filled, np.linspace(0, 1, CLASSES + 1)[1:-1])
    return sorted({1, *(_rounded(c) for c in cuts if c > 1)})


def _rounded(value: float) -> int:
    size = 10 ** max(int(np.log10(value)) - 1, 0)
    return max(int(round(value / size)) * size, 1)


def _cells(ax: Axes, wide: pd.DataFrame, span: times.Span, limits: list[int]) -> None:
    """Draw each class of cells as one outline, which keeps the file small."""
    classes = np.searchsorted(limits, wide.to_numpy(), side="right")
    for kind in range(len(limits) + 1):
        rows, columns = np.nonzero(classes == kind)
        if not len(rows):
            continue
        outline = _boxes(rows, span.starts[columns], span.ends[columns])
        ax.add_patch(PathPatch(outline, lw=0, zorder=2, **_look(kind, limits)))


def _boxes(rows: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Outline:
    low, high = rows - 0.44, rows + 0.44
    corners = [(starts, low), (ends, low), (ends, high), (starts, high), (starts, low)]
    points = np.stack([np.column_stack(c) for c in corners], axis=1).reshape(-1, 2)
    codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY] * len(rows)
    return Outline(points, codes)


def _shade(kind: int, limits: list[int]) -> str:
    """Colour of a class: the darkest for the highest, spread over the ramp where there are few."""
    step = (CLASSES - 1) / max(len(limits) - 1, 1)
    return style.RAMP[round((kind - 1) * step) if len(limits) > 1 else 2]


def _key(limits: list[int], lang: str, *, narrow: bool) -> list[tuple[float, int, str, int]]:
    """Place the key to the colours: inches from the left, line, words, class (0: no data)."""
    room = (sheets.NARROW if narrow else sheets.WIDE) - 2 * sheets.EDGE
    ends = [low - 1 for low in limits[1:]]
    named = [_between(low, high, lang) for low, high in zip(limits[:-1], ends, strict=True)]
    named += [f"{count(limits[-1], lang)}+"] if limits else []
    placed, at, line = [], 0.0, 0
    for kind, label in enumerate([text("no_data", lang), *named]):
        width = SWATCH + 0.06 + sheets.width_of(label, 9) + 0.2
        if at + width - 0.2 > room:
            at, line = 0.0, line + 1
        placed.append((at, line, label, kind))
        at += width
    return placed


def _draw_key(
    sheet: sheets.Page, key: list[tuple[float, int, str, int]], limits: list[int]
) -> None:
    height = (key[-1][1] + 1) * KEY_LINE
    ax = sheets.panel(sheet, 0, height)
    ax.set_axis_off()
    ax.set_xlim(0, sheet.width - 2 * sheets.EDGE)
    ax.set_ylim(height, 0)
    for at, line, label, kind in key:
        down = line * KEY_LINE + 0.03
        corners = [(at, down), (at + SWATCH, down), (at + SWATCH, down + 0.14), (at, down + 0.14)]
        ax.add_patch(PathPatch(Outline([*corners, corners[0]]), lw=0, **_look(kind, limits)))
        ax.text(at + SWATCH + 0.06, down + 0.07, label, size=9, va="center", color=style.MUTED)


def _look(kind: int, limits: list[int]) -> dict[str, str]:
    if kind == 0:
        return {"fc": "none", "ec": style.HATCH, "hatch": "/////"}
    return {"fc": _shade(kind, limits), "ec": style.PAPER}


def _between(low: int, high: int, lang: str) -> str:
    return count(low, lang) if low == high else f"{count(low, lang)}–{count(high, lang)}"


def coverage_words(table: pd.DataFrame, by: str, source: str, lang: str) -> Words:
    """Say how many outlets were read in every period, and how many articles in all."""
    wide, widest_by = _matrix(table, narrow=False)
    every = int((wide > 0).all(axis=1).sum())
    outlets, total = table["outlet"].nunique(), int(table["articles"].sum())
    values = {"every": count(every, lang), "all": count(len(wide), lang)}
    values["by"] = says.per(widest_by, lang)
    title = text("coverage_title" if every else "coverage_none", lang, n=len(wide), **values)
    if outlets == 1:
        name, gaps = wide.index[0], int((wide == 0).sum(axis=1).iloc[0])
        key = "coverage_single" if gaps else "coverage_whole"
        title = text(key, lang, name=name, gaps=count(gaps, lang), by=values["by"], n=gaps)
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    caption += says.sourced(table, source, lang)
    if outlets > len(wide):
        caption.append(text("caption_left_over", lang, drawn=len(wide), left=outlets - len(wide)))
    alt = [f"{title}.", text("alt_coverage", lang, span=says.span_of(table, widest_by, lang))]
    alt += [f"{name}: {count(n, lang)}." for name, n in wide.sum(axis=1).head(12).items()]
    subtitle = text("coverage_subtitle", lang, by=says.per(by, lang))
    return Words(title, subtitle, " ".join(caption), " ".join(alt))
