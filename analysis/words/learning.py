"""A light model that learns from coded articles, on top of what the rules found.

In: marked articles and their codes. Out: a model, its probabilities for other articles, and how
well it does on articles it was not shown. It is a logistic regression for "mentioned or more" and
one for "main subject", over the measures of `features` (alike in every language, so one model
learns from all). By cross-validation on log loss it is chosen how strongly it is held back, and
whether it looks at the score of the rules alone, at all measures, or at the words too; copies and
articles on one case stay on one side of every split. The rules stay what marks a corpus.

Cannot do: learn from a handful. With 20 articles on the issue an interval of F1 is 0.2 wide: look
at it before you prefer the model to the rules.
"""

from contextlib import AbstractContextManager
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack
from scipy.special import expit, logit

from analysis.schema import InputError
from analysis.words.accuracy import accuracy_by
from analysis.words.alike import groups_of
from analysis.words.coded import join
from analysis.words.features import BUCKETS, NAMES, measures, words_of

LEVELS = (1, 2)
FEWEST = {1: 10, 2: 5}  # articles of a level, below which nothing is learned
STRENGTHS = (0.1, 0.3, 1.0, 3.0)  # inverse of the penalty; the measures have unit deviation
KINDS = (
    "rules",
    "measures",
    "words",
)  # what a head looks at, from the least; each adds to the last
OF_RULES = ("is_mentioned", "is_main", "score", "density", "in_title")
WORD_LENGTH = 3.0  # of the word vector, beside measures of unit deviation
FOLDS, INNER = 10, 5


class Sides(NamedTuple):
    """What a model sees of some articles: their measures, and their words."""

    measures: np.ndarray
    words: csr_array

    def only(self, rows: np.ndarray) -> "Sides":
        """Return the chosen articles."""
        return Sides(self.measures[rows], self.words[rows])


class Head(NamedTuple):
    """One logistic regression, of what its kind looks at."""

    centre: np.ndarray
    spread: np.ndarray
    rarity: np.ndarray
    kind: str
    strength: float
    weights: np.ndarray
    intercept: float


class Model(NamedTuple):
    """What was learned: a head for each level, and what it was learned from."""

    issue: str
    lexicon_version: str
    articles: int
    relevant: int
    heads: tuple[Head, ...]


def train(marked: pd.DataFrame, coded: pd.DataFrame, *, seed: int = 21) -> Model:
    """Return the model that the coded articles teach.

    Same input and seed, same model. Raises InputError when too few articles of a level are coded.
    """
    table = join(marked, coded)
    seen, groups = _seen(table), groups_of(table)
    with _one_thread():
        heads = tuple(_chosen(seen, _is(table, level), groups, seed) for level in LEVELS)
    return Model(
        str(table["issue"].iloc[0]),
        str(table["lexicon_version"].iloc[0]),
        len(table),
        int((table["relevance"] >= 1).sum()),
        heads,
    )


def predict(model: Model, marked: pd.DataFrame) -> pd.DataFrame:
    """Return what the model makes of each article, one row an article, index as in `marked`.

    `issue_probability` is that of being about the issue at all, `main_probability` that of having
    it as main subject, `learned_level` the highest level (2, 1, 0) whose probability is at least
    one half. Probabilities are those of a sample drawn as the coded one was. Raises InputError for
    articles marked by another lexicon than the coded ones.
    """
    versions = set(marked["lexicon_version"]) if "lexicon_version" in marked else set()
    if versions - {model.lexicon_version}:
        raise InputError(
            f"the model was trained on marks of lexicon {model.lexicon_version}; "
            "train it again, or mark these articles with that lexicon"
        )
    if not len(marked):
        return _levels(np.empty(0), np.empty(0), marked.index)
    seen = Sides(measures(marked).to_numpy(), words_of(marked))
    return _levels(*(_rated(head, seen) for head in model.heads), marked.index)


