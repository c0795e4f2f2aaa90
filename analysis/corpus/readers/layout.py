"""Reads an HTML page as the lines a reader sees, each with what its elements are called.

In: the element tree of a page and its headline's element. Out: lines in reading order. A line
knows the names of the elements around it ("article-meta author"), the dates its elements state,
and whether it stands beside the article: in comments, lists of other stories, menus, the foot.
One walk over the tree serves titles, people and dates.

Cannot do: it runs no scripts and reads no style sheets, so a line that a browser hides is shown,
and order is that of the file.
"""

import re
from typing import NamedTuple

from lxml import etree

_UNSEEN = frozenset(
    ("script", "style", "noscript", "svg", "iframe", "select", "option", "template", "head",
     "object")
)  # fmt: skip
_LETTERS = frozenset(  # these may stand inside a word
    ("b", "i", "em", "strong", "u", "font", "sup", "sub", "big", "small", "mark", "wbr")
)
INLINE = _LETTERS | frozenset(
    ("a", "abbr", "acronym", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "ins", "kbd",
     "label", "q", "s", "samp", "span", "strike", "time", "tt", "var")
)  # fmt: skip
_ASIDE_TAGS = frozenset(("aside", "footer", "nav"))
_ASIDE = re.compile(
    r"relat(?:ed|ion)|terkait|berkaitan|sidebar|side-bar|(?<!entry-)(?<!post-)(?<!article-)"
    r"(?<!asset-)(?<!story-)\bfooter|[-_]footer\b(?<!entry-footer)(?<!post-footer)"
    r"(?<!article-footer)(?<!asset-footer)(?<!story-footer)"
    r"|(?<![a-z])comments?(?![a-z]|[-_]?(?:date|time))|comment-?(?:list|box|area|form|bubble)"
    r"|komentar|popul[ae]r|copyright|terkini|terbaru|latest|recommend|rekomendasi|widget|promo(?!t)"
    r"|newsletter|breaking|ticker|\bmenu|\bnav\b|\bnav[-_]|navbar|navigation|trending"
    r"|most-?(?:read|viewed)|lainnya|disqus|baca-?juga|also-?read|advert|\bads?\b|playlist|cookie"
    r"|teaser|see-?also|outbrain|taboola|\brail\b|headline-?list|list-?news|news-?list|next-?post"
    r"|prev-?(?:post|next)|inner-link-baca"
)
_MOST_LINES = 5000
_LONGEST = 400  # characters of a line that are kept; no credit and no date is longer
_ABOVE = 3  # elements above a line whose names it bears


class Line(NamedTuple):
    """One line of a page as shown, without the text of unseen elements."""

    text: str
    marks: str  # tags, classes, ids, itemprop and rel of its elements, lower case
    stated: tuple[str, ...]  # dates that its elements state in attributes
    parts: tuple[tuple[str, str], ...]  # its pieces, each with the name of the element it is in
    is_aside: bool
    is_heading: bool
    is_link: bool  # nothing but links stands in it


class _Walk:
    """The state of one walk: elements that are open, the line that is being read."""

    def __init__(self, heading: etree._Element | None) -> None:
        self.heading = heading
        around = [] if heading is None else [heading, *heading.iterancestors()]
        self.around = frozenset(around)
        self.open: list[str] = []
        self.inline: list[str] = []
        self.aside = 0
        self.links = 0
        self.in_heading = False
        self.lines: list[Line] = []
        self.clear()

    def clear(self) -> None:
        self.pieces: list[str] = []
        self.owners: list[str] = []
        self.names: list[str] = []
        self.stated: list[str] = []
        self.bare = False  # text outside links was met

    def add(self, piece: str, owner: str) -> None:
        self.pieces.append(piece)
        self.owners.append(owner)
        self.bare = self.bare or (not self.links and any(map(str.isalnum, piece)))

    def flush(self) -> None:
        text = " ".join("".join(self.pieces).split()) if self.pieces else ""
        if text or self.stated:
            pairs = zip(self.pieces, self.owners) if len(text) < _LONGEST else ()
            parts = tuple((p, owner) for piece, owner in pairs if (p := " ".join(piece.split())))
            marks = " ".join([*self.open[-_ABOVE:], *self.names])
            stated, is_aside = tuple(self.stated), self.aside > 0
            self.lines.append(
                Line(
                    text[:_LONGEST],
                    marks,
                    stated,
                    parts,
                    is_aside,
                    self.in_heading,
                    not self.bare,
                )
            )
        if self.pieces or self.stated or self.names:
            self.clear()


def lines(tree: etree._Element, heading: etree._Element | None = None) -> list[Line]:
    """Return the lines of a page in reading order; elements around `heading` are never aside."""
    walk = _Walk(heading)
    aside: list[bool] = []
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            aside.append(_enter(walk, node))
            if node.tag in _UNSEEN:
                steps.skip_subtree()
            continue
        _leave(walk, node, was_aside=aside.pop())
        if node.tail and walk.open:
            walk.add(node.tail, walk.inline[-1] if walk.inline else "")
        if len(walk.lines) > _MOST_LINES:
            break
    walk.flush()
    return walk.lines


def _enter(walk: _Walk, node: etree._Element) -> bool:
    """Open an element; say whether it sets what it holds beside the article."""
    tag = node.tag
    name = _name(node, tag)
    is_aside = node not in walk.around and (
        (len(name) > len(tag) and _ASIDE.search(name) is not None) or _is_beside(walk, tag)
    )
    if tag not in INLINE:
        walk.flush()
        walk.open.append(name)
    else:
        if tag not in _LETTERS and walk.pieces:
            walk.add(" ", "")
        walk.inline.append(name)
        if len(name) > len(tag):
            walk.names.append(name)
    walk.aside += is_aside
    walk.links += tag == "a"
    if node is walk.heading:
        walk.in_heading = True
    if tag not in _UNSEEN:
        _state(walk, node)
        if node.text:
            walk.add(node.text, walk.inline[-1] if tag in INLINE else "")
    return is_aside


def _is_beside(walk: _Walk, tag: str) -> bool:
    """Say whether an element is beside the article by its kind; an article may have a foot."""
    if tag not in _ASIDE_TAGS:
        return False
    return tag == "nav" or not any(name.startswith("article") for name in walk.open)


def _leave(walk: _Walk, node: etree._Element, *, was_aside: bool) -> None:
    if node.tag not in INLINE:
        walk.flush()
        walk.open.pop()
    else:
        walk.inline.pop()
        if node.tag not in _LETTERS:
            walk.add(" ", "")
    if node is walk.heading:
        walk.in_heading = False
    walk.aside -= was_aside
    walk.links -= node.tag == "a"


def _name(node: etree._Element, tag: str) -> str:
    """Return what an element is called: its tag and the names its author gave it."""
    found = node.attrib
    if not found or tag in ("html", "body"):
        return tag
    given = [found.get(k) for k in ("class", "id", "itemprop", "rel")]
    return f"{tag} {' '.join(' '.join(filter(None, given)).split())[:200].lower()}"


def _state(walk: _Walk, node: etree._Element) -> None:
    found = node.attrib
    if not found:
        return
    for key in ("datetime", "content", "data-date", "data-timestamp", "data-time"):
        value = found.get(key)
        if value and 5 < len(value) < 60 and any(c.isdigit() for c in value):
            walk.stated.append(value)
    if node.tag == "abbr" and len(found.get("title", "")) > 9:
        walk.stated.append(found["title"])
