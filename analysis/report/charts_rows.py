"""Charts whose rows are names: shares with intervals, terms before and after.

Names stand at the left, cut with "…" where they are longer than their room; the alt text and the
data have them whole. Cannot do: more than 25 rows; the caption says how many are left out.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import numbers, settings, style
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, rate, text

MOST = 25
CLEAR = ("rising", "falling")  # trends that chance does not explain
ROW = 0.27  # inches


def rows_of_shares(sums: pd.DataFrame, words: Words, *, narrow: bool, lang: str) -> Axes:
    """Draw a dot with its interval for each name (`name`, counts, share, interval), highest first.

    A name with too few articles has its counts and no dot.
    """
    solid = sums["total_articles"] >= times.FEWEST
    order = sums.assign(solid=solid).sort_values(
        ["solid", "share", "name"], ascending=[False, False, True], ignore_index=True
    )[:MOST]
    names, right = name_room(order["name"], narrow), 1.0 if narrow else 1.4
    sheet = sheets.page(words, len(order) * ROW + 0.3, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, len(order) * ROW, left=names, right=right)
    top = order["share_high"][order["solid"]].max()
    _value_axis(ax, 0.01 if np.isnan(top) else top, lang)
    for i, row in enumerate(order.itertuples(index=False)):
        if row.solid:
            ax.plot(
                [row.share_low, row.share_high], [i, i], color=style.SERIES[0], lw=2.4, alpha=0.3
            )
            ax.plot(row.share, i, "o", color=style.SERIES[0], ms=6.5, mec=style.PAPER, mew=1)
        counts = {
            "matched": count(row.issue_articles, lang),
            "total": count(row.total_articles, lang),
        }
        _beside(ax, i, text("row_counts", lang, **counts))
    names_axis(ax, order["name"], names)
    return ax


@style.apply()
def term_changes(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw how the use of each term changed: an arrow from the earlier to the later share.

    `table`: words.rising_falling, one row a term (`term, earlier_share, later_share, trend`;
    shares of articles, 0-1). Changes that may be chance are grey; terms with too few articles are
    not drawn, and the caption says how many they are.
    """
    lang = lang or settings.language()
    words = change_words(table, source, lang)
    order = _by_change(_enough(table))[: 14 if narrow else MOST]
    names, rows = name_room(order["term"], narrow), max(len(order), 1)
    sheet = sheets.page(words, rows * ROW + 0.3, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, rows * ROW, left=names, right=0.75)
    if order.empty:
        ax.set_axis_off()
    _value_axis(ax, order[["earlier_share", "later_share"]].max().max() if len(order) else 0, lang)
    for i, row in enumerate(order.itertuples(index=False)):
        _arrow(ax, i, row.earlier_share, row.later_share, _change_colour(row))
        after = rate(row.later_share, lang, like=max(row.earlier_share, row.later_share))
        _beside(ax, i, after, colour=_change_colour(row), bold=row.trend in CLEAR)
    names_axis(ax, order["term"], names)
    again = partial(term_changes, table, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "term-changes", again))


def change_words(table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say how many terms rose and fell clearly, and name the one that changed most."""
    enough = _by_change(_enough(table))
    clear = enough[enough["trend"].isin(CLEAR)]
    caption = [*says.sourced(table, source, lang), text("changes_key", lang)]
    few = len(table) - len(_enough(table))
    caption += [text("changes_few", lang, n=few, few=few)] if few else []
    title = text("changes_none", lang, all=count(len(enough), lang), n=len(enough))
    if not len(enough):
        title = text("changes_unknown", lang)
    if len(clear):
        most = clear.loc[(clear["later_share"] - clear["earlier_share"]).abs().idxmax()]
        ends = {k: _rate(most[f"{k}_share"], most, lang) for k in ("earlier", "later")}
        key = "changes_rose" if most["trend"] == "rising" else "changes_fell"
        title = text(key, lang, term=most["term"], **ends)
    rose, fell = (int((clear["trend"] == t).sum()) for t in CLEAR)
    alt = [f"{title}.", text("alt_changes", lang, rose=rose, fell=fell, all=len(enough))]
    alt += [
        f"{row['term']}: {_rate(row['earlier_share'], row, lang)}"
        f" → {_rate(row['later_share'], row, lang)}."
        for row in enough.head(12).to_dict("records")
    ]
    return Words(title, _change_subtitle(table, lang), " ".join(caption), " ".join(alt))


def _change_subtitle(table: pd.DataFrame, lang: str) -> str:
    if "split_on" not in table or table.empty:
        return text("changes_subtitle", lang)
    day = numbers.date(table["split_on"].iloc[0], lang)
    return text("changes_subtitle_on", lang, day=day)


def _enough(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["trend"] != "too few"]


def _rate(share: float, row: pd.Series | dict, lang: str) -> str:
    """Write one of the two rates of a row in the unit of the greater."""
    return rate(share, lang, like=max(row["earlier_share"], row["later_share"]))


def _by_change(table: pd.DataFrame) -> pd.DataFrame:
    """Order terms from the greatest rise to the greatest fall; keep those that changed most."""
    change = table["later_share"] - table["earlier_share"]
    kept = change.abs().sort_values(ascending=False, kind="stable").index[:MOST]
    order = change.loc[kept].sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _change_colour(row: tuple) -> str:
    if row.trend not in CLEAR:
        return style.SERIES[6]
    return style.RISING if row.trend == "rising" else style.FALLING


def _arrow(ax: Axes, i: int, before: float, after: float, colour: str) -> None:
    arrow = {"arrowstyle": "-|>,head_length=0.5,head_width=0.25", "color": colour, "lw": 1.8}
    arrow |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    if before != after:
        ax.annotate("", (after, i), xytext=(before, i), arrowprops=arrow)
    ax.plot(before, i, "o", ms=5, mfc=style.PAPER, mec=colour, mew=1.5, zorder=4)


def _value_axis(ax: Axes, top: float, lang: str) -> None:
    """Put the scale of shares along the bottom, from 0."""
    sheets.share_axis(ax, top * 1.05, lang)
    at, labels = ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()]
    ax.set_xlim(0, ax.get_ylim()[1])
    ax.set_xticks(at, labels)
    ax.grid(visible=True, axis="x")
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(True)
    ax.tick_params(axis="x", length=0)


def names_axis(ax: Axes, names: pd.Series, room: float) -> None:
    """Write the names at the left, the first on top."""
    ax.grid(visible=False, axis="y")
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), [sheets.fit(n, 10, room - 0.1) for n in names])
    ax.tick_params(axis="y", labelcolor=style.INK)


def name_room(names: pd.Series, narrow: bool) -> float:
    """Return the inches the names need, as far as the sheet can spare them."""
    most = 1.55 if narrow else 2.4
    return min(max((sheets.width_of(n, 10) for n in names), default=0.5) + 0.14, most)


def _beside(ax: Axes, i: int, words: str, *, colour: str = style.MUTED, bold: bool = False) -> None:
    kind = {"size": 9, "color": colour, "weight": "bold" if bold else "normal", "va": "center"}
    ax.annotate(
        words,
        (1, i),
        xycoords=("axes fraction", "data"),
        xytext=(8, 0),
        textcoords="offset points",
        **kind,
    )
