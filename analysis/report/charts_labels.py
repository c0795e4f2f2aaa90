"""Words beside the marks of a chart: the peak, the interval, the last value, events above.

Labels stand beside what they name, so that no chart needs a legend. Cannot do: they look for a
free place among what our charts draw, not around marks a user adds.
"""

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import numbers, style
from analysis.report.charts_marks import END
from analysis.report.charts_sheet import NARROW, WIDE, inches_of, width_of, wrap
from analysis.report.charts_time import Span

SIZE = 9
EVENT_INCHES = 3.2  # an event's words are set no wider than this
AWAY = {"textcoords": "offset points", "annotation_clip": False}


def label_peak(
    ax: Axes, row: pd.Series, x: float, by: str, events: dict[str, str], *, lang: str
) -> None:
    """Name the period that stands out, beside its mark and clear of the lines of events."""
    when = numbers.period_short(row["period_start"], by, lang)
    words = f"{when}: {numbers.rate(row['share'], lang)}"
    ax.plot(x, row["share"], "o", color=style.SERIES[0], zorder=5, **END)
    reach = (width_of(words, 9.5, bold=True) + 0.2) / inches_of(ax)
    at = _fraction(ax, x)
    crossed = [at < _fraction(ax, _day(d)) < at + reach for d in events]
    is_left = at + reach > 1.08 or (any(crossed) and at > reach)
    side = {"xytext": (-8, 2), "ha": "right"} if is_left else {"xytext": (8, 2), "ha": "left"}
    kind = {"va": "bottom", "size": 9.5, "weight": "bold", "color": style.INK, "zorder": 6}
    ax.annotate(words, (x, row["share"]), **side, **kind, **AWAY)


def label_band(ax: Axes, line: pd.DataFrame, span: Span, avoid: int | None, *, lang: str) -> None:
    """Name the interval where the band lies low, with a stroke down to its upper edge."""
    words, top = numbers.text("interval", lang), ax.get_ylim()[1]
    days = (span.ends[-1] - span.starts[0]) / inches_of(ax)
    place = _lowest(line, span, (width_of(words, SIZE) / 2 + 0.05) * days, avoid)
    if len(line) < 4 or place is None or place[0] > 0.78 * top:
        return
    above, i = place
    stroke = {"arrowstyle": "-", "color": style.FAINT, "lw": 0.7, "shrinkA": 1, "shrinkB": 0}
    ends = (span.middles[i], line["share_high"].iloc[i]), (span.middles[i], above + 0.09 * top)
    kind = {"ha": "center", "va": "bottom", "size": SIZE, "color": style.MUTED}
    ax.annotate(words, ends[0], xytext=ends[1], arrowprops=stroke, **kind)


def _lowest(
    line: pd.DataFrame, span: Span, half: float, avoid: int | None
) -> tuple[float, int] | None:
    """Find where a label of half that width (days) has the least band under it: height, place."""
    high, x = line["share_high"].to_numpy(), span.middles
    inside = (x - span.starts[0] > half) & (span.ends[-1] - x > half) & ~np.isnan(high)
    if avoid is not None:
        inside &= abs(x - x[avoid]) > 4 * half  # clear of the peak's own label
    over = [(np.nanmax(high[abs(x - x[i]) <= half]), i) for i in np.flatnonzero(inside)]
    whole = [
        place for place in over if not np.isnan(high[abs(x - x[place[1]]) <= half]).any()
    ]  # a label across a gap would lie on its hatching
    return min(whole or over, default=None)


def label_end(ax: Axes, share: pd.Series, span: Span, *, like: float, lang: str) -> None:
    """Write the last value at the end of the line, in the unit of the axis (that of `like`)."""
    if len(share) < 2 or np.isnan(share.iloc[-1]):
        return
    kind = {"va": "center", "weight": "bold", "size": 10, "color": style.SERIES[0]}
    end = (span.middles[-1], min(share.iloc[-1], ax.get_ylim()[1]))
    words = numbers.rate(share.iloc[-1], lang, like=like)
    if numbers.is_per_10000(like):
        words = words.split(" ")[0]  # there is room for the number; the axis has the unit
    ax.annotate(words, end, xytext=(9, 0), **kind, **AWAY)


def lane_height(events: dict[str, str], table: pd.DataFrame, *, narrow: bool) -> float:
    """Return the inches that the words of events take above a plot."""
    first, last = table["period_start"].min(), table["period_start"].max()
    inches = (NARROW if narrow else WIDE) - 1.12
    lines = [0]
    for day, words in events.items():
        at = (pd.Timestamp(day) - first) / max(last - first, pd.Timedelta(days=1))
        lines.append(len(_event_lines(words, at, inches)))
    return max(lines) * SIZE * 1.3 / 72 + (0.12 if events else 0.0)


def event_lane(ax: Axes, events: dict[str, str]) -> None:
    """Write events above the plot, each with a dotted line down to its day."""
    lane = ax.get_xaxis_transform()
    for day, words in sorted(events.items()):
        x, at = _day(day), _fraction(ax, _day(day))
        stroke = {"color": style.MUTED, "lw": 0.9, "ls": (0, (1, 2)), "zorder": 1}
        ax.plot([x, x], [0, 1.02], transform=lane, clip_on=False, **stroke)
        kind = {"ha": "left" if at < 0.5 else "right", "va": "bottom", "size": SIZE}
        lines = "\n".join(_event_lines(words, at, inches_of(ax)))
        ax.annotate(lines, (x, 1.03), xycoords=lane, annotation_clip=False, **kind)


def _event_lines(words: str, at: float, inches: float) -> list[str]:
    return wrap(words, SIZE, min(EVENT_INCHES, max(at, 1 - at, 0.5) * inches))


def _day(day: str) -> float:
    return float(mdates.date2num(pd.Timestamp(day)))


def _fraction(ax: Axes, x: float) -> float:
    first, last = ax.get_xlim()
    return (x - first) / (last - first)
