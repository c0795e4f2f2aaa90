"""Turns terms into tables of numbers that the counting kernel walks: letters, words, phrases.

In: the terms as `match.compile_term` reads them. Out: (1) for every code point of Unicode, whether
it is part of a word and the bytes of its lower case, both asked of this very Python; (2) a finite
automaton over the bytes of a word in lower case, which ends in a state that tells the word of a
term it is, or the longest `word*` it begins with; (3) a tree of phrases over such words, whose
steps are looked up by their whole key. No hash stands for a word, so no collision can make a hit.

Cannot do: keep the automaton small for very many long words. It takes about 4 MB for 10,000
ordinary terms, more for other scripts.
"""

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from analysis.words.kernel_scan import CASED, HYPHEN, IGNORABLE, MIX, SPACE, STOP
from analysis.words.match import WORD, Pattern, compile_term

_JOINS = {" ": SPACE, "-": HYPHEN}


class Letters(NamedTuple):
    """What Python knows of each code point.

    `lower` holds the UTF-8 bytes of its lower case, the first byte lowest, 0 outside words;
    `cased` whether it is cased or ignored where a capital sigma looks at what stands around it.
    """

    lower: np.ndarray
    cased: np.ndarray


class Automaton(NamedTuple):
    """The words of the terms, to be walked byte by byte.

    `plain` and `column` give the column of a byte in `step`: `plain` for a byte of the text, 0
    where it is no ASCII letter, digit or `_`; `column` for one of lower-case UTF-8. `step` holds
    the states row after row: a state is the place of its row, whose first cell is the token
    reached + 1 (0: none). State 0 is dead, `root` the beginning.
    """

    plain: np.ndarray
    column: np.ndarray
    step: np.ndarray
    root: np.uint32


class Phrases(NamedTuple):
    """The terms as sequences of tokens.

    `shorter` gives for a token the next shorter `word*` that it also matches, or -1; `first` the
    state that a token begins, or -1. A further step is looked up by its key in `edges` (sorted):
    (state * 3 + join) * number of tokens + token; `targets` has the state
    it leads to. `leads` says whether a state has further steps. The terms that end in state s are
    `terms[ends[s]:ends[s + 1]]`.
    """

    shorter: np.ndarray
    first: np.ndarray
    edges: np.ndarray
    targets: np.ndarray
    leads: np.ndarray
    ends: np.ndarray
    terms: np.ndarray


@lru_cache(maxsize=1)
def letters() -> Letters:
    """Return the table of every code point, as this Python has it."""
    everything = np.arange(sys.maxunicode + 1, dtype="<u4").tobytes()
    inside = "".join(WORD.findall(everything.decode("utf-32-le", "surrogatepass")))
    codes = np.frombuffer(inside.encode("utf-32-le"), "<u4")
    lower = np.zeros(sys.maxunicode + 1, np.uint64)
    lower[codes] = [int.from_bytes(c.encode(), "little") for c in _lowered(inside)]
    is_cased = _ends_word(f"1{c}" for c in inside)
    cased = np.zeros(sys.maxunicode + 1, np.uint8)
    cased[codes] = np.where(
        is_cased, CASED, np.where(_ends_word(f"a{c}" for c in inside), IGNORABLE, 0)
    )
    return Letters(lower, cased)


def _lowered(strings: Iterable[str]) -> list[str]:
    # one call for all; a line break is neither cased nor ignored, so each stands by itself
    return "\n".join(strings).lower().split("\n")


def _ends_word(strings: Iterable[str]) -> np.ndarray:
    """Say for each string whether a capital sigma after it becomes the final one."""
    return np.array([s[-1] == "ς" for s in _lowered(f"{s}Σ" for s in strings)])


@lru_cache(maxsize=8)
def tables(forms: tuple[str, ...]) -> tuple[Automaton, Phrases]:
    """Return the tables of these terms."""
    patterns = [compile_term(form) for form in forms]
    pairs = dict.fromkeys(pair for p in patterns for pair in zip(p.words, p.is_cut))
    tokens = {pair: i for i, pair in enumerate(pairs)}
    column = _columns(tokens)
    plain = np.zeros(256, np.uint8)
    for byte in range(128):
        if WORD.match(chr(byte)):
            plain[byte] = column[ord(chr(byte).lower())]
    width = int(column.max()) + 1
    step, shorter = _states(tokens, column, width)
    automaton = Automaton(plain, column, step, np.uint32(width))
    return automaton, Phrases(shorter, *_phrases(patterns, tokens))


