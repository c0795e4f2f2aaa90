"""Every reasonable way to test a claim, and what each of them says.

In: `Levels` of articles, or an attention table of counts, with a claim and its day. Out: one row a
specification: lexicon x relevance level x unit x outlets x window x, for a change, what the window
is compared with. Windows end on the day `at`; with `since` the later window begins on that day.
Windows are the grain: days within one are not compared with each other.

The specification curve is that of Simonsohn, Simmons and Nelson (2020); its choices overlap, so
its rows are no independent tests and their number proves nothing by itself.

Cannot do: choices nobody listed (other definitions of an article, other collections).
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention.claims import CHANGES, Said, say
from analysis.attention.issue_levels import Levels
from analysis.attention.panel import OUTLETS, weights
from analysis.attention.periods import step
from analysis.attention.sides import WEEK, Sample, of_counts, of_rivals, of_windows
from analysis.schema import InputError

WINDOWS = (90, 180, 365)
"""Days of the windows looked at; the middle one is that of the main specification."""
LEAST_READ = 0.5
"""A window is looked at where articles were read in at least this part of its weeks."""
YEAR, BLOCK = 365, 30
"""Days of a year; days of a block in which an outlet of a panel must have been read."""
BEFORE, YEAR_BEFORE, YEARS_BEFORE = "window before", "year before", "years before"
RIVALS = "rivals"
"""What a window is compared with; of whole years the window before is the same season too."""
LEVELS = (1, 2)
UNITS = ("stories", "articles")
COLUMNS = {
    "lexicon": "str", "level": "int64", "unit": "str", "outlets": "str", "window_days": "int64",
    "comparison": "str", "rival": "str", "issue_count": "int64", "total_count": "int64",
    "other_count": "int64", "other_total": "int64", "ratio": "float64", "low": "float64",
    "high": "float64", "reach": "float64", "says": "str", "is_main": "bool",
}  # fmt: skip


class Plan(NamedTuple):
    """What is asked: the claim, the day (days since 1970), which side of it, the windows."""

    claim: str
    day: int
    is_since: bool
    windows: tuple[int, ...]


class Choice(NamedTuple):
    """One window and comparison: its spans (first, last day), the claim's own span last."""

    days: int
    comparison: str
    spans: list[tuple[int, int]]


def of_articles(base: Levels, plan: Plan) -> tuple[pd.DataFrame, list[str]]:
    """Return one row a specification, and sentences on the choices left out.

    `ratio` with `low` and `high` (where its one-sided 5 % tests turn) is that of the issue to the
    rival that decides, or of the later share to the earlier; `reach` the ratio that would have
    been seen with 80 % power. Of no window that was read enough there is no row.
    """
    rows, notes = [], []
    for choice in _choices(plan, base.day, notes):
        for outlets in OUTLETS:
            try:
                sample = _sample(base, choice, outlets)
            except InputError as error:
                notes.append(f"{choice.days} days, {choice.comparison}, {error}")
                continue
            rows += _rows(base, sample, plan, choice, outlets)
    return _table(rows, plan, base.names[0]), list(dict.fromkeys(notes))


def of_table(
    table: pd.DataFrame, names: Sequence[str], group: str | None, plan: Plan
) -> tuple[pd.DataFrame, list[str]]:
    """Return the same from an attention table, `names` being the issue and its rivals in `group`.

    A counts-only corpus knows one level, articles and all outlets.
    """
    notes = ["counts only: one relevance level, articles, all outlets"]
    parts = [table[table[group] == n] if group else table for n in names]
    parts = [_periods(p) for p in parts]
    rows = []
    for choice in _choices(plan, _days(parts[0]), notes):
        cuts = [[_inside(p, span) for span in choice.spans] for p in parts]
        pairs = [cuts[0]] if plan.claim in CHANGES else [[r[0], cuts[0][0]] for r in cuts[1:]]
        if any(not c["total_articles"].sum() for pair in pairs for c in pair):
            notes.append(f"{choice.days} days, {choice.comparison}: no whole period is in it")
            continue
        said = say(plan.claim, [of_counts(p, is_change=plan.claim in CHANGES) for p in pairs])
        other, own = pairs[said.decides]
        counts = [
            int(p[c].sum()) for p in (own, other) for c in ("issue_articles", "total_articles")
        ]
        rival = "" if plan.claim in CHANGES else names[1 + said.decides]
        rows.append(_row((names[0], 1, "articles", "all"), choice, rival, counts, said))
    return _table(rows, plan, names[0]), list(dict.fromkeys(notes))


