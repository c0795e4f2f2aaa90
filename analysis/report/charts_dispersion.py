"""The chart of where terms stand: one strip of bars a term, over time or over outlets.

A table of `words.dispersion.occurrences` goes in, Axes come out. Each strip has its own scale, so
that rare terms are seen; the number of articles and DPnorm stand beside it.

Cannot do: compare the height of bars between rows; the numbers do that.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from analysis.report import charts_marks as marks
from analysis.report import charts_shades as shades
from analysis.report import charts_sheet as sheets
from analysis.report import charts_terms as terms
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import style
from analysis.report.charts_rows import name_room, names_axis
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text
from analysis.report.settings import language

MOST = 20  # terms
OUTLETS = {False: 12, True: 8}  # columns, wide and narrow
STRIP = 0.36  # inches a row
FULL = 0.78  # of a row, that its highest bar takes
SLOPE = 40  # degrees at which the names of outlets stand
RIGHT = {False: 1.75, True: 0.95}  # inches beside the strips, for articles and DP


@style.apply()
def dispersion(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw where each term stands, most even first; hatched where nothing was read.

    `table`: words.dispersion.occurrences, one row a term and part: over time where it has
    `period_start`, else over outlets. Outside level internal only terms of the lexicons and
    common words are drawn.
    """
    lang = lang or language()
    shown, left_out = terms.drawable(table, ["term"])
    left_out = left_out // max(_parts(table)[1], 1)
    key, number = _parts(table)
    rows = _terms(shown)
    words = dispersion_words(table, rows, key, left_out, source, lang, narrow=narrow)
    again = partial(dispersion, table, lang=lang, source=source, narrow=True)
    about = About(words.alt, words.caption, shown, f"dispersion-{_by(table)}", again)
    if rows.empty:
        return describe(terms.empty(words, narrow=narrow, lang=lang), about)
    draw = _over_time if key == "period_start" else _over_outlets
    return describe(draw(shown, rows[:MOST], words, narrow=narrow, lang=lang), about)


def _parts(table: pd.DataFrame) -> tuple[str, int]:
    """Return the column of the parts, and how many there are."""
    key = "period_start" if "period_start" in table else "outlet"
    return key, table[key].nunique()


def _by(table: pd.DataFrame) -> str:
    if "outlet" in table:
        return "outlet"
    return table.attrs.get("by") or times.grain(table.drop_duplicates("period_start"))


