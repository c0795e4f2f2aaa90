"""Key word in context: every hit of a term with the words to its left and right.

Read before you count. Article text stands in the table, so the default is for internal use; at
level public only counts leave.

Cannot do: mask names. A level `team` will exist when masking does.
"""

from collections.abc import Iterator

import pandas as pd
from tqdm.auto import tqdm

from analysis.schema import InputError, check
from analysis.words.entries import check_form
from analysis.words.match import Matcher, candidates, mentions_of

COLUMNS = ["left", "hit", "right", "outlet", "published_on"]


def kwic(
    articles: pd.DataFrame, term: str, *, width: int = 60, level: str = "internal"
) -> pd.DataFrame:
    """Return the hits of a term in context, one row a hit, or at level public its counts alone.

    `width` is in characters to each side; `term` may hold `*` (`traffick* in persons`). Columns
    internal: left, hit, right, outlet, published_on; public: term, articles, mentions. Raises
    InputError for a term without a word, or another level.
    """
    check(articles, "articles", needs=["title", "text"])
    matcher = Matcher([check_form(term, "kwic")])
    if level not in ("internal", "public"):
        raise InputError(f"kwic: level {level!r} is not there; use internal, or public for counts")
    if not isinstance(width, int) or width < 0:
        raise InputError(f"kwic: width {width!r}; give a number of characters, such as 60")
    found = list(_hits(articles, matcher, term))
    if level == "public":
        row = {"term": term, "articles": len({i for i, *_ in found}), "mentions": len(found)}
        return pd.DataFrame([row])
    rows = [(*_sides(text, a, b, width), i) for i, text, a, b in found]
    table = pd.DataFrame(rows, columns=["left", "hit", "right", "place"])
    for column in ("outlet", "published_on"):
        known = articles[column] if column in articles else pd.Series("", index=articles.index)
        table[column] = known.iloc[table["place"]].array
    return table[COLUMNS]


def _hits(
    articles: pd.DataFrame, matcher: Matcher, term: str
) -> Iterator[tuple[int, str, int, int]]:
    title, text = articles["title"].fillna(""), articles["text"].fillna("")
    places = sorted({*candidates(title, [term]), *candidates(text, [term])})
    for i in tqdm(places, leave=False, disable=None, desc="kwic"):
        for passage in (title.iloc[i], text.iloc[i]):
            for _, begin, end in mentions_of(passage, matcher):
                yield i, passage, begin, end


def _sides(text: str, begin: int, end: int, width: int) -> tuple[str, str, str]:
    left, right = text[max(0, begin - width) : begin], text[end : end + width]
    return " ".join(left.split()), text[begin:end], " ".join(right.split())
