"""Masks text by default-deny: a word is shown only if it is known to be harmless.

In: a text and its language. Out: the text with one constant token for everything else, so that
neither length nor number of the hidden words is seen. The lists are in `data/masking.yml`; in
Indonesian and Malay, lower-case words whose root is in PySastrawi's dictionary are shown too. A
sentence without capitals, or all in capitals, does not tell names from words, so there only words
that are no names are shown. Figures, addresses, ages, schools, initials, links, and what follows
"named" are masked always.

Cannot do: know a person by a description ("the only teacher of the island"), or a name in lower
case amid a sentence with capitals that is a rare word of the dictionary as well (of our test names
3 in 130 came through there before they were listed; none in any other case). In real news it masks
8 % of the lower-case words in Indonesian and 13 % in English, which are nearly all ordinary.
"""

import re
import unicodedata
from typing import NamedTuple

from analysis.words.harmless import Lists, is_derived, lists_of

TOKEN = "▮▮▮"
# Invisible marks may stand inside a word: soft hyphen, joiners, accents written apart.
_HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_HIDDEN += "\u0300-\u036f\ufe00-\ufe0f"
_WORD = re.compile(rf"\w+(?:[{_HIDDEN}]+\w+)*(?:['\u2019](?:s|t|ll|re|ve|d|m)\b)?")
_SHORTENED = re.compile("n?['\u2019].*")  # "don't", "it's"
_LINK = re.compile(  # all repeats are bounded: a hostile text must not take long
    r"\w{1,12}://\S+|www\.\S+|[\w.+-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w.-]{1,250}|@\w+|#\w+"
    r"|\b(?:[\w-]{1,63}\.){1,8}(?:com|id|net|org|co|info|my|sg|uk|gov|edu)\b\S*"
    r"|\b[a-z]{1,2}[ -]?\d{1,4}[ -]?[a-z]{1,3}\b",  # a number plate
    re.I,
)
_END = re.compile(r"[.!?\u2026:][^\w\n]*\s|\n")
_QUOTE = re.compile(r"[\u201c\"]")
_WIDOW = re.compile(rf"(?<!\(){TOKEN}\)")  # the bracket that opened it is hidden
_PLAIN = re.compile(r"[^\w\s.,;:!?'\"()\[\]/%&\u2018\u2019\u201c\u201d\u2013\u2014\u2026$-]")
CAPITALS = 0.5  # of the words of a sentence: from here on capitals do not tell names
REACH = 12  # words after "named" or "street" that may belong to it
SHORT = 3  # letters of an abbreviation
ALONE = 25  # words of a text from which one capital inside a sentence is to be expected
UNKNOWN, RISKY, DERIVED, COMMON = range(4)  # how sure it is that a word is no name


class Word(NamedTuple):
    """A word where it stands, in lower case without invisible marks, and its sentence."""

    begin: int
    end: int
    shape: str  # as it stands, without invisible marks
    low: str
    sentence: int
    is_linked: bool  # of a link, address or number plate


def mask(text: str, *, lang: str = "und") -> str:
    """Return the text with every word that is not known to be harmless replaced by `TOKEN`.

    Runs of hidden words become one token. `lang` is id, ms or en; for any other, words of all
    lists are shown and no derived ones. The output is plain text, to be escaped as any other.
    """
    return render(text, shown(text, lang=lang), 0, len(text))


def shown(text: str, *, lang: str = "und") -> list[tuple[int, int, bool]]:
    """Return (begin, end, is shown) of every word of a text, in order."""
    lists = lists_of(lang)
    words = _words(text)
    kinds = _kinds(words, lists)
    _after_names(words, kinds, lists, text)
    _places_before(words, kinds, lists)
    _beside(words, kinds, text)
    return [(w.begin, w.end, kind > UNKNOWN) for w, kind in zip(words, kinds)]


def render(text: str, words: list[tuple[int, int, bool]], begin: int, end: int) -> str:
    """Return text[begin:end] with the hidden words of `shown` as one token a run."""
    out, at, hidden = [], begin, None
    for first, last, is_shown in words:
        if last <= begin or first >= end:
            continue
        between = _PLAIN.sub(" ", text[at:first])
        is_more = hidden is not None and not is_shown and not _begins(text, *hidden, first)
        if not is_more:
            out += [between, text[first:last] if is_shown else TOKEN]
        at, hidden = last, None if is_shown else (first, last)
    return _WIDOW.sub(TOKEN, "".join([*out, _PLAIN.sub(" ", text[max(at, begin) : end])]))


def _words(text: str) -> list[Word]:
    linked = [m.span() for m in _LINK.finditer(text)]
    words: list[Word] = []
    sentence = link = 0
    for m in _WORD.finditer(text):
        sentence += bool(words and _begins(text, words[-1].begin, words[-1].end, m.start()))
        while link < len(linked) and linked[link][1] <= m.start():
            link += 1
        is_linked = link < len(linked) and linked[link][0] < m.end()
        shape = _visible(m.group())
        words.append(Word(m.start(), m.end(), shape, shape.lower(), sentence, is_linked))
    return words


def _begins(text: str, first: int, last: int, begin: int) -> bool:
    """Tell whether the word at `begin` begins a sentence; text[first:last] is the word before."""
    if text[begin].isupper() and _QUOTE.search(text, last, begin):
        return True
    # A short word before a full stop may be an abbreviation: "Jl. Melati", "Mr. Young".
    is_short = last - first <= SHORT and text[first].isupper() and text[last] == "."
    return bool(_END.search(text, last, begin)) and not (is_short and "\n" not in text[last:begin])


