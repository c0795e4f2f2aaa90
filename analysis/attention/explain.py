"""What made a peak: the outlets, stories and terms whose articles were more than usual.

In: periods that stand out (`spikes`, `peaks`, or rows of an attention table) and the marked
articles they were counted from. Out: the same rows, each with its makers.

"Usual" is what the rest of the corpus lets expect: articles of an outlet (or with a term) outside
the period, times the articles read within it over those read outside.

Cannot do: say why; name a story (titles are the articles' own words, so a story is named by the
`article_id` of its first article, which the analyst can read).
"""

import pandas as pd

from analysis.attention.periods import step
from analysis.corpus.pileups import pileups
from analysis.schema import ATTENTION, InputError, check

MOST_NAMES = 5
"""Outlets and terms named beside a peak; the rest is in the tables."""
STORY = ("story_id", "copy_group")
ADDED = ["outlets", "terms", "stories", "largest_story", "largest_story_articles"]


def explain(
    found: pd.DataFrame, marked: pd.DataFrame, mentions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Name what made each period that stands out.

    One row a peak: the columns of `found`, then outlets and terms ("name 14 (usual 3.2)", those
    with the most articles above the usual first, five at most), stories (distinct, <NA> where
    copies were not counted), largest_story (article_id of its first article) and
    largest_story_articles. Of a table with `is_spike` only the spikes are explained. The length of
    a period is taken from the table, so pass `spikes(table)` whole. Terms come from `mentions`,
    else from the marks' reasons. Days of a false date pile-up count in neither.
    Raises InputError for articles that are not marked, and where one period alone is given.
    """
    check(marked, "articles", needs=["article_id", "published_on", "outlet"])
    if "is_issue" not in marked.columns:
        raise InputError("explain: the articles are not marked; words.mark(articles) first")
    peaks = found[found["is_spike"]] if "is_spike" in found.columns else found
    end = peaks["period_start"] + _length(found["period_start"])
    days = marked["published_on"].dt.normalize()
    dated = marked[days.notna() & ~days.isin(pileups(marked)["day"])]
    terms = _terms(dated, mentions)
    groups = [c for c in found.columns if c in dated.columns and c not in ATTENTION]
    rows = [
        _makers(row, last, dated, terms, groups)
        for (_, row), last in zip(peaks.iterrows(), end, strict=True)
    ]
    made = pd.DataFrame(rows, columns=ADDED, index=peaks.index)
    kinds = dict.fromkeys(ADDED, "str") | dict.fromkeys((ADDED[2], ADDED[4]), "Int64")
    return pd.concat([peaks, made.astype(kinds)], axis=1).reset_index(drop=True)


def _length(starts: pd.Series) -> pd.DateOffset | pd.Timedelta:
    length = step(starts)
    if length is None:
        raise InputError(
            "explain: the length of a period cannot be told from these rows; pass the whole table "
            "of attention.spikes(table)"
        )
    return length


def _makers(
    row: pd.Series, end: pd.Timestamp, dated: pd.DataFrame, terms: pd.DataFrame, groups: list[str]
) -> dict:
    of_group = dated[(dated[groups] == row[groups]).all(axis=1)] if groups else dated
    inside = of_group["published_on"].between(row["period_start"], end, inclusive="left")
    times = inside.sum() / max((~inside).sum(), 1)
    on_issue = of_group[of_group["is_issue"]]
    is_in = inside[of_group["is_issue"]]
    named = terms[terms["article_id"].isin(on_issue["article_id"])]
    of_peak = named["article_id"].isin(on_issue.loc[is_in, "article_id"])
    return {
        "outlets": _above(on_issue["outlet"], is_in, times),
        "terms": _above(named["term"], of_peak, times),
        **_stories(on_issue[is_in]),
    }


def _above(names: pd.Series, is_in: pd.Series, times: float) -> str:
    """Name what was more than usual: counts within the peak and those the rest lets expect."""
    seen = names[is_in].value_counts()
    usual = names[~is_in].value_counts().reindex(seen.index, fill_value=0) * times
    order = (seen - usual).sort_values(ascending=False, kind="stable")
    order = order[order > 0]
    rest = len(order) - MOST_NAMES
    listed = ", ".join(
        f"{name} {seen[name]:,} (usual {usual[name]:.1f})" for name in order.index[:MOST_NAMES]
    )
    return listed + (f" and {rest:,} more" if rest > 0 else "")


def _stories(articles: pd.DataFrame) -> dict:
    """Count the stories of a peak and find the largest."""
    column = next((c for c in STORY if c in articles.columns), None)
    if column is None or articles.empty:
        return {"stories": pd.NA, "largest_story": "", "largest_story_articles": pd.NA}
    name = articles[column].astype("str").where(articles[column].fillna("") != "")
    name = name.fillna(articles["article_id"].astype("str"))
    sizes = name.value_counts()
    first = articles[name == sizes.index[0]].sort_values("published_on", kind="stable")
    return {
        "stories": len(sizes),
        "largest_story": str(first["article_id"].iloc[0]),
        "largest_story_articles": int(sizes.iloc[0]),
    }


def _terms(dated: pd.DataFrame, mentions: pd.DataFrame | None) -> pd.DataFrame:
    """Return article_id and term, once an article: of mentions, else of the marks' reasons."""
    if mentions is not None:
        counted = mentions
        if "is_avoided" in counted.columns:
            counted = counted[~counted["is_avoided"].astype(bool)]
        return counted[["article_id", "term"]].drop_duplicates()
    if "issue_reason" not in dated.columns:
        return pd.DataFrame({"article_id": [], "term": []}, dtype="str")
    named = dated.loc[dated["is_issue"], ["article_id", "issue_reason"]]
    terms = named.assign(term=named["issue_reason"].str.split(";")).explode("term")
    terms["term"] = terms["term"].str.strip()
    return terms.loc[terms["term"].fillna("") != "", ["article_id", "term"]].drop_duplicates()
