"""Searches articles with a query: words, phrases, AND/OR/NOT, `w/n`, fields, all forms, patterns.

    (traffic!) w/3 (human or persons or women or girls or children or sex! or labor!)
    @id(perdagangan orang) NEAR/10 (korban OR tersangka) NOT "perdagangan orang dalam"
    title:("human trafficking" OR tppo) AND outlet:kompas AND /\\d+ korban/

A word is what `match` takes for one, in any case. Words side by side are a phrase, other parts
side by side are joined by AND. `*` or `!` at the end of a word is any ending. `a w/3 b` (or
`NEAR/3`, or `"a b"~3`): within 3 words of each other, neighbours being within 1; `pre/3` in this
order. Phrases and `w/n` stay within the title or within the text; AND and NOT are over both.
`title: outlet: lang: place:` look in one field, `@id(...)` and `@ms(...)` find all forms of the
words that keep their sense. `explain` says how a query was understood.

Cannot do: find spelling variants, rank by relevance, or tell senses of a word apart.
"""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import NamedTuple, TypeAlias

import pandas as pd
from tqdm.auto import tqdm

from analysis.schema import InputError, check
from analysis.words import query_explain, query_grammar
from analysis.words.match import Words, candidates
from analysis.words.query_match import (
    Article,
    Found,
    Hit,
    Kit,
    Passage,
    hits,
    judge,
    passage,
    passages,
    ready,
)
from analysis.words.query_regex import holding, matches
from analysis.words.query_tree import (
    FIELDS,
    And,
    Family,
    Field,
    Node,
    Or,
    Term,
    digest,
    is_positional,
    needs,
    walk,
)

CHUNK = 500  # articles read at a time
NAME = "query"
Fields: TypeAlias = dict[str, Passage]  # the value of a field -> its passage


class Query(NamedTuple):
    """A query that was read: as given, its tree, a digest, and every form it looks for."""

    text: str
    tree: Node
    version: str
    forms: tuple[str, ...]


def parse(text: str | Query, *, vocabulary: pd.DataFrame | None = None) -> Query:
    """Return a query that was read from its text (a `Query` is returned as it is).

    `version` is 12 hex digits that change when the meaning does, and so when `@id(...)` comes to
    stand for other forms. With a `vocabulary` (of `words.vocabulary`), `@id(...)` stands for those
    of its forms that occur and are not vetoed. Raises InputError that shows the place and the
    remedy.
    """
    if isinstance(text, Query):
        return text
    tree = query_grammar.read(text, partial(_surfaces, vocabulary=vocabulary))
    forms: dict[str, None] = {}
    for node in walk(tree):
        if isinstance(node, Term):
            forms[node.form] = None
        elif isinstance(node, Family):
            forms |= dict.fromkeys(node.surfaces)
    return Query(text, tree, digest(tree), tuple(forms))


def _surfaces(phrase: str, lang: str, *, vocabulary: pd.DataFrame | None) -> tuple[str, ...]:
    from analysis.words import morphology

    if vocabulary is None:
        return morphology.forms_of(phrase, lang=lang)
    table = morphology.expand([phrase], vocabulary, lang=lang)
    kept = table.loc[~table["is_vetoed"].astype(bool), "surface"]
    return tuple(dict.fromkeys([phrase.lower(), *kept]))


def explain(query: str | Query, *, lang: str = "en") -> str:
    """Return in plain words what a query matches, with its parentheses, distances and forms.

    `lang` is en or id. Raises InputError as `parse` does, or for another language.
    """
    return query_explain.explain(parse(query).tree, lang)


@lru_cache(maxsize=16)
def _kit(query: Query) -> Kit:
    return ready(query.tree)


