"""What the radar could not have seen: for each outlet the smallest losses it would find.

In: articles. Out: one row an outlet, the whole corpus first, with the shortest outage and the
smallest part lost that would be a finding nine times in ten, and a sentence.

Cannot do: speak of faults other than lost articles. On the days about Eid and from 24 December to 2
January, and in the first and last two weeks of an outlet, only larger losses show.
"""

import numpy as np
import pandas as pd
from scipy.stats import nbinom

from analysis.attention.radar_levels import LEAST_SPAN, WEEK, both, dispersion, sides, sums, usual
from analysis.attention.radar_losses import LEAST_LOSS, SHORTEST
from analysis.attention.radar_outages import chance_of
from analysis.attention.radar_series import Series, core, series
from analysis.schema import check

LONGEST_WEEKS = 26
"""An outage of half a year or more that would not show is told as none at all."""
SEEN = 0.9
"""A loss counts as visible where it would be found with this probability."""
PARTS = np.arange(0.35, 1.001, 0.05)
COLUMNS = {
    "outlet": "str",
    "articles": "int64",
    "articles_a_day": "float64",
    "shortest_outage_days": "Int64",
    "smallest_loss_week": "float64",
    "smallest_loss_month": "float64",
    "message": "str",
}


def blind(articles: pd.DataFrame) -> pd.DataFrame:
    """Tell for every outlet which losses of articles the radar would have missed.

    One row an outlet, the whole corpus (outlet "") first, then by size: articles, articles_a_day
    (usual), shortest_outage_days (whole weeks without any article that would show; <NA>: not even
    half a year), smallest_loss_week and _month (part of the articles, 0-1, whose loss over 7 or 28
    days would show; NaN: no loss would) and message. Raises InputError where published_on or outlet
    is missing.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    of = core(articles)
    looked = series(of)
    judged = {one.outlet: one for one in looked if not one.lang}
    sizes = articles["outlet"].value_counts()
    chance = chance_of(looked)
    rows = [_row("", len(articles), judged.get(""), chance)]
    rows += [_row(str(name), int(n), judged.get(str(name)), chance) for name, n in sizes.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _row(outlet: str, articles: int, one: Series | None, chance: float) -> tuple:
    who = outlet or "All outlets"
    if one is None or one.last - one.first + 1 < LEAST_SPAN:
        said = f"{who}: too few articles or too short a time; no loss of any size would show."
        return outlet, articles, np.nan, pd.NA, np.nan, np.nan, said
    counts = one.counts[one.first : one.last + 1].astype(float)
    before, after = sides(counts)
    week = float(np.nanmedian(both(before, after)))
    alpha = {n: dispersion(sums(counts, n), usual(before, after, n) * n / WEEK) for n in (7, 28)}
    shortest = next(
        (n for n in range(1, LONGEST_WEEKS + 1) if _is_silence_seen(n * week, alpha[7], chance)),
        None,
    )
    days = pd.NA if shortest is None else max(shortest * WEEK, SHORTEST)
    lost = [_smallest(week * n / WEEK, alpha[n], chance) for n in (7, 28)]
    return outlet, articles, week / WEEK, days, *lost, _said(who, week / WEEK, days, lost)


def _is_silence_seen(expected: float, alpha: float, chance: float) -> bool:
    return bool(nbinom.cdf(0, 1 / alpha, 1 / (1 + alpha * expected)) <= chance)


def _smallest(expected: float, alpha: float, chance: float) -> float:
    """Return the smallest part lost that shows nine times in ten, NaN where none does."""
    if not expected > 0:
        return np.nan
    size = 1 / alpha
    most = nbinom.ppf(chance, size, size / (size + expected))
    most = min(most if nbinom.cdf(most, size, size / (size + expected)) <= chance else most - 1,
               (1 - LEAST_LOSS) * expected)  # fmt: skip
    left = (1 - PARTS) * expected
    seen = nbinom.cdf(most, size, size / (size + np.maximum(left, 1e-9)))
    return float(PARTS[np.argmax(seen >= SEEN)]) if most >= 0 and (seen >= SEEN).any() else np.nan


def _said(who: str, daily: float, days: object, lost: list[float]) -> str:
    if days is pd.NA:
        return f"{who}: at {daily:,.1f} articles a day no loss would show, however long."
    said = f"{who}: at {daily:,.1f} articles a day a silence of under {days} days would not show"
    week, month = ("no part" if np.isnan(x) else f"less than {x:.0%}" for x in lost)
    if np.isnan(lost[1]):
        return said + ", nor the loss of a part within four weeks."
    if np.isnan(lost[0]):
        return said + f", nor a loss of a part within a week, nor one of {month} within four."
    return said + f", nor a loss of {week} within a week or of {month} within four."
