"""Makes articles of raw rows: finds their fields, sets repeats and empty rows aside, dates, cleans.

The order is fixed: a row with neither title nor text is quarantined, a row equal to an earlier one
in every input column is a repeat, all others become articles.

Cannot do: it finds exact repeats only; a rewritten or shortened copy is another article.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from tqdm.auto import tqdm

from analysis import schema
from analysis.corpus import clean, columns, datecolumns, dates, datetext, language, outlets
from analysis.corpus.ledger import note
from analysis.corpus.readers import ROW, Raw

_NOTHING = ["", "-", "–", "—"]
_FROM_TEXT = "no date is given; the day was read in the text and may be that of the event"
_AS_READ = ("url", "date", "input_id")  # these keep the cell as it stands
_ID_TEXT = 500
_PLAIN_COLUMNS = (
    "outlet",
    "url",
    "author",
    "editor",
    "agency",
    "dateline_place",
    "collection",
    "input_id",
)


class Sorted(NamedTuple):
    """Rows sorted into those that become articles and those that do not."""

    kept: pd.DataFrame
    notes: list[dict]  # quarantined rows and repeats


def fields(raw: Raw, name: str, mapping: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the rows of a table under the names of `columns.NAMES`, each with its row key.

    Raises InputError where the table has neither titles nor texts.
    """
    header = [c for c in raw.frame.columns if c != ROW]
    found = columns.recognise(header, mapping)
    if not {"title", "text"} & set(found.values()):
        raise columns.refuse(name, header)
    table = raw.frame[list(found)].rename(columns=found)
    table = table.reindex(columns=list(columns.NAMES), fill_value="").astype("str")
    if "date" not in found.values():
        table = table.assign(date=table["time"], time="")
    source = {target: name for name, target in found.items()}.get("date", "")
    return table.assign(
        source_file=name,
        source_row=raw.frame[ROW],
        is_typed=[(row, source) in raw.typed for row in raw.frame[ROW]],
        row_key=row_keys(raw.frame),
    )


def row_keys(frame: pd.DataFrame) -> list[str]:
    """Return a digest of each row over every input column, whatever their order."""
    names = sorted(c for c in frame.columns if c != ROW)
    head = repr(names)
    cells = (frame[c].tolist() for c in names)
    return [
        hashlib.blake2b((head + repr(row)).encode(), digest_size=16).hexdigest()
        for row in zip(*cells)
    ]


def sort_rows(table: pd.DataFrame) -> Sorted:
    """Set aside rows with neither title nor text, and exact repeats of an earlier row."""
    blank = pd.Series(True, index=table.index)
    for column in ("title", "text", "subtitle"):
        blank &= table[column].str.strip().isin(_NOTHING)
    again = table["row_key"].duplicated() & ~blank
    notes = [
        note(file, row, "quarantined", "neither title nor text")
        for file, row in _places(table[blank])
    ]
    first = table[~blank].drop_duplicates("row_key").set_index("row_key")
    origin = first.loc[table.loc[again, "row_key"], ["source_file", "source_row"]]
    notes += [
        note(file, row, "repeat", f"equal in every column to row {at} of {where}")
        for (file, row), where, at in zip(
            _places(table[again]), origin["source_file"], origin["source_row"]
        )
    ]
    return Sorted(table[~blank & ~again].reset_index(drop=True), notes)


def _places(table: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(table["source_file"], table["source_row"].astype(int)))


