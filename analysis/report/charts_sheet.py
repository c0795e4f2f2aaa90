"""The sheet a chart is drawn on: headline, subtitle, panels, caption, axes, all measured in inches.

Everything is flush left at the edge of the figure and wrapped by measured width, so that no text
is cut off, wide or narrow. Cannot do: scripts that run from right to left, and labels that avoid
each other on their own; each chart places its own.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from matplotlib.ticker import FixedLocator, MaxNLocator

from analysis.report import numbers, style
from analysis.report.figures import Sheet

WIDE, NARROW = 8.0, 4.1  # inches
EDGE = 0.04  # inches between text and the edge of the figure
LINE = 1.28  # line height, in letter heights
BY_MONTH_DAYS = 3 * 366  # longer axes are marked in years
DAY_AND_MONTH = re.compile(r"\b(\d\d?) (?=[A-Z])")  # "6 March" stays on one line
TICK_INCHES = 0.72  # a date label with the air around it


class Words(NamedTuple):
    """What a chart says beside its lines."""

    title: str
    subtitle: str
    caption: str
    alt: str


class Page(NamedTuple):
    """A sheet with its words set and room left for panels; lengths in inches from the top."""

    figure: Sheet
    width: float
    height: float
    top: float
    is_narrow: bool
    lang: str


def page(words: Words, body: float, *, narrow: bool, lang: str) -> Page:
    """Set headline, subtitle and caption around a body of that height, and return the sheet."""
    width = NARROW if narrow else WIDE
    room = width - 2 * EDGE
    title = _set(words.title, 13.5 if narrow else 15.5, room, bold=True, balanced=True)
    subtitle = _set(words.subtitle, 10 if narrow else 11, room)
    caption = _set(words.caption, 8.5, room)
    top = 0.06 + title.height + 0.05 + subtitle.height + 0.16
    height = top + body + 0.12 + caption.height + 0.06
    figure = plt.figure(figsize=(width, height), FigureClass=Sheet)
    made = Page(figure, width, height, top, narrow, lang)
    _write(made, title, 0.06, style.INK)
    _write(made, subtitle, 0.06 + title.height + 0.05, style.MUTED)
    _write(made, caption, height - 0.06 - caption.height, style.MUTED)
    return made


def panel(
    sheet: Page, down: float, height: float, *, left: float = 0.0, right: float = 0.0
) -> Axes:
    """Add Axes `down` inches under the subtitle, `left` and `right` inches from the edges."""
    bottom = sheet.height - sheet.top - down - height
    box = (
        (EDGE + left) / sheet.width,
        bottom / sheet.height,
        (sheet.width - 2 * EDGE - left - right) / sheet.width,
        height / sheet.height,
    )
    return sheet.figure.add_axes(box)


def note(sheet: Page, down: float, words: str, *, left: float = 0.0, bold: bool = False) -> None:
    """Write one line at `down` inches under the subtitle (its base line)."""
    sheet.figure.text(
        (EDGE + left) / sheet.width,
        1 - (sheet.top + down) / sheet.height,
        words,
        size=10.5 if bold else 9,
        weight="bold" if bold else "normal",
        color=style.INK if bold else style.MUTED,
        va="baseline",
    )


def inches_of(ax: Axes) -> float:
    """Return the width of a panel in inches."""
    return ax.get_position().width * ax.figure.get_figwidth()


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in inches."""
    style.register_fonts()
    font = FontProperties(
        family=["Sorotan Sans", "DejaVu Sans"], weight="bold" if bold else "normal", size=size
    )
    return _MEASURE.get_text_width_height_descent(words, font, ismath=False)[0] / 72


def wrap(words: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break text into lines that fit `room` inches; a word too long for a line is shortened."""
    lines: list[str] = []
    for word in DAY_AND_MONTH.sub("\\1\xa0", words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(fit(word, size, room, bold=bold))
    return lines


def fit(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text on one line, with "…" where it had to be cut to `room` inches.

    Line breaks and control characters, which a name read from a file may hold, become spaces.
    """
    line = " ".join("".join(c if c.isprintable() or c == "\xa0" else " " for c in words).split(" "))
    if width_of(line, size, bold=bold) <= room:
        return line
    length = next(
        (n for n in range(len(line), 0, -1) if width_of(f"{line[:n]}…", size, bold=bold) <= room), 1
    )
    return f"{line[:length].rstrip()}…"


def share_axis(
    ax: Axes, top: float, lang: str, *, like: float | None = None, ticks: int = 4
) -> None:
    """Scale the y axis of shares (0-1) from 0 to `top`; the last tick carries the unit.

    The unit is that of `like` (the highest share), for a band may reach far above it.
    """
    top = min(top, 1.0) if top > 0 else 0.01
    per = 100 if (like or top) >= numbers.PER_10000_BELOW else 10_000
    at = MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top * per)
    at = at[(at >= 0) & (at <= max(top * per * 1.001, at[1]))]
    digits = _digits(at)
    labels = [numbers.decimal(v, digits, lang) for v in at]
    unit = "percent_tick" if per == 100 else "per_10000"
    labels = ["0", *labels[1:-1], numbers.text(unit, lang, number=labels[-1])]
    _y_axis(ax, at / per, labels, max(top, at[-1] / per))


