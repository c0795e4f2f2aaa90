"""Finds the rows in a value of JSON: a list of objects however wrapped, or columns side by side.

In: what one piece of JSON holds. Out: the list of its rows, one an article, and what to tell of
the rest. Services wrap their lists ({"data": {"articles": [...]}}), pandas writes columns
({"title": [...], "text": [...]}); a file cut by a broken download keeps its whole items.

Cannot do: lists more than three keys deep; JSON that is wrong elsewhere than at its end.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analysis.corpus import columns
from analysis.schema import InputError

CUT = object()
"""Stands in a list for the item inside which a file ends."""
LOST = "what followed is lost, copy or download it again"

_DEPTH = 3
_LOOKED_AT = 20  # rows whose keys are taken for those of all
_NEAR_END = 12  # characters: an escape or a word cut in two fails at its beginning
_SPACE = re.compile(r"[ \t\r\n]*")
_SAYABLE = re.compile(r"[\w-]{1,30}(?:\.[\w-]{1,30})*")
_SCALAR = str | int | float | bool | None
Mapped = Mapping[str, str] | None


class Found(NamedTuple):
    """The rows of a file, whether they come from a list, and what to tell of the others."""

    rows: list
    is_list: bool
    remarks: list[str]


class _Table(NamedTuple):
    """A list of objects, where it stands, and the columns of articles among its keys."""

    path: str
    rows: list
    fields: set[str]


def find_rows(value: object, name: str, mapping: Mapped = None) -> Found:
    """Return the rows of a value: the list of objects in it that fits articles best.

    Lists with the same fields are read one after the other. An object without one is a row itself.
    Raises InputError where there is neither list nor object, or columns differ in length.
    """
    if isinstance(value, list):
        return Found(value, True, [])
    if not isinstance(value, dict):
        raise InputError(f"{name}: JSON that holds neither a list nor an object")
    tables = [_Table(p, rows, _fields(rows, mapping)) for p, rows in _lists(value, name, mapping)]
    fitting = [t for t in tables if {"title", "text"} & t.fields]
    if not fitting:
        near = [t for t in tables if "." not in t.path]
        return Found(near[0].rows, True, []) if len(near) == 1 else Found([value], False, [])
    best = max(fitting, key=lambda t: (len(t.fields), len(t.rows)))
    if "text" in _fields([value], mapping) and "text" not in best.fields:
        return Found([value], False, [])  # an article with a list of others beside its text
    read = [t for t in fitting if t.fields == best.fields]
    return Found([row for t in read for row in t.rows], True, _remarks(read, fitting))


def _remarks(read: list[_Table], fitting: list[_Table]) -> list[str]:
    others = [t for t in fitting if t not in read]
    if len(fitting) == 1:
        return []
    told = f"read of this file: {_paths(read)}" + (", one after the other" * (len(read) > 1))
    return [told + (f"; not read: {_paths(others)}" if others else "")]


def _paths(tables: list[_Table]) -> str:
    # a key may be anything, an article's words too
    shown = [repr(t.path) if _SAYABLE.fullmatch(t.path) else "another list" for t in tables[:12]]
    return ", ".join(shown) + (" ..." if len(tables) > 12 else "")


def _lists(
    value: object, name: str, mapping: Mapped, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, list]]:
    """Yield each list of objects in a value with the keys that lead to it."""
    if isinstance(value, list) and value and all(isinstance(v, dict) or v is CUT for v in value):
        yield ".".join(path), value
    if not isinstance(value, dict) or len(path) >= _DEPTH:
        return
    made = _by_column(value, name, mapping) or _by_key(value, name, mapping)
    if made:
        yield ".".join(path), made
        return
    for key, inner in value.items():
        yield from _lists(inner, name, mapping, (*path, key))


def _by_column(value: dict, name: str, mapping: Mapped) -> list | None:
    """Return rows of columns that stand side by side, as pandas writes them; None for others."""
    if isinstance(header := value.get("columns"), list) and isinstance(value.get("data"), list):
        return [_row(header, cells) for cells in value["data"]]
    if not columns.fits(value, mapping):
        return None
    parts = list(value.values())
    if all(isinstance(p, list) and all(isinstance(c, _SCALAR) for c in p) for p in parts):
        if len({len(p) for p in parts}) > 1:
            lengths = ", ".join(f"{len(p):,}" for p in parts[:12])
            raise InputError(f"{name}: JSON columns of different lengths ({lengths})")
        return [dict(zip(value, cells)) for cells in zip(*parts)]
    if not all(isinstance(p, dict) and p and p.keys() == parts[0].keys() for p in parts):
        return None
    # {"title": {"rendered": ...}} is one article, {"title": {"0": ...}} a column of them
    if columns.fits([f"{n}.{k}" for n, p in value.items() for k in p], mapping):
        return None
    return [dict(zip(value, cells)) for cells in zip(*(p.values() for p in parts))]


def _row(header: list, cells: object) -> object:
    """Return a row of pandas' `split` as an object; one that does not fit stays, to be refused."""
    if isinstance(cells, list) and len(cells) == len(header):
        return dict(zip(map(str, header), cells))
    return cells


