"""Reads JSONL and JSON as text: numbers keep every digit, `null` is an empty cell.

In JSONL each line stands alone: a bad line is quarantined by its number, the rest is read. A JSON
file is a list of objects, or an object that holds one such list.

Cannot do: objects spread over several lines of a JSONL file; streams larger than memory.
"""

import json
from collections.abc import Iterable

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, text_frame
from analysis.corpus.readers.decode import decode
from analysis.schema import InputError


class _Bad(ValueError):
    """A value that JSON does not know, or a key given twice."""


def read_json(content: bytes, name: str) -> Raw:
    """Read JSON or JSONL; row numbers are lines (JSONL) or places in the list, from 1.

    Raises InputError where the file is no JSON at all or nested too deep.
    """
    decoded = decode(content, name)
    text = decoded.text
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    whole = None if _is_lines(text) else _whole(text, name)
    if whole is None:
        records, refused = _lines(text, name, decoded.unreadable)
    else:
        records, refused = _objects(enumerate(whole, start=1), name)
    if not records and refused:
        first = f"row {refused[0]['source_row']}: {refused[0]['reason']}"
        raise InputError(f"{name}: no row of it could be read; {first}")
    frame = _frame(records)
    notes = [*decoded.notes, *refused]
    return Raw(frame, "jsonl", decoded.encoding, notes, len(records) + len(refused), set())


def _parse(text: str) -> object:
    return json.loads(
        text, parse_int=str, parse_float=str, parse_constant=_constant, object_pairs_hook=_pairs
    )


def _constant(word: str) -> None:
    raise _Bad(f"{word} is not JSON")


def _pairs(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Bad("an object names a key twice")
    return found


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    return str(error)


def _is_lines(text: str) -> bool:
    first = next(line for line in text.split("\n") if line.strip())
    if len(first) == len(text.strip()):
        return False
    try:
        return isinstance(_parse(first), dict)
    except (ValueError, RecursionError):
        return False


def _whole(text: str, name: str) -> list | None:
    """Return the list of rows in a JSON file; None where it may be lines after all."""
    try:
        found = _parse(text)
    except json.JSONDecodeError as error:
        if text.count("\n") > 1 and text.lstrip()[:1] != "[":
            return None
        raise InputError(f"{name}: {_why(error)}") from error
    except (_Bad, RecursionError) as error:
        raise InputError(f"{name}: {_why(error)}") from error
    if isinstance(found, dict):
        lists = [v for v in found.values() if isinstance(v, list) and v and _all_objects(v)]
        return lists[0] if len(lists) == 1 else [found]
    if not isinstance(found, list):
        raise InputError(f"{name}: JSON that holds neither a list nor an object")
    return found


def _all_objects(values: list) -> bool:
    return all(isinstance(v, dict) for v in values)


def _lines(text: str, name: str, unreadable: set[int]) -> tuple[list, list[dict]]:
    found, refused = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            if number in unreadable:
                raise _Bad("bytes that are neither UTF-8 nor cp1252")
            found.append((number, _parse(line)))
        except (ValueError, RecursionError) as error:
            refused.append(note(name, number, "quarantined", _why(error)))
    records, others = _objects(found, name)
    return records, sorted([*refused, *others], key=lambda n: n["source_row"])


def _objects(values: Iterable[tuple[int, object]], name: str) -> tuple[list, list[dict]]:
    records, refused = [], []
    for number, value in values:
        if not isinstance(value, dict):
            refused.append(note(name, number, "quarantined", "not a JSON object"))
            continue
        flat = _flat(value)
        if _is_storable(flat):
            records.append((number, flat))
        else:
            reason = "half a character (a lone surrogate), which no text file can hold"
            refused.append(note(name, number, "quarantined", reason))
    return records, refused


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


def _frame(records: list[tuple[int, dict[str, str]]]):
    header = list(dict.fromkeys(key for _, record in records for key in record))
    rows = [[record.get(key, "") for key in header] for _, record in records]
    return text_frame(header, rows, [number for number, _ in records])
