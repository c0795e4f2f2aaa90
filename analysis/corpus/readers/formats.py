"""The readers of formats that carry their own marks: exports of databases and services.

In: the beginning of a file, or the whole of one. Out: the name of the format, its rows.

Cannot do: tables and single pages, which need no mark, are read by `tables`, `html` and `pages`.
"""

from collections.abc import Callable

from analysis.corpus.readers import Raw, factiva, nexis_pages, services

HEAD = 1_000_000
"""Bytes of a file among which its marks are looked for."""

_FORMATS: dict[str, tuple[Callable[[bytes], bool], Callable[[bytes, str], Raw]]] = {
    "factiva": (factiva.recognises, factiva.read_factiva),
    "nexis": (nexis_pages.recognises, nexis_pages.read_nexis_pages),
    "service": (services.recognises, services.read),
}


def recognise(head: bytes) -> str:
    """Return the name of the format whose marks the beginning of a file bears, else ""."""
    return next((name for name, (knows, _) in _FORMATS.items() if knows(head)), "")


def is_format(kind: str) -> bool:
    """Say whether a kind of file is one that `read` reads."""
    return kind in _FORMATS


def read(kind: str, content: bytes, name: str) -> Raw:
    """Read the rows of a file whose kind `recognise` told; raises InputError as its reader does."""
    return _FORMATS[kind][1](content, name)
