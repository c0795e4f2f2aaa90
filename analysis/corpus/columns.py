"""Recognises the columns of a table of articles by their names, in English, Indonesian and Malay.

Case, spaces, underscores and hyphens do not count. An explicit mapping goes before recognition.

Cannot do: it goes by names alone, never by what the cells hold.
"""

import re
from collections.abc import Iterable, Mapping

from analysis.schema import InputError

# Order within a row is rank: where a table has several names of one target, the first is taken.
NAMES = {
    "title": "title headline judul tajuk judulberita judulartikel newstitle articletitle headlines"
    " tajukberita hed webtitle",
    "text": "text content body isi isiberita fulltext articletext articlebody maintext kandungan"
    " teks konten naskah isiartikel bodytext plaintext articlecontent beritalengkap",
    "subtitle": "subtitle subheadline subjudul standfirst ringkasan summary lead teras description"
    " deskripsi abstract excerpt",
    "url": "url link tautan articlesourcelink articleurl sourceurl weburl pageurl pautan alamat"
    " permalink articlelink newsurl urlberita linkberita",
    "author": "author penulis wartawan reporter authors byline pewarta creator jurnalis journalist"
    " writer",
    "editor": "editor redaktur penyunting editors redaktor",
    "agency": "agency newsagency kantorberita agensi wire",
    "outlet": "outlet medianame source media sumber publisher newspaper outletname mediaoutlet"
    " namamedia penerbit situs sourcename publication website domain koran suratkabar akhbar",
    "date": "date publishdate publishedon published publisheddate publicationdate datepublished"
    " tanggal tgl tarikh publishedat pubdate tanggalterbit tanggalpublikasi tanggalpublish"
    " articledate newsdate dateraw postdate waktuterbit tarikhterbit day dates webpublicationdate"
    " publishtime timestamp datetime created createdat",
    "time": "time waktu jam publishedtime pukul masa hour clock",
    "collected_on": "collectedon indexeddate seendate scrapedate scrapeddate scrapedat crawldate"
    " crawledat crawleddate collected collectedat retrieved retrievedat accessed downloaddate"
    " tanggalscrape tanggalcrawl tanggalunduh tanggaldiambil tanggalakses tanggalindeks datecrawled"
    " crawledon datescraped scrapedon dateaccessed accessedon accessedat datecollected indexedon"
    " loaddate fetchedat dateadded",
    "lang": "lang language bahasa languagecode",
    "dateline_place": "datelineplace dateline",
    "collection": "collection koleksi",
    "input_id": "inputid articleid id storiesid storyid idberita idartikel newsid docid",
    "cut_text": "cuttext",
}
_BY_NAME = {
    name: (target, rank)
    for target, names in NAMES.items()
    for rank, name in enumerate(names.split())
}
_ALIASES = {"published_on": "date", "date_raw": "date", "published_at": "date"}
_NAME_LENGTH, _NAME_WORDS = 60, 6
_COUNTS = re.compile(
    r"total|match|count|stories|clips|ratio|share|pct|percent|articles|jumlah|bilangan|banyak"
)
_PERIODS = re.compile(r"date|day|week|month|year|period|tanggal|tarikh|minggu|bulan|tahun|hari")


def plain(name: str) -> str:
    """Return a column name without case, spaces, underscores, hyphens and other signs."""
    return re.sub(r"[\W_]+", "", name.casefold())


def recognise(names: Iterable[str], mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return input name -> column of articles, for the names that are known.

    `mapping` gives column -> input name and goes first. Each column is filled by one input name
    at most. Raises InputError where the mapping names an absent or unknown column.
    """
    names = [str(n) for n in names]
    found = _mapped(names, mapping or {})
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        target, rank = _BY_NAME.get(plain(name), ("", 0))
        if not target or target in found.values() or name in found:
            continue
        best[target] = min(best.get(target, (rank, name)), (rank, name))
    return found | {name: target for target, (_, name) in best.items()}


def _mapped(names: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    present = f"the columns present are: {shown(names)}"
    mapping = {_ALIASES.get(target, target): name for target, name in mapping.items()}
    for target, name in mapping.items():
        if target not in NAMES:
            raise InputError(
                f"columns: {target!r} is no column of articles; choose from {', '.join(NAMES)}"
            )
        if name not in names:
            raise InputError(f"columns: no column {name!r} for {target}; {present}")
    twice = [n for n in mapping.values() if list(mapping.values()).count(n) > 1]
    if twice:
        raise InputError(f"columns: {twice[0]!r} is named for two columns; name each once")
    return {name: target for target, name in mapping.items()}


def fits(names: Iterable[str], mapping: Mapping[str, str] | None = None) -> bool:
    """Say whether a table with these columns can hold articles: it has a title or a text."""
    names = [str(n) for n in names]
    mapping = {t: n for t, n in (mapping or {}).items() if n in names}
    return bool({"title", "text"} & set(recognise(names, mapping).values()))


def looks_like_counts(names: Iterable[str]) -> bool:
    """Say whether these columns are a table of counts: a period and a number of articles."""
    names = [str(n) for n in names]
    period = [n for n in names if _PERIODS.search(plain(n))]
    return bool(period) and any(_COUNTS.search(plain(n)) for n in names if n not in period)


def refuse(name: str, names: list[str]) -> InputError:
    """Return the error for a table that holds no articles, naming the way out."""
    if looks_like_counts(names):
        return InputError(
            f"{name}: a table of counts, not of articles; run: sorotan attention {name}"
        )
    return InputError(
        f"{name}: no column of titles or texts (it has: {shown(names)}); name one with"
        " columns={'title': ..., 'text': ...}"
    )


def refuse_double(name: str, names: list[str]) -> None:
    """Raise InputError where two columns bear one name: their cells could not be told apart."""
    double = sorted({n for n in names if names.count(n) > 1})
    if not double:
        return
    if _is_no_header(names):
        raise InputError(f"{name}: {shown(names)}; add a header line")
    raise InputError(f'{name}: duplicate column "{double[0]}"; rename one of the two')


def shown(names: list[str]) -> str:
    """Return column names for a message; a first line that is no header is counted, not quoted.

    Where a header is missing, its place holds an article's words, which never leave in a message.
    """
    if _is_no_header(names):
        return f"{len(names)} cells in a first line that does not look like column names"
    return ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")


def _is_no_header(names: list[str]) -> bool:
    return any(len(n) > _NAME_LENGTH or len(n.split()) > _NAME_WORDS for n in names)
