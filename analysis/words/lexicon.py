"""Lexicons: an issue in words, as a data file that a researcher reads, changes and signs.

A lexicon is a YAML file in `data/lexicons` (or anywhere, given as a path); its format is told in
`data/lexicons/README.md`. Its version is a digest of its content and travels with every number.

Cannot do: morphology (every form is written out, or cut with `*`), and it cannot tell whether a
reason given for a term is a good one.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis import DATA
from analysis.corpus.files import parse_yaml
from analysis.schema import InputError
from analysis.words.entries import Lexicon, parse

FOLDER = DATA / "lexicons"
_KNOWN: dict[str, Lexicon] = {}  # version -> lexicon loaded in this session


def issues() -> list[str]:
    """Return the names of the lexicons that lie in `data/lexicons`."""
    return sorted(p.stem for p in FOLDER.glob("*.yml"))


def load_lexicon(issue: str | Path | Lexicon) -> Lexicon:
    """Return the lexicon of an issue, by its name in `data/lexicons` or by the path of a YAML file.

    Warns (UserWarning) of unknown keys and of terms without a reason. Raises InputError that
    names the file, the entry and the remedy.
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
        f"no lexicon {issue!r}; there are: {', '.join(issues())}; or give the path of a YAML file"
    )


@lru_cache(maxsize=64)
def _load(path: Path, _changed: int) -> Lexicon:
    return parse(_read(path), path.name, default=path.stem)


def _read(path: Path) -> Any:
    try:
        return parse_yaml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: not UTF-8 text (byte {error.start}); save the file as UTF-8"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        raise InputError(
            f"{path.name}: not valid YAML at {where}; check indents and quote marks"
        ) from error
