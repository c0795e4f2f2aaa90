"""Which articles to code by reading: drawn by stratum with known chances, or picked by uncertainty.

In: marked articles and what was coded. Out: the next articles, with the stratum each was drawn
from. Strata are what the rules made of an article (`OUTCOMES`) in each language, so that an issue
of one article in a thousand is met often enough, and what rules may miss is looked for where it
hides. Within a stratum every article has the same chance, spread evenly over time.

Of a large stratum one half, chosen by a digest of the article's id, is kept for drawing; a model
picks in the other half alone. So what was drawn stays a random sample of its stratum whatever was
picked between two drawings; picked articles carry no probability and enter no estimate.

Cannot do: know the future. Strata belong to these articles and this lexicon; after another load or
lexicon draw anew, and older codes keep the stratum they were drawn from.
"""

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from analysis.schema import InputError, check
from analysis.words.lexicon import lexicon_of
from analysis.words.match import candidates
from analysis.words.weigh import Tools, read, tools

if TYPE_CHECKING:
    from analysis.words.learning import Model

OUTCOMES = {  # what the rules made of an article -> its part of a draw
    "main": 0.20,  # level 2
    "mentioned": 0.25,  # level 1
    "near": 0.20,  # level 0, though a core term was voided or all concepts of a rule stand in it
    "term": 0.15,  # level 0, with a term that evidence could begin with
    "rest": 0.20,
}
ALL_DRAWN = 100  # articles; a stratum up to this size is kept for drawing as a whole
LEAST_LANG = 0.02  # of the articles; a rarer language joins the commonest
PICKED = 0.5  # of the articles asked for, where a model is there
MOST_RATED = 20_000  # articles a model looks at for its picks; the common strata are thinned
COLUMNS = ["article_id", "stratum", "stratum_size", "probability", "is_drawn"]


def next_to_code(
    marked: pd.DataFrame,
    coded: pd.DataFrame,
    model: "Model | None" = None,
    *,
    n: int = 50,
    seed: int = 21,
) -> pd.DataFrame:
    """Return the next articles to code, one row an article, in the order to read them.

    `stratum_size` counts the articles of the stratum and `probability` is the part of it that is
    drawn by now (NaN where a model picked: `is_drawn` is False). The order is random, so a coder
    may stop anywhere. Without a model all are drawn; with one, half are picked nearest to a
    probability of one half. Fewer than `n` where the corpus has no more. Same input and seed, same
    articles. Raises InputError for articles that are not marked, or marked by another lexicon.
    """
    check(marked, "marks")
    check(marked, "articles", needs=["article_id", "title", "text", "lang"])
    if n < 1:
        raise InputError(f"next_to_code: n={n}; give the number of articles to code, such as 50")
    frame = _frame(marked, coded)
    rng = np.random.default_rng(seed)
    picks = round(n * PICKED) if model is not None else 0
    picked = _picked(marked, frame, model, picks, rng) if picks else frame.iloc[:0]
    drawn = _drawn(frame, n - len(picked), rng)
    both = pd.concat([drawn, picked])
    return both.iloc[rng.permutation(len(both))][COLUMNS].reset_index(drop=True)


def strata(marked: pd.DataFrame) -> pd.Series:
    """Return the stratum of every article, as "near id": what the rules made of it, its language.

    A language of fewer than one article in fifty joins the commonest one.
    """
    outcome = pd.Series("rest", index=marked.index, dtype="object")
    kit = tools(lexicon_of(marked))
    places = {*candidates(marked["title"], kit.anchors), *candidates(marked["text"], kit.anchors)}
    level = marked["issue_level"].to_numpy()
    unmarked = [i for i in sorted(places) if level[i] == 0]
    title, text = marked["title"].to_numpy(), marked["text"].to_numpy()
    for i in tqdm(unmarked, leave=False, disable=None, desc="strata"):
        outcome.iloc[i] = "near" if _is_near(title[i], text[i], kit) else "term"
    outcome[level == 1], outcome[level == 2] = "mentioned", "main"
    lang = marked["lang"].astype("object")
    common = lang.value_counts(normalize=True)
    rare = common.index[common < LEAST_LANG]
    named = lang.where(~lang.isin(rare), common.index[0] if len(common) else "")
    return (outcome + " " + named).astype("str")


