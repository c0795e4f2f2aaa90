"""Precision, recall and F1: of known tables, against other implementations, slice by slice."""

import numpy as np
import pandas as pd
import pytest

from analysis.schema import InputError
from analysis.words.accuracy import accuracy, accuracy_by


def test_accuracy_of_a_known_table():
    coded, marked = pd.Series([1, 1, 1, 0, 0]), pd.Series([1, 1, 0, 1, 0])
    found = accuracy(coded, marked)
    assert (found["precision"], found["recall"], found["f1"]) == pytest.approx((2 / 3,) * 3)
    assert found["f1_low"] <= found["f1"] <= found["f1_high"]
    with pytest.raises(InputError, match="5 codes for 1 marks"):
        accuracy(coded, marked.iloc[:1])


def test_accuracy_agrees_with_nltk():
    from nltk.metrics.scores import f_measure

    coded = pd.Series([i % 3 == 0 for i in range(60)])
    marked = pd.Series([i % 4 == 0 for i in range(60)])
    sets = [set(s.index[s]) for s in (coded, marked)]
    assert accuracy(coded, marked)["f1"] == pytest.approx(f_measure(*sets))


def test_intervals_of_precision_and_recall_are_those_of_newcombe():
    # Newcombe 1998: Wilson 81/263 (.2553, .3662), 15/148 (.0624, .1605)
    coded = pd.Series([True] * 81 + [False] * 182)
    found = accuracy(coded, pd.Series(True, index=coded.index))
    ends = found["precision_low"], found["precision_high"]
    assert ends == pytest.approx((0.2553, 0.3662), abs=5e-5)
    marked = pd.Series([True] * 15 + [False] * 133)
    found = accuracy(pd.Series(True, index=marked.index), marked)
    assert (found["recall_low"], found["recall_high"]) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_the_interval_of_f1_is_that_of_a_bootstrap_of_articles():
    rng = np.random.default_rng(8)
    coded = pd.Series(rng.random(150) < 0.3)
    marked = coded ^ (rng.random(150) < 0.15)
    scores = []
    for _ in range(2000):
        rows = rng.integers(0, 150, 150)
        a, b = coded.to_numpy()[rows], marked.to_numpy()[rows]
        scores.append(2 * (a & b).sum() / (a.sum() + b.sum()))
    found = accuracy(coded, marked)
    ends = found["f1_low"], found["f1_high"]
    assert ends == pytest.approx(np.percentile(scores, [2.5, 97.5]), abs=0.015)


def test_nothing_found_is_not_a_number():
    found = accuracy(pd.Series([False] * 4), pd.Series([False] * 4))
    assert np.isnan([found[k] for k in ("precision", "recall", "f1", "f1_low")]).all()
    assert found["articles"] == 4


@pytest.fixture
def coded() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "relevance": [2, 1, 0, 2, 0, 1],
            "issue_level": [2, 0, 0, 1, 1, 1],
            "lang": ["id", "id", "id", "en", "en", "en"],
            "published_on": pd.to_datetime(
                ["2023-01-05", "2023-02-05", "2023-04-01", "2023-04-02", "2023-12-01", None]
            ),
        }
    )


def test_slices_add_up_to_the_whole(coded):
    counts = ["articles", "true_positive", "false_positive", "false_negative"]
    whole = accuracy_by(coded)
    for by in ("lang", "quarter", "month"):
        table = accuracy_by(coded, by=by)
        assert (table[counts].sum() == whole[counts].iloc[0]).all()
    assert accuracy_by(coded, by="quarter")["slice"].tolist() == [
        "2023-01-01", "2023-04-01", "2023-10-01", "undated",
    ]  # fmt: skip


def test_levels_are_counted_from_the_one_asked_for(coded):
    main = accuracy_by(coded, level=2).iloc[0]
    assert (main["true_positive"], main["false_negative"], main["false_positive"]) == (1, 1, 0)
    with pytest.raises(InputError, match="no column 'town'"):
        accuracy_by(coded.drop(columns="published_on"), by="town")
    assert accuracy_by(coded.iloc[:0], by="lang").empty
