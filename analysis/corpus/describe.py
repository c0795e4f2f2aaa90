"""What was read, and what is missing: outlets, span, dates, languages, repeats, gaps, pile-ups.

Cannot do: it describes the articles in hand. Articles that were never collected leave no trace
here, save as days without any.
"""

import pandas as pd

from analysis.corpus.ledger import ledger
from analysis.corpus.periods import every, is_dated, starts
from analysis.corpus.pileups import pileups
from analysis.schema import InputError, check

SHORTEST_GAP_DAYS = 7
"""Shorter silences are usual in small corpora (weekends, holidays) and are not listed."""
LARGEST_GRID = 2_000_000
"""Rows of outlets x periods beyond which the dates or the grain are surely not meant."""


def describe(articles: pd.DataFrame) -> pd.DataFrame:
    """Tell what the corpus holds and lacks.

    One row a fact: `aspect`, `value` (text for people) and `note`. Holds counts and outlet
    names only, never a word of an article. Raises InputError where columns are missing.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    facts = [*_size(articles), *_dates(articles), *_languages(articles), *_repeats(articles)]
    facts += [*_refused(articles), *_silences(articles), *_heaps(articles)]
    return pd.DataFrame(facts, columns=["aspect", "value", "note"], dtype="str")


def coverage(articles: pd.DataFrame, by: str = "month") -> pd.DataFrame:
    """Count the articles of each outlet in each period, silent periods included.

    One row an outlet and period (`period_start`, `outlet`, `articles`); every period between the
    corpus' first and last is there, so that 0 means: nothing of this outlet was read.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    dated = articles.loc[is_dated(articles, by), ["published_on", "outlet"]]
    if dated.empty:
        return pd.DataFrame({"period_start": dated["published_on"], "outlet": [], "articles": []})
    periods = every(dated["published_on"].min(), dated["published_on"].max(), by)
    outlets = sorted(articles["outlet"].unique())
    check_grid(periods, outlets)
    grid = pd.MultiIndex.from_product([outlets, periods], names=["outlet", "period_start"])
    counts = dated.groupby(["outlet", starts(dated["published_on"], by)]).size()
    counts.index.names = grid.names
    table = counts.reindex(grid, fill_value=0).rename("articles").reset_index()
    return table[["period_start", "outlet", "articles"]]


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
    named = ", ".join(f"{name or '(unknown)'} {n:,}" for name, n in outlets.head(12).items())
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
    facts = []
    for column in ("url", "title", "text"):
        if column not in articles.columns:
            continue
        filled = articles.loc[articles[column] != "", column]
        facts.append(
            (
                f"repeated {column}",
                f"{filled.duplicated().sum():,}",
                f"articles whose {column} an earlier one has; {len(articles) - len(filled):,} "
                f"have no {column}",
            )
        )
    return facts


def _refused(articles: pd.DataFrame) -> list[tuple]:
    actions = ledger(articles)["action"].value_counts()
    listed = ", ".join(f"{action} {n:,}" for action, n in actions.items()) or "none on the ledger"
    return [("refused or repaired", listed, "row by row: corpus.ledger(articles)")]


def _silences(articles: pd.DataFrame) -> list[tuple]:
    """Days on which nothing at all was read, between the first and the last."""
    days = articles["published_on"].dropna().dt.normalize().drop_duplicates().sort_values()
    pause = days.diff().dt.days.sub(1)
    long = pause[pause >= SHORTEST_GAP_DAYS].sort_values(ascending=False)
    if long.empty:
        return [("gaps", "none", f"no {SHORTEST_GAP_DAYS} days in a row without an article")]
    facts = [
        ("gaps", f"{len(long):,}", f"times of {SHORTEST_GAP_DAYS} days or more without an article")
    ]
    for row, length in long.head(5).items():
        begin = days[row] - pd.Timedelta(days=length)
        value = f"{begin:%Y-%m-%d} to {days[row] - pd.Timedelta('1D'):%Y-%m-%d}"
        facts.append(("gap", value, f"{length:,.0f} days without any article"))
    return facts


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
