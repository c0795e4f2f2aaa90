"""Factiva exports: fields without labels found by their order, in whatever language they stand."""

import html
import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import dates
from analysis.corpus.readers import ROW, factiva
from analysis.corpus.readers.factiva import read_factiva
from analysis.schema import InputError

HELD = {
    "irish-independence_1_2017-11-14.html": 44,
    "nyt_1_1993-01-03.html": 27,
    "factiva_test.xml": 3,
    "reut21578-factiva.xml": 19,
}
OWN_COUNT = {"html": rb'class="article enArticle"', "xml": rb"<accessionNo>"}


def _sample(shared, name):
    return read_factiva((shared / "formats" / "factiva" / name).read_bytes(), name)


def _refused(raw):
    return [n for n in raw.notes if n["action"] == "quarantined"]


def _noted(raw):
    return [n["reason"] for n in raw.notes if n["action"] == "noted"]


def _rows(raw):
    return raw.frame[["title", "outlet", "date", "text", "input_id"]].to_numpy().tolist()


# --- the samples ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "held"), HELD.items())
def test_each_document_is_a_row_with_its_accession_number(shared, name, held):
    content = (shared / "formats" / "factiva" / name).read_bytes()
    raw = read_factiva(content, name)
    assert len(re.findall(OWN_COUNT[name.rpartition(".")[2]], content)) == held
    assert raw.rows_read == len(raw.frame) + len(_refused(raw)) == held and not _refused(raw)
    assert raw.kind == "factiva" and raw.frame[ROW].tolist() == list(range(1, held + 1))
    assert raw.frame["input_id"].is_unique and (raw.frame["input_id"] != "").all()
    assert all(number.encode() in content for number in raw.frame["input_id"])
    assert raw.provenance["self_check"].startswith(f"{held} documents: ")


@pytest.mark.parametrize("name", HELD)
def test_every_row_has_text_outlet_and_date_and_no_mark_of_the_database(shared, name):
    frame = _sample(shared, name).frame
    assert (frame["title"] != "").all() and (frame["text"].str.split().str.len() > 10).all()
    assert frame["outlet"].nunique() == 1 and (frame["cut_text"] != "").all()
    marks = r"All Rights Reserved|Factiva|^Do[ck]ument \w+$|\(c\) 20|^\d+ (?:words|Wörter)$"
    assert not frame["text"].str.contains(marks, regex=True, flags=re.M).any()


@pytest.mark.parametrize(
    ("name", "row", "title", "outlet", "day", "author", "first", "last"),
    [
        ("irish-independence_1_2017-11-14.html", 1, "Is all sexual harassment", "Irish Independent",
         "2017-11-13", "", "MIND MATTERS WITH", "could be devastating"),
        ("irish-independence_1_2017-11-14.html", 16, "Catalan move raises EU", "Irish Independent",
         "2017-10-28", "James Rothwell; James Badcock", "THE EU's most senior", "Daily Telegraph"
         " London)"),
        ("nyt_1_1993-01-03.html", 1, "EUROPEAN INQUIRY SAYS", "The New York Times",
         "1993-01-09", "Alan Riding", "PARIS, Jan. 8 --", "(Nina Berman/Sipa Press)(pg. 4)"),
        ("nyt_1_1993-01-03.html", 27, "Japan's Nuclear Project", "The New York Times",
         "1993-01-03", "", "To the Editor:", "Hospital-Cornell Medical Center."),
        ("factiva_test.xml", 2, "TEST - second article de test", "My Newspaper",
         "2012-01-06", "", "Voici le chapeau", "Et un mot accentué."),
        ("reut21578-factiva.xml", 3, "TEXACO CANADA (TXC)", "Reuters-21578",
         "1987-02-26", "", "Texaco Canada said it", "crude oil postings on Feb 19."),
    ],
)  # fmt: skip
def test_fields_are_those_that_a_reader_sees(
    shared, name, row, title, outlet, day, author, first, last
):
    found = _sample(shared, name).frame.set_index(ROW).loc[row]
    assert found["title"].startswith(title) and found["outlet"] == outlet
    assert found["author"] == author
    read = dates.parse(found["date"]).on
    assert (read.isoformat() if read else found["date"]) == day
    assert found["text"].startswith(first) and found["text"].endswith(last)


def test_a_page_that_says_utf_8_and_is_not_is_read_as_cp1252_with_a_note(shared):
    raw = _sample(shared, "nyt_1_1993-01-03.html")
    assert raw.encoding == "cp1252" and "not UTF-8" in _noted(raw)[0]
    assert "877 Wörter" in raw.frame["cut_text"][0]


