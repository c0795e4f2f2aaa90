"""Walks over the bytes of texts once and finds every hit of every term: compiled by numba.

In: the bytes of texts as Arrow holds them, and the tables of `kernel_tables`. Out: one row an
article and term: how often it stands there; and the words of each article. All that is compiled
stands in this file, constants too, for numba's cache of compiled code looks at the date of one
file alone.

Cannot do: invalid UTF-8 is not read as Python would after decoding it; such bytes end a word, and
nothing is ever read outside a text.
"""

from collections.abc import Callable

import numba
import numpy as np

Arrays = tuple[np.ndarray, ...]
"""A plain tuple of arrays: numba's cache must not depend on a class of ours, which may change."""

CASED, IGNORABLE = 1, 2  # kinds of letters to a capital sigma beside them
SPACE, HYPHEN, STOP = 0, 1, 2  # what stands between two words
MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads keys over a table: golden ratio (Knuth 1973, 6.4)
_SIGMA, _MIDDLE, _FINAL = 0x3A3, 0x83CF, 0x82CF  # Σ, and the bytes of σ and ς, the first lowest
_ONE = np.uint64(1)
_NO_CODE = 0  # what damaged bytes are read as: NUL, which is no part of a word


def _compiled(function: Callable) -> Callable:
    """Compile for any number of threads at once; keep the code on disk where that is possible."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # neither beside this file nor at home may anything be written
        return numba.njit(nogil=True)(function)


@_compiled
def _decode(data: np.ndarray, i: int, end: int) -> tuple[int, int]:
    """Return the code point that begins at byte i, and how many bytes it takes."""
    i, end = np.int64(i), np.int64(end)
    lead = np.int64(data[i])
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0x80:
        return lead, 1
    if lead < 0xC0 or i + size > end:
        return _NO_CODE, 1
    code = lead & (0x7F >> size)
    for k in range(i + 1, i + size):
        if data[k] & 0xC0 != 0x80:
            return _NO_CODE, 1
        code = code << 6 | np.int64(data[k] & 0x3F)
    return (code, size) if code < 0x110000 else (_NO_CODE, 1)


@_compiled
def _sigma(data: np.ndarray, start: int, i: int, end: int, cased: np.ndarray) -> int:
    """Return the bytes of the lower case of the capital sigma at byte i of a word from `start`.

    As CPython's str.lower: it is final after a cased letter and before none, where ignorable
    signs between do not count.
    """
    start, i, end = np.int64(start), np.int64(i), np.int64(end)
    is_after, back = False, i
    while back > start:
        back -= 1
        if data[back] & 0xC0 == 0x80:
            continue
        kind = cased[_decode(data, back, end)[0]]
        if kind != IGNORABLE:
            is_after = kind == CASED
            break
    i += 2
    while is_after and i < end:
        code, size = _decode(data, i, end)
        kind = cased[code]
        if kind == 0:  # so is all that is no part of a word
            break
        if kind == CASED:
            return np.uint64(_MIDDLE)
        i += size
    return np.uint64(_FINAL if is_after else _MIDDLE)


@_compiled
def _wide(
    data: np.ndarray,
    start: int,
    i: int,
    end: int,
    state: int,
    automaton: Arrays,
    letters: Arrays,
) -> tuple[int, int, bool]:
    """Take the automaton over the letter beyond ASCII at byte i of the word from `start`.

    Return the state then, how many bytes were read, and whether they are a letter.
    """
    _, column, step, _ = automaton
    lower, cased = letters
    code, size = _decode(data, i, end)
    letter = lower[code]
    if letter == 0:
        return state, np.uint64(size), False
    if code == _SIGMA:
        letter = _sigma(data, start, i, end, cased)
    while letter:
        state = step[state + column[letter & np.uint64(0xFF)]]
        letter >>= np.uint64(8)
    return state, np.uint64(size), True


@_compiled
def _join(data: np.ndarray, i: int, end: int) -> int:
    """Return what stands between two words: a space or a run of spaces, a hyphen, or a stop."""
    i, end = np.int64(i), np.int64(end)
    if data[i] == 0x20 and i + 1 == end:
        return SPACE
    code, size = _decode(data, i, end)
    if i + size == end and (code == 0x2D or code == 0x2010 or code == 0x2011):
        return HYPHEN
    while i < end:
        code, size = _decode(data, i, end)
        is_step = code == 0x20 or code == 0x09 or code == 0xA0 or 0x2000 <= code <= 0x200A
        if not (is_step or code == 0x202F or code == 0x3000):
            return STOP
        i += size
    return SPACE


@_compiled
def _read(
    data: np.ndarray,
    begin: int,
    stop: int,
    letters: Arrays,
    automaton: Arrays,
    found: np.ndarray,
) -> tuple[int, int]:
    """Walk over one text; leave in `found` its words that are in any term.

    A row is (token + 1, first byte, end, number of the word in the text). Return how many rows
    there are, and how many words in all.
    """
    plain, _, step, root = automaton
    i, end = np.uint64(begin), np.uint64(stop)  # unsigned: numba then asks no sign at each byte
    start, state, words, n = i, root, 0, 0
    while i <= end:
        kind = plain[data[i]] if i < end else np.uint8(0)
        if kind:
            state = step[state + kind]
            i += _ONE
            continue
        size = _ONE
        if i < end and data[i] >= 0x80:
            state, size, is_letter = _wide(data, start, i, end, state, automaton, letters)
            if is_letter:
                i += size
                continue
        if state != root:
            words += 1
            found[n, 0], found[n, 1], found[n, 2], found[n, 3] = step[state], start, i, words
            n += step[state] != 0  # no branch: whether a word is in a term cannot be foreseen
            state = root
        i += size
        start = i
    return n, words


@_compiled
def _target(state: int, join: int, token: int, phrases: Arrays) -> int:
    """Return the phrase state after another, a join and a token, or -1."""
    shorter, _, edges, targets, _, _, _ = phrases
    key = (np.int64(state) * 3 + join) * len(shorter) + token
    place = np.int64(np.uint64(key) * MIX >> np.uint64(32)) & (len(edges) - 1)
    while edges[place] != key:
        if edges[place] < 0:
            return np.int32(-1)
        place = (place + 1) & (len(edges) - 1)
    return targets[place]


@_compiled
def _note(
    state: int, phrases: Arrays, article: int, rows: np.ndarray, n: int, met: np.ndarray
) -> int:
    """Add the terms that end in a phrase state to the rows; return how many rows there are."""
    _, _, _, _, _, ends, terms = phrases
    for k in range(ends[state], ends[state + 1]):
        term = terms[k]
        if met[term] < 0 or rows[met[term], 0] != article:
            rows[n, 0], rows[n, 1], rows[n, 2] = article, term, 0
            met[term] = n
            n += 1
        rows[met[term], 2] += 1
    return n


@_compiled
def _follow(
    data: np.ndarray,
    found: np.ndarray,
    size: int,
    phrases: Arrays,
    article: int,
    rows: np.ndarray,
    n: int,
    met: np.ndarray,
    going: np.ndarray,
) -> int:
    """Find the terms in the words of one text; add them to the rows of (article, term, mentions).

    `going` has room for the phrases under way before and after a word, `met` holds the row where
    a term was last counted. Return how many rows there are.
    """
    shorter, first, leads = phrases[0], phrases[1], phrases[4]
    held = 0
    for w in range(size):
        token, number, join = found[w, 0] - 1, 0, np.int64(0)
        if held and found[w, 3] == found[w - 1, 3] + 1:
            join = _join(data, found[w - 1, 2], found[w, 1])
        else:
            held = 0
        while token >= 0:
            for k in range(held + 1):
                state = _target(going[0, k], join, token, phrases) if k < held else first[token]
                if state >= 0:
                    going[1, number] = state
                    number += 1
            token = shorter[token]
        held = 0
        for k in range(number):
            state = going[1, k]
            n = _note(state, phrases, article, rows, n, met)
            if leads[state]:
                going[0, held] = state
                held += 1
    return n


@_compiled
def scan(
    fields: tuple[Arrays, ...], letters: Arrays, automaton: Arrays, phrases: Arrays, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Find every term in every article.

    `fields` is a tuple, for each field (bytes of all texts, first byte of each, end of each).
    Return the rows (article, term, mentions) and the words of each article.
    """
    size, longest = len(fields[0][1]), 0
    for f in range(len(fields)):
        _, begins, ends = fields[f]
        for article in range(size):
            longest = max(longest, ends[article] - begins[article])
    words = np.zeros(size, np.int64)
    rows = np.empty((number + 2 * size + 1, 3), np.int64)
    met = np.full(number, -1, np.int64)
    going = np.empty((2, len(phrases[4])), np.int64)
    found = np.empty((longest // 2 + 2, 4), np.int64)
    n = 0
    for article in range(size):
        if len(rows) - n < number:
            more = np.empty((2 * len(rows) + number, 3), np.int64)
            more[:n] = rows[:n]
            rows = more
        for f in range(len(fields)):
            data, begins, ends = fields[f]
            m, k = _read(data, begins[article], ends[article], letters, automaton, found)
            words[article] += k
            n = _follow(data, found, m, phrases, article, rows, n, met, going)
    return rows[:n], words