def _visible(word: str) -> str:
    """Return a word without invisible marks and shortened endings ("she's")."""
    if word.isalnum() and word.isascii():
        return word
    whole = unicodedata.normalize("NFKC", re.sub(f"[{_HIDDEN}]", "", word))
    return _SHORTENED.sub("", whole)


def _kinds(words: list[Word], lists: Lists) -> list[int]:
    """Return for each word how sure it is that it is no name, by itself and its sentence."""
    sentences: dict[int, list[int]] = {}
    for i, word in enumerate(words):
        sentences.setdefault(word.sentence, []).append(i)
    has_case = _uses_capitals(words, list(sentences.values()))
    kinds = [UNKNOWN] * len(words)
    for places in sentences.values():
        is_cased = has_case and _is_cased([words[i] for i in places])
        for i in places:
            follows = words[i + 1].shape if i < places[-1] else ""
            kinds[i] = _kind(words[i], lists, is_cased, i == places[0], follows[:1].isupper())
        if is_cased:
            _institutions(words, kinds, places, lists)
    return kinds


def _uses_capitals(words: list[Word], sentences: list[list[int]]) -> bool:
    """Tell whether the text writes names with capitals, as far as it lets one see."""
    if not words:
        return False
    inside = (words[i].shape[:1].isupper() for places in sentences for i in places[1:])
    return any(inside) or len(words) < ALONE and words[0].shape[:1].isupper()


def _is_cased(words: list[Word]) -> bool:
    large = sum(w.shape[:1].isupper() for w in words)
    return words[0].shape[:1].isupper() and large <= max(1, CAPITALS * len(words))


def _kind(word: Word, lists: Lists, is_cased: bool, is_first: bool, is_run: bool) -> int:
    low = word.low
    if word.shape == "a" and is_cased and lists.lang == "en":
        return COMMON
    if word.is_linked or len(low) < 2 or not low.isalpha() or low in lists.names:
        return UNKNOWN
    if not is_cased or (is_first and word.shape[1:].islower() and word.shape[0].isupper()):
        known = lists.stop if is_cased and is_run else lists.common
        return COMMON if low in known else UNKNOWN
    if not word.shape.islower():
        return UNKNOWN
    if low in lists.common:
        return COMMON
    if low in lists.risky:
        return RISKY
    return DERIVED if is_derived(low, lists.lang) else UNKNOWN


def _institutions(words: list[Word], kinds: list[int], places: list[int], lists: Lists) -> None:
    """Show institutions and countries, unless a hidden capital stands beside them."""
    run: list[int] = []
    for i in [*places, -1]:
        if i >= 0 and words[i].shape[:1].isupper() and not words[i].is_linked:
            run.append(i)
            continue
        if all(words[k].shape in lists.capitals or kinds[k] == COMMON for k in run):
            for k in run:
                kinds[k] = COMMON
        run = []


def _after_names(words: list[Word], kinds: list[int], lists: Lists, text: str) -> None:
    """Hide what follows a word that announces a name or a place."""
    for i, word in enumerate(words):
        pair = f"{words[i - 1].low} {word.low}" if i else ""
        announces = word.low in lists.naming or pair in lists.naming
        if not announces and word.low not in lists.places:
            if word.low in lists.titles and i + 1 < len(words) and kinds[i + 1] < COMMON:
                kinds[i + 1] = UNKNOWN
            continue
        for k in range(i + 1, min(i + 1 + REACH, len(words))):
            gap = text[words[k - 1].end : words[k].begin]
            if k > i + 1 and (kinds[k] == COMMON or re.search(r"[;!?\n]|[.,]\s", gap)):
                break
            if k > i + 1 or announces or words[k].low not in lists.stop:
                kinds[k] = UNKNOWN
            else:
                break


def _places_before(words: list[Word], kinds: list[int], lists: Lists) -> None:
    """Hide the English name of a street, village or school: the words before its kind."""
    for i, word in enumerate(words):
        if word.low not in lists.behind:
            continue
        for k in range(i - 1, max(i - 4, -1), -1):
            if words[k].sentence != word.sentence or words[k].low in lists.stop:
                break
            kinds[k] = UNKNOWN


def _beside(words: list[Word], kinds: list[int], text: str) -> None:
    """Hide words that could be part of a name where they stand beside a hidden word."""
    for step in (1, -1):
        order = range(len(words)) if step == 1 else range(len(words) - 1, -1, -1)
        for i in order:
            k = i - step
            if kinds[i] == UNKNOWN or not 0 <= k < len(words):
                continue
            first, last = sorted((i, k))
            near = text[words[first].end : words[last].begin].strip() in ("", "-", ",", "(")
            if near and kinds[i] == kinds[k] == RISKY:
                kinds[i] = kinds[k] = UNKNOWN
            elif near and kinds[k] == UNKNOWN and _could_name(words[i], kinds[i], words[k]):
                kinds[i] = UNKNOWN


def _could_name(word: Word, kind: int, hidden: Word) -> bool:
    if kind == RISKY or len(word.low) < 3 and not word.shape.islower():
        return True
    return kind == DERIVED and hidden.shape.islower() and hidden.low.isalpha()
