"""Bytes become text by a fixed order of encodings; what was not plain is told, block by block."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.readers import decode as encodings
from analysis.corpus.readers.csvs import read_parts
from analysis.corpus.readers.decode import decode, head_text
from analysis.corpus.readers.lines import Lines
from analysis.corpus.readers.tables import joined
from analysis.schema import InputError

TEXT = "title,text\nnaïve,“café”\n"


def _read(content, **how):
    return joined(list(read_parts(content, "t.csv", **how)))


def _noted(raw):
    return [(n["source_row"], n["reason"]) for n in raw.notes if n["action"] == "noted"]


def _windows(content, block):
    lines = Lines(content, "t", block=block)
    window = lines.first()
    found = [window]
    while not window.is_last:
        window = lines.grow(window.after(len(window.data), window.data.count(lines.end)), 1)
        found.append(window)
    return found, lines


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("block", [1, 5, 1 << 20])
def test_encodings_come_back_exactly(encoding, block):
    raw = _read(TEXT.encode(encoding), block=block)
    assert raw.frame["text"].tolist() == ["“café”"]
    assert raw.encoding == encoding
    assert decode(TEXT.encode(encoding), "t").text == TEXT


@pytest.mark.parametrize("block", [1, 1 << 20])
def test_cp1252_is_told_once(block):
    raw = _read(TEXT.encode("cp1252") + b"a,\x96\n" * 5, block=block)
    assert raw.frame["text"].tolist() == ["“café”", *["–"] * 5]
    assert raw.encoding == "cp1252"
    ((row, reason),) = _noted(raw)
    assert row == 0 and "read as cp1252" in reason


@pytest.mark.parametrize("block", [1, 1 << 20])
def test_mixed_encodings_are_told_line_by_line(block):
    content = b"text\ncaf\xe9\n" + "café\n".encode() + b"caf\xe9\n\x81\nplain\n"
    raw = _read(content, block=block)
    assert raw.frame["text"].tolist() == ["café", "café", "café", "plain"]
    assert raw.encoding == "utf-8 and cp1252"
    assert [row for row, _ in _noted(raw)] == [2, 4, 5]
    (refused,) = [n for n in raw.notes if n["action"] == "quarantined"]
    assert (refused["source_row"], refused["reason"]) == (
        5,
        "bytes that are neither UTF-8 nor cp1252",
    )
    assert raw.rows_read == 5


def test_a_declared_utf8_file_tells_each_line_that_is_not():
    raw = _read(b"\xef\xbb\xbftext\ncaf\xe9\n")
    assert raw.frame["text"].tolist() == ["café"]
    assert [row for row, _ in _noted(raw)] == [2]


def test_lines_not_yet_told_are_counted_where_they_are_too_many(monkeypatch):
    monkeypatch.setattr(encodings, "_FOREIGN_LIMIT", 2)
    raw = _read(b"text\n" + b"\xe9\n" * 5 + "é\n".encode(), block=4)
    assert _noted(raw)[-1] == (0, "3 further lines are not UTF-8 either and were read as cp1252")
    assert [row for row, _ in _noted(raw)] == [2, 3, 0]


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_half_a_character_in_utf16_costs_its_row_only(block):
    good = "title,text\na,satu\nb,“dua”\nc,tiga\n".encode("utf-16-le")
    broken = good.replace("“".encode("utf-16-le"), b"\x00\xd8")
    raw = _read(b"\xff\xfe" + broken, block=block)
    assert raw.frame["text"].tolist() == ["satu", "tiga"]
    (refused,) = [n for n in raw.notes if n["action"] == "quarantined"]
    assert refused["source_row"] == 3 and "half a character" in refused["reason"]
    with pytest.raises(InputError, match="begins as utf-16 and breaks at byte"):
        decode(b"\xff\xfe" + broken, "t")


def test_text_decoded_wrongly_before_is_counted_and_kept():
    wrong = "café “dua”".encode().decode("cp1252", "replace").replace("\ufffd", "")
    raw = _read(f"text\n{wrong}\n".encode())
    assert raw.frame["text"].tolist() == [wrong]
    ((row, reason),) = _noted(raw)
    assert row == 0 and reason.startswith("3 signs of text decoded wrongly")


@settings(deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            [b"a", b"\n", b"\r\n", b"\r", "é".encode(), "“".encode(), b"\xe9", b"\x81", b"\0"]
        ),
        max_size=30,
    ),
    block=st.integers(1, 9),
)
def test_blocks_of_any_size_give_the_same_lines_notes_and_encoding(pieces, block):
    content = b"".join(pieces)
    cut, cut_lines = _windows(content, block)
    whole, whole_lines = _windows(content, 1 << 20)
    assert b"".join(w.data for w in cut) == b"".join(w.data for w in whole)
    assert set().union(*(w.unreadable for w in cut)) == set().union(*(w.unreadable for w in whole))
    assert cut_lines.take_notes() == whole_lines.take_notes()
    assert cut_lines.reading.encoding == whole_lines.reading.encoding
    assert [w.is_last for w in cut] == [False] * (len(cut) - 1) + [True]
    for window in cut[:-1]:
        assert window.data.endswith(cut_lines.end)


_EXPECTED = {
    "enc_cp1252.csv": ("cp1252", "2 rows, exact text, encoding reported as cp1252"),
    "enc_mixed_utf8_cp1252.csv": ("utf-8 and cp1252", "2 rows; row 2 flagged"),
    "enc_mojibake.csv": ("utf-8", "2 rows; warn mojibake"),
    "enc_utf16be_bom.csv": ("utf-16", "2 rows, exact text"),
    "enc_utf16le_bom.csv": ("utf-16", "2 rows, exact text"),
    "enc_utf8.csv": ("utf-8", "2 rows, exact text"),
    "enc_utf8_bom.csv": ("utf-8-sig", 'first column is "id"'),
}


@pytest.mark.parametrize("name", _EXPECTED)
@pytest.mark.parametrize("block", [1 << 20, 16])
def test_hostile_encodings_do_as_expected(shared, name, block):
    encoding, words = _EXPECTED[name]
    expected = json.loads((shared / "hostile/EXPECT.json").read_text(encoding="utf-8"))[name]
    assert words in expected
    raw = _read((shared / "hostile" / name).read_bytes(), block=block)
    assert (raw.encoding, len(raw.frame), raw.rows_read) == (encoding, 2, 2)
    assert raw.frame.columns[0] == "id"
    exact = _read((shared / "hostile/enc_utf8.csv").read_bytes())
    if "mojibake" in name:
        assert any("decoded wrongly" in reason for _, reason in _noted(raw))
    elif "mixed" in name:  # the same text twice, once in each encoding
        assert raw.frame["text"].tolist() == [exact.frame["text"][0]] * 2
        assert [row for row, _ in _noted(raw)] == [3]
    else:
        assert raw.frame.equals(exact.frame)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_known_by_its_nuls(encoding):
    raw = _read("title;text\nA b;plain ASCII\n".encode(encoding))
    assert raw.encoding == encoding
    assert raw.frame["text"].tolist() == ["plain ASCII"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_head_cut_anywhere_is_the_beginning_of_the_text(encoding, mark):
    text = "Judul\tIsi\nnaïve “café” 10 ઊ Ċ\nlast line\n"
    if encoding == "cp1252":
        text, mark = text.replace("ઊ Ċ", ""), ""
    content = (mark + text).encode(encoding)
    for cut in range(4, len(content) + 1):  # a mark is 4 bytes at most
        head = head_text(content[:cut], "x.txt")
        if cut >= 40 or encoding not in ("utf-16-le", "utf-16-be"):
            assert text.startswith(head.removeprefix("\ufeff"))
        if cut == len(content):
            assert head.removeprefix("\ufeff") == text.rstrip("\n")