def test_the_summary_of_the_search_gives_query_and_moment(shared):
    said = _sample(shared, "nyt_1_1993-01-03.html").provenance
    assert said["query"].startswith("Text: terror*; Datum: 01/03/1993 bis")
    assert "Alle" not in said["query"] and said["exported_on"] == "2020-01-16 07:41 +00:00"


def test_languages_agencies_and_datelines_are_told(shared):
    frame = _sample(shared, "nyt_1_1993-01-03.html").frame
    assert set(frame["lang"]) == {"en"}
    assert frame["agency"][16] == "Reuters" and frame["dateline_place"][0] == "Paris"
    assert _sample(shared, "factiva_test.xml").frame["lang"].tolist() == ["en", "fr", "en"]


def test_a_count_that_does_not_agree_is_noted(shared):
    raw = _sample(shared, "reut21578-factiva.xml")  # states 20 and holds 19
    assert raw.provenance["self_check"] == "19 documents: articles 19, count 20"
    assert len(_noted(raw)) == 1 and "do not agree" in _noted(raw)[0]


def test_samples_are_recognised_and_no_other_file_is_claimed(shared):
    files = [p for p in (shared / "formats").rglob("*") if p.is_file()]
    files += [p for p in (shared / "hostile").rglob("*") if p.is_file()]
    claimed = {
        p.name for p in files if p.stat().st_size < 2_000_000 and factiva.recognises(p.read_bytes())
    }
    assert claimed == set(HELD)
    assert not factiva.recognises(b'<html><div class="article enArticle">only this</div></html>')
    assert not factiva.recognises(b"<?xml version='1.0'?><rss><item/></rss>")


# --- layouts written by hand ---------------------------------------------------------------------

PRINTED = {
    "9 Januar 1993": "1993-01-09",
    "7 octobre 2018": "2018-10-07",
    "7 de octubre de 2018": "2018-10-07",
    "2018 年 10 月 7 日": "2018-10-07",
    "7 октября 2018": "2018-10-07",
    "7 October 2018": "7 October 2018",
    "7 Oktober 2018": "7 Oktober 2018",
}
WORDS = ["12 words", "12 Wörter", "12 mots", "12 palabras", "12 字", "12 слов"]


def _number(at):
    return f"KORN0000{20180000 + at}edbd0000d"


def _page(documents, *, words="12 words", tail="", lang="id"):
    parts = ['<html><head></head><body><div id="contentLeft">']
    for at, (title, outlet, date, body) in enumerate(documents):
        lines = ["News", "@", words, date, "10:15", outlet, "KORN", "Bahasa", "(c) 2018 K"]
        shown = [f"<div>{html.escape(line)}</div>" for line in lines]
        shown[1] = f'<div id="hd"><span class="{lang}Headline">{html.escape(title)} </span></div>'
        paragraphs = "".join(
            f'<p class="articleParagraph {lang}articleParagraph">{html.escape(p)}</p>' for p in body
        )
        parts.append(f'<div id="article-{_number(at)}" class="article">')
        parts.append(f'<div class="article {lang}Article"><p>\n</p>{"".join(shown)}<p></p>')
        parts.append(f"{paragraphs}<p>K Ltd</p><p>Document {_number(at)}</p></div></div><br>")
    return "".join([*parts, tail, "</div></body></html>"]).encode()


def _xml(documents, *, count=None):
    parts = [f'<ppsarticleResultSet count="{len(documents) if count is None else count}">']
    for at, (title, outlet, date, body) in enumerate(documents):
        lines = "".join(f"<paragraph>{escape(p)}</paragraph>" for p in body[1:])
        parts.append(
            f"<ppsarticle><article><accessionNo>{_number(at)}</accessionNo>"
            f"<baseLanguage>ID</baseLanguage><copyright>(c) K</copyright>"
            f"<headline><paragraph>{escape(title)}</paragraph></headline><byline>By Ani</byline>"
            f"<leadParagraph><paragraph>{escape(body[0])}</paragraph></leadParagraph>"
            f"<publicationDate><date>{escape(date)}</date></publicationDate>"
            f"<sourceName>{escape(outlet)}</sourceName>"
            f"<tailParagraphs>{lines}</tailParagraphs></article></ppsarticle>"
        )
    head = '<?xml version="1.0" encoding="utf-8"?><PPSResponse xmlns="http://x/pps">'
    return "".join([head, *parts, "</ppsarticleResultSet></PPSResponse>"]).encode()


def _plain(document, at):
    title, outlet, date, body = document
    text = "\n".join(" ".join(p.split()) for p in body)
    return [
        " ".join(title.split()),
        " ".join(outlet.split()),
        PRINTED.get(date, date),
        text,
        _number(at),
    ]


