"""Reads what an HTML page says of itself: JSON-LD, meta elements, credit lines, date elements.

In: the element tree of a page. Out: statements by name, people by role, and the day of
publication with its source. Statements are believed in the order in which they proved true: a
desk's own meta and credit lines before JSON-LD, whose `author` is often the editor or the house.

Cannot do: it does not weigh statements by the site, and a page that lies everywhere alike is
believed.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from analysis.corpus import dates, outlets
from analysis.corpus.dates import Parsed
from analysis.corpus.readers import credits

_ARTICLE_TYPES = ("newsarticle", "reportagenewsarticle", "article", "blogposting", "webpage")
_DATE_META = [
    "content_publisheddate",
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
]
_AUTHOR_META = ("content_author", "article:author", "parsely-author", "dc.creator")
_EDITOR_META = ("content_editor", "article:editor", "editor")
_DATA_LAYER = re.compile(
    r"['\"](?P<key>penulis|reporter|author|editor)['\"]\s*:\s*['\"](?P<name>[^'\"<>{}]{3,80})['\"]",
    re.I,
)
_BYLINES = (
    "//*[@itemprop='author'] | //*[@rel='author'] | //*[contains(@class,'byline')]"
    " | //*[contains(@class,'author-name') or contains(@class,'author_name')]"
)
_DATE_ELEMENTS = (
    "//*[@itemprop='datePublished'] | //article//time | //header//time | //*[@class and"
    " string-length(normalize-space(.)) < 90 and (contains(@class,'date') or"
    " contains(@class,'time') or contains(@class,'tanggal') or contains(@class,'publish'))]"
)
_OLD = ("related", "terkait", "sidebar", "footer", "comment", "populer", "copyright", "terkini")
_ISO = re.compile(
    r"^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.I
)
_HOURS_EAST = {"id": 7, "ms": 8}
_FAR = 2  # days between a statement and the address beyond which the address is believed


class Said(NamedTuple):
    """What a page says of itself: meta elements by name, JSON-LD objects, the best of these."""

    meta: dict[str, str]
    linked: list[dict]
    article: dict


def parse_tree(content: bytes) -> etree._Element | None:
    """Return the element tree of a page, or None for bytes that are none."""
    try:
        parser = lxml_html.HTMLParser(encoding=_encoding(content), huge_tree=False, no_network=True)
        return lxml_html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _encoding(content: bytes) -> str | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None  # as the page declares it
    return "utf-8"


def said(tree: etree._Element) -> Said:
    """Return what the page says of itself."""
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if value := (node.get("content") or "").strip():
            meta.setdefault(key.lower().strip(), value)
    linked = [
        o for node in tree.xpath("//script[contains(@type,'ld+json')]") for o in _objects(node)
    ]
    ranked = sorted((o for o in linked if _rank(o) is not None), key=_rank)
    return Said(meta, linked, ranked[0] if ranked else {})


def _objects(node: etree._Element) -> list[dict]:
    text = (node.text_content() or "").strip().removesuffix(";")
    try:
        return _flat(json.loads(text, strict=False))
    except (json.JSONDecodeError, RecursionError):
        return []


def _flat(value: object) -> list[dict]:
    if isinstance(value, list):
        return [o for v in value[:200] for o in _flat(v)]
    if not isinstance(value, dict):
        return []
    return [value, *_flat(value.get("@graph", []))]


def _rank(found: dict) -> int | None:
    kinds = found.get("@type", "")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    ranks = [
        _ARTICLE_TYPES.index(k.lower()) for k in map(str, kinds) if k.lower() in _ARTICLE_TYPES
    ]
    return min(ranks, default=None)


def string(value: object) -> str:
    """Return a JSON-LD value as text: itself, its name or the first of a list."""
    if isinstance(value, list):
        return string(value[0]) if value else ""
    if isinstance(value, dict):
        return string(value.get("name", ""))
    return " ".join(value.split()) if isinstance(value, str) else ""


def people(tree: etree._Element, page: Said, lines: list[str]) -> dict[str, str]:
    """Return `author` and `editor`, each joined by "; ", from the surest statement of each."""
    layers = _data_layers(tree)
    credited = _credited(lines)
    editor = _first(
        _named(page.meta, _EDITOR_META),
        layers["editor"],
        credited["editor"],
        _persons(page, "editor"),
    )
    loose = [n for n in _bylines(tree) + _persons(page, "author") if n not in editor]
    author = _first(
        _named(page.meta, _AUTHOR_META), layers["author"], credited["author"], loose[:3],
        [n for n in _named(page.meta, ("author",)) if n not in editor],
    )  # fmt: skip
    return {"author": "; ".join(author), "editor": "; ".join(editor)}


def _first(*found: list[str]) -> list[str]:
    return list(dict.fromkeys(next((f for f in found if f), [])))


def _named(meta: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    return next((n for k in keys if (n := credits.names(meta.get(k, "")))), [])


def _data_layers(tree: etree._Element) -> dict[str, list[str]]:
    """Read the desk's own names out of the data that it hands to its reader statistics."""
    found: dict[str, list[str]] = {"author": [], "editor": []}
    for node in tree.xpath("//script[contains(., 'dataLayer')]"):
        for match in _DATA_LAYER.finditer((node.text or "")[:20000]):
            key = "editor" if match["key"].lower() == "editor" else "author"
            found[key] = found[key] or credits.names(match["name"])
    return found


