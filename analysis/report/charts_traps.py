"""The page of the trap suite: what is found and measured on made-up presses whose truth is known.

In: the summary of `tests/calibration/traps.py`, one row a trap. Out: one HTML page through the
exporter of the report, or a table in Markdown for a README; both say that the presses are made up.

Cannot do: draw single presses; the suite prints their rows.
"""

from pathlib import Path

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.corpus.files import atomic_write
from analysis.report import export
from analysis.report.tables import OURS, table_html

HEADINGS = {
    "trap": "Fault planted",
    "presses": "Presses",
    "found": "Found",
    "true": "True change",
    "sorotan": "Sorotan: mean change",
    "error": "Error (points, 95 %)",
    "covered": "Interval holds the truth",
    "counts": "Counts of articles",
    "media_cloud": "Share of days, as Media Cloud",
    "groupby": "Mean of outlets' shares, pandas groupby",
    "peaks": "Presses with a peak, z > 2",
}
PROSE = """# Which faults of a collection are found, and what is measured in spite of them?

## What was planted

All presses here are **simulated**: six years of news whose truth is known, with faults planted on
purpose. In all of them attention is the same from the first year to the last, but in "real rise",
where it truly grows. "Found" of the presses without a fault ("none") is the rate of false alarms.

## What was found and measured

The columns to the right measure the same articles in ways often used: numbers of articles on the
issue; the share of each day averaged over months (0 where nothing was read); the mean of the
outlets' shares; and how many presses show a month above two standard deviations.
"""
CAPTION = "Change of attention from the first twelve months to the last, means over presses"


def shown(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the summary in words: one row a trap, columns as in `HEADINGS`."""
    signed = {c: summary[c].map("{:+.0%}".format) for c in ("counts", "media_cloud", "groupby")}
    error = [
        f"{100 * e:+.1f} ± {100 * h:.1f}" for e, h in zip(summary["error"], summary["error_half"])
    ]
    return pd.DataFrame(
        {
            "trap": summary["trap"],
            "presses": summary["presses"],
            "found": summary["found"].map("{:.0%}".format),
            "true": summary["truth"].map("{:+.0%}".format),
            "sorotan": summary["corrected"].map("{:+.1%}".format),
            "error": error,
            "covered": summary["covered"].map("{:.0%}".format),
            **signed,
            "peaks": summary["has_z_peak"].map("{:.0%}".format),
        }
    )


def page(summary: pd.DataFrame) -> str:
    """Return the page as HTML: what was planted, found and measured."""
    table = table_html(shown(summary), CAPTION, labels=HEADINGS, lang="en")
    return export.export(_notebook(table), export.Page(label="simulated presses", home="#main"))


def write(summary: pd.DataFrame, path: str | Path) -> Path:
    """Write the page whole or not at all, its folder with it, and return its path."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = page(summary)
    with atomic_write(path) as temporary:
        temporary.write_text(made, encoding="utf-8")
    return path


def markdown(summary: pd.DataFrame) -> str:
    """Return the table in Markdown, for a README."""
    table = shown(summary).rename(columns=HEADINGS).astype("str")
    rows = [table.columns, ["---"] * table.shape[1], *table.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _notebook(table: str) -> nbformat.NotebookNode:
    output = new_output("display_data", {"text/html": table}, metadata=dict(OURS))
    return new_notebook(cells=[new_markdown_cell(PROSE), new_code_cell("", outputs=[output])])
