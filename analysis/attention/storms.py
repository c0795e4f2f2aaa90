"""Media storms: short times in which many outlets give much of their space to one thing.

In: dated, marked articles with their outlets. Out: the storms, one row each.

Two rules of the literature, their thresholds named and to be chosen: Litterer, Jurgens and Card
(2023, "When it rains, it pours"), by outlets and rolling days, where the cluster is the issue or a
`story_id`; and Boydstun, Hardy and Walgrave (2014, "Two faces of media attention"), by weeks and
the share of the whole agenda.

Cannot do: give a chance; a threshold is a convention. Both rules were made for whole newspapers:
in a corpus collected by search words the shares are too high. Where no storm could have been seen
(too few outlets), the answer is an error, not an empty table.
"""

import numpy as np
import pandas as pd

from analysis.attention.bursts import runs
from analysis.attention.share import share
from analysis.corpus.periods import is_dated, starts
from analysis.corpus.pileups import pileups
from analysis.schema import DAY, InputError, check

WINDOW_DAYS, LEAST_READ, LEAST_SHARE, LEAST_OUTLETS = 3, 40, 0.03, 5
"""Litterer et al.: an outlet is in storm mode when, of 40 or more articles it published within 3
days, 3 % or more are in the cluster; a storm needs 5 such outlets."""
LEAST_DAYS = 7
"""Their clusters have more than 5 days between first and last article: 7 days with both."""
WEEK_SHARE, WEEK_INCREASE, LEAST_WEEKS, WEEK_OUTLETS = 0.20, 1.5, 1, 2
"""Boydstun et al.: a fifth of the week's articles, 150 % more than the week before (2.5 times its
share), a week or longer, more than one outlet."""
CLUSTERS = ("issue", "story_id")


def storms(
    articles: pd.DataFrame,
    *,
    cluster: str = "issue",
    window_days: int = WINDOW_DAYS,
    least_read: int = LEAST_READ,
    least_share: float = LEAST_SHARE,
    least_outlets: int = LEAST_OUTLETS,
    least_days: int = LEAST_DAYS,
) -> pd.DataFrame:
    """List the media storms by the rule of Litterer et al. (2023).

    One row a storm: story_id (where that is the cluster), start_on and end_on (days of its first
    and last article), days, outlets (in storm mode), issue_articles (those of the cluster),
    most_share (the highest share an outlet gave it within a window). A story is judged as a
    whole; the issue never ends, and its storms are the articles within windows, in storm mode,
    that overlap. Each window is judged by both thresholds at once.
    Raises InputError for unmarked articles, and where fewer outlets than a storm needs ever
    published `least_read` articles within the window.
    """
    days = _dated(articles, cluster)
    found = _windows(days, window_days)
    able = found.loc[found["read"] >= least_read, "outlet"].nunique()
    if able < least_outlets:
        raise InputError(
            f"storms: cannot be said; {able} outlets published {least_read} articles within "
            f"{window_days} days, a storm needs {least_outlets} (least_read, least_outlets)"
        )
    hits = found[found["is_in"] & (found["read"] >= least_read) & (found["share"] >= least_share)]
    within = days[days["is_in"]]
    if cluster == "issue":
        hits, within = _episodes(hits, within, window_days)
    made = _described(hits, within)
    made = made[(made["outlets"] >= least_outlets) & (made["days"] >= least_days)]
    made = made.reset_index(names="story_id").astype({"story_id": "str"})
    if cluster == "issue":
        made = made.drop(columns="story_id")
    return made.sort_values("start_on", ignore_index=True)


def storms_by_week(
    articles: pd.DataFrame,
    *,
    least_share: float = WEEK_SHARE,
    least_increase: float = WEEK_INCREASE,
    least_weeks: int = LEAST_WEEKS,
    least_outlets: int = WEEK_OUTLETS,
) -> pd.DataFrame:
    """List the media storms by the rule of Boydstun, Hardy and Walgrave (2014).

    One row a storm: start_on (Monday of its first week), end_on (its last day), weeks, outlets
    (with an article on the issue), issue_articles, most_share (of all articles of a week) and
    increase (of the first week on the one before: 1.5 is 150 % more). It begins with the increase
    and lasts while the share stays. Unfinished weeks and those after a gap begin no storm.
    Raises InputError for unmarked articles and a corpus of fewer outlets or weeks.
    """
    days = _dated(articles, "issue")
    if days["outlet"].nunique() < least_outlets:
        raise InputError(
            f"storms: cannot be said; {days['outlet'].nunique()} outlets, a storm needs "
            f"{least_outlets} (least_outlets)"
        )
    weeks = share(articles, by="week")
    whole = weeks["share"].where(~weeks["is_partial"])
    if whole.notna().sum() < 2:
        raise InputError("storms: cannot be said; fewer than two whole weeks with articles")
    before = whole.shift()
    increase = (whole - before) / before.where(before > 0)
    increase = increase.mask((before == 0) & (whole > 0), np.inf)
    rises = (increase >= least_increase) & (whole >= least_share)
    rows = [
        _week_storm(days, weeks, increase, first, end)
        for first, end in _from_rise(rises.to_numpy(), (whole >= least_share).to_numpy())
    ]
    columns = ["start_on", "end_on", "weeks", "outlets", "issue_articles", "most_share"]
    made = pd.DataFrame(rows, columns=[*columns, "increase"])
    made = made.astype({"start_on": DAY, "end_on": DAY})
    made = made[(made["weeks"] >= least_weeks) & (made["outlets"] >= least_outlets)]
    return made.reset_index(drop=True)


