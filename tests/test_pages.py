"""Pages: text scrapes and saved HTML of Indonesian, Malay and English outlets.

The synthetic pages are ours, written in the manner of an outlet; people and events are invented.
"""

import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.readers import credits
from analysis.corpus.readers.html import read_html_page
from analysis.corpus.readers.pages import read_text_page

ANTARA_BODY = """Pontianak (ANTARA) - Kepolisian Daerah menggagalkan pengiriman tujuh calon \
pekerja migran tanpa dokumen melalui jalan tikus di perbatasan, Selasa.

Kepala bidang hubungan masyarakat mengatakan para korban dijanjikan bekerja di perkebunan dengan \
upah besar, tetapi paspor mereka ditahan oleh perekrut.

"Kami masih mengembangkan perkara ini karena jaringannya diduga lintas negara," katanya.

Menurut dia, ketujuh orang itu kini berada di rumah aman milik dinas sosial."""
ANTARA = f"""ANTARA News
Home > Nusantara > Hukum
Polda gagalkan pengiriman tujuh calon pekerja migran ilegal
Selasa, 12 Maret 2019 14:05 WIB
Ilustrasi - Pos lintas batas. (ANTARA/HO)
{ANTARA_BODY}

Baca juga: Sindikat perdagangan orang dibongkar di pelabuhan
Baca juga: Menteri minta pengawasan diperketat

Pewarta: Dewi Contohwati
Editor: Bambang Misal
COPYRIGHT © ANTARA 2024
"""
DETIK_BODY = """Jakarta - Polisi menangkap seorang pria yang diduga menipu puluhan pencari kerja \
dengan lowongan palsu. Pria itu diamankan di sebuah rumah kontrakan.

"Pelaku kami tangkap Rabu (4/9/2019) dini hari," kata Kapolsek saat dihubungi, Rabu (4/9/2019).

Dari tangan pelaku, polisi menyita sejumlah buku rekening dan telepon genggam. Kasus ini masih \
didalami oleh penyidik."""
DETIK = f"""detikNews
Berita
Polisi Tangkap Penipu Pencari Kerja di Tangerang
Sinta Rekaan - detikNews
Rabu, 04 Sep 2019 10:15 WIB
Share 0 Tweet 0
0 komentar
Foto: Ilustrasi borgol (Dok. detikcom)
{DETIK_BODY}
[Gambas:Video 20detik]
(snt/abc)
Simak Video: Detik-detik Penggerebekan Rumah Perdagangan Orang
lowongan palsu
Berita Terkait
Polisi Bongkar Perdagangan Orang di Bogor
Ini Modus Baru Perekrut TKI
"""
KOMPAS_BODY = """JAKARTA, KOMPAS.com - Wakil menteri meminta perusahaan penempatan melaporkan \
jumlah pekerja yang berangkat setiap bulan.

Permintaan itu disampaikan dalam rapat dengan komisi di gedung parlemen, Kamis (14/11/2019).

"Baca juga: begitu judul bab pertama buku pedoman itu," ujar dia sambil tertawa.

Ia menambahkan bahwa laporan akan dibuka untuk masyarakat mulai tahun depan."""
KOMPAS = """KOMPAS.com
Wakil Menteri Minta Perusahaan Lapor Setiap Bulan
Kompas.com - 14/11/2019, 17:22 WIB
Penulis Rina Umpama
Editor Joko Andai
Lihat Foto
{first}
Baca juga: Korban Perdagangan Orang Dipulangkan dari Kamboja
{rest}
Dapatkan update berita pilihan dan breaking news setiap hari dari Kompas.com. Mari bergabung di \
Grup Telegram, klik link lalu join.
Tag
Copyright 2008 - 2024 PT. Kompas Cyber Media. All rights reserved.
""".format(first=KOMPAS_BODY.split("\n\n")[0], rest="\n\n".join(KOMPAS_BODY.split("\n\n")[1:]))
MALAY_BODY = """KOTA BHARU: Polis menahan dua lelaki disyaki terbabit dalam sindiket pemerdagangan \
orang selepas menyerbu sebuah premis di sini, kelmarin.

Ketua Polis Daerah berkata, tujuh mangsa diselamatkan dalam serbuan berkenaan dan dihantar ke \
rumah perlindungan.

"Siasatan dijalankan mengikut Akta Antipemerdagangan Orang," katanya dalam kenyataan semalam."""
MALAY = f"""Berita Harian
Dua ditahan, tujuh mangsa pemerdagangan diselamatkan
Oleh Aminah Misalan
18 Julai 2018 @ 11:32am
{MALAY_BODY}
Artikel berkaitan: Tiga warga asing didakwa
Hak Cipta Terpelihara © Berita Harian 2023
"""
ENGLISH_BODY = """LONDON (Reuters) - A court on Monday jailed two men who forced farm workers to \
live in a locked barn, in a case that prosecutors called modern slavery.

The judge said the men had kept the wages of at least nine people for more than two years.

"They treated them as property," she told the court."""
ENGLISH = f"""The Guardian
World news
Two jailed for keeping farm workers in locked barn
By Jane Sample
Mon 6 Feb 2017 16.40 GMT
{ENGLISH_BODY}
READ MORE: Trafficking gang sentenced in northern port
Most popular
Ten ways to cook a leek
© 2024 Guardian News & Media Limited. All rights reserved.
"""
PAGES = {
    "antara": (
        ANTARA,
        ANTARA_BODY,
        ("Polda gagalkan pengiriman tujuh calon pekerja migran ilegal", "Dewi Contohwati"),
        ("Bambang Misal", "Antara", "Pontianak", dt.date(2019, 3, 12), "id"),
    ),
    "detik": (
        DETIK,
        DETIK_BODY,
        ("Polisi Tangkap Penipu Pencari Kerja di Tangerang", "Sinta Rekaan"),
        ("", "detikcom", "Jakarta", dt.date(2019, 9, 4), "id"),
    ),
    "kompas": (
        KOMPAS,
        KOMPAS_BODY,
        ("Wakil Menteri Minta Perusahaan Lapor Setiap Bulan", "Rina Umpama"),
        ("Joko Andai", "Kompas.com", "Jakarta", dt.date(2019, 11, 14), "id"),
    ),
    "malay": (
        MALAY,
        MALAY_BODY,
        ("Dua ditahan, tujuh mangsa pemerdagangan diselamatkan", "Aminah Misalan"),
        ("", "Berita Harian", "Kota Bharu", dt.date(2018, 7, 18), "ms"),
    ),
    "english": (
        ENGLISH,
        ENGLISH_BODY,
        ("Two jailed for keeping farm workers in locked barn", "Jane Sample"),
        ("", "The Guardian", "London", dt.date(2017, 2, 6), "en"),
    ),
}
FURNITURE = ("Baca juga: S", "Baca juga: K", "Simak Video", "COPYRIGHT", "Copyright", "READ MORE")
FURNITURE += ("Berita Terkait", "Bongkar Perdagangan", "gang sentenced", "berkaitan", "Telegram")


