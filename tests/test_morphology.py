"""Which forms of an Indonesian or Malay word keep its sense: a list made by hand, and the rules."""

import hashlib
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from analysis.corpus.files import parse_yaml
from analysis.schema import InputError
from analysis.words import morphology, stems
from analysis.words.affixes import DERIVATIONS, liquid, meet, readings, roots, surfaces
from analysis.words.families import analyse, family
from analysis.words.lexicon import load_lexicon
from analysis.words.match import split
from analysis.words.morphology import expand, expansions, forms_of
from analysis.words.vocabulary import vocabulary

LIST = Path(__file__).parent / "data/morphology_forms.csv"
"""Forms written by hand from the language, before the rules (tuned) and after (held_out, malay)."""
LIST_SHA256 = "a0cb2f460b8dbdda9a6f8d9005d76a7d775407c37d6ebf946311ca83f34364ed"


@pytest.fixture(scope="module")
def forms():
    return pd.read_csv(LIST, dtype={"is_form": bool})


def known(*surfaces, proper=(), count=1):
    names = [s in proper for s in surfaces]
    return pd.DataFrame({"surface": list(surfaces), "count": count, "is_proper": names})


def quiet(term, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return forms_of(term, **options)


def precision_recall(said, truth):
    hits = (said & truth).sum()
    return hits / said.sum(), hits / truth.sum()


# ------------------------------------------------------------------------ the list made by hand


def test_the_list_is_the_one_that_was_scored(forms):
    assert hashlib.sha256(LIST.read_bytes()).hexdigest() == LIST_SHA256
    sizes = forms.groupby("part").size()
    assert sizes["tuned"] >= 300
    assert sizes["held_out"] >= 100
    assert forms["word"].nunique() >= 40


@pytest.mark.parametrize("part", ["tuned", "held_out", "malay"])
def test_precision_and_recall_on_the_list(forms, part):
    chosen, lang = forms[forms["part"] == part], "ms" if part == "malay" else "id"
    truth = chosen["is_form"]
    generated = {word: set(quiet(word, lang=lang)) for word in chosen["word"].unique()}
    said = pd.Series([s in generated[w] for w, s in zip(chosen["word"], chosen["surface"])])
    precision, recall = precision_recall(said.to_numpy(), truth.to_numpy())
    assert precision >= 0.98
    assert recall >= 0.98


def test_precision_and_recall_among_all_the_words_of_the_list(forms):
    forms = forms[forms["part"] != "malay"]
    held = known(*sorted(set(forms["surface"]) | set(forms["word"])))
    table = expand(forms["word"].unique(), held)
    listed = set(zip(forms["word"][forms["is_form"]], forms["surface"][forms["is_form"]]))
    told = set(zip(forms["word"], forms["surface"]))
    kept = table[~table["is_vetoed"]]
    met = set(zip(kept["term"], kept["surface"])) & told
    assert len(met & listed) / len(met) >= 0.98
    assert len(met & listed) / len(listed) >= 0.98


def test_stems_alone_would_not_do(forms):
    same = [stems.stem(s) == analyse(w).root for w, s in zip(forms["word"], forms["surface"])]
    precision, _ = precision_recall(pd.Series(same), forms["is_form"])
    assert precision < 0.7


# ------------------------------------------------------------------------------ sounds at the seam


@pytest.mark.parametrize(
    ("root", "made"),
    # one root for each first sound, after the table of Sneddon et al. 2010
    {
        "tipu": "menipu", "paksa": "memaksa", "kirim": "mengirim", "sekap": "menyekap",
        "protes": "memprotes", "transfer": "mentransfer", "kritik": "mengkritik",
        "sponsor": "mensponsor", "bawa": "membawa", "fitnah": "memfitnah", "vonis": "memvonis",
        "culik": "menculik", "dengar": "mendengar", "jual": "menjual", "ziarah": "menziarah",
        "gali": "menggali", "hukum": "menghukum", "khayal": "mengkhayal", "syukur": "mensyukur",
        "ambil": "mengambil", "ekspor": "mengekspor", "impor": "mengimpor", "obat": "mengobat",
        "urus": "mengurus", "lapor": "melapor", "masak": "memasak", "nanti": "menanti",
        "nyanyi": "menyanyi", "rekrut": "merekrut", "wakil": "mewakil", "yakin": "meyakin",
        "bom": "mengebom", "tes": "mengetes",
    }.items(),
)  # fmt: skip
def test_the_nasal_of_me(root, made):
    assert meet("me", root)[0] == made
    assert meet("pe", root)[0] == "p" + made[1:]


def test_liquids_fall_before_r_and_in_kerja():
    assert liquid("ber", "ajar") == ("belajar",)
    assert liquid("ber", "kerja")[0] == "bekerja"
    assert liquid("per", "kerja")[0] == "pekerja"
    assert liquid("ter", "rekrut") == ("terekrut",)
    assert liquid("ber", "dagang") == ("berdagang",)
    assert "mengkonsumsi" in surfaces("konsumsi", "verb", keeps=True)
    assert "mengkonsumsi" not in surfaces("konsumsi", "verb")


ROOTS = sorted(r for r in stems.dictionary() if r.isascii() and r.isalpha() and len(r) > 3)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ROOTS), st.sampled_from(DERIVATIONS))
def test_what_a_root_makes_leads_back_to_it(root, derivation):
    for surface in surfaces(root, derivation):
        assert root in roots(surface, {root})
        assert (derivation, surface) in {r[:2] for r in readings(surface, root)}
        assert root in roots(surface + "nya", {root})


