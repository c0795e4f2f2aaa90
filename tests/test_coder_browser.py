"""The coder in JupyterLab, driven by a real browser: keys, file, restart, phone, hostile text.

Runs where Debian's Chromium is installed; elsewhere it is skipped with a line.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.error import URLError

import nbformat
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from test_browser import CHROMIUM, RULES, browser  # noqa: F401  a fixture

from analysis.words import coded

ATTACK = "<img src=x onerror=window.__planted=1><script>window.__planted=1</script>"
FREED = "{attack} In case {n} the police freed victims of human trafficking, said officer {n}."
RAIN = "Rain fell on harvest {n} of field {line}, and the road to it stayed closed all week."
CODE = """
from analysis import corpus, words
from analysis.report.coder import coder
from analysis.words import coding
marked = words.mark(corpus.load("press.csv"))
coder(coding.session(marked, "codes.csv", coder="ani", n=10), lang="en")
"""
HEAD = ".sorotan-head"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a press of twelve articles, one an attack, and a notebook that codes it."""
    folder = tmp_path_factory.mktemp("lab")
    rows = {"title": [f"{ATTACK} kabar nomor {n}" for n in range(12)]}
    lines = [[FREED, *[RAIN] * 40] for _ in range(12)]  # of their own: what repeats is cut
    rows["text"] = [
        "\n\n".join(line.format(attack=ATTACK, n=n, line=i) for i, line in enumerate(of))
        for n, of in enumerate(lines)
    ]
    rows |= {"outlet": "Koran Satu", "date": "2023-01-02"}
    pd.DataFrame(rows).to_csv(folder / "press.csv", index=False)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [new_code_cell(CODE.strip()), new_code_cell("'the last cell'")]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "coding.ipynb")
    return folder


