"""Lexicons: an issue in words, as a data file that a researcher reads, changes and signs.

A lexicon is a YAML file in `data/lexicons` (or anywhere, given as a path); its format is told in
`data/lexicons/README.md`. Its version is a digest of its content and travels with every number.

Cannot do: tell whether a reason given for a term is a good one, or find a term that stands twice
under two spellings.
"""

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis import DATA
from analysis.schema import InputError, check
from analysis.words.entries import Lexicon, parse
from analysis.words.lexicon_checks import covered, doubts
from analysis.words.lexicon_yaml import read_yaml
from analysis.words.match import SLICE, Matcher, candidates, split

FOLDER = DATA / "lexicons"
_KNOWN: dict[str, Lexicon] = {}  # version -> lexicon loaded in this session


def issues() -> list[str]:
    """Return the names of the issues that have a lexicon in `data/lexicons`."""
    return [name for name in _names() if not load_lexicon(name).aspects_of]


def aspects(issue: str = "") -> list[str]:
    """Return the names of the lexicons of aspects in `data/lexicons`, of one issue or of all.

    The concepts of such a lexicon are aspects within an issue (forms, actors, themes); they are
    looked for in the articles on it by `words.themes`, and mark no article by themselves.
    """
    inside = {name: load_lexicon(name).aspects_of for name in _names()}
    return [name for name, of in inside.items() if of and issue in ("", of)]


def _names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.yml"))


def load_lexicon(issue: str | Path | Lexicon) -> Lexicon:
    """Return the lexicon of an issue, by its name in `data/lexicons` or by the path of a YAML file.

    Warns (UserWarning) of unknown keys, of terms without a reason and of entries that can never
    count. Raises InputError that names the file, the entry and the remedy.
    """
    if isinstance(issue, Lexicon):
        return issue
    path = _path(str(issue))
    lexicon = _load(path, path.stat().st_mtime_ns)
    _KNOWN[lexicon.version] = lexicon
    return lexicon


def lexicon_of(marked: pd.DataFrame, issue: str | Path | Lexicon | None = None) -> Lexicon:
    """Return the lexicon that marked these articles, by the version they carry.

    Raises InputError when the articles are not marked, or when the lexicon has changed since.
    """
    if "lexicon_version" not in marked.columns:
        raise InputError("these articles are not marked yet; call words.mark(articles) first")
    versions = sorted(set(marked["lexicon_version"]))
    if len(versions) > 1:
        raise InputError(f"marked by {len(versions)} lexicons: keep one issue at a time")
    names = marked["issue"].iloc[:1].tolist() or ["trafficking"]
    if issue is None and versions and versions[0] in _KNOWN:
        return _KNOWN[versions[0]]
    lexicon = load_lexicon(issue if issue is not None else names[0])
    if versions and versions[0] != lexicon.version:
        raise InputError(
            f"marked with version {versions[0]} of lexicon {names[0]}, which is now "
            f"{lexicon.version}; mark the articles again"
        )
    return lexicon


def _path(issue: str) -> Path:
    if re.fullmatch(r"[\w-]+", issue) and (FOLDER / f"{issue}.yml").is_file():
        return FOLDER / f"{issue}.yml"
    if issue and Path(issue).is_file():
        return Path(issue)
    raise InputError(
        f"no lexicon {issue!r}; there are: {', '.join(_names())}; or give the path of a YAML file"
    )


@lru_cache(maxsize=64)
def _load(path: Path, _changed: int) -> Lexicon:
    lexicon = parse(read_yaml(path), path.name, default=path.stem)
    for doubt in (*doubts(lexicon), *covered(lexicon)):
        warnings.warn(f"{path.name}: {doubt}", UserWarning, stacklevel=3)
    return lexicon


def unused(lexicon: str | Path | Lexicon, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of a lexicon that occur nowhere in these articles, in title or text.

    One row a term: concept, term, lang, why. A term that stands only in a context to avoid does
    occur. Such a term is not wrong; it has not been tried here. Raises InputError for a table
    without title or text, or a lexicon that cannot be read.
    """
    check(articles, "articles", needs=["title", "text"])
    terms = [t for c in load_lexicon(lexicon).concepts.values() for t in c.terms]
    missing = _missing(articles, {t.form for t in terms})
    return pd.DataFrame(
        [(t.concept, t.form, t.lang, t.why) for t in terms if t.form in missing],
        columns=["concept", "term", "lang", "why"],
        dtype="str",
    )


def _missing(articles: pd.DataFrame, forms: set[str]) -> set[str]:
    """Look the articles through in growing steps, each for the forms that are still missing."""
    begin, step = 0, 500
    while begin < len(articles) and forms:
        part = articles.iloc[begin : begin + step]
        for column in ("title", "text"):
            forms = forms - set(_found(part[column].fillna(""), sorted(forms)))
        begin, step = begin + step, min(step * 4, SLICE)
    return forms


def _found(passages: pd.Series, forms: list[str]) -> Iterator[str]:
    matcher = Matcher(forms)
    for place in candidates(passages, forms):
        for hit in matcher.find(split(passages.iloc[place])):
            yield forms[hit.which]
