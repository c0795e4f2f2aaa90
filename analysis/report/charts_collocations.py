"""The chart of what goes together: how often each pair meets, and how often chance would have it.

A table of `words.collocations` goes in, of either kind, and Axes come out. Pairs that chance could
give, or that few articles hold, are grey.

Cannot do: tell why two words stand together.
"""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_sheet as sheets
from analysis.report import charts_terms as terms
from analysis.report import style
from analysis.report.charts_rows import ROW, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text
from analysis.report.settings import language

MOST = {False: 18, True: 12}
NAMES = {False: 3.0, True: 1.9}  # inches for the two words of a pair, at most
RIGHT = {False: 1.1, True: 0.65}


@style.apply()
def collocations(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw how often pairs meet beside what chance would give, in the order of the table.

    `table`: words.collocations, pairs of terms or a term and the words beside it. Outside level
    internal only common words and those of our lexicons are drawn.
    """
    lang = lang or language()
    pair = ["term", "other_term" if "other_term" in table else "word"]
    shown, left_out = terms.drawable(table, pair, "q_value")
    rows = _read(shown, pair)
    rows.attrs = table.attrs
    words = collocation_words(rows, MOST[narrow], left_out, source, lang)
    again = partial(collocations, table, lang=lang, source=source, narrow=True)
    about = About(words.alt, words.caption, shown, "collocations", again)
    if rows.empty:
        return describe(terms.empty(words, narrow=narrow, lang=lang), about)
    return describe(_drawn(rows[: MOST[narrow]], words, narrow=narrow, lang=lang), about)


def _read(table: pd.DataFrame, pair: list[str]) -> pd.DataFrame:
    """Return the pairs with how often they met, whichever kind of table it is."""
    met = "count" if "count" in table else "articles"
    is_sure = (table["q_value"] < terms.SURE) & (table[met] > table["expected"])
    return pd.DataFrame(
        {
            "term": table["term"],
            "other": table[pair[1]],
            "name": table["term"] + " + " + table[pair[1]],
            "met": table[met],
            "articles": table["articles"],
            "expected": table["expected"],
            "is_clear": is_sure & (table["articles"] >= terms.FEWEST),
            "is_count": met == "count",
        }
    )


def collocation_words(
    rows: pd.DataFrame, most: int, left_out: int, source: str, lang: str
) -> Words:
    """Say which pair meets most clearly, how often, and how often chance would have it."""
    is_count = bool(rows["is_count"].any())
    clear = rows[:most][rows[:most]["is_clear"]]
    title = text("beside_none" if len(rows) else "beside_empty", lang)
    if len(clear):
        key = "beside_title" if is_count else "beside_title_articles"
        title = text(key, lang, **_said(clear.iloc[0], lang))
    subtitle = text("beside_subtitle_words" if is_count else "beside_subtitle_terms", lang)
    caption = _counted(rows.attrs, source, lang)
    caption.append(text("beside_key", lang, fewest=terms.FEWEST))
    caption += [*terms.rest(len(rows) - most, lang), *terms.hidden(left_out, lang)]
    alt = [f"{title}.", text("alt_beside", lang)]
    alt += [text("alt_beside_pair", lang, **_said(row, lang)) for _, row in rows[:12].iterrows()]
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _counted(known: dict, source: str, lang: str) -> list[str]:
    """Return the caption's sentences on n, source and lexicon, where the table knows them."""
    total = known.get("total_articles")
    said = [] if total is None else [text("beside_n", lang, n=total, total=count(total, lang))]
    said += [text("caption_source", lang, source=source)] if source else []
    version = known.get("lexicon_version")
    return said + ([text("caption_lexicon", lang, version=version)] if version else [])


def _said(row: pd.Series, lang: str) -> dict[str, str]:
    numbers = {"met": count(row["met"], lang), "expected": terms.number(row["expected"], lang)}
    return {"term": row["term"], "other": row["other"], **numbers}


def _drawn(rows: pd.DataFrame, words: Words, *, narrow: bool, lang: str) -> Axes:
    names = min(max(sheets.width_of(n, 10) for n in rows["name"]) + 0.14, NAMES[narrow])
    height = len(rows) * ROW
    sheet = sheets.page(words, 0.28 + height + 0.3, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0.28, height, left=names, right=RIGHT[narrow])
    _scale(ax, max(rows["met"].max(), rows["expected"].max()), lang)
    names_axis(ax, rows["name"], names)
    for i, row in enumerate(rows.itertuples()):
        ax.barh(i, row.met, 0.62, color=style.SERIES[0] if row.is_clear else style.OTHERS)
        stroke = {"color": style.INK, "lw": 1.6, "zorder": 4, "solid_capstyle": "butt"}
        ax.plot([row.expected] * 2, [i - 0.42, i + 0.42], clip_on=False, **stroke)
    for label, is_clear in zip(ax.get_yticklabels(), rows["is_clear"]):
        label.set_color(style.INK if is_clear else style.MUTED)
    held = [count(value, lang) for value in rows["articles"]]
    terms.column(ax, held, RIGHT[narrow] - 0.05, text("column_articles", lang))
    return ax


def _scale(ax: Axes, top: float, lang: str) -> None:
    """Put the scale of counts along the bottom, from 0."""
    sheets.count_axis(ax, top * 1.02, lang)
    at, labels = ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()]
    high = ax.get_ylim()[1]
    ax.set_xlim(0, high)
    ax.set_xticks(at, labels)
    ax.grid(visible=True, axis="x")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(length=0)
