"""The verdict: a claim about attention, tested in every reasonable way, answered or left open.

In: articles (or an attention table of counts), a claim, a day, rivals. Out: a `Verdict`: yes, no
or "cannot be said", with every specification behind it, the power there was, the data that would
settle it, whether the lists of words were frozen before looking, and a record for a file.

The rules are those of `claims`; the answer is that of the main specification where at least half
of all specifications agree and at most 5 % say the contrary.

Cannot do: test what no article of the collection could show. It speaks of the outlets collected;
"the press" is more. It does not correct the marks for their error rate.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.attention import claims, registration
from analysis.attention.issue_levels import Issue, levels, name_of
from analysis.attention.share import group_of
from analysis.attention.specifications import (
    LEAST_READ,
    WINDOWS,
    Plan,
    days_read,
    of_articles,
    of_table,
)
from analysis.attention.verdict_words import date, in_words, needed
from analysis.schema import InputError, check
from analysis.words.entries import Lexicon

RIVALS = ("narcotics", "corruption", "domestic-violence", "terrorism", "disasters")
"""Whom `prominent` compares with where no rival is named."""
LONGEST_LABEL = 300
RULES = {
    "level": claims.LEVEL,
    "power": claims.POWER,
    "least_change": claims.LEAST_CHANGE,
    "least_for": claims.LEAST_FOR,
    "most_against": claims.MOST_AGAINST,
    "least_read": LEAST_READ,
}
"""The thresholds of the decision, as they stand in the record."""


class Verdict(NamedTuple):
    """An answer and all that it rests on.

    `answer` is "yes", "no" or "cannot be said"; `specifications` one row a specification (see
    `specifications.of_articles`); `shares` the part of them that says each; `power` the smallest
    ratio (for faded the largest below 1) the main one could have seen with 80 % power, NaN where
    there is none; `needed` what would settle it; `badge` "pre-registered (digest, date)" or
    "exploratory: why"; `record` all of it as plain data for JSON, NaN and infinity as None.
    """

    answer: str
    in_words: str
    specifications: pd.DataFrame
    shares: dict[str, float]
    power: float
    needed: str
    badge: str
    record: dict


def verdict(
    articles: pd.DataFrame,
    claim: str,
    *,
    issue: Issue = "trafficking",
    at: str | pd.Timestamp | None = None,
    since: str | pd.Timestamp | None = None,
    against: Sequence[Issue] = (),
    also: Sequence[Issue] = (),
    windows: Sequence[int] = WINDOWS,
    label: str = "",
    registrations: str | Path | None = None,
) -> Verdict:
    """Answer whether an issue was prominent, had more than rivals, rose or faded.

    `articles` are loaded articles, marked or not, or an attention table of counts (for rivals with
    a group column that names the issues). `claim` is "prominent", "more-than", "rose" or "faded".
    Windows of so many days end on `at` (default: the corpus' last day); for rose and faded `since`
    may be given instead: then the later window begins on that day. `against` are rival issues
    (default for prominent: `RIVALS`), `also` other lexicons of the issue itself, each a
    specification. `registrations` is the folder of frozen lexicons (`registration`), where a first
    look is noted. Raises InputError for a claim, day, window or issue that cannot be used, and as
    `levels` does; where no window was read enough the answer is "cannot be said".
    """
    _check(claim, at, since, windows)
    rivals = _rivals(claim, issue, against)
    asked = _Asked(claim, at, since, tuple(int(w) for w in windows))
    if "period_start" in articles.columns:
        return _told(_of_counts(articles, asked, [issue, *rivals]), label)
    return _told(_of_articles(articles, asked, [issue, *also], rivals, registrations), label)


class _Asked(NamedTuple):
    claim: str
    at: str | pd.Timestamp | None
    since: str | pd.Timestamp | None
    windows: tuple[int, ...]


class _Found(NamedTuple):
    plan: Plan
    table: pd.DataFrame
    notes: list[str]
    issue: str
    rivals: list[str]
    badge: str
    lexicons: dict[str, str]


def _check(claim: str, at: object, since: object, windows: Sequence[int]) -> None:
    if claim not in claims.CLAIMS:
        raise InputError(f"claim={claim!r}: say one of {', '.join(claims.CLAIMS)}")
    if since is not None and claim not in claims.CHANGES:
        raise InputError(f"since={since!r} goes with rose and faded; {claim} takes at=")
    if at is not None and since is not None:
        raise InputError(
            "verdict: give at=, the last day of the later window, or since=, its first"
        )
    whole = all(isinstance(w, int | np.integer) and 7 <= w <= 36_525 for w in windows)
    if not windows or not whole or list(windows) != sorted(set(windows)):
        raise InputError(
            f"windows={tuple(windows)!r}: give whole numbers of days, 7 or more, each longer than "
            "the last, such as (90, 180, 365)"
        )


def _rivals(claim: str, issue: Issue, against: Sequence[Issue]) -> list[Issue]:
    """Return the rivals a claim is compared with; a change needs none."""
    if isinstance(against, str | Path | Lexicon):
        against = [against]
    if claim in claims.CHANGES:
        return []
    rivals = list(against) or [r for r in RIVALS if claim == "prominent" and r != name_of(issue)]
    if not rivals:
        raise InputError(
            "claim='more-than': name the issues it had more than: against=['narcotics']"
        )
    if name_of(issue) in map(name_of, rivals):
        raise InputError(f"against: {name_of(issue)!r} is the issue itself; name others")
    return rivals


def _of_articles(
    articles: pd.DataFrame,
    asked: _Asked,
    own: Sequence[Issue],
    rivals: Sequence[Issue],
    registrations: str | Path | None,
) -> _Found:
    if articles.empty:
        raise InputError("verdict: the table holds no article; look at corpus.ledger(articles)")
    base = levels(articles, own, rivals)
    plan = _plan(asked, base.day)
    table, notes = of_articles(base, plan)
    badge = registration.badge([], "")
    if base.lexicons and "article_id" in articles.columns:
        digest = registration.corpus_digest(articles)
        looked_at = registration.look(digest, base.names[0], registrations)
        badge = registration.badge(base.lexicons, looked_at, registrations)
    versions = {lexicon.name: lexicon.version for lexicon in base.lexicons}
    names = base.names[0], base.names[base.own :]
    return _Found(plan, table, base.notes + notes, *names, badge, versions)


def _of_counts(counts: pd.DataFrame, asked: _Asked, issues: Sequence[Issue]) -> _Found:
    needs = ["period_start", "total_articles", "issue_articles"]
    check(counts, "attention", needs=needs)
    wrong = (counts["issue_articles"] < 0) | (counts["issue_articles"] > counts["total_articles"])
    if wrong.any():
        raise InputError(
            f"verdict: in {int(wrong.sum())} rows the articles on the issue are negative or more "
            "than all articles; attention.from_counts names the rows"
        )
    names, group = list(map(name_of, issues)), group_of(counts)
    if group or len(names) > 1:
        _check_groups(counts, group, names)
    if not (counts["total_articles"] > 0).any():
        raise InputError("verdict: no period of the table has an article, so there is no share")
    plan = _plan(asked, days_read(counts))
    table, notes = of_table(counts, names, group, plan)
    return _Found(plan, table, notes, names[0], names[1:], registration.badge([], ""), {})


def _check_groups(counts: pd.DataFrame, group: str | None, names: list[str]) -> None:
    known = sorted(map(str, counts[group].unique())) if group else []
    missing = [n for n in names if n not in known]
    if missing:
        raise InputError(
            f"verdict: the table of counts has no rows of {', '.join(missing)}; "
            + (f"its {group} has {', '.join(known[:20])}" if group else "it counts one issue only")
        )


def _plan(asked: _Asked, days: np.ndarray) -> Plan:
    """Return the plan; its day must lie within the days read."""
    first, last = int(days.min()), int(days.max())
    given = asked.since if asked.since is not None else asked.at
    if given is None:
        return Plan(asked.claim, last, False, asked.windows)
    try:
        day = int(pd.Timestamp(given).to_datetime64().astype("datetime64[D]").astype("int64"))
    except (TypeError, ValueError) as error:
        raise InputError(f"{str(given)[:40]!r} is no day; write it such as 2017-10-26") from error
    if not first <= day <= last:
        raise InputError(
            f"{date(day)} lies outside the corpus, which runs from {date(first)} to {date(last)}"
        )
    return Plan(asked.claim, day, asked.since is not None, asked.windows)


def _told(found: _Found, label: str) -> Verdict:
    """Put what was found into words and into a record."""
    table, answer = found.table, claims.answer(found.table)
    parts = {
        s: float((table["says"] == s).mean()) if len(table) else 0.0
        for s in (claims.YES, claims.NO, claims.OPEN)
    }
    power = _power(table, found.plan.claim)
    wanted = needed(found.plan.claim, answer, table)
    asked = {
        "label": " ".join(label.split())[:LONGEST_LABEL],
        "claim": found.plan.claim,
        "issue": found.issue,
        "against": found.rivals,
        "since" if found.plan.is_since else "at": date(found.plan.day),
        "windows": list(found.plan.windows),
    }
    said = in_words(asked, answer, table, found.badge, wanted)
    told = {"answer": answer, "in_words": said, "shares": parts, "power": power, "needed": wanted}
    told |= {"badge": found.badge, "lexicons": found.lexicons, "notes": found.notes}
    record = asked | told | {"rules": RULES, "specifications": table.to_dict("records")}
    return Verdict(answer, said, table, parts, power, wanted, found.badge, _plain(record))


def _power(table: pd.DataFrame, claim: str) -> float:
    if table.empty:
        return float("nan")
    reach = float(table.loc[table["is_main"], "reach"].iloc[0])
    return 1 / reach if claim == "faded" else reach


def _plain(value: object) -> object:
    """Return plain data that JSON holds: NaN and infinity become None."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not np.isfinite(value) else value