def test_pysastrawi_finds_the_same_roots():
    # its own rules of the same affixes, as a twin; it errs by itself in some (test below)
    twin = StemmerFactory().create_stemmer()
    verbs = [r for r, made in stems.rules().verbs.items() if "verb" in made]
    made = [(r, s) for r in verbs for s in surfaces(r, "verb") | surfaces(r, "action")]
    agreed = sum(twin.stem(surface) == root for root, surface in made)
    assert len(made) > 1000
    assert agreed / len(made) > 0.9


# ------------------------------------------------------------------------------------------- stems


@pytest.mark.parametrize(
    ("word", "root"),
    {
        "penyelidikan": "selidik", "penyidikan": "sidik", "penyidik": "sidik", "bali": "bali",
        "relawan": "relawan", "memasuki": "masuk", "berikan": "beri", "pelaku": "laku",
        "penyelidikannya": "selidik", "perdagangan": "dagang", "pemerdagangan": "dagang",
        "memperdagangkannya": "dagang", "diperbudak": "budak", "penampungan": "tampung",
        "mempekerjakan": "kerja", "menikah": "nikah", "kerusakan": "rusak", "dijual": "jual",
        "pengesahan": "sah", "mengunjungi": "kunjung", "mengurung": "kurung", "anak-anak": "anak",
        "mengurungkan": "urung", "keberangkatan": "berangkat", "memberdayakan": "daya",
        "mengiming-imingi": "iming-iming", "kanak-kanak": "kanak-kanak", "2019": "2019",
        "pmi": "pmi", "covid19": "covid19", "menyandera": "sandera", "xyzzy": "xyzzy",
    }.items(),
)  # fmt: skip
def test_stems(word, root):
    assert stems.stem(word) == root


def test_the_rules_name_roots_that_are_there():
    rules, roots_known = stems.rules(), stems.dictionary()
    assert set(rules.verbs) <= roots_known
    assert set(rules.per_verbs) <= roots_known
    assert not set(rules.roots_added) & set(rules.roots_dropped)
    targets = {root for word, root in rules.stems.items() if root != word}
    assert targets <= roots_known
    named = {derivation for made in rules.verbs.values() for derivation in made}
    assert named <= set(DERIVATIONS)


def test_every_group_of_rules_says_why():
    content = parse_yaml(stems.RULES.read_text("utf-8"))
    groups = [g for value in content.values() if isinstance(value, list) for g in value]
    groups = [g for g in groups if isinstance(g, dict)]
    assert len(groups) > 10
    assert all(len(g["why"]) > 10 for g in groups)


def test_a_group_without_a_reason_is_refused():
    with pytest.raises(InputError, match="vetoes: a group of words has no `why`"):
        stems._reasons([{"words": ["terpaksa"]}], "vetoes")


