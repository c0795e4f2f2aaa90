"""Nexis exports, new and old: every document is a row, with its own text and nothing else."""

import html
import re
import textwrap
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_docx import packed, run

from analysis.corpus import dates
from analysis.corpus.readers import ROW, exports, nexis_docx, nexis_pages
from analysis.corpus.readers.nexis_docx import read_nexis_docx
from analysis.corpus.readers.nexis_pages import read_nexis_pages
from analysis.schema import InputError

DOCX = {
    "guardian1.docx": 2,
    "guardian2.docx": 1,
    "usa-today.docx": 7,
    "washington-post.docx": 50,
    "lexisnexistools_sample.docx": 10,
}
PAGES = {
    "afp_2013-03-12_0501.html": 74,
    "lexisnexis_test_en.html": 2,
    "lexisnexis_test_extra_lines.html": 1,
    "lexisnexis_test_multipart_main_texts.html": 1,
    "lexisnexis_test_no_headings.html": 1,
    "lexisnexistools_sample.txt": 10,
}
MARKERS = re.compile(
    r"Load-Date|LOAD-DATE|End of Document|^Length:|^LENGTH:|All Rights Reserved|DOCUMENTS$"
    r"|^Classification$|Publication-Type|PUBLICATION-TYPE|^Copyright \d{4}",
    re.M,
)
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "December"]


def _read(content, name):
    reader = read_nexis_docx if name.endswith(".docx") else read_nexis_pages
    return reader(content, name)


def _sample(shared, name):
    return _read((shared / "formats" / "nexis" / name).read_bytes(), name)


def _refused(raw):
    return [n for n in raw.notes if n["action"] == "quarantined"]


def _noted(raw):
    return [n["reason"] for n in raw.notes if n["action"] == "noted"]


def _rows(raw):
    return raw.frame[["title", "outlet", "date", "text"]].to_numpy().tolist()


# --- the samples ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "held"), DOCX.items())
def test_each_document_of_a_word_export_is_a_row(shared, name, held):
    with zipfile.ZipFile(shared / "formats" / "nexis" / name) as parts:
        xml = parts.read("word/document.xml").decode()
    raw = _sample(shared, name)
    assert re.sub("<[^>]*>", "", xml).count("End of Document") == held  # split over runs in two
    assert raw.rows_read == len(raw.frame) + len(_refused(raw)) == held
    assert raw.kind == "nexis" and not _refused(raw)
    marks = f"Body {held}, Length {held}, End of Document {held}"
    assert raw.provenance["self_check"] == f"{exports.counted(held)}: {marks}"


@pytest.mark.parametrize(("name", "held"), PAGES.items())
def test_each_document_of_an_old_export_is_a_row(shared, name, held):
    text = (shared / "formats" / "nexis" / name).read_text(encoding="utf-8-sig")
    marks = [int(n) for n in re.findall(r"(\d+) of \d+ DOCUMENTS(?=<|\r?\n)", text)]
    raw = _sample(shared, name)
    assert len(marks) == held and raw.frame[ROW].tolist() == marks
    assert raw.rows_read == len(raw.frame) + len(_refused(raw)) == held
    assert raw.provenance["self_check"].startswith(
        f"{exports.counted(held)}: marks {marks[0]:,} to"
    )


@pytest.mark.parametrize("name", [*DOCX, *PAGES])
def test_every_row_has_text_outlet_and_a_day_and_no_mark_of_the_database(shared, name):
    frame = _sample(shared, name).frame
    assert (frame["text"].str.split().str.len() >= 12).all() and (frame["outlet"] != "").all()
    assert all(dates.parse(day).on for day in frame["date"])
    assert not [t for t in frame["text"] + "\n" + frame["title"] if MARKERS.search(t)]
    assert (frame["cut_text"] != "").all()


