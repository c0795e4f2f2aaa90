"""Weighs one article: which terms and rules count, what speaks against, which level follows.

The title is read as the sentence before the text (`hits`, `evidence`). A piece of evidence weighs
by its place (title, lead, later); whether the issue is the main subject follows from the sum, from
what the title tells, and from how evidence is spread over the text.

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
from analysis.words.match import Hit, Words

BRIEF = 30  # words of a text so short that one mention is what it is about
TOLD = 2  # concepts of rules in a title that tells of the issue without its name

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
    heads, body = kit.matcher.read(title), kit.matcher.read(text)
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

    Level 1 is any evidence at all; level 2 is enough points (`main` of the lexicon) where the
    title or the spread of the evidence makes the issue a main subject (`_is_main`).
    """
    heads, body = kit.matcher.read(title), kit.matcher.read(text)
    a, b = kit.matcher.find(heads), kit.matcher.find(body)
    if not may_count([*a, *b], kit):
        return Verdict(0, 0.0, "")
    seen = _read(heads, body, a, b, kit)
    both = _joined(seen.in_title, seen.in_text, len(heads.words))
    in_title, in_text = by_place(pieces(both, kit, seen.article), len(heads.words))
    score = _score(in_title, in_text, kit, len(heads.words))
    if not score:
        return Verdict(0, 0.0, _spoke_against(seen.in_title + seen.in_text, kit))
    is_main = score >= kit.lexicon.main.points and _is_main(seen, in_title, in_text, score, kit)
    return Verdict(2 if is_main else 1, score, _reason(in_title, in_text))


def _is_main(
    seen: Reading, in_title: list[Piece], in_text: list[Piece], score: float, kit: Tools
) -> bool:
    """Tell whether evidence stands where a main subject has it: in the title, or spread.

    One mention in the lead is enough for a text of `BRIEF` words, or under a title that tells of
    the issue in other words. Else evidence of two sentences, or of a rule, which is two kinds in
    one, must be dense enough for the length.
    """
    length, main = len(seen.body.words), kit.lexicon.main
    lead_end = len(seen.heads.words) + main.lead_words
    told = {s.term.concept for s in seen.in_title if not s.void} & kit.looked_for
    is_told = len(told) >= TOLD and any(p.first < lead_end for p in in_text)
    is_spread = len({p.sentence for p in in_text}) > 1 or any(
        p.is_rule and p.points > 1 for p in in_text
    )
    is_dense = is_spread and length <= score * main.words_per_point
    return bool(in_title) or is_told or is_dense or length <= BRIEF


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
