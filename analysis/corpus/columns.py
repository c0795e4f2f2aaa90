"""Recognises the columns of a table of articles by their names, in English, Indonesian and Malay.

In: the names of a header. Out: which of them is which column of articles. Case, spaces,
underscores and hyphens do not count. An explicit mapping goes first, then names in the list, then
compounds in which every word is known for one column ("Tgl. Terbit", "Teks Berita").

Cannot do: it goes by names alone, never by what the cells hold. A compound with one unknown word
("Kategori Berita", "Title Sentiment") fills nothing; `unused` names it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from analysis.schema import InputError

# Order within a row is rank: where a table has several names of one target, the first is taken.
NAMES = {
    "title": "title headline judul tajuk judulberita judulartikel newstitle articletitle headlines"
    " tajukberita hed webtitle heading",
    "text": "text content body isi isiberita fulltext articletext articlebody maintext kandungan"
    " teks konten naskah isiartikel bodytext plaintext articlecontent beritalengkap story article"
    " artikel berita",
    "subtitle": "subtitle subheadline subjudul standfirst ringkasan summary lead teras description"
    " deskripsi abstract excerpt postexcerpt excerptrendered",
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
# A name of several words, in any order, is a column where at least one word of each of the first
# fields stands in it and all its other words are among the last. Ranks behind every listed name.
_ANY = "berita artikel article news rendered fields main"
_ABOUT = "post full lengkap penuh utama clean bersih the"
_PUBLISHED = (
    "post terbit terbitan diterbitkan penerbitan siar siaran disiarkan penyiaran publikasi"
    " dipublikasikan publish published publication muat dimuat pemuatan tayang ditayangkan rilis"
    " dirilis release released keluar posted pub of on wib wita wit dd mm yyyy yy hari"
)
_READ_IN = (
    "scrape scraped scraping crawl crawled crawling unduh diunduh pengunduhan akses diakses access"
    " accessed ambil diambil pengambilan retrieved retrieval collected collection indeks index"
    " indexed download downloaded fetched"
)
_DAY = "tanggal tgl tarikh date"
_COMPOUNDS = [
    (target, [set(part.split()) for part in needed], set(f"{_ANY} {others}".split()))
    for target, needed, others in [
        ("collected_on", [_READ_IN, f"{_DAY} waktu time"], "at on of data hari wib wita wit"),
        ("title", ["judul tajuk title headline heading"], _ABOUT),
        ("text", ["isi teks text kandungan konten content story naskah body"], _ABOUT),
        ("date", [_DAY], _PUBLISHED),
        ("time", ["jam pukul waktu masa time"], _PUBLISHED),
        (
            "outlet",
            ["media outlet newspaper suratkabar akhbar koran portal situs sumber penerbit"],
            "nama name online daring massa cetak harian publisher",
        ),
        ("url", ["url link tautan pautan alamat"], "web page laman halaman sumber source of the"),
        (
            "author",
            ["penulis wartawan jurnalis reporter author byline journalist"],
            "nama name original",
        ),
        ("editor", ["editor redaktur penyunting"], "nama name"),
        ("lang", ["bahasa language"], ""),
    ]
]
_COMPOUND_RANK, _COMPOUND_WORDS = 1000, 6
_COMPOUND = re.compile(r"[^\W\d_]+(?:[\s_.,/()&-]{1,3}[^\W\d_]+)+[.)\s]*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GLUED = (("surat kabar", "suratkabar"), ("surat khabar", "suratkabar"))
_LATE_TEXTS = frozenset(("story", "article", "artikel", "berita"))  # a text only beside a title
_CLUSTERS = frozenset(("story", "hostname", "category"))  # news aggregator: "story" is a group's id
_BY_NAME = {
    name: (target, rank)
    for target, names in NAMES.items()
    for rank, name in enumerate(names.split())
}
_ALIASES = {"published_on": "date", "date_raw": "date", "published_at": "date"}
_NAME_LENGTH, _NAME_WORDS, _SURE_WORDS = 60, 6, 3
_NUMBER = re.compile(r"[\d.,:/+()%\s-]*")
_VALUE = re.compile(
    r"https?:|www\.|\d[./-]\d{1,2}[./-]\d"
    r"|\b\d{1,2}[\s-]+[^\W\d_]{3,10}[\s-]+\d{2}|[^\W\d_]{3,10}\s\d{1,2},?\s\d{4}"
)  # in a cell: an address or a date
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
        target, rank = _meaning(name)
        if not target or target in found.values() or name in found:
            continue
        best[target] = min(best.get(target, (rank, name)), (rank, name))
    _drop_doubtful_text(best, names, found)
    return found | {name: target for target, (_, name) in best.items()}


def _meaning(name: str) -> tuple[str, int]:
    """Return the column of articles that a name means, "" for none, and its rank."""
    name = name.strip()
    return _known(name) if len(name) <= _NAME_LENGTH else ("", 0)


@lru_cache(4096)
def _known(name: str) -> tuple[str, int]:
    listed = _BY_NAME.get(plain(name))
    if listed or not _COMPOUND.fullmatch(_HUMP.sub(" ", name)):
        return listed or ("", 0)
    joined = " ".join(re.findall(r"[^\W\d_]+", _HUMP.sub(" ", name))).casefold()
    for apart, glued in _GLUED:
        joined = joined.replace(apart, glued)
    words = joined.split()
    if len(words) <= _COMPOUND_WORDS:
        for target, needed, others in _COMPOUNDS:
            if set(words) <= others.union(*needed) and not any(n.isdisjoint(words) for n in needed):
                return target, _COMPOUND_RANK + len(words)
    return "", 0


def _drop_doubtful_text(
    best: dict[str, tuple[int, str]], names: list[str], found: Mapping[str, str]
) -> None:
    """Take a text back that is none: an id of a group, or an "Article" without a title beside."""
    name = plain(best["text"][1]) if "text" in best else ""
    is_cluster = name == "story" and {plain(n) for n in names} >= _CLUSTERS
    has_title = "title" in best or "title" in found.values()
    if is_cluster or (name in _LATE_TEXTS and not has_title):
        del best["text"]


def unused(names: Iterable[str], mapping: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of a header that fill no column of articles, for a note to the user.

    Empty where they are no header. A name too long, or a value by its looks, is given by its
    place ("column 5"), so that no article's words leave in a message.
    """
    names = [str(n) for n in names]
    used = recognise(names, mapping)
    if not used:
        return []
    return [
        f"column {at}" if _is_value(name) or len(name.split()) > _SURE_WORDS else name.strip()
        for at, name in enumerate(names, start=1)
        if name not in used
    ]


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
    way_out = "name one with columns={'title': ..., 'text': ...}"
    if _is_no_header(names):
        way_out = "add a header line such as title,text,date"
    return InputError(f"{name}: no column of titles or texts (it has: {shown(names)}); {way_out}")


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
    """Say whether a first line is a row of values, by its longest cell or any value in it.

    Where no name in it is known, four words already are a headline rather than a name.
    """
    most = _NAME_WORDS if any(_meaning(n)[0] for n in names) else _SURE_WORDS
    return any(_is_value(n) or len(n.split()) > most for n in names)


def _is_value(name: str) -> bool:
    """Say whether a name is too long for one, or a number, an address or a date."""
    if len(name) > _NAME_LENGTH:
        return True
    is_number = any(map(str.isdigit, name)) and _NUMBER.fullmatch(name)
    return bool(is_number or _VALUE.search(name))