NAMES = [
    "bali", "bekasi", "kediri", "pekalongan", "merangin", "tarakan", "pemalang", "berau",
    "penajam", "serang", "sanggau", "dagang", "relawan", "kirana", "susilo", "mulyani", "rahayu",
]  # fmt: skip


def test_no_proper_noun_is_touched(tmp_path):
    held = known(*NAMES, "perdagangan", proper=NAMES)
    table = stems.stem_table(held, folder=tmp_path)
    is_name = held["is_proper"]
    assert (table["stem"] == table["surface"])[is_name].all()
    twin = StemmerFactory().create_stemmer()
    assert sum(twin.stem(name) != name for name in NAMES) >= 8  # what would have been touched


def test_the_stem_table_is_kept_for_the_same_vocabulary(tmp_path, monkeypatch):
    held = known("perdagangan", "dijual")
    first = stems.stem_table(held, folder=tmp_path)
    assert first["stem"].tolist() == ["dagang", "jual"]
    monkeypatch.setattr(stems, "stem", lambda word: "read from the file instead")
    pd.testing.assert_frame_equal(first, stems.stem_table(held, folder=tmp_path))
    monkeypatch.undo()
    [path] = tmp_path.glob("stems-*.parquet")
    path.write_bytes(b"spoilt")
    pd.testing.assert_frame_equal(first, stems.stem_table(held, folder=tmp_path))
    stems.stem_table(known("perdagangan", "dijual", proper=["dijual"]), folder=tmp_path)
    assert len(list(tmp_path.glob("stems-*.parquet"))) == 2


# ------------------------------------------------------------------------------------------- forms


def test_a_trader_is_no_trafficker():
    phrases = forms_of("perdagangan orang")
    assert phrases[0] == "perdagangan orang"
    assert {"memperdagangkan orang", "diperdagangkan orang-orang"} <= set(phrases)
    alone = quiet("perdagangan")
    for near in ("pedagang", "dagangan", "berdagang", "dagang"):
        assert near not in alone
        assert not any(near in phrase.split() for phrase in phrases)


def test_perdagangan_alone_warns_and_comes_in_by_no_other_word():
    with pytest.warns(UserWarning, match="'perdagangan' alone is trade in goods; write a phrase"):
        forms_of("perdagangan")
    assert morphology.caution("Perdagangan ")
    assert morphology.caution("penyekapan") == ""
    [row] = expand(["perdagangan"], known("perdagangan")).to_dict("records")
    assert row["why"].startswith("is trade in goods")
    assert not row["is_vetoed"]
    for word in ("diperdagangkan", "memperdagangkan", "pemerdagangan"):
        assert "perdagangan" not in quiet(word)
        assert "perdagangannya" not in quiet(word, lang="ms")


def test_malay_has_its_own_noun_of_trafficking():
    malay = quiet("pemerdagangan", lang="ms")
    assert {"pemerdagangan", "pemerdagangannya", "diperdagangkan"} <= set(malay)
    assert "pemerdagangan manusia" in forms_of("memperdagangkan manusia", lang="ms")
    assert "perdagangan manusia" in forms_of("memperdagangkan manusia", lang="id")
    assert "kanak-kanaknya" in forms_of("kanak-kanak", lang="ms")
    assert set(forms_of("mangsa", lang="ms")) >= {"mangsa", "mangsanya", "mangsa-mangsa"}


def test_what_is_given_stays_as_it_is():
    assert forms_of("Bali") == ("bali",)
    assert forms_of("PMI") == ("pmi",)
    assert forms_of("UU 21/2007") == ("uu 21/2007",)
    assert forms_of("pelacur*") == ("pelacur*",)
    assert set(forms_of("menjual anaknya")) >= {"menjual anaknya", "dijual anakku"}
    assert "menjual anak" not in forms_of("menjual anaknya")


def test_every_form_says_how_it_was_made():
    made = {f.surface: f for f in family("memperdagangkan")}
    assert made["diperdagangkannya"].pattern == "di- passive with per- -kan + -nya"
    assert {f.root for f in made.values()} == {"dagang"}
    forced = {f.surface: f.why for f in family("memaksa")}
    assert forced["dipaksa"] == ""
    assert "had no choice" in forced["terpaksa"]
    assert not {"terpaksa", "terpaksanya"} & set(forms_of("memaksa"))
    assert {"menariknya", "menarik"} & set(forms_of("menarik")) == {"menarik"}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ROOTS), st.sampled_from(morphology.LANGS))