_LETTERS = st.characters(max_codepoint=0xD7FF, exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"))
_LINE = st.lists(st.text(_LETTERS, min_size=1, max_size=9), min_size=1, max_size=20).map(" ".join)
_OUTLET = st.sampled_from(["Koran A", "The New York Times", "Le 13 Heures", "Harian <B> & C"])
_BODY = st.lists(_LINE, min_size=1, max_size=4)
_DOCUMENTS = st.lists(
    st.tuples(_LINE, _OUTLET, st.sampled_from(list(PRINTED)), _BODY), min_size=1, max_size=3
)
_few = settings(max_examples=50, deadline=None)


@_few
@given(_DOCUMENTS, st.sampled_from(WORDS), st.sampled_from(["id", "ms", "en", "zh"]))
def test_any_document_of_a_page_comes_back_equal(documents, words, lang):
    raw = read_factiva(_page(documents, words=words, lang=lang), "a.html")
    assert _rows(raw) == [_plain(d, at) for at, d in enumerate(documents)]
    assert set(raw.frame["lang"]) == {lang}


@_few
@given(_DOCUMENTS)
def test_any_document_of_an_xml_file_comes_back_equal(documents):
    raw = read_factiva(_xml(documents), "a.xml")
    expected = [_plain((*d[:2], "", d[3]), at) for at, d in enumerate(documents)]
    assert [[*r[:2], "", *r[3:]] for r in _rows(raw)] == expected
    assert set(raw.frame["author"]) == {"Ani"} and set(raw.frame["lang"]) == {"id"}


TWO = [
    ("Judul satu", "Koran A", "7 Oktober 2018", ["Paragraf pertama.", "Kedua."]),
    ("Judul dua", "Koran B", "8 October 2018", ["Isi berita lain.", "Penutup."]),
]
TWO_ROWS = [_plain(d, at) for at, d in enumerate(TWO)]


def test_what_the_search_found_beyond_the_file_is_noted():
    summary = (
        '<table class="searchPreview"><tr><td>Text</td><td>perdagangan orang</td></tr>'
        "<tr><td>Source</td><td>All Sources</td></tr><tr><td>Results</td><td>240</td></tr>"
        "<tr><td>Timestamp</td><td>16 January 2020 7:41 GMT</td></tr></table>"
    )
    raw = read_factiva(_page(TWO, tail=summary), "a.html")
    assert _rows(raw) == TWO_ROWS and raw.provenance["query"] == "Text: perdagangan orang"
    assert _noted(raw) == ["the search found 240 documents, the file holds 2"]


def test_a_document_without_text_is_quarantined():
    raw = read_factiva(_page([(*TWO[0][:3], []), TWO[1]]), "a.html")
    assert _rows(raw) == TWO_ROWS[1:] and "without text" in _refused(raw)[0]["reason"]
    raw = read_factiva(_xml([(*TWO[0][:3], [""]), TWO[1]]), "a.xml")
    assert _rows(raw) == TWO_ROWS[1:] and "without text" in _refused(raw)[0]["reason"]


def test_a_body_far_shorter_than_stated_is_noted():
    raw = read_factiva(_page(TWO[:1], words="1.300 Wörter"), "a.html")
    assert "states 1,300 words, 5 were read" in _noted(raw)[0]


@pytest.mark.parametrize("made", [_page(TWO), _xml(TWO)], ids=["html", "xml"])
def test_a_cut_file_keeps_whole_documents_and_tells_of_the_other(made):
    for end in range(0, len(made), 7):
        try:
            raw = read_factiva(made[:end], "a")
        except InputError:
            continue
        assert _rows(raw) in ([], TWO_ROWS[:1], TWO_ROWS)
        assert raw.rows_read == len(raw.frame) + len(_refused(raw))


def test_a_cut_file_of_xml_counts_what_is_missing():
    made = _xml(TWO)
    raw = read_factiva(made[: made.index(b"Penutup")], "a.xml")
    assert _rows(raw) == TWO_ROWS[:1] and "not well formed" in _refused(raw)[0]["reason"]
    assert raw.frame[ROW].tolist() == [1] and _refused(raw)[0]["source_row"] == 2
    raw = read_factiva(made.replace(b"</ppsarticle></ppsarticleResultSet></PPSResponse>", b""), "a")
    assert _rows(raw) == TWO_ROWS[:1]


def test_a_broken_article_costs_only_itself():
    raw = read_factiva(_xml(TWO).replace(b"Kedua.", b"Kedua & <."), "a.xml")
    assert _rows(raw) == TWO_ROWS[1:] and _refused(raw)[0]["source_row"] == 1


def test_xml_that_says_utf_8_and_is_not_is_read_as_cp1252():
    made = _xml(TWO).replace(b"Penutup.", b"Penutup caf\xe9.")
    raw = read_factiva(made, "a.xml")
    assert raw.frame["text"][1].endswith("Penutup café.") and raw.encoding == "cp1252"


def test_xml_in_its_declared_encoding_is_read_without_a_note():
    made = _xml(TWO).replace(b'"utf-8"', b'"iso-8859-1"').replace(b"Penutup.", b"Penutup caf\xe9.")
    raw = read_factiva(made, "a.xml")
    assert raw.frame["text"][1].endswith("café.") and raw.encoding == "iso-8859-1"
    assert not raw.notes


@pytest.mark.parametrize("break_it", [b"", b"&undefined;"], ids=["well formed", "not well formed"])
def test_entities_are_refused(break_it):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><PPSResponse>'
    bomb += b"<ppsarticle><headline>&y;</headline>" + break_it + b"</ppsarticle></PPSResponse>"
    assert factiva.recognises(bomb)
    with pytest.raises(InputError, match="^a.xml: .*entities"):
        read_factiva(bomb, "a.xml")


def test_a_line_that_cannot_be_decoded_takes_only_its_document():
    lines = _page(TWO).replace(b'<div id="article-', b'\n<div id="article-')
    raw = read_factiva(lines.replace(b"Penutup", b"Penutup \x81"), "a.html")
    assert _rows(raw) == TWO_ROWS[:1] and "neither UTF-8 nor cp1252" in _refused(raw)[0]["reason"]


def test_script_and_markup_in_a_text_stay_text():
    evil = ("<script>x</script>", "K", "7 October 2018", ["<img src=x onerror=y> &amp; =1+1"])
    assert _rows(read_factiva(_page([evil]), "a"))[0] == _plain(evil, 0)
    assert _rows(read_factiva(_xml([evil]), "a"))[0] == _plain(evil, 0)


def test_a_date_in_the_credit_is_not_that_of_publication():
    made = _page(TWO).replace(b"<div>12 words", b"<div>Bogor, 3 March 2011</div><div>12 words")
    assert _rows(read_factiva(made, "a.html")) == TWO_ROWS
    no_words = re.sub(rb"<div>12 words</div>", b"", _page(TWO))
    assert _rows(read_factiva(no_words, "a.html")) == TWO_ROWS


def test_a_lead_without_marked_paragraphs_is_parted_by_its_indents():
    told = b"\nSatu kalimat\nyang panjang.\n    Alinea dua\nselesai.\n   "
    lead = b"<leadParagraph>" + told + b"</leadParagraph>"
    made = re.sub(rb"<leadParagraph>.*?</leadParagraph>", lead, _xml(TWO[:1]))
    text = read_factiva(made, "a.xml").frame["text"][0]
    assert text == "Satu kalimat yang panjang.\nAlinea dua selesai.\nKedua."


def test_a_document_whose_mark_is_lost_is_quarantined():
    raw = read_factiva(
        _page(TWO).replace(b'<div class="article idArticle">', b"<div>", 1), "a.html"
    )
    assert _rows(raw) == TWO_ROWS[1:] and "blocks 1" in _noted(raw)[0]
    assert raw.rows_read == 2 and "frame" in _refused(raw)[0]["reason"]


def test_newswire_xml_is_read_as_its_definition_says():
    made = b"""<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE doc SYSTEM "djnml-1.0b.dtd">
<doc><djnml publisher="DJN" docdate="20020103" xml:lang="en-us"><head><docdata><djn>
<djn-newswires news-source="DJDN"><djn-mdata accession-number="20020103000042"
 display-date="20020103T0912Z"/></djn-newswires></djn></docdata></head>
<body><headline>A sample headline</headline>
<text><pre>First line
second line</pre><p>A paragraph
over two lines.</p></text></body></djnml></doc>"""
    assert factiva.recognises(made)
    row = read_factiva(made, "a.nml").frame.iloc[0]
    assert row["text"] == "First line\nsecond line\nA paragraph over two lines."
    assert row["date"] == "2002-01-03" and row["outlet"] == "Dow Jones Newswires"
    assert (row["title"], row["lang"], row["input_id"]) == (
        "A sample headline", "en", "20020103000042",
    )  # fmt: skip


def test_several_newswire_documents_one_after_the_other_are_all_read():
    one = '<doc><djnml publisher="DJN" docdate="2002010{}"><body><headline>H</headline>'
    one += "<text><p>T {}</p></text></body></djnml></doc>"
    made = "<?xml version='1.0'?>\n" + "\n".join(one.format(n, n) for n in (1, 2, 3))
    raw = read_factiva(made.encode(), "a.nml")
    assert raw.frame["text"].tolist() == ["T 1", "T 2", "T 3"] and raw.rows_read == 3


def test_a_file_without_a_document_is_an_error():
    for content in (b"<html></html>", b"<?xml version='1.0'?><PPSResponse></PPSResponse>", b""):
        with pytest.raises(InputError, match="^a: no document"):
            read_factiva(content, "a")
