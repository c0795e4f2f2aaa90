"""Queries: how they are read, what their errors say, how they are explained."""

import pickle
import time

import pandas as pd
import pytest

from analysis.schema import InputError
from analysis.words import morphology, query
from analysis.words.query_tree import show
from analysis.words.vocabulary import vocabulary

GULATI = "(traffic!) w/3 (human or persons or women or girls or children or sex! or labor!)"
INSIDER = '@id(perdagangan orang) NEAR/10 (korban OR tersangka) NOT "perdagangan orang dalam"'


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            GULATI,
            "(traffic! w/3 (human OR persons OR women OR girls OR children OR sex! OR labor!))",
        ),
        (
            INSIDER,
            '((@id(perdagangan orang) w/10 (korban OR tersangka)) NOT "perdagangan orang dalam")',
        ),
        ("human trafficking", '"human trafficking"'),
        ("“human  trafficking” AND anti–traffick!", '("human trafficking" AND anti-traffick!)'),
        ("a b or c d not e", '("a b" OR ("c d" NOT e))'),
        ("a OR b AND c", "(a OR (b AND c))"),
        ("a AND b NOT c w/2 d", "(a AND b NOT (c w/2 d))"),
        ("a AND NOT b", "(a NOT b)"),
        ("NOT a AND b", "(b NOT a)"),
        ('"a b" c (d)', '("a b" AND c AND d)'),
        ("a w/2 b pre/3 c", "((a w/2 b) pre/3 c)"),
        ("a NEAR/2 b near5 c W/1 d", "(((a w/2 b) w/5 c) w/1 d)"),
        ('"a b"~5', "(a w/5 b)"),
        ('"or" OR "AND"', '("or" OR "AND")'),
        ("title:(a b) outlet:kompas", '(title:"a b" AND outlet:kompas)'),
        ("TITLE:“a b” lang:(id OR ms)", '(title:"a b" AND lang:(id OR ms))'),
        (r"/a\/b+/ w/2 c", r"(/a\/b+/ w/2 c)"),
        ("((((a))))", "a"),
        ("not-for-profit\nOR jum'at OR u.s", "(not-for-profit OR jum'at OR u.s)"),
        ("\ufeffa\u200b OR\u00a0b", "(a OR b)"),
    ],
)
def test_a_query_is_read_with_these_parentheses(text, read):
    assert show(query.parse(text).tree) == read


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 1, "empty"),
        ("  ", 1, "empty"),
        ("()", 1, "empty"),
        ("(a", 1, "not closed"),
        ("a OR (b", 6, "not closed"),
        ("a)", 2, "closes nothing"),
        (")", 1, "closes nothing"),
        ("a AND", 3, "missing after `AND`"),
        ("a AND OR b", 7, 'missing before `OR`; to find the word itself write "OR"'),
        ("or", 1, "missing before"),
        ("a w/3", 3, "missing after `w/3`"),
        ("w/3 a", 1, "missing before `w/3`"),
        ("a w/ b", 3, "no number; write within how many words, such as w/3"),
        ("a NEAR b", 3, "such as NEAR/10"),
        ("a NEAR/ b", 3, "such as NEAR/3"),
        ("a w/0 b", 3, "from 1 to 255"),
        ("a w/256 b", 3, "from 1 to 255"),
        ("a w/x b", 3, "from 1 to 255"),
        ("a w/" + "9" * 5000 + " b", 3, "from 1 to 255"),
        ("a w/s b", 3, "w/15 for a sentence"),
        ("(a AND b) w/3 c", 1, "write it twice"),
        ("c w/3 (a NOT b)", 7, "write it twice"),
        ("c w/3 (a OR (b d AND e))", 7, "write it twice"),
        ("title:a w/3 b", 1, "title:(a w/3 b)"),
        ("NOT a", 1, "NOT alone"),
        ("a OR NOT b", 6, "NOT alone"),
        ("judul:a", 1, "title:, outlet:, lang:, place:"),
        ("title:", 1, "missing after `title:`"),
        ("title:human trafficking", 13, 'title:"human trafficking"'),
        ("title:(a lang:id)", 10, "close that field first"),
        ("lang:indonesian", 1, "id, ms, en, und"),
        ("@en(a)", 1, "@id(...) and @ms(...)"),
        ("@id", 1, "such as @id(perdagangan orang)"),
        ("@id()", 1, "such as @id(perdagangan orang)"),
        ("@id(orang", 1, "such as @id(perdagangan orang)"),
        ("@id(a OR (b))", 1, "words alone"),
        ("*", 1, "at the end of a word"),
        ("a OR *ing", 6, "at the end of a word"),
        ("wom*n", 4, "at the end of a word"),
        ("aa**", 3, "at the end of a word"),
        ('"traffick * persons"', 11, "at the end of a word"),
        ("a!", 2, "two letters or more"),
        ('"in a*"', 6, "two letters or more"),
        ("wom?n", 4, "with OR"),
        ('a OR "b', 6, "quote is not closed"),
        ('""', 2, "no word"),
        ("a OR /b", 6, "not closed"),
        ("//", 2, "empty"),
        ("/a/i", 1, "nothing after the last /"),
        ("km/jam/", 3, "in quotes"),
        ("/x*/", 2, "also matches nothing"),
        (r"/\b/", 2, "also matches nothing"),
        ("/^|a/", 2, "also matches nothing"),
        ("/ab(?=c)/", 4, "look-ahead"),
        (r"/(a)\1/", 5, "back-references"),
        ("/a[/", 3, "unclosed"),
        (r"/(\w{900}){900}/", 2, "too large"),
        ("headline(a)", 1, "title:(...)"),
        ("a, b", 2, "write OR"),
        ("-a", 1, "write NOT"),
        ("a || b", 3, "write OR"),
        ("'a b'", 1, "double quotes"),
        ("‘a b’", 1, "double quotes"),
        ('"a b c"~5', 8, "a w/5 b w/5 c"),
        ("a ~5", 3, "after two words in quotes"),
        ("~5", 1, "after two words in quotes"),
        ("a \x00 b", 3, "invisible"),
        ("(" * 5000 + "a" + ")" * 5000, 26, "parentheses inside one another"),
        ("(" * 5000, 26, "parentheses inside one another"),
        (" w/3 ".join(["aa"] * 5000), 74, "in a row"),
    ],
)
def test_an_error_shows_the_place_and_the_remedy(text, at, says):
    with pytest.raises(InputError) as caught:
        query.parse(text)
    message = str(caught.value)
    head, shown, pointer = message.split("\n")
    assert head.startswith(f"query, character {at}: ") and says in head
    place = pointer.index("^") - 2
    line = text.replace("\x00", "\ufffd")
    assert shown[2:][place : place + 1].strip() == line[at - 1 : at].strip()
    assert len(shown) < 90


