"""The family of an Indonesian or Malay word: the forms that keep its sense, from rules alone.

In: one word. Out: its forms, each with its root, how it was made in words, and why it is left out
if it is.

The principle: an affix that changes who or what is meant makes another word; one that changes the
voice, the object or the emphasis does not. So a word keeps its derivation:
- a verb keeps its suffix in every voice (memulangkan, dipulangkan, pulangkan; never pulang), and
  has its noun of action (pemulangan) with it; -kan and -i come in only for the roots that
  `data/morphology.yml` lists, since menyewa is to hire and menyewakan to let;
- a noun of action has its verb with it (perdagangan, memperdagangkan, diperdagangkan), and never
  the agent (pedagang), the product (dagangan), the ber- verb (berdagang) or the root (dagang);
- an agent, a product, a state and a bare noun have their clitics and their plural alone;
- a word written with an owner (anaknya) keeps one.
A form that is a word of its own (a root of the dictionary, or listed) is left out with a reason.

Cannot do: tell senses of one form apart; colloquial forms; names written in lower case.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis.words.affixes import OWNERS, readings, surfaces, with_clitics
from analysis.words.stems import dictionary, rules, stem

WRITTEN = "the word itself"
LISTED = "listed form"
_PER = ("per", "per-kan", "per-i")
_NOUN = {
    "root": "bare noun",
    "agent": "agent noun",
    "result": "noun of product",
    "state": "noun of state",
    "ber": "ber- verb",
    "ber-an": "ber- verb with -an",
    "ber-kan": "ber- verb with -kan",
}


class Reading(NamedTuple):
    """How a word is made: its root, its derivation, and the form without clitics."""

    root: str
    derivation: str
    surface: str


class Form(NamedTuple):
    """A surface form of a word: its root, how it was made, and why it is left out or ''."""

    surface: str
    root: str
    pattern: str
    why: str


def analyse(word: str) -> Reading:
    """Return how a lower-case word is made; a word that no rule makes is a root of its own."""
    root = word if word in rules().alone else stem(word)
    made = readings(word, root, keeps=root in rules().keeps) if root != word else []
    derivation, surface = made[0][:2] if made else ("root", word)
    if surface == root:
        derivation = "verb" if _has_bare(root) else "root"
    return Reading(root, derivation, surface)


@lru_cache(maxsize=4096)
def family(word: str, *, lang: str = "id", is_inner: bool = False) -> tuple[Form, ...]:
    """Return every form of one word, itself first; those left out are there with the reason.

    `is_inner`: the word stands inside a phrase, where clitics other than -nya are not usual. A
    name (Bali), a word of three letters or fewer and one with other signs than letters and
    hyphens have one form.
    """
    low = word.lower()
    is_name = word[:1].isupper() and word[1:].islower()
    if is_name or len(word) < 4 or not word.replace("-", "").isalpha():
        return (Form(low, low, WRITTEN, ""),)
    reading = analyse(low)
    is_owned = low.endswith(OWNERS) and low != reading.surface
    found = {low: Form(low, reading.root, WRITTEN, "")}
    for surface, pattern in _stems(reading, lang):
        for form, how in with_clitics(surface, pattern, is_inner=is_inner).items():
            if not is_owned or " + -" in how and how.split(" + -")[1] in OWNERS:
                found.setdefault(
                    form, Form(form, reading.root, how, _why_not(form, surface, reading))
                )
    for form in rules().also.get(reading.surface, ()):
        found.setdefault(form, Form(form, reading.root, LISTED, ""))
    return tuple(found.values())


def _stems(reading: Reading, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the forms without clitics of every derivation that keeps the sense of a reading."""
    root, derivation, surface = reading
    if derivation in _NOUN:
        yield surface, _NOUN[derivation]
        return
    for linked in _linked(root, derivation, lang):
        made = surfaces(root, linked, keeps=root in rules().keeps)
        if linked != derivation and not rules().alone.keys().isdisjoint(made):
            continue
        for form, how in made.items():
            if _is_said(form, how, reading):
                yield form, how


def _linked(root: str, derivation: str, lang: str) -> list[str]:
    """Return the derivations of a root that keep the sense of one of them."""
    if derivation == "action":
        return ["action", *rules().verbs.get(root, ("verb", "verb-kan", "verb-i"))]
    if derivation in ("per-an", "pemer-an"):
        malay = ["pemer-an"] if lang == "ms" and derivation == "per-an" else []
        return [derivation, *malay, *rules().per_verbs.get(root, _PER)]
    if derivation in _PER:
        same, noun = rules().per_verbs.get(root, ()), "pemer-an" if lang == "ms" else "per-an"
    else:
        same, noun = rules().verbs.get(root, ()), "action"
    return [*(same if derivation in same else [derivation]), noun]


def _is_said(form: str, how: str, reading: Reading) -> bool:
    """Tell whether a root has this form: the bare verb and the plain ter- form are of verbs alone.

    Of other roots the bare form is no verb (laut, sea; melaut, go to sea) and ter- is the highest
    degree (terdekat, nearest; mendekat, come near).
    """
    if form == reading.root:
        return _has_bare(reading.root)
    if how == "ter- passive":
        return reading.root in rules().verbs or reading.surface.startswith("ter")
    return True


def _has_bare(root: str) -> bool:
    return root in rules().verbs and root not in rules().bare_nouns


def _why_not(form: str, surface: str, reading: Reading) -> str:
    if form in rules().vetoes or surface in rules().vetoes:
        return rules().vetoes.get(form) or rules().vetoes[surface]
    return "a word of its own" if form in dictionary() and form != reading.root else ""
