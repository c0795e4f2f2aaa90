"""Puts hits together into pieces of evidence, each with its words, its label and its points.

Evidence is a core term, or a rule: an anchor with other concepts within so many words. Evidence
that overlaps is one piece, so that a phrase and a rule over it are not counted twice; a rule that
reaches from one core term to another leaves them two.

Cannot do: tell one case from another; ten mentions of one arrest are ten pieces.
"""

from collections.abc import Iterator
from typing import NamedTuple

from analysis.words.entries import Rule
from analysis.words.hits import Span, Tools, against, against_in_article, away, groups


class Piece(NamedTuple):
    """A piece of evidence: its words, what it is called in the reason, its points."""

    first: int
    last: int
    label: str
    points: float
    sentence: int
    is_rule: bool = False


def evidence(found: list[Span], kit: Tools, article: dict[str, int]) -> list[Piece]:
    """Return the pieces of evidence in order; what overlaps is one piece.

    `found` comes from `judge`; `article` counts the concepts in the whole article.
    """
    return _merged(pieces(found, kit, article))


def pieces(found: list[Span], kit: Tools, article: dict[str, int]) -> list[Piece]:
    """Return what counts among judged hits, pieces that overlap still apart.

    A rule of fewer points than 1 whose anchor is itself a core term makes no piece: it says what
    the term weighs there (a name in a list of crimes).
    """
    roles = kit.lexicon.concepts
    core = {
        (s.first, s.last, s.term.form): Piece(s.first, s.last, s.term.form, 1.0, s.sentence)
        for s in found
        if not s.void and roles[s.term.concept].role == "core"
    }
    made, near = [], groups(found, kit)
    for rule in kit.lexicon.rules:
        if rule.anchor not in near or against_in_article(rule, article):
            continue
        for group in _met(rule, near):
            key = (group[0].first, group[0].last, group[0].term.form)
            if key in core and rule.points < 1:
                core[key] = core[key]._replace(points=min(core[key].points, rule.points))
            else:
                made.append(_piece(rule, group))
    return [*core.values(), *made]


def _piece(rule: Rule, group: list[Span]) -> Piece:
    label = f"{rule.name} ({' + '.join(s.term.form for s in group)})"
    first, last = min(s.first for s in group), max(s.last for s in group)
    return Piece(first, last, label, rule.points, group[0].sentence, True)


def _met(rule: Rule, near: dict[str, list[Span]]) -> Iterator[list[Span]]:
    for span in near[rule.anchor]:
        group = [span]
        for name, words in rule.near.items():
            beside = [
                o
                for o in near.get(name, ())
                if 0 < away(span, o) <= words and not any(_alike(o, g) for g in group)
            ]
            if not beside:
                break
            group.append(min(beside, key=lambda o: away(span, o)))
        else:
            if not against(span, rule.unless, near):
                yield group


def _alike(a: Span, b: Span) -> bool:
    """Tell whether one span adds nothing to the other: the same words, or the same form again."""
    return _overlap(a, b) or a.term.form == b.term.form


def by_place(made: list[Piece], title: int) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces within the first `title` words, and those behind, overlaps made one.

    A piece across both counts among those behind, and only where it overlaps no other.
    """
    before = _merged([p for p in made if p.last < title])
    behind = [p for p in made if p.first >= title]
    across = [
        p
        for p in made
        if p.first < title <= p.last and not any(_overlap(p, o) for o in before + behind)
    ]
    return before, _merged(across + behind)


def _overlap(a: Span | Piece, b: Span | Piece) -> bool:
    return a.first <= b.last and b.first <= a.last


def _merged(made: list[Piece]) -> list[Piece]:
    """Return the pieces in order; of those that overlap a core term, then the shortest, stays.

    What stays takes the most points of them, so that further evidence never lowers a sum.
    """
    kept: list[Piece] = []
    for piece in sorted(made, key=lambda p: (p.is_rule, p.last - p.first, p.first)):
        at = next((i for i, k in enumerate(kept) if _overlap(k, piece)), None)
        if at is None:
            kept.append(piece)
        else:
            kept[at] = kept[at]._replace(points=max(kept[at].points, piece.points))
    return sorted(kept, key=lambda p: p.first)
