"""Counts terms by period and group over a corpus of any size: in a table, or in Parquet files.

In: articles as a DataFrame, or paths of Parquet files or of folders of them; a lexicon or a list of
terms. Out: `Counts`, two tidy tables: terms that occur, and what was read. Files are read some row
groups at a time, so that memory does not grow with the corpus, and their counts are kept on the
disk, so that a second run scans nothing (`count_files`, `count_cache`).

Cannot do: leave out a mention in a context to avoid, or the copies of a story (`mark` and `copies`
do); join the forms of a word (give the forms, or cut them with `*`).
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import CACHE
from analysis.corpus import periods
from analysis.schema import DAY, InputError
from analysis.words import count_files, kernel
from analysis.words.entries import Lexicon, digest
from analysis.words.lexicon import load_lexicon

_MOST = 20_000_000  # rows of a dense table, some 2 GB


class Counts(NamedTuple):
    """Terms counted by period and group.

    `terms`: one row a period, group and term that occurs: mentions, articles. `totals`: one row a
    period and group with articles read: total_articles, tokens. Both have `period_start` (NaT:
    articles whose date is unknown or too coarse) and, where a group was asked for, its column ("":
    none). `version` is that of the lexicon or list of terms, `normaliser` that of the word rules.
    """

    terms: pd.DataFrame
    totals: pd.DataFrame
    plan: kernel.Plan
    version: str
    normaliser: str


def count(
    source: pd.DataFrame | str | Path | Iterable[str | Path],
    terms: str | Path | Lexicon | Iterable[str],
    *,
    by: str = "month",
    group: str | None = "outlet",
    fields: Iterable[str] = ("title", "text"),
    cache: Path | str | bool | None = True,
) -> Counts:
    """Return how often each term stands in the articles, and in how many, by period and group.

    `terms` is a lexicon (its name, its path, or itself; helper terms are left out) or a list of
    forms. `cache` is a folder, True for the one of the project, None for none; tables in memory
    are never cached. Raises InputError for a source, column or term that cannot be used; it names
    the file.
    """
    forms, version = resolve(terms)
    plan = kernel.plan(forms, by=by, group=group, fields=fields)
    if isinstance(source, pd.DataFrame):
        part = _of_frame(source, plan)
    else:
        folder = Path(CACHE / "counts" if cache is True else cache) if cache else None
        part = kernel.merge(count_files.parts(count_files.paths(source), plan, folder))
    return finish(part, plan, version)


def resolve(terms: str | Path | Lexicon | Iterable[str]) -> tuple[list[str], str]:
    """Return the forms to count and their version: that of the lexicon, or a digest of the list."""
    if isinstance(terms, str | Path | Lexicon):
        lexicon = load_lexicon(terms)
        return [term.form for term in lexicon.terms], lexicon.version
    if not isinstance(terms, Iterable):
        raise InputError("terms: give the name of a lexicon, or a list of words and phrases")
    forms = list(terms)
    return forms, digest(forms)


def finish(part: pa.RecordBatch, plan: kernel.Plan, version: str) -> Counts:
    """Return summed partial counts as the tables that a user reads."""
    table = part.to_pandas(date_as_object=False)
    group = [plan.group] if plan.group else []
    table = table.rename(columns={"period": "period_start", "group": plan.group or "group"})
    table = table.astype({"period_start": DAY, plan.group or "group": "str"})
    table = table.sort_values(["period_start", *group, "term"], ignore_index=True)
    is_total = table["term"] == kernel.TOTAL
    totals, terms = table[is_total], table[~is_total]
    named = pd.Series(np.array(plan.forms, dtype=object)[terms["term"]], terms.index, dtype="str")
    keys = ["period_start", *group]
    totals = totals.rename(columns={"articles": "total_articles", "mentions": "tokens"})
    return Counts(
        terms.assign(term=named)[[*keys, "term", "mentions", "articles"]].reset_index(drop=True),
        totals[[*keys, "total_articles", "tokens"]].reset_index(drop=True),
        plan,
        version,
        kernel.NORMALISER,
    )


def table(counts: Counts, *, by_group: bool = False) -> pd.DataFrame:
    """Return the counts with a row for every period (and group) and term, also where none occur.

    Periods run from the first to the last read; articles without a date are not here, but under
    NaT in `counts`. `share` is articles / total_articles: 0 where the term was not in what was
    read, NaN where nothing was read. Raises InputError where the table would not fit in memory,
    or where groups are asked for that were not counted.
    """
    plan = counts.plan
    if by_group and not plan.group:
        raise InputError("these counts have no groups; count again with group='outlet'")
    keys = ["period_start", *([plan.group] if by_group else [])]
    read = counts.totals.dropna(subset="period_start")
    axes = _axes(read, plan, keys)
    rows = np.prod([len(axis) for axis in axes]) * len(plan.forms)
    if rows > _MOST:
        raise InputError(f"{rows:,.0f} rows are too many; count fewer terms or longer periods")
    cells = pd.MultiIndex.from_product([*axes, pd.Index(plan.forms)], names=[*keys, "term"])
    terms = counts.terms.groupby([*keys, "term"])[["mentions", "articles"]].sum()
    dense = terms.reindex(cells, fill_value=0).reset_index()
    totals = read.groupby(keys)[["total_articles", "tokens"]].sum()
    dense = dense.merge(totals, how="left", left_on=keys, right_index=True)
    dense = dense.fillna({"total_articles": 0, "tokens": 0})
    dense = dense.astype({"total_articles": "int64", "tokens": "int64", "term": "str"})
    share = dense["articles"] / dense["total_articles"].replace(0, np.nan)
    return dense.assign(share=share).astype({"period_start": DAY})


def _axes(read: pd.DataFrame, plan: kernel.Plan, keys: list[str]) -> list[pd.Index]:
    if read.empty:
        return [pd.Index(read[key]) for key in keys]
    days = read["period_start"]
    span = periods.every(days.min(), days.max(), plan.by)
    return [span, *(pd.Index(sorted(read[key].unique())) for key in keys[1:])]


def _of_frame(articles: pd.DataFrame, plan: kernel.Plan) -> pa.RecordBatch:
    used = kernel.columns(plan, map(str, articles.columns))
    try:
        whole = pa.Table.from_pandas(articles[used], preserve_index=False)
    except pa.ArrowException as error:
        raise InputError("articles: a column holds values of several types") from error
    batches = whole.to_batches(count_files.ROWS)
    jobs = [partial(kernel.counts, batch, plan) for batch in batches]
    return kernel.merge(count_files.run(jobs))
