"""Pairs a story list with the counts of its search: numerators from one, totals from the other.

In: the stories a service lists for a query (Media Cloud), and its counts over time for that query.
Out: the attention table, and for each period whether list and counts agree. A story list alone has
no denominator; counts alone show no story.

Cannot do: tell that both files come from one query; only that their numbers fit. Every story of
the list counts as one on the issue, because the query chose it; read titles before you believe it.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import corpus
from analysis.attention.counts import from_counts, holds_counts
from analysis.attention.periods import step
from analysis.attention.share import group_of, with_shares
from analysis.corpus.periods import is_dated, last_day, starts
from analysis.schema import InputError, check

_DAY = pd.Timedelta(days=1)


class Paired(NamedTuple):
    """An attention table, how list and counts agree period by period, and that in words.

    A row of `agreement` is a period of the counts: `period_start`, `listed_stories`,
    `counted_stories`, `difference` (listed less counted) and `in_words`.
    """

    table: pd.DataFrame
    agreement: pd.DataFrame
    in_words: str


def paired(
    stories: str | Path | pd.DataFrame,
    counts: str | Path | pd.DataFrame,
    *,
    by: str | None = None,
    issue: str = "",
) -> Paired:
    """Measure the share of listed stories among all stories that the counts give.

    `stories` is a story list or the articles loaded from one, `counts` what `from_counts` takes.
    `table` is an attention table, one row a period of the counts or, with `by` (day, week, month,
    quarter, year), one such period: `issue_articles` are counted from the list, `total_articles`
    from the counts. Raises InputError where a period lists more stories than there are in all,
    where the periods of the counts do not fit `by`, and as `corpus.load` and `from_counts` do.
    """
    listed = _stories(stories)
    spans = _spans(counts, by)
    days = listed.loc[is_dated(listed), "published_on"].dt.normalize()
    place = _places(days, spans)
    outside = int((place < 0).sum())
    found = place[place >= 0].value_counts()
    measured = spans.assign(listed=found.reindex(range(len(spans)), fill_value=0).to_numpy())
    _check_totals(measured)
    agreement = _agreement(measured)
    return Paired(
        _attention(measured, by).assign(issue=issue),
        agreement,
        _in_words(agreement, outside, undated=len(listed) - len(days)),
    )


def _stories(stories: str | Path | pd.DataFrame) -> pd.DataFrame:
    if isinstance(stories, pd.DataFrame):
        return check(stories, "articles", needs=["published_on", "date_precision"])
    if holds_counts(stories):
        raise InputError(f"{stories}: counts; give the story list first, then its counts")
    return corpus.load(stories)


def _spans(counts: str | Path | pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return the periods of the counts in order, with their last day and both their numbers."""
    table = from_counts(counts)
    if group := group_of(table):
        raise InputError(
            f"counts: they are of several queries or outlets ({group}); give those of the one "
            "search the stories come from"
        )
    begin = table["period_start"]
    apart = step(begin)
    end = begin + (_DAY if apart is None else apart) - _DAY
    spans = table[["period_start", "total_articles", "is_partial"]].assign(
        counted=table["issue_articles"], end=end
    )
    if by and (starts(begin, by) != starts(end, by)).any():
        raise InputError(
            f"by={by!r}: the periods of the counts do not lie each in one {by}; leave `by` out to "
            "keep them, or export counts by day"
        )
    return spans


def _places(days: pd.Series, spans: pd.DataFrame) -> pd.Series:
    """Return for each day the number of the period it lies in, -1 where it lies in none."""
    place = spans["period_start"].searchsorted(days, side="right") - 1
    ends = spans["end"].take(place.clip(min=0)).to_numpy()
    return pd.Series(place, index=days.index).where(days.to_numpy() <= ends, -1)


def _attention(measured: pd.DataFrame, by: str | None) -> pd.DataFrame:
    is_read = measured["total_articles"] > 0  # what is listed in a gap has no total to be part of
    table = measured.assign(
        issue_articles=measured["listed"].where(is_read, 0), left_out_articles=0
    )
    table = _coarser(table, by) if by else table
    return with_shares(table.drop(columns=["end", "counted", "listed"], errors="ignore"))


def _coarser(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sum the periods of the counts to coarser ones; one not counted to its end is partial."""
    keys = starts(table["period_start"], by)
    sums = table.groupby(keys).agg(
        total_articles=("total_articles", "sum"),
        issue_articles=("issue_articles", "sum"),
        is_partial=("is_partial", "any"),
        left_out_articles=("left_out_articles", "sum"),
        end=("end", "max"),
    )
    sums = sums.reset_index()
    is_cut = sums["end"] < sums["period_start"].map(lambda start: last_day(start, by))
    is_cut |= sums["period_start"] < table["period_start"].min()
    return sums.assign(is_partial=sums["is_partial"] | is_cut)


def _check_totals(measured: pd.DataFrame) -> None:
    is_above = measured["listed"] > measured["total_articles"]
    above = measured[is_above & (measured["total_articles"] > 0)]
    if len(above):
        row = above.iloc[0]
        raise InputError(
            f"{row['period_start']:%Y-%m-%d}: the list holds {row['listed']:,} stories, the counts "
            f"{row['total_articles']:,} in all; list and counts are of different searches"
        )


def _agreement(measured: pd.DataFrame) -> pd.DataFrame:
    numbers = measured[["listed", "counted", "total_articles"]]
    said = [_compared(*row) for row in numbers.itertuples(index=False)]
    return pd.DataFrame(
        {
            "period_start": measured["period_start"],
            "listed_stories": measured["listed"],
            "counted_stories": measured["counted"],
            "difference": measured["listed"] - measured["counted"],
            "in_words": pd.Series(said, index=measured.index, dtype="str"),
        }
    )


def _compared(listed: int, counted: int, total: int) -> str:
    if not total and listed:
        return f"nothing was counted here; the list holds {listed:,}"
    if listed == counted:
        return f"list and counts agree: {listed:,}"
    if listed < counted:
        return f"{counted - listed:,} of {counted:,} counted stories are missing from the list"
    return f"the list holds {listed - counted:,} stories more than the {counted:,} counted"


def _in_words(agreement: pd.DataFrame, outside: int, *, undated: int) -> str:
    differing = int((agreement["difference"] != 0).sum())
    missing = int(-agreement["difference"].clip(upper=0).sum())
    beyond = int(agreement["difference"].clip(lower=0).sum())
    told = [f"List and counts agree in all {len(agreement):,} periods: 0 differences."]
    if differing:
        told = [
            f"List and counts differ in {differing:,} of {len(agreement):,} periods: "
            f"{missing:,} counted stories are missing from the list, {beyond:,} listed stories "
            "are not counted."
        ]
    if outside:
        told.append(f"{outside:,} listed stories lie outside the periods counted.")
    if undated:
        told.append(f"{undated:,} listed stories have no date and are in no period.")
    return " ".join(told)
