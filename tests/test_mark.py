"""Marks: what counts and what does not, by sentences of our own in three languages.

`data/relevance_cases.csv`: short articles written for this test after the codebook, before the
rules met them; each part after the first was written after a mending. When they first met the
rules, precision and recall at level 1 were .92 and .65 (first, rules of before), .83 and .51
(second), 1.00 and .88 (third), 1.00 and .75 (fourth), 1.00 and .81 (sixth), .79 and .57 (seventh),
.92 and .52 (eighth), .80 and .36 (ninth); of the fifth, hard negatives alone, 6 of 43 were marked.
The last three mostly tell of cases without any name of the crime, in other words than the rules
knew. Those say more of new articles, whose words are often harder here than in the press, than the
figures after mending, which the floors hold. `padding` is the number of neutral words that go
before the text.
"""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import words
from analysis.schema import InputError, check
from analysis.words.accuracy import accuracy
from analysis.words.hits import tools
from analysis.words.weigh import weigh

CASES = Path(__file__).parent / "data/relevance_cases.csv"
NEUTRAL = {
    "id": "Rapat itu juga membahas jalan, sawah, pasar dan jadwal sekolah pada tahun depan. ",
    "ms": "Mesyuarat itu turut membincangkan jalan raya, sawah, pasar dan jadual sekolah. ",
    "en": "The meeting also dealt with roads, rice fields, markets and school hours next year. ",
}
EVIDENCE = [
    "Satgas TPPO memeriksa dua agen. ",
    "Polis menyelamatkan mangsa pemerdagangan orang. ",
    "They were charged with human trafficking. ",
    "Ia menjual dua gadis di bawah umur kepada pria hidung belang. ",
    "Workers were held in a scam compound and forced to work. ",
]
# lowest (precision, recall) at level 1, and F1 at level 2, of the cases in a language
CASE_FLOOR = {"id": (0.99, 0.97, 0.97), "ms": (0.99, 0.99, 0.98), "en": (0.99, 0.94, 0.95)}

MAIN = [
    ("Dua remaja jadi korban perdagangan orang", "Keduanya ditemukan polisi."),
    ("20 WNI disekap di Myanmar, dipaksa jadi scammer", "Mereka dijanjikan gaji besar."),
    ("Polisi tangkap mucikari", "Ia menjual dua gadis di bawah umur kepada pria hidung belang."),
    ("Gugus Tugas TPPO dibentuk", "Pemerintah daerah membentuk gugus tugas."),
    ("Polis selamat 12 wanita", "Mangsa pemerdagangan orang itu dipaksa melacur oleh sindiket."),
    ("Terperangkap di Kemboja", "30 rakyat Malaysia dikurung sindiket scam dan didera."),
    ("Majikan didakwa kes buruh paksa", "Dia didakwa mengeksploitasi amah."),
    ("Human traffickers jailed", "The judge spoke of cruelty."),
    ("Hundreds freed", "250 people were freed from a scam centre in Myanmar, officials said."),
    ("Man jailed for pimping", "He forced two 15-year-old girls to work as prostitutes."),
    ("Crew sue owner", "They were lured onto fishing vessels, unpaid, in forced labor."),
]
MENTIONED = [
    (
        "Menteri buka rapat",
        "Ia membahas sawah. " * 40 + "Juga disebut perdagangan orang.",
    ),
    ("Ministers meet", "They spoke of roads and rice. " * 30 + "Human trafficking came up."),
    ("Menteri bermesyuarat", "Mereka bincang jalan. " * 30 + "Pemerdagangan manusia disebut."),
]
NOT = [
    ("Perdagangan saham lesu", "Nilai perdagangan turun. OJK usut perdagangan orang dalam."),
    ("BKSDA sita satwa", "Perdagangan orang utan masih terjadi."),
    ("Nelayan ditangkap", "Ia menyelundupkan imigran; kasus penyelundupan migran."),
    ("PATI ditahan", "Kes disiasat mengikut Seksyen 26J ATIPSOM kerana menyeludup migran."),
    ("Prostitusi online digerebek", "Polisi membawa mucikari dan dua PSK dewasa."),
    ("Film baru tayang", "Film itu tentang korban perdagangan manusia, kata sutradara film itu."),
    ("Drug traffickers arrested", "Heroin was found; women and children were in the house."),
    ("Art trafficking", "The trafficking of antiquities and looted art grows."),
    ("Wildlife", "Trafficking of ivory and pangolins threatens species."),
    ("Land scandal", "He was convicted of influence trafficking over land."),
    ("Museum", "It tells of slavery in the 18th century and of abolition."),
    ("Speech", "A speech that trafficked in fear."),
    ("Judi online", "Warga terjebak judi online; korban penipuan online rugi."),
    ("Buruh turun ke jalan", "RUU itu dinilai buruh melahirkan perbudakan modern."),
    ("Migrants rescued", "Smugglers had put them on a boat; all are safe."),
    ("Perdagangan", "Perdagangan perdagangan perdagangan."),
]


