"""Sums the marks for readers: how many articles, at which level, for which reasons, in what words.

Cannot do: say whether a mark is right; that takes reading (`words.kwic` at level internal).
"""

from pathlib import Path

import pandas as pd

from analysis.schema import check
from analysis.words.entries import Lexicon
from analysis.words.keyness import by_spread, keyness
from analysis.words.lexicon import lexicon_of, load_lexicon
from analysis.words.mark import mark, mentions

LEAST = 5
"""Articles on the issue below which nothing can be said of their words."""


def ensure_marked(articles: pd.DataFrame, issue: str | Path | Lexicon) -> pd.DataFrame:
    """Return the articles marked for this issue: unchanged where this very lexicon marked them."""
    lexicon = load_lexicon(issue)
    versions = articles["lexicon_version"] if "lexicon_version" in articles else pd.Series([""])
    if len(versions) and (versions == lexicon.version).all():
        return check(articles, "marks")
    return mark(articles, lexicon)


def tally_levels(marked: pd.DataFrame) -> dict:
    """Return one record for a sentence: articles read, on the issue, as main subject, mentioned."""
    check(marked, "marks")
    level = marked["issue_level"]
    return {
        "issue": marked["issue"].iloc[0] if len(marked) else "",
        "total_articles": len(marked),
        "issue_articles": int((level > 0).sum()),
        "main_articles": int((level == 2).sum()),
        "mentioned_articles": int((level == 1).sum()),
    }


def term_totals(marked: pd.DataFrame, *, issue: str | Path | Lexicon | None = None) -> pd.DataFrame:
    """Count the terms of the lexicon in the articles on the issue, most articles first.

    One row a term: concept, articles on the issue that hold it, those that hold it and no other
    term (what the result owes to it alone), and all articles that hold it, on the issue or not:
    where that is far more, the word by itself is a poor sign. Of the articles on the issue,
    mentions in a context to avoid are not counted.
    """
    check(marked, "marks")
    hits = mentions(marked, lexicon_of(marked, issue))
    on_issue = hits["article_id"].isin(marked.loc[marked["is_issue"], "article_id"])
    counted = hits[on_issue & ~hits["is_avoided"]]
    single = counted.groupby("article_id")["term"].transform("nunique").eq(1)
    table = (
        counted.assign(alone=counted["article_id"].where(single))
        .groupby(["term", "concept"], as_index=False)
        .agg(articles=("article_id", "nunique"), alone=("alone", "nunique"))
    )
    anywhere = hits.groupby("term")["article_id"].nunique()
    table["articles_anywhere"] = table["term"].map(anywhere)
    return table.sort_values(["articles", "term"], ascending=[False, True], ignore_index=True)


def keyness_of_issue(marked: pd.DataFrame, *, level: str = "public") -> pd.DataFrame:
    """Return the words that mark the articles on the issue against the rest, evenly spread first.

    In the language in which most articles on the issue are written, since words of two languages
    cannot be compared; `attrs["lang"]` names it. Empty where there are fewer than 5 such articles,
    or no others. See `keyness` and `by_spread`.
    """
    check(marked, "marks")
    on_issue = marked[marked["is_issue"]]
    if on_issue.empty:
        return pd.DataFrame()
    lang = str(on_issue["lang"].mode().iloc[0])
    same = marked["lang"] == lang
    sides = marked[same & marked["is_issue"]], marked[same & ~marked["is_issue"]]
    if len(sides[0]) < LEAST or sides[1].empty or lang == "und":
        return pd.DataFrame()
    found = by_spread(keyness(*sides, lang=lang, level=level))
    found.attrs["lang"] = lang
    return found
