"""Dates that cannot be what they seem: heaps, none at all, far away, of a machine, or swapped.

In: articles, their days and series. Out: findings of the kinds import day, date pile-up, undated,
stray dates, crawl dates and day-month swap. Days of heaps come from `corpus.pileups`.

A swap of day and month leaves two traces. Where only days that read both ways were kept, days
after the 12th are missing. Where the others were read right, the weekly rhythm of the first twelve
days of a month is that of the mirrored dates (3 May for 5 March): both rhythms are fitted at once,
and the mirrored one has to win.

Cannot do: see a swap in an outlet without a weekly rhythm, or in a small part of its articles.
"""

import numpy as np
import pandas as pd

from analysis.attention.radar_findings import Finding
from analysis.attention.radar_levels import WEEK
from analysis.attention.radar_series import Days, Series
from analysis.corpus.periods import is_dated
from analysis.corpus.pileups import pileups

ONE_OUTLET = 0.8
"""A day of which one outlet holds so much is that outlet's pile-up."""
LEAST_UNDATED = 0.05
"""Fewer articles without a date are usual, and are in the account of the corpus anyway."""
SAME_SECOND, STAMPED = 0.5, 100
"""Part of the clock times that are alike, among so many at the least, for dates of a machine."""
READABLE = 12
"""Days up to the 12th can be read as a month."""
NO_LATE, LEAST_EARLY_DAYS = 0.05, 60
"""Part of articles after the 12th (61 % are usual) under which these days are missing, where the
others lie on so many different days (a few are a crawl)."""
LEAST_ALL = 1000
"""Articles of an outlet for a test of its rhythm."""
LEAST_DAYS = 200
"""Days that read both ways for a test of the mirrored rhythm: two years hold 264."""
SURE_SWAP, MIRRORED = 5.0, 0.5
"""Standard errors of the mirrored rhythm, and its part of the true one."""


def heaps(articles: pd.DataFrame) -> list[Finding]:
    """Return the days on which dates pile up; days that follow each other are one finding."""
    found = pileups(articles)
    if found.empty:
        return []
    day = found["day"]
    kind = found["kind"].where(found["kind"].eq("1 January"), "import day")
    run = (day.diff().ne(pd.Timedelta("1D")) | kind.ne(kind.shift())).cumsum()
    days = articles["published_on"].dt.normalize()
    run_of = days.map(pd.Series(run.to_numpy(), index=day.to_numpy()))
    here = {n: part for n, part in articles[run_of.notna()].groupby(run_of.dropna())}
    return [_heap(part, here[n]) for n, part in found.groupby(run)]


def _heap(part: pd.DataFrame, here: pd.DataFrame) -> Finding:
    start, end = part["day"].iloc[0], part["day"].iloc[-1]
    extra = float((part["articles"] - part["expected"]).sum())
    ratio = float(part["articles"].sum() / part["expected"].sum())
    first = part.loc[part["articles"].idxmax()]
    said = [first["message"] + "."]
    if len(part) > 1:
        said.insert(0, f"{len(part)} days with false dates, to {end:%Y-%m-%d}.")
    said += _stamps_of(here)
    said.append("A peak there is none of news; attention.share leaves these days out.")
    outlet = ""
    if "outlet" in here.columns:
        parts = here["outlet"].value_counts(normalize=True)
        outlet = str(parts.index[0]) if parts.iloc[0] >= ONE_OUTLET else ""
    kind = "date pile-up" if first["kind"] == "1 January" else "import day"
    return Finding(kind, outlet, start, end, ratio - 1, " ".join(said), extra)


def _stamps_of(here: pd.DataFrame) -> list[str]:
    """Say how many of these articles share their very second with another, where clocks are."""
    if "published_at" not in here.columns:
        return []
    stamps = here["published_at"].dropna().dt.floor("s")
    same = float(stamps.duplicated(keep=False).mean()) if len(stamps) else 0.0
    return (
        [f"{same:.0%} of its clock times are shared to the second."] if same > SAME_SECOND else []
    )


def undated(articles: pd.DataFrame, days: pd.DatetimeIndex) -> list[Finding]:
    """Tell whether many articles have no date, or only one of collection."""
    missing = ~is_dated(articles, "day")
    part = float(missing.mean()) if len(articles) else 0.0
    if part < LEAST_UNDATED or not len(days):
        return []
    found = []
    only = 0
    if "collected_on" in articles.columns:
        only = int((missing & articles["collected_on"].notna()).sum())
    if only >= LEAST_UNDATED * len(articles):
        said = (
            f"{only:,} of {len(articles):,} articles have a date of collection only, which is not "
            "taken for publication: they are in no period."
        )
        effect = -only / len(articles)
        found.append(Finding("crawl dates", "", days[0], days[-1], effect, said, only))
    if missing.sum() - only >= LEAST_UNDATED * len(articles):
        said = (
            f"{missing.sum() - only:,} of {len(articles):,} articles have no date known to the "
            "day: no day or week counts them, and shares speak of the others."
        )
        effect = -(missing.sum() - only) / len(articles)
        weight = float(missing.sum())
        found.append(Finding("undated", "", days[0], days[-1], float(effect), said, weight))
    return found


