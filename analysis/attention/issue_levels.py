"""One table of what a verdict needs of each article: day, outlet, story, levels of all issues.

In: articles, the lexicons of the issue and of its rivals. Out: `Levels`, arrays of the articles
that can be counted. Marks are made by `words.mark`; copies are looked for where they are not
known. Articles without words (a simulated press, a table of marks alone) keep the marks they
carry: `issue_level`, and for a rival a column such as `narcotics_level`.

Cannot do: see an issue in articles whose words are not there and that carry no marks of it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import words
from analysis.attention.cells import STORY
from analysis.corpus.copies import copies
from analysis.corpus.periods import is_dated
from analysis.corpus.pileups import pileups
from analysis.schema import InputError, check
from analysis.words.entries import Lexicon

Issue = str | Path | Lexicon


class Levels(NamedTuple):
    """Arrays of the articles counted: `day` (days since 1970), `outlet`, `story` (-1s: unknown).

    `level` has one column an issue, in the order of `names`, the first `own` being lexicons of
    the issue itself; 0 not, 1 mentioned, 2 main subject. `lexicons` are those that marked,
    `notes` says what is not counted.
    """

    day: np.ndarray
    outlet: np.ndarray
    story: np.ndarray
    level: np.ndarray
    names: list[str]
    own: int
    lexicons: list[Lexicon]
    notes: list[str]


def levels(articles: pd.DataFrame, own: Sequence[Issue], rivals: Sequence[Issue]) -> Levels:
    """Return the levels of all articles that have a day, for the issue and its rivals.

    Articles of days on which dates pile up falsely, and those dated no better than to the month,
    are left out and named in `notes`. Raises InputError where no article is left, for an unknown
    issue, and where the articles have neither words nor marks.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    heaped = articles["published_on"].dt.normalize().isin(pileups(articles)["day"])
    is_in = is_dated(articles) & ~heaped
    if not is_in.any():
        raise InputError(
            "verdict: no article has a date good enough to place it on a day; name the date "
            "column when loading, e.g. corpus.load(source, columns={'date': 'Tanggal terbit'})"
        )
    inside = _with_stories(articles, own, rivals)[is_in]
    marked, names, lexicons = _marked(inside, own, rivals)
    days = inside["published_on"].to_numpy(dtype="datetime64[D]").astype("int64")
    outlet = pd.factorize(inside["outlet"])[0]
    notes = _left_out(len(articles) - int(is_in.sum()), int((heaped & is_dated(articles)).sum()))
    return Levels(days, outlet, _stories(inside), marked, names, len(own), lexicons, notes)


def has_words(articles: pd.DataFrame) -> bool:
    """Tell whether any article holds a title or a text."""
    columns = [c for c in ("title", "text") if c in articles.columns]
    return len(columns) == 2 and any(bool(articles[c].fillna("").ne("").any()) for c in columns)


def _with_stories(
    articles: pd.DataFrame, own: Sequence[Issue], rivals: Sequence[Issue]
) -> pd.DataFrame:
    if any(c in articles.columns for c in STORY) or not has_words(articles):
        return articles
    return copies(articles)


def _stories(articles: pd.DataFrame) -> np.ndarray:
    """Return a number for each article's story; an article without a name is one of its own."""
    names = next((articles[c] for c in STORY if c in articles.columns), None)
    if names is None:
        return np.full(len(articles), -1)
    code = pd.factorize(names)[0]
    own = (names.isna() | names.eq("")).to_numpy()
    return np.where(own, code.max(initial=0) + 1 + np.arange(len(code)), code)


def _marked(
    articles: pd.DataFrame, own: Sequence[Issue], rivals: Sequence[Issue]
) -> tuple[np.ndarray, list[str], list[Lexicon]]:
    if not has_words(articles):
        names = [name_of(issue) for issue in (*own, *rivals)]
        columns = [_given(articles, n, is_own=i < len(own)) for i, n in enumerate(names)]
        return np.column_stack(columns), names, []
    lexicons = [words.load_lexicon(issue) for issue in (*own, *rivals)]
    names = [lexicon.name for lexicon in lexicons]
    columns = [words.ensure_marked(articles, lexicon)["issue_level"] for lexicon in lexicons]
    return np.column_stack([c.to_numpy() for c in columns]), names, lexicons


def name_of(issue: Issue) -> str:
    """Return the name of an issue, given as a name, a lexicon or the path of one."""
    return issue.name if isinstance(issue, Lexicon) else Path(issue).stem


def _given(articles: pd.DataFrame, name: str, *, is_own: bool) -> np.ndarray:
    """Return the levels an article without words carries."""
    carried = articles["issue"].iloc[0] if "issue" in articles.columns else name
    if f"{name}_level" in articles.columns:
        return articles[f"{name}_level"].to_numpy(dtype="int64")
    if is_own and carried == name and "issue_level" in articles.columns:
        return articles["issue_level"].to_numpy(dtype="int64")
    if is_own and carried == name and "is_issue" in articles.columns:
        return articles["is_issue"].to_numpy(dtype="int64")
    raise InputError(
        f"verdict: the articles hold no words and no marks of {name!r}; give articles with title "
        f"and text, or a column {name}_level (0, 1, 2)"
    )


def _left_out(left: int, heaped: int) -> list[str]:
    said = []
    if heaped:
        said.append(f"{heaped:,} articles on days of a false date pile-up are not counted")
    if left - heaped:
        said.append(f"{left - heaped:,} articles have no date good enough for a day")
    return said
