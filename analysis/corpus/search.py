"""Finds articles by a pattern that a person typed, in time that grows with the text alone.

In: articles and a regular expression. Out: the articles in whose title or text it is found. The
engine is RE2 (as pyarrow carries it), which never goes back: no pattern can make it hang.

Cannot do: look-ahead, look-behind and references to a group, which RE2 does not have.
"""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.schema import InputError, check

FIELDS = ("title", "text")
_LONGEST = 1_000


def search(
    articles: pd.DataFrame, pattern: str, *, fields: tuple[str, ...] = FIELDS, case: bool = False
) -> pd.DataFrame:
    """Return the articles in which a regular expression is found, in one of the `fields`.

    Upper and lower case are one unless `case`. Raises InputError for a pattern that is none, with
    the part that is wrong.
    """
    check(articles, "articles", needs=list(fields))
    if len(pattern) > _LONGEST:
        raise InputError(f"the pattern has more than {_LONGEST:,} characters; use a lexicon")
    found = pd.Series(False, index=articles.index)
    for field in fields:
        texts = pa.array(articles[field], pa.large_string())
        found |= _matches(texts, pattern, ignore_case=not case)
    return articles[found]


def _matches(texts: pa.Array, pattern: str, *, ignore_case: bool) -> "pd.Series[bool]":
    try:
        return pc.match_substring_regex(texts, pattern, ignore_case=ignore_case).to_numpy(
            zero_copy_only=False
        )
    except pa.ArrowInvalid as error:
        why = str(error).removeprefix("Invalid regular expression: ")
        raise InputError(
            f"the pattern {pattern!r} is no regular expression: {why}; look-around and"
            " back-references are not known here"
        ) from error
