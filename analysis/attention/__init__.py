"""How much attention, when, from whom, against what: the attention table and its peaks.

In: articles marked by words.mark, or a table of counts. Out: one row a period, a share that
never travels without its two counts and its interval.
"""

from analysis.attention.counts import from_counts
from analysis.attention.decompose import Decomposition, decompose
from analysis.attention.files import of_file
from analysis.attention.interval import interval
from analysis.attention.overview import definitions, peak_summary
from analysis.attention.pairing import Paired, paired
from analysis.attention.peaks import peaks
from analysis.attention.share import group_of, share, summary, total, undated
from analysis.attention.spans import drawn, grain

__all__ = [
    "Decomposition",
    "Paired",
    "decompose",
    "definitions",
    "drawn",
    "from_counts",
    "grain",
    "group_of",
    "interval",
    "of_file",
    "paired",
    "peak_summary",
    "peaks",
    "share",
    "summary",
    "total",
    "undated",
]
