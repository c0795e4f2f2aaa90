"""Reads news sitemaps: the addresses a site lists for search engines, with title and day.

In: the bytes of a sitemap. Out: a row an address, its title and `news:publication_date`; `lastmod`
is when a page was changed and is never taken for its publication.

Cannot do: follow an index of sitemaps, or use a sitemap without titles; both are refused.
"""

import io
from collections.abc import Iterator

from defusedxml import ElementTree

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, answers, feeds
from analysis.schema import InputError

_ROOTS = ("urlset", "sitemapindex")
_NAMES = {
    "loc": "url",
    "title": "title",
    "publication_date": "date",
    "name": "outlet",
    "language": "lang",
    "lastmod": "lastmod (input)",
}
_OTHERS = ("image", "video", "link")  # their titles are not the article's


def recognises(content: bytes) -> bool:
    """Say whether a file begins as a sitemap or an index of sitemaps."""
    return feeds.root(content) in _ROOTS


def read(content: bytes, name: str) -> Raw:
    """Read the addresses of a news sitemap; an address's number is its place, from 1.

    Raises InputError for XML that declares entities, an index of sitemaps, and a sitemap that
    gives no title.
    """
    if feeds.root(content) == "sitemapindex":
        raise InputError(f"{name}: an index of sitemaps; save the sitemaps it names and read those")
    told = feeds.text_of(content, name)
    problem = feeds.guard(told.text, name)
    rows = [(number, _checked(row, told)) for number, row in enumerate(_rows(told.text), start=1)]
    if not any(isinstance(row, dict) and row.get("title") for _, row in rows):
        raise InputError(
            f"{name}: a sitemap without titles (news:title); give the site's news sitemap or feed"
        )
    notes = [*told.notes]
    if problem:
        reason = f"the XML is damaged or cut ({problem}); the addresses before that were read"
        notes.append(note(name, 0, "noted", reason))
        lost = told.text.count("<url>") - len(rows)
        rows += [(len(rows) + n, feeds.CUT) for n in range(1, lost + 1)]
    return answers.batch(
        rows,
        name,
        kind=feeds.KIND,
        encoding=told.encoding,
        notes=notes,
        date_source=feeds.KIND,
    )


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the cells of each address that is whole."""
    stream = io.BytesIO(feeds.body(text))
    try:
        for _, node in ElementTree.iterparse(stream, events=("end",)):
            if _local(node.tag) == "url":
                yield _cells(node)
                node.clear()
    except ElementTree.ParseError:
        return  # told by the caller


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _cells(address: object) -> dict[str, str]:
    cells: dict[str, str] = {}
    for part in address:
        inside = [] if _local(part.tag) in _OTHERS else part.iter()
        for node in inside:
            key = _NAMES.get(_local(node.tag), "")
            if key and node.text:
                cells.setdefault(key, " ".join(node.text.split()))
    return cells


def _checked(row: dict[str, str], told: feeds.Text) -> dict[str, str] | str:
    if told.is_doubtful and any(map(feeds.NEITHER.search, row.values())):
        return "bytes that are neither UTF-8 nor cp1252"
    return row
