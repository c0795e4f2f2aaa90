"""Brings what was read from several files together: one table of articles, one account.

In: the parts that `parts.take` made. Out: articles, batch by batch, with exact repeats left out,
ids that no two share and lines that an outlet repeats cut; and the account of every row. The law is
checked for each file: rows read = kept + quarantined + repeats.

Cannot do: it does not tell that two files hold one article in different words.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl

from analysis import schema
from analysis.corpus import repeated, rowdates
from analysis.corpus.ledger import Account, note, notes
from analysis.corpus.parts import Part
from analysis.schema import InputError

_TOGETHER = 2_000  # rows
_CUT = "lines that the outlet repeats in a month were cut as page furniture; see cut_text"


class Merged(NamedTuple):
    """What a load gives before it is laid out: the parts, what is decided, the account."""

    parts: list[Part]
    ids: list[pd.Series]  # article_id of each row of each part, "" where it is a repeat
    cuts: dict[int, pl.DataFrame]  # part -> row, line: lines to cut
    account: Account


def merge(parts: list[Part]) -> Merged:
    """Decide about repeats, ids and repeated lines over all parts, and account for every row."""
    parts = [p for p in parts if p.own] + [p for p in parts if not p.own]
    parts, same = _read_once(parts)
    again, repeats = _repeats(parts)
    ids = _ids(parts, again)
    cuts = _cuts(parts, ids)
    refused = [note(p.name, 0, "refused", _reason(p)) for p in parts if p.refusal]
    told = [*(p.notes for p in parts), *repeats, *_cut_notes(parts, cuts)]
    told += [schema.frame("ledger", [*refused, *same])]
    rows = pd.concat(told, ignore_index=True).sort_values(
        ["source_file", "source_row"], kind="stable", ignore_index=True
    )
    files = _sources(parts, rows, ids)
    owned = [p.own for p in parts if p.own]
    rows = pd.concat([*(o.ledger for o in owned), rows], ignore_index=True)
    files = pd.concat([*(o.sources for o in owned), files], ignore_index=True)
    return Merged(parts, ids, cuts, Account(rows, files))


def batches(merged: Merged) -> Iterator[pd.DataFrame]:
    """Yield the articles, batch by batch; an empty table where there are none."""
    columns = _columns(merged)
    held, size = [], 0
    for made in _made(merged):
        held.append(made)
        size += len(made)
        if size >= _TOGETHER:
            yield _table(held, columns)
            held, size = [], 0
    if size or not any((ids != "").any() for ids in merged.ids):
        yield _table(held, columns)


def _made(merged: Merged) -> Iterator[pd.DataFrame]:
    for number, part in enumerate(merged.parts):
        start = 0
        for rows in part.rows():
            ids = merged.ids[number].iloc[start : start + len(rows)].to_numpy()
            made = _finished(rows, part, start, merged.cuts.get(number))
            start += len(rows)
            yield made.assign(article_id=ids)[ids != ""]


def _table(held: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    # pages come one by one: joined first, they are laid out once
    filled = [table for table in held if len(table)]
    joined = pd.concat(filled, ignore_index=True) if filled else []
    table = schema.frame("articles", joined).reindex(columns=columns)
    extra = [c for c in columns if c not in schema.ARTICLES]
    return (
        table.fillna(dict.fromkeys(extra, ""))
        if filled
        else table.astype({c: "str" for c in extra if c == "input_id"})
    )


def _columns(merged: Merged) -> list[str]:
    """Return the columns of the articles; marks of earlier runs stay where every row has them."""
    read = [part for part in merged.parts if not part.refusal]
    firsts = [next(part.rows(), None) for part in read if part.own]
    shared = [c for c in firsts[0].columns if all(c in f for f in firsts)] if firsts else []
    marks = shared if len(firsts) == len(read) else []
    return list(dict.fromkeys([*schema.ARTICLES, "input_id", *marks]))


def _finished(rows: pd.DataFrame, part: Part, start: int, cut: pl.DataFrame | None) -> pd.DataFrame:
    """Return a batch of rows with its dates, and without the lines that are cut."""
    rows = rows.reset_index(drop=True)
    if part.own:
        return rows
    dates = part.keys[rowdates.COLUMNS].iloc[start : start + len(rows)].reset_index(drop=True)
    rows = rows.join(dates)
    if cut is None:
        return rows
    here = cut.filter(pl.col("row").is_between(start, start + len(rows), closed="left"))
    text, gone = rows["text"].to_numpy(object), rows["cut_text"].to_numpy(object)
    for row, places in here.group_by("row").agg("line").iter_rows():
        at = row - start
        text[at], lines = repeated.without(text[at], places)
        gone[at] = "\n".join(filter(None, [gone[at], lines]))
    return rows.assign(text=text, cut_text=gone)


def _read_once(parts: list[Part]) -> tuple[list[Part], list[dict]]:
    """Leave out finished tables that came twice, and files that a finished table was made of."""
    first: dict[str, str] = {}
    kept, told = [], []
    for part in parts:
        if seen := first.get(part.sha256, "") if part.sha256 else "":
            told.append(note(part.name, 0, "refused", f"its articles are in {seen}; read once"))
            continue
        kept.append(part)
        if part.own:
            made_of = part.own.sources["sha256"]
            first |= dict.fromkeys([part.sha256, *made_of[made_of != ""]], part.name)
    return kept, told


def _repeats(parts: list[Part]) -> tuple[list[np.ndarray], list[pd.DataFrame]]:
    """Tell for each row of each part whether an earlier one equals it, and of which it is one."""
    again, told = [], []
    keyed = [p for p in parts if p.keys is not None and not p.own]
    keys = pd.concat([p.keys["row_key"] for p in keyed], ignore_index=True) if keyed else None
    twice = keys.duplicated().to_numpy() if keyed else np.zeros(0, bool)
    starts = np.cumsum([0, *(len(p.keys) for p in keyed)])
    origin = _origins(keyed, keys, twice, starts) if twice.any() else pd.Series(dtype="str")
    start = 0
    for part in parts:
        if part.keys is None or part.own:
            again.append(np.zeros(0 if part.keys is None else len(part.keys), bool))
            continue
        mine = twice[start : start + len(part.keys)]
        start += len(part.keys)
        again.append(mine)
        if mine.any():
            rows = part.keys.loc[mine, ["source_row"]].assign(source_file=part.name)
            reasons = origin.loc[part.keys.loc[mine, "row_key"]].to_numpy()
            told.append(notes(rows, "repeat", reasons))
    return again, told


def _origins(
    keyed: list[Part], keys: pd.Series, twice: np.ndarray, starts: np.ndarray
) -> pd.Series:
    """Return for each key that recurs where its first row stands, in words."""
    recurring = set(keys[twice])
    first = np.flatnonzero(keys.isin(recurring).to_numpy() & ~twice)
    part = np.searchsorted(starts, first, side="right") - 1
    words = [
        f"the same bytes as {_row_name(keyed[p], int(at - starts[p]))}"
        if keyed[p].kind in ("html", "text", "warc")
        else f"equal in every column to {_row_name(keyed[p], int(at - starts[p]))}"
        for p, at in zip(part, first)
    ]
    return pd.Series(words, index=keys.iloc[first].to_numpy(), dtype="str")


def _row_name(part: Part, at: int) -> str:
    if part.kind in ("html", "text"):
        return part.name
    return f"row {part.keys['source_row'].iloc[at]} of {part.name}"


def _ids(parts: list[Part], again: list[np.ndarray]) -> list[pd.Series]:
    """Return the id of each row, "" for a repeat; rows that share one get a turn.

    The turn goes by the contents of the rows, so that the order of files does not matter.
    """
    tables = [
        pd.DataFrame(
            {
                "id": p.keys["article_id"],
                "key": p.keys["row_key"] if not p.own else "",
                "again": a,
            }
        )
        for p, a in zip(parts, again)
        if p.keys is not None
    ]
    if not tables:
        return [pd.Series(dtype="str") for _ in parts]
    rows = pd.concat(tables, ignore_index=True)
    shared = rows[~rows["again"] & rows["id"].isin(_shared(rows))]
    turn = shared.sort_values("key", kind="stable").groupby("id", sort=False).cumcount()
    late = turn[turn > 0]
    ids = rows["id"].mask(rows["again"], "").to_numpy(object)
    for at, number in late.items():
        ids[at] = hashlib.sha256(f"{ids[at]}\n{number}".encode()).hexdigest()[:16]
    return _dealt(parts, pd.Series(ids, dtype="str"))


def _shared(rows: pd.DataFrame) -> pd.Series:
    kept = rows.loc[~rows["again"], "id"]
    return kept[kept.duplicated()]


def _dealt(parts: list[Part], ids: pd.Series) -> list[pd.Series]:
    ends = np.cumsum([0, *(0 if p.keys is None else len(p.keys) for p in parts)])
    return [ids.iloc[a:b] for a, b in zip(ends, ends[1:])]


def _cuts(parts: list[Part], ids: list[pd.Series]) -> dict[int, pl.DataFrame]:
    """Find the lines to cut; a repeat counts for nothing, the undated are a month."""
    names: dict[tuple, int] = {}
    places = [_places(p, i, names) for p, i in zip(parts, ids)]
    found = repeated.repeated_lines(places, [p.lines for p in parts])
    return {part[0]: rows for part, rows in found.group_by("part")}


def _places(part: Part, ids: pd.Series, names: dict[tuple, int]) -> pd.DataFrame:
    if part.keys is None or part.own:
        return pd.DataFrame({"place": pd.Series(dtype="int64"), "title_key": pd.Series(dtype="u8")})
    month = part.keys["published_on"].dt.to_period("M")
    pairs = pd.MultiIndex.from_arrays([part.keys["outlet"], month])
    code, distinct = pd.factorize(pairs)
    numbers = np.array([names.setdefault(pair, len(names)) for pair in distinct], np.int64)
    counts = (ids != "").to_numpy()
    place = np.where(counts, numbers[code] if len(numbers) else -1, -1)
    return pd.DataFrame({"place": place, "title_key": part.keys["title_key"].to_numpy()})


def _cut_notes(parts: list[Part], cuts: dict[int, pl.DataFrame]) -> list[pd.DataFrame]:
    told = [
        note(parts[part].name, 0, "repaired", f"{len(rows):,} {_CUT}", column="text")
        for part, rows in sorted(cuts.items())
    ]
    return [schema.frame("ledger", told)]


def _reason(part: Part) -> str:
    return part.refusal.removeprefix(f"{part.name}: ")


def _sources(parts: list[Part], rows: pd.DataFrame, ids: list[pd.Series]) -> pd.DataFrame:
    actions = rows.groupby(["source_file", "action"]).size()
    lines = [
        {
            "source_file": p.name,
            "sha256": p.sha256,
            "bytes": p.size,
            "kind": p.kind,
            "encoding": p.encoding,
            "rows_read": p.rows_read,
            "kept": int((given != "").sum()),
            "quarantined": int(actions.get((p.name, "quarantined"), 0)),
            "repeats": int(actions.get((p.name, "repeat"), 0)),
            **p.facts,
        }
        for p, given in zip(parts, ids)
        if not p.refusal and p.own is None
    ]
    table = schema.frame("sources", lines)
    total = table["kept"] + table["quarantined"] + table["repeats"]
    for name in table.loc[total != table["rows_read"], "source_file"]:
        raise InputError(f"{name}: its rows do not add up; please report this file's form")
    return table