def days_read(table: pd.DataFrame) -> np.ndarray:
    """Return every day (since 1970) of the periods in which a table of counts has articles."""
    return _days(_periods(table.drop_duplicates("period_start")))


def _choices(plan: Plan, days: np.ndarray, notes: list[str]) -> Iterator[Choice]:
    """Yield the windows and comparisons that were read enough; note the others."""
    read = np.unique(days)
    for window in plan.windows:
        begin = plan.day if plan.is_since else plan.day - window + 1
        own = (begin, begin + window - 1)
        lags = {RIVALS: 0}
        if plan.claim in CHANGES:
            season = YEAR * -(-window // YEAR)
            lags = {BEFORE: window}
            if season != window:
                lags[YEAR_BEFORE if season == YEAR else YEARS_BEFORE] = season
        for comparison, lag in lags.items():
            spans = [(own[0] - lag, own[1] - lag), own] if lag else [own]
            if min(_read(read, span) for span in spans) >= LEAST_READ:
                yield Choice(window, comparison, spans)
            else:
                notes.append(f"{window} days, {comparison}: not read for half of the time")


def _read(read: np.ndarray, span: tuple[int, int]) -> float:
    """Return the part of the weeks of a span in which anything was read."""
    inside = read[(read >= span[0]) & (read <= span[1])]
    return len(np.unique((inside - span[0]) // WEEK)) / -(-(span[1] - span[0] + 1) // WEEK)


def _sample(base: Levels, choice: Choice, outlets: str) -> dict[str, Sample]:
    """Return the articles of a choice, and their stories where stories are known."""
    places = [np.flatnonzero((base.day >= a) & (base.day <= b)) for a, b in choice.spans]
    inside = np.concatenate(places)
    cell = np.repeat(np.arange(len(places)), [len(p) for p in places])
    since = base.day[inside] - np.array([a for a, _ in choice.spans])[cell]
    weeks = -(-choice.days // WEEK)
    blocks = cell if len(places) > 1 else since // BLOCK
    weight = _weights(base.outlet[inside], blocks, outlets)
    keep = weight > 0
    columns = (cell, cell * weeks + since // WEEK, weight, base.level[inside], base.story[inside])
    cell, week, weight, level, story = (c[keep] for c in columns)
    if (np.bincount(cell, minlength=len(places)) == 0).any():
        raise InputError(f"outlets={outlets!r}: no article is left in a window")
    if (story < 0).any():
        own = np.arange(len(cell))
        return {"articles": Sample(cell, week, weight, level, own, cell, bool((weight == 1).all()))}
    return _with_stories(cell, week, weight, level, story)


def _with_stories(
    cell: np.ndarray, week: np.ndarray, weight: np.ndarray, level: np.ndarray, story: np.ndarray
) -> dict[str, Sample]:
    """Return the sample of articles and that of stories; a story has its first article's week.

    A story is at the highest level of any of its articles in the window.
    """
    key = cell * (int(story.max(initial=0)) + 1) + story
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(key[order]) > 0])
    cluster = np.empty(len(key), dtype=int)
    cluster[order] = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, len(key)]))
    lead = order[begins]
    highest = np.maximum.reduceat(level[order], begins, axis=0)
    plain = bool((weight[lead] == 1).all())
    alone = np.arange(len(lead))
    return {
        "stories": Sample(cell[lead], week[lead], weight[lead], highest, alone, cell[lead], plain),
        "articles": Sample(cell, week, weight, level, cluster, cell[lead], False),
    }


