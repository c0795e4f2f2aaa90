"""Pages: text scrapes and saved HTML of Indonesian, Malay and English outlets.

The synthetic pages are ours, written in the manner of an outlet; people and events are invented.
"""

import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.readers import credits, loose, markup
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


REST = """Korban berhasil kabur dan melapor ke polisi setempat pada akhir pekan lalu.

Kasus itu masih didalami oleh penyidik, kata seorang pejabat kepada wartawan di kantornya.

Menurut dia, tahun lalu puluhan pekerja dipulangkan ke desa mereka dalam keadaan sakit."""
PASTED = {
    "name and house above the body": (
        "Bagus Rekaan, Okezone · Senin 10 Februari 2020 11:20 WIB\nA A A\n"
        f"BANDUNG - Seorang gadis asal desa terpencil menjadi korban perekrut.\n\n{REST}\n\n"
        "BACA JUGA: Perdagangan Orang di Puncak Dibongkar\n(rhs)",
        {"author": "Bagus Rekaan", "outlet": "Okezone", "dateline_place": "Bandung",
         "published_on": dt.date(2020, 2, 10)},
    ),
    "name in capitals above the date": (
        "AHMAD CONTOH\n14 Mac 2022 04:30pm\nMasa membaca: 2 minit\n"
        f"SHAH ALAM - Tujuh warga asing diselamatkan di sebuah kilang di sini.\n\n{REST}\n"
        "Artikel Berkaitan:\nSindiket pemerdagangan orang tumpas",
        {"author": "Ahmad Contoh", "dateline_place": "Shah Alam",
         "published_on": dt.date(2022, 3, 14)},
    ),
    "the agency as source": (
        "Red: Nur Contohnya\nRabu 15 May 2019 21:10 WIB\n"
        f"REPUBLIKA.CO.ID, KUPANG -- Pemerintah provinsi membentuk tim terpadu.\n\n{REST}\n"
        "sumber : Antara",
        {"author": "", "editor": "Nur Contohnya", "outlet": "Republika", "agency": "Antara",
         "dateline_place": "Kupang", "published_on": dt.date(2019, 5, 15)},
    ),
    "a press office": (
        "Diposting oleh Admin pada 3 Agustus 2021\nSAMBAS, Humas - Bupati membuka rapat tentang "
        f"pencegahan pengiriman pekerja.\n\n{REST}",
        {"author": "", "outlet": "", "is_official_source": True, "dateline_place": "Sambas",
         "published_on": dt.date(2021, 8, 3)},
    ),
    "house in brackets": (
        "Dio Sample (The Jakarta Post)\nJakarta\nMon, August 8, 2022\n"
        + ENGLISH_BODY.removeprefix("LONDON (Reuters) - "),
        {"author": "Dio Sample", "outlet": "Jakarta Post", "published_on": dt.date(2022, 8, 8)},
    ),
    "a dateline that stands alone": (
        f"Kamis, 5 Maret 2020 10:00 WIB\nJakarta -\nPolisi menahan dua orang di pelabuhan pada "
        f"malam hari.\n\n{REST}",
        {"dateline_place": "Jakarta", "published_on": dt.date(2020, 3, 5)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PASTED)
def test_pasted_text_in_the_manner_of_an_outlet(name):
    text, expected = PASTED[name]
    page = read_text_page(f"Gadis Desa Dijanjikan Kerja Ternyata Dijual\n{text}", "a.txt")
    assert page["title"] == "Gadis Desa Dijanjikan Kerja Ternyata Dijual"
    assert {k: page[k] for k in expected} == expected
    assert "erdagangan" not in page["text"]


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


ANTARA_HTML = f"""<html lang="id"><head><title>Polda gagalkan pengiriman tujuh calon pekerja \
migran ilegal - ANTARA News Kalimantan Barat</title>
<meta property="og:site_name" content="ANTARA News Kalimantan Barat">
<link rel="canonical" href="https://kalbar.antaranews.com/berita/123/polda-gagalkan">
</head><body><nav><ul><li><a href="/hukum">Hukum</a></li></ul></nav>
<article class="post-wrapper"><h1 class="post-title">Polda gagalkan pengiriman tujuh calon pekerja \
migran ilegal</h1>
<p class="simple-share"><span class="article-date"><i class="fa fa-clock-o"></i> Selasa, 12 Maret \
2019 14:05 WIB</span></p>
<div class="post-content"><p>{ANTARA_BODY.replace(chr(10) * 2, "</p><p>")}</p>
<p><span class="baca-juga"><b>Baca juga: <a href="/b/1">Sindikat perdagangan orang dibongkar</a>\
</b></span></p>
<p class="text-muted small">Pewarta: Dewi Contohwati<br>Editor: Bambang Misal<br>
COPYRIGHT © ANTARA 2024</p></div></article>
<div class="sidebar"><h3>Terpopuler</h3><h4><a href="/c">Perdagangan orang di perbatasan</a></h4>
<span class="date">1 Januari 2024 10:00 WIB</span></div>
<footer>Copyright © 2024 ANTARA News</footer></body></html>"""
DETIK_HTML = f"""<html><head><title>Polisi Tangkap Penipu Pencari Kerja di Tangerang</title>
<meta name="dtk:author" content="Sinta Rekaan"><meta name="author" content="Tim detikcom">
<meta name="dtk:publishdate" content="2019/09/04 10:15:22">
<meta property="og:site_name" content="detiknews">
<meta property="og:url" content="https://news.detik.com/berita/d-4691/polisi-tangkap">
</head><body><article class="detail"><h1 class="detail__title">Polisi Tangkap Penipu Pencari \
Kerja di Tangerang</h1>
<div class="detail__author">Sinta Rekaan - <span>detikNews</span></div>
<div class="detail__date">Rabu, 04 Sep 2019 10:15 WIB</div>
<div class="detail__media"><figure><figcaption>Foto: Ilustrasi borgol (Dok. detikcom)</figcaption>\
</figure></div>
<div class="detail__body-text itp_bodycontent"><strong>Jakarta</strong> - \
<p>{DETIK_BODY.removeprefix("Jakarta - ").replace(chr(10) * 2, "</p><p>")}</p>
<p class="para_caption">ADVERTISEMENT</p><p class="para_caption">SCROLL TO CONTINUE WITH CONTENT</p>
<table class="linksisip"><tr><td><div class="lihatjg"><strong>Baca juga: </strong>
<a href="/x">Ini Modus Baru Perdagangan Orang</a></div></td></tr></table>
<strong>Simak Video 'Detik-detik Penggerebekan Rumah Perdagangan Orang':</strong><br>
<p>[Gambas:Video 20detik]</p><strong>(snt/abc)</strong></div>
<div class="detail__body-tag"><a href="/tag/1">perdagangan orang</a></div></article></body>
</html>"""
KOMPAS_HTML = f"""<html><head><title>Wakil Menteri Minta Perusahaan Lapor Setiap Bulan</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Wakil Menteri Minta Perusahaan Lapor Setiap Bulan",
"datePublished":"2019-11-14T10:22:00+00:00","dateModified":"2019-11-16T08:00:00+00:00",
"author":[{{"@type":"Organization","name":"Kompas Cyber Media"}},
{{"@type":"Person","name":"Joko Andai"}}],}}</script>
<link rel="canonical" href="https://nasional.kompas.com/read/2019/11/14/17220061/wakil-menteri">
</head><body><h1 class="read__title">Wakil Menteri Minta Perusahaan Lapor Setiap Bulan</h1>
<div class="read__time">Kompas.com - 14/11/2019, 17:22 WIB</div>
<div class="credit-author"><h6 class="credit-author-name">Rina Umpama</h6>
<h6 class="credit-author-position">Penulis</h6></div>
<div class="credit-author"><h6 class="credit-author-name">Joko Andai</h6>
<h6 class="credit-author-position">Editor</h6></div>
<div class="read__content"><p>{KOMPAS_BODY.replace(chr(10) * 2, "</p><p>")}</p>
<p><strong>Baca juga: <a class="inner-link-baca-juga" href="/r">Korban Perdagangan Orang \
Dipulangkan</a></strong></p>
<p><i>Dapatkan update berita pilihan dan breaking news setiap hari dari Kompas.com. Mari bergabung \
di Grup Telegram, klik link lalu join.</i></p></div></body></html>"""
MALAY_HTML = f"""<html lang="ms"><head><title>Dua ditahan, tujuh mangsa pemerdagangan \
diselamatkan | Berita Harian</title><meta property="og:site_name" content="Berita Harian">
</head><body><div class="article-header"><h1 class="page-header">Dua ditahan, tujuh mangsa \
pemerdagangan diselamatkan</h1>
<div class="article-meta">Oleh <a class="author">Aminah Misalan</a> - Julai 18, 2018 @ 11:32am</div>
</div><div class="field-body"><p>{MALAY_BODY.replace(chr(10) * 2, "</p><p>")}</p>
<p>BACA: <a href="/1">Sindiket pemerdagangan orang tumpas</a></p></div>
<div class="related"><h2>Artikel berkaitan</h2><ul><li><a href="/2">Tiga warga asing didakwa \
Februari 1, 2024</a></li></ul></div><p>Hak Cipta Terpelihara © Berita Harian 2023</p></body>
</html>"""
STAR_HTML = f"""<html><head><title>Two jailed for keeping farm workers in locked barn | The Star\
</title><meta property="article:published_time" content="2017-02-06T22:40:00Z"></head><body>
<h1>Two jailed for keeping farm workers in locked barn</h1>
<div class="byline">By JANE SAMPLE and JOHN EXAMPLE</div>
<p class="date">Monday, 6 Feb 2017</p><div id="story-body">
<p>{ENGLISH_BODY.replace(chr(10) * 2, "</p><p>")}</p>
<p>Click here to read the full story of the trafficking gang</p></div>
<div class="comments"><span class="author">Reader One</span><time>9 Feb 2017</time></div>
</body></html>"""
SAVED = {
    "antara": (
        ANTARA_HTML,
        ANTARA_BODY,
        ("Polda gagalkan pengiriman tujuh calon pekerja migran ilegal", "Dewi Contohwati"),
        ("Bambang Misal", "Antara Kalbar", "Pontianak", dt.date(2019, 3, 12), "id"),
    ),
    "detik": (
        DETIK_HTML,
        DETIK_BODY,
        ("Polisi Tangkap Penipu Pencari Kerja di Tangerang", "Sinta Rekaan"),
        ("", "detikcom", "Jakarta", dt.date(2019, 9, 4), "id"),
    ),
    "kompas": (
        KOMPAS_HTML,
        KOMPAS_BODY,
        ("Wakil Menteri Minta Perusahaan Lapor Setiap Bulan", "Rina Umpama"),
        ("Joko Andai", "Kompas.com", "Jakarta", dt.date(2019, 11, 14), "id"),
    ),
    "malay": (
        MALAY_HTML,
        MALAY_BODY,
        ("Dua ditahan, tujuh mangsa pemerdagangan diselamatkan", "Aminah Misalan"),
        ("", "Berita Harian", "Kota Bharu", dt.date(2018, 7, 18), "ms"),
    ),
    "english": (
        STAR_HTML,
        ENGLISH_BODY,
        ("Two jailed for keeping farm workers in locked barn", "Jane Sample; John Example"),
        ("", "", "London", dt.date(2017, 2, 6), "en"),
    ),
}


@pytest.mark.parametrize("name", SAVED)
def test_saved_page_in_the_manner_of_an_outlet(name):
    html, body, (title, author), (editor, outlet, place, day, lang) = SAVED[name]
    page = read_html_page(html.encode(), "page.html")
    assert (page["title"], page["author"], page["editor"]) == (title, author, editor)
    assert (page["outlet"], page["dateline_place"]) == (outlet, place)
    assert (page["published_on"], page["lang"]) == (day, lang)
    assert word_f1(page["text"], body) > 0.95
    for furniture in ("Baca juga: <", "BACA:", "ADVERTISEMENT", "Gambas", "COPYRIGHT", "Telegram"):
        assert furniture not in page["text"]
    assert "trafficking gang" not in page["text"]
    assert page["text"].count("erdagangan") == body.count("erdagangan")


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


LINKED = '<script type="application/ld+json">{}</script>'


def linked(**said: object) -> str:
    return LINKED.format(json.dumps({"@type": "NewsArticle", **said}))


@pytest.mark.parametrize(
    ("head", "shown", "expected"),
    [
        # the outlet's own day goes before the day in Greenwich
        (linked(datePublished="2014-06-30T01:18:03Z"), "June 29, 2014 09:18 pm", "2014-06-29"),
        # a change is no publication
        (linked(dateModified="2019-03-14T08:00:00+07:00"), "", None),
        ("", "Last updated: 14 March 2019", None),
        ("", "Updated 14 March 2019, 10:00", None),
        (
            linked(datePublished="2019-05-07", dateModified="2019-05-07"),
            "Published 12 October 2015",
            "2015-10-12",
        ),
        ("", "Selasa, 12 Maret 2019 14:05 WIB", "2019-03-12"),
        ("", "12/03/2019, 14:05 WIB", "2019-03-12"),
        ("", "03/04/2019", None),  # March or April
        ("", "2019", None),
        ("", "Foto: Dua orang ditahan di pelabuhan pada 5 Mei 2015", None),
        ('<meta name="date" content="2021-01-01">', "Posted on 12 March 2019", "2019-03-12"),
        ('<meta name="pubdate" content="Tue, 12 Mar 2019 07:05:00 GMT">', "", "2019-03-12"),
        # JSON-LD with a comma too many
        (LINKED.format('{"@type":"Article","datePublished":"2019-03-12",}'), "", "2019-03-12"),
        (linked(datePublished="0001-01-01T00:00:00Z"), "", None),
        (linked(datePublished="1970-01-01T00:00:00Z"), "", None),
    ],
)
def test_day_of_a_saved_page(head, shown, expected):
    body = ENGLISH_BODY.replace("\n\n", "</p><p>")
    page = read_html_page(
        f"<html><head>{head}</head><body><div><h1>Two jailed for keeping workers</h1>"
        f"<div class='date'>{shown}</div><p>{body}</p></div><div class='comments'><time "
        "datetime='2018-01-02'>2 January 2018</time></div><footer>© 2021 The Paper, all rights "
        "reserved. 1 January 2021</footer></body></html>".encode(),
        "a.html",
    )
    assert str(page.get("published_on")) == str(expected and dt.date.fromisoformat(expected))
    assert (page["date_source"] == "none") == (expected is None)


PROSE = (
    "Polisi menahan lima orang yang diduga merekrut warga desa itu untuk bekerja di luar negeri.",
    "Menurut dia, penyelidikan bermula dari laporan keluarga seorang pekerja pada awal bulan itu.",
    "Hingga kini delapan belas orang telah pulang dan didampingi oleh dinas sosial setempat.",
)
TODAY = dt.date.today()
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
TODAY_SHOWN = f"{TODAY.day} {MONTHS.split()[TODAY.month - 1]} {TODAY.year}"
OTHER = "<a href='/x'>Warga desa protes jalan rusak</a>"


def plain_page(above: str = "", below: str = "", foot: str = "", head: str = "") -> dict:
    body = "".join(f"<p>{p}</p>" for p in PROSE)
    return read_html_page(
        f"<html lang='id'><head><title>Lima Perekrut Ditahan Polisi</title>{head}</head><body>"
        f"{above}<h1>Lima Perekrut Ditahan Polisi</h1>{below}<div class='isi'>{body}</div>{foot}"
        "</body></html>".encode(),
        "a.html",
    )


@pytest.mark.parametrize(
    "above",
    [
        f"<header>{TODAY_SHOWN}</header>",
        f"<header><div>{TODAY_SHOWN} | 10:00 WIB</div></header>",
        "<div>Senin, 5 Maret 2018</div>",
        "<div class='tanggal'>Senin, 5 Maret 2018</div>",
        f"<div class='date'>{TODAY_SHOWN}, 10:00 WIB</div>",
        f"<ul><li>{OTHER} 5 Mei 2019</li></ul>",
        f"<div class='post-date'>{OTHER} 5 Mei 2019 10:00</div>",
    ],
)
def test_a_day_above_the_headline_is_that_of_the_top_bar_or_of_another_story(above):
    assert plain_page(above=above)["date_source"] == "none"
    dated = plain_page(above=above, below="<div>Kamis, 26 Oktober 2017 14:15 WIB</div>")
    assert dated["published_on"] == dt.date(2017, 10, 26)


@pytest.mark.parametrize(
    "other",
    [
        f"<div>{OTHER} <span>5 Mei 2019</span></div>",
        f"<div><h3>{OTHER}</h3><p>5 Mei 2019</p></div>",
        f"<div><span>5 Mei 2019</span> {OTHER}</div>",
        f"<ul><li>{OTHER} <span>5 Mei 2019</span></li><li>{OTHER} 6 Mei 2019</li></ul>",
        f"<div>{OTHER}</div><div class='date'>5 Mei 2019</div>",
        f"<div class='card'>{OTHER}<div class='time'>5 Mei 2019 10:00</div></div>",
        "<div>Terpopuler</div><div>5 Mei 2019</div>",
    ],
)
def test_the_day_beside_a_link_to_another_story_is_not_the_articles(other):
    assert plain_page(foot=other)["date_source"] == "none"
    assert plain_page(below=other)["date_source"] == "none"


@pytest.mark.parametrize(
    "foot",
    [
        "<div>Budi, 5 Mei 2019 10:00</div><div>Setuju sekali dengan polisi</div>",
        "<div>Budi</div><div class='date'>5 Mei 2019 10:00 WIB</div><div>Setuju sekali</div>",
        "<div>Sebelumnya: <a href='/x'>Jalan rusak</a> (5 Mei 2019)</div>",
        "<div>Situs ini terakhir diperbarui 5 Mei 2022</div>",
        "<p>Kupang, 26 Oktober 2017</p>",
        "<div class='date'>Diterbitkan 5 Mei 2019</div><div><a href='/x'>Jalan rusak</a></div>",
        f"<div>{OTHER}<p>Ringkasan</p><div class='date'>Diterbitkan 5 Mei 2019</div></div>",
    ],
)
def test_a_day_below_the_body_is_not_the_articles(foot):
    assert plain_page(foot=foot)["date_source"] == "none"


@pytest.mark.parametrize(
    "below",
    [
        "<p>26 Oktober 2017</p>",
        "<p>26 Oktober 2017 Oleh Humas Pemkab Contoh</p>",
        "<div><a>Budi Contoh</a> - Kamis, 26 Oktober 2017</div>",
        "<ul><li><a>Hukum</a></li><li>26 Okt 2017</li><li><a>0 Komentar</a></li></ul>",
        "<div><a>Bagikan berita ini ke</a></div><div class='date'>26 Okt 2017 14:15 WIB</div>",
        f"<p>{PROSE[1]}</p><div>Kamis, 26 Oktober 2017 | 14:15 WIB</div>",
        f"<p>{PROSE[1]}</p><div class='tanggal'>26 Oktober 2017</div>",
    ],
)
def test_a_day_below_the_headline_is_the_articles(below):
    assert plain_page(below=below)["published_on"] == dt.date(2017, 10, 26)


def test_a_day_far_from_the_headline_counts_where_the_page_says_published():
    assert plain_page(foot="<div class='date'>26 Oktober 2017</div>")["date_source"] == "none"
    said = plain_page(foot="<div class='date'>Diterbitkan: 26 Oktober 2017</div>")
    assert said["published_on"] == dt.date(2017, 10, 26)


def test_an_open_day_is_unknown_unless_something_tells_day_and_month_apart():
    assert plain_page(below="<div>03/04/2017</div>")["date_source"] == "none"
    for shown in ("Senin, 03/04/2017", "03/04/2017 10:00 WIB"):
        assert plain_page(below=f"<div>{shown}</div>")["published_on"] == dt.date(2017, 4, 3)
    address = "<link rel='canonical' href='https://x.co.id/2017/04/lima-perekrut'>"
    page = plain_page(below="<div>03/04/2017</div>", head=address)
    assert page["published_on"] == dt.date(2017, 4, 3)


def text_page(above: str = "", below: str = "", foot: str = "") -> dict:
    body = "\n\n".join(PROSE)
    return read_text_page(
        f"{above}Lima Perekrut Ditahan Polisi\n{below}\n{body}\n\n{foot}", "a.txt"
    )


@pytest.mark.parametrize(
    "foot",
    [
        "Berita Terkait\nWarga Desa Protes Jalan Rusak\n5 Mei 2019",
        "Warga Desa Protes Jalan Rusak\n5 Mei 2019 10:00 WIB",
        "Budi\n5 Mei 2019 pukul 10:00\nSetuju sekali pak",
    ],
)
def test_a_day_below_the_body_of_a_text_page_is_not_the_articles(foot):
    assert text_page(foot=foot)["date_source"] == "none"


@pytest.mark.parametrize("day", ["Kamis, 26 Oktober 2017", "26 Oktober 2017", "26/10/2017"])
def test_a_first_line_that_is_a_day_is_no_title(day):
    page = text_page(above=f"{day}\n")
    assert page["title"] == "Lima Perekrut Ditahan Polisi"
    assert page["published_on"] == dt.date(2017, 10, 26)


def test_the_day_below_the_title_of_a_text_page_goes_before_that_of_the_top_bar():
    page = text_page(
        above="Senin, 5 Maret 2018\nBeranda\n", below="Kamis, 26 Oktober 2017 14:15 WIB"
    )
    assert page["published_on"] == dt.date(2017, 10, 26)
    assert text_page(above=f"{TODAY_SHOWN}\n")["date_source"] == "none"


def test_the_address_dates_a_text_page_when_nothing_else_does():
    page = text_page(above="https://www.contoh.co.id/read/2017/10/26/lima-perekrut\n")
    assert (page["published_on"], page["date_source"]) == (dt.date(2017, 10, 26), "url")
    page = text_page(
        above="https://www.contoh.co.id/read/2017/10/26/lima\n", below="25 Oktober 2017"
    )
    assert (page["published_on"], page["date_source"]) == (dt.date(2017, 10, 25), "text")


@pytest.mark.parametrize(
    "name", ["detail-text", "itp_bodycontent", "isi", "artikel", "txt-article"]
)
@pytest.mark.parametrize("start", ["<strong>Kupang, CNN Indonesia</strong> -- ", "Kupang - ", ""])
def test_a_loose_lead_is_kept_with_its_place(name, start):
    rest = "".join(f"<p>{p}</p>" for p in PROSE[1:] * 2)
    html = (
        "<html lang='id'><head><title>Lima Perekrut Ditahan</title></head><body><h1>Lima Perekrut "
        f"Ditahan</h1><div>Kamis, 26 Okt 2017 14:15 WIB</div><div class='{name}'>{start}{PROSE[0]}"
        f"<p></p>{rest}</div><div><a href='/x'>Warga desa protes jalan rusak</a></div></body>"
    )
    page = read_html_page(html.encode(), "a.html")
    lines = page["text"].split("\n")
    assert lines[0].endswith(PROSE[0])
    assert page["text"].count(PROSE[0]) == 1
    assert page["dateline_place"] == ("Kupang" if start else "")
    broken = html.replace("<p>", "").replace("</p>", "<br><br>")
    page = read_html_page(broken.encode(), "a.html")
    assert page["dateline_place"] == ("Kupang" if start else "")
    assert PROSE[0] in page["text"]


LOOSE = ("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href='/x'>", "</a>", "<br>", "<ul>",
         "<li>", "</li>", "</ul>", " satu dua tiga ", "lepas dari paragraf ini dan itu lagi ",
         "<!-- c -->")  # fmt: skip


@given(st.lists(st.sampled_from(LOOSE), max_size=30))
def test_setting_loose_text_in_paragraphs_moves_and_loses_no_word(parts):
    tree = markup.parse_tree(f"<html><body><div>{''.join(parts)}</div></body></html>".encode())
    before = "".join(tree.itertext())
    assert "".join(loose.paragraphed(tree).itertext()) == before
    assert "".join(tree.itertext()) == before


def test_a_title_element_that_differs_from_the_heading_does_not_replace_it():
    for title in ("Lima Perekrut Ditahan - Blog Kota", "Lima Perekrut Kapal Ditahan | Blog Kota"):
        page = read_html_page(
            f"<html><head><title>{title}</title></head><body><h1>Lima Perekrut Ditahan Polisi</h1>"
            f"{''.join(f'<p>{p}</p>' for p in PROSE)}</body></html>".encode(),
            "a.html",
        )
        assert page["title"] == "Lima Perekrut Ditahan Polisi"


def test_an_agencys_own_page_is_its_outlet():
    page = read_html_page(
        "<html><head><title>BERNAMA - Lima perekrut ditahan</title></head><body><h1>Lima perekrut "
        f"ditahan</h1><p>KUALA LUMPUR, 26 Okt (Bernama) -- {PROSE[0]}</p><p>{PROSE[1]}</p><p>-- "
        "BERNAMA</p></body></html>".encode(),
        "a.html",
    )
    assert (page["outlet"], page["agency"]) == ("Bernama", "Bernama")
    assert not page["text"].endswith("BERNAMA")


def test_an_editor_in_short_and_two_names_without_roles():
    assert plain_page(below="<div class='by'>Red: Siti Contoh</div>")["editor"] == "Siti Contoh"
    both = plain_page(below="<div class='writer'><span>Ani Contoh | Budi Misal</span></div>")
    assert (both["author"], both["editor"]) == ("Ani Contoh; Budi Misal", "")


def test_a_foreign_stamp_counts_where_two_readers_agree():
    head = '<html><head></head><body><article><h1>Zwei Männer in Haft genommen</h1><p class="meta">'
    body = "Das Gericht nahm am Montag zwei Männer in Haft, die Arbeiter festgehalten hatten. " * 4
    page = read_html_page(
        f"{head}12. Dezember 2017</p><p>{body}</p></article></body></html>".encode(), "a.html"
    )
    assert page["published_on"] == dt.date(2017, 12, 12)
    assert page["date_source"] == "text"


@pytest.mark.parametrize(
    ("head", "byline", "author"),
    [
        ("", '<p class="byline">By Jane Sample, John Example, and Ann Other, CNN</p>',
         "Jane Sample; John Example; Ann Other"),
        ("", '<p class="byline">By <a>Jane Sample</a> | <span>12 March 2019</span></p>',
         "Jane Sample"),
        ("", '<p>Oleh: Aminah binti Misalan</p>', "Aminah binti Misalan"),
        ("", '<p class="author">Laporan Wartawan Tribun Jateng, Ani Contoh</p>', "Ani Contoh"),
        ("", '<a rel="author">Wednesday</a>', ""),
        ("", '<span class="author">Redaksi Koran Contoh</span>', ""),
        (linked(author=[{"@type": "Person", "name": "Jane Sample"},
                        {"@type": "Person", "name": "John Example"}]), "",
         "Jane Sample; John Example"),
        (linked(author={"@type": "Organization", "name": "Evening Paper"}), "", ""),
        (LINKED.format(json.dumps({"@graph": [
            {"@type": "Article", "author": {"@id": "#p1"}},
            {"@type": "Person", "@id": "#p1", "name": "Jane Sample"}]})), "", "Jane Sample"),
        ('<meta name="author" content="Evening Paper Online, Hamburg, Germany">', "", ""),
        ('<meta name="author" content="admin">', '<div class="post-author">Jane Sample</div>',
         "Jane Sample"),
        ('<meta property="og:site_name" content="Grist"><meta name="author" content="Grist">', "",
         ""),
    ],
)  # fmt: skip
def test_author_of_a_saved_page(head, byline, author):
    body = ENGLISH_BODY.replace("\n\n", "</p><p>")
    page = read_html_page(
        f"<html><head>{head}</head><body><div class='teaser'><span class='author'>Some Body"
        f"</span></div><h1>Two jailed for keeping workers</h1>{byline}<p>{body}</p>"
        "<div class='related'><p class='byline'>By Other Person</p></div></body></html>".encode(),
        "a.html",
    )
    assert page["author"] == author


def test_the_address_of_an_archive_is_used_where_the_page_states_none():
    url = "https://web.archive.org/web/2020/http://www.kompas.com/read/2019/03/12/x"
    page = read_html_page(saved("", ANTARA_BODY), "a.html", url=url)
    assert page["url"] == "http://www.kompas.com/read/2019/03/12/x"
    assert (page["outlet"], page["published_on"]) == ("Kompas.com", dt.date(2019, 3, 12))
    stated = '<link rel="canonical" href="https://x.id/read/2019/03/12/dua">'
    assert read_html_page(saved(stated, ANTARA_BODY), "a.html", url=url)["url"].startswith(
        "https://x.id"
    )


def test_a_tree_that_is_there_already_is_not_changed():
    content = SAVED["antara"][0].encode()
    tree = markup.parse_tree(content)
    first = read_html_page(content, "a.html", tree=tree)
    assert (
        read_html_page(content, "a.html", tree=tree) == first == read_html_page(content, "a.html")
    )


def test_a_script_without_spaces_is_an_article():
    text = (
        "据了解，短缺药品信息监测共享正在多维度推进。国家卫生健康委依托信息直报系统开展监测预警。"
        * 3
    )
    page = read_html_page(saved("", f"{text}\n\n{text[:40]}。"), "a.html")
    assert text[:20] in page["text"]


def test_letters_of_old_windows_pages():
    page = saved("<meta charset='iso-8859-1'>", ENGLISH_BODY.replace('"', "“"))
    found = read_html_page(page.decode().replace("“", "\x93").encode("latin-1", "ignore"), "a.html")
    assert "“They treated" in found["text"]


def test_lines_of_other_stories_inside_the_body_are_cut():
    teaser = "Korban perdagangan orang dipulangkan dari Kamboja dengan pesawat malam"
    body = ANTARA_BODY.replace(
        "\n\n", f"\n\n</p><div class='baca-juga'><p>{teaser}</p></div><p>", 1
    )
    page = read_html_page(saved("", body), "a.html")
    assert "Kamboja" not in page["text"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_error(content):
    page = read_html_page(content, "a.html")
    assert page is None or page["text"]


TAGS = st.sampled_from(
    ("<p>", "<div class='date'>", "<span class=author>", "<time datetime='", "'>", "<h1>", "</h1>",
     "<script type='application/ld+json'>", '{"author":[', "</script>", "<a href=x>", "©", "\n",
     "<meta name=author content='", "12 Mei 2019", "By A B, ", "Penulis: ",
     "Polisi menahan dua orang. " * 9)
)  # fmt: skip


@given(st.lists(TAGS, max_size=25))
def test_any_heap_of_elements_is_read_without_error(parts):
    page = read_html_page("".join(parts).encode(), "a.html")
    assert page is None or page["text"]


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


SENTENCE = " Menteri berkata bahwa rapat itu akan diadakan lagi."


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
        ("TEMPO.CO Yogyakarta -", "Yogyakarta"),
        ("Makassar-", "Makassar"),
        ("KUCHING 26 Okt. –", "Kuching"),
        ("KUALA LUMPUR 26 Okt. -", "Kuala Lumpur"),
        ("KBRN, Jakarta:", "Jakarta"),
        ("INILAHCOM, Jakarta -", "Jakarta"),
        ("Okezone - JAKARTA -", "Jakarta"),
        ("LHOKSEUMAWE | SERAMBINEWS -", "Lhokseumawe"),
        ("VIVA –", ""),
    ],
)
def test_place_of_a_dateline(start, place):
    assert credits.dateline(start + SENTENCE).place == place


@pytest.mark.parametrize(
    "start", ["Presiden Joko Widodo -", "VIDEO:", "Kamis, 26/10 -", "Rapat itu, kata dia,", ""]
)
def test_sentences_have_no_dateline(start):
    assert credits.dateline(start + SENTENCE) is None