def find(
    articles: pd.DataFrame, query: str | Query, *, vocabulary: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the articles that match, one row an article, in their order.

    `place` is the row in the table (from 0); `mentions` counts the hits of what the query asks
    for, overlaps kept, each near pair of a `w/n` once (0 where fields alone decide); `reason`
    names terms of the query and where they stand, never other words of the article. Raises
    InputError for a query that cannot be read or a table without the columns it needs.
    """
    query = parse(query, vocabulary=vocabulary)
    columns = ["place", "mentions", "reason", "is_in_title"]
    rows = [
        (
            place,
            sum(one.where in ("title", "text") for one in found),
            _reason(found),
            any(one.where == "title" for one in found),
        )
        for place, found in _matching(articles, query)
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict(zip(columns, ("int64", "int64", "str", "bool"))))


def mark(articles: pd.DataFrame, query: str | Query, *, name: str = NAME) -> pd.DataFrame:
    """Return the articles with the columns of `marks`, those that match being on the issue.

    `issue` is `name`. `issue_level` is 2 where a hit stands in the title, 1 where in the text
    alone, 0 where the query does not match: a rule of thumb, where a lexicon weighs evidence.
    `issue_score` is the number of mentions, `lexicon_version` the digest of the query. Raises
    InputError as `find` does.
    """
    query = parse(query)
    found = find(articles, query).set_index("place")
    all_rows = found.reindex(range(len(articles)))
    is_found = pd.Series(all_rows.index.isin(found.index), index=articles.index, dtype="bool")
    in_title = all_rows["is_in_title"].eq(True).to_numpy(dtype=bool)
    return articles.assign(
        issue=pd.Series(name, index=articles.index, dtype="str"),
        is_issue=is_found,
        issue_level=is_found.astype("int64") + in_title,
        issue_score=all_rows["mentions"].fillna(0).to_numpy(dtype="float64"),
        issue_reason=pd.Series(all_rows["reason"].fillna("").array, articles.index, dtype="str"),
        lexicon_version=pd.Series(query.version, index=articles.index, dtype="str"),
    )


def _matching(articles: pd.DataFrame, query: Query) -> Iterator[tuple[int, list[Found]]]:
    asked = sorted({node.name for node in walk(query.tree) if isinstance(node, Field)} - {"title"})
    table = check(articles, "articles", needs=["title", "text", *(FIELDS[n] for n in asked)])
    kit = _kit(query)
    fields = {name: _values(table[FIELDS[name]], kit) for name in asked}
    places = _places(table, query.tree, kit, fields)
    with tqdm(total=len(places), leave=False, disable=None, desc="query") as bar:
        for start in range(0, len(places), CHUNK):
            part = places[start : start + CHUNK]
            for place, article in zip(part, _articles(table.iloc[part], kit, fields)):
                found = judge(kit.tree, article)
                if found is not None:
                    yield place, sorted(set(found), key=_order)
            bar.update(len(part))


def _values(column: pd.Series, kit: Kit) -> Fields:
    """Return the passage of every value of a field: there are far fewer than articles."""
    values = list(column.fillna("").unique())
    return dict(zip(values, passages(values, kit)))


def _order(found: Found) -> tuple[int, str, Hit]:
    ranks = {"title": 0, "text": 1}  # fields come last
    return (ranks.get(found.where, 2), found.where, found.hit)


def _places(table: pd.DataFrame, tree: Node, kit: Kit, fields: dict[str, Fields]) -> list[int]:
    """Return the rows that can match: all that do, few others."""
    first, found = needs(tree), set(range(len(table)))
    if first is not None:
        found = {
            place
            for column in ("title", "text")
            for place in (
                *candidates(table[column], first.forms),
                *holding(table[column], first.patterns),
            )
        }
    for node in kit.tree.parts if isinstance(kit.tree, And) else (kit.tree,):
        if isinstance(node, Field) and node.name in fields:
            alone = {
                value: Article({}, {node.name: one}) for value, one in fields[node.name].items()
            }
            held = {value for value, one in alone.items() if judge(node, one) is not None}
            holds = table[FIELDS[node.name]].fillna("").isin(held)
            found.intersection_update(holds.to_numpy().nonzero()[0].tolist())
    return sorted(found)


def _articles(part: pd.DataFrame, kit: Kit, fields: dict[str, Fields]) -> Iterator[Article]:
    heads, bodies = (passages(list(part[c].fillna("")), kit) for c in ("title", "text"))
    values = [
        [known[value] for value in part[FIELDS[name]].fillna("")] for name, known in fields.items()
    ]
    for i, (head, body) in enumerate(zip(heads, bodies)):
        own = {name: column[i] for name, column in zip(fields, values)}
        yield Article({"title": head, "text": body}, own)


def _reason(found: list[Found]) -> str:
    counted: dict[str, dict[str, int]] = {}
    for one in found:
        labels = counted.setdefault(one.where, {})
        labels[one.hit.label] = labels.get(one.hit.label, 0) + 1
    parts = []
    for where, labels in counted.items():
        names = [f"{label} x{n}" if n > 1 else label for label, n in labels.items()]
        parts.append(f"{where}: {', '.join(names[:6])}" + (" ..." if names[6:] else ""))
    return "; ".join(parts)


def spans(text: str, query: str | Query, *, is_title: bool = False) -> list[tuple[int, int, str]]:
    """Return (begin, end, label) in characters of all that a query asks for in one passage.

    AND and NOT are not judged here, as they are over a whole article: choose the articles with
    `find`. `title:` counts only where `is_title`. Raises InputError as `parse` does.
    """
    kit = _kit(parse(query))
    (read,) = passages([text], kit)
    found = sorted({hit for part in _asked(kit.tree, is_title) for hit in hits(part, read)})
    return [(read.words.begins[h.first], read.words.ends[h.last], h.label) for h in found]


def _asked(node: Node, is_title: bool) -> Iterator[Node]:
    """Return the parts that stand for places in a passage, not those of NOT or of other fields."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _asked(part, is_title)
        case Field(name, item):
            if name == "title" and is_title:
                yield from _asked(item, is_title)
        case _:
            yield node


class QueryTerm(NamedTuple):
    """A query that serves as one term of a lexicon: `find` gives its places in a passage.

    Where it has a hit, one of `forms` (words and phrases) or of `patterns` is there.
    """

    query: Query
    kit: Kit
    forms: tuple[str, ...]
    patterns: tuple[str, ...]

    def find(self, words: Words) -> list[tuple[int, int]]:
        """Return the (first, last) word of every hit, in order, each place once."""
        characters = {pattern: matches([words.text], pattern)[0] for pattern in self.kit.patterns}
        found = hits(self.kit.tree, passage(words, self.kit, characters))
        return sorted({(hit.first, hit.last) for hit in found})


def as_term(text: str | Query) -> QueryTerm:
    """Return a query as a term: words, phrases, OR, `w/n`, all forms and patterns.

    Raises InputError for AND, NOT or a field, which belong to whole articles.
    """
    query = parse(text)
    if not is_positional(query.tree):
        raise InputError(
            f"query {query.text[:60]!r}: AND, NOT and fields are for whole articles and not for a "
            "term of a lexicon; write w/n for AND, and `avoid` or `unless` for NOT"
        )
    first = needs(query.tree)
    return QueryTerm(query, _kit(query), tuple(sorted(first.forms)), tuple(sorted(first.patterns)))
