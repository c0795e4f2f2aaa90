"""Key word in context: every hit of a term or query with the words to its left and right.

In: `articles` and what to look for. Out: one row a hit, sorted as concordances are. Read before you
count. Internally the text stands as it is; at level team it is masked word by word (`masking`);
at level public only counts leave, because a masked sentence is still the sentence of a writer and
no mask is sure of a person described in common words.

Cannot do: sort by the grammar of the context; it sorts by the words beside the hit.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import pandas as pd
from tqdm.auto import tqdm

from analysis.schema import InputError, check
from analysis.words import masking
from analysis.words.entries import check_form
from analysis.words.harmless import check_level, common_words
from analysis.words.match import WORD, Matcher, candidates, mentions_of

COLUMNS = ["left", "hit", "right", "outlet", "published_on"]
SORTS = ("position", "left", "right", "outlet", "date")
DEPTH = 3  # words beside the hit that a sort looks at
# What makes a string a query and not a phrase: operators, brackets, fields, truncation by `!`.
OPERATORS = re.compile(
    r"\b(?:AND|OR|NOT)\b|\b(?:NEAR|near|[Ww]|pre|PRE)/\d|[()\"!]|@\w+\(|^/.*/$|\b(?:title|outlet|lang|place):"
)


Spans: TypeAlias = Callable[[str, bool], list[tuple[int, int]]]


class Hit(NamedTuple):
    """A hit: the place of its article, the passage it stands in, and where."""

    place: int
    passage: str
    begin: int
    end: int


def kwic(
    articles: pd.DataFrame,
    query: str,
    *,
    width: int = 60,
    level: str = "internal",
    sort: str = "position",
    most: int | None = None,
) -> pd.DataFrame:
    """Return the hits of a term or query in context, one row a hit; at level public counts alone.

    `query` is a word or phrase as in a lexicon (`traffick* in persons`), or, where it holds an
    operator, a query of `words.query`. `width` is in characters to each side. `sort` is position
    (as read), left or right (by the first, second and third word beside the hit, whatever its
    case), outlet or date. `most` keeps so many rows after sorting. Columns: left, hit, right,
    outlet, published_on; internal also url; public: term, articles, mentions, total_articles.
    `attrs` count all hits: articles, mentions, total_articles. Raises InputError for a query
    without a word, or a bad option.
    """
    check(articles, "articles", needs=["title", "text"])
    _check(width, level, sort, most)
    found = list(_found(articles, query))
    counts = {
        "articles": len({hit.place for hit in found}),
        "mentions": len(found),
        "total_articles": len(articles),
    }
    if level == "public":
        return pd.DataFrame([{"term": query.strip(), **counts}])
    table = _table(articles, found, width, level, most if sort == "position" else None)
    table = _sorted(table, sort)[:most].reset_index(drop=True)
    table.attrs = {"query": query.strip(), **counts}
    return table


def _check(width: int, level: str, sort: str, most: int | None) -> None:
    check_level(level, "kwic")
    if not isinstance(width, int) or width < 0:
        raise InputError(f"kwic: width {width!r}; give a number of characters, such as 60")
    if sort not in SORTS:
        raise InputError(f"kwic: sort {sort!r} is not there; use {', '.join(SORTS)}")
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
        raise InputError(f"kwic: most={most!r}; give a whole number from 1, or None for all")


def _found(articles: pd.DataFrame, query: str) -> Iterator[Hit]:
    title, text = articles["title"].fillna(""), articles["text"].fillna("")
    places, spans = _search(articles, query)
    for i in tqdm(places, leave=False, disable=None, desc="kwic"):
        for passage, is_title in ((title.iloc[i], True), (text.iloc[i], False)):
            for begin, end in spans(passage, is_title):
                yield Hit(i, passage, begin, end)


def _search(articles: pd.DataFrame, query: str) -> tuple[list[int], Spans]:
    """Return the places of articles that can hold a hit, and what finds the hits of a passage."""
    if isinstance(query, str) and OPERATORS.search(query):
        from analysis.words import query as queries  # late: most readings ask for a plain phrase

        places = queries.find(articles, query)["place"].tolist()
        read = queries.parse(query)
        return places, lambda passage, is_title: [
            span[:2] for span in queries.spans(passage, read, is_title=is_title)
        ]
    form = check_form(query, "kwic")
    matcher = Matcher([form])
    passages = (articles[column].fillna("") for column in ("title", "text"))
    places = sorted({i for passage in passages for i in candidates(passage, [form])})
    return places, lambda passage, _: [span[1:] for span in mentions_of(passage, matcher)]


def _table(
    articles: pd.DataFrame, found: list[Hit], width: int, level: str, most: int | None
) -> pd.DataFrame:
    found = found[:most]
    sides = _sides if level == "internal" else _Masked(articles)
    rows = [(*sides(hit, width), hit.place) for hit in found]
    table = pd.DataFrame(rows, columns=["left", "hit", "right", "place"])
    columns = [*COLUMNS, "url"] if level == "internal" else COLUMNS
    for column in columns[3:]:
        known = articles[column] if column in articles else pd.Series("", index=articles.index)
        table[column] = known.iloc[table["place"]].array
    return table[columns]


def _sides(hit: Hit, width: int) -> tuple[str, str, str]:
    left = hit.passage[max(0, hit.begin - width) : hit.begin]
    right = hit.passage[hit.end : hit.end + width]
    return _line(left), hit.passage[hit.begin : hit.end], _line(right)


def _line(text: str) -> str:
    return " ".join(text.split())


class _Masked:
    """Masks the sides of hits; a class because hits of one passage share its mask."""

    def __init__(self, articles: pd.DataFrame) -> None:
        self.langs = articles.get("lang")
        self.passage, self.words = None, []

    def __call__(self, hit: Hit, width: int) -> tuple[str, str, str]:
        if self.passage is not hit.passage:
            lang = "und" if self.langs is None else str(self.langs.iloc[hit.place])
            self.passage, self.words = hit.passage, masking.shown(hit.passage, lang=lang)
        begin = min([b for b, _, _ in self.words if b >= hit.begin - width], default=hit.begin)
        end = max([e for _, e, _ in self.words if e <= hit.end + width], default=hit.end)
        sides = (begin, hit.begin), (hit.end, max(end, hit.end))
        left, right = (_line(masking.render(self.passage, self.words, *side)) for side in sides)
        return left, self._hit(hit), right

    def _hit(self, hit: Hit) -> str:
        """Show a hit of common words whatever its capitals: it is what was asked for."""
        whole = self.passage[hit.begin : hit.end]
        if all(word in common_words() for word in WORD.findall(whole.lower())):
            return whole
        return _line(masking.render(self.passage, self.words, hit.begin, hit.end))


def _sorted(table: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort == "position" or table.empty:
        return table
    if sort in ("left", "right"):
        keys = [_beside(side, sort) for side in table[sort]]
        return table.iloc[sorted(range(len(table)), key=keys.__getitem__)]
    by = ["outlet", "published_on"] if sort == "outlet" else ["published_on"]
    return table.sort_values(by, kind="stable")


def _beside(side: str, sort: str) -> list[str]:
    words = WORD.findall(side.casefold())
    return words[::-1][:DEPTH] if sort == "left" else words[:DEPTH]