def test_other_things_are_no_query():
    with pytest.raises(InputError, match="not int"):
        query.parse(5)
    with pytest.raises(InputError, match="600,000 characters"):
        query.parse("x" * 600_000)
    with pytest.raises(InputError, match="lang 'ms'"):
        query.explain("a", lang="ms")
    with pytest.raises(InputError, match="character 1"):
        query.parse("\ud800")


def test_ten_thousand_terms_are_read_and_found_quickly():
    text = " OR ".join(f'"kata{i} frasa{i}"' for i in range(10_000))
    began = time.process_time()
    read = query.parse(text)
    assert time.process_time() - began < 2
    assert len(read.forms) == 10_000
    assert query.spans("x kata7 frasa7", read) == [(2, 14, "kata7 frasa7")]
    began = time.process_time()
    for _ in range(200):
        query.spans("x kata7 frasa7 " * 10, read)
    assert time.process_time() - began < 1
    assert "and 9,988 more" in query.explain(read)


def test_the_version_follows_the_meaning_and_not_the_typing():
    same = [
        "human trafficking OR tppo",
        "“Human trafficking” or (TPPO)",
        "(human  trafficking) OR tppo",
    ]
    assert len({query.parse(text).version for text in same}) == 1
    others = [
        "a OR b",
        "a AND b",
        "a NOT b",
        "a w/2 b",
        "a w/3 b",
        "a pre/2 b",
        "title:a",
        "place:a",
    ]
    others += ["outlet:a", "a", "a b", "/a/", "aa*", "(a AND b) NOT c", "a AND b AND c", "a b c"]
    versions = {query.parse(text).version for text in others}
    assert len(versions) == len(others)
    assert all(len(v) == 12 and int(v, 16) >= 0 for v in versions)


