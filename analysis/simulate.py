"""A made-up press whose truth is known: outlets, wires, cases, a calendar, errors, all from a seed.

In: months, outlets and rates. Out: a `Press`: articles as `words.mark` and `corpus.copies` would
leave them, each with its truth beside it, the truth of the newsrooms' process by month, and what
was planted. `simulate_traps` makes faults of it. Everything carries collection "simulated".

The process: each day an outlet begins a Poisson number of stories (weekdays, holidays, uneven
days), each on the issue with the outlet's chance; part of the issue's stories come in cases. Wire
stories are printed again by outlets of the same language within two days. Marks err by story.

Cannot do: gradual news cycles, rewritten copies, or text that a reader would take for news; with
text=False titles and texts are empty, and functions that read text have nothing to read.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.schema import InputError
from analysis.simulate_articles import COLLECTION, articles_of, with_text
from analysis.simulate_process import (
    LATEST_COPY,
    WEEK,
    Cases,
    Expected,
    Outlet,
    Rate,
    Wires,
    by_month,
    case_delays,
    expected,
    later,
    months_of,
    pick,
    rhythm,
    stories,
)

__all__ = ["COLLECTION", "OUTLETS", "Cases", "Outlet", "Press", "Wires", "is_simulated", "press"]

OUTLETS = (Outlet("Harian Satu", 3), Outlet("Kabar Dua", 2), Outlet("Koran Tiga", 1))
"""Three outlets; their rates are parts of `articles_a_day`."""
NO_COPIES, NO_CASES = Wires(), Cases()
PLANTED = ["trap", "outlet", "period_start", "period_end", "effect"]


class Press(NamedTuple):
    """`articles`: one row an article; `truth`: one row a month; `planted`: one row a fault.

    `articles` has the columns of the schema that matter, marks, copies, and as truth `true_issue`,
    `true_story` (a number), `case` ("" for none), `is_wire`, `is_homonym`. `truth` has
    period_start, expected_articles, expected_issue_articles, expected_stories,
    expected_issue_stories, share_articles and share_stories (0-1). `plan` makes the press again.
    """

    articles: pd.DataFrame
    truth: pd.DataFrame
    planted: pd.DataFrame
    plan: dict


def press(
    *,
    start: str = "2015-01-01",
    months: int = 72,
    outlets: Sequence[Outlet] = OUTLETS,
    articles_a_day: float | None = None,
    issue_share: Rate = 0.02,
    wires: Wires = NO_COPIES,
    cases: Cases = NO_CASES,
    sensitivity: Rate = 1.0,
    homonyms: Rate = 0.0,
    week: Sequence[float] = WEEK,
    holidays: Sequence[str] = (),
    unevenness: float = 0.02,
    text: bool = False,
    seed: int = 1,
) -> Press:
    """Make a press of so many months.

    `articles_a_day` scales the outlets to so many stories begun a day in all (copies come on top).
    `issue_share`, `sensitivity` (the part of the issue's stories that is marked) and `homonyms`
    (the part of the others that is marked, one less specificity) are constant or one number a
    month. `unevenness` is the extra variance of an outlet's daily total over its mean squared. The
    same arguments give the same press. Raises InputError for numbers that cannot be.
    """
    plan = {k: v for k, v in locals().items() if k not in ("articles_a_day",)}
    days = months_of(start, months)
    outlets = plan["outlets"] = _scaled(outlets, articles_a_day)
    _check(outlets, wires, cases, unevenness, text)
    rng = np.random.default_rng(seed)
    process = expected(outlets, days, issue_share, rhythm(days, week, holidays))
    begun = stories(process, wires, cases, unevenness, rng)
    marks = (by_month(sensitivity, months, "sensitivity"), by_month(homonyms, months, "homonyms"))
    begun = _marked(begun, process.month, *marks, rng)
    rows = _printed(begun, process, wires, [o.lang for o in outlets], rng)
    articles = articles_of(rows, begun, days, outlets, seed)
    if text:
        articles = with_text(articles)
    nothing = pd.DataFrame(columns=PLANTED)
    return Press(articles, _truth(process, wires, cases), nothing, plan)


def is_simulated(articles: pd.DataFrame) -> bool:
    """Tell whether any of these articles is made up; charts of them have to say so."""
    return "collection" in articles.columns and bool(articles["collection"].eq(COLLECTION).any())


def _scaled(outlets: Sequence[Outlet], articles_a_day: float | None) -> tuple[Outlet, ...]:
    if articles_a_day is None:
        return tuple(outlets)
    total = sum(float(np.mean(o.articles_a_day)) for o in outlets)
    return tuple(
        o._replace(articles_a_day=np.asarray(o.articles_a_day) * articles_a_day / total)
        for o in outlets
    )


def _check(
    outlets: Sequence[Outlet], wires: Wires, cases: Cases, unevenness: float, text: bool
) -> None:
    wrong = {
        "no outlet": not outlets,
        "wires.copies under 1": np.min(wires.copies) < 1,
        'wires.spread is "even" or "geometric"': wires.spread not in ("even", "geometric"),
        "a part of wires or cases outside 0 to 1": not all(
            0 <= part <= 1 for part in (wires.issue, wires.other, cases.part)
        ),
        "cases hold one story and last a moment at least": cases.stories < 1 or cases.days <= 0,
        "unevenness is negative": unevenness < 0,
        "texts are written in id and en only": text and any(o.lang not in "id en" for o in outlets),
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise InputError(f"simulate: {what}")


def _marked(
    begun: pd.DataFrame,
    month: np.ndarray,
    sensitivity: np.ndarray,
    homonyms: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Add whether each story is marked; copies share its words and so its mark."""
    at, chance = month[begun["day"]], rng.random(len(begun))
    issue = begun["issue"].to_numpy()
    homonym = ~issue & (chance < homonyms[at])
    return begun.assign(homonym=homonym, marked=homonym | (issue & (chance < sensitivity[at])))


def _printed(
    begun: pd.DataFrame,
    process: Expected,
    wires: Wires,
    langs: list[str],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return one row an article, `story`, `outlet`, `day`, in order of time."""
    day, outlet = begun["day"].to_numpy(), begun["outlet"].to_numpy()
    copies = by_month(wires.copies, int(process.month[-1]) + 1, "wires.copies")
    more = np.where(begun["wire"], _more(copies[process.month[day]], wires.spread, rng), 0)
    story = np.repeat(np.arange(len(begun)), more)
    when = day[story] + rng.integers(0, LATEST_COPY + 1, len(story))
    kept = when < len(process.days)
    story, when = story[kept], when[kept]
    where = np.full(len(story), -1)
    lang_of = np.array(langs)
    for lang in set(langs):
        mine = lang_of[outlet[story]] == lang
        daily = (process.issue + process.other) * (lang_of == lang)[:, None]
        where[mine] = pick(daily, when[mine], rng)
    rows = pd.DataFrame(
        {
            "story": np.concatenate([np.arange(len(begun)), story]),
            "outlet": np.concatenate([outlet, where]),
            "day": np.concatenate([day, when]),
        }
    )
    rows = rows[rows["outlet"] >= 0]
    # An original stands before its copies of the same day; else the order within a day is chance.
    is_copy = rows.index.to_numpy() >= len(begun)
    return rows.iloc[np.lexsort((rng.random(len(rows)), is_copy, rows["day"]))]


def _more(mean: np.ndarray, spread: str, rng: np.random.Generator) -> np.ndarray:
    """Return how many copies each story has beside the original."""
    if spread == "geometric":
        return rng.geometric(1 / mean) - 1
    return np.floor(mean - 1 + rng.random(len(mean))).astype(np.int64)


def _truth(process: Expected, wires: Wires, cases: Cases) -> pd.DataFrame:
    """Return what is expected of each month: stories begun, articles printed, their shares."""
    months = int(process.month[-1]) + 1
    issue, other = process.issue.sum(axis=0), process.other.sum(axis=0)
    if cases.part:
        delays = case_delays(cases, int(8 * cases.days))
        usual = issue[:365].mean()
        issue = (1 - cases.part) * issue + cases.part * later(issue, delays, usual)
    more = by_month(wires.copies, months, "wires.copies")[process.month] - 1
    delays = np.full(LATEST_COPY + 1, 1 / (LATEST_COPY + 1))
    printed = [
        daily + later(daily * part * more, delays)
        for daily, part in ((issue, wires.issue), (other, wires.other))
    ]
    sums = [np.bincount(process.month, daily) for daily in (issue, other, *printed)]
    starts = process.days[np.flatnonzero(np.diff(process.month, prepend=-1))]
    return pd.DataFrame(
        {
            "period_start": starts,
            "expected_articles": sums[2] + sums[3],
            "expected_issue_articles": sums[2],
            "expected_stories": sums[0] + sums[1],
            "expected_issue_stories": sums[0],
            "share_articles": _part(sums[2], sums[3]),
            "share_stories": _part(sums[0], sums[1]),
        }
    )


def _part(issue: np.ndarray, other: np.ndarray) -> np.ndarray:
    total = issue + other
    return np.divide(issue, total, out=np.full(len(total), np.nan), where=total > 0)
