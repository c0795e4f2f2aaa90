"""Article text that attacks: nothing it carries may run, load, redirect or dress up on a page."""

import csv
import json
import re
import tokenize
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report import tables
from analysis.report.export import Page, clean, export

HOME = Path(__file__).resolve().parents[1]
RUN = "window.__pw_{k}=1"
PAYLOADS = {
    "script": "<script>{run}</script>",
    "image": '<img src=x onerror="{run}">',
    "closing": "</script></style></title><script>{run}</script>",
    "svg": '"><svg onload={run}><animate onbegin={run}>',
    "frame": '<iframe srcdoc="<script>parent.{run}</script>"></iframe>',
    "link": '<a href="javascript:{run}">klik</a>',
    "entity link": '<a href="jav&#x09;ascript:{run}">klik</a>',
    "data link": '<a href="data:text/html,<script>{run}</script>">klik</a>',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "base": '<base href="https://evil.example/">',
    "form": '<form action="https://evil.example/"><button autofocus onfocus="{run}">x</button>',
    "style": "<style>*{{display:none}}</style><p style='position:fixed'>x</p>",
    "css load": "<style>@import url(https://evil.example/x.css)</style>",
    "math": "<math><mtext></p><style><img src=x onerror={run}>",
    "comment": "<!--><img src=x onerror={run}>-->",
    "object": '<object data="https://evil.example/x"></object><embed src="https://evil.example/y">',
    "pixel": '<img src="https://evil.example/pixel.png">',
    "picture": '<picture><source srcset="https://evil.example/p.png"><img></picture>',
    "template": "{{{{7*7}}}}{{% raw %}}{{{{ resources }}}}",
    "output end": "</div><!--/output--><script>{run}</script>",
    "dressing": '<div class="banner" id="main">INTERNAL</div>',
}


def payload(kind: str) -> str:
    return PAYLOADS[kind].format(run=RUN.format(k=re.sub(r"\W", "", kind)))


def outputs(text: str) -> list:
    """Every road by which text of an article can come into an output, marked as ours or not."""
    display = [
        ({"text/html": text}, {}),
        ({"text/html": f"<table><caption>{text}</caption><tr><td>{text}</td></tr></table>"}, {}),
        ({"text/markdown": f"**{text}** [klik](javascript:window.__pw_markdown=1)"}, {}),
        ({"text/plain": text}, {}),
        ({"text/latex": f"$\\href{{javascript:window.__pw_tex=1}}{{{text}}}$"}, {}),
        ({"application/javascript": "window.__pw_js=1", "text/plain": "x"}, {}),
        ({"application/vnd.vegalite.v5+json": {"title": text}, "text/html": text}, {}),
        (
            {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg"><text>{text}</text></svg>'},
            {"image/svg+xml": {"alt": text, "caption": text, "narrow": f"<svg>{text}</svg>"}},
        ),
        ({"image/png": 'x" onerror="window.__pw_png=1', "text/plain": "x"}, {}),
        ({"image/jpeg": 'x" onerror="window.__pw_jpg=1', "text/plain": "x"}, {}),
    ]
    made = [
        new_output("display_data", data, metadata={"sorotan": marked, **about})
        for data, about in display
        for marked in (True, False)
    ]
    error = new_output("error", ename=text, evalue=text, traceback=[text])
    return [*made, new_output("stream", text=text), error]


def attack() -> "nbformat.NotebookNode":  # noqa: F821
    """A notebook whose every cell, name and output is hostile."""
    cells = [new_markdown_cell(f"# {payload('script')} hostile titles\n\n## {payload('image')} x")]
    for kind in PAYLOADS:
        text = payload(kind)
        cells.append(new_markdown_cell(f"text {text}\n\n[a](javascript:window.__pw_prose=1)"))
        tags = [text.replace(",", "")]
        cells.append(new_code_cell(text, outputs=outputs(text), metadata={"tags": tags}))
    notebook = new_notebook(cells=cells)
    notebook.metadata["title"] = payload("closing")
    return notebook


def faults(markup: str) -> list[str]:
    """List what in a page could run, load, redirect or restyle, our own script and style apart."""
    page = BeautifulSoup(markup, "html.parser")
    found = [f"script {s.string[:40]}" for s in page.find_all("script")[:-1]]
    found += [f"style {s.string[:40]}" for s in page.find_all("style")[1:]]
    banned = "iframe object embed base form button svg math link frame animate template input"
    found += [tag.name for tag in page.find_all(banned.split())]
    found += [str(tag)[:60] for tag in page.find_all("meta") if "refresh" in str(tag).lower()]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            text = re.sub(r"\s", "", " ".join(value) if isinstance(value, list) else value).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "action"):
                found.append(f"{tag.name} {name}")
            if name in ("href", "src", "srcset") and re.match(
                r"javascript|vbscript|data:text", text
            ):
                found.append(f"{tag.name} {name}={text[:30]}")
            if name in ("src", "srcset") and not text.startswith("data:image/"):
                found.append(f"{tag.name} {name}={text[:30]}")
    return found


