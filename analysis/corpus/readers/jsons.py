"""Reads JSON Lines as a stream, and JSON: numbers keep every digit, `null` is an empty cell.

In: bytes, or a stream read forward once. Out: batches of rows as text. In JSON Lines each line
stands alone: a bad line is quarantined by its number, the rest is read. A JSON file is read whole;
`jsonrows` finds the rows in it. Objects are flattened by one level (source.name); lists of words
are joined by '; '.

Cannot do: objects spread over several lines of a JSON Lines file; JSON in one piece of more than
500 MB. A column that appears late in a file is absent from the batches before it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw
from analysis.corpus.readers.arrow import arrow_frame
from analysis.corpus.readers.jsonrows import CUT, LOST, Found, find_rows, rows_before
from analysis.corpus.readers.lines import BLOCK, LINE_LIMIT, Lines, Window
from analysis.schema import InputError

BATCH = 8 << 20  # bytes of input
WHOLE_LIMIT = 500_000_000
_TRIED = 100  # lines of a long file looked at for one that is an object
_SURROGATE = "half a character (a lone surrogate), which no text file can hold"


class _BadError(ValueError):
    """A value that JSON does not know, or a key given twice."""


class _Rows(NamedTuple):
    """Objects read, flat, with their numbers, and the notes on those refused."""

    records: list[dict[str, str]]
    numbers: list[int]
    refused: list[dict]


def read_json(
    source: bytes | BinaryIO, name: str, mapping: Mapping[str, str] | None = None
) -> Iterator[Raw]:
    """Read JSON or JSON Lines in batches; row numbers are lines, or places in the list, from 1.

    `mapping` only helps to find the list. Raises InputError where the file is no JSON at all,
    holds no row that could be read, is nested too deep, or is one piece of JSON larger than memory
    allows.
    """
    return read_batches(source, name, mapping)


def read_batches(
    source: bytes | BinaryIO,
    name: str,
    mapping: Mapping[str, str] | None = None,
    *,
    block: int = BLOCK,
    batch: int = BATCH,
) -> Iterator[Raw]:
    """Read as `read_json` does, by so many bytes at a time."""
    lines = Lines(source, name, end=b"\n", block=block)
    lines.limit = WHOLE_LIMIT  # until it is known that it is JSON Lines
    window = _first_line(lines)
    whole = None
    if not _is_lines(window):
        window = lines.grow(window, WHOLE_LIMIT - len(window.data))
        whole = _whole(window, lines, mapping)
    lines.limit = LINE_LIMIT
    if whole is None:
        yield from _batches(_by_line(lines, window, block), lines, batch)
    else:
        rows = _objects(enumerate(whole, start=1), name)
        yield from _batches([(rows, len(window.data))], lines, batch)


def _first_line(lines: Lines) -> Window:
    """Return a window that holds the first line that is not blank, and some of what follows."""
    window = lines.first()
    while not window.is_last and len(window.data.strip().split(b"\n", 1)) < 2:
        window = lines.grow(window, len(window.data))
    if not window.data.strip():
        raise InputError(f"{lines.name}: the file is empty")
    return window


def _is_lines(window: Window) -> bool:
    lines = window.data.strip().split(b"\n", 1)
    return len(lines) > 1 and _is_object(lines[0].decode())


def _is_object(line: str) -> bool:
    try:
        return isinstance(_parse(line), dict)
    except (ValueError, RecursionError):
        return False


def _whole(window: Window, lines: Lines, mapping: Mapping[str, str] | None) -> list | None:
    """Return the list of rows in a JSON file; None where it may be lines after all."""
    text = window.data.decode()
    if not window.is_last or len(window.data) > WHOLE_LIMIT:
        if any(_is_object(line) for line in text.split("\n", _TRIED)[:_TRIED]):
            return None
        raise InputError(
            f"{lines.name}: JSON in one piece of more than {WHOLE_LIMIT:,} bytes; save it as JSON"
            " Lines"
        )
    try:
        found = _parse(text)
    except json.JSONDecodeError as error:
        kept = None if window.unreadable else rows_before(text, error, _DECODER, mapping)
        if kept:
            return _told(kept, lines)
        if text.count("\n") > 1 and text.lstrip()[:1] != "[":
            return None
        raise InputError(f"{lines.name}: {_why(error)}") from error
    except (_BadError, RecursionError) as error:
        raise InputError(f"{lines.name}: {_why(error)}") from error
    if window.unreadable:
        where = f"{lines.name}: line {min(window.unreadable)}"
        raise InputError(f"{where}: {lines.reading.fault}; save it again as UTF-8")
    return _told(find_rows(found, lines.name, mapping), lines)


def _told(found: Found, lines: Lines) -> list:
    """Return the rows that were found, and put what is to tell of them on the notes."""
    lines.reading.notes += [note(lines.name, 0, "noted", remark) for remark in found.remarks]
    return found.rows


def _constant(word: str) -> None:
    raise _BadError(f"{word} is not JSON")


def _pairs(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _BadError("an object names a key twice")
    return found


_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_constant, object_pairs_hook=_pairs
)
_parse = _DECODER.decode


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    return str(error)


def _by_line(lines: Lines, window: Window, block: int) -> Iterator[tuple[_Rows, int]]:
    """Yield the rows of window after window, with their weight in bytes."""
    while True:
        yield _read_lines(window, lines), len(window.data)
        if window.is_last:
            return
        window = lines.grow(window.after(len(window.data), window.data.count(b"\n")), block)


def _read_lines(window: Window, lines: Lines) -> _Rows:
    records, numbers, refused = [], [], []
    for number, line in enumerate(window.data.split(b"\n"), start=window.line):
        if not line.strip():
            continue
        try:
            records.append(_read_line(line, number in window.unreadable, lines))
            numbers.append(number)
        except (ValueError, RecursionError) as error:
            refused.append(note(lines.name, number, "quarantined", _why(error)))
    return _Rows(records, numbers, refused)


def _read_line(line: bytes, is_unreadable: bool, lines: Lines) -> dict[str, str]:
    if is_unreadable:
        raise _BadError(lines.reading.fault)
    if len(line) > LINE_LIMIT:
        raise _BadError(f"a line of more than {LINE_LIMIT:,} bytes")
    # only an escape can make half a character out of valid UTF-8
    return _record(_parse(line.decode()), may_be_half=b"\\u" in line)


def _objects(values: Iterable[tuple[int, object]], name: str) -> _Rows:
    records, numbers, refused = [], [], []
    for number, value in values:
        try:
            if value is CUT:
                raise _BadError(f"the file ends inside item {number}; {LOST}")
            records.append(_record(value, may_be_half=True))
            numbers.append(number)
        except _BadError as error:
            refused.append(note(name, number, "quarantined", str(error)))
    return _Rows(records, numbers, refused)


def _record(value: object, *, may_be_half: bool) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _BadError("not a JSON object")
    flat = value if set(map(type, value.values())) == {str} else _flat(value)
    if may_be_half and not _is_storable(flat):
        raise _BadError(_SURROGATE)
    return flat


def _is_storable(record: dict[str, str]) -> bool:
    try:
        for key, value in record.items():
            key.encode()
            value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _flat(record: dict) -> dict[str, str]:
    """Flatten objects by one level (source.name), join lists of words by '; '."""
    flat = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{k}": _text(v) for k, v in value.items()}
        else:
            flat[key] = _text(value)
    return flat


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return "; ".join(_text(v) for v in value)
    return json.dumps(value, ensure_ascii=False)


def _batches(found: Iterable[tuple[_Rows, int]], lines: Lines, batch: int) -> Iterator[Raw]:
    header: dict[str, None] = {}  # every column met so far, so that later batches have it too
    held, weight, is_first = [], 0, True
    for rows, size in found:
        held.append(rows)
        weight += size
        for names in dict.fromkeys(map(tuple, rows.records)):
            header |= dict.fromkeys(names)
        if weight >= batch and header:
            yield _raw(held, header, lines)
            held, weight, is_first = [], 0, False
    if is_first:
        _refuse_without_rows(held, lines.name)
    if held or lines.reading.notes:
        yield _raw(held, header, lines)


def _refuse_without_rows(held: list[_Rows], name: str) -> None:
    refused = [n for rows in held for n in rows.refused]
    if refused and not any(rows.records for rows in held):
        first = f"row {refused[0]['source_row']}: {refused[0]['reason']}"
        raise InputError(f"{name}: no row of it could be read; {first}")


def _raw(held: list[_Rows], header: Iterable[str], lines: Lines) -> Raw:
    names = list(header)
    numbers = np.array([n for rows in held for n in rows.numbers], "int64")
    cells = [
        pa.chunked_array([_column(rows, name) for rows in held], pa.large_string())
        for name in names
    ]
    refused = [n for rows in held for n in rows.refused]
    frame = arrow_frame(names, cells, numbers)
    notes = [*lines.take_notes(), *refused]
    return Raw(frame, "jsonl", lines.reading.encoding, notes, len(numbers) + len(refused))


def _column(rows: _Rows, name: str) -> pa.Array:
    return pa.array([record.get(name, "") for record in rows.records], pa.large_string())
