r"""Patterns of a query: `/regex/` in linear time, whole Unicode, any case.

The engine is the one in polars (Rust's regex): it never backtracks, so that no pattern can hang a
search, and look-around and back-references do not exist. A word is what `match` takes
for one: letters on which the engine differs (`½`, combining marks, joiners of emoji) are exchanged
for others before it sees them, so that `\w` and `\b` agree with the rest of the project.

Cannot do: promise linear time to a pattern that looks to the end of a line, fails and takes one
letter (`.*x|a`): its time grows with the square of the line. Name an exchanged letter by its class
(`\p{M}`). Letters that came to Unicode after this Python did are not judged as in `match`.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product

import pandas as pd
import polars as pl
import pyarrow as pa

from analysis.words.match import SLICE, WORD

_BEGIN, _END = "\x02", "\x03"  # written around a match
_ODD = r"[\x02\x03]|[\w--[\p{L}\p{N}_]]|[[\p{L}\p{N}_]--\w]"
_WORDLIKE, _OTHER = 0x30000, 0xF0000  # rare Han letters; a private area
_ANY_CASE = "(?i)"
_PLAIN = {
    "look-around": "look-ahead and look-behind do not exist here; use w/n, pre/n or NOT instead",
    "backreferences": "back-references do not exist here; write the alternatives out with |",
    "size limit": "the pattern is too large; use smaller numbers in { }",
}


def fault(pattern: str) -> tuple[int, str] | None:
    """Return where (characters from 0) and why a pattern cannot be used, or None."""
    try:
        found = _marked(
            ["".join(s) for n in range(3) for s in product("a \n\r", repeat=n)], pattern
        )
    except pl.exceptions.PolarsError as error:
        return _told(str(error))
    if any(_BEGIN + _END in text for text in found):
        return 0, "the pattern also matches nothing at all; use + for *, or add a letter to find"
    return None


def _told(message: str) -> tuple[int, str]:
    lines = message.splitlines()
    caret = next((line.index("^") for line in lines if line.strip().startswith("^")), 0)
    where = max(caret - len(_ANY_CASE) - 4, 0)  # the engine indents by four
    reason = next((line[7:] for line in lines if line.startswith("error: ")), "it cannot be read")
    plain = (text for key, text in _PLAIN.items() if key in message)
    return where, next(plain, f"in the pattern: {reason}")


def matches(texts: Sequence[str], pattern: str) -> list[list[tuple[int, int]]]:
    """Return for each text the (begin, end) of every match, in characters."""
    return [_spans(text) for text in _marked(texts, pattern)]


def _marked(texts: Sequence[str], pattern: str) -> list[str]:
    rule = _ANY_CASE + pattern.translate(_exchange())
    return _even(pl.Series(texts, dtype=pl.String)).str.replace_all(
        rule, f"{_BEGIN}${{0}}{_END}"
    ).to_list()  # fmt: skip


def _spans(marked: str) -> list[tuple[int, int]]:
    found, taken, at = [], 0, marked.find(_BEGIN)
    while at >= 0:
        end = marked.find(_END, at)
        found.append((at - taken, end - taken - 1))
        taken, at = taken + 2, marked.find(_BEGIN, end)
    return found


def holding(text: pd.Series, patterns: frozenset[str]) -> list[int]:
    """Return the positions of the texts in which a pattern matches."""
    found: list[int] = []
    for start in range(0, len(text) if patterns else 0, SLICE):
        part = pa.array(text.iloc[start : start + SLICE], pa.string(), from_pandas=True)
        even = _even(pl.Series("text", part))
        rules = [_ANY_CASE + p.translate(_exchange()) for p in sorted(patterns)]
        holds = [even.str.contains(rule).fill_null(False) for rule in rules]
        found += [
            start + int(i) for i in pl.select(pl.any_horizontal(*holds)).to_series().arg_true()
        ]
    return found


def _even(texts: pl.Series) -> pl.Series:
    """Exchange the letters on which the engine and Python differ, one for one."""
    odd = texts.str.contains(_ODD).fill_null(False)
    if not odd.any():
        return texts
    table = _exchange()
    changed = [text.translate(table) for text in texts.filter(odd)]
    return texts.scatter(odd.arg_true(), changed)


@cache
def _exchange() -> dict[int, int]:
    letters = pl.Series([chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000])
    odd = letters.filter(letters.str.contains(_ODD)).to_list()
    return {ord(c): i + (_WORDLIKE if WORD.match(c) else _OTHER) for i, c in enumerate(odd)}