@pytest.mark.parametrize(
    ("name", "row", "title", "outlet", "day", "author", "first", "last"),
    [
        ("guardian1.docx", 1, "Worried about immigration?", "Guardian.com.", "2014-05-30",
         "Jonathan Glennie", "The surge in rightwing", "University of Oxford"),
        ("guardian2.docx", 1, "You, Me & The Apocalypse", "The Guardian", "2015-09-30",
         "Rhik Samadder", "It's a triple-threat British", "30 September, 9pm, Sky1"),
        ("usa-today.docx", 4, "Most goals met, GOP", "USA TODAY", "1997-08-06",
         "Jessica Lee", "WASHINGTON -- The Capitol", 'to restore that confidence."'),
        ("washington-post.docx", 24, "", "The Washington Post", "2007-04-02",
         "Sebastian Mallaby", "Two months ago an economist", "smallaby@cfr.org"),
        ("washington-post.docx", 47, "Protest Movement Loses", "The Washington Post", "2000-08-20",
         "Rene Sanchez; William Booth", "Smothered by police,",
         "contributed to this report."),
        ("afp_2013-03-12_0501.html", 1, "Syria opposition hails French", "Agence France Presse",
         "2013-03-14", "", "Syria's main opposition National", "the country as refugees."),
        ("lexisnexistools_sample.txt", 10, "Wikipedia", "DAILY MAIL (London)", "2010-01-09",
         "", "Wikipedia is a multilingual", "all languages across Turkey."),
        ("lexisnexistools_sample.txt", 8, "PRISONER OF HIS OWN", "MAIL ON SUNDAY", "2010-01-10",
         "Stephen Pollard", "In publishing and graphic", "pains to avoid worse."),
        ("lexisnexis_test_en.html", 2002, "First part; Second part", "Some Newspaper", "1993-01-28",
         "", "A list:", "Category 2\nBlah blah."),
        ("lexisnexis_test_multipart_main_texts.html", 1, "Lorem ipsum", "The Daily Planet",
         "2018-12-31", "Lois Lane", "Sed egestas, ante", "Find out more here."),
    ],
)  # fmt: skip
def test_fields_are_those_that_a_reader_sees(
    shared, name, row, title, outlet, day, author, first, last
):
    frame = _sample(shared, name).frame.set_index(ROW).loc[row]
    assert frame["title"].startswith(title) and bool(frame["title"]) == bool(title)
    assert frame["outlet"].startswith(outlet) and frame["author"] == author
    assert dates.parse(frame["date"]).on.isoformat() == day
    text = frame["text"].lstrip('"')
    assert text.startswith(first) and text.endswith(last)


def test_the_words_read_are_near_the_words_that_real_exports_state(shared):
    for name in (
        "guardian1.docx",
        "usa-today.docx",
        "washington-post.docx",
        "afp_2013-03-12_0501.html",
    ):
        raw = _sample(shared, name)
        stated = raw.frame["cut_text"].str.extract(r"(?im)^length: ([\d,]+) words", expand=False)
        body = raw.frame["text"] + " " + raw.frame["subtitle"]
        share = body.str.split().str.len() / stated.str.replace(",", "").astype(int)
        assert share.between(0.7, 1.2).all() and 0.9 < share.median() < 1.1 and not _noted(raw)


def test_of_the_cover_only_query_and_moment_are_kept(shared):
    raw = _sample(shared, "usa-today.docx")
    assert raw.provenance["query"] == "world trade organization litigation"
    assert raw.provenance["exported_on"] == "2018-12-19 19:08 +09:00"
    for name in (
        "usa-today.docx",
        "lexisnexistools_sample.txt",
        "lexisnexis_test_extra_lines.html",
    ):
        raw = _sample(shared, name)
        told = raw.frame.to_csv() + str(raw.notes) + str(raw.provenance)
        assert not re.search(r"MATSUMURA|7956|UNIVERSITY OF|POND ST|Client|Job Number", told)


def test_a_wrapped_query_of_a_text_export_is_one_line(shared):
    said = _sample(shared, "lexisnexistools_sample.txt").provenance
    assert said["query"].startswith("(DATE(>=2009-12-01") and said["query"].endswith("(TYPE(web)))")
    assert said["exported_on"] == "2018-03-20 16:51"


