"""Reads the tree of an HTML page and what the page says of itself: JSON-LD and meta elements.

In: the bytes of a page. Out: its element tree, its meta elements by name, its JSON-LD objects and
the best of these. JSON-LD that is no valid JSON, as on one page in twenty, is read for its plain
statements all the same.

Cannot do: it believes every statement alike; which of them to trust is decided by `bylines` and
`pagedates`.
"""

import codecs
import json
import re
from html import unescape
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from analysis.corpus import outlets

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_HEAD = 4096  # bytes in which a page declares its letters
_LATIN = frozenset(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1"))
_STRAY = 2000  # a page with fewer than one bad byte in so many is UTF-8 all the same
_TYPES = ("newsarticle", "article", "posting", "report", "webpage")
_PLAIN = re.compile(
    r'"(?P<key>headline|datePublished|dateCreated|dateModified)"\s*:\s*"(?P<value>[^"\\]{4,300})"'
)
_NAMED = re.compile(
    r'"(?P<key>author|editor)"\s*:\s*\[?\s*(?:\{[^{}]{0,300}?"name"\s*:\s*)?"(?P<value>[^"\\]{3,80})"'
)
_WRAPPED = re.compile(
    r"^\s*(?:/\*|//)?\s*<!(?:\[CDATA\[|--)(?:\s*\*/)?|(?://|/\*)?\s*(?:\]\]|--)>.*$"
)
_MOST_OBJECTS = 400


class Said(NamedTuple):
    """What a page says of itself: meta elements by name, JSON-LD objects, the best of these."""

    meta: dict[str, str]
    linked: list[dict]
    article: dict


def parse_tree(content: bytes) -> etree._Element | None:
    """Return the element tree of a page, or None for bytes that are none."""
    try:
        parser = lxml_html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
        )
        return lxml_html.document_fromstring(_utf8(content), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _utf8(content: bytes) -> bytes:
    """Return the page as UTF-8 without the signs no parser bears, whatever letters it declares."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            content = content.decode(name, "replace").encode()
    content = content.removeprefix(codecs.BOM_UTF8).replace(b"\0", b" ")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(content).encode()
    return content


def _declared(content: bytes) -> str:
    found = _CHARSET.search(content[:_HEAD])
    name = found[1].decode("ascii").lower() if found else ""
    if name in ("", "utf-8", "utf8"):
        text = content.decode("utf-8", "replace")
        if text.count("\ufffd") * _STRAY < len(text):
            return text
    try:
        codecs.lookup(name)
    except LookupError:
        name = "cp1252"
    # what calls itself Latin-1 is written on Windows
    return content.decode("cp1252" if name in _LATIN or name.startswith("utf") else name, "replace")


def said(tree: etree._Element) -> Said:
    """Return what the page says of itself."""
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if key and (value := (node.get("content") or "").strip()):
            meta.setdefault(key.lower().strip(), value)
    linked = [
        o
        for node in tree.iter("script")
        if "ld+json" in (node.get("type") or "").lower()
        for o in _objects(node.text or "")
    ][:_MOST_OBJECTS]
    title = meta.get("og:title") or meta.get("twitter:title") or tree.findtext(".//title") or ""
    found = [(rank, not _is_of(o, title), o) for o in linked if (rank := _rank(o)) is not None]
    best = min(found, key=lambda entry: entry[:2], default=(0, True, {}))
    return Said(meta, linked, best[2])


def _objects(text: str) -> list[dict]:
    text = _WRAPPED.sub("", text.strip()).strip().removesuffix(";")
    try:
        return _flat(json.loads(text, strict=False))
    except (json.JSONDecodeError, RecursionError):
        return _plain(text)


def _plain(text: str) -> list[dict]:
    """Read single statements out of JSON-LD that is no JSON; the first of each is the article's."""
    found: dict[str, str] = {}
    for match in [*_PLAIN.finditer(text), *_NAMED.finditer(text)]:
        found.setdefault(match["key"], match["value"])
    return [found | {"@type": "Article"}] if found and "rticle" in text else []


def _flat(value: object) -> list[dict]:
    if isinstance(value, list):
        return [o for v in value[:200] for o in _flat(v)]
    if not isinstance(value, dict):
        return []
    return [value, *_flat(value.get("@graph", [])), *_flat(value.get("mainEntity", []))]


def _rank(found: dict) -> int | None:
    kinds = found.get("@type", "")
    kinds = [str(k).lower() for k in (kinds if isinstance(kinds, list) else [kinds])]
    ranks = [i for k in kinds for i, end in enumerate(_TYPES) if k.endswith(end)]
    return min(ranks, default=None)


def _is_of(found: dict, title: str) -> bool:
    head = outlets.spelling(unescape(string(found.get("headline", ""))))[:40]
    return bool(head) and head in outlets.spelling(unescape(title))


def string(value: object) -> str:
    """Return a JSON-LD value as text: itself, its name or the first of a list."""
    if isinstance(value, list):
        return string(value[0]) if value else ""
    if isinstance(value, dict):
        return string(value.get("name", ""))
    return " ".join(value.split()) if isinstance(value, str) else ""
