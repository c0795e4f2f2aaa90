"""JSON and JSON Lines as a stream: digits stay, a bad line is named, the rest is read."""

import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.readers import ROW, jsons, lines
from analysis.corpus.readers.jsons import read_batches, read_json
from analysis.corpus.readers.tables import joined
from analysis.schema import InputError


def _read(content, **how):
    return joined(list(read_batches(content, "x.jsonl", **how)))


def _refused(raw):
    return [(n["source_row"], n["reason"]) for n in raw.notes if n["action"] == "quarantined"]


def _outcome(content, **how):
    try:
        raw = _read(content, **how)
    except InputError as refusal:
        return str(refusal)
    return raw.frame.to_dict("list"), sorted(map(str, raw.notes)), raw.rows_read, raw.encoding


def test_bad_lines_are_quarantined_and_digits_stay():
    content = "\n".join(
        [
            '{"id": 12345678901234567890123, "title": "a", "n": 1.10}',
            "",
            '{"id": "2",',
            "[1, 2]",
            '{"title": NaN}',
            '{"title": "a", "title": "b"}',
            '{"title": "\\ud83d"}',
            '{"title": null, "authors": ["A", "B"], "source": {"name": "Kompas"}}',
        ]
    ).encode()
    for block in (1, 1 << 20):
        raw = _read(content, block=block)
        assert raw.frame["id"].tolist() == ["12345678901234567890123", ""]
        assert raw.frame["n"].tolist() == ["1.10", ""]
        assert raw.frame["authors"].tolist() == ["", "A; B"]
        assert raw.frame["source.name"].tolist() == ["", "Kompas"]
        assert [line for line, _ in _refused(raw)] == [3, 4, 5, 6, 7]
        assert raw.frame[ROW].tolist() == [1, 8]
        assert raw.rows_read == 7


def test_whole_characters_from_escapes_are_kept():
    raw = _read(b'{"title": "\\ud83d\\ude00 \\u201ca\\u201d"}\n{"title": "b"}\n')
    assert raw.frame["title"].tolist() == ["\U0001f600 “a”", "b"]


def test_lists_and_wrapped_lists_and_one_object():
    rows = [{"title": "a"}, {"title": "b"}]
    for content in (rows, {"status": "ok", "articles": rows}):
        for indent in (None, 1):
            raw = _read(json.dumps(content, indent=indent).encode(), block=5)
            assert raw.frame["title"].tolist() == ["a", "b"]
            assert raw.frame[ROW].tolist() == [1, 2]
    assert _read(b'{"title": "a"}').frame["title"].tolist() == ["a"]


ROWS = [{"title": "a", "content": "b"}, {"title": "c", "content": "d"}]


@pytest.mark.parametrize(
    "content",
    [
        {"status": "ok", "data": {"articles": ROWS, "total": 2}},
        {"response": {"docs": ROWS, "facets": [{"name": "x", "count": 1}]}},
        {"a": {"b": {"results": ROWS}}},
        {"title": "A feed", "items": ROWS},
        {"1": ROWS[0], "2": ROWS[1]},
        {"2017": ROWS[:1], "2018": ROWS[1:]},
        {"title": ["a", "c"], "content": ["b", "d"]},
        {"data": {"title": ["a", "c"], "content": ["b", "d"]}},
    ],
)
def test_rows_are_found_however_they_are_wrapped(content):
    raw = _read(json.dumps(content).encode())
    assert raw.frame[["title", "content"]].to_numpy().tolist() == [["a", "b"], ["c", "d"]]
    assert raw.frame[ROW].tolist() == [1, 2] and raw.rows_read == 2


@pytest.mark.parametrize("orient", ["columns", "index", "records", "split", "table"])
def test_what_pandas_writes_is_read_back(orient):
    table = pd.DataFrame(ROWS, index=["x", "y"])
    raw = _read(table.to_json(orient=orient).encode())
    assert raw.frame[["title", "content"]].to_dict("records") == ROWS


def test_an_article_with_lists_in_it_is_one_row():
    related = [{"title": "x", "url": "u"}] * 3
    for article in (
        {"title": "a", "text": "b", "related": related},
        {"title": {"rendered": "a"}, "content": {"rendered": "b"}},
        {"title": "a", "text": "b", "images": [{"src": "x"}]},
        {"data": {"title": "a", "text": "b", "tags": ["x", "y"]}},
    ):
        raw = _read(json.dumps(article).encode())
        assert len(raw.frame) == 1


def test_lists_that_are_not_read_are_named_without_words_of_articles():
    content = {"articles": ROWS, "Korban dipulangkan ke rumah": [{"title": "x"}]}
    raw = _read(json.dumps(content).encode())
    (told,) = [n["reason"] for n in raw.notes]
    assert told == "read of this file: 'articles'; not read: another list"
    assert len(raw.frame) == 2


