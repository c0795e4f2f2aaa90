"""Dates a whole column of articles: where one row leaves a choice, the others of its source help.

The order of day and month is settled for each source from rows that leave no choice, from
weekdays and from the day in the URL; dates that a spreadsheet turned round are put right where
the URL shows it. What stays open stays empty, with the reason.

Cannot do: it does not date a row from its text (`datetext.in_text` does), does not notice a column
that holds days of collection, and lets the column stand against the URL where both are clear and
differ by a few days: which of the two is publication is not known.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analysis.corpus import dateforms, dates

CLEAR_ROWS = 20  # rows that must show an order, none against, before a source is believed
NEAR_DAYS = 4  # a URL and a column of one article differ by so much (okezone: 464 of 4,664 rows)
ORDERS = ("DMY", "MDY", "YMD")

REPAIRED = "day and month were turned round in the input; put right from the URL"
REPAIRED_AS_FILE = (
    "day and month were turned round in the input; put right as the source's other rows show"
)
FROM_URL = "the day was taken from the URL"
FAR_FROM_URL = f"the day differs from the URL's by more than {NEAR_DAYS} days"
AMBIGUOUS = (
    f"{dates.AMBIGUOUS}: no weekday, no URL and no order shown by {CLEAR_ROWS} clear rows of the "
    "source; write the dates as year-month-day"
)
_OPEN = (dates.AMBIGUOUS, dates.WEEKDAY_TURNED)  # what other rows or the URL may still settle
_NO_DAY = np.iinfo(np.int64).min


def settle(
    raw: pd.Series,
    urls: pd.Series,
    *,
    source: pd.Series,
    typed: pd.Series | None = None,
    time: pd.Series | None = None,
    today: date | None = None,
) -> pd.DataFrame:
    """Date a column of articles: one row an article, on the index of `raw`.

    `raw` holds the dates as printed, `time` clock times from a column beside it, `source` the file
    and outlet within which one order of day and month holds, `typed` whether the cell was a date
    to the spreadsheet. Columns: published_on (local day), published_at (UTC), date_source,
    date_precision, note (a flag or the reason for no day), action (repaired, undated, noted, "").
    No row's answer depends on the order of the rows.
    """
    latest = today or date.today()
    rows = _rows(raw, urls, source, typed, latest)
    rows = _from_evidence(rows)
    rows = _turned_round(rows)
    rows = _checked(rows, latest)
    return _table(rows, time)


def _rows(raw: pd.Series, urls: pd.Series, source: pd.Series, typed: object, today: date) -> dict:
    """Read each distinct string once and spread what it means over the rows, as plain arrays."""
    code, distinct = pd.factorize(raw.fillna("").astype(str))
    forms = [dates.bounded(dateforms.read(text), today) for text in distinct]
    rows = {"index": raw.index, "forms": forms, "code": code, **_spread(forms, code)}
    rows["url"], rows["url_month"] = _url_days(urls, today)
    rows["source"] = pd.factorize(source.fillna("").astype(str))[0]
    rows["typed"] = np.zeros(len(raw), bool) if typed is None else typed.to_numpy(bool)
    return rows


def _spread(forms: list[dateforms.Form], code: np.ndarray) -> dict:
    chosen = [dates.choose(form) for form in forms]
    days = [_number(day) for day, _, _ in chosen]
    sure = [_order_shown(form, day) for form, (day, _, _) in zip(forms, chosen)]
    open_ = [open_ and reason in _OPEN for _, open_, reason in chosen]
    spread = {
        "day": np.array(days, np.int64)[code],
        "shown": np.array(sure, np.int64)[code],
        "choice": np.array([len(f.readings) > 1 for f in forms], bool)[code],
        "open": np.array(open_, bool)[code],
        "note": np.array([reason for _, _, reason in chosen], object)[code],
        "precision": np.array([f.precision for f in forms], object)[code],
        "action": np.full(len(code), "", object),
    }
    for order in ORDERS:
        ways = [_number(_fitting(form).get(order)) for form in forms]
        spread[order] = np.array(ways, np.int64)[code]
    return spread


def _fitting(form: dateforms.Form) -> dict[str, date]:
    return {o: d for o, d in form.readings if form.weekday in (None, d.weekday())}


def _order_shown(form: dateforms.Form, day: date | None) -> int:
    """Number of the order that this one string shows, -1 for none."""
    orders = [o for o, d in form.readings if d == day and o]
    odd = form.weekday is not None and not _fitting(form)
    return ORDERS.index(orders[0]) if len(orders) == 1 and not odd else -1


def _number(day: date | None) -> int:
    return _NO_DAY if day is None else day.toordinal()


def _url_days(urls: pd.Series, today: date) -> tuple[np.ndarray, np.ndarray]:
    """Day in each URL, and month (years x 12 + month) where it shows at least that."""
    found = [dates.from_url(url, today=today) for url in urls.fillna("").astype(str)]
    day = [f[0].toordinal() if f and f[1] == "day" else _NO_DAY for f in found]
    month = [f[0].year * 12 + f[0].month if f else _NO_DAY for f in found]
    return np.array(day, np.int64), np.array(month, np.int64)


def _from_evidence(rows: dict) -> dict:
    """Settle rows that leave a choice: by their URL first, then by the order of their source."""
    by_url = _order_by_url(rows)
    day = _pick(rows, rows["day"], by_url)
    shown = np.where(rows["open"], by_url, rows["shown"])
    settled = _pick(rows, day, _order_of_source(rows["source"], shown)[rows["source"]])
    still_open = rows["open"] & (settled == _NO_DAY)
    told = np.where(rows["note"] == dates.AMBIGUOUS, AMBIGUOUS, rows["note"])
    note = np.where(rows["open"] & ~still_open, "", told)
    return rows | {"day": settled, "note": note, "open": still_open}


def _pick(rows: dict, day: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Fill open rows without a day with the reading of the order given for each row."""
    filled = day.copy()
    for number, name in enumerate(ORDERS):
        here = rows["open"] & (filled == _NO_DAY) & (order == number)
        filled[here] = rows[name][here]
    return filled


