"""Numbers, dates and sentences in two languages."""

import re
import string
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import numbers
from analysis.schema import InputError

FILES = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in numbers.STRINGS]
SECTIONS = {name: forms for file in FILES for name, forms in file.items()}
ALL = [(key, forms) for section in SECTIONS.values() for key, forms in section.items()]


def plain(written: str) -> str:
    return written.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("share", "english", "indonesian"),
    [
        (0.0123, "1.2 %", "1,2 %"),
        (0.45, "45 %", "45 %"),
        (0.0, "0 %", "0 %"),
        (1.0, "100 %", "100 %"),
        (0.0996, "10 %", "10 %"),
        (0.00012, "0.012 %", "0,012 %"),
        (float("nan"), "–", "–"),
    ],
)
def test_percent_has_two_figures(share, english, indonesian):
    assert plain(numbers.percent(share)) == english
    assert plain(numbers.percent(share, "id")) == indonesian


def test_small_shares_are_written_per_10000():
    assert numbers.rate(0.00033) == "3.3 per 10,000"
    assert numbers.rate(0.00033, "id") == "3,3 per 10.000"
    assert plain(numbers.rate(0.00033, like=0.02)) == "0.033 %", "the unit of what it stands beside"
    assert plain(numbers.rate(0.0)) == "0 %"


def test_counts_and_dates():
    assert (numbers.count(1234567), numbers.count(1234567, "id")) == ("1,234,567", "1.234.567")
    assert numbers.date(date(2017, 10, 26), "id") == "26 Oktober 2017"
    assert numbers.period(date(2017, 10, 1), "quarter", "id") == "triwulan 4 2017"
    assert numbers.period_short(date(2017, 5, 1), "month", "id") == "Mei 2017"
    assert numbers.period(date(2017, 1, 1), "year") == "2017"


@given(st.integers(min_value=0, max_value=10**12))
def test_a_count_keeps_its_digits(number):
    for lang in ("en", "id"):
        assert int(re.sub(r"\D", "", numbers.count(number, lang))) == number


def test_one_takes_the_form_for_one():
    assert numbers.text("articles", n=1, number="1") == "1 article"
    assert numbers.text("articles", n=2, number="2") == "2 articles"
    assert numbers.text("articles", "id", n=1, number="1") == "1 artikel"


def test_values_are_never_read_as_fields():
    said = numbers.text("caption_source", source="{0.__class__} $x$")
    assert said == "Source: {0.__class__} $x$."


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="de"):
        numbers.percent(0.5, "de")


@pytest.mark.parametrize(("key", "forms"), ALL, ids=[key for key, _ in ALL])
def test_both_languages_say_the_same(key, forms):
    assert set(forms) == {"en", "id"}, "each sentence in both languages"
    if isinstance(forms["en"], list):
        assert len(forms["en"]) == len(forms["id"])
    else:
        assert fields(forms["en"]) == fields(forms["id"])


def test_no_key_stands_in_two_sections():
    keys = [key for key, _ in ALL]
    assert len(keys) == len(set(keys))


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
