"""Tells Indonesian, Malay and English apart by the common words of the text.

In: body texts (a headline will do, less surely), and the language each outlet writes in where it
is known. Out: `id`, `ms`, `en`, or `und` where the words do not decide. The words and what each
speaks for are data, in `data/language.yml`. Only the beginning of a long text is read, and no
more of it than it takes to be sure. Malay needs words that Indonesian hardly uses; where only
shared words stand, the answer is the outlet's language, else Indonesian.

Cannot do: it knows no fourth language by name, does not split a text in two languages, and a
headline of a few names stays `und`.
"""

import re
from functools import cache
from itertools import repeat
from typing import NamedTuple

import pandas as pd

from analysis import DATA
from analysis.corpus.files import parse_yaml

WORDS = DATA / "language.yml"
FIRST = 300  # characters of a body that are looked at first
BATCH = 16  # texts whose words are taken apart at one go; more of them is slower
READ = 1000  # characters that are looked at where the first leave doubt
SHORT = 200  # up to here a text counts as a headline
SURE = 5  # words that one language must be ahead by for the first characters to do
AGAINST_PRIOR = 3  # English words a headline must be ahead by to go against its outlet, or back
APART = 2  # words by which Indonesian or Malay must be ahead to go against their outlet
_SUFFIX = re.compile(rb"(\w{3,}(?:ing|tion|ness|ment|ed|ly|ers|'s|ies|ity))$|(\w{4,}(?:nya|kan))$")
_LETTERS = bytes(
    b if b in b"\0'abcdefghijklmnopqrstuvwxyz" or b >= 0xE0 else 0x20 for b in range(256)
)


class Markers(NamedTuple):
    """The marker words of each language; `ours` are those of Indonesian or Malay or both."""

    ours: frozenset[str]
    id: frozenset[str]
    ms: frozenset[str]
    en: frozenset[str]
    other: frozenset[str]


class Found(NamedTuple):
    """How many marker words of each kind a text holds."""

    ours: int
    id: int
    ms: int
    en: int
    other: int


@cache
def markers() -> Markers:
    """Return the marker words; a word listed for two languages of a pair decides nothing."""
    words = {k: frozenset(v.split()) for k, v in parse_yaml(WORDS.read_text("utf-8")).items()}
    ours = words["shared"] | words["id"] | words["ms"]
    return Markers(
        ours - words["en"],
        words["id"] - words["ms"] - words["shared"],
        words["ms"] - words["id"] - words["shared"],
        words["en"] - ours,
        words["other"] - ours - words["en"],
    )


def detect(texts: pd.Series, *, prior: pd.Series | None = None) -> pd.Series:
    """Return the language of each text: id, ms, en, or und.

    `prior` gives the language the outlet writes in, "" where unknown (`outlets.language`); it
    decides what the words leave open, and a headline needs more to go against it.
    """
    samples = texts.str.slice(0, READ).tolist()
    known = [""] * len(samples) if prior is None else prior.tolist()
    found: list[str] = []
    for start in range(0, len(samples), BATCH):
        part = samples[start : start + BATCH]
        beginnings = _words([text[:FIRST] for text in part])
        found += map(_language, part, known[start : start + BATCH], beginnings)
    return pd.Series(found, index=texts.index, dtype="str")


def detect_one(text: str, prior: str = "") -> str:
    """Return the language of one text: id, ms, en, or und.

    >>> detect_one("Polisi menangkap dua tersangka di rumah itu")
    'id'
    """
    return _language(text[:READ], prior, _words([text[:FIRST]])[0])


def _language(text: str, prior: str, beginning: set[bytes]) -> str:
    found = _counted(beginning)
    if len(text) > FIRST:
        answer = _decided(found, prior, is_short=False)
        if _is_sure(found, answer):
            return answer
        beginning = _words([text])[0]
        found = _counted(beginning)
    if found.ours == found.en or max(found.ours, found.en) < 3:
        english, ours = _endings(beginning)
        found = found._replace(en=found.en + english, ours=found.ours + ours)
    return _decided(found, prior, is_short=len(text) < SHORT)


def _words(texts: list[str]) -> list[set[bytes]]:
    """Return the distinct words of each text, in lower case and Latin-1: enough for the markers."""
    joined = "\0".join([text.replace("\0", " ") for text in texts]).lower().replace("’", "'")
    plain = joined.encode("latin-1", "replace").translate(_LETTERS)
    unquoted = plain.replace(b" '", b" ").replace(b"' ", b" ")
    return [set(text.split()) for text in unquoted.split(b"\0")]


@cache
def _weights() -> dict[bytes, int]:
    """Return for each marker word a number that holds one count for each kind, 10 bits apart."""
    weights: dict[bytes, int] = {}
    for place, words in enumerate(markers()):
        for word in words:
            key = word.encode("latin-1")
            weights[key] = weights.get(key, 0) + (1 << 10 * place)
    return weights


def _counted(words: set[bytes]) -> Found:
    n = sum(map(_weights().get, words, repeat(0)))
    return Found(n & 1023, n >> 10 & 1023, n >> 20 & 1023, n >> 30 & 1023, n >> 40)


def _is_sure(found: Found, answer: str) -> bool:
    """Tell whether more text would hardly change the answer."""
    if answer == "en":
        return found.en - found.ours >= SURE and found.other < 2
    return answer == "id" and found.ours - found.en >= SURE and found.id > 1 and found.ms == 0


def _decided(found: Found, prior: str, *, is_short: bool) -> str:
    ours, english = found.ours, found.en
    if found.other > 1 and found.other > max(ours, english):
        return "und"
    if prior and is_short and abs(ours - english) < AGAINST_PRIOR:
        ours, english = (0, 1) if prior == "en" else (1, 0)
    if ours == english:
        return prior or "und"
    return "en" if english > ours else _indonesian_or_malay(found, prior, is_short)


def _endings(words: set[bytes]) -> tuple[int, int]:
    """Count words that end as English words do, and as Indonesian and Malay words do."""
    hits = [m for w in words if (m := _SUFFIX.search(w))]
    english = sum(1 for m in hits if m[1])
    return english, len(hits) - english


def _indonesian_or_malay(found: Found, prior: str, is_short: bool) -> str:
    if prior in ("id", "ms") and abs(found.id - found.ms) < APART:
        return prior
    if found.ms <= found.id:
        return "id"
    enough = found.ms >= (2 if is_short or not found.id else 3)
    return "ms" if enough else prior if prior in ("id", "ms") else "und"
