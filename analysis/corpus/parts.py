"""Takes one file in: its rows in batches, dated together, kept in memory or on the disk.

In: a file that `opening` opened. Out: a Part, which says what became of every row of the file and
gives its articles batch by batch, as often as asked. Where a folder is given the batches lie there
as Parquet until the load ends, so that memory holds keys and no texts.

Cannot do: it compares nothing with other files; `merge` does.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import schema
from analysis.corpus import assemble, columns, rowdates
from analysis.corpus.ledger import Account, note, notes
from analysis.corpus.opening import Held
from analysis.corpus.pagerows import page_batch
from analysis.corpus.readers import ROW, Pages, Raw
from analysis.schema import InputError

LINE = (3, 160)
"""Lines of so many characters may be furniture that repeats; a longer one is a paragraph."""
_SENTENCE = r"[.!?…][\"”’')\]]*$"
_TABLES = ("csv", "xlsx", "jsonl", "parquet", "sqlite")
_FACTS = ("query", "exported_on", "self_check")
_KEPT_KEYS = ["row_key", "article_id", "title_key", "source_row", "outlet", *rowdates.COLUMNS]
_SAME_ID = "rows share their id with a row of other content; all kept"
_SPOILT_ID = "ids in scientific notation: a spreadsheet cut their digits"


class Part(NamedTuple):
    """One file or archive member: its account, the keys of its rows, its batches of rows."""

    name: str
    sha256: str = ""
    size: int = 0
    kind: str = ""
    encoding: str = ""
    rows_read: int = 0
    notes: pd.DataFrame = schema.frame("ledger", [])
    keys: pd.DataFrame | None = None  # a row an article: row_key, article_id, dates ...
    rows: Callable[[], Iterator[pd.DataFrame]] = lambda: iter(())
    lines: Callable[[], Iterator[pl.DataFrame]] = lambda: iter(())
    own: Account | None = None  # the account of articles that are finished already
    facts: Mapping[str, str] = {}  # query, exported_on, self_check
    refusal: str = ""


class _Store(NamedTuple):
    """Where batches go and come from."""

    add: Callable[[pd.DataFrame, pl.DataFrame], None]
    rows: Callable[[], Iterator[pd.DataFrame]]
    lines: Callable[[], Iterator[pl.DataFrame]]
    close: Callable[[], None]


def take(
    held: Held,
    mapping: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
    folder: Path | None = None,
) -> Part:
    """Read a file to its end; what cannot be read is told in `refusal`.

    With `folder` the batches are written there, else they stay in memory.
    """
    refused = Part(held.name, held.sha256, held.size, refusal=held.refusal)
    if held.refusal:
        return refused
    store = _on_disk(folder) if folder else _in_memory()
    try:
        if held.own:
            return _own(held, store, is_large=folder is not None)
        return _read(held, mapping, collection, lang, store)
    except InputError as error:
        return refused._replace(refusal=str(error))
    finally:
        store.close()


def _own(held: Held, store: _Store, *, is_large: bool) -> Part:
    """Take a table of ours; a large load reads it again rather than hold it."""
    batches, account = held.own()
    ids = []
    for rows in batches:
        ids.append(rows[["article_id", "published_on"]])
        if not is_large:
            store.add(rows, lines_of(rows["text"].head(0)))
    return Part(
        held.name,
        held.sha256,
        held.size,
        "parquet",
        keys=pd.concat(ids, ignore_index=True),
        rows=(lambda: held.own()[0]) if is_large else store.rows,
        own=account,
    )


def _read(
    held: Held,
    mapping: Mapping[str, str] | None,
    collection: str,
    lang: str | None,
    store: _Store,
) -> Part:
    """Take every batch of a table or of pages, then date the rows of the file together."""
    keys, told, healed, read = [], [], Counter(), 0
    facts: dict[str, str] = {}
    raw, is_fit, names = None, False, {}
    for raw in held.batches():
        if keys and mapping:  # rows of JSON may leave out what is empty
            mapping = {t: n for t, n in mapping.items() if n in raw.frame.columns}
        is_fit = is_fit or isinstance(raw, Pages) or assemble.fits(raw, mapping)
        names |= dict.fromkeys(raw.frame.columns if isinstance(raw, Raw) else ())
        batch = _understand(raw, held.name, mapping, collection, lang)
        told += [schema.frame("ledger", raw.notes), batch.notes]
        healed.update(batch.healed)
        read += raw.rows_read
        facts |= raw.provenance
        if len(batch.rows):
            store.add(batch.rows, lines_of(batch.rows["text"], sum(map(len, keys))))
            keys.append(batch.keys)
    if raw is None:
        raise InputError(f"{held.name}: the file is empty")
    if not is_fit:
        raise columns.refuse(held.name, [c for c in raw.frame.columns if c != ROW])
    if raw.kind in _TABLES:
        told.append(_remarks(held.name, [n for n in names if n != ROW], mapping, read))
    dated, notes_ = _keyed(keys, held.name, raw)
    told += [_healed(healed, held.name), notes_]
    return Part(
        held.name,
        held.sha256,
        held.size,
        raw.kind,
        raw.encoding,
        read,
        pd.concat([t for t in told if len(t)] or told[:1], ignore_index=True),
        dated,
        store.rows,
        store.lines,
        facts={k: v for k, v in facts.items() if k in _FACTS},
    )


def _remarks(
    name: str, header: list[str], mapping: Mapping[str, str] | None, read: int
) -> pd.DataFrame:
    """Tell of a table without rows, and of columns that nothing is read from."""
    reasons = [] if read else ["a header and no rows"]
    if unused := columns.unused(header, mapping):
        reasons.append(f"columns not used: {', '.join(unused)}; name one with columns={{...}}")
    return schema.frame("ledger", [note(name, 0, "noted", reason) for reason in reasons])


def _understand(
    raw: Raw | Pages,
    name: str,
    mapping: Mapping[str, str] | None,
    collection: str,
    lang: str | None,
) -> assemble.Batch:
    if isinstance(raw, Pages):
        return page_batch(raw, name, collection=collection, lang=lang)
    return assemble.understand(raw, name, mapping, collection=collection, lang=lang)


def _keyed(
    keys: list[pd.DataFrame], name: str, last: Raw | Pages
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    if not keys:
        return None, schema.frame("ledger", [])
    joined = assemble.joined_keys(keys)
    keys.clear()
    if isinstance(last, Pages):
        return joined[_KEPT_KEYS], schema.frame("ledger", [])
    is_press_database = last.kind in ("nexis", "factiva")
    dates, told = rowdates.settle(
        joined, name, date_source=last.date_source, is_press_database=is_press_database
    )
    told = pd.concat([told, *_id_notes(joined, name)], ignore_index=True)
    return pd.DataFrame({c: (dates if c in dates else joined)[c] for c in _KEPT_KEYS}), told


def _healed(healed: Counter, name: str) -> pd.DataFrame:
    told = [
        note(name, 0, "repaired", f"{n:,} texts: {why}", column="text")
        for why, n in sorted(healed.items())
        if why
    ]
    return schema.frame("ledger", told)


def _id_notes(keys: pd.DataFrame, name: str) -> Iterator[pd.DataFrame]:
    """Note, once a file, ids that are not unique or that a spreadsheet spoilt."""
    given = keys[(keys["input_id"] != "") & ~keys["row_key"].duplicated()]
    told = {
        _SAME_ID: given[given["input_id"].duplicated(keep=False)],
        _SPOILT_ID: given[given["input_id"].str.fullmatch(r"\d(?:[.,]\d+)?[Ee]\+\d+")],
    }
    for why, rows in told.items():
        if len(rows):
            first = rows.head(1).assign(source_file=name)
            yield notes(first, "noted", f"{len(rows):,} {why}", column="id")


def lines_of(texts: pd.Series, first: int = 0) -> pl.DataFrame:
    """Return the short lines of texts: a row a line, its text's place, its own, its digest.

    `first` is the place of the first text within its file.
    """
    table = pl.DataFrame({"text": pl.from_arrow(pa.array(texts, pa.large_string()))})
    lines = (
        table.with_row_index("row", first)
        .filter(pl.col("text").str.contains("\n", literal=True))
        .with_columns(pl.col("text").str.split("\n"))
        .with_columns(line=pl.int_ranges(pl.col("text").list.len()))
        .explode("text", "line")
    )
    size = pl.col("text").str.len_chars()
    return lines.filter(size.is_between(*LINE)).select(
        pl.col("row").cast(pl.UInt32),
        pl.col("line").cast(pl.UInt32),
        pl.col("text").str.strip_chars().str.to_lowercase().hash(0).alias("digest"),
        pl.col("text").str.contains(_SENTENCE).alias("is_sentence"),
    )


def _in_memory() -> _Store:
    rows: list[pd.DataFrame] = []
    lines: list[pl.DataFrame] = []

    def add(batch: pd.DataFrame, short: pl.DataFrame) -> None:
        rows.append(batch)
        lines.append(short)

    return _Store(add, lambda: iter(rows), lambda: iter(lines), lambda: None)


def _on_disk(folder: Path) -> _Store:
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}

    def write(name: str, table: pa.Table) -> None:
        if name not in writers:
            writers[name] = pq.ParquetWriter(folder / name, table.schema, compression="lz4")
        writers[name].write_table(table.cast(writers[name].schema))

    def add(batch: pd.DataFrame, short: pl.DataFrame) -> None:
        write("rows.parquet", pa.Table.from_pandas(batch, preserve_index=False))
        write("lines.parquet", short.to_arrow())

    def close() -> None:
        for writer in writers.values():
            writer.close()

    return _Store(add, partial(stored_rows, folder), partial(stored_lines, folder), close)


def stored_rows(folder: Path) -> Iterator[pd.DataFrame]:
    """Yield the batches of rows that lie in a folder, as they were written."""
    for table in _groups(folder / "rows.parquet"):
        yield table.to_pandas()


def stored_lines(folder: Path) -> Iterator[pl.DataFrame]:
    """Yield the lines of each batch that lie in a folder."""
    for table in _groups(folder / "lines.parquet"):
        yield pl.from_arrow(table)


def _groups(path: Path) -> Iterator[pa.Table]:
    if path.exists():
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                yield file.read_row_group(number)