@pytest.mark.parametrize("level", ["public", "internal"])
def test_attack_notebook_leaves_nothing_that_runs(level):
    page = export(attack(), Page(level=level, label=payload("closing"), home=payload("link")))
    assert faults(page) == []
    assert len(BeautifulSoup(page, "html.parser").select("main")) == 1


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_hostile_title_in_a_table_stays_visible_text(kind, monkeypatch):
    shown = []
    monkeypatch.setattr(tables, "display", lambda data, **_: shown.append(data["text/html"]))
    text = payload(kind)
    tables.table(pd.DataFrame({"outlet": [text], text: [1]}), text, lang="en")
    cell = new_output("display_data", {"text/html": shown[0]}, metadata={"sorotan": True})
    page = export(new_notebook(cells=[new_code_cell("", outputs=[cell])]), Page())
    table = BeautifulSoup(page, "html.parser").table
    assert faults(page) == []
    assert table.caption.get_text() == text == table.select_one("tbody th").get_text()


def test_no_class_or_name_of_ours_can_be_borrowed():
    assert clean(payload("dressing")) == "<div>INTERNAL</div>"


def test_an_output_cannot_end_itself_early():
    cells = [new_code_cell("", outputs=outputs(payload("output end")))]
    page = export(new_notebook(cells=cells), Page(level="internal"))
    assert page.count("<!--/output-->") == 1


def test_hostile_corpus_stays_text(shared, monkeypatch):
    shown = []
    monkeypatch.setattr(tables, "display", lambda data, **_: shown.append(data["text/html"]))
    with (shared / "hostile" / "html_injection.csv").open(encoding="utf-8", newline="") as stream:
        rows = pd.DataFrame(list(csv.DictReader(stream))).drop(columns=["title", "text", "url"])
    tables.table(rows, "hostile", lang="en")
    cell = new_output("display_data", {"text/html": shown[0]}, metadata={"sorotan": True})
    page = export(new_notebook(cells=[new_code_cell("", outputs=[cell])]), Page())
    assert faults(page) == []
    text = BeautifulSoup(page, "html.parser").table.get_text()
    assert all(source.strip() in text for source in rows["source"])


PIECES = st.sampled_from(
    list("<>\"'/=&;!- \t\n\0")
    + ["script", "img", "svg", "style", "math", "iframe", "a", "onerror", "onload", "href", "src"]
    + ["srcdoc", "javascript:", "data:", "x1", "<!--", "-->", "]]>", "</", "<a ", "<img "]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_mix_of_markup_survives_cleaning(markup):
    page = f"<style></style>{clean(markup)}<script></script>"
    assert faults(page) == []
    assert clean(clean(markup)) == clean(markup)


FORBIDDEN = {
    r"\.style\b(?!\.|_)(?=[\.\[(])": "a Styler shows titles as markup",
    r"\b(HTML|Markdown|Javascript)\(": "use report.table or report.say",
    r"escape\s*=\s*False": "nothing is published unescaped",
    r"allow_html": "nothing is published unescaped",
    r"\bread_pickle\b|\bpickle\.load|allow_pickle": "a pickle runs code",
    r"(?<![\w.])eval\(|\.query\(": "text must not become code",
}
ALLOWED = {
    "export.py": r"escape\s*=\s*False",  # nh3 cleans what the Markdown renderer leaves raw
    "coder.py": r"\b(HTML|Markdown|Javascript)\(",  # one door, whose callers escape all text
}


def code_of(path: Path) -> str:
    """Return a module's or notebook's code without comments and strings."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    with tokenize.open(path) as stream:
        kept = [t for t in tokenize.generate_tokens(stream.readline)]
    return "".join(
        "\n" if t.type in (tokenize.NEWLINE, tokenize.NL) else t.string
        for t in kept
        if t.type not in (tokenize.STRING, tokenize.COMMENT)
    )


@pytest.mark.parametrize("pattern", FORBIDDEN, ids=FORBIDDEN.values())
def test_no_module_or_notebook_uses_what_lets_text_run(pattern):
    paths = [*HOME.glob("analysis/**/*.py"), *HOME.glob("notebooks/*.ipynb")]
    assert paths
    offenders = [
        path.name
        for path in paths
        if re.search(pattern, code_of(path)) and ALLOWED.get(path.name) != pattern
    ]
    assert not offenders, FORBIDDEN[pattern]
