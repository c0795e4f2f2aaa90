"""What stands beside the terms, and the measures behind it."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from nltk.metrics import BigramAssocMeasures

from analysis import words
from analysis.schema import InputError
from analysis.words.association import chi2, g2, g2_two_cells, pmi
from analysis.words.collocations import MEASURES
from analysis.words.match import split


def marked(texts):
    return words.mark(pd.DataFrame({"title": "", "text": texts}))


TEXTS = ["Human trafficking and forced labor. Zebrina wept."] * 4 + [
    "Human trafficking. Zebrina wept.",
    "Forced labor again.",
    "Debt bondage is modern slavery.",
]


def test_measures_equal_the_fixtures():
    # keyness toy and 2x2 table of quanteda.textstats: 7 of 10 against 2 of 9
    d1, d2 = [3, 2, 6, 1, 1, 1, 1, 2], [2, 1, 2, 4, 1, 1, 0, 1]
    whole = {"a": (0, 0.0048), "c": (2, 1.2742), "d": (3, 3.7794), "g": (6, 1.0933)}
    two = {"a": (0, 0.0039), "c": (2, 0.9412), "d": (3, 3.1233), "g": (6, 1.0682)}
    for i, value in whole.values():
        assert g2(d1[i], d1[i] + d2[i], sum(d1), sum(d1 + d2)) == pytest.approx(value, abs=1e-4)
    for i, value in two.values():
        assert g2_two_cells(d1[i], d2[i], sum(d1), sum(d2)) == pytest.approx(value, abs=1e-4)
    assert g2(7, 9, 10, 19) == pytest.approx(4.53494, abs=1e-5)
    assert chi2(7, 9, 10, 19) == pytest.approx(4.33716, abs=1e-5)
    naturals = {"a": (0, 0.0233), "c": (2, 0.2464), "d": (3, -1.0754), "g": (6, 0.5341)}
    for i, value in naturals.values():
        bits = pmi(d1[i], d1[i] + d2[i], sum(d1), sum(d1 + d2))
        assert bits * 0.6931472 == pytest.approx(value, abs=1e-4)


def test_g2_equals_scipy():
    table = [[12, 5], [9, 31]]
    independent = scipy.stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert g2(12, 17, 21, 57) == pytest.approx(independent.statistic)


def test_public_holds_pairs_of_lexicon_terms_and_no_other_word():
    table = words.collocations(marked(TEXTS))
    forms = {t.form for t in words.load_lexicon("trafficking").terms}
    assert set(table["term"]) | set(table["other_term"]) <= forms
    first = table.iloc[0]
    assert {first["term"], first["other_term"]} == {"human traffick*", "forced labor"}
    assert (first["articles"], first["sentences"]) == (4, 4)
    assert {first["term_articles"], first["other_articles"]} == {5}
    assert first["log_likelihood"] == pytest.approx(g2(4, 5, 5, 7))
    assert first["expected"] == pytest.approx(25 / 7)
    assert table.attrs["total_articles"] == 7


def test_every_measure_of_a_pair_equals_a_table_worked_out_apart():
    first = words.collocations(marked(TEXTS)).iloc[0]
    cells = np.array([[4, 1], [1, 1]])
    assert first["chi2"] == pytest.approx(scipy.stats.chi2_contingency(cells, False).statistic)
    assert first["pmi"] == pytest.approx(np.log2(4 * 7 / 25))
    assert first["t_score"] == pytest.approx((4 - 25 / 7) / 2, abs=1e-4)
    assert first["dice"] == pytest.approx(8 / 10) and first["jaccard"] == pytest.approx(4 / 6)
    nltk = BigramAssocMeasures.likelihood_ratio(4, (5, 5), 7)
    assert first["log_likelihood"] == pytest.approx(nltk, abs=1e-6)
    p = scipy.stats.chi2.sf(first["log_likelihood"], 1)
    assert first["q_value"] == pytest.approx(p), "one pair is tested"


def test_a_term_inside_a_longer_one_is_no_pair():
    table = words.collocations(marked(["Human trafficking."] * 5))
    assert table.empty


def test_internal_holds_free_words_beside_the_terms_without_stop_words():
    table = words.collocations(marked(TEXTS), level="internal")
    assert "zebrina" in set(table["word"])
    assert "and" not in set(table["word"])
    row = table[(table["term"] == "human traffick*") & (table["word"] == "zebrina")].iloc[0]
    assert row["count"] == 5 and row["articles"] == 5


def test_free_words_are_counted_in_the_window_against_all_words():
    """Slow twin: each place within the window of a hit counts once, the hits themselves never."""
    texts = ["Buruh kapal dan perdagangan orang, kata buruh. Perdagangan orang di kapal buruh."] * 3
    for window in (1, 2, 5):
        table = words.collocations(marked(texts), level="internal", window=window, min_count=1)
        rows = table[table["term"] == "perdagangan orang"].set_index("word")
        read = split(texts[0]).words
        starts = [i for i, word in enumerate(read) if word == "perdagangan"]
        hits = {place for i in starts for place in (i, i + 1)}
        near = {
            k for i in starts for k in range(max(i - window, 0), min(i + window + 2, len(read)))
        }
        places = sorted(near - hits)
        for word in {"buruh", "kapal"} & {read[i] for i in places}:
            count = sum(read[i] == word for i in places)
            assert rows.loc[word, "count"] == 3 * count
            assert rows.loc[word, "around"] == 3 * len(places)
            assert rows.loc[word, "word_count"] == 3 * read.count(word)
            table_of = (3 * count, 3 * len(places), 3 * read.count(word), 3 * len(read))
            assert rows.loc[word, "log_likelihood"] == pytest.approx(g2(*table_of))


def test_words_at_public_are_common_ones_and_the_others_are_counted():
    texts = [f"Human trafficking: victims cry. Zebrina wept in room {i}." for i in range(40)]
    texts += ["Rain fell on the quiet old town and its harbour. Human trafficking."] * 40
    internal = words.collocations(marked(texts), level="internal")
    public = words.collocations(marked(texts), beside="words")
    assert {"zebrina", "victims"} <= set(internal["word"])
    assert "victims" in set(public["word"]) and "zebrina" not in set(public["word"])
    hidden = internal[~internal["word"].isin(public["word"])]
    assert public.attrs["not_shown"] == (hidden["q_value"] < 0.05).sum() >= 1


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("beside", ["terms", "words"])
def test_the_measure_asked_for_orders_the_rows(measure, beside):
    table = words.collocations(
        marked(TEXTS), level="internal", beside=beside, measure=measure, min_count=1
    )
    assert len(table) and table[measure].is_monotonic_decreasing


def test_rare_pairs_are_left_out():
    assert words.collocations(marked(TEXTS), min_count=5).empty


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": "secret"}, "level 'secret'"),
        ({"beside": "all"}, "beside='all'; use 'terms' or 'words'"),
        ({"measure": "luck"}, "measure 'luck' is not there; use log_likelihood"),
        ({"window": 0}, "window=0; give a whole number"),
        ({"min_count": 0}, "min_count=0; give a whole number"),
    ],
)
def test_bad_options_are_told(options, said):
    with pytest.raises(InputError, match=said):
        words.collocations(marked(TEXTS), **options)


@pytest.mark.parametrize("level", ["public", "team", "internal"])
@pytest.mark.parametrize("beside", ["terms", "words"])
def test_no_article_on_the_issue_gives_an_empty_table(level, beside):
    table = words.collocations(marked(["Rain."]), level=level, beside=beside)
    assert table.empty
    assert "log_likelihood" in table.columns and "q_value" in table.columns
