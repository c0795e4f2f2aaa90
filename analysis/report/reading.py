"""The coding of articles by reading, as a notebook shows it: the coder, or what was coded so far.

In: marked articles. Out: in JupyterLab the coder itself; in a report one sentence. The codes lie in
`data/local`, one file an issue and collection, and hold no text.

Cannot do: know who reads; give `coder` your own name, so that two readers stay apart.
"""

import os
import re
from pathlib import Path

import pandas as pd

from analysis import DATA
from analysis.report import tables
from analysis.report.coder import Coder, coder
from analysis.words.coded import empty, read_coded
from analysis.words.coding import session

FIGURES = "SOROTAN_FIGURES"
"""Set where a report runs the notebook, and nobody is there to press a button."""


def codes_file(marked: pd.DataFrame) -> Path:
    """Return the file that holds the codes of these articles: named by issue and collection."""
    named = [marked[c].mode() for c in ("issue", "collection") if c in marked]
    names = [str(values.iloc[0]) for values in named if len(values)]
    name = "-".join(re.sub(r"\W+", "-", part).strip("-") or "articles" for part in names)
    return DATA / "local" / f"coded-{name}.csv"


def codes(marked: pd.DataFrame) -> pd.DataFrame:
    """Return the codes made so far of these articles; none where nobody has coded any."""
    path = codes_file(marked)
    if not path.is_file():
        return empty()
    coded = read_coded(path)
    return coded[coded["article_id"].isin(marked["article_id"])].reset_index(drop=True)


def code_here(marked: pd.DataFrame, *, name: str = "reader", n: int = 50) -> Coder | None:
    """Return the coder in JupyterLab; in a report say how many articles are coded by reading."""
    if not os.environ.get(FIGURES):
        return coder(session(marked, codes_file(marked), coder=name, n=n))
    known = codes(marked)["article_id"].nunique()
    tables.say("coded_so_far", {"n": known, "coded": known, "total": len(marked)})
    return None
