"""Web archives: every HTML answer is a row, damage costs no more than what it hit."""

import gzip
import hashlib
import io
import random
import zlib
from base64 import b32encode
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.readers import httpbody
from analysis.corpus.readers.warcs import read_warc
from analysis.schema import InputError

BODY = (
    "Polisi menangkap tiga tersangka perdagangan orang di pelabuhan kota pada hari Kamis siang. "
    "Para korban berasal dari beberapa desa dan dijanjikan pekerjaan di luar negeri oleh mereka. "
    "Kepala kepolisian mengatakan bahwa penyelidikan masih berjalan dan korban sudah aman kini. "
)


def _html(title="Polisi menangkap tiga tersangka", head=""):
    paragraphs = f"<p>{BODY}</p>" * 3
    page = f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    return f"<!doctype html>{page}{paragraphs}</article></body></html>".encode()


def _http(body, *headers, status="200 OK", kind="text/html; charset=utf-8"):
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _record(block, *, kind="response", url="https://a.example.id/1", date="2020-05-04", more=()):
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}T10:00:00Z",
        *more,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _read(content, name="a.warc"):
    """Return the pages by row, the ledger rows, the number of rows read."""
    batches = list(read_warc(io.BytesIO(content), name))
    pages = {row: fields for b in batches for row, _, fields in b.pages}
    return pages, [n for b in batches for n in b.notes], sum(b.rows_read for b in batches)


def _reasons(notes, action="quarantined"):
    return {n["source_row"]: n["reason"] for n in notes if n["action"] == action}


def test_only_html_answered_with_200_is_a_row():
    made = [
        _record(b"software: x", kind="warcinfo"),
        _record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        _record(_http(_html())),
        _record(_http(_html(), status="404 Not Found")),
        _record(_http(b"\x89PNG", kind="image/png")),
        _record(_html(), kind="resource", more=["Content-Type: text/html"]),
        _record(_http(_html()), kind="revisit"),
        _record(_http(b"<html><body>short</body></html>")),
        _record(_http(_html(), kind="")),
    ]
    pages, notes, rows = _read(b"".join(made))
    assert list(pages) == [3, 6, 9]
    assert rows == 4
    assert _reasons(notes) == {8: "an HTML page that is no article"}
    assert [n["reason"][:16] for n in notes if n["action"] == "noted"] == ["5 of 9 records a"]


def test_a_page_gets_the_records_address_and_its_day_is_of_the_crawl():
    pages, _, _ = _read(_record(_http(_html()), url="http://www.kompas.com/a", date="2021-02-03"))
    page = pages[1]
    assert page["title"] == "Polisi menangkap tiga tersangka"
    assert page["url"] == "http://www.kompas.com/a"
    assert page["outlet"] == "Kompas.com"
    assert page["collected_on"] == datetime(2021, 2, 3)
    assert "published_on" not in page or page["published_on"] is None


def test_the_address_the_page_states_goes_first_and_copies_are_unwrapped():
    stated = _html(head='<link rel="canonical" href="https://kompas.com/true">')
    copy = "https://web.archive.org/web/20200101000000/http://tempo.co/b"
    pages, _, _ = _read(_record(_http(stated)) + _record(_http(_html()), url=copy))
    assert [p["url"] for p in pages.values()] == ["https://kompas.com/true", "http://tempo.co/b"]


def _chunked(body, size=100):
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def _raw_deflate(body):
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        (["Transfer-Encoding: chunked"], _chunked),
        (["Content-Encoding: gzip"], gzip.compress),
        (["Content-Encoding: x-gzip"], gzip.compress),
        (["Content-Encoding: deflate"], zlib.compress),
        (["Content-Encoding: deflate"], _raw_deflate),
        (["Content-Encoding: gzip, gzip"], lambda b: gzip.compress(gzip.compress(b))),
        (
            ["transfer-encoding: Chunked", "content-encoding: GZIP"],
            lambda b: _chunked(gzip.compress(b)),
        ),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], bytes),  # undone when stored
        (["Content-Encoding: br"], bytes),
        (["Content-Encoding: identity"], bytes),
    ],
)
def test_chunks_and_packings_are_undone(headers, pack):
    plain, _, _ = _read(_record(_http(_html())))
    pages, _, _ = _read(_record(_http(pack(_html()), *headers)))
    assert pages[1]["text"] == plain[1]["text"]


