"""What charts of words share: which words may be drawn, their numbers, columns beside the rows.

Cannot do: tell a name from a word by its use; outside level internal a word is drawn only if the
lists of `harmless` hold it, a term also if it is one of our lexicons.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report import charts_sheet as sheets
from analysis.report import style
from analysis.report.numbers import count, decimal, text
from analysis.report.settings import level
from analysis.words.harmless import common_words, lexicon_forms
from analysis.words.keyness import SURE
from analysis.words.match import compile_term

FEWEST = 3  # articles under which a word may be that of one story


def drawable(table: pd.DataFrame, columns: Sequence[str], q: str = "") -> tuple[pd.DataFrame, int]:
    """Return the rows whose words may be drawn at the level of this report, and how many may not.

    With the name of a column `q` only rows under `SURE` count as left out. What a table says it
    left out itself (`attrs["not_shown"]`) is counted too.
    """
    left_out = int(table.attrs.get("not_shown", 0))
    if level() == "internal":
        return table, left_out
    is_safe = np.ones(len(table), dtype=bool)
    for column in columns:
        test = common_words().__contains__ if column == "word" else _is_safe
        is_safe &= np.fromiter(map(test, table[column]), bool, len(table))
    kept = table[is_safe].reset_index(drop=True)
    kept.attrs = table.attrs
    is_counted = (table[q] < SURE).to_numpy() if q else np.ones(len(table), dtype=bool)
    return kept, left_out + int((~is_safe & is_counted).sum())


def _is_safe(term: str) -> bool:
    pattern, known = compile_term(term), common_words()
    return term.lower() in lexicon_forms() or all(
        word in known or is_cut and any(other.startswith(word) for other in known)
        for word, is_cut in zip(pattern.words, pattern.is_cut)
    )


def hidden(number: int, lang: str) -> list[str]:
    """Return the caption's sentence on words not shown, where there are any."""
    return [text("terms_hidden", lang, n=number, number=count(number, lang))] if number else []


def rest(number: int, lang: str) -> list[str]:
    """Return the caption's sentence on rows not drawn, where there are any."""
    return [text("terms_rest", lang, number=count(number, lang))] if number > 0 else []


def times(log_ratio: float, lang: str) -> str:
    """Write a log2 ratio as how many times as often: two figures, no more than 1,000.

    >>> times(3.0, "en"), times(0.5, "en"), times(-1.0, "en")
    ('8', '1.4', '0.5')
    """
    ratio = 2.0**log_ratio
    if ratio > 1000:
        return f"> {count(1000, lang)}"
    if ratio >= 9.5:
        return count(round(ratio, -1 if ratio >= 95 else 0), lang)
    written = decimal(ratio, 1, lang)
    return written.removesuffix(".0").removesuffix(",0") if ratio >= 1 else written


def number(value: float, lang: str) -> str:
    """Write a count that need not be whole: one digit after the decimal sign below 10.

    >>> number(0.83, "en"), number(12.4, "en"), number(0.004, "id")
    ('0.8', '12', '< 0,1')
    """
    if 0 < value < 0.05:
        return f"< {decimal(0.1, 1, lang)}"
    return count(value, lang) if value >= 10 or value == int(value) else decimal(value, 1, lang)


def dp(value: float, lang: str) -> str:
    """Write a DPnorm with two digits."""
    return decimal(value, 2, lang)


def column(
    ax: Axes, words: Sequence[str], right: float, head: str, *, at: Sequence[float] = ()
) -> None:
    """Write a column of words whose right edge lies `right` inches right of the plot, with a head.

    Row i stands at y = i, or at those of `at`; the head above the first.
    """
    inches = sheets.inches_of(ax)
    kind = {"size": 9, "ha": "right", "va": "center", "annotation_clip": False}
    edge, where = 1 + right / inches, ("axes fraction", "data")
    kind |= {"xycoords": where, "color": style.MUTED}
    for y, said in zip(at or range(len(words)), words):
        ax.annotate(said, (edge, y), **kind)
    ax.annotate(head, (edge, -0.95), **kind)


def empty(words: sheets.Words, *, narrow: bool, lang: str) -> Axes:
    """Return the sheet of a table that has nothing to draw: headline and reason."""
    sheet = sheets.page(words, 0.1, narrow=narrow, lang=lang)
    ax = sheets.panel(sheet, 0, 0.1)
    ax.set_axis_off()
    return ax
