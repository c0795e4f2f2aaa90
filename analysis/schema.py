"""Every table of the project: its columns, their dtypes, units and meaning.

The data dictionary (`data/DICTIONARY.md`) is made from here, and every room checks its tables
here at the door. Text columns hold "" where nothing was read, never NaN; dates hold NaT; shares
hold NaN where nothing was read, which is not the same as 0.

Cannot do: it checks columns, dtypes and missing values, not whether a value is true.
"""

from typing import NamedTuple

import pandas as pd


class InputError(ValueError):
    """What the user gave cannot be used; the message names the file, the row and the remedy."""


class Column(NamedTuple):
    """One column of a table: pandas dtype, unit (or "") and meaning."""

    dtype: str
    unit: str
    meaning: str


TEXT, DAY, TIME, COUNT, SHARE, FLAG = (
    "str",
    "datetime64[us]",
    "datetime64[us, UTC]",
    "int64",
    "float64",
    "bool",
)
KNOWN = "Int64"
"""A count that may be missing: <NA> is not known, which is not 0."""

ARTICLES = {
    "article_id": Column(TEXT, "", "stable name of the article: same input, same id"),
    "outlet": Column(TEXT, "", "canonical name of the outlet"),
    "title": Column(TEXT, "", "headline, without the site's name glued to it"),
    "text": Column(TEXT, "", "body without page furniture; joined by line breaks"),
    "url": Column(TEXT, "", "address as it was read"),
    "author": Column(TEXT, "", "who wrote it; several joined by '; '"),
    "editor": Column(TEXT, "", "who edited it (editor, redaktur); several joined by '; '"),
    "agency": Column(TEXT, "", "news agency credited (Antara, AFP ...)"),
    "is_official_source": Column(FLAG, "yes/no", "credits a press office: an official release"),
    "published_on": Column(DAY, "date", "day of publication where the outlet is; NaT if unknown"),
    "published_at": Column(
        TIME, "time", "moment of publication, where a clock time and zone were read"
    ),
    "date_source": Column(TEXT, "", "where the date was read: column, url, meta, text, feed, none"),
    "date_precision": Column(TEXT, "", "minute, day, month, year, or none"),
    "date_raw": Column(TEXT, "", "the date as it stood in the input"),
    "collected_on": Column(DAY, "date", "crawl or index date; never taken for publication"),
    "dateline_place": Column(TEXT, "", "place in the dateline, title case"),
    "lang": Column(TEXT, "", "language of the body: id, ms, en, und (not decided)"),
    "collection": Column(TEXT, "", "name the user gave to the collection, or that of the source"),
    "source_file": Column(
        TEXT, "", "file the row was read from; members as archive.zip/member.csv"
    ),
    "source_row": Column(
        COUNT, "row", "row as the user's own program shows it (a header is row 1); 1 for a page"
    ),
    "cut_text": Column(TEXT, "", "what was cut from title and text as page furniture"),
}

COPIES = {
    "copy_group": Column(TEXT, "", "article_id of the first article that carries this text"),
    "is_copy": Column(FLAG, "yes/no", "an earlier article of the group is in the table"),
}

LEDGER = {
    "source_file": Column(TEXT, "", "file the row was read from"),
    "source_row": Column(COUNT, "row", "row in that file; 0 when the whole file is meant"),
    "column": Column(TEXT, "", "column concerned, or ''"),
    "action": Column(TEXT, "", "quarantined, repeat, repaired, undated, refused, noted"),
    "reason": Column(
        TEXT, "", "why, in words, with the remedy where there is one; never article text"
    ),
}

SOURCES = {
    "source_file": Column(TEXT, "", "file read"),
    "sha256": Column(TEXT, "", "digest of its bytes"),
    "bytes": Column(COUNT, "bytes", "its size"),
    "kind": Column(TEXT, "", "csv, xlsx, jsonl, parquet, sqlite, html, text, nexis, warc ..."),
    "encoding": Column(TEXT, "", "how its bytes were read"),
    "rows_read": Column(COUNT, "rows", "rows the file holds"),
    "kept": Column(COUNT, "rows", "rows that became articles"),
    "quarantined": Column(COUNT, "rows", "rows refused, each on the ledger"),
    "repeats": Column(COUNT, "rows", "rows equal to an earlier row in every input column"),
    "query": Column(TEXT, "", "the search that an export says it answers, or ''"),
    "exported_on": Column(TEXT, "", "when an export says it was made, as printed, or ''"),
    "self_check": Column(TEXT, "", "what a file counts of itself, against what was read, or ''"),
}

