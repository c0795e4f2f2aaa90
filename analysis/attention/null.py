"""A series in which nothing happened: fitted, then simulated, to calibrate tests on real ones.

In: counts and exposures of periods, and the terms of their mean. The model: counts are Poisson
about exposure x exp(level + slope + season + noise), thus more scattered than Poisson ones; what
makes neighbours alike is a Gaussian copula, white noise and an autoregression of order 1 together.
Out: means and variance of that series, tail chances of each count given the others (negative
binomial), and as many made-up series as wanted.

Method: Poisson quasi-likelihood by reweighted least squares (McCullagh and Nelder 1989), dispersion
by moments, left-out means by one step (Williams 1987), the autoregression by least squares on the
autocorrelations, less the likeness that fitting the terms alone makes. A design
effect of a period is a floor under its variance: copies are no news. All works on many series
at once.

Cannot do: know holidays, or a level that wanders for years; such a series looks as if much
happened.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.signal import lfilter
from scipy.special import ndtr
from scipy.stats import nbinom

STEPS = 10
"""Rounds of reweighted least squares; counts of news settle in fewer."""
SEASON_YEARS, WEEK_CYCLES = 3, 8
"""A season is fitted where the series holds so many years; weekdays, where so many weeks."""
SLOPE_PERIODS = 24
LEAST_ALPHA = 1e-6
EXACT_UP_TO = 10
LAGS = 6
"""Autocorrelations looked at."""
DECAYS = (0.2, 0.4, 0.6, 0.8)
"""Autoregressions tried; a finer choice is not to be had from series of news."""


class Null(NamedTuple):
    """A fitted series: `mean` of each count, `alpha` (variance = mean + alpha mean^2) of each.

    Neighbours k periods apart have the latent correlation `part` x `decay`^k.
    """

    mean: np.ndarray
    alpha: np.ndarray
    part: float
    decay: float


def design(starts: pd.Series, *, slope: bool = True) -> np.ndarray:
    """Return the terms of the mean, one row a period: level, slope and season where they fit."""
    days = (starts - starts.iloc[0]).dt.days.to_numpy(dtype=float)
    apart = np.median(np.diff(days)) if len(days) > 1 else np.inf
    columns = [np.ones(len(days))]
    if slope and len(days) >= SLOPE_PERIODS:
        columns.append((days - days.mean()) / max(days.std(), 1.0))
    if days[-1] >= SEASON_YEARS * 365.25 - 31 and apart < 100:
        columns += waves(days, 365.25, 2)
    if len(days) >= 7 * WEEK_CYCLES and apart == 1:
        columns += waves(days, 7, 3)
    return np.column_stack(columns)


def waves(days: np.ndarray, length: float, number: int) -> list[np.ndarray]:
    """Return the first sines and cosines of a season of so many days (Fourier terms)."""
    angle = 2 * np.pi * days / length
    return [wave(k * angle) for k in range(1, number + 1) for wave in (np.sin, np.cos)]


def coefficients(
    counts: np.ndarray, exposure: np.ndarray, terms: np.ndarray, *, alpha: float = 0.0
) -> np.ndarray:
    """Return the fitted coefficients of the terms, one row a series (alpha 0: Poisson, else NB2).

    `counts` is one series or one a row; the first of the terms is the level.
    """
    y = np.atleast_2d(counts).astype(float)
    level = np.log(np.maximum(y.sum(axis=1), 0.5) / np.broadcast_to(exposure, y.shape).sum(axis=1))
    found = np.zeros((len(y), terms.shape[1]))
    found[:, 0] = level
    for _ in range(STEPS if terms.shape[1] > 1 else 0):
        eta = np.clip(found @ terms.T, level[:, None] - 8, level[:, None] + 8)
        mean = exposure * np.exp(eta)
        weight = mean / (1 + alpha * mean)
        working = weight * (eta + (y - mean) / np.maximum(mean, 1e-12))
        found = np.linalg.solve(information(weight, terms), (working @ terms)[..., None])[..., 0]
    return found


def means(counts: np.ndarray, exposure: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Return the fitted mean of every count, one row a series."""
    eta = coefficients(counts, exposure, terms) @ terms.T
    middle = eta.mean(axis=1, keepdims=True)
    return exposure * np.exp(np.clip(eta, middle - 8, middle + 8))


def fit(counts: np.ndarray, mean: np.ndarray, terms: np.ndarray, effect: np.ndarray) -> Null:
    """Fit the series in which nothing happened to counts about a mean made of these terms."""
    free = len(counts) / max(len(counts) - terms.shape[1], 1)
    extra = np.sum((counts - mean) ** 2 * free - mean) / np.sum(mean**2)
    alpha = np.maximum(max(extra, 0.0), (effect - 1) / np.maximum(mean, 1e-9))
    residual = (counts - mean) / np.sqrt(mean + alpha * mean**2)
    part, decay = likeness(residual[None], terms)
    return Null(mean, alpha, float(part[0]), float(decay[0]))


