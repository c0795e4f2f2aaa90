"""What stands beside the terms: pairs of lexicon terms, or the free words around each term.

In: marked articles. Out: one row a pair with how often it meets, how often chance would let it
meet, and measures of association (nltk's, and G2). Free words are compared as Evert (2008) does for
surface co-occurrence: the words within the window around a term against all words. Outside level
internal only common words and lexicon words leave, for a free list of words beside "trafficking"
prints people's names.

Cannot do: tell why two things stand together; and copies of one story count as often as printed.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.schema import InputError
from analysis.words.association import chi2, false_discovery, g2
from analysis.words.entries import Lexicon
from analysis.words.harmless import check_level, may_leave
from analysis.words.keyness import SURE
from analysis.words.lexicon import lexicon_of
from analysis.words.match import Words
from analysis.words.tally import at_least, comparable
from analysis.words.weigh import Span, Tools, read, tools

OF_TABLE = {  # name here -> name in nltk
    "pmi": "pmi",
    "t_score": "student_t",
    "dice": "dice",
    "jaccard": "jaccard",
    "poisson_stirling": "poisson_stirling",
}
MEASURES = ("log_likelihood", "chi2", *OF_TABLE)


def collocations(
    marked: pd.DataFrame,
    *,
    level: str = "public",
    beside: str | None = None,
    measure: str = "log_likelihood",
    window: int = 5,
    min_count: int = 3,
    issue: str | Path | Lexicon | None = None,
) -> pd.DataFrame:
    """Return what goes with the terms in the articles on the issue, strongest by `measure` first.

    `beside` is "terms" (one row a pair of lexicon terms that share `articles`, with the
    `sentences` they share) or "words" (one row a term and a word within `window` words of it:
    `count`, and the `articles` where they meet); without it words at level internal, else terms.
    `expected` is how often chance would let them meet. Measures: log_likelihood (Dunning 1993),
    chi2, and of nltk pmi in bits, t_score, dice, jaccard, poisson_stirling. `q_value` is that of
    log_likelihood after Benjamini and Hochberg over all pairs met `min_count` times or more;
    rarer pairs are left out, as pmi floods with words met once. Outside level internal names are
    left out. `attrs`: total_articles on the issue, lexicon_version, and not_shown, which counts
    pairs left out with q < 0.05. Raises InputError for articles not
    marked, or a bad option.
    """
    beside = beside or ("words" if level == "internal" else "terms")
    _check(level, beside, measure, window, min_count)
    kit = tools(lexicon_of(marked, issue))
    on_issue = marked[marked["is_issue"]]
    passages = list(zip(on_issue["title"].fillna(""), on_issue["text"].fillna("")))
    hidden = 0
    if beside == "terms":
        table = _ranked(_pairs(passages, kit, min_count), measure, "articles", len(passages))
    else:
        free, size = _free(passages, kit, window)
        table = _ranked(free[free["count"] >= min_count], measure, "count", size)
        is_shown = may_leave(table["word"].to_numpy(), level, "collocations")
        hidden = int((table["q_value"][~is_shown] < SURE).sum())
        table = table[is_shown].reset_index(drop=True)
    table.attrs = {"total_articles": len(passages), "lexicon_version": kit.lexicon.version,
                   "not_shown": hidden}  # fmt: skip
    return table


def _check(level: str, beside: str, measure: str, window: int, min_count: int) -> None:
    check_level(level, "collocations")
    at_least(min_count, "collocations")
    if beside not in ("terms", "words"):
        raise InputError(f"collocations: beside={beside!r}; use 'terms' or 'words'")
    if measure not in MEASURES:
        raise InputError(
            f"collocations: measure {measure!r} is not there; use {', '.join(MEASURES)}"
        )
    if not isinstance(window, int) or isinstance(window, bool) or window < 1:
        raise InputError(f"collocations: window={window!r}; give a whole number from 1, such as 5")


def _shown(title: str, text: str, kit: Tools) -> Iterator[tuple[Words, list[Span]]]:
    """Give the words and the counted hits of reported terms, of title and of text.

    A term inside a longer one ("slavery" in "modern slavery") would pair with it by spelling
    alone, so only the longest hit at a place is taken.
    """
    seen = read(title, text, kit)
    roles = kit.lexicon.concepts
    for words, found in ((seen.heads, seen.in_title), (seen.body, seen.in_text)):
        shown = [s for s in found if not s.void and roles[s.term.concept].role != "helper"]
        yield words, [s for s in shown if not any(_inside(s, other) for other in shown)]


def _inside(a: Span, b: Span) -> bool:
    within = b.first <= a.first and a.last <= b.last
    longer = (b.last - b.first, len(b.term.form)) > (a.last - a.first, len(a.term.form))
    return within and longer


def _pairs(passages: list, kit: Tools, min_count: int) -> pd.DataFrame:
    alone, together, sentences = Counter(), Counter(), Counter()
    for title, text in passages:
        terms: set[str] = set()
        for _, shown in _shown(title, text, kit):
            terms |= {s.term.form for s in shown}
            for number in {s.sentence for s in shown}:
                group = {s.term.form for s in shown if s.sentence == number}
                sentences.update(combinations(sorted(group), 2))
        alone.update(terms)
        together.update(combinations(sorted(terms), 2))
    rows = [
        (a, b, n, sentences[a, b], alone[a], alone[b])
        for (a, b), n in together.items()
        if n >= min_count
    ]
    columns = ["term", "other_term", "articles", "sentences", "term_articles", "other_articles"]
    return _typed(rows, columns)


def _free(passages: list, kit: Tools, window: int) -> tuple[pd.DataFrame, int]:
    """Return the counts of every term and word beside it, and how many words were read.

    `around` counts the words that stand within the window of a term, `word_count` the word.
    """
    words, around, met, articles = Counter(), Counter(), Counter(), Counter()
    for title, text in passages:
        pairs: set[tuple[str, str]] = set()
        for passage, shown in _shown(title, text, kit):
            words.update(passage.words)
            for term, places in _windows(shown, window, len(passage.words)).items():
                around[term] += len(places)
                beside = [(term, passage.words[i]) for i in places]
                met.update(beside)
                pairs |= set(beside)
        articles.update(pairs)
    rows = [(*pair, n, articles[pair], around[pair[0]], words[pair[1]]) for pair, n in met.items()]
    table = _typed(rows, ["term", "word", "count", "articles", "around", "word_count"])
    chosen = comparable(table["word"].to_numpy(), stopwords=False, lang=None)
    return table[chosen].reset_index(drop=True), words.total()


def _windows(shown: list[Span], window: int, size: int) -> dict[str, set[int]]:
    """Return for each term the places of the words around its hits, those of the hits apart."""
    places: dict[str, set[int]] = {}
    for span in shown:
        near = range(max(0, span.first - window), min(size, span.last + 1 + window))
        places.setdefault(span.term.form, set()).update(near)
    for span in shown:
        places[span.term.form] -= set(range(span.first, span.last + 1))
    return places


def _typed(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    kinds = dict.fromkeys(columns[:2], "str") | dict.fromkeys(columns[2:], "int64")
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _ranked(table: pd.DataFrame, measure: str, both: str, everything: int) -> pd.DataFrame:
    """Add what chance would give, the measures and q, and order by the measure asked for."""
    # Late: nltk takes two seconds to import with scikit-learn beside it.
    from nltk.metrics import BigramAssocMeasures

    n, first, second = (table[c].to_numpy() for c in (both, *table.columns[4:6]))
    table = table.assign(expected=first * second / max(everything, 1))
    table["log_likelihood"] = g2(n, first, second, everything)
    table["chi2"] = chi2(n, first, second, everything)
    for name, in_nltk in OF_TABLE.items():
        of_table = getattr(BigramAssocMeasures, in_nltk)
        table[name] = [
            float(of_table(int(a), (int(b), int(c)), everything))
            for a, b, c in zip(n, first, second)
        ]
    table["q_value"] = false_discovery(stats.chi2.sf(np.asarray(table["log_likelihood"]), df=1))
    order = [False, False, True, True]
    return table.sort_values(
        [measure, both, *table.columns[:2]], ascending=order, ignore_index=True
    )