@pytest.mark.parametrize(
    ("header", "body", "words"),
    [
        ("Transfer-Encoding: chunked", _chunked(_html())[:-300], "cut short"),
        (
            "Transfer-Encoding: chunked",
            _chunked(_html()[:99])[:-5] + b"zz\r\n",
            "chunks are damaged",
        ),
        ("Content-Encoding: gzip", b"\x1f\x8b\x08" + b"x" * 50, "packed page that is damaged"),
        ("Content-Encoding: zstd", b"(\xb5/\xfd", "not read here"),
        ("Content-Encoding: gzip", gzip.compress(b"0" * 30_000_000), "more than 20,000,000"),
        ("X: y", b"<html>" + b"0" * 20_000_001, "more than 20,000,000"),
    ],
)
def test_a_page_that_cannot_be_had_is_quarantined_and_the_next_is_read(header, body, words):
    pages, notes, rows = _read(_record(_http(body, header)) + _record(_http(_html())))
    assert list(pages) == [2]
    assert rows == 2
    assert words in _reasons(notes)[1]


def test_a_packed_page_without_its_end_is_kept_and_told():
    pages, notes, _ = _read(_record(_http(gzip.compress(_html())[:-4], "Content-Encoding: gzip")))
    assert list(pages) == [1]
    assert "cut short" in _reasons(notes, "noted")[1]


def test_brotli_is_undone_where_the_package_is_there():
    brotli = pytest.importorskip("brotli")
    pages, _, _ = _read(_record(_http(brotli.compress(_html()), "Content-Encoding: br")))
    assert list(pages) == [1]


def test_the_servers_header_tells_an_encoding_the_page_does_not():
    text = "Résumé déjà vu à côté"
    latin = _html(title=text).decode().encode("cp1252")
    pages, _, _ = _read(_record(_http(latin, kind="text/html; charset=windows-1252")))
    assert pages[1]["title"] == text


def test_a_wrong_digest_is_told():
    block = _http(_html())
    right = b32encode(hashlib.sha1(block).digest()).decode()
    wrong = b32encode(hashlib.sha1(block + b"x").digest()).decode()
    made = [_record(block, more=[f"WARC-Block-Digest: sha1:{d}"]) for d in (right, wrong)]
    pages, notes, _ = _read(b"".join(made))
    assert list(pages) == [1, 2]
    assert "digest does not fit" in _reasons(notes, "noted")[2]
    assert 1 not in _reasons(notes, "noted")


def test_same_page_twice_has_one_digest_and_other_addresses_have_others():
    made = [
        _record(_http(_html()), url=f"https://a.example.id/{n}", date=f"2020-01-0{d}")
        for n, d in ((1, 1), (1, 2), (2, 3))
    ]
    (batch,) = read_warc(io.BytesIO(b"".join(made)), "a.warc")
    one, again, other = (digest for _, digest, _ in batch.pages)
    assert one == again != other


