"""The auditor: what each term of a lexicon or query does, how often it is right, what to add.

In: marked articles, the lexicon or query that marked them, and coded articles where there are any.
Out: an `Audit` of four tables. Terms that are right less often than the rest, terms on which much
hangs, and terms without which nothing changes are then plain to see; `report.audit_in_words` says
them in sentences and `report.charts_audit` draws them.

Cannot do: say that a term is good where few articles that hold it were coded (read the interval),
nor find words that no marked article holds: for these, code articles that are not marked.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.schema import InputError, check
from analysis.words import audit_coded
from analysis.words.audit_candidates import WITHHELD, candidates_of
from analysis.words.audit_coded import Weighted
from analysis.words.audit_query import of_query
from analysis.words.audit_terms import Instrument, effects, of_lexicon
from analysis.words.correction_strata import NO_RATE, Rate
from analysis.words.entries import Lexicon
from analysis.words.harmless import check_level
from analysis.words.lexicon import issues, load_lexicon
from analysis.words.overview import ensure_marked
from analysis.words.query import Query, mark, parse
from analysis.words.rqtr import baseline, qtr, rqtr

TERMS = [
    *["term", "concept", "mentions", "articles", "alone", "alone_share", "articles_anywhere"],
    *["coded", "precision", "precision_low", "precision_high"],
    *["lost", "gained", "articles_without", "share_without", "qtr", "rqtr"],
]


class Audit(NamedTuple):
    """What the auditor found.

    `whole`: one row, the result as it is: issue, lexicon_version, total_articles, issue_articles,
    share, coded articles, precision and recall with their intervals, is_weighted (the codes were
    drawn by stratum), rqtr_baseline, words_withheld (candidates that level public does not show).
    `terms`: one row a term that occurs. `parts`: one row a rule, concept or exception of NOT, with
    what the result would be without it. `candidates`: one row a word to consider adding.
    """

    whole: pd.DataFrame
    terms: pd.DataFrame
    parts: pd.DataFrame
    candidates: pd.DataFrame


def audit(
    marked: pd.DataFrame,
    instrument: str | Path | Lexicon | Query,
    coded: pd.DataFrame | None = None,
    *,
    level: str = "public",
) -> Audit:
    """Return the audit of a lexicon (its name, path or object) or of a query (text or `Query`).

    Articles marked by something else are marked anew. Of each term: articles on the issue that hold
    it outside contexts to avoid, those found by it alone, precision of the coded ones among them
    (95 % interval; the part coded 1 or 2), articles `lost` and `gained` without it, and RQTR
    (Gabrielatos 2007) against the core terms. At level public the candidates are only words known
    to be no names. Raises InputError for articles without
    id or text, a query that cannot be read, or codes of another corpus.
    """
    check_level(level, "audit")
    check(marked, "articles", needs=["article_id", "title", "text"])
    marked, taken = _taken_apart(marked.reset_index(drop=True), instrument)
    known = _coded(marked, coded)
    struck = effects(marked, taken)
    terms, base = _with_rqtr(_terms(marked, taken, struck, known), taken)
    words = candidates_of(marked, taken, base, coded=known, level=level)
    whole = _whole(marked, known).assign(rqtr_baseline=base, words_withheld=words.attrs[WITHHELD])
    others = struck[struck["kind"] != "term"]
    order = others.sort_values(["kind", "lost", "name"], ascending=[True, False, True])
    return Audit(whole, terms, order.reset_index(drop=True), words)


def _taken_apart(
    marked: pd.DataFrame, given: str | Path | Lexicon | Query
) -> tuple[pd.DataFrame, Instrument]:
    """Return the articles marked by what was given, and that taken apart."""
    is_text = isinstance(given, str)
    is_file = isinstance(given, Path) or (is_text and _is_lexicon(given))
    if isinstance(given, Lexicon) or is_file:
        lexicon = load_lexicon(given)
        marked = ensure_marked(marked, lexicon)
        return marked, of_lexicon(marked, lexicon)
    asked = parse(given)
    if "lexicon_version" not in marked or set(marked["lexicon_version"]) != {asked.version}:
        marked = mark(marked, asked)
    return marked, of_query(marked, asked)


def _is_lexicon(name: str) -> bool:
    if name in issues():
        return True
    is_path = name.endswith((".yml", ".yaml"))
    if is_path and not Path(name).is_file():
        raise InputError(f"audit: no file {name}; give a lexicon, its path, or a query")
    return is_path


def _coded(marked: pd.DataFrame, coded: pd.DataFrame | None) -> Weighted | None:
    return None if coded is None or coded.empty else audit_coded.weighted(marked, coded)


def _whole(marked: pd.DataFrame, known: Weighted | None) -> pd.DataFrame:
    total, on_issue = len(marked), int(marked["is_issue"].sum())
    right, found = NO_RATE, NO_RATE
    if known is not None:
        right = audit_coded.precision(known, known.articles["is_marked"])
        found = audit_coded.recall(known, on_issue, total)
    row = {
        "issue": marked["issue"].iloc[0] if total else "",
        "lexicon_version": marked["lexicon_version"].iloc[0] if total else "",
        "total_articles": total,
        "issue_articles": on_issue,
        "share": on_issue / total if total else np.nan,
        "coded": right.drawn,
        **_named("precision", right),
        "unmarked_coded": found.drawn,
        **_named("recall", found),
        "is_weighted": known is not None and known.is_weighted,
    }
    return pd.DataFrame([row])


def _named(name: str, share: Rate) -> dict[str, float]:
    return {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high}


def _terms(
    marked: pd.DataFrame,
    taken: Instrument,
    struck: pd.DataFrame,
    known: Weighted | None,
) -> pd.DataFrame:
    """Return one row a term: those with most articles on the issue first."""
    hits = taken.hits
    found = hits[hits["is_counted"] & hits["article_id"].isin(_on_issue(marked))]
    single = found.groupby("article_id")["term"].transform("nunique").eq(1)
    table = (
        found.assign(alone=found["article_id"].where(single))
        .groupby(["term", "concept"], as_index=False)
        .agg(mentions=("mentions", "sum"), articles=("article_id", "nunique"),
             alone=("alone", "nunique"))
    )  # fmt: skip
    every = hits.groupby(["term", "concept"], as_index=False).agg(
        articles_anywhere=("article_id", "nunique")
    )
    table = every.merge(table, on=["term", "concept"], how="left")
    counts = ["mentions", "articles", "alone"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["alone_share"] = table["alone"] / max(len(_on_issue(marked)), 1)
    table = table.join(_precisions(table, found, known))
    table = table.merge(_changes(struck), on=["term", "concept"], how="left")
    table = _unchanged(table, marked)
    return table.sort_values(["articles", "term"], ascending=[False, True], ignore_index=True)


def _with_rqtr(terms: pd.DataFrame, taken: Instrument) -> tuple[pd.DataFrame, float]:
    """Add QTR and RQTR, and return the baseline; the core is the result without the term."""
    both = (terms["articles"] - terms["lost"]).clip(lower=0)
    every, is_core = terms["articles_anywhere"], terms["term"].isin(taken.core)
    base = baseline(both[is_core], every[is_core])
    part = qtr(both, every)
    return terms.assign(qtr=part, rqtr=rqtr(part, base))[TERMS], base


def _on_issue(marked: pd.DataFrame) -> pd.Series:
    return marked.loc[marked["is_issue"], "article_id"]


def _precisions(table: pd.DataFrame, found: pd.DataFrame, known: Weighted | None) -> pd.DataFrame:
    """Return for each term the precision of the coded articles on the issue that hold it."""
    holding = found.groupby(["term", "concept"])["article_id"].agg(set).to_dict()
    rows = []
    for key in zip(table["term"], table["concept"]):
        share = NO_RATE
        if known is not None and key in holding:
            chosen = known.articles["article_id"].isin(holding[key])
            share = audit_coded.precision_of_term(known, chosen)
        rows.append({"coded": share.drawn, **_named("precision", share)})
    return pd.DataFrame(rows, columns=["coded", "precision", "precision_low", "precision_high"])


def _changes(struck: pd.DataFrame) -> pd.DataFrame:
    terms = struck[struck["kind"] == "term"].rename(columns={"name": "term"})
    return terms[["term", "concept", "lost", "gained", "articles_without", "share_without"]]


def _unchanged(table: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """Fill in the terms that stand only where no article can change."""
    number = int(marked["is_issue"].sum())
    whole = {"lost": 0, "gained": 0, "articles_without": number}
    table = table.fillna({**whole, "share_without": number / max(len(marked), 1)})
    return table.astype(dict.fromkeys(whole, "int64"))
