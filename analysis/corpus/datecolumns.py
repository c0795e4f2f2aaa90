"""Dates a whole column of articles: where one row leaves a choice, the others of its source help.

The order of day and month is settled for each source from rows that leave no choice, from
weekdays and from the day in the URL; dates that a spreadsheet turned round are put right where
the URL shows it; a column that holds the time of collection gives no day of publication. What
stays open stays empty, with the reason.

Cannot do: it does not date a row from its text (`datetext.in_text` does), and lets the column
stand against the URL where both are clear and differ by a few days: which of the two is
publication is not known.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analysis.corpus import datecrawls, dateorders, dates, dateurls
from analysis.corpus.datecells import PRECISIONS, read_cells, told
from analysis.corpus.dateorders import AMBIGUOUS, CLEAR_ROWS, NEAR_DAYS, REPAIRED, REPAIRED_AS_FILE
from analysis.corpus.dateurls import NO_DAY

__all__ = [
    "AMBIGUOUS",
    "CLEAR_ROWS",
    "NEAR_DAYS",
    "REPAIRED",
    "REPAIRED_AS_FILE",
    "looks_like_collection",
    "settle",
]

FROM_URL = "the day was taken from the URL"
FAR_FROM_URL = f"the day differs from the URL's by more than {NEAR_DAYS} days"
COLLECTION = "the column holds the time of collection, not of publication"
AT_OUTLET = "printed in UTC; the day is that at the outlet"
_DAY_SECONDS = 86400
_EPOCH = date(1970, 1, 1).toordinal()
_ORIGINS = ("column", "url", "none")
_ACTIONS = ("", "noted", "repaired", "undated")


def settle(
    raw: pd.Series,
    urls: pd.Series,
    *,
    source: pd.Series,
    typed: pd.Series | None = None,
    time: pd.Series | None = None,
    anchor: pd.Series | None = None,
    hours_east: pd.Series | None = None,
    counts: pd.Series | None = None,
    excel_serials: bool = False,
    earliest: date = dates.EARLIEST,
    today: date | None = None,
) -> pd.DataFrame:
    """Date a column of articles: one row an article, on the index of `raw`.

    `raw` holds the dates as printed, `time` clock times from a column beside it, `source` the file
    and outlet within which one order of day and month holds, `typed` whether the cell was a date
    to the spreadsheet, `anchor` the day of collection (local; with a clock, the moment), for cells
    that are relative or lack a year, `hours_east` the clock of the outlet's country, for stamps
    printed in UTC (0 or NaN: the printed day stands), `counts` which rows are evidence for others
    (repeats are none). `excel_serials` reads 43034 as a spreadsheet's day number; days before
    `earliest`, and the clock's zero of 1970, are refused.

    Columns: published_on (the day at the outlet), published_at (UTC), collected_on (where the
    column holds the time of collection), date_source, date_precision, note (a flag or the reason
    for no day), action (repaired, undated, noted, ""). No row's answer depends on the order of the
    rows.
    """
    latest = today or date.today()
    cells = read_cells(raw, time=time, anchor=anchor, excel_serials=excel_serials, today=latest)
    rows = _beside(cells, urls, source, typed, counts, latest)
    rows = dateorders.turned_round(dateorders.from_evidence(rows))
    rows = _collected(_possible(_at_outlet(rows, hours_east), earliest, latest))
    return _table(_against_urls(rows), raw.index)


def looks_like_collection(
    raw: pd.Series,
    urls: pd.Series,
    *,
    source: pd.Series,
    time: pd.Series | None = None,
    counts: pd.Series | None = None,
    today: date | None = None,
) -> pd.Series:
    """Say of each row whether its date is the time of collection, as `settle` does by itself."""
    table = settle(raw, urls, source=source, time=time, counts=counts, today=today)
    return table["collected_on"].notna()


def _beside(
    cells: dict,
    urls: pd.Series,
    source: pd.Series,
    typed: pd.Series | None,
    counts: pd.Series | None,
    today: date,
) -> dict:
    """Put beside the cells of each row its source, its URL's day, and what kind of row it is."""
    size = len(urls)
    number, _ = dateurls.distinct(dateurls.strings(source))
    day, month = dateurls.url_days(urls, today=today)
    return cells | {
        "source": number,
        "url": day,
        "url_month": month,
        "typed": np.zeros(size, bool) if typed is None else typed.to_numpy(bool),
        "counts": np.ones(size, bool) if counts is None else counts.to_numpy(bool),
    }