def test_a_pattern_keeps_its_quotes_and_dashes():
    assert query.parse("/“\\w+”|a–b/").tree.pattern == "“\\w+”|a–b"
    assert query.spans("kata “baik” a–b a-b", "/“\\w+”|a–b/") == [
        (6, 10, "/“\\w+”|a–b/"),
        (12, 15, "/“\\w+”|a–b/"),
    ]


def test_a_word_that_means_much_alone_warns():
    with pytest.warns(UserWarning, match="'perdagangan' alone"):
        query.parse("@id(perdagangan)")


def test_a_query_hashes_and_pickles():
    read = query.parse(INSIDER)
    assert pickle.loads(pickle.dumps(read)) == read
    assert len({read, query.parse(INSIDER)}) == 1
    assert query.parse(read) is read


def test_explain_says_what_was_understood():
    told = query.explain(GULATI)
    assert told.splitlines()[:5] == [
        "Read as: traffic! w/3 (human OR persons OR women OR girls OR children OR sex! OR labor!)",
        "Matches an article that has (title or text, unless a field is named):",
        "  within 3 words of each other, in any order:",
        '    any word that begins with "traffic"',
        '    any of: "human", "persons", "women", "girls", "children", '
        'any word that begins with "sex", any word that begins with "labor"',
    ]
    told = query.explain(INSIDER)
    number = len(query.parse(INSIDER).forms) - 3
    assert f'any of {number} forms of "perdagangan orang" (perdagangan orang, ' in told
    assert '  and none of:\n    the phrase "perdagangan orang dalam"' in told
    told = query.explain(r"title:(x pre/1 /y\d/) place:(aa! bb OR c) lang:id outlet:z", lang="id")
    for line in ("dalam judul:", "paling jauh 1 kata sebelum", r"pola /y\d/", "bahasanya:"):
        assert line in told
    assert 'frasa "aa! bb" (akhiran apa pun' in told
    assert "Read as" not in told


def test_explain_has_a_rule_only_where_it_bears():
    assert query.explain("orang").splitlines()[-1] == "- Capital and small letters are the same."
    assert "side by side are one phrase" in query.explain("human trafficking")
    assert "joined by AND" in query.explain('"a b" c')


def test_all_forms_can_be_limited_to_those_that_occur():
    seen = pd.DataFrame({"title": ["perdagangan orang"], "text": ["Perdagangan orangnya."]})
    limited = query.parse("@id(perdagangan orang)", vocabulary=vocabulary(seen))
    assert set(limited.forms) == {"perdagangan orang", "perdagangan orangnya"}
    assert limited.version != query.parse("@id(perdagangan orang)").version


def test_forms_that_cannot_be_made_are_told_with_their_place(monkeypatch):
    def too_many(word, *, lang):
        raise InputError("too many forms")

    monkeypatch.setattr(morphology, "forms_of", too_many)
    with pytest.raises(InputError, match="character 6: too many forms"):
        query.parse("a OR @ms(orang)")


def test_a_term_of_a_lexicon_is_no_search_of_whole_articles():
    for text in ("a AND b", "a NOT b", "title:a", "(a AND b) OR c"):
        with pytest.raises(InputError, match="term of a lexicon; write w/n"):
            query.as_term(text)
