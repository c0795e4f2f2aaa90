"""Reads one article out of a saved HTML page.

In: the bytes of a page. Out: the fields of one article, or None when the page holds none.
trafilatura finds the body; furniture of Indonesian, Malay and English pages is then cut out of it,
and title, people, date and address come from what the page says of itself (`markup`).

Cannot do: it sees one page of an article that was split over several, and runs no scripts. A date
that stands only in a copyright line or beside another story is left unknown.
"""

import re
from html import unescape

import trafilatura
from lxml import etree

from analysis.corpus import clean, language, outlets
from analysis.corpus.readers import credits, markup
from analysis.corpus.readers.markup import Said

_MOST = 20_000_000  # bytes; more is no page a person saved
_CREDIT = re.compile(
    r"penulis|reporter|pewarta|editor|redaktur|penyunting|laporan|humas|^by |^oleh", re.I
)
_SHORT = 40  # words; below this trafilatura is asked again, to keep more


def read_html_page(content: bytes, name: str) -> dict | None:
    """Return the fields of the article in an HTML page, or None when it holds none.

    `name` is the file's name. Keys are columns of `articles`; dates are left out where none is
    sure.
    """
    tree = markup.parse_tree(content) if len(content) <= _MOST else None
    if tree is None:
        return None
    page = markup.said(tree)
    url = _address(tree, page)
    outlet = outlets.canonical(_site(page), url)
    title = _title(tree, page, outlet)
    body, cut = _body(content, page, title)
    if not title or len(body.split()) < 15:
        return None
    lang = language.detect_one(body)
    lang = outlets.language(outlet) or lang if lang == "und" else lang
    lines = _credit_lines(tree)
    start = next((d for p in body.split("\n")[:3] if (d := credits.dateline(p))), None)
    return {
        **markup.people(tree, page, lines),
        **markup.published(tree, page, url=url, lang=lang),
        "title": title,
        "text": body,
        "url": url,
        "outlet": outlet or (start.site if start else ""),
        "agency": _agency(body, start),
        "dateline_place": start.place if start else "",
        "lang": lang,
        "is_official_source": any(credits.is_press_office(line) for line in lines),
        "cut_text": cut,
    }


def _address(tree: etree._Element, page: Said) -> str:
    canonical = tree.xpath("//link[contains(@rel,'canonical')]/@href")
    found = next((u for u in canonical if u.startswith("http")), "") or page.meta.get("og:url", "")
    return outlets.unwrap(found.strip())


def _site(page: Said) -> str:
    return page.meta.get("og:site_name", "") or markup.string(page.article.get("publisher", ""))


def _title(tree: etree._Element, page: Said, outlet: str) -> str:
    """Return the headline: the page's own h1 where the statements agree with it, else theirs."""
    stated = [markup.string(page.article.get("headline", "")), page.meta.get("og:title", "")]
    stated += [" ".join(t.split()) for t in tree.xpath("//title/text()")[:1]]
    stated = [unescape(s) for s in stated if s]
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    for head in filter(None, heads):
        if any(_alike(head, s) for s in stated):
            return clean.cut_title(head, outlet)[0]
    found = next(iter(stated), "") or next(filter(None, heads), "")
    return clean.cut_title(found, outlet)[0]


def _alike(one: str, other: str) -> bool:
    a, b = outlets.spelling(one), outlets.spelling(other)
    return bool(a) and (b.startswith(a[:60]) or a.startswith(b[:60]) and len(b) > 15)


def _body(content: bytes, page: Said, title: str) -> tuple[str, str]:
    """Return the body without furniture, title and standfirst, and what was cut."""
    text = _extract(content, precision=True)
    if len(text.split()) < _SHORT:
        text = max(text, _extract(content, precision=False), key=len)
    stated = unescape(markup.string(page.article.get("articleBody", "")))
    if len(stated.split()) > 2 * len(text.split()) and "<" not in stated:
        text = stated
    kept, cut = clean.cut_furniture(text)
    lines = [line for line in kept.split("\n") if line.strip()]
    spare = _spare(
        lines, title, page.meta.get("description") or page.meta.get("og:description", "")
    )
    body = "\n".join(line for i, line in enumerate(lines) if i not in spare)
    return body, "\n".join(filter(None, [cut, *(lines[i] for i in sorted(spare))]))


def _extract(content: bytes, *, precision: bool) -> str:
    found = trafilatura.extract(
        content, include_comments=False, include_tables=False, favor_precision=precision
    )
    return found or ""


def _spare(lines: list[str], title: str, description: str) -> set[int]:
    """Find lines that repeat what stands elsewhere: the title, and a standfirst beside the body."""
    spare = {
        i for i, line in enumerate(lines[:4]) if outlets.spelling(line) == outlets.spelling(title)
    }
    start = next((i for i, line in enumerate(lines[:5]) if credits.dateline(line)), 0)
    spare |= set(range(start))
    told = outlets.spelling(re.sub(r"^[\w.]+ ?: ", "", description))[:50]
    last = range(max(3, len(lines) - 3), len(lines))
    return spare | {i for i in last if len(told) > 30 and outlets.spelling(lines[i])[:50] == told}


def _credit_lines(tree: etree._Element) -> list[str]:
    """Return the short lines of a page that may credit somebody, each once."""
    found: dict[str, None] = {}
    for node in tree.iter(
        "p", "div", "span", "li", "a", "h6", "td", "strong", "em", "address", "b"
    ):
        text = node.text_content() if len(node) < 8 else ""
        if 5 < len(text) < 400 and _CREDIT.search(text):
            line = " | ".join(" ".join(part.split()) for part in text.splitlines() if part.strip())
            if len(line) < 160:
                found[line] = None
    return list(found)


def _agency(body: str, start: credits.Dateline | None) -> str:
    ends = (credits.agency(line) for line in reversed(body.split("\n")[-3:]))
    return (start.agency if start else "") or next(filter(None, ends), "")
