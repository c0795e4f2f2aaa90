"""The marks of attention charts: lines with bands, dots, bars, hatched gaps.

Everything is drawn where the period lies: at its middle, or from edge to edge. Cannot do: it
places no words except "no data"; those are in `charts_labels`.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import numbers, style
from analysis.report.charts_sheet import inches_of, width_of
from analysis.report.charts_time import FEWEST, Span, runs, spans

MOST_BARS = 120  # more bars than this are drawn as one outline
ROOM_ABOVE = 1.12  # space over the highest mark, for its label
WIDEST_BAND = 2.0  # a band wider than so many times the highest share runs out of the plot
END = {"ms": 6, "mew": 1.2, "mec": style.PAPER}
DASHED = (0, (2, 1.6))


def top_of(table: pd.DataFrame, line: pd.DataFrame, single: pd.Series) -> float:
    """Return the upper end of a share axis: shares fit, the band too unless it dwarfs them.

    Periods with fewer than `FEWEST` articles do not set the scale where others can.
    """
    solid = table["total_articles"] >= FEWEST
    chosen = solid if solid.any() else ~table["is_gap"]
    if not chosen.any():
        return 0.0
    highest = max(single[chosen].max(), line["share"][chosen].max())
    band = line["share_high"][chosen].max()
    if not highest > 0:
        return band * ROOM_ABOVE
    return max(highest * 1.08, min(band, highest * WIDEST_BAND)) * ROOM_ABOVE


def band_line(
    ax: Axes,
    table: pd.DataFrame,
    line: pd.DataFrame,
    span: Span,
    *,
    colour: str = style.SERIES[0],
    weight: float = 2.2,
) -> None:
    """Draw a share with its interval; gaps break it, partial periods are dashed and open."""
    share, partial = line["share"].to_numpy(), table["is_partial"].to_numpy(bool)
    low, high = line["share_low"].to_numpy(), line["share_high"].to_numpy()
    ax.fill_between(span.middles, low, high, color=colour, alpha=0.16, lw=0)
    whole = np.where(partial, np.nan, share)
    ax.plot(span.middles, whole, color=colour, lw=weight, zorder=3)
    near = partial | np.append(partial[1:], False) | np.insert(partial[:-1], 0, False)
    if partial.any():
        tail = np.where(near, share, np.nan)
        ax.plot(span.middles, tail, color=colour, ls=DASHED, lw=weight * 0.7, zorder=3)
    for at in (r[0] for r in runs(table["is_gap"]) if len(r) == 1):
        ends = [low[at], high[at]]
        ax.plot([span.middles[at]] * 2, ends, color=colour, lw=1.6, alpha=0.4)
        ax.plot(span.middles[at], share[at], "o", color=colour, zorder=4, **END)
    _open_marks(ax, span.middles[partial], share[partial], colour)


def _open_marks(ax: Axes, x: np.ndarray, share: np.ndarray, colour: str) -> None:
    read = ~np.isnan(share)
    mark = {"mfc": style.PAPER, "mec": colour, "mew": 1.5, "ms": 5}
    ax.plot(x[read], share[read], "o", zorder=4, **mark)


def dots(ax: Axes, table: pd.DataFrame, span: Span, *, colour: str = style.SERIES[0]) -> None:
    """Draw the share of each single period, for which the line is pooled."""
    share = table["share"].to_numpy()
    ax.plot(span.middles, share, "o", ms=2.8, color=colour, alpha=0.42, mew=0, zorder=2)


def beyond(ax: Axes, share: pd.Series, span: Span) -> None:
    """Mark shares above the scale by a triangle at its top."""
    top = ax.get_ylim()[1]
    at = share.to_numpy() > top * 1.001
    triangle = {"ms": 5.5, "color": style.FAINT, "mec": style.PAPER, "mew": 0.6}
    ax.plot(span.middles[at], np.full(at.sum(), top), "^", clip_on=False, zorder=5, **triangle)


def bars(ax: Axes, table: pd.DataFrame, column: str, by: str, *, colour: str) -> None:
    """Draw counts as bars from edge to edge of their periods; partial periods are open."""
    span, values = spans(table["period_start"], by), table[column].to_numpy(float)
    if len(table) > MOST_BARS:
        x = np.column_stack([span.starts, span.ends]).ravel()
        ax.fill_between(x, np.repeat(values, 2), color=colour, lw=0)
        return
    width = (span.ends - span.starts) * 0.84
    partial = table.get("is_partial", pd.Series(False, index=table.index)).to_numpy(bool)
    ax.bar(span.middles[~partial], values[~partial], width[~partial], color=colour)
    kind = {"facecolor": style.PAPER, "edgecolor": colour, "lw": 1.1, "ls": (0, (2, 1.2))}
    ax.bar(span.middles[partial], values[partial], width[partial], **kind)


def hatch_gaps(ax: Axes, is_gap: pd.Series, span: Span, lang: str, *, named: bool = True) -> None:
    """Hatch each stretch in which nothing was read, and name the widest where there is room."""
    stretches = [(span.starts[r[0]], span.ends[r[-1]]) for r in runs(~is_gap)]
    for begin, end in stretches:
        ax.axvspan(begin, end, fc="none", ec=style.HATCH, hatch="////", lw=0, zorder=0.5)
    if not named or not stretches:
        return
    begin, end = max(stretches, key=lambda s: s[1] - s[0])
    words = numbers.text("no_data", lang)
    if (end - begin) / (span.ends[-1] - span.starts[0]) * inches_of(ax) > width_of(words, 9) + 0.2:
        box = {"fc": style.PAPER, "ec": "none", "pad": 2.5}
        kind = {"ha": "center", "va": "center", "size": 9, "color": style.MUTED, "bbox": box}
        ax.text((begin + end) / 2, 0.5, words, transform=ax.get_xaxis_transform(), **kind)
