"""How evenly terms are spread: fixtures, a slow twin, and what a user may ask."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import words
from analysis.schema import InputError
from analysis.words import spread as spreads
from analysis.words.dispersion import occurrences
from analysis.words.match import split
from analysis.words.spread import spread
from analysis.words.tally import tally

MEASURES = ["sd", "cv", "juilland_d", "carroll_d2", "rosengren_s", "dp", "dp_norm", "dp_egbert"]
MEASURES += ["kld", "kld_norm", "burch_da"]


def articles(*texts, **columns):
    table = pd.DataFrame({"title": "", "text": list(texts)}, dtype="str")
    return table.assign(date_precision="day", lang="en", **columns)


@pytest.mark.parametrize(
    ("counts", "sizes", "known"),
    [
        (  # the toy of Gries (2008)
            [1, 2, 3, 4, 5],
            [9, 10, 10, 10, 11],
            {"juilland_d": 0.7852, "carroll_d2": 0.9379, "rosengren_s": 0.9498, "dp": 0.18,
             "dp_norm": 0.2195, "kld": 0.1370},
        ),
        (  # ALLEMAND in the tenths of Lyne (1985)
            [2, 0, 1, 1, 3, 0, 3, 0, 0, 0],
            [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930],
            {"juilland_d": 0.6038797, "carroll_d2": 0.6521444, "rosengren_s": 0.4763652,
             "burch_da": 0.3081641, "dp": 0.49907, "dp_egbert": 1 - 0.44623,
             "kld_norm": 1 - 0.4665078},
        ),
    ],
)  # fmt: skip
def test_measures_equal_the_published_fixtures(counts, sizes, known):
    s = spread(np.array(counts)[:, None], np.array(sizes))
    for name, value in known.items():
        assert getattr(spreads, name)(s)[0] == pytest.approx(value, abs=1e-4), name


def slow(v, sizes):
    """The measures of one term in plain Python, written from the formulas."""
    pairs = [(a, n) for a, n in zip(v, sizes) if n]
    n, f, total = len(pairs), sum(a for a, _ in pairs), sum(size for _, size in pairs)
    t, w = [a / f for a, _ in pairs], [size / total for _, size in pairs]
    rates = [a / size for a, size in pairs]
    mean = sum(rates) / n
    sd = math.sqrt(sum((r - mean) ** 2 for r in rates) / n)
    p = [r / sum(rates) for r in rates]
    dp = sum(abs(a - b) for a, b in zip(t, w)) / 2
    kld = sum(a * math.log2(a / b) for a, b in zip(t, w) if a)
    apart = [abs(a - b) for i, a in enumerate(rates) for b in rates[i + 1 :]]
    several = n > 1
    smallest = min(b for a, b in zip(t, w) if a)
    return {
        "sd": sd,
        "cv": sd / mean,
        "juilland_d": 1 - sd / mean / math.sqrt(n - 1) if several else math.nan,
        "carroll_d2": -sum(x * math.log(x) for x in p if x) / math.log(n) if several else math.nan,
        "rosengren_s": sum(math.sqrt(a * b) for (a, _), b in zip(pairs, w)) ** 2 / f,
        "dp": dp,
        "dp_norm": dp / (1 - min(w)) if several else math.nan,
        "dp_egbert": dp / (1 - smallest) if several else math.nan,
        "kld": kld,
        "kld_norm": kld / (1 + kld),
        "burch_da": 1 - sum(apart) / len(apart) / (2 * mean) if several else math.nan,
    }


PARTS = st.lists(
    st.integers(0, 60).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(PARTS)
def test_measures_equal_a_slow_twin(parts):
    counts, sizes = np.array([p[:2] for p in parts]), np.array([p[2] for p in parts])
    s = spread(counts, sizes)
    for k in (0, 1):
        known = slow(counts[:, k], sizes) if counts[:, k].any() else dict.fromkeys(MEASURES)
        for name in MEASURES:
            value, want = getattr(spreads, name)(s)[k], known[name]
            if want is None or math.isnan(want):
                assert math.isnan(value), name
            else:
                assert value == pytest.approx(want, abs=1e-7), name
    assert spreads.in_parts(s).tolist() == (counts > 0).sum(axis=0).tolist()


def test_sample_and_population_deviation_equal_numpy():
    counts, sizes = np.array([[1], [0], [4]]), np.array([10, 20, 10])
    s, rates = spread(counts, sizes), counts[:, 0] / sizes
    assert spreads.sd(s)[0] == pytest.approx(np.std(rates))
    assert spreads.sd(s, sample=True)[0] == pytest.approx(np.std(rates, ddof=1))
    assert spreads.cv(s, sample=True)[0] == pytest.approx(np.std(rates, ddof=1) / rates.mean())


TEXTS = st.lists(
    st.text(st.characters(codec="utf-8", categories=["Ll", "Lu", "Nd", "Po", "Zs", "Mn"]),
            max_size=30),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_words_are_counted_as_match_splits_them(texts):
    counted = tally(articles(*texts))
    for i, text in enumerate(texts):
        row = counted.counts[[i]].toarray()[0]
        found = {w: n for w, n in zip(counted.words, row) if n}
        want = split(text).words
        assert found == {w: want.count(w) for w in set(want)}
        assert counted.sizes[i] == len(want)


def test_titles_are_counted_and_rows_keep_their_order():
    table = articles("rain", "").assign(title=["Rain", "Sun"])
    counted = tally(table)
    assert counted.words.tolist() == ["rain", "sun"]
    assert counted.counts.toarray().tolist() == [[2, 0], [0, 1]]


PRESS = articles(
    "Human trafficking again, human trafficking.",
    "Rain fell; traffickers fled.",
    "Rain and human error.",
    "Sun.",
    outlet=["A", "A", "B", ""],
    published_on=pd.to_datetime(["2020-01-05", "2020-01-20", "2020-03-02", None]),
)


def test_terms_may_be_phrases_or_cut_and_keep_their_order_though_absent():
    table = words.dispersion(PRESS, ["traffick*", "human trafficking", "flood", "traffick*"])
    assert table["term"].tolist() == ["traffick*", "human trafficking", "flood"]
    assert table["count"].tolist() == [3, 2, 0]
    assert table["in_parts"].tolist() == [2, 1, 0]
    assert (table["parts"] == 4).all()
    absent = table.loc[2, ["dp", "dp_norm", "cv", "kld", "juilland_d"]]
    assert absent.isna().all(), "a term that does not occur has no spread"


def test_parts_are_outlets_or_periods_and_a_month_without_articles_is_no_part():
    by_outlet = words.dispersion(PRESS, "human", "outlet").iloc[0]
    assert (by_outlet["parts"], by_outlet["in_parts"], by_outlet["count"]) == (2, 2, 3)
    by_month = words.dispersion(PRESS, ["rain"], "month").iloc[0]
    assert (by_month["parts"], by_month["in_parts"]) == (2, 2)
    assert by_month["dp"] == pytest.approx(abs(0.5 - 9 / 13)), "9 of 13 dated words in January"


def test_every_word_is_listed_without_terms_and_stop_words_only_when_asked():
    table = words.dispersion(PRESS, min_count=2)
    assert table["term"].tolist() == ["human", "rain", "trafficking"]
    assert "and" in set(words.dispersion(PRESS, min_count=1, stopwords=True)["term"])
    assert words.dispersion(PRESS, min_count=99).empty


def test_public_shows_of_free_words_common_ones_and_those_of_the_lexicons_alone():
    table = words.dispersion(articles("Zebrina spoke of trafficking."), min_count=1, level="public")
    assert table["term"].tolist() == ["spoke", "trafficking"]


def test_occurrences_sum_to_dispersion_and_keep_empty_periods():
    days = pd.to_datetime(["2020-01-05", "2020-01-20", "2020-04-02"])
    press = articles("Hujan deras. Hujan.", "Cerah.", "Hujan lagi dan lagi.", published_on=days)
    table = occurrences(press, ["hujan", "banjir"], "month")
    rain = table[table["term"] == "hujan"]
    assert rain["period_start"].dt.month.tolist() == [1, 2, 3, 4]
    assert rain["count"].tolist() == [2, 0, 0, 1] and rain["articles"].tolist() == [1, 0, 0, 1]
    assert rain["words"].tolist() == [4, 0, 0, 4] and rain["is_gap"].tolist() == [0, 1, 1, 0]
    assert rain["per_million"].tolist()[::3] == [500_000, 250_000]
    assert rain["per_million"].isna().tolist() == rain["is_gap"].tolist()
    whole = words.dispersion(press, ["hujan", "banjir"], "month").set_index("term")
    assert rain["dp_norm"].iloc[0] == pytest.approx(whole.loc["hujan", "dp_norm"])
    assert table[table["term"] == "banjir"]["count"].sum() == 0


def test_occurrences_by_outlet_and_over_articles():
    press = articles("Hujan.", "Cerah.", outlet=["Kabar", "Warta"])
    table = occurrences(press, "hujan", "outlet")
    assert table[["outlet", "count"]].values.tolist() == [["Kabar", 1], ["Warta", 0]]
    with pytest.raises(InputError, match="parts is outlet, day"):
        occurrences(press, "hujan", "article")


def test_order_of_articles_does_not_matter():
    shuffled = PRESS.sample(frac=1, random_state=3)
    for parts in ("article", "outlet", "month"):
        first = words.dispersion(PRESS, parts=parts, min_count=1)
        again = words.dispersion(shuffled, parts=parts, min_count=1)
        pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"parts": "page"}, "parts='page' is not there; choose one of article, outlet"),
        ({"terms": ["!"]}, "give a word or a phrase"),
        ({"min_count": 0}, "min_count=0; give a whole number"),
        ({"level": "secret"}, "level 'secret' is not there"),
        ({"lang": "id"}, "no article in lang='id'; languages there: en"),
    ],
)
def test_bad_options_are_told_in_a_line(options, said):
    with pytest.raises(InputError, match=said) as caught:
        words.dispersion(PRESS, **options)
    assert "\n" not in str(caught.value)


def test_articles_without_words_or_parts_are_told():
    with pytest.raises(InputError, match="hold no word"):
        words.dispersion(articles("", "!"))
    with pytest.raises(InputError, match="hold no word"):
        words.dispersion(PRESS.head(0))
    with pytest.raises(InputError, match="no article tells its outlet"):
        words.dispersion(PRESS.tail(1), parts="outlet")
