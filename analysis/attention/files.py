"""From a file straight to its attention table, whatever the file holds.

In: articles (marked or not) in any form `corpus.load` reads, or a table of counts with
denominators. Out: the attention table. What is not yet marked for the issue by this very lexicon
is marked on the way.

Cannot do: a folder that mixes articles and tables of counts; articles win, counts are refused.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis import corpus, words
from analysis.attention.counts import from_counts, holds_counts
from analysis.attention.share import share
from analysis.schema import InputError


def of_file(
    path: str | Path,
    *,
    issue: str | Path = "trafficking",
    query: str | None = None,
    by: str = "month",
    group: str | None = None,
    outlets: str = "all",
    counts: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the attention table of a file of articles, or of a table of counts.

    Copies are looked for where the articles do not carry `copy_group` yet. `outlets` is that of
    `share`; with a `query` the articles that match it are those on the issue. `counts` names the
    columns period, total and matched of a table of counts, which keeps its own periods; where they
    are named, or the file holds counts and no articles, the other options but `group` do not apply.
    Raises InputError as `corpus.load`, `from_counts` and `share` do.
    """
    if counts:
        return from_counts(path, group=group, **counts)
    try:
        articles = corpus.load(path)
    except InputError:
        if not holds_counts(path):
            raise
        return from_counts(path, group=group)
    marked = words.mark(articles, query=query) if query else words.ensure_marked(articles, issue)
    known = marked if "copy_group" in marked else corpus.copies(marked)
    return share(known, by, group, outlets=outlets)
