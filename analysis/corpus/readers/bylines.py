"""Says who made the article of an HTML page: authors and editors, each role by its surest source.

In: what the page says of itself and its lines. Out: names. The desk's own record and labelled
credits ("Penulis:", "Editor:") come before JSON-LD, whose `author` is often the editor or the
house; a byline beside the headline comes before JSON-LD where the two disagree.

Cannot do: it does not know which of two people named alike without a label wrote and which edited.
"""

import re

from lxml import etree

from analysis.corpus import outlets
from analysis.corpus.readers import credits
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.markup import Said, string
from analysis.corpus.readers.names import persons

_DESK_AUTHOR = ("content_author", "article:reporter", "penulis", "reporter")
_DESK_EDITOR = ("content_editor", "article:editor", "editor")
_AUTHOR_META = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "byl", "byline", "dc.contributor", "creator",
)  # fmt: skip
_OWN_META = re.compile(r"[_:.-](?:author|penulis|reporter)$")
_DATA_LAYER = re.compile(
    r"['\"](?P<key>penulis|reporter|author|editor)['\"]\s*:\s*['\"](?P<name>[^'\"<>{}]{3,80})['\"]",
    re.I,
)
_CREDIT = re.compile(
    r"penulis|reporter|pewarta|editor|redaktur|penyunting|laporan|humas|wartawan|kontributor"
    r"|jurnalis|author|writer|words by|story by|edited by|^by |^oleh|protokol|kominfo|rilis"
    r"|^re[dp]\b|biro |press|kenyataan|penerangan|sumber|source|antara|afp|reuters|bernama",
    re.I,
)
_BY = re.compile(r"(?:by|oleh)\b", re.I)
_BYLINE = re.compile(
    r"byline|author|auteur|autor\b|writer|penulis|reporter|wartawan|jurnalis|journalist"
    r"|contributor|kontributor|creator|vcard|\bby\b"
)
_NAME_MARK = re.compile(r"author|auteur|\bautor|writer|penulis|reporter|wartawan|\bfn\b|\bname\b")
_NOT_BYLINE = re.compile(
    r"bio\b|about|desc|follow|social|authors?-?(?:box|page|list|more)|\bh1\b|caption|photo|figure"
    r"|credit-?image"
)
_ROLE_WORD = re.compile(r"penulis|editor|author|reporter|credit|redaktur|journalist")
_BEFORE, _AFTER = 5, 25  # lines around the headline among which a byline without label is sought
_NEXT = 5  # lines over which one byline may run
_LONGEST = 160


def credit_lines(lines: list[Line]) -> list[str]:
    """Return the short lines of an article's page that may credit somebody, each once."""
    short = (line.text for line in lines if not line.is_aside and 5 < len(line.text) < _LONGEST)
    return list(dict.fromkeys(text for text in short if _CREDIT.search(text)))


def people(tree: etree._Element, page: Said, lines: list[Line], at: int) -> dict[str, str]:
    """Return `author` and `editor`, each joined by "; ", from the surest statement of each.

    `at` is the line of the headline, -1 where none is known.
    """
    layers = _data_layers(tree)
    credited = _credited(lines, at)
    editor = _first(
        _named(page.meta, _DESK_EDITOR),
        layers["editor"],
        credited["editor"],
        _persons(page, "editor"),
    )
    sure = _first(_desk_author(page), layers["author"], credited["author"])
    author = sure or _unlabelled(page, lines, at, editor)
    return {"author": "; ".join(_once(author)), "editor": "; ".join(_once(editor))}


def _first(*found: list[str]) -> list[str]:
    return next((f for f in found if f), [])


def _once(names: list[str]) -> list[str]:
    return list({outlets.spelling(n): n for n in reversed(names)}.values())[::-1][:12]


