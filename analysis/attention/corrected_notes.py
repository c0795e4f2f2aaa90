"""What in a corpus would make a plain count of two spans mislead, each said in a sentence.

In: articles, those of two spans, and the spans. Out: kind -> sentence, for the kinds
"archive growth", "mix", "outlets", "copies", "pile-up", "unfinished", "furniture".
A note is made only where the effect is large and beyond chance (thresholds below), so that a
flawless corpus carries none.

Cannot do: find outages or swapped dates, which `attention.radar` does.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.attention.decompose import MOST_MIX, decompose
from analysis.corpus.pileups import pileups

GROWTH = 0.25
"""Above this change of all articles, a trend of counts is a trend of the archive."""
LEAST_MIX = 0.05
"""A mix of outlets that moves the share by less than this part of it is not worth a word."""
LEAST_PART = 0.01
"""An outlet (in a language) with less than this part of a span's articles is not missed."""
COPIES, COPIES_SURE = 0.1, 3.0
"""Copies of the issue's stories grew by so much more than those of others, and by so many standard
errors: sizes of stories are skewed, and four would miss one in ten trebled wires."""
FURNITURE = 0.1
"""Hits in page furniture, as a part of those in articles, differ by so much between the spans."""
SURE = 4.0
"""A difference of so many standard errors is beyond chance, however many are looked at."""
Span = tuple[pd.Timestamp, pd.Timestamp]


def warn(
    articles: pd.DataFrame,
    use: pd.DataFrame,
    spans: Sequence[Span],
) -> dict[str, str]:
    """Return what was found, kind -> sentence; `use` are the articles of the spans well dated."""
    is_last = use["published_on"] >= spans[1][0]
    parts = [use[~is_last], use[is_last]]
    found = {
        "archive growth": _growth(parts, spans),
        "mix": _mix(use, spans),
        "outlets": _outlets(parts),
        "copies": _copies(parts),
        "pile-up": _pileups(articles),
        "unfinished": _unfinished(articles),
        "furniture": _furniture(parts),
    }
    return {kind: said for kind, said in found.items() if said}


def _growth(parts: Sequence[pd.DataFrame], spans: Sequence[Span]) -> str:
    days = [(span[1] - span[0]).days + 1 for span in spans]
    first, last = (len(part) / n for part, n in zip(parts, days))
    if first and abs(last / first - 1) <= GROWTH:
        return ""
    return (
        f"The archive holds {first:,.1f} articles a day in the first span and {last:,.1f} in the "
        "last: numbers of articles say nothing here, shares do."
    )


def _mix(use: pd.DataFrame, spans: Sequence[Span]) -> str:
    whole = decompose(use, *spans).whole
    small = abs(whole["mix"]) < LEAST_MIX * whole["share_before"]
    if small or not whole["mix_share"] > MOST_MIX:
        return ""
    return (
        f"Pooled, the share would move by {100 * whole['mix']:+.2f} percentage points only because "
        "other outlets are read or their sizes changed."
    )


def _outlets(parts: Sequence[pd.DataFrame]) -> str:
    keys = ["outlet"] + [c for c in ("lang",) if c in parts[0].columns]
    shares = [part.groupby(keys, observed=True).size() / max(len(part), 1) for part in parts]
    here, there = (set(s.index[s >= LEAST_PART]) for s in shares)
    gone, new = (
        sorted(here - set(shares[1].index), key=str),
        sorted(there - set(shares[0].index), key=str),
    )
    said = [
        f"{_listed(names)} {what}."
        for names, what in ((gone, "left after the first span"), (new, "entered before the last"))
        if names
    ]
    return " ".join(said)


def _listed(names: list) -> str:
    said = [n if isinstance(n, str) else " (".join(n) + ")" for n in names]
    return ", ".join(said[:5]) + (f" and {len(said) - 5} more" if said[5:] else "")


def _copies(parts: Sequence[pd.DataFrame]) -> str:
    if "copy_group" not in parts[0].columns:
        return "Copies were not looked for (corpus.copies): stories told often count often."
    logs, variance = [], 0.0
    for part in parts:
        sizes = part.groupby("copy_group")["is_issue"].agg(["size", "any"])
        for sign, of in ((1, sizes["any"]), (-1, ~sizes["any"])):
            size = sizes["size"][of]
            if len(size) < 2:
                return ""
            logs.append(sign * np.log(size.mean()))
            variance += size.var() / len(size) / size.mean() ** 2
    change = logs[2] + logs[3] - logs[0] - logs[1]
    if abs(change) < np.log1p(COPIES) or abs(change) < COPIES_SURE * np.sqrt(variance):
        return ""
    return (
        f"Counted in articles, the share would move by {np.expm1(change):+.0%} more: the issue's "
        "stories are copied otherwise than they were."
    )


def _pileups(articles: pd.DataFrame) -> str:
    heaps = pileups(articles)
    if heaps.empty:
        return ""
    return f"Left out as misdated: {'; '.join(heaps['message'].head(3))}."


def _unfinished(articles: pd.DataFrame) -> str:
    days = articles["published_on"].dropna().dt.normalize()
    ends = {"first": days.min().day > 1, "last": not days.max().is_month_end}
    names = [name for name, is_cut in ends.items() if is_cut]
    if not names:
        return ""
    return f"The corpus begins or ends inside a month: its {' and '.join(names)} month is left out."


def _furniture(parts: Sequence[pd.DataFrame]) -> str:
    """Compare how often the issue is named in what was cut as furniture, per hit that counts."""
    if not {"cut_text", "issue"} <= set(parts[0].columns):
        return ""
    issue = parts[0]["issue"].iloc[0] if len(parts[0]) else ""
    hits = [_named(part["cut_text"], issue) for part in parts]
    counted = [max(int(part["is_issue"].sum()), 1) for part in parts]
    first, last = (h / n for h, n in zip(hits, counted))
    error = np.sqrt(sum((h + 1) / n**2 for h, n in zip(hits, counted)))
    if abs(last - first) < max(FURNITURE, SURE * error):
        return ""
    return (
        f"Page furniture names the issue in {hits[0]:,} articles of the first span and "
        f"{hits[1]:,} of the last; what was cut as furniture is not counted."
    )


def _named(cut: pd.Series, issue: str) -> int:
    from analysis.words.mark import mark

    lines = cut[cut.ne("")].value_counts()
    if lines.empty or not issue:
        return 0
    heads = pd.DataFrame({"title": lines.index.astype("str"), "text": ""}).astype("str")
    return int(lines.to_numpy()[mark(heads, issue)["is_issue"].to_numpy()].sum())
