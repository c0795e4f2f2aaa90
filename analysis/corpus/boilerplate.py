"""Knows page furniture: words of a site that stand in the text of its articles.

In: `data/furniture.yml`, one pattern each with its reason, an example and, where it matters, a
sentence it must leave alone. Out: answers about single lines. Every pattern names the words a line
must begin with (`starts`) or the text must hold (`hints`); most lines do neither, and then no
pattern is tried.

Cannot do: it does not know furniture that repeats over many pages but is not listed.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from analysis import DATA
from analysis.corpus.files import parse_yaml

FURNITURE = DATA / "furniture.yml"
LABELS = ("juga:", "juga :", "pula:", "baca:", "baca :", "BERITA TERKINI")  # glued to paragraphs
DIGIT = "0"  # stands in `starts` for a line that begins with a number
_LONGEST_LINE, _LONGEST_HEADING = 500, 160
_SIGNS = " \t\xa0-–—•·*▪►>»|[(\"'“‘#©@!/:"
_BULLETS = "-–—•·*▪►> \t\xa0"
_RARE = "([:©+?*"  # signs that few lines hold
_WORD_END = ".,:;!?\"'”’)]>»|"


class Pattern(NamedTuple):
    """One kind of furniture as it stands in `data/furniture.yml`."""

    name: str
    kind: str
    pattern: str
    why: str
    example: str
    keep: str = ""
    starts: str = ""
    hints: tuple[str, ...] = ()


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return the furniture of `data/furniture.yml`."""
    entries = parse_yaml(FURNITURE.read_text(encoding="utf-8"))
    return tuple(Pattern(**(e | {"hints": tuple(e.get("hints", ()))})) for e in entries)


def first_word(bare: str) -> str:
    """Return the word a line begins with, lower case, signs left out; "0" for a number.

    A line that begins with a hash gives "#".
    """
    if bare.lstrip(_BULLETS).startswith("#"):
        return "#"
    plain = bare.lstrip(_SIGNS)
    word = plain.split(None, 1)[0] if plain else ""
    if word[:1].isdigit():
        return DIGIT
    return word.split(":", 1)[0].rstrip(_WORD_END).lower()


def is_line(bare: str, first: str) -> bool:
    """Say whether a whole line, which begins with the word `first`, is furniture."""
    tried = _starting("line", first) if 1 < len(bare) < _LONGEST_LINE else None
    return tried is not None and tried.fullmatch(bare.lstrip(_BULLETS)) is not None


def opens_block(bare: str, first: str) -> bool:
    """Say whether a line heads a list of other stories, comments or channels."""
    tried = _starting("heading", first) if len(bare) < _LONGEST_HEADING else None
    return tried is not None and tried.fullmatch(bare.lstrip(_BULLETS)) is not None


def is_marked(bare: str) -> bool:
    """Say whether a whole line is furniture by a mark it holds, however it begins."""
    tried = _holding(_held(bare), of_lines=True) if len(bare) < _LONGEST_LINE else None
    return tried is not None and tried.fullmatch(bare.lstrip(_BULLETS)) is not None


def any_whole(lines: list[str]) -> bool:
    """Say whether any line is furniture as a whole by how it begins: quick, since few begin so."""
    heads = _heads()
    for line in lines:
        head = line[:3].lower()
        if head and (head in heads or not head.isalpha() or len(head) < 3) and is_whole(line):
            return True
    return False


def is_whole(line: str) -> bool:
    """Say whether a whole line is furniture by how it begins."""
    bare = line.strip()
    first = first_word(bare)
    return first in _starts() and (opens_block(bare, first) or is_line(bare, first))


@cache
def _heads() -> frozenset[str]:
    """Return the first three letters of all starts that have so many."""
    return frozenset(word[:3] for word in _starts() if len(word) > 2)


@cache
def _starts() -> frozenset[str]:
    return frozenset(word for p in patterns() for word in p.starts.split())


@lru_cache(maxsize=4096)
def _starting(kind: str, first: str) -> re.Pattern | None:
    return _union(p for p in patterns() if p.kind == kind and first in p.starts.split())


def pieces(line: str) -> list[re.Match]:
    """Find furniture inside a line."""
    tried = _holding(_held(line), of_lines=False)
    return list(tried.finditer(line)) if tried else []


def holds_label(line: str) -> bool:
    """Say whether a line holds the label of a teaser ("Baca juga:")."""
    low = line.lower()
    return any(label.lower() in low for label in LABELS)


def _held(line: str) -> tuple[str, ...]:
    low = line.lower()
    return tuple(h for h in _hints() if h in low or h in line)


@lru_cache(maxsize=1024)
def _holding(held: tuple[str, ...], *, of_lines: bool) -> re.Pattern | None:
    return _union(
        p for p in patterns() if (p.kind == "line") == of_lines and set(p.hints) & set(held)
    )


@cache
def _hints() -> tuple[str, ...]:
    """Return what a text with furniture inside its lines holds, the labels of teasers too."""
    return tuple(dict.fromkeys([*LABELS, *(h for p in patterns() for h in p.hints)]))


def may_hold(text: str) -> bool:
    """Say whether a text holds any hint: quick, since few texts do."""
    exact, plain, signed = _searches()
    for hint in exact:
        if hint in text:
            return True
    low = text.lower()
    for hint in plain:
        if hint in low:
            return True
    return any(_stands_at(low, sign, groups) for sign, groups in signed if sign in low)


def _stands_at(low: str, sign: str, groups: dict[int, tuple[str, ...]]) -> bool:
    """Say whether a hint stands where its sign does; `groups` are hints by the sign's place."""
    at = low.find(sign)
    while at >= 0:
        for before, hints in groups.items():
            if at >= before and low.startswith(hints, at - before):
                return True
        at = low.find(sign, at + 1)
    return False


@cache
def _searches() -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, dict], ...]]:
    """Return the hints by how they are found: as they stand, in lower case, by their sign.

    To look for one rare sign and then beside it is ten times as quick as to look for a word.
    """
    exact = tuple(h for h in _hints() if h != h.lower())
    signed: dict[str, dict[int, tuple[str, ...]]] = {}
    plain = []
    for hint in _hints():
        sign = next((c for c in hint if c in _RARE), "")
        if hint in exact or not sign:
            plain += [hint] if hint not in exact else []
            continue
        groups = signed.setdefault(sign, {})
        groups[hint.index(sign)] = (*groups.get(hint.index(sign), ()), hint)
    return exact, tuple(plain), tuple(signed.items())


def _union(found: Iterable[Pattern]) -> re.Pattern | None:
    parts = [f"(?:{p.pattern})" for p in found]
    return re.compile("|".join(parts), re.I) if parts else None
