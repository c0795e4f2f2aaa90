"""The specification curve of a verdict: every way to test a claim, and what each says.

Above, the ratio of each specification with the ends where its tests turn, in order; below, which
choices made it. After Simonsohn, Simmons and Nelson (2020). Shape and colour both tell the answer.

Cannot do: show a ratio of 0 or without end; it lies on the edge, and the data have it.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.attention.verdict import Verdict
from analysis.report import charts_sheet as sheets
from analysis.report import numbers, style
from analysis.report.charts_sheet import Words
from analysis.report.figures import About, describe
from analysis.report.numbers import count
from analysis.report.settings import language
from analysis.schema import InputError

CHOICES = ("lexicon", "level", "unit", "outlets", "window_days", "comparison")
SAYS = {
    "yes": (style.SERIES[0], "^"),
    "no": (style.SERIES[1], "v"),
    "cannot be said": (style.SERIES[6], "o"),
}
PLOT, ROW, GAP, BETWEEN = 2.3, 0.19, 0.09, 0.14  # inches
WIDEST = 32.0
"""The scale of ratios reaches no further than this and its inverse."""
TICKS, FINE = (1, 2, 4, 8, 16, 32), (1, 1.25, 1.5, 2)
FINE_UP_TO = 2.2
"""A scale that ends at this ratio or sooner has the finer ticks."""


@style.apply()
def specification_curve(
    verdict: Verdict, *, lang: str = "", source: str = "", narrow: bool = False
) -> Axes:
    """Draw every specification of a verdict, sorted by ratio, over the choices that made it.

    Returns the upper Axes; the data behind are the specifications in the order drawn. Raises
    InputError for anything but a verdict.
    """
    if not isinstance(verdict, Verdict):
        raise InputError("specification_curve: give what attention.verdict returns")
    lang = lang or language()
    order = verdict.specifications.sort_values(
        ["ratio", "low"], na_position="last", ignore_index=True, kind="stable"
    )
    words = curve_words(verdict, source, lang)
    rows = _rows(order)
    height = PLOT + BETWEEN + len(rows) * ROW + _heads(rows) * GAP if len(order) else 0.3
    sheet = sheets.page(words, height, narrow=narrow, lang=lang)
    left = 1.45 if narrow else 2.0
    ax = sheets.panel(sheet, 0, PLOT if len(order) else 0.3, left=left, right=0.05)
    if len(order):
        _curve(ax, order, lang)
        _dots(sheets.panel(sheet, PLOT + BETWEEN, height - PLOT - BETWEEN, left=left, right=0.05),
              order, rows, left, lang)  # fmt: skip
    else:
        ax.set_axis_off()
    again = partial(specification_curve, verdict, lang=lang, source=source, narrow=True)
    return describe(ax, About(words.alt, words.caption, order, "specification-curve", again))


def curve_words(verdict: Verdict, source: str, lang: str) -> Words:
    """Say the answer, how many specifications give it, and what stands behind the picture."""
    record, table = verdict.record, verdict.specifications
    title = _title(verdict, lang)
    if table.empty:
        none = _say("none_said", lang)
        return Words(title, none, _sourced(verdict, source, lang), f"{title}. {none}.")
    kind = "change" if record["claim"] in ("rose", "faded") else "rivals"
    said = table["says"].value_counts()
    numbers_of = {k: count(said.get(s, 0), lang) for k, s in zip(("yes", "no", "open"), SAYS)}
    ratio = _say(f"ratio_{kind}", lang)
    subtitle = _say("subtitle", lang, ratio=ratio, all=count(len(table), lang), **numbers_of)
    main = table[table["is_main"]].iloc[0]
    n = {"total": count(main["total_count"], lang), "issue": count(main["issue_count"], lang)}
    caption = [
        _say("key", lang),
        _say("main_key", lang, unit=_say(f"unit_{main['unit']}", lang), **n),
        _say("power", lang, power=_ratio(verdict.power, lang)),
        _say("overlap", lang),
        _sourced(verdict, source, lang),
    ]
    ends = {k: _ratio(main[k], lang) for k in ("ratio", "low", "high")}
    least, most = (_ratio(v, lang) for v in (table["ratio"].min(), table["ratio"].max()))
    alt = [f"{title}.", f"{subtitle}.", _say("alt_main", lang, **ends)]
    alt += [_say("alt_range", lang, least=least, most=most), *_by_choice(table, lang)]
    return Words(title, subtitle, " ".join(caption), " ".join(alt))


def _title(verdict: Verdict, lang: str) -> str:
    record = verdict.record
    key = "since" if "since" in record else "at"
    when = _say(f"when_{key}", lang, day=numbers.date(pd.Timestamp(record[key]), lang))
    issue, rivals = _issue(record["issue"], lang), [_issue(n, lang) for n in record["against"]]
    claim = _say(f"claim_{record['claim']}", lang, issue=issue, rivals=", ".join(rivals), when=when)
    answer = verdict.answer if verdict.answer in ("yes", "no") else "open"
    return _say(f"verdict_{answer}", lang, claim=claim)


def _sourced(verdict: Verdict, source: str, lang: str) -> str:
    badge = verdict.badge
    registered = badge.removeprefix("pre-registered ") if lang == "id" else badge
    said = (
        _say("badge_registered", lang, badge=registered)
        if badge.startswith("pre-registered")
        else _say("badge_exploratory", lang)
    )
    label = f"{verdict.record['label']}." if verdict.record["label"] else ""
    source = _say("source", lang, source=source) if source else ""
    return " ".join(filter(None, (label, said, source)))


def _by_choice(table: pd.DataFrame, lang: str) -> list[str]:
    said = []
    for column, value in _rows(table):
        part = table.loc[table[column] == value, "says"]
        values = {k: count((part == k).sum(), lang) for k in ("yes", "no")}
        choice = _choice(column, value, lang)
        said.append(_say("alt_choice", lang, choice=choice, all=count(len(part), lang), **values))
    return said


def _rows(table: pd.DataFrame) -> list[tuple[str, object]]:
    """Return the choices there are, those that never vary left out."""
    varied = [c for c in CHOICES if len(set(table[c])) > 1]
    return [(c, value) for c in varied for value in sorted(table[c].unique())]


def _heads(rows: list[tuple[str, object]]) -> int:
    return len({column for column, _ in rows})


def _curve(ax: Axes, order: pd.DataFrame, lang: str) -> None:
    """Draw each ratio with the ends of its tests, on a scale on which twice and half lie alike."""
    top = _top(order)
    inside = {c: order[c].clip(1 / top, top).to_numpy() for c in ("ratio", "low", "high")}
    ax.set_yscale("log", base=2)
    ax.set_ylim(1 / top, top)
    at, labels = _ticks(top, lang)
    ax.set_yticks(at, labels)
    ax.minorticks_off()
    ax.axhline(1, color=style.INK, lw=1, zorder=1)
    size = min(6.0, 0.7 * sheets.inches_of(ax) * 72 / len(order))
    for says, (colour, mark) in SAYS.items():
        x = np.flatnonzero(order["says"] == says)
        ax.vlines(x, inside["low"][x], inside["high"][x], color=colour, lw=size / 3, alpha=0.35)
        ax.plot(
            x, inside["ratio"][x], mark, color=colour, ms=size, mec="none", zorder=3, clip_on=False
        )
    _mark_main(ax, order, lang)
    ax.set_xlim(-1, len(order))
    ax.set_xticks([])
    ax.grid(visible=False, axis="x")


def _ticks(top: float, lang: str) -> tuple[list[float], list[str]]:
    """Return ticks from 1 both ways and their labels; below 1 whole inverses are fractions."""
    if top <= FINE_UP_TO:
        at = sorted({v for t in FINE if t <= top for v in (t, 1 / t)})
        digits = [len(f"{v:g}".partition(".")[2]) for v in np.round(at, 2)]
        return at, [numbers.decimal(v, n, lang) for v, n in zip(at, digits, strict=True)]
    ups = [t for t in TICKS if t <= top]
    return [1 / t for t in ups[:0:-1]] + ups, [f"1/{t}" for t in ups[:0:-1]] + list(map(str, ups))


def _top(order: pd.DataFrame) -> float:
    """Return the end of the scale: the farthest ratio fits, a long interval runs out of it."""
    logs = np.abs(np.log(order["ratio"][order["ratio"].between(1e-9, 1e9)]))
    near = np.abs(np.log(order[["low", "high"]].clip(1e-9, 1e9).to_numpy())).ravel()
    reach = max(logs.max() if len(logs) else 0.0, float(np.quantile(near, 0.75)), np.log(1.5))
    return float(min(np.exp(reach * 1.1), WIDEST))


def _mark_main(ax: Axes, order: pd.DataFrame, lang: str) -> None:
    x = int(np.flatnonzero(order["is_main"])[0])
    ax.axvline(x, color=style.MUTED, lw=0.9, ls=(0, (1, 2)), zorder=1)
    is_left = x > len(order) / 2
    kind = {"ha": "right" if is_left else "left", "va": "top", "size": 9, "color": style.INK}
    place = {"xytext": (-4 if is_left else 4, -1), "textcoords": "offset points"}
    lane = ax.get_xaxis_transform()
    ax.annotate(_say("main_label", lang), (x, 1), xycoords=lane, **place, **kind)


def _dots(
    ax: Axes, order: pd.DataFrame, rows: list[tuple[str, object]], left: float, lang: str
) -> None:
    """Draw a mark for each specification in the row of each choice that made it."""
    places = _places(rows)
    wide = min(2.0, 0.3 * sheets.inches_of(ax) * 72 / len(order))
    for (column, value), y in zip(rows, places, strict=True):
        for says, (colour, _) in SAYS.items():
            x = np.flatnonzero((order[column] == value) & (order["says"] == says))
            ax.plot(x, np.full(len(x), y), "|", color=colour, ms=7, mew=wide)
    main = int(np.flatnonzero(order["is_main"])[0])
    ax.axvline(main, color=style.MUTED, lw=0.9, ls=(0, (1, 2)), zorder=1)
    ax.set_xlim(-1, len(order))
    ax.set_ylim((places[-1] if places else 0) + 0.6, -0.6)
    labels = [sheets.fit(_choice(c, v, lang), 9, left - 0.12) for c, v in rows]
    ax.set_yticks(places, labels)
    ax.tick_params(axis="y", labelcolor=style.INK, labelsize=9, length=0)
    ax.set_xticks([])
    ax.grid(visible=False)
    for side in ("bottom", "left"):
        ax.spines[side].set_visible(False)


def _places(rows: list[tuple[str, object]]) -> list[float]:
    """Return the height of each row, a little air between one kind of choice and the next."""
    air, places = 0.0, []
    for i, (column, _) in enumerate(rows):
        air += GAP / ROW if i and column != rows[i - 1][0] else 0.0
        places.append(i + air)
    return places


def _choice(column: str, value: object, lang: str) -> str:
    if column == "window_days":
        return _say("days", lang, number=count(value, lang))
    if column == "lexicon":
        return str(value)
    return _say(f"{column}_{value}", lang)


def _issue(name: str, lang: str) -> str:
    key = f"issue_{name}"
    return numbers.text(key, lang) if numbers.has_text(key) else name.replace("_", " ")


def _ratio(value: float, lang: str) -> str:
    """Write a ratio with the figures that carry meaning; one without end as such."""
    if np.isinf(value) or value > 1e6:
        return "∞"
    digits = 0 if value in TICKS else 1 if value >= 10 else 2
    return numbers.decimal(value, digits, lang)


def _say(key: str, lang: str, **values: str) -> str:
    return numbers.text(key if key.startswith("verdict_") else f"verdict_{key}", lang, **values)
