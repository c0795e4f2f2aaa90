"""Months in which an outlet's pages began, or ceased, to name the issue outside their articles.

In: marked articles with `cut_text` (what `corpus.load` cut as page furniture), or a table of
mentions (`words.mentions`). Out: findings of the kind template change: the month from which on
furniture names the issue in clearly more, or fewer, of an outlet's articles; or, by mentions, from
which on it is named only in the last fifth of the text.

Method: of all months the split with the largest chi-square of two parts (as in a search for one
change point; Hawkins 1977), its chance shared out over all months and outlets (Bonferroni).

Cannot do: see furniture that was never cut where mentions are not given; more than one change of
an outlet; a change of which less than one article in 200 is concerned.
"""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.attention.radar_findings import Finding
from analysis.corpus.periods import is_dated, starts
from analysis.words.mark import mark

FALSE_CHANGES = 0.005
"""Chance that a flawless corpus shows any change of templates."""
LEAST_CHANGE = 0.005
"""Part of an outlet's articles concerned; less hardly moves a share."""
LEAST_MONTHS, LEAST_HITS = 3, 10
"""Months on each side of a change, and articles concerned in all."""
LATE = 0.8
"""Mentions in the last fifth of a text are where related links stand."""
MOST_TEXTS = 40_000
"""Distinct pieces of furniture looked through; of more, as many at even steps."""


def templates(articles: pd.DataFrame, mentions: pd.DataFrame | None = None) -> list[Finding]:
    """Return the changes of templates; nothing where neither furniture nor mentions are known."""
    found: list[Finding] = []
    is_in = is_dated(articles, "month")
    if {"cut_text", "issue"} <= set(articles.columns) and len(articles):
        hits = _named(articles["cut_text"], str(articles["issue"].iloc[0]))
        if hits is not None:
            found += _changes(articles[is_in], hits[is_in], "in page furniture, not in articles")
    if mentions is not None:
        late = articles["article_id"].isin(_only_late(articles, mentions))
        found += _changes(articles[is_in], late[is_in], "only in the last fifth of the text")
    return found


def _named(cut: pd.Series, issue: str) -> pd.Series | None:
    """Tell for each article whether its furniture names the issue; None where none does."""
    lines = pd.Series(cut[cut.ne("")].unique()).astype("str")
    step = max(1, -(-len(lines) // MOST_TEXTS))
    lines = lines.iloc[::step].reset_index(drop=True)
    if lines.empty or not issue:
        return None
    heads = pd.DataFrame({"title": lines, "text": ""}).astype("str")
    naming = lines[mark(heads, issue)["is_issue"].to_numpy()]
    return cut.isin(naming) if len(naming) else None


def _only_late(articles: pd.DataFrame, mentions: pd.DataFrame) -> pd.Series:
    """Return the ids of articles that name the issue near the end of the text only."""
    length = articles["text"].str.len().set_axis(articles["article_id"])
    part = mentions["position"] / mentions["article_id"].map(length).clip(lower=1)
    is_late = (part >= LATE) & ~mentions["in_title"]
    every = is_late.groupby(mentions["article_id"]).all()
    return every.index[every].to_series()


def _changes(articles: pd.DataFrame, hits: pd.Series, where: str) -> list[Finding]:
    if hits.sum() < LEAST_HITS:
        return []
    month = starts(articles["published_on"], "month")
    rows = pd.DataFrame({"outlet": articles["outlet"], "month": month, "hit": hits})
    cells = rows.groupby(["outlet", "month"])["hit"].agg(["size", "sum"]).reset_index()
    chance = FALSE_CHANGES / len(cells)
    found = []
    for outlet, mine in cells.groupby("outlet", sort=False):
        found += _change(str(outlet), mine.reset_index(drop=True), where, chance)
    return found


def _change(outlet: str, cells: pd.DataFrame, where: str, chance: float) -> list[Finding]:
    """Return the one change of an outlet's months, if there is one beyond chance."""
    if len(cells) < 2 * LEAST_MONTHS or cells["sum"].sum() < LEAST_HITS:
        return []
    read, hits = (cells[c].cumsum().to_numpy(float)[:-1] for c in ("size", "sum"))
    all_read, all_hits = float(cells["size"].sum()), float(cells["sum"].sum())
    before, after = hits / read, (all_hits - hits) / (all_read - read)
    mean = all_hits / all_read
    # A part of two months differs by more than its size allows: months are uneven.
    uneven = _unevenness(cells)
    variance = mean * (1 - mean) * (1 / read + 1 / (all_read - read)) * uneven
    score = np.where(variance > 0, (after - before) ** 2 / np.maximum(variance, 1e-300), 0.0)
    inside = np.zeros(len(score), dtype=bool)
    inside[LEAST_MONTHS - 1 : len(score) - LEAST_MONTHS + 1] = True
    at = int(np.argmax(np.where(inside, score, -1)))
    change = after[at] - before[at]
    if chi2.sf(score[at], 1) > chance or abs(change) < LEAST_CHANGE:
        return []
    start, end = cells["month"].iloc[at + 1], cells["month"].iloc[-1] + pd.offsets.MonthEnd()
    said = (
        f"{outlet}: from {start:%Y-%m} on, {after[at]:.1%} of its articles name the issue {where}; "
        f"before, {before[at]:.1%}. Counted with whole pages its share would move by "
        f"{100 * change:+.1f} percentage points without any change of attention."
    )
    weight = abs(change) * (all_read - read[at])
    return [Finding("template change", outlet, start, end, float(change), said, float(weight))]


def _unevenness(cells: pd.DataFrame) -> float:
    """Return how many times neighbouring months differ by more than chance (1 or more)."""
    part = (cells["sum"] + 0.5) / (cells["size"] + 1)
    mean = (part + part.shift()) / 2
    usual = mean * (1 - mean) * (1 / cells["size"] + 1 / cells["size"].shift())
    return float(max((part.diff() ** 2 / usual).iloc[1:].median() / 0.455, 1.0))
