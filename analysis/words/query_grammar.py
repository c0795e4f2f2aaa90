"""Reads a query: makes a tree of its pieces; what cannot be read is told with its place.

From loosest to tightest: OR, AND, NOT, then `w/n`, `pre/n` and `NEAR/n`, which are read from left
to right. Words side by side are a phrase (as in Lexis); other parts side by side are joined by
AND (as in Media Cloud). Operators may be in lower case; in quotes they are words.

Cannot do: guess. A sign that means nothing here is refused, never skipped.
"""

import re
from collections.abc import Callable
from typing import NoReturn

from analysis.schema import InputError
from analysis.words.query_pieces import Piece, normal, pieces, refuse, remedy_for
from analysis.words.query_regex import fault
from analysis.words.query_tree import (
    BARE,
    FIELDS,
    And,
    Family,
    Field,
    Near,
    Node,
    Or,
    Regex,
    Term,
    is_positional,
    walk,
)

DEEPEST = 25  # parentheses inside one another
MOST_NEAR = 10  # w/n in a row
FARTHEST = 255  # words, as in Lexis
MACROS = ("id", "ms")
LANGS = ("id", "ms", "en", "und")

_CUT = re.compile(r"(\w*)([*!])([\w*!]?)")
_ATOMS = {"open", "phrase", "regex", "macro", "word", "field"}
Expand = Callable[[str, str], tuple[str, ...]]


def read(text: str, expand: Expand) -> Node:
    """Return the tree of a query; `expand(phrase, lang)` gives all its forms.

    Raises InputError with the place and the remedy for a query that cannot be read.
    """
    return _Parser(normal(text), expand).read()


