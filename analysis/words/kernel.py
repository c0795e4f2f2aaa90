"""Counts terms in one batch of articles: a pure function whose results are summed anywhere.

In: an Arrow record batch of articles, and a plan (terms, period, group, fields), which is plain
data and can be sent to another process. Out: a record batch of partial counts, in which a row is
a period, group and term; rows of the same three are summed, by `merge` here, by Spark elsewhere.
What a term matches is told by `match`; the texts are walked once, by code that numba compiles when
it is first used (some seconds, then kept on disk).

Cannot do: see contexts in which a term does not count (`mark` and `mentions` do).
"""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus import periods
from analysis.schema import InputError
from analysis.words.entries import check_form

NORMALISER = f"1, Unicode {unicodedata.unidata_version}"
"""Version of what is a word and what is its lower case; it travels with every count."""

PARTIAL = pa.schema(
    {
        "period": pa.date32(),
        "group": pa.string(),
        "term": pa.int32(),
        "mentions": pa.int64(),
        "articles": pa.int64(),
    }
)
"""A row is a period (null: undated), group ("": none) and term (its place in the plan).

`mentions` are hits, `articles` those with one hit or more. Term TOTAL (-1) is all that was read:
there `mentions` are words and `articles` all articles.
"""
TOTAL = -1
RESULTS = ("period_start", "term", "mentions", "articles", "total_articles", "tokens", "share")
KEYS = ["period", "group", "term"]
_UNITS = {"day": "D", "month": "M", "year": "Y"}
_MONDAY = 4  # 1970-01-01 was a Thursday: day 4 is the first Monday
_MANY = 500_000  # rows of partial counts that are held before they are summed
_DAY, _PRECISION = "published_on", "date_precision"


class Plan(NamedTuple):
    """What is counted: forms of terms, by which period and group, in which fields."""

    forms: tuple[str, ...]
    by: str
    group: str | None
    fields: tuple[str, ...]


def plan(
    forms: Iterable[str],
    *,
    by: str = "month",
    group: str | None = None,
    fields: Iterable[str] = ("title", "text"),
) -> Plan:
    """Return the plan of a count; a form that is given twice is counted once.

    `by` is a period of `corpus.periods`, `group` a column of text or None. Raises InputError for
    no forms, for a form that cannot be matched, and for an unknown period.
    """
    checked = dict.fromkeys(check_form(f, f"term {i}") for i, f in enumerate(forms, 1))
    if not checked:
        raise InputError("no terms to count; give a lexicon or a list of words and phrases")
    periods.frequency(by)
    if group in RESULTS:
        raise InputError(f"group={group!r} is the name of a result; rename that column")
    fields = tuple(dict.fromkeys(fields))
    if not fields:
        raise InputError("no fields to read; give fields=('title', 'text') or one of the two")
    return Plan(tuple(checked), by, group, fields)


def columns(plan: Plan, there: Iterable[str]) -> list[str]:
    """Return which of the columns that are there the plan reads; InputError names a missing one."""
    there = list(there)
    needed = list(dict.fromkeys([*plan.fields, _DAY, *([plan.group] if plan.group else [])]))
    missing = [name for name in needed if name not in there]
    if missing:
        raise InputError(f"no column {', '.join(missing)}; there are: {', '.join(there)}")
    return needed + ([_PRECISION] if _PRECISION in there and _PRECISION not in needed else [])


def counts(batch: pa.RecordBatch, plan: Plan) -> pa.RecordBatch:
    """Return the partial counts (schema PARTIAL) of one batch of articles.

    An article counts once for a term, though the term is in title and text; its mentions are
    those of all fields. Raises InputError for a column that is missing or of the wrong type.
    """
    # Late: numba takes a third of a second to import, and most sessions count nothing.
    from analysis.words.kernel_scan import scan
    from analysis.words.kernel_tables import letters, tables

    columns(plan, batch.schema.names)
    automaton, phrases = tables(plan.forms)
    texts = [_texts(batch, name) for name in plan.fields]
    if len(texts) == 1:  # numba compiles anew for each number of fields: one is filled up to two
        texts.append((texts[0][0], texts[0][1], texts[0][1]))
    found, words = scan(
        tuple(texts), tuple(letters()), tuple(automaton), tuple(phrases), len(plan.forms)
    )
    read = np.column_stack([np.arange(len(words)), np.full(len(words), TOTAL), words])
    article, term, mentions = np.concatenate([read, found]).T
    part = {
        "period": _periods(batch, plan).take(pa.array(article)),
        "group": _groups(batch, plan).take(pa.array(article)),
        "term": pa.array(term, pa.int32()),
        "mentions": pa.array(mentions, pa.int64()),
        "articles": pa.array(np.ones(len(article), np.int64)),
    }
    return merge([pa.record_batch(part, schema=PARTIAL)])


