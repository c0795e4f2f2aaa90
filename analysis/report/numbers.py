"""Numbers, dates and sentences in the reader's language: Indonesian (id) or English (en).

Sentences live in `strings*.yml`, so that a translator never opens code. Cannot do: plural forms
beyond "one" and "other", and languages other than these two.
"""

from datetime import date as Date
from functools import cache
from math import floor, isnan, log10
from pathlib import Path

from analysis.corpus.files import parse_yaml
from analysis.report.settings import language_of

STRINGS = sorted(Path(__file__).parent.glob("strings*.yml"))
NONE = "–"  # stands where a number would, when nothing was read
PER_10000_BELOW = 0.001  # under 0.1 %, "4 per 10,000" is easier to read than "0.04 %"


def count(number: float, lang: str = "en") -> str:
    """Write a whole number with thousands grouped.

    >>> count(1234), count(1234, "id")
    ('1,234', '1.234')
    """
    return decimal(number, 0, lang)


def decimal(number: float, digits: int, lang: str = "en") -> str:
    """Write a number with so many digits after the decimal sign of the language.

    >>> decimal(1234.5, 1), decimal(1234.5, 1, "id")
    ('1,234.5', '1.234,5')
    """
    language_of(lang)
    if isnan(number):
        return NONE
    written = f"{number:,.{digits}f}"
    return written if lang == "en" else written.translate(str.maketrans(",.", ".,"))


def percent(share: float, lang: str = "en", *, digits: int | None = None) -> str:
    """Write a share (0-1) as per cent; without `digits`, with two figures that carry meaning.

    A no-break space keeps number and sign on one line.

    >>> percent(0.0123).replace("\\xa0", " "), percent(0.0123, "id").replace("\\xa0", " ")
    ('1.2 %', '1,2 %')
    """
    pct = share * 100
    if isnan(pct):
        return NONE
    return f"{decimal(pct, _digits(pct) if digits is None else digits, lang)}\xa0%"


def rate(share: float, lang: str = "en", *, like: float | None = None) -> str:
    """Write a share (0-1) as per cent, or per 10,000 where per cent would begin with 0.0.

    `like` is a share it is compared with: both are then written in the unit of that one.

    >>> rate(0.0004), rate(0.4).replace("\\xa0", " ")
    ('4.0 per 10,000', '40 %')
    """
    if not is_per_10000(share if like is None else like):
        return percent(share, lang)
    scaled = share * 10_000
    return text("per_10000", lang, number=decimal(scaled, _digits(scaled), lang))


def is_per_10000(share: float) -> bool:
    """Say whether a share is so small that it is written per 10,000."""
    return 0 < share < PER_10000_BELOW


def date(day: Date, lang: str = "en") -> str:
    """Write a day with its month in words.

    >>> date(Date(2017, 10, 26)), date(Date(2017, 10, 26), "id")
    ('26 October 2017', '26 Oktober 2017')
    """
    return f"{day.day} {month(day, lang)}"


def month(day: Date, lang: str = "en") -> str:
    """Write the month and year of a day.

    >>> month(Date(2017, 8, 1)), month(Date(2017, 8, 1), "id")
    ('August 2017', 'Agustus 2017')
    """
    return f"{listed('months', lang)[day.month - 1]} {day.year}"


def month_short(day: Date, lang: str = "en") -> str:
    """Write the month in three letters, as chart axes do.

    >>> month_short(Date(2017, 8, 1)), month_short(Date(2017, 8, 1), "id")
    ('Aug', 'Agu')
    """
    return listed("months_short", lang)[day.month - 1]


def period(start: Date, by: str, lang: str = "en") -> str:
    """Write a period by its first day; `by` is day, week, month, quarter, year or anything else.

    >>> period(Date(2017, 3, 6), "week"), period(Date(2017, 4, 1), "quarter", "id")
    ('the week of 6 March 2017', 'triwulan 2 2017')
    """
    if by == "year":
        return str(start.year)
    if by == "month":
        return month(start, lang)
    if by == "quarter":
        return text("quarter_of", lang, number=(start.month + 2) // 3, year=start.year)
    return text("week_of", lang, day=date(start, lang)) if by == "week" else date(start, lang)


def period_short(start: Date, by: str, lang: str = "en") -> str:
    """Write a period as briefly as labels in a chart need it; a week by its first day.

    >>> period_short(Date(2017, 3, 6), "week"), period_short(Date(2017, 8, 1), "month", "id")
    ('6 Mar 2017', 'Agu 2017')
    """
    if by == "quarter":
        return text("quarter_short", lang, number=(start.month + 2) // 3, year=start.year)
    if by == "year":
        return period(start, by, lang)
    brief = f"{month_short(start, lang)} {start.year}"
    return brief if by == "month" else f"{start.day} {brief}"


def text(key: str, lang: str = "en", **values: object) -> str:
    """Return the sentence of that key with its fields filled.

    Where `n` is 1 and the language has a form for one, that form is taken. Raises KeyError for an
    unknown key: a mistake of ours, never of a user.
    """
    language_of(lang)
    strings = _strings()
    if values.get("n") in (1, "1") and f"{key}_one" in strings:
        key = f"{key}_one"
    return strings[key][lang].format(**values)


def template(key: str, lang: str = "en") -> str:
    """Return the sentence of that key with its fields still open."""
    language_of(lang)
    return _strings()[key][lang]


def listed(key: str, lang: str = "en") -> list[str]:
    """Return a list of words (months) in the language."""
    language_of(lang)
    return _strings()[key][lang]


def has_text(key: str) -> bool:
    """Say whether there is a sentence of that key."""
    return key in _strings()


@cache
def _strings() -> dict:
    files = [parse_yaml(path.read_text(encoding="utf-8")) for path in STRINGS]
    sections = [section or {} for file in files for section in file.values()]
    return {key: forms for section in sections for key, forms in section.items()}


def _digits(number: float) -> int:
    """Digits after the decimal sign that leave two figures with meaning, four at most."""
    if number == 0:
        return 0
    # Rounded first, or 9.96 would be written 10.0.
    size = floor(log10(float(f"{abs(number):.1e}")))
    return min(max(1 - size, 0), 4)
