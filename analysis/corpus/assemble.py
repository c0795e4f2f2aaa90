"""Makes articles of the rows of a table: finds their fields, cleans, names, tells the language.

In: a batch of rows as a reader gave them. Out: the texts of the batch, and beside them its keys:
all that dates, repeats and ids need, small enough to hold for a million rows. What takes a whole
file to decide (the order of day and month) is decided by `dated`, what takes all files by `merge`.

Cannot do: it finds nothing that a column does not give, save the language, the place of a dateline
and, where no date is given, the day in the text.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from analysis import schema
from analysis.corpus import clean, columns, datetext, dateurls, language, outlets
from analysis.corpus.ledger import notes
from analysis.corpus.readers import ROW, Raw, credits, fragments

NOTHING = ["", "-", "–", "—"]
_AS_READ = ("url", "date", "input_id")  # these keep the cell as it stands
_ID_TEXT = 500
_BARE = "title and text are nothing but page furniture; the title was kept as it was"
_EMPTY = "neither title nor text"
_GIVEN = ("url", "author", "editor", "collection", "input_id", "source_file", "source_row")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|table|tr|td)\b[^<>]*>", re.I)
_MAY_BEGIN = re.compile(r"\w[^\n]{1,90}?[-–—:(/]")  # every dateline does, most texts do not
_DATED = ("date", "time", "collected_on", "is_typed", "input_id")
_FEW = ("time", "collected_on", "outlet", "lang")  # columns of few distinct values


class Batch(NamedTuple):
    """A batch of articles but for their dates: texts, keys row by row, and what to tell."""

    rows: pd.DataFrame  # columns of articles, dates and ids apart
    keys: pd.DataFrame  # row_key, article_id, title_key and what dates are made of
    notes: pd.DataFrame  # ledger rows
    healed: Counter  # scars of scraping that were healed, by kind, to be told once a file


def fits(raw: Raw, mapping: Mapping[str, str] | None = None) -> bool:
    """Say whether a batch of rows has titles or texts."""
    return columns.fits([c for c in raw.frame.columns if c != ROW], mapping)


def understand(
    raw: Raw,
    name: str,
    mapping: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
) -> Batch:
    """Return the articles of a batch of rows.

    Rows with neither title nor text are quarantined. `collection` and `lang` fill what the rows do
    not say. Raises InputError where the mapping names an absent column.
    """
    table = _fields(raw, name, mapping)
    blank = pd.Series(True, index=table.index)
    for column in ("title", "text", "subtitle"):
        blank &= table[column].str.strip().isin(NOTHING)
    refused = notes(table[blank], "quarantined", _EMPTY)
    batch = _articles(table[~blank].reset_index(drop=True), collection, lang)
    return batch._replace(notes=pd.concat([refused, batch.notes], ignore_index=True))


def _fields(raw: Raw, name: str, mapping: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the rows under the names of `columns.NAMES`, each with its row key."""
    found = columns.recognise([c for c in raw.frame.columns if c != ROW], mapping)
    table = raw.frame[list(found)].rename(columns=found)
    table = table.reindex(columns=list(columns.NAMES), fill_value="").astype("str")
    if "date" not in found.values():
        table = table.assign(date=table["time"], time="")
    source = {target: name for name, target in found.items()}.get("date", "")
    typed = {row for row, column in raw.typed if column == source}
    return table.assign(
        source_file=name,
        source_row=raw.frame[ROW],
        is_typed=raw.frame[ROW].isin(typed) if typed else False,
        row_key=row_keys(raw.frame),
    )


def row_keys(frame: pd.DataFrame) -> pd.Series:
    """Return a digest of each row over every filled column, whatever the order of columns."""
    names = sorted(c for c in frame.columns if c != ROW)
    cells = (frame[c].tolist() for c in names)
    keys = [_row_key(names, row) for row in zip(*cells)]
    return pd.Series(keys, index=frame.index, dtype="str")


