"""Daily counts of articles for the radar: of all, of each outlet, of each language, of both.

In: articles. Out: the days that belong to the corpus (`core`), one `Series` of counts for each
outlet and language large enough to be judged (`series`), and the part of its usual articles that
each day may have at the least (`quiet`: Eid, Christmas to New Year).

Cannot do: judge an outlet with fewer than 100 articles or one in five days, or more than the 400
largest outlets; `attention.blind` tells how many are so.
"""

from functools import cache
from typing import NamedTuple

import holidays
import numpy as np
import pandas as pd

from analysis.attention.calendar import EID, WINDOWS
from analysis.corpus.periods import is_dated
from analysis.schema import DAY

LEAST_ARTICLES = 100
LEAST_A_DAY = 0.2
"""Articles a day, over the days that hold 98 % of them: with fewer, months of nothing are usual."""
MOST_OUTLETS = 400
LEAST_LANGUAGE = 0.02
"""A language with a smaller part of the articles is as likely an error of detection."""
UNDECIDED = ("und", "")
HOLIDAY = 0.5
"""On the days about Eid and from 24 December to 2 January an outlet may publish so little."""
STRAY_GAP = 365
"""Days without an article that part stray dates from the corpus ..."""
STRAY_SHARE = 0.01
"""... where they hold less than this part of it."""


class Series(NamedTuple):
    """Articles a day, from the first day of the corpus; outlet or lang is "" where all are meant.

    `first` and `last` are its own first and last day with an article, as positions.
    """

    outlet: str
    lang: str
    counts: np.ndarray
    first: int
    last: int


class Days(NamedTuple):
    """The dated articles that belong to the corpus: outlet, lang, position of the day."""

    rows: pd.DataFrame
    days: pd.DatetimeIndex
    stray: pd.Series


