"""A pattern that a user typed: found as Python finds it, refused in words, never a hang."""

import json
import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import search
from analysis.schema import InputError


def _articles(texts):
    return pd.DataFrame({"title": ["judul"] * len(texts), "text": texts}, dtype="str")


@given(
    st.lists(st.text("abc ", max_size=12), min_size=1, max_size=8),
    st.sampled_from(["a+b", "^a", "c$", "a.b", "(ab|ca)+", "[ab]{2,3}c", "A"]),
)
def test_finds_what_python_finds(texts, pattern):
    found = search(_articles(texts), pattern)["text"].tolist()
    assert found == [t for t in texts if re.search(pattern, t, re.IGNORECASE)]


def test_case_and_fields_can_be_chosen():
    articles = _articles(["Perdagangan orang", "perdagangan orang"])
    assert len(search(articles, "Perdagangan", case=True)) == 1
    assert len(search(articles, "judul", fields=("text",))) == 0


@pytest.mark.parametrize("pattern", ["[", "(?P<n>", "\\", "(?<!a)b", "(?=a)", "x" * 2_000])
def test_a_pattern_that_is_none_is_refused_in_words(pattern):
    with pytest.raises(InputError, match="pattern"):
        search(_articles(["aaa"]), pattern)


def test_no_pattern_takes_long(shared):
    texts = _articles(["a" * 30_000 + "!", "x" * 30_000, "y"])
    for pattern in json.loads((shared / "hostile/redos_queries.json").read_text()):
        begun = time.monotonic()
        try:
            search(texts, pattern)
        except InputError as error:
            assert "pattern" in str(error)
        assert time.monotonic() - begun < 2