def word_f1(found: str, truth: str) -> float:
    ours, gold = Counter(found.split()), Counter(truth.split())
    both = sum((ours & gold).values())
    return 2 * both / (sum(ours.values()) + sum(gold.values()))


@pytest.mark.parametrize("name", PAGES)
def test_page_in_the_manner_of_an_outlet(name):
    text, body, (title, author), (editor, outlet, place, day, lang) = PAGES[name]
    page = read_text_page(text, "page.txt")
    assert page["title"] == title
    assert page["author"] == author
    assert page["editor"] == editor
    assert page["outlet"] == outlet
    assert page["dateline_place"] == place
    assert page["published_on"] == day
    assert page["date_source"] == "text"
    assert page["lang"] == lang
    assert page["is_official_source"] is False
    assert word_f1(page["text"], body) > 0.97
    assert [f for f in FURNITURE if f in page["text"]] == []
    assert all(f in page["cut_text"] for f in FURNITURE if f in text)


def test_pasted_text_with_labels():
    text = (
        "Judul: Korban Dipulangkan dari Kamboja\nTanggal: 5 Agustus 2022\nSumber: Kompas.com\n"
        "URL: https://nasional.kompas.com/read/2022/08/05/12345/korban\nIsi:\n"
        "Sebanyak 62 warga yang menjadi korban penipuan lowongan kerja dipulangkan dari Kamboja, "
        "Jumat (5/8/2022). Mereka tiba di bandara pada malam hari."
    )
    page = read_text_page(text, "a.txt")
    assert (page["title"], page["outlet"]) == ("Korban Dipulangkan dari Kamboja", "Kompas.com")
    assert page["published_on"] == dt.date(2022, 8, 5)
    assert page["url"].endswith("/korban")
    assert page["text"].startswith("Sebanyak 62")


