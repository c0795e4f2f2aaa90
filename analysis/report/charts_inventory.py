"""The sheet of small bars: what a corpus is made of, where its dates come from, what was refused.

`corpus.inventory` goes in, Axes come out: one small panel an aspect, one bar a value, each with its
number, so that no bar needs an axis.

Cannot do: it says how often, not which; files, rows and lines are named by `corpus.ledger` only,
because names of saved pages are headlines.
"""

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_sheet as sheets
from analysis.report import charts_words as says
from analysis.report import numbers, settings, style
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, percent, text

SHORT = ("rows", "files", "repeats", "date_source", "date_precision", "lang")
LONG = ("furniture", "reason")  # a column of the sheet for the first, two for the second
MOST = {"furniture": 8, "reason": 8}  # bars; other aspects have few values
HEAD, BAR_ROW, BELOW, BETWEEN = 0.27, 0.325, 0.16, 0.3  # inches
THICK = 0.055  # inches of a bar
SIZE = 9


class Bar(NamedTuple):
    """One bar: its words, its number, the part it is of all that could be so."""

    label: str
    rows: int
    of: int


class Box(NamedTuple):
    """Where a panel lies, in inches: from the left, down, and its width."""

    aspect: str
    left: float
    down: float
    width: float


@style.apply()
def inventory(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw what the corpus is made of as small bars; numbers are articles, rows or files.

    `table`: corpus.inventory, one row a bar (`aspect, value, rows, of`). Returns the Axes that
    hold all bars.
    """
    lang = lang or settings.language()
    again = partial(inventory, table, lang=lang, source=source, narrow=True)
    words = inventory_words(table, source, lang)
    panels = {aspect: _bars(table, aspect, lang) for aspect in (*SHORT, *LONG)}
    panels = {aspect: bars for aspect, bars in panels.items() if bars}
    boxes, height = _layout(panels, narrow=narrow)
    sheet = sheets.page(words, height, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, height)
    ax.set_axis_off()
    ax.set_xlim(0, sheet.width - 2 * sheets.EDGE)
    ax.set_ylim(height, 0)
    for box in boxes:
        _panel(ax, box, panels[box.aspect], lang)
    return describe(ax, About(words.alt, words.caption, table, "inventory", again))


def _bars(table: pd.DataFrame, aspect: str, lang: str) -> list[Bar]:
    """Return the bars of an aspect, the largest first, the smallest of many as one."""
    rows = table[table["aspect"] == aspect]
    if aspect not in ("rows", "files"):
        rows = rows.sort_values("rows", ascending=False, kind="stable")
    made = [Bar(_label(aspect, r.value, lang), r.rows, r.of) for r in rows.itertuples(index=False)]
    most = MOST.get(aspect, 7)
    if len(made) <= most:
        return made
    rest = made[most - 1 :]
    others = text("inventory_others", lang, n=len(rest), number=count(len(rest), lang))
    of = sum(b.of for b in rest) if aspect == "furniture" else rest[0].of
    return [*made[: most - 1], Bar(others, sum(b.rows for b in rest), of)]


def _label(aspect: str, value: str, lang: str) -> str:
    if aspect == "furniture":
        return value or text("outlet_unknown", lang)
    if aspect == "reason":
        action, _, why = value.partition(": ")
        return f"{_label('action', action, lang)}: {why}" if why else value
    key = f"{'reason' if aspect == 'action' else aspect}_{value}"
    return text(key, lang) if numbers.has_text(key) else value


def _layout(panels: dict[str, list[Bar]], *, narrow: bool) -> tuple[list[Box], float]:
    """Place the panels: short ones three in a row, two on a phone; long ones below."""
    room = (sheets.NARROW if narrow else sheets.WIDE) - 2 * sheets.EDGE
    columns = 2 if narrow else 3
    width = (room - BETWEEN * (columns - 1)) / columns
    rows = [SHORT[i : i + columns] for i in range(0, len(SHORT), columns)]
    rows += [(aspect,) for aspect in LONG] if narrow else [LONG]
    boxes, down = [], 0.0
    for row in ([a for a in row if a in panels] for row in rows):
        left = 0.0
        for aspect in row:
            is_last = aspect == LONG[-1] or (narrow and aspect in LONG)
            boxes.append(Box(aspect, left, down, room - left if is_last else width))
            left += width + BETWEEN
        down += HEAD + max(len(panels[a]) for a in row) * BAR_ROW + BELOW if row else 0.0
    return boxes, max(down - BELOW, 0.1)


def _panel(ax: Axes, box: Box, bars: list[Bar], lang: str) -> None:
    head = {"size": 10.5, "weight": "bold", "color": style.INK, "va": "baseline"}
    ax.text(box.left, box.down + 0.14, text(f"inventory_{box.aspect}", lang), **head)
    for i, bar in enumerate(bars):
        base = box.down + HEAD + i * BAR_ROW + 0.15
        number = _number(bar, box.aspect, lang)
        taken = sheets.width_of(number, SIZE) + 0.1
        kind = {"size": SIZE, "va": "baseline"}
        label = sheets.fit(bar.label, SIZE, box.width - taken)
        ax.text(box.left, base, label, color=style.INK, **kind)
        ax.text(box.left + box.width, base, number, color=style.MUTED, ha="right", **kind)
        part = min(bar.rows / bar.of, 1.0) if bar.of else 0.0
        where = {"left": box.left, "height": THICK, "zorder": 2}
        ax.barh(base + 0.075, box.width, color=style.GRID, **where)
        ax.barh(base + 0.075, box.width * part, color=style.SERIES[0], **where)


def _number(bar: Bar, aspect: str, lang: str) -> str:
    """Write the number, with its part where the bars of a panel are parts of one whole."""
    if aspect in ("files", "reason") or not bar.of:
        return count(bar.rows, lang)
    part = percent(bar.rows / bar.of, lang)
    if bar.rows < bar.of and part.startswith("100"):
        part = text("nearly_all", lang)
    return f"{count(bar.rows, lang)} ({part})"


def inventory_words(table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say how many of the rows read are articles and how many of these carry a date."""
    kept, read = (int(n) for n in _whole(table))
    dated = kept - _sum(table, "date_source", "none")
    values = {"kept": count(kept, lang), "read": count(read, lang), "dated": count(dated, lang)}
    key = "inventory_title" if dated < kept else "inventory_dated"
    title = text(key if kept else "inventory_none", lang, n=kept, **values)
    caption = [text("inventory_key", lang, n=kept, total=count(kept, lang))]
    caption += _lines_cut(table, lang)
    caption += [text("inventory_reasons", lang)] if (table["aspect"] == "reason").any() else []
    caption += says.sourced(table, source, lang)
    alt = [f"{title}.", text("alt_inventory", lang)]
    for aspect in (*SHORT, *LONG):
        bars = [f"{b.label} {_number(b, aspect, lang)}" for b in _bars(table, aspect, lang)]
        alt += [f"{text(f'inventory_{aspect}', lang)}: {', '.join(bars)}."] if bars else []
    return Words(title, text("inventory_subtitle", lang), " ".join(caption), " ".join(alt))


def _whole(table: pd.DataFrame) -> tuple[int, int]:
    """Return articles kept and rows read."""
    kept = table[(table["aspect"] == "rows") & (table["value"] == "kept")]
    return (kept["rows"].sum(), kept["of"].sum())


def _lines_cut(table: pd.DataFrame, lang: str) -> list[str]:
    lines, cut = _sum(table, "lines_cut", ""), table.loc[table["aspect"] == "furniture", "rows"]
    numbers = {"lines": count(lines, lang), "articles": count(cut.sum(), lang)}
    return [text("inventory_lines", lang, n=lines, **numbers)] if lines else []


def _sum(table: pd.DataFrame, aspect: str, value: str) -> int:
    return int(table.loc[(table["aspect"] == aspect) & (table["value"] == value), "rows"].sum())
