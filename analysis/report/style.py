"""The look of every chart: shipped fonts, colours with a twin for dark pages, one style file.

Cannot do: it sets matplotlib only; the page around a chart has its own style sheet, which should
take `PAPER` and `DARK[PAPER]` from here so that chart and page have one background. The colours
are chosen for contrast; how people who cannot tell colours apart see them has not been measured,
so no chart lets colour stand alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib import font_manager

HERE = Path(__file__).parent
STYLE = HERE / "sorotan.mplstyle"
FONTS = HERE / "fonts"

INK, MUTED, FAINT, GRID, PAPER = "#1b1f24", "#57606a", "#8c959f", "#e3e7eb", "#ffffff"
OTHERS = "#d0d6dc"  # the other lines of a small multiple, and bars that only give the scale
HATCH = "#c3cad1"  # strokes that mean: no article was read
SERIES = ("#0b6bb5", "#c8401e", "#5b7f00", "#8b4fb0", "#00807a", "#a86a00", "#6e7781")
RISING, FALLING = SERIES[0], SERIES[1]
RAMP = ("#dcebf7", "#a9cdea", "#6aa8d8", "#2f7fc0", "#0a4f8a")  # few to many

# Each colour of a light chart and what it becomes on a dark page.
DARK = {
    INK: "#e6e9ec",
    MUTED: "#a3adb8",
    FAINT: "#7d8894",
    GRID: "#2b3138",
    PAPER: "#14171a",
    OTHERS: "#3d464f",
    HATCH: "#4a545e",
    "#0b6bb5": "#5eb0f2",
    "#c8401e": "#ff8f70",
    "#5b7f00": "#a5cc4a",
    "#8b4fb0": "#c79be6",
    "#00807a": "#4cc5bd",
    "#a86a00": "#e3a94a",
    "#6e7781": "#a0a9b3",
    RAMP[0]: "#1d2a36",
    RAMP[1]: "#23435f",
    RAMP[2]: "#2f6796",
    RAMP[3]: "#4e97d3",
    RAMP[4]: "#a3d3fb",
}


@cache
def register_fonts() -> None:
    """Make the shipped fonts known to matplotlib, once a process."""
    for path in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(path)


@contextmanager
def apply() -> Iterator[None]:
    """Use the house style inside a `with` block, whatever the user's own settings are.

    Text is laid out when a figure is saved, so saving needs the block as much as drawing does.
    """
    register_fonts()
    with plt.style.context(STYLE, after_reset=True):
        yield


def dark_css() -> str:
    """Return the CSS that turns a light SVG of matplotlib dark where the screen asks for it."""
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark}!important}}'
        for light, dark in DARK.items()
        for kind in ("fill", "stroke")
    )
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"