def _named(meta: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    return next((n for k in keys if (n := persons(meta.get(k, "")))), [])


def _desk_author(page: Said) -> list[str]:
    own = [k for k in page.meta if _OWN_META.search(k) and k not in _AUTHOR_META]
    return _named(page.meta, (*_DESK_AUTHOR, *own))


def _data_layers(tree: etree._Element) -> dict[str, list[str]]:
    """Read the desk's own names out of the data that it hands to its reader statistics."""
    found: dict[str, list[str]] = {"author": [], "editor": []}
    for node in tree.iter("script"):
        text = node.text or ""
        if "dataLayer" not in text:
            continue
        for match in _DATA_LAYER.finditer(text[:20000]):
            key = "editor" if match["key"].lower() == "editor" else "author"
            found[key] = found[key] or persons(match["name"])
    return found


def _credited(lines: list[Line], at: int) -> dict[str, list[str]]:
    """Read labelled credits, and names that stand above or below the name of their role.

    "By" counts only beside the headline: further down it may begin any teaser.
    """
    found: dict[str, list[str]] = {"author": [], "editor": []}
    for i, line in enumerate(lines):
        if line.is_aside or len(line.text) > _LONGEST or not _CREDIT.search(line.text):
            continue
        if _BY.match(line.text) and at >= 0 and not at - _BEFORE <= i <= at + _AFTER:
            continue
        for role, names in credits.roles(line.text).items():
            found[role] += names
        if _ROLE_WORD.search(line.marks):
            for role in credits.bare_role(line.text):
                found[role] += _beside(lines, i)
    return found


def _beside(lines: list[Line], i: int) -> list[str]:
    """Return the name above or below a line that names a role: the one of its own group."""
    above = lines[i - 1].text if i else ""
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    before, after = (persons(t) if len(t) < 60 else [] for t in (above, below))
    is_first_above = i < 2 or not credits.bare_role(lines[i - 2].text)
    return before if before and (not after or is_first_above) else after


def _unlabelled(page: Said, lines: list[Line], at: int, editor: list[str]) -> list[str]:
    others = {outlets.spelling(n) for n in (*editor, *_houses(page))}
    shown, linked, meta = (
        [n for n in found if outlets.spelling(n) not in others]
        for found in (
            _bylines(lines, at),
            _persons(page, "author"),
            _named(page.meta, _AUTHOR_META),
        )
    )
    if shown and linked:
        both = {outlets.spelling(n) for n in shown} & {outlets.spelling(n) for n in linked}
        return linked if both else shown
    return linked or shown or meta


def _houses(page: Said) -> list[str]:
    """Return how the page's own house may be called: by its publisher and its address."""
    label = outlets.registrable(outlets.host(page.meta.get("og:url", ""))).split(".")[0]
    return [string(page.article.get("publisher", "")), page.meta.get("og:site_name", ""), label]


def _bylines(lines: list[Line], at: int) -> list[str]:
    """Return the names of the byline nearest to the headline, that below it first."""
    below = range(at + 1, min(at + _AFTER, len(lines)))
    above = range(at - 1, max(at - _BEFORE, -1), -1)
    for order in (below, above) if at >= 0 else (range(len(lines)),):
        begun = next((i for i in order if _byline(lines[i])), None)
        if begun is not None:
            return _run(lines, begun)
    return []


def _run(lines: list[Line], begun: int) -> list[str]:
    """Return the names of bylines that follow each other, as those of several authors do."""
    names: list[str] = []
    for line in lines[begun : begun + _NEXT]:
        if line.marks == lines[begun].marks:
            names += _byline(line)
        elif len(line.text) > 40:
            break
    return names


def _byline(line: Line) -> list[str]:
    """Return the names in a line that its page calls a byline."""
    if line.is_aside or line.is_heading or not 2 < len(line.text) < 120:
        return []
    is_named = _BYLINE.search(line.marks) and not _NOT_BYLINE.search(line.marks)
    return _names_in(line) if is_named else []


def _names_in(line: Line) -> list[str]:
    """Return the names in a byline: those its page marks as names where it marks any."""
    barred = [n for text in line.text.split(" | ") for n in persons(text) if " " in n]
    if line.text.count(" | ") == 1 and len(barred) == 2:
        return barred  # which of the two edited, the page does not say
    marked = [n for text, own in line.parts if _NAME_MARK.search(own) for n in persons(text)]
    if marked:
        return [n for n in marked if " " in n]
    whole = persons(line.text)
    parts = [n for text, _ in line.parts for n in persons(text)]
    return [n for n in max(whole, parts, key=len) if " " in n]


def _persons(page: Said, key: str) -> list[str]:
    values = page.article.get(key, [])
    values = values if isinstance(values, list) else [values]
    told = [_resolved(page, v) for v in values[:20]]
    told = [v for v in told if not (isinstance(v, dict) and "rganization" in str(v.get("@type")))]
    return [n for v in told for n in persons(string(v))]


def _resolved(page: Said, value: object) -> object:
    """Return the object that a reference names, else the value itself."""
    if isinstance(value, dict) and not value.get("name") and (ref := value.get("@id")):
        return next((o for o in page.linked if o.get("@id") == ref and o.get("name")), value)
    return value
