"""Finds times in which articles are missing from a series: outages and losses of a part.

In: a `Series`, the quiet days, and the chance that one window may be taken for a loss by mistake.
Out: one `Loss` a time. First runs of days without any article, then windows of whole weeks in which
a third or more is missing; both tested against the usual level on both sides (`radar_levels`).

The chance is shared out over all days of all series looked at (Bonferroni), so that a flawless
corpus seldom shows anything, however many outlets it has.

Cannot do: tell a lost feed from an outlet that published less; see a loss in the first and last
two weeks of a series, or one that never ends (that is a change of the archive, see `radar`).
"""

from typing import NamedTuple

import numpy as np

from analysis.attention.radar_levels import (
    LEAST_SPAN,
    WEEK,
    both,
    dispersion,
    rarity,
    sides,
    sums,
    usual,
)
from analysis.attention.radar_series import Series

SHORTEST = 7
"""Days: weekends and holidays make shorter silences."""
WINDOWS = (7, 14, 28, 56, 112)
"""Days of the windows in which a loss of a part is looked for; all are whole weeks."""
LEAST_LOSS = 1 / 3
"""A window must lack this part; a loss of half is seldom measured as less than that."""
JOINED_DAYS = 2
"""Silences with so few days of articles between them are one outage."""


class Loss(NamedTuple):
    """Positions of its first and last day, articles found and usual, its chance."""

    start: int
    end: int
    found: float
    expected: float
    p_value: float


class Days(NamedTuple):
    """A series by day: its counts, what part of a usual day is published, the weeks on both sides.

    `before` and `after` are usual weeks, `alpha` the dispersion of windows by their days.
    """

    counts: np.ndarray
    quiet: np.ndarray
    before: np.ndarray
    after: np.ndarray
    alpha: dict[int, float]


def losses(one: Series, least: np.ndarray, chance: float) -> tuple[list[Loss], list[Loss]]:
    """Return the outages (nothing at all) and the losses of a part of one series."""
    inside = slice(one.first, one.last + 1)
    counts, quiet = one.counts[inside].astype(float), least[inside]
    if len(counts) < LEAST_SPAN:
        return [], []
    before, after = sides(counts)
    alpha = {n: _alpha(counts, quiet, before, after, n) for n in WINDOWS if n < len(counts)}
    total = _silences(Days(counts, quiet, before, after, alpha), chance)
    for loss in total:
        here = slice(loss.start, loss.end + 1)
        counts[here] = loss.expected / (loss.end - loss.start + 1)
    if total:
        before, after = sides(counts)
    part = _parts(Days(counts, quiet, before, after, alpha), chance)
    return ([_moved(x, one.first) for x in total], [_moved(x, one.first) for x in part])


def _moved(loss: Loss, days: int) -> Loss:
    return loss._replace(start=loss.start + days, end=loss.end + days)


def _alpha(
    counts: np.ndarray, quiet: np.ndarray, before: np.ndarray, after: np.ndarray, length: int
) -> float:
    expected = usual(before, after, length) * length / WEEK
    plain = np.where(sums(quiet, length) > length - 1e-9, expected, np.nan)
    return dispersion(sums(counts, length), plain)


def _silences(days: Days, chance: float) -> list[Loss]:
    """Return the runs of days without any article that chance does not make."""
    counts, quiet, before, after, alpha = days
    edge = np.diff(np.concatenate([[0], (counts == 0).astype(np.int8), [0]]))
    found: list[Loss] = []
    for start, end in zip(np.flatnonzero(edge == 1), np.flatnonzero(edge == -1) - 1, strict=True):
        # Whole weeks only: nine days may hold four of a weekend.
        weeks = (end - start + 1) // WEEK
        level = float(both(before[start], after[end]))
        expected = weeks * level * quiet[start : end + 1].mean()
        if not weeks or not expected > 0:
            continue
        # Longer windows are no more uneven than weeks.
        p = float(rarity(np.array(0.0), np.array(expected), alpha[WEEK]))
        if p > chance:
            continue
        loss = Loss(int(start), int(end), 0.0, level * (end - start + 1) / WEEK, p)
        is_next = found and start - found[-1].end - 1 <= JOINED_DAYS
        found = [*found[:-1], _joined(found[-1], loss)] if is_next else [*found, loss]
    return found


def _joined(one: Loss, two: Loss) -> Loss:
    days = two.end - one.start + 1
    daily = one.expected / (one.end - one.start + 1)
    return Loss(one.start, two.end, 0.0, daily * days, min(one.p_value, two.p_value))


def _parts(days: Days, chance: float) -> list[Loss]:
    """Return the times in which a large part of the articles is missing, the surest first."""
    counts, quiet, before, after, alpha = days
    windows = []
    for length, spread in alpha.items():
        level = usual(before, after, length)
        expected = level * sums(quiet, length) / WEEK
        seen = sums(counts, length)
        low = np.flatnonzero((expected > 0) & (seen <= (1 - LEAST_LOSS) * expected))
        p = rarity(seen[low], expected[low], spread)
        rare = p <= chance
        starts = low[rare]
        windows += zip(p[rare], starts, starts + length - 1, level[starts], strict=True)
    found: list[Loss] = []
    rhythm = _rhythm(counts)
    for p, start, end, level in sorted(windows):
        if any(start <= x.end + SHORTEST and end >= x.start - SHORTEST for x in found):
            continue
        loss = _exact(counts, quiet * level / WEEK * rhythm, int(start), int(end), float(p))
        if loss.found <= (1 - LEAST_LOSS) * loss.expected:
            found.append(loss)
    return found


def _rhythm(counts: np.ndarray) -> np.ndarray:
    """Return each day's part of the usual day, by its place in the week."""
    place = np.arange(len(counts)) % WEEK
    mean = np.bincount(place, counts) / np.bincount(place)
    return (mean / max(mean.mean(), 1e-9))[place]


def _exact(counts: np.ndarray, daily: np.ndarray, start: int, end: int, p: float) -> Loss:
    """Return the loss with its days fixed: the run that a Poisson loss of that size fits best.

    The best run of log-likelihood ratios is the largest sum of a stretch (Kadane; Bentley 1984).
    """
    length = end - start + 1
    low, high = max(start - length, 0), min(end + length, len(counts) - 1)
    kept = np.clip(counts[start : end + 1].sum() / daily[start : end + 1].sum(), 0.02, 0.8)
    gain = counts[low : high + 1] * np.log(kept) + daily[low : high + 1] * (1 - kept)
    heaped = np.concatenate([[0.0], np.cumsum(gain)])
    least = np.minimum.accumulate(heaped)
    stop = int(np.argmax(heaped - least))
    begin = int(np.argmin(heaped[: stop + 1]))
    if stop - begin < SHORTEST:
        begin, stop = start - low, end - low + 1
    here = slice(low + begin, low + stop)
    return Loss(low + begin, low + stop - 1, counts[here].sum(), daily[here].sum(), p)
