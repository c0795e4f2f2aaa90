"""What is drawn for coding: known chances, no picks among what is drawn, the same draw again."""

import numpy as np
import pandas as pd
import pytest

from analysis import words
from analysis.schema import InputError
from analysis.words import coded, sampling

KINDS = {  # title, text, articles
    "main": ("Korban perdagangan orang dipulangkan", "Polisi menyelamatkan korban TPPO.", 12),
    "near": ("Bursa lesu", "OJK mengusut perdagangan orang dalam di bursa itu.", 240),
    "rest": ("Harga beras naik", "Panen tertunda karena hujan di beberapa daerah.", 900),
}


@pytest.fixture(scope="module")
def marked() -> pd.DataFrame:
    rows = [
        {"title": f"{title} {kind} {n}", "text": text, "kind": kind}
        for kind, (title, text, number) in KINDS.items()
        for n in range(number)
    ]
    table = pd.DataFrame(rows)
    table["article_id"] = [f"a{i}" for i in range(len(table))]
    table["lang"] = "id"
    table["published_on"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(
        np.arange(len(table)) * 7 % 365, unit="D"
    )
    return words.mark(table)


def code_all(drawn: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    for row in drawn.to_dict("records"):
        table = coded.add(
            coded.empty() if table is None else table, row["article_id"], 0, "ani", drawn=row
        )
    return table


def test_strata_follow_what_the_rules_made_of_an_article(marked):
    found = sampling.strata(marked)
    assert (found[marked["kind"] == "main"] == "main id").all()
    assert (found[marked["kind"] == "near"] == "near id").all()
    assert (found[marked["kind"] == "rest"] == "rest id").all()


def test_a_rare_language_joins_the_commonest(marked):
    mixed = marked.assign(lang=["en" if i < 5 else "id" for i in range(len(marked))])
    assert set(sampling.strata(mixed)) == {"main id", "near id", "rest id"}
    half = marked.assign(lang=["en" if i % 2 else "id" for i in range(len(marked))])
    assert "rest en" in set(sampling.strata(half))


def test_a_draw_knows_its_chances_and_is_the_same_again(marked):
    drawn = sampling.next_to_code(marked, coded.empty(), n=60, seed=3)
    assert len(drawn) == 60 and drawn["article_id"].is_unique and drawn["is_drawn"].all()
    chance = drawn.groupby(["stratum", "stratum_size"])["probability"].agg(["first", "size"])
    sizes = chance.index.get_level_values("stratum_size")
    assert np.allclose(chance["first"], chance["size"] / sizes)
    assert chance.loc[("main id", 12), "size"] == 12, "a small stratum is drawn as a whole"
    pd.testing.assert_frame_equal(drawn, sampling.next_to_code(marked, coded.empty(), n=60, seed=3))
    other = sampling.next_to_code(marked, coded.empty(), n=60, seed=4)
    assert set(other["article_id"]) != set(drawn["article_id"])


def test_every_article_that_may_be_drawn_has_the_same_chance(marked):
    near = marked[marked["kind"] != "main"]
    counts = pd.Series(0, index=near["article_id"])
    for seed in range(40):
        counts[sampling.next_to_code(near, coded.empty(), n=60, seed=seed)["article_id"]] += 1
    stratum = sampling.strata(near).set_axis(near["article_id"])
    kept = counts[stratum == "near id"][lambda c: c > 0]
    assert len(kept) == 120, "half of a large stratum is kept for drawing"
    # draws of k in 120 places: a binomial count; 4.5 deviations cover 120 of them
    mean = kept.mean()
    assert (kept - mean).abs().max() < 4.5 * np.sqrt(mean * (1 - mean / 120))


def test_the_next_draw_goes_on_where_the_last_ended(marked):
    first = sampling.next_to_code(marked, coded.empty(), n=30)
    codes = code_all(first)
    second = sampling.next_to_code(marked, codes, n=30)
    assert not set(first["article_id"]) & set(second["article_id"])
    both = pd.concat([first, second]).groupby("stratum").size()
    last = second.groupby("stratum")[["probability", "stratum_size"]].first()
    assert np.allclose(last["probability"], both[last.index] / last["stratum_size"])


def test_days_are_spread_over_the_whole_span(marked):
    drawn = sampling.next_to_code(marked, coded.empty(), n=90)
    rest = marked.set_index("article_id").loc[drawn["article_id"][drawn["stratum"] == "rest id"]]
    quarters = rest["published_on"].dt.quarter.value_counts()
    assert quarters.max() - quarters.min() <= 3 and len(quarters) == 4


def test_no_more_is_drawn_than_there_is(marked):
    few = marked[marked["kind"] == "main"]
    assert len(sampling.next_to_code(few, coded.empty(), n=60)) == 12
    codes = code_all(sampling.next_to_code(few, coded.empty(), n=60))
    assert sampling.next_to_code(few, codes, n=5).empty
    assert sampling.next_to_code(marked.iloc[:0], coded.empty(), n=5).empty


def test_a_model_picks_outside_of_what_may_be_drawn(marked, monkeypatch):
    from analysis.words import learning

    def doubtful(_, articles):  # unsure of the articles whose number ends in 7 alone
        ends = articles["article_id"].str.endswith("7").to_numpy()
        return pd.DataFrame({"issue_probability": np.where(ends, 0.5, 0.01)}, index=articles.index)

    monkeypatch.setattr(learning, "predict", doubtful)
    picks = sampling.next_to_code(marked, coded.empty(), object(), n=40)
    picked = picks[~picks["is_drawn"]]
    assert len(picked) == 20 and picked["probability"].isna().all()
    assert picked["article_id"].str.endswith("7").all()
    ever = set()
    for seed in range(12):
        ever |= set(sampling.next_to_code(marked, coded.empty(), n=60, seed=seed)["article_id"])
    assert not ever & set(picked["article_id"])
    # picks that were coded change nothing in the chances of what is drawn next
    after = sampling.next_to_code(marked, code_all(picked), n=40)
    assert after.equals(sampling.next_to_code(marked, coded.empty(), n=40))


def test_bad_input_is_told_in_words(marked):
    with pytest.raises(InputError, match="n=0; give the number of articles"):
        sampling.next_to_code(marked, coded.empty(), n=0)
    with pytest.raises(InputError, match="words.mark"):
        sampling.next_to_code(marked.drop(columns="issue_level"), coded.empty(), n=5)
    old = marked.assign(lexicon_version="0123456789ab")
    with pytest.raises(InputError, match="mark the articles again"):
        sampling.next_to_code(old, coded.empty(), n=5)
