"""Loads a person's own files into one table of articles, with an account of every row.

In: a file, a folder or a list of files of any kind `opening` knows. Out: `articles`, and a ledger
and sources that go with them: in memory (`load`), or straight into a file (`store`), where memory
holds the keys of the rows and never all their texts. Both give the same. In a folder, list or
archive a file that holds no articles is refused on the ledger and the rest is read; hidden files
are passed over.

Cannot do: PDF, old XLS and old Word files. A page, a workbook and a JSON document must fit in
memory.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm.auto import tqdm

from analysis.corpus import kept_parts, progress
from analysis.corpus.files import check_place
from analysis.corpus.finding import WAY_OUT, find, told
from analysis.corpus.ledger import Account, attach, sum_line
from analysis.corpus.merge import Merged, batches, merge
from analysis.corpus.opening import open_file
from analysis.corpus.parquets import write_batches
from analysis.corpus.parts import Part, take
from analysis.schema import InputError

Source = str | Path | Sequence[str | Path]


class Reading(NamedTuple):
    """What a load gives: the articles, the ledger of rows, the account of files."""

    articles: pd.DataFrame
    ledger: pd.DataFrame
    sources: pd.DataFrame


def load(
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
) -> pd.DataFrame:
    """Load articles and print the sum: rows read = kept + quarantined + exact repeats.

    A row is an article; see `schema.ARTICLES`, to which `input_id` adds the id it came with.
    `columns` maps a column of articles to the input's own name, as in {"title": "Judul berita"};
    `collection` names the collection; `lang` (id, ms, en) is the language of every row where you
    know it. `corpus.ledger` and `corpus.sources` take the result. Raises InputError, in one line,
    where nothing in the source holds articles.
    """
    reading = read(source, columns, collection=collection, lang=lang)
    undated = int(reading.articles["published_on"].isna().sum())
    _say(reading.sources, len(reading.articles), undated)
    return reading.articles


def read(
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
) -> Reading:
    """Load articles as `load` does, without printing, and return ledger and sources too."""
    named = collection or _collection(source)
    parts = []
    for path, name, seen in progress.files(find(source)):
        for held in open_file(path, name, columns, seen=seen):
            parts.append(take(held, columns, collection=named, lang=lang))
    merged = _merged(source, parts)
    articles = pd.concat(list(batches(merged)), ignore_index=True)
    rows, files = merged.account
    return Reading(attach(articles, rows, files), rows, files)


def store(
    source: Source,
    out: str | Path,
    columns: Mapping[str, str] | None = None,
    *,
    collection: str = "",
    lang: str | None = None,
    fresh: bool = False,
) -> Account:
    """Load articles of any number straight into a Parquet file, and print the sum.

    The file is the one that `write_parquet(load(source))` writes, byte for byte. What was read
    of each file is kept in a hidden folder beside `out`, so that another run reads only files that
    changed; `fresh` reads all anew. Raises InputError as `load` does; then `out` stays as it was.
    """
    options = kept_parts.Options(columns, collection or _collection(source), lang)
    check_place(out)
    found = find(source, without=[out])
    with kept_parts.opened(Path(out), fresh=fresh) as folder:
        parts = []
        for path, name, seen in progress.files(found):
            parts += kept_parts.taken(path, name, options, folder, seen=seen)
        merged = _merged(source, parts)
        counted = _counted(merged)
        rows = tqdm(batches(merged), desc="write", leave=False, disable=None)
        write_batches(rows, out, merged.account)
    _say(merged.account.sources, *counted)
    return merged.account


def _counted(merged: Merged) -> tuple[int, int]:
    """Return how many articles are kept, and how many of them have no date."""
    kept = [ids != "" for ids in merged.ids]
    undated = [
        int((part.keys.loc[here.to_numpy(), "published_on"].isna()).sum())
        for part, here in zip(merged.parts, kept)
        if part.keys is not None
    ]
    return sum(int(here.sum()) for here in kept), sum(undated)


def _say(files: pd.DataFrame, articles: int, undated: int) -> None:
    print(sum_line(files))
    if not articles:
        print("no article: the tables hold a header and no rows, or every row was refused")
    if undated:
        print(f"undated {undated:,}: no date was found; these articles stay, in no period")


def _merged(source: Source, parts: list[Part]) -> Merged:
    if all(part.refusal for part in parts):
        raise InputError(_nothing(source, parts))
    return merge(parts)


def _nothing(source: Source, parts: list[Part]) -> str:
    """Return one line for a source that holds no articles, the most helpful reason in it."""
    reasons = [p.refusal for p in parts]
    if not reasons:
        return f"{told(source)}: an archive without files; {WAY_OUT}"
    if len(reasons) == 1:
        return _with_path(reasons[0], parts[0].name, source)
    best = next((r for r in reasons if "sorotan attention" in r), reasons[0])
    return f"{told(source)}: none of its {len(reasons)} files holds articles; {best}"


def _with_path(reason: str, name: str, source: Source) -> str:
    # a command in the message must work where the user stands
    path = source if isinstance(source, str | Path) else next(iter(source))
    is_named = Path(path).name == name and reason.startswith(name)
    return f"{path}{reason.removeprefix(name)}" if is_named else reason


def _collection(source: Source) -> str:
    if not isinstance(source, str | Path):
        source = list(source)[0] if len(source) == 1 else ""
    path = Path(source)
    if not str(source):
        return ""
    return path.resolve().name if path.is_dir() else path.name.split(".")[0]