def test_a_mapping_helps_to_find_the_list():
    content = json.dumps({"news": [{"kepala": "a"}], "tags": [{"kata": "x"}]}).encode()
    raw = joined(list(read_json(content, "x.json", {"title": "kepala"})))
    assert raw.frame["kepala"].tolist() == ["a"]


@pytest.mark.parametrize("wrap", ["{}", '{{"status": "ok", "data": {{"articles": {}}}}}'])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_cut_anywhere_keeps_its_whole_items(wrap, indent):
    items = [{"title": f"judul {i}", "n": {"x": True}, "text": "é \U0001f600"} for i in range(3)]
    whole = wrap.format(json.dumps(items, indent=indent)).encode()
    first_end = whole.index(b"judul 1") - 10 * (indent is None)
    for cut in range(first_end, len(whole)):
        try:
            raw = _read(whole[:cut])
        except InputError as refusal:
            assert "not JSON" in str(refusal) or "no row" in str(refusal)
            continue
        titles = raw.frame.get("title", pd.Series(dtype=str)).tolist()
        kept = [t for t in titles if t]
        assert kept == [f"judul {i}" for i in range(len(kept))]
        assert raw.rows_read == len(raw.frame) + len(_refused(raw))
        assert raw.notes and "lost" in str(raw.notes)


def test_a_cut_list_says_inside_which_item_it_ends():
    raw = _read(b'[{"title": "a"},\n{"title": "b"},\n{"title": "c", "te')
    assert raw.frame["title"].tolist() == ["a", "b"]
    lost = "what followed is lost, copy or download it again"
    assert _refused(raw) == [(3, f"the file ends inside item 3; {lost}")]
    raw = _read(b'{"data": [{"title": "a"}, {"title": "b"},')
    assert (raw.rows_read, raw.notes[0]["source_row"]) == (2, 0)
    assert raw.notes[0]["reason"] == f"the file is cut behind item 2; {lost}"


def test_lines_whose_first_is_broken_are_lines_all_the_same():
    raw = _read(b'{"title": "a\n{"title": "b"}\n{"title": "c"}\n', block=4)
    assert raw.frame["title"].tolist() == ["b", "c"]
    assert [line for line, _ in _refused(raw)] == [1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" \n", "the file is empty"),
        (b"[" * 200_000, "nested too deep"),
        (b"3", "neither a list nor an object"),
        (b'[{"title": "a', "not JSON: "),
        (b'[{"title": "a"}, {"title": b}]', "not JSON: "),
        (b'[{"title": "a"} {"title": "b"}, {"title": "c"}, {"title": "d"}]', "not JSON: "),
        (b'{"title": ["a", "b"], "text": ["c"]}', r"JSON columns of different lengths \(2, 1\)"),
        (b'[{"a": Infinity}]', "Infinity is not JSON"),
        (b'{"a": 1, "a": 2}', "names a key twice"),
        (b"[1]\n", "no row of it could be read; row 1: not a JSON object"),
        (b'[{"title": "\xe9\x81"}]', "line 1: bytes that are neither UTF-8 nor cp1252; save"),
    ],
)
def test_what_is_no_json_is_said_in_one_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        list(read_json(content, "x.json"))
    assert str(caught.value).startswith("x.json: ") and "\n" not in str(caught.value)


def test_a_deep_line_costs_its_row_only():
    raw = _read(b'{"title": "a"}\n{"title": ' + b"[" * 100_000 + b'\n{"title": "c"}\n')
    assert raw.frame["title"].tolist() == ["a", "c"]
    assert _refused(raw) == [(2, "nested too deep")]


def test_a_line_over_the_limit_costs_its_row_only():
    long = b'{"title": "' + b"x" * 20_000_000 + b'"}\n'
    raw = _read(b'{"title": "a"}\n' + long + b'{"title": "c"}\n')
    assert raw.frame["title"].tolist() == ["a", "c"]
    assert _refused(raw) == [(2, "a line of more than 16,000,000 bytes")]


def test_json_in_one_piece_over_the_limit_says_how_to_go_on(monkeypatch):
    monkeypatch.setattr(jsons, "WHOLE_LIMIT", 1000)
    rows = [{"title": f"judul {i}"} for i in range(100)]
    for indent in (None, 1):
        with pytest.raises(InputError, match="save it as JSON Lines"):
            _read(json.dumps(rows, indent=indent).encode(), block=64)
    # lines with a broken first one are no single piece
    content = b'{"broken\n' + b"".join(json.dumps(r).encode() + b"\n" for r in rows)
    assert len(_read(content, block=64).frame) == 100


def test_later_batches_have_the_columns_of_earlier_ones():
    content = b'{"title": "a", "url": "u"}\n' * 100 + b'{"title": "b"}\n' * 100
    batches = list(read_batches(content, "x", block=200, batch=500))
    assert len(batches) > 4
    assert {tuple(b.frame.columns) for b in batches} == {("title", "url", ROW)}
    assert [n for b in batches for n in b.frame[ROW]] == list(range(1, 201))


