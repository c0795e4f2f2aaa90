"""Days of the Indonesian calendar that move the news: Ramadan, Eid, and two days of the issue.

In: the first days of periods. Out: the windows as a table (for a lane of events on a chart), or
for each period the part of its days that lies in each window (for a regression).

Windows, not days: government, Muhammadiyah and NU may differ about Eid by a day, and the news
begins before and ends after. The date of Eid is the government's (package `holidays`, ID), which
calculated calendars miss by a day in 2023, 2025 and 2026; of years to come it is an estimate.

Cannot do: other countries; elections, which come too rarely to be estimated.
"""

import holidays
import numpy as np
import pandas as pd

from analysis.attention.periods import step
from analysis.schema import DAY

EID = "Eid al-Fitr"
WINDOWS = {
    "ramadan": (30, -1),
    "eid": (1, 7),
    "world_day": (3, 3),
    "mothers_day": (1, 2),
}
"""Window -> days before and after its day (Eid for ramadan and eid) that belong to it."""
FIXED = {"world_day": (7, 30, 2014), "mothers_day": (12, 22, 1959)}
"""Window -> month, day, first year: the UN's World Day against Trafficking in Persons (30 July),
and Hari Ibu (22 December), when Indonesian papers write about women."""
MOVING = ("ramadan", "eid")


def windows(first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """List the windows that touch the span from `first` to `last`.

    One row a window: name (ramadan, eid, world_day, mothers_day), day (its own: Eid for both
    ramadan and eid), start_on and end_on (inclusive), is_estimated (Eid of a year not yet fixed).
    """
    years = range(first.year - 1, last.year + 2)
    eids = holidays.country_holidays("ID", years=years, language="en_US")
    # One day may have several names: "Ascension Day; Eid al-Fitr".
    each = [(day, name) for day, names in eids.items() for name in names.split("; ")]
    named = [(day, name) for day, name in each if name.split(" (")[0] == EID]
    rows = [(w, day, "(" in name) for w in MOVING for day, name in named]
    rows += [
        (w, f"{year}-{month:02}-{day:02}", False)
        for w, (month, day, since) in FIXED.items()
        for year in years
        if year >= since
    ]
    made = pd.DataFrame(rows, columns=["name", "day", "is_estimated"])
    made["day"] = pd.to_datetime(made["day"]).astype(DAY)
    for column, side, sign in (("start_on", 0, -1), ("end_on", 1, 1)):
        days = made["name"].map({w: sign * WINDOWS[w][side] for w in WINDOWS})
        made[column] = (made["day"] + pd.to_timedelta(days, unit="D")).astype(DAY)
    touches = (made["end_on"] >= first) & (made["start_on"] <= last)
    made = made[touches].sort_values(["start_on", "name"], ignore_index=True)
    return made[["name", "day", "start_on", "end_on", "is_estimated"]]


def parts(starts: pd.Series) -> pd.DataFrame:
    """Return for each period the part (0-1) of its days that lies in each window.

    One row a period, one column a window. Where the periods have no regular step, each is taken
    to be as long as the median.
    """
    begin = starts.reset_index(drop=True)
    apart = begin.diff().median()
    length = step(begin)
    after = begin + (length if length is not None else apart if pd.notna(apart) else 1)
    found = windows(begin.iloc[0], after.iloc[-1])
    columns = {name: _overlap(begin, after, found[found["name"] == name]) for name in WINDOWS}
    return pd.DataFrame(columns).div((after - begin).dt.days, axis=0)


def _overlap(begin: pd.Series, after: pd.Series, found: pd.DataFrame) -> np.ndarray:
    first, last = (
        s.to_numpy().astype("datetime64[D]").astype(int)[:, None] for s in (begin, after)
    )
    start, end = (
        found[c].to_numpy().astype("datetime64[D]").astype(int) for c in found.columns[2:4]
    )
    return np.maximum(np.minimum(last, end + 1) - np.maximum(first, start), 0).sum(axis=1)