def articles(
    rows: pd.DataFrame, *, collection: str = "", lang: str | None = None
) -> tuple[pd.DataFrame, list[dict]]:
    """Return articles and ledger notes for rows that `sort_rows` kept.

    `collection` and `lang` fill what the rows do not say.
    """
    table = _tidy(rows)
    names = outlets.canonical_column(table["outlet"], table["url"])
    dated, notes = _dated(table, names)
    titles = _cuts(map(clean.cut_title, table["title"], names), names)
    languages = _languages(table, names, lang)
    body, tidied = _tidied(table)
    bodies = _cuts(map(clean.cut_furniture, body), body)
    made = table[["source_file", "source_row", *_PLAIN_COLUMNS]].assign(
        article_id=article_ids(rows),
        outlet=names,
        title=titles.kept,
        text=bodies.kept,
        lang=languages,
        collection=table["collection"].where(table["collection"] != "", collection),
        cut_text=_join(titles.cut, bodies.cut),
        date_raw=rows["date"],
        collected_on=_collected(table["collected_on"]),
        **{c: dated[c] for c in ("published_on", "published_at", "date_source", "date_precision")},
    )
    bare = (made["title"] == "") & (made["text"] == "")
    reason = "title and text are nothing but page furniture; the title was kept as it was"
    told = [note(file, row, "noted", reason) for file, row in _places(made[bare])]
    made = made.assign(title=made["title"].mask(bare, table["title"]))
    return schema.frame("articles", made), [*notes, *tidied, *_id_notes(table), *told]


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Empty the cells that say "nothing" and strip the others, save those kept as read."""
    stripped = {c: rows[c].str.strip() for c in columns.NAMES if c not in _AS_READ}
    emptied = {c: s.mask(s.isin(_NOTHING), "") for c, s in stripped.items()}
    return rows.assign(**emptied)


def _dated(table: pd.DataFrame, names: pd.Series) -> tuple[pd.DataFrame, list[dict]]:
    raw = table["date"].str.strip()
    dated = datecolumns.settle(
        raw.mask(raw.isin(_NOTHING), ""),
        table["url"],
        source=table["source_file"] + "\n" + names,
        typed=table["is_typed"].astype(bool),
        time=table["time"],
    )
    dated = _dated_by_text(dated, raw, table["text"])
    told = dated["action"] != ""
    notes = [
        note(file, row, action, reason, column="date")
        for (file, row), action, reason in zip(
            _places(table[told]), dated.loc[told, "action"], dated.loc[told, "note"]
        )
    ]
    return dated, notes


def _dated_by_text(dated: pd.DataFrame, raw: pd.Series, text: pd.Series) -> pd.DataFrame:
    """Date rows that give no date by their text; where a date is given, the text has no say."""
    silent = dated["published_on"].isna() & raw.isin(_NOTHING)
    days = {row: datetext.in_text(body).on for row, body in text[silent].items()}
    found = pd.to_datetime(pd.Series(days, dtype="object").dropna()).astype(schema.DAY)
    return dated.assign(
        published_on=found.reindex(dated.index).fillna(dated["published_on"]),
        date_source=dated["date_source"].mask(dated.index.isin(found.index), "text"),
        date_precision=dated["date_precision"].mask(dated.index.isin(found.index), "day"),
        action=dated["action"].mask(dated.index.isin(found.index), "noted"),
        note=dated["note"].mask(dated.index.isin(found.index), _FROM_TEXT),
    )


def _tidied(table: pd.DataFrame) -> tuple[pd.Series, list[dict]]:
    """Return subtitle and text as one body with the scars of scraping healed, told once a file."""
    body = _join(table["subtitle"], table["text"])
    done = [clean.tidy(text) for text in body]
    whys = zip(table["source_file"], (why for _, why in done))
    healed = Counter((file, why) for file, all_ in whys for why in all_.split("; ") if why)
    notes = [
        note(file, 0, "repaired", f"{n:,} texts: {why}", column="text")
        for (file, why), n in sorted(healed.items())
    ]
    return pd.Series([text for text, _ in done], index=table.index, dtype="str"), notes


class _Cuts(NamedTuple):
    kept: pd.Series
    cut: pd.Series


def _cuts(done: Iterable[tuple[str, str]], texts: pd.Series) -> _Cuts:
    """Collect what a cutter of `clean` gave for each text, on the index of the texts."""
    bar = tqdm(done, total=len(texts), desc="clean", leave=False, disable=None)
    kept, cut = zip(*bar)
    return _Cuts(
        pd.Series(list(kept), index=texts.index, dtype="str"),
        pd.Series(list(cut), index=texts.index, dtype="str"),
    )


def _join(first: pd.Series, second: pd.Series) -> pd.Series:
    both = first + "\n" + second
    return both.where((first != "") & (second != ""), first + second)


def _languages(table: pd.DataFrame, names: pd.Series, lang: str | None) -> pd.Series:
    if lang:
        return pd.Series(lang, index=table.index, dtype="str")
    said = table["lang"].str.casefold().str.extract(r"^([a-z]+)", expand=False).fillna("")
    said = said.replace(_LANGUAGES)
    body = _join(table["subtitle"], table["text"])
    prior = names.map({n: outlets.language(n) for n in names.unique()}).astype("str")
    found = language.detect(body.where(body != "", table["title"]), prior=prior)
    # a language the project does not count in is not left to the detector
    return said.where(said.isin(["id", "ms", "en"]), found.where(said == "", "und")).astype("str")


_LANGUAGES = {
    "in": "id",
    "ind": "id",
    "indonesian": "id",
    "indonesia": "id",
    "bahasa": "id",
    "may": "ms",
    "msa": "ms",
    "zsm": "ms",
    "malay": "ms",
    "melayu": "ms",
    "eng": "en",
    "english": "en",
    "inggris": "en",
}


def _collected(cells: pd.Series) -> pd.Series:
    found = {c: dates.parse(c).on for c in cells.unique() if c}
    return pd.to_datetime(cells.map(found), format="%Y-%m-%d").astype(schema.DAY)


def article_ids(rows: pd.DataFrame) -> pd.Series:
    """Return 16 hexadecimal digits for each row: same input, same id, whatever the file order.

    Made of outlet and URL as read, without a URL of title, date and the text's beginning. Rows
    that agree in these get a counter in the order of their contents.
    """
    address = rows["url"].str.strip()
    named = "u\n" + rows["outlet"] + "\n" + address
    told = "t\n" + rows["title"] + "\n" + rows["date"] + "\n" + rows["text"].str[:_ID_TEXT]
    base = named.where(~address.isin(_NOTHING), told)
    order = rows["row_key"].argsort(kind="stable")
    turn = base.iloc[order].groupby(base.iloc[order]).cumcount().reindex(rows.index)
    seeds = (b if not n else f"{b}\n{n}" for b, n in zip(base, turn))
    ids = [hashlib.sha256(s.encode()).hexdigest()[:16] for s in seeds]
    return pd.Series(ids, index=rows.index, dtype="str")


def _id_notes(table: pd.DataFrame) -> list[dict]:
    """Note, once a file, ids that are not unique or that a spreadsheet spoilt."""
    given = table[table["input_id"] != ""]
    double = given.duplicated(["source_file", "input_id"], keep=False)
    spoilt = given["input_id"].str.fullmatch(r"\d(?:[.,]\d+)?[Ee]\+\d+")
    told = {
        "rows share their id with a row of other content; all kept": given[double],
        "ids in scientific notation: a spreadsheet cut their digits": given[spoilt],
    }
    return [
        note(file, int(rows["source_row"].iloc[0]), "noted", f"{len(rows):,} {why}", column="id")
        for why, found in told.items()
        for file, rows in found.groupby("source_file")
    ]