def _row_key(names: list[str], row: tuple[str, ...]) -> str:
    # the length of each cell keeps two rows apart whose cells join to the same string
    told = "".join(f"{n}\0{len(cell)}\0{cell}" for n, cell in zip(names, row) if cell)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _articles(given: pd.DataFrame, collection: str, lang: str | None) -> Batch:
    table = _tidy(given)
    names = outlets.canonical_column(table["outlet"], table["url"])
    titles = _cuts(clean.cut_title, table["title"], names)
    plain = _cuts(_without_markup, join(table["subtitle"], table["text"]))
    tidied = _cuts(clean.tidy, plain.kept)
    bodies = _cuts(clean.cut_furniture, tidied.kept)
    bare = (titles.kept == "") & (bodies.kept == "")
    rows = table[[*_GIVEN]].assign(
        outlet=names,
        title=titles.kept.mask(bare, table["title"]),
        text=bodies.kept,
        lang=_languages(table, names, lang),
        collection=table["collection"].where(table["collection"] != "", collection),
        cut_text=join(join(titles.cut, bodies.cut), table["cut_text"]),
        date_raw=given["date"],
        **_credited(table, bodies.kept),
    )
    healed = Counter(why for all_ in tidied.cut.tolist() if all_ for why in all_.split("; "))
    healed.update(why for why in plain.cut.tolist() if why)
    return Batch(rows, _keys(given, table, rows), notes(table[bare], "noted", _BARE), healed)


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Empty the cells that say "nothing" and strip the others, save those kept as read."""
    stripped = {c: rows[c].str.strip() for c in columns.NAMES if c not in _AS_READ}
    emptied = {c: s.mask(s.isin(NOTHING), "") for c, s in stripped.items()}
    return rows.assign(**emptied)


class _Cuts(NamedTuple):
    kept: pd.Series
    cut: pd.Series


def _cuts(cut: Callable[..., tuple[str, str]], *texts: pd.Series) -> _Cuts:
    """Collect what a function of `clean` gives for each text: the text, and what it says of it."""
    # lists, because going through a column of Arrow text one by one takes several times as long
    done = map(cut, *(column.tolist() for column in texts))
    index = texts[0].index
    kept, said = zip(*done) if len(index) else ((), ())
    return _Cuts(
        pd.Series(list(kept), index=index, dtype="str"),
        pd.Series(list(said), index=index, dtype="str"),
    )


def _without_markup(text: str) -> tuple[str, str]:
    """Return the words of a text that came as HTML, and what was done; other texts as they are."""
    if "<" not in text or len(_BLOCK_TAG.findall(text)) < 2:
        return text, ""
    return fragments.plain(text), "HTML tags and scripts taken out"


def join(first: pd.Series, second: pd.Series) -> pd.Series:
    """Join two columns of texts by a line break where both hold one."""
    both = first + "\n" + second
    return both.where((first != "") & (second != ""), first + second)


def _credited(table: pd.DataFrame, bodies: pd.Series) -> dict[str, list]:
    """Take place and agency from the columns, else from the dateline a text begins with."""
    texts = bodies.tolist()
    starts = [_dateline(text) for text in texts]
    places = [_place(d.place) if d else "" for d in starts]
    agencies = [d.agency if d else "" for d in starts]
    given = table["dateline_place"].tolist(), table["agency"].tolist()
    return {
        "dateline_place": [told or found for told, found in zip(given[0], places)],
        "agency": [told or found for told, found in zip(given[1], agencies)],
        "is_official_source": [_is_official(text) for text in texts],
    }


def _dateline(text: str) -> credits.Dateline | None:
    first = text[:200].split("\n", 1)[0]
    return credits.dateline(first) if _MAY_BEGIN.match(first) else None


def _place(said: str) -> str:
    place = said.strip(" -,")
    return "" if outlets.spelling(place) in outlets.registry().by_spelling else place


def _is_official(text: str) -> bool:
    """Say whether the first or the last line credits a press office."""
    first, last = text[:120].split("\n", 1)[0], text[-120:].rsplit("\n", 1)[-1]
    return any(len(line) < 120 and credits.is_press_office(line) for line in (first, last))


def _languages(table: pd.DataFrame, names: pd.Series, lang: str | None) -> pd.Series:
    if lang:
        return pd.Series(lang, index=table.index, dtype="str")
    said = table["lang"].str.casefold().str.extract(r"^([a-z]+)", expand=False).fillna("")
    said = said.replace(_LANGUAGES)
    body = join(table["subtitle"], table["text"])
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


def _keys(given: pd.DataFrame, table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of a batch; as small as they can be, since those of all rows are held."""
    silent = given["date"].str.strip().isin(NOTHING)
    told = {i: datetext.in_text(text).on for i, text in rows.loc[silent, "text"].items()}
    days = pd.to_datetime(pd.Series(told, dtype="object")).astype(schema.DAY)
    keys = table[[*_DATED]].assign(
        url=dateurls.pieces(table["url"]),
        row_key=given["row_key"],
        article_id=article_ids(given),
        title_key=pd.util.hash_array(rows["title"].to_numpy(object)),
        source_row=given["source_row"].astype("int64"),
        outlet=rows["outlet"],
        lang=rows["lang"],
        is_silent=silent,
        text_day=days.reindex(rows.index),
    )
    return keys.astype(dict.fromkeys(_FEW, "category"))


def joined_keys(keys: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the keys of all batches of a file."""
    joined = {}
    for column in keys[0].columns:
        parts = [k[column] for k in keys]
        if isinstance(parts[0].dtype, pd.CategoricalDtype):
            joined[column] = pd.api.types.union_categoricals(parts)
        else:
            joined[column] = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(joined)


def article_ids(rows: pd.DataFrame) -> list[str]:
    """Return 16 hexadecimal digits for each row: same input, same id, whatever the file order.

    Made of outlet and URL as read, without a URL of title, date and the text's beginning. Rows
    that agree in these are told apart by `merge`.
    """
    address = rows["url"].str.strip()
    named = "u\n" + rows["outlet"] + "\n" + address
    told = "t\n" + rows["title"] + "\n" + rows["date"] + "\n" + rows["text"].str[:_ID_TEXT]
    base = named.where(~address.isin(NOTHING), told)
    seeds = (seed.encode("utf-8", "surrogatepass") for seed in base.tolist())
    return [hashlib.sha256(seed).hexdigest()[:16] for seed in seeds]