def _at_outlet(rows: dict, hours_east: pd.Series | None) -> dict:
    """Turn days of stamps in UTC into the days they were at the outlet; keep those printed."""
    rows = rows | {"printed": rows["day"]}
    if hours_east is None:
        return rows
    hours = np.nan_to_num(hours_east.to_numpy(np.float64, na_value=np.nan))
    known = (rows["day"] != NO_DAY) & (rows["zone"] == 0) & ~np.isnan(rows["clock"])
    seconds = np.where(known, rows["clock"] + hours * 3600, 0)
    shift = np.floor_divide(seconds, _DAY_SECONDS).astype(np.int64)
    silent = (shift != 0) & (rows["note"] == told(rows, ""))
    note = np.where(silent, told(rows, AT_OUTLET), rows["note"])
    return rows | {"day": rows["day"] + shift, "note": note}


def _possible(rows: dict, earliest: date, today: date) -> dict:
    """Refuse days before the first that can be meant, and days to come."""
    day, note = rows["day"].copy(), rows["note"].copy()
    early = (day != NO_DAY) & ((day < earliest.toordinal()) | (day == _EPOCH))
    late = day > (today + timedelta(days=1)).toordinal()
    note[early], note[late] = told(rows, dates.TOO_EARLY), told(rows, dates.FUTURE)
    day[early | late] = NO_DAY
    return rows | {"day": day, "note": note, "repaired": rows["repaired"] & ~early & ~late}


def _collected(rows: dict) -> dict:
    """Keep the days of a column of times of collection apart, and leave its rows undated."""
    here = datecrawls.collected(rows)
    day = np.where(here, NO_DAY, rows["day"])
    note = np.where(here, told(rows, COLLECTION), rows["note"])
    collected = np.where(here, rows["day"], NO_DAY)
    repaired = rows["repaired"] & ~here
    return rows | {"day": day, "note": note, "collected": collected, "repaired": repaired}


def _against_urls(rows: dict) -> dict:
    """Fill empty days from the URL, flag those far from their URL, and say what was done."""
    day, note = rows["day"].copy(), rows["note"].copy()
    filled = (day == NO_DAY) & (rows["url"] != NO_DAY) & ~rows["open"]
    day[filled] = rows["url"][filled]
    for reason in np.unique(note[filled]):
        whole = told(rows, f"{FROM_URL}: {rows['notes'][reason]}")
        note[filled & (rows["note"] == reason)] = whole
    silent = told(rows, "")
    far = (rows["url"] != NO_DAY) & (day != NO_DAY) & (np.abs(day - rows["url"]) > NEAR_DAYS)
    note[far & (note == silent)] = told(rows, FAR_FROM_URL)
    action = np.where(note == silent, _ACTIONS.index(""), _ACTIONS.index("noted"))
    action[rows["repaired"]] = _ACTIONS.index("repaired")
    action[day == NO_DAY] = _ACTIONS.index("undated")
    origin = np.where(filled, _ORIGINS.index("url"), _ORIGINS.index("column"))
    origin[day == NO_DAY] = _ORIGINS.index("none")
    return rows | {"day": day, "note": note, "action": action, "origin": origin}


def _table(rows: dict, index: pd.Index) -> pd.DataFrame:
    known = rows["day"] != NO_DAY
    at = _moments(rows)
    day, none = PRECISIONS.index("day"), PRECISIONS.index("none")
    precision = np.where(rows["open"] | (rows["precision"] == day), none, rows["precision"])
    precision = np.where(known, day, precision)
    precision = np.where(np.isnat(at), precision, PRECISIONS.index("minute"))
    columns = {
        "published_on": _days(rows["day"]),
        "published_at": pd.DatetimeIndex(at).tz_localize("UTC"),
        "collected_on": _days(rows["collected"]),
        "date_source": _words(_ORIGINS, rows["origin"]),
        "note": _words(rows["notes"], rows["note"]),
        "date_precision": _words(PRECISIONS, precision),
        "action": _words(_ACTIONS, rows["action"]),
    }
    return pd.DataFrame(columns).set_axis(index)


def _words(words: tuple[str, ...] | list[str], numbers: np.ndarray) -> pd.Series:
    return pd.Series(pd.array(list(words), dtype="str").take(numbers))


def _days(numbers: np.ndarray) -> np.ndarray:
    """Return ordinals as days, NaT for none."""
    known = numbers != NO_DAY
    days = np.where(known, numbers - _EPOCH, 0).astype("datetime64[D]").astype("datetime64[us]")
    days[~known] = np.datetime64("NaT")
    return days


def _moments(rows: dict) -> np.ndarray:
    """UTC moment of each row whose day came from its column and whose clock has a zone."""
    utc = rows["clock"] - rows["zone"] * 60
    known = ~np.isnan(utc) & (rows["printed"] != NO_DAY) & (rows["origin"] == 0)
    at = np.full(len(utc), np.datetime64("NaT", "us"))
    at[known] = _days(rows["printed"])[known] + utc[known].astype("timedelta64[s]")
    return at
