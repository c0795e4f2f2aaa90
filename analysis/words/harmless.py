"""Which words are harmless: common ones that are no names of people, and at which level they leave.

The lists are in `data/masking.yml`; stop words and the words of our lexicons are added to them. In
Indonesian and Malay a longer list is PySastrawi's dictionary of roots, in English the regular forms
of our own words; these serve only for words in lower case amid a sentence with capitals.

Cannot do: be sure of a rare word. What is on no list is taken for a name.
"""

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from analysis import DATA
from analysis.corpus.files import parse_yaml
from analysis.schema import InputError
from analysis.words.lexicon import issues, load_lexicon
from analysis.words.match import compile_term
from analysis.words.tally import stop_words

LEVELS = ("internal", "team", "public")
LANGS = {"id": ("id",), "ms": ("id",), "en": ("en",)}  # whose lists serve a language


class Lists(NamedTuple):
    """What `data/masking.yml` says, for one language."""

    common: frozenset[str]
    names: frozenset[str]
    risky: frozenset[str]
    naming: frozenset[str]
    titles: frozenset[str]
    places: frozenset[str]
    behind: frozenset[str]
    capitals: frozenset[str]
    stop: frozenset[str]
    lang: str


@cache
def common_words(lang: str | None = None) -> frozenset[str]:
    """Return the words that may stand alone in public: common ones that are no names.

    They are the words of `data/masking.yml`, stop words, and words our lexicons write out; of one
    language, or of all.
    """
    return lists_of(lang or "").common


def may_leave(words: np.ndarray, level: str, who: str, *, lang: str | None = None) -> np.ndarray:
    """Tell for each lower-case word whether it may stand alone in an output of this level.

    Internal: every word. Team and public: `common_words`, for any other may be the name of a
    person. Raises InputError for another level.
    """
    check_level(level, who)
    if level == "internal":
        return np.ones(len(words), dtype=bool)
    common = common_words(lang)
    return np.fromiter((w in common for w in words), bool, len(words))


def check_level(level: str, who: str) -> None:
    """Raise InputError for a level of publication that is not there."""
    if level not in LEVELS:
        raise InputError(f"{who}: level {level!r} is not there; use {', '.join(LEVELS)}")


@cache
def lexicon_forms() -> frozenset[str]:
    """Return the terms of our lexicons as they are written, in lower case."""
    return frozenset(t.form.lower() for name in issues() for t in load_lexicon(name).terms)


def lexicon_words() -> frozenset[str]:
    """Return the words that our lexicons write out in full."""
    terms = [compile_term(form) for form in lexicon_forms()]
    return frozenset(w for t in terms for w, is_cut in zip(t.words, t.is_cut) if not is_cut)


def lists_of(lang: str) -> Lists:
    """Return the lists for a language: id, ms or en, or for any other those of all together."""
    return _lists(lang if lang in LANGS else "und")


@cache
def _lists(lang: str) -> Lists:
    data = parse_yaml((DATA / "masking.yml").read_text(encoding="utf-8"))
    chosen = LANGS.get(lang, tuple(data["common"]))
    risky = frozenset(w for key in chosen for w in data["also_names"][key])
    # What is a word in another language alone is a name here.
    names = frozenset(data["names"] + data["numbers"]).union(*data["also_names"].values()) - risky
    taken = names | risky
    stop = stop_words(None if lang == "und" else lang) - taken
    common = frozenset(w for key in chosen for w in data["common"][key]) | lexicon_words() | stop
    common = frozenset(w for w in common if len(w) > 1)  # a letter alone may be an initial
    kept = [frozenset(data[key]) for key in ("naming", "titles", "places", "places_behind")]
    capitals = frozenset(data["capitals"])
    return Lists(common - taken, names, risky, *kept, capitals, stop, lang)


@lru_cache(maxsize=200_000)
def is_derived(word: str, lang: str) -> bool:
    """Tell whether a lower-case word comes from a root that is known and no name."""
    lists = _lists(lang)
    taken = lists.names | lists.risky
    if lang == "en":
        roots = _english_roots(word)
        return any(root in lists.common and root not in taken for root in roots)
    if lang not in ("id", "ms"):
        return False
    stemmer, roots = _sastrawi()
    root = word if word in roots else stemmer.stem(word)
    return root in roots and (root not in taken or len(word) > len(root) + 2)


def _english_roots(word: str) -> list[str]:
    """Return what a regular English form may come from."""
    cut = [(end, word.removesuffix(end)) for end in ("s", "es", "ed", "d", "ing", "ly", "al", "er")
           if word.endswith(end) and len(word) > len(end) + 2]  # fmt: skip
    roots = [root for _, root in cut] + [f"{root}e" for end, root in cut if end in ("ing", "er")]
    roots += [root[:-1] for _, root in cut if len(root) > 3 and root[-1] == root[-2]]
    roots += [f"{root[:-1]}y" for end, root in cut if end in ("es", "ed", "ly") and root[-1] == "i"]
    return [root for root in roots if len(root) > 3]


@cache
def _sastrawi() -> tuple:
    # Late: the dictionary takes a tenth of a second to read, and English needs none of it.
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    lines = files("Sastrawi.Stemmer").joinpath("data/kata-dasar.txt").read_text(encoding="utf-8")
    return StemmerFactory().create_stemmer(), frozenset(lines.split())
