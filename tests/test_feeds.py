"""Feeds and sitemaps: every item counted, dangerous XML refused, damage told, HTML made text."""

import json
import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import dates
from analysis.corpus.readers import feeds, services, sitemaps
from analysis.corpus.readers.fragments import plain
from analysis.schema import InputError

RSS = (
    '<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kabar Dua</title>'
    "<language>id</language>{}</channel></rss>"
)


def rss(*items):
    return RSS.format("".join(f"<item>{item}</item>" for item in items)).encode()


def rows(raw):
    return raw.frame.to_dict("records")


def refused(raw):
    return {n["source_row"]: n["reason"] for n in raw.notes if n["action"] == "quarantined"}


@pytest.mark.parametrize(
    ("name", "items", "title", "day", "outlet"),
    [
        ("real-cnn.rss", 69, "Any investigation of a former president", "2022-07-27", "cnn.com"),
        ("real-korean-times.rss", 195, "France on course", "2022-07-28", "koreatimes.co.kr"),
    ],
)
def test_real_feeds_give_every_item(shared, name, items, title, day, outlet):
    content = (shared / "formats/feeds" / name).read_bytes()
    raw = services.read(content, name)
    assert content.count(b"<item>") == items == raw.rows_read == len(raw.frame)
    first = rows(raw)[0]
    assert first["title"].startswith(title) and outlet in first["url"]
    assert dates.parse(first["date"]).on.isoformat() == day
    printed = raw.frame["date"][raw.frame["date"] != ""]
    assert all(dates.parse(p).on for p in printed), "every printed date is read"
    assert content.lower().count(b"</pubdate>") - (name == "real-cnn.rss") == len(printed)
    assert raw.date_source == "feed"


def test_a_country_given_for_a_language_is_left_to_the_detector(shared):
    path = shared / "formats/feeds/real-korean-times.rss"
    assert set(services.read(path.read_bytes(), path.name).frame["lang"]) == {""}
    assert rows(feeds.read(rss("<title>A</title>"), "f"))[0]["lang"] == "id"


@pytest.mark.parametrize("name", ["rss_billion_laughs.xml", "rss_xxe.xml"])
def test_xml_that_declares_entities_is_refused_at_once(shared, name):
    content = (shared / "hostile" / name).read_bytes()
    began = time.perf_counter()
    assert services.recognises(content)
    with pytest.raises(InputError, match=f"^{name}: XML that declares entities"):
        services.read(content, name)
    assert time.perf_counter() - began < 1


def test_entities_behind_damage_are_refused_too():
    hidden = b'<rss><\x01><!DOCTYPE rss [<!ENTITY a "b">]><channel><item><title>&a;</title>'
    with pytest.raises(InputError, match="declares entities"):
        feeds.read(hidden, "f.xml")


def test_the_truncated_sample_keeps_its_whole_item(shared):
    content = (shared / "hostile/rss_truncated.xml").read_bytes()
    raw = services.read(content, "rss_truncated.xml")
    assert content.count(b"<item>") == 2 == raw.rows_read
    assert raw.frame["title"].tolist() == ["A"]
    assert refused(raw) == {2: "the file ends inside this item"}
    assert any("damaged or cut (line 1)" in n["reason"] for n in raw.notes)


def test_the_wrongly_declared_sample_is_read_right(shared):
    content = (shared / "hostile/rss_wrong_encoding.xml").read_bytes()
    raw = services.read(content, "rss_wrong_encoding.xml")
    assert raw.frame["title"].tolist() == ["café"]
    assert raw.encoding == "cp1252"
    assert "declared as utf-8, which it is not" in raw.notes[0]["reason"]


