"""The days of a corpus: how many articles each holds, where dates pile up falsely, where none are.

In: articles. Out: one row a day (`per_day`), a pile-up (`pileups`) or a gap (`gaps`). A page
without a date is often stamped with the day it was fetched, imported, or with 1 January. Such
days look like news; they are shown here and left out of shares (attention.share).

Cannot do: it sees whole days of the whole corpus only. A pile-up of one outlet among many, of
fewer than 100 articles, or one that lasts longer than a week stays unseen; and a true news day
five times its season is taken for a pile-up (leaving a day out of both counts of a share costs
little). `attention.share(..., pileups="keep")` counts every day.
"""

import pandas as pd

from analysis.schema import DAY, check

LEAST_ARTICLES = 100
"""A day with fewer articles is never called a pile-up: small topical corpora have real peaks."""
SEASON_DAYS = 90
"""A day is compared with the days on which anything was read in the 90 days on either side."""
TIMES_USUAL = 5.0
"""... and must hold at least five times the median of them (guide value for import days)."""
TIMES_BUSY = 1.5
"""... and at least 1.5 times a busy one (90th percentile): uneven reading is not a pile-up."""
SHORTEST_GAP_DAYS = 7
"""Shorter silences are usual in small corpora (weekends, holidays) and are not listed."""
LONGEST_RUN = 7
"""More such days in a row are a time of heavier collecting, not a false date."""
NEW_YEAR_LEAST, NEW_YEAR_TIMES = 30, 3.0
"""1 January is where dates known only to the year fall, and a quiet day: a lower bar."""
CRAWL_TOP_OUTLET = 0.2
"""Where no outlet holds a fifth of the day, many were fetched at once: a crawl."""

COLUMNS = {
    "day": DAY,
    "articles": "int64",
    "expected": "float64",
    "ratio": "float64",
    "kind": "str",
    "message": "str",
}


def pileups(articles: pd.DataFrame) -> pd.DataFrame:
    """List the days on which dates pile up falsely.

    One row a day: its articles, those expected (median of the season), their ratio, the kind
    ("1 January", "crawl" when many outlets pile up at once, else "pile-up") and a sentence.
    """
    check(articles, "articles", needs=["published_on"])
    days = articles["published_on"].dt.normalize()
    if days.isna().all():
        return pd.DataFrame({c: pd.Series(dtype=k) for c, k in COLUMNS.items()})
    season = _season(days)
    found = season[_is_heap(season) | _is_new_year(season)].reset_index()
    found["ratio"] = found["articles"] / found["expected"]
    found["kind"] = [_kind(articles, days, day) for day in found["day"]]
    found["message"] = [_message(row) for row in found.itertuples()]
    return found[list(COLUMNS)].astype(COLUMNS)


def gaps(articles: pd.DataFrame) -> pd.DataFrame:
    """List the times of a week or more in which nothing at all was read.

    One row a gap: its first and last day and its length (`first_day, last_day, days`), by date.
    """
    check(articles, "articles", needs=["published_on"])
    read = articles["published_on"].dropna().dt.normalize().drop_duplicates().sort_values()
    pause = read.diff().dt.days.sub(1)
    is_long = pause >= SHORTEST_GAP_DAYS
    after, days = read[is_long], pause[is_long].astype("int64")
    first = after - pd.to_timedelta(days, unit="D")
    table = {"first_day": first.astype(DAY), "last_day": after - pd.Timedelta("1D"), "days": days}
    return pd.DataFrame(table).reset_index(drop=True)


def per_day(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the articles of every day from the first to the last, days without any included.

    One row a day: `day, articles, is_pileup` (see `pileups`) and `is_gap`: one of seven days or
    more in a row on which nothing was read. No rows where no article has a date.
    """
    heaps, silences = pileups(articles)["day"], gaps(articles)
    counts = articles["published_on"].dt.normalize().value_counts().sort_index()
    if counts.empty:
        kinds = {"day": DAY, "articles": "int64", "is_pileup": "bool", "is_gap": "bool"}
        return pd.DataFrame({c: pd.Series(dtype=k) for c, k in kinds.items()})
    every = pd.date_range(counts.index[0], counts.index[-1], freq="D", name="day").astype(DAY)
    table = counts.rename("articles").reindex(every, fill_value=0).reset_index()
    inside = pd.Series(0, index=every)
    inside[silences["first_day"]] += 1
    inside[silences["last_day"] + pd.Timedelta("1D")] -= 1
    return table.assign(is_pileup=table["day"].isin(heaps), is_gap=inside.cumsum().gt(0).array)


def _season(days: pd.Series) -> pd.DataFrame:
    """Count each day, and the usual and the busy day of its season."""
    counts = days.value_counts().sort_index().astype("float64")
    counts.index.name = "day"
    # Only days on which something was read can say what is usual: closed up, then spread again.
    window = counts.rolling(f"{2 * SEASON_DAYS + 1}D", center=True)
    season = {"articles": counts, "expected": window.median(), "busy": window.quantile(0.9)}
    return pd.DataFrame(season)


def _is_heap(season: pd.DataFrame) -> pd.Series:
    heap = (
        (season["articles"] >= LEAST_ARTICLES)
        & (season["articles"] >= TIMES_USUAL * season["expected"])
        & (season["articles"] >= TIMES_BUSY * season["busy"])
    )
    day = season.index.to_series()
    run = ((day.diff() > pd.Timedelta("1D")) | (heap != heap.shift())).cumsum()
    return heap & (heap.groupby(run).transform("size") <= LONGEST_RUN)


def _is_new_year(season: pd.DataFrame) -> pd.Series:
    first = (season.index.month == 1) & (season.index.day == 1)
    enough = season["articles"] >= NEW_YEAR_LEAST
    return first & enough & (season["articles"] >= NEW_YEAR_TIMES * season["expected"])


def _kind(articles: pd.DataFrame, days: pd.Series, day: pd.Timestamp) -> str:
    if (day.month, day.day) == (1, 1):
        return "1 January"
    if "outlet" not in articles.columns:
        return "pile-up"
    top = articles.loc[days == day, "outlet"].value_counts(normalize=True).iloc[0]
    return "crawl" if top < CRAWL_TOP_OUTLET else "pile-up"


def _message(row: tuple) -> str:
    why = {
        "1 January": "dates known only to the year fall on 1 January",
        "crawl": "many outlets at once, as on the day of a crawl",
        "pile-up": "as on the day of an import",
    }[row.kind]
    return (
        f"{row.day:%Y-%m-%d} holds {row.articles:,.0f} articles where {row.expected:,.0f} are "
        f"usual: {why}"
    )
