"""The chart of days: how many articles each holds, which hold falsely many, where nothing was read.

`corpus.per_day` goes in, Axes come out. Pile-ups are drawn apart from the others, in red with a
mark at their top, beyond the scale a triangle; the highest are named above the plot.

Cannot do: it shows when articles are dated, not when news happened; of a long span it draws means
over several days, in which a single busy day that is no pile-up is not seen.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import PathPatch

from analysis.report import charts_shades as shades
from analysis.report import charts_sheet as sheets
from analysis.report import charts_words as says
from analysis.report import numbers, settings, style
from analysis.report.charts_coverage import undated
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text

LEFT, RIGHT = 0.52, 0.1  # inches for tick labels, and for air
HEIGHT = {False: 1.9, True: 1.7}
MOST_STEPS = {False: 400, True: 200}  # steps of the outline, wide and narrow
MOST_BARS = 70  # more days than this are drawn as one outline
EDGE = 0.001  # of the articles at either end: strays that would make the rest a stroke
NAMED = {False: 3, True: 2}  # pile-ups named above the plot
TALLEST = 2.5  # pile-ups so many times the highest other day run out of the plot
LANE = 0.2  # inches a name above the plot takes


@style.apply()
def articles_per_day(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw the articles of each day, false pile-ups of dates apart, gaps hatched.

    `table`: corpus.per_day, one row a day (`day, articles, is_pileup, is_gap`).
    """
    lang = lang or settings.language()
    again = partial(articles_per_day, table, lang=lang, source=source, narrow=True)
    if table.empty or not table["articles"].sum():
        return undated(table, "articles-per-day", source, again, narrow=narrow, lang=lang)
    shown = _central(table)
    steps = _steps(shown, MOST_STEPS[narrow])
    words = day_words(table, source, lang)._replace(subtitle=_subtitle(steps, lang))
    named = _highest(shown, NAMED[narrow])
    first, last = _ends(shown)
    lane = len(named) * LANE + (0.06 if len(named) else 0.0)
    body = lane + HEIGHT[narrow] + sheets.dates_height(first, last, sheets.most_dates(narrow))
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, lane, HEIGHT[narrow], left=LEFT, right=RIGHT)
    sheets.count_axis(ax, _top(shown, steps), lang)
    sheets.time_axis(ax, first, last, lang, most=sheets.most_dates(narrow))
    _hatch(ax, shown)
    _draw_steps(ax, steps)
    _draw_heaps(ax, shown)
    _name(ax, named, lang)
    about = About(words.alt, words.caption, shown, "articles-per-day", again)
    return describe(ax, about)


def _central(table: pd.DataFrame) -> pd.DataFrame:
    """Return the days without the few articles far before or after all others."""
    read = table["articles"].cumsum()
    total = read.iloc[-1]
    inside = (read > EDGE * total) & (read - table["articles"] < (1 - EDGE) * total)
    return table[inside].reset_index(drop=True)


def _steps(shown: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the mean of so many days as one step: `start, end, articles`, pile-ups left out."""
    size = -(-len(shown) // most)
    usual = shown[~shown["is_pileup"]]
    means = usual.groupby(usual.index // size)["articles"].mean()
    means = means.reindex(range(-(-len(shown) // size)), fill_value=0.0)
    start = date2num(shown["day"].iloc[0]) + means.index.to_numpy() * size
    end = np.minimum(start + size, _ends(shown)[1])
    made = pd.DataFrame({"start": start, "end": end, "articles": means.to_numpy()})
    made.attrs["size"] = size
    return made


def _ends(shown: pd.DataFrame) -> tuple[float, float]:
    return float(date2num(shown["day"].iloc[0])), float(date2num(shown["day"].iloc[-1])) + 1.0


def _top(shown: pd.DataFrame, steps: pd.DataFrame) -> float:
    """Return the upper end of the scale: that of the usual days, of pile-ups where they fit."""
    usual = steps["articles"].max()
    heap = shown.loc[shown["is_pileup"], "articles"].max()
    if not usual > 0:
        return heap * 1.08
    if np.isnan(heap):
        return usual * 1.08
    return min(max(heap, usual) * 1.08, usual * TALLEST)


def _highest(shown: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the highest pile-ups, by date."""
    heaps = shown[shown["is_pileup"]].sort_values("articles", ascending=False, kind="stable")
    return heaps.head(most).sort_values("day")


def _hatch(ax: Axes, shown: pd.DataFrame) -> None:
    """Hatch all gaps as one outline."""
    is_gap = shown["is_gap"].to_numpy()
    if not is_gap.any():
        return
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_gap, [False]]).astype(int)))
    left, right = edges[::2] + _ends(shown)[0], edges[1::2] + _ends(shown)[0]
    low, high = np.zeros(len(left)), np.full(len(left), ax.get_ylim()[1])
    look = shades.look(shades.AWAY, [])
    ax.add_patch(PathPatch(shades.boxes(left, right, low, high), lw=0, zorder=0.5, **look))


def _draw_steps(ax: Axes, steps: pd.DataFrame) -> None:
    start, end, height = (steps[c].to_numpy() for c in ("start", "end", "articles"))
    if len(steps) <= MOST_BARS:
        ax.bar((start + end) / 2, height, (end - start) * 0.84, color=style.SERIES[0])
        return
    x, y = np.column_stack([start, end]).ravel(), np.repeat(height, 2)
    ax.fill_between(x, y, color=style.SERIES[0], lw=0)