def test_load_dates_are_days_of_collection_and_datelines_give_the_place(shared):
    frame = _sample(shared, "usa-today.docx").frame
    assert frame["collected_on"][0] == "May 3, 2002" and frame["date"][0].startswith("May 2, 2002")
    assert frame["dateline_place"].tolist()[:1] == ["Washington"]
    assert "Indian Wells, California" in set(
        _sample(shared, "afp_2013-03-12_0501.html").frame["dateline_place"]
    )
    assert set(_sample(shared, "afp_2013-03-12_0501.html").frame["lang"]) == {"en"}


def test_an_abstract_is_a_subtitle_and_not_body(shared):
    row = _sample(shared, "guardian1.docx").frame.iloc[0]
    assert row["subtitle"].startswith("Jonathan Glennie and David Turton:")
    assert "ABSTRACT" in row["cut_text"] and "FULL TEXT" not in row["text"]


def test_corrections_and_captions_are_cut_and_kept_beside(shared):
    row = _sample(shared, "washington-post.docx").frame.iloc[45]
    assert "Correction-Date: October 11, 2003" in row["cut_text"]
    assert "referred incorrectly" not in row["text"]


@pytest.mark.parametrize("name", [*DOCX, *PAGES])
def test_samples_are_recognised_each_by_its_own_reader(shared, name):
    content = (shared / "formats" / "nexis" / name).read_bytes()
    assert nexis_docx.recognises(content) == name.endswith(".docx")
    assert nexis_pages.recognises(content) != name.endswith(".docx")


def test_ordinary_pages_tables_and_documents_are_not_claimed(shared):
    others = [
        p for p in (shared / "formats").rglob("*") if p.is_file() and p.parent.name != "nexis"
    ]
    others += [
        p for folder in ("pages", "hostile") for p in (shared / folder).rglob("*") if p.is_file()
    ]
    claimed = [
        p.name
        for p in others
        if p.stat().st_size < 2_000_000
        and (nexis_docx.recognises(p.read_bytes()) or nexis_pages.recognises(p.read_bytes()))
    ]
    assert len(others) > 80 and claimed == []
    report = packed("".join(f"<w:p>{run(t)}</w:p>" for t in ("Annual report", "End of Document")))
    assert not nexis_docx.recognises(report)
    assert not nexis_pages.recognises(b"<html><p>We counted 3 of 10 DOCUMENTS and left.</p></html>")


# --- layouts written by hand ---------------------------------------------------------------------


def _word(documents, *, cover=(), split=3):
    lines = [*cover, "", "", ""] if cover else []
    for title, outlet, date, body in documents:
        lines += ["", "", title, outlet, date, "", f"\nCopyright 2019 {outlet} All Rights Reserved"]
        lines += [
            "\n",
            "Section:\xa0NEWS; Pg. 1",
            "Length:\xa010 words",
            "Byline:\xa0By Ani",
            "Body",
        ]
        lines += ["", "", *body, "\nGraphic", "", " ", "PHOTO, b/w", "Classification", "", ""]
        lines += ["Language:\xa0ENGLISH", "\nLoad-Date:\xa0March 5, 2019", "", "\nEnd of Document"]
    return _packed_lines(lines, split)


def _packed_lines(lines, split=3):
    def paragraph(line):
        pieces = [line[i : i + split] for i in range(0, len(line), split)]
        runs = (
            run(p) if "\n" not in p else f"<w:r><w:br/></w:r>{run(p.strip(chr(10)))}"
            for p in pieces
        )
        return f"<w:p>{''.join(runs)}</w:p>"

    return packed("".join(map(paragraph, lines)))


HTML_HEAD = (
    "<HTML><HEAD><STYLE><!--\n.c0 { text-align: center; }\n.c4 { text-align: left; }\n"
    ".c2 { font-size: 10pt; font-weight: normal; }\n.c6 { font-size: 14pt; font-weight: bold; }\n"
    ".c7 { font-size: 10pt; font-weight: bold; }\n--></STYLE></HEAD><BODY>\n"
)


