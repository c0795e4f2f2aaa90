"""Reads answers of NewsAPI as they were saved: JSON with a list of articles.

In: the bytes of one answer or of several, one after another. Out: a row an article, the day of
publication in UTC as NewsAPI prints it.

Cannot do: give the whole text. NewsAPI cuts `content` after 200 characters and marks it
"[+16028 chars]"; such a beginning is set apart in `cut_text` and never counted.
"""

import re

from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, answers
from analysis.schema import InputError

_ARTICLES = re.compile(r'(?<!\\)"publishedAt"\s*:')
_SOURCE = re.compile(r'(?<!\\)"source"\s*:\s*\{\s*"id"\s*:')
_NONE = re.compile(r'\{\s*"status"\s*:\s*"ok"\s*,\s*"totalResults"\s*:\s*0\b')
_ERROR = re.compile(r'\{\s*"status"\s*:\s*"error"\s*,\s*"code"\s*:\s*"(\w{1,40})"')
_CUT = re.compile(r"\[\+\d+ chars\]\s*\Z")
_REMOVED = "[Removed]"
_NAMES = {
    "author": "author",
    "title": "title",
    "description": "subtitle",
    "url": "url",
    "publishedAt": "date",
    "content": "text",
}


def recognises(content: bytes) -> bool:
    """Say whether a file begins as an answer of NewsAPI: articles, none, or an error."""
    start = answers.head(content)
    if not start.startswith(("{", "[")):
        return False
    holds = _ARTICLES.search(start) and _SOURCE.search(start)
    return bool(holds or _NONE.match(start) or _ERROR.match(start))


def read(content: bytes, name: str) -> Raw:
    """Read the articles of saved answers; a row's number is its place in the file, from 1.

    Raises InputError for an answer that says an error of the service, and for damaged JSON.
    """
    if error := _ERROR.match(answers.head(content)):
        raise InputError(
            f"{name}: an error of NewsAPI ({error[1]}), not articles; put that right and ask again"
        )
    found = answers.documents(content, name)
    items = answers.items(found.documents, "articles")
    rows = [(number, _row(item)) for number, item in enumerate(items, start=1)]
    return answers.batch(
        rows,
        name,
        kind="newsapi",
        encoding=found.encoding,
        notes=[*found.notes, *_told(rows, name)],
        provenance=_self_check(found.documents, len(items)),
    )


def _row(item: object) -> dict[str, str] | str:
    """Return the cells of an article, or the reason why it is none."""
    if not isinstance(item, dict):
        return "not a JSON object"
    source = item.get("source")
    source = source if isinstance(source, dict) else {"name": source}
    rest = {key: value for key, value in item.items() if key != "source"}
    row = answers.named(source, {"name": "outlet"}) | answers.named(rest, _NAMES)
    if row.get("title", "").strip() == _REMOVED:
        return "removed by its outlet; NewsAPI keeps no title and no text of it"
    if _CUT.search(row.get("text", "")):
        row |= {"cut_text": row["text"], "text": ""}
    return row


def _told(rows: list[tuple[int, dict[str, str] | str]], name: str) -> list[dict]:
    cut = sum(1 for _, row in rows if isinstance(row, dict) and row.get("cut_text"))
    if not cut:
        return []
    reason = (
        f"{cut:,} of {len(rows):,} texts are cut by NewsAPI ('[+n chars]'); set apart in cut_text"
        " and not counted: only title and description are"
    )
    return [note(name, 0, "noted", reason, column="text")]


def _self_check(found: list, read: int) -> dict[str, str]:
    """Say how many of the articles found the file holds, where it tells."""
    totals = [answers.string(d.get("totalResults")) for d in found if isinstance(d, dict)]
    if not totals or not totals[0].isdigit():
        return {}
    return {"self_check": f"{read:,} of the {int(totals[0]):,} articles that NewsAPI found"}
