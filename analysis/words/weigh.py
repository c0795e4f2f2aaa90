"""Weighs one article: which terms and rules count, what speaks against, which level follows.

Evidence is a core term, or a rule: an anchor with other concepts within so many words, in the
title or in the text, never across the two. Evidence that overlaps is one piece. A piece weighs
by its place (title, lead, later); the level follows from the sum and from the length.

Cannot do: grammar. "No trafficking was found" counts as a mention, as the codebook wants, and a
name of a film counts unless words of film stand near it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from analysis.words.entries import Concept, Lexicon, Rule, Term
from analysis.words.match import Matcher, Words, split

SENTENCE = 5  # words that a sentence end counts for: what stands in one sentence is nearer


class Tools(NamedTuple):
    """A lexicon made ready: one matcher over its terms and the phrases that void them."""

    lexicon: Lexicon
    matcher: Matcher
    terms: tuple[Term, ...]
    voids: tuple[int, ...]
    members: dict[str, frozenset[str]]
    anchors: tuple[str, ...]


class Span(NamedTuple):
    """A hit of a term, from word to word; `void` says what spoke against it, or is ''."""

    first: int
    last: int
    term: Term
    void: str
    sentence: int


class Piece(NamedTuple):
    """A piece of evidence: its words, what it is called in the reason, its points."""

    first: int
    last: int
    label: str
    points: float


class Reading(NamedTuple):
    """An article read: its words, the judged hits, and how often it holds each concept."""

    heads: Words
    body: Words
    in_title: list[Span]
    in_text: list[Span]
    article: dict[str, int]


class Verdict(NamedTuple):
    """What an article came to: level 0-2, score in points, and the reason in terms."""

    level: int
    score: float
    reason: str


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
    wanted = {c.name for c in lexicon.concepts.values() if c.role == "core"}
    wanted |= {m for r in lexicon.rules for m in members[r.anchor]}
    anchors = tuple(sorted({t.form for t in terms if t.concept in wanted}))
    return Tools(lexicon, Matcher(forms), terms, tuple(i for i, _ in avoid), members, anchors)


def _members(lexicon: Lexicon, name: str, above: tuple[str, ...]) -> frozenset[str]:
    found = {name}
    for other in lexicon.concepts[name].includes:
        if other not in above:
            found |= _members(lexicon, other, (*above, name))
    return frozenset(found)


def spans(words: Words, kit: Tools) -> list[Span]:
    """Return every hit of a term in one text, those voided by a phrase of their own marked so."""
    hits = kit.matcher.find(words)
    voided: dict[int, list[tuple[int, int, str]]] = {}
    for hit in hits:
        if hit.which >= len(kit.terms):
            owner = kit.voids[hit.which - len(kit.terms)]
            phrase = " ".join(kit.matcher.patterns[hit.which].words)
            voided.setdefault(owner, []).append((hit.first, hit.last, phrase))
    numbers = words.sentences() if hits else []
    found = []
    for hit in hits:
        if hit.which < len(kit.terms):
            void = next(
                (p for a, b, p in voided.get(hit.which, ()) if a <= hit.last and hit.first <= b), ""
            )
            term, sentence = kit.terms[hit.which], numbers[hit.first]
            found.append(Span(hit.first, hit.last, term, void, sentence))
    return found


def judge(found: list[Span], kit: Tools, article: dict[str, int]) -> list[Span]:
    """Mark the core hits that stand in a context to avoid; `article` counts concepts in all."""
    groups = _groups(found, kit)
    return [_judged(span, groups, kit, article) for span in found]


def _judged(span: Span, groups: dict, kit: Tools, article: dict[str, int]) -> Span:
    concept = kit.lexicon.concepts[span.term.concept]
    if span.void or concept.role == "helper":
        return span
    against = _against(span, concept.unless, groups) or _in_article(concept, article)
    return span._replace(void=against)


def _groups(found: list[Span], kit: Tools) -> dict[str, list[Span]]:
    alone: dict[str, list[Span]] = {}
    for span in found:
        if not span.void:
            alone.setdefault(span.term.concept, []).append(span)
    return {
        name: [s for m in members for s in alone.get(m, ())]
        for name, members in kit.members.items()
        if not members.isdisjoint(alone)
    }


def _away(a: Span, b: Span) -> int:
    apart = max(b.first - a.last, a.first - b.last, 0)
    return apart + SENTENCE * abs(a.sentence - b.sentence) if apart else 0


def _overlap(a: Span, b: Span) -> bool:
    return a.first <= b.last and b.first <= a.last


def _against(span: Span, unless: dict[str, int], groups: dict[str, list[Span]]) -> str:
    for name, words in unless.items():
        for other in groups.get(name, ()):
            if 0 < _away(span, other) <= words:
                return f"{other.term.form} ({name})"
    return ""


def _in_article(item: Rule | Concept, article: dict[str, int]) -> str:
    for name, most in item.unless_article.items():
        if article.get(name, 0) >= most:
            return f"{name} in the article"
    return ""


def evidence(found: list[Span], kit: Tools, article: dict[str, int]) -> list[Piece]:
    """Return the pieces of evidence in one text, in order; what overlaps is one piece.

    `found` comes from `judge`.
    """
    roles = kit.lexicon.concepts
    pieces = [
        Piece(s.first, s.last, s.term.form, 1.0)
        for s in found
        if not s.void and roles[s.term.concept].role == "core"
    ]
    groups = _groups(found, kit)
    for rule in kit.lexicon.rules:
        if rule.anchor in groups and not _in_article(rule, article):
            pieces += [
                Piece(min(s.first for s in group), max(s.last for s in group),
                      f"{rule.name} ({' + '.join(s.term.form for s in group)})", rule.points)
                for group in _met(rule, groups)
            ]  # fmt: skip
    return _merged(pieces)


def _met(rule: Rule, groups: dict[str, list[Span]]) -> Iterator[list[Span]]:
    for span in groups[rule.anchor]:
        group = [span]
        for name, words in rule.near.items():
            near = [
                o
                for o in groups.get(name, ())
                if 0 < _away(span, o) <= words and not any(_overlap(o, g) for g in group)
            ]
            if not near:
                break
            group.append(min(near, key=lambda o: _away(span, o)))
        else:
            if not _against(span, rule.unless, groups):
                yield group


def _merged(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.first, -p.last)):
        if kept and piece.first <= kept[-1].last:
            last = kept[-1]
            kept[-1] = last._replace(
                last=max(last.last, piece.last), points=max(last.points, piece.points)
            )
        else:
            kept.append(piece)
    return kept


def read(title: str, text: str, kit: Tools) -> Reading:
    """Return the words of title and text, the judged hits of each, and what the article holds."""
    heads, body = split(title), split(text)
    a, b = spans(heads, kit), spans(body, kit)
    article: dict[str, int] = {}
    for name, group in [*_groups(a, kit).items(), *_groups(b, kit).items()]:
        article[name] = article.get(name, 0) + len(group)
    return Reading(heads, body, judge(a, kit, article), judge(b, kit, article), article)


def weigh(title: str, text: str, kit: Tools) -> Verdict:
    """Return level, score and reason of one article.

    Level 1 is any evidence at all; level 2 is enough points with some of them in the title, or
    enough points for the length of the text (`main` of the lexicon).
    """
    seen = read(title, text, kit)
    in_title = evidence(seen.in_title, kit, seen.article)
    in_text = evidence(seen.in_text, kit, seen.article)
    main = kit.lexicon.main
    score = sum(p.points * main.title for p in in_title) + sum(
        p.points * (main.lead if p.first < main.lead_words else 1.0) for p in in_text
    )
    if not score:
        return Verdict(0, 0.0, _spoke_against(seen.in_title + seen.in_text, kit))
    is_dense = bool(in_title) or len(seen.body.words) <= score * main.words_per_point
    level = 2 if score >= main.points and is_dense else 1
    return Verdict(level, float(score), _reason(in_title, in_text))


def _reason(in_title: list[Piece], in_text: list[Piece]) -> str:
    parts = []
    for where, pieces in (("title", in_title), ("text", in_text)):
        counted: dict[str, int] = {}
        for piece in pieces:
            counted[piece.label] = counted.get(piece.label, 0) + 1
        names = [f"{k} x{n}" if n > 1 else k for k, n in counted.items()]
        if names:
            parts.append(f"{where}: {', '.join(names[:6])}" + (" ..." if names[6:] else ""))
    return "; ".join(parts)


def _spoke_against(found: list[Span], kit: Tools) -> str:
    roles = kit.lexicon.concepts
    against = {
        f"{s.term.form} beside {s.void}": None
        for s in found
        if s.void and roles[s.term.concept].role == "core"
    }
    return f"not counted: {', '.join(list(against)[:6])}" if against else ""
