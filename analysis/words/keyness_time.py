"""Which words mark each period against the rest of the time, or against what came before.

In: `articles` with dates. Out: one row a period and word, the strongest words of each period, with
the measures of `keyness`. A moving window takes several periods together.

Cannot do: tell a change of the world from a change of the collection. When an outlet enters, its
name and its habits mark the month; compare within one outlet where outlets come and go, and
one language (`lang`) where languages mix. What `keyness` cannot do holds here too.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.corpus import periods
from analysis.schema import DAY, InputError, check
from analysis.words.association import false_discovery
from analysis.words.harmless import may_leave
from analysis.words.keyness import (
    FAMILIES,
    Side,
    Sides,
    chances,
    check_options,
    direction,
    score,
    scored,
    sums_of,
    unevenness,
)
from analysis.words.tally import Tally, comparable, grouped, of_language, tally

FIRST = ["period_start", "window_start", "is_gap", "target_total", "reference_total", "rank"]
Window = tuple[pd.DataFrame, dict[str, np.ndarray]]  # its rows, and the p values of all tested


class Grid(NamedTuple):
    """Counts by period, of the words compared (`chosen`, their columns in `tally`).

    `starts` are first days, `place` is the period of each article; `sums` hold what a `Side`
    sums, one row a period, and `totals` count the articles of each.
    """

    starts: pd.DatetimeIndex
    tally: Tally
    place: np.ndarray
    chosen: np.ndarray
    sums: list[csr_array | np.ndarray]
    totals: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Return how many words each period holds."""
        return self.sums[2]


class Asked(NamedTuple):
    """What the user asked of every window, and which of the compared words may be shown.

    `is_named` is true where the user named the words: they are then listed in either direction.
    """

    against: str
    measure: str
    top: int
    min_count: int
    shown: np.ndarray
    is_named: bool


def keyness_over_time(
    articles: pd.DataFrame,
    by: str = "month",
    window: int = 1,
    against: str = "rest",
    *,
    terms: Sequence[str] | None = None,
    measure: str = "g2",
    top: int = 20,
    min_count: int = 5,
    lang: str | None = None,
    stopwords: bool = False,
    level: str = "internal",
) -> pd.DataFrame:
    """Return the words that mark each period, `top` for each, in order of time and strength.

    The target is the period that begins on `period_start` with the `window` - 1 periods before it
    (from `window_start`; the first row is the first full window). Against "rest" it is compared
    with all other periods, against "before" with all that lies before the window. Only words more
    common in the target are listed, by `measure` as in `keyness`; `terms` instead names words
    to follow, listed in either direction wherever they are tested. The q values are after Benjamini
    and Hochberg over every word and period tested, listed or not. `target_total` and
    `reference_total` count articles. A period with nothing to list keeps one row with word "" and
    rank 0: `is_gap` is true where its window holds no word, which is no sign of silence; against
    "before" the first window has nothing before it. Articles without a date are left out. Raises
    InputError where no article is dated, or for a bad option.
    """
    check_options(measure, min_count, "keyness_over_time")
    _check(window, against, top)
    grid = _grid(of_language(articles, lang, "keyness_over_time"), by, min_count, stopwords, lang)
    if window > len(grid.starts):
        raise InputError(
            f"keyness_over_time: window={window} is longer than the {len(grid.starts)} periods "
            f"read by {by}; give a smaller one"
        )
    if against == "rest" and np.count_nonzero(grid.sizes) < 2:
        raise InputError(
            f"keyness_over_time: all articles lie in one {by}, so there is nothing to compare it "
            "with; give a finer `by`, or articles of a longer time"
        )
    compared = grid.tally.words[grid.chosen]
    shown = may_leave(compared, level, "keyness_over_time", lang=lang)
    if terms is not None:
        named = {term.lower() for term in terms}
        shown, top = np.isin(compared, list(named)), max(len(named), 1)
    asked = Asked(against, measure, top, min_count, shown, terms is not None)
    firsts = range(len(grid.starts) - window + 1)
    return _joined([_window(grid, slice(first, first + window), asked) for first in firsts])


