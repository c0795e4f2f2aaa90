"""Reads rows of GDELT's Global Knowledge Graph 2.1: 27 columns between tabs, without a header.

In: the bytes of a file, or of any lines cut out of one. Out: a row a document that has a title;
it holds no text. The column DATE is when GDELT processed the document: it goes to `collected_on`.
Only PAGE_PRECISEPUBTIMESTAMP among the extras is publication, as the page itself states it.

Cannot do: use GDELT's themes, places, persons and tones; they are its own reading of a text that
the file does not hold. Older files have no PAGE_TITLE: every row of them is refused.
"""

import re
from html import unescape

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, answers

_COLUMNS = 27
_START = re.compile(r"\d{14}-T?\d+\t\d{14}\t")
_ID, _SEEN, _SOURCE, _URL, _TRANSLATED, _EXTRAS = 0, 1, 3, 4, 25, 26
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_LANGUAGE = re.compile(r"srclc:([a-z]{3})")


def recognises(content: bytes) -> bool:
    """Say whether a file begins with a row of the Global Knowledge Graph."""
    start = answers.head(content)
    return bool(_START.match(start)) and start.split("\n", 1)[0].count("\t") >= _COLUMNS // 2


def read(content: bytes, name: str) -> Raw:
    """Read the documents that have a title; a row's number is its line in the file."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    told = [(n, line.removesuffix(b"\r")) for n, line in enumerate(lines, 1) if line.strip()]
    decoded = [(n, *_decoded(line)) for n, line in told]
    rows = [(n, _row(text) if text else "bytes that are no text") for n, text, _ in decoded]
    foreign = sum(1 for *_, is_foreign in decoded if is_foreign)
    encoding = "utf-8 and cp1252" if foreign else "utf-8"
    return answers.batch(
        rows,
        name,
        kind="gdelt",
        encoding=encoding,
        notes=[*_told_foreign(foreign, name), *_told_late(rows, name)],
        date_source="meta",
    )


def _decoded(line: bytes) -> tuple[str, bool]:
    """Return a line as text, "" for none, and whether it was read as cp1252."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding), encoding != "utf-8"
        except UnicodeDecodeError:
            continue
    return "", True


def _row(line: str) -> dict[str, str] | str:
    """Return the cells of a document, or the reason why its row is refused."""
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        return f"{len(cells)} cells where the Global Knowledge Graph has {_COLUMNS}"
    seen = _moment(cells[_SEEN])
    if not seen:
        return "the second cell is no moment such as 20170701234500"
    extras = cells[_EXTRAS]
    published = _moment(_extra(extras, "PAGE_PRECISEPUBTIMESTAMP"))
    is_late = published[:10] > seen[:10]
    return {
        "title": " ".join(_extra(extras, "PAGE_TITLE").split()),
        "url": cells[_URL],
        "outlet": cells[_SOURCE],
        "author": _extra(extras, "PAGE_AUTHORS").replace(";", "; "),
        "date": "" if is_late else published,
        "published after seen (input)": published if is_late else "",
        "collected_on": seen,
        "lang": _language(cells),
        "input_id": cells[_ID],
    }


def _extra(extras: str, tag: str) -> str:
    """Return what stands in a tag of the extras, which are no XML: a bare & occurs in them."""
    start = extras.find(f"<{tag}>") + len(tag) + 2
    end = extras.find(f"</{tag}>", start)
    return unescape(extras[start:end]) if start > len(tag) + 1 and end >= 0 else ""


def _moment(stamp: str) -> str:
    match = _STAMP.fullmatch(stamp.strip())
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else ""


def _language(cells: list[str]) -> str:
    """Return the language before translation; GDELT marks the number of a translated row with T."""
    if match := _LANGUAGE.match(cells[_TRANSLATED]):
        return match[1]
    return "" if "-T" in cells[_ID] else "en"


def _told_foreign(foreign: int, name: str) -> list[dict]:
    if not foreign:
        return []
    reason = f"{foreign:,} lines are not UTF-8 and were read as cp1252"
    return [note(name, 0, "noted", reason)]


def _told_late(rows: list[tuple[int, dict[str, str] | str]], name: str) -> list[dict]:
    key = "published after seen (input)"
    late = sum(1 for _, row in rows if isinstance(row, dict) and row[key])
    if not late:
        return []
    reason = f"{late:,} pages state a day of publication after GDELT saw them; not believed"
    return [note(name, 0, "noted", reason, column="date")]
