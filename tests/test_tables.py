"""Every reader of tables: text stays text, a bad row is named, nothing shifts in silence."""

import csv
import datetime as dt
import gzip
import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.corpus import columns
from analysis.corpus.readers import ROW
from analysis.corpus.readers.archives import gunzip, members
from analysis.corpus.readers.csvs import read_csv
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.tables import read_table
from analysis.schema import InputError

HEAD = b"id,date,title,text\n"


def _rows(raw):
    return raw.frame.drop(columns=ROW).to_numpy().tolist()


def _refused(raw):
    return [(n["source_row"], n["reason"]) for n in raw.notes if n["action"] == "quarantined"]


def test_cells_stay_as_they_are():
    raw = read_csv(HEAD + b"00012,T,null,NA\n1.0,None,nan, x \n", "t.csv")
    assert _rows(raw) == [["00012", "T", "null", "NA"], ["1.0", "None", "nan", " x "]]
    assert raw.frame[ROW].tolist() == [2, 3]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(mark, end):
    lines = ["judul;isi;tanggal", 'A;"satu, dua | tiga";1']
    text = end.join(line.replace(";", mark) for line in lines)
    assert _rows(read_csv(text.encode(), "t.csv")) == [
        ["A", "satu, dua | tiga".replace(";", mark), "1"]
    ]


def test_sep_line_is_not_data():
    raw = read_csv(b"sep=~\r\ntitle~text\r\na~b\r\n", "t.csv")
    assert _rows(raw) == [["a", "b"]]
    assert raw.frame[ROW].tolist() == [3]


def test_ragged_rows_are_quarantined_with_their_line():
    raw = read_csv(HEAD + b"1,d,t,x,extra\n2,d\n3,d,t,x\n", "t.csv")
    assert [line for line, _ in _refused(raw)] == [2, 3]
    assert _rows(raw) == [["3", "d", "t", "x"]]
    assert raw.rows_read == 3


def test_unclosed_quote_names_its_line_and_later_rows_come_back():
    raw = read_csv(HEAD + b'1,d,t,x\n2,d,t,"open\n3,d,"t",x\n4,d,t,y\n', "t.csv")
    assert [line for line, _ in _refused(raw)] == [3]
    assert raw.frame["id"].tolist() == ["1", "3", "4"]


def test_line_breaks_in_quotes_keep_row_numbers_true():
    raw = read_csv(HEAD + b'1,d,t,"a\n\nb\r\nc"\n2,d,t,x\n', "t.csv")
    assert raw.frame[ROW].tolist() == [2, 6]
    assert raw.frame["text"].tolist() == ["a\n\nb\r\nc", "x"]


