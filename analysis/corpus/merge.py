"""Brings what was read from several files together: one table of articles, one account.

Tables go through `assemble`; pages were understood by their readers; files that `write_parquet`
wrote come as they are. The law is checked for each file: rows read = kept + quarantined + repeats.

Cannot do: it does not tell that two files hold one article in different words.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis import schema
from analysis.corpus.assemble import article_ids, articles, sort_rows
from analysis.corpus.ledger import attach, ledger, note, sources
from analysis.schema import InputError


class Reading(NamedTuple):
    """What a load gives: the articles, the ledger of rows, the account of files."""

    articles: pd.DataFrame
    ledger: pd.DataFrame
    sources: pd.DataFrame


class Part(NamedTuple):
    """One file or archive member and what it holds: rows of a table, a page, articles, or none."""

    name: str
    sha256: str = ""
    size: int = 0
    kind: str = ""
    encoding: str = ""
    rows_read: int = 0
    notes: Sequence[dict] = ()
    rows: pd.DataFrame | None = None  # as `assemble.fields` gives them
    page: dict | None = None  # fields of one article
    own: pd.DataFrame | None = None  # articles with their account
    refusal: str = ""


def merge(parts: list[Part], *, collection: str = "", lang: str | None = None) -> Reading:
    """Return the articles of all parts with their ledger and sources."""
    own, kept, again = _own(parts)
    tabled, notes = _tabled(parts, collection, lang)
    paged, page_notes = _paged(parts, collection, lang)
    both = [t for t in (own, tabled, paged) if len(t)] or [tabled]
    made = _unique(pd.concat(both, ignore_index=True))
    made = schema.frame("articles", made)
    refused = [note(p.name, 0, "refused", _reason(p)) for p in parts if p.refusal]
    told = [n for p in parts for n in p.notes] + notes + page_notes + refused + again
    rows = _sorted(schema.frame("ledger", told))
    account = _account(parts, rows, pd.concat([tabled["source_file"], paged["source_file"]]))
    rows = pd.concat([t for t in (*(ledger(t) for t in kept), rows) if len(t)] or [rows])
    account = pd.concat([*(sources(t) for t in kept), account])
    rows, account = rows.reset_index(drop=True), account.reset_index(drop=True)
    return Reading(attach(made, rows, account), rows, account)


def _own(parts: list[Part]) -> tuple[pd.DataFrame, list[pd.DataFrame], list[dict]]:
    first: dict[str, Part] = {}
    notes = []
    for part in (p for p in parts if p.own is not None):
        seen = first.setdefault(part.sha256, part)
        if seen is not part:
            reason = f"the same bytes as {seen.name}; read once"
            notes.append(note(part.name, 0, "refused", reason))
    tables = [p.own for p in first.values()]
    joined = pd.concat(tables, ignore_index=True) if tables else schema.frame("articles", [])
    return joined, tables, notes


def _tabled(
    parts: list[Part], collection: str, lang: str | None
) -> tuple[pd.DataFrame, list[dict]]:
    tables = [p.rows for p in parts if p.rows is not None]
    if not tables:
        return schema.frame("articles", []), []
    sorted_rows = sort_rows(pd.concat(tables, ignore_index=True))
    if sorted_rows.kept.empty:
        return schema.frame("articles", []), sorted_rows.notes
    made, notes = articles(sorted_rows.kept, collection=collection, lang=lang)
    return made, [*sorted_rows.notes, *notes]


def _paged(parts: list[Part], collection: str, lang: str | None) -> tuple[pd.DataFrame, list[dict]]:
    first: dict[str, Part] = {}
    notes = []
    for part in (p for p in parts if p.page is not None):
        seen = first.setdefault(part.sha256, part)
        if seen is not part:
            notes.append(note(part.name, 1, "repeat", f"the same bytes as {seen.name}"))
    if not first:
        return schema.frame("articles", []), notes
    rows = [_page_row(p, collection, lang) for p in first.values()]
    made = schema.frame("articles", rows)
    keyed = made.assign(date=made["date_raw"], row_key=list(first))
    undated = [
        note(p.name, 1, "undated", "no date in the page", column="date")
        for p, on in zip(first.values(), made["published_on"])
        if pd.isna(on)
    ]
    return made.assign(article_id=article_ids(keyed)), [*notes, *undated]


def _page_row(part: Part, collection: str, lang: str | None) -> dict:
    known = {k: v for k, v in part.page.items() if k in schema.ARTICLES}
    given = {"collection": collection, "source_file": part.name, "source_row": 1}
    return known | given | ({"lang": lang} if lang else {})


def _reason(part: Part) -> str:
    return part.refusal.removeprefix(f"{part.name}: ")


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["source_file", "source_row"], kind="stable", ignore_index=True)


def _unique(made: pd.DataFrame) -> pd.DataFrame:
    """Give an article that came twice by different ways, as row and as page, an id of its own."""
    double = made["article_id"].duplicated()
    if not double.any():
        return made
    turn = made.groupby("article_id").cumcount()
    ids = [
        hashlib.sha256(f"{i}\n{n}".encode()).hexdigest()[:16] if n else i
        for i, n in zip(made["article_id"], turn)
    ]
    return made.assign(article_id=pd.Series(ids, index=made.index, dtype="str"))


def _account(parts: list[Part], rows: pd.DataFrame, came: pd.Series) -> pd.DataFrame:
    kept = came.value_counts()
    actions = rows.groupby(["source_file", "action"]).size()
    lines = [
        {
            "source_file": p.name,
            "sha256": p.sha256,
            "bytes": p.size,
            "kind": p.kind,
            "encoding": p.encoding,
            "rows_read": p.rows_read,
            "kept": int(kept.get(p.name, 0)),
            "quarantined": int(actions.get((p.name, "quarantined"), 0)),
            "repeats": int(actions.get((p.name, "repeat"), 0)),
        }
        for p in parts
        if not p.refusal and p.own is None
    ]
    table = schema.frame("sources", lines)
    _check_law(table)
    return table


def _check_law(table: pd.DataFrame) -> None:
    total = table["kept"] + table["quarantined"] + table["repeats"]
    for name in table.loc[total != table["rows_read"], "source_file"]:
        raise InputError(f"{name}: its rows do not add up; please report this file's form")
