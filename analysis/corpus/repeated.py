"""Finds lines that an outlet repeats from article to article: page furniture nobody has listed.

In: the short lines of all articles, as digests, with outlet, month and headline. Out: the lines to
cut. A line is furniture where at least five articles of one outlet and month with five different
headlines hold it, and at least 2 % of that outlet's articles of the month (those without a date
count as one month); a line that ends as a sentence does must stand in ten and in 30 %, since a
running story repeats its background.

Cannot do: furniture inside a paragraph, or longer than 160 characters; and a heading that returns
in every article (a sign of the zodiac) goes as furniture does.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import polars as pl

LEAST, SENTENCE_LEAST = 5, 10
"""Articles with different headlines that must hold a line, and a line that ends as a sentence."""
SHARE, SENTENCE_SHARE = 0.02, 0.30
"""Share of an outlet's articles in a month that must hold it; sentences need more."""
_SLOTS = 1 << 22
_GROUP = ["place", "digest"]


def repeated_lines(places: list[pd.DataFrame], lines: list[Iterable[pl.DataFrame]]) -> pl.DataFrame:
    """Return the lines to cut: a row a line, with `part`, `row` and `line`.

    `places` holds for each file, row by row, `place` (a number for outlet and month, -1 for rows
    that do not count) and `title_key`; `lines` the lines of that file (`parts.lines_of`), which
    are gone through twice so that memory holds only those that recur.
    """
    sizes = _sizes(places)
    if not sizes.size:
        return _nothing()
    often = np.zeros(_SLOTS, np.uint32)
    for _, _, batch in _placed(places, lines):
        often += np.bincount(_slots(batch), minlength=_SLOTS).astype(np.uint32)
    kept = [
        batch.filter(pl.Series(often[_slots(batch)] >= LEAST)).with_columns(part=pl.lit(part))
        for part, _, batch in _placed(places, lines)
    ]
    found = pl.concat([*kept, _empty()], how="vertical_relaxed")
    return _furniture(found, sizes)


def _placed(
    places: list[pd.DataFrame], lines: list[Iterable[pl.DataFrame]]
) -> Iterator[tuple[int, int, pl.DataFrame]]:
    """Yield the lines of rows that count, batch by batch, with the place and title of each."""
    for part, (table, batches) in enumerate(zip(places, lines)):
        place = table["place"].to_numpy(np.int64)
        title = table["title_key"].to_numpy(np.uint64)
        for number, batch in enumerate(batches() if callable(batches) else batches):
            row = batch["row"].to_numpy()
            told = batch.with_columns(place=pl.Series(place[row]), title=pl.Series(title[row]))
            yield part, number, told.filter(pl.col("place") >= 0)


def _slots(batch: pl.DataFrame) -> np.ndarray:
    # a sketch: two lines in one slot count together, which keeps too many and loses none
    mixed = batch["digest"].to_numpy() + batch["place"].to_numpy().astype(np.uint64) * np.uint64(
        0x9E3779B97F4A7C15
    )
    return (mixed >> np.uint64(42)).astype(np.int64)


def _sizes(places: list[pd.DataFrame]) -> np.ndarray:
    """Return how many articles each place has."""
    held = [t.loc[t["place"] >= 0, "place"].to_numpy(np.int64) for t in places]
    return np.bincount(np.concatenate(held)) if any(map(len, held)) else np.zeros(0, np.int64)


def _furniture(found: pl.DataFrame, sizes: np.ndarray) -> pl.DataFrame:
    counted = found.group_by(_GROUP).agg(
        n=pl.struct("part", "row").n_unique(),
        titles=pl.col("title").n_unique(),
        is_sentence=pl.col("is_sentence").any(),
    )
    of = pl.Series(sizes[counted["place"].to_numpy()])
    ends = pl.when("is_sentence")
    few = ends.then(SENTENCE_LEAST).otherwise(LEAST)
    least = ends.then(SENTENCE_SHARE).otherwise(SHARE) * of
    chosen = counted.filter((pl.col("titles") >= few) & (pl.col("n") >= least))
    return found.join(chosen.select(_GROUP), on=_GROUP, how="semi").select("part", "row", "line")


def _empty() -> pl.DataFrame:
    kinds = {"row": pl.UInt32, "line": pl.UInt32, "digest": pl.UInt64, "is_sentence": pl.Boolean}
    kinds |= {"place": pl.Int64, "title": pl.UInt64, "part": pl.Int32}
    return pl.DataFrame(schema=kinds)


def _nothing() -> pl.DataFrame:
    return _empty().select("part", "row", "line")


def without(text: str, places: Iterable[int]) -> tuple[str, str]:
    """Return a text without some of its lines, and those lines."""
    gone = set(places)
    lines = text.split("\n")
    kept = [line for at, line in enumerate(lines) if at not in gone]
    cut = [line for at, line in enumerate(lines) if at in gone]
    return "\n".join(kept).strip(), "\n".join(cut)