def _credited(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"author": [], "editor": []}
    for line in lines:
        for role, names in credits.roles(line).items():
            found[role] += names
    return found


def _bylines(tree: etree._Element) -> list[str]:
    texts = (" ".join(node.text_content().split()) for node in tree.xpath(_BYLINES)[:6])
    shown = (re.sub(r"^(?:by|oleh)\s*:?\s+", "", t, flags=re.I) for t in texts if len(t) < 80)
    return [n for t in shown for n in credits.names(t)]


def _persons(page: Said, key: str) -> list[str]:
    values = page.article.get(key, [])
    values = values if isinstance(values, list) else [values]
    told = [v for v in values if not (isinstance(v, dict) and v.get("@type") == "Organization")]
    return [n for v in told for n in credits.names(string(v))]


def published(tree: etree._Element, page: Said, *, url: str, lang: str) -> dict:
    """Return the date columns of the article: on, at, source, precision and the date as it stood.

    A statement that lies days away from the day in the address yields to the address. Times in
    UTC are turned to the clock of the language's country before the day is taken.
    """
    in_url = dates.from_url(outlets.unwrap(url)) if url else None
    stated = [string(page.article.get(k)) for k in ("datePublished", "dateCreated")]
    stated += [page.meta.get(k, "") for k in _DATE_META]
    for raw, source in [*((s, "meta") for s in stated if s), *_shown(tree)]:
        found = _read(raw, lang)
        if found.on and not (in_url and _is_far(found, in_url)):
            return _columns(found, source, raw)
    if in_url and in_url[1] == "day":
        return _columns(Parsed(in_url[0], None, "day"), "url", "")
    return {"date_source": "none", "date_precision": "none"}


def _shown(tree: etree._Element) -> list[tuple[str, str]]:
    """Return the dates shown beside the headline, in reading order, those of other stories out."""
    found = []
    for node in tree.xpath(_DATE_ELEMENTS)[:40]:
        above = " ".join(f"{a.get('class', '')} {a.tag}" for a in [node, *node.iterancestors()])
        if not any(word in above.lower() for word in _OLD):
            found.append((node.get("datetime") or node.get("content") or "", "meta"))
            found.append((" ".join(node.text_content().split()), "text"))
    return [(raw, source) for raw, source in found if 5 < len(raw) < 90][:4]


def _is_far(found: Parsed, in_url: tuple) -> bool:
    day, precision = in_url
    if precision == "month":
        return abs((found.on.year - day.year) * 12 + found.on.month - day.month) > 1
    return abs((found.on - day).days) > _FAR


def _read(raw: str, lang: str) -> Parsed:
    match = _ISO.match(raw)
    if not match:
        return dates.parse(raw)
    day, clock, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{(zone or '').upper()}")
    except ValueError:
        return Parsed()
    if dates.refusal(moment.date()):
        return Parsed()
    is_utc = moment.tzinfo is not None and moment.utcoffset() == timedelta(0)
    local = moment + timedelta(hours=_HOURS_EAST.get(lang, 0)) if is_utc else moment
    at = moment.astimezone(UTC) if moment.tzinfo and clock else None
    return Parsed(local.date(), at, "minute" if clock else "day")


def _columns(found: Parsed, source: str, raw: str) -> dict:
    row = {"published_on": found.on, "date_source": source, "date_raw": raw}
    row["date_precision"] = found.precision
    return row | ({"published_at": found.at} if found.at else {})
