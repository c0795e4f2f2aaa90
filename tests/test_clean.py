"""Furniture: what must go goes, and no sentence goes with it."""

import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import boilerplate, clean

BODY = (
    "Polisi menahan dua orang di pelabuhan itu, Kamis.\n\n"
    "Keduanya diduga merekrut warga desa untuk bekerja di luar negeri tanpa dokumen."
)


@pytest.mark.parametrize("pattern", boilerplate.patterns(), ids=lambda p: p.name)
def test_every_kind_of_furniture_is_cut_and_its_look_alike_kept(pattern):
    body, cut = clean.cut_furniture(f"{BODY}\n{pattern.example}")
    assert body == BODY
    assert cut == pattern.example
    assert pattern.why
    if pattern.keep:
        page = f"{BODY}\n\n{pattern.keep}"
        assert clean.cut_furniture(page) == (page, "")


@pytest.mark.parametrize("pattern", boilerplate.patterns(), ids=lambda p: p.name)
def test_the_quick_look_sees_every_kind_of_furniture(pattern):
    is_seen = boilerplate.any_whole([pattern.example]) or boilerplate.may_hold(pattern.example)
    assert is_seen
    assert bool(pattern.starts) != bool(pattern.hints)


def test_the_quick_look_loses_nothing_that_the_patterns_find(shared):
    table = pd.read_csv(
        shared / "corpora/click-id-raw/kapanlagi.csv", dtype=str, keep_default_na=False
    )
    whole = re.compile(
        "|".join(f"(?:{p.pattern})" for p in boilerplate.patterns() if p.starts), re.I
    )
    texts = (clean.tidy(text)[0] for text in table["content"])
    lines = {line.strip() for text in texts for line in text.split("\n")}
    short = [line for line in lines if 1 < len(line) < 120]
    found = [line for line in short if whole.fullmatch(line.lstrip("-–—•·*▪►> \t\xa0"))]
    assert len(found) > 3
    assert [line for line in found if not boilerplate.any_whole([line])] == []


def test_names_of_patterns_are_given_once():
    names = [p.name for p in boilerplate.patterns()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "page",
    [
        f"{BODY}\n\nBERITA TERKINI\nPerdagangan Orang di Batam\nSiapa Dalang Perdagangan Orang?",
        f"{BODY}\nBaca juga:\nKasus Perdagangan Orang Naik",
        BODY.replace("Kamis.", "Kamis. (Baca juga: Perdagangan Orang di Batam)"),
        BODY.replace("Kamis.\n\n", "Kamis. Baca juga: Polisi Ungkap Perdagangan Orang di Batam "),
        f"{BODY} BERITA TERKINI Perdagangan Orang Lagi",
        f"Baca: Perdagangan Orang di Batam\n{BODY}",
        f"{BODY}\nTags: perdagangan orang, batam",
    ],
)
def test_a_term_that_stands_only_in_furniture_is_cut(page):
    body, cut = clean.cut_furniture(page)
    assert "erdagangan" not in body
    assert "erdagangan" in cut
    assert sorted(body.split()) == sorted(BODY.split())


@pytest.mark.parametrize(
    "sentence",
    [
        '"Baca juga: perdagangan orang itu kejahatan," kata dia membacakan poster di dinding.',
        "Poster itu berbunyi: “Awas. Baca juga: Perdagangan Orang” dan ditempel di terminal.",
        "Komentar warga tentang perdagangan orang itu ramai dibahas.",
        "Simak saja bagaimana perdagangan orang terjadi di desa itu, kata peneliti tersebut.",
        "Halaman kantor itu penuh korban perdagangan orang.",
        "Editor majalah itu menulis tentang perdagangan orang.",
    ],
)
def test_a_sentence_is_never_cut(sentence):
    page = f"{BODY}\n{sentence}"
    assert clean.cut_furniture(page) == (page, "")


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law protects songs for fifty years, the judge said.",
        "This isn’t a manifesto™© we just think it is good to share.",
        "- kata dia sambil menunjuk halaman rumah itu",
        "For more than a week the men were kept in the barn.",
        "To read the letter aloud she stood up in court.",
        "Sebelumnya, polisi menahan dua orang di pelabuhan yang sama.",
        "Data korban dikumpulkan oleh dinas sosial.",
        "See also how the men were paid, the prosecutor told the court.",
    ],
)
def test_lines_that_look_like_furniture(line):
    assert clean.cut_furniture(f"{BODY}\n{line}")[1] == ""