def cross_validated(marked: pd.DataFrame, coded: pd.DataFrame, *, seed: int = 21) -> pd.DataFrame:
    """Return how well model and rules do on coded articles that the model was not shown.

    One row a method ("rules", "learned"), level (1 mentioned or more, 2 main subject) and slice:
    all, each language, each quarter (`by` says which); columns as in `accuracy.accuracy`. Ten
    folds, and within nine of them the choice of the model anew (nested cross-validation, Stone
    1974). Raises InputError as `train` does.
    """
    table = join(marked, coded)
    table = table.join(held_out(table, seed=seed))
    parts = [
        accuracy_by(table, by=by, level=level, marks=column).assign(
            method=method, level=level, by=by or "all"
        )
        for method, column in (("rules", "issue_level"), ("learned", "learned_level"))
        for level in LEVELS
        for by in (None, "lang", "quarter")
        if by != "quarter" or "published_on" in table
    ]
    result = pd.concat(parts, ignore_index=True)
    first = ["method", "level", "by", "slice"]
    return result[first + [c for c in result.columns if c not in first]]


def held_out(table: pd.DataFrame, *, seed: int = 21) -> pd.DataFrame:
    """Return what `predict` gives for each coded article by a model that did not see its fold.

    `table` comes from `coded.join`.
    """
    seen, groups = _seen(table), groups_of(table)
    rated = np.zeros((len(LEVELS), len(table)))
    with _one_thread():
        for i, level in enumerate(LEVELS):
            is_level = _is(table, level)
            for learn, test in _folds(is_level, groups, FOLDS, seed):
                head = _chosen(seen.only(learn), is_level[learn], groups[learn], seed)
                rated[i, test] = _rated(head, seen.only(test))
    return _levels(*rated, table.index)


def _one_thread() -> AbstractContextManager:
    """Keep the many small fits on one core: more would wait for one another, and round apart."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _seen(table: pd.DataFrame) -> Sides:
    for level, fewest in FEWEST.items():
        found = int((table["relevance"] >= level).sum())
        if found < fewest or len(table) - found < fewest:
            raise InputError(
                f"learning: {found} of {len(table)} coded articles have relevance {level} or more; "
                f"at least {fewest} that have and {fewest} that have not are needed: code more"
            )
    return Sides(measures(table).to_numpy(), words_of(table))


def _is(table: pd.DataFrame, level: int) -> np.ndarray:
    return (table["relevance"] >= level).to_numpy()


def _levels(one: np.ndarray, two: np.ndarray, index: pd.Index) -> pd.DataFrame:
    main = np.minimum(one, two)
    level = np.where(main >= 0.5, 2, np.where(one >= 0.5, 1, 0)).astype("int64")
    made = {"issue_probability": one, "main_probability": main, "learned_level": level}
    return pd.DataFrame(made, index=index)


def _folds(is_level: np.ndarray, groups: np.ndarray, folds: int, seed: int) -> list:
    from sklearn.model_selection import StratifiedGroupKFold

    fewest = min(len(np.unique(groups[is_level])), len(np.unique(groups[~is_level])))
    folds = max(min(folds, fewest), 2)
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    return list(split.split(is_level, is_level, groups))


def _chosen(seen: Sides, is_level: np.ndarray, groups: np.ndarray, seed: int) -> Head:
    """Return the head that held-out folds bear out.

    Each kind takes the strength of least log loss; the least kind holds unless a richer one is
    better by more than the standard error of the difference (Breiman et al. 1984).
    """
    rated = np.zeros((len(KINDS), len(STRENGTHS), len(is_level)))
    for learn, test in _folds(is_level, groups, INNER, seed):
        for i, kind in enumerate(KINDS):
            blank = _blank(seen.only(learn), kind)
            learned, tested = _columns(blank, seen.only(learn)), _columns(blank, seen.only(test))
            for k, strength in enumerate(STRENGTHS):
                head = _fitted(blank, learned, is_level[learn], strength)
                rated[i, k, test] = expit(tested @ head.weights + head.intercept)
    losses = _log_losses(is_level, rated)
    strengths = losses.mean(axis=2).argmin(axis=1)
    of_kind = losses[np.arange(len(KINDS)), strengths]
    best = 0
    for i in range(1, len(KINDS)):
        better = of_kind[best] - of_kind[i]
        if better.mean() > better.std() / np.sqrt(len(better)):
            best = i
    blank = _blank(seen, KINDS[best])
    return _fitted(blank, _columns(blank, seen), is_level, STRENGTHS[strengths[best]])


def _log_losses(is_level: np.ndarray, rated: np.ndarray) -> np.ndarray:
    rated = np.clip(rated, 1e-6, 1 - 1e-6)
    return -np.where(is_level, np.log(rated), np.log1p(-rated))


def _blank(seen: Sides, kind: str) -> Head:
    """Return a head that knows its articles' centre, spread and words, and has learned nothing."""
    spread = seen.measures.std(axis=0)
    holds = np.bincount(seen.words.indices, minlength=BUCKETS)
    return Head(
        seen.measures.mean(axis=0),
        np.where(spread > 0, spread, 1.0),
        np.log((1 + len(seen.measures)) / (1 + holds)) + 1,
        kind,
        0.0,
        np.zeros(0),
        0.0,
    )


