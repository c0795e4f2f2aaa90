"""Counts that a reader of the report needs before any trend: span, origins, the account of rows.

In: articles with their account (`corpus.load`). Out: small tables, one row a bar or a line.

Cannot do: it names no file and no article, because file names of saved pages are headlines;
`furniture_lines` alone repeats what was read and is for the user's own eyes.
"""

import re

import pandas as pd
import polars as pl

from analysis.corpus.ledger import ledger, sources
from analysis.schema import check

ROWS = ["rows_read", "kept", "quarantined", "repeats"]
INVENTORY = {"aspect": "str", "value": "str", "rows": "int64", "of": "int64"}
COUNTED = re.compile(r"^(\d[\d,]*) (?:texts: |(?=(?:texts|rows|ids|articles|documents)\b))")
"""A ledger row that stands for many begins with their number, as in "1,000 texts: ..."."""
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
QUOTED = re.compile(r"(?<!\w)(['\"]).*?\1(?!\w)|“[^”]*”")
HEADER = re.compile(r"\(it has: .*\)")
"""The columns of a file without a header are the words of its first row."""
LISTED = re.compile(r"…(?:, …)+")
SHORTEST_NAME = 5
"""A file name of fewer letters may be an ordinary word of a reason."""


def span(articles: pd.DataFrame) -> dict:
    """Return one record for a sentence: articles, outlets, dated articles, first and last day."""
    check(articles, "articles", needs=["outlet", "published_on"])
    days = articles["published_on"].dropna()
    return {
        "articles": len(articles),
        "outlets": articles["outlet"].replace("", pd.NA).nunique(),
        "dated": len(days),
        "dated_share": len(days) / len(articles) if len(articles) else float("nan"),
        "first_on": days.min(),
        "last_on": days.max(),
    }