def _terms(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a term that occurs: articles, parts with it, DPnorm; the most even first."""
    found = table[table["count"] > 0].groupby("term", sort=False)
    rows = found.agg(articles=("articles", "sum"), parts=("count", "size"), dp=("dp_norm", "first"))
    return rows.reset_index().sort_values(["dp", "term"], ignore_index=True)


def dispersion_words(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    key: str,
    left_out: int,
    source: str,
    lang: str,
    *,
    narrow: bool = False,
) -> Words:
    """Say which term is spread most evenly and which least, n, and what the numbers mean."""
    by = _by(table)
    parts = text(f"parts_{by}", lang)
    title = _title(table, rows, parts, lang)
    total = int(table.drop_duplicates(key)["total_articles"].sum())
    caption = [text("caption_read", lang, n=total, total=count(total, lang))]
    caption += [*says.sourced(table, source, lang), text("spread_key", lang, parts=parts)]
    caption += [text("caption_gap", lang)] if table["is_gap"].any() else []
    is_thin = (table["count"] > 0) & (table["total_articles"] < times.FEWEST)
    caption += [text("spread_thin", lang, fewest=times.FEWEST)] if is_thin.any() else []
    caption += [*terms.rest(len(rows) - MOST, lang), *terms.hidden(left_out, lang)]
    outlets = table[key].nunique() if key == "outlet" else 0
    if outlets > OUTLETS[narrow]:
        drawn = count(OUTLETS[narrow], lang)
        caption.append(text("spread_outlets_left", lang, drawn=drawn, all=count(outlets, lang)))
    alt = [f"{title}.", _alt(table, by, lang)]
    alt += [
        text("alt_spread_term", lang, n=row.articles, term=row.term,
             articles=count(row.articles, lang), dp=terms.dp(row.dp, lang))
        for row in rows[:12].itertuples()
    ]  # fmt: skip
    subtitle = text("spread_subtitle", lang, by=text(f"by_{by}", lang))
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _title(table: pd.DataFrame, rows: pd.DataFrame, parts: str, lang: str) -> str:
    if rows.empty:
        return text("spread_none", lang)
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1 or first["dp"] == last["dp"] or np.isnan(first["dp"]):
        read = table[~table["is_gap"]].groupby("term").size().max()
        values = {"some": count(first["parts"], lang), "all": count(read, lang)}
        dp = terms.dp(first["dp"], lang)
        return text("spread_single", lang, term=first["term"], parts=parts, dp=dp, **values)
    ends = {"even": first["term"], "uneven": rows.dropna(subset="dp")["term"].iloc[-1]}
    ends |= {"low": terms.dp(first["dp"], lang), "high": terms.dp(rows["dp"].max(), lang)}
    return text("spread_title", lang, parts=parts, **ends)


def _alt(table: pd.DataFrame, by: str, lang: str) -> str:
    if by == "outlet":
        return text("alt_spread_outlets", lang)
    return text("alt_spread", lang, span=says.span_of(table, by, lang))


def _over_time(
    table: pd.DataFrame, rows: pd.DataFrame, words: Words, *, narrow: bool, lang: str
) -> Axes:
    by = _by(table)
    first = table.drop_duplicates("period_start").sort_values("period_start", ignore_index=True)
    span = times.spans(first["period_start"], by)
    names = name_room(rows["term"], narrow)
    room = (sheets.NARROW if narrow else sheets.WIDE) - names - RIGHT[narrow]
    most = max(int(room / sheets.TICK_INCHES), 2)
    dates = sheets.dates_height(span.starts[0], span.ends[-1], most)
    ax = _panel(words, rows, names, dates, narrow=narrow, lang=lang)
    sheets.time_axis(ax, span.starts[0], span.ends[-1], lang, most=most)
    marks.hatch_gaps(ax, first["is_gap"], span, lang)
    pad = (span.ends - span.starts) * 0.06
    read = first.set_index("period_start")["total_articles"]
    _bars(ax, _rates(table, "period_start", rows, read), span.starts + pad, span.ends - pad, read)
    _beside(ax, rows, lang, narrow=narrow)
    return ax


def _over_outlets(
    table: pd.DataFrame, rows: pd.DataFrame, words: Words, *, narrow: bool, lang: str
) -> Axes:
    first = table.drop_duplicates("outlet").set_index("outlet")
    outlets = first["words"].sort_values(ascending=False, kind="stable").index[: OUTLETS[narrow]]
    names = name_room(rows["term"], narrow)
    labels = [sheets.fit(name or text("outlet_unknown", lang), 9, 1.5) for name in outlets]
    below = 0.22 + max(sheets.width_of(name, 9) for name in labels) * np.sin(np.radians(SLOPE))
    ax = _panel(words, rows, names, below, narrow=narrow, lang=lang)
    places = np.arange(len(outlets))
    ax.set_xlim(-0.5, len(outlets) - 0.5)
    ax.set_xticks(places, labels, size=9, rotation=SLOPE, ha="right", rotation_mode="anchor")
    ax.grid(visible=False, axis="x")
    read = first.loc[outlets, "total_articles"]
    _bars(ax, _rates(table, "outlet", rows, read), places - 0.36, places + 0.36, read)
    _beside(ax, rows, lang, narrow=narrow)
    return ax


def _panel(
    words: Words, rows: pd.DataFrame, names: float, below: float, *, narrow: bool, lang: str
) -> Axes:
    height = len(rows) * STRIP
    sheet = sheets.page(words, 0.28 + height + below, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0.28, height, left=names, right=RIGHT[narrow])
    names_axis(ax, rows["term"], names)
    for i in range(len(rows)):
        ax.axhline(i + 0.5, color=style.GRID, lw=0.8, zorder=1)
    ax.tick_params(axis="y", length=0)
    return ax


def _rates(table: pd.DataFrame, key: str, rows: pd.DataFrame, read: pd.Series) -> np.ndarray:
    """Return the rates per million words, one row a term, one column a part; 0 where unread."""
    wide = table.pivot_table(index="term", columns=key, values="per_million", aggfunc="first")
    return wide.reindex(index=rows["term"], columns=read.index).fillna(0).to_numpy(dtype=float)


def _bars(
    ax: Axes, rates: np.ndarray, left: np.ndarray, right: np.ndarray, read: pd.Series
) -> None:
    """Draw the rates of every row as bars up from its foot, the highest of each as high.

    Parts with few articles are pale and do not set the scale, unless all have few.
    """
    is_solid = (read >= times.FEWEST).to_numpy()
    is_scale = is_solid if is_solid.any() else ~is_solid
    top = rates[:, is_scale].max(axis=1)
    top = np.where(top > 0, top, rates.max(axis=1))
    for solid, colour in ((True, style.SERIES[0]), (False, style.HATCH)):
        row, column = np.nonzero((rates > 0) & (is_solid == solid))
        height = np.minimum(rates[row, column] / top[row], 1) * FULL
        outline = shades.boxes(left[column], right[column], row + 0.5 - height, row + 0.5)
        ax.add_patch(PathPatch(outline, lw=0, fc=colour, zorder=2))


def _beside(ax: Axes, rows: pd.DataFrame, lang: str, *, narrow: bool) -> None:
    held = [count(value, lang) for value in rows["articles"]]
    spread = [terms.dp(value, lang) for value in rows["dp"]]
    edge = RIGHT[narrow] - 0.05
    head = text("column_articles" if narrow else "terms_head_articles", lang)
    terms.column(ax, held, edge - 0.5, head)
    terms.column(ax, spread, edge, text("terms_head_dp", lang))
