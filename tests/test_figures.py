"""How a chart leaves a notebook: words, bytes, data, nothing left open."""

import re

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from analysis.report import figures, style
from analysis.schema import InputError

ALT = "Line chart of three made-up values, 1 to 3, rising throughout."


@pytest.fixture(autouse=True)
def closed():
    yield
    left = plt.get_fignums()
    plt.close("all")
    assert not left, "show closes what it publishes"


@pytest.fixture
def shown(monkeypatch) -> list[dict]:
    seen = []
    monkeypatch.setattr(
        figures, "display", lambda data, **rest: seen.append({"data": data, **rest})
    )
    return seen


def chart(label: str = "three values"):
    with style.apply():
        figure, ax = plt.subplots()
        ax.plot([1, 2, 3])
        ax.set_title(label)
    return ax


def test_show_publishes_wide_and_narrow_with_words(shown):
    figures.show(chart(), alt=ALT, caption="n = 3", name="three")
    words = shown[0]["metadata"]["image/svg+xml"]
    assert words["alt"] == ALT
    assert words["caption"] == "n = 3"
    wide, narrow = shown[0]["data"]["image/svg+xml"], words["narrow"]
    width = [float(re.search(r'width="([\d.]+)pt"', s)[1]) for s in (wide, narrow)]
    assert width[1] == pytest.approx(4.1 * 72) and width[0] > width[1]
    assert shown[0]["data"]["text/plain"] == ALT


@pytest.mark.parametrize("alt", [None, "", "   ", "A chart"])
def test_a_chart_without_words_is_refused(shown, alt):
    with pytest.raises(InputError, match="alt text"):
        figures.show(chart(), alt=alt)
    assert not shown


def test_a_name_that_is_no_file_name_is_refused(shown):
    with pytest.raises(InputError, match="file name"):
        figures.show(chart(), alt=ALT, name="../three")


def test_same_figure_same_bytes_and_no_text_in_them(shown):
    for _ in range(2):
        figures.show(chart("SECRET headline --> <script>x</script>"), alt=ALT)
    first, second = (s["data"]["image/svg+xml"] for s in shown)
    assert first == second
    assert "SECRET" not in first, "matplotlib writes labels as comments; they are cut"
    assert "<!--" not in first and "<script" not in first and "<text" not in first
    assert not re.search(r'(?:href|src)="(?!#)', first), "nothing outside the file is asked for"
    assert "<dc:date>" not in first


def test_dollar_signs_are_no_formula(shown):
    figures.show(chart("A$AP_{x} $\\frac{1}$"), alt=ALT)
    assert shown


def test_every_colour_drawn_turns_dark(shown):
    figures.show(chart(), alt=ALT)
    svg = shown[0]["data"]["image/svg+xml"]
    body = re.sub(r"<style>.*?</style>", "", svg, flags=re.S)
    assert set(re.findall(r"#[0-9a-f]{6}", body)) <= set(style.DARK)


def test_colours_can_be_read_on_both_pages():
    for light in (style.INK, style.MUTED, *style.SERIES):
        floor = 4.4 if light == "#a86a00" else 4.5
        assert contrast(light, style.PAPER) >= floor, light
        assert contrast(style.DARK[light], style.DARK[style.PAPER]) >= 4.5, light


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_rows_behind_a_figure_are_written(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("SOROTAN_FIGURES", str(tmp_path / "figures"))
    monkeypatch.setattr(figures, "_written", {})
    rows = pd.DataFrame({"outlet": ["=cmd()", "Antara"], "articles": [1, 2]})
    for _ in range(2):
        figures.show(chart(), alt=ALT, data=rows, name="outlets")
    names = [s["metadata"]["image/svg+xml"]["data_file"] for s in shown]
    assert names == ["outlets.csv", "outlets-2.csv"]
    assert (
        tmp_path / "figures" / "outlets.csv"
    ).read_text() == "outlet,articles\n'=cmd(),1\nAntara,2\n"


def test_no_file_without_the_folder(shown, monkeypatch):
    monkeypatch.delenv("SOROTAN_FIGURES", raising=False)
    figures.show(chart(), alt=ALT, data=pd.DataFrame({"a": [1]}))
    assert shown[0]["metadata"]["image/svg+xml"]["data_file"] == ""


def test_fonts_are_small_and_carry_their_licence():
    fonts = list(style.FONTS.glob("*.otf")) + list(style.FONTS.glob("*.woff2"))
    assert len(fonts) == 3
    assert all(f.stat().st_size < 100_000 for f in fonts)
    assert "SIL OPEN FONT LICENSE" in (style.FONTS / "OFL.txt").read_text()


def test_a_cell_that_only_calls_a_chart_publishes_it_once():
    source = """
import pandas as pd
from analysis import schema
from analysis.report import charts
rows = {"period_start": pd.to_datetime(["2017-01-01", "2017-02-01", "2017-03-01"]),
        "issue": "trafficking", "total_articles": [100, 100, 100], "issue_articles": [1, 2, 9],
        "share": [0.01, 0.02, 0.09], "share_low": [0.0, 0.0, 0.05], "share_high": [0.05, 0.07, 0.2]}
charts.share_over_time(schema.frame("attention", rows));
"""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    pictures = [o for o in book.cells[0].outputs if "image/svg+xml" in o.get("data", {})]
    assert len(pictures) == 1, book.cells[0].outputs
    assert len(book.cells[0].outputs) == 1
    assert "300 articles" in pictures[0].metadata["image/svg+xml"]["alt"]
