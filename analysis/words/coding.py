"""Coding articles by reading: what is coded, what comes next, and the file that keeps it.

In: marked articles, the path of a file of codes, the name of the coder. Out: a `Session`, which
shows one article after another and writes the file anew after every code. A session takes up where
the file ends. A second coder of the same file gets the same articles and never sees the codes of
the first. `report.coder` is the view of a session in JupyterLab; everything here works without it.

Cannot do: tell whether a code is right (two coders on one sample tell how far people agree). Of two
coders who save one file in the same breath, the later may undo the last code of the other: on a
shared disk let each have a file.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.schema import InputError, check
from analysis.words.coded import add, empty, read_coded, write_coded
from analysis.words.coded_cells import LEVELS, LONGEST_NOTE
from analysis.words.lexicon import lexicon_of
from analysis.words.sampling import next_to_code

WANTED, SEED = 50, 21
DESIGN = ["article_id", "stratum", "stratum_size", "probability"]


class Article(NamedTuple):
    """What a coder sees of an article; `number` is its place among those of the session, from 1."""

    article_id: str
    title: str
    text: str
    outlet: str
    published_on: pd.Timestamp
    lang: str
    number: int


class Session:
    """The coding of one coder: the article to code, and what was coded.

    A class because it remembers the order of the articles, which were put off, and what `undo`
    takes back. `coder`, `path`, `issue` and `forms` (terms of the lexicon) are to be read only.
    """

    def __init__(
        self,
        marked: pd.DataFrame,
        path: Path,
        coder: str,
        sample: pd.DataFrame,
        coded: pd.DataFrame,
    ) -> None:
        """Take up the codes of this coder; `session` makes one with all checks."""
        self.coder, self.path = coder, path
        self.issue = str(marked["issue"].iloc[0]) if len(marked) else ""
        self.forms = _forms(marked)
        self._articles = marked.set_index("article_id")
        self._sample = sample.set_index("article_id")
        self._coded = coded[coded["coder"] == coder].reset_index(drop=True)
        done = set(self._coded["article_id"])
        self._waiting = [name for name in self._sample.index if name not in done]

    @property
    def article(self) -> Article | None:
        """Return the article to code now, or None when all are coded."""
        if not self._waiting:
            return None
        name = self._waiting[0]
        row = self._articles.loc[name]
        day = row.get("published_on", pd.NaT)
        outlet, lang = str(row.get("outlet", "")), str(row.get("lang", ""))
        number = self._sample.index.get_loc(name) + 1
        return Article(name, row["title"], row["text"], outlet, day, lang, number)

    @property
    def coded(self) -> pd.DataFrame:
        """Return the codes of this coder in the columns of the file, in the order of coding."""
        return self._coded.copy()

    @property
    def wanted_articles(self) -> int:
        """Return how many articles the session holds, coded or not."""
        return len(self._sample)

    @property
    def coded_articles(self) -> int:
        """Return how many of them this coder has coded."""
        return len(self._sample) - len(self._waiting)

    def code(self, relevance: int, *, is_borderline: bool = False, note: str = "") -> None:
        """Code the article shown, write the file, and go to the next.

        `relevance` is 2 main subject, 1 mentioned, 0 not. Raises InputError where there is nothing
        left, for another number, a long note, or a disk that takes no file; then nothing is coded.
        """
        if not self._waiting:
            raise InputError("all articles of this session are coded; raise n to code more")
        if isinstance(relevance, bool) or relevance not in LEVELS:
            raise InputError(f"code {relevance!r} is not there: 2 main subject, 1 mentioned, 0 not")
        name = self._waiting[0]
        remark = {"is_borderline": is_borderline, "note": _checked_note(note)}
        drawn = self._sample.loc[name].to_dict()
        self._save(add(self._coded, name, relevance, self.coder, drawn=drawn, **remark))
        self._waiting.pop(0)

    def skip(self) -> None:
        """Put the article shown off to the end of those that wait."""
        self._waiting = self._waiting[1:] + self._waiting[:1]

    def undo(self) -> dict[str, Any] | None:
        """Take the last code back and show its article again; return the row, None without one."""
        if self._coded.empty:
            return None
        row = self._coded.iloc[-1].to_dict()
        self._save(self._coded.iloc[:-1])
        if row["article_id"] in self._sample.index:
            self._waiting.insert(0, row["article_id"])
        return row

    def progress(self) -> pd.DataFrame:
        """Return one row a stratum and language: articles wanted, and of these coded."""
        names = self._sample.index
        known = self._articles.loc[names]
        table = self._sample.assign(
            lang=known.get("lang", ""),
            is_coded=~names.isin(self._waiting),
        )
        counts = {"wanted": ("is_coded", "size"), "coded": ("is_coded", "sum")}
        return table.groupby(["stratum", "lang"], as_index=False).agg(**counts)

    def _save(self, own: pd.DataFrame) -> None:
        """Write the file with these codes of this coder and all that others have there now."""
        there = _read(self.path)
        others = there[there["coder"] != self.coder]
        write_coded(pd.concat([others, own], ignore_index=True) if len(others) else own, self.path)
        self._coded = own


def session(
    marked: pd.DataFrame,
    path: str | Path,
    *,
    coder: str,
    n: int = WANTED,
    seed: int = SEED,
    model: Any = None,
) -> Session:
    """Return the session of a coder: `n` articles to code, those coded before among them.

    `path` is the file of codes: made with the first code, written whole after each, and read again
    by the next session. Articles that another coder has coded there come first, so that agreement
    can be measured; the rest is drawn by `next_to_code` with this seed, by uncertainty too where a
    model is given. The file holds no text. Raises InputError for articles that are not marked, a
    name that is no coder's, and a file that belongs to another corpus.
    """
    check(marked, "marks")
    check(marked, "articles", needs=["article_id", "title", "text"])
    if marked["article_id"].duplicated().any():
        raise InputError("two articles have one article_id; load the corpus with corpus.load")
    coder = _checked_coder(coder)
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        raise InputError(f"coding: n={n!r}; give the number of articles to code, such as 50")
    path = Path(path)
    coded = _read(path)
    _same_corpus(coded, marked, path)
    return Session(marked, path, coder, _sample(marked, coded, n, seed, model), coded)


def _sample(
    marked: pd.DataFrame, coded: pd.DataFrame, n: int, seed: int, model: Any
) -> pd.DataFrame:
    """Return the articles of the session with their stratum: those of the file, then a draw."""
    known = coded.drop_duplicates("article_id")[DESIGN]
    missing = n - len(known)
    if missing <= 0:
        return known
    drawn = next_to_code(marked, coded, n=missing, seed=seed, model=model)[DESIGN]
    return pd.concat([known, drawn], ignore_index=True) if len(known) else drawn


def _read(path: Path) -> pd.DataFrame:
    return read_coded(path) if path.exists() else empty()


def _same_corpus(coded: pd.DataFrame, marked: pd.DataFrame, path: Path) -> None:
    strange = ~coded["article_id"].isin(marked["article_id"])
    if strange.any():
        raise InputError(
            f"{path.name}: {int(strange.sum())} of {len(coded)} coded articles are not in this "
            f"corpus (the first in row {strange.to_numpy().argmax() + 2}); load the corpus they "
            "were coded in, or give the name of another file"
        )


def _checked_coder(coder: str) -> str:
    name = " ".join(str(coder).split())
    if not name or len(name) > 40 or not name.isprintable():
        raise InputError(f"coding: coder={coder!r}; give a short name or initials, such as 'ani'")
    return name


def _checked_note(note: str) -> str:
    line = " ".join(note.split())
    if len(line) > LONGEST_NOTE:
        raise InputError(
            f"the note has {len(line)} characters; {LONGEST_NOTE} at most, and no article text"
        )
    return line


def _forms(marked: pd.DataFrame) -> tuple[str, ...]:
    """Return the terms to show on demand; none where the lexicon has changed since."""
    try:
        return tuple(dict.fromkeys(term.form for term in lexicon_of(marked).terms))
    except InputError:
        return ()
