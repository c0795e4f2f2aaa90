"""The notebooks: prose and calls only, committed without outputs, and run from top to bottom."""

import nbformat
import pytest

from analysis import HOME, corpus
from analysis.report import export, run
from analysis.report.settings import Settings

NOTEBOOKS = sorted((HOME / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def executed(press_file, tmp_path_factory) -> dict[str, nbformat.NotebookNode]:
    """Every notebook, run in a fresh kernel on a small press of our own."""
    asked = Settings(press_file, "trafficking", "public", "en", tmp_path_factory.mktemp("figures"))
    return run.run(NOTEBOOKS, asked)


def _code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_five_notebooks_are_there():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["00", "01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_is_committed_without_outputs_and_defines_nothing(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in _code(notebook):
        assert not cell.outputs and cell.execution_count is None
        lines = cell.source.splitlines()
        assert not any(x.lstrip().startswith(("def ", "class ", "%", "!")) for x in lines)
        assert len(lines) <= 15


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_its_prose_asks_and_its_first_result_is_a_finding(path, executed):
    cells = nbformat.read(path, as_version=4).cells
    heads = [x for c in cells if c.cell_type == "markdown" for x in c.source.splitlines()]
    questions = [x for x in heads if x.startswith("#")]
    assert sum(x.endswith("?") for x in questions) >= len(questions) - 1
    assert export.finding(executed[path.stem])


def test_every_picture_has_words_and_nothing_failed(executed):
    pictures = 0
    for notebook in executed.values():
        for cell in _code(notebook):
            for output in cell.outputs:
                assert output.output_type != "error"
                for kind in output.get("data", {}):
                    if kind.startswith("image/"):
                        pictures += 1
                        assert len(output.metadata[kind]["alt"]) > 40
    assert pictures >= 6


@pytest.mark.parametrize("kind", ["one", "nothing on the issue", "one day"])
def test_they_run_on_the_smallest_corpora(kind, marked_press, tmp_path):
    few = {
        "one": marked_press[marked_press["is_issue"]].head(1),
        "nothing on the issue": marked_press[~marked_press["is_issue"]],
        "one day": marked_press.assign(published_on=marked_press["published_on"].min()),
    }[kind]
    corpus.write_parquet(few, tmp_path / "few.parquet")
    asked = Settings(tmp_path / "few.parquet", "trafficking", "public", "id", tmp_path / "figures")
    done = run.run(NOTEBOOKS, asked)
    assert all(export.finding(notebook) for notebook in done.values())


def test_at_level_public_no_article_speaks(executed, press):
    said = nbformat.writes(
        nbformat.v4.new_notebook(cells=[c for n in executed.values() for c in n.cells])
    )
    assert not [title for title in press["title"] if title in said]
