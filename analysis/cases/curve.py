"""The attention to each case over time, and the hiding of small cells before they leave.

Cannot do: it counts articles, not their length or place on the page. Hiding is of single cells
only: secondary suppression, so that sums do not give a hidden number back, is not yet built, so
publish no margins beside a table in which cells are hidden.
"""

import pandas as pd

from analysis.corpus.describe import check_grid
from analysis.corpus.periods import every, is_dated, starts
from analysis.corpus.pileups import pileups
from analysis.schema import InputError, check

SMALL = 5
"""A sensitive cell below this many articles is close to a single person's case."""
SENSITIVE = {
    *("place", "places", "city", "regency", "district", "village", "dateline_place"),
    *("kota", "kabupaten", "kecamatan", "desa"),
    *("victim_sex", "victim_age", "victim_origin", "victim_religion", "sex", "age", "origin"),
}
"""Columns that hold a place below province or an attribute of a victim."""
DERIVED = ("share", "share_low", "share_high")
"""Columns from which a hidden count could be worked out again."""


def attention(marked: pd.DataFrame, links: pd.DataFrame, by: str = "week") -> pd.DataFrame:
    """Count the articles on each linked case in each period.

    One row a case and period (`period_start, case_id, public_name, articles, total_articles,
    is_gap`): `articles` is 0 where articles were read and none spoke of the case, NaN where
    nothing was read. Every period of the corpus is there; cases without a link are not. Days of
    a false date pile-up are left out, as in attention.share.
    """
    check(marked, "articles", needs=["article_id", "published_on"])
    check(links, "links", needs=["article_id", "case_id"])
    dated = marked.loc[is_dated(marked, by), ["article_id", "published_on"]]
    if dated.empty:
        raise InputError("cases: no article has a date; name the date column when loading")
    periods = every(dated["published_on"].min(), dated["published_on"].max(), by)
    kept = dated[~dated["published_on"].dt.normalize().isin(pileups(marked)["day"])]
    kept = kept.assign(period_start=starts(kept["published_on"], by))
    named = _named(links)
    check_grid(periods, list(named.index))
    grid = pd.MultiIndex.from_product([named.index, periods], names=["case_id", "period_start"])
    on_case = links.merge(kept, on="article_id").drop_duplicates(["article_id", "case_id"])
    counts = on_case.groupby(["case_id", "period_start"]).size().reindex(grid, fill_value=0)
    table = counts.rename("articles").astype("float64").reset_index()
    seen = kept.groupby("period_start").size()
    table["total_articles"] = table["period_start"].map(seen).fillna(0).astype("int64")
    table["is_gap"] = table["total_articles"] == 0
    table["public_name"] = table["case_id"].map(named).astype("str")
    table["articles"] = table["articles"].mask(table["is_gap"])
    order = ["period_start", "case_id", "public_name", "articles", "total_articles", "is_gap"]
    return table[order]


def _named(links: pd.DataFrame) -> pd.Series:
    """Return the public name of each linked case, in the order of the links."""
    if "public_name" not in links.columns:
        raise InputError("cases: the links carry no public_name; cases.link makes them")
    return links.drop_duplicates("case_id").set_index("case_id")["public_name"]


def suppress(
    table: pd.DataFrame,
    counts: tuple[str, ...] = ("articles",),
    *,
    sensitive: set[str] = SENSITIVE,
    below: int = SMALL,
) -> pd.DataFrame:
    """Hide small cells of a table that crosses a place below province or a victim's attribute.

    Returns the table with each of its `counts` as text, 1 to 4 shown as "<5", and the shares of
    those rows empty; 0 stays 0 and a gap stays "". A table without a sensitive column comes back
    unchanged: series by period and province stay exact. Secondary suppression is not yet built.
    """
    if not sensitive & set(table.columns):
        return table
    missing = [column for column in counts if column not in table.columns]
    if missing:
        raise InputError(f"cases.suppress: no column {', '.join(missing)}; name them in counts=")
    small = pd.DataFrame({c: table[c].between(1, below - 1) for c in counts})
    shown = {c: _shown(table[c], small[c], below) for c in counts}
    hidden = small.any(axis=1)
    blank = {c: table[c].mask(hidden) for c in DERIVED if c in table.columns}
    return table.assign(**shown, **blank)


def _shown(values: pd.Series, small: pd.Series, below: int) -> pd.Series:
    texts = values.map(lambda n: "" if pd.isna(n) else f"{n:.0f}").astype("str")
    return texts.mask(small, f"<{below}")