def _dated(articles: pd.DataFrame, cluster: str) -> pd.DataFrame:
    """Return day, outlet and cluster of the articles that can count; `is_in` are in a cluster."""
    if cluster not in CLUSTERS:
        raise InputError(f"cluster={cluster!r}: say one of {', '.join(CLUSTERS)}")
    check(articles, "articles", needs=["published_on", "outlet"])
    column = "is_issue" if cluster == "issue" else cluster
    if column not in articles.columns:
        raise InputError(f"storms: the articles have no {column}; words.mark(articles) first")
    use = is_dated(articles) & ~articles["published_on"].dt.normalize().isin(
        pileups(articles)["day"]
    )
    part = articles[use]
    name = part[column].astype("str") if column == "story_id" else pd.Series("", part.index)
    is_in = part["is_issue"] if column == "is_issue" else part[column].notna() & name.ne("")
    return pd.DataFrame(
        {
            "day": part["published_on"].dt.normalize(),
            "outlet": part["outlet"],
            "name": name,
            "is_in": is_in.astype(bool),
        }
    )


def _windows(days: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return one row a cluster, outlet and day with an article: what its window holds."""
    at = days.drop_duplicates().reset_index(drop=True)
    outlet = pd.Series(pd.factorize(days["outlet"])[0], index=days.index)
    pair = pd.Series(days.groupby(["name", "is_in", "outlet"]).ngroup(), index=days.index)
    number = (days["day"] - days["day"].min()).dt.days
    stride = int(number.max()) + window + 1 if len(days) else 1  # so that windows never meet
    place = ~days.duplicated()
    counts = [
        _within(np.sort(code * stride + number), (code * stride + number)[place], window)
        for code in (outlet, pair)
    ]
    return at.assign(read=counts[0], hits=counts[1], share=counts[1] / counts[0])


def _within(keys: np.ndarray, at: pd.Series, window: int) -> np.ndarray:
    """Count the sorted keys in the window that ends at each place."""
    ends = np.searchsorted(keys, at, side="right")
    return ends - np.searchsorted(keys, at - window + 1, side="left")


def _episodes(
    hits: pd.DataFrame, within: pd.DataFrame, window: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the windows that overlap, and the articles in them, one name."""
    day = np.sort(hits["day"].unique())
    number = np.cumsum(np.concatenate([[0], np.diff(day) > np.timedelta64(window, "D")]))
    first = pd.Series(day).groupby(number[: len(day)]).min() - pd.Timedelta(days=window - 1)
    last = pd.Series(day).groupby(number[: len(day)]).max()
    hits = hits.assign(name=np.searchsorted(first, hits["day"], side="right") - 1)
    name = np.searchsorted(first, within["day"], side="right") - 1
    within = within.assign(name=name)[name >= 0]
    within = within[(within["day"] <= last.reindex(within["name"]).to_numpy())]
    return hits, within


def _described(hits: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    of_storm = within[within["name"].isin(hits["name"])].groupby("name")["day"]
    made = pd.DataFrame({"start_on": of_storm.min(), "end_on": of_storm.max()}).astype(DAY)
    made["days"] = (made["end_on"] - made["start_on"]).dt.days + 1
    made["outlets"] = hits.groupby("name")["outlet"].nunique()
    made["issue_articles"] = of_storm.size()
    made["most_share"] = hits.groupby("name")["share"].max()
    return made


def _from_rise(rises: np.ndarray, stays: np.ndarray) -> list[tuple[int, int]]:
    """Return first and end of the stretches that begin with a rise and last while it stays."""
    found = []
    for first, end in runs(stays):
        begins = np.flatnonzero(rises[first:end])
        if len(begins):
            found.append((first + int(begins[0]), end))
    return found


def _week_storm(
    days: pd.DataFrame, weeks: pd.DataFrame, increase: pd.Series, first: int, end: int
) -> dict:
    start, last = weeks["period_start"].iloc[first], weeks["period_start"].iloc[end - 1]
    monday = starts(days["day"], "week")
    on_issue = days[days["is_in"] & monday.between(start, last)]
    return {
        "start_on": start,
        "end_on": last + pd.Timedelta(days=6),
        "weeks": end - first,
        "outlets": on_issue["outlet"].nunique(),
        "issue_articles": len(on_issue),
        "most_share": weeks["share"].iloc[first:end].max(),
        "increase": increase.iloc[first],
    }