def stray(of: Days) -> list[Finding]:
    """Tell which articles are dated a year or more away from all others."""
    if of.stray.empty:
        return []
    start, end = of.stray.min().normalize(), of.stray.max().normalize()
    said = (
        f"{len(of.stray):,} articles are dated {start:%Y-%m-%d} to {end:%Y-%m-%d}, a year or more "
        f"from all others ({of.days[0]:%Y-%m-%d} to {of.days[-1]:%Y-%m-%d}): most likely false "
        "dates. They stretch every chart, and were left out of the other findings."
    )
    effect = -len(of.stray) / (len(of.stray) + len(of.rows))
    return [Finding("stray dates", "", start, end, effect, said, len(of.stray))]


def stamps(articles: pd.DataFrame) -> list[Finding]:
    """Tell of outlets whose clock times are a machine's: one time of day, or one moment, for most.

    Needs `published_at`; without it nothing is said.
    """
    if "published_at" not in articles.columns:
        return []
    known = articles[articles["published_at"].notna() & articles["published_on"].notna()]
    if len(known) < STAMPED:
        return []
    moment = known["published_at"].dt.tz_localize(None).to_numpy("datetime64[s]").astype(np.int64)
    table = known[["outlet", "published_on"]].assign(clock=moment % 86400, moment=moment)
    found = []
    for outlet, mine in table.groupby("outlet", sort=False):
        if len(mine) < STAMPED:
            continue
        clock = mine["clock"].value_counts()
        same_moment = float(mine.duplicated("moment", keep=False).mean())
        if clock.iloc[0] < SAME_SECOND * len(mine) and same_moment < SAME_SECOND:
            continue
        found.append(_stamped(str(outlet), mine, int(clock.iloc[0]), same_moment))
    return found


def _stamped(outlet: str, mine: pd.DataFrame, alike: int, same_moment: float) -> Finding:
    days = mine["published_on"]
    if alike >= SAME_SECOND * len(mine):
        effect = alike / len(mine)
        what = f"{effect:.0%} of its {len(mine):,} clock times are the same time of day"
        why = "no clock was read; a wrong zone would move whole days"
    else:
        effect = same_moment
        what = f"{effect:.0%} of its {len(mine):,} clock times are shared to the second"
        why = "as a machine stamps what it imports; the days may be those of the import"
    said = f"{outlet}: {what}: {why}."
    start, end = days.min().normalize(), days.max().normalize()
    return Finding("crawl dates", outlet, start, end, float(effect), said, len(mine))


def swaps(all_series: list[Series], days: pd.DatetimeIndex) -> list[Finding]:
    """Tell of outlets whose days and months look swapped."""
    found = []
    for one in all_series:
        if one.outlet and not one.lang:
            found += _swap(one, days)
    return found


def _swap(one: Series, days: pd.DatetimeIndex) -> list[Finding]:
    counts = one.counts.astype(float)
    early = days.day.to_numpy() <= READABLE
    late = counts[~early].sum() / counts.sum()
    start, end = days[one.first], days[one.last]
    is_spread = (counts[early] > 0).sum() >= LEAST_EARLY_DAYS
    if late < NO_LATE and is_spread:
        what = (
            f"only {late:.0%} of its articles are dated after the 12th of a month (61 % are usual)"
        )
    elif counts.sum() >= LEAST_ALL and _is_mirrored(
        counts[one.first : one.last + 1], days[one.first : one.last + 1]
    ):
        what = "the first twelve days of its months have the weekly rhythm of swapped dates"
    else:
        return []
    said = (
        f"{one.outlet}: {what}: 03/05 seems to be read as 5 March. About a third of its articles "
        "is in a wrong month; read its dates with the other order."
    )
    weight = float(counts[early].sum())
    return [Finding("day-month swap", one.outlet, start, end, weight / counts.sum(), said, weight)]


def _is_mirrored(counts: np.ndarray, days: pd.DatetimeIndex) -> bool:
    """Tell whether days up to the 12th have the weekly rhythm of their mirrored dates."""
    number = days.day.to_numpy()
    week = days.day_of_week.to_numpy()
    late = number > READABLE
    if late.sum() < LEAST_DAYS or not counts[late].sum():
        return False
    rhythm = np.bincount(week[late], counts[late], minlength=WEEK)
    rhythm = rhythm / np.maximum(np.bincount(week[late], minlength=WEEK), 1)
    rhythm = rhythm / rhythm.mean() - 1
    both = (number <= READABLE) & (number != days.month.to_numpy())
    mirror = pd.to_datetime(
        {"year": days.year[both], "month": days.day[both], "day": days.month[both]}
    ).dt.day_of_week.to_numpy()
    level = pd.Series(counts).rolling(91, center=True, min_periods=30).mean().to_numpy()[both]
    good = level > 0
    if good.sum() < LEAST_DAYS:
        return False
    terms = np.column_stack([np.ones(good.sum()), rhythm[week[both]][good], rhythm[mirror][good]])
    seen = (counts[both] / np.maximum(level, 1e-9))[good]
    return _wins(terms, seen)


def _wins(terms: np.ndarray, seen: np.ndarray) -> bool:
    """Tell whether the last of the terms explains what was seen, and the one before does not."""
    cross = terms.T @ terms
    if np.linalg.cond(cross) > 1e8:
        return False
    inverse = np.linalg.inv(cross)
    beta = inverse @ terms.T @ seen
    left = seen - terms @ beta
    error = np.sqrt(inverse[2, 2] * (left @ left) / (len(seen) - 3))
    return bool(beta[2] > max(MIRRORED, SURE_SWAP * error) and beta[1] < beta[2] / 2)