def test_forms_are_lower_case_once_each_and_begin_with_the_word(root, lang):
    found = quiet(root, lang=lang)
    assert found[0] == root
    assert len(set(found)) == len(found)
    assert all(form == form.lower() and " " not in form for form in found)


@pytest.mark.parametrize(
    ("term", "lang", "said"),
    [
        ("jual", "en", "lang 'en' has no morphology here; it is one of id, ms"),
        ("  ", "id", "no word to expand"),
        ("menjual menipu memaksa menangkap", "id", "join them with NEAR"),
    ],
)
def test_what_cannot_be_expanded_is_refused(term, lang, said):
    with pytest.raises(InputError, match=said):
        forms_of(term, lang=lang)


# -------------------------------------------------------------------------------------- vocabulary


def news(*texts, title=""):
    return pd.DataFrame({"title": title, "text": list(texts)}, dtype="str")


def test_a_name_is_known_by_its_capital_within_a_sentence():
    table = vocabulary(
        news(
            "Polisi menahan Dagang di Bali. Pedagang di Bali menolak.\nKorban Perdagangan Orang",
            "Menteri Perdagangan hadir; menurut dia, perdagangan di pasar naik. (Korban pulang.)",
            "TINDAK PIDANA PERDAGANGAN ORANG\nSatgas TPPO memeriksa korban di rumah Sari.",
            title="Polisi Tangkap Pelaku di Rumah",
        )
    ).set_index("surface")
    names = set(table.index[table["is_proper"]])
    assert {"dagang", "bali", "tppo", "sari"} <= names
    # within a line of capitals, at the start of a line, sentence or bracket, in a title
    assert not {"pedagang", "korban", "polisi", "pidana", "tindak", "tangkap", "rumah"} & names
    assert table.loc["perdagangan", "count"] == 4
    assert not table.loc["perdagangan", "is_proper"]


PIECES = ["anak", "Anak-anak,", "Bali.", "\u00c92", "_x", "\u0130\u2011", "\u00df\n", "jual-beli"]
TEXT = st.lists(st.sampled_from(PIECES))


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT.map(" ".join), min_size=1, max_size=3))
def test_counts_equal_those_of_the_matcher(texts):
    expected = pd.Series([w for text in texts for w in split(text).words], dtype="str")
    table = vocabulary(news(*texts))
    single = table[~table["surface"].str.contains("-")]
    assert dict(zip(single["surface"], single["count"])) == expected.value_counts().to_dict()


def test_a_hyphenated_word_is_counted_beside_its_parts():
    table = vocabulary(news("Anak-anak dan anak.")).set_index("surface")
    assert table["count"].to_dict() == {"anak": 3, "anak-anak": 1, "dan": 1}


def test_no_article_gives_an_empty_vocabulary():
    table = vocabulary(news())
    assert list(table.columns) == ["surface", "count", "is_proper"]
    assert table.empty
    assert expand(["menjual"], table)["count"].tolist() == [0]


# --------------------------------------------------------------------------------------- expansion


def test_an_expansion_is_a_table_to_read():
    held = known("menyekap", "disekap", "penyekapannya", "penyekap", "sikap", count=3)
    table = expand(["menyekap"], held)
    assert list(table.columns) == list(morphology.COLUMNS)
    assert table["surface"].tolist() == ["disekap", "menyekap", "penyekapannya"]
    assert table["pattern"].tolist() == ["di- passive", "the word itself", "peN-an noun + -nya"]
    assert set(table["stem"]) == {"sekap"}
    assert table["count"].tolist() == [3, 3, 3]
    assert not table["is_vetoed"].any()


