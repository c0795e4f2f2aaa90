"""What was read, and what is missing: outlets, span, dates, languages, repeats, gaps, pile-ups.

In: articles with their account (`corpus.load`). Out: facts in words (`describe`) and the articles
of each outlet in each period (`coverage`).

Cannot do: it describes the articles in hand. Articles that were never collected leave no trace
here, save as days without any.
"""

import numpy as np
import pandas as pd

from analysis.corpus.ledger import ledger, sources
from analysis.corpus.overview import furniture, repeats
from analysis.corpus.periods import every, is_dated, starts
from analysis.corpus.pileups import SHORTEST_GAP_DAYS, gaps, pileups
from analysis.schema import DAY, InputError, check

OTHERS = "(others)"
"""Stands for all outlets but the largest in a table of coverage."""
COVERAGE = {"period_start": DAY, "outlet": "str", "articles": "int64", "outlets": "int64"}
UNKNOWN = "(unknown)"
EXPORTS = {
    "query": "files that name their query",
    "exported_on": "files that name their export",
    "self_check": "files that count themselves",
}
IN_SOURCES = "in their own words: corpus.sources(articles)"
LARGEST_GRID = 2_000_000
"""Rows of outlets x periods beyond which the dates or the grain are surely not meant."""


def describe(articles: pd.DataFrame) -> pd.DataFrame:
    """Tell what the corpus holds and lacks.

    One row a fact: `aspect`, `value` (text for people) and `note`. Holds counts and outlet
    names only, never a word of an article. Raises InputError where columns are missing.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    parts = (_size, _dates, _languages, _repeats, _furniture, _exports, _refused)
    facts = [fact for part in (*parts, _silences, _heaps) for fact in part(articles)]
    return pd.DataFrame(facts, columns=["aspect", "value", "note"], dtype="str")


def coverage(articles: pd.DataFrame, by: str = "month", *, most: int | None = None) -> pd.DataFrame:
    """Count the articles of each outlet in each period, silent periods included.

    One row an outlet and period (`period_start, outlet, articles, outlets`); every period between
    the corpus' first and last is there, so that 0 means: nothing of this outlet was read. With
    `most`, the smaller outlets beyond so many rows are summed as `OTHERS`; `outlets` says how
    many a row stands for. Raises InputError where wrong dates make too many rows.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    dated = articles.loc[is_dated(articles, by), ["published_on", "outlet"]]
    if dated.empty:
        return pd.DataFrame({c: pd.Series(dtype=k) for c, k in COVERAGE.items()})
    sizes = articles.groupby("outlet").size()
    named = largest(sizes, most)
    left = len(sizes) - len(named)
    outlets = [*sorted(named), *([OTHERS] if left else [])]
    periods = every(dated["published_on"].min(), dated["published_on"].max(), by)
    check_grid(periods, outlets)
    shown = dated["outlet"].where(dated["outlet"].isin(named), OTHERS)
    grid = pd.MultiIndex.from_product([outlets, periods], names=["outlet", "period_start"])
    counts = dated.groupby([shown, starts(dated["published_on"], by)]).size()
    counts.index.names = grid.names
    table = counts.reindex(grid, fill_value=0).rename("articles").reset_index()
    table["outlets"] = np.where(table["outlet"] == OTHERS, max(left, 1), 1)
    made = table[list(COVERAGE)].astype(COVERAGE)
    made.attrs["by"] = by
    return made


def largest(sizes: pd.Series, most: int | None) -> list[str]:
    """Name the outlets with most articles, all or so many that a row for the others has room.

    `sizes`: articles by outlet.
    """
    if most is None or len(sizes) <= most:
        return list(sizes.index)
    return list(sizes.sort_values(ascending=False, kind="stable").index[: most - 1])


def check_grid(periods: pd.DatetimeIndex, groups: list) -> None:
    """Refuse a table of more rows than anyone can mean, which wrong dates bring about."""
    if len(periods) * max(len(groups), 1) > LARGEST_GRID:
        raise InputError(
            f"{len(periods):,} periods from {periods[0]:%Y-%m-%d} to {periods[-1]:%Y-%m-%d} for "
            f"{len(groups):,} groups are too many rows; choose a longer period or fewer groups, "
            "and look for wrong dates with corpus.describe"
        )


def _size(articles: pd.DataFrame) -> list[tuple]:
    outlets = articles["outlet"].value_counts()
    named = ", ".join(f"{name or UNKNOWN} {n:,}" for name, n in outlets.head(12).items())
    more = f" and {len(outlets) - 12:,} more" if len(outlets) > 12 else ""
    return [
        ("articles", f"{len(articles):,}", "one row an article, repeats left out at loading"),
        ("outlets", f"{len(outlets):,}", named + more),
    ]


