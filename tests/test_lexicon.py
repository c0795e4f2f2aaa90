"""Lexicons: what loads, what warns, what is refused and in what words."""

import os
import time
import warnings

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import words
from analysis.schema import InputError
from analysis.words.entries import digest, parse
from analysis.words.lexicon import FOLDER, aspects, issues, lexicon_of, load_lexicon, unused
from analysis.words.lexicon_checks import covered, doubts
from analysis.words.lexicon_yaml import read_yaml
from analysis.words.match import Matcher, split
from analysis.words.morphology import forms_of
from analysis.words.query import find

SMALL = {
    "issue": "eviction",
    "concepts": {
        "act": {
            "role": "core",
            "terms": [{"form": "forced evict*", "lang": "en", "why": "name of the act"}],
        }
    },
}

ASPECTS = ["task-force", "trafficking-actors", "trafficking-forms", "trafficking-law"]


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


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("*.yml")))
def test_every_lexicon_that_ships_loads_without_a_warning_and_gives_a_reason_for_each_term(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lexicon = parse(read_yaml(FOLDER / f"{name}.yml"), name)
    assert [*doubts(lexicon), *covered(lexicon)] == []
    assert lexicon.name == name
    assert all(t.why for c in lexicon.concepts.values() for t in c.terms)
    assert {t.lang for t in lexicon.terms} == {"id", "ms", "en"}


@pytest.mark.parametrize("name", ASPECTS)
def test_every_aspect_has_terms_in_three_languages_an_example_and_a_name_for_readers(name):
    kept = [c for c in load_lexicon(name).concepts.values() if c.role == "core"]
    assert len(kept) >= 6
    for concept in kept:
        assert {t.lang for t in concept.terms} == {"id", "ms", "en"}, concept.name
        assert any(t.example for t in concept.terms), concept.name
        assert set(concept.label) >= {"en", "id"}, concept.name


def test_an_example_holds_its_term():
    wrong = [
        (name, term.form)
        for name in (*issues(), *aspects())
        for concept in load_lexicon(name).concepts.values()
        for term in concept.terms
        if term.example and not Matcher([term.form]).find(split(term.example))
    ]
    assert wrong == []


def test_the_issues_and_their_aspects_are_there():
    assert issues() == [
        "corruption",
        "disasters",
        "domestic-violence",
        "narcotics",
        "terrorism",
        "trafficking",
    ]
    assert aspects() == ASPECTS
    assert aspects("trafficking") == aspects() and aspects("narcotics") == []


def test_rivals_reach_main_subject_by_the_same_points_as_trafficking():
    # levels of two issues compare only if a main subject asks the same of both
    assert len({load_lexicon(name).main for name in issues()}) == 1


def test_the_task_force_has_the_themes_of_the_founding_page():
    assert list(load_lexicon("task-force").concepts) == [
        "prevention",
        "law_enforcement",
        "victim_protection",
        "rehabilitation",
        "repatriation",
        "reintegration",
        "coordination",
        "local_regulation",
    ]


def test_perdagangan_alone_is_no_term_of_trafficking():
    forms = {t.form.lower() for t in load_lexicon("trafficking").terms}
    assert not forms & {"perdagangan", "perdagangan*", "dagang", "dagang*"}


RIVALS = {
    "narcotics": (
        [
            "Polisi menyita dua paket sabu di pelabuhan.",
            "Ia menjalani rehabilitasi sebagai pecandu, sebab dulu memakai putaw dan sakau.",
            "Polis menahan dua lelaki bersama dadah seberat dua kilogram.",
            "Mahkamah menangguhkan kes dadah itu.",
            "Officers seized drugs hidden in a lorry.",
            "The town lost nine people to fentanyl.",
        ],
        [
            "Kapal itu berlayar melintasi Laut Sabu menuju Sabu Raijua.",
            "Anak itu melambaikan tangan sambil berkata dadah kepada neneknya.",
            "Pecandu kopi itu datang tiap pagi.",
            "The patients take three drugs after the clinical trial.",
            "The runner was banned for performance-enhancing drugs.",
            "Terpidana itu dipindahkan ke Lapas Narkotika.",
        ],
    ),
    "corruption": (
        [
            "Bupati itu ditetapkan sebagai tersangka suap.",
            "Pemerintahan yang bersih dan bebas KKN adalah janji mereka.",
            "Pegawai itu terjaring OTT bersama seorang bupati.",
            "Bekas pengarah itu didakwa menerima rasuah.",
            "Corrupt officials took money meant for schools.",
            "He was charged with embezzling from the ministry.",
        ],
        [
            "Ibu itu memberi anaknya suap nasi terakhir.",
            "Pengantin itu suap-suapan kue di pelaminan.",
            "Mahasiswa KKN di desa itu mengajar membaca.",
            "Layanan OTT menayangkan serial itu.",
            "Data corruption made the disk unreadable.",
            "The surgeon used a skin graft.",
        ],
    ),
    "domestic-violence": (
        [
            "Ia melaporkan KDRT ke polres.",
            "Suami aniaya istri karena cemburu.",
            "Perempuan itu dipukuli oleh suaminya sendiri.",
            "Mangsa keganasan rumah tangga boleh menghubungi talian itu.",
            "Dia didera suami selama bertahun-tahun.",
            "A man who stabbed his wife was sentenced.",
        ],
        [
            "Harga kebutuhan rumah tangga naik.",
            "Kiper itu memukul bola keluar lapangan.",
            "Suaminya membeli bahan bakar di kota.",
            "Penyanyi itu memukul gendang bersama suaminya.",
            "Keganasan pasukan itu menggerunkan lawan.",
            "She beat her rival in the final.",
        ],
    ),
    "terrorism": (
        [
            "Densus 88 menangkap terduga teroris.",
            "Ledakan bom di gereja itu disebut sebagai teror.",
            "Kepolisian mencegah radikalisme setelah bom meledak.",
            "Pasukan itu memerangi keganasan selepas letupan bom.",
            "The bombing was claimed by an extremist group.",
            "A suicide bomber struck the market.",
        ],
        [
            "Sejumlah tim takut pada teror lini depan mereka.",
            "Film horor itu penuh teror.",
            "Utang itu ibarat bom waktu.",
            "Dokter menemukan keganasan pada paru pasien.",
            "Penggemar militan itu berkemah demi tiket.",
            "The film was a bomb at the box office.",
        ],
    ),
    "disasters": (
        [
            "Banjir merendam ratusan rumah.",
            "Warga kebanjiran setelah hujan semalam.",
            "Sawah mengalami kekeringan dan petani gagal panen.",
            "Jerebu menutup langit bandar itu.",
            "A storm with strong winds hit the coast.",
            "The quake with a magnitude of six struck at dawn.",
        ],
        [
            "Toko itu banjir promo akhir tahun.",
            "Penjahit itu kebanjiran pesanan.",
            "Kulit kekeringan perlu pelembap.",
            "Jalan di tepi Kanal Banjir Timur dilebarkan.",
            "The party won by a landslide.",
            "The striker ended a goal drought.",
        ],
    ),
}


@pytest.mark.parametrize("issue", RIVALS)
def test_rivals_tell_their_issue_from_names_figures_of_speech_and_other_senses(issue):
    for is_issue, sentences in zip((True, False), RIVALS[issue]):
        articles = pd.DataFrame({"title": "", "text": sentences})
        marked = words.mark(articles, issue)
        wrong = marked[marked["is_issue"] != is_issue]
        assert wrong["text"].tolist() == []


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
        (
            "concepts: {act: {terms: [{form: x, form: y, lang: en, why: w}]}}",
            "line 1: the key 'form' stands twice in one entry",
        ),
        (
            "concepts:\n  act: {terms: [{form: x, lang: en, why: w}]}\n  b: {}\n  act: {}\n",
            "line 4: the key 'act' stands twice in one entry (first on line 2)",
        ),
        ("concepts:\n\tact: {}\n", "line 2, column 1: a tab before the entry"),
        ("concepts: {act: {terms: [{form: *x, lang: en, why: w}]}}", "put the form in quotes"),
        ("a: &a [1]\nconcepts: {act: *a}", "an alias (*name) copies this entry elsewhere"),
        ("[" * 100_000 + "]" * 100_000, "more than 20 lists in one another"),
        ("about: 2001-13-45", "a date that no calendar has"),
        ("about: \x00", "not valid YAML"),
        (
            "concepts: {act: {label: {fr: acte}, terms: [{form: x, lang: en, why: w}]}}",
            "label: lang 'fr' is not one of",
        ),
        (
            "concepts: {act: {terms: [{form: x, lang: en, why: w}]}}\n"
            "rules: [{name: r, anchor: act, near: {act: 3}, concept: gone, why: w}]",
            "gone, which is no concept",
        ),
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


def with_concepts(**concepts):
    return {**SMALL, "concepts": {**SMALL["concepts"], **concepts}}


def term(form, **rest):
    return {"form": form, "lang": "en", "why": "w", **rest}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            with_concepts(film={"role": "helper", "why": "w", "words": {"en": ["film"]}}),
            "concept film: its role is helper, but no rule and no concept names it",
        ),
        (
            with_concepts(sold={"role": "part", "terms": [term("sold")]}),
            "concept sold: its role is part, but no rule and no concept names it",
        ),
        (
            {
                **with_concepts(
                    none={"role": "part"}, inner={"includes": ["none"], "role": "part"}
                ),
                "rules": [{"name": "r", "anchor": "inner", "near": {"act": 3}, "why": "w"}],
            },
            "rule r: it looks for inner, which has no terms",
        ),
        (
            changed(avoid=["forced labour", "human rights"]),
            r"'human rights' shares no word with, and so never voids, 'forced evict\*'",
        ),
        (
            changed(form="forced eviction", avoid=["eviction*"]),
            r"'eviction\*' voids every mention of 'forced eviction'",
        ),
    ],
)
def test_what_can_never_count_warns_when_the_file_is_loaded(tmp_path, content, says):
    with pytest.warns(UserWarning, match=f"own.yml: .*{says}"):
        load_lexicon(write(tmp_path, content))