def likeness(residual: np.ndarray, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return part and decay of the autocorrelation that fits best, for each row of residuals.

    Residuals about fitted terms look alike by -Q Q' where nothing is (Q: the terms, orthogonal).
    """
    periods = residual.shape[1]
    lags = np.arange(1, min(LAGS, periods // 4) + 1)
    square = np.sum(residual**2, axis=1)
    if not len(lags) or square.max() < 1e-12:
        return np.zeros(len(residual)), np.full(len(residual), DECAYS[0])
    q = np.linalg.qr(terms)[0]
    taken = np.array([np.sum(q[k:] * q[:-k]) for k in lags]) / periods
    products = [np.sum(residual[:, k:] * residual[:, :-k], axis=1) for k in lags]
    seen = np.stack(products, axis=1) / np.maximum(square, 1e-12)[:, None] + taken
    shapes = np.power.outer(np.array(DECAYS), lags)
    parts = np.clip(seen @ shapes.T / np.sum(shapes**2, axis=1), 0.0, 1.0)
    errors = np.sum((seen[:, None] - parts[..., None] * shapes) ** 2, axis=2)
    best = np.argmin(errors, axis=1)
    return parts[np.arange(len(parts)), best], np.array(DECAYS)[best]


def alike(part: ArrayLike, decay: ArrayLike) -> ArrayLike:
    """Return how many alike periods are worth one independent one (the long-run variance)."""
    return 1 + 2 * part * decay / (1 - decay)


def simulate(null: Null, series: int, rng: np.random.Generator) -> np.ndarray:
    """Return made-up counts of the fitted series, one series a row.

    They are Poisson about log-normal rates, whose far tail is heavier than that of the negative
    binomial: a test calibrated on them errs, if at all, to the side of no finding.
    """
    spread = np.sqrt(np.log1p(null.alpha))
    shape = (series, len(null.mean))
    rate = null.mean * np.exp(spread * _alike(null, shape, rng) - spread**2 / 2)
    return counts_at(_alike(null, shape, rng), rate) if null.part else rng.poisson(rate)


def counts_at(noise: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return the Poisson count that lies where the noise lies among normal noise.

    Exact below a rate of 10, above it by the expansion of Cornish and Fisher (1938), at most one
    count off (scipy's own takes twenty times as long, and nearly all the time of a test).
    """
    root = np.sqrt(rate)
    skewed = (noise**2 - 1) / 6 + (noise - noise**3) / (72 * np.maximum(root, 1.0))
    counts = np.maximum(np.ceil(rate + root * noise + skewed - 0.5), 0.0)
    few = rate < EXACT_UP_TO
    chance, step, number = ndtr(noise[few]), np.exp(-rate[few]), np.zeros(few.sum())
    below, k = step.copy(), 0
    while (over := chance > below).any() and k < 10 * EXACT_UP_TO:
        number, k = number + over, k + 1
        step = step * rate[few] / k
        below += step
    counts[few] = number
    return counts


def _alike(null: Null, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return normal noise whose neighbours are as alike as those of the fitted series."""
    noise = rng.standard_normal(shape)
    if not null.part:
        return noise
    steps = rng.standard_normal(shape)
    steps[:, 1:] *= np.sqrt(1 - null.decay**2)
    steps = lfilter([1.0], [1.0, -null.decay], steps, axis=1)
    return np.sqrt(1 - null.part) * noise + np.sqrt(null.part) * steps


def tails(
    counts: np.ndarray, exposure: np.ndarray, terms: np.ndarray, effect: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return for every count its mean and the chance of as many or more, by its series' others."""
    y = np.atleast_2d(counts).astype(float)
    mean = means(y, exposure, terms)
    inverse = np.linalg.inv(information(mean, terms))
    pull = mean * np.einsum("tp,btp->bt", terms, np.einsum("tq,bpq->btp", terms, inverse))
    pull = np.clip(pull, 0, 0.9)
    step = pull / (1 - pull) * (y - mean) / np.maximum(mean, 1e-9)
    without = mean * np.exp(np.clip(-step, -3, 3))
    size = 1 / np.maximum(_others_alpha(y, mean, terms.shape[1]), (effect - 1) / without)
    return without, nbinom.sf(y - 1, size, size / (size + without))


def _others_alpha(y: np.ndarray, mean: np.ndarray, terms: int) -> np.ndarray:
    """Return the dispersion of each series without each of its counts in turn."""
    parts = (y - mean) ** 2 * (y.shape[1] / max(y.shape[1] - terms, 1)) - mean
    squares = mean**2
    others = parts.sum(axis=1, keepdims=True) - parts
    left = np.maximum(squares.sum(axis=1, keepdims=True) - squares, 1e-12)
    return np.maximum(others / left, LEAST_ALPHA)


def information(mean: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Return the information of the terms, one matrix a row of weights, never quite singular."""
    width = terms.shape[1]
    products = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
    return (mean @ products).reshape(-1, width, width) + 1e-9 * np.eye(width)