def test_many_labels_in_one_line_are_cut_in_no_time():
    line = "Polisi menahan dua orang. " + "Baca: Dua Orang Ditahan. " * 4000
    began = time.process_time()
    body, cut = clean.cut_furniture(line)
    assert time.process_time() - began < 2
    assert body == "Polisi menahan dua orang."
    assert cut.count("Baca:") == 4000


@pytest.mark.parametrize("initials", ["(mar/jpnn)", "(rzr/ain)", "\n(abc/def/gh2)"])
def test_initials_of_the_desk_at_the_end_are_cut(initials):
    assert clean.cut_furniture(f"{BODY} {initials}") == (BODY, initials.strip())
    page = f"{BODY} {initials}\nVideo Terpopuler Hari ini:"
    assert clean.cut_furniture(page)[0] == BODY


@pytest.mark.parametrize("end", ["(afp/abc)", "(km/jam)", "(dan/atau)"])
def test_brackets_that_are_no_initials_stay(end):
    text = BODY.rstrip(".") + f" {end}" if end != "(afp/abc)" else f"{BODY} {end}"
    assert clean.cut_furniture(text) == (text, "")


@pytest.mark.parametrize(
    "line",
    [
        "Video Terpopuler Hari ini:",
        "Ikuti juga Harian Contoh di WhatsApp, Telegram, Facebook",
        "-- BERNAMA",
        "Dapatkan update berita pilihan setiap hari",
        "Artikel ini bersumber dari Koran Contoh",
        "Selengkapnya klik di sini",
        "Langgan saluran Telegram kami",
        "Terpopuler: Sindikat Dibongkar",
        "Video: Sindikat Dibongkar",
        "Foto: Humas Polda",
        "Laporan wartawan Koran Contoh, Budi Misal",
        "Dilarang menyalin",
        "Live Now",
    ],
)
def test_lines_of_the_site_are_cut_wherever_they_stand(line):
    body, cut = clean.cut_furniture(f"{BODY}\n{line}\n{BODY}")
    assert (body.split(), cut) == (f"{BODY} {BODY}".split(), line)


def test_a_paragraph_ends_a_list_of_other_stories():
    page = f"Baca juga:\nKorban Dipulangkan dari Kamboja\n{BODY}"
    assert clean.cut_furniture(page)[0] == BODY


@given(st.text(alphabet=st.sampled_from("aBc. \n:(),Baca juga"), max_size=200))
def test_nothing_is_lost_between_body_and_cut(text):
    body, cut = clean.cut_furniture(text)
    kept = "".join(body.split()) + "".join(cut.split())
    assert len(kept) >= len("".join(text.split())) - text.count(",")


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        (
            "Ten freed in harbour raidsomdnews.comhttps://www.somdnews.com › news › local › f...",
            "",
            "Ten freed in harbour raid",
        ),
        ("Ten freed | News | a-b.coma-b.comhttps://www.a-b.com › n", "", "Ten freed | News"),
        ("Ten freed at lastwfsu.orghttps://news.wfsu.org › local", "", "Ten freed at last"),
        ("Ten freed - WFSUwfsu.orghttps://news.wfsu.org › local", "", "Ten freed"),
        ("Ten freedThe Berkshire Eaglehttps://www.berkshireeagle.com › n", "", "Ten freed"),
        ("Ten freed in a raid ...Salem News", "Salem News", "Ten freed in a raid ..."),
        ("Ten freed in raid | Salem News", "Salem News", "Ten freed in raid"),
        ("Ten freed in raid - Tribunnews.com", "Tribunnews.com", "Ten freed in raid"),
        ("thechronicle.comTen freed in raid12 hours ago", "", "Ten freed in raid"),
        ("Fire at Salem News", "Salem News", "Fire at Salem News"),
        ("What the BBC said", "BBC", "What the BBC said"),
        ("Rescued from the BBC", "BBC", "Rescued from the BBC"),
        ("Cegah Perdagangan Orang", "Tribun Pontianak", "Cegah Perdagangan Orang"),
        ("www.x.comhttps://www.x.com › a", "", ""),
        ("Ten freed in raidTen freed in raid", "", "Ten freed in raid"),
        ("", "", ""),
    ],
)
def test_title_without_the_site(title, outlet, expected):
    kept, cut = clean.cut_title(title, outlet)
    assert kept == expected
    assert bool(cut) == (expected != title)


