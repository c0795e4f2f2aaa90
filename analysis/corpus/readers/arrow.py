"""Makes frames of text out of Arrow columns without touching a single cell.

Cannot do: it checks nothing; names must differ and columns be equally long.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.corpus.readers import ROW

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def arrow_frame(
    header: Sequence[str], columns: Sequence[pa.ChunkedArray | pa.Array], numbers: np.ndarray
) -> pd.DataFrame:
    """Build the text table of a Raw from its header, large_string columns and row numbers."""
    names = [f"{n} (input)" if n == ROW else n for n in header]
    cells = {n: pd.Series(_text(c)) for n, c in zip(names, columns)}
    return pd.DataFrame({**cells, ROW: pd.Series(numbers, dtype="int64")})


def _text(column: pa.ChunkedArray | pa.Array) -> pd.arrays.ArrowStringArray:
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    return pd.arrays.ArrowStringArray(column, dtype=_TEXT)