def _weights(outlet: np.ndarray, block: np.ndarray, outlets: str) -> np.ndarray:
    if outlets != "all" and len(np.unique(outlet)) == 1:
        raise InputError(f"outlets={outlets!r}: there is one outlet only")
    whole = np.ones(int(block.max()) + 1, dtype=bool)
    return np.asarray(weights(block, pd.Series(outlet), whole, outlets), dtype=float)


def _rows(
    base: Levels, samples: dict[str, Sample], plan: Plan, choice: Choice, outlets: str
) -> Iterator[dict]:
    """Yield the rows of one choice of window and outlets: lexicons x levels x units."""
    for (unit, sample), level, own in product(samples.items(), _levels(base), range(base.own)):
        is_on = sample.level >= level
        issue, rivals = is_on[:, own], is_on[:, base.own :].T
        if plan.claim in CHANGES:
            said, rival = say(plan.claim, [of_windows(sample, issue)]), ""
            counts = [n for c in (1, 0) for n in _counts(issue, sample.cell == c)]
        else:
            said = say(plan.claim, [of_rivals(sample, issue, r) for r in rivals])
            rival, every = base.names[base.own + said.decides], np.ones(len(issue), dtype=bool)
            counts = [*_counts(issue, every), *_counts(rivals[said.decides], every)]
        lexicon = base.names[own] if own == 0 else f"{base.names[own]} ({own + 1})"
        yield _row((lexicon, level, unit, outlets), choice, rival, counts, said)


def _levels(base: Levels) -> tuple[int, ...]:
    """Return the relevance levels, one only where no main subject is known anywhere."""
    return LEVELS if (base.level >= LEVELS[1]).any() else LEVELS[:1]


def _counts(hits: np.ndarray, inside: np.ndarray) -> tuple[int, int]:
    return int((hits & inside).sum()), int(inside.sum())


def _row(
    made: tuple[str, int, str, str], choice: Choice, rival: str, counts: list[int], said: Said
) -> dict:
    values = (*made, choice.days, choice.comparison, rival, *counts, *said.compared, said.says)
    return dict(zip(COLUMNS, values), is_main=False)


def _table(rows: list[dict], plan: Plan, lexicon: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    if len(table):
        table.loc[_main(table, plan, lexicon), "is_main"] = True
    return table


def _main(table: pd.DataFrame, plan: Plan, lexicon: str) -> int:
    """Return the row of the main specification, or the nearest to it that there is.

    Declared: level 1, stories, fixed outlet weights, the middle window, the year before.
    """
    middle = plan.windows[len(plan.windows) // 2]
    wanted = {
        "lexicon": table["lexicon"] != lexicon,
        "level": table["level"] != 1,
        "window": (table["window_days"] - middle).abs(),
        "unit": table["unit"] != "stories",
        "outlets": table["outlets"].map({"weighted": 0, "all": 1, "panel": 2}),
        "comparison": table["comparison"] == BEFORE,
    }
    order = pd.DataFrame(wanted).astype(float)
    return int(order.sort_values(list(order), kind="stable").index[0])


def _periods(part: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of counts that were read, in order, with first day and length in days.

    The length of periods that lie apart irregularly is not known and counts as a day.
    """
    begin = part["period_start"].sort_values()
    apart = step(begin) if len(begin) > 1 else None
    ends = begin + (pd.Timedelta(days=1) if apart is None else apart)
    first, after = (d.to_numpy(dtype="datetime64[D]").astype("int64") for d in (begin, ends))
    return part.loc[begin.index].assign(day=first, length=after - first)[
        lambda t: t["total_articles"] > 0
    ]


def _days(part: pd.DataFrame) -> np.ndarray:
    spans = [np.arange(a, a + n) for a, n in zip(part["day"], part["length"], strict=True)]
    return np.concatenate(spans) if spans else np.array([], dtype="int64")


def _inside(part: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return the periods of which more than half lies in a span, the partial ones left out."""
    middle = part["day"] + part["length"] / 2
    whole = ~part["is_partial"] if "is_partial" in part else True
    return part[(middle >= span[0]) & (middle <= span[1] + 1) & whole]
