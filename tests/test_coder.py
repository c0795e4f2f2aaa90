"""The coder's widget without a browser: what it shows and escapes, what stands in its place."""

import json
from pathlib import Path

import nbclient
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from test_hostile_text import PAYLOADS, payload

from analysis import schema, words
from analysis.report import coder as coders
from analysis.report.export import Page, export
from analysis.words import coded, coding


def press_of(title: str, text: str, number: int = 4) -> pd.DataFrame:
    rows = {
        "article_id": [f"a{i}" for i in range(number)],
        "title": title,
        "text": text,
        "lang": "en",
        "outlet": "Koran <b>Satu</b>",
    }
    return words.mark(schema.frame("articles", pd.DataFrame(rows, index=range(number))))


@pytest.fixture
def session(marked_press, tmp_path):
    return coding.session(marked_press, tmp_path / "codes.csv", coder="ani", n=6)


@pytest.fixture
def view(session):
    view = coders.coder(session, lang="en")
    view.begin.click()
    return view


def test_no_article_is_in_the_widget_before_the_first_press(session):
    view = coders.coder(session, lang="en")
    assert view.body.value == "" and len(view.children) == 3
    assert view.begin.description == "Show the first article"
    view.begin.click()
    assert session.article.title in view.body.value and len(view.children) > 5
    assert "Article 1 of 6" in view.head.value and session.article.outlet in view.head.value


def test_buttons_code_the_article_shown(view, session):
    names = []
    for code in (2, 1, 0):
        names.append(session.article.article_id)
        view.codes[code].click()
        assert f"Coded {code}" in view.status.value and "codes.csv" in view.status.value
        assert session.article.title in view.body.value
    table = coded.read_coded(session.path)
    assert table["article_id"].tolist() == names and table["relevance"].tolist() == [2, 1, 0]
    assert (view.bar.value, view.bar.max) == (3, 6) and "3 / 6" in view.table.value


def test_borderline_and_note_belong_to_one_article(view, session):
    view.borderline.value, view.note.value = True, "two cases"
    view.codes[1].click()
    assert not view.borderline.value and view.note.value == ""
    view.codes[0].click()
    table = coded.read_coded(session.path)
    assert table["is_borderline"].tolist() == [True, False]
    assert table["note"].tolist() == ["two cases", ""]


def test_undo_brings_article_and_remark_back(view, session):
    assert view.undo.disabled
    first = session.article.article_id
    view.borderline.value, view.note.value = True, "two cases"
    view.codes[1].click()
    assert not view.undo.disabled
    view.undo.click()
    assert session.article.article_id == first and session.article.title in view.body.value
    assert view.borderline.value and view.note.value == "two cases"
    assert coded.read_coded(session.path).empty and "Taken back" in view.status.value


def test_later_shows_another_article(view, session):
    first = session.article.article_id
    view.skip.click()
    assert session.article.article_id != first and "Article 2 of 6" in view.head.value


def test_the_end_is_said_and_nothing_more_is_coded(view, session):
    for _ in range(6):
        view.codes[0].click()
    assert "All 6 articles are coded" in view.body.value
    assert all(button.disabled for button in view.codes.values()) and not view.undo.disabled
    view.undo.click()
    assert not view.codes[0].disabled and session.article.title in view.body.value
    view.codes[0].click()
    assert "All 6 articles are coded" in coders.coder(session, lang="en").children[1].value


def test_what_goes_wrong_is_said_in_the_widget(view, session):
    view.note.value = "x" * 300
    view.codes[0].click()
    assert "200 at most" in view.status.value and "sorotan-wrong" in view.status.value
    assert session.coded.empty and view.note.value == "x" * 300


def test_terms_are_marked_only_on_demand(tmp_path):
    marked = press_of("Human trafficking", "A raid ended human trafficking & debt.")
    view = coders.coder(coding.session(marked, tmp_path / "c.csv", coder="ani"), lang="en")
    view.begin.click()
    assert "<mark>" not in view.body.value and not view.terms.value
    view.terms.value = True
    assert "<mark>human trafficking</mark> &amp; debt" in view.body.value
    view.codes[2].click()
    view.terms.value = False
    assert "<mark>" not in view.body.value


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize("with_terms", [False, True])
def test_hostile_text_stays_text(kind, with_terms, tmp_path):
    attack = payload(kind)
    marked = press_of(f"{attack} human trafficking", f"human trafficking {attack} again")
    marked = marked.assign(outlet=attack, lang=f'en" onclick="{attack}')
    view = coders.coder(coding.session(marked, tmp_path / "c.csv", coder="ani"), lang="en")
    view.begin.click()
    view.terms.value = with_terms
    ours = ("mark", "/mark", "h3", "/h3", "/div")
    for value in (view.head.value, view.body.value, view.status.value):
        tags = [part.split(">")[0] for part in value.split("<")[1:]]
        assert all(tag in ours or tag.startswith("div ") for tag in tags), tags
        assert 'onclick="' not in value


def test_labels_are_in_both_languages_and_every_key_is_on_its_button(session):
    keys = {code: str(code) for code in coders.CODES}
    for lang in ("en", "id"):
        view = coders.coder(session, lang=lang)
        named = {"b": view.borderline, "u": view.undo, "s": view.skip, "t": view.terms}
        named |= {keys[code]: button for code, button in view.codes.items()}
        for key, button in named.items():
            assert f"sorotan-key-{key}" in button._dom_classes
            assert button.description.startswith(f"{key} ") and key in button.tooltip
    assert view.codes[2].description == "2  pokok berita"


def run_without_reader(press_csv: Path, codes: Path) -> nbformat.NotebookNode:
    code = f"""
from analysis import corpus, words
from analysis.report.coder import coder
from analysis.words import coding
marked = words.mark(corpus.load({str(press_csv)!r}))
session = coding.session(marked, {str(codes)!r}, coder="ani", n=6)
session.code(1)
coder(session, lang="en")
"""
    notebook = new_notebook(cells=[new_code_cell(code)])
    return nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()


def test_a_notebook_run_without_a_reader_holds_the_count_and_no_text(
    marked_press, press_csv, tmp_path
):
    done = run_without_reader(press_csv, tmp_path / "codes.csv")
    whole = json.dumps(done)
    assert "1 of 6 articles are coded by reading" in whole
    for title, text in zip(marked_press["title"], marked_press["text"]):
        assert title not in whole and text not in whole
    for level in ("public", "internal"):
        page = export(done, Page(level=level))
        assert '<p class="say">1 of 6 articles are coded by reading.</p>' in page
        assert "onload" not in page.split("</head>")[1]
