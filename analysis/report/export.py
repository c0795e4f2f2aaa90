"""Turns an executed notebook into one HTML file that needs no other file and asks no other host.

Two independent walls stand against what article text may carry: every piece of HTML passes an
allow-list (nh3), and the page forbids, by its content security policy, any script but our own, any
request and any form. At level public an output leaves only if `table`, `say` or `show` made it;
anything else is replaced by a note, and code is left out.

Cannot do: TeX formulas, interactive controls (a note stands in their place), other template sets.
"""

import base64
import copy
import hashlib
import html
import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import nh3
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from analysis.report import numbers

HERE = Path(__file__).parent
MARK = "sorotan"

WIDGET = "application/vnd.jupyter.widget-view+json"
CHART = "image/svg+xml"
PHOTOS = ("image/png", "image/jpeg")
SHOWN = (WIDGET, "text/html", "text/markdown", CHART, *PHOTOS, "text/plain")

FURNITURE = [
    "skip",
    "contents",
    "more",
    "made",
    "code",
    "data",
    "filter",
    "banner",
    "no_alt",
    "prose_is_english",
]  # sentences of strings.yml that the template prints

TAGS = (nh3.ALLOWED_TAGS | {"section", "figure", "figcaption"}) - {"map", "area"}
CLASSES = {"scroll", "data", "search", "d", "n", "say", "note", "help"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "*": {"class", "lang"},
}
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURE = re.compile(rf"data:image/(png|jpeg|svg\+xml);base64,{BASE64.pattern}")
SUM = re.compile(
    r"rows read [\d,]+ = kept [\d,]+ \+ quarantined [\d,]+ \+ exact repeats [\d,]+\s*"
    r"(undated [\d,]+: .*\s*)?"
)  # what corpus.load prints; the first page and the page on the corpus say it in their own way
PROGRESS = re.compile(r"[^|]*\d+%\|[^|]*\| .*")  # what tqdm leaves of a bar that is done
LINK = re.compile(r"(https?://|mailto:|#|[\w-]+\.(html|csv|json)$|figures[\w-]*/[\w.-]+$)")
SAID = re.compile(r'<p class="say">([^<]*)</p>')
HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.S)