def marked(rows):
    return words.mark(pd.DataFrame(rows, columns=["title", "text"]))


@pytest.mark.parametrize(("rows", "level"), [(MAIN, 2), (MENTIONED, 1), (NOT, 0)])
def test_levels_follow_the_definition(rows, level):
    table = marked(rows)
    wrong = table[table["issue_level"] != level]
    assert wrong.empty, wrong[["title", "issue_level", "issue_reason"]].to_string()


def cases():
    table = pd.read_csv(CASES, keep_default_na=False)
    for row in table.itertuples():
        neutral = NEUTRAL[row.lang]
        table.loc[row.Index, "text"] = neutral * -(-row.padding // len(neutral.split())) + row.text
    return table


@pytest.mark.parametrize("lang", ["id", "ms", "en"])
def test_cases_after_the_codebook_are_told_apart(lang):
    table = cases()
    table = words.mark(table[table["lang"] == lang])
    found = accuracy(table["relevance"] >= 1, table["issue_level"] >= 1)
    main = accuracy(table["relevance"] >= 2, table["issue_level"] >= 2)
    print(
        f"{lang}: {len(table)} cases, precision {found['precision']:.3f}, recall "
        f"{found['recall']:.3f}, main subject F1 {main['f1']:.3f}"
    )
    wrong = table[table["relevance"] != table["issue_level"]]
    reached = (found["precision"], found["recall"], main["f1"])
    assert all(a >= b for a, b in zip(reached, CASE_FLOOR[lang])), wrong[
        ["form", "title", "relevance", "issue_level", "issue_reason"]
    ].to_string()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([*NEUTRAL.values(), *EVIDENCE]), max_size=12),
    st.sampled_from(EVIDENCE),
)
def test_more_evidence_never_lowers_the_score(sentences, further):
    kit = tools(words.load_lexicon("trafficking"))
    text = "".join(sentences)
    less, more = weigh("", text, kit), weigh("", text + further, kit)
    assert more.score > less.score and more.level >= 1
    assert weigh(further, text, kit).score > less.score


def test_a_title_is_read_with_the_text_that_follows():
    table = marked(
        [
            ("Remaja 16 tahun diselamatkan dari hotel", "Mucikari ditangkap polisi."),
            ("Fishermen held for years", "They were beaten, and never paid."),
            ("Film baru tayang pekan ini", "Kisahnya tentang korban perdagangan orang."),
        ]
    )
    assert table["issue_level"].tolist() == [2, 2, 0]


def test_furniture_that_was_left_in_the_text_never_counts():
    rest = "Petani panen raya.\nBaca juga: Sindikat Perdagangan Orang Dibongkar\nStok melimpah."
    table = marked([("Harga cabai turun", rest), ("Baca juga: korban perdagangan orang", "")])
    assert table["issue_level"].tolist() == [0, 2]  # a headline is never furniture


def test_length_tells_a_main_subject_from_a_mention():
    mention, policy = EVIDENCE[0], (EVIDENCE[0] + NEUTRAL["id"] * 6)
    long = NEUTRAL["id"] * 40
    table = marked([("", long + mention), ("", policy * 8), ("Korban TPPO", long), ("", mention)])
    assert table["issue_level"].tolist() == [1, 2, 2, 2]


