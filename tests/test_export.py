"""From notebook to page: what a level lets through, and what every page has."""

import base64
import copy
import hashlib
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report import tables
from analysis.report.export import Page, clean, export, finding, headline
from analysis.schema import InputError

OURS = {"sorotan": True}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
NARROW = SVG.replace("9", "4")
CHART = {"alt": "Share by week, 1 to 3 %.", "caption": "n = 5 < 9", "narrow": NARROW}


def html(markup, ours=True):
    return new_output("display_data", {"text/html": markup}, metadata=OURS if ours else {})


@pytest.fixture
def notebook():
    chart = new_output(
        "display_data",
        {"image/svg+xml": SVG, "text/plain": "alt"},
        metadata={"image/svg+xml": CHART | {"data_file": "share.csv"}},
    )
    bare = new_output("execute_result", {"text/html": "<table>bare</table>", "text/plain": "bare"})
    widget = new_output(
        "display_data", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider()"}
    )
    return new_notebook(
        cells=[
            new_markdown_cell("# How much?\n\nProse.\n\n## First part\n\ntext"),
            new_code_cell(
                "secret_code = 1", outputs=[html('<p class="say">41 of 900 &amp; so</p>')]
            ),
            new_code_cell("articles", outputs=[bare]),
            new_code_cell("print(articles)", outputs=[new_output("stream", text="printed")]),
            new_markdown_cell("## First part"),
            new_code_cell("chart", outputs=[chart, widget]),
            new_code_cell("warn", outputs=[new_output("stream", name="stderr", text="warned")]),
        ]
    )


def soup(notebook, **options):
    return BeautifulSoup(export(notebook, Page(**options)), "html.parser")


def test_public_shows_only_what_was_made_for_publication(notebook):
    text = soup(notebook).get_text()
    assert "41 of 900 & so" in text
    for absent in ("bare", "printed", "warned", "Slider", "secret_code"):
        assert absent not in text
    assert text.count("An output is left out here") == 3


def test_internal_shows_outputs_and_code_in_closed_details(notebook):
    page = soup(notebook, level="internal")
    assert "bare" in page.get_text() and "printed" in page.get_text()
    blocks = page.select("details.code")
    assert [block.pre.get_text() for block in blocks][0] == "secret_code = 1"
    assert not any(block.has_attr("open") for block in blocks)
    assert "interactive control" in page.get_text() and "warned" not in page.get_text()


def test_internal_carries_a_banner_and_its_level_in_the_title(notebook):
    internal, public = soup(notebook, level="internal"), soup(notebook)
    assert "raw article text" in internal.select_one("aside.banner").get_text()
    assert "internal" in internal.title.get_text() and "public" in public.title.get_text()
    assert not public.select("aside.banner")


def test_contents_link_to_headings_of_the_same_name_apart(notebook):
    page = soup(notebook)
    links = page.select("nav.toc a")
    assert [link.get_text() for link in links] == ["First part", "First part"]
    targets = [link["href"][1:] for link in links]
    assert len(set(targets)) == 2
    assert all(page.find(id=target).name == "h2" for target in targets)


def test_page_has_landmarks_skip_link_and_one_headline(notebook):
    page = soup(notebook, lang="id")
    assert page.html["lang"] == "id"
    assert all(len(page.find_all(name)) == 1 for name in ("main", "footer", "h1"))
    assert page.select_one("a.skip")["href"] == "#main" and page.find(id="main")
    assert page.find(attrs={"name": "viewport"})


def test_english_prose_on_an_indonesian_page_says_so(notebook):
    page = soup(notebook, lang="id")
    assert "berbahasa Inggris" in page.select_one("main .note").get_text()
    assert page.select_one("section.prose")["lang"] == "en"
    assert not soup(notebook).select("section.prose[lang]")


def test_chart_has_alt_caption_data_and_a_drawing_for_phones(notebook):
    figure = soup(notebook, figures="figures/03-").figure
    assert figure.img["alt"] == CHART["alt"]
    assert figure.figcaption.get_text().startswith("n = 5 < 9")
    assert figure.a["href"] == "figures/03-share.csv"
    code = figure.source["srcset"].partition("base64,")[2]
    assert base64.b64decode(code).decode() == NARROW
    assert figure.source["media"] == "(max-width: 600px)"


def test_policy_allows_exactly_the_script_of_the_page(notebook):
    page = soup(notebook)
    policy = page.find(attrs={"http-equiv": "Content-Security-Policy"})["content"]
    (script,) = page.find_all("script")
    digest = hashlib.sha256(script.string.encode()).digest()
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'") and "http" not in policy


def test_page_asks_no_other_host(notebook):
    page = export(notebook, Page())
    assert not re.findall(r'(?:src|srcset)="(?!data:)', page)
    assert "@import" not in page and not re.findall(r'url\((?!"data:font/woff2;base64,)', page)


def test_export_is_repeatable_and_leaves_the_notebook_alone(notebook):
    before = copy.deepcopy(notebook)
    assert export(notebook, Page()) == export(notebook, Page())
    assert notebook == before
    nbformat.validate(notebook)


def test_provenance_stands_at_the_foot(notebook):
    page = soup(notebook, provenance=(("Report id", "<abc>"),))
    assert page.footer.dt.get_text() == "Report id" and page.footer.dd.get_text() == "<abc>"


