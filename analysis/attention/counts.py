"""Tables of counts with their denominators become attention tables: no article is needed.

Media Cloud and FiveThirtyEight exports and Indonesian ministry tables are recognised by their
column names, GDELT timelines and JSON of Media Cloud by what they hold; any other table by naming
the columns. The table's own periods are kept: weeks stamped on Sunday stay on Sunday.

Cannot do: without a denominator nothing can be shared out, and such a table is refused. It does
not know whether the first and last period were counted to their end (`is_partial` is False where
the table does not say), nor what a source counts as an article. A total of 0 is taken for "nothing
was read", a gap: some sources print 0 there as no attention.
"""

import re
from pathlib import Path

import pandas as pd

from analysis.attention import wide
from analysis.attention.periods import read_periods, step
from analysis.attention.share import with_shares
from analysis.corpus.columns import fits, looks_like_counts
from analysis.corpus.describe import check_grid
from analysis.corpus.readers import services
from analysis.corpus.readers.tables import whole_table
from analysis.schema import ATTENTION, InputError

KNOWN = {
    "period": "period_start period date day week bucket month datetime tanggal hari minggu bulan "
    "periode year tahun",
    "total": "total_articles all_candidate_stories all_candidate_clips total_count total_stories "
    "total_clips all_articles jumlah_total total_berita total jumlah_seluruh seluruh",
    "matched": "issue_articles matched_stories matching_stories matched_clips article_count "
    "matched count hits jumlah_berita jumlah_kasus jumlah",
    "group": "group outlet media media_name name nama query provinsi province source sumber "
    "kategori category",
}
"""Column names known, the surer before the less sure."""
NAMED = {"period": "period", "total": "total number of articles", "matched": "number on the issue"}
WHOLE = re.compile(r"-?\d+(?:\.0{0,2})?|-?\d{1,3}(?:,\d{3})+|-?\d{1,3}(?:\.\d{3}){2,}")


def from_counts(
    source: str | Path | pd.DataFrame,
    *,
    period: str | None = None,
    total: str | None = None,
    matched: str | None = None,
    group: str | None = None,
) -> pd.DataFrame:
    """Make an attention table from a file or table of counts.

    One row a row of the source: `issue_articles` from the `matched` column, `total_articles`
    from `total`, share = matched / total and its Wilson interval; share NaN where total is 0.
    Columns not named are guessed from their names. `group` (a column such as "outlet") keeps its
    name; it is guessed only where periods repeat. In a table of one column a query, name `total`:
    the queries become a group. A period that a regular series leaves out becomes a gap; steps of
    a GDELT timeline shorter than a day are summed to days. Raises InputError, naming row and
    remedy, for negative or broken counts, matched above total, no denominators and periods that
    come twice.
    """
    table, label = _read(source)
    if total in table.columns and matched is None and not _known(table, "matched"):
        table = wide.lengthened(table, period or _known(table, "period"), total)
    given = {"period": period, "total": total, "matched": matched, "group": group}
    columns = {role: _find(table, role, name, label) for role, name in given.items()}
    counts = pd.DataFrame(
        {
            "period_start": _periods(table, columns["period"], label),
            "issue_articles": _whole(table, columns["matched"], label),
            "total_articles": _whole(table, columns["total"], label),
            "is_partial": _flags(table),
            "_row": table["_row"],
        }
    )
    _check_counts(counts, label)
    key = _group_key(counts, columns["group"], given=group is not None)
    if key:
        counts[key] = table[columns["group"]].str.strip()
    _check_repeats(counts, key, label)
    measured = _with_gaps(counts.drop(columns="_row"), key)
    return with_shares(measured.assign(left_out_articles=0), key)


def holds_counts(path: str | Path) -> bool:
    """Say whether a file is a table of counts or shares by period, with a total or without."""
    path = Path(path)
    if not path.is_file():
        return False
    content = path.read_bytes()
    if services.is_counts(content):
        return True
    try:
        names = list(whole_table(content, path.name).frame.columns)
    except InputError:
        return False
    return looks_like_counts(names) and not fits(names)


