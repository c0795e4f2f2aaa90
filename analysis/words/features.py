"""What a learning model sees of an article: what the rules found, how long it is, its words.

In: marked articles. Out: two matrices, one row an article: a table of named measures made from the
rules, alike in every language; and the words, each only by the place a hash gives it, so that a
saved model holds no word of an article.

Cannot do: order of words, and words that stand in no article that was coded.
"""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from tqdm.auto import tqdm

from analysis.words.lexicon import lexicon_of
from analysis.words.weigh import Reading, Tools, read, tools

BUCKETS = 2**12  # places a hash may give a word: two words of a sample seldom share one
NAMES = (
    "is_mentioned",  # level 1 or 2 by the rules
    "is_main",
    "score",  # points of evidence, as log(1 + x); so are the counts below
    "density",  # points of evidence on 100 words
    "in_title",  # evidence in the title
    "core_title",  # core terms that count: in the title, among the first words, later
    "core_lead",
    "core_later",
    "core_voided",  # core terms that something spoke against
    "part_terms",  # terms that are evidence only with others
    "part_concepts",  # different concepts of these
    "part_lead",
    "helper_concepts",  # different concepts that speak for or against
    "rules_met",  # rules whose concepts all stand somewhere in the article
    "words",
)


def measures(marked: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `NAMES`, one row an article, index as in `marked`.

    Raises InputError for articles that are not marked, or marked by a lexicon that has changed.
    """
    kit = tools(lexicon_of(marked))
    rows = zip(marked["title"], marked["text"])
    seen = [
        _counts(read(title, text, kit), kit)
        for title, text in tqdm(rows, total=len(marked), leave=False, disable=None, desc="features")
    ]
    table = pd.DataFrame(seen, columns=list(NAMES), index=marked.index, dtype="float64")
    table["score"] = marked["issue_score"]
    table["density"] = 100 * marked["issue_score"] / table["words"].clip(lower=50)
    table["in_title"] = marked["issue_reason"].str.startswith("title:").astype("float64")
    logged = [n for n in NAMES if n not in ("density", "in_title")]
    table[logged] = np.log1p(table[logged])
    table["is_mentioned"] = (marked["issue_level"] >= 1).astype("float64")
    table["is_main"] = (marked["issue_level"] >= 2).astype("float64")
    return table


def _counts(seen: Reading, kit: Tools) -> dict[str, int]:
    role = {name: concept.role for name, concept in kit.lexicon.concepts.items()}
    lead = kit.lexicon.main.lead_words
    spans = seen.in_title + seen.in_text
    core = [s for s in spans if role[s.term.concept] == "core"]
    part = [s for s in spans if role[s.term.concept] == "part"]
    live = [s for s in seen.in_text if role[s.term.concept] == "core" and not s.void]
    early = sum(s.first < lead for s in live)
    return {
        "core_title": sum(role[s.term.concept] == "core" and not s.void for s in seen.in_title),
        "core_lead": early,
        "core_later": len(live) - early,
        "core_voided": sum(bool(s.void) for s in core),
        "part_terms": len(part),
        "part_concepts": len({s.term.concept for s in part}),
        "part_lead": sum(s.first < lead for s in seen.in_text if role[s.term.concept] == "part"),
        "helper_concepts": len({s.term.concept for s in spans if role[s.term.concept] == "helper"}),
        "rules_met": sum(
            all(seen.article.get(name) for name in (rule.anchor, *rule.near))
            for rule in kit.lexicon.rules
        ),
        "words": len(seen.heads.words) + len(seen.body.words),
    }


def words_of(articles: pd.DataFrame) -> csr_array:
    """Return how often each word stands in title and text, damped, one column a hash; rows of 1."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.preprocessing import normalize

    hashed = HashingVectorizer(
        n_features=BUCKETS, alternate_sign=False, norm=None, token_pattern=r"\w+"
    ).transform(articles["title"] + "\n" + articles["text"])
    hashed.data = 1 + np.log(hashed.data)
    return csr_array(normalize(hashed))
