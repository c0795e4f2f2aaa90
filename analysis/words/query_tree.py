"""The parts that a query is made of, how they are written out, and what an article must hold.

A query is a tree of `Term`, `Family` (all forms of words), `Regex`, `Or`, `And`, `Near` and
`Field`. The parts are tuples: they compare, hash and pickle.

Cannot do: read a query (`query_grammar`) or match one (`query_match`).
"""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

FIELDS = {"title": "title", "outlet": "outlet", "lang": "lang", "place": "dateline_place"}
BARE = re.compile(r"\w+[*!]?(?:[-.'&]\w+[*!]?)*")  # a word that needs no quotes
_OPERATOR = re.compile(r"and|or|not|near\d*", re.I)


class Term(NamedTuple):
    """A word or phrase: `form` as `match` wants it, `label` as the query has it."""

    form: str
    label: str


class Family(NamedTuple):
    """All surface forms of a word or phrase, `label` being its macro as the query has it."""

    surfaces: tuple[str, ...]
    label: str


class Regex(NamedTuple):
    """A pattern; it stands for the words that its match touches."""

    pattern: str
    label: str


class Or(NamedTuple):
    """One part or more must match."""

    parts: tuple["Node", ...]


class And(NamedTuple):
    """All `parts` must match in the article, and none of `without`."""

    parts: tuple["Node", ...]
    without: tuple["Node", ...]


class Near(NamedTuple):
    """Both sides in one passage, the nearest words at most `distance` apart (neighbours: 1)."""

    left: "Node"
    right: "Node"
    distance: int
    is_ordered: bool

    @property
    def operator(self) -> str:
        """Return the operator as it is written, such as `w/3`."""
        return f"{'pre' if self.is_ordered else 'w'}/{self.distance}"


class Field(NamedTuple):
    """A part that is looked for in one field of the article alone."""

    name: str
    item: "Node"


Node: TypeAlias = Term | Family | Regex | Or | And | Near | Field


class Needs(NamedTuple):
    """What to look for first: every article that matches holds a form or a pattern of these."""

    forms: frozenset[str]
    patterns: frozenset[str]


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts right below a node, those of NOT last."""
    match node:
        case Or(parts):
            return parts
        case And(parts, without):
            return parts + without
        case Near(left, right):
            return (left, right)
        case Field(_, item):
            return (item,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Return a node and all below it, from left to right."""
    yield node
    for part in children(node):
        yield from walk(part)


def is_positional(node: Node) -> bool:
    """Tell whether a part stands for places in a passage: no AND, NOT or field in it."""
    return not any(isinstance(part, And | Field) for part in walk(node))


def show(node: Node) -> str:
    """Write a query out with every parenthesis that was understood."""
    match node:
        case Term(_, label):
            is_plain = BARE.fullmatch(label) and not _OPERATOR.fullmatch(label)
            return label if is_plain else f'"{label}"'
        case Or(parts):
            return f"({' OR '.join(show(p) for p in parts)})"
        case And(parts, without):
            return f"({' AND '.join(show(p) for p in parts)}{_nots(without)})"
        case Near(left, right):
            return f"({show(left)} {node.operator} {show(right)})"
        case Field(name, item):
            return f"{name}:{show(item)}"
    return node.label


def _nots(without: tuple[Node, ...]) -> str:
    return "".join(f" NOT {show(part)}" for part in without)


def digest(node: Node) -> str:
    """Return 12 hex digits that change when the query, or a surface form it stands for, does."""
    return hashlib.sha256(_canonical(node).encode()).hexdigest()[:12]


def _canonical(node: Node) -> str:
    match node:
        case Term(form):
            return repr(form.lower())
        case Family(surfaces):
            return f"@{surfaces!r}"
        case Regex(pattern):
            return f"/{pattern}/"
    name = {Near: "operator", Field: "name"}.get(type(node))
    inner = ",".join(_canonical(part) for part in children(node))
    kept = len(node.parts) if isinstance(node, And) else 0
    return f"{type(node).__name__} {getattr(node, name) if name else kept}({inner})"


def needs(node: Node) -> Needs | None:
    """Return what to look for first, or None where nothing narrows the search."""
    match node:
        case Term(form):
            return Needs(frozenset([form]), frozenset())
        case Family(surfaces):
            return Needs(frozenset(surfaces), frozenset())
        case Regex(pattern):
            return Needs(frozenset(), frozenset([pattern]))
        case Field(name, item):
            return needs(item) if name == "title" else None
        case Or(parts):
            return _either([needs(part) for part in parts])
        case And(parts):
            return _narrowest([needs(part) for part in parts])
        case Near(left, right):
            return _narrowest([needs(left), needs(right)])


def _either(found: list[Needs | None]) -> Needs | None:
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    return Needs(
        frozenset().union(*(one.forms for one in known)),
        frozenset().union(*(one.patterns for one in known)),
    )


def _narrowest(found: list[Needs | None]) -> Needs | None:
    """Return what is rarest: no pattern (a pass of its own), then the longest words."""
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: (not one.patterns, _shortest(one)), default=None)


def _shortest(one: Needs) -> int:
    return min(map(len, one.forms), default=0)
