"""The answer under other definitions, and the peaks in one record for a sentence.

Cannot do: it varies only what counts as an article on the issue, not outlets, periods or lexicons.
"""

import pandas as pd

from analysis.attention.peaks import peaks
from analysis.attention.share import share, total
from analysis.schema import check

DEFINITIONS = {1: "mentioned or main subject", 2: "main subject only"}
"""Level an article needs (see words.mark) and what that means to a reader."""


def definitions(marked: pd.DataFrame) -> pd.DataFrame:
    """Measure the share of the whole span under each definition of an article on the issue.

    One row a definition: its counts, share and 95 % interval.
    """
    check(marked, "marks", needs=["issue_level"])
    rows = [
        total(share(marked.assign(is_issue=marked["issue_level"] >= level))).assign(definition=name)
        for level, name in DEFINITIONS.items()
    ]
    columns = ["definition", "issue_articles", "total_articles", "share", "share_low", "share_high"]
    return pd.concat(rows, ignore_index=True)[columns]


def peak_summary(table: pd.DataFrame) -> dict:
    """Return one record for a sentence: periods looked at, peaks, the highest share and its counts.

    Partial periods and gaps are not looked at; where none is left the record holds NaN and NaT.
    """
    looked = table[~(table["is_partial"] | table["is_gap"])]
    found = {"periods": len(looked), "peaks": len(peaks(table))}
    if looked.empty:
        nothing = {"period_start": pd.NaT, "issue_articles": 0, "total_articles": 0}
        return found | nothing | {"share": float("nan")}
    top = looked.loc[looked["share"].idxmax()]
    return found | top[["period_start", "issue_articles", "total_articles", "share"]].to_dict()