def core(articles: pd.DataFrame) -> Days:
    """Return the articles dated to a day, without the few that lie a year or more from the rest."""
    named = articles[[c for c in ("outlet", "lang", "published_on") if c in articles.columns]]
    dated = named[is_dated(articles, "day")]
    day = dated["published_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    if not len(day):
        empty = pd.DatetimeIndex([], dtype=DAY)
        return Days(dated.assign(at=day), empty, dated["published_on"])
    known, articles_of = np.unique(day, return_counts=True)
    part = np.concatenate([[0], np.cumsum(np.diff(known) > STRAY_GAP)])
    size = np.bincount(part, articles_of)
    kept = size >= STRAY_SHARE * len(day)
    inside = known[kept[part]]
    first, last = inside[0], inside[-1]
    is_in = (day >= first) & (day <= last)
    days = pd.DatetimeIndex(np.arange(first, last + 1).astype("datetime64[D]")).astype(DAY)
    stray = dated.loc[~is_in, "published_on"]
    return Days(dated[is_in].assign(at=day[is_in] - first), days, stray)


def series(of: Days, heaps: pd.Series | None = None) -> list[Series]:
    """Return the series to judge: all articles, outlets, languages, languages of an outlet.

    On the days of `heaps`, where dates pile up, the counts are those of the weeks around.
    """
    rows, length = of.rows, len(of.days)
    if not len(rows):
        return []
    at = rows["at"].to_numpy()
    made = [_series("", "", np.bincount(at, minlength=length))]
    made += _split(rows["outlet"], at, length, "outlet")
    if "lang" in rows.columns:
        made += _languages(rows, length)
    piled = [] if heaps is None else np.flatnonzero(of.days.isin(heaps))
    made = [one._replace(counts=_levelled(one.counts, piled)) for one in made]
    return [made[0], *(one for one in made[1:] if _is_dense(one.counts))]


def quiet(days: pd.DatetimeIndex) -> np.ndarray:
    """Return for each day the part of its usual articles to be expected at the least (0-1)."""
    least = np.ones(len(days))
    if not len(days):
        return least
    for day in _eids(days[0].year, days[-1].year):
        before, after = (pd.Timedelta(n, "D") for n in WINDOWS["eid"])
        least[(days >= day - before) & (days <= day + after)] = HOLIDAY
    turn = ((days.month == 12) & (days.day >= 24)) | ((days.month == 1) & (days.day <= 2))
    least[turn] = HOLIDAY
    return least


def _eids(first: int, last: int) -> list[pd.Timestamp]:
    """Return the days of Eid; where another holiday falls on one, its name is one of several."""
    return [day for year in range(first - 1, last + 2) for day in _eids_of(year)]


@cache
def _eids_of(year: int) -> list[pd.Timestamp]:
    named = holidays.country_holidays("ID", years=year, language="en_US")
    return [
        pd.Timestamp(day)
        for day, names in named.items()
        if any(name.split(" (")[0] == EID for name in names.split("; "))
    ]


def _levelled(counts: np.ndarray, piled: np.ndarray) -> np.ndarray:
    """Return the counts with piled days no higher than the same weekdays about them."""
    if not len(piled):
        return counts
    near = np.clip(np.add.outer(piled, [-14, -7, 7, 14]), 0, len(counts) - 1)
    level = counts.copy()
    level[piled] = np.minimum(counts[piled], np.median(counts[near], axis=1))
    return level


def _is_dense(counts: np.ndarray) -> bool:
    heaped = np.cumsum(counts)
    if not heaped[-1] >= LEAST_ARTICLES:
        return False
    first, last = np.searchsorted(heaped, heaped[-1] * np.array([0.01, 0.99]))
    return bool(heaped[-1] >= LEAST_A_DAY * (last - first + 1))


def _series(outlet: str, lang: str, counts: np.ndarray) -> Series:
    seen = np.flatnonzero(counts)
    return Series(outlet, lang, counts, int(seen[0]), int(seen[-1]))


def _split(
    names: pd.Series | pd.Index, at: np.ndarray, length: int, what: str, **told: str
) -> list[Series]:
    """Return a series for each of the largest names of a column (outlet or lang)."""
    code, known = pd.factorize(names)
    size = np.bincount(code, minlength=len(known))
    chosen = np.argsort(-size, kind="stable")[:MOST_OUTLETS]
    chosen = chosen[size[chosen] >= LEAST_ARTICLES]
    place = np.full(len(known), -1)
    place[chosen] = np.arange(len(chosen))
    row = place[code]
    grid = np.bincount(
        row[row >= 0] * length + at[row >= 0], minlength=len(chosen) * length
    ).reshape(len(chosen), length)
    keys = {"outlet": "", "lang": ""} | told
    return [
        _series(counts=counts, **(keys | {what: str(known[n])}))
        for n, counts in zip(chosen, grid, strict=True)
    ]


def _languages(rows: pd.DataFrame, length: int) -> list[Series]:
    """Return the series of languages, in all and in each outlet that publishes in several."""
    at = rows["at"].to_numpy()
    of, outlets = pd.factorize(rows["outlet"])
    code, langs = pd.factorize(rows["lang"])
    pairs = np.bincount(of * len(langs) + code, minlength=len(outlets) * len(langs))
    table = pairs.reshape(len(outlets), len(langs)) * ~langs.isin(UNDECIDED)
    made: list[Series] = []
    whole = table.sum(axis=0)
    is_used = whole >= np.maximum(LEAST_LANGUAGE * whole.sum(), LEAST_ARTICLES)
    if is_used.sum() > 1:
        mine = is_used[code]
        made += _split(langs[code[mine]], at[mine], length, "lang")
    is_used = table >= np.maximum(LEAST_LANGUAGE * table.sum(axis=1, keepdims=True), LEAST_ARTICLES)
    for n in np.flatnonzero(is_used.sum(axis=1) > 1)[:MOST_OUTLETS]:
        mine = np.flatnonzero(of == n)
        mine = mine[is_used[n][code[mine]]]
        made += _split(langs[code[mine]], at[mine], length, "lang", outlet=str(outlets[n]))
    return made
