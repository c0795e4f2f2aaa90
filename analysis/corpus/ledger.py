"""Keeps the account of a load: every row refused or repaired, and what each file gave.

The law: rows read = kept + quarantined + exact repeats, for each file and in all. A loaded table
carries only a short key; the ledger and sources lie here, so that slicing articles stays cheap.

Cannot do: a table built by hand has no account; its ledger and sources are empty.
"""

import hashlib
from typing import NamedTuple

import pandas as pd

from analysis import schema

ATTRIBUTE = "sorotan"
_accounts: dict[str, "Account"] = {}


class Account(NamedTuple):
    """The two tables that say what became of the rows read."""

    ledger: pd.DataFrame
    sources: pd.DataFrame


def note(file: str, row: int, action: str, reason: str, *, column: str = "") -> dict:
    """Return one ledger row; `reason` never holds article text."""
    return {
        "source_file": file,
        "source_row": row,
        "column": column,
        "action": action,
        "reason": reason,
    }


def notes(rows: pd.DataFrame, action: str, reason: object, *, column: str = "") -> pd.DataFrame:
    """Return a ledger row for each of the rows, which have `source_file` and `source_row`.

    `reason` is one for all, or a series of reasons on the index of the rows.
    """
    told = rows[["source_file", "source_row"]].assign(column=column, action=action, reason=reason)
    return schema.frame("ledger", told.reset_index(drop=True))


def attach(articles: pd.DataFrame, rows: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with a key by which `ledger` and `sources` find these two tables."""
    parts = [rows.to_csv(index=False), files.to_csv(index=False)]
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
    _accounts[key] = Account(rows, files)
    tagged = articles.copy(deep=False)
    tagged.attrs = {**articles.attrs, ATTRIBUTE: key}
    return tagged


def ledger(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger of loaded articles: one row a refused, repaired or noted row.

    Empty for a table that `corpus.load` did not make.
    """
    account = _accounts.get(articles.attrs.get(ATTRIBUTE, ""))
    return account.ledger.copy() if account else schema.frame("ledger", [])


def sources(articles: pd.DataFrame) -> pd.DataFrame:
    """Return what was read: one row a file, with its digest and the counts of its rows.

    Empty for a table that `corpus.load` did not make.
    """
    account = _accounts.get(articles.attrs.get(ATTRIBUTE, ""))
    return account.sources.copy() if account else schema.frame("sources", [])


def sum_line(files: pd.DataFrame) -> str:
    """Return the sum of a load in one line, thousands set apart by commas."""
    read, kept, quarantined, repeats = (
        int(files[c].sum()) for c in ("rows_read", "kept", "quarantined", "repeats")
    )
    return (
        f"rows read {read:,} = kept {kept:,} + quarantined {quarantined:,}"
        f" + exact repeats {repeats:,}"
    )
