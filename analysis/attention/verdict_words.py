"""A verdict in sentences: the question, the main specification, how many agree, what is wanting.

In: what was asked and the table of specifications. Out: plain English for records and logs; the
page has its own words in two languages.

Cannot do: other languages, or more than the numbers behind it.
"""

import numpy as np
import pandas as pd

from analysis.attention import claims
from analysis.attention.overview import DEFINITIONS

CHOICES = ("lexicon", "level", "unit", "outlets", "window_days", "comparison")
"""The columns that name a specification's choices."""
HEADS = {claims.YES: "Yes", claims.NO: "No", claims.OPEN: "Cannot be said"}
MOST_TIMES = 1000
LEAST_KEPT = 0.5
"""A main specification that counts a smaller part of its window says so."""
NO_END = 1e6


def date(day: int) -> str:
    """Return a day, counted from 1970, as YYYY-MM-DD."""
    return str(np.datetime64(day, "D"))


def in_words(asked: dict, answer: str, table: pd.DataFrame, badge: str, wanted: str) -> str:
    """Return the verdict in a few sentences."""
    head = f"{HEADS[answer]}: {_question(asked)}"
    if table.empty:
        return f"{head} {wanted} {_badge(badge)}"
    said = [head, _main(table, asked["claim"]), _all(table)]
    if answer == claims.OPEN:
        said += [turning(table)]
    return " ".join([*filter(None, said), wanted, _badge(badge)]).replace("  ", " ")


def needed(claim: str, answer: str, table: pd.DataFrame) -> str:
    """Return the data that would settle the claim, or "" where it is settled."""
    if table.empty:
        return (
            "No window was read for half of its weeks, so nothing can be compared; it needs "
            "articles (or counts with totals) of more days."
        )
    if answer != claims.OPEN:
        return ""
    main = table[table["is_main"]].iloc[0]
    if main["says"] != claims.OPEN:
        return (
            "More articles of the same kind would not settle it: the main specification says "
            f"{main['says']} and others do not follow; settle which of them is meant."
        )
    compared = claims.Compared(*main[["ratio", "low", "high", "reach"]].astype(float))
    times, ratio = claims.times_needed(compared, claim)
    many = f"{times:,.1f}" if times < MOST_TIMES else f"more than {MOST_TIMES:,}"
    articles = f" ({times * main['total_count']:,.0f} {main['unit']})" if times < MOST_TIMES else ""
    return (
        f"To see a ratio of {ratio:.2f} with 80 % power the main specification needs {many} times "
        f"its {main['total_count']:,} {main['unit']}{articles}."
    )


def turning(table: pd.DataFrame) -> str:
    """Return the choice on which the answer turns most, where specifications contradict."""
    kinds = set(table["says"])
    if not {claims.YES, claims.NO} <= kinds:
        return ""
    score = table["says"].map({claims.YES: 1, claims.NO: -1, claims.OPEN: 0})
    by = {c: score.groupby(table[c]).mean() for c in CHOICES}
    by = {c: means for c, means in by.items() if len(means) > 1}
    if not by:
        return ""
    name = max(by, key=lambda c: np.ptp(by[c]))
    ends = by[name].idxmax(), by[name].idxmin()
    choice = name.replace("_", " ")
    return f"It turns most on the {choice}: {ends[0]} leans to yes, {ends[1]} to no."


def _question(asked: dict) -> str:
    issue = asked["issue"]
    when = f"since {asked['since']}" if "since" in asked else f"up to {asked['at']}"
    rivals = ", ".join(asked["against"])
    return {
        "prominent": f"was {issue} prominent {when}, beside {rivals}?",
        "more-than": f"did {issue} have more coverage {when} than {rivals}?",
        "rose": f"did the share of {issue} rise {when}?",
        "faded": f"did the share of {issue} fall {when}?",
    }[asked["claim"]]


def _main(table: pd.DataFrame, claim: str) -> str:
    main = table[table["is_main"]].iloc[0]
    unit, window = main["unit"], f"{main['window_days']} days"
    against = (
        f"{main['other_count']:,} of {main['other_total']:,} in the {main['comparison']}"
        if claim in claims.CHANGES
        else f"{main['other_count']:,} on {main['rival']}, the rival that decides"
    )
    return (
        f"In the main specification ({DEFINITIONS[main['level']]}; {unit}; outlets: "
        f"{main['outlets']}; {window}) {main['issue_count']:,} of {main['total_count']:,} {unit} "
        f"are on the issue, against {against}: ratio {_number(main['ratio'])} "
        f"({_number(main['low'])} to {_number(main['high'])}, one-sided 5 % tests), which says: "
        f"{main['says']}.{_kept(table, main)}"
    )


def _kept(table: pd.DataFrame, main: pd.Series) -> str:
    """Say where the main specification leaves out most of what was read in its window."""
    alike = (
        table[["window_days", "comparison", "unit"]] == main[["window_days", "comparison", "unit"]]
    )
    everyone = table.loc[alike.all(axis=1) & (table["outlets"] == "all"), "total_count"].max()
    if main["total_count"] >= LEAST_KEPT * everyone:
        return ""
    return (
        f" Most outlets were not read throughout: it counts {main['total_count']:,} of "
        f"{everyone:,} {main['unit']}."
    )


def _number(ratio: float) -> str:
    """Write a ratio; NaN is none, and a ratio over nothing has no end."""
    if np.isnan(ratio):
        return "unknown"
    return f"{ratio:.2f}" if ratio < NO_END else "without end"


def _all(table: pd.DataFrame) -> str:
    numbers = table["says"].value_counts()
    yes, no, left = (int(numbers.get(s, 0)) for s in (claims.YES, claims.NO, claims.OPEN))
    return f"Of {len(table)} specifications {yes} say yes, {no} no, {left} leave it open."


def _badge(badge: str) -> str:
    return f"[{badge}]"