@pytest.mark.parametrize(
    ("longer", "shorter", "is_covered"),
    [
        ({"form": "forced eviction"}, {"form": "eviction*"}, True),
        ({"form": "mass eviction notice"}, {"form": "eviction"}, True),
        ({"form": "evicted"}, {"form": "evict*"}, True),
        ({"form": "anti-eviction"}, {"form": "eviction"}, True),
        ({"form": "evict* people"}, {"form": "evict"}, False),  # evicts people holds no evict
        ({"form": "mass eviction"}, {"form": "mass-eviction"}, False),
        ({"form": "mass eviction"}, {"form": "eviction", "avoid": ["eviction film"]}, False),
        ({"form": "reviction"}, {"form": "eviction"}, False),
    ],
)
def test_a_term_that_a_shorter_one_always_covers_is_said(longer, shorter, is_covered):
    entries = [{**term(""), **longer}, {**term(""), **shorter}]
    found = list(covered(parse(with_concepts(act={"role": "core", "terms": entries}), "own.yml")))
    assert bool(found) is is_covered
    assert not found or f"which add nothing: {longer['form']}" in found[0]


WORD = st.sampled_from(["raid", "raids", "port", "night"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(WORD, min_size=1, max_size=3).map(" ".join),
    st.lists(WORD, min_size=1, max_size=2).map(" ".join),
    st.lists(WORD, max_size=12).map(" ".join),
)
def test_where_a_covered_term_stands_the_shorter_one_stands_too(longer, shorter, text):
    forms = [longer, f"{shorter}*"]
    lexicon = parse(with_concepts(act={"role": "core", "terms": list(map(term, forms))}), "own.yml")
    hits = {h.which for h in Matcher(forms).find(split(text))}
    if any(f"add nothing: {longer};" in doubt for doubt in covered(lexicon)):
        assert hits != {0}
    else:
        assert not Matcher([forms[1]]).find(split(longer)) or longer == forms[1]


def one_term(**entry):
    entry = {"lang": "en", "why": "w", **entry}
    return with_concepts(act={"role": "core", "terms": [entry]})


def test_all_forms_of_a_word_stand_for_themselves_written_out():
    lexicon = parse(one_term(form="@id(menjual anak)", lang="id", avoid=["anak ayam"]), "own.yml")
    forms = {t.form for t in lexicon.terms}
    assert {"menjual anak", "dijual anak", "penjualan anak"} <= forms
    assert forms == set(forms_of("menjual anak"))
    assert {t.written for t in lexicon.terms} == {"@id(menjual anak)"}
    assert all(t.avoid == ("anak ayam",) for t in lexicon.terms)
    assert [*doubts(lexicon), *covered(lexicon)] == []


def test_the_version_of_a_lexicon_changes_with_the_forms_that_a_term_stands_for():
    content = one_term(form="@id(menjual anak)", lang="id")
    written = one_term(form="menjual anak", lang="id")
    assert parse(content, "a.yml").version == parse(content, "b.yml").version
    assert parse(content, "a.yml").version not in (digest(content), digest(written))
    assert parse(written, "a.yml").version == digest(written)


def test_a_form_written_by_hand_keeps_its_own_reason():
    entries = [{"form": "@id(menjual anak)", "lang": "id", "why": "all"}, term("dijual anak")]
    lexicon = parse(with_concepts(act={"role": "core", "terms": entries}), "own.yml")
    assert [t.why for t in lexicon.terms if t.form == "dijual anak"] == ["w"]


def test_a_query_may_stand_in_place_of_a_form():
    lexicon = parse(
        with_concepts(
            act={
                "role": "core",
                "unless": {"film": 6},
                "terms": [
                    {
                        "query": '"modern slavery" OR traffick* w/3 (human OR persons)',
                        "lang": "en",
                        "why": "w",
                    }
                ],
            },
            film={"role": "helper", "why": "plots", "words": {"en": ["film"]}},
        ),
        "own.yml",
    )
    texts = [
        "The trafficking of persons.",
        "Human lives and then a long road to trafficking.",
        "Modern slavery today.",
        "Trafficking of persons in a film.",
    ]
    marked = words.mark(pd.DataFrame({"title": "", "text": texts}), lexicon)
    assert marked["is_issue"].tolist() == [True, False, True, False]
    assert marked["issue_reason"][0].endswith("(traffick* + persons)")
    assert [t.form for t in lexicon.terms] == ["modern slavery"]


WORDS = st.lists(st.sampled_from(["traffic", "trafficked", "human", "persons", "of"]), max_size=9)


@settings(max_examples=100, deadline=None)
@given(WORDS.map(" ".join), st.integers(1, 4))
def test_a_query_as_a_term_marks_what_the_query_finds(text, distance):
    asked = f"traffic* w/{distance} (human OR persons)"
    articles = pd.DataFrame({"title": [""], "text": [text]})
    marked = words.mark(articles, parse(one_term(query=asked), "own.yml"))
    assert marked["is_issue"].tolist() == [len(find(articles, asked)) == 1]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"query": "a AND b"}, "term 1: .*AND, NOT and fields are for whole articles"),
        ({"query": "/x+/"}, "a term takes words, OR and w/n"),
        ({"query": "raid pre/3 port"}, "a term takes words, OR and w/n"),
        ({"query": "raid w/3 (port w/2 night)"}, "w/n within w/n is no term"),
        ({"query": "(raid"}, "term 1: .*is not closed"),
        ({"query": 3}, "`query` is a text in quotes"),
        ({"query": "raid", "form": "raid"}, "a `form` or a `query`, not both"),
        ({"query": "raid w/3 port", "avoid": ["raid film"]}, "without `avoid`; write a rule"),
        ({"form": "@fr(vendre)"}, "term 1: lang 'fr'"),
        ({"form": "jual @id anak"}, r"write all forms of a word as @id\(word\)"),
    ],
)
def test_a_query_that_is_no_term_is_refused_with_the_remedy(entry, says):
    with pytest.raises(InputError, match=f"own.yml: concept act.*{says}"):
        parse(one_term(**entry), "own.yml")


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


