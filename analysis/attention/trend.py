"""The change of attention a year, with its interval and a sentence.

In: an attention table, or any table of period_start, total_articles and issue_articles, without
groups. Out: one record.

Method: negative binomial regression (NB2) of the articles on the issue on time, with the logarithm
of the articles read as offset, season (Fourier terms of week and year) and calendar (Ramadan, Eid
and, for days and weeks, 30 July and 22 December) where the series is long enough to bear them. The
interval is a bootstrap-t (Efron and Tibshirani 1993, ch. 12): how far off slopes are, in units of
their own errors, is seen in made-up series with the scatter and likeness of neighbours of the real
one, since the errors of the regression itself are too small where neighbours are alike.

Cannot do: series that drift (autoregression .6): of 100 flat ones 4 to 12 show a slope, where 5
should (tests/calibration); bends and steps (see `change_points`); a trend of the press, where
outlets came and went (use shares of a panel, and `decompose`).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention import calendar, null
from analysis.attention.series import Series, keys_of, series
from analysis.schema import InputError

LEAST_PERIODS, LEAST_HITS, LEAST_DAYS = 12, 20, 330
"""Whole periods, articles on the issue and days under which no trend is spoken of."""
LEAST_FREE = 8
"""Independent periods, beyond the terms fitted, that the periods must be worth."""
PERIODS_A_TERM = 8
"""The calendar is taken out only where there are so many periods for each term."""
FIXED_UP_TO, MOVING_UP_TO = 7, 31
"""Days of a period up to which a window of fixed date, or one that moves, can be told apart."""
MADE_UP, SEED = 299, 1993


class Trend(NamedTuple):
    """Change of the share a year: 0.1 is a tenth more each year; low and high enclose 95 %."""

    change_per_year: float
    low: float
    high: float
    p_value: float
    periods: int
    issue_articles: int
    first: pd.Timestamp
    last: pd.Timestamp
    adjusted_for: tuple[str, ...]
    in_words: str


def trend(table: pd.DataFrame) -> Trend:
    """Measure the change a year of the share of articles on the issue.

    Unfinished periods and gaps are left out. `first` and `last` are the first days of the periods
    used; `adjusted_for` names what was taken out (week, year, ramadan ...). Raises InputError for
    impossible counts, for a table of several series, and where nothing can be said: fewer than 12
    whole periods, 20 articles on the issue or 11 months, or periods too like their neighbours.
    """
    one = series(table, least=LEAST_PERIODS, need="trend")[0]
    keys = keys_of(table)
    if keys and len(table[keys].drop_duplicates()) > 1:
        raise InputError(f"trend: takes one series; choose one {' and '.join(keys)} first")
    _check_enough(one)
    terms, names = _terms(one.starts)
    flat = null.means(one.counts, one.exposure, terms)[0]
    fitted = _careful(null.fit(one.counts, flat, terms, one.effect))
    _check_worth(fitted, terms.shape)
    alpha = float(np.mean(fitted.alpha))
    slope, error = (v[0] for v in _slopes(one.counts[None], one.exposure, terms, alpha))
    made_up = null.simulate(fitted, MADE_UP, np.random.default_rng(SEED))
    usual = _slopes(flat[None], one.exposure, terms, alpha)[0][0]
    slopes, errors = _slopes(made_up, one.exposure, terms, alpha)
    ratios = (slopes - usual) / errors
    low, high = (float(np.expm1(slope - error * np.quantile(ratios, q))) for q in (0.975, 0.025))
    beyond = min(np.mean(ratios >= slope / error), np.mean(ratios <= slope / error))
    numbers = (float(np.expm1(slope)), low, high, float(min(1, 2 * beyond + 1 / (MADE_UP + 1))))
    span = (len(one.counts), int(one.counts.sum()), one.starts.iloc[0], one.starts.iloc[-1])
    return Trend(*numbers, *span, names, _in_words(numbers, span, names))


def _check_enough(one: Series) -> None:
    hits, days = int(one.counts.sum()), (one.starts.iloc[-1] - one.starts.iloc[0]).days
    if hits < LEAST_HITS or days < LEAST_DAYS:
        raise InputError(
            f"trend: cannot be said; {hits} articles on the issue in {days} days, at least "
            f"{LEAST_HITS} in {LEAST_DAYS} are needed; a longer or larger corpus would tell"
        )


def _check_worth(fitted: null.Null, shape: tuple[int, int]) -> None:
    """Raise InputError where neighbours are so alike that few independent periods are left."""
    worth = shape[0] / null.alike(fitted.part, fitted.decay) - shape[1]
    if worth < LEAST_FREE:
        raise InputError(
            f"trend: cannot be said; the {shape[0]} periods are so like their neighbours that they "
            f"are worth {max(worth, 0):.0f} beyond the {shape[1]} terms fitted, at least "
            f"{LEAST_FREE} are needed; a longer corpus would tell"
        )


def _terms(starts: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return level, years, season and calendar, one row a period, and names of the last two."""
    days = (starts - starts.iloc[0]).dt.days.to_numpy(dtype=float)
    season = null.design(starts, slope=False)[:, 1:]
    years = (days - days.mean()) / 365.25
    names = {0: (), 4: ("year",), 6: ("week",), 10: ("year", "week")}[season.shape[1]]
    terms = np.column_stack([np.ones(len(days)), years, season])
    apart = float(np.median(np.diff(days)))
    able = [w for w in calendar.WINDOWS if apart <= _up_to(w)] if "year" in names else []
    parts = calendar.parts(starts)[able]
    parts = parts.loc[:, parts.max() > parts.min()]
    if len(days) < PERIODS_A_TERM * (terms.shape[1] + parts.shape[1]):
        return terms, names
    return np.column_stack([terms, parts.to_numpy()]), (*names, *parts.columns)