def tally(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Count the rows of a table by some of its columns, most first; one row a combination."""
    counted = table.groupby(columns, sort=False).size().rename("rows").reset_index()
    return counted.sort_values("rows", ascending=False, kind="stable", ignore_index=True)


def account(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the account of every row read, one row a kind of file, the sum of all at the foot.

    In each row rows_read = kept + quarantined + repeats.
    """
    by_kind = (
        sources(articles)
        .groupby("kind")
        .agg(files=("source_file", "size"), **{c: (c, "sum") for c in ROWS})
    )
    by_kind.loc["all"] = by_kind.sum()
    return by_kind.reset_index()


def repairs(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the rows on the ledger by what was done to them; one row an action and column."""
    return tally(ledger(articles), ["action", "column"])


def reasons(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the rows on the ledger by reason, most first.

    One row an action and reason (`action, reason, rows`). Names of files, quoted words and numbers
    that differ between rows are "…" in the reason, so that equal reasons are counted together.
    """
    rows = ledger(articles)
    is_repeat = rows["action"] == "repeat"
    told = rows["reason"].mask(is_repeat, "equal to an earlier row or file")
    counted = told.str.extract(COUNTED, expand=False).str.replace(",", "")
    plain = _nameless(told.str.replace(COUNTED, "", n=1, regex=True), _names(articles))
    table = rows[["action"]].assign(
        rows=pd.to_numeric(counted).fillna(1).astype("int64"),
        reason=plain,
        key=plain.str.replace(NUMBER, "…", regex=True),
    )
    groups = table.groupby(["action", "key"], sort=False)
    made = groups.agg(rows=("rows", "sum"), reason=("reason", "first"), forms=("reason", "nunique"))
    made = made.reset_index()
    made["reason"] = made["reason"].where(made["forms"] == 1, made["key"])
    made = made.sort_values(["rows", "action", "reason"], ascending=[False, True, True])
    return made[["action", "reason", "rows"]].reset_index(drop=True)


def _names(articles: pd.DataFrame) -> list[str]:
    """Return the names of all files, with and without their folder, the longest first."""
    files = pd.concat([ledger(articles)["source_file"], sources(articles)["source_file"]])
    whole = set(files.unique())
    names = whole | {name.rsplit("/", 1)[-1] for name in whole}
    return sorted((n for n in names if len(n) >= SHORTEST_NAME), key=lambda n: (-len(n), n))


def _nameless(told: pd.Series, names: list[str]) -> pd.Series:
    """Put "…" in place of names of files and columns and of quoted words: all may be headlines."""
    once = pl.Series(told.unique().tolist(), dtype=pl.String)
    bare = once.str.replace_many(dict.fromkeys(names, "…"), leftmost=True) if names else once
    unquoted = (HEADER.sub("(it has: …)", QUOTED.sub("…", reason)) for reason in bare)
    plain = [LISTED.sub("…", reason) for reason in unquoted]
    return told.map(dict(zip(once, plain))).astype("str")


def repeats(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the articles whose url, title or text an earlier article has.

    One row a column: `column, rows` (repeats), `of` (articles in which it is filled).
    """
    found = [c for c in ("url", "title", "text") if c in articles.columns]
    filled = {c: articles.loc[articles[c] != "", c] for c in found}
    rows = [{"column": c, "rows": s.duplicated().sum(), "of": len(s)} for c, s in filled.items()]
    kinds = {"column": "str", "rows": "int64", "of": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def furniture(articles: pd.DataFrame) -> pd.DataFrame:
    """Count what was cut from each outlet's articles as page furniture, largest outlets first.

    One row an outlet: `outlet, articles, articles_cut, lines_cut, share_cut` (0-1, of articles).
    """
    check(articles, "articles", needs=["outlet", "cut_text"])
    lines = articles["cut_text"].str.count(r"\S[^\n]*")
    rows = pd.DataFrame({"outlet": articles["outlet"], "is_cut": lines > 0, "lines": lines})
    made = rows.groupby("outlet", as_index=False).agg(
        articles=("is_cut", "size"), articles_cut=("is_cut", "sum"), lines_cut=("lines", "sum")
    )
    made = made.astype({c: "int64" for c in made.columns[1:]})
    made["share_cut"] = made["articles_cut"] / made["articles"]
    return made.sort_values("articles", ascending=False, kind="stable", ignore_index=True)


def furniture_lines(articles: pd.DataFrame, *, most: int = 10) -> pd.DataFrame:
    """List the lines that were cut most often from each outlet's articles, at most `most` each.

    One row an outlet and line: `outlet, cut_text, articles`, largest outlets first. The lines are
    text that was read: for your own eyes, never for a page at level public.
    """
    check(articles, "articles", needs=["outlet", "cut_text"])
    cut = articles.loc[articles["cut_text"] != "", ["outlet", "cut_text"]]
    lines = cut.assign(cut_text=cut["cut_text"].str.split("\n")).explode("cut_text")
    lines["cut_text"] = lines["cut_text"].str.strip().astype("str")
    lines = lines[lines["cut_text"] != ""].reset_index(names="article").drop_duplicates()
    counted = lines.groupby(["outlet", "cut_text"]).size().rename("articles").reset_index()
    size = counted["outlet"].map(articles["outlet"].value_counts())
    order = counted.assign(size=size).sort_values(
        ["size", "outlet", "articles", "cut_text"], ascending=[False, True, False, True]
    )
    kept = order.groupby("outlet", sort=False).head(most)
    return kept[["outlet", "cut_text", "articles"]].reset_index(drop=True)


def inventory(articles: pd.DataFrame) -> pd.DataFrame:
    """Count what the corpus is made of, as `charts.inventory` draws it.

    One row a bar: `aspect` (rows, files, date_source, date_precision, lang, repeats, furniture,
    reason), `value`, `rows` and `of`, the number of which they are a part; and one of `lines_cut`.
    """
    check(articles, "articles", needs=["outlet", "cut_text"])
    parts = [_rows_and_files(articles)]
    parts += [_valued(articles, c) for c in ("date_source", "date_precision", "lang")]
    again = repeats(articles).rename(columns={"column": "value"})
    parts.append(again[again["of"] > 0].assign(aspect="repeats"))
    parts += [*_furniture_bars(articles), _reason_bars(articles)]
    table = pd.concat([p.reindex(columns=list(INVENTORY)) for p in parts], ignore_index=True)
    return table.astype(INVENTORY)


def _furniture_bars(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = {"outlet": "value", "articles": "of", "articles_cut": "rows"}
    cut = furniture(articles).rename(columns=names)
    lines = {"aspect": "lines_cut", "value": "", "rows": cut["lines_cut"].sum()}
    bars = cut[cut["rows"] > 0].assign(aspect="furniture")
    return bars, pd.DataFrame([lines | {"of": len(articles)}])


def _reason_bars(articles: pd.DataFrame) -> pd.DataFrame:
    """Return a bar a reason; repeats are told by the account."""
    why = reasons(articles)
    why = why[why["action"] != "repeat"].rename(columns={"action": "aspect"})
    read = int(sources(articles)["rows_read"].sum()) or len(articles)
    return why.assign(aspect="reason", value=why["aspect"] + ": " + why["reason"], of=read)


def _rows_and_files(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the account in bars; a table that was not loaded has kept rows and nothing else."""
    files, told = sources(articles), ledger(articles)
    rows = {"kept": len(articles)}
    if len(files):
        rows = {c: int(files[c].sum()) for c in ROWS[1:]}
    refused = told.loc[told["action"] == "refused", "source_file"].nunique()
    read = {"read": len(files), "refused": refused} if len(files) or refused else {}
    bars = [("rows", k, n, sum(rows.values())) for k, n in rows.items()]
    bars += [("files", k, n, sum(read.values())) for k, n in read.items()]
    return pd.DataFrame(bars, columns=list(INVENTORY))


def _valued(articles: pd.DataFrame, column: str) -> pd.DataFrame:
    counts = articles.get(column, pd.Series(dtype="str")).value_counts()
    rows = {"value": counts.index, "rows": counts.array, "of": len(articles)}
    return pd.DataFrame(rows).assign(aspect=column)