def _block(text, look="c2", place="c4", label=""):
    shown = f'<SPAN CLASS="c7">{label} </SPAN>' if label else ""
    text = f'{shown}<SPAN CLASS="{look}">{html.escape(text)}</SPAN>'
    return f'<BR><DIV CLASS="{place}"><P>{text}</P></DIV>\n'


def _page(documents, labels=("LENGTH:", "LOAD-DATE:"), total=0):
    length, loaded = labels
    parts = [HTML_HEAD]
    for number, (title, outlet, date, body) in enumerate(documents, start=1):
        parts.append("<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->\n")
        parts.append(_block(f"{number} of {total or len(documents)} DOCUMENTS", place="c0"))
        parts += [_block(outlet, place="c0"), _block(date, place="c0"), _block(title, "c6")]
        parts.append(_block("10 words", label=length) if length else "")
        paragraphs = "".join(f'<P><SPAN CLASS="c2">{html.escape(p)}</SPAN></P>' for p in body)
        parts.append(f'<BR><DIV CLASS="c4">{paragraphs}</DIV>\n')
        parts += [_block("March 5, 2019", label=loaded), _block("X", label="PUBLICATION-TYPE:")]
        parts.append(_block(f"Copyright 2019 {outlet}", place="c0"))
        parts.append("<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n")
    return "".join([*parts, "</BODY></HTML>"]).encode()


def _text(documents):
    parts = ["Terms: x\r\n\r\n"]
    for number, (title, outlet, date, body) in enumerate(documents, start=1):
        centred = [f"{number} of {len(documents)} DOCUMENTS", outlet, date]
        parts += [" " * 28 + line + "\n\n\n" for line in centred]
        parts += ["\n".join(textwrap.wrap(title, 78)), "\n\nBYLINE: BY ANI\n\nLENGTH: 10 words\n\n"]
        parts += ["\n".join(textwrap.wrap(p, 78)) + "\n\n" for p in body]
        parts.append(
            "LOAD-DATE: March 5, 2019\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n"
        )
        parts.append(f"{' ' * 22}Copyright 2019 {outlet}\n{' ' * 30}All Rights Reserved\n\n")
    return "".join(parts).replace("\n", "\r\n").encode()


def _plain(document):
    title, outlet, date, body = document
    return [
        *(" ".join(t.split()) for t in (title, outlet, date)),
        "\n".join(" ".join(p.split()) for p in body),
    ]


