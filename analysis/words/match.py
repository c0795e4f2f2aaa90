"""Finds the terms of a lexicon in text: whole words, any case, phrases within punctuation.

A word is a run of letters, digits and `_` in any script. The words of a phrase stand one space
(or one run of spaces and tabs) apart, so that a phrase never crosses punctuation or a line; a
term written with a hyphen matches a hyphen. `*` at the end of a word stands for any ending.
Overlapping hits are all kept. Polars finds the articles that can hold a hit in one Aho-Corasick
pass; the exact work is done in Python on those alone.

Cannot do: text in decomposed Unicode (`e` + accent) or with wrongly decoded bytes beside a word;
`corpus` puts both right before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa

WORD = re.compile(r"\w+")
_BETWEEN = r"[^\p{L}\p{N}_]+"  # what Python's \W+ matches, in the words of Rust's regex
_STOP, _STEPS = "\x01", re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u3000]+")
_END = re.compile(r"[.!?\u2026][^\w\n]*\s|\n")
_HYPHENS = {"-", "\u2010", "\u2011"}
SLICE = 20_000  # articles a pass: bounds the memory of the normalised copy


class Pattern(NamedTuple):
    """A term ready to match: its words, which of them are cut with `*`, what stands between."""

    words: tuple[str, ...]
    is_cut: tuple[bool, ...]
    joins: tuple[str, ...]


class Words(NamedTuple):
    """The words of a text in lower case, with where each begins and ends in the text."""

    text: str
    words: list[str]
    begins: list[int]
    ends: list[int]

    def sentences(self) -> list[int]:
        """Return for each word the number of its sentence (or line), from 0."""
        # An end lies wholly between two words, so the next word begins a sentence.
        ends = (bisect_left(self.begins, found.end()) for found in _END.finditer(self.text))
        first = [0, *sorted({i for i in ends if 0 < i < len(self.words)}), len(self.words)]
        return [n for n, (a, b) in enumerate(zip(first, first[1:])) for _ in range(a, b)]

    def join(self, i: int) -> str:
        """Return what stands between word i and the next: a space, a hyphen or a stop."""
        return _join(self.text[self.ends[i] : self.begins[i + 1]])


class Hit(NamedTuple):
    """Pattern `which` from word `first` to word `last`."""

    which: int
    first: int
    last: int


def _join(between: str) -> str:
    if between == " " or _STEPS.fullmatch(between):
        return " "
    return "-" if between in _HYPHENS else _STOP


def split(text: str) -> Words:
    """Return the words of a text."""
    found = list(WORD.finditer(text))
    return Words(
        text,
        [m.group().lower() for m in found],
        [m.start() for m in found],
        [m.end() for m in found],
    )


def compile_term(form: str) -> Pattern:
    """Return the pattern of a term such as `perdagangan orang` or `traffick* in persons`."""
    form = form.strip()
    found = list(WORD.finditer(form))
    joins = (_join(form[a.end() : b.start()].replace("*", "")) for a, b in zip(found, found[1:]))
    return Pattern(
        tuple(m.group().lower() for m in found),
        tuple(form[m.end() : m.end() + 1] == "*" for m in found),
        tuple(joins),
    )


class Matcher:
    """Many patterns, found together in one walk over the words of a text.

    A class because it remembers, for every word met, the patterns that begin with it.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        """Compile the forms; `Hit.which` is the place of a form in this list."""
        self.patterns = [compile_term(f) for f in forms]
        self._whole: dict[str, list[int]] = {}
        self._cut: dict[str, list[int]] = {}
        for i, p in enumerate(self.patterns):
            (self._cut if p.is_cut[0] else self._whole).setdefault(p.words[0], []).append(i)
        self._lengths = sorted({len(word) for word in self._cut})
        self._met: dict[str, list[int]] = {}

    def read(self, text: str) -> Words:
        """Return the words of a text; a matcher that meets texts again may remember them."""
        return split(text)

    def find(self, words: Words) -> list[Hit]:
        """Return every hit in order of its first word; overlaps are kept."""
        hits = []
        for i, word in enumerate(words.words):
            for which in self._beginning(word):
                pattern = self.patterns[which]
                if len(pattern.words) == 1 or _follows(pattern, words, i):
                    hits.append(Hit(which, i, i + len(pattern.words) - 1))
        return hits

    def _beginning(self, word: str) -> list[int]:
        known = self._met.get(word)
        if known is None:
            known = list(self._whole.get(word, ()))
            for n in self._lengths:
                if n <= len(word):
                    known += self._cut.get(word[:n], ())
            self._met[word] = known
        return known


def _follows(pattern: Pattern, words: Words, i: int) -> bool:
    if i + len(pattern.words) > len(words.words):
        return False
    for k in range(1, len(pattern.words)):
        word, want = words.words[i + k], pattern.words[k]
        if not (word.startswith(want) if pattern.is_cut[k] else word == want):
            return False
    return all(words.join(i + k) == join for k, join in enumerate(pattern.joins))


def candidates(text: pd.Series, forms: Iterable[str]) -> list[int]:
    """Return the positions of the texts that can hold one of the forms: all that do, few others.

    Punctuation counts as a space here, so a phrase may cross it; `Matcher` decides.
    """
    needles = sorted({_needle(f) for f in forms})
    if not needles or text.empty:
        return []
    found: list[int] = []
    for start in range(0, len(text), SLICE):
        part = pl.Series(
            "text", pa.array(text.iloc[start : start + SLICE], pa.string(), from_pandas=True)
        )
        holds = part.to_frame().select(
            pl.lit(" ")
            .add(pl.col("text").str.to_lowercase().str.replace_all(_BETWEEN, " "))
            .add(pl.lit(" "))
            .str.contains_any(needles)
            .alias("holds")
        )["holds"]
        found += [start + int(i) for i in holds.fill_null(False).arg_true()]
    return found


def _needle(form: str) -> str:
    pieces = [re.sub(r"\W+", " ", piece.lower()).strip() for piece in form.strip().split("*")]
    # after a `*` in the middle any ending may follow: the part before it is enough to look for
    return f" {pieces[0]}" + ("" if "*" in form else " ")


def mentions_of(text: str, matcher: Matcher) -> list[tuple[int, int, int]]:
    """Return (which form, begin, end) in characters for every hit in one text."""
    words = split(text)
    return [(h.which, words.begins[h.first], words.ends[h.last]) for h in matcher.find(words)]
