"""The chart of key words: how many times as frequent each is on one side as on the other.

A table of `words.keyness` goes in, Axes come out. A word that stands in few articles, however
strong, is grey and comes late: one story can make it.

Cannot do: more than some twenty words a side; the others are in the data.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_sheet as sheets
from analysis.report import charts_terms as terms
from analysis.report import charts_words as says
from analysis.report import style
from analysis.report.charts_rows import ROW, name_room
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text
from analysis.report.settings import language
from analysis.words.keyness import by_spread

MOST = {False: 16, True: 12}  # words of the target; the reference has half as many
COLOURS = {"target": style.SERIES[0], "reference": style.SERIES[1]}
FARTHEST = 10.0  # doublings at which the scale ends: a ratio to 0 articles has no true size
RIGHT = {False: 2.45, True: 1.0}  # inches beside the plot, for articles and DP


@style.apply()
def keyness(
    table: pd.DataFrame,
    *,
    target: str = "",
    reference: str = "",
    lang: str = "",
    source: str = "",
    narrow: bool = False,
) -> Axes:
    """Draw the words that mark each side, the target's above, as ratios of their frequencies.

    `table`: words.keyness, one row a word. `target` and `reference` name the sides in the
    headline. Outside level internal only common words and those of our lexicons are drawn.
    """
    lang = lang or language()
    sides = {
        "target": target or text("keyness_target", lang),
        "reference": reference or text("keyness_reference", lang),
    }
    shown, left_out = terms.drawable(table, ["word"], "q_articles")
    rows, left = _chosen(shown, MOST[narrow])
    words = keyness_words(shown, rows, sides, left, left_out, source, lang)
    again = partial(keyness, table, target=target, reference=reference, lang=lang, source=source,
                    narrow=True)  # fmt: skip
    about = About(words.alt, words.caption, shown, "keyness", again)
    if rows.empty:
        return describe(terms.empty(words, narrow=narrow, lang=lang), about)
    return describe(_drawn(rows, words, sides, narrow=narrow, lang=lang), about)


def _chosen(table: pd.DataFrame, most: int) -> tuple[pd.DataFrame, int]:
    """Return the words to draw, whether each is clear, and how many clear ones are not drawn.

    Of the reference only clear words are drawn: the others of a large reference say nothing.
    """
    table = by_spread(table)
    own = np.where(
        table["direction"] == "target", table["target_articles"], table["reference_articles"]
    )
    table = table.assign(own=own, is_clear=(table["q_articles"] < terms.SURE))
    table["is_clear"] &= table["own"] >= terms.FEWEST
    target = table[table["direction"] == "target"][:most]
    reference = table[(table["direction"] == "reference") & table["is_clear"]][: most // 2]
    rows = pd.concat([target, reference], ignore_index=True)
    return rows, int(table["is_clear"].sum() - rows["is_clear"].sum())


def keyness_words(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    sides: dict[str, str],
    left: int,
    left_out: int,
    source: str,
    lang: str,
) -> Words:
    """Say which word marks the target most, how many articles were compared, what marks mean."""
    clear = rows[rows["is_clear"] & (rows["direction"] == "target")]
    title = text("keyness_none", lang, **sides)
    if len(clear):
        best = clear.iloc[0]
        values = {"word": best["word"], "times": terms.times(best["log_ratio"], lang)}
        title = text("keyness_title", lang, **values, **sides)
    caption = []
    if len(table):
        totals = {side: count(table[f"{side}_total"].iloc[0], lang) for side in sides}
        caption.append(text("terms_counted", lang, **totals))
    caption += says.sourced(table, source, lang)
    caption.append(text("keyness_key", lang, fewest=terms.FEWEST))
    if (rows["log_ratio"].abs() > FARTHEST).any():
        caption.append(text("keyness_beyond", lang))
    caption += [*terms.rest(left, lang), *terms.hidden(left_out, lang)]
    alt = [f"{title}.", text("alt_keyness", lang, **sides)]
    alt += [_alt_word(row, sides[row.direction], lang) for row in rows[:12].itertuples()]
    return Words(title, text("keyness_subtitle", lang), " ".join(caption), " ".join(alt))


def _alt_word(row: tuple, side: str, lang: str) -> str:
    numbers = {"times": terms.times(abs(row.log_ratio), lang)}
    numbers |= {"some": count(row.target_articles, lang)}
    numbers |= {"others": count(row.reference_articles, lang)}
    return text("alt_keyness_word", lang, word=row.word, side=side, **numbers)


def _drawn(
    rows: pd.DataFrame, words: Words, sides: dict[str, str], *, narrow: bool, lang: str
) -> Axes:
    names = name_room(rows["word"], narrow)
    # The second side leaves a row free above it, for its name.
    is_second = (rows["direction"] == "reference") & (
        rows["direction"] != rows["direction"].iloc[0]
    )
    rows = rows.assign(y=np.arange(len(rows)) + 1.4 * is_second)
    height = (rows["y"].max() + 1) * ROW
    sheet = sheets.page(words, 0.4 + height + 0.3, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0.4, height, left=names, right=RIGHT[narrow])
    ax.set_ylim(rows["y"].max() + 0.5, -0.5)
    ax.set_yticks(rows["y"], [sheets.fit(word, 10, names - 0.1) for word in rows["word"]])
    _scale(ax, rows, lang)
    for row in rows.itertuples():
        _mark(ax, row.y, row.log_ratio, COLOURS[row.direction], is_clear=row.is_clear)
    for label, is_clear in zip(ax.get_yticklabels(), rows["is_clear"]):
        label.set_color(style.INK if is_clear else style.MUTED)
    for side, of_side in rows.groupby("direction"):
        said = text("keyness_more_in", lang, side=sides[side])
        room = sheet.width - 0.2 - (RIGHT[narrow] if of_side["y"].min() == 0 else 0)
        _head(ax, of_side["y"].min() - 0.95, sheets.fit(said, 10, room, bold=True), side)
    _beside(ax, rows, lang, narrow=narrow)
    return ax


def _scale(ax: Axes, rows: pd.DataFrame, lang: str) -> None:
    """Scale x in doublings, both sides as far as their words need, and name the ratios."""
    ends = rows["log_ratio"].clip(-FARTHEST, FARTHEST)
    low, high = min(ends.min() * 1.06, 0), max(ends.max() * 1.06, 0)
    low, high = (low, high) if high - low >= 1 else (low - 0.5, high + 0.5)
    step = next(s for s in (1, 2, 3, 4, 5) if (high - low) / s <= sheets.inches_of(ax) / 0.5)
    at = [v for v in range(-step * 10, step * 10 + 1, step) if low <= v <= high]
    labels = [text("times_more", lang, number=count(2 ** abs(v), lang)) for v in at]
    ax.set_xlim(low, high)
    ax.set_xticks(at, [text("times_equal", lang) if v == 0 else w for v, w in zip(at, labels)])
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.axvline(0, color=style.MUTED, lw=1)
    for side in ("bottom", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)


def _mark(ax: Axes, i: float, ratio: float, colour: str, *, is_clear: bool) -> None:
    shown = float(np.clip(ratio, -FARTHEST, FARTHEST))
    colour = colour if is_clear else style.FAINT
    ax.plot([0, shown], [i, i], color=colour, lw=2, alpha=0.45, solid_capstyle="butt")
    kind = {"mfc": colour if is_clear else style.PAPER, "mec": colour, "mew": 1.5, "zorder": 4}
    shape = "o" if abs(ratio) <= FARTHEST else ">" if ratio > 0 else "<"
    ax.plot(shown, i, shape, ms=6.5, clip_on=False, **kind)


def _head(ax: Axes, y: float, said: str, side: str) -> None:
    """Name a side above its words, in its colour, at the left edge of the sheet."""
    left = ax.get_position().x0 * ax.figure.get_figwidth() - sheets.EDGE
    kind = {"size": 10, "weight": "bold", "va": "center", "annotation_clip": False}
    place = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    ax.annotate(said, (0, y), xytext=(-left * 72, 0), color=COLOURS[side], **place, **kind)


def _beside(ax: Axes, rows: pd.DataFrame, lang: str, *, narrow: bool) -> None:
    """Write in how many articles of each side the word stands and, where there is room, its DP."""
    at = rows["y"].tolist()
    pairs = [
        f"{count(row.target_articles, lang)} : {count(row.reference_articles, lang)}"
        for row in rows.itertuples()
    ]
    head = text("terms_head_articles", lang)
    terms.column(ax, pairs, RIGHT[narrow] - (0.05 if narrow else 0.65), head, at=at)
    if not narrow:
        spread = [terms.dp(value, lang) for value in rows["dispersion"]]
        terms.column(ax, spread, RIGHT[narrow] - 0.05, text("terms_head_dp", lang), at=at)
