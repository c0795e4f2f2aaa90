"""Which coded articles belong together: on one case, or copies of one another.

In: coded articles. Out: a group for each. Used to keep copies on one side of a split, not to count
stories (that is the work of another room).

Cannot do: find a copy under a title of other words.
"""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ALIKE = 0.6  # of the words of two titles, those they share (Jaccard 1901)


def groups_of(table: pd.DataFrame) -> np.ndarray:
    """Return the number of each article's group: same `case`, same text, or titles alike."""
    links = [_same(table["text"]), _alike(table["title"])]
    if "case" in table:
        links.append(_same(table["case"]))
    near = np.concatenate(links)
    size = len(table)
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(size, size))
    return connected_components(graph, directed=False)[1]


def _same(column: pd.Series) -> np.ndarray:
    """Return pairs that link each article with the first one of the same, not empty, value."""
    value = column.reset_index(drop=True)
    first = value.groupby(value).transform(lambda rows: rows.index[0])
    pairs = np.column_stack([np.arange(len(value)), first.to_numpy(dtype=int)])
    return pairs[(value != "").to_numpy()]


def _alike(titles: pd.Series) -> np.ndarray:
    from sklearn.feature_extraction.text import CountVectorizer

    if not titles.str.contains(r"\w").any():
        return np.empty((0, 2), dtype=int)
    words = CountVectorizer(binary=True, token_pattern=r"\w+").fit_transform(titles)
    shared = (words @ words.T).tocoo()
    sizes = np.asarray(words.sum(axis=1)).ravel()
    union = sizes[shared.row] + sizes[shared.col] - shared.data
    near = shared.data >= ALIKE * union
    return np.column_stack([shared.row[near], shared.col[near]])
