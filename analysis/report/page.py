"""The first page of a report: the answer in one computed sentence, one chart, how sure we are.

The page is a notebook without a kernel: cells of prose and of outputs, exported like any other, so
that the same walls stand around it. Every number comes from the tables; sentences from
`strings.yml`, in English and Indonesian.

Cannot do: it does not judge whether attention is high or low; it says what was counted, and how far
that can be trusted.
"""

import html

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import attention, corpus
from analysis.corpus.files import write_csv
from analysis.report import charts, export, figures, numbers
from analysis.report.charts_words import issue_name
from analysis.report.frame import Report, command, file_name, label, outlets, question
from analysis.report.tables import OURS, interval
from analysis.words.lexicon import load_lexicon

NAMED_OUTLETS = 5  # of a user's own corpus; more make a list nobody reads


def index(report: Report) -> nbformat.NotebookNode:
    """Return the first page of the report as a notebook of prose and outputs."""
    by = attention.grain(report.articles)
    table = attention.share(report.articles, by=by)
    lang = report.lang
    issue = issue_name(table, lang)
    return new_notebook(
        cells=[
            _prose(f"# {_text('page_question', lang, issue=issue)}", "lede"),
            _output(_paragraph(answer(table, report)), "answer"),
            _chart(table, report),
            *_section("page_sure", _list(sureness(table, by, report)), report, "sure-list"),
            *_section("page_corpus", _corpus(report), report),
            *_section("page_pages", _pages(report), report, "pages"),
            *_section("page_definitions", _definitions(report, issue), report, "definitions"),
            _output(_help(lang), "help"),
            *_section("page_again", _again(report), report),
        ]
    )


def answer(table: pd.DataFrame, report: Report) -> str:
    """Return the whole report in one sentence."""
    whole, lang = attention.summary(table), report.lang
    days = report.articles["published_on"].dropna()
    low, high = interval(whole, lang)
    matched = int(whole["issue_articles"])
    return numbers.text(
        "answer" if matched else "answer_none",
        lang,
        n=matched,
        matched=numbers.count(matched, lang),
        total=numbers.count(whole["total_articles"], lang),
        outlets=outlets(report),
        first=numbers.date(days.min(), lang),
        last=numbers.date(days.max(), lang),
        share=numbers.rate(whole["share"], lang),
        low=low,
        high=high,
        issue=issue_name(table, lang),
    )


def sureness(table: pd.DataFrame, by: str, report: Report) -> list[str]:
    """Return what limits the answer, most telling first, each with its number."""
    lang, shown = report.lang, attention.drawn(table)
    whole = attention.summary(table)
    low, high = interval(whole, lang)
    said = [
        _text("sure_interval", lang, low=low, high=high),
        _text("sure_words", lang, version=whole["lexicon_version"]),
        _uneven(shown, by, lang),
        _partial(shown, by, lang),
        _counted("sure_fringe", _read(table) - _read(shown), lang),
        _counted("sure_pileups", int(table["left_out_articles"].sum()), lang)
        or _text("sure_no_pileups", lang),
        _counted("sure_undated", _undated(table, report), lang) or _text("sure_dated", lang),
    ]
    return [sentence for sentence in said if sentence]


def _read(table: pd.DataFrame) -> int:
    return int(table["total_articles"].sum())


def _undated(table: pd.DataFrame, report: Report) -> int:
    return len(report.articles) - _read(table) - int(table["left_out_articles"].sum())


def _counted(key: str, number: int, lang: str) -> str:
    """Return the sentence of that key with its number, or "" where there is nothing to count."""
    written = numbers.count(number, lang)
    return _text(key, lang, n=number, number=written) if number else ""


def _partial(shown: pd.DataFrame, by: str, lang: str) -> str:
    partial = int(shown["is_partial"].sum())
    name = _text(f"by_{by}", lang)
    return _text("sure_partial", lang, n=partial, by=name) if partial else ""


def _uneven(shown: pd.DataFrame, by: str, lang: str) -> str:
    ends = (numbers.count(end, lang) for end in shown["total_articles"].agg(["min", "max"]))
    least, most = ends
    return _text("sure_uneven", lang, least=least, most=most, by=_text(f"by_{by}", lang))


def _corpus(report: Report) -> str:
    """Say what the corpus is and is not: from the registry, or counted for a user's own."""
    registered, lang = report.registered, report.lang
    facts = [_rows(report), _languages(report)]
    if not registered:
        return "".join(map(_paragraph, [_own(report), *facts, _text("own_is_not", lang)]))
    key = "licence_verified" if registered["is_licence_verified"] else "licence_unverified"
    licence = _text(key, lang, licence=registered["licence"], origin=registered["origin"])
    parts = [_paragraph(registered["is"][lang]), _list(registered["is_not"][lang])]
    return "".join([*parts, *map(_paragraph, [*facts, licence])])


