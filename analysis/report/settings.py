"""What a notebook of the report was asked to show: corpus, issue, level, language, figures folder.

`build` hands these to the kernels it starts as environment variables; a notebook opened by hand in
JupyterLab has none and gets the defaults: the default corpus, trafficking, public, English.

Cannot do: it does not open the corpus; `corpus.load` does.
"""

import os
from pathlib import Path
from typing import NamedTuple

from analysis import HOME
from analysis.schema import InputError

LANGUAGES = ("en", "id")


class Settings(NamedTuple):
    """What one run of a notebook shows."""

    corpus: Path
    issue: str
    level: str
    lang: str
    out: Path


def settings() -> Settings:
    """Return what this run was asked to show.

    `corpus` is a file `corpus.load` reads; `out` is the folder that takes each figure's data.
    Without SOROTAN_CORPUS it is the default corpus, which is fetched once.
    """
    return Settings(
        corpus=_corpus(),
        issue=os.environ.get("SOROTAN_ISSUE", "trafficking"),
        level=level(),
        lang=language(),
        out=Path(os.environ.get("SOROTAN_FIGURES", HOME / "reports" / "figures")),
    )


def environment(chosen: Settings) -> dict[str, str]:
    """Return the environment variables that make `settings()` answer with these values."""
    return {
        "SOROTAN_CORPUS": str(chosen.corpus),
        "SOROTAN_ISSUE": chosen.issue,
        "SOROTAN_LEVEL": chosen.level,
        "SOROTAN_LANG": chosen.lang,
        "SOROTAN_FIGURES": str(chosen.out),
    }


def level() -> str:
    """Return the level of publication asked for: public unless the environment says otherwise."""
    return os.environ.get("SOROTAN_LEVEL", "public")


def language() -> str:
    """Return the language of labels and numbers, en or id."""
    return language_of(os.environ.get("SOROTAN_LANG", "en"))


def language_of(name: str) -> str:
    """Return the language if the report speaks it; raises InputError that names those it does."""
    if name not in LANGUAGES:
        raise InputError(f"the report speaks {' and '.join(LANGUAGES)}, not {name!r}")
    return name


def _corpus() -> Path:
    given = os.environ.get("SOROTAN_CORPUS", "")
    if given:
        return Path(given)
    from analysis.corpus.registry import (
        fetch,
    )  # only when no corpus was named: it may need a network

    return fetch()
