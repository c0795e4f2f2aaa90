"""The coded sample: which articles were read by a person, and what each coder decided.

In: a CSV file, or a file of coded JSON lines that names articles by their address. Out: a table,
one row an article and coder. Codes of a row that cannot be used are named with the row and the
remedy, and the good rows are kept. The file holds no text: only the columns of `CODED` leave, and
a note is one short line.

`probability` is the chance that the article had to be drawn. NaN says it was picked, for instance
because a model was unsure of it; it then teaches a model and is left out of estimates for a corpus.

Cannot do: tell whether a code is right, or find the article of an id that another corpus gave.
"""

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from analysis.corpus.files import write_csv
from analysis.schema import InputError
from analysis.words.coded_cells import (
    COLUMNS,
    LEVELS,
    TEXTS,
    bare,
    cells_of,
    need,
    protected,
    reasons_of,
    typed,
)

__all__ = [
    "COLUMNS",
    "add",
    "empty",
    "join",
    "problems",
    "read_coded",
    "read_coded_jsonl",
    "settled",
    "write_coded",
]


def empty() -> pd.DataFrame:
    """Return a coded sample without rows."""
    return typed(pd.DataFrame(columns=COLUMNS))


def read_coded(path: str | Path, *, coders: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the coded sample of a CSV file: one row an article and coder, in order of coding.

    Rows that cannot be used are left out, and a UserWarning names each with the remedy; `problems`
    lists them. Of two codes of one coder for one article the later holds, and that is said too.
    `coders` names the coders there are, where others shall be refused. Raises InputError for a
    file that is no such table.
    """
    table, told = _read(Path(path), coders)
    if len(told):
        lines = [f"row {row}: {reason}" for row, reason in told.head(5).itertuples(index=False)]
        more = [f"and {len(told) - 5} more"] if len(told) > 5 else []
        message = f"{Path(path).name}: {len(told)} rows not used; {'; '.join([*lines, *more])}"
        warnings.warn(message, UserWarning, stacklevel=2)
    return table


def problems(path: str | Path, *, coders: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return one row a line of the file that is not used: `row` (header is 1) and `reason`."""
    return _read(Path(path), coders)[1]


def write_coded(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a coded sample as CSV, whole or not at all, and return its path.

    Other columns than those of `CODED` are not written. Lines of the older file that `problems`
    lists are kept beside it as `<name>.aside.csv`, as they stood. Raises InputError, and leaves
    the older file, for a missing column, a row that could not be read again, or a long note.
    """
    path = Path(path)
    need(table, "coded sample")
    reasons = reasons_of(table, ())
    if (reasons != "").any():
        at = int((reasons != "").to_numpy().argmax())
        raise InputError(f"coded sample, row {at + 1}: {reasons.iloc[at]}")
    _set_aside(path)
    made = typed(table)
    return write_csv(made.assign(**{c: protected(made[c]) for c in TEXTS}), path)


def add(
    coded: pd.DataFrame,
    article_id: str,
    relevance: int,
    coder: str,
    *,
    is_borderline: bool = False,
    note: str = "",
    drawn: pd.Series | dict | None = None,
) -> pd.DataFrame:
    """Return the sample with one code more, made now; it replaces this coder's older one.

    `drawn` is the article's row of `sampling.next_to_code`: stratum, its size, and probability.
    """
    row = {
        "article_id": article_id,
        "relevance": relevance,
        "coder": coder,
        "coded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "is_borderline": is_borderline,
        "note": note,
        **{c: (drawn or {}).get(c) for c in ("stratum", "stratum_size", "probability")},
    }
    is_older = (coded["article_id"] == article_id) & (coded["coder"] == coder)
    return typed(pd.DataFrame([*coded[~is_older].to_dict("records"), row]))


def settled(coded: pd.DataFrame) -> pd.DataFrame:
    """Return one row an article: the code of the coder who coded most, else of the next.

    Two coders are compared by `agreement`; here one of them must hold, and always the same.
    """
    coded = coded.reset_index(drop=True)
    most = coded["coder"].value_counts()
    order = coded.assign(_most=-coded["coder"].map(most)).sort_values(
        ["_most", "coder"], kind="stable"
    )
    kept = order.drop_duplicates("article_id").index
    return coded.loc[coded.index.isin(kept)].reset_index(drop=True)


def join(marked: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Return the marked articles that were coded, with their settled code in further columns
    (in place of columns of the same names).

    A UserWarning says how many coded articles are not in this corpus. Raises InputError when none
    is, or when two articles have one id.
    """
    if marked["article_id"].duplicated().any():
        raise InputError("two articles have one article_id; load the corpus with corpus.load")
    codes = settled(coded)
    old = [c for c in codes.columns if c != "article_id" and c in marked.columns]
    both = marked.drop(columns=old).merge(codes, on="article_id", how="inner", validate="1:1")
    strange = len(codes) - len(both)
    if len(codes) and not len(both):
        raise InputError(
            f"none of the {len(codes)} coded articles is in this corpus; "
            "load the corpus they were coded in"
        )
    if strange:
        warnings.warn(
            f"{strange} of {len(codes)} coded articles are not in this corpus and are left out",
            UserWarning,
            stacklevel=2,
        )
    return both


def read_coded_jsonl(path: str | Path, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the coded sample of a file of JSON lines that names articles by `url`.

    One row an article and coder ("first", "second" where `second_coder_relevance` is given), with
    `key` and `case` of the file beside the columns of `CODED`. The probability is the part of its
    stratum that was coded. Raises InputError for a line that is no code, or addresses not read.
    """
    lines = Path(path).read_text("utf-8").splitlines()
    gold = pd.DataFrame([_coded_line(s, f"{Path(path).name}, line {n}")
                         for n, s in enumerate(lines, 1) if s.strip()])  # fmt: skip
    known = articles[articles["url"] != ""].drop_duplicates("url")[["url", "article_id"]]
    both = gold.merge(known, on="url", how="left")
    missing = int(both["article_id"].isna().sum())
    if missing:
        raise InputError(
            f"{Path(path).name}: {missing} of {len(both)} addresses are not in this corpus; "
            "load the corpus that was coded"
        )
    strata = both.groupby(["stratum", "stratum_size"])["url"].transform("size")
    both["probability"] = strata / both["stratum_size"].where(both["stratum_size"] > 0)
    second = both[both["second_coder_relevance"].notna()]
    second = second.assign(relevance=second["second_coder_relevance"].astype("int64"))
    parts = [both.assign(coder="first"), second.assign(coder="second")]
    table = pd.concat(parts, ignore_index=True)
    return pd.concat([typed(table), table[["key", "case"]]], axis=1)


def _coded_line(line: str, where: str) -> dict:
    try:
        row = json.loads(line)
        relevance, url = row["relevance"], row["url"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where}: not a JSON object with `url` and `relevance`") from error
    if relevance not in LEVELS or isinstance(relevance, bool):
        raise InputError(f"{where}: relevance is not 0, 1 or 2")
    return {
        "url": str(url),
        "relevance": int(relevance),
        "is_borderline": bool(row.get("borderline", False)),
        "second_coder_relevance": row.get("second_coder_relevance"),
        "stratum": str(row.get("stratum") or ""),
        "stratum_size": int(row.get("stratum_size") or 0),
        "key": str(row.get("key") or ""),
        "case": str(row.get("case") or ""),
    }


def _read(path: Path, coders: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    raw = cells_of(path)
    need(raw, path.name)
    clean = raw.assign(**{c: bare(raw[c]) for c in TEXTS if c in raw.columns})
    reasons = reasons_of(clean, coders)
    good = typed(clean[reasons == ""])
    good = good.sort_values("coded_at", kind="stable")
    older = good.index[good.duplicated(["article_id", "coder"], keep="last")]
    reasons[older] = "this coder coded the article again later, and the later code holds"
    told = pd.DataFrame({"row": raw["_row"], "reason": reasons})[reasons != ""]
    return good.drop(older).reset_index(drop=True), told.reset_index(drop=True)


def _set_aside(path: Path) -> None:
    """Keep the lines of an older file that a new one would lose."""
    if not path.exists():
        return
    told = problems(path)
    if told.empty:
        return
    aside = path.with_name(f"{path.stem}.aside.csv")
    rows = cells_of(path).merge(told, left_on="_row", right_on="row").drop(columns=["_row", "row"])
    if aside.exists():
        rows = pd.concat([cells_of(aside).drop(columns="_row"), rows], ignore_index=True)
    write_csv(rows.drop_duplicates(), aside)
