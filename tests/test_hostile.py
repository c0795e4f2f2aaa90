"""Every broken or hostile input beside the project behaves as its EXPECT.json says."""

import json

import pytest

from analysis.corpus import read
from analysis.schema import InputError

# rows kept, and words that the ledger must hold; where nothing can be read, words of the error
KEPT = {
    "csv_backslash_escape.csv": (1, ""),
    "csv_cr_only.csv": (2, ""),
    "csv_header_only.csv": (0, "a header and no rows"),
    "csv_newline_in_quotes.csv": (2, ""),
    "csv_ragged_long.csv": (1, "more cells (8)"),
    "csv_ragged_short.csv": (1, "fewer cells (3)"),
    "csv_semicolon.csv": (2, ""),
    "csv_sep_line.csv": (2, ""),
    "csv_tab.csv": (2, ""),
    "csv_trailing_garbage.csv": (2, "256 NUL"),
    "csv_unclosed_quote.csv": (3, "never closed"),
    "dates.csv": (38, "cannot be told apart"),
    "dup_ids_conflict.csv": (2, "share their id"),
    "dup_ids_same.csv": (1, "equal in every column to row 2"),
    "enc_cp1252.csv": (2, "read as cp1252"),
    "enc_ctrlz.csv": (2, ""),
    "enc_mixed_utf8_cp1252.csv": (2, "this line was read as cp1252"),
    "enc_mojibake.csv": (2, "decoded wrongly"),
    "enc_nul_bytes.csv": (2, "NUL"),
    "enc_utf16be_bom.csv": (2, ""),
    "enc_utf16le_bom.csv": (2, ""),
    "enc_utf8.csv": (2, ""),
    "enc_utf8_bom.csv": (2, ""),
    "excel_mangled.csv": (4, "scientific notation"),
    "excel_truncated_32767.csv": (1, "32,767"),
    "formula_injection.csv": (11, ""),
    "gz_multi_member.csv.gz": (2, ""),
    "gz_ok.csv.gz": (2, "the header again"),
    "html_injection.csv": (16, ""),
    "json_bigint.json": (1, ""),
    "jsonl_mixed.jsonl": (2, "not a JSON object"),
    "not_gz.csv.gz": (2, ""),
    "ok.parquet": (2, ""),
    "pq_bad_pandas_meta.parquet": (2, ""),
    "pq_crc.parquet": (2, ""),
    "pq_ts_overflow.parquet": (0, "outside the years"),
    "rss_truncated.xml": (1, "ends inside this item"),
    "rss_wrong_encoding.xml": (1, ""),
    "tar_traversal.tar.gz": (2, "points outside"),
    "zip_dup_names.zip": (2, "equal in every column"),
    "zip_traversal.zip": (2, "points outside"),
}
REFUSED = {
    "csv_dup_header.csv": 'duplicate column "text"',
    "csv_empty.csv": "empty",
    "enc_lone_surrogate.jsonl": "surrogate",
    "evil.csv": "pickle",
    "gz_bitflip.csv.gz": "damage",
    "gz_bomb_100MB.csv.gz": "bomb",
    "gz_trailing_garbage.csv.gz": "after its end",
    "gz_truncated.csv.gz": "truncated",
    "json_deep.json": "deep",
    "json_hugeint.json": "no column of titles or texts",
    "pickle_marker.pkl": "pickle",
    "pq_bitflip.parquet": "damaged",
    "pq_crc_bitflip.parquet": "checksum",
    "pq_footer_len.parquet": "damaged",
    "pq_truncated.parquet": "damaged",
    "pq_zero.parquet": "empty",
    "redos_queries.json": "not a JSON object",
    "rss_billion_laughs.xml": "entit",
    "rss_xxe.xml": "entit",
    "zip_bomb.zip": "bomb",
}


def test_every_file_has_its_expectation(shared):
    expected = json.loads((shared / "hostile/EXPECT.json").read_text(encoding="utf-8"))
    assert set(expected) == set(KEPT) | set(REFUSED)


@pytest.mark.parametrize("name", KEPT)
def test_good_rows_are_kept_and_the_others_told(shared, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reading = read(shared / "hostile" / name)
    rows, words = KEPT[name]
    assert len(reading.articles) == rows
    files = reading.sources
    assert (files["rows_read"] == files["kept"] + files["quarantined"] + files["repeats"]).all()
    assert words in " ".join(reading.ledger["reason"])
    assert not list(tmp_path.iterdir()), "a member of the archive got out"


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(shared, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        read(shared / "hostile" / name)
    message = str(refused.value)
    assert REFUSED[name] in message.lower() if name.startswith("rss") else REFUSED[name] in message
    assert "\n" not in message
    assert name in message or name in ("zip_bomb.zip",)
    assert not list(tmp_path.iterdir()), "a pickle was run"


def test_text_comes_exactly_and_encodings_are_named(shared):
    texts = {}
    for name, encoding in {
        "enc_utf8.csv": "utf-8",
        "enc_utf8_bom.csv": "utf-8-sig",
        "enc_utf16le_bom.csv": "utf-16",
        "enc_utf16be_bom.csv": "utf-16",
        "enc_cp1252.csv": "cp1252",
    }.items():
        reading = read(shared / "hostile" / name)
        assert reading.sources["encoding"].item() == encoding
        texts[name] = tuple(reading.articles["text"])
    assert len(set(texts.values())) == 1
    assert "“kasus ini masih menonjol” – naïve café" in texts["enc_utf8.csv"][0]


def test_ids_stay_text(shared):
    assert read(shared / "hostile/json_bigint.json").articles["input_id"].item() == (
        "12345678901234567890123"
    )
    assert "00012" in set(read(shared / "hostile/excel_mangled.csv").articles["input_id"])


def test_an_outside_address_in_xml_never_shows(shared):
    with pytest.raises(InputError) as refused:
        read(shared / "hostile/rss_xxe.xml")
    assert "root:" not in str(refused.value)