def test_two_spellings_of_one_name_and_lower_case():
    text = (
        "Polisi Gagalkan Pengiriman Pekerja\nPenulis: ani con toh | Editor: budi misal\n"
        f"Laporan Wartawan Tribun Jateng, Ani Contoh\n{ANTARA_BODY}"
    )
    page = read_text_page(text, "a.txt")
    assert (page["author"], page["editor"]) == ("Ani Con Toh", "Budi Misal")


def test_founding_page(shared):
    path = shared / "pages/tribunpontianak-2017-10-26.txt"
    page = read_text_page(path.read_text(encoding="utf-8"), path.name)
    expected = {
        "title": "Cegah Perdagangan Orang, Christiandy Minta Hal Ini",
        "author": "Ridho Panji Pradana",
        "editor": "Jamadin",
        "outlet": "Tribun Pontianak",
        "dateline_place": "Pontianak",
        "published_on": dt.date(2017, 10, 26),
        "date_source": "text",
        "lang": "id",
        "is_official_source": True,
    }
    assert {k: page[k] for k in expected} == expected
    for gone in ("Breaking News", "(Baca", "Ikuti kami", "KOMENTAR", "BERITA TERKINI", "©"):
        assert gone not in page["text"]
        assert gone in page["cut_text"]
    assert "All Right" not in page["text"]
    assert page["text"].count("Pengalaman ini juga") == 1
    assert "Humas Pemprov Kalbar" in page["text"]
    assert page["text"].endswith("pungkasnya.")


def test_saved_pages_match_what_a_person_read(shared):
    folder = shared / "formats/pages"
    for name, gold in json.loads((folder / "gold.json").read_text()).items():
        page = read_html_page((folder / f"{name}.html").read_bytes(), f"{name}.html")
        assert page["title"] == gold["title"]
        assert page["author"] == "; ".join(gold["author"])
        assert page["editor"] == (gold["editor"] or "")
        assert page["published_on"] == dt.date.fromisoformat(gold["date"])
        assert page["dateline_place"] == (gold["place"] or "")
        assert page["lang"] == gold["lang"]
        assert page["outlet"].casefold() == gold["site"].casefold()
        assert [b for b in gold["bad"] if b in page["text"]] == []


def test_texts_that_are_no_articles(shared):
    for path in sorted((shared / "corpora").rglob("*")):
        if path.suffix in (".txt", ".md"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert read_text_page(text, path.name) is None
            assert read_text_page(text, "renamed.txt") is None, path.name


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "hello", "rows,columns\n1,2\n", "# Notes\n\nSome prose about a project. " * 9],
)
def test_other_texts_are_no_articles(text):
    assert read_text_page(text, "a.txt") is None


@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text):
    page = read_text_page(text, "a.txt")
    assert page is None or page["text"]


def saved(head: str, body: str) -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in body.split("\n\n"))
    return (
        f"<html><head>{head}</head><body><article><h1>Dua ditahan di pelabuhan</h1>{paragraphs}"
        "</article><footer>© 2021 Koran Contoh</footer></body></html>"
    ).encode()


def test_no_year_is_taken_from_a_copyright_line():
    page = read_html_page(saved("", ANTARA_BODY), "a.html")
    assert "published_on" not in page
    assert page["date_source"] == "none"
    assert page["title"] == "Dua ditahan di pelabuhan"