@pytest.fixture(scope="module")
def address(browser, folder, tmp_path_factory):  # noqa: F811
    """The address of the notebook in a JupyterLab of its own, without the user's settings."""
    home = tmp_path_factory.mktemp("home")
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    server = f"http://127.0.0.1:{port}"
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", "--allow-root"]
    options += [f"--ServerApp.root_dir={folder}", "--no-browser", "--LabApp.news_url=None"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env={**os.environ, **{name: str(home / name) for name in names}},
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(f"{server}/api", process)
        yield f"{server}/lab/tree/coding.ipynb?reset&token={token}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(150):
        assert process.poll() is None, "JupyterLab did not start"
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer")


@pytest.fixture(scope="module")
def lab(browser, address):  # noqa: F811
    """The notebook opened at a desk, its first cell run; `requests` are those that left."""
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.requests = []
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.set_default_timeout(20_000)
    tab.goto(address)
    run_first_cell(tab)
    return tab


def run_first_cell(tab) -> None:
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    tab.locator(".jp-CodeCell .jp-InputArea-editor").first.click()
    tab.keyboard.press("Shift+Enter")
    tab.get_by_role("button", name="article").wait_for()


def press_key(tab, key: str) -> None:
    """Press a key that changes the article, and wait until it has."""
    before = tab.locator(HEAD).inner_text()
    tab.keyboard.press(key)
    tab.wait_for_function(
        "old => document.querySelector('.sorotan-head').innerText !== old", arg=before
    )


def codes_of(folder) -> list[int]:
    return coded.read_coded(folder / "codes.csv")["relevance"].tolist()


def cells_of(tab) -> list[int]:
    kinds = (".jp-CodeCell", ".jp-MarkdownCell")
    return [tab.locator(f".jp-Notebook {kind}").count() for kind in kinds]


def test_no_article_is_on_the_page_before_it_is_asked_for(lab):
    assert lab.get_by_text("0 of 10 articles are coded by reading.").is_visible()
    assert "kabar nomor" not in lab.content()


def test_keys_code_and_leave_the_notebook_alone(lab, folder):
    lab.get_by_role("button", name="article").click()
    lab.locator(".sorotan-article h3").wait_for()
    lab.wait_for_function("document.activeElement.matches('.sorotan-article')")
    for key in ("2", "1", "0", "s", "0", "u"):
        press_key(lab, key)
    assert codes_of(folder) == [2, 1, 0]
    for key in ("x", "m", "d", "d", "a", "y"):  # of JupyterLab: cut, Markdown, delete ...
        lab.keyboard.press(key)
    lab.keyboard.press("b")
    press_key(lab, "0")
    assert coded.read_coded(folder / "codes.csv")["is_borderline"].tolist() == [False] * 3 + [True]
    assert cells_of(lab) == [2, 0]
    lab.get_by_text("4 of 10 articles are coded by reading.").wait_for()


def test_arrows_scroll_and_a_new_article_begins_at_its_top(lab):
    place = "document.querySelector('.sorotan-article').scrollTop"
    for _ in range(3):
        lab.keyboard.press("ArrowDown")
    lab.wait_for_function(f"{place} > 40")
    press_key(lab, "s")
    lab.wait_for_function(f"{place} === 0")


def test_a_key_held_down_codes_one_article(lab, folder):
    before = len(codes_of(folder))
    shown = lab.locator(HEAD).inner_text()
    for _ in range(6):
        lab.keyboard.down("0")
    lab.keyboard.up("0")
    lab.wait_for_function(
        "old => document.querySelector('.sorotan-head').innerText !== old", arg=shown
    )
    lab.wait_for_timeout(400)
    assert len(codes_of(folder)) == before + 1


def test_what_is_typed_in_the_note_is_no_code(lab, folder):
    before = len(codes_of(folder))
    lab.get_by_label("Note").click()
    lab.keyboard.type("0 of 2, u")
    lab.keyboard.press("Enter")
    lab.wait_for_function("document.activeElement.matches('.sorotan-article')")
    assert len(codes_of(folder)) == before
    press_key(lab, "1")
    assert coded.read_coded(folder / "codes.csv")["note"].iloc[-1] == "0 of 2, u"


def test_keys_work_after_a_press_of_a_button(lab, folder):
    before = len(codes_of(folder))
    lab.get_by_role("button", name="show terms").click()
    lab.locator(".sorotan-article mark").first.wait_for()
    press_key(lab, "1")
    assert len(codes_of(folder)) == before + 1 and cells_of(lab) == [2, 0]
    lab.keyboard.press("t")
    lab.wait_for_function("!document.querySelector('.sorotan-article mark')")


def test_hostile_text_runs_nothing_and_nothing_leaves(lab):
    assert lab.locator(".sorotan-article").inner_text().count(ATTACK) == 2
    assert lab.evaluate("window.__planted") is None
    own = lab.url.split("/lab")[0].removeprefix("http:")
    local = (f"http:{own}", f"ws:{own}", "data:", "blob:")
    assert [url for url in lab.requests if not url.startswith(local)] == []


def test_the_coder_has_no_barrier(lab):
    found = Axe().run(lab, context=".sorotan-coder", options={"runOnly": RULES})
    violations = found.response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


def test_a_new_kernel_goes_on_where_the_file_ends(lab, folder):
    before = len(codes_of(folder))
    lab.get_by_role("menuitem", name="Kernel", exact=True).click()
    lab.get_by_text("Restart Kernel…", exact=True).click()
    lab.get_by_role("button", name="Confirm Kernel Restart").click()
    lab.wait_for_timeout(1000)
    run_first_cell(lab)
    lab.get_by_role("button", name=f"Go on with article {before + 1}").click()
    lab.locator(".sorotan-article h3").wait_for()
    press_key(lab, "2")
    assert len(codes_of(folder)) == before + 1 and codes_of(folder)[-1] == 2


def test_it_fits_a_phone(lab):
    lab.keyboard.press(
        "Control+b"
    )  # keys with Control stay JupyterLab's: this one hides its side bar
    lab.set_viewport_size({"width": 390, "height": 844})
    lab.wait_for_function("document.querySelector('.sorotan-coder').clientWidth > 200")
    size = "e => [e.scrollWidth, e.clientWidth]"
    wide, room = lab.locator(".sorotan-coder").evaluate(size)
    assert wide <= room <= 390
    for button in lab.locator(".sorotan-coder button").all():
        box = button.bounding_box()
        assert box["height"] >= 24 and box["x"] + box["width"] <= 390
