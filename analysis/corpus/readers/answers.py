"""Parses what web services answer in JSON, and makes the batch of rows that a reader gives.

In: the bytes of one answer, or of several written one after another; or rows with the number each
has in its file. Out: plain lists and objects, numbers as the text they were; or a `Raw`.

Cannot do: mend an answer that was cut while it was saved; it is refused whole.
"""

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.csvlines import CELL_LIMIT
from analysis.corpus.readers.decode import decode
from analysis.schema import InputError

HEAD = 65_536  # bytes by which a file is recognised
EMPTY = "neither title nor text"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SPACE = re.compile(r"[\s\ufeff]*")


class Answers(NamedTuple):
    """The JSON documents of a file and how its bytes were read."""

    documents: list
    encoding: str
    notes: list[dict]


def head(content: bytes) -> str:
    """Return the beginning of a file as text, good enough to recognise it by."""
    start = content[:HEAD]
    encoding = "utf-16" if start.startswith(_WIDE) else "utf-8"
    return start.decode(encoding, "replace").lstrip("\ufeff \t\r\n")


def documents(content: bytes, name: str) -> Answers:
    """Return every JSON document of a file, be it one or one a line.

    Raises InputError where a document is cut, damaged, nested too deep or no JSON.
    """
    decoded = decode(content, name)
    if decoded.unreadable:
        line = min(decoded.unreadable)
        raise InputError(f"{name}, line {line}: bytes that are neither UTF-8 nor cp1252")
    text, found = decoded.text, []
    at = _SPACE.match(text).end()
    try:
        while at < len(text):
            document, at = _DECODER.raw_decode(text, at)
            found.append(document)
            at = _SPACE.match(text, at).end()
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name}: {_why(error)}; the answer is cut or damaged, ask the service again"
        ) from error
    return Answers(found, decoded.encoding, decoded.notes)


def _constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_constant)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON from character {error.pos + 1} on"
    return str(error)


def items(found: Iterable[object], key: str) -> list:
    """Return the list under `key` of each document; lists and lone objects stand for themselves."""
    rows: list = []
    for document in found:
        inside = document.get(key) if isinstance(document, dict) else document
        rows += inside if isinstance(inside, list) else [document]
    return rows


def string(value: object) -> str:
    """Return a JSON value as the text of a cell: null is "", lists are joined by "; "."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(string, value)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else "" if value is None else str(value)


def named(item: dict, names: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row under our names; the others keep theirs, marked "(input)".

    Those others are never read; they only tell apart rows that differ in them.
    """
    return {names.get(key, f"{key} (input)"): string(value) for key, value in item.items()}


def batch(
    rows: Iterable[tuple[int, dict[str, str] | str]],
    name: str,
    *,
    kind: str,
    encoding: str,
    notes: Iterable[dict] = (),
    provenance: Mapping[str, str] | None = None,
    date_source: str = "column",
) -> Raw:
    """Make the batch of a file's rows, each with its number; a row given as a reason is refused.

    Refused too, with the reason on the ledger: rows without title and text, cells that no text
    file can hold, cells beyond the limit of size.
    """
    kept, refused = [], []
    for number, row in rows:
        reason = row if isinstance(row, str) else _problem(row)
        if reason:
            refused.append(note(name, number, "quarantined", reason))
        else:
            kept.append((number, row))
    header = list(dict.fromkeys(["title", *(key for _, row in kept for key in row)]))
    cells = [[row.get(key, "") for key in header] for _, row in kept]
    frame = text_frame(header, cells, [number for number, _ in kept])
    told = [*notes, *refused]
    if not kept and not refused:
        told.append(note(name, 0, "noted", "the answer holds no article"))
    return Raw(
        frame,
        kind,
        encoding,
        told,
        len(kept) + len(refused),
        provenance=provenance or {},
        date_source=date_source,
    )


def whole(batches: Raw | Iterable[Raw]) -> Raw:
    """Join the batches of one file, as a reader of tables gives them."""
    parts = [batches] if isinstance(batches, Raw) else list(batches)
    names = list(dict.fromkeys(name for part in parts for name in part.frame.columns))
    frames = [part.frame.reindex(columns=names, fill_value="") for part in parts]
    return parts[-1]._replace(
        frame=pd.concat(frames, ignore_index=True),
        notes=[told for part in parts for told in part.notes],
        rows_read=sum(part.rows_read for part in parts),
    )


def _problem(row: dict[str, str]) -> str:
    if not any(row.get(key, "").strip() for key in ("title", "text", "subtitle")):
        return EMPTY
    if any(len(cell) > CELL_LIMIT for cell in row.values()):
        return f"a cell of more than {CELL_LIMIT:,} characters"
    try:
        "".join([*row, *row.values()]).encode()
    except UnicodeEncodeError:
        return "half a character (a lone surrogate), which no text file can hold"
    return ""