def _own(report: Report) -> str:
    """Say what a user's own corpus is: files, outlets, span, the largest outlets."""
    days, lang = report.articles["published_on"].dropna(), report.lang
    named = report.articles.loc[report.articles["outlet"] != "", "outlet"]
    largest = named.value_counts().head(NAMED_OUTLETS)
    name = label(report)
    return _text(
        "own_is",
        lang,
        label=name[:1].lower() + name[1:],
        first=numbers.date(days.min(), lang),
        last=numbers.date(days.max(), lang),
        largest=", ".join(f"{o} ({numbers.count(n, lang)})" for o, n in largest.items()),
    )


def _rows(report: Report) -> str:
    files = corpus.sources(report.articles)
    sums = {c: int(files[c].sum()) for c in ("rows_read", "kept", "quarantined", "repeats")}
    written = {c: numbers.count(n, report.lang) for c, n in sums.items()}
    return _text("rows", report.lang, **written)


def _languages(report: Report) -> str:
    counts = report.articles["lang"].value_counts()
    named = (
        f"{_text(f'language_{name}', report.lang)} {numbers.count(n, report.lang)}"
        for name, n in counts.items()
    )
    return _text("languages", report.lang, languages=", ".join(named))


def _pages(report: Report) -> str:
    """Link each page by its question, its finding below it."""
    items = [
        f'<li><a lang="en" href="{html.escape(file_name(name, report))}">'
        f"{html.escape(question(report, name))}</a>{_paragraph(export.finding(notebook))}</li>"
        for name, notebook in report.notebooks.items()
    ]
    foreign = "" if report.lang == "en" else _paragraph(_text("findings_are_english", report.lang))
    return f"{foreign}<ul>{''.join(items)}</ul>"


def _definitions(report: Report, issue: str) -> str:
    lexicon = load_lexicon(report.asked.issue)
    values = {
        "issue": issue,
        "version": lexicon.version,
        "terms": numbers.count(len(lexicon.terms), report.lang),
        "concepts": numbers.count(len({t.concept for t in lexicon.terms}), report.lang),
    }
    pairs = [
        (_text(f"define_{word}", report.lang), _text(f"define_{word}_is", report.lang, **values))
        for word in ("mention", "share", "interval", "lexicon", "outlet")
    ]
    rows = (f"<dt>{html.escape(word)}</dt><dd>{html.escape(told)}</dd>" for word, told in pairs)
    return f"<dl>{''.join(rows)}</dl>"


def _help(lang: str) -> str:
    return f"<h2>{html.escape(_text('help_title', lang))}</h2>" + "".join(
        _paragraph(_text(key, lang)) for key in ("help_line", "help_report")
    )


def _again(report: Report) -> str:
    lang = report.lang
    typed = f"<p><code>{html.escape(command(report))}</code></p>"
    return _paragraph(_text("again", lang)) + typed + _paragraph(_text("again_data", lang))


def _section(key: str, markup: str, report: Report, tag: str = "") -> list[nbformat.NotebookNode]:
    """A heading and the output below it."""
    return [_prose(f"## {_text(key, report.lang)}", ""), _output(markup, tag)]


def _prose(source: str, tag: str) -> nbformat.NotebookNode:
    return new_markdown_cell(source, metadata={"tags": [tag] if tag else []})


def _output(markup: str, tag: str) -> nbformat.NotebookNode:
    shown = new_output("display_data", {"text/html": markup}, metadata=dict(OURS))
    return new_code_cell("", outputs=[shown], metadata={"tags": [tag] if tag else []})


def _chart(table: pd.DataFrame, report: Report) -> nbformat.NotebookNode:
    """Publish the main chart and its data as `show` does in a notebook."""
    ax = charts.share_over_time(attention.drawn(table), lang=report.lang)
    about, twin = ax.figure.sorotan, ax.figure.sorotan.narrow()
    shown = {export.CHART: figures.svg(ax.figure), "text/plain": about.alt}
    words = {"alt": about.alt, "narrow": figures.svg(twin.figure)}
    words["data_file"] = f"{about.name}.csv"
    write_csv(table, report.asked.out / "index" / words["data_file"])
    plt.close(ax.figure)
    plt.close(twin.figure)
    output = new_output("display_data", shown, metadata={export.CHART: words})
    return new_code_cell("", outputs=[output], metadata={"tags": ["main-chart"]})


def _list(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>"


def _paragraph(text: str) -> str:
    return f'<p class="say">{html.escape(text)}</p>' if text else ""


def _text(key: str, lang: str, **values: object) -> str:
    return numbers.text(key, lang, **values)
