"""Notices columns of dates that hold the time of collection and not that of publication.

In: the arrays of `datecells.read_cells` with source, URL day and counts beside them. Out: which
rows are so.

Cannot do: a source read over three days or more, with fewer than 50 articles, or without clock
times and days in its URLs goes unnoticed. One read within two days of publication is left as it
is: the days are then hardly wrong.
"""

import numpy as np

from analysis.corpus.dateorders import CLEAR_ROWS, count, extremes, months
from analysis.corpus.dateurls import NO_DAY

LEAST_ROWS = 50  # a source with fewer rows is never called collected
SPREAD = 5  # distinct days (or months) in the URLs of a source that was not written on two
AWAY, LATER = 0.5, 0.98  # shares of rows away from their URL's day, and of rows not before it
SECONDS_A_ROW = 3  # no outlet publishes so fast (28,800 a day) for 50 articles on end
WHOLE = 0.1  # share of clock times on a full minute; an outlet's schedule has nothing else
_DAY_SECONDS = 86400


def collected(rows: dict) -> np.ndarray:
    """Return which rows bear the time of collection.

    All of a source's days are then on one or two days, and either its URLs say otherwise (at
    least 20 show a day or a month, five different ones, half of them away from the column's and
    hardly any after it), or its clock times, told to the second, follow each other as only a
    machine's do.
    """
    dated = (rows["day"] != NO_DAY) & rows["counts"]
    few = (count(rows, dated) >= LEAST_ROWS) & _on_few_days(rows, dated)
    dated &= few[rows["source"]]
    linked = dated & (rows["url_month"] != NO_DAY)
    links = count(rows, linked)
    away, later = _against_url(rows)
    by_url = (
        (links >= CLEAR_ROWS)
        & (_spread(rows, linked) >= SPREAD)
        & (count(rows, linked & away) >= AWAY * links)
        & (count(rows, linked & later) >= LATER * links)
    )
    by_clock = _is_burst(rows, dated) & (links < CLEAR_ROWS)
    return (few & (by_url | by_clock))[rows["source"]] & (rows["day"] != NO_DAY)


def _against_url(rows: dict) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows lie away from their URL's day or month, and which do not lie before it."""
    in_days, in_months = rows["day"] - rows["url"], months(rows["day"]) - rows["url_month"]
    has_day = rows["url"] != NO_DAY
    away = np.where(has_day, np.abs(in_days) > 1, np.abs(in_months) > 1)
    return away, np.where(has_day, in_days, in_months) >= 0


def _on_few_days(rows: dict, dated: np.ndarray) -> np.ndarray:
    """Tell for each source whether its days are at most two."""
    first, last = extremes(rows, rows["day"], dated)
    first, last = first[rows["source"]], last[rows["source"]]
    between = dated & (rows["day"] != first) & (rows["day"] != last)
    return count(rows, between) == 0


def _spread(rows: dict, linked: np.ndarray) -> np.ndarray:
    """Number of distinct days in the URLs of each source, or of months where they show no more."""
    shown = np.where(rows["url"] != NO_DAY, rows["url"], rows["url_month"])
    pairs = np.unique(np.stack([rows["source"][linked], shown[linked]]), axis=1)
    return np.bincount(pairs[0], minlength=rows["source"].max(initial=-1) + 1)


def _is_burst(rows: dict, dated: np.ndarray) -> np.ndarray:
    """Tell for each source whether every dated row has a clock, and all lie seconds apart."""
    clocked = dated & ~np.isnan(rows["clock"])
    moments = rows["day"] * _DAY_SECONDS + np.nan_to_num(rows["clock"]).astype(np.int64)
    first, last = extremes(rows, moments, clocked)
    n = count(rows, clocked)
    always = (n > 0) & (n == count(rows, dated))
    whole = count(rows, clocked & (rows["clock"] % 60 == 0))
    return always & (whole <= WHOLE * n) & (last <= first + SECONDS_A_ROW * n)
