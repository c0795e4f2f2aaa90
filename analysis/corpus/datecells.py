"""Reads columns of printed dates and clock times into plain arrays, one value a row.

Each distinct print is read once. Prints that differ in their clock alone (2017-10-26 08:30:12) are
first made one, so that a million moments cost no more than the days on which they lie.

In: the columns as text. Out: a dict of arrays, named in `read_cells`; days are ordinals, NO_DAY
where there is none; notes are numbers into the list "notes".

Cannot do: it decides nothing that one row leaves open; `dateorders` and `datecolumns` do.
"""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl

from analysis.corpus import dateclocks, dateforms, dates
from analysis.corpus import datewords as words
from analysis.corpus.dateforms import Form
from analysis.corpus.dateurls import NO_DAY, distinct, numbered, strings

ORDERS = ("DMY", "MDY", "YMD")
PRECISIONS = ("none", "year", "month", "day", "minute")
OPEN = (dates.AMBIGUOUS, dates.WEEKDAY_TURNED)  # what other rows or the URL may still settle
_NAN = float("nan")
_ANCHORED = (words.RELATIVE, words.NO_YEAR, words.UNREAD)  # what a day of collection may settle

# A clock at the end of a print whose year stands before it, the label before a colon apart.
_CLOCKED = (
    r"(?i)^(?P<day>(?:[a-z. ]{1,20}: ?)?[^:]*[0-9]{4}(?:[^:]*[^:./-])?[ ,|T]{1,3})"
    r"(?P<hour>[01]?[0-9]|2[0-3])[:.](?P<minute>[0-5][0-9])"
    r"(?:[:.](?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)?(?P<half> ?[ap]m\b)?"
    r"(?P<zone> ?(?:Z|UTC|GMT|WIB|WITA|WIT|[+-][0-9]{2}:?[0-9]{2}))?$"
)
_ANY_CLOCK, _ANY_SECONDS = "23:59:58", 86398  # stands for all clocks; hardly ever printed


def read_cells(
    raw: pd.Series,
    *,
    time: pd.Series | None = None,
    anchor: pd.Series | None = None,
    excel_serials: bool = False,
    today: date,
) -> dict:
    """Read a column of dates and one of clock times beside it, row by row.

    Keys: day (ordinal), note, flag (the note that stands once the day is settled), precision
    (numbers into PRECISIONS), open (readings are left), choice (the print has several readings),
    shown (number of the order it shows, else -1), a key for each of ORDERS (the day it would
    mean), clock (seconds) and zone (minutes east), NaN where not printed, and notes, the list that
    `note` and `flag` count in.
    """
    code, texts, clocks = _distinct_prints(raw)
    forms = [dates.bounded(_form(text, excel_serials), today) for text in texts]
    cells = _spread(forms, code)
    cells["clock"], cells["zone"] = _clocks(forms, code, clocks, time)
    if anchor is not None:
        _anchor(cells, forms, texts, code, anchor, today)
    return cells


def told(cells: dict, note: str) -> int:
    """Return the number of a note, which is added to the list where it is new."""
    if note not in cells["notes"]:
        cells["notes"].append(note)
    return cells["notes"].index(note)


def _form(text: str, excel_serials: bool) -> Form:
    return (dateforms.serial(text) if excel_serials else None) or dateforms.read(text)


