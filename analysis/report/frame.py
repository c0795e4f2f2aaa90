"""What stands around every page of a report: file names, links, origin, text known to be ours.

Cannot do: it knows the notebooks of this run only; pages of other reports are not linked.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd

from analysis import corpus
from analysis.report import export, levels, manifest, numbers
from analysis.report.settings import Settings


class Report(NamedTuple):
    """One run: marked articles, what was asked for, notebooks with outputs, registry's entry."""

    articles: pd.DataFrame
    asked: Settings
    notebooks: dict[str, nbformat.NotebookNode]
    registered: dict | None = None

    @property
    def lang(self) -> str:
        """Language of furniture, index and numbers."""
        return self.asked.lang


def file_name(name: str, report: Report) -> str:
    """Return the file of a page: the level is part of the name unless it is public."""
    return f"{name}{levels.suffix(report.asked.level)}.html"


def figures_name(report: Report) -> str:
    """Return the folder beside the pages that holds the data of the charts."""
    return f"figures{levels.suffix(report.asked.level)}"


def frame(report: Report, name: str) -> export.Page:
    """Return what surrounds the page of this name."""
    others = [(file_name(n, report), question(report, n)) for n in report.notebooks if n != name]
    home = file_name("index", report)
    is_index = name == "index"
    return export.Page(
        lang=report.lang,
        level=report.asked.level,
        label=label(report),
        home=home,
        pages=() if is_index else ((home, numbers.text("first_page", report.lang)), *others),
        provenance=tuple(provenance(report)),
        figures=f"{figures_name(report)}/{name}-",
        is_prose_english=not is_index,
    )


def question(report: Report, name: str) -> str:
    """Return the question a notebook answers, which is its first heading."""
    return export.headline(report.notebooks[name]) or name


def label(report: Report) -> str:
    """Name the corpus in a few words: its registered title, or how many files of whose outlets."""
    if report.registered:
        return report.registered["title"]
    files, lang = len(corpus.sources(report.articles)), report.lang
    written = numbers.text(
        "own_corpus", lang, n=files, files=in_words(files, lang), outlets=outlets(report)
    )
    return written[:1].upper() + written[1:]


def outlets(report: Report) -> str:
    """Write how many outlets there are."""
    found, lang = report.articles["outlet"].replace("", pd.NA).nunique(), report.lang
    return numbers.text("outlets", lang, n=found, number=in_words(found, lang))


def in_words(number: int, lang: str) -> str:
    """Write a small number in words, as newspapers do, and a large one in digits.

    >>> in_words(9, "en"), in_words(9, "id"), in_words(2763, "en")
    ('nine', 'sembilan', '2,763')
    """
    small = numbers.listed("small_numbers", lang)
    return small[number] if number < len(small) else numbers.count(number, lang)


def command(report: Report) -> str:
    """Return the command that makes this report again; file names may name people and stay out."""
    asked = report.asked
    is_default = (report.registered or {}).get("is_default")
    files = [] if is_default else ["SRC..."]
    issue = Path(asked.issue).name
    return " ".join(
        ["sorotan report", *files, f"--issue {issue} --level {asked.level} --lang {asked.lang}"]
        + ["--out reports"]
    )


def made_from(report: Report) -> dict[str, object]:
    """Return the part of the manifest that decides the report id."""
    marks = report.articles
    words = {
        "issue": marks["issue"].iloc[0] if len(marks) else "",
        "lexicon_version": marks["lexicon_version"].iloc[0] if len(marks) else "",
    }
    asked = report.asked
    parameters = {"lang": asked.lang, "level": asked.level, "command": command(report)}
    return manifest.made_from(corpus.sources(report.articles), words, parameters)


def provenance(report: Report) -> list[tuple[str, str]]:
    """Return what the foot of a page says of its origin."""
    parts = made_from(report)
    said = {
        "report_id": manifest.report_id(parts),
        "corpus_digest": manifest.corpus_digest(corpus.sources(report.articles)),
        "lexicon": "{issue}, {lexicon_version}".format(**parts["words"]),
        "software": f"Sorotan {parts['versions']['sorotan']}, Python {parts['versions']['python']}",
        "again": command(report),
    }
    return [(numbers.text(f"made_{key}", report.lang), value) for key, value in said.items()]


def written(report: Report) -> str:
    """Return the text that stood before any article was read: no leak, wherever it turns up."""
    cells = (c.source for n in report.notebooks.values() for c in n.cells if c.cell_type != "raw")
    return "\n".join([_strings(), *cells, str(report.registered or "")])


@cache
def _strings() -> str:
    text = "\n".join(path.read_text(encoding="utf-8") for path in numbers.STRINGS)
    return re.sub(r"\{\w+\}", " \n ", text)
