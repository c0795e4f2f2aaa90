"""Tells Indonesian, Malay and English apart by the common words of the text.

In: body texts (a headline will do, less surely). Out: `id`, `ms`, `en`, or `und` where the words
do not decide. The words and what each speaks for are data, in `data/language.yml`. Only the
beginning of a long text is read. Malay needs words that Indonesian hardly uses; where only shared
words stand, the answer is Indonesian for a body and for a headline.

Cannot do: it knows no fourth language by name, does not split a text in two languages, and a
headline of a few names stays `und`.
"""

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis import DATA
from analysis.corpus.files import parse_yaml

WORDS = DATA / "language.yml"
READ = 1000  # characters of a body that are looked at
SHORT = 200  # up to here a text counts as a headline
_WORD = re.compile(r"[a-zà-ÿ]+(?:'[a-z]+)?")
_SUFFIX = re.compile(r"(\w{3,}(?:ing|tion|ness|ment|ed|ly|ers|'s|ies|ity))$|(\w{4,}(?:nya|kan))$")


class Markers(NamedTuple):
    """The marker words of each language; `ours` are those of Indonesian or Malay or both."""

    ours: frozenset[str]
    id: frozenset[str]
    ms: frozenset[str]
    en: frozenset[str]
    other: frozenset[str]


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
    decides only what the words leave open.
    """
    found = [_language(text) for text in texts]
    if prior is not None:
        found = [p if f == "und" and p else f for f, p in zip(found, prior, strict=True)]
    return pd.Series(found, index=texts.index, dtype="str")


def detect_one(text: str) -> str:
    """Return the language of one text: id, ms, en, or und."""
    return _language(text)


def _language(text: str) -> str:
    sample = text[:READ].lower()
    words = frozenset(_WORD.findall(sample))
    known = markers()
    ours, english = len(words & known.ours), len(words & known.en)
    if ours == english or max(ours, english) < 3:
        bent_english, bent_ours = _endings(words)
        english, ours = english + bent_english, ours + bent_ours
    other = len(words & known.other)
    if other > 1 and other > max(ours, english):
        return "und"
    if ours == english:
        return "und"
    if english > ours:
        return "en"
    return _indonesian_or_malay(words, is_short=len(text) < SHORT)


def _endings(words: frozenset[str]) -> tuple[int, int]:
    """Count words that end as English words do, and as Indonesian and Malay words do."""
    hits = [m for w in words if (m := _SUFFIX.search(w))]
    english = sum(1 for m in hits if m[1])
    return english, len(hits) - english


def _indonesian_or_malay(words: frozenset[str], *, is_short: bool) -> str:
    known = markers()
    indonesian, malay = len(words & known.id), len(words & known.ms)
    if malay > indonesian and malay >= (2 if is_short else 3):
        return "ms"
    return "und" if malay > indonesian else "id"
