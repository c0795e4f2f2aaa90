"""Tells the persons in a credit from houses, desks, dates and buttons.

In: what stands behind "By" or "Penulis:", or in a field for the author. Out: names, one each.

Cannot do: it knows no list of persons: what is written like a name and is no known house is taken
for one, and names in scripts without capitals are left out.
"""

import re
from functools import lru_cache
from html import unescape

from analysis.corpus import outlets

_SMALL = frozenset(
    ("bin", "binti", "bt", "al", "el", "de", "van", "der", "den", "von", "da", "dos", "di", "du",
     "la", "le", "del", "della", "ten", "ter", "san", "a/l", "a/p", "e", "y", "ibn", "abu")
)  # fmt: skip
_NICKNAME = re.compile(r"[\"“‘'][\w .-]{2,20}[\"”’']")
_NOT_A_NAME = re.compile(
    r"^the\b|\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|isnin|khamis|ahad|admin(?:istrator)?|superadmin|webmaster|redaksi|redaktion"
    r"|rédaction|staff|newsroom|team|tim(?=$| redaksi| liputan| (?-i:[a-z]))|desk|news|berita"
    r"|correspondents?|reporters?|editors?|editorial|writers?|columnist|contributors?|kontributor"
    r"|wartawan|penulis|author|autor|auteur|analyst|producer|photographer|media|network|agency"
    r"|agencies|magazine|times|online|digital|bureau|foundation|gmbh|ltd|inc|llc|corp|sdn|bhd"
    r"|sponsored|advertorial|press release|user|guest|unknown|anonymous|anonim|posts?|posted"
    r"|updated|read|min|share|tweet|follow|comments?|facebook|twitter|whatsapp|e-?mail|rss"
    r"|copyright|getty|istimewa|january|february|october|november|december|januari|februari"
    r"|oktober|desember|wib|wita|wit|pukul|am|pm)\b|\d|https?:|@\w+\.\w|[|<>{}=_#]",
    re.I,
)
_BEFORE_NAME = re.compile(
    r"^(?:(?:written|posted|reported|words|text|story|published|report|ditulis|eine? \w{3,20}"
    r"|geschrieben|veröffentlicht)\s+)?"
    r"(?:by|oleh|von|par|por)\b\s*:?\s*|^(?:author|autor|penulis|pewarta|reporter)\s*:?\s+",
    re.I,
)
_END_OF_NAMES = re.compile(
    r"\s+[-–—|•·]\s+|\s[-–—]"
    r"|\s+(?:(?:on|at|in|pada|am|le)\s+)?"
    r"(?:(?:jan|feb|mar|apr|may|mei|jun|jul|aug|agu|sep|oct|okt|nov|dec|des)[a-z]{0,6}\.?\s+)?(?=\d)",
    re.I,
)
_AND_NAMES = re.compile(
    r"\s*(?:[;,/|&]|\s(?:dan|and|und|et|serta)\s)\s*(?:(?:dan|and|und|et|serta|&)\s)?\s*"
)
AGENCIES = {
    "antara": "Antara", "afp": "AFP", "reuters": "Reuters", "ap": "AP", "bernama": "Bernama",
    "dpa": "dpa", "xinhua": "Xinhua", "associated press": "AP", "lkbn antara": "Antara",
    "anadolu": "Anadolu", "kyodo": "Kyodo", "upi": "UPI", "efe": "EFE", "pa": "PA", "tass": "TASS",
}  # fmt: skip
AGENCY = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))


def persons(text: str) -> list[str]:
    """Return the persons named in a credit, house names and titles of the site left out."""
    return list(_persons(text)) if len(text) < 400 else []


@lru_cache(maxsize=4096)
def _persons(text: str) -> tuple[str, ...]:
    text = unescape(unescape(text)) if "&" in text else text
    text = re.sub(r"\([^)]*\)|\b(?:KOMPAS|TRIBUN\w*|TEMPO)[.\w/]*|/\S+$", " ", text)
    text = _BEFORE_NAME.sub("", text.strip(" ,;:|-–—•/\xa0"))
    text = _END_OF_NAMES.split(" ".join(text.split()))[0]
    parts = [p.strip(" .,;:|-*") for p in _AND_NAMES.split(text)]
    people = [p for p in parts if is_name(p)]
    if people and (people[0] != parts[0] or ("&" in text and len(people) < len(parts))):
        people = [p for p in people if " " in p]  # a house is followed by its town
    return tuple(dict.fromkeys(p.title() if p.isupper() and " " in p else p for p in people))


def is_name(text: str) -> bool:
    """Say whether a credit is a person and not a house, a desk or a date."""
    text = _NICKNAME.sub("", text)
    words = text.split()
    if not 0 < len(words) <= 6 or len(text) < 3 or _NOT_A_NAME.search(text):
        return False
    if _is_house(text) or re.search(r"\.\w{2,3}$", text):
        return False
    return all(w in _SMALL or _is_capital(w) for w in words) and words[-1] not in _SMALL


def _is_capital(word: str) -> bool:
    plain = word.strip(".,'’-").replace("'", "").replace("’", "").replace("-", "").replace(".", "")
    return word[:1].isupper() and plain.isalpha()


def _is_house(text: str) -> bool:
    return bool(outlets.listed(text)) or text.lower() in AGENCIES
