"""A query taken apart for the auditor: its words, phrases, macros and patterns.

In: marked articles and the query that marked them. Out: an `Instrument`, as of a lexicon. Without
a part of OR the query finds less; without a part of AND or of `w/n` it finds more, and without an
exception (NOT) too.

Cannot do: strike out a field that is not the title (`outlet: lang: place:`), which is a filter and
no term; or tell one place of a part in the query from another: it is struck out everywhere.
"""

from collections.abc import Iterator
from functools import reduce

import pandas as pd

from analysis.words import query as queries
from analysis.words.audit_terms import Instrument, Marker, Part
from analysis.words.query import Query
from analysis.words.query_tree import And, Family, Field, Near, Node, Or, Regex, Term, digest, walk


def of_query(marked: pd.DataFrame, query: Query) -> Instrument:
    """Return a query taken apart: one part a word, phrase, macro or pattern of it."""
    wanted = dict.fromkeys(_leaves(query.tree))
    excluded = [leaf for leaf in dict.fromkeys(_excluded(query.tree)) if leaf not in wanted]
    parts, hits = [], []
    everywhere = frozenset(marked["article_id"])
    for leaf in [*wanted, *excluded]:
        part = "term" if leaf in wanted else "exception"
        parts.append(Part(part, leaf.label, "", _marker(_struck(query.tree, leaf)), everywhere))
    for leaf in wanted:
        found = queries.find(marked, _query(leaf))
        rows = marked["article_id"].iloc[found["place"]].to_numpy()
        hits.append(pd.DataFrame({"article_id": rows, "mentions": found["mentions"].to_numpy()}))
        hits[-1]["term"] = leaf.label
    table = pd.concat(hits, ignore_index=True) if hits else pd.DataFrame(columns=["article_id"])
    core = frozenset(leaf.label for leaf in wanted)
    return Instrument(table.assign(concept="", is_counted=True), core, tuple(parts), query.forms)


def _leaves(node: Node) -> Iterator[Node]:
    """Return the words, phrases, macros and patterns a query asks for in title or text."""
    match node:
        case Term() | Family() | Regex():
            yield node
        case Or(parts) | And(parts):
            for part in parts:
                yield from _leaves(part)
        case Near(left, right):
            yield from (*_leaves(left), *_leaves(right))
        case Field("title", item):
            yield from _leaves(item)


def _excluded(node: Node) -> Iterator[Node]:
    for part in walk(node):
        if isinstance(part, And):
            for one in part.without:
                yield from _leaves(one)


def _struck(node: Node, leaf: Node) -> Node | None:
    """Return a query without a part, None where nothing is left of it."""
    match node:
        case Or(parts):
            left = _kept(parts, leaf)
            return left[0] if len(left) == 1 else Or(left) if left else None
        case And(parts, without):
            left, out = _kept(parts, leaf), _kept(without, leaf)
            if not left:
                return None
            return left[0] if len(left) == 1 and not out else And(left, out)
        case Near(first, second):
            left = _kept((first, second), leaf)
            if len(left) == 2:
                return Near(*left, node.distance, node.is_ordered)
            return left[0] if left else None
        case Field(name, item):
            inner = _struck(item, leaf) if name == "title" else item
            return Field(name, inner) if inner else None
    return None if node == leaf else node


def _kept(parts: tuple[Node, ...], leaf: Node) -> tuple[Node, ...]:
    struck = (_struck(part, leaf) for part in parts)
    return tuple(part for part in struck if part is not None)


def _query(tree: Node) -> Query:
    forms = reduce(tuple.__add__, (_forms(leaf) for leaf in walk(tree)), ())
    return Query("", tree, digest(tree), forms)


def _forms(node: Node) -> tuple[str, ...]:
    if isinstance(node, Term):
        return (node.form,)
    return node.surfaces if isinstance(node, Family) else ()


def _marker(tree: Node | None) -> Marker:
    def marker(articles: pd.DataFrame) -> list[bool]:
        if tree is None:
            return [False] * len(articles)
        found = set(queries.find(articles, _query(tree))["place"])
        return [i in found for i in range(len(articles))]

    return marker