def test_the_printed_sum_of_the_load_leaves_no_trace_but_any_other_print_a_note():
    line = "rows read 3,824 = kept 3,823 + quarantined 1 + exact repeats 0\n"
    for text, outputs in ((line, 0), (f"{line}Police free four men", 1)):
        cell = new_code_cell("x", outputs=[new_output("stream", text=text)])
        assert len(soup(new_notebook(cells=[cell])).select(".output")) == outputs


def test_headline_and_finding_are_read_from_the_notebook(notebook):
    assert headline(notebook) == "How much?"
    assert finding(notebook) == "41 of 900 & so"
    assert finding(new_notebook()) == "" == headline(new_notebook())


def test_error_of_a_cell_is_shown_only_inside():
    failed = new_output("error", ename="KeyError", evalue="a name", traceback=["\x1b[31ma <name>"])
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[failed])])
    assert "a <name>" in soup(notebook, level="internal").get_text()
    assert "name" not in soup(notebook).select_one(".output").get_text()


@pytest.fixture
def published(monkeypatch):
    shown = []
    monkeypatch.setattr(tables, "display", lambda data, **about: shown.append((data, about)))
    monkeypatch.setenv("SOROTAN_LEVEL", "public")
    monkeypatch.setenv("SOROTAN_LANG", "en")
    return shown


def test_table_is_semantic_and_keeps_integers(published):
    rows = {"outlet": ["A <b>", "C"], "total_articles": [1569, 3], "share": [0.0123, float("nan")]}
    tables.table(pd.DataFrame(rows), "Outlets & shares")
    ((data, about),) = published
    page = BeautifulSoup(data["text/html"], "html.parser")
    assert about["metadata"] == OURS
    assert page.caption.get_text() == "Outlets & shares"
    assert [th["scope"] for th in page.select("thead th")] == ["col"] * 3
    assert page.select_one("tbody th[scope=row]").get_text() == "A <b>"
    cells = [cell.get_text().replace("\xa0", " ") for cell in page.select("tbody td")]
    assert cells == ["1,569", "1.2 %", "3", "–"]
    assert all("n" in cell["class"] for cell in page.select("tbody td"))


def test_table_speaks_indonesian_and_takes_formats_and_labels(published):
    df = pd.DataFrame({"on": pd.to_datetime(["2017-10-26"]), "x": [0.5], "is_gap": [True]})
    tables.table(df, "c", formats={"x": "percent"}, labels={"x": "X"}, lang="id")
    page = BeautifulSoup(published[0][0]["text/html"], "html.parser")
    assert page.select("thead th")[1].get_text() == "X"
    row = [cell.get_text().replace("\xa0", " ") for cell in page.select("tbody tr > *")]
    assert row == ["26 Oktober 2017", "50 %", "ya"]


def test_a_table_without_rows_is_said_in_a_sentence(published):
    tables.table(pd.DataFrame({"outlet": []}), "Days with a <pile-up>", lang="id")
    assert published[0][0]["text/html"] == (
        '<p class="say">Days with a &lt;pile-up&gt;: tidak ada.</p>'
    )


def test_only_long_tables_get_a_search_box(published):
    for rows in (tables.LONG, tables.LONG + 1):
        tables.table(pd.DataFrame({"n": range(rows)}), "c")
    assert ["search" in data["text/html"] for data, _ in published] == [False, True]


@pytest.mark.parametrize("column", ["title", "text", "author", "surface", "url"])
def test_columns_of_article_text_are_refused_at_public(column, published, monkeypatch):
    with pytest.raises(InputError, match=f"table: {column} may hold"):
        tables.table(pd.DataFrame({column: ["x"]}), "c")
    monkeypatch.setenv("SOROTAN_LEVEL", "internal")
    tables.table(pd.DataFrame({column: ["x"]}), "c")
    assert len(published) == 1


def test_sentence_takes_its_numbers_from_the_row(published):
    row = pd.Series({"issue_articles": 41, "share": 0.0108, "outlet": "<b>"})
    tables.say("{outlet}: {issue_articles} ({share})", row)
    assert published[0][0]["text/html"] == '<p class="say">&lt;b&gt;: 41 (1.1\xa0%)</p>'


def test_sentence_with_an_unknown_field_names_those_there_are():
    with pytest.raises(InputError, match="no field 'shares'; the row has share, n"):
        tables.fill("{shares}", {"share": 1, "n": 2})


def test_unknown_format_is_named():
    with pytest.raises(InputError, match="format 'euro' is unknown"):
        tables.cell(1, "euro", "en")


def test_cleaning_keeps_what_tables_need():
    markup = '<table class="data"><caption>c</caption><tbody><tr><td class="n">1</td></tr></tbody>'
    assert clean(markup) == f"{markup}</table>"


@pytest.mark.parametrize("level", ["public", "internal"])
def test_progress_and_the_loaders_sum_leave_no_trace(level):
    bar = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}}
    bar["text/plain"] = "mentions:   0%|          | 0/596 [00:00<?, ?it/s]"
    told = "rows read 3 = kept 3 + quarantined 0 + exact repeats 0\nundated 2: no date was found\n"
    outputs = [new_output("display_data", bar), new_output("stream", name="stdout", text=told)]
    page = export(new_notebook(cells=[new_code_cell("1", outputs=outputs)]), Page(level=level))
    said = BeautifulSoup(page, "html.parser").main.get_text()
    assert "left out" not in said and "control" not in said and "undated" not in said
