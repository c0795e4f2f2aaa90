"""The shades of a map of counts: classes of cells, their look, and the key that explains them.

In: counts. Out: the lowest count of each shade, outlines, and a key above the plot. Cells without
articles are hatched: one way before the first and after the last article of a row, another way in
between.

Cannot do: shades are steps of about a fifth of the filled cells each, so that few large cells do
not make all others pale; how much darker a cell is does not say how much more it holds.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from analysis.report import charts_sheet as sheets
from analysis.report import style
from analysis.report.numbers import count, text

AWAY, SILENT = 0, -1  # classes of empty cells: not yet or no longer read; read before and after
KEY_LINE, SWATCH = 0.21, 0.2  # inches: a line of the key, a colour in it
CLASSES = len(style.RAMP)


def limits_of(wide: pd.DataFrame) -> list[int]:
    """Return the lowest count of each colour class: about a fifth of the filled cells in each."""
    filled = wide.to_numpy()[wide.to_numpy() > 0]
    if not len(filled):
        return []
    cuts = np.quantile(filled, np.linspace(0, 1, CLASSES + 1)[1:-1])
    return sorted({1, *(_rounded(c) for c in cuts if c > 1)})


def _rounded(value: float) -> int:
    size = 10 ** max(int(np.log10(value)) - 1, 0)
    return max(int(round(value / size)) * size, 1)


def classes(wide: pd.DataFrame, limits: list[int]) -> np.ndarray:
    """Return the class of each cell: a shade from 1 up, or why it is empty."""
    counts = wide.to_numpy()
    is_read = counts > 0
    came = np.maximum.accumulate(is_read, axis=1)
    stays = np.maximum.accumulate(is_read[:, ::-1], axis=1)[:, ::-1]
    empty = np.where(came & stays, SILENT, AWAY)
    return np.where(is_read, np.searchsorted(limits, counts, side="right"), empty)


def boxes(left: np.ndarray, right: np.ndarray, low: np.ndarray, high: np.ndarray) -> Outline:
    """Return rectangles as one outline; each argument holds one edge of every rectangle."""
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    points = np.stack([np.column_stack(c) for c in corners], axis=1).reshape(-1, 2)
    codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY] * len(left)
    return Outline(points, codes)


def _shade(kind: int, limits: list[int]) -> str:
    """Colour of a class: the darkest for the highest, spread over the ramp where there are few."""
    step = (CLASSES - 1) / max(len(limits) - 1, 1)
    return style.RAMP[round((kind - 1) * step) if len(limits) > 1 else 2]


class Swatch(NamedTuple):
    """An entry of the key: inches from the left, line, words, class of cells."""

    at: float
    line: int
    label: str
    kind: int


def key_of(limits: list[int], kinds: set[int], lang: str, *, narrow: bool) -> list[Swatch]:
    """Place the key to the shades and hatches that occur."""
    room = (sheets.NARROW if narrow else sheets.WIDE) - 2 * sheets.EDGE
    ends = [low - 1 for low in limits[1:]]
    bands = [_between(low, high, lang) for low, high in zip(limits[:-1], ends, strict=True)]
    shades = dict(enumerate([*bands, f"{count(limits[-1], lang)}+"], 1))
    named = {AWAY: text("not_read", lang), SILENT: text("silent", lang)} | shades
    named = {kind: label for kind, label in named.items() if kind in kinds}
    placed, at, line = [], 0.0, 0
    for kind, label in named.items():
        width = SWATCH + 0.06 + sheets.width_of(label, 9) + 0.2
        if at + width - 0.2 > room:
            at, line = 0.0, line + 1
        placed.append(Swatch(at, line, label, kind))
        at += width
    return placed


def key_height(key: list[Swatch]) -> float:
    """Return the inches a key takes."""
    return (key[-1].line + 1) * KEY_LINE


def draw_key(sheet: sheets.Page, key: list[Swatch], limits: list[int]) -> None:
    """Draw the key at the top of the body."""
    height = key_height(key)
    ax = sheets.panel(sheet, 0, height)
    ax.set_axis_off()
    ax.set_xlim(0, sheet.width - 2 * sheets.EDGE)
    ax.set_ylim(height, 0)
    for at, line, label, kind in key:
        down = line * KEY_LINE + 0.03
        corners = [(at, down), (at + SWATCH, down), (at + SWATCH, down + 0.14), (at, down + 0.14)]
        ax.add_patch(PathPatch(Outline([*corners, corners[0]]), lw=0, **look(kind, limits)))
        ax.text(at + SWATCH + 0.06, down + 0.07, label, size=9, va="center", color=style.MUTED)


def look(kind: int, limits: list[int]) -> dict[str, str]:
    """Return fill, edge and hatch of a class of cells."""
    if kind == AWAY:
        return {"fc": "none", "ec": style.HATCH, "hatch": "/////"}
    if kind == SILENT:
        return {"fc": "none", "ec": style.FALLING, "hatchcolor": style.FALLING, "hatch": "\\" * 5}
    return {"fc": _shade(kind, limits), "ec": style.PAPER}


def _between(low: int, high: int, lang: str) -> str:
    return count(low, lang) if low == high else f"{count(low, lang)}–{count(high, lang)}"
