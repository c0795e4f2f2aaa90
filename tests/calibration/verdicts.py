"""How often a verdict is right, where a test that knows the truth would nearly always be.

A press of some outlets whose stories come as Poisson counts, carried once or more; half of the
stories on an issue have it as main subject. Planted is the ratio of the issue's rate after a day
to that before (rose, faded), or to that of the rival that decides (prominent, more-than). The
reference is the one-sided 5 % test on the stories of the main window, which knows the model:
conditional on the sum of two Poisson counts, its power summed over both of them. A claim that is
true should be answered yes, one that is false no; at a ratio of exactly 1 rivals have no truth.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm, poisson
from tqdm.auto import tqdm

from analysis import attention
from analysis.attention.verdict import verdict

SEED, DAYS, MAIN = 1948, 365, 180
OPEN = "cannot be said"
OTHERS = 10
"""Stories on none of the issues, for one expected on the issue."""
RATIOS = (0.5, 2 / 3, 0.8, 1.0, 1.25, 1.5, 2.0)
EXPECTED = (5, 12, 30, 80, 200, 400)
"""Stories expected in the main window on the other side of the ratio."""
KINDS = {"single": 1.0, "copied": 2.0}
"""Articles that carry a story, on average (geometric)."""
BURST = 3
"""Size of the negative binomial counts of weeks in a bursty press."""
CLAIMS = ("rose", "faded", "prominent", "more-than")
RIVALS = {"prominent": (0.25, 1.0, 4.0), "more-than": (0.25, 1.0)}
"""Rates of the rivals, as parts of that of the rival that decides."""
LEAST_CHANGE = 1.25
"""What the rules exclude to say that nothing rose; written out, not taken from them."""


def press(
    claim: str, ratio: float, expected: float, copies: float, rng, *, is_bursty: bool = False
) -> pd.DataFrame:
    """Return marked articles with copy groups, levels of the issue, and of rivals 0, 1, 2.

    In a bursty press the weeks of an issue differ as negative binomial counts of size 3 do.
    """
    daily = expected / MAIN
    if claim in RIVALS:
        rates = [(ratio, ratio), *((r, r) for r in RIVALS[claim]), (OTHERS, OTHERS)]
    else:
        rates = [(1.0, ratio), (OTHERS, OTHERS)]
    issue, day = [], []
    for n, (before, after) in enumerate(rates):
        for begin, rate in ((0, before), (DAYS, after)):
            found = _days(daily * rate, rng, is_bursty=is_bursty and n < len(rates) - 1)
            issue.append(np.full(len(found), n if n < len(rates) - 1 else -1))
            day.append(begin + found)
    issue, day = np.concatenate(issue), np.concatenate(day)
    return _articles(issue, day, rng.geometric(1 / copies, len(issue)), len(rates) - 2, rng)


def _days(rate: float, rng, *, is_bursty: bool) -> np.ndarray:
    """Return the days of the stories of a year, so many a day on average."""
    if not is_bursty:
        return rng.integers(0, DAYS, rng.poisson(rate * DAYS))
    weeks = rng.gamma(BURST, 1 / BURST, -(-DAYS // 7))
    return np.repeat(np.arange(DAYS), rng.poisson(rate * weeks[np.arange(DAYS) // 7]))


def _articles(issue, day, size, rivals: int, rng) -> pd.DataFrame:
    level = np.where(rng.random(len(issue)) < 0.5, 2, 1)
    story = np.repeat(np.arange(len(issue)), size)
    days = np.datetime64("2021-01-01", "us") + day.astype("timedelta64[D]")
    columns = {
        "published_on": days[story],
        "outlet": rng.choice(["A", "B", "C"], len(story), p=[0.5, 0.3, 0.2]),
        "copy_group": pd.Series(story.astype(str), dtype="str"),
        "issue_level": np.where(issue == 0, level, 0)[story],
    }
    rival = {f"r{n}_level": np.where(issue == n + 1, level, 0)[story] for n in range(rivals)}
    return pd.DataFrame(columns | rival)


def truth(claim: str, ratio: float) -> str:
    """Return the right answer: yes, no, or "" where there is none."""
    if claim in RIVALS and ratio == 1:
        return ""
    is_so = ratio < 1 if claim == "faded" else ratio > 1
    return "yes" if is_so else "no"


def power(claim: str, ratio: float, expected: float) -> float:
    """Return the chance that the 5 % test which knows the model shows the right answer."""
    least = 1.0
    if truth(claim, ratio) == "no" and claim not in RIVALS:
        least = 1 / LEAST_CHANGE if claim == "faded" else LEAST_CHANGE
    one = np.arange(poisson.ppf(1 - 1e-9, expected * ratio) + 1)
    other = np.arange(poisson.ppf(1 - 1e-9, expected) + 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = least / (1 + least)
        z = (one - part * (one + other)) / np.sqrt(part * (1 - part) * (one + other))
    is_above = ratio > least
    seen = np.nan_to_num(z if is_above else -z) > norm.isf(0.05)
    chance = poisson.pmf(one, expected * ratio) * poisson.pmf(other, expected)
    return float(chance[seen].sum())


def answers(
    presses: int,
    *,
    claims: tuple = CLAIMS,
    ratios: tuple = RATIOS,
    expected: tuple = EXPECTED,
    kinds: tuple = tuple(KINDS),
) -> pd.DataFrame:
    """Return one row a kind of press: the test's power, and the parts right, wrong and open."""
    rows = []
    cells = [(c, k, r, e) for c in claims for k in kinds for r in ratios for e in expected]
    for claim, kind, ratio, count in tqdm(cells, leave=False, disable=None):
        rng = np.random.default_rng([SEED, CLAIMS.index(claim), round(100 * ratio), count])
        said = [_answer(claim, ratio, count, KINDS[kind], rng) for _ in range(presses)]
        right = truth(claim, ratio)
        parts = [
            np.mean([kind_of(s, right) == k for s in said]) for k in ("right", "wrong", "open")
        ]
        known = power(claim, ratio, count) if right else np.nan
        rows.append((claim, kind, ratio, count, known, presses, *parts))
    columns = ["claim", "copies", "ratio", "expected", "power", "presses", "right", "wrong", "open"]
    return pd.DataFrame(rows, columns=columns)


