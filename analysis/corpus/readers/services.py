"""Reads exports and answers of services: NewsAPI, GDELT, Media Cloud, feeds and sitemaps.

In: the bytes of a file. Out: its rows as text, or a table of counts. Which service a file comes
from is told by what it holds, never by its name.

Cannot do: ask a service for anything; it reads what was saved.
"""

from types import ModuleType

import pandas as pd

from analysis.corpus.readers import Raw, feeds, gdelt, gkg, mediacloud, newsapi, sitemaps
from analysis.schema import InputError

_READERS: tuple[ModuleType, ...] = (newsapi, gdelt, gkg, mediacloud, feeds, sitemaps)


def recognises(content: bytes) -> bool:
    """Say whether a file begins as the export of a service known here; looks at 64 KB of it."""
    return any(reader.recognises(content) for reader in _READERS)


def read(content: bytes, name: str) -> Raw:
    """Read the articles of a file that `recognises` knows.

    Raises InputError, naming the way out, for exports that hold no articles.
    """
    for reader in _READERS:
        if reader.recognises(content):
            return reader.read(content, name)
    raise InputError(f"{name}: no export of a service known here")


def counts(content: bytes, name: str) -> pd.DataFrame | None:
    """Return a service's counts as a table of text with `_row`; None for any other file.

    Raises InputError for a timeline that has no counts or no totals.
    """
    if gdelt.is_timeline(content):
        return gdelt.timeline(content, name)
    if mediacloud.is_counts(content):
        return mediacloud.counts(content, name)
    return None


def is_counts(content: bytes) -> bool:
    """Say whether a file begins as a table of counts or shares, which holds no articles."""
    is_json = gdelt.is_timeline(content) or mediacloud.is_counts(content)
    return is_json or mediacloud.is_numbers(content)
