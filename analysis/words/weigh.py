"""Weighs one article: which terms and rules count, what speaks against, which level follows.

The title is read as the sentence before the text (`hits`, `evidence`). A piece of evidence weighs
by its place (title, lead, later); the level follows from the sum and from the length.

Cannot do: grammar. "No trafficking was found" counts as a mention, as the codebook wants, and a
name of a film counts unless words of film stand near it.
"""

from typing import NamedTuple

from analysis.words.evidence import Piece, by_place, pieces
from analysis.words.hits import (
    Span,
    Tools,
    groups,
    judge,
    may_count,
    outside_furniture,
    spans,
    tools,
)
from analysis.words.match import Hit, Words, split

__all__ = ["Reading", "Span", "Tools", "Verdict", "read", "tools", "weigh"]


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


def read(title: str, text: str, kit: Tools) -> Reading:
    """Return the words of title and text, the judged hits of each, and what the article holds."""
    heads, body = split(title), split(text)
    return _read(heads, body, kit.matcher.find(heads), kit.matcher.find(body), kit)


def _read(heads: Words, body: Words, a: list[Hit], b: list[Hit], kit: Tools) -> Reading:
    in_title, in_text = spans(heads, a, kit), outside_furniture(spans(body, b, kit), body)
    both = _joined(in_title, in_text, len(heads.words))
    article = {name: len(group) for name, group in groups(both, kit).items()}
    voids = [s.void for s in judge(both, kit, article)]
    in_title = [s._replace(void=void) for s, void in zip(in_title, voids)]
    in_text = [s._replace(void=void) for s, void in zip(in_text, voids[len(in_title) :])]
    return Reading(heads, body, in_title, in_text, article)


def _joined(in_title: list[Span], in_text: list[Span], title: int) -> list[Span]:
    """Return the hits of both, those of the text numbered on from the `title` words before."""
    sentence = 1 + max((s.sentence for s in in_title), default=0)
    return in_title + [
        Span(s.first + title, s.last + title, s.term, s.void, s.sentence + sentence)
        for s in in_text
    ]


def weigh(title: str, text: str, kit: Tools) -> Verdict:
    """Return level, score and reason of one article.

    Level 1 is any evidence at all; level 2 is enough points with some of them in the title, or
    enough points for the length of the text (`main` of the lexicon).
    """
    heads, body = split(title), split(text)
    a, b = kit.matcher.find(heads), kit.matcher.find(body)
    if not may_count([*a, *b], kit):
        return Verdict(0, 0.0, "")
    seen = _read(heads, body, a, b, kit)
    both = _joined(seen.in_title, seen.in_text, len(heads.words))
    in_title, in_text = by_place(pieces(both, kit, seen.article), len(heads.words))
    score = _score(in_title, in_text, kit, len(heads.words))
    if not score:
        return Verdict(0, 0.0, _spoke_against(seen.in_title + seen.in_text, kit))
    main = kit.lexicon.main
    is_dense = bool(in_title) or len(body.words) <= score * main.words_per_point
    level = 2 if score >= main.points and is_dense else 1
    return Verdict(level, score, _reason(in_title, in_text))


def _score(in_title: list[Piece], in_text: list[Piece], kit: Tools, title: int) -> float:
    main = kit.lexicon.main
    lead_end = title + main.lead_words
    return float(
        sum(p.points * main.title for p in in_title)
        + sum(p.points * (main.lead if p.first < lead_end else 1.0) for p in in_text)
    )


def _reason(in_title: list[Piece], in_text: list[Piece]) -> str:
    parts = []
    for where, made in (("title", in_title), ("text", in_text)):
        counted: dict[str, int] = {}
        for piece in made:
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