def kind_of(answer: str, right: str) -> str:
    """Return whether an answer is right, wrong or left open."""
    return "open" if answer == OPEN else "right" if answer == right else "wrong"


def bursts(presses: int, *, expected: tuple = EXPECTED[2:]) -> pd.DataFrame:
    """Return how often a press whose rates never change, only burst, is said to rise or fall.

    One row a claim and number of stories expected in the main window: the parts yes, no and open.
    """
    rows = []
    for claim, count in tqdm(
        [(c, e) for c in CLAIMS[:2] for e in expected], leave=False, disable=None
    ):
        rng = np.random.default_rng([SEED, CLAIMS.index(claim), count])
        said = pd.Series(
            [_answer(claim, 1, count, 1.0, rng, is_bursty=True) for _ in range(presses)]
        )
        rows.append((claim, count, presses, *((said == a).mean() for a in ("yes", "no", OPEN))))
    return pd.DataFrame(rows, columns=["claim", "expected", "presses", "yes", "no", "open"])


def _answer(
    claim: str, ratio: float, expected: float, copies: float, rng, *, is_bursty: bool = False
) -> str:
    articles = press(claim, ratio, expected, copies, rng, is_bursty=is_bursty)
    if claim in RIVALS:
        against = [f"r{n}" for n in range(len(RIVALS[claim]))]
        return verdict(articles, claim, against=against).answer
    return verdict(articles, claim, since="2022-01-01").answer


def rates(table: pd.DataFrame) -> pd.DataFrame:
    """Return two rows a claim, and two of all: parts right, wrong and open, by the test's power."""
    known = table[table["power"].notna()]
    known = pd.concat([known, known.assign(claim="all")], ignore_index=True)
    strong = (
        known["power"].ge(0.8).map({True: "80 % or more", False: "less"}).rename("test's power")
    )
    weighted = known[["right", "wrong", "open"]].mul(known["presses"], axis=0)
    sums = weighted.join(known[["claim", "presses"]]).groupby(["claim", strong]).sum()
    made = sums[["right", "wrong", "open"]].div(sums["presses"], axis=0)
    low, high = attention.interval(sums["right"], sums["presses"])
    return made.assign(right_low=low, right_high=high, presses=sums["presses"]).reset_index()
