"""Levels of publication, and the search of a finished page for what a public page must not hold.

`public` holds numbers and charts; `internal` may hold article text under a red banner. `leaks`
reads the bytes a reader would get (entities resolved, embedded charts decoded) and looks for
titles, authors, addresses and runs of eight words of the articles.

Cannot do: it finds words as the articles have them, not a paraphrase, a translation, or a person
named in other words; and a run shorter than eight words that is no title passes.
"""

import base64
import html
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
import polars as pl

from analysis.schema import InputError

LEVELS = ("public", "internal")
RUN = 8  # words in a row: below this, ordinary phrases of two writers coincide
TITLE_WORDS = 4  # shorter titles are common phrases
LETTER_WORDS = 5  # of a run of eight: figures in a table are no sentence
BATCH = 20_000  # articles searched at a time, to bound memory

OUTPUT = re.compile(r'<div class="output[^"]*" data-cell="(\d+)">(.*?)</div><!--/output-->', re.S)
EMBEDDED = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
EMBEDDED_ANY = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")
BREAKS = re.compile(
    r"</?(?:tr|p|li|ul|ol|h\d|div|table|caption|figure|figcaption|pre|section)\b[^>]*>|<!--|-->",
    re.I,
)


class Leak(NamedTuple):
    """Something of an article on a page: the cell it stands in (0: none) and what it is."""

    cell: int
    kind: str


def check(level: str) -> str:
    """Return the level if a report can be made at it.

    Raises InputError for `team`, which needs masking that does not exist yet, and for other words.
    """
    if level == "team":
        raise InputError("level team is refused until names can be masked; use public or internal")
    if level not in LEVELS:
        raise InputError(f"level {level!r} is unknown; use public or internal")
    return level


def suffix(level: str) -> str:
    """Return what a level adds to a file's name: nothing at public, else the level."""
    return "" if level == "public" else f"-{level}"


class Shown(NamedTuple):
    """What one page shows: all of it as words, its addresses, and (cell, text) of its outputs."""

    whole: str
    addresses: set[str]
    outputs: list[tuple[int, str]]


def leaks(page: str, articles: pd.DataFrame, *, written: str = "") -> list[Leak]:
    """List what a finished page shows of the articles; see `search`."""
    return search({"": page}, articles, written=written)[""]


def search(
    pages: Mapping[str, str], articles: pd.DataFrame, *, written: str = ""
) -> dict[str, list[Leak]]:
    """List for each finished page what it shows of the articles; nothing means it may leave.

    Titles and addresses are searched in the whole page, authors and runs of eight words in the
    outputs of its cells. `written` is text that was there before any article was read (prose of
    the notebooks, furniture of the page): words that stand in it are no leak. Texts are compared
    as lower-case words, without punctuation or tags.
    """
    shown = {name: _shown(page) for name, page in pages.items()}
    known = _padded(written)
    found = [
        *_titles(shown.values(), articles),
        *_addresses(shown.values(), articles),
        *_authors(shown.values(), articles),
        *_runs(shown.values(), articles),
    ]
    new = {leak for leak in found if f" {leak[1]} " not in known}
    return {name: _on(page, new) for name, page in shown.items()}


def words_of(text: str) -> str:
    """Return the lower-case words of a text, one space between them.

    >>> words_of("Three held -- in 'Medan'; two more sought")
    'three held in medan two more sought'
    """
    return " ".join(re.findall(r"\w+", text.lower()))


def _padded(text: str) -> str:
    return f" {words_of(text)} "


def _shown(page: str) -> Shown:
    """Read a page as its reader could, charts decoded."""
    outputs = [(int(cell), _visible(body)) for cell, body in OUTPUT.findall(page)]
    whole = _padded("\n".join([_visible(page), *(text for _, text in outputs)]))
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", html.unescape(_decoded(page))))
    return Shown(whole, addresses, outputs)


