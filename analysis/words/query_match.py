"""Finds the parts of a query in the passages of an article: which hold, and where.

A passage is a title, a text or the value of a field; places are counted in words, as `match`
counts them. Every term of the query is found in one walk over the words.

Cannot do: keep every pair of a passage that repeats the same words thousands of times; beyond
`MOST_PAIRS` each hit is paired with its nearest neighbours alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.words.match import Matcher, Words, split
from analysis.words.query_regex import matches
from analysis.words.query_tree import And, Family, Field, Near, Node, Or, Regex, Term, walk

MOST_PAIRS = 20_000  # of one w/n in one passage: bounds time and memory
_NEAR = re.compile(r" (?:w|pre)/\d+ ")


class Hit(NamedTuple):
    """A part of the query in one passage, from word to word; `label` is its own notation."""

    first: int
    last: int
    label: str


class Found(NamedTuple):
    """A hit and the passage it is in: title or text."""

    where: str
    hit: Hit


class Forms(NamedTuple):
    """The words and phrases of an OR, by their number in the matcher."""

    labels: dict[int, str]


class Kit(NamedTuple):
    """A query made ready: its tree over numbers, the matcher of all its forms, its patterns."""

    tree: Node | Forms
    matcher: Matcher
    patterns: tuple[str, ...]


class Passage(NamedTuple):
    """The words of a passage, where each form stands, and where each pattern does."""

    words: Words
    forms: dict[int, list[tuple[int, int]]]
    patterns: dict[str, list[tuple[int, int]]]


class Article(NamedTuple):
    """What a query is judged on: passages by name, and the passages of the fields asked for."""

    passages: Mapping[str, Passage]
    fields: Mapping[str, Passage]


def ready(tree: Node) -> Kit:
    """Return a query made ready for matching."""
    numbers: dict[str, int] = {}
    for node in walk(tree):
        for form, _ in _labelled(node):
            numbers.setdefault(form, len(numbers))
    patterns = dict.fromkeys(node.pattern for node in walk(tree) if isinstance(node, Regex))
    return Kit(_numbered(tree, numbers), Matcher(list(numbers)), tuple(patterns))


def _labelled(node: Node) -> list[tuple[str, str]]:
    if isinstance(node, Term):
        return [(node.form.lower(), node.label)]
    surfaces = node.surfaces if isinstance(node, Family) else ()
    return [(form.lower(), node.label) for form in surfaces]


def _numbered(node: Node, numbers: dict[str, int]) -> Node | Forms:
    """Return the tree with the terms of each OR in one table, so that 10,000 cost one look."""
    match node:
        case Term() | Family():
            return Forms({numbers[form]: label for form, label in _labelled(node)})
        case Or(parts):
            named = [pair for part in reversed(parts) for pair in _labelled(part)]
            others = [_numbered(p, numbers) for p in parts if not isinstance(p, Term | Family)]
            forms = Forms({numbers[form]: label for form, label in named})
            return Or((forms, *others) if named else tuple(others))
        case And(parts, without):
            inner = (tuple(_numbered(p, numbers) for p in group) for group in (parts, without))
            return And(*inner)
        case Near(left, right):
            return node._replace(left=_numbered(left, numbers), right=_numbered(right, numbers))
        case Field(name, item):
            return Field(name, _numbered(item, numbers))
    return node


def passages(texts: Sequence[str], kit: Kit) -> list[Passage]:
    """Return texts with every form and pattern of the query found in them."""
    found = {pattern: matches(texts, pattern) for pattern in kit.patterns}
    return [
        passage(split(text), kit, {pattern: spans[i] for pattern, spans in found.items()})
        for i, text in enumerate(texts)
    ]


def passage(words: Words, kit: Kit, spans: Mapping[str, list[tuple[int, int]]]) -> Passage:
    """Return the words with the forms found in them; `spans` has the characters of each pattern."""
    forms: dict[int, list[tuple[int, int]]] = {}
    for hit in kit.matcher.find(words):
        forms.setdefault(hit.which, []).append((hit.first, hit.last))
    return Passage(words, forms, {p: _touched(words, found) for p, found in spans.items()})


def _touched(words: Words, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first and last word that each span of characters touches, if it touches one."""
    places = ((bisect_right(words.ends, a), bisect_left(words.begins, b) - 1) for a, b in spans)
    return list(dict.fromkeys((first, last) for first, last in places if first <= last))


def hits(node: Node | Forms, passage: Passage) -> list[Hit]:
    """Return where a part without AND, NOT and fields stands in a passage, in order."""
    match node:
        case Forms(labels):
            found = [Hit(a, b, labels[which]) for which in labels.keys() & passage.forms.keys()
                     for a, b in passage.forms[which]]  # fmt: skip
        case Regex(pattern, label):
            found = [Hit(a, b, label) for a, b in passage.patterns[pattern]]
        case Or(parts):
            found = [hit for part in parts for hit in hits(part, passage)]
        case Near(left, right):
            found = _pairs(hits(left, passage), hits(right, passage), node)
    return sorted(set(found))


def _pairs(lefts: list[Hit], rights: list[Hit], near: Near) -> list[Hit]:
    """Return every pair near enough; the sides of a pair never share a word."""
    after = sorted(rights)
    before = [] if near.is_ordered else sorted(rights, key=lambda hit: (hit.last, hit.first))
    firsts, lasts = [hit.first for hit in after], [hit.last for hit in before]
    ranges = [
        (
            bisect_right(firsts, hit.last),
            bisect_right(firsts, hit.last + near.distance),
            bisect_left(lasts, hit.first - near.distance),
            bisect_left(lasts, hit.first),
        )
        for hit in lefts
    ]
    is_crowded = sum(b - a + d - c for a, b, c, d in ranges) > MOST_PAIRS
    if is_crowded:
        ranges = [(a, min(a + 1, b), max(c, d - 1), d) for a, b, c, d in ranges]
    return [
        _pair(hit, other, near.operator)
        for hit, (a, b, c, d) in zip(lefts, ranges)
        for other in (*after[a:b], *before[c:d])
    ]


def _pair(hit: Hit, other: Hit, operator: str) -> Hit:
    label = f"{_side(hit.label)} {operator} {_side(other.label)}"
    return Hit(min(hit.first, other.first), max(hit.last, other.last), label)


def _side(label: str) -> str:
    return f"({label})" if _NEAR.search(label) else label


def judge(node: Node | Forms, article: Article) -> list[Found] | None:
    """Return the hits of what the article holds (none for a field), or None if it does not match.

    AND and NOT are over the whole article: title and text together.
    """
    match node:
        case And(parts, without):
            kept = [judge(part, article) for part in parts]
            if any(one is None for one in kept):
                return None
            if any(judge(part, article) is not None for part in without):
                return None
            return [found for one in kept for found in one]
        case Or(parts):
            kept = [one for part in parts if (one := judge(part, article)) is not None]
            return [found for one in kept for found in one] if kept else None
        case Field("title", item):
            return judge(item, Article({"title": article.passages["title"]}, {}))
        case Field(name, item):
            return judge(item, Article({name: article.fields[name]}, {}))
    found = [
        Found(where, hit)
        for where, passage in article.passages.items()
        for hit in hits(node, passage)
    ]
    return found or None
