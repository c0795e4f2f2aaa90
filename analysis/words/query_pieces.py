"""Cuts a query into pieces, and tells a fault with its place and the remedy.

What comes from a word processor is put right: curly quotes, en-dashes, invisible spaces.

Cannot do: judge the order of the pieces; `query_grammar` does.
"""

import re
import unicodedata
from typing import NamedTuple, NoReturn

from analysis.schema import InputError

LONGEST = 500_000  # characters

_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_PASTED = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}
_PASTED |= {ord(c): '"' for c in _QUOTES} | {ord(c): "'" for c in "\u2018\u2019"}
_PASTED |= {ord(c): " " for c in "\u200b\u200e\u200f\u2060\ufeff"}
_PIECE = re.compile(
    r"""\s*(?:
      (?P<near>(?:w|near|onear|pre|within)/\w*|near\d+(?![\w*!.'-]))
    | (?P<field>\w+):
    | (?:(?P<and>and)|(?P<or>or)|(?P<not>not))(?![\w*!.'-])
    | (?P<open>\() | (?P<close>\))
    | "(?P<phrase>[^"]*)(?P<closed>"?)
    | /(?P<regex>(?:\\.|[^/\\\n])*)(?P<ended>/?)
    | @(?P<macro>\w*(?:\([^()]*\)?)?)
    | ~(?P<slop>\d*)
    | (?P<word>[^\s()":/@~]+)
    | (?P<end>\Z)
    | (?P<strange>.)
    )""",
    re.X | re.I,
)
_OPEN_ENDED = {
    "phrase": ("closed", 'the quote is not closed; put a " after the phrase'),
    "regex": (
        "ended",
        "the pattern is not closed; put a / after it, or a word that holds a / in quotes",
    ),
}
_REMEDIES = {
    "?": "`?` is not a sign here; write the forms out with OR, or cut the word with *",
    "-": "to leave articles out write NOT; a hyphen stands inside a word",
    "+": "what AND joins must be there anyway; leave the + out",
    "&": "write AND",
    "|": "write OR",
    ",": "a comma joins nothing; write OR between the words, or put a phrase in quotes",
    ";": "a semicolon joins nothing; write OR between the words",
    "'": 'single quotes mean nothing here; put a phrase in "double quotes"',
    "~": 'a `~` stands after two words in quotes, as in "human trafficking"~5',
    ":": "a colon stands after the name of a field; put words with a colon in quotes",
}


class Piece(NamedTuple):
    """A piece of a query: what it is, what it holds, and where it begins and ends."""

    kind: str
    value: str
    begin: int
    end: int


def refuse(query: str, at: int, remedy: str) -> NoReturn:
    """Raise InputError that shows the query, the place in it and what to do."""
    line = "".join(" " if c.isspace() else c if c.isprintable() else "\ufffd" for c in query)
    first = max(0, at - 40)
    shown = line[first : at + 30]
    before, after = "..." if first else "", "..." if at + 30 < len(line) else ""
    pointer = " " * (len(before) + at - first) + "^"
    raise InputError(f"query, character {at + 1}: {remedy}\n  {before}{shown}{after}\n  {pointer}")


def remedy_for(sign: str) -> str:
    """Return what to do about a sign that has no meaning where it stands."""
    shown = f"`{sign}`" if sign.isprintable() else "an invisible sign"
    return _REMEDIES.get(sign, f"{shown} means nothing here; leave it out, or use quotes")


def normal(text: str) -> str:
    """Return a query in composed Unicode; InputError if it is no text, or too long."""
    if not isinstance(text, str):
        raise InputError(f"query: give it as text in quotes, not {type(text).__name__}")
    if len(text) > LONGEST:
        raise InputError(
            f"query: {len(text):,} characters, and {LONGEST:,} at most; make it a lexicon"
        )
    whole = text.encode("utf-8", "replace").decode()  # half characters become question marks
    return unicodedata.normalize("NFC", whole)


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a query, the last of which is its end, with plain quotes and hyphens."""
    plain = text.translate(_PASTED)  # one for one: the places stay
    found, at = [], 0
    while not found or found[-1].kind != "end":
        m = _PIECE.match(plain, at)
        found.append(_piece(m, text))
        at = m.end()
    return found


def _piece(m: re.Match, text: str) -> Piece:
    kind = next(k for k in m.re.groupindex if m[k] is not None)
    begin = m.end() - len(m.group().lstrip())
    if kind in _OPEN_ENDED:
        closing, remedy = _OPEN_ENDED[kind]
        if not m[closing]:
            refuse(text, begin, remedy)
    if kind == "strange":
        refuse(text, begin, remedy_for(m[kind]))
    return Piece(kind, m[kind], begin, m.end())
