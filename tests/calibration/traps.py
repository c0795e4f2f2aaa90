"""Faults planted in made-up presses of flat attention: are they found, and what is then measured?

Each press is measured twice: as Sorotan does (page furniture cut and marks made again, copies and
coded articles used, radar heard, relative_change), and as others do on the same articles (counts,
Media Cloud's share of days, the mean of outlets' shares by groupby, months above two standard
deviations). The truth of every press is no change, but for "real rise", which has no fault and is
there because an estimate that always said nothing would pass.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from analysis import attention, simulate
from analysis.attention.corrected import relative_change
from analysis.attention.radar import radar
from analysis.corpus.clean import cut_furniture
from analysis.report.charts_traps import write
from analysis.simulate import Outlet, Press, Wires
from analysis.simulate_traps import TRAPS
from analysis.words.mark import mark

MONTHS, SEED = 72, 1936
CODED = 300
"""Marked articles coded in the first and in the last year: 200 a language are recommended."""
RISE = 0.5
OUTLETS = (
    Outlet("Harian Satu", 32, 0.018),
    Outlet("Kabar Dua", 12, 0.02),
    Outlet("Kabar Dua", 8, 0.04, "en"),
    Outlet("Koran Tiga", 10, 0.012),
)
PLAN = {
    "months": MONTHS,
    "wires": Wires(copies=1.3, spread="geometric"),
    "sensitivity": 0.95,
    "homonyms": 0.002,
}
FINDS = {
    "growth": {"archive growth"},
    "outlet mix": {"mix"},
    "outlet entry": {"outlets", "outlet entry"},
    "wire copies": {"copies"},
    **{f"furniture {n} %": {"furniture", "template change"} for n in (1, 2, 5)},
    "homonyms": {"precision"},
    "import day": {"pile-up", "import day", "date pile-up"},
    "unfinished period": {"unfinished", "unfinished period"},
    "day-month swap": {"day-month swap"},
    "outage": {"outage", "silence"},
    "half outage": {"feed loss"},
    "language loss": {"language loss", "outlets"},
}
"""The kinds of notes and findings that name a trap; one of them is enough."""
Job = tuple[tuple[str, ...], int]


def press(seed: int, *, rise: float = 0.0) -> Press:
    """Return a press without faults, its attention flat or rising by so much in all outlets."""
    slope = 1 + rise * np.linspace(0, 1, MONTHS)
    outlets = [o._replace(issue_share=o.issue_share * slope) for o in OUTLETS]
    return simulate.press(outlets=outlets, seed=seed, **PLAN)


def planted(job: Job) -> Press:
    """Return the press of a job: its traps one after the other, on a press of its seed."""
    traps, seed = job
    made = press(seed, rise=RISE if traps == ("real rise",) else 0.0)
    for trap in traps:
        made = TRAPS[trap](made) if trap in TRAPS else made
    return made


def read_again(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with furniture cut from those that have a text, and these marked anew."""
    has_text = articles["text"].ne("").to_numpy()
    if not has_text.any():
        return articles
    part = articles[has_text]
    pieces = [cut_furniture(text) for text in part["text"]]
    body, cut = (pd.Series(column, index=part.index, dtype="str") for column in zip(*pieces))
    marks = mark(part.assign(text=body))
    changed = articles.copy()
    changed.loc[has_text, "text"], changed.loc[has_text, "cut_text"] = body, cut
    for column in ("is_issue", "issue_level"):
        changed.loc[has_text, column] = marks[column]
    return changed


