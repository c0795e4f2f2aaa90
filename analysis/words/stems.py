"""Stems of Indonesian and Malay words, one word type at a time.

In: a lower-case word type. Out: its root. A root must be able to make its word by the rules of
`affixes`; where several can, a listed verb goes first, then what PySastrawi takes (Nazief and
Adriani's algorithm with the confix stripping of Asian 2007); `data/morphology.yml` corrects what
is still wrong. A vocabulary is stemmed once; its table is kept in `data/cache` under a digest of
the vocabulary and the rules.

Cannot do: tell two roots of one spelling apart, or know a name in lower case: names come marked
by `vocabulary`.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis import CACHE, DATA
from analysis.corpus.files import atomic_write, parse_yaml
from analysis.schema import InputError
from analysis.words.affixes import roots
from analysis.words.vocabulary import check_vocabulary

RULES = DATA / "morphology.yml"
SHORTEST = 4  # letters below which a word is its own root
_GROUPS = ("roots_added", "roots_dropped", "alone", "vetoes", "cautions", "phrase_only")


class Rules(NamedTuple):
    """What `data/morphology.yml` says: words and roots by what holds for them, with the reasons."""

    roots_added: dict[str, str]
    roots_dropped: dict[str, str]
    stems: dict[str, str]
    verbs: dict[str, tuple[str, ...]]
    per_verbs: dict[str, tuple[str, ...]]
    bare_nouns: frozenset[str]
    keeps: frozenset[str]
    alone: dict[str, str]
    vetoes: dict[str, str]
    also: dict[str, tuple[str, ...]]
    cautions: dict[str, str]
    phrase_only: dict[str, str]
    version: str


@cache
def rules() -> Rules:
    """Return the rules of `data/morphology.yml`, read once a run."""
    text = RULES.read_text(encoding="utf-8")
    content = parse_yaml(text)
    stems = {w: s for group in content["stems"] for w, s in group["words"].items()}
    return Rules(
        **{key: _reasons(content[key], key) for key in _GROUPS},
        stems=stems,
        verbs=_verbs(content["verbs"]),
        per_verbs=_verbs(content["per_verbs"]),
        bare_nouns=frozenset(content["bare_nouns"]),
        keeps=frozenset(content["keeps"]),
        also={word: tuple(forms) for word, forms in content["also"].items()},
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _reasons(groups: list[dict], key: str) -> dict[str, str]:
    for group in groups:
        if not group.get("why"):
            raise InputError(f"{RULES.name}: {key}: a group of words has no `why`")
    return {word: group["why"] for group in groups for word in group["words"]}


def _verbs(lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return root -> derivations, from lists headed by them (`verb verb-kan`)."""
    return {root: tuple(heads.split()) for heads, roots in lists.items() for root in roots}


@cache
def dictionary() -> frozenset[str]:
    """Return the roots: PySastrawi's dictionary with the changes of the rules."""
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    known = set(StemmerFactory().get_words()) - set(rules().roots_dropped) - {""}
    return frozenset(known | set(rules().roots_added))


@cache
def _sastrawi() -> Callable[[str], str]:
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer

    return Stemmer(ArrayDictionary(sorted(dictionary()))).stem_word


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """Return the root of one lower-case word type, or the word itself where none is sure.

    Numbers, words with digits or `_` and words under four letters are their own root.
    """
    if word in rules().stems:
        return rules().stems[word]
    if len(word) < SHORTEST or not word.replace("-", "").isalpha() or word in dictionary():
        return word
    first, _, second = word.partition("-")
    if second and stem(first) == stem(second) in dictionary():
        return stem(first)
    base = word.removesuffix("nya")
    if base != word and len(base) >= SHORTEST and (stem(base) != base or base in dictionary()):
        return stem(base)
    found = roots(word, dictionary())
    if len(found) < 2:
        return found[0] if found else word
    verbs = [root for root in found if root in rules().verbs and _is_whole(root, found)]
    choice = verbs[0] if len(verbs) == 1 else _sastrawi()(word)
    return choice if choice in found else found[0]


def _is_whole(root: str, found: tuple[str, ...]) -> bool:
    """Tell whether no longer root holds this one, as berangkat (leave) holds angkat (lift)."""
    return not any(root in other for other in found if other != root)


def stem_table(vocabulary: pd.DataFrame, *, folder: Path | None = None) -> pd.DataFrame:
    """Return the stem of every word of a vocabulary, one row a surface: surface, stem.

    Proper nouns keep their form. The table is kept as Parquet in `folder` (the project's cache
    unless given) and read from there when the same vocabulary comes again under the same rules.
    """
    check_vocabulary(vocabulary)
    path = (folder or CACHE) / f"stems-{_digest(vocabulary)}.parquet"
    with suppress(OSError, pl.exceptions.PolarsError):  # none yet, or spoilt: made anew
        return pl.read_parquet(path).to_pandas()
    surfaces = vocabulary["surface"].tolist()
    made = [
        word if is_proper else stem(word)
        for word, is_proper in zip(surfaces, vocabulary["is_proper"].tolist())
    ]
    table = pl.DataFrame({"surface": surfaces, "stem": made})
    with atomic_write(path) as temporary:
        table.write_parquet(temporary)
    return table.to_pandas()


def _digest(vocabulary: pd.DataFrame) -> str:
    """Return the digest of what the stems depend on: the words, which are names, the rules."""
    rows = pd.util.hash_pandas_object(vocabulary[["surface", "is_proper"]], index=False)
    return hashlib.sha256(rows.to_numpy().tobytes() + rules().version.encode()).hexdigest()[:16]
