"""Reads what Media Cloud exports: story lists, and tables of counts old and new.

In: the bytes of a CSV file of its web site or of JSON of its programming interface. Out: a row a
story, without text; or a table of counts. `indexed_date` is when Media Cloud indexed a story, not
when it appeared; `publish_date` is known to the day. A story list holds no total: pair it with
its counts (`attention.paired`).

Cannot do: find the query, which no export holds (the name of a file holds only the moment of the
export). Tables of top sources, languages and words have no periods and are refused.
"""

import csv
import json
import re
from datetime import date

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.readers import Raw, answers, text_frame
from analysis.corpus.readers.csvs import read_csv
from analysis.corpus.readers.jsons import read_json
from analysis.schema import InputError

_STORY = {"title", "indexeddate", "medianame", "publishdate"}
_JSON_STORY = [
    re.compile(rf'(?<!\\)"{key}"\s*:') for key in ("media_name", "indexed_date", "publish_date")
]
_JSON_COUNTS = re.compile(
    r'\{\s*"(?:count_over_time|source-interval-attention|source-week-attention)"\s*:'
)
_JSON_POINT = re.compile(r"\[\s*(\{[^{}\[\]]{1,1000}\})")
_ERROR = re.compile(r'\{\s*"status"\s*:\s*"(?:error|bad-response|empty)"\s*,\s*"note"\s*:')
_TOPS = {
    "a Media Cloud table of top sources, a total an outlet": {"source", "count"},
    "a Media Cloud table of top languages, a total a language": {"language", "count"},
    "a Media Cloud table of top words": {"term", "termcount"},
}
_TOP_EXTRAS = {"ratio", "value", "termratio", "doccount", "docratio", "samplesize"}
_PERIODS = {"date", "day", "week", "month", "tanggal", "minggu", "bulan"}
_NUMBER = re.compile(r"<?\s*-?\d[\d.,]*\s*%?")
_SITE = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/?", re.IGNORECASE)
_EXPORT = re.compile(r"\bmc-[a-z]+-[a-z]+-(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_ROWS_SEEN = 4
_NUMBERS = "a table of numbers by period"
_WAY_OUT = "export the story list (-content.csv) or the counts over time (-counts.csv)"


def recognises(content: bytes) -> bool:
    """Say whether a file begins as a story list, or as a table that is known and holds none."""
    start = answers.head(content)
    if start.startswith(("{", "[")):
        is_list = all(p.search(start) for p in _JSON_STORY)
        return is_list or _is_json_counts(start) or bool(_ERROR.match(start))
    lines = _lines(start)
    return bool(lines and _names(lines) >= _STORY) or bool(_no_articles(lines))


def is_counts(content: bytes) -> bool:
    """Say whether a file begins as JSON of counts over time."""
    return _is_json_counts(answers.head(content))


def is_numbers(content: bytes) -> bool:
    """Say whether a file begins as a CSV table of numbers by period, with a total or without."""
    return _no_articles(_lines(answers.head(content))) == _NUMBERS


def _is_json_counts(start: str) -> bool:
    if not (first := _JSON_POINT.match(start)):
        return bool(_JSON_COUNTS.match(start))
    try:
        keys = set(json.loads(first[1]))
    except ValueError:
        return False
    is_point = keys >= {"date", "count"} or keys >= {"media_name", "matching_stories"}
    return is_point and not columns.fits(keys)


def _lines(start: str) -> list[list[str]]:
    """Return the first rows of a CSV file, as far as the beginning tells."""
    told = start.replace("\r\n", "\n").replace("\r", "\n").split("\n")[: _ROWS_SEEN + 1]
    try:
        return [row for row in csv.reader(told) if row]
    except csv.Error:
        return []


def _names(lines: list[list[str]]) -> set[str]:
    return {columns.plain(cell) for cell in lines[0]}


def _no_articles(lines: list[list[str]]) -> str:
    """Return what a table without articles is, "" for any other."""
    if not lines:
        return ""
    names = _names(lines)
    for what, needed in _TOPS.items():
        if needed <= names <= needed | _TOP_EXTRAS:
            return what
    rows = [row for row in lines[1:] if len(row) == len(lines[0])]
    if names == {"name", "url"} and rows and all(_SITE.fullmatch(r[-1].strip()) for r in rows):
        return "a list of sources, with neither articles nor counts"
    if rows and _is_wide(lines[0], rows):
        return _NUMBERS
    return ""


def _is_wide(header: list[str], rows: list[list[str]]) -> bool:
    if columns.plain(header[0]) not in _PERIODS or columns.fits(header):
        return False
    cells = [cell.strip() for row in rows for cell in row[1:]]
    return 2 * sum(1 for cell in cells if _NUMBER.fullmatch(cell)) > len(cells)


def read(content: bytes, name: str) -> Raw:
    """Read a story list; numbers are lines (CSV) or places in the list (JSON).

    Raises InputError, naming the way out, for tables and answers that hold no stories.
    """
    start = answers.head(content)
    if start.startswith(("{", "[")):
        if _ERROR.match(start):
            raise InputError(f"{name}: an error of Media Cloud, not an answer; ask it again")
        if _is_json_counts(start):
            raise _counts(name, "counts of Media Cloud")
        raw = answers.whole(read_json(content, name))
    else:
        what = _no_articles(_lines(start))
        if what == _NUMBERS:
            raise _counts(name, what)
        if what:
            raise InputError(f"{name}: {what}; {_WAY_OUT}")
        raw = answers.whole(read_csv(content, name))
    return raw._replace(kind="mediacloud", provenance=_provenance(name))


def _counts(name: str, what: str) -> InputError:
    return InputError(f"{name}: {what}, not of articles; run: sorotan attention {name}")


def _provenance(name: str) -> dict[str, str]:
    match = _EXPORT.search(name)
    if not match:
        return {}
    return {"exported_on": "{}-{}-{} {}:{}:{}".format(*match.groups())}


def counts(content: bytes, name: str) -> pd.DataFrame:
    """Return JSON of counts over time as a table of text, a row a point, and `_row`.

    The columns are those of the interface (date, count, total_count; by source media_name,
    bucket, matching_stories, total_stories); a week such as 2025-W01 stands as its Monday.
    """
    points = _points(answers.documents(content, name).documents)
    broken = next((n for n, point in enumerate(points, 1) if not isinstance(point, dict)), 0)
    if broken or not points:
        where = f", row {broken}" if broken else ""
        raise InputError(f"{name}{where}: no point of counts (date, count, total_count)")
    header = list(dict.fromkeys(key for point in points for key in point if key != "ratio"))
    rows = [[_day(answers.string(point.get(key))) for key in header] for point in points]
    return text_frame(header, rows, list(range(1, len(rows) + 1)))


def _points(found: list) -> list:
    points = []
    for document in found:
        inside = document
        while isinstance(inside, dict):  # {"count_over_time": {"counts": [...], "total": 3}}
            lists = [v for v in inside.values() if isinstance(v, list | dict)]
            inside = lists[0] if lists else []
        points += inside
    return points


def _day(cell: str) -> str:
    if not (match := _WEEK.fullmatch(cell)):
        return cell
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1).isoformat()
    except ValueError:
        return cell
