"""Reads a printed clock time and its zone: 14:15, 14.15 WIB, 2:15 PM, 8.30 malam, 14:15:00+07:00.

In: the piece of a line beside a date, or a cell of a column of times. Out: seconds after midnight
and minutes east of UTC, each None where it is not printed.

Cannot do: a time of two readings (1.30 malam, 12 tengah malam: which day?) is none, and a zone
code that stands for several zones (BST, CST, IST, MST, PST) is no zone.
"""

import re
from functools import lru_cache

from analysis.corpus import datewords as words

LONGEST = 200  # characters; a longer cell is prose
_HALF = "|".join(re.escape(h) for h in sorted(words.HALVES, reverse=True))
_CLOCK = re.compile(
    r"(?<![0-9.:/+-])([0-9]{1,2})([:.])([0-9]{2})(?:\2([0-9]{1,2})(?:[.,][0-9]+)?)?(?![0-9])"
    rf"(?: ?({_HALF})(?![a-z]))?"
)
_COMPACT_CLOCK = re.compile(r"^([0-9]{2})([0-9]{2})([0-9]{2})?(?=z?$)")
_OFFSET = re.compile(r"^\W{0,2}?(?:gmt|utc)? ?([+-])([0-9]{1,2}):?([0-9]{2})?(?![0-9])")
_ZONE = re.compile(r"(?<![a-z])(" + "|".join(sorted(words.HOURS, reverse=True)) + r")(?![a-z])")
_FARTHEST = 14 * 60  # minutes: no zone lies farther from UTC


@lru_cache(maxsize=65536)
def read_clock(text: str) -> tuple[int | None, int | None]:
    """Return (seconds after midnight, minutes east of UTC) of a printed time, None where absent.

    >>> read_clock("14.15 WIB")
    (51300, 420)
    """
    if len(text) > LONGEST:
        return None, None
    line = words.plain(text)
    found = _CLOCK.search(line)
    compact = None if found else _COMPACT_CLOCK.search(line)
    if not found and not compact:
        return None, None
    hour, minute, second, half = (
        (found[1], found[3], found[4], found[5]) if found else (*compact.groups(), None)
    )
    clock = _seconds(int(hour), int(minute), int(second or 0), half or "")
    rest = line[(found or compact).end() :]
    return (clock, _zone(rest)) if clock is not None else (None, None)


def without_clock(line: str) -> str:
    """Return a line with a space in the place of every clock time."""
    return _CLOCK.sub(" ", line)


def _seconds(hour: int, minute: int, second: int, half: str) -> int | None:
    if half and 1 <= hour <= 12:
        hour = words.HALVES[half].get(hour, 24)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _zone(rest: str) -> int | None:
    offset = _OFFSET.search(rest)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return (-minutes if offset[1] == "-" else minutes) if minutes <= _FARTHEST else None
    named = _ZONE.search(rest)
    return words.HOURS[named[1]] * 60 if named else None
