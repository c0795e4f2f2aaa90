"""Aspects within an issue: in how many of the articles on it each theme, form or actor stands.

In: marked articles and a lexicon of aspects (`task-force`, `trafficking-forms`,
`trafficking-actors`, `trafficking-law`, or one of the user's own with `aspects_of:`). Where the
issue is the main subject an aspect counts anywhere in the article; where it is only mentioned,
within `NEAR` words of a mention, since the rest of such an article speaks of something else.

Cannot do: tell what is reported from what is denied or asked for ("no shelter was offered" counts
for protection), or weigh aspects within an article; an aspect that no term names is not seen.
`tests/test_themes.py` prints how well themes and forms agree with articles coded by reading.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binomtest
from tqdm.auto import tqdm

from analysis.corpus import periods
from analysis.schema import DAY, InputError, check
from analysis.words.entries import Lexicon
from analysis.words.evidence import Piece, evidence
from analysis.words.hits import Tools, tools
from analysis.words.lexicon import aspects, lexicon_of, load_lexicon
from analysis.words.weigh import read

NEAR = 40  # words, some two sentences: what still belongs to a mention of the issue
HITS = ["article_id", "concept", "term", "mentions"]


def themes(
    marked: pd.DataFrame,
    lexicon: str | Path | Lexicon = "task-force",
    *,
    issue: str | Path | Lexicon | None = None,
) -> pd.DataFrame:
    """Return how many of the articles on the issue hold each concept of a lexicon of aspects.

    One row a concept, in the order of the file: names for readers, articles on the issue, those
    that hold the concept, their share (0-1) with its 95 % interval (Wilson 1927), mentions,
    distinct terms and rules that were met, issue and both versions. Articles on the issue that hold
    none are in every denominator; without any article on the issue the share is NaN. `issue` is
    needed only when the articles were marked in another session by a lexicon given as a path.
    Raises InputError for articles not marked, or for a lexicon that holds no aspects of the issue.
    """
    lexicon = _inside(marked, lexicon)
    hits = theme_hits(marked, lexicon, issue=issue)
    grid = _concepts(lexicon).assign(issue_articles=int(marked["is_issue"].sum()))
    return _named(_summed(grid, hits, ["concept"]), marked, lexicon)


def themes_over_time(
    marked: pd.DataFrame,
    lexicon: str | Path | Lexicon = "task-force",
    by: str = "month",
    *,
    issue: str | Path | Lexicon | None = None,
) -> pd.DataFrame:
    """Return `themes` for every period from the first to the last article read.

    One row a period and concept; `share` is of the period's articles on the issue, NaN where
    there was none. Articles without a date good enough for the period are left out. Raises
    InputError as `themes` does, and where no article has a date.
    """
    lexicon = _inside(marked, lexicon)
    check(marked, "articles", needs=["published_on"])
    dated = marked[periods.is_dated(marked, by)]
    if dated.empty:
        raise InputError("no article has a date, so themes cannot be put in time")
    starts = periods.starts(dated["published_on"], by)
    span = pd.DataFrame({"period_start": periods.every(starts.min(), starts.max(), by)})
    on_issue = starts[dated["is_issue"]].value_counts()
    span["issue_articles"] = span["period_start"].map(on_issue).fillna(0).astype("int64")
    hits = theme_hits(dated, lexicon, issue=issue)
    first = pd.Series(starts.array, index=dated["article_id"]).groupby(level=0).first()
    hits = hits.assign(period_start=hits["article_id"].map(first).astype(DAY))
    grid = span.merge(_concepts(lexicon), how="cross")
    return _named(_summed(grid, hits, ["period_start", "concept"]), marked, lexicon)


def theme_hits(
    marked: pd.DataFrame,
    lexicon: str | Path | Lexicon = "task-force",
    *,
    issue: str | Path | Lexicon | None = None,
) -> pd.DataFrame:
    """Return what stands behind `themes`: one row an article on the issue, concept and term.

    `term` is the form of the lexicon (or the rule with its terms), `mentions` how often it was
    met; never text of the article. Raises InputError as `themes` does.
    """
    lexicon = _inside(marked, lexicon)
    kit, about = tools(lexicon), tools(lexicon_of(marked, issue))
    alone = _each_alone(kit)
    on_issue = marked[marked["is_issue"]]
    rows = [
        (row.article_id, concept, piece.label)
        for row in tqdm(
            on_issue[["article_id", "title", "text", "issue_level"]].itertuples(),
            total=len(on_issue), leave=False, disable=None, desc="themes",
        )
        for concept, piece in _held(row, kit, alone, about)
    ]  # fmt: skip
    counted = pd.Series(rows, dtype="object").value_counts(sort=False)
    table = [(*row, number) for row, number in counted.items()]
    return pd.DataFrame(table, columns=HITS).astype(
        dict.fromkeys(HITS[:3], "str") | {"mentions": "int64"}
    )


def _inside(marked: pd.DataFrame, lexicon: str | Path | Lexicon) -> Lexicon:
    """Return the lexicon if it holds aspects of the issue that these articles were marked for."""
    if "is_issue" not in marked.columns:
        raise InputError("these articles are not marked yet; call words.mark(articles) first")
    check(marked, "articles", needs=["article_id", "title", "text"])
    check(marked, "marks")
    lexicon = load_lexicon(lexicon)
    for name in sorted(set(marked["issue"])):
        if lexicon.aspects_of != name:
            there = ", ".join(aspects(name)) or "none yet"
            raise InputError(
                f"lexicon {lexicon.name} holds no aspects of {name}; those that do: {there}"
            )
    return lexicon


def _each_alone(kit: Tools) -> dict[str, Tools]:
    """Return for each aspect the tools by which its own terms and rules count and no others."""
    concepts, rules = kit.lexicon.concepts, kit.lexicon.rules
    return {
        name: kit._replace(
            lexicon=kit.lexicon._replace(
                concepts={
                    n: c if n == name else c._replace(role="helper") for n, c in concepts.items()
                },
                rules=tuple(r for r in rules if r.concept == name),
            )
        )
        for name, concept in concepts.items()
        if concept.role == "core"
    }


def _held(
    article: tuple, kit: Tools, alone: dict[str, Tools], about: Tools
) -> Iterator[tuple[str, Piece]]:
    """Yield each piece of evidence for an aspect that belongs to the issue, with its concept."""
    issue = read(article.title, article.text, about)
    mentions = evidence(issue.in_text, about, issue.article)
    anywhere = article.issue_level == 2 or evidence(issue.in_title, about, issue.article)
    seen = read(article.title, article.text, kit)
    for name, tools_of in alone.items():
        for found in (seen.in_title, seen.in_text):
            for piece in evidence(found, tools_of, seen.article):
                if anywhere or any(_away(piece, m) <= NEAR for m in mentions):
                    yield name, piece


def _away(a: Piece, b: Piece) -> int:
    return max(a.first - b.last, b.first - a.last, 0)


def _concepts(lexicon: Lexicon) -> pd.DataFrame:
    kept = [c for c in lexicon.concepts.values() if c.role == "core"]
    plain = [c.name.replace("_", " ") for c in kept]
    labels = {
        f"label_{lang}": [c.label.get(lang, name) for c, name in zip(kept, plain)]
        for lang in ("en", "id")
    }
    return pd.DataFrame({"concept": [c.name for c in kept], **labels}, dtype="str")


def _summed(grid: pd.DataFrame, hits: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    counted = hits.groupby(keys, as_index=False).agg(
        articles=("article_id", "nunique"), mentions=("mentions", "sum"), terms=("term", "nunique")
    )
    table = grid.merge(counted, on=keys, how="left")
    counts = ["articles", "mentions", "terms"]
    table[counts] = table[counts].fillna(0).astype("int64")
    ends = [_interval(a, n) for a, n in zip(table["articles"], table["issue_articles"])]
    table["share"] = table["articles"] / table["issue_articles"].replace(0, np.nan)
    table["share_low"], table["share_high"] = (
        pd.Series([e[i] for e in ends], dtype="float64") for i in (0, 1)
    )
    columns = [*grid.columns, "articles", "share", "share_low", "share_high", "mentions", "terms"]
    return table[columns]


def _interval(hits: int, seen: int) -> tuple[float, float]:
    if not seen:
        return float("nan"), float("nan")
    ends = binomtest(int(hits), int(seen)).proportion_ci(method="wilson")
    return float(ends.low), float(ends.high)


def _named(table: pd.DataFrame, marked: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Add which issue and which versions of both lexicons the counts rest on."""
    first = marked[["issue", "lexicon_version"]].iloc[:1].to_dict("records")
    of = first[0] if first else {"issue": lexicon.aspects_of, "lexicon_version": ""}
    return table.assign(**of, aspects_version=lexicon.version)