def test_backslash_quotes_are_read_right():
    raw = read_csv(HEAD + rb'1,d,t,"he said \"stop\" now"' + b"\n2,d,t,x\n", "t.csv")
    assert raw.frame["text"].tolist() == ['he said "stop" now', "x"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    raw = read_csv("title,text\nnaïve,“café”\n".encode(encoding), "t.csv")
    assert _rows(raw) == [["naïve", "“café”"]]


def test_cp1252_is_read_and_told():
    raw = read_csv("title,text\nnaïve,“café”\n".encode("cp1252"), "t.csv")
    assert _rows(raw) == [["naïve", "“café”"]]
    assert raw.encoding == "cp1252"
    assert raw.notes[0]["action"] == "noted"


def test_mixed_encodings_are_told_by_line():
    content = HEAD + "1,d,t,café\n".encode() + "2,d,t,café\n".encode("cp1252") + b"3,d,t,\x81\n"
    raw = read_csv(content, "t.csv")
    assert raw.frame["text"].tolist() == ["café", "café"]
    assert [n["source_row"] for n in raw.notes if n["action"] == "noted"] == [3, 4]
    assert [line for line, _ in _refused(raw)] == [4]


def test_nul_is_kept_and_told():
    raw = read_csv(HEAD + b"1,d,t,a\0b\n\0\0\0", "t.csv")
    assert raw.frame["text"].tolist() == ["a\0b"]
    assert {n["source_row"] for n in raw.notes} == {0, 2}


def test_excel_limit_is_told():
    raw = read_csv(HEAD + b"1,d,t," + b"x" * 32_767 + b"\n", "t.csv")
    assert "Excel" in raw.notes[0]["reason"]


def test_a_cell_over_the_limit_costs_its_row_only():
    raw = read_csv(HEAD + b"1,d,t," + b"x" * 10_000_001 + b"\n2,d,t,x\n", "t.csv")
    assert [line for line, _ in _refused(raw)] == [2]
    assert raw.frame["id"].tolist() == ["2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"title,text,text\na,b,c\n", 'duplicate column "text"'),
        (b'title,"text\na,b\n', "line 1"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x80\x04\x95\x00", "pickle"),
        (b"c__builtin__\neval\np0\n", "pickle"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"<?xml version='1.0'?><rss/>", "XML"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e", "binary"),
        (b"\xff\xfet\x00i", "title"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"PAR1nonsense", "damaged Parquet"),
    ],
)
def test_what_is_no_table_is_said_in_one_line(content, words):
    if words == "title":
        content = "title,text\n".encode("utf-16")[:-1]  # cut in the middle of a character
        words = "damaged"
    with pytest.raises(InputError, match=words) as caught:
        read_table(content, "x.csv")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("x.csv")


def _book(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_workbook_cells_become_text():
    row = [123, 1.5, True, dt.date(2019, 10, 9), dt.datetime(2019, 10, 9, 8, 5), dt.time(23, 15)]
    raw = read_table(
        _book(("s", [["title", "a", "b", "date", "at", "time"], row, [], ["00012"]])), "x.xlsx"
    )
    assert _rows(raw)[0] == ["123", "1.5", "TRUE", "2019-10-09", "2019-10-09 08:05:00", "23:15:00"]
    assert _rows(raw)[1] == ["00012", "", "", "", "", ""]
    assert raw.frame[ROW].tolist() == [2, 4]
    assert raw.typed == {(2, "date"), (2, "at")}


def test_first_fitting_sheet_is_read_and_others_named():
    raw = read_table(
        _book(
            ("notes", [["hello"]]),
            ("berita", [["Laporan 2017"], [], ["Judul", "Isi"], ["A", "b"]]),
            ("copy", [["Judul", "Isi"], ["A", "b"]]),
        ),
        "x.xlsx",
    )
    assert _rows(raw) == [["A", "b"]]
    assert raw.frame[ROW].tolist() == [4]
    assert "'notes', 'copy'" in raw.notes[0]["reason"]


def test_workbook_without_articles_says_what_it_has():
    with pytest.raises(InputError, match="harga"):
        read_table(_book(("s", [["barang", "harga"], ["x", 1]])), "x.xlsx")


def test_jsonl_quarantines_bad_lines_and_keeps_digits():
    lines = [
        '{"id": 12345678901234567890123, "title": "a", "n": 1.10}',
        "",
        '{"id": "2",',
        "[1, 2]",
        '{"title": NaN}',
        '{"title": "a", "title": "b"}',
        '{"title": "\\ud83d"}',
        '{"title": null, "authors": ["A", "B"], "source": {"name": "Kompas"}}',
    ]
    raw = read_table("\n".join(lines).encode(), "x.jsonl")
    assert raw.frame["id"].tolist() == ["12345678901234567890123", ""]
    assert raw.frame["n"].tolist() == ["1.10", ""]
    assert raw.frame["authors"].tolist() == ["", "A; B"]
    assert raw.frame["source.name"].tolist() == ["", "Kompas"]
    assert [line for line, _ in _refused(raw)] == [3, 4, 5, 6, 7]
    assert raw.frame[ROW].tolist() == [1, 8]


def test_json_lists_and_wrapped_lists():
    rows = [{"title": "a"}, {"title": "b"}]
    for content in (rows, {"status": "ok", "articles": rows}):
        raw = read_table(json.dumps(content).encode(), "x.json")
        assert raw.frame["title"].tolist() == ["a", "b"]
    with pytest.raises(InputError, match="deep"):
        read_table(b"[" * 200_000, "x.json")


def test_parquet_becomes_text():
    stream = io.BytesIO()
    pd.DataFrame(
        {
            "title": ["a", None],
            "date": pd.to_datetime(["2017-10-26 00:00", "2017-10-26 08:30"]),
            "id": [1.0, 2.5],
            "kind": pd.Categorical(["x", "y"]),
        },
        index=[7, 8],
    ).to_parquet(stream)
    raw = read_table(stream.getvalue(), "x.parquet")
    assert _rows(raw)[0] == ["a", "2017-10-26", "1", "x"]
    assert _rows(raw)[1][0] == ""
    assert _rows(raw)[1][1].startswith("2017-10-26 08:30")


def _zip(*items):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in items:
            archive.writestr(name, content)
    return stream.getvalue()


def test_members_that_point_outside_are_refused():
    names = ["../a.csv", "/b.csv", "C:\\c.csv", "x/../../d.csv", "..\\e.csv", "ok/f..csv"]
    found = dict(members(_zip(*((n, b"x") for n in names)), "z.zip"))
    assert [n for n, held in found.items() if held == b"x"] == ["z.zip/ok/f..csv"]
    assert len(found) == len(names)


def test_bombs_and_broken_streams_are_refused():
    bomb = dict(members(_zip(("big.csv", b"0" * 20_000_000)), "z.zip"))
    assert "bomb" in str(bomb["z.zip/big.csv"])
    with pytest.raises(InputError, match="bomb"):
        gunzip(gzip.compress(b"0" * 20_000_000), "z.gz")
    with pytest.raises(InputError, match="truncated"):
        gunzip(gzip.compress(b"title\nabc\n" * 50)[:-9], "z.gz")
    with pytest.raises(InputError, match="damaged"):
        list(members(b"PK\x03\x04 nothing", "z.zip"))


def test_system_files_of_archives_are_passed_over():
    assert not list(members(_zip(("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x")), "z.zip"))


def test_content_goes_before_the_name():
    assert kind_of(_zip(("a.csv", b"x")), "a.csv") == "zip"
    assert kind_of(b"<!DOCTYPE html><html>", "a.csv") == "html"
    assert kind_of(b'{"title": "x"}', "a.txt") == "json"
    assert kind_of(b"title,text\n", "a.csv") == "csv"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Judul,Isi_Berita,TANGGAL,Sumber,Tautan,Penulis", "title text date outlet url author"),
        ("headline,content,publish_date,media-name,link", "title text date outlet url"),
        ("tajuk,kandungan,tarikh,waktu,wartawan,penyunting", "title text date time author editor"),
        ("title,source,date,time,category,content,url", "title outlet date time text url"),
        ("id,indexed_date,language,media_name,publish_date,title,url",
         "input_id collected_on lang outlet date title url"),
        ("article_id,publish_date,article_source_link,title,subtitle,text",
         "input_id date url title subtitle text"),
    ],
)  # fmt: skip
def test_names_in_three_languages(names, found):
    assert sorted(columns.recognise(names.split(",")).values()) == sorted(found.split())


def test_a_name_is_used_once_and_mapping_goes_first():
    names = ["title", "headline", "text", "body", "Judul berita"]
    assert columns.recognise(names) == {"title": "title", "text": "text"}
    mapped = columns.recognise(names, {"title": "Judul berita", "text": "body"})
    assert mapped == {"Judul berita": "title", "body": "text"}
    with pytest.raises(InputError, match="present are: title, headline"):
        columns.recognise(names, {"title": "Kepala"})
    with pytest.raises(InputError, match="no column of articles"):
        columns.recognise(names, {"headline": "title"})


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(
    rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=8),
    mark=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_comes_back_or_is_quarantined(rows, mark, end, quoting, encoding):
    # csv.writer leaves a lone CR or LF unquoted; at the end of a line nobody can tell it from one
    assume(quoting == csv.QUOTE_ALL or not any(row[-1].endswith(("\r", "\n")) for row in rows))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=mark, lineterminator=end, quoting=quoting)
    writer.writerows([("title", "text", "url"), *rows])
    raw = read_csv(stream.getvalue().encode(encoding), "t.csv")
    got = [tuple(r) for r in _rows(raw)]
    assert raw.rows_read == len(got) + len(_refused(raw))
    if quoting == csv.QUOTE_ALL:
        assert got == rows
    rest = iter(rows)
    # elsewhere in a row it makes the row refused, never changed
    assert all(row in rest for row in got)