def _by_key(value: dict, name: str, mapping: Mapped) -> list | None:
    """Return the rows of an object that holds one article under each key; None for others."""
    rows = list(value.values())
    if not rows or not all(isinstance(r, dict) and columns.fits(r, mapping) for r in rows):
        return None
    told = [{"title", "text"} & _fields([row], mapping) for row in rows]
    is_alike = all(t == told[0] for t in told)  # not an article and, beside it, its site
    return rows if is_alike and not _by_column(rows[0], name, mapping) else None


def _fields(rows: list, mapping: Mapped) -> set[str]:
    """Return the columns of articles among the keys of the first rows, flat by one level."""
    names: dict[str, None] = {}
    for row in rows[:_LOOKED_AT]:
        for key, inner in row.items() if isinstance(row, dict) else ():
            nested = [f"{key}.{k}" for k in inner] if isinstance(inner, dict) else [key]
            is_rows = isinstance(inner, list) and any(isinstance(i, dict) for i in inner)
            names |= dict.fromkeys([] if is_rows else nested)
    known = {target: name for target, name in (mapping or {}).items() if name in names}
    return set(columns.recognise(names, known).values())


def rows_before(
    text: str, error: json.JSONDecodeError, decoder: json.JSONDecoder, mapping: Mapped = None
) -> Found | None:
    """Return the rows that stand whole in a text cut at its end; None where it has no list of any.

    `error` is what `decoder` said of the text: wrong elsewhere than at its end, it gives None. The
    item inside which the text ends is `CUT`.
    """
    if not _is_cut(text.rstrip(), error):
        return None
    try:
        kept = _partly(text, _after_space(text, 0), decoder, _DEPTH)
        found = find_rows(kept, "", mapping) if kept else None
    except (ValueError, RecursionError):
        return None
    if not found or not found.is_list or not any(isinstance(row, dict) for row in found.rows):
        return None
    if found.rows[-1] is CUT:
        return found
    lost = f"the file is cut behind item {len(found.rows)}; {LOST}"
    return found._replace(remarks=[*found.remarks, lost])


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    if error.pos >= len(text) or error.msg.startswith("Unterminated"):
        return True
    return error.pos >= len(text) - _NEAR_END and text[-1] not in "]}"


def _after_space(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()


def _partly(text: str, at: int, decoder: json.JSONDecoder, depth: int) -> object | None:
    if text[at : at + 1] == "[":
        return _partly_list(text, at + 1, decoder)
    return _partly_object(text, at + 1, decoder, depth) if text[at : at + 1] == "{" else None


def _partly_list(text: str, at: int, decoder: json.JSONDecoder) -> list:
    items = []
    while (at := _after_space(text, at)) < len(text):
        try:
            item, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return [*items, CUT]
        items.append(item)
        at = _behind(",", text, at)
    return items


def _partly_object(text: str, at: int, decoder: json.JSONDecoder, depth: int) -> dict:
    found = {}
    while (at := _after_space(text, at)) < len(text):
        if text[at] != '"':
            raise ValueError("no key")
        try:
            key, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            break  # cut inside a key
        at = _after_space(text, _behind(":", text, at))
        try:
            found[key], at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            if depth and (inner := _partly(text, at, decoder, depth - 1)) is not None:
                found[key] = inner
            break
        at = _behind(",", text, at)
    return found


def _behind(sign: str, text: str, at: int) -> int:
    """Return the place behind a sign that must stand here, or the end where the text ends."""
    at = _after_space(text, at)
    if at < len(text) and text[at] != sign:
        raise ValueError(f"no {sign}")
    return at + 1
