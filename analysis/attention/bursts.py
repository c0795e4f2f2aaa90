"""Bursts of attention: stretches in which the issue takes up clearly more of the news.

In: a table of counts, or the times of single events. Out: the bursts, one row each, with level,
first and last period (or time) and weight.

Method: Kleinberg (2002, "Bursty and hierarchical structure in streams"). An automaton of states,
each s times as busy as the one below, reads the series; going up costs, staying and going down do
not. The cheapest path is found exactly (Viterbi 1967), never step by step. Batched: of each
period's articles a share p_0 (that of the whole series) or p_1 = s p_0 is on the issue. Continuous:
gaps between events are exponential with rates s^i n / T.

Cannot do: give a chance. A burst is the cheapest description of the series, no test; flat series
have bursts too (`spikes` and `change_points` keep an error rate).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaln

from analysis.attention.series import Series, keys_of, series, too_short
from analysis.schema import InputError

LEAST_PERIODS = 3
MOST_SHARE = 0.9999
"""The share of the burst state, where s times the usual one would be more than all."""


class Path(NamedTuple):
    """The cheapest path: the state of each period, its whole cost, and the costs of the states."""

    states: np.ndarray
    cost: float
    costs: np.ndarray


def bursts(table: pd.DataFrame, *, s: float = 2, gamma: float = 1) -> pd.DataFrame:
    """List the bursts of a table of counts (Kleinberg 2002, batched, two states).

    One row a burst: period_start and period_end (first days of its first and last period), the
    group where there is one, periods, total_articles, issue_articles and weight (by how much the
    burst state is the cheaper description, in units of log-likelihood). `s` says how many times
    the usual share a burst has, `gamma` how dear it is to begin one (times the logarithm of the
    number of periods). Gaps and unfinished periods are left out, so that a burst may span a gap;
    groups too short are named in `attrs["too_short"]`.
    Raises InputError for s <= 1, gamma < 0, impossible counts and fewer than 3 whole periods.
    """
    _check(s, gamma)
    keys = keys_of(table)
    found = series(table, least=LEAST_PERIODS, need="bursts")
    rows = [
        {key: table[key].iloc[one.rows[0]] for key in keys} | row
        for one in found
        for row in _of_series(one, s, gamma)
    ]
    columns = ["period_start", "period_end", *keys, "periods", "total_articles", "issue_articles"]
    made = pd.DataFrame(rows, columns=[*columns, "weight"])
    days = {c: table["period_start"].dtype for c in columns[:2]}
    whole = {c: "int64" for c in columns[-3:]} | {"weight": "float64"}
    made.attrs["too_short"] = too_short(table, found)
    return made.astype(days | whole)


def batched(hits: ArrayLike, seen: ArrayLike, *, s: float = 2, gamma: float = 1) -> Path:
    """Return the cheapest path of two states through batches of `hits` among `seen`.

    The cost of a state is the negative log-likelihood of a binomial count, that of a rise
    gamma x log(number of batches); the path begins in state 0 (Kleinberg 2002, section 4).
    """
    _check(s, gamma)
    r, d = np.asarray(hits, dtype=float), np.asarray(seen, dtype=float)
    usual = r.sum() / d.sum()
    if not 0 < usual < 1:  # none or all: there is nothing that a busier state could explain
        return Path(np.zeros(len(r), dtype=int), 0.0, np.zeros((len(r), 2)))
    shares = np.array([usual, max(min(s * usual, MOST_SHARE), usual)])
    ways = gammaln(d + 1) - gammaln(r + 1) - gammaln(d - r + 1)
    costs = -(ways[:, None] + np.outer(r, np.log(shares)) + np.outer(d - r, np.log1p(-shares)))
    return _viterbi(costs, gamma * np.log(len(r)))


def bursts_continuous(times: ArrayLike, *, s: float = 2, gamma: float = 1) -> pd.DataFrame:
    """List the bursts of single events at known times (Kleinberg 2002, continuous).

    One row a burst: level (1 and up; a burst of level 2 lies within one of level 1), start and
    end (times of the event before it began and of its last one), events. `times` are numbers or
    dates in any order; events of the same moment are spread evenly over the shortest gap there is
    (ten articles of one day: a tenth of a day apart), since a gap of 0 would be endlessly busy.
    Raises InputError for fewer than 3 events, for missing times, and where all are the same.
    """
    _check(s, gamma)
    moments = pd.Series(np.sort(pd.Series(times).to_numpy()))
    gaps = _gaps(moments)
    length, number = gaps.sum(), len(gaps)
    levels = int(np.ceil(1 + np.log(length) / np.log(s) - np.log(gaps.min()) / np.log(s)))
    # A state in which not even the shortest gap is likely is never the cheapest.
    rates = s ** np.arange(max(levels, 1)) * number / length
    costs = np.outer(gaps, rates) - np.log(rates)
    path = _viterbi(costs, gamma * np.log(number))
    rows = [
        (level, moments[first], moments[end], end - first)
        for level in range(1, path.states.max() + 1)
        for first, end in runs(path.states >= level)
    ]
    return pd.DataFrame(rows, columns=["level", "start", "end", "events"]).sort_values(
        ["start", "level"], ignore_index=True
    )


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return first and end (not included) of every unbroken stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def _of_series(one: Series, s: float, gamma: float) -> list[dict]:
    path = batched(one.counts, one.exposure, s=s, gamma=gamma)
    return [
        {
            "period_start": one.starts.iloc[first],
            "period_end": one.starts.iloc[end - 1],
            "periods": end - first,
            "total_articles": int(one.exposure[first:end].sum()),
            "issue_articles": int(one.counts[first:end].sum()),
            "weight": float(np.sum(path.costs[first:end] @ [1, -1])),
        }
        for first, end in runs(path.states == 1)
    ]


def _viterbi(costs: np.ndarray, rise: float) -> Path:
    """Return the cheapest path; one row of `costs` a step, one column a state, from state 0."""
    states = np.arange(costs.shape[1])
    change = rise * np.maximum(states[None, :] - states[:, None], 0)  # from row to column
    best, came = change[0] + costs[0], np.zeros(costs.shape, dtype=int)
    for step in range(1, len(costs)):
        whole = best[:, None] + change
        came[step] = whole.argmin(axis=0)
        best = whole[came[step], states] + costs[step]
    path = np.empty(len(costs), dtype=int)
    path[-1] = best.argmin()
    for step in range(len(costs) - 1, 0, -1):
        path[step - 1] = came[step, path[step]]
    return Path(path, float(best.min()), costs)


def _gaps(moments: pd.Series) -> np.ndarray:
    """Return the gaps between sorted times; events at one moment share the finest gap there is."""
    if len(moments) < 3 or moments.isna().any():
        raise InputError(
            f"bursts: {int(moments.notna().sum())} events with a time and "
            f"{int(moments.isna().sum())} without; at least 3 times are needed and none may miss"
        )
    since = (moments - moments.iloc[0]).to_numpy()
    if np.issubdtype(since.dtype, np.timedelta64):
        since = since / np.timedelta64(1, "D")
    own, place, number = np.unique(since.astype(float), return_inverse=True, return_counts=True)
    if len(own) == 1:
        raise InputError("bursts: all events have the same time; nothing can be said of bursts")
    order = np.arange(len(since)) - (np.cumsum(number) - number)[place]
    return np.diff(own[place] + np.diff(own).min() * order / number[place])


def _check(s: float, gamma: float) -> None:
    if not (s > 1 and gamma >= 0):
        raise InputError(f"bursts: s={s} must be more than 1 and gamma={gamma} not below 0")
