"""Chart of the aspects within an issue: in which share of its articles each theme or form stands.

Cannot do: show change over time (`words.themes_over_time` has the table), or say that an aspect is
rare in the world: it is rare in the articles, as far as the terms of the lexicon find it.
"""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_words as says
from analysis.report import style
from analysis.report.charts_rows import rows_of_shares
from analysis.report.charts_sheet import Words
from analysis.report.charts_time import FEWEST
from analysis.report.figures import About, describe
from analysis.report.numbers import count, rate, text
from analysis.report.settings import language
from analysis.schema import InputError

COLUMNS = ("concept", "label_en", "label_id", "issue", "issue_articles", "articles", "share")
IN_ALT = 12  # aspects read out to those who cannot see the chart; the data has them all


@style.apply()
def themes(table: pd.DataFrame, *, lang: str = "", source: str = "", narrow: bool = False) -> Axes:
    """Draw the share of the articles on an issue that hold each aspect, with its interval.

    `table`: words.themes, one row an aspect (shares 0-1 of the articles on the issue). Under 30
    articles only counts are given. Raises InputError for a table of another kind.
    """
    missing = [c for c in COLUMNS if c not in table.columns]
    if missing or "period_start" in table.columns:
        raise InputError("themes: give the table that words.themes makes, one row an aspect")
    lang = lang or language()
    words, sums = theme_words(table, source, lang), _sums(table, lang)
    ax = rows_of_shares(sums, words, narrow=narrow, lang=lang)
    again = partial(themes, table, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, table, "themes", again))


def theme_words(table: pd.DataFrame, source: str, lang: str) -> Words:
    """Say which aspect stands in most articles, and whether that is more than chance."""
    issue, sums = says.issue_name(table, lang), _sums(table, lang)
    total = int(table["issue_articles"].max()) if len(table) else 0
    known = {"issue": issue, "total": count(total, lang)}
    title = _title(sums, total, known, lang)
    aspects = ", ".join(sorted(set(table["aspects_version"]))) if "aspects_version" in table else ""
    caption = says.sourced(table, source, lang)
    caption += [text("themes_aspects", lang, version=aspects)] if aspects else []
    caption += [text("themes_interval", lang)] if total >= FEWEST else []
    caption.append(text("themes_found", lang))
    alt = [f"{title}.", text("themes_subtitle", lang, **known) + "."]
    alt += [_row(row, lang) for row in sums.head(IN_ALT).itertuples()] if total else []
    subtitle = text("themes_subtitle", lang, **known)
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _title(sums: pd.DataFrame, total: int, known: dict[str, str], lang: str) -> str:
    if not total:
        return text("themes_none", lang, **known)
    first = sums.iloc[0]
    if not first["issue_articles"]:
        return text("themes_zero", lang, **known)
    if total < FEWEST:
        return text("themes_few", lang, **known)
    is_clear = first["share_low"] > sums["share_high"].iloc[1:].max()  # NaN, so no, for one row
    key = "themes_most" if is_clear else "themes_first"
    return text(key, lang, name=first["name"], share=rate(first["share"], lang), **known)


def _sums(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the rows as the chart of rows wants them, the highest share first."""
    sums = pd.DataFrame(
        {
            "name": table[f"label_{lang}"],
            "total_articles": table["issue_articles"],
            "issue_articles": table["articles"],
            **{c: table[c] for c in ("share", "share_low", "share_high")},
        }
    )
    return sums.sort_values(["share", "name"], ascending=[False, True], ignore_index=True)


def _row(row: tuple, lang: str) -> str:
    values = {"matched": count(row.issue_articles, lang), "total": count(row.total_articles, lang)}
    return text("themes_row", lang, name=row.name, share=rate(row.share, lang), **values)