def test_one_mention_is_the_main_subject_only_where_title_or_brevity_say_so():
    mention, rest = EVIDENCE[1], NEUTRAL["ms"] * 5
    table = marked(
        [
            ("Menteri melawat pasar", mention + rest),
            ("30 mangsa dikurung di kilang", mention + rest),  # tells of it in other words
            ("Menteri melawat pasar", mention),
            ("Menteri melawat pasar", mention + rest + mention),
        ]
    )
    assert table["issue_level"].tolist() == [1, 2, 2, 2]


def test_a_name_in_a_list_of_crimes_is_a_mention_and_a_charge_is_not():
    table = marked(
        [
            ("Ministers meet", "They spoke of drugs, terrorism and human trafficking."),
            ("Couple in court", "They were charged with money laundering and human trafficking."),
        ]
    )
    assert table["issue_level"].tolist() == [1, 2]


def test_the_same_word_in_title_and_text_is_no_second_sign():
    table = marked(
        [
            ("Pekerja dikurung", "Seorang pekerja dikurung di gudang sampai pagi."),
            ("Pekerja dikurung", "Seorang pekerja dikurung dan tidak digaji."),
        ]
    )
    assert table["issue_level"].tolist() == [0, 2]


def test_marks_are_a_new_table_with_every_column_typed():
    articles = pd.DataFrame(MAIN + NOT, columns=["title", "text"])
    before = articles.copy(deep=True)
    table = words.mark(articles)
    check(table, "marks")
    pd.testing.assert_frame_equal(articles, before)
    assert (table["is_issue"] == (table["issue_level"] >= 1)).all()
    assert set(table["issue"]) == {"trafficking"}
    assert set(table["lexicon_version"]) == {words.load_lexicon("trafficking").version}


def test_every_mark_has_a_reason_in_terms_and_never_in_words_of_the_article():
    table = marked([(f"{t} Zebrina", f"{x} Zebrina Quux") for t, x in MAIN + MENTIONED + NOT])
    assert (table.loc[table["is_issue"], "issue_reason"] != "").all()
    assert not table["issue_reason"].str.contains("zebrina|quux", case=False).any()


def test_what_spoke_against_is_told():
    table = marked([("", "OJK usut perdagangan orang dalam."), ("", "Film perdagangan orang.")])
    assert table["issue_reason"].tolist() == [
        "not counted: perdagangan orang beside perdagangan orang dalam",
        "not counted: perdagangan orang beside film (fiction)",
    ]


def test_index_and_order_are_kept_and_missing_text_is_read_as_none():
    articles = pd.DataFrame(
        {"title": ["Human trafficking", None], "text": [None, "nothing"]}, index=[7, 3]
    )
    table = words.mark(articles)
    assert table.index.tolist() == [7, 3]
    assert table["issue_level"].tolist() == [2, 0]


def test_an_empty_corpus_is_marked_with_typed_columns():
    empty = pd.DataFrame({"title": [], "text": [], "article_id": []}, dtype="str")
    check(words.mark(empty), "marks")
    check(words.mentions(empty), "mentions")


def test_a_table_without_text_is_refused():
    with pytest.raises(InputError, match="no column text"):
        words.mark(pd.DataFrame({"title": ["a"]}))


def test_mentions_say_where_each_term_stands_and_which_are_avoided():
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "title": ["Perdagangan Orang", "x"],
            "text": ["Kasus TPPO.", "OJK: perdagangan orang dalam"],
        }
    )
    table = check(words.mentions(articles), "mentions")
    rows = table[["article_id", "term", "surface", "position", "in_title", "is_avoided"]]
    assert rows.values.tolist() == [
        ["a", "perdagangan orang", "Perdagangan Orang", 0, True, False],
        ["a", "TPPO", "TPPO", 6, False, False],
        ["b", "perdagangan orang", "perdagangan orang", 5, False, True],
    ]


@pytest.mark.parametrize(
    ("issue", "text"),
    [
        ("narcotics", "Polisi sita sabu-sabu."),
        ("corruption", "KPK menangkap bupati."),
        ("domestic-violence", "Kasus KDRT naik."),
        ("terrorism", "Densus 88 bergerak."),
        ("disasters", "Gempa bumi mengguncang."),
    ],
)
def test_rival_issues_are_marked_by_their_terms(issue, text):
    articles = pd.DataFrame({"title": ["", ""], "text": [text, "Harga cabai naik."]})
    assert words.mark(articles, issue)["is_issue"].tolist() == [True, False]
