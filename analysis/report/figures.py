"""Publishes a finished chart: SVG for wide pages and for phones, words for those who cannot see it.

`show` is the only way a chart leaves a notebook, so that none leaves without alternative text.
Cannot do: what a user draws on the Axes after a chart function returned is in the wide picture
only, because the narrow one is drawn anew from the table.
"""

import io
import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report import style
from analysis.schema import InputError

SHORTEST_ALT = 30  # characters; less cannot name measure, span and a number
NARROW_INCHES = (4.1, 3.9)
NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
NOT_DRAWN = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.S)

_written: dict[str, int] = {}


class About(NamedTuple):
    """What a chart carries with it: words, the rows it was drawn from, its narrow twin."""

    alt: str
    caption: str
    data: pd.DataFrame
    name: str
    narrow: Callable[[], Axes] | None = None


class Sheet(Figure):
    """A figure that publishes itself through `show` when a notebook cell displays it."""

    def _ipython_display_(self) -> None:
        show(self)


def describe(ax: Axes, about: About) -> Axes:
    """Attach to Axes and figure what `show` needs, and return the Axes."""
    ax.sorotan = about
    ax.figure.sorotan = about
    return ax


def show(
    chart: Axes | Figure,
    *,
    alt: str | None = None,
    caption: str | None = None,
    data: pd.DataFrame | None = None,
    name: str | None = None,
) -> None:
    """Publish a chart with its alternative text, then close it.

    A chart of `charts` brings words and data along; any other figure needs at least `alt`. Where
    the environment names a folder in SOROTAN_FIGURES, the rows behind the chart are written there
    as `<name>.csv`. Raises InputError when `alt` is missing or too short to say anything.
    """
    figure = chart.figure if isinstance(chart, Axes) else chart
    about = _about(figure, alt, caption, data, name)
    try:
        wide, narrow = svg(figure), _narrow_svg(figure, about)
    finally:
        plt.close(figure)
    # The caption of our own charts is drawn in the picture; saying it again would double it.
    words = {"alt": about.alt, "caption": caption or "", "narrow": narrow, "name": about.name}
    words["data_file"] = _write_data(about)
    bundle = {"image/svg+xml": wide, "text/plain": about.alt}
    display(bundle, raw=True, metadata={"image/svg+xml": words})


def svg(figure: Figure) -> str:
    """Return the figure as SVG: text as outlines, no comment, no date, colours for dark pages.

    The same table gives the same bytes. matplotlib writes each label as a comment too; comments
    are cut, because a label may be text from an article.
    """
    buffer = io.StringIO()
    with style.apply(), warnings.catch_warnings():
        # A name in a script that no font here has is drawn as boxes; the alt text has it in full.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = re.sub(r"\s*\n\s*", "\n", NOT_DRAWN.sub("", buffer.getvalue())).strip()
    return drawn.replace("<defs>", f"<style>{style.dark_css()}</style>\n<defs>", 1)


def _about(
    figure: Figure,
    alt: str | None,
    caption: str | None,
    data: pd.DataFrame | None,
    name: str | None,
) -> About:
    own = getattr(figure, "sorotan", About("", "", pd.DataFrame(), "figure"))
    given = {"alt": alt, "caption": caption, "data": data, "name": name}
    about = own._replace(**{field: value for field, value in given.items() if value is not None})
    if len(about.alt.strip()) < SHORTEST_ALT:
        plt.close(figure)
        raise InputError(
            f"show: the chart needs alt text of at least {SHORTEST_ALT} characters that says what "
            "is measured, over which span, and the main number: show(chart, alt='...')"
        )
    if not NAME.fullmatch(about.name):
        plt.close(figure)
        raise InputError("show: name must be lower-case letters, digits and hyphens (a file name)")
    return about


def _narrow_svg(figure: Figure, about: About) -> str:
    """Draw the chart for a phone: anew where it can, else the same figure made small."""
    if about.narrow is None:
        wide = tuple(figure.get_size_inches())
        figure.set_size_inches(*NARROW_INCHES)
        drawn = svg(figure)
        figure.set_size_inches(*wide)
        return drawn
    twin = about.narrow().figure
    try:
        return svg(twin)
    finally:
        plt.close(twin)


def _write_data(about: About) -> str:
    """Write the rows behind the figure; return the file's name, or "" where none is wanted."""
    folder = os.environ.get("SOROTAN_FIGURES")
    if not folder or about.data.empty:
        return ""
    from analysis.corpus.files import write_csv  # late: it opens the whole room of readers

    _written[about.name] = _written.get(about.name, 0) + 1
    times = _written[about.name]
    path = Path(folder) / f"{about.name}{'' if times == 1 else f'-{times}'}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(about.data, path)
    return path.name
