"""Lexicons: what loads, what warns, what is refused and in what words."""

import os
import warnings

import pandas as pd
import pytest
import yaml

from analysis import words
from analysis.schema import InputError
from analysis.words.entries import digest, parse
from analysis.words.lexicon import FOLDER, lexicon_of, load_lexicon

SMALL = {
    "issue": "eviction",
    "concepts": {
        "act": {
            "role": "core",
            "terms": [{"form": "forced evict*", "lang": "en", "why": "name of the act"}],
        }
    },
}

ONE = "terms: [{form: x, lang: en, why: w}]"


def write(tmp_path, content, name="own.yml"):
    path = tmp_path / name
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def changed(**terms):
    return {
        **SMALL,
        "concepts": {"act": {"terms": [{**SMALL["concepts"]["act"]["terms"][0], **terms}]}},
    }


@pytest.mark.parametrize("issue", words.issues())
def test_every_lexicon_that_ships_loads_without_a_warning_and_gives_a_reason_for_each_term(issue):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lexicon = parse(yaml.safe_load((FOLDER / f"{issue}.yml").read_text("utf-8")), issue)
    assert lexicon.name == issue
    assert all(t.why for t in lexicon.terms)
    assert {t.lang for t in lexicon.terms} == {"id", "ms", "en"}


def test_the_six_issues_are_there():
    assert words.issues() == [
        "corruption",
        "disasters",
        "domestic-violence",
        "narcotics",
        "terrorism",
        "trafficking",
    ]


def test_perdagangan_alone_is_no_term_of_trafficking():
    forms = {t.form.lower() for t in load_lexicon("trafficking").terms}
    assert not forms & {"perdagangan", "perdagangan*", "dagang", "dagang*"}


def test_version_is_a_digest_of_the_content_and_not_of_its_layout(tmp_path):
    a = load_lexicon(write(tmp_path, SMALL, "a.yml"))
    b = load_lexicon(
        write(tmp_path, "# a remark\n" + yaml.safe_dump(SMALL, sort_keys=False), "b.yml")
    )
    other = load_lexicon(write(tmp_path, changed(form="evict*"), "c.yml"))
    assert a.version == b.version == digest(SMALL) != other.version
    assert len(a.version) == 12 and int(a.version, 16) >= 0


def test_version_of_a_known_content():
    # printf '{"issue": "x"}' | sha256sum
    assert digest({"issue": "x"}) == "3013ebaa054c"


def test_an_unknown_issue_lists_those_there_are():
    with pytest.raises(
        InputError, match="no lexicon 'traficking'; there are: corruption, .*trafficking"
    ):
        load_lexicon("traficking")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no `concepts:` in it"),
        ("- a\n- b\n", "no `concepts:` in it"),
        ("issue: x\n", "no `concepts:` in it"),
        ("concepts: {act: {role: core}}", "no terms"),
        ("concepts: [1, 2]", "concepts: write `key: value` lines, not list"),
        ("concepts: {act: {terms: [{form: a", "not valid YAML at line"),
        ("concepts: {act: {terms: [{lang: en, why: w}]}}", "concept act, term 1: no `form`"),
        ("concepts: {act: {terms: [{form: no, lang: en, why: w}]}}", "put it in quotes"),
        ("concepts: {act: {terms: [{form: 2007, lang: en, why: w}]}}", "put it in quotes"),
        ("concepts: {act: {terms: [{form: '*', lang: en, why: w}]}}", "no `form`"),
        ("concepts: {act: {terms: [{form: 'a*', lang: en, why: w}]}}", "after two letters or more"),
        ("concepts: {act: {terms: [{form: 'a*b', lang: en, why: w}]}}", "end of a word"),
        ("concepts: {act: {terms: [{form: x, lang: fr, why: w}]}}", "lang 'fr' is not one of"),
        ("concepts: {act: {role: hub, terms: [{form: x, lang: en, why: w}]}}", "role 'hub'"),
        ("concepts: {act: {terms: [{form: x, lang: en, why: w, avoid: y}]}}", "`avoid` is a list"),
        (
            "concepts: {act: {unless: {film: 3}, terms: [{form: x, lang: en, why: w}]}}",
            "film, which is no concept",
        ),
        (
            "concepts: {act: {terms: [{form: x, lang: en, why: w}]}}\n"
            "rules: [{name: r, anchor: act, near: {gone: 3}, why: w}]",
            "gone, which is no concept",
        ),
        (
            "concepts: {act: {terms: [{form: x, lang: en, why: w}]}}\n"
            "rules: [{name: r, near: {act: 3}, why: w}]",
            "rule 1: no `anchor`",
        ),
        (
            "concepts: {act: {terms: [{form: x, lang: en, why: w}]}}\nmain: {points: many}",
            "main points: give a number",
        ),
        ("!!python/object/apply:os.system ['true']", "not valid YAML"),
    ],
)
def test_a_bad_file_is_refused_with_file_entry_and_remedy(tmp_path, content, says):
    with pytest.raises(InputError, match="own.yml") as error:
        load_lexicon(write(tmp_path, content))
    assert says in str(error.value)


def test_a_file_that_is_not_utf8_says_so(tmp_path):
    path = tmp_path / "own.yml"
    path.write_bytes("issue: caf\xe9".encode("latin-1"))
    with pytest.raises(InputError, match="own.yml: not UTF-8 text .*save the file as UTF-8"):
        load_lexicon(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({**SMALL, "colour": "red"}, "unknown key colour is not used"),
        (changed(weight=3), "term 1: unknown key weight"),
        (changed(why=""), r"term 1 \('forced evict\*'\): no `why`"),
        ({**SMALL, "concepts": {"act": {"terms": SMALL["concepts"]["act"]["terms"] * 2}}}, "twice"),
        (
            {**SMALL, "concepts": {**SMALL["concepts"], "x": {"words": {"en": ["film"]}}}},
            "concept x: no `why`",
        ),
    ],
)
def test_what_is_doubtful_warns_and_still_loads(content, says):
    with pytest.warns(UserWarning, match=says):
        assert parse(content, "own.yml").concepts


def test_a_lexicon_may_be_a_path_and_is_read_again_when_the_file_changes(tmp_path):
    path = write(tmp_path, SMALL)
    first = load_lexicon(path)
    path.write_text(yaml.safe_dump(changed(form="eviction of a village")), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert load_lexicon(str(path)).version != first.version


def test_ten_thousand_terms_and_a_term_of_one_letter_work():
    terms = [{"form": f"word{i} other{i}", "lang": "en", "why": "w"} for i in range(10_000)]
    terms.append({"form": "x", "lang": "en", "why": "w"})
    lexicon = parse({"concepts": {"many": {"terms": terms}}}, "own.yml", default="many")
    articles = pd.DataFrame(
        {"title": ["", "X marks"], "text": ["word77 other77. word78. other78", "xy"]}
    )
    marked = words.mark(articles, lexicon)
    assert marked["is_issue"].tolist() == [True, True]
    assert marked["issue_reason"].tolist() == ["text: word77 other77", "title: x"]


def test_articles_marked_by_a_lexicon_that_has_changed_are_refused(tmp_path):
    path = write(tmp_path, SMALL)
    articles = pd.DataFrame({"title": ["Forced eviction"], "text": [""]})
    marked = words.mark(articles, path).assign(lexicon_version="0" * 12)
    with pytest.raises(InputError, match="mark the articles again"):
        lexicon_of(marked, path)
    with pytest.raises(InputError, match="not marked yet"):
        lexicon_of(articles)