def _is_near(title: str, text: str, kit: Tools) -> bool:
    seen = read(title, text, kit)
    roles = kit.lexicon.concepts
    if any(s.void and roles[s.term.concept].role == "core" for s in seen.in_title + seen.in_text):
        return True
    return any(
        all(seen.article.get(name) for name in (rule.anchor, *rule.near))
        for rule in kit.lexicon.rules
    )


def _frame(marked: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Return one row an article: stratum, size, whether it may be drawn, and what was coded."""
    stratum = strata(marked)
    turn = pd.Series([_turn(name) for name in marked["article_id"]], index=marked.index)
    rank = turn.groupby(stratum).rank(method="first")
    size = stratum.groupby(stratum).transform("size")
    was_drawn = coded["article_id"][pd.to_numeric(coded["probability"]).notna()]
    return pd.DataFrame(
        {
            "article_id": marked["article_id"],
            "stratum": stratum,
            "stratum_size": size,
            "probability": np.nan,
            "is_drawn": False,
            "may_be_drawn": rank <= np.maximum(ALL_DRAWN, np.ceil(size / 2)),
            "is_coded": marked["article_id"].isin(coded["article_id"]),
            "was_drawn": marked["article_id"].isin(was_drawn),
            "day": marked.get("published_on", pd.Series(pd.NaT, index=marked.index)),
            "turn": turn,
        }
    ).reset_index(drop=True)


def _turn(article_id: str) -> int:
    """Return a number that looks random and belongs to the article for ever (Ohlsson 1995)."""
    return int.from_bytes(hashlib.sha256(article_id.encode()).digest()[:7])


def _drawn(frame: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    free = frame[frame["may_be_drawn"] & ~frame["is_coded"]]
    before = frame[frame["was_drawn"]].groupby("stratum").size()
    wanted = _allotted(frame, free, before, n)
    parts = []
    for name, count in wanted.items():
        rows = free[free["stratum"] == name].sort_values(["day", "turn"])
        chosen = rows.iloc[_evenly(len(rows), count, rng)]
        share = (before.get(name, 0) + count) / chosen["stratum_size"]
        parts.append(chosen.assign(probability=share, is_drawn=True))
    return pd.concat(parts) if parts else frame.iloc[:0]


def _evenly(size: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return `count` of `size` places at even steps from a random start (Madow 1944)."""
    return np.floor((np.arange(count) + rng.random()) * size / max(count, 1)).astype(int)


def _allotted(frame: pd.DataFrame, free: pd.DataFrame, before: pd.Series, n: int) -> dict[str, int]:
    """Return how many articles of each stratum come next, so that all draws together fit the plan.

    An outcome has its part of the whole; its languages share it by the root of their sizes.
    """
    sizes, left = frame.groupby("stratum").size(), free.groupby("stratum").size()
    outcome = sizes.index.str.split(" ").str[0]
    root = np.sqrt(sizes)
    weight = pd.Series([OUTCOMES[o] for o in outcome], index=sizes.index)
    weight *= root / root.groupby(outcome).transform("sum")
    had = before.reindex(sizes.index, fill_value=0)
    left = left.reindex(sizes.index, fill_value=0)
    got = pd.Series(0, index=sizes.index)
    for _ in range(min(n, int(left.sum()))):
        lack = ((had + got + 1) / weight).where(got < left, np.inf)
        got[lack.idxmin()] += 1  # the stratum that is furthest behind its part
    return {name: int(k) for name, k in got.items() if k}


def _picked(
    marked: pd.DataFrame, frame: pd.DataFrame, model: "Model", n: int, rng: np.random.Generator
) -> pd.DataFrame:
    from analysis.words.learning import predict

    free = frame[~frame["may_be_drawn"] & ~frame["is_coded"]]
    is_common = free["stratum"].str.startswith(("rest", "term"))
    common = free[is_common].sort_values("turn")
    room = max(MOST_RATED - int((~is_common).sum()), 0)
    rated = pd.concat([free[~is_common], common.iloc[:room]])
    if rated.empty:
        return frame.iloc[:0]
    articles = marked.iloc[rated.index]
    doubt = np.abs(predict(model, articles)["issue_probability"].to_numpy() - 0.5)
    order = np.lexsort((rng.random(len(rated)), doubt))
    first = ~articles["title"].iloc[order].str.lower().duplicated().to_numpy()
    return rated.iloc[order[first][:n]]