class Page(NamedTuple):
    """What surrounds a notebook on its page: language, level, its place in the report, origin."""

    lang: str = "en"
    level: str = "public"
    label: str = ""
    home: str = "index.html"
    pages: tuple[tuple[str, str], ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    figures: str = ""  # what the files of data begin with; no link to them where it is empty
    is_prose_english: bool = True


def export(notebook: nbformat.NotebookNode, page: Page) -> str:
    """Return the page of an executed notebook as HTML; the notebook itself stays unchanged."""
    admitted, contents = _admit(notebook, page)
    html_exporter = HTMLExporter(
        template_name="template", extra_template_basedirs=[str(HERE)], config=_config()
    )
    resources = _resources(notebook, contents, page)
    body, _ = html_exporter.from_notebook_node(admitted, resources=resources)
    return body


def headline(notebook: nbformat.NotebookNode) -> str:
    """Return the first heading of a notebook: the question it answers; "" if it has none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^#\s+(.+)$", cell.source, re.M)):
            return found[1].strip()
    return ""


def finding(notebook: nbformat.NotebookNode) -> str:
    """Return the first sentence that `say` published in a notebook; "" if there is none."""
    for output in _outputs(notebook):
        markup = output.get("data", {}).get("text/html", "")
        if output.get("metadata", {}).get(MARK) and (found := SAID.search(markup)):
            return html.unescape(found[1])
    return ""


def clean(markup: str) -> str:
    """Return only the harmless part of HTML: no script, style, form, frame or foreign picture.

    >>> clean('<p onclick="x()">a<script>x()</script> <a href="javascript:x()">b</a></p>')
    '<p>a <a rel="noopener noreferrer">b</a></p>'
    """
    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def prose(source: str) -> str:
    """Return Markdown as harmless HTML; HTML in it is shown as it was typed, never obeyed."""
    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


def policy(script: str) -> str:
    """Return the content security policy of a page whose only script is this one."""
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{own}'; img-src data:; "
        "style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _admit(notebook: nbformat.NotebookNode, page: Page) -> tuple[nbformat.NotebookNode, list]:
    """Return a copy that holds only what this level may show, and its table of contents."""
    admitted = copy.deepcopy(notebook)
    contents: list[tuple[str, str]] = []
    for number, cell in enumerate(admitted.cells, 1):
        cell.metadata["number"] = number
        cell.pop("attachments", None)
        if cell.cell_type == "markdown":
            cell.source = _numbered(prose(cell.source), contents)
        elif cell.cell_type == "code":
            judged = [_judged(output, page) for output in cell.outputs]
            cell.outputs = [output for output in judged if output is not None]
    return admitted, [entry for entry in contents if entry[0].startswith("h2-")]


def _numbered(markup: str, contents: list[tuple[str, str]]) -> str:
    """Give each heading a name to link to, and note it in the contents."""

    def named(found: re.Match) -> str:
        name = f"h{found[1]}-{len(contents) + 1}"
        contents.append((name, html.unescape(re.sub(r"<[^>]*>", "", found[2])).strip()))
        return f'<h{found[1]} id="{name}">{found[2]}</h{found[1]}>'

    return HEADING.sub(named, markup)


def _judged(output: nbformat.NotebookNode, page: Page) -> nbformat.NotebookNode | None:
    """Return the output as this level may show it, a note in its place, or None."""
    if _is_passing(output):
        return None
    if page.level == "public" and not _is_ours(output):
        return _said(numbers.text("left_out", page.lang))
    if output.output_type in ("stream", "error"):
        return output
    mime = next((m for m in SHOWN if m in output.data), None)
    if mime is None or mime == WIDGET:
        return _said(numbers.text("widget" if mime else "left_out", page.lang))
    if mime in PHOTOS and not BASE64.fullmatch(output.data[mime]):
        return _said(numbers.text("left_out", page.lang))
    return _shown(output, mime)


def _is_passing(output: nbformat.NotebookNode) -> bool:
    """Whether it was meant for the one who ran the cell: notices, the loader's sum, progress."""
    if output.output_type == "stream":
        return output.name == "stderr" or bool(SUM.fullmatch(output.text))
    data = output.get("data", {})
    return WIDGET in data and bool(PROGRESS.fullmatch(data.get("text/plain", "")))


def _is_ours(output: nbformat.NotebookNode) -> bool:
    """Whether `table`, `say` or `show` made it; only `show` gives a chart its narrow twin."""
    about = output.get("metadata", {})
    return bool(about.get(MARK) or ("narrow" in about.get(CHART, {}) and CHART in output.data))


def _shown(output: nbformat.NotebookNode, mime: str) -> nbformat.NotebookNode:
    content = output.data[mime]
    if mime == "text/markdown":
        mime, content = "text/html", prose(content)
    elif mime == "text/html":
        content = _focusable(clean(content))
    return nbformat.v4.new_output("display_data", {mime: content}, metadata=output.metadata)


def _focusable(markup: str) -> str:
    """Let the keyboard scroll a wide table, and name it by its caption."""
    caption = re.search(r"<caption>(.*?)</caption>", markup, re.S)
    name = re.sub(r"<[^>]*>", "", caption[1]) if caption else ""
    label = f' role="group" aria-label="{name.replace(chr(34), "&quot;")}"' if name else ""
    return markup.replace('<div class="scroll">', f'<div class="scroll" tabindex="0"{label}>')


def _said(note: str) -> nbformat.NotebookNode:
    markup = f'<p class="note">{html.escape(note.strip())}</p>'
    return nbformat.v4.new_output("display_data", {"text/html": markup})


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if LINK.match(value.strip()) else None
    if name == "class":
        kept = [word for word in value.split() if word in CLASSES]
        return " ".join(kept) or None
    return value


def _config() -> Config:
    """Each output holds one kind by now; the order only has to name them all."""
    return Config({"NbConvertBase": {"display_data_priority": list(SHOWN)}})


def _resources(notebook: nbformat.NotebookNode, contents: list, page: Page) -> dict:
    script = _file("report.js")
    title = headline(notebook) or notebook.metadata.get("title", "")
    return {
        **page._asdict(),
        "contents": contents,
        "csp": policy(script),
        "css": _css(),
        "script": script,
        "t": {key: numbers.text(key, page.lang) for key in FURNITURE},
        "title": title or numbers.text("site", page.lang),
        "has_headline": bool(headline(notebook)),
        "is_foreign": page.is_prose_english and page.lang != "en",
        "level_name": numbers.text(f"level_{page.level}", page.lang),
    }


def _file(name: str) -> str:
    return (HERE / "template" / name).read_text(encoding="utf-8").strip()


def _css() -> str:
    """Return the style sheet with the face of the headlines in it: a page asks no other host."""
    face = base64.b64encode((HERE / "fonts" / "headline.woff2").read_bytes()).decode()
    return _file("report.css").replace("@@HEADLINE@@", face)


def _outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