def count_axis(ax: Axes, top: float, lang: str, *, ticks: int = 3) -> None:
    """Scale the y axis of counts from 0 to `top`; ticks are whole numbers."""
    at = MaxNLocator(ticks, integer=True, steps=[1, 2, 5, 10]).tick_values(0, max(top, 1))
    at = at[(at >= 0) & (at <= max(top, at[1]))]
    _y_axis(ax, at, [numbers.count(v, lang) for v in at], max(top, at[-1]))


def _y_axis(ax: Axes, at: Sequence[float], labels: list[str], top: float) -> None:
    ax.set_ylim(0, top)
    ax.set_yticks(at, labels)
    if len(labels[-1]) > 7:  # "4 per 10,000" lies along its own grid line, not beside it
        last = ax.yaxis.get_major_ticks()[-1].label1
        last.set_ha("left")
        last.set_va("bottom")


def time_axis(ax: Axes, first: float, last: float, lang: str, *, most: int) -> None:
    """Scale the x axis from first to last (matplotlib days) and mark years, months or days."""
    ax.set_xlim(first, last)
    ax.grid(visible=False, axis="x")
    at = date_ticks(first, last, most)
    years = [d.year for d in at]
    with_year = [i == 0 or y != years[i - 1] for i, y in enumerate(years)]
    kind = _tick_kind(at)
    ax.xaxis.set_major_locator(FixedLocator(mdates.date2num(at) if at else []))
    ax.set_xticklabels([_date_label(d, kind, w, lang) for d, w in zip(at, with_year, strict=True)])


def most_dates(narrow: bool) -> int:
    """Return how many dates fit under a plot of the whole width."""
    return int(((NARROW if narrow else WIDE) - 1.0) / TICK_INCHES)


def dates_height(first: float, last: float, most: int) -> float:
    """Return the inches that dates take under an axis: years need one line, months two."""
    return 0.26 if _tick_kind(date_ticks(first, last, most)) == "year" else 0.42


def date_ticks(first: float, last: float, most: int) -> list[pd.Timestamp]:
    """Return at most `most` round dates between two matplotlib days, as even as calendars allow."""
    begin, end = (pd.Timestamp(mdates.num2date(v).replace(tzinfo=None)) for v in (first, last))
    steps = ["1D", "2D", "7D", "14D", "1MS", "2MS", "3MS", "6MS", "1YS", "2YS", "5YS", "10YS"]
    if (end - begin).days > BY_MONTH_DAYS:
        steps = steps[8:]
    for step in [*steps, "20YS", "50YS"]:
        at = pd.date_range(_round_up(begin, step), end, freq=step, inclusive="left")
        if len(at) <= most:
            clear = end - (end - begin) * 0.03  # a label at the very end would be cut off
            return [d for d in at if d <= clear] or [begin]
    return [begin]


def _round_up(begin: pd.Timestamp, step: str) -> pd.Timestamp:
    """Move the first tick to a Monday, to January, or to a year that the step divides."""
    day = begin.normalize()
    if step in ("7D", "14D"):
        return day + pd.Timedelta(days=-day.weekday() % 7)
    if step.endswith("MS"):
        months = int(step[:-2])
        ahead = pd.Timestamp(day.year, 1, 1)
        return next(d for d in pd.date_range(ahead, freq=f"{months}MS", periods=14) if d >= begin)
    if step.endswith("YS"):
        years = int(step[:-2])
        year = begin.year + (begin > pd.Timestamp(begin.year, 1, 1))
        return pd.Timestamp(year + -year % years, 1, 1)
    return day


def _tick_kind(at: list[pd.Timestamp]) -> str:
    if all(d.day == 1 and d.month == 1 for d in at) and len(at) > 1:
        return "year"
    return "month" if all(d.day == 1 for d in at) else "day"


def _date_label(day: pd.Timestamp, kind: str, with_year: bool, lang: str) -> str:
    if kind == "year":
        return str(day.year)
    short = numbers.month_short(day, lang)
    label = short if kind == "month" else f"{day.day} {short}"
    return f"{label}\n{day.year}" if with_year else label


def _digits(at: np.ndarray) -> int:
    return next((n for n in range(5) if np.allclose(np.round(at, n), at, atol=1e-9)), 5)


class _Set(NamedTuple):
    lines: list[str]
    size: float
    bold: bool
    height: float


def _set(
    words: str, size: float, room: float, *, bold: bool = False, balanced: bool = False
) -> _Set:
    lines = wrap(words, size, room, bold=bold) if words else []
    for tighter in np.arange(room, room / 2, -0.1) if balanced and len(lines) > 1 else ():
        again = wrap(words, size, tighter, bold=bold)
        if len(again) > len(lines):
            break
        lines = again
    return _Set(lines, size, bold, len(lines) * size * LINE / 72)


def _write(sheet: Page, block: _Set, down: float, colour: str) -> None:
    for i, line in enumerate(block.lines):
        base = down + (i * LINE + 0.97) * block.size / 72
        sheet.figure.text(
            EDGE / sheet.width,
            1 - base / sheet.height,
            line,
            size=block.size,
            weight="bold" if block.bold else "normal",
            color=colour,
            va="baseline",
        )


_MEASURE = TextToPath()
