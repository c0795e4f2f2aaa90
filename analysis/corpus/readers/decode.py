"""Turns the bytes of a file into text or into lines of UTF-8, and says how.

Order: byte-order mark, UTF-16 without mark where every second byte is NUL, UTF-8 without error,
else line by line UTF-8 or cp1252 with a ledger note. No byte is ever replaced in silence: a line
that cannot be read is named, and its rows must be quarantined.

Cannot do: it knows no other single-byte encoding; a cp1250 or Mac file is read as cp1252 and the
note says so. Text that was decoded wrongly before it was saved is noted, not mended.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from analysis.corpus.ledger import note
from analysis.schema import InputError

SNIFF = 4096
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_MOJIBAKE = re.compile(rb"\xc3(?:\xa2\xe2\x82\xac|[\x82\x83]\xc2[\x80-\xbf]|\xaf\xc2\xbb\xc2\xbf)")
_FOREIGN_LIMIT = 100_000  # line numbers held until it is known whether a file mixes encodings
_MARKER = "sorotan.mark"
_NOT_UTF8 = "not UTF-8 though other lines are; this line was read as cp1252"
_CP1252 = "not UTF-8; read as cp1252 (Windows, western). Wrong letters? Save as CSV UTF-8"

# half a character becomes a lone surrogate, which UTF-8 refuses: its line is then found unreadable
codecs.register_error(_MARKER, lambda error: ("\udfff", error.end))


class Decoded(NamedTuple):
    """The text of a file, how it was read, and the lines that could not be."""

    text: str
    encoding: str
    notes: list[dict]
    unreadable: set[int]  # lines in neither UTF-8 nor cp1252; their rows must be quarantined


@dataclass
class Reading:
    """How the bytes of a file were read so far; notes grow as its lines go by."""

    name: str
    encoding: str = "utf-8"
    notes: list[dict] = field(default_factory=list)
    is_wide: bool = False
    has_utf8: bool = False  # a line was met that is UTF-8 and not ASCII
    foreign: list[int] = field(default_factory=list)  # lines read as cp1252, not yet told
    foreign_count: int = 0
    signs: int = 0  # of text decoded wrongly before it was saved

    @property
    def fault(self) -> str:
        """Say what is wrong with an unreadable line."""
        if self.is_wide:
            return f"half a character: the file begins as {self.encoding} and is damaged here"
        return "bytes that are neither UTF-8 nor cp1252"


def begin(head: bytes, name: str) -> Reading:
    """Return the encoding that a file's first bytes declare or show, UTF-8 where they do not."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            # a mark of UTF-8 declares it, so that every other line is an exception to be told
            is_utf8 = encoding == "utf-8-sig"
            return Reading(name, encoding, is_wide=not is_utf8, has_utf8=is_utf8)
    wide = _wide(head[:SNIFF])
    if not wide:
        return Reading(name)
    reason = f"no byte-order mark; every second byte is NUL, read as {wide}"
    return Reading(name, wide, [note(name, 0, "noted", reason)], is_wide=True)


def as_utf8(chunks: Iterable[bytes], reading: Reading) -> Iterator[bytes]:
    """Yield the chunks of a file in UTF-8 without byte-order mark, where it says it is not UTF-8.

    The bytes of any other file come as they are, for `mend` to look at line by line.
    """
    chunks = iter(chunks)
    if not reading.is_wide:
        if reading.encoding == "utf-8-sig":
            yield from _without_mark(chunks)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(reading.encoding)(_MARKER)
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(codecs.BOM_UTF8):
            break
    yield head.removeprefix(codecs.BOM_UTF8)


def mend(reading: Reading, data: bytes, line: int, end: bytes = b"\n") -> tuple[bytes, set[int]]:
    """Return whole lines as valid UTF-8, and the numbers of those that cannot be read.

    `line` is the number of the first of them and `end` the byte that ends each.
    """
    if data.isascii():
        return data, set()
    if not is_utf8(data):
        return _by_line(reading, data, line, end)
    reading.has_utf8 = True
    if reading.foreign:
        _tell_foreign(reading)
    if _may_be_mojibake(data):
        reading.signs += sum(1 for _ in _MOJIBAKE.finditer(data))
    return data, set()