_LETTERS = st.characters(max_codepoint=0xD7FF, exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"))
_WORD = st.text(_LETTERS, min_size=1, max_size=9)
_LINE = st.lists(_WORD, min_size=1, max_size=30).map(" ".join)
_DATE = st.builds(
    "{} {}, {} Friday".format, st.sampled_from(MONTHS), st.integers(1, 28), st.integers(1991, 2020)
)
_SPOKEN = st.sampled_from(
    ["Graphic", "Notes", "Body language", "*", "Q: and A", "Length: 3 metres"]
)
_DOCUMENT = st.tuples(_LINE, _LINE, _DATE, st.lists(_LINE | _SPOKEN, min_size=1, max_size=4))
_DOCUMENTS = st.lists(_DOCUMENT, min_size=1, max_size=3)
_few = settings(max_examples=60, deadline=None)


@_few
@given(_DOCUMENTS, st.integers(1, 40), st.booleans())
def test_any_document_of_a_word_export_comes_back_equal(documents, split, has_cover):
    cover = ["User Name: X", f"Documents ({len(documents)})", "1. T", "Search Terms: q"]
    raw = read_nexis_docx(_word(documents, cover=cover * has_cover, split=split), "a.docx")
    assert _rows(raw) == [_plain(d) for d in documents]
    assert raw.rows_read == len(documents) and "User" not in raw.frame.to_csv()


@_few
@given(
    _DOCUMENTS,
    st.sampled_from([("LENGTH:", "LOAD-DATE:"), ("LÄNGE:", "UPDATE:"), ("", "LOAD-DATE:")]),
)
def test_any_document_of_an_html_export_comes_back_equal(documents, labels):
    assert _rows(read_nexis_pages(_page(documents, labels), "a.html")) == [
        _plain(d) for d in documents
    ]


@_few
@given(_DOCUMENTS)
def test_any_document_of_a_text_export_comes_back_equal(documents):
    assume(all(len(d[1]) < 60 for d in documents))
    assert _rows(read_nexis_pages(_text(documents), "a.txt")) == [_plain(d) for d in documents]


TWO = [
    ("Judul satu", "Koran A", "March 4, 2019 Monday", ["Paragraf pertama di sini.", "Kedua."]),
    ("Judul dua", "Koran B", "March 5, 2019 Tuesday", ["Isi berita lain.", "Penutup."]),
]
TWO_ROWS = [_plain(d) for d in TWO]


@pytest.mark.parametrize(
    ("drop", "kept", "reason"),
    [
        ("Body", [TWO_ROWS[1]], "without text"),
        ("End of Document", [], "run into one another"),
    ],
)
def test_a_lost_mark_is_told_and_its_document_quarantined(drop, kept, reason):
    lines = nexis_docx.paragraphs(_word(TWO), "a.docx")
    at = next(i for i, line in enumerate(lines) if line.strip() == drop)
    raw = read_nexis_docx(_packed_lines(lines[:at] + lines[at + 1 :]), "a.docx")
    assert _rows(raw) == kept and raw.rows_read == len(raw.frame) + len(_refused(raw))
    assert reason in _refused(raw)[0]["reason"]
    assert any(f"{drop} 1" in n and "do not agree" in n for n in _noted(raw))


def test_a_document_without_its_end_is_quarantined():
    lines = nexis_docx.paragraphs(_word(TWO), "a.docx")
    raw = read_nexis_docx(_packed_lines(lines[:-3]), "a.docx")
    assert _rows(raw) == TWO_ROWS[:1] and "breaks off" in _refused(raw)[0]["reason"]


def test_a_document_with_an_empty_body_is_quarantined():
    raw = read_nexis_docx(_word([(*TWO[0][:3], []), TWO[1]]), "a.docx")
    assert _rows(raw) == TWO_ROWS[1:] and "without text" in _refused(raw)[0]["reason"]
    raw = read_nexis_pages(_page([(*TWO[0][:3], []), TWO[1]]), "a.html")
    assert _rows(raw) == TWO_ROWS[1:] and "without text" in _refused(raw)[0]["reason"]


def test_a_cover_in_another_language_is_kept_nowhere():
    cover = ["Benutzername: Rahasia", "Auftragsnummer: Rahasia", "1. Judul satu", "Quellen: X"]
    raw = read_nexis_docx(_word(TWO, cover=cover), "a.docx")
    assert _rows(raw) == TWO_ROWS and "Rahasia" not in raw.frame.to_csv() + str(raw)


def test_a_text_export_whose_documents_end_with_the_copyright_alone_is_whole():
    made = re.sub(rb"LOAD-DATE: .*?Newspaper\r\n\r\n", b"", _text(TWO), flags=re.S)
    raw = read_nexis_pages(made, "a.txt")
    assert _rows(raw) == TWO_ROWS and raw.frame["cut_text"].str.contains("Copyright 2019").all()


def test_a_count_on_the_cover_that_does_not_agree_is_noted():
    raw = read_nexis_docx(_word(TWO, cover=["Documents (3)", "Search Terms: q"]), "a.docx")
    assert raw.provenance["self_check"].endswith("cover 3") and "do not agree" in _noted(raw)[0]


def test_a_body_far_shorter_than_stated_is_noted():
    lines = nexis_docx.paragraphs(_word(TWO[:1]), "a.docx")
    long = [line.replace("10 words", "1,000 words") for line in lines]
    assert "states 1,000 words, 7 were read" in _noted(read_nexis_docx(_packed_lines(long), "a"))[0]


def test_gaps_between_marks_and_a_part_of_an_export_are_noted():
    page = _page(TWO, total=9)
    assert "more documents" in _noted(read_nexis_pages(page, "a"))[0]
    gap = read_nexis_pages(page.replace(b">2 of 9", b">5 of 9"), "a")
    assert gap.frame[ROW].tolist() == [1, 5] and "count on by one" in _noted(gap)[0]


def test_a_lost_mark_of_a_page_loses_no_document():
    raw = read_nexis_pages(_page(TWO).replace(b"2 of 2 DOCUMENTS", b"2 of 2 DOCUMNTS"), "a")
    assert len(raw.frame) == 2 and raw.frame["text"].tolist() == [r[3] for r in TWO_ROWS]
    assert _noted(raw)


GERMAN = """
                               1 of 1 DOCUMENTS


                                 Der Beispiel

                            12. März 2013 Dienstag

Ein Titel

AUTOR: Eva Muster

RUBRIK: POLITIK; S. 4

LÄNGE: 9 Wörter

BERLIN - Ein Absatz
in zwei Zeilen.

Noch einer.

UPDATE: 13. März 2013

SPRACHE: GERMAN; DEUTSCH

                       Copyright 2013 Der Beispiel
"""
FRENCH = """
                               1 of 1 DOCUMENTS

                                 Le Modèle

                            Jeudi 14 Mars 2013

Un titre

AUTEUR: Luc Exemple

LONGUEUR: 9 mots

Un paragraphe.

DATE-CHARGEMENT: 15 Mars 2013

LANGUE: FRENCH; FRANÇAIS

                       Copyright 2013 Le Modèle
"""
ACADEMIC = """
                               1 of 1 DOCUMENTS

                    Copyright 2002 The Example Company
                              The Example Times
                             All Rights Reserved

                       May 2, 2002, Thursday, Late Edition

SECTION: Section A; Page 1
LENGTH: 9 words

HEADLINE: A headline in capitals

BYLINE:  By JANE SAMPLE

DATELINE: CAPE TOWN, May 1

BODY:
First paragraph.

LANGUAGE: lower case is text here, and stands in the
body no more.

LOAD-DATE: May 2, 2002
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GERMAN, ("Ein Titel", "Der Beispiel", "2013-03-12", "Eva Muster", "2013-03-13", "de", "")),
        (FRENCH, ("Un titre", "Le Modèle", "2013-03-14", "Luc Exemple", "2013-03-15", "fr", "")),
        (ACADEMIC, ("A headline in capitals", "The Example Times", "May 2, 2002, Thursday, Late"
                    " Edition", "Jane Sample", "May 2, 2002", "", "Cape Town")),
    ],
)  # fmt: skip
def test_old_exports_of_other_ages_and_tongues(text, expected):
    raw = read_nexis_pages(text.encode(), "a.txt")
    columns = ["title", "outlet", "date", "author", "collected_on", "lang"]
    assert nexis_pages.recognises(text.encode())
    assert tuple(raw.frame.iloc[0][columns]) == expected[:-1]
    assert raw.frame["text"][0].split("\n")[0].endswith((".", "Zeilen."))
    assert expected[-1] in raw.frame["dateline_place"][0]


def test_a_german_body_keeps_its_paragraphs_and_nothing_else():
    text = read_nexis_pages(GERMAN.encode(), "a.txt").frame["text"][0]
    assert text == "BERLIN - Ein Absatz in zwei Zeilen.\nNoch einer."


def test_a_page_without_styles_and_comments_is_read_by_place():
    bare = re.sub(rb"<STYLE>.*?</STYLE>|<!--.*?-->|CLASS=\"\w+\"", b"", _page(TWO), flags=re.S)
    assert nexis_pages.recognises(bare)
    assert _rows(read_nexis_pages(bare, "a.html")) == TWO_ROWS


def test_script_and_markup_in_a_text_stay_text():
    evil = [("<script>x</script>", "K", TWO[0][2], ["<img src=x onerror=y> & =cmd|' /C calc'!A0"])]
    for content, reader in ((_word(evil), read_nexis_docx), (_page(evil), read_nexis_pages)):
        assert _rows(reader(content, "a")) == [_plain(evil[0])]


# --- damage --------------------------------------------------------------------------------------


def test_every_flipped_bit_of_a_word_export_is_harmless_or_told(shared):
    content = (shared / "formats" / "nexis" / "guardian2.docx").read_bytes()
    whole = _rows(read_nexis_docx(content, "a.docx"))
    for at in range(0, len(content), 101):
        broken = bytearray(content)
        broken[at] ^= 1 << at % 8
        try:
            assert _rows(read_nexis_docx(bytes(broken), "a.docx")) == whole
        except InputError as error:
            assert str(error).startswith("a.docx: ")
        if at % 5 == 0:
            nexis_docx.recognises(bytes(broken))


def test_every_cut_of_a_word_export_is_told(shared):
    content = (shared / "formats" / "nexis" / "guardian2.docx").read_bytes()
    for end in range(0, len(content), 97):
        with pytest.raises(InputError, match="^a.docx: "):
            read_nexis_docx(content[:end], "a.docx")
        assert not nexis_docx.recognises(content[:end])


@pytest.mark.parametrize("made", [_page(TWO), _text(TWO)], ids=["html", "text"])
def test_a_cut_page_keeps_whole_documents_and_tells_of_the_other(made):
    for end in range(0, len(made), 11):
        try:
            raw = read_nexis_pages(made[:end], "a.html")
        except InputError:
            continue
        assert _rows(raw) in ([], TWO_ROWS[:1], TWO_ROWS)
        assert raw.rows_read == len(raw.frame) + len(_refused(raw))
        assert len(raw.frame) == 2 or _noted(raw) or _refused(raw)


def test_a_line_that_cannot_be_decoded_takes_only_its_document():
    broken = _page(TWO).replace(b"Penutup.", b"Penutup \x81.")
    raw = read_nexis_pages(broken, "a.html")
    assert _rows(raw) == TWO_ROWS[:1] and "neither UTF-8 nor cp1252" in _refused(raw)[0]["reason"]


def test_elements_nested_too_deep_are_quarantined_and_not_shortened():
    deep = _page(TWO).replace(b"Kedua.", b"<b>" * 5000 + b"Kedua.")
    raw = read_nexis_pages(deep, "a.html")
    assert _rows(raw) == TWO_ROWS[1:] and "too deep" in _refused(raw)[0]["reason"]


def test_no_message_quotes_an_article():
    content = _page([("Rahasia", "Rahasia", "March 4, 2019", []), TWO[1]], total=7)
    raw = read_nexis_pages(content.replace(b"Penutup", b"Rahasia \x81"), "a.html")
    assert len(_refused(raw)) == 2 and "Rahasia" not in str(raw.notes)


def test_a_file_without_a_document_is_an_error():
    with pytest.raises(InputError, match="no document"):
        read_nexis_pages(b"nothing", "a.txt")
    with pytest.raises(InputError, match="no document"):
        read_nexis_docx(packed("<w:p/>"), "a.docx")


def test_dates_in_other_tongues_become_iso_only_where_they_are_sure():
    assert exports.printed_date("2018 年 10 月 7 日") == "2018-10-07"
    assert exports.printed_date("1er janvier 2018") == "2018-01-01"
    assert exports.printed_date("9 de enero de 2018") == "2018-01-09"
    for text in (
        "31 Februar 2018",
        "9 Januar 1993 bis 3 Februar 1993",
        "Primavera 2018",
        "9 xyz 2018",
    ):
        assert exports.printed_date(text) == text
    assert escape(exports.printed_date("04/03/2019")) == "04/03/2019"