def _dates(articles: pd.DataFrame) -> list[tuple]:
    dated = articles["published_on"].notna()
    if not dated.any():
        return [("dated", "0 %", "no article has a date: nothing can be said about time")]
    days = articles.loc[dated, "published_on"]
    facts = [
        ("first and last day", f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}", ""),
        ("dated", f"{dated.mean():.1%}", f"{(~dated).sum():,} articles are in no period"),
    ]
    for column, aspect in (("date_source", "date read from"), ("date_precision", "date known to")):
        facts += _listed(articles, column, aspect)
    return facts


def _languages(articles: pd.DataFrame) -> list[tuple]:
    return _listed(articles, "lang", "languages")


def _listed(articles: pd.DataFrame, column: str, aspect: str) -> list[tuple]:
    if column not in articles.columns:
        return []
    counts = articles[column].value_counts()
    return [(aspect, ", ".join(f"{k or '(none)'} {n:,}" for k, n in counts.items()), "")]


def _repeats(articles: pd.DataFrame) -> list[tuple]:
    return [
        (
            f"repeated {row.column}",
            f"{row.rows:,}",
            f"articles whose {row.column} an earlier one has; {len(articles) - row.of:,} have no "
            f"{row.column}",
        )
        for row in repeats(articles).itertuples()
    ]


def _furniture(articles: pd.DataFrame) -> list[tuple]:
    if "cut_text" not in articles.columns:
        return []
    cut = furniture(articles)
    cut = cut[cut["articles_cut"] > 0].sort_values("articles_cut", ascending=False, kind="stable")
    if cut.empty:
        return [("page furniture", "none cut", "")]
    top = ", ".join(f"{r.outlet or UNKNOWN} {r.share_cut:.0%}" for r in cut.head(5).itertuples())
    value = f"cut from {cut['articles_cut'].sum():,} articles, {cut['lines_cut'].sum():,} lines"
    return [("page furniture", value, f"share of the outlet's articles: {top}")]


def _exports(articles: pd.DataFrame) -> list[tuple]:
    """Tell what the files say of themselves, where they do; their own words are in the sources."""
    files = sources(articles)
    facts = _listed(files, "encoding", "encodings of files")
    for column, aspect in EXPORTS.items():
        said = files[column][files[column] != ""] if column in files.columns else []
        if len(said):
            note = "; ".join(said.unique()[:3]) if column == "self_check" else IN_SOURCES
            facts.append((aspect, f"{len(said):,} of {len(files):,} files", note))
    return facts


def _refused(articles: pd.DataFrame) -> list[tuple]:
    rows = ledger(articles)
    actions = rows["action"].value_counts()
    listed = ", ".join(f"{action} {n:,}" for action, n in actions.items()) or "none on the ledger"
    facts = [("refused or repaired", listed, "row by row: corpus.ledger(articles)")]
    dates = rows.loc[(rows["column"] == "date") & (rows["action"] == "repaired"), "reason"]
    if len(dates):
        often = ", ".join(f"{reason} {n:,}" for reason, n in dates.value_counts().head(3).items())
        facts.append(("repaired dates", f"{len(dates):,}", often))
    return facts


def _silences(articles: pd.DataFrame) -> list[tuple]:
    """Days on which nothing at all was read, between the first and the last."""
    found = gaps(articles).sort_values("days", ascending=False, kind="stable")
    if found.empty:
        return [("gaps", "none", f"no {SHORTEST_GAP_DAYS} days in a row without an article")]
    what = f"times of {SHORTEST_GAP_DAYS} days or more without an article"
    facts = [("gaps", f"{len(found):,}", what)]
    return facts + [
        (
            "gap",
            f"{row.first_day:%Y-%m-%d} to {row.last_day:%Y-%m-%d}",
            f"{row.days:,} days without any article",
        )
        for row in found.head(5).itertuples()
    ]


def _heaps(articles: pd.DataFrame) -> list[tuple]:
    heaps = pileups(articles)
    if heaps.empty:
        return [("date pile-ups", "none", "")]
    note = f"{heaps['articles'].sum():,} articles lie on them; attention.share leaves them out"
    facts = [("date pile-ups", f"{len(heaps):,} days", note)]
    largest = heaps.sort_values("articles", ascending=False, kind="stable").head(10)
    return facts + [
        ("date pile-up", f"{row.day:%Y-%m-%d}", row.message) for row in largest.itertuples()
    ]