def _fitted(
    blank: Head, columns: np.ndarray | csr_array, is_level: np.ndarray, strength: float
) -> Head:
    from sklearn.linear_model import LogisticRegression

    if is_level.all() or not is_level.any():  # one kind alone teaches how common it is
        chance = (is_level.sum() + 0.5) / (len(is_level) + 1)
        weights, intercept = np.zeros(columns.shape[1]), logit(chance)
    else:
        fit = LogisticRegression(C=strength, max_iter=2000).fit(columns, is_level)
        weights, intercept = fit.coef_[0], fit.intercept_[0]
    return blank._replace(strength=strength, weights=weights, intercept=float(intercept))


def _columns(head: Head, seen: Sides) -> np.ndarray | csr_array:
    scaled = (seen.measures - head.centre) / head.spread
    if head.kind == "rules":
        return scaled[:, [NAMES.index(name) for name in OF_RULES]]
    if head.kind == "measures":
        return scaled
    words = seen.words * head.rarity
    length = np.sqrt((words * words).sum(axis=1))
    words = words * (WORD_LENGTH / np.where(length > 0, length, 1.0))[:, None]
    return csr_array(hstack([csr_array(scaled), csr_array(words)]))


def _rated(head: Head, seen: Sides) -> np.ndarray:
    return expit(_columns(head, seen) @ head.weights + head.intercept)


def in_words(table: pd.DataFrame) -> str:
    """Say in sentences how well model and rules do, from the table of `cross_validated`.

    Only what the table bears: a difference whose intervals overlap is called none.
    """
    lines = []
    for level, what in ((1, "articles on the issue"), (2, "articles with it as main subject")):
        rows = table[(table["level"] == level) & (table["by"] == "all")].set_index("method")
        rules, learned = rows.loc["rules"], rows.loc["learned"]
        known = int(learned["true_positive"] + learned["false_negative"])
        lines.append(
            f"Of {int(learned['articles'])} coded articles {known} are {what}: the rules reach F1 "
            f"{_f1(rules)}, the model {_f1(learned)} on articles it was not shown; "
            f"{_compared(rules, learned)}."
        )
    languages = table[(table["level"] == 1) & (table["by"] == "lang")]
    for name, rows in languages.groupby("slice"):
        rows = rows.set_index("method")
        lines.append(f"{name}: rules {_f1(rows.loc['rules'])}, model {_f1(rows.loc['learned'])}.")
    return " ".join(lines)


def _f1(row: pd.Series) -> str:
    if np.isnan(row["f1"]):
        return "unknown"
    return f"{row['f1']:.2f} ({row['f1_low']:.2f} to {row['f1_high']:.2f})"


def _compared(rules: pd.Series, learned: pd.Series) -> str:
    if learned["f1_low"] > rules["f1_high"]:
        return "the model is better"
    if learned["f1_high"] < rules["f1_low"]:
        return "the rules are better"
    return "so few articles do not tell which is better"