def test_a_file_of_ten_thousand_terms_loads_within_two_seconds(tmp_path):
    lines = [f"  - {{form: word{i} other{i}, lang: en, why: w}}" for i in range(10_000)]
    path = write(tmp_path, "\n".join(["concepts:", " act:", "  terms:", *lines]))
    begin = time.process_time()
    assert len(load_lexicon(path).terms) == 10_000
    assert time.process_time() - begin < 2


def test_unused_names_the_terms_that_occur_nowhere_in_a_corpus():
    lexicon = parse(
        with_concepts(
            act={"role": "core", "terms": [term("forced evict*"), term("razed"), term("slum")]},
            film={"role": "helper", "why": "plots", "words": {"en": ["film"], "id": ["sinetron"]}},
        ),
        "own.yml",
    )
    articles = pd.DataFrame(
        {"title": ["Forced evictions", ""], "text": ["", "A film about slums. Raz ed."]}
    )
    assert unused(lexicon, articles).to_dict("records") == [
        {"concept": "act", "term": "razed", "lang": "en", "why": "w"},
        {"concept": "act", "term": "slum", "lang": "en", "why": "w"},
        {"concept": "film", "term": "sinetron", "lang": "id", "why": "plots"},
    ]
    assert len(unused(lexicon, articles.iloc[:0])) == 5
    with pytest.raises(InputError, match="no column text"):
        unused(lexicon, articles[["title"]])


def test_unused_agrees_with_one_matcher_over_every_article(marked_press):
    forms = [t.form for c in load_lexicon("narcotics").concepts.values() for t in c.terms]
    matcher = Matcher(forms)
    met = {
        forms[hit.which]
        for column in ("title", "text")
        for passage in marked_press[column]
        for hit in matcher.find(split(passage))
    }
    assert met and set(unused("narcotics", marked_press)["term"]) == set(forms) - met


def test_articles_marked_by_a_lexicon_that_has_changed_are_refused(tmp_path):
    path = write(tmp_path, SMALL)
    articles = pd.DataFrame({"title": ["Forced eviction"], "text": [""]})
    marked = words.mark(articles, path).assign(lexicon_version="0" * 12)
    with pytest.raises(InputError, match="mark the articles again"):
        lexicon_of(marked, path)
    with pytest.raises(InputError, match="not marked yet"):
        lexicon_of(articles)