def _up_to(window: str) -> int:
    return MOVING_UP_TO if window in calendar.MOVING else FIXED_UP_TO


def _careful(fitted: null.Null) -> null.Null:
    """Return the series with neighbours more alike by a standard error: too few tell how alike."""
    squares = sum(fitted.decay ** (2 * k) for k in range(1, null.LAGS + 1))
    error = 1 / np.sqrt(len(fitted.mean) * squares)
    return fitted._replace(part=min(1.0, fitted.part + error))


def _slopes(
    counts: np.ndarray, exposure: np.ndarray, terms: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the slope of each series and its error, by its own scatter and likeness."""
    found = null.coefficients(counts, exposure, terms, alpha=alpha)
    mean = exposure * np.exp(np.clip(found @ terms.T, -50, 5))
    weight = mean / (1 + alpha * mean)
    residual = (counts - mean) * np.sqrt(weight) / np.maximum(mean, 1e-9)
    part, decay = null.likeness(residual, terms)
    scatter = np.sum(residual**2, axis=1) / max(len(terms) - terms.shape[1], 1)
    inverse = np.linalg.inv(null.information(weight, terms))[:, 1, 1]
    return found[:, 1], np.sqrt(np.maximum(inverse * scatter * null.alike(part, decay), 1e-12))


def _in_words(numbers: tuple, span: tuple, names: tuple[str, ...]) -> str:
    change, low, high, _ = numbers
    periods, hits, first, last = span
    interval = f"95 % interval {low:+.0%} to {high:+.0%} a year"
    said = (
        f"rose by {change:.0%} a year ({interval})"
        if low > 0
        else f"fell by {-change:.0%} a year ({interval})"
        if high < 0
        else f"shows no clear trend ({interval})"
    )
    without = f"; taken out: {', '.join(names)}" if names else ""
    return (
        f"From {first:%Y-%m-%d} to {last:%Y-%m-%d} ({periods} whole periods, {hits:,} articles on "
        f"the issue) the share of articles on the issue {said}{without}."
    )