def coded(articles: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw marked articles of the first and the last thirteen months and code them by the truth."""
    days = articles["published_on"]
    year = pd.Timedelta(396, "D")
    parts = []
    for name, inside in (("first", days < days.min() + year), ("last", days > days.max() - year)):
        ours = articles[inside & articles["is_issue"]]
        drawn = ours.sample(min(CODED, len(ours)), random_state=seed)
        parts.append(
            pd.DataFrame(
                {
                    "article_id": drawn["article_id"],
                    "relevance": drawn["true_issue"].astype("int64") * 2,
                    "coder": "truth",
                    "stratum": name,
                    "stratum_size": len(ours),
                    "probability": len(drawn) / max(len(ours), 1),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def measured(job: Job) -> dict:
    """Measure the press of one job in every way; one record."""
    made = planted(job)
    articles = read_again(made.articles)
    heard = radar(articles)
    change = relative_change(articles, coded=coded(articles, job[1]), findings=heard)
    kinds = set(change.notes) | set(heard["kind"])
    right = truth(made)
    return {
        "trap": " + ".join(job[0]) or "none",
        "seed": job[1],
        "is_found": all(kinds & FINDS.get(trap, set()) for trap in job[0]),
        "alarms": "; ".join(sorted(kinds)),
        "truth": right,
        "corrected": change.change,
        "is_covered": change.low <= right <= change.high,
        **rivals(made.articles),
    }


def truth(made: Press) -> float:
    """Return the true change of the share of stories, last twelve months against the first."""
    first, last = (
        part["expected_issue_stories"].sum() / part["expected_stories"].sum()
        for part in (made.truth.head(12), made.truth.tail(12))
    )
    return float(last / first - 1)


def rivals(articles: pd.DataFrame) -> dict:
    """Measure the same change as is done elsewhere, on the articles as they were collected."""
    day = articles["published_on"].dt.normalize()
    month = day.dt.to_period("M").rename("month")
    daily = articles.groupby(day)["is_issue"].agg(["sum", "size"])
    daily = daily.reindex(pd.date_range(day.min(), day.max()), fill_value=0)
    ratio = (daily["sum"] / daily["size"].where(daily["size"] > 0)).fillna(0.0)
    counts = articles.groupby(month)["is_issue"].sum()
    outlets = articles.groupby([month, articles["outlet"]])["is_issue"].mean()
    return {
        "counts": _last_to_first(counts),
        "media_cloud": _last_to_first(ratio.groupby(ratio.index.to_period("M")).mean()),
        "groupby": _last_to_first(outlets.groupby("month").mean()),
        "has_z_peak": bool((counts > counts.mean() + 2 * counts.std()).any()),
    }


def _last_to_first(monthly: pd.Series) -> float:
    return float(monthly.tail(12).mean() / monthly.head(12).mean() - 1)


def jobs(seeds: int, pair_seeds: int, clean: int) -> Iterator[Job]:
    """Yield every press of the suite: each trap, each pair of traps, none, and a real rise."""
    names = list(TRAPS)
    kinds = [n for n in names if n not in ("furniture 1 %", "furniture 5 %")]
    single = [((name,), seeds) for name in [*names, "real rise"]]
    pairs = [(pair, pair_seeds) for pair in itertools.combinations(kinds, 2)]
    for number, (traps, many) in enumerate([*single, *pairs, ((), clean)]):
        yield from ((traps, SEED + 1000 * number + n) for n in range(many))


def run(work: list[Job], *, processes: int = 2) -> pd.DataFrame:
    """Measure the presses, one row each, in so many processes."""
    if processes == 1:
        return pd.DataFrame([measured(job) for job in work])
    # A new interpreter each: polars and numba hold threads that do not live through a fork.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        done = pool.map(measured, work, chunksize=4)
        return pd.DataFrame(tqdm(done, total=len(work), leave=False, disable=None))


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a trap; pairs together, and the clean presses, where found means alarmed.

    `error` is the mean over presses of the corrected change less the truth, `error_low` and
    `error_high` its 95 % interval; rates carry theirs too.
    """
    is_pair = rows["trap"].str.contains(" + ", regex=False)
    name = rows["trap"].where(~is_pair, "all pairs")
    found = rows["is_found"].where(~rows["trap"].isin(["none", "real rise"]), rows["alarms"].ne(""))
    table = rows.assign(trap=name, is_found=found, error=rows["corrected"] - rows["truth"])
    made = []
    for trap, part in table.groupby("trap", sort=False):
        half = 1.96 * part["error"].std() / np.sqrt(len(part))
        held = attention.interval(part["is_covered"].sum(), len(part))
        seen = attention.interval(part["is_found"].sum(), len(part))
        made.append(
            {
                "trap": trap,
                "presses": len(part),
                "found": part["is_found"].mean(),
                "found_low": float(seen[0]),
                "found_high": float(seen[1]),
                "truth": part["truth"].mean(),
                "corrected": part["corrected"].mean(),
                "error": part["error"].mean(),
                "error_half": half,
                "covered": part["is_covered"].mean(),
                "covered_low": float(held[0]),
                "covered_high": float(held[1]),
                **{c: part[c].mean() for c in ("counts", "media_cloud", "groupby", "has_z_peak")},
            }
        )
    return pd.DataFrame(made)


def traps(
    seeds: int, *, processes: int = 2, out: str | Path = "reports/traps.html"
) -> pd.DataFrame:
    """Run the suite, write its page and return its summary.

    Each trap gets `seeds` presses, each pair of traps a seventh of that, no trap ten times as many.
    """
    work = list(jobs(seeds, max(1, round(seeds / 7)), 10 * seeds))
    table = summary(run(work, processes=processes))
    print("written:", write(table, out))
    return table
