"""The chart of attention to cases: a lane a case, all on one scale.

Cases carry their public name only (form, province, year). Cannot do: it does not judge whether an
article was linked rightly; `cases.link` gives the reason of each link.
"""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_marks as marks
from analysis.report import charts_sheet as sheets
from analysis.report import charts_time as times
from analysis.report import charts_words as says
from analysis.report import settings, style
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count, text

LANE = 0.62  # inches a case takes
MOST_CASES = 12


@style.apply()
def cases_over_time(
    table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw the articles on each case over time, a lane a case, on one scale.

    `table`: cases.attention, one row a period and case. Where no article was linked to a case,
    the sheet says so and stays empty. Returns the Axes of the first case.
    """
    lang = lang or settings.language()
    again = partial(cases_over_time, table, lang=lang, source=source, narrow=True)
    words = case_words(table, source, lang)
    # the id of a case may name a town and a month: only its public name leaves
    shown = table.drop(columns="case_id", errors="ignore")
    about = About(words.alt, words.caption, shown, "cases-over-time", again)
    if table.empty or not table["articles"].sum():
        sheet = sheets.page(words, 0.1, narrow=narrow, lang=lang)
        ax = sheets.panel(sheet, 0, 0.1)
        ax.set_axis_off()
        return describe(ax, about)
    return describe(_lanes(table, words, narrow, lang), about)


def case_words(table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say which case drew most articles."""
    caption = " ".join(says.sourced(table, source, lang))
    if table.empty or not table["articles"].sum():
        title = text("cases_none", lang)
        return Words(
            title, text("cases_none_why", lang), caption, f"{title}. {text('cases_none_why', lang)}"
        )
    sums = table.groupby(["case_id", "public_name"], as_index=False)["articles"].sum()
    sums = sums.sort_values(["articles", "case_id"], ascending=[False, True])
    by, most = times.grain(table), sums.iloc[0]
    total = {"number": count(most["articles"], lang), "n": int(most["articles"])}
    title = text("cases_title", lang, name=most["public_name"], **total)
    alt = [f"{title}.", text("alt_cases", lang, span=says.span_of(table, by, lang))]
    alt += [f"{row.public_name}: {count(row.articles, lang)}." for row in sums.itertuples()]
    left = says.left_over(len(sums), MOST_CASES, lang)
    top = int(table["articles"].max())
    caption = " ".join(
        [text("cases_highest", lang, n=top, number=count(top, lang)), caption, *left]
    )
    return Words(title, text("cases_subtitle", lang, by=says.per(by, lang)), caption, " ".join(alt))


def _lanes(table: pd.DataFrame, words: Words, narrow: bool, lang: str) -> Axes:
    by, table = times.grain(table), table.fillna({"articles": 0})
    sums = table.groupby("case_id")["articles"].sum()
    order = sums.sort_values(ascending=False, kind="stable").index[:MOST_CASES]
    span = times.spans(table["period_start"], by)
    edges, most = (min(span.starts), max(span.ends)), sheets.most_dates(narrow)
    body = len(order) * LANE + sheets.dates_height(*edges, most)
    sheet = sheets.page(words, body, narrow=narrow, lang=lang)
    axes = []
    for i, case in enumerate(order):
        rows = table[table["case_id"] == case].sort_values("period_start", ignore_index=True)
        ax = sheets.panel(sheet, i * LANE + 0.24, LANE - 0.28, right=0.1)
        marks.bars(ax, rows, "articles", by, colour=style.SERIES[0])
        ax.set_ylim(0, table["articles"].max())
        ax.set_yticks([])
        sheets.time_axis(ax, *edges, lang, most=most)
        ax.tick_params(labelbottom=i == len(order) - 1, length=4 if i == len(order) - 1 else 0)
        number = text("articles", lang, n=int(sums[case]), number=count(sums[case], lang))
        head = sheets.fit(f"{rows['public_name'].iloc[0]}: {number}", 9, sheet.width - 0.1)
        sheets.note(sheet, i * LANE + 0.18, head)
        axes.append(ax)
    return axes[0]
