"""Finds the terms of a lexicon in one text and judges which of them something speaks against.

In: words of a text and a lexicon made ready (`tools`). Out: spans, each a hit of a term; `void`
says what speaks against it: a longer phrase of its own to avoid, another concept near by, or too
much of another concept in the article. `outside_furniture` leaves out what stands on a line that is
page furniture as a whole.

Cannot do: grammar, or furniture within a line.
"""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.corpus.clean import is_furniture
from analysis.words.entries import Concept, Lexicon, Rule, Term
from analysis.words.match import Hit, Matcher, Words

SENTENCE = 5  # words that a sentence end counts for: what stands in one sentence is nearer


class Tools(NamedTuple):
    """A lexicon made ready: one matcher over its terms and the phrases that void them.

    `looked_for` names the concepts that rules put together.
    """

    lexicon: Lexicon
    matcher: Matcher
    terms: tuple[Term, ...]
    voids: tuple[int, ...]
    members: dict[str, frozenset[str]]
    core: frozenset[str]
    looked_for: frozenset[str]
    anchors: tuple[str, ...]


class Span(NamedTuple):
    """A hit of a term, from word to word; `void` says what spoke against it, or is ''."""

    first: int
    last: int
    term: Term
    void: str
    sentence: int


_KITS: dict[str, Tools] = {}  # version -> lexicon made ready


def tools(lexicon: Lexicon) -> Tools:
    """Return the lexicon made ready for matching (made once for each version)."""
    if lexicon.version not in _KITS:
        _KITS[lexicon.version] = _made_ready(lexicon)
    return _KITS[lexicon.version]


def _made_ready(lexicon: Lexicon) -> Tools:
    terms = tuple(t for c in lexicon.concepts.values() for t in c.terms)
    avoid = [(i, form) for i, t in enumerate(terms) for form in t.avoid]
    forms = [t.form for t in terms] + [form for _, form in avoid]
    members = {name: _members(lexicon, name, ()) for name in lexicon.concepts}
    core = frozenset(c.name for c in lexicon.concepts.values() if c.role == "core")
    named = {n for r in lexicon.rules for n in (r.anchor, *r.near)}
    looked_for = frozenset(m for name in named for m in members[name])
    wanted = core | {m for r in lexicon.rules for m in members[r.anchor]}
    anchors = tuple(sorted({t.form for t in terms if t.concept in wanted}))
    voids = tuple(i for i, _ in avoid)
    return Tools(lexicon, Matcher(forms), terms, voids, members, core, looked_for, anchors)


def _members(lexicon: Lexicon, name: str, above: tuple[str, ...]) -> frozenset[str]:
    found = {name}
    for other in lexicon.concepts[name].includes:
        if other not in above:
            found |= _members(lexicon, other, (*above, name))
    return frozenset(found)


def may_count(hits: Iterable[Hit], kit: Tools) -> bool:
    """Say whether hits can be evidence at all: a core term, or all concepts of some rule."""
    held = {kit.terms[h.which].concept for h in hits if h.which < len(kit.terms)}
    return not held.isdisjoint(kit.core) or any(
        all(not held.isdisjoint(kit.members[name]) for name in (rule.anchor, *rule.near))
        for rule in kit.lexicon.rules
    )


def spans(words: Words, hits: list[Hit], kit: Tools) -> list[Span]:
    """Return the hits as spans, those voided by a phrase of their own marked so."""
    numbers = words.sentences() if hits else []
    voided = _voided(hits, kit)
    found = []
    for hit in hits:
        if hit.which < len(kit.terms):
            void = next(
                (p for a, b, p in voided.get(hit.which, ()) if a <= hit.last and hit.first <= b), ""
            )
            term, sentence = kit.terms[hit.which], numbers[hit.first]
            found.append(Span(hit.first, hit.last, term, void, sentence))
    return found


def _voided(hits: list[Hit], kit: Tools) -> dict[int, list[tuple[int, int, str]]]:
    """Return for each term the places of the phrases that void it."""
    voided: dict[int, list[tuple[int, int, str]]] = {}
    for hit in hits:
        if hit.which >= len(kit.terms):
            owner = kit.voids[hit.which - len(kit.terms)]
            phrase = " ".join(kit.matcher.patterns[hit.which].words)
            voided.setdefault(owner, []).append((hit.first, hit.last, phrase))
    return voided


def outside_furniture(found: list[Span], words: Words) -> list[Span]:
    """Return the spans of a body that do not stand on a line of page furniture."""
    known: dict[int, bool] = {}  # begin of a line -> it is furniture
    kept = []
    for span in found:
        begin = words.text.rfind("\n", 0, words.begins[span.first]) + 1
        if begin not in known:
            known[begin] = is_furniture(words.text[begin:].partition("\n")[0])
        if not known[begin]:
            kept.append(span)
    return kept


def judge(found: list[Span], kit: Tools, article: dict[str, int]) -> list[Span]:
    """Mark the core hits that stand in a context to avoid; `article` counts concepts in all."""
    alone = groups(found, kit)
    return [_judged(span, alone, kit, article) for span in found]


def _judged(span: Span, near: dict, kit: Tools, article: dict[str, int]) -> Span:
    concept = kit.lexicon.concepts[span.term.concept]
    if span.void or concept.role == "helper":
        return span
    said = against(span, concept.unless, near) or against_in_article(concept, article)
    return span._replace(void=said)


def groups(found: list[Span], kit: Tools) -> dict[str, list[Span]]:
    """Return the spans of each concept, those of the concepts it includes among them."""
    alone: dict[str, list[Span]] = {}
    for span in found:
        if not span.void:
            alone.setdefault(span.term.concept, []).append(span)
    return {
        name: [s for m in members for s in alone.get(m, ())]
        for name, members in kit.members.items()
        if not members.isdisjoint(alone)
    }


def away(a: Span, b: Span) -> int:
    """Return how many words two spans are apart, 0 where they overlap; a sentence end adds."""
    apart = max(b.first - a.last, a.first - b.last, 0)
    return apart + SENTENCE * abs(a.sentence - b.sentence) if apart else 0


def against(span: Span, unless: dict[str, int], near: dict[str, list[Span]]) -> str:
    """Return the hit that speaks against a span, with its concept, or ''."""
    for name, words in unless.items():
        for other in near.get(name, ()):
            if 0 < away(span, other) <= words:
                return f"{other.term.form} ({name})"
    return ""


def against_in_article(item: Rule | Concept, article: dict[str, int]) -> str:
    """Return the concept that an article holds too much of for a rule or concept, or ''."""
    for name, most in item.unless_article.items():
        if article.get(name, 0) >= most:
            return f"{name} in the article"
    return ""