@given(st.text(max_size=120), st.text(max_size=30))
def test_any_title_is_cut_without_error(title, outlet):
    kept, _ = clean.cut_title(title, outlet)
    assert kept in title or not kept


def test_real_headlines_lose_the_address_and_no_word(shared):
    path = shared / "corpora/3dlnews/articles_titled.parquet"
    raw = pd.read_parquet(path, columns=["title"])["title"].dropna().astype("str")
    raw = raw.sample(20000, random_state=1)
    began = time.process_time()
    kept = pd.Series([clean.cut_title(t)[0] for t in raw], index=raw.index, dtype="str")
    assert time.process_time() - began < 3
    assert kept.str.contains("http|›").sum() == 0
    before_url = raw.str.replace(r"https?://.*$", "", regex=True).str.rstrip()
    sites = raw.str.extract(r"https?://(?:www\.)?([^\s›/]+)")[0].fillna("").str.lower()
    ends = pd.Series(
        [b.lower().removesuffix(s) for b, s in zip(before_url, sites)], index=raw.index
    )
    # whole words left out beside the address are the site's own name
    shorter = (ends.str.len() - kept.str.len()) > 30
    assert shorter.mean() < 0.02


def test_real_bodies_are_cut_in_seconds(shared):
    table = pd.read_csv(
        shared / "corpora/click-id-raw/kapanlagi.csv", dtype=str, keep_default_na=False
    )
    began = time.process_time()
    tidied = [clean.tidy(t)[0] for t in table["content"]]
    bodies = [clean.cut_furniture(t)[0] for t in tidied]
    assert time.process_time() - began < 2  # 1,006 bodies
    lost = [len(t.split()) - len(b.split()) for t, b in zip(tidied, bodies)]
    assert max(lost) < 60
    assert not any("Penulis: Annesa" in b for b in bodies)


@pytest.mark.parametrize(
    ("raw", "expected", "repairs"),
    [
        (
            ", , -¬†Polisi menahan dua orang.,,Mereka diperiksa.,Kasus didalami. , ",
            "Polisi menahan dua orang.\n\nMereka diperiksa.\n\nKasus didalami.",
            3,
        ),
        (" - Polisi menahan dua orang.", "Polisi menahan dua orang.", 1),
        ("kata dia.‚Äù ujar polisi", "kata dia.” ujar polisi", 1),
        ("Ahmad, S.H.,M.H. hadir, Senin", "Ahmad, S.H.,M.H. hadir, Senin", 0),
        ("harga -1, 2 dan 3", "harga -1, 2 dan 3", 0),
        ("-cmd", "-cmd", 0),
        ("x ¬ y √ z", "x ¬ y √ z", 0),
    ],
)
def test_careless_scrapes_are_repaired(raw, expected, repairs):
    text, note = clean.tidy(raw)
    assert text == expected
    assert len([n for n in note.split("; ") if n]) == repairs


@given(st.text(max_size=200))
def test_tidying_loses_no_letter(text):
    if any(c in text for c in "¬‚√"):
        return
    tidied = clean.tidy(text)[0]
    assert [c for c in tidied if c.isalnum()] == [c for c in text if c.isalnum()]
