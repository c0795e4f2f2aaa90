"""Agreement of two coders against other implementations, and the figures printed with the codes."""

import json

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from analysis.schema import InputError
from analysis.words.agreement import agreement, both_codes, disagreements


def two_coders(first, second) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"article_id": [f"a{i}" for i in range(len(codes))], "relevance": codes})
        .assign(coder=name, is_borderline=False)
        for name, codes in (("ani", first), ("budi", second))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def pair() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    first = rng.choice([0, 1, 2], 60, p=[0.6, 0.25, 0.15])
    second = np.where(rng.random(60) < 0.8, first, rng.choice([0, 1, 2], 60))
    return first, second


def test_every_measure_equals_another_implementation(pair):
    first, second = pair
    found = agreement(two_coders(first, second)).set_index(["scale", "measure"])["value"]
    scales = {
        "level": pair,
        "mention": (first >= 1, second >= 1),
        "main": (first >= 2, second >= 2),
    }
    for scale, (a, b) in scales.items():
        both = np.array([a, b], dtype=float)
        nominal = krippendorff.alpha(both, level_of_measurement="nominal")
        assert found[scale, "alpha"] == pytest.approx(nominal, abs=1e-9)
        assert found[scale, "kappa"] == pytest.approx(cohen_kappa_score(a, b), abs=1e-9)
        assert found[scale, "share"] == pytest.approx((a == b).mean())
    ordinal = krippendorff.alpha(np.array(pair, dtype=float), level_of_measurement="ordinal")
    assert found["level", "alpha_ordinal"] == pytest.approx(ordinal, abs=1e-9)


def test_the_interval_holds_the_value_and_is_the_same_again(pair):
    table = agreement(two_coders(*pair))
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()
    assert (table["articles"] == 60).all() and (table["coders"] == "ani and budi").all()
    pd.testing.assert_frame_equal(table, agreement(two_coders(*pair)))


@pytest.mark.parametrize(("lang", "kappa"), [("en", 0.93), ("id", 0.88)])
def test_the_kappas_printed_with_the_codes_come_out(shared, lang, kappa):
    lines = (shared / f"gold/trafficking-{lang}.jsonl").read_text("utf-8").splitlines()
    gold = pd.DataFrame([json.loads(line) for line in lines])
    gold = gold[gold["second_coder_relevance"].notna()]
    codes = two_coders(gold["relevance"].to_numpy(), gold["second_coder_relevance"].to_numpy())
    table = agreement(codes).set_index(["scale", "measure"])
    assert round(table["value"]["mention", "kappa"], 2) == kappa
    print(lang, table.loc["mention"].round(3).to_string())


def test_where_all_codes_are_one_nothing_is_measured():
    table = agreement(two_coders([0] * 12, [0] * 12)).set_index(["scale", "measure"])
    assert table["value"]["level", "share"] == 1
    assert table["value"][[("level", "kappa"), ("level", "alpha")]].isna().all()


def test_disagreements_name_the_widest_first():
    codes = two_coders([0, 0, 2, 1] + [0] * 8, [0, 1, 0, 1] + [0] * 8)
    codes.loc[2, "is_borderline"] = True
    table = disagreements(codes)
    assert table["article_id"].tolist() == ["a2", "a1"] and table["steps"].tolist() == [2, 1]
    assert table["is_borderline"].tolist() == [True, False]
    assert table[["ani", "budi"]].to_numpy().tolist() == [[2, 0], [0, 1]]


def test_articles_of_one_coder_do_not_count():
    codes = two_coders([0, 1] * 6, [0, 1] * 6)
    alone = codes.iloc[:1].assign(article_id="alone")
    assert len(both_codes(pd.concat([codes, alone]))) == 12


def test_too_few_are_told_in_words():
    with pytest.raises(InputError, match="one coder only"):
        agreement(two_coders([0] * 12, [0] * 12).query("coder == 'ani'"))
    with pytest.raises(InputError, match="both coded 3 articles; at least 10"):
        agreement(two_coders([0, 1, 2], [0, 1, 2]))
    with pytest.raises(InputError, match="no codes of 'cici'; there are: ani, budi"):
        agreement(two_coders([0] * 12, [0] * 12), coders=("ani", "cici"))
