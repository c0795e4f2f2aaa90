"""Archives as streams: nothing leaves them, nothing hides in them, nothing blows up."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.readers.archives import Blob, Refused, is_archive, members_of
from analysis.corpus.readers.blobs import gunzip_blob, plain_head
from analysis.schema import InputError

PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
TEXT = "".join(f"{n},Judul {n},isi {n * n}\n" for n in range(4000)).encode()


def _zip(*members, **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def _tar(*members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.type, info.linkname = content
                archive.addfile(info)
    return packed.getvalue()


def _read(content, name="a.zip"):
    """Return the bytes of each member, or the reason why it is refused."""
    found = list(members_of(Blob.from_bytes(content, name)))
    refused = {m.name: m.reason for m in found if isinstance(m, Refused)}
    assert all(reason.startswith(f"{name}: ") for name, reason in refused.items())
    reasons = {name: reason.removeprefix(f"{name}: ") for name, reason in refused.items()}
    return {m.name: reasons[m.name] if m.name in reasons else m.read() for m in found}


@pytest.mark.parametrize("pack", ["zip", "tar", *PACKERS])
def test_members_come_in_order_of_name_and_open_anew(pack, tmp_path):
    made = (_zip if pack == "zip" else _tar)(("b/2.csv", b"two"), ("1.csv", b"one"), ("e.csv", b""))
    path = tmp_path / f"a.{pack}"
    path.write_bytes(PACKERS.get(pack, bytes)(made))
    blob = Blob.from_path(path)
    assert is_archive(blob)
    found = list(members_of(blob))
    assert [m.name for m in found] == [f"a.{pack}/{n}" for n in ("1.csv", "b/2.csv", "e.csv")]
    assert [m.size for m in found] == [3, 3, 0]
    assert [[m.read(), m.read()] for m in found] == [[b"one"] * 2, [b"two"] * 2, [b""] * 2]
    assert list(tmp_path.iterdir()) == [path]


def test_second_member_of_one_name_is_told_apart(recwarn):
    made = _zip(("a.csv", b"1"), ("a.csv", b"2"), ("a.csv", b"3"))
    assert _read(made) == {"a.zip/a.csv": b"1", "a.zip/a.csv (2)": b"2", "a.zip/a.csv (3)": b"3"}
    made = _tar(("a.csv", b"1"), ("a.csv", b"2"))
    assert list(_read(made, "a.tar").values()) == [b"1", b"2"]


@pytest.mark.parametrize("make", [_zip, _tar])
@pytest.mark.parametrize(
    "name", ["../e.csv", "/e.csv", "C:\\e.csv", "a/../../e.csv", "a\\..\\e.csv"]
)
def test_names_that_point_outside_are_refused_and_the_rest_is_read(make, name):
    found = _read(make((name, b"x"), ("ok.csv", b"y")))
    assert found.pop("a.zip/ok.csv") == b"y"
    assert [r for r in found.values()] == ["its name points outside the archive"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ((tarfile.SYMTYPE, "/etc/passwd"), "a link"),
        ((tarfile.LNKTYPE, "ok.csv"), "a link"),
        ((tarfile.CHRTYPE, ""), "neither a file"),
        ((tarfile.FIFOTYPE, ""), "neither a file"),
        ((tarfile.GNUTYPE_SPARSE, ""), "sparse"),
    ],
)
def test_links_and_devices_are_refused(kind, reason):
    found = _read(_tar(("a.csv", kind), ("ok.csv", b"y")), "a.tar")
    assert found["a.tar/ok.csv"] == b"y"
    assert reason in found["a.tar/a.csv"]


def test_links_in_zips_are_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "a link" in _read(packed.getvalue())["a.zip/a.csv"]


def test_members_with_a_password_are_refused():
    made = bytearray(_zip(("a.csv", b"x")))
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in _read(bytes(made))["a.zip/a.csv"]


def test_system_and_hidden_files_are_passed_over():
    names = ("__MACOSX/._a.csv", ".DS_Store", ".git/a.csv", "./ok.csv")
    for make in (_zip, _tar):
        assert _read(make(*((n, b"x") for n in names))) == {"a.zip/ok.csv": b"x"}


def test_a_damaged_member_is_refused_by_name_and_the_rest_is_read():
    made = bytearray(_zip(("a.csv", TEXT), ("b.csv", TEXT)))
    made[5000] ^= 4
    found = _read(bytes(made))
    assert "damaged" in found["a.zip/a.csv"]
    assert found["a.zip/b.csv"] == TEXT


def test_names_with_control_signs_stay_in_one_line():
    found = _read(_tar(("a\nb.csv", b"x"), ("c\udcff.csv", b"y")), "a.tar")
    assert "a.tar/a?b.csv" in found
    assert all(name.encode() and name.isprintable() for name in found)


def test_a_bomb_is_refused_and_does_not_spoil_the_others():
    bomb = b"0" * 20_000_000
    found = _read(_zip(("a.csv", bomb), ("b.csv", b"ok"), ("c.csv", bomb), ("d.csv", b"ok")))
    assert ["bomb" in str(v) for v in found.values()] == [True, False, True, False]
    for pack in PACKERS.values():
        with pytest.raises(InputError, match="bomb"):
            gunzip_blob(Blob.from_bytes(pack(bomb), "a.gz"))
        with pytest.raises(InputError, match="bomb"):
            _read(pack(_tar(("a.csv", bomb))), "a.tgz")


def test_stated_sizes_are_not_trusted():
    """A ZIP whose directory says one byte still counts what comes out."""
    made = bytearray(_zip(("a.csv", b"0" * 20_000_000)))
    at = made.index(b"PK\x01\x02")
    made[at + 24 : at + 28] = (20_000_000 - 1).to_bytes(4, "little")
    assert "bomb" in _read(bytes(made))["a.zip/a.csv"]
    made[at + 24 : at + 28] = (1).to_bytes(4, "little")
    assert "damaged" in _read(bytes(made))["a.zip/a.csv"]


def test_archives_two_deep_are_read_and_three_deep_refused():
    inner = _zip(("x.csv", b"x"))
    tar = gzip.compress(_tar(("y.csv", b"y"), ("z.csv.gz", gzip.compress(b"z"))))
    deep = _zip(("inner.zip", _zip(("deepest.zip", inner), ("w.csv", b"w"))))
    found = _read(_zip(("1.zip", inner), ("2.tgz", tar), ("3.zip", deep)))
    assert found.pop("a.zip/3.zip/inner.zip").startswith("archives nested more than two deep")
    assert found == {
        "a.zip/1.zip/x.csv": b"x",
        "a.zip/2.tgz/y.csv": b"y",
        "a.zip/2.tgz/z.csv.gz": b"z",
    }


def test_a_damaged_archive_inside_is_refused_by_name():
    found = _read(_zip(("1.zip", b"PK\x03\x04 no zip"), ("2.csv", b"ok")))
    assert found["a.zip/1.zip"].startswith("a damaged ZIP")
    assert found["a.zip/2.csv"] == b"ok"


def test_a_workbook_inside_stays_one_file():
    book = _zip(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))
    assert _read(_zip(("a.xlsx", book))) == {"a.zip/a.xlsx": book}
    assert not is_archive(Blob.from_bytes(book, "a.xlsx"))


def test_web_archives_inside_stay_packed():
    packed = gzip.compress(b"WARC/1.0\r\n")
    assert _read(_zip(("a.warc.gz", packed))) == {"a.zip/a.warc.gz": packed}


@pytest.mark.parametrize("packing", PACKERS)
def test_what_is_packed_comes_out_whole(packing):
    pack = PACKERS[packing]
    blob = Blob.from_bytes(pack(TEXT) + pack(b"second part\n"), f"a.csv.{packing}")
    plain = gunzip_blob(blob)
    assert plain.size == len(TEXT) + 12
    assert plain.read() == plain.read() == TEXT + b"second part\n"
    assert plain_head(blob, 9) == TEXT[:9]


@pytest.mark.parametrize("packing", PACKERS)
def test_damage_anywhere_in_a_packed_file_is_one_clear_error(packing):
    made = PACKERS[packing](TEXT)
    whole = made + PACKERS[packing](TEXT)
    cases = {
        "truncated": made[: len(made) // 2],
        "after its end|damage": made + b"garbage",
        "damage|after its end": whole[: len(made)] + b"\xff" + whole[len(made) + 1 :],
        "damage": made[:900] + bytes([made[900] ^ 16]) + made[901:],
    }
    for words, content in cases.items():
        with pytest.raises(InputError, match=words) as caught:
            gunzip_blob(Blob.from_bytes(content, "a.csv.gz"))
        assert str(caught.value).startswith("a.csv.gz: ")
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="not a gzip"):
        gunzip_blob(Blob.from_bytes(TEXT, "a.csv.gz"))


def test_padding_after_a_gzip_is_no_damage():
    assert gunzip_blob(Blob.from_bytes(gzip.compress(b"x") + bytes(512), "a.gz")).read() == b"x"


def test_a_tar_cut_short_tells_what_is_missing():
    made = _tar(("a.csv", b"1" * 3000), ("b.csv", b"2" * 3000), ("c.csv", b"3" * 3000))
    found = _read(made[:5000], "a.tar")
    assert found["a.tar/a.csv"] == b"1" * 3000
    assert "ends inside it" in found["a.tar/b.csv"]
    assert "missing" in found["a.tar/the rest"]
    ends_early = _read(made[: 3584 * 2], "a.tar")
    assert len(ends_early) == 3
    assert "missing" in ends_early["a.tar/the rest"]


def test_a_tar_whose_header_is_damaged_is_no_end_in_silence():
    made = bytearray(_tar(("a.csv", b"1"), ("b.csv", b"2")))
    made[1024] ^= 1
    found = _read(bytes(made), "a.tar")
    assert found["a.tar/a.csv"] == b"1"
    assert "damaged or missing" in found["a.tar/the rest"]


@pytest.mark.parametrize("size", [b"77777777777\0", b"\xff" * 12, b"\x80" + b"\xff" * 11])
def test_headers_of_an_impossible_size_end_the_tar(size):
    """tarfile 3.11 would read a long name of any size into memory, and turn back for ever."""
    info = tarfile.TarInfo("x")
    info.type = tarfile.XHDTYPE
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    found = _read(_tar(("a.csv", b"1"))[:1024] + bytes(header) + bytes(2048), "a.tar")
    assert found["a.tar/a.csv"] == b"1"
    assert "a.tar/the rest" in found


def test_many_members_of_a_packed_tar_are_not_unpacked_once_each(monkeypatch):
    """Each pass unpacks the whole: there must be few, whatever the order of the names."""
    members = [(f"{(n * 37) % 400:03}.html", b"%d" % n * 300) for n in range(400)]
    blob = Blob.from_bytes(gzip.compress(_tar(*members)), "a.tgz")
    passes = []
    counted = Blob(blob.name, blob.size, lambda: passes.append(1) or blob.open())
    found = {m.name: m.read() for m in members_of(counted)}
    assert found == {f"a.tgz/{name}": content for name, content in members}
    assert len(passes) < 10
    monkeypatch.setattr("analysis.corpus.readers.archives._WINDOW", 50_000)
    monkeypatch.setattr("analysis.corpus.readers.archives._LARGE", 700)
    assert {m.name: m.read() for m in members_of(counted)} == found


class _Zeros(io.RawIOBase):
    """A file of noise that is never held: so many bytes, hard to pack."""

    def __init__(self, size):
        self.left, self.block = size, os.urandom(1 << 16)

    def readable(self):
        return True

    def readinto(self, buffer):
        size = min(len(buffer), self.left, len(self.block))
        buffer[:size] = self.block[:size]
        self.left -= size
        return size


def test_memory_stays_flat_for_a_large_member(tmp_path):
    size = 300_000_000
    packed = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive,
        archive.open("big.csv", "w") as out,
        io.BufferedReader(_Zeros(size)) as noise,
    ):
        while chunk := noise.read(1 << 20):
            out.write(chunk)
    tar = tmp_path / "a.tar"
    with tarfile.open(tar, "w") as archive:
        info = tarfile.TarInfo("big.csv")
        info.size = size
        archive.addfile(info, io.BufferedReader(_Zeros(size)))
    tracemalloc.start()
    for path in (packed, tar):
        (member,) = members_of(Blob.from_path(path))
        assert member.size == size
        with member.open() as stream:
            assert sum(len(chunk) for chunk in iter(lambda: stream.read(1 << 20), b"")) == size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_an_xz_file_cannot_ask_for_all_memory():
    packed = bytearray(lzma.compress(TEXT))
    size = (packed[12] + 1) * 4  # of the block's header, which states the window
    packed[12 + packed[12:].index(b"\x21\x01") + 2] = 40  # 4 GB
    packed[12 + size - 4 : 12 + size] = zlib.crc32(packed[12 : 12 + size - 4]).to_bytes(4, "little")
    with pytest.raises(InputError, match="damage"):
        gunzip_blob(Blob.from_bytes(bytes(packed), "a.xz"))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,6}\.csv", fullmatch=True),
        st.binary(max_size=3000).map(lambda content: b"title\n" + content),
    ),
    st.sampled_from([_zip, _tar, *PACKERS.values()]),
)
def test_any_files_come_out_as_they_went_in(files, pack):
    made = pack(*files.items()) if pack in (_zip, _tar) else pack(_tar(*files.items()))
    expected = {f"a/{n}": c for n, c in sorted(files.items())}
    assert _read(made, "a") == expected


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_bytes_are_read_or_refused_and_nothing_else_escapes(data):
    """A good archive with any stretch of it overwritten."""
    made = data.draw(st.sampled_from([MADE_ZIP, MADE_TAR, MADE_TGZ, MADE_XZ, MADE_DEEP]))
    at = data.draw(st.integers(0, len(made) - 1))
    spoilt = made[:at] + data.draw(st.binary(max_size=24))
    spoilt += made[len(spoilt) :] if data.draw(st.booleans()) else b""
    blob = Blob.from_bytes(spoilt, "a")
    try:
        is_archive(blob)
        for member in members_of(blob):
            assert isinstance(member, Refused) or member.size == len(member.read())
    except InputError as error:
        assert "\n" not in str(error)


MADE_ZIP = _zip(("a.csv", TEXT[:3000]), ("b.csv", b"x"))
MADE_TAR = _tar(("a.csv", TEXT[:3000]), ("n" * 150 + ".csv", b"x"))
MADE_TGZ, MADE_XZ = gzip.compress(MADE_TAR), lzma.compress(MADE_TAR)
MADE_DEEP = _zip(("a.zip", MADE_ZIP), ("b.tgz", MADE_TGZ))


def test_a_stored_member_is_checked_too():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", TEXT)
    made = packed.getvalue().replace(b"Judul 7,", b"Judul 8,")
    assert zlib.crc32(TEXT) and "damaged" in _read(made)["a.zip/a.csv"]
