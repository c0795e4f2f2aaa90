"""Whose articles are counted: a panel and fixed weights undo entry and growth of outlets."""

import numpy as np
import pandas as pd
import pytest

from analysis import attention
from analysis.schema import InputError


def press(plan):
    """Articles by month: {outlet: [(articles, on the issue), ...]}; None where silent."""
    rows = []
    for outlet, months in plan.items():
        for n, cell in enumerate(months):
            day = f"2023-{n + 1:02d}-"
            articles, hits = cell or (0, 0)
            rows += [(day + ("01" if i % 2 else "28"), outlet, i < hits) for i in range(articles)]
    table = pd.DataFrame(rows, columns=["published_on", "outlet", "is_issue"])
    return table.assign(published_on=pd.to_datetime(table["published_on"]).astype("datetime64[us]"))


GROWS = {"A": [(900, 9)] * 6, "B": [(100, 5)] + [(100 * k, 5 * k) for k in (1, 2, 4, 8, 20)]}


def shares(articles, how):
    return attention.share(articles, outlets=how, pileups="keep")["share"].to_numpy()


def test_growth_of_one_outlet_moves_the_pooled_share_and_no_weighted_one():
    articles = press(GROWS)
    assert shares(articles, "all")[-1] / shares(articles, "all")[0] > 2.5
    assert np.ptp(shares(articles, "weighted")) < 1e-12
    parts = {"A": 5400, "B": 3600}
    expected = (parts["A"] * 0.01 + parts["B"] * 0.05) / 9000
    assert shares(articles, "weighted")[0] == pytest.approx(expected)


def test_an_outlet_that_enters_is_not_in_the_panel_and_is_told():
    articles = press({"A": [(500, 5)] * 6, "C": [None] * 3 + [(500, 50)] * 3})
    table = attention.share(articles, outlets="panel", pileups="keep")
    assert table["share"].tolist() == [0.01] * 6
    assert table["left_out_articles"].tolist() == [0, 0, 0, 500, 500, 500]
    assert table["issue_articles"].tolist() == [5] * 6


def test_a_silent_outlet_leaves_its_part_to_the_others():
    plan = {"A": [(100, 1)] * 6, "B": [(100, 5), None, *[(100, 5)] * 4]}
    assert shares(press(plan), "weighted") == pytest.approx([0.03, 0.01, *[0.03] * 4], abs=2e-3)


def test_weights_cost_precision():
    articles = press({"A": [(900, 90)] * 6, "B": [(30, 3)] * 5 + [(900, 90)]})
    wide = attention.share(articles, outlets="weighted", pileups="keep")
    pooled = attention.share(articles, pileups="keep")
    assert wide["design_effect"].isna().all()  # copies are still not known
    assert (wide["share_high"] - wide["share_low"])[0] > (
        pooled["share_high"] - pooled["share_low"]
    )[0]


def test_no_outlet_throughout_and_a_wrong_word_are_refused():
    articles = press({"A": [(5, 1), None] * 3, "B": [None, (5, 1)] * 3})
    with pytest.raises(InputError, match="no outlet was read in every of the 5 whole"):
        shares(articles, "panel")
    with pytest.raises(InputError, match="all, panel, weighted"):
        shares(articles, "some")
