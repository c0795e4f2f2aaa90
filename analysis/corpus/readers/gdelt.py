"""Reads what the DOC 2.0 service of GDELT answers: lists of articles, and timelines of counts.

In: the bytes of an answer in JSON or CSV. Out: a row an article, or a table of counts by day with
the number of all articles GDELT watched that day. The stamp of an article (`seendate`, in CSV
`Date`) is when GDELT saw it: it goes to `collected_on` and is never the day of publication.
`sourcecountry` is the publisher's country, not a place the article is about; it is not read.

Cannot do: give the text of an article, or more than the 250 articles of one answer. A timeline of
percentages holds no counts and is refused.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.ledger import note
from analysis.corpus.readers import Raw, answers, text_frame
from analysis.corpus.readers.csvs import read_csv
from analysis.schema import InputError

_LIST = re.compile(r'(?<!\\)"seendate"\s*:\s*"\d{8}T\d{6}Z"')
_NONE = re.compile(r'\{\s*"articles"\s*:\s*\[\s*\]\s*\}\s*\Z')
_TIMELINE = re.compile(r'\{.{0,2000}?"timeline"\s*:\s*\[\s*\{\s*"series"\s*:', re.DOTALL)
_TONES = re.compile(r'\{\s*"tonechart"\s*:')
_LIST_HEADS = ({"url", "mobileurl", "date", "title"}, {"url", "title", "seendate", "domain"})
_TIMELINE_HEAD = ["date", "series", "value"]
_ERROR_SIZE = 2_000
_TOO_FAST = "please limit requests"
_ERRORS = (
    _TOO_FAST,
    "one or more of your keywords",
    "your query was too",
    "your search",
    "the specified phrase is too",
    "queries containing or'd",
    "parentheses may only be used",
    "timespan is too",
    "invalid mode",
    "invalid query",
    "invalid timespan",
    "invalid/unsupported",
)
_NAMES = {
    "url": "url",
    "title": "title",
    "seendate": "collected_on",
    "domain": "outlet",
    "language": "lang",
}
_STOP = re.compile(r"(?<=\d) \. (?=\d)")
_SPACED = re.compile(r" ([,;:!?.])(?= |\Z)")
_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?\d\dZ?)?")
_COUNTS, _TOTALS = "article count", "total monitored articles"
_DAY = 24 * 60  # minutes
_WHOLE = re.compile(r"\d{1,15}(?:\.0+)?")
_KIND = "gdelt"
RAW_MODE = "ask GDELT for mode=timelinevolraw, which gives counts and their total"


def recognises(content: bytes) -> bool:
    """Say whether a file begins as an answer of GDELT: a list, a timeline or an error in words."""
    start = answers.head(content)
    if start.startswith(("{", "[")):
        return bool(_LIST.search(start) or _NONE.match(start) or is_timeline(content))
    return bool(_error(content) or _is_list(_header(start)) or is_timeline(content))


def is_timeline(content: bytes) -> bool:
    """Say whether a file begins as a timeline of GDELT, of counts or of anything else."""
    start = answers.head(content)
    if start.startswith("{"):
        return bool(_TIMELINE.match(start) or _TONES.match(start))
    return _header(start) == _TIMELINE_HEAD


def _header(start: str) -> list[str]:
    line = start.split("\n", 1)[0]
    return [c.strip(' "\r').casefold() for c in line.split(",")] if len(line) < 2_000 else []


def _is_list(header: list[str]) -> bool:
    return set(header) == _LIST_HEADS[0] or _LIST_HEADS[1] <= set(header)


def _error(content: bytes) -> str:
    """Return the beginning that shows an error told in plain words, else ""."""
    if len(content) > _ERROR_SIZE:
        return ""
    start = answers.head(content).casefold()
    return next((e for e in _ERRORS if start.startswith(e)), "")


def read(content: bytes, name: str) -> Raw:
    """Read a list of articles; numbers are places in the list (JSON) or lines (CSV).

    Raises InputError for an error of the service, for a timeline, and for damaged JSON.
    """
    if error := _error(content):
        raise _refusal(error, name)
    if is_timeline(content):
        raise InputError(
            f"{name}: a timeline of GDELT, not articles; run: sorotan attention {name}"
        )
    if answers.head(content).startswith(("{", "[")):
        return _read_json(content, name)
    return _read_csv(content, name)


def _refusal(error: str, name: str) -> InputError:
    if error == _TOO_FAST:
        what, remedy = "too many requests", "wait at least five seconds before each request"
    else:
        what = "it did not take the query"
        remedy = "change its words (longer, less common ones) or its settings"
    return InputError(f"{name}: an error of GDELT, not an answer: {what}; {remedy} and ask again")


def _read_json(content: bytes, name: str) -> Raw:
    found = answers.documents(content, name)
    items = answers.items(found.documents, "articles")
    rows = [
        (n, answers.named(item, _NAMES) if isinstance(item, dict) else "not a JSON object")
        for n, item in enumerate(items, start=1)
    ]
    raw = answers.batch(rows, name, kind=_KIND, encoding=found.encoding, notes=found.notes)
    return _with_titles(raw, name)


def _read_csv(content: bytes, name: str) -> Raw:
    raw = answers.whole(read_csv(content, name))
    columns.refuse_double(name, [c.casefold() for c in raw.frame.columns])
    names = {c: _NAMES.get(c.casefold(), c) for c in raw.frame.columns}
    if "seendate" not in names:
        names |= {c: "collected_on" for c in names if c.casefold() == "date"}
    return _with_titles(raw._replace(frame=raw.frame.rename(columns=names), kind=_KIND), name)


def _with_titles(raw: Raw, name: str) -> Raw:
    """Take the spaces out that GDELT puts before the punctuation of titles, told once a file."""
    titles = raw.frame["title"].map(_unspaced).astype("str")
    changed = int((titles != raw.frame["title"]).sum())
    if not changed:
        return raw
    reason = f"{changed:,} titles: the spaces that GDELT puts before punctuation were taken out"
    told = note(name, 0, "repaired", reason, column="title")
    return raw._replace(frame=raw.frame.assign(title=titles), notes=[*raw.notes, told])


def _unspaced(title: str) -> str:
    return _SPACED.sub(r"\1", _STOP.sub(".", title))


class _Point(NamedTuple):
    row: int
    series: str
    stamp: str
    value: str
    norm: str


def timeline(content: bytes, name: str) -> pd.DataFrame:
    """Return a timeline of counts as a table of text: date, count, total_count, is_partial, _row.

    One row a day; shorter steps are summed to their day, and a day that lacks some of its steps
    is partial. Raises InputError for a timeline that holds no counts or no totals, and for a
    point that cannot be read.
    """
    is_json = answers.head(content).startswith("{")
    points = list(_json_points(content, name) if is_json else _csv_points(content, name))
    series = {p.series.casefold() for p in points}
    if _COUNTS not in series:
        raise InputError(f"{name}: {_no_counts(series)}; {RAW_MODE}")
    totals = {p.stamp: p.value for p in points if p.series.casefold() == _TOTALS}
    steps = [
        p._replace(norm=p.norm or totals.get(p.stamp, ""))
        for p in points
        if p.series.casefold() == _COUNTS
    ]
    if not all(p.norm for p in steps):
        raise InputError(f"{name}: a timeline of counts without their totals; {RAW_MODE}")
    return _by_day(steps, name)


def _no_counts(series: set[str]) -> str:
    if not series:
        return "a timeline of GDELT without a point"
    if any("tone" in s for s in series):
        return "a timeline of tone, which counts no articles"
    return "a timeline of GDELT in percent (timelinevol), without counts: it has no denominator"


def _json_points(content: bytes, name: str) -> Iterator[_Point]:
    row = 0
    for line in answers.items(answers.documents(content, name).documents, "timeline"):
        if not isinstance(line, dict) or not isinstance(line.get("data"), list):
            continue
        for point in line["data"]:
            row += 1
            cells = point if isinstance(point, dict) else {}
            told = (answers.string(cells.get(key)) for key in ("date", "value", "norm"))
            yield _Point(row, answers.string(line.get("series")), *told)


def _csv_points(content: bytes, name: str) -> Iterator[_Point]:
    raw = answers.whole(read_csv(content, name))
    refused = next((n for n in raw.notes if n["action"] == "quarantined"), None)
    if refused:
        raise InputError(f"{name}, row {refused['source_row']}: {refused['reason']}")
    cells = raw.frame.rename(columns=str.casefold)
    for row, stamp, series, value in zip(
        cells["_row"], cells["date"], cells["series"], cells["value"]
    ):
        yield _Point(int(row), series.strip(), stamp.strip(), value.strip(), "")


def _by_day(steps: list[_Point], name: str) -> pd.DataFrame:
    days: dict[date, dict[int, tuple[int, int, int]]] = {}
    for step in steps:
        day, minute = _moment(step, name)
        if minute in days.setdefault(day, {}):
            raise InputError(f"{name}, row {step.row}: its moment comes twice; join the timelines")
        counted = (_whole(step.value, step, name), _whole(step.norm, step, name))
        days[day][minute] = (step.row, *counted)
    whole = _steps_a_day({minute for found in days.values() for minute in found})
    rows, numbers = [], []
    for day, found in days.items():
        places, counts, totals = zip(*found.values())
        numbers.append(places[0])
        is_partial = len(found) < whole
        rows.append([day.isoformat(), str(sum(counts)), str(sum(totals)), str(is_partial)])
    return text_frame(["date", "count", "total_count", "is_partial"], rows, numbers)


def _steps_a_day(minutes: set[int]) -> int:
    """Return how many points a whole day has, by the least distance between two of them."""
    ordered = sorted(minutes)
    apart = [later - earlier for earlier, later in zip(ordered, ordered[1:])]
    return _DAY // min(apart, default=_DAY)


def _moment(step: _Point, name: str) -> tuple[date, int]:
    """Return the day of a point and its minute of that day."""
    match = _STAMP.fullmatch(step.stamp)
    try:
        year, month, day, hour, minute = map(int, match.groups(default="0"))
        return date(year, month, day), 60 * hour + minute
    except (AttributeError, ValueError) as error:
        raise InputError(
            f"{name}, row {step.row}: no moment of a timeline such as 20260914T000000Z"
        ) from error


def _whole(text: str, step: _Point, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise InputError(f"{name}, row {step.row}: no whole number of articles; {RAW_MODE}")
    return int(text.split(".")[0])
