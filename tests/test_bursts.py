"""Bursts: the fixtures of Kleinberg's automaton, brute force, events at the same moment."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, expon

from analysis.attention.bursts import batched, bursts, bursts_continuous
from analysis.schema import InputError

HITS = [0, 2, 1, 6, 7, 2, 8, 7, 2, 1]
SEEN = [9, 11, 12, 10, 10, 8, 12, 10, 13, 11]
# The offsets of the manual page of the R package `bursts` (Binder 2022): 71 events.
OFFSETS = np.concatenate(
    [
        np.arange(0, 401, 100),
        np.arange(410, 451, 5),
        np.arange(451, 470, 2),
        np.arange(480, 601, 5),
        [700],
        np.arange(710, 801, 5),
        [900, 1000],
    ]
)


def monthly(hits, seen):
    days = pd.date_range("2020-01-01", periods=len(hits), freq="MS").astype("datetime64[us]")
    table = pd.DataFrame({"period_start": days, "total_articles": seen, "issue_articles": hits})
    return table.astype({"total_articles": "int64", "issue_articles": "int64"})


@pytest.mark.parametrize(
    ("gamma", "path", "cost"),
    [
        (0.5, "0001101100", 23.2218),
        (1, "0001101100", 25.5244),
        (2, "0001111100", 28.4709),
        (3, "0000000000", 30.2175),
    ],
)
def test_batched_paths_and_costs(gamma, path, cost):
    found = batched(HITS, SEEN, gamma=gamma)
    assert "".join(map(str, found.states)) == path
    assert found.cost == pytest.approx(cost, abs=5e-5)


def test_batched_weights_and_table():
    costs = batched(HITS, SEEN).costs
    assert (costs[4:5, 0] - costs[4:5, 1]).sum() == pytest.approx(2.68563, abs=5e-6)
    assert (costs[6:8, 0] - costs[6:8, 1]).sum() == pytest.approx(5.34226, abs=5e-6)
    table = bursts(monthly(HITS, SEEN))
    assert table["period_start"].dt.month.tolist() == [4, 7]
    assert table["period_end"].dt.month.tolist() == [5, 8]
    assert table["issue_articles"].tolist() == [13, 15]
    assert table["weight"].iloc[1] == pytest.approx(5.34226, abs=5e-6)


series = st.lists(
    st.integers(0, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(series, st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_no_path_is_cheaper_than_the_one_found(pairs, gamma):
    hits, seen = np.array(pairs).T
    if not 0 < hits.sum() < seen.sum():
        return
    usual = hits.sum() / seen.sum()
    share = np.array([usual, max(min(2 * usual, 0.9999), usual)])
    costs = -binom.logpmf(hits[:, None], seen[:, None], share)
    paths = np.array(list(product((0, 1), repeat=len(hits))))
    rises = (np.diff(paths, axis=1, prepend=0) > 0).sum(axis=1)
    all_costs = costs[np.arange(len(hits)), paths].sum(axis=1) + rises * gamma * np.log(len(hits))
    assert batched(hits, seen, gamma=gamma).cost == pytest.approx(all_costs.min())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.5, 5), min_size=3, max_size=7))
def test_no_levels_of_events_are_cheaper(gaps):
    times = np.cumsum([0, *gaps])
    found = bursts_continuous(times, gamma=0.3)
    levels = np.zeros(len(gaps), dtype=int)
    for row in found.itertuples():
        levels[(times[:-1] >= row.start) & (times[1:] <= row.end)] = row.level
    paths = np.array(list(product(range(5), repeat=len(gaps))))
    rises = np.maximum(np.diff(paths, axis=1, prepend=0), 0).sum(axis=1) * 0.3 * np.log(len(gaps))
    costs = -expon.logpdf(np.array(gaps), scale=times[-1] / len(gaps) / 2.0**paths).sum(axis=1)
    place = np.flatnonzero((paths == levels).all(axis=1))
    assert (costs + rises)[place] == pytest.approx((costs + rises).min())


def test_continuous_levels_of_the_r_manual_page():
    # R counts the whole series as level 1, so its levels are one more than ours.
    found = bursts_continuous(OFFSETS)
    assert len(OFFSETS) == 71
    assert found[["level", "start", "end"]].values.tolist() == [
        [1, 410, 600],
        [2, 450, 469],
        [1, 710, 800],
    ]
    assert bursts_continuous(OFFSETS, gamma=2)[["start", "end"]].values.tolist() == [[410, 600]]


def test_events_of_one_day_are_spread_over_it():
    days = pd.to_datetime(["2023-01-01", *["2023-03-01"] * 10, "2023-03-02", "2023-06-01"])
    found = bursts_continuous(days[::-1])
    top = found.loc[found["level"].idxmax()]
    assert top["start"] == pd.Timestamp("2023-03-01") and top["end"] == pd.Timestamp("2023-03-02")
    assert top["events"] == 10 and top["level"] < 12


def test_flat_and_empty_series_have_no_burst():
    assert bursts(monthly([0] * 6, [10] * 6)).empty
    assert bursts(monthly([10] * 6, [10] * 6)).empty
    assert batched([3] * 5, [10] * 5).states.sum() == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bursts(monthly([1, 1, 1], [5, 5, 5]), s=1), "s=1"),
        (lambda: bursts(monthly([1], [5])), "cannot be said"),
        (lambda: bursts(monthly([0] * 4, [0] * 4)), "0 whole periods"),
        (lambda: bursts_continuous([1, 2]), "2 events"),
        (lambda: bursts_continuous([1, 1, 1]), "same time"),
        (lambda: bursts_continuous([1, 2, None, 3]), "1 without"),
    ],
)
def test_nonsense_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