def _order_by_url(rows: dict) -> np.ndarray:
    """Number of the one order that agrees with the row's URL, -1 where none or several do."""
    order = np.full(len(rows["day"]), -1)
    open_ = np.flatnonzero(rows["open"])
    ways = np.stack([rows[name][open_] for name in ORDERS], axis=1)
    url, month = rows["url"][open_, None], rows["url_month"][open_, None]
    near = (url != _NO_DAY) & (np.abs(ways - url) <= NEAR_DAYS)
    same = (url == _NO_DAY) & (month != _NO_DAY) & (_months(ways) == month)
    agree = (near | same) & (ways != _NO_DAY)
    order[open_] = np.where(agree.sum(axis=1) == 1, agree.argmax(axis=1), -1)
    return order


def _months(days: np.ndarray) -> np.ndarray:
    safe = np.where(days == _NO_DAY, 1, days) - date(1970, 1, 1).toordinal()
    return safe.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12 + 1


def _order_of_source(source: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """Number of the order each source keeps: enough clear rows for it and none against, else -1."""
    counts = np.zeros((source.max(initial=-1) + 1, len(ORDERS)), np.int64)
    seen = shown >= 0
    np.add.at(counts, (source[seen], shown[seen]), 1)
    sure = (counts.max(axis=1) >= CLEAR_ROWS) & ((counts > 0).sum(axis=1) == 1)
    return np.where(sure, counts.argmax(axis=1), -1)


def _turned_round(rows: dict) -> dict:
    """Put right native date cells whose day and month a spreadsheet exchanged.

    A cell is turned when its exchange is the URL's day. Where a source shows that on enough cells,
    or its text and native cells halve the months between them, and no native cell agrees with its
    URL as it stands, its cells without a URL day are turned too.
    """
    turned = _exchange(rows)
    can = rows["typed"] & (turned != _NO_DAY) & (turned != rows["day"])
    known = can & (rows["url"] != _NO_DAY)
    wrong = known & (turned == rows["url"])
    right = known & (np.abs(rows["day"] - rows["url"]) <= NEAR_DAYS)
    proven = _count(rows, wrong) >= CLEAR_ROWS
    always = (proven | _halved(rows, turned)) & (_count(rows, right) == 0)
    as_file = can & ~known & always[rows["source"]]
    day = np.where(wrong | as_file, turned, rows["day"])
    note = np.where(wrong, REPAIRED, np.where(as_file, REPAIRED_AS_FILE, rows["note"]))
    action = np.where(wrong | as_file, "repaired", rows["action"])
    return rows | {"day": day, "note": note, "action": action}


def _halved(rows: dict, turned: np.ndarray) -> np.ndarray:
    """Tell for each source whether a spreadsheet made dates of all cells that it could misread.

    Then no native cell has a day after the 12th, no text cell one before, and the exchanged days
    lie within the days of the text, give or take a month, at least as often as those that stand.
    """
    text = rows["shown"] >= 0
    native = rows["typed"] & (rows["day"] != _NO_DAY)
    halved = (_count(rows, text) >= CLEAR_ROWS) & (_count(rows, native) >= CLEAR_ROWS)
    against = rows["choice"] | (native & (turned == _NO_DAY))
    size = len(halved)
    first, last = np.full(size, np.iinfo(np.int64).max), np.full(size, _NO_DAY)
    np.minimum.at(first, rows["source"][text], rows["day"][text])
    np.maximum.at(last, rows["source"][text], rows["day"][text])
    low, high = first[rows["source"]] - 31, last[rows["source"]] + 31
    stands = _count(rows, native & (rows["day"] >= low) & (rows["day"] <= high))
    exchanged = _count(rows, native & (turned >= low) & (turned <= high))
    return halved & (_count(rows, against) == 0) & (exchanged >= stands)


def _count(rows: dict, which: np.ndarray) -> np.ndarray:
    """Number of rows of each source that are so."""
    return np.bincount(rows["source"], which, rows["source"].max(initial=-1) + 1)


def _exchange(rows: dict) -> np.ndarray:
    """Each row's day with day and month exchanged, where that is a day and the cell is native."""
    days = rows["day"]
    turned = np.full(len(days), _NO_DAY)
    distinct = np.unique(days[rows["typed"] & (days != _NO_DAY)])
    for number in distinct:
        day = date.fromordinal(number)
        if day.day <= 12:
            turned[rows["typed"] & (days == number)] = date(
                day.year, day.day, day.month
            ).toordinal()
    return turned


def _checked(rows: dict, today: date) -> dict:
    """Refuse impossible days, fill empty ones from the URL, flag those far from their URL."""
    day, note = rows["day"].copy(), rows["note"].copy()
    early = (day != _NO_DAY) & (day < dates.EARLIEST.toordinal())
    late = day > (today + timedelta(days=1)).toordinal()
    note[early], note[late] = dates.TOO_EARLY, dates.FUTURE
    day[early | late] = _NO_DAY
    filled = (day == _NO_DAY) & (rows["url"] != _NO_DAY) & ~rows["open"]
    day[filled] = rows["url"][filled]
    note[filled] = [f"{FROM_URL}: {reason}" for reason in note[filled]]
    far = (rows["url"] != _NO_DAY) & (day != _NO_DAY) & (np.abs(day - rows["url"]) > NEAR_DAYS)
    note[far & (note == "")] = FAR_FROM_URL
    action = np.where(early | late, "", rows["action"])
    action = np.where(day == _NO_DAY, "undated", action)
    action = np.where((action == "") & (note != ""), "noted", action)
    origin = np.where(filled, "url", np.where(day == _NO_DAY, "none", "column"))
    return rows | {"day": day, "note": note, "action": action, "origin": origin}


def _table(rows: dict, time: pd.Series | None) -> pd.DataFrame:
    known = rows["day"] != _NO_DAY
    since = np.where(known, rows["day"] - date(1970, 1, 1).toordinal(), 0)
    on = since.astype("datetime64[D]").astype("datetime64[us]")
    on[~known] = np.datetime64("NaT")
    at = _moments(rows, on, time)
    precision = np.where(known, "day", np.where(rows["open"], "none", rows["precision"]))
    precision = np.where(~known & (precision == "day"), "none", precision)
    table = pd.DataFrame({"published_on": on}, index=rows["index"])
    table["published_at"] = pd.Series(at, index=rows["index"]).dt.tz_localize("UTC")
    for name, values in (("date_source", rows["origin"]), ("note", rows["note"])):
        table[name] = pd.Series(values, index=rows["index"], dtype="str")
    table["date_precision"] = np.where(np.isnat(at), precision, "minute")
    table["action"] = rows["action"]
    return table.astype({"date_precision": "str", "action": "str"})


def _moments(rows: dict, on: np.ndarray, time: pd.Series | None) -> np.ndarray:
    """UTC moment of each row whose day came from its column and whose clock has a zone."""
    nan = float("nan")
    pairs = [(nan, nan) if f.clock is None else (f.clock, _or_nan(f.zone)) for f in rows["forms"]]
    seconds = np.array(pairs, np.float64).reshape(-1, 2)[rows["code"]]
    if time is not None:
        code, distinct = pd.factorize(time.fillna("").astype(str))
        beside = [tuple(map(_or_nan, dateforms.read_clock(t))) for t in distinct]
        clocks = np.array(beside, np.float64).reshape(-1, 2)[code]
        seconds = np.where(np.isnan(seconds[:, :1]), clocks, seconds)
    utc = seconds[:, 0] - seconds[:, 1] * 60
    known = ~np.isnan(utc) & ~np.isnat(on) & (rows["origin"] == "column")
    at = np.full(len(on), np.datetime64("NaT", "us"))
    at[known] = on[known] + utc[known].astype("timedelta64[s]")
    return at


def _or_nan(number: int | None) -> float:
    return float("nan") if number is None else float(number)