def _check(window: int, against: str, top: int) -> None:
    for name, value in (("window", window), ("top", top)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise InputError(f"keyness_over_time: {name}={value!r}; give a whole number from 1")
    if against not in ("rest", "before"):
        raise InputError(f"keyness_over_time: against={against!r}; use 'rest' or 'before'")


def _grid(
    articles: pd.DataFrame, by: str, min_count: int, stopwords: bool, lang: str | None
) -> Grid:
    check(articles, "articles", needs=["title", "text", "published_on"])
    dated = articles[periods.is_dated(articles, by)]
    if dated.empty:
        raise InputError("keyness_over_time: no article has a date, so no period has words")
    starts = periods.starts(dated["published_on"], by)
    every = periods.every(starts.min(), starts.max(), by)
    place, number = every.get_indexer(starts), len(every)
    counted = tally(dated)
    often = np.asarray(counted.counts.sum(axis=0)).ravel() >= min_count
    chosen = np.flatnonzero(often & comparable(counted.words, stopwords=stopwords, lang=lang))
    of_articles = sums_of(counted.counts[:, chosen], counted.sizes)
    totals = np.bincount(place, minlength=number)
    sums = [grouped(values, place, number) for values in of_articles]
    return Grid(every, counted, place, chosen, sums, totals)


def _window(grid: Grid, inside: slice, asked: Asked) -> Window:
    """Return the rows of one window, and the p values of all words tested in it.

    The rows keep as index their place among the tested, until q is known for the whole grid.
    """
    totals = _against(grid.totals, inside, asked.against)
    head = {
        "period_start": grid.starts[inside.stop - 1],
        "window_start": grid.starts[inside.start],
        "is_gap": not grid.sizes[inside].any(),
        "target_total": int(totals[0]),
        "reference_total": int(totals[1]),
    }
    sides = _sides(grid, inside, asked.against)
    if not sides.target.size or not sides.reference.size:
        return _blank(head, asked.measure), {name: np.array([]) for name in FAMILIES}
    tested = np.flatnonzero(sides.both >= asked.min_count)
    sides = sides.only(tested)
    listed = _strongest(sides, asked, asked.shown[tested])
    p_values = chances(sides, asked.measure)
    if not len(listed):
        return _blank(head, asked.measure), p_values
    is_within = (inside.start <= grid.place) & (grid.place < inside.stop)
    within = grid.tally.counts[np.flatnonzero(is_within)]
    rows = scored(sides.only(listed), asked.measure).set_axis(listed)
    rows["dispersion"] = unevenness(within, grid.chosen[tested[listed]])
    return _headed(rows, head, np.arange(1, len(rows) + 1)), p_values


def _strongest(sides: Sides, asked: Asked, shown: np.ndarray) -> np.ndarray:
    """Return the places of the words to list; words are sorted, so ties come in their order."""
    is_listed = shown & (asked.is_named | (direction(sides) > 0))
    order = np.argsort(-score(sides, asked.measure), kind="stable")
    return order[is_listed[order]][: asked.top]


def _sides(grid: Grid, inside: slice, against: str) -> Sides:
    target, reference = zip(*(_against(values, inside, against) for values in grid.sums))
    return Sides(grid.tally.words[grid.chosen], Side(*target), Side(*reference))


def _against(rows: np.ndarray | csr_array, inside: slice, against: str) -> list[np.ndarray]:
    """Return the sums over the periods of the window, and over those it is compared with."""
    target = np.asarray(rows[inside].sum(axis=0))
    if against == "rest":
        return [target, np.asarray(rows.sum(axis=0)) - target]
    return [target, np.asarray(rows[: inside.start].sum(axis=0))]


def _headed(table: pd.DataFrame, head: dict, rank: np.ndarray) -> pd.DataFrame:
    table = table.assign(**head, rank=rank).astype({"period_start": DAY, "window_start": DAY})
    return table[[*FIRST, *(c for c in table.columns if c not in FIRST)]]


def _blank(head: dict, measure: str) -> pd.DataFrame:
    """Return the one row of a window with nothing to list: counts 0, measures NaN."""
    none = np.zeros(1, dtype=np.int64)
    nothing = Side(none, none, 1, 1)
    table = scored(Sides(np.array([""], dtype=object), nothing, nothing), measure)
    unknown = [name for name in table if table[name].dtype == "float64"]
    return _headed(table.assign(direction="", **dict.fromkeys(unknown, np.nan)), head, none)


def _joined(windows: list[Window]) -> pd.DataFrame:
    tested = [p_values for _, p_values in windows]
    ends = np.cumsum([len(p_values["p_value"]) for p_values in tested])
    for p_value, q_value in FAMILIES.items():
        q = false_discovery(np.concatenate([p_values[p_value] for p_values in tested]))
        for (rows, p_values), end in zip(windows, ends):
            if rows["rank"].iloc[0] > 0:
                rows[q_value] = q[end - len(p_values[p_value]) + rows.index.to_numpy()]
    return pd.concat([rows for rows, _ in windows], ignore_index=True)
