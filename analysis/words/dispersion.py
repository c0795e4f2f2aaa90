"""How evenly terms are spread over articles, outlets or time.

In: `articles`, and the terms asked for (or none, for every word). Out: one row a term with the
common measures of dispersion. The measures themselves are in `spread`, each with its author.

Cannot do: tell why a term is clumped; one long story, one outlet's habit and one busy month look
alike. Copies of a story count as often as they were printed, and make its words look even.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, dok_array

from analysis.corpus import periods
from analysis.schema import DAY, InputError, check
from analysis.words import spread as spreads
from analysis.words.entries import check_form
from analysis.words.harmless import check_level, may_leave
from analysis.words.match import Matcher, candidates, mentions_of
from analysis.words.spread import Spread, spread
from analysis.words.tally import (
    Tally,
    at_least,
    comparable,
    grouped,
    of_language,
    tally,
)

MILLION = 1_000_000


def dispersion(
    articles: pd.DataFrame,
    terms: str | Sequence[str] | None = None,
    parts: str = "article",
    *,
    min_count: int = 5,
    lang: str | None = None,
    stopwords: bool = False,
    level: str = "internal",
) -> pd.DataFrame:
    """Return how evenly each term is spread over the parts, one row a term.

    `terms` are words or phrases as in a lexicon (`traffick*`, `perdagangan orang`), kept in their
    order whether they occur or not; None takes every word that stands `min_count` times or more,
    most frequent first (stop words only with `stopwords=True`). `parts` is article, outlet, day,
    week, month, quarter or year; articles without an outlet or date are left out there. `count`
    and `in_parts` are counts, `parts` is how many there are; rates and deviations are per million
    words; `dp`, `dp_norm`, `dp_egbert`, `kld` and `kld_norm` are 0 where the term is even, the
    others 1. Levels team and public show, of words nobody
    asked for, common ones and those of our lexicons alone. Raises
    InputError for a bad term or option, and where no part holds a word.
    """
    at_least(min_count, "dispersion")
    check_level(level, "dispersion")
    chosen = of_language(articles, lang, "dispersion")
    chosen, groups, labels = _parts(chosen, parts)
    number, counted = len(labels), tally(chosen)
    sizes = np.bincount(groups, weights=counted.sizes, minlength=number)
    if not sizes.any():
        raise InputError("dispersion: these articles hold no word; give articles with text")
    if terms is None:
        names, counts = _every(counted, min_count, lang, stopwords, level)
    else:
        names, counts = _asked(chosen, terms)
    table = _table(names, spread(grouped(counts, groups, number), sizes))
    if terms is None:
        table = table.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)
    return table


def occurrences(
    articles: pd.DataFrame, terms: str | Sequence[str], parts: str = "month"
) -> pd.DataFrame:
    """Return where each term stands, one row a term and part, whether it stands there or not.

    `parts` is outlet (column `outlet`, by name) or day, week, month, quarter or year (column
    `period_start`, every period from the first to the last). `count` and `articles` count the
    term, `words` and `total_articles` what was read in the part; `per_million` is NaN and `is_gap`
    true where that is nothing. `dp_norm` is the term's DPnorm over these parts (see `dispersion`).
    Raises InputError as `dispersion` does.
    """
    if parts == "article":
        raise InputError("occurrences: parts is outlet, day, week, month, quarter or year")
    chosen, groups, labels = _parts(articles, parts)
    names, counts = _asked(chosen, terms)
    number, sizes = len(labels), tally(chosen).sizes
    of_part = np.bincount(groups, weights=sizes, minlength=number).astype(np.int64)
    if not of_part.any():
        raise InputError("occurrences: these articles hold no word; give articles with text")
    once = csr_array((np.ones_like(counts.data), counts.indices, counts.indptr), counts.shape)
    by_part = grouped(counts, groups, number)
    found, holding = (c.toarray().T.ravel() for c in (by_part, grouped(once, groups, number)))
    words = np.tile(of_part, len(names))
    key = "outlet" if parts == "outlet" else "period_start"
    table = pd.DataFrame(
        {
            "term": pd.Series(np.repeat(np.array(names, dtype=object), number), dtype="str"),
            key: list(labels) * len(names),
            "count": found.astype("int64"),
            "articles": holding.astype("int64"),
            "words": words,
            "total_articles": np.tile(np.bincount(groups, minlength=number), len(names)),
            "per_million": found / np.where(words > 0, words, np.nan) * MILLION,
            "is_gap": words == 0,
            "dp_norm": np.repeat(spreads.dp_norm(spread(by_part, of_part)), number),
        }
    ).astype({key: "str" if key == "outlet" else DAY})
    table.attrs["by"] = parts
    return table


def _parts(articles: pd.DataFrame, parts: str) -> tuple[pd.DataFrame, np.ndarray, pd.Index]:
    """Return the articles that have a part, the number of that part for each, and all parts."""
    if parts == "article":
        return articles, np.arange(len(articles)), articles.index
    if parts == "outlet":
        check(articles, "articles", needs=["outlet"])
        articles = articles[articles["outlet"].fillna("") != ""]
        labels = articles["outlet"]
    elif parts in periods.FREQUENCY:
        check(articles, "articles", needs=["published_on"])
        articles = articles[periods.is_dated(articles, parts)]
        labels = periods.starts(articles["published_on"], parts)
        if len(articles):
            every = periods.every(labels.min(), labels.max(), parts)
            return articles, every.get_indexer(labels), every
    else:
        known = ", ".join(["article", "outlet", *periods.FREQUENCY])
        raise InputError(f"dispersion: parts={parts!r} is not there; choose one of {known}")
    if articles.empty:
        raise InputError(f"dispersion: no article tells its {parts}; use parts='article'")
    codes, names = pd.factorize(labels, sort=True)
    return articles, codes, pd.Index(names)


def _every(
    counted: Tally, min_count: int, lang: str | None, stopwords: bool, level: str
) -> tuple[list[str], csr_array]:
    often = np.asarray(counted.counts.sum(axis=0)).ravel() >= min_count
    chosen = often & comparable(counted.words, stopwords=stopwords, lang=lang)
    chosen &= may_leave(counted.words, level, "dispersion", lang=lang)
    return counted.words[chosen].tolist(), counted.counts[:, np.flatnonzero(chosen)]


def _asked(articles: pd.DataFrame, terms: str | Sequence[str]) -> tuple[list[str], csr_array]:
    asked = [terms] if isinstance(terms, str) else terms
    names = [check_form(t, "dispersion") for t in dict.fromkeys(asked)]
    counts = dok_array((len(articles), len(names)), dtype=np.int64)
    if not names:
        return names, counts.tocsr()
    matcher = Matcher(names)
    for column in ("title", "text"):
        passages = articles[column].fillna("")
        for i in candidates(passages, names):
            for which, _, _ in mentions_of(passages.iloc[i], matcher):
                counts[i, which] += 1
    return names, counts.tocsr()


def _table(names: list[str], s: Spread) -> pd.DataFrame:
    found, parts = spreads.frequency(s), len(s.sizes)
    return pd.DataFrame(
        {
            "term": pd.Series(names, dtype="str"),
            "count": found.astype("int64"),
            "per_million": found / s.sizes.sum() * MILLION,
            "in_parts": spreads.in_parts(s).astype("int64"),
            "parts": np.full(s.terms, parts, dtype="int64"),
            "range_share": spreads.in_parts(s) / parts,
            "sd": spreads.sd(s) * MILLION,
            "sd_sample": spreads.sd(s, sample=True) * MILLION,
            "cv": spreads.cv(s),
            "cv_sample": spreads.cv(s, sample=True),
            "juilland_d": spreads.juilland_d(s),
            "carroll_d2": spreads.carroll_d2(s),
            "rosengren_s": spreads.rosengren_s(s),
            "dp": spreads.dp(s),
            "dp_norm": spreads.dp_norm(s),
            "dp_egbert": spreads.dp_egbert(s),
            "burch_da": spreads.burch_da(s),
            "kld": spreads.kld(s),
            "kld_norm": spreads.kld_norm(s),
        }
    )