def test_junk_before_the_first_row_waits_for_it():
    content = b'{"title": "a"\n' * 100 + b'{"title": "b"}\n'
    first = next(read_batches(content, "x", block=100, batch=200))
    assert first.frame["title"].tolist() == ["b"]
    assert first.rows_read == 101


_TOKENS = [
    b'{"title": "a"}\n', b'{"title": "a", "n": 1.50}\n', b'{"t": [1, "b"], "o": {"k": null}}\n',
    b"\n", b" ", b"\r\n", b"[1]\n", b"NaN\n", b'{"a": 1, "a": 2}\n', b'{"a": "\\ud800"}\n', b"{",
    '{"title": "é“”"}\n'.encode(), b'{"title": "\xe9"}\n', b'{"title": "\x81"}\n', b'"', b"\0",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(tokens=st.lists(st.sampled_from(_TOKENS), max_size=25), block=st.integers(1, 40))
def test_blocks_of_any_size_give_the_same_rows_and_keep_the_law(tokens, block):
    content = b"".join(tokens)
    wanted = _outcome(content)
    assert _outcome(content, block=block) == wanted
    many = _outcome(content, block=block, batch=60)
    if isinstance(wanted, str):
        assert isinstance(many, str)
        return
    assert many == wanted
    frame, notes, rows_read, _ = wanted
    assert rows_read == len(frame[ROW]) + sum("'quarantined'" in n for n in notes)


_SAID = {"None": "", "True": "true", "False": "false"}
_VALUES = st.one_of(st.text(max_size=8), st.integers(), st.none(), st.booleans())


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(st.text(min_size=1, max_size=4), _VALUES, min_size=1), min_size=2
    ),
    is_ascii=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_row_written_comes_back_as_text(rows, is_ascii, encoding):
    text = "".join(json.dumps(row, ensure_ascii=is_ascii) + "\n" for row in rows)
    raw = _read(text.encode(encoding, "surrogatepass"), block=16)
    assert not _refused(raw)
    for got, row in zip(raw.frame.to_dict("records"), rows, strict=True):
        for key, value in row.items():
            wanted = _SAID.get(str(value), str(value)) if not isinstance(value, str) else value
            assert got[f"{key} (input)" if key == ROW else key] == wanted


def test_a_file_cut_anywhere_keeps_its_rows():
    rows = [{"id": str(i), "title": f"judul “{i}”", "text": "isi\ndua"} for i in range(6)]
    content = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()
    first = content.index(b"\n") + 1
    for size in range(first + 1, len(content), 2):
        raw = _read(content[:size], block=50)
        got = raw.frame.drop(columns=ROW).to_dict("records")
        assert got == rows[: len(got)]
        assert len(got) >= content[:size].count(b"\n")
        assert raw.rows_read == len(got) + len(_refused(raw))


def test_a_stream_is_read_once_and_forward():
    class Forward(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 9))

        def seek(self, *_):
            raise OSError("forward only")

    (raw,) = read_json(Forward(b'{"title": "a"}\n{"title": "b"}\n'), "x")
    assert raw.frame["title"].tolist() == ["a", "b"]
    assert lines.BLOCK > 9


_EXPECTED = {
    "enc_lone_surrogate.jsonl": ("half a character", "1 row or quarantine; must be storable"),
    "json_bigint.json": (["12345678901234567890123"], "id exact as text"),
    "json_deep.json": ("nested too deep", "clear error (depth), no RecursionError traceback"),
    "json_hugeint.json": (None, "clear error (python int digit limit), no crash"),
}


@pytest.mark.parametrize("name", _EXPECTED)
def test_hostile_json_does_as_expected(shared, name):
    outcome, words = _EXPECTED[name]
    expected = json.loads((shared / "hostile/EXPECT.json").read_text(encoding="utf-8"))
    assert words in expected[name]
    content = (shared / "hostile" / name).read_bytes()
    if isinstance(outcome, str):
        with pytest.raises(InputError, match=outcome):
            _read(content)
        return
    raw = _read(content)
    digits = raw.frame["id"].tolist()
    assert digits == outcome or (outcome is None and len(digits[0]) >= 4300 and digits[0].isdigit())


def test_hostile_mixed_lines_do_as_expected(shared):
    expected = json.loads((shared / "hostile/EXPECT.json").read_text(encoding="utf-8"))
    assert expected["jsonl_mixed.jsonl"].startswith("good: 1,5 (3 flagged dup key)")
    raw = _read((shared / "hostile/jsonl_mixed.jsonl").read_bytes(), block=8)
    assert len(raw.frame) == 2
    assert raw.rows_read == 2 + len(_refused(raw))
    assert any("names a key twice" in reason for _, reason in _refused(raw))
