"""Settles day and month where one row leaves a choice: by its URL, or by the rows of its source.

In: the arrays of `datecells.read_cells`, with "source", "counts", "typed" and the URL's day and
month beside them. Out: the same, fewer rows open, and native cells put right that a spreadsheet
turned round.

Cannot do: without 20 clear rows or a day in the URL it settles nothing.
"""

from datetime import date

import numpy as np

from analysis.corpus import dates
from analysis.corpus.datecells import ORDERS, told
from analysis.corpus.dateurls import NO_DAY

CLEAR_ROWS = 20  # rows that must show an order, none against, before a source is believed
NEAR_DAYS = 4  # a URL and a column of one article differ by so much (okezone: 464 of 4,664 rows)

REPAIRED = "day and month were turned round in the input; put right from the URL"
REPAIRED_AS_FILE = (
    "day and month were turned round in the input; put right as the source's other rows show"
)
AMBIGUOUS = (
    f"{dates.AMBIGUOUS}: no weekday, no URL and no order shown by {CLEAR_ROWS} clear rows of the "
    "source; write the dates as year-month-day"
)
_EPOCH = date(1970, 1, 1).toordinal()
_FAR = 2**62  # farther than any day or second, and safe to add to


def from_evidence(rows: dict) -> dict:
    """Settle rows that leave a choice: by their URL first, then by the order of their source."""
    by_url = _order_by_url(rows)
    day = _pick(rows, rows["day"], by_url)
    shown = np.where(rows["open"], by_url, rows["shown"])
    settled = _pick(rows, day, _order_of_source(rows, shown)[rows["source"]])
    still_open = rows["open"] & (settled == NO_DAY)
    ambiguous = rows["note"] == told(rows, dates.AMBIGUOUS)
    note = np.where(ambiguous, told(rows, AMBIGUOUS), rows["note"])
    note = np.where(rows["open"] & ~still_open, rows["flag"], note)
    return rows | {"day": settled, "note": note, "open": still_open}


def _pick(rows: dict, day: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Fill open rows without a day with the reading of the order given for each row."""
    filled = day.copy()
    for number, name in enumerate(ORDERS):
        here = rows["open"] & (filled == NO_DAY) & (order == number)
        filled[here] = rows[name][here]
    return filled


def _order_by_url(rows: dict) -> np.ndarray:
    """Number of the one order that agrees with the row's URL, -1 where none or several do."""
    order = np.full(len(rows["day"]), -1)
    open_ = np.flatnonzero(rows["open"])
    ways = np.stack([rows[name][open_] for name in ORDERS], axis=1)
    url, month = rows["url"][open_, None], rows["url_month"][open_, None]
    near = (url != NO_DAY) & (np.abs(ways - url) <= NEAR_DAYS)
    same = (url == NO_DAY) & (month != NO_DAY) & (months(ways) == month)
    agree = (near | same) & (ways != NO_DAY)
    order[open_] = np.where(agree.sum(axis=1) == 1, agree.argmax(axis=1), -1)
    return order


def months(days: np.ndarray) -> np.ndarray:
    """Return the month of each day (ordinal) as years x 12 + month."""
    safe = np.where(days == NO_DAY, 1, days) - _EPOCH
    return safe.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12 + 1


def _order_of_source(rows: dict, shown: np.ndarray) -> np.ndarray:
    """Number of the order each source keeps: enough clear rows for it and none against, else -1."""
    counts = np.stack([count(rows, shown == number) for number in range(len(ORDERS))], axis=1)
    sure = (counts.max(axis=1) >= CLEAR_ROWS) & ((counts > 0).sum(axis=1) == 1)
    return np.where(sure, counts.argmax(axis=1), -1)


def turned_round(rows: dict) -> dict:
    """Put right native date cells whose day and month a spreadsheet exchanged.

    A cell is turned when its exchange is the URL's day. Where a source shows that on enough cells,
    or its text and native cells halve the months between them, and no native cell agrees with its
    URL as it stands, its cells without a URL day are turned too.
    """
    turned = _exchange(rows)
    can = rows["typed"] & (turned != NO_DAY) & (turned != rows["day"])
    known = can & (rows["url"] != NO_DAY)
    wrong = known & (turned == rows["url"])
    right = known & (np.abs(rows["day"] - rows["url"]) <= NEAR_DAYS)
    proven = count(rows, wrong) >= CLEAR_ROWS
    always = (proven | _halved(rows, turned)) & (count(rows, right) == 0)
    as_file = can & ~known & always[rows["source"]]
    note = np.where(wrong, told(rows, REPAIRED), rows["note"])
    note = np.where(as_file, told(rows, REPAIRED_AS_FILE), note)
    day = np.where(wrong | as_file, turned, rows["day"])
    return rows | {"day": day, "note": note, "repaired": wrong | as_file}


def _halved(rows: dict, turned: np.ndarray) -> np.ndarray:
    """Tell for each source whether a spreadsheet made dates of all cells that it could misread.

    Then no native cell has a day after the 12th, no text cell one before, and the exchanged days
    lie within the days of the text, give or take a month, at least as often as those that stand.
    """
    text = (rows["shown"] >= 0) & rows["counts"]
    native = rows["typed"] & (rows["day"] != NO_DAY)
    halved = (count(rows, text) >= CLEAR_ROWS) & (count(rows, native) >= CLEAR_ROWS)
    against = rows["choice"] | (native & (turned == NO_DAY))
    first, last = extremes(rows, rows["day"], text)
    low, high = first[rows["source"]] - 31, last[rows["source"]] + 31
    stands = count(rows, native & (rows["day"] >= low) & (rows["day"] <= high))
    exchanged = count(rows, native & (turned >= low) & (turned <= high))
    return halved & (count(rows, against) == 0) & (exchanged >= stands)


def count(rows: dict, which: np.ndarray) -> np.ndarray:
    """Return the number of rows of each source that are so, among those that count as evidence."""
    size = rows["source"].max(initial=-1) + 1
    return np.bincount(rows["source"][which & rows["counts"]], minlength=size)


def extremes(rows: dict, values: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest value of each source, over the rows that are so."""
    size = rows["source"].max(initial=-1) + 1
    first, last = np.full(size, _FAR), np.full(size, -_FAR)
    np.minimum.at(first, rows["source"][which], values[which])
    np.maximum.at(last, rows["source"][which], values[which])
    return first, last


def _exchange(rows: dict) -> np.ndarray:
    """Each row's day with day and month exchanged, where that is a day and the cell is native."""
    native = np.flatnonzero(rows["typed"] & (rows["day"] != NO_DAY))
    days, where = np.unique(rows["day"][native], return_inverse=True)
    turned = np.full(len(rows["day"]), NO_DAY)
    turned[native] = np.array([_exchanged(number) for number in days], np.int64)[where]
    return turned


def _exchanged(number: int) -> int:
    day = date.fromordinal(number)
    return date(day.year, day.day, day.month).toordinal() if day.day <= 12 else NO_DAY
