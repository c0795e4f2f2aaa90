"""Links articles to registered cases: by the words of the case, inside its window of dates.

Cannot do: it finds no case that is not registered, links no undated article, and takes two
incidents of one town, form and month for one where their terms are the same. How well it links
is known only for the cases tested (tests/test_cases.py).
"""

import re

import pandas as pd

from analysis.schema import InputError, check, frame

NEEDED = ["article_id", "title", "text", "published_on"]


def link(marked: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Link articles to cases.

    One row a link (schema.LINKS, and the case's `public_name`): the article is dated inside the
    case's window and holds all words of one of its lists. A list with an issue word (e.g.
    perdagangan) links any article, one without links only articles marked as on the issue.
    `link_reason` gives words, window and which of the two held. Raises InputError for articles
    not marked.
    """
    if "is_issue" not in marked.columns:
        raise InputError("cases: the articles are not marked; words.mark(articles) first")
    check(marked, "articles", needs=NEEDED)
    articles = _readable(marked, register)
    found = {w: _occurs(articles["_text"], w) for w in _all_words(register)}
    rows = [row for case in register.itertuples() for row in _links(articles, case, found)]
    return frame("links", rows).assign(public_name=_names(rows, register))


def _readable(marked: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return the articles dated inside any window, with the text in which words are sought."""
    day = marked["published_on"].dt.normalize()
    last = register["ends_on"].max(skipna=False)
    inside = (day >= register["begins_on"].min()) & (pd.isna(last) | (day <= last))
    near = marked[inside]
    text = (near["title"] + "\n" + near["text"]).str.normalize("NFKC").str.casefold()
    return near.assign(_day=day[inside], _text=text).reset_index(drop=True)


def _all_words(register: pd.DataFrame) -> set[str]:
    return {word for terms in register["terms"] for words in terms for word in words}


def _names(rows: list[dict], register: pd.DataFrame) -> pd.Series:
    names = dict(zip(register["case_id"], register["public_name"], strict=True))
    return pd.Series([names[row["case_id"]] for row in rows], dtype="str")


def _links(articles: pd.DataFrame, case: tuple, found: dict[str, pd.Series]) -> list[dict]:
    """Link the articles of one case; the first list that fits gives the reason."""
    within = articles["_day"] >= case.begins_on
    if not pd.isna(case.ends_on):
        within &= articles["_day"] <= case.ends_on
    reasons = pd.Series("", index=articles.index, dtype="str")
    for words in case.terms:
        has_issue_word = _has_issue_word(words, case.issue_words)
        fits = within & (reasons == "") & (has_issue_word | articles["is_issue"])
        for word in words:
            fits &= found[word]
        why = "issue word" if has_issue_word else "marked"
        reasons[fits] = f"{' + '.join(words)} ({why}); {_window(case)}"
    linked = reasons[reasons != ""]
    return [
        {"article_id": a, "case_id": case.case_id, "link_reason": r}
        for a, r in zip(articles.loc[linked.index, "article_id"], linked, strict=True)
    ]


def _occurs(texts: pd.Series, word: str) -> pd.Series:
    """Tell where a word or phrase occurs as whole words; `perdagang*` matches beginnings."""
    parts = word.casefold().rstrip("*").split()
    end = "" if word.endswith("*") else r"(?!\w)"
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(part) for part in parts) + end
    # Plain search first: whole words are sought only in the few texts that hold the letters.
    occurs = texts.str.contains(parts[0], regex=False)
    occurs[occurs] = texts[occurs].str.contains(pattern, regex=True)
    return occurs


def _has_issue_word(words: tuple[str, ...], issue_words: tuple[str, ...]) -> bool:
    known = {word.casefold() for word in issue_words}
    return any(known & {word.casefold(), *word.casefold().split()} for word in words)


def _window(case: tuple) -> str:
    end = "open" if pd.isna(case.ends_on) else f"{case.ends_on:%Y-%m-%d}"
    return f"{case.begins_on:%Y-%m-%d} to {end}"