MARKS = {
    "issue": Column(TEXT, "", "name of the issue"),
    "is_issue": Column(FLAG, "yes/no", "the article is about the issue or mentions it"),
    "issue_level": Column(COUNT, "level", "0 not, 1 mentioned, 2 main subject"),
    "issue_score": Column(SHARE, "points", "evidence found, graded"),
    "issue_reason": Column(TEXT, "", "the terms that decided, or those that spoke against"),
    "lexicon_version": Column(TEXT, "", "digest of the lexicon or query that marked it"),
}

CODED = {
    "article_id": Column(TEXT, "", "article that was read"),
    "relevance": Column(COUNT, "level", "0 not on the issue, 1 mentioned, 2 main subject"),
    "coder": Column(TEXT, "", "who coded it: a short name or initials"),
    "coded_at": Column(TEXT, "time", "moment of coding, UTC, as 2026-01-31T08:30:00+00:00"),
    "is_borderline": Column(FLAG, "yes/no", "a careful second reader might differ"),
    "note": Column(TEXT, "", "why, in a few words; never text of the article"),
    "stratum": Column(TEXT, "", "stratum it was drawn from, or ''"),
    "stratum_size": Column(COUNT, "articles", "articles of the corpus in that stratum"),
    "probability": Column(SHARE, "0-1", "chance of being drawn; NaN where it was picked"),
}

MENTIONS = {
    "article_id": Column(TEXT, "", "article the hit is in"),
    "concept": Column(TEXT, "", "concept of the lexicon"),
    "term": Column(TEXT, "", "term of the lexicon"),
    "surface": Column(TEXT, "", "the words as they stand in the article"),
    "position": Column(COUNT, "characters", "offset in title or text"),
    "in_title": Column(FLAG, "yes/no", "the hit is in the title"),
    "is_avoided": Column(FLAG, "yes/no", "the hit stands in a context to avoid and does not count"),
}

TERM_COUNTS = {
    "period_start": Column(DAY, "date", "first day of the period; NaT: no date good enough"),
    "term": Column(TEXT, "", "term looked for"),
    "mentions": Column(COUNT, "mentions", "how often it stands in title and text"),
    "articles": Column(COUNT, "articles", "articles it stands in"),
    "total_articles": Column(COUNT, "articles", "articles read in the period"),
    "tokens": Column(COUNT, "words", "words read in the period"),
    "share": Column(SHARE, "0-1", "articles / total_articles; NaN where nothing was read"),
}

THEMES = {
    "concept": Column(TEXT, "", "aspect of the issue, a concept of the lexicon of aspects"),
    "label_en": Column(TEXT, "", "its name in English"),
    "label_id": Column(TEXT, "", "its name in Indonesian"),
    "issue_articles": Column(COUNT, "articles", "articles on the issue"),
    "articles": Column(COUNT, "articles", "of these, articles that speak of the aspect"),
    "share": Column(SHARE, "0-1", "articles / issue_articles; NaN where there are none"),
    "share_low": Column(SHARE, "0-1", "lower end of its 95 % Wilson interval"),
    "share_high": Column(SHARE, "0-1", "upper end of its 95 % Wilson interval"),
    "mentions": Column(COUNT, "mentions", "pieces of evidence for it"),
    "terms": Column(COUNT, "terms", "distinct terms that stood for it"),
    "issue": Column(TEXT, "", "name of the issue"),
    "lexicon_version": Column(TEXT, "", "digest of the lexicon that marked the issue"),
    "aspects_version": Column(TEXT, "", "digest of the lexicon of aspects"),
}

