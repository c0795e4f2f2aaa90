"""Every reader of tables: text stays text, a bad row is named, nothing shifts in silence."""

import datetime as dt
import gzip
import io
import json
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.corpus import columns
from analysis.corpus.readers import ROW, foreign
from analysis.corpus.readers.blobs import Blob, gunzip_blob
from analysis.corpus.readers.kinds import kind_of
from analysis.corpus.readers.tables import read_table, whole_table
from analysis.schema import InputError


def _rows(raw):
    return raw.frame.drop(columns=ROW).to_numpy().tolist()


def _refused(raw):
    return [(n["source_row"], n["reason"]) for n in raw.notes if n["action"] == "quarantined"]


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
        (b"<?xml version='1.0'?><nota/>", "XML"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e", "binary"),
        (b"\xff\xfet\x00i", "title"),
        (b"PK\x03\x04word/document.xml", "docx"),
        (b"PAR1nonsense", "damaged Parquet"),
    ],
)
def test_what_is_no_table_is_said_in_one_line(content, words):
    if words == "title":
        content = "title,text\n".encode("utf-16")[:-1]  # cut in the middle of a character
        words = "damaged"
    with pytest.raises(InputError, match=words) as caught:
        whole_table(content, "x.csv")
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
    raw = whole_table(
        _book(("s", [["title", "a", "b", "date", "at", "time"], row, [], ["00012"]])), "x.xlsx"
    )
    assert _rows(raw)[0] == ["123", "1.5", "TRUE", "2019-10-09", "2019-10-09 08:05:00", "23:15:00"]
    assert _rows(raw)[1] == ["00012", "", "", "", "", ""]
    assert raw.frame[ROW].tolist() == [2, 4]
    assert raw.typed == {(2, "date"), (2, "at")}