def _distinct_prints(raw: pd.Series) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Return each row's number of its print without clock, those prints, and the rows' clocks."""
    code, texts = numbered(strings(raw))
    parts = texts.str.extract_groups(_CLOCKED).struct.unnest()
    bare = parts["day"] + _ANY_CLOCK + parts["zone"].fill_null("")
    kinds, kept = distinct(pl.select(pl.coalesce(bare, texts)).to_series())
    return kinds[code], kept, _seconds(parts)[code]


def _seconds(parts: pl.DataFrame) -> np.ndarray:
    """Seconds after midnight of each print, NaN where it has no clock at its end."""
    hour, minute, second = (
        parts[name].cast(pl.Float64).to_numpy() for name in ("hour", "minute", "second")
    )
    half = parts["half"].str.strip_chars().str.slice(0, 1).str.to_lowercase().fill_null("")
    half = half.to_numpy()
    twelve = (half != "") & (hour >= 1) & (hour <= 12)
    hour = np.where(twelve, hour % 12 + np.where(half == "p", 12, 0), hour)
    return hour * 3600 + minute * 60 + np.nan_to_num(second)


def _clocks(
    forms: list[Form], code: np.ndarray, clocks: np.ndarray, time: pd.Series | None
) -> tuple[np.ndarray, np.ndarray]:
    """Clock and zone of each row: its own, else those of the column of times."""
    pairs = [(_or_nan(f.clock), _or_nan(None if f.clock is None else f.zone)) for f in forms]
    clock, zone = np.array(pairs, np.float64).reshape(-1, 2)[code].T
    clock = np.where((clock == _ANY_SECONDS) & ~np.isnan(clocks), clocks, clock)
    if time is None:
        return clock, zone
    number, prints = distinct(strings(time))
    beside = [tuple(map(_or_nan, dateclocks.read_clock(text))) for text in prints]
    other, other_zone = np.array(beside, np.float64).reshape(-1, 2)[number].T
    silent = np.isnan(clock)
    return np.where(silent, other, clock), np.where(silent, other_zone, zone)


def _or_nan(number: int | None) -> float:
    return _NAN if number is None else float(number)


def _spread(forms: list[Form], code: np.ndarray) -> dict:
    cells: dict = {"notes": [""]}
    chosen = [dates.choose(form) for form in forms]
    columns = {
        "day": [_number(day) for day, _, _ in chosen],
        "shown": [_order_shown(form, day) for form, (day, _, _) in zip(forms, chosen)],
        "note": [told(cells, reason) for _, _, reason in chosen],
        "flag": [told(cells, form.reason) for form in forms],
        "precision": [PRECISIONS.index(form.precision) for form in forms],
    }
    flags = {
        "choice": [len(form.readings) > 1 for form in forms],
        "open": [is_open and reason in OPEN for _, is_open, reason in chosen],
    }
    for order in ORDERS:
        columns[order] = [_number(_fitting(form).get(order)) for form in forms]
    cells |= {name: np.array(values, np.int64)[code] for name, values in columns.items()}
    return cells | {name: np.array(values, bool)[code] for name, values in flags.items()}


def _fitting(form: Form) -> dict[str, date]:
    return {o: d for o, d in form.readings if form.weekday in (None, d.weekday())}


def _order_shown(form: Form, day: date | None) -> int:
    """Number of the order that this one print shows, -1 for none."""
    orders = [o for o, d in form.readings if d == day and o]
    odd = form.weekday is not None and not _fitting(form)
    return ORDERS.index(orders[0]) if len(orders) == 1 and not odd else -1


def _number(day: date | None) -> int:
    return NO_DAY if day is None else day.toordinal()


def _anchor(
    cells: dict,
    forms: list[Form],
    texts: list[str],
    code: np.ndarray,
    anchor: pd.Series,
    today: date,
) -> None:
    """Date rows that are relative or lack a year from their day (or moment) of collection."""
    waits = np.array([form.reason in _ANCHORED for form in forms], bool)[code]
    rows = np.flatnonzero(waits & anchor.notna().to_numpy())
    moments = pd.DatetimeIndex(anchor.iloc[rows])
    pairs = pd.MultiIndex.from_arrays([code[rows], moments])
    where, distinct_pairs = pd.factorize(pairs)
    found = [
        dates.parse(texts[which], anchor=_day_or_moment(since), today=today)
        for which, since in distinct_pairs
    ]
    days = np.array([_number(f.on) for f in found], np.int64)[where]
    cells["note"][rows] = np.array([told(cells, f.reason) for f in found], np.int64)[where]
    dated = days != NO_DAY
    cells["day"][rows[dated]] = days[dated]
    cells["precision"][rows[dated]] = PRECISIONS.index("day")


def _day_or_moment(since: pd.Timestamp) -> date:
    return since.date() if since == since.normalize() else since.to_pydatetime()