ATTENTION = {
    "period_start": Column(DAY, "date", "first day of the period; weeks begin on Monday"),
    "issue": Column(TEXT, "", "name of the issue"),
    "total_articles": Column(COUNT, "articles", "articles read in the period: the denominator"),
    "issue_articles": Column(COUNT, "articles", "of these, articles on the issue"),
    "total_stories": Column(
        KNOWN, "stories", "distinct stories among the articles read; <NA>: copies not counted"
    ),
    "issue_stories": Column(KNOWN, "stories", "of these, stories on the issue"),
    "share": Column(
        SHARE,
        "0-1",
        "issue_articles / total_articles, or at fixed outlet weights; NaN where nothing was read",
    ),
    "share_low": Column(SHARE, "0-1", "lower end of its 95 % interval (Wilson, effective size)"),
    "share_high": Column(SHARE, "0-1", "upper end of its 95 % interval (Wilson, effective size)"),
    "design_effect": Column(
        SHARE,
        "ratio",
        "variance over that of as many independent articles, 1 or more; NaN: copies not counted, "
        "the interval is too narrow",
    ),
    "is_partial": Column(FLAG, "yes/no", "the corpus begins or ends inside this period"),
    "is_gap": Column(FLAG, "yes/no", "no article was read: no data, which is not no attention"),
    "left_out_articles": Column(
        COUNT,
        "articles",
        "articles not counted: on days of a false date pile-up, or of outlets outside the panel",
    ),
    "lexicon_version": Column(TEXT, "", "digest of the lexicon"),
}

CASES = {
    "issue": Column(TEXT, "", "name of the issue the case belongs to"),
    "case_id": Column(TEXT, "", "name in the register"),
    "public_name": Column(TEXT, "", "form, province and year: all that leaves in a public report"),
    "form": Column(TEXT, "", "form of exploitation"),
    "province": Column(TEXT, "", "province, or '' when abroad"),
    "begins_on": Column(DAY, "date", "first day an article can speak of the case"),
    "ends_on": Column(DAY, "date", "last day, or NaT while open"),
}

LINKS = {
    "article_id": Column(TEXT, "", "article linked"),
    "case_id": Column(TEXT, "", "case it speaks of"),
    "link_reason": Column(TEXT, "", "terms and window that made the link"),
}

TABLES = {
    "articles": ARTICLES,
    "copies": COPIES,
    "ledger": LEDGER,
    "sources": SOURCES,
    "marks": MARKS,
    "coded": CODED,
    "mentions": MENTIONS,
    "term_counts": TERM_COUNTS,
    "themes": THEMES,
    "attention": ATTENTION,
    "cases": CASES,
    "links": LINKS,
}


def check(table: pd.DataFrame, name: str, *, needs: list[str] | None = None) -> pd.DataFrame:
    """Return the table unchanged if it has the columns of its kind, else say what is missing.

    `needs` limits the check to some columns. Raises InputError that names each missing or
    mistyped column.
    """
    columns = {c: TABLES[name][c] for c in needs} if needs else TABLES[name]
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise InputError(
            f"{name}: no column {', '.join(missing)}; corpus.load and words.mark make them"
        )
    wrong = [
        f"{c} is {table[c].dtype}, not {k.dtype}"
        for c, k in columns.items()
        if not _fits(table[c], k.dtype)
    ]
    if wrong:
        raise InputError(f"{name}: {'; '.join(wrong)}")
    return table


def _fits(column: pd.Series, dtype: str) -> bool:
    if dtype == DAY:
        return pd.api.types.is_datetime64_dtype(column)
    if dtype == TIME:
        return isinstance(column.dtype, pd.DatetimeTZDtype)
    if dtype == TEXT:
        return pd.api.types.is_string_dtype(column)
    return pd.api.types.is_dtype_equal(column.dtype, dtype)


def frame(name: str, rows: list[dict] | dict | pd.DataFrame) -> pd.DataFrame:
    """Make a table of this kind: columns in order, missing ones empty, dtypes set."""
    table = pd.DataFrame(rows)
    empty = {TEXT: "", COUNT: 0, FLAG: False, SHARE: float("nan"), KNOWN: pd.NA}
    for column, kind in TABLES[name].items():
        if column not in table.columns:
            table[column] = pd.Series(
                empty.get(kind.dtype, pd.NaT), index=table.index, dtype=kind.dtype
            )
        elif kind.dtype == TEXT:
            table[column] = table[column].fillna("").astype(TEXT)
        else:
            table[column] = table[column].astype(kind.dtype)
    extra = [c for c in table.columns if c not in TABLES[name]]
    return table[[*TABLES[name], *extra]]


def dictionary() -> str:
    """Return the data dictionary as Markdown: one table of columns for each table."""
    parts = ["# Data dictionary\n\nMade from `analysis/schema.py` by `sorotan dictionary`.\n"]
    for name, columns in TABLES.items():
        parts.append(f"\n## {name}\n\n| column | dtype | unit | meaning |\n|---|---|---|---|\n")
        parts += [f"| `{c}` | {k.dtype} | {k.unit} | {k.meaning} |\n" for c, k in columns.items()]
    return "".join(parts)
