"""Reads one article out of a saved HTML page.

In: the bytes of a page. Out: the fields of one article, or None when the page holds none.
The tree is parsed once. trafilatura finds the body in it; furniture of Indonesian, Malay and
English pages, and lines that stand in the page's own lists of other stories, are then cut out.
Title, people, date and address come from what the page says of itself (`markup`) and from its
lines (`layout`).

Cannot do: it sees one page of an article that was split over several, and runs no scripts. A date
that stands only in a copyright line or beside another story is left unknown.
"""

import re
from html import unescape

from lxml import etree

from analysis.corpus import clean, language, outlets
from analysis.corpus.readers import bodies, bylines, credits, layout, markup, pagedates
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.markup import Said

_Text = tuple[etree._Element, str]  # a heading's element and what it shows
_MOST = 20_000_000  # bytes; more is no page a person saved
_LEAST, _LEAST_UNTITLED = 15, 60  # words of a body, with and without a headline
_LEAST_LETTERS = 5  # of a heading that may be part of a statement
_BEGINNING = 12  # letters that a heading and a statement must share
_FEW, _SHARED = 2, 0.7  # words too few to compare, share of words that makes two titles one
_PICTURE = re.compile(r"caption|figure|photo|foto|image|gallery|tag")
_BARS = re.compile(r"\s+[|»›–—·•]\s+|\s+-\s+|\s+::\s+")


def read_html_page(
    content: bytes, name: str, *, url: str = "", tree: etree._Element | None = None
) -> dict | None:
    """Return the fields of the article in an HTML page, or None when it holds none.

    `name` is the file's name. `url` is where the page was found, used where it states no address
    itself; `tree` is its parsed tree where the caller has it. Keys are columns of `articles`;
    dates are left out where none is sure.
    """
    if tree is None:
        tree = markup.parse_tree(content) if len(content) <= _MOST else None
    if tree is None:
        return None
    page = markup.said(tree)
    url = _address(tree, page, url)
    outlet = outlets.canonical(_site(page), url)
    heading, title = _headline(tree, page, outlet)
    lines = layout.lines(tree, heading)
    body, cut = bodies.body(tree, page, title, lines)
    if bodies.length(body) < (_LEAST if title else _LEAST_UNTITLED):
        return None
    lang = language.detect_one(body)
    lang = outlets.language(outlet) or lang if lang == "und" else lang
    at = _place(lines, title)
    people = bylines.people(tree, page, lines, at)
    dated = pagedates.published(tree, page, lines, at, url=url, lang=lang)
    known = [
        *people["author"].split("; "),
        *people["editor"].split("; "),
        dated.get("date_raw", ""),
    ]
    body, cut = bodies.without_head(body, cut, known)
    start = next((d for p in body.split("\n")[:3] if (d := credits.dateline(p))), None)
    told = bylines.credit_lines(lines)
    return {
        **people,
        **dated,
        "title": title,
        "text": body,
        "url": url,
        "outlet": outlet or _named_outlet(tree, start),
        "agency": _agency(body, start, page, told),
        "dateline_place": start.place if start else "",
        "lang": lang,
        "is_official_source": any(map(_is_release, lines)),
        "cut_text": cut,
    }


def _address(tree: etree._Element, page: Said, given: str) -> str:
    """Return the address the page states, that of a front page only where there is no other."""
    canonical = [n.get("href", "") for n in tree.iter("link") if "canonical" in n.get("rel", "")]
    stated = [*canonical, page.meta.get("og:url", ""), markup.string(page.article.get("url", ""))]
    stated = [outlets.unwrap(u.strip()) for u in stated if u.strip().startswith("http")]
    deep = (u for u in stated if u.rstrip("/").count("/") > 2)
    return next(deep, "") or outlets.unwrap(given) or next(iter(stated), "")


def _site(page: Said) -> str:
    return page.meta.get("og:site_name", "") or markup.string(page.article.get("publisher", ""))


def _named_outlet(tree: etree._Element, start: credits.Dateline | None) -> str:
    """Name the outlet by the dateline: its site, or its agency where the title names that too."""
    if not start or start.site or not start.agency:
        return outlets.canonical(start.site) if start and start.site else ""
    parts = _BARS.split(" ".join((tree.findtext(".//title") or "")[:400].split()))
    is_titled = outlets.spelling(start.agency) in map(outlets.spelling, parts)
    return outlets.canonical(start.agency) if is_titled else ""