def test_a_plain_archive_cut_short_keeps_what_is_before():
    made = [_record(_http(_html(f"Judul berita nomor {n} hari ini"))) for n in range(4)]
    whole = b"".join(made)
    pages, notes, rows = _read(whole[: -len(made[3]) // 2])
    assert list(pages) == [1, 2, 3] and rows == 3
    place = sum(map(len, made[:3]))
    (note,) = [n for n in notes if "unreadable" in n["reason"]]
    assert note["reason"].startswith(f"3 records read, the rest is unreadable at byte {place:,}")


@pytest.mark.parametrize("is_one_part", [False, True])
def test_a_damaged_gzip_part_costs_its_records_and_what_follows(is_one_part):
    """A page is given out only when the checksum of its part was seen."""
    made = [_record(_http(_html(f"Judul berita nomor {n} hari ini"))) for n in range(4)]
    parts = [gzip.compress(b"".join(made))] if is_one_part else [gzip.compress(m) for m in made]
    whole = b"".join(parts)
    place = 0 if is_one_part else sum(map(len, parts[:2]))
    at = place + len(parts[-1]) - 6  # in the checksum: everything unpacks well
    spoilt = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    assert list(_read(whole)[0]) == [1, 2, 3, 4]
    if is_one_part:
        with pytest.raises(InputError, match="no record that can be read"):
            _read(spoilt)
        return
    pages, notes, rows = _read(spoilt)
    assert list(pages) == [1, 2] and rows == 2
    assert f"2 records read, the rest is unreadable at byte {place:,};" in notes[-1]["reason"]


def test_a_truncated_gzip_and_bytes_after_its_end_are_told():
    part = gzip.compress(_record(_http(_html())))
    for spoilt in (part + part[:-9], part + b"garbage", part + part[:3]):
        pages, notes, _ = _read(spoilt)
        assert list(pages) == [1]
        assert f"unreadable at byte {len(part):,};" in notes[-1]["reason"]
    assert not [n for n in _read(part + bytes(100))[1] if "unreadable" in n["reason"]]


def test_a_bomb_ends_the_reading():
    part = gzip.compress(_record(_http(_html())))
    bomb = gzip.compress(_record(b"0" * 50_000_000, kind="metadata"))
    pages, notes, _ = _read(part + bomb)
    assert list(pages) == [1]
    assert "unreadable" in notes[-1]["reason"]


@pytest.mark.parametrize("junk", [b"x" * 5_000_000, b"WARC/1.0\r\n" + b"A: b\r\n" * 900_000])
def test_a_header_without_end_does_not_hang(junk):
    pages, notes, _ = _read(_record(_http(_html())) + junk)
    assert list(pages) == [1]
    assert "1 records read" in notes[-1]["reason"]


@pytest.mark.parametrize("content", [b"", b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n", b"WARC/9", b"x\n"])
def test_what_holds_no_record_is_one_clear_error(content):
    with pytest.raises(InputError, match=r"^a\.warc: .*no record"):
        _read(content)


def test_an_arc_is_read():
    body = _http(_html())
    head = b"filedesc://a.arc 0.0.0.0 20140216050221 text/plain 73\n"
    version = b"1 0 Maker\nURL IP-address Archive-date Content-type Archive-length\n\n"
    head = head.replace(b"73", b"%d" % len(version))
    line = b"http://a.example.id/x y 1.2.3.4 20140216050221 text/html %d\n" % len(body)
    for made in (head + version + b"\n" + line + body + b"\n" + line + body + b"\n",):
        for packed in (made, gzip.compress(made)):
            pages, _, _ = _read(packed, "a.arc")
            assert list(pages) == [2, 3]
            assert pages[2]["url"] == "http://a.example.id/x y"
            assert pages[2]["collected_on"] == datetime(2014, 2, 16)


# rows = answers with status 200 that carry HTML, and HTML resources, counted by hand
SAMPLES = {
    "bad.arc": 0,  # its records state impossible lengths
    "example-bad-non-chunked.warc.gz": 1,
    "example-bad.warc.gz.bad": 1,
    "example-digest.warc": 0,  # requests only
    "example-iana.org-chunked.warc": 1,
    "example-resource.warc.gz": 1,
    "example-space-in-target-uri.warc.gz": 0,  # a picture
    "example-space-in-url.arc": 1,
    "example-trunc.warc": 1,
    "example-wget-bad-target-uri.warc.gz": 1,
    "example-wrong-chunks.warc.gz": 1,
    "example.arc": 1,
    "example.arc.gz": 1,
    "example.warc": 1,
    "example.warc.gz": 1,
    "post-test.warc.gz": 0,  # JSON
}


@pytest.mark.parametrize(("name", "rows"), SAMPLES.items())
def test_real_samples_give_a_row_for_each_html_answer(shared, capfd, name, rows):
    path = shared / "formats" / "warc" / name
    pages, notes, read = _read(path.read_bytes(), name)
    assert read == rows == len(pages) + len(_reasons(notes))
    assert capfd.readouterr() == ("", "")
    assert all(p["url"].startswith("http") and p["collected_on"] for p in pages.values())


def test_every_sample_lies_in_the_list(shared):
    assert {p.name for p in (shared / "formats" / "warc").iterdir()} == set(SAMPLES)


def test_the_truncated_sample_gives_its_four_records(shared):
    pages, notes, _ = _read((shared / "formats/warc/example-trunc.warc").read_bytes())
    assert list(pages) == [3]
    assert any(n["reason"].startswith("3 of 4 records") for n in notes)
    assert any("cut short" in n["reason"] for n in notes if n["source_row"] == 3)


def test_samples_cut_or_spoilt_anywhere_never_crash(shared):
    """Every sample cut at, and flipped in, some forty places: pages, notes, or one clear error."""
    chance = random.Random(4)
    for path in sorted((shared / "formats" / "warc").iterdir()):
        content = path.read_bytes()
        for at in chance.sample(range(len(content)), 12):
            flipped = content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
            for spoilt in (content[:at], flipped):
                try:
                    pages, notes, rows = _read(spoilt)
                except InputError as error:
                    assert "\n" not in str(error)
                else:
                    assert rows == len(pages) + len(_reasons(notes))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from(["chunked", "gzip", "br"]))
def test_any_answer_comes_apart_or_is_refused(head, body, packing):
    """No body, however odd, raises anything but a reason."""
    for block in (head, b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body):
        answer = httpbody.head_of(block)
        headers = {"transfer-encoding": packing, "content-encoding": packing}
        try:
            assert isinstance(httpbody.decoded(answer._replace(headers=headers)).body, bytes)
        except httpbody.UndecodableError as error:
            assert str(error)