def test_one_foreign_line_does_not_spoil_the_others():
    content = rss("<title>é utuh</title>\n", "<title>caf@</title>\n", "<title>z#</title>\n")
    content = content.replace(b"@", b"\xe9").replace(b"#", b"\x81")
    raw = feeds.read(content, "f.xml")
    assert raw.frame["title"].tolist() == ["é utuh", "café"]
    assert refused(raw) == {3: "bytes that are neither UTF-8 nor cp1252"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_declared_encodings_are_honoured(encoding):
    text = RSS.format("<item><title>Kafé «buka»</title></item>")
    text = text.replace('"1.0"?', f'"1.0" encoding="{encoding.removesuffix("-sig")}"?', 1)
    content = text.encode(encoding)
    assert services.recognises(content)
    assert feeds.read(content, "f.xml").frame["title"].tolist() == ["Kafé «buka»"]


def test_every_cut_of_a_feed_gives_the_items_before_it(shared):
    content = (shared / "formats/feeds/real-cnn.rss").read_bytes()
    whole = feeds.read(content, "f")
    for cut in range(600, len(content), 17_389):
        part = feeds.read(content[:cut], "f")
        assert part.rows_read == len(part.frame) + len(refused(part))
        assert rows(part) == rows(whole)[: len(part.frame)]
        assert len(part.frame) == content[:cut].count(b"</item>")


def test_html_becomes_text_and_the_whole_text_goes_before_the_summary():
    body = "<p>Satu &amp; <b>dua</b></p><script>alert(1)</script><p>tiga</p><style>p {}</style>"
    raw = feeds.read(
        rss(
            f"<title>A &amp;#8217; B</title><description>{escape('Ringkas <i>ini</i>')}"
            f"</description><content:encoded><![CDATA[{body}]]></content:encoded>",
            f"<title>B</title><description>{escape(body)}</description>",
        ),
        "f.xml",
    )
    first, second = rows(raw)
    assert first["title"] == "A ’ B"
    assert first["text"] == second["text"] == "Satu & dua\ntiga"
    assert first["cut_text"] == "Ringkas ini"


def test_fields_of_an_item():
    item = (
        "<title>T</title><guid>7</guid><link>https://kabardua.test/1</link><category>hukum"
        "</category><dc:creator>Ani</dc:creator><author>redaksi@kabardua.test (Budi)</author>"
        "<pubDate>Thu,28 Jul 2022 4:35:5 GMT+9</pubDate>"
        '<source url="https://kompas.com">Kompas.com</source>'
    )
    row = rows(feeds.read(rss(item), "f"))[0]
    assert (row["input_id"], row["url"]) == ("7", "https://kabardua.test/1")
    assert row["outlet"] == "Kompas.com"
    assert "Ani" in row["author"] and "@" not in row["author"]
    assert row["date"] == "Thu,28 Jul 2022 4:35:5 GMT+9"
    assert dates.parse(row["date"]).on.isoformat() == "2022-07-28"


def test_the_outlet_is_the_feed_only_where_the_item_has_no_address():
    first, second = rows(
        feeds.read(rss("<title>A</title>", "<title>B</title><link>http://x.test/1</link>"), "f")
    )
    assert (first["outlet"], second["outlet"]) == ("Kabar Dua", "")


def test_what_looks_wrongly_decoded_is_kept_and_told():
    raw = feeds.read(rss("<title>cafÃ©</title>"), "f")
    assert raw.frame["title"].tolist() == ["cafÃ©"]
    assert "kept as it is" in raw.notes[0]["reason"]


def test_items_without_title_and_text_are_quarantined():
    raw = feeds.read(rss("<link>http://x.test/1</link>", "<title>A</title>"), "f")
    assert refused(raw) == {1: "neither title nor text"}
    assert raw.frame["_row"].tolist() == [2]


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>K</title>'
    '<entry><title>One</title><link href="http://x.test/1"/><id>u:1</id>'
    "<published>2020-01-02T03:04:05Z</published><updated>2021-01-01T00:00:00Z</updated></entry>"
    '<entry><title type="text">if a &lt;b&gt; c</title><id>u:2</id>'
    '<updated>2021-01-01T00:00:00Z</updated><content type="html">&lt;p&gt;hey&lt;/p&gt;</content>'
    "</entry></feed>"
)


def test_atom_says_published_and_changed_apart():
    assert services.recognises(ATOM.encode())
    raw = feeds.read(ATOM.encode(), "a.xml")
    first, second = rows(raw)
    assert first["date"] == "2020-01-02T03:04:05Z"
    assert second["date"] == "", "changed is not published"
    assert [n["reason"] for n in raw.notes] == [
        "1 items say when they were changed, not when published; undated"
    ]
    assert second["text"] == "hey" and first["lang"] == "en"


def test_rss_1_prints_its_day_as_dc_date():
    content = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<channel><title>K</title></channel><item><title>A</title><link>http://x.test/1</link>"
        b"<dc:date>2020-01-02T03:04:05+07:00</dc:date></item></rdf:RDF>"
    )
    assert services.recognises(content)
    assert rows(feeds.read(content, "f.rdf"))[0]["date"] == "2020-01-02T03:04:05+07:00"


def test_json_feed():
    items = [
        {
            "id": "1",
            "url": "https://kabardua.test/1",
            "title": "A",
            "content_html": "<p>isi &amp; lain</p>",
            "date_published": "2020-01-02T03:04:05+07:00",
            "authors": [{"name": "Ani"}, {"name": "Budi"}],
        },
        {"id": 2, "content_text": "hanya isi", "date_modified": "2021-01-01T00:00:00Z"},
        {"id": "3"},
        None,
    ]
    version = "https://jsonfeed.org/version/1.1"
    content = json.dumps({"version": version, "title": "K", "items": items}).encode()
    assert services.recognises(content)
    raw = services.read(content, "f.json")
    first, second = rows(raw)
    assert (first["text"], first["author"]) == ("isi & lain", "Ani; Budi")
    assert (second["text"], second["date"], second["input_id"]) == ("hanya isi", "", "2")
    assert refused(raw) == {3: "neither title nor text", 4: "not a JSON object"}
    assert raw.rows_read == 4


SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{}</urlset>'
)
NEWS = (
    "<url><loc>https://kabardua.test/{0}?a=1&amp;b=2</loc><lastmod>2024-05-05</lastmod><news:news>"
    "<news:publication><news:name>Kabar Dua</news:name><news:language>id</news:language>"
    "</news:publication><news:publication_date>2024-03-0{0}T10:00:00+07:00"
    "</news:publication_date><news:title>Judul {0}</news:title></news:news>"
    "<image:image><image:title>Foto</image:title></image:image></url>"
)


def test_a_news_sitemap():
    bare = "<url><loc>https://kabardua.test/tentang</loc></url>"
    content = SITEMAP.format(NEWS.format(1) + bare + NEWS.format(2)).encode()
    assert services.recognises(content)
    raw = services.read(content, "news-sitemap.xml")
    assert raw.rows_read == content.count(b"<url>") == 3
    assert raw.frame["title"].tolist() == ["Judul 1", "Judul 2"]
    row = rows(raw)[0]
    assert row["url"] == "https://kabardua.test/1?a=1&b=2"
    assert row["date"] == "2024-03-01T10:00:00+07:00"
    assert (row["outlet"], row["lang"]) == ("Kabar Dua", "id")
    assert refused(raw) == {2: "neither title nor text"}


def test_a_cut_sitemap_keeps_the_addresses_before():
    content = SITEMAP.format(NEWS.format(1) + NEWS.format(2)).encode()
    raw = sitemaps.read(content[: content.index(b"Judul 2")], "s.xml")
    assert raw.frame["title"].tolist() == ["Judul 1"]
    assert refused(raw) == {2: feeds.CUT}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SITEMAP.format("<url><loc>https://x.test/</loc></url>"), "without titles"),
        ("<sitemapindex><sitemap><loc>https://x.test/1</loc></sitemap></sitemapindex>", "an index"),
        ('<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "entities"),
    ],
)
def test_sitemaps_without_articles_are_refused(content, words):
    assert services.recognises(content.encode())
    with pytest.raises(InputError, match=words):
        services.read(content.encode(), "s.xml")


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><rss></rss></body></html>",
        b"<!DOCTYPE html><p>rss",
        b"<feed>no Atom</feed>",
        b"<ppsarticle><article/></ppsarticle>",
        b"title,text\n<rss>,b\n",
        b'{"judul": "version https://jsonfeed.org/version"}',
        b"",
    ],
)
def test_other_files_are_left_alone(content):
    assert not services.recognises(content)


def test_a_comment_before_the_feed_does_not_hide_it():
    assert services.recognises(b"<!-- <html> -->\n" + rss("<title>A</title>").split(b"\n")[1])


@pytest.mark.parametrize("unit", [b"<", b"<a ", b"&", b"<!--", b"<item><title>", b"<![CDATA["])
def test_hostile_feeds_end_soon(unit):
    began = time.perf_counter()
    raw = feeds.read(b'<rss version="2.0">' + unit * 20_000, "f.xml")
    assert raw.rows_read == len(raw.frame) + len(refused(raw))
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a &amp; b", "a & b"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("<p>satu<br>dua</p>tiga<!-- c -->", "satu\ndua\ntiga"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<script>x", ""),
        ("<b>" * 3000 + "<script>bad()</script>baik &amp; <i>benar</i>", "baik &\nbenar"),
        ("<?xml version='1.0' encoding='latin1'?><p>é</p>", "é"),
    ],
)
def test_html_fragments(markup, text):
    assert plain(markup) == text


PRINTED = st.text(
    alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30
)


@given(st.lists(st.tuples(PRINTED, PRINTED), max_size=4))
def test_what_a_feed_prints_is_what_is_read(items):
    # twice escaped: once for XML, once because RSS carries HTML
    printed = [
        f"<title>{escape(escape(t))}</title><description>{escape(escape(d))}</description>"
        for t, d in items
    ]
    raw = feeds.read(rss(*printed), "f.xml")
    assert raw.rows_read == len(items) == len(raw.frame) + len(refused(raw))
    read = {row["_row"]: (row["title"], row["text"]) for row in rows(raw)}
    told = enumerate(([" ".join(cell.split()) for cell in item] for item in items), start=1)
    assert read == {n: tuple(cells) for n, cells in told if any(cells)}