def test_a_moment_in_utc_gives_the_local_day():
    head = '<meta property="article:published_time" content="2019-03-11T23:30:00+00:00">'
    page = read_html_page(saved(head, ANTARA_BODY), "a.html")
    assert page["published_on"] == dt.date(2019, 3, 12)
    assert page["published_at"].isoformat() == "2019-03-11T23:30:00+00:00"


def test_a_statement_far_from_the_address_yields_to_it():
    head = '<link rel="canonical" href="https://x.id/read/2019/03/12/dua">'
    head += '<meta property="article:published_time" content="2021-06-01T08:00:00+07:00">'
    page = read_html_page(saved(head, ANTARA_BODY), "a.html")
    assert (page["published_on"], page["date_source"]) == (dt.date(2019, 3, 12), "url")


def test_the_editor_of_json_ld_is_not_the_author():
    linked = {"@type": "NewsArticle", "author": {"@type": "Person", "name": "Joko Andai"}}
    head = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    head += '<meta name="content_editor" content="Joko Andai">'
    page = read_html_page(saved(head, ANTARA_BODY), "a.html")
    assert (page["author"], page["editor"]) == ("", "Joko Andai")


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"\x00\xff\xfe", b"<p>kurang</p>", b"<html><body><h1>A</h1>"]
)
def test_html_without_an_article(content):
    assert read_html_page(content, "a.html") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Penulis: Ani Contoh | Editor: Budi Contoh", (["Ani Contoh"], ["Budi Contoh"])),
        ("Penulis: Ani Contoh Editor: Budi Contoh", (["Ani Contoh"], ["Budi Contoh"])),
        ("Redaktur & Reporter : Boy", (["Boy"], ["Boy"])),
        ("Pewarta: Ani Contoh dan Budi Misal", (["Ani Contoh", "Budi Misal"], None)),
        ("By Jane Sample and John Example", (["Jane Sample", "John Example"], None)),
        ("Laporan Wartawan Tribun Pontianak, Ani Contoh", (["Ani Contoh"], None)),
        ("Editor: Kompas Cyber Media", (None, [])),
        ("Penulis buku itu hadir", (None, None)),
        ("Oleh karena itu ia pergi", (None, None)),
        ("Sumber: Tribun Solo", (None, None)),
    ],
)
def test_roles_of_a_credit_line(line, expected):
    found = credits.roles(line)
    assert (found.get("author"), found.get("editor")) == expected


REST = " Menteri berkata bahwa rapat itu akan diadakan lagi."


@pytest.mark.parametrize(
    ("start", "place"),
    [
        ("TRIBUNPONTIANAK.CO.ID, PONTIANAK -", "Pontianak"),
        ("JAKARTA, KOMPAS.com -", "Jakarta"),
        ("jpnn.com, JAKARTA -", "Jakarta"),
        ("TEMPO.CO, Jakarta -", "Jakarta"),
        ("TEMPO.CO, Bandung -", "Bandung"),
        ("Liputan6.com, Jakarta -", "Jakarta"),
        ("REPUBLIKA.CO.ID, JAKARTA --", "Jakarta"),
        ("Jakarta (ANTARA) -", "Jakarta"),
        ("KUALA LUMPUR, 26 Okt (Bernama) --", "Kuala Lumpur"),
        ("KUALA LUMPUR:", "Kuala Lumpur"),
        ("PARIS, April 8 —", "Paris"),
        ("MOSCOW, February 17. /TASS/.", "Moscow"),
        ("LONDON (Reuters) -", "London"),
        ("Banda Aceh -", "Banda Aceh"),
        ("TRIBUNNEWS.COM -", ""),
    ],
)
def test_place_of_a_dateline(start, place):
    assert credits.dateline(start + REST).place == place


@pytest.mark.parametrize("start", ["Presiden Joko Widodo -", "VIDEO:", "Rapat itu, kata dia,", ""])
def test_sentences_have_no_dateline(start):
    assert credits.dateline(start + REST) is None
