"""What an audit found, in sentences: how right, how complete, what hangs on which term.

In: an `Audit` of `words.audit`. Out: sentences in the reader's language, most important first.

Cannot do: give advice; whether a term stays is for a researcher who has read what it finds.
"""

import pandas as pd

from analysis.report import numbers
from analysis.report.settings import language, language_of
from analysis.report.tables import fill
from analysis.words.audit import Audit

WEAK, LISTED = 0.5, 8
ENOUGH = 5  # coded articles below which no term is called seldom right
WIDE = 0.5  # an interval of recall wider than this says next to nothing


def audit_in_words(audit: Audit, *, lang: str = "") -> list[str]:
    """Return what an audit found as plain sentences, in en or id (without `lang`: the report's)."""
    lang = language_of(lang) if lang else language()
    row = audit.whole.iloc[0].to_dict()
    said = [fill("audit_result", row, lang=lang), *_quality(row, lang)]
    return [*said, *_terms(audit.terms, lang), *_words(audit, lang)]


def _quality(row: dict, lang: str) -> list[str]:
    said = []
    for name, coded in (("precision", "coded"), ("recall", "unmarked_coded")):
        if pd.isna(row[name]):
            said.append(numbers.text(f"audit_no_{name}", lang))
            continue
        ends = {end: numbers.percent(row[f"{name}_{end}"], lang) for end in ("low", "high")}
        is_wide = name == "recall" and row["recall_high"] - row["recall_low"] > WIDE
        key = "audit_recall_wide" if is_wide else f"audit_{name}"
        said.append(fill(key, {**row, **ends, coded: int(row[coded])}, lang=lang))
    if row["coded"] + row["unmarked_coded"] and not row["is_weighted"]:
        said.append(numbers.text("audit_unweighted", lang))
    return said


def _terms(terms: pd.DataFrame, lang: str) -> list[str]:
    if terms.empty:
        return []
    said = []
    most = terms.sort_values(["lost", "alone", "term"], ascending=[False, False, True]).iloc[0]
    if most["lost"]:
        said.append(fill("audit_most_alone", most, lang=lang))
    needless = int(((terms["lost"] == 0) & (terms["gained"] == 0)).sum())
    if needless:
        values = {"number": numbers.count(needless, lang), "terms": numbers.count(len(terms), lang)}
        said.append(numbers.text("audit_needless", lang, **values))
    weak = terms.loc[(terms["precision_high"] < WEAK) & (terms["coded"] >= ENOUGH), "term"]
    if len(weak):
        said.append(numbers.text("audit_weak", lang, terms=_listed(weak)))
    return said


def _words(audit: Audit, lang: str) -> list[str]:
    said = []
    if len(audit.candidates):
        words = _listed(audit.candidates["word"])
        said.append(numbers.text("audit_candidates", lang, words=words))
    withheld = int(audit.whole["words_withheld"].iloc[0])
    if withheld:
        number = numbers.count(withheld, lang)
        said.append(numbers.text("audit_withheld", lang, number=number, n=withheld))
    return said


def _listed(words: pd.Series) -> str:
    more = f" (+{len(words) - LISTED})" if len(words) > LISTED else ""
    return ", ".join(f"“{word}”" for word in words[:LISTED]) + more