class _Parser:
    """Walks over the pieces of one query; a class because every step moves the same place."""

    def __init__(self, text: str, expand: Expand) -> None:
        self.text, self.expand = text, expand
        self.pieces = pieces(text)
        self.at, self.depth, self.field = 0, 0, ""

    @property
    def next(self) -> Piece:
        return self.pieces[self.at]

    @property
    def last(self) -> Piece:
        return self.pieces[self.at - 1] if self.at else Piece("", "", 0, 0)

    def take(self, kind: str) -> Piece | None:
        """Return the next piece and step over it if it is of this kind."""
        piece = self.next
        if piece.kind != kind:
            return None
        self.at += 1
        return piece

    def shown(self, piece: Piece) -> str:
        return self.text[piece.begin : piece.end]

    def refuse(self, piece: Piece, remedy: str) -> NoReturn:
        refuse(self.text, piece.begin, remedy)

    def read(self) -> Node:
        if self.next.kind == "end":
            refuse(self.text, 0, "the query is empty; give a word or a phrase")
        node = self.alternatives()
        if self.next.kind == "close":
            self.refuse(self.next, "this ) closes nothing; take it out, or put a ( before")
        return node

    def alternatives(self) -> Node:
        parts = [self.joined()]
        while self.take("or"):
            parts.append(self.joined())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def joined(self) -> Node:
        parts: list[Node] = []
        without: list[Node] = []
        start, is_more = self.next, True
        while is_more:
            (without if self.take("not") else parts).append(self.near())
            is_more = bool(self.take("and")) or self.next.kind in _ATOMS | {"not"}
        if self.next.kind == "slop":
            self.refuse(self.next, remedy_for("~"))
        if not parts:
            remedy = "NOT alone would take in nearly every article; write what to find before it"
            self.refuse(start, f"{remedy}, such as: trafficking NOT drugs")
        return parts[0] if len(parts) == 1 and not without else And(tuple(parts), tuple(without))

    def near(self) -> Node:
        start, node, count = self.next, self.atom(), 0
        while piece := self.take("near"):
            count += 1
            if count > MOST_NEAR:
                self.refuse(piece, f"more than {MOST_NEAR} {piece.value} in a row; split the query")
            distance, middle = self.distance(piece), self.next
            other = self.atom()
            self.check_side(node, start, piece)
            self.check_side(other, middle, piece)
            node = Near(node, other, distance, piece.value.lower().startswith(("pre", "onear")))
        return node

    def distance(self, piece: Piece) -> int:
        name, number = re.fullmatch(r"(\D+?)/?(\d*|/\w+)", piece.value).groups()
        if piece.value.lower().endswith(("/s", "/p")):
            remedy = "is not there; write w/15 for a sentence, w/75 for a paragraph"
            self.refuse(piece, f"{piece.value} {remedy}")
        if not number:
            remedy = f"write within how many words, such as {name}/3"
            self.refuse(piece, f"{piece.value} has no number; {remedy}")
        if not number.isdecimal() or not 1 <= int(number[:9]) <= FARTHEST:
            self.refuse(piece, f"{piece.value}: give a number from 1 to {FARTHEST} after the /")
        return int(number)

    def check_side(self, side: Node, start: Piece, piece: Piece) -> None:
        if is_positional(side):
            return
        name = piece.value
        if isinstance(side, Field):
            remedy = f"put both into the field, such as title:(a {name} b)"
            self.refuse(start, f"a field cannot stand beside {name}; {remedy}")
        remedy = f"write it twice, such as (a {name} c) AND (b {name} c)"
        self.refuse(start, f"AND, NOT or a field cannot stand inside {name}; {remedy}")

    def atom(self) -> Node:
        piece = self.next
        if piece.kind not in _ATOMS:
            self.missing(piece)
        self.at += 1
        return getattr(self, f"read_{piece.kind}")(piece)

    def missing(self, piece: Piece) -> NoReturn:
        if piece.kind == "slop":
            self.refuse(piece, remedy_for("~"))
        if piece.kind == "close" and self.last.kind == "open":
            self.refuse(self.last, "the parentheses are empty; put a word in, or take them out")
        if piece.kind in ("end", "close") and self.last.kind:
            self.refuse(self.last, f"a word is missing after `{self.shown(self.last)}`")
        if piece.kind == "close":
            self.refuse(piece, "this ) closes nothing; take it out, or put a ( before")
        shown = self.shown(piece)
        remedy = f'to find the word itself write "{shown}" in quotes'
        self.refuse(piece, f"a word is missing before `{shown}`; {remedy}")

    def read_open(self, piece: Piece) -> Node:
        before = self.pieces[self.at - 2]
        if self.at > 1 and before.kind == "word" and before.end == piece.begin:
            remedy = "leave a space before the parenthesis, or write a field, such as title:(...)"
            self.refuse(before, f"`{before.value}(` is no command here; {remedy}")
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(piece, f"more than {DEEPEST} parentheses inside one another; simplify")
        node = self.alternatives()
        if not self.take("close"):
            self.refuse(piece, "this ( is not closed; put a ) where the group ends")
        self.depth -= 1
        return node

    def read_word(self, piece: Piece) -> Node:
        words = [piece]
        while more := self.take("word"):
            words.append(more)
        for word in words:
            self.check_word(word)
        return self.term(" ".join(word.value for word in words), piece.begin)

    def check_word(self, piece: Piece) -> None:
        if piece.value == "NEAR":
            self.refuse(piece, "NEAR has no number; write within how many words, such as NEAR/10")
        self.check_cuts(piece.value, piece.begin)
        found = BARE.match(piece.value)
        at = found.end() if found else 0
        if at < len(piece.value):
            refuse(self.text, piece.begin + at, remedy_for(piece.value[at]))

    def read_phrase(self, piece: Piece) -> Node:
        node = self.term(piece.value, piece.begin + 1)
        slop = self.take("slop")
        if slop is None:
            return node
        sides, distance = node.label.split(), int(slop.value[:9] or 0)
        if len(sides) != 2 or not 1 <= distance <= FARTHEST:
            remedy = f"a number from 1 to {FARTHEST}; for more words write a w/5 b w/5 c"
            self.refuse(slop, f"{remedy_for('~')}, with {remedy}")
        left, right = (self.term(word, piece.begin + 1) for word in sides)
        return Near(left, right, distance, False)

    def term(self, label: str, begin: int) -> Term:
        self.check_cuts(label, begin)
        if not re.search(r"\w", label):
            refuse(self.text, begin, "there is no word here; give a word or a phrase")
        label = " ".join(label.split())
        return Term(re.sub(r"(?<=\w)!", "*", label), label)

    def check_cuts(self, label: str, begin: int) -> None:
        for m in _CUT.finditer(label):
            word, sign, after = m.groups()
            if after or not word and sign == "*":
                remedy = "stands for any ending, at the end of a word; write other forms with OR"
                refuse(self.text, begin + m.start(2), f"`{sign}` {remedy}")
            if len(word) == 1:
                remedy = f"give two letters or more before the {sign}"
                refuse(self.text, begin + m.start(2), f"`{word}{sign}` is too wide; {remedy}")

    def read_regex(self, piece: Piece) -> Node:
        before, after = self.text[: piece.begin][-1:], self.text[piece.end :][:1]
        if before.isalnum() or after.isalnum():
            remedy = "put words that hold a / in quotes, and nothing after the last /"
            self.refuse(piece, f"a / stands around a pattern alone; {remedy}")
        written = self.shown(piece)  # here a curly quote or a dash is itself
        pattern = written[1:-1].replace("\\/", "/")
        wrong = fault(pattern) if pattern else (0, "the pattern is empty; write it between / and /")
        if wrong:
            refuse(self.text, min(piece.begin + 1 + wrong[0], piece.end - 1), wrong[1])
        return Regex(pattern, written)

    def read_macro(self, piece: Piece) -> Node:
        name, _, content = piece.value.partition("(")
        if name.lower() not in MACROS:
            known = " and ".join(f"@{m}(...)" for m in MACROS)
            self.refuse(piece, f"@{name} is not known; known are {known}")
        inner = " ".join(content.removesuffix(")").split())
        if not content.endswith(")") or not re.fullmatch(r"\w+(?:[ -]\w+)*", inner):
            remedy = f"such as @{name}(perdagangan orang)"
            self.refuse(piece, f"write words alone in parentheses after @{name}, {remedy}")
        try:
            surfaces = self.expand(inner, name.lower())
        except InputError as error:
            self.refuse(piece, str(error))
        return Family(surfaces, f"@{name.lower()}({inner})")

    def read_field(self, piece: Piece) -> Node:
        name = piece.value.lower()
        if name not in FIELDS:
            known = ", ".join(f"{field}:" for field in FIELDS)
            remedy = f"known are {known}; put words with a colon in quotes"
            self.refuse(piece, f"{piece.value}: is no field; {remedy}")
        if self.field:
            self.refuse(piece, f"{name}: stands inside {self.field}:; close that field first")
        self.field = name
        item = self.in_field(name)
        self.field = ""
        if name == "lang":
            self.check_langs(item, piece)
        return Field(name, item)

    def in_field(self, name: str) -> Node:
        word = self.take("word")
        if word is None:
            return self.atom()
        if self.next.kind == "word":
            remedy = f'write {name}:"{word.value} {self.next.value}", or put AND between'
            self.refuse(self.next, f"{name}: takes one word; {remedy}")
        self.check_word(word)
        return self.term(word.value, word.begin)

    def check_langs(self, item: Node, piece: Piece) -> None:
        for part in walk(item):
            if isinstance(part, Term) and part.form.lower() not in LANGS:
                self.refuse(piece, f"{part.label!r} is no language; lang: is {', '.join(LANGS)}")