def _columns(tokens: dict[tuple[str, bool], int]) -> np.ndarray:
    """Return the column of each byte; all bytes in no term share column 1."""
    used = sorted({byte for word, _ in tokens for byte in word.encode()})
    column = np.ones(256, np.uint8)
    column[used] = np.arange(2, len(used) + 2)
    return column


def _states(
    tokens: dict[tuple[str, bool], int], column: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the automaton and, for each token, the next shorter `word*` it also matches."""
    cuts = sorted(i for (_, is_cut), i in tokens.items() if is_cut)
    children, whole, cut = _tree(tokens)
    sinks = {token: len(children) + k for k, token in enumerate(cuts)}
    rows = np.zeros((len(children) + len(cuts), width), np.uint32)
    shorter = np.full(len(tokens), -1, np.int32)
    for token, row in sinks.items():  # past the star any byte stays
        rows[row] = row * width
        rows[row, 0] = token + 1
    longest = [-1] * len(children)
    for node, below in enumerate(children):  # parents come before their children
        if node in cut:
            shorter[cut[node]], longest[node] = longest[node], cut[node]
        if node in whole:
            shorter[whole[node]] = longest[node]
        rows[node] = sinks.get(longest[node], 0) * width
        rows[node, 0] = whole.get(node, longest[node]) + 1
        for byte, child in below.items():
            longest[child] = longest[node]
            rows[node, column[byte]] = child * width
    return rows.ravel(), shorter


def _tree(
    tokens: dict[tuple[str, bool], int],
) -> tuple[list[dict[int, int]], dict[int, int], dict[int, int]]:
    """Return the tree of bytes (0 dead, 1 root) and the nodes where words and `word*` end."""
    children: list[dict[int, int]] = [{}, {}]
    whole: dict[int, int] = {}
    cut: dict[int, int] = {}
    for (word, is_cut), token in tokens.items():
        node = 1
        for byte in word.encode():
            if byte not in children[node]:
                children[node][byte] = len(children)
                children.append({})
            node = children[node][byte]
        (cut if is_cut else whole)[node] = token
    return children, whole, cut


def _phrases(patterns: Sequence[Pattern], tokens: dict[tuple[str, bool], int]) -> tuple:
    """Return first, edges, targets, leads, ends and terms of `Phrases`."""
    first = np.full(len(tokens), -1, np.int32)
    edges: dict[int, int] = {}
    ending: list[list[int]] = []
    for which, pattern in enumerate(patterns):
        numbers = [tokens[pair] for pair in zip(pattern.words, pattern.is_cut)]
        state = first[numbers[0]]
        if state < 0:
            state = first[numbers[0]] = len(ending)
            ending.append([])
        for join, token in zip(pattern.joins, numbers[1:]):
            edge = (int(state) * 3 + _JOINS.get(join, STOP)) * len(tokens) + token
            if edge not in edges:
                edges[edge] = len(ending)
                ending.append([])
            state = edges[edge]
        ending[state].append(which)
    leads = np.zeros(len(ending), np.bool_)
    leads[[key // (3 * len(tokens)) for key in edges]] = True
    ends = np.cumsum([0, *map(len, ending)])
    terms = np.array([which for terms in ending for which in terms], np.int32)
    return first, *_hashed(edges), leads, ends.astype(np.int64), terms


def _hashed(edges: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return keys and targets at the places where the kernel looks for them; -1 is empty."""
    size = 1 << (4 * len(edges) + 1).bit_length()
    keys, targets = np.full(size, -1, np.int64), np.full(size, -1, np.int32)
    places = np.array(list(edges), np.uint64) * MIX >> np.uint64(32)
    for place, (key, target) in zip(places.tolist(), edges.items()):
        while keys[place & (size - 1)] >= 0:
            place += 1
        keys[place & (size - 1)], targets[place & (size - 1)] = key, target
    return keys, targets
