"""Makes rows of pages that a reader understood: the same batch that rows of a table give.

In: pages with the fields of their articles, dates among them. Out: texts, keys and ledger rows.

Cannot do: it adds nothing to what the page reader found but the names the user gave.
"""

from collections import Counter

import pandas as pd

from analysis import schema
from analysis.corpus.assemble import Batch, article_ids
from analysis.corpus.ledger import notes
from analysis.corpus.readers import Pages
from analysis.corpus.rowdates import COLUMNS

_UNDATED = "no date in the page"


def page_batch(pages: Pages, name: str, *, collection: str = "", lang: str | None = None) -> Batch:
    """Return the articles of a batch of pages; `lang` goes before the language that was found."""
    given = {"collection": collection, "source_file": name} | ({"lang": lang} if lang else {})
    known = [
        {k: v for k, v in fields.items() if k in schema.ARTICLES} | given | {"source_row": row}
        for row, _, fields in pages.pages
    ]
    made = schema.frame("articles", known).assign(input_id="")
    digests = pd.Series([digest for _, digest, _ in pages.pages], dtype="str")
    keyed = made.assign(date=made["date_raw"], row_key=digests)
    keys = (
        made[["source_row", "outlet", *COLUMNS]]
        .assign(
            row_key=digests,
            article_id=article_ids(keyed),
            title_key=pd.util.hash_array(made["title"].to_numpy(object)),
        )
        .astype({"outlet": "category"})
    )
    undated = notes(made[made["published_on"].isna()], "undated", _UNDATED, column="date")
    return Batch(made.drop(columns=["article_id", *COLUMNS]), keys, undated, Counter())
