"""Makes the table of articles of a made-up press, with ids, copies and truth, and writes its texts.

In: what was printed (story, outlet, day) and the stories. Out: one row an article, the columns of
the schema that matter. Cannot do: bylines, moments of the day, or files they were read from.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.schema import DAY
from analysis.simulate_process import Outlet
from analysis.simulate_sentences import write

COLLECTION = "simulated"
"""Charts and pages that find this collection say that the press is made up."""


def articles_of(
    rows: pd.DataFrame,
    begun: pd.DataFrame,
    days: pd.DatetimeIndex,
    outlets: Sequence[Outlet],
    seed: int,
) -> pd.DataFrame:
    """Return the table of articles: rows printed, of stories begun, marks and truth beside them."""
    story = rows["story"].to_numpy()
    told = begun.iloc[story].reset_index(drop=True)
    names, langs = (pa.array([getattr(o, c) for o in outlets]) for c in ("name", "lang"))
    outlet = pa.array(rows["outlet"].to_numpy())
    number = pc.cast(pa.array(np.arange(len(rows))), pa.string())
    ids = pc.binary_join_element_wise(f"s{seed}", number, "-")
    first = np.full(len(begun), len(rows))
    np.minimum.at(first, story, np.arange(len(rows)))
    case = pc.binary_join_element_wise("case", pc.cast(pa.array(told["case"]), pa.string()), " ")
    is_issue, issue = told["marked"].to_numpy(), told["issue"].to_numpy()
    columns = {
        "article_id": ids,
        "outlet": pc.take(names, outlet),
        "title": "",
        "text": "",
        "url": pc.binary_join_element_wise("https://press.example/", ids, ""),
        "published_on": days.to_numpy()[rows["day"]],
        "date_source": "meta",
        "date_precision": "day",
        "lang": pc.take(langs, outlet),
        "collection": COLLECTION,
        "cut_text": "",
        "issue": "trafficking",
        "is_issue": is_issue,
        "issue_level": is_issue.astype("int64"),
        "lexicon_version": COLLECTION,
        "copy_group": pc.take(ids, pa.array(first[story])),
        "is_copy": first[story] != np.arange(len(rows)),
        "true_issue": issue,
        "true_story": story,
        "case": pc.if_else(pa.array(told["case"].to_numpy() >= 0), case, ""),
        "is_wire": told["wire"].to_numpy(),
        "is_homonym": told["homonym"].to_numpy(),
    }
    index = pd.RangeIndex(len(rows))
    made = {k: _column(v, index) for k, v in columns.items()}
    return pd.DataFrame(made).astype({"published_on": DAY})


def _column(values: object, index: pd.Index) -> pd.Series:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return pd.Series(pd.array(values, dtype="str"), index=index)
    return pd.Series(values, index=index, dtype="str" if isinstance(values, str) else None)


def with_text(articles: pd.DataFrame) -> pd.DataFrame:
    """Write titles and texts, those of a story the same in all its copies."""
    told = articles.drop_duplicates("true_story")
    kinds = np.select([told["true_issue"], told["is_homonym"]], ["issue", "homonym"], "other")
    titles, texts = write(kinds, told["lang"], told["true_story"])
    place = pd.Index(told["true_story"]).get_indexer(articles["true_story"])
    made = {
        "title": np.array(titles, dtype=object)[place],
        "text": np.array(texts, dtype=object)[place],
    }
    return articles.assign(**made).astype({"title": "str", "text": "str"})
