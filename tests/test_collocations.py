"""What stands beside the terms, and the measures behind it."""

import pandas as pd
import pytest
import scipy.stats

from analysis import words
from analysis.schema import InputError
from analysis.words.association import chi2, g2, g2_two_cells, pmi


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


def test_a_term_inside_a_longer_one_is_no_pair():
    table = words.collocations(marked(["Human trafficking."] * 5))
    assert table.empty


def test_internal_holds_free_words_beside_the_terms_without_stop_words():
    table = words.collocations(marked(TEXTS), level="internal")
    assert "zebrina" in set(table["word"])
    assert "and" not in set(table["word"])
    row = table[(table["term"] == "human traffick*") & (table["word"] == "zebrina")].iloc[0]
    assert row["count"] == 5


def test_rare_pairs_are_left_out_and_levels_are_checked():
    assert words.collocations(marked(TEXTS), fewest=5).empty
    with pytest.raises(InputError, match="level 'team'"):
        words.collocations(marked(TEXTS), level="team")


@pytest.mark.parametrize("level", ["public", "internal"])
def test_no_article_on_the_issue_gives_an_empty_table(level):
    table = words.collocations(marked(["Rain."]), level=level)
    assert table.empty
    assert "log_likelihood" in table.columns