def test_first_fitting_sheet_is_read_and_others_named():
    raw = whole_table(
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


HEAD = ["Judul", "Isi", "Tautan"]


def test_sheets_that_go_on_are_read_with_their_own_row_numbers():
    book = _book(
        ("2017", [HEAD, ["A", "a", "/1"], ["B", "b", "/2"]]),
        ("2018", [["Laporan"], ["isi", "TAUTAN", "judul"], ["c", "/3", "C"], ["d", "/4", "D"]]),
        ("catatan", [["Judul"], ["A note"]]),
    )
    first, second = read_table(book, "x.xlsx")
    assert first.frame["Judul"].tolist() == ["A", "B"]
    assert second.frame["judul"].tolist() == ["C", "D"]
    assert (first.frame[ROW].tolist(), second.frame[ROW].tolist()) == ([2, 3], [3, 4])
    assert [n["reason"] for n in [*first.notes, *second.notes]] == [
        "sheets '2017', '2018' were read, each with its own row numbers; not read: 'catatan'"
    ]


@pytest.mark.parametrize(("repeated", "is_read"), [(0, True), (1, True), (2, False), (4, False)])
def test_a_sheet_that_repeats_half_of_its_rows_is_left(repeated, is_read):
    rows = [[f"T{i}", "x", f"/{i}"] for i in range(8)]
    again = [["Other title", "y", f"/{i}"] for i in range(repeated)]
    fresh = [["T1", "y", f"/new{i}"] for i in range(4 - repeated)]
    raw = whole_table(_book(("all", [HEAD, *rows]), ("more", [HEAD, *again, *fresh])), "x.xlsx")
    assert len(raw.frame) == (12 if is_read else 8)
    assert ("not read: 'more'" in raw.notes[0]["reason"]) is not is_read


def test_a_sheet_with_other_fields_or_no_rows_is_left():
    coded = ("coded", [[*HEAD, "Tanggal"], ["New", "n", "/9", "2017-01-01"]])
    double = ("double", [[*HEAD, "x", "x"], ["New", "n", "/9", "", ""]])
    book = _book(("s", [HEAD, ["A", "a", "/1"]]), coded, ("e", [HEAD]), double)
    raw = whole_table(book, "x.xlsx")
    assert len(raw.frame) == 1
    assert raw.notes[0]["reason"] == "sheet 's' was read; not read: 'coded', 'e', 'double'"


@pytest.mark.parametrize(
    ("book", "rows"),
    [("fimela_combined", 788), ("kompas", 3253), ("wowkeren", 3020), ("tempo", 4026)],
)
def test_samples_beside_the_articles_of_click_id_do_not_count_twice(shared, book, rows):
    path = shared / "corpora" / "click-id-raw" / f"{book}.xlsx"
    assert sum(raw.rows_read for raw in read_table(path)) == rows


def test_a_damaged_sheet_costs_its_own_rows_only():
    book = _book(("s", [HEAD, ["A", "a", "/1"]]), ("more", [HEAD, ["B", "b", "/2"]]))

    def spoilt(number):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(made, "w") as copy:
            for part in given.namelist():
                is_it = part == f"xl/worksheets/sheet{number}.xml"
                copy.writestr(
                    part, b"<worksheet><sheetData><row r='x'>" if is_it else given.read(part)
                )
        return made.getvalue()

    for number, kept, lost in ((2, "A", "more"), (1, "B", "s")):
        raw = whole_table(spoilt(number), "x.xlsx")
        assert raw.frame["Judul"].tolist() == [kept]
        assert raw.notes[1]["reason"].startswith(f"damaged and not read: sheet '{lost}'")


def test_workbook_without_articles_says_what_it_has():
    with pytest.raises(InputError, match="harga"):
        whole_table(_book(("s", [["barang", "harga"], ["x", 1]])), "x.xlsx")


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
    raw = whole_table(stream.getvalue(), "x.parquet")
    assert _rows(raw)[0] == ["a", "2017-10-26", "1", "x"]
    assert _rows(raw)[1][0] == ""
    assert _rows(raw)[1][1].startswith("2017-10-26 08:30")


def _parquet(table, **how):
    stream = io.BytesIO()
    pq.write_table(table, stream, **how)
    return stream.getvalue()


def test_parquet_comes_in_batches_that_count_on(monkeypatch, tmp_path):
    monkeypatch.setattr(foreign, "BATCH_ROWS", 30)
    path = tmp_path / "a.parquet"
    path.write_bytes(_parquet(pa.table({"title": [str(i) for i in range(100)]}), row_group_size=70))
    batches = list(read_table(path))
    assert len(batches) >= 4
    assert [t for b in batches for t in b.frame["title"]] == [str(i) for i in range(100)]
    assert [n for b in batches for n in b.frame[ROW]] == list(range(1, 101))
    (empty,) = read_table(_parquet(pa.table({"title": pa.array([], pa.string())})), "x.parquet")
    assert list(empty.frame.columns) == ["title", ROW] and empty.rows_read == 0


def test_parquet_from_a_stream_that_only_goes_forward():
    packed = gzip.compress(_parquet(pa.table({"title": ["a", "b"]})))
    raw = whole_table(gunzip_blob(Blob.from_bytes(packed, "x.parquet.gz")))
    assert raw.frame["title"].tolist() == ["a", "b"]


def test_a_day_no_calendar_holds_and_half_text_cost_their_rows_only():
    days = pa.array([0, 2**62, -(10**17), None, 0], pa.int64()).cast(pa.timestamp("us"))
    text = pa.array([b"a", b"b", b"c", b"d", b"\xe9"]).cast(pa.large_binary())
    broken = pa.LargeStringArray.from_buffers(5, *text.buffers()[1:])
    raw = whole_table(_parquet(pa.table({"date": days, "title": broken})), "x.parquet")
    assert _rows(raw) == [["1970-01-01", "a"], ["", "d"]]
    assert raw.frame[ROW].tolist() == [1, 4]
    assert [(line, n["column"]) for (line, _), n in zip(_refused(raw), raw.notes)] == [
        (2, "date"), (3, "date"), (5, "title"),
    ]  # fmt: skip
    assert raw.rows_read == 5


def test_clock_times_zones_and_lists_of_parquet_are_written_out():
    at = [dt.datetime(2017, 10, 26, 8, 30), dt.datetime(2017, 10, 26)]
    table = pa.table(
        {
            "at": pa.array(at, pa.timestamp("us")),
            "zoned": pa.array(at, pa.timestamp("ns", "Asia/Pontianak")),
            "day": pa.array(at, pa.date32()),
            "tags": [["a", "b"], None],
            "n": pa.array([2**60, 3], pa.int64()),
        }
    )
    raw = whole_table(_parquet(table), "x.parquet")
    assert _rows(raw) == [
        ["2017-10-26 08:30:00", "2017-10-26 15:30:00+0700", "2017-10-26", "a; b", str(2**60)],
        ["2017-10-26", "2017-10-26 07:00:00+0700", "2017-10-26", "", "3"],
    ]


def test_parquet_cut_or_flipped_anywhere_is_an_error_and_never_other_rows():
    table = pa.table({"title": ["Satu", "Dua"] * 20, "text": [f"isi {i}" for i in range(40)]})
    content = _parquet(table, write_page_checksum=True, compression="none")
    good = _rows(whole_table(content, "x.parquet"))
    for size in range(4, len(content), 7):
        with pytest.raises(InputError, match="damaged Parquet"):
            whole_table(content[:size], "x.parquet")
    for place in range(4, len(content), 3):
        flipped = bytearray(content)
        flipped[place] ^= 1
        try:
            raw = whole_table(bytes(flipped), "x.parquet")
        except InputError as refusal:
            assert "\n" not in str(refusal)
            continue
        # a name or a note of the writer may have changed, the rows have not
        assert _rows(raw) == good


_PARQUETS = {
    "ok.parquet": (2, 0, "2 rows, exact text"),
    "pq_crc.parquet": (2, 0, "2 rows, exact text; written with page checksums"),
    "pq_bad_pandas_meta.parquet": (2, 0, "rows read with ignore_metadata"),
    "pq_ts_overflow.parquet": (0, 1, "quarantine, no OverflowError traceback"),
    "pq_bitflip.parquet": ("damaged Parquet", "error or checksum mismatch"),
    "pq_crc_bitflip.parquet": ("checksum does not fit", "detected only with page_checksum"),
    "pq_footer_len.parquet": ("damaged Parquet", "clear error, no huge alloc"),
    "pq_truncated.parquet": ("damaged Parquet", "clear error"),
    "pq_zero.parquet": ("empty", "clear error"),
}


@pytest.mark.parametrize("name", _PARQUETS)
def test_hostile_parquet_does_as_expected(shared, name):
    *outcome, words = _PARQUETS[name]
    expected = json.loads((shared / "hostile/EXPECT.json").read_text(encoding="utf-8"))
    assert expected[name].startswith(words)
    path = shared / "hostile" / name
    if len(outcome) == 1:
        with pytest.raises(InputError, match=outcome[0]):
            whole_table(path, name)
        return
    raw = whole_table(path, name)
    assert [len(raw.frame), len(_refused(raw))] == outcome
    if len(raw.frame):
        exact = whole_table(shared / "hostile/enc_utf8.csv").frame["text"]
        assert raw.frame["text"].equals(exact)


def test_batches_are_joined_whatever_columns_they_have():
    content = b'{"title": "a"}\n' * 2 + b'{"title": "b", "url": "u"}\n'
    raw = whole_table(content, "x.jsonl")
    assert raw.frame["url"].tolist() == ["", "", "u"]
    assert raw.frame[ROW].to_numpy().dtype == np.int64
    assert {str(t) for t in raw.frame.drop(columns=ROW).dtypes} == {"str"}


def test_an_answer_of_a_service_can_be_read_as_the_plain_table_it_is():
    raw = whole_table(b"date,count,total_count,ratio\n2024-01-01,3,60,0.05\n", "mc-counts.csv")
    assert _rows(raw) == [["2024-01-01", "3", "60", "0.05"]]


def test_a_file_that_cannot_be_opened_says_so(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv: cannot be read \(No such file"):
        next(read_table(tmp_path / "none.csv"))
    with pytest.raises(InputError, match="not a table"):
        whole_table(gzip.compress(b"title\na\n"), "x.gz")


def test_content_goes_before_the_name():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "x")

    def kind(content, name):
        return kind_of(Blob.from_bytes(content, name))

    assert kind(packed.getvalue(), "a.csv") == "zip"
    assert kind(b"<!DOCTYPE html><html>", "a.csv") == "html"
    assert kind(b'{"title": "x"}', "a.txt") == "json"
    assert kind(b"title,text\n", "a.csv") == "csv"


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