def _may_be_mojibake(data: bytes) -> bool:
    """Say whether two bytes stand side by side that every sign begins with; é is none of them."""
    found = np.frombuffer(data, np.uint8)
    behind = found[1:][found[:-1] == 0xC3]
    return bool(np.isin(behind, (0x82, 0x83, 0xA2, 0xAF)).any())


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8, ten times faster than by decoding them."""
    ends = pa.py_buffer(np.array([0, len(data)], "int64"))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _by_line(reading: Reading, data: bytes, line: int, end: bytes) -> tuple[bytes, set[int]]:
    parts, unreadable = data.split(end), set()
    for at, part in enumerate(parts):
        if part.isascii():
            continue
        try:
            part.decode()
            reading.has_utf8 = True
        except UnicodeDecodeError:
            parts[at], is_read = _from_cp1252(reading, part, line + at)
            if not is_read:
                unreadable.add(line + at)
    if reading.has_utf8:
        _tell_foreign(reading)
    return end.join(parts), unreadable


def _from_cp1252(reading: Reading, part: bytes, line: int) -> tuple[bytes, bool]:
    """Return a line that is not UTF-8 in UTF-8, and whether it could be read."""
    if reading.is_wide:
        return part.decode("utf-8", "replace").encode(), False
    reading.foreign_count += 1
    if len(reading.foreign) < _FOREIGN_LIMIT:
        reading.foreign.append(line)
    try:
        return part.decode("cp1252").encode(), True
    except UnicodeDecodeError:
        return part.decode("latin-1").encode(), False


def _tell_foreign(reading: Reading) -> None:
    untold = reading.foreign_count - len(reading.foreign)
    if reading.foreign:
        reading.encoding = "utf-8 and cp1252"
        reading.notes += [note(reading.name, n, "noted", _NOT_UTF8) for n in reading.foreign]
    if untold:
        reason = f"{untold:,} further lines are not UTF-8 either and were read as cp1252"
        reading.notes.append(note(reading.name, 0, "noted", reason))
    reading.foreign, reading.foreign_count = [], 0


def finish(reading: Reading) -> None:
    """Add the notes that only the end of a file allows."""
    if reading.foreign:
        reading.encoding, reading.foreign = "cp1252", []
        reading.notes.insert(0, note(reading.name, 0, "noted", _CP1252))
    if reading.signs:
        reason = (
            f"{reading.signs:,} signs of text decoded wrongly before it was saved (as in the pair"
            " Ã ©); kept as it is"
        )
        reading.notes.append(note(reading.name, 0, "noted", reason))


def decode(content: bytes, name: str) -> Decoded:
    """Return the text of a file's bytes; raises InputError where UTF-16 or UTF-32 breaks."""
    reading = begin(content, name)
    if reading.is_wide:
        text = _strict(content, reading.encoding, name)
        return Decoded(text, reading.encoding, reading.notes, set())
    plain = content.removeprefix(codecs.BOM_UTF8)
    mended, unreadable = mend(reading, plain, 1, b"\n" if b"\n" in plain else b"\r")
    finish(reading)
    return Decoded(mended.decode(), reading.encoding, reading.notes, unreadable)


def head_text(head: bytes, name: str) -> str:
    """Return the whole lines that the first bytes of a file hold, whatever its encoding.

    The head may end anywhere, within a letter too; what stands after its last line break is left
    out, where it has one. Never raises: what cannot be read becomes U+FFFD.
    """
    reading = begin(head, name)
    errors = "replace" if reading.is_wide else "strict"
    try:
        # an incremental decoder keeps half a letter at the end back
        text = codecs.getincrementaldecoder(reading.encoding)(errors).decode(head)
    except UnicodeDecodeError:
        text = mend(reading, head.removeprefix(codecs.BOM_UTF8), 1)[0].decode()
    return text.removeprefix("\ufeff").rsplit("\n", 1)[0]


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: begins as {encoding} and breaks at byte {error.start}; the file is cut or"
            " damaged, save it again as CSV UTF-8"
        ) from error


def _wide(sample: bytes) -> str:
    if len(sample) < 8 or sample.count(0) < len(sample) * 0.3:
        return ""
    if not any(sample):
        return ""  # all NUL: no text at all
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else ""