def test_names_and_other_roots_stay_in_the_table_as_vetoed():
    held = known("tawan", "menawannya", "mengurung", "mengurungkan", proper=["tawan"])
    table = expand(["menawannya", "mengurung", "tawan"], held).set_index(["term", "surface"])
    assert table.loc[("mengurung", "mengurungkan"), "why"].endswith("form of urung")
    assert table["is_vetoed"].eq(table["why"] != "").all()
    assert not table.loc[("tawan", "tawan"), "is_vetoed"]  # as written: the user means it
    named = expand(["menculik"], known("menculik", "diculik", "culik", proper=["culik"]))
    assert named.set_index("surface").loc["culik", "why"] == "mostly a name in this corpus"


def test_a_user_vetoes_by_list_or_file(tmp_path):
    held = known("jual", "bayi", "bayinya", "terjual")
    path = tmp_path / "veto.txt"
    path.write_text("Terjual  # sold goods\n\njual bayinya\n", "utf-8")
    for veto in (["terjual", "jual  bayinya"], path):
        table = expand(["jual bayi"], held, veto=veto).set_index("surface")
        vetoed = set(table.index[table["is_vetoed"]])
        assert vetoed == {"jual bayinya", "terjual bayi", "terjual bayinya"}
        assert set(table.loc[list(vetoed), "why"]) == {"vetoed by the user"}
        assert table["count"].isna().all()
    with pytest.raises(InputError, match="no such file of vetoed forms"):
        expand(["jual"], held, veto=tmp_path / "absent.txt")
    with pytest.raises(InputError, match="give a list of forms"):
        expand(["jual"], held, veto="terjual")


def test_an_expansion_needs_a_vocabulary():
    with pytest.raises(InputError, match="no column count, is_proper"):
        expand(["jual"], pd.DataFrame({"surface": ["jual"]}))


def test_a_cut_word_shows_what_it_takes_in():
    held = known("pelacur", "pelacuran", "pelacurita", "lacur", proper=["pelacurita"])
    table = expand(["pelacur*"], held).set_index("surface")
    assert table["is_vetoed"].to_dict() == {
        "pelacur": False, "pelacuran": False, "pelacurita": True,
    }  # fmt: skip
    assert expand(["zzz*"], held)["count"].tolist() == [0]


def test_the_expansions_of_a_lexicon_are_counted_in_the_articles(tmp_path):
    path = tmp_path / "sale.yml"
    path.write_text(
        "concepts:\n  sale:\n    terms:\n"
        "      - {form: perdagangan orang, lang: id, why: name of the crime}\n"
        "      - {form: menyekap, lang: id, why: means}\n"
        "      - {form: pemerdagangan orang, lang: ms, why: name of the crime}\n"
        "      - {form: human trafficking, lang: en, why: name of the crime}\n",
        "utf-8",
    )
    articles = news(
        "Dia memperdagangkan orang dan menyekap mereka. Orang itu disekap. Mereka disekap.",
        "Harga di perdagangan, orang bilang, naik. Perdagangan  orang dilarang.",
    )
    table = expansions(load_lexicon(path), articles)
    counts = {(t, s): n for t, s, n in zip(table["term"], table["surface"], table["count"])}
    assert counts == {
        ("perdagangan orang", "perdagangan orang"): 1,
        ("perdagangan orang", "memperdagangkan orang"): 1,
        ("menyekap", "disekap"): 2,
        ("menyekap", "menyekap"): 1,
        ("pemerdagangan orang", "pemerdagangan orang"): 0,
        ("pemerdagangan orang", "memperdagangkan orang"): 1,
    }
    assert expansions(load_lexicon(path), articles.iloc[:0])["count"].sum() == 0


def test_a_year_of_news_touches_no_name(shared):
    part = pd.read_csv(shared / "corpora/click-id-raw/kapanlagi.csv", dtype="str").fillna("")
    body = next(c for c in part.columns if c in ("text", "content", "body"))
    articles = pd.DataFrame({"title": part["title"], "text": part[body]}, dtype="str")
    held = vocabulary(articles)
    names = set(held["surface"][held["is_proper"]])
    assert len(names) > 1000
    terms = [t.form for t in load_lexicon("trafficking").terms if t.lang == "id"]
    table = expand(terms, held)
    made = table[~table["is_vetoed"] & (table["surface"] != table["term"].str.lower())]
    single = made[~made["surface"].str.contains(" ")]
    assert len(single) > 20
    assert not set(single["surface"]) & names
