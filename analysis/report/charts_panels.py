"""Small multiples: one panel a group, one scale for all, the other groups in grey behind.

Cannot do: more than a dozen panels can not be told apart, so the groups with most articles are
drawn and the caption says how many are not.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_marks as marks
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import style

MOST = {False: 12, True: 8}  # panels, wide and narrow
HEADS, PLOT, BELOW = 0.46, 0.92, 0.14  # inches: two lines of words, the plot, air
LEFT, BETWEEN = 0.52, 0.2


class Grid(NamedTuple):
    """How panels lie on the sheet; lengths in inches."""

    panels: int
    columns: int
    rows: int
    width: float
    dates: float

    @property
    def height(self) -> float:
        """Height of all rows of panels with the dates under them."""
        return self.rows * (HEADS + PLOT + BELOW) - BELOW + self.dates


def grid(panels: int, table: pd.DataFrame, by: str, *, narrow: bool) -> Grid:
    """Lay out so many panels: two columns on a phone, three or four else."""
    columns = min(2 if narrow else 3 if panels <= 9 else 4, max(panels, 1))
    room = (sheets.NARROW if narrow else sheets.WIDE) - 2 * sheets.EDGE - LEFT - 0.1
    width = (room - BETWEEN * (columns - 1)) / columns
    span = times.spans(table["period_start"], by)
    dates = sheets.dates_height(min(span.starts), max(span.ends), ticks_in(width))
    return Grid(panels, columns, -(-panels // columns), width, dates)


def ticks_in(width: float) -> int:
    """Return how many dates fit under a panel."""
    return max(int(width / sheets.TICK_INCHES), 2)


def draw(
    sheet: sheets.Page,
    groups: dict[str, pd.DataFrame],
    by: str,
    lines: Callable[[str, pd.DataFrame], str],
) -> list[Axes]:
    """Draw a panel for each group; `lines` gives the words under its name."""
    everyone = pd.concat(groups.values())
    span = times.spans(everyone["period_start"], by)
    edges = min(span.starts), max(span.ends)
    layout = grid(len(groups), everyone, by, narrow=sheet.is_narrow)
    # One scale: that of the highest group with articles enough to have a share.
    top = max(marks.top_of(t, t, t["share"]) for t in groups.values())
    axes = []
    for i, (name, table) in enumerate(groups.items()):
        ax = _panel(sheet, layout, i)
        _scales(ax, layout, i, top, edges, sheet.lang)
        _head(sheet, layout, i, name, lines(name, table))
        if table["total_articles"].sum() >= times.FEWEST:
            _others(ax, [t for n, t in groups.items() if n != name], by)
            _group(ax, table, by, sheet.lang)
        axes.append(ax)
    return axes


def _place(layout: Grid, i: int) -> tuple[float, float]:
    """Inches from the left edge and from the top of the body to panel i."""
    row, column = divmod(i, layout.columns)
    return LEFT + column * (layout.width + BETWEEN), row * (HEADS + PLOT + BELOW)


def _panel(sheet: sheets.Page, layout: Grid, i: int) -> Axes:
    left, down = _place(layout, i)
    right = sheet.width - 2 * sheets.EDGE - left - layout.width
    return sheets.panel(sheet, down + HEADS, PLOT, left=left, right=right)


def _head(sheet: sheets.Page, layout: Grid, i: int, name: str, words: str) -> None:
    left, down = _place(layout, i)
    room = layout.width + BETWEEN / 2
    shift = LEFT if i % layout.columns == 0 else 0.0
    title = sheets.fit(name, 10.5, room + shift, bold=True)
    sheets.note(sheet, down + 0.14, title, left=left - shift, bold=True)
    sheets.note(sheet, down + 0.30, sheets.fit(words, 9, room + shift), left=left - shift)


def _scales(
    ax: Axes,
    layout: Grid,
    i: int,
    top: float,
    edges: tuple[float, float],
    lang: str,
) -> None:
    sheets.share_axis(ax, top, lang, ticks=2)
    sheets.time_axis(ax, *edges, lang, most=ticks_in(layout.width))
    if i % layout.columns:
        ax.tick_params(labelleft=False)
    if i + layout.columns < layout.panels:
        ax.tick_params(labelbottom=False)


def _others(ax: Axes, tables: list[pd.DataFrame], by: str) -> None:
    for table in tables:
        x = times.spans(table["period_start"], by).middles
        share = table["share"].where(table["total_articles"] >= times.FEWEST)
        ax.plot(x, share.to_numpy(), color=style.OTHERS, lw=0.8, zorder=1)


def _group(ax: Axes, table: pd.DataFrame, by: str, lang: str) -> None:
    span = times.spans(table["period_start"], by)
    marks.hatch_gaps(ax, table["is_gap"], span, lang, named=False)
    marks.band_line(ax, table, table, span, weight=1.8)
    # A share of very few articles would only run out of the panel.
    marks.beyond(ax, table["share"].where(table["total_articles"] >= times.FEWEST, np.nan), span)
