"""Names of columns: compounds are understood, no look-alike is, no article's words get out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import columns


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Headline,Story,Date,Newspaper", "title text date outlet"),
        ("Tajuk,Isi Kandungan,Tarikh Siar,Nama Akhbar", "title text date outlet"),
        ("Judul,Teks Berita,Tanggal Berita,Nama Surat Kabar", "title text date outlet"),
        ("Judul Artikel,ISI_ARTIKEL_LENGKAP,Tgl. Terbit,Media Online", "title text date outlet"),
        ("Judul,Berita,Hari/Tanggal,Sumber Berita", "title text date outlet"),
        ("Article,Date,Heading,NewsType", "text date title -"),
        ("post_title,post_content,post_date,post_date_gmt", "title text date -"),
        ("title.rendered,content.rendered,link,date", "title text url date"),
        ("fields.headline,fields.bodyText,webUrl,webPublicationDate", "title text url date"),
        ("Judul,Tanggal Publikasi (WIB),Jam Tayang,Nama Wartawan", "title date time author"),
        ("judul,Tanggal Scraping,waktu akses", "title collected_on -"),
    ],
)
def test_compounds_of_known_words_are_understood(names, found):
    expected = {n: t for n, t in zip(names.split(","), found.split()) if t != "-"}
    assert columns.recognise(names.split(",")) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Kategori Berita", "Jumlah Berita", "Title Sentiment", "Clickbait Title", "Label Judul",
        "Keyword", "Kata kunci berita", "Tanggal Lahir", "Tanggal Diperbarui", "Tanggal Kejadian",
        "date_modified", "Sumber Foto", "media_url", "Content Type", "text length", "post_author",
        'title:"Puerto Rico"', "title:berita", "post_date_gmt", "Tanggal berita dan isi berita",
    ],
)  # fmt: skip
def test_look_alikes_fill_nothing(name):
    assert columns.recognise([name]) == {}


def test_a_listed_name_goes_before_a_compound():
    names = ["Teks Berita", "Tanggal Terbit Berita", "text", "date", "Judul Berita Utama", "title"]
    assert columns.recognise(names) == {"text": "text", "date": "date", "title": "title"}
    mapped = columns.recognise(names, {"text": "Teks Berita"})
    assert mapped["Teks Berita"] == "text" and "text" not in mapped


def test_the_day_of_collection_is_no_date():
    for name in ("Tanggal Scrape", "Tanggal Diakses", "crawl date", "date_downloaded"):
        assert columns.recognise(["title", name]) == {"title": "title", name: "collected_on"}


def test_an_article_is_a_text_only_beside_a_title():
    assert columns.recognise(["bulan", "berita", "jumlah"]) == {}
    assert not columns.fits(["date", "article"])
    aggregator = ["ID", "TITLE", "PUBLISHER", "CATEGORY", "STORY", "HOSTNAME", "TIMESTAMP"]
    assert "text" not in columns.recognise(aggregator).values()  # its story is a group's id


def test_unused_names_are_given_without_words_of_articles():
    names = ["title", "label", " kategori ", "Polisi bongkar sindikat perdagangan", "2017", "text"]
    assert columns.unused(names) == ["label", "kategori", "column 4", "column 5"]
    assert columns.unused(names, {"title": "label"})[0] == "title"
    assert columns.unused(["Polisi bongkar sindikat", "2017-10-26"]) == []


@pytest.mark.parametrize(
    "first_line",
    [
        ["Korban dipulangkan", "2017-10-27", "Detik"],
        ["Korban dipulangkan", "27 Oktober 2017"],
        ["Korban dipulangkan", "Kamis, 26/10/2017"],
        ["Korban dipulangkan", "October 27, 2017"],
        ["Korban dipulangkan", "https://example.org/a"],
        ["12", "Korban dipulangkan", "43,034"],
        ["Korban pulang ke kampung", "Detik"],
    ],
)
def test_a_first_line_of_values_is_never_quoted(first_line):
    message = str(columns.refuse("a.csv", first_line))
    assert "Korban" not in message and "add a header line" in message
    with pytest.raises(columns.InputError) as caught:
        columns.refuse_double("a.csv", [*first_line, first_line[0]])
    assert "Korban" not in str(caught.value)


def test_a_header_without_articles_is_quoted():
    assert "it has: barang, harga" in str(columns.refuse("a.csv", ["barang", "harga"]))


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_header_is_taken_and_each_name_used_once(names):
    found = columns.recognise(names)
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(names)
    if found:
        assert len(columns.unused(names)) == sum(n not in found for n in names)


def test_long_names_cost_no_time():
    columns.recognise(["_" * 1_000_000, "a " * 500_000, "tanggal" + "_" * 52 + "!"])
