"""Dates all rows of one file together: from the date column, the address, else the text.

In: the keys of a file's rows (`assemble.understand`). Out: the date columns of articles on the same
index, and the ledger rows that tell what was repaired or left open. Only rows that are no exact
repeat of an earlier row count as evidence for the order of day and month.

Cannot do: it asks no other file of the same outlet.
"""

from datetime import date

import numpy as np
import pandas as pd

from analysis import schema
from analysis.corpus import datecolumns, dates
from analysis.corpus.assemble import NOTHING
from analysis.corpus.ledger import notes

COLUMNS = ["published_on", "published_at", "date_source", "date_precision", "collected_on"]
_FROM_TEXT = "no date is given; the day was read in the text and may be that of the event"
_AT_ONCE = 100_000  # rows
_EARLIEST_PRINT = date(1900, 1, 2)  # the day before it stands for a missing date
_HOURS_EAST = {"id": 7, "ms": 8}


def settle(
    keys: pd.DataFrame, name: str, *, date_source: str = "column", is_press_database: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the date columns of a file's rows and the ledger rows about them.

    `date_source` is where the format states its dates: column, feed or meta. A press database goes
    further back than any news site.
    """
    earliest = _EARLIEST_PRINT if is_press_database else dates.EARLIEST
    some = [_settled(keys.iloc[rows], earliest) for rows in _together(keys["outlet"])]
    dated = _by_text(pd.concat(some).sort_index() if len(some) > 1 else some[0], keys)
    if date_source != "column":
        dated["date_source"] = dated["date_source"].replace("column", date_source)
    return dated[COLUMNS], _told(dated, keys, name)


def _together(outlet: pd.Series) -> list[np.ndarray]:
    """Put the rows of a file into groups to be settled one by one, each outlet whole in one.

    Outlets do not help each other, and the work of settling takes several times the room of keys.
    """
    if len(outlet) <= _AT_ONCE:
        return [np.arange(len(outlet))]
    code = outlet.cat.codes.to_numpy()
    group = (np.cumsum(np.bincount(code)) // _AT_ONCE)[code]
    return [np.flatnonzero(group == number) for number in np.unique(group)]


def _settled(keys: pd.DataFrame, earliest: date) -> pd.DataFrame:
    raw = keys["date"].str.strip()
    collected = _collected(keys["collected_on"].astype("str"))
    dated = datecolumns.settle(
        raw.mask(raw.isin(NOTHING), ""),
        keys["url"],
        source=keys["outlet"].astype("str"),
        typed=keys["is_typed"].astype(bool),
        time=keys["time"].astype("str"),
        anchor=collected,
        hours_east=keys["lang"].astype("str").map(_HOURS_EAST).astype("float64"),
        counts=~keys["row_key"].duplicated(),
        earliest=earliest,
    )
    found = collected.fillna(dated["collected_on"]).astype(schema.DAY)
    return dated.assign(collected_on=found)


def _by_text(dated: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Date rows that give no date by their text; where a date is given, the text has no say."""
    day = keys["text_day"]
    found = dated["published_on"].isna() & keys["is_silent"] & day.notna()
    return dated.assign(
        published_on=dated["published_on"].mask(found, day),
        date_source=dated["date_source"].mask(found, "text"),
        date_precision=dated["date_precision"].mask(found, "day"),
        action=dated["action"].mask(found, "noted"),
        note=dated["note"].mask(found, _FROM_TEXT),
    )


def _told(dated: pd.DataFrame, keys: pd.DataFrame, name: str) -> pd.DataFrame:
    told = dated["action"] != ""
    rows = keys.loc[told, ["source_row"]].assign(source_file=name)
    told_rows = notes(rows, "noted", dated.loc[told, "note"], column="date")
    return told_rows.assign(action=dated.loc[told, "action"].to_numpy())


def _collected(cells: pd.Series) -> pd.Series:
    """Return the day of collection of each cell; days of one form are read once."""
    is_iso = cells.str.match(r"\d{4}-\d\d-\d\d[T ]\d\d:")
    days = cells.where(~is_iso, cells.str[:10])
    found = {c: dates.parse(c).on for c in days.unique() if c}
    return pd.to_datetime(days.map(found), format="%Y-%m-%d").astype(schema.DAY)
