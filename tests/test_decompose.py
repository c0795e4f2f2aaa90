"""Within and mix: the published identity, outlets that come and go, words that warn."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import attention
from analysis.schema import InputError

SPANS = (("2022-01-01", "2022-12-31"), ("2023-01-01", "2023-12-31"))


def press(plan):
    """{outlet: ((articles, issue) in 2022, (articles, issue) in 2023)} as marked articles."""
    rows = [
        (f"{2022 + year}-06-15", outlet, i < hits)
        for outlet, years in plan.items()
        for year, (articles, hits) in enumerate(years)
        for i in range(articles)
    ]
    table = pd.DataFrame(rows, columns=["published_on", "outlet", "is_issue"])
    return table.assign(published_on=pd.to_datetime(table["published_on"]).astype("datetime64[us]"))


def test_constant_rates_and_another_mix_are_all_mix():
    plan = {"A": ((900, 9), (300, 3)), "B": ((100, 5), (700, 35))}
    whole = attention.decompose(press(plan), *SPANS).whole
    assert whole["share_before"] == pytest.approx(0.014)
    assert whole["share_after"] == pytest.approx(0.038)
    assert whole["within"] == pytest.approx(0, abs=1e-15)
    assert whole["mix_share"] == pytest.approx(1)
    assert whole["panel_change"] == pytest.approx(0, abs=1e-15)


def test_the_same_mix_and_other_rates_are_all_within():
    plan = {"A": ((500, 5), (500, 10)), "B": ((500, 5), (500, 10))}
    found = attention.decompose(press(plan), *SPANS)
    assert found.whole["mix"] == pytest.approx(0, abs=1e-15)
    assert found.whole["within"] == pytest.approx(0.01)
    assert found.whole["within_low"] < 0.01 < found.whole["within_high"]
    assert "more than a third" not in found.in_words


def test_an_outlet_that_enters_brings_mix_alone():
    plan = {"A": ((500, 5), (500, 5)), "C": ((0, 0), (500, 50))}
    found = attention.decompose(press(plan), *SPANS)
    assert found.whole["within"] == pytest.approx(0, abs=1e-15)
    assert found.whole["entered"] == 1 and found.whole["panel_outlets"] == 1
    assert "more than a third" in found.in_words and "+0.00" in found.in_words


cell = st.integers(0, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@given(st.dictionaries(st.sampled_from("ABCD"), st.tuples(cell, cell), min_size=1))
def test_the_parts_add_up_to_the_change(plan):
    if any(sum(years[i][0] for years in plan.values()) == 0 for i in (0, 1)):
        return
    found = attention.decompose(press(plan), *SPANS)
    whole, table = found.whole, found.outlets
    shares = [
        sum(y[i][1] for y in plan.values()) / sum(y[i][0] for y in plan.values()) for i in (0, 1)
    ]
    assert whole["change"] == pytest.approx(shares[1] - shares[0])
    assert whole["within"] + whole["mix"] == pytest.approx(whole["change"])
    assert table["within"].sum() == pytest.approx(whole["within"])


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ((("2020-01-01", "2020-12-31"), SPANS[1]), "no article was read from 2020-01-01"),
        ((SPANS[1], SPANS[0]), "ends before the second begins"),
        (("2022", SPANS[1]), "two spans as"),
    ],
)
def test_spans_that_cannot_be_compared_are_refused(spans, words):
    with pytest.raises(InputError, match=words):
        attention.decompose(press({"A": ((5, 1), (5, 1))}), *spans)
