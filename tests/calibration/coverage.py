"""How often the 95 % interval of a share holds the truth of the process that made the press.

A press of 24 months: each month a Poisson number of stories, few of them on the issue, each story
printed by one or more outlets. The truth is the expected share of articles.
"""

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from analysis import attention

MONTHS, STORIES, SEED = 24, 300, 1927
EXPECTED = (2, 6, 12, 40)
"""Stories on the issue expected in a month."""
KINDS = (
    # how copies are spread, mean copies of a story, times as many for a story on the issue
    ("even", 1, 1),
    ("even", 3, 1),
    ("even", 5, 1),
    ("even", 2, 2),
    ("skewed", 2, 1),
    ("skewed", 5, 1),
    ("skewed", 2, 2),
    ("heavy tail", 3, 1),
    ("heavy tail", 2, 2),
)


def sizes(kind: str, mean: float, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return how often each of so many stories is printed: 1 or more, `mean` on average."""
    if kind == "even" or mean == 1:
        return np.full(number, int(mean))
    if kind == "skewed":
        return rng.geometric(1 / mean, number)
    return np.maximum(1, np.round(np.exp(rng.normal(np.log(mean) - 0.5, 1.0, number)))).astype(int)


def press(kind: str, mean: float, times: float, expected: float, rng) -> pd.DataFrame:
    """Return the articles of one press, marked and with their copy groups."""
    parts = []
    for rate, copies, on_issue in (
        (expected, mean * times, True),
        (STORIES - expected, mean, False),
    ):
        month = np.repeat(np.arange(MONTHS), rng.poisson(rate, MONTHS))
        parts.append((month, sizes(kind, copies, len(month), rng), np.full(len(month), on_issue)))
    month, size, on_issue = (np.concatenate(column) for column in zip(*parts))
    months = pd.date_range("2015-01-01", periods=MONTHS, freq="MS").astype("datetime64[us]")
    group = np.repeat(np.arange(len(month)), size)
    return pd.DataFrame(
        {
            "published_on": months[month][group],
            "outlet": "A",
            "is_issue": on_issue[group],
            "copy_group": pd.Series(group.astype(str), dtype="str"),
        }
    )


def truth(kind: str, mean: float, times: float, expected: float) -> float:
    """Return the expected articles on the issue over all expected articles."""
    rng = np.random.default_rng(SEED)
    issue, other = (sizes(kind, m, 400_000, rng).mean() for m in (mean * times, mean))
    return expected * issue / (expected * issue + (STORIES - expected) * other)


def coverage(presses: int, *, expected: tuple = EXPECTED, kinds: tuple = KINDS) -> pd.DataFrame:
    """Return one row a kind of press: months measured, part of them covered, median effect.

    `low` and `high` are the 95 % interval of the part itself; presses are independent, their
    months nearly so.
    """
    rows = []
    for cell in tqdm([(*k, e) for k in kinds for e in expected], leave=False, disable=None):
        rng, right = np.random.default_rng([SEED, *map(len, map(str, cell))]), truth(*cell)
        tables = [
            attention.share(press(*cell, rng), pileups="keep").assign(press=n)
            for n in range(presses)
        ]
        table = pd.concat(tables)
        is_held = table["share_low"].le(right) & table["share_high"].ge(right)
        low, high = attention.interval(is_held.sum(), len(table))
        rows.append((*cell, len(table), is_held.mean(), float(low), float(high),
                     table["design_effect"].median(), table["design_effect"].min()))  # fmt: skip
    columns = ["copies", "mean_copies", "issue_times", "expected_stories", "periods", "coverage"]
    return pd.DataFrame(rows, columns=[*columns, "low", "high", "design_effect", "least_effect"])
