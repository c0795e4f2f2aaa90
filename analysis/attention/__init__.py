"""How much attention, when, from whom, against what: the attention table and what changed in it.

In: articles marked by words.mark, or a table of counts. Out: one row a period, a share that
never travels without its two counts and its interval.
"""

from analysis.attention import registration
from analysis.attention.bursts import bursts, bursts_continuous
from analysis.attention.change_points import change_points
from analysis.attention.corrected import RelativeChange, relative_change
from analysis.attention.counts import from_counts
from analysis.attention.decompose import Decomposition, decompose
from analysis.attention.explain import explain
from analysis.attention.files import of_file
from analysis.attention.interval import interval
from analysis.attention.overview import definitions, peak_summary
from analysis.attention.pairing import Paired, paired
from analysis.attention.peaks import peaks
from analysis.attention.radar import radar
from analysis.attention.radar_blind import blind
from analysis.attention.share import group_of, share, summary, total, undated
from analysis.attention.spans import drawn, grain
from analysis.attention.spikes import spikes
from analysis.attention.storms import storms, storms_by_week
from analysis.attention.trend import Trend, trend
from analysis.attention.verdict import Verdict, verdict

__all__ = [
    "Decomposition",
    "Paired",
    "RelativeChange",
    "Trend",
    "Verdict",
    "blind",
    "bursts",
    "bursts_continuous",
    "change_points",
    "decompose",
    "definitions",
    "drawn",
    "explain",
    "from_counts",
    "grain",
    "group_of",
    "interval",
    "of_file",
    "paired",
    "peak_summary",
    "peaks",
    "radar",
    "registration",
    "relative_change",
    "share",
    "spikes",
    "storms",
    "storms_by_week",
    "summary",
    "total",
    "trend",
    "undated",
    "verdict",
]
