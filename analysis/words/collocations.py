"""What stands beside the terms: pairs of lexicon terms, or free words for internal reading.

At level public only pairs of lexicon terms leave: a free list of words beside "trafficking"
prints people's names. Strength is nltk's log-likelihood ratio and pointwise mutual information.

Cannot do: tell why two terms stand together; and copies of one story count as often as printed.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from nltk.probability import FreqDist

from analysis import DATA
from analysis.corpus.files import parse_yaml
from analysis.schema import InputError
from analysis.words.association import g2, pmi
from analysis.words.entries import Lexicon
from analysis.words.lexicon import lexicon_of
from analysis.words.match import Words, split
from analysis.words.weigh import Span, Tools, read, tools

WINDOW = 5  # words to each side of a term that count as beside it


def collocations(
    marked: pd.DataFrame,
    *,
    level: str = "public",
    fewest: int = 3,
    issue: str | Path | Lexicon | None = None,
) -> pd.DataFrame:
    """Return what goes with the terms in the articles on the issue, strongest first.

    Public: one row a pair of terms: articles with both, sentences with both, log-likelihood and
    pmi over articles. Internal: one row a term and a word within 5 words of it, with the count
    and the same measures over words. Pairs met fewer than `fewest` times are left out (pmi
    floods with rare words). Raises InputError for articles not marked, or another level.
    """
    if level not in ("public", "internal"):
        raise InputError(f"collocations: level {level!r} is not there; use public or internal")
    kit = tools(lexicon_of(marked, issue))
    on_issue = marked[marked["is_issue"]]
    passages = list(zip(on_issue["title"].fillna(""), on_issue["text"].fillna("")))
    return _pairs(passages, kit, fewest) if level == "public" else _free(passages, kit, fewest)


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


def _pairs(passages: list, kit: Tools, fewest: int) -> pd.DataFrame:
    alone, together, sentences = FreqDist(), Counter(), Counter()
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
        {
            "term": a,
            "other_term": b,
            "articles": n,
            "sentences": sentences[a, b],
            "term_articles": alone[a],
            "other_articles": alone[b],
            "log_likelihood": g2(n, alone[a], alone[b], len(passages)),
            "pmi": pmi(n, alone[a], alone[b], len(passages)),
        }
        for (a, b), n in together.items()
        if n >= fewest
    ]
    columns = ["term", "other_term", "articles", "sentences", "term_articles"]
    columns += ["other_articles", "log_likelihood", "pmi"]
    return _ranked(rows, columns, ["articles", "log_likelihood"])


def _free(passages: list, kit: Tools, fewest: int) -> pd.DataFrame:
    words, pairs = FreqDist(), FreqDist()
    stop = _stopwords()
    for title, text in passages:
        for passage, shown in _shown(title, text, kit):
            words.update(passage.words)
            for span in shown:
                words[f"\x01{span.term.form}"] += 1
                first = max(0, span.first - WINDOW)
                beside = passage.words[first : span.first]
                beside += passage.words[span.last + 1 : span.last + 1 + WINDOW]
                pairs.update(
                    (f"\x01{span.term.form}", w) for w in beside if w not in stop and w.isalpha()
                )
    finder = BigramCollocationFinder(words, pairs)
    finder.apply_freq_filter(fewest)
    information = dict(finder.score_ngrams(BigramAssocMeasures.pmi))
    rows = [
        {"term": pair[0][1:], "word": pair[1], "count": pairs[pair],
         "log_likelihood": score, "pmi": information[pair]}
        for pair, score in finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    ]  # fmt: skip
    columns = ["term", "word", "count", "log_likelihood", "pmi"]
    return _ranked(rows, columns, ["log_likelihood", "count"])


def _ranked(rows: list[dict], columns: list[str], by: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values([*by, *columns[:2]], ascending=[False, False, True, True],
                             ignore_index=True)  # fmt: skip


@cache
def _stopwords() -> frozenset[str]:
    lists = parse_yaml((DATA / "stopwords.yml").read_text(encoding="utf-8"))
    return frozenset(w for words in lists.values() for form in words for w in split(form).words)