def _headline(tree: etree._Element, page: Said, outlet: str) -> tuple[etree._Element | None, str]:
    """Return the headline's element and text: a heading that agrees with what the page states."""
    site = outlets.spelling(_site(page) or outlet)
    stated = [markup.string(page.article.get("headline", "")), page.meta.get("og:title", "")]
    stated += [page.meta.get("twitter:title", ""), tree.findtext(".//title") or ""]
    stated = [" ".join(unescape(s).split()) for s in stated if s]
    stated = [s for s in stated if outlets.spelling(s) != site]
    heads = [(n, t) for n in tree.iter("h1") if (t := _shown(n)) and outlets.spelling(t) != site]
    heads += [(n, t) for n in tree.iter("h2", "h3") if 12 < len(t := _shown(n)) < 300][:60]
    texts = [(node, text) for node, head in heads for text in (head, *_pieces(node))]
    found = _whole(texts, stated) or _part(texts, stated)
    parts = [*stated, *(part for told in stated for part in _BARS.split(told))]
    found = found or next(((n, t) for n, t in texts if _begins_alike(t, parts)), None)
    tops = [(node, head) for node, head in heads if node.tag == "h1"]
    found = found or next(((n, t) for n, t in tops if _says_alike(t, parts)), None)
    if found:
        return found[0], clean.cut_title(found[1], outlet)[0]
    only = [node for node, _ in heads if node.tag == "h1"]
    node, head = next(iter(heads), (None, ""))
    node = node if not stated else only[0] if len(only) == 1 else None
    told = _without_site(stated[0], site) if stated else head
    return node, clean.cut_title(told, outlet)[0]


def _place(lines: list[Line], title: str) -> int:
    """Return the line of the headline, -1 where none is."""
    named = outlets.spelling(title)
    found = (i for i, line in enumerate(lines) if line.is_heading)
    alike = (
        i for i, line in enumerate(lines)
        if named and line.text[:1] == title[:1] and outlets.spelling(line.text) == named
    )  # fmt: skip
    return next(found, next(alike, -1))


def _shown(node: etree._Element) -> str:
    """Return the text of a heading; where elements part two words, a space does."""
    shown = ""
    for text in node.itertext():
        is_glued = shown[-1:].isalnum() and text[:1].isalnum()
        shown += f" {text}" if is_glued else text
    return " ".join(shown.split())


def _pieces(node: etree._Element) -> list[str]:
    """Return the texts of a heading's elements: one may hold the headline, one the site's name."""
    return [text for child in node if len(text := _shown(child)) > _LEAST_LETTERS][:6]


def _whole(texts: list[_Text], stated: list[str]) -> _Text | None:
    """Return the first heading that is a whole statement."""
    whole = {outlets.spelling(told) for told in stated} - {""}
    return next((pair for pair in texts if outlets.spelling(pair[1]) in whole), None)


def _part(texts: list[_Text], stated: list[str]) -> _Text | None:
    """Return the longest heading that a bar sets apart in a statement; the site's is shorter."""
    parts = {outlets.spelling(p) for told in stated for p in _BARS.split(told)}
    parts = {p for p in parts if len(p) >= _LEAST_LETTERS}
    found = [pair for pair in texts if outlets.spelling(pair[1]) in parts]
    return max(found, key=lambda pair: len(pair[1]), default=None)


def _begins_alike(text: str, stated: list[str]) -> bool:
    a = outlets.spelling(text)
    return len(a) > _BEGINNING and any(
        (b := outlets.spelling(told)).startswith(a[:60])
        or (len(b) > _BEGINNING and a.startswith(b[:60]))
        for told in stated
    )


def _says_alike(text: str, parts: list[str]) -> bool:
    """Say whether a heading and a statement share most words of the shorter."""
    ours = _words(text)
    theirs = map(_words, parts)
    return len(ours) > _FEW and any(
        len(t) > _FEW and len(ours & t) >= _SHARED * min(len(ours), len(t)) for t in theirs
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{3,}", text.lower()))


def _without_site(told: str, site: str) -> str:
    """Cut the site's name and short labels off a page's title, of which a bar parts them."""
    parts = _BARS.split(told)
    kept = [p for p in parts if outlets.spelling(p) != site] or parts
    longest = max(kept, key=len)
    is_label = all(len(p.split()) < 4 for p in kept if p is not longest)
    if len(parts) == 1 or not is_label or len(longest.split()) < 4:
        return told
    return longest


def _is_release(line: Line) -> bool:
    """Say whether a line credits a press office with the article, not with a picture."""
    is_credit = not (line.is_aside or line.is_link or line.is_heading)
    is_credit = is_credit and not _PICTURE.search(line.marks)
    return is_credit and credits.is_press_office(line.text)


def _agency(body: str, start: credits.Dateline | None, page: Said, told: list[str]) -> str:
    """Return the news agency: by the dateline, the end of the body, a credit, the stated author."""
    ends = (credits.agency(line) for line in reversed(body.split("\n")[-3:]))
    stated = [page.meta.get("author", ""), markup.string(page.article.get("author", ""))]
    named = (credits.agency_credited(line) for line in [*told, *stated] if line)
    return (start.agency if start else "") or next(filter(None, (*ends, *named)), "")