def _visible(markup: str) -> str:
    """Return what markup says: attributes and comments too, tags gone, a line for each block."""
    decoded = _decoded(markup)
    attributes = "\n".join(html.unescape(v) for v in re.findall(r'="([^"]*)"', decoded))
    plain = re.sub(r"<[^>]*>", " ", BREAKS.sub("\n", decoded))
    return f"{html.unescape(plain)}\n{attributes}"


def _decoded(markup: str) -> str:
    """Return markup with embedded charts as text after it and other embedded bytes left out."""
    charts = [
        base64.b64decode(code).decode("utf-8", "replace") for code in EMBEDDED.findall(markup)
    ]
    drawn = [re.sub(r' d="[^"]*"', "", chart) for chart in charts]  # outlines hold no words
    return "\n".join([EMBEDDED_ANY.sub("", markup), *drawn])


def _titles(pages: Iterable[Shown], articles: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Match titles by their first four words, then in full: cheap for 200,000 titles."""
    starts = {gram for page in pages for gram in _grams(page.whole.split(), TITLE_WORDS)}
    titles = _normal(articles["title"]).unique()
    first = titles.str.split(" ").list.head(TITLE_WORDS).list.join(" ")
    yield from (("a title", title) for title in titles.filter(first.is_in(list(starts))))


def _addresses(pages: Iterable[Shown], articles: pd.DataFrame) -> Iterable[tuple[str, str]]:
    shown = {address for page in pages for address in page.addresses}
    path = re.compile(r"https?://[^/]+/.{3,}")  # a bare home page names an outlet, not an article
    found = (url for url in shown & set(articles["url"]) if path.match(url))
    yield from (("an article's address", words_of(url)) for url in found)


def _authors(pages: Iterable[Shown], articles: pd.DataFrame) -> Iterable[tuple[str, str]]:
    outlets = {words_of(x) for c in ("outlet", "agency") for x in articles[c].unique()}
    names = {words_of(n) for x in articles["author"].unique() for n in x.split(";")} - outlets
    text = _padded("\n".join(piece for page in pages for _, piece in page.outputs))
    shown = (name for name in names if " " in name and f" {name} " in text)
    yield from (("an author's name", name) for name in shown)


def _runs(pages: Iterable[Shown], articles: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Match runs of eight words, all of all pages at once, in one pass over the articles."""
    texts = (text for page in pages for _, text in page.outputs)
    lines = (words_of(line).split() for text in texts for line in text.splitlines())
    runs = {run for words in lines for run in _grams(words, RUN) if _is_language(run)}
    patterns = [f" {run} " for run in sorted(runs)]
    for start in range(0, len(articles) if patterns else 0, BATCH):
        batch = " " + _normal(articles["text"].iloc[start : start + BATCH]) + " "
        holding = batch.filter(batch.str.contains_any(patterns))
        hits = holding.str.extract_many(patterns, overlapping=True).explode().drop_nulls()
        yield from (("words of an article", hit.strip()) for hit in hits.unique())


def _grams(words: list[str], size: int) -> set[str]:
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}


def _is_language(run: str) -> bool:
    return sum(any(c.isalpha() for c in word) for word in run.split()) >= LETTER_WORDS


def _normal(texts: pd.Series) -> pl.Series:
    """Return texts as `words_of` gives them, for many at once."""
    column = pl.Series(texts.to_numpy(dtype=object), dtype=pl.String)
    spaced = column.str.to_lowercase().str.replace_all(r"[^\w]+", " ")
    return spaced.str.strip_chars(" ")


def _on(page: Shown, found: set[tuple[str, str]]) -> list[Leak]:
    """Return which of the leaks found are on this page, and in which cells."""
    outputs = [(cell, _padded(text)) for cell, text in page.outputs]
    leaks = set()
    for kind, words in found:
        cells = [cell for cell, text in outputs if f" {words} " in text]
        if not cells and f" {words} " in page.whole and kind in ("a title", "an article's address"):
            cells = [0]
        leaks |= {Leak(cell, kind) for cell in cells}
    return sorted(leaks)