def _draw_heaps(ax: Axes, shown: pd.DataFrame) -> None:
    """Draw each pile-up as a stroke with a mark at its top, a triangle beyond the scale."""
    heaps, top = shown[shown["is_pileup"]], ax.get_ylim()[1]
    x, height = date2num(heaps["day"]) + 0.5, heaps["articles"].to_numpy(float)
    is_beyond = height > top
    kind = {"color": style.FALLING, "zorder": 4}
    ax.vlines(x, 0, np.minimum(height, top), lw=1.3, **kind)
    mark = {"ls": "", "mec": style.PAPER, "mew": 0.6, "clip_on": False}
    ax.plot(x[is_beyond], np.full(is_beyond.sum(), top), marker="^", ms=6, **kind, **mark)
    ax.plot(x[~is_beyond], height[~is_beyond], marker="o", ms=5, **kind, **mark)


def _name(ax: Axes, named: pd.DataFrame, lang: str) -> None:
    """Write the highest pile-ups above the plot, each on its own line, a stroke down to its day."""
    tall = ax.get_position().height * ax.figure.get_figheight()
    lane = ax.get_xaxis_transform()
    for line, (x, words, is_left) in enumerate(_in_lane(ax, named, lang)):
        up = 1 + (0.1 + LANE * (len(named) - 1 - line)) / tall
        ax.plot([x, x], [1.02, up + 0.06 / tall], transform=lane, clip_on=False, **STROKE)
        side = {"xytext": (-4, 0), "ha": "right"} if is_left else {"xytext": (4, 0), "ha": "left"}
        ax.annotate(words, (x, up), xycoords=lane, **side, **LABEL)


def _in_lane(ax: Axes, named: pd.DataFrame, lang: str) -> list[tuple[float, str, bool]]:
    """Return day, words and whether these run to the left, from the top line down.

    Words that run to the right stand above those of later days, words that run to the left above
    those of earlier days: so no stroke crosses words of its own side.
    """
    first, last = ax.get_xlim()
    inches = sheets.inches_of(ax)
    right, left = [], []
    for row in named.itertuples(index=False):
        x = float(date2num(row.day)) + 0.5
        words = f"{numbers.period_short(row.day, 'day', lang)}: {count(row.articles, lang)}"
        room = sheets.width_of(words, 9, bold=True) + 0.1
        is_left = (x - first) / (last - first) * inches + room > inches
        (left if is_left else right).append((x, words, is_left))
    return [*right, *reversed(left)]


STROKE = {"color": style.FALLING, "lw": 0.8, "zorder": 3}
LABEL = {
    "textcoords": "offset points",
    "annotation_clip": False,
    "va": "center",
    "size": 9,
    "weight": "bold",
    "color": style.INK,
    "zorder": 6,
    "bbox": {"fc": style.PAPER, "ec": "none", "pad": 1.0},
}


def _subtitle(steps: pd.DataFrame, lang: str) -> str:
    size = steps.attrs["size"]
    return text("days_mean", lang, step=size) if size > 1 else text("days_subtitle", lang)


def day_words(table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say on how many days dates pile up, how many days are gaps, what a usual day holds."""
    shown = _central(table)
    total, everything = int(shown["articles"].sum()), int(table["articles"].sum())
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    if total < everything:
        ends = {"total": count(total, lang), "all": count(everything, lang)}
        caption = [text("days_edges", lang, **ends)]
    median = shown.loc[shown["articles"] > 0, "articles"].median()
    caption.append(text("days_usual", lang, median=count(median, lang)))
    caption += [text("days_heaps", lang)] if shown["is_pileup"].any() else []
    caption += [text("days_hatched", lang)] if shown["is_gap"].any() else []
    caption += says.sourced(table, source, lang)
    title = _title(shown, lang)
    alt = [f"{title}.", _alt(shown, lang), *caption[:2]]
    alt += [
        text("alt_heap", lang, day=numbers.date(row.day, lang), articles=count(row.articles, lang))
        for row in _highest(shown, 8).itertuples(index=False)
    ]
    return Words(title, text("days_subtitle", lang), " ".join(caption), " ".join(alt))


def _title(shown: pd.DataFrame, lang: str) -> str:
    heaps, total = shown[shown["is_pileup"]], int(shown["articles"].sum())
    if len(heaps):
        values = {"articles": count(heaps["articles"].sum(), lang), "total": count(total, lang)}
        return text("days_title", lang, n=len(heaps), days=count(len(heaps), lang), **values)
    if len(shown) == 1:
        day = numbers.date(shown["day"].iloc[0], lang)
        return text("days_single", lang, n=total, articles=count(total, lang), day=day)
    silent = int(shown["is_gap"].sum())
    return text("days_gaps" if silent else "days_clean", lang, days=count(silent, lang))


def _alt(shown: pd.DataFrame, lang: str) -> str:
    span = says.span_of(shown.rename(columns={"day": "period_start"}), "day", lang)
    filled = int((shown["articles"] > 0).sum())
    return text(
        "alt_days", lang, span=span, filled=count(filled, lang), all=count(len(shown), lang)
    )
