"""Turns the bytes of a file into text, and says how.

Order: byte-order mark, UTF-8 without error, UTF-16 without mark where every second byte is NUL,
else line by line UTF-8 or cp1252 with a ledger note. No byte is ever replaced in silence.

Cannot do: it knows no other single-byte encoding; a cp1250 or Mac file is read as cp1252 and the
note says so. Text that was decoded wrongly before it was saved is noted, not mended.
"""

import codecs
import re
from typing import NamedTuple

from analysis.corpus.ledger import note
from analysis.schema import InputError

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_MOJIBAKE = re.compile("â€|Ã[\x80-\xbf]|Â[\x80-\xbf]|ï»¿")


class Decoded(NamedTuple):
    """The text of a file, how it was read, and the lines that could not be."""

    text: str
    encoding: str
    notes: list[dict]
    unreadable: set[int]  # lines in neither UTF-8 nor cp1252; their rows must be quarantined


def decode(content: bytes, name: str) -> Decoded:
    """Return the text of a file's bytes; raises InputError where a declared encoding breaks."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, encoding, name), encoding, [], set())
    wide = _wide(content)
    if wide:
        reason = f"no byte-order mark; every second byte is NUL, read as {wide}"
        return Decoded(_strict(content, wide, name), wide, [note(name, 0, "noted", reason)], set())
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _by_line(content, name)
    return Decoded(text, "utf-8", _mojibake(text, name), set())


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: begins as {encoding} and breaks at byte {error.start}; the file is cut or"
            " damaged, save it again as CSV UTF-8"
        ) from error


def _wide(content: bytes) -> str:
    sample = content[:4096]
    if len(sample) < 8 or sample.count(0) < len(sample) * 0.3:
        return ""
    if not any(sample[0::2]) or not any(sample[1::2]):
        return ""  # all NUL: no text at all
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else ""


def _by_line(content: bytes, name: str) -> Decoded:
    parts, foreign, unreadable, is_mixed = [], [], set(), False
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            parts.append(line.decode("utf-8"))
            is_mixed |= not line.isascii()
        except UnicodeDecodeError:
            foreign.append(number)
            parts.append(_cp1252(line, number, unreadable))
    encoding = "utf-8 and cp1252" if is_mixed else "cp1252"
    return Decoded("".join(parts), encoding, _tell(name, foreign, is_mixed), unreadable)


def _cp1252(line: bytes, number: int, unreadable: set[int]) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        unreadable.add(number)
        return line.decode("latin-1")


def _tell(name: str, foreign: list[int], is_mixed: bool) -> list[dict]:
    if not is_mixed:
        reason = "not UTF-8; read as cp1252 (Windows, western). Wrong letters? Save as CSV UTF-8"
        return [note(name, 0, "noted", reason)]
    reason = "not UTF-8 though other lines are; this line was read as cp1252"
    return [note(name, number, "noted", reason) for number in foreign]


def _mojibake(text: str, name: str) -> list[dict]:
    count = sum(1 for _ in _MOJIBAKE.finditer(text))
    if not count:
        return []
    reason = (
        f"{count:,} signs of text decoded wrongly before it was saved (as in the pair Ã ©);"
        " kept as it is"
    )
    return [note(name, 0, "noted", reason)]
