"""Marks which articles are about an issue, with a reason, and lists every mention.

The marks come from rules over words, written from the definition of the issue; the reason names
terms of the lexicon and never the words of an article.

Cannot do: it has an error rate (`tests/test_gold.py` pins it against articles coded by reading),
it sees title and text only, and it takes page furniture within a line for text if `corpus` left
any.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from analysis.schema import InputError, check, frame
from analysis.words.entries import Lexicon
from analysis.words.hits import Tools, tools
from analysis.words.lexicon import load_lexicon
from analysis.words.match import candidates
from analysis.words.query import Query
from analysis.words.query import mark as mark_by_query
from analysis.words.weigh import Verdict, read, weigh

ISSUE = "trafficking"


def mark(
    articles: pd.DataFrame,
    issue: str | Path | Lexicon = ISSUE,
    *,
    query: str | Query | None = None,
) -> pd.DataFrame:
    """Return the articles with the columns of `marks` added: level, score, reason, version.

    A row is an article; level 2 is main subject, 1 mentioned, 0 not. Score is in points of
    evidence. `issue` is a name in `data/lexicons` or the path of a YAML file; with a `query` the
    articles that match it are marked instead (`query.mark`: level 2 where a hit stands in the
    title). Raises InputError for a table without title or text, or for a lexicon or query that
    cannot be read.
    """
    check(articles, "articles", needs=["title", "text"])
    if query is not None:
        return mark_by_query(articles, query)
    lexicon = load_lexicon(issue)
    if lexicon.aspects_of:
        raise InputError(
            f"{lexicon.name} holds aspects of {lexicon.aspects_of}: mark the articles for that "
            f"issue, then call words.themes(marked, {lexicon.name!r})"
        )
    kit = tools(lexicon)
    verdicts = dict(_verdicts(articles, kit))
    none = Verdict(0, 0.0, "")
    rows = [verdicts.get(i, none) for i in range(len(articles))]
    return articles.assign(
        issue=pd.Series(lexicon.name, index=articles.index, dtype="str"),
        is_issue=[v.level > 0 for v in rows] or pd.Series(dtype="bool"),
        issue_level=pd.Series([v.level for v in rows], index=articles.index, dtype="int64"),
        issue_score=pd.Series([v.score for v in rows], index=articles.index, dtype="float64"),
        issue_reason=pd.Series([v.reason for v in rows], index=articles.index, dtype="str"),
        lexicon_version=pd.Series(lexicon.version, index=articles.index, dtype="str"),
    )


def _verdicts(articles: pd.DataFrame, kit: Tools) -> Iterator[tuple[int, Verdict]]:
    title, text = articles["title"].fillna(""), articles["text"].fillna("")
    places = sorted({*candidates(title, kit.anchors), *candidates(text, kit.anchors)})
    pairs = zip(places, title.iloc[places], text.iloc[places])
    for i, head, body in tqdm(pairs, total=len(places), leave=False, disable=None, desc="marking"):
        yield i, weigh(head, body, kit)


def mentions(articles: pd.DataFrame, issue: str | Path | Lexicon = ISSUE) -> pd.DataFrame:
    """Return the table of mentions: one row a hit of a term, also those that do not count.

    Terms of helper concepts (contexts, persons) are left out. `position` counts characters in
    title or text. Raises InputError as `mark` does.
    """
    check(articles, "articles", needs=["article_id", "title", "text"])
    lexicon = load_lexicon(issue)
    kit = tools(lexicon)
    forms = {t.form for t in lexicon.terms}
    places = {*candidates(articles["title"], forms), *candidates(articles["text"], forms)}
    part = articles.iloc[sorted(places)]
    rows: list[dict] = []
    for name, head, body in tqdm(
        zip(part["article_id"], part["title"], part["text"]),
        total=len(part), leave=False, disable=None, desc="mentions",
    ):  # fmt: skip
        rows += _rows(name, head, body, kit)
    return frame("mentions", rows)


def _rows(name: str, title: str, text: str, kit: Tools) -> list[dict]:
    seen = read(title, text, kit)
    roles = kit.lexicon.concepts
    return [
        {
            "article_id": name,
            "concept": span.term.concept,
            "term": span.term.form,
            "surface": words.text[words.begins[span.first] : words.ends[span.last]],
            "position": words.begins[span.first],
            "in_title": words is seen.heads,
            "is_avoided": bool(span.void),
        }
        for words, found in ((seen.heads, seen.in_title), (seen.body, seen.in_text))
        for span in found
        if roles[span.term.concept].role != "helper"
    ]