def merge(parts: Iterable[pa.RecordBatch]) -> pa.RecordBatch:
    """Return the sum of partial counts: one row a period, group and term, in no order."""
    held: list[pa.RecordBatch] = []
    rows, limit = 0, _MANY
    for part in parts:
        held.append(part)
        rows += len(part)
        if rows > limit:
            held = [_summed(held)]
            rows = len(held[0])
            limit = max(_MANY, 2 * rows)
    return _summed(held)


def _summed(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    whole = pa.Table.from_batches(parts, PARTIAL)
    summed = whole.group_by(KEYS, use_threads=False).aggregate(
        [("mentions", "sum"), ("articles", "sum")]
    )
    return pa.RecordBatch.from_arrays(
        [column.combine_chunks() for column in summed.columns], schema=PARTIAL
    )


def _texts(batch: pa.RecordBatch, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the bytes of all texts of a column, and where each begins and ends; null is empty."""
    column = _cast(batch, name, pa.large_string())
    _, offsets, content = column.buffers()
    data = np.frombuffer(content or b"", np.uint8)
    data.flags.writeable = False  # a buffer may be either: numba compiles for one kind alone
    places = np.zeros(1, np.int64)
    if len(column):
        places = np.frombuffer(offsets, np.int64)[column.offset :][: len(column) + 1]
    begins, ends = places[:-1].copy(), places[1:].copy()
    if column.null_count:
        ends = np.where(pc.is_valid(column).to_numpy(zero_copy_only=False), ends, begins)
    return data, begins, ends


def _cast(batch: pa.RecordBatch, name: str, kind: pa.DataType) -> pa.Array:
    column = batch.column(name)
    inner = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    is_text = pa.types.is_string(inner) or pa.types.is_large_string(inner)
    if not (is_text or pa.types.is_string_view(inner) or pa.types.is_null(inner)):
        raise InputError(f"column {name}: holds {column.type}, not text")
    return column.cast(kind)


def _groups(batch: pa.RecordBatch, plan: Plan) -> pa.Array:
    if plan.group is None:
        return pa.array([""] * len(batch), pa.string())
    return _cast(batch, plan.group, pa.string()).fill_null("")


def _periods(batch: pa.RecordBatch, plan: Plan) -> pa.Array:
    """Return the first day of the period of each article, null where its date is too coarse."""
    days = _days(batch.column(_DAY))
    if plan.by == "week":
        first = days - (days.astype(np.int64) - _MONDAY) % 7
    elif plan.by == "quarter":
        months = days.astype("M8[M]")
        first = months - months.astype(np.int64) % 3
    else:
        first = days.astype(f"M8[{_UNITS[plan.by]}]")
    if _PRECISION in batch.schema.names:
        coarse = pa.array(sorted(periods.TOO_COARSE[plan.by]), pa.large_string())
        known = _cast(batch, _PRECISION, pa.large_string())
        is_coarse = pc.is_in(known, coarse).to_numpy(zero_copy_only=False)
        first = np.where(is_coarse, np.datetime64("NaT"), first)
    return pa.array(first.astype("M8[D]"), pa.date32())


def _days(column: pa.Array) -> np.ndarray:
    """Return the days of a column of dates or of moments (the day where their zone is)."""
    if pa.types.is_null(column.type):
        column = column.cast(pa.date32())
    if not (pa.types.is_timestamp(column.type) or pa.types.is_date(column.type)):
        raise InputError(f"column {_DAY}: holds {column.type}, not dates")
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = pc.local_timestamp(column)
    return column.to_numpy(zero_copy_only=False).astype("M8[D]")
