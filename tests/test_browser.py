"""Pages in a real browser: no request, no error, no barrier, no sideways scrolling, no attack runs.

Runs where Debian's Chromium is installed; elsewhere it is skipped with a line.
"""

from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright
from test_hostile_text import attack

from analysis import schema, words
from analysis.report import export, frame, page, tables
from analysis.report.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync"],
]
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt-get install chromium to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def press():
    """Sixty articles of two outlets over ten weeks, every fifth on trafficking."""
    days = pd.date_range("2017-01-02", periods=60, freq="28h")
    texts = ["The police freed victims of human trafficking.", *["Rain fell on the harvest."] * 4]
    rows = {
        "article_id": [f"a{i}" for i in range(60)],
        "outlet": ["Koran Satu", "Koran Dua"] * 30,
        "title": ["Kabar hari ini"] * 60,
        "text": texts * 12,
        "lang": "en",
        "published_on": days.normalize().astype(schema.DAY),
        "date_precision": "day",
    }
    return words.mark(schema.frame("articles", rows))


@pytest.fixture(scope="module")
def folder(press, tmp_path_factory):
    """The index in both languages and levels, a page with a long and a wide table, the attack."""
    out = tmp_path_factory.mktemp("pages")
    for lang, level in (("en", "public"), ("id", "internal")):
        asked = Settings(out, "trafficking", level, lang, out / "figures")
        report = frame.Report(press, asked, {"01_tables": _tables_notebook()})
        pages = {"index": page.index(report), "01_tables": report.notebooks["01_tables"]}
        for name, notebook in pages.items():
            made = export.export(notebook, frame.frame(report, name))
            (out / frame.file_name(name, report)).write_text(made, encoding="utf-8")
    (out / "attack.html").write_text(export.export(attack(), export.Page(level="internal")))
    return out


def _tables_notebook():
    wide = {f"a column with a long name {i}": ["a value that is long", "b"] for i in range(12)}
    shown = [
        tables.table_html(
            pd.DataFrame({"outlet": list("abcdefghijklmnopqrst")}), "Long", lang="en"
        ),
        tables.table_html(pd.DataFrame(wide), "Wide", lang="en"),
    ]
    outputs = [
        new_output("display_data", {"text/html": markup}, metadata=tables.OURS) for markup in shown
    ]
    code = new_code_cell("x = 'a long line of code ' * 100  " + "# " * 60, outputs=outputs)
    return new_notebook(cells=[new_markdown_cell("# Tables\n\n## One\n\n### Part\n\n## Two"), code])


PAGES = ["index.html", "index-internal.html", "01_tables.html", "01_tables-internal.html"]


def opened(browser, path, **options):
    """Open a page; return it with the requests that left the file and the errors it logged."""
    tab = browser.new_context(**options).new_page()
    requests, errors = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(path.as_uri(), wait_until="load")
    outside = [url for url in requests if not url.startswith(("file:", "data:"))]
    return tab, outside, errors


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_page_asks_nothing_logs_nothing_and_fits(browser, folder, name, device):
    tab, outside, errors = opened(browser, folder / name, **device)
    assert outside == [] and errors == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]
    widths = tab.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert all(widths)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_has_no_barrier(browser, folder, name, scheme):
    for device in (DESK, PHONE):
        context = {"bypass_csp": True, "color_scheme": scheme}
        tab, _, _ = opened(browser, folder / name, **context, **device)
        found = Axe().run(tab, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_dark_screens_get_a_dark_page(browser, folder):
    background = "getComputedStyle(document.body).backgroundColor"
    dark, _, _ = opened(browser, folder / "index.html", color_scheme="dark", **DESK)
    light, _, _ = opened(browser, folder / "index.html", color_scheme="light", **DESK)
    assert dark.evaluate(background) == "rgb(20, 23, 26)"
    assert light.evaluate(background) == "rgb(255, 255, 255)"


def test_phones_get_the_narrow_drawing(browser, folder):
    source = "document.images[0].currentSrc.length"
    wide, _, _ = opened(browser, folder / "index.html", **DESK)
    narrow, _, _ = opened(browser, folder / "index.html", **PHONE)
    assert wide.evaluate(source) != narrow.evaluate(source)


def test_contents_are_open_on_a_desk_and_folded_on_a_phone(browser, folder):
    wide, _, _ = opened(browser, folder / "index.html", **DESK)
    narrow, _, _ = opened(browser, folder / "index.html", **PHONE)
    assert wide.locator("nav.toc a").first.is_visible()
    assert not narrow.locator("nav.toc a").first.is_visible()


def test_search_box_narrows_a_long_table(browser, folder):
    tab, _, _ = opened(browser, folder / "01_tables.html", **DESK)
    assert tab.locator("input[type=search]").count() == 1
    tab.get_by_label("Show only rows with").fill("q")
    assert tab.locator("table.search tbody tr:visible").count() == 1
    assert tab.get_by_role("status").inner_text() == "1 / 20"


def test_first_screen_holds_the_answer_and_the_chart(browser, folder):
    tab, _, _ = opened(browser, folder / "index.html", **DESK)
    for part in (".answer .say", "figure img"):
        assert tab.locator(part).first.bounding_box()["y"] < 500
    assert "12 (20" in tab.locator(".answer .say").inner_text()


def test_print_leaves_out_navigation(browser, folder):
    tab, _, _ = opened(browser, folder / "index.html", **DESK)
    tab.emulate_media(media="print")
    assert not tab.locator("nav.toc").is_visible()
    assert tab.locator("footer").is_visible()


@pytest.mark.parametrize("bypass", [False, True], ids=["both walls", "allow-list alone"])
def test_no_attack_runs(browser, folder, bypass):
    tab, outside, errors = opened(browser, folder / "attack.html", bypass_csp=bypass, **DESK)
    for link in tab.locator("main a").all()[:40]:
        link.evaluate("element => element.click()")
    tab.wait_for_timeout(300)
    planted = "Object.keys(window).filter(key => key.startsWith('__pw_'))"
    assert tab.evaluate(planted) == []
    assert outside == [] and errors == []
    assert tab.url.startswith("file:")
    assert tab.locator("a[href^='javascript:' i], meta[http-equiv=refresh i]").count() == 0
