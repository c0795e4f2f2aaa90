"""Words to consider adding to a lexicon or query: those that mark what is relevant.

In: marked articles and what marked them, taken apart; codes where there are any. Out: one row a
word that the relevant articles hold clearly more often than the rest of their language
(`keyness`), that no form holds yet, with dispersion, the number of stories, and RQTR.

Cannot do: propose phrases, or tell a name from a rare word: at level public only common words and
those that a lexicon of ours writes out are shown. Stories are told apart by their words alone (cut
at `ALIKE`, our own choice, looked at on Indonesian press): two cases told alike are taken for one.
"""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from analysis.words.audit_coded import Weighted
from analysis.words.audit_terms import Instrument
from analysis.words.harmless import may_leave
from analysis.words.keyness import keyness
from analysis.words.match import Matcher, split
from analysis.words.rqtr import qtr, rqtr
from analysis.words.tally import Tally, tally

FEWEST, MOST = 3, 50  # relevant articles that hold a word; words listed in a language
CLEAR = 0.05  # q over words, comparing numbers of articles
ALIKE = 0.15  # cosine of tf-idf from which two articles tell one story
COMPARED = 2_000  # relevant articles that are compared with one another
WITHHELD = "words_withheld"
COLUMNS = [
    *["word", "lang", "relevant_articles", "other_articles", "g2", "q_articles", "dispersion"],
    *["stories", "qtr", "rqtr"],
]


def candidates_of(
    marked: pd.DataFrame,
    taken: Instrument,
    baseline: float,
    *,
    coded: Weighted | None,
    level: str,
) -> pd.DataFrame:
    """Return words to consider adding, in each language those of many stories first.

    Relevant is what was coded 1 or 2, and of the articles not coded what is marked. Within a
    language words stand by G2 times evenness (1 - DPnorm), those of one story after all others.
    `stories` counts the stories among the relevant articles with the word; `qtr` is the part of its
    articles that are relevant, `rqtr` that against the baseline of the core terms. How many words
    level public does not show is in `attrs["words_withheld"]`.
    """
    relevant = _relevant(marked, coded)
    lang = marked["lang"] if "lang" in marked else pd.Series("", index=marked.index)
    tables = [
        _of_language(marked, relevant, lang == name, taken, baseline).assign(lang=name)
        for name, number in lang[relevant].value_counts().items()
        if FEWEST <= number < (lang == name).sum()
    ]
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    shown = may_leave(found["word"].to_numpy(dtype=object), level, "audit")
    table = found.loc[shown, COLUMNS].reset_index(drop=True)
    table.attrs[WITHHELD] = int((~shown).sum())
    return table


def _relevant(marked: pd.DataFrame, coded: Weighted | None) -> pd.Series:
    relevant = marked["is_issue"].astype(bool).copy()
    if coded is not None:
        codes = coded.articles.set_index("article_id")["is_true"]
        told = marked["article_id"].map(codes)
        relevant = relevant.where(told.isna(), told.eq(True))
    return relevant


def _of_language(
    marked: pd.DataFrame,
    relevant: pd.Series,
    within: pd.Series,
    taken: Instrument,
    baseline: float,
) -> pd.DataFrame:
    target, rest = marked[relevant & within], marked[~relevant & within]
    table = keyness(target, rest, min_count=FEWEST, level="internal")
    table = table[
        (table["direction"] == "target")
        & (table["target_articles"] >= FEWEST)
        & (table["q_articles"] < CLEAR)
        & ~_is_known(table["word"], taken.forms)
    ]
    table = table.rename(
        columns={"target_articles": "relevant_articles", "reference_articles": "other_articles"}
    )
    table["stories"] = _stories_with(table["word"], tally(target))
    table = _ranked(table)[:MOST].copy()
    found = table["relevant_articles"]
    table["qtr"] = qtr(found, found + table["other_articles"])
    table["rqtr"] = rqtr(table["qtr"], baseline)
    return table


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    evenness = 1 - table["dispersion"].fillna(1)
    order = table.assign(_one=table["stories"] < 2, _rank=table["g2"] * evenness)
    order = order.sort_values(["_one", "_rank", "word"], ascending=[True, False, True])
    return order.drop(columns=["_one", "_rank"])


def _is_known(words: pd.Series, forms: tuple[str, ...]) -> np.ndarray:
    """Tell which words some form holds, as a word of its own or of a phrase."""
    pieces = [piece for form in forms for piece in form.split()]
    matcher = Matcher([piece for piece in dict.fromkeys(pieces) if split(piece).words])
    return np.array([bool(matcher.find(split(word))) for word in words], dtype=bool)


def _stories_with(words: pd.Series, counted: Tally) -> np.ndarray:
    """Return in how many stories of a tally each word stands."""
    every = range(0, counted.counts.shape[0], -(-counted.counts.shape[0] // COMPARED))
    counts = counted.counts[list(every)]
    story = stories(counts)
    places = dict(zip(counted.words, range(len(counted.words))))
    columns = counts.tocsc()
    held = (columns[:, [places[word]]].indices for word in words)
    return np.array([len(np.unique(story[rows])) for rows in held], dtype="int64")


def stories(counts: csr_array) -> np.ndarray:
    """Return the number of the story of each article: those alike in words, or linked by such.

    `counts` has one row an article and one column a word. Alike is a cosine of tf-idf (Salton and
    Buckley 1988: log of the count, log of the inverse part of the articles) of `ALIKE` or more.
    """
    held = np.asarray((counts > 0).sum(axis=0)).ravel()
    weight = np.log(counts.shape[0] / np.maximum(held, 1))
    weighed = counts.astype(float)
    weighed.data = 1 + np.log(weighed.data)
    weighed = weighed @ diags_array(weight)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    unit = diags_array(1 / np.where(length > 0, length, 1)) @ weighed
    return connected_components(unit @ unit.T >= ALIKE, directed=False)[1]