def _read(source: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the source as text with the row number of each row, and its name for messages."""
    if isinstance(source, pd.DataFrame):
        if source.empty:
            raise InputError("table of counts: it holds no rows")
        texts = source.reset_index(drop=True).map(lambda cell: "" if pd.isna(cell) else str(cell))
        return texts.assign(_row=range(1, len(texts) + 1)), "table of counts"
    path = Path(source)
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the path of a table of counts (CSV or XLSX)")
    content = path.read_bytes()
    if (table := services.counts(content, path.name)) is not None:
        return table, path.name
    if services.recognises(content) and not services.is_counts(content):
        services.read(content, path.name)  # says it better where it holds no articles either
        raise InputError(
            f"{path.name}: articles, not counts; give a story list together with its counts: "
            "attention.paired(stories, counts)"
        )
    raw = whole_table(content, path.name)
    if raw.rows_read != len(raw.frame):
        broken = next(n for n in raw.notes if n["action"] == "quarantined")
        raise InputError(f"{path.name}, row {broken['source_row']}: {broken['reason']}")
    if raw.frame.empty:
        raise InputError(f"{path.name}: the table holds no rows of counts")
    return raw.frame, path.name


def _find(table: pd.DataFrame, role: str, name: str | None, label: str) -> str:
    """Return the column that plays a role: the one named, else one known, else "" for a group."""
    if name is not None:
        if name not in table.columns:
            raise InputError(f"{label}: no column {name!r}; it has {_listed(table)}")
        return name
    found = _known(table, role)
    if not found and role in NAMED:
        why = wide.without_total(table, _known(table, "period")) if role == "total" else ""
        raise InputError(
            f"{label}: {why}no column with the {NAMED[role]} is recognised among "
            f"{_listed(table)}; name it: {role}=..."
            + (" (without denominators there is no share)" if role == "total" else "")
        )
    return found


def _known(table: pd.DataFrame, role: str) -> str:
    tidy = {re.sub(r"\W+", "_", str(c).strip().casefold()): c for c in table.columns}
    return next((tidy[known] for known in KNOWN[role].split() if known in tidy), "")


def _listed(table: pd.DataFrame) -> str:
    return ", ".join(str(c) for c in table.columns if c != "_row")


def _flags(table: pd.DataFrame) -> pd.Series:
    """Read which periods were not counted to their end, where the table says so."""
    if "is_partial" not in table.columns:
        return pd.Series(False, index=table.index)
    return table["is_partial"].str.strip().str.casefold() == "true"


def _periods(table: pd.DataFrame, column: str, label: str) -> pd.Series:
    """Read the periods; a month in its own column is joined to the year beside it."""
    texts = table[column].str.strip()
    tidy = {str(c).strip().casefold(): c for c in table.columns}
    year = tidy.get("tahun", tidy.get("year"))
    if year and year != column and not texts.str.contains(r"\d{4}").any():
        numbered = texts.str.fullmatch(r"\d{1,2}").all()
        texts = table[year] + "-" + texts if numbered else texts + " " + table[year]
    try:
        return read_periods(texts, table["_row"])
    except InputError as error:
        raise InputError(f"{label}, column {column}, {error}") from error


def _whole(table: pd.DataFrame, column: str, label: str) -> pd.Series:
    """Read a column of counts: whole numbers, 45.0 and 1,234 among them, never below 0."""
    texts = table[column].str.strip()
    doubtful = texts.str.fullmatch(r"-?\d{1,3}\.\d{3}")
    if doubtful.any():
        raise InputError(
            f"{label}, row {table.loc[doubtful, '_row'].iloc[0]}: {column} is written with a point "
            "before three digits, a decimal to some and a thousand to others; write 12000"
        )
    wrong = ~texts.map(lambda text: WHOLE.fullmatch(text) is not None)
    if wrong.any():
        empty = texts[wrong].iloc[0] == ""
        raise InputError(
            f"{label}, row {table.loc[wrong, '_row'].iloc[0]}: {column} is "
            + (
                "empty; write 0 where nothing was found, or take out a row that was not counted"
                if empty
                else "no whole number; write counts such as 1234, without decimals or percent"
            )
        )
    numbers = texts.map(_number).astype("int64")
    if (numbers < 0).any():
        row = table.loc[numbers < 0, "_row"].iloc[0]
        raise InputError(f"{label}, row {row}: {column} is negative; counts begin at 0")
    return numbers


def _number(text: str) -> int:
    grouped = text.count(",") or text.count(".") > 1
    return int(re.sub("[.,]", "", text) if grouped else text.split(".")[0])


def _check_counts(counts: pd.DataFrame, label: str) -> None:
    above = counts[counts["issue_articles"] > counts["total_articles"]]
    if len(above):
        row = above.iloc[0]
        raise InputError(
            f"{label}, row {row['_row']}: {row['issue_articles']:,} on the issue of only "
            f"{row['total_articles']:,} in all; are matched= and total= the right way round?"
        )


def _group_key(counts: pd.DataFrame, column: str, *, given: bool) -> str:
    """Return the name of the group column, or "" where the table has one row a period."""
    if not column or not (given or counts["period_start"].duplicated().any()):
        return ""
    return "group" if column in {*ATTENTION, "_row"} else column


def _check_repeats(counts: pd.DataFrame, key: str, label: str) -> None:
    twice = counts.duplicated(["period_start", *([key] if key else [])])
    if twice.any():
        row = counts[twice].iloc[0]
        remedy = "join the rows" if key else "name the column that tells the rows apart: group=..."
        raise InputError(
            f"{label}, row {row['_row']}: the period {row['period_start']:%Y-%m-%d} comes twice; "
            f"{remedy}"
        )


def _with_gaps(counts: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put the periods in order and add those a regular series leaves out, as gaps."""
    apart = step(counts["period_start"])
    parts = []
    for name, rows in counts.groupby(key or (lambda _: ""), sort=False):
        dated = rows.set_index("period_start").sort_index()
        if apart is not None:
            span = pd.date_range(dated.index[0], dated.index[-1], freq=apart)
            check_grid(span, [name])
            dated = dated.reindex(span)
        dated.index.name = "period_start"
        filled = dated.fillna(
            {"issue_articles": 0, "total_articles": 0} | ({key: name} if key else {})
        )
        # a period the series leaves out is a gap, not a partial one
        parts.append(filled.assign(is_partial=dated["is_partial"].eq(True)).reset_index())
    return pd.concat(parts, ignore_index=True)
