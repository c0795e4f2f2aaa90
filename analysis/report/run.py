"""Makes the report: loads, marks, runs the notebooks, exports them, writes the manifest.

Nothing is written before everything is ready: each page at level public is searched for words of
the articles first, and one leak stops the report. Files are replaced whole, one after another.

Cannot do: two reports into one folder at the same time; of two, the later manifest stands.
"""

import asyncio
import atexit
import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from analysis import CACHE, HOME, attention, corpus, words
from analysis.corpus.files import atomic_writes, check_place, digest, writing_in
from analysis.corpus.parquets import write_parquet
from analysis.corpus.registry import fetch, known
from analysis.report import export, frame, levels, manifest, page
from analysis.report.settings import Settings, environment
from analysis.schema import InputError

NOTEBOOKS = HOME / "notebooks"
TIMEOUT = 600  # seconds a cell may take; healthy cells of large corpora need minutes
AT_ONCE = 2  # kernels; each holds the corpus in memory


class Ready(NamedTuple):
    """A file of the report before it is written: name below the folder, content, its cells."""

    name: str
    content: str
    source: str


def make(source: str | Path | list | None, *, out: Path, asked: Settings) -> Path:
    """Make the report and return the path of its first page; see `build.build`.

    `asked` says issue, level and language; its paths are set here.
    """
    check_place(_stand(out, asked.level))
    source = fetch() if source is None else source
    marked = corpus.copies(words.mark(corpus.load(source), issue=asked.issue))
    attention.grain(marked)  # refuses articles without dates before any notebook runs
    with _workshop() as folder:
        asked = asked._replace(corpus=folder / "articles.parquet", out=folder / "figures")
        write_parquet(marked, asked.corpus)
        done = run(_notebooks(), asked)
        report = frame.Report(marked, asked, done, _registered(source))
        ready = [*_pages(report), *_figures(report)]
    _refuse_leaks(ready, marked, report)
    return _write(ready, out, report)


def run(paths: list[Path], asked: Settings) -> dict[str, nbformat.NotebookNode]:
    """Run notebooks from top to bottom in fresh kernels; return them with outputs, by name.

    Raises InputError that names notebook and cell, and never repeats what an article says.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_run_all(paths, asked))
    with ThreadPoolExecutor(1) as pool:  # called from a notebook, whose own loop is busy
        return pool.submit(asyncio.run, _run_all(paths, asked)).result()


async def _run_all(paths: list[Path], asked: Settings) -> dict[str, nbformat.NotebookNode]:
    """Run a few at a time; after a failure no other begins, and those begun end in peace."""
    free, failed = asyncio.Semaphore(AT_ONCE), asyncio.Event()
    loop = asyncio.get_running_loop()
    # on Ctrl-C the client would take its kernels away and go on; asyncio ends its tasks in order
    loop.add_signal_handler = lambda *_: None
    loop.set_exception_handler(lambda *_: None)  # what fails is raised below

    async def one(path: Path) -> nbformat.NotebookNode | None:
        async with free:
            if failed.is_set():
                return None
            try:
                return await _run(path, asked._replace(out=asked.out / path.stem))
            except BaseException:
                failed.set()
                raise

    done = await asyncio.gather(*map(one, paths), return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result
    return dict(zip((path.stem for path in paths), done))


async def _run(path: Path, asked: Settings) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="sorotan-") as sockets:
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            # Files, not ports: articles travel between kernel and us, and nobody else can listen.
            config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}}),
        )
        try:
            # A kernel's own chatter says nothing of the report; failures come as outputs.
            await client.async_execute(env=_environment(asked), stderr=subprocess.DEVNULL)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
            raise InputError(f"{path.name}, {_where(notebook)}: {_why(error)}") from error
        finally:
            atexit.unregister(client._cleanup_kernel)  # the kernel is gone by now, stopped or not
    return notebook


@contextlib.contextmanager
def _workshop() -> Iterable[Path]:
    """A folder in our own cache, gone afterwards: article text must not lie beside the report.

    What a killed report left there is removed by the next.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    left = re.compile(r"report-\w{8}")
    with (
        writing_in(CACHE, left),
        tempfile.TemporaryDirectory(prefix="report-", dir=CACHE) as folder,
    ):
        yield Path(folder)


def _registered(source: str | Path | list) -> dict | None:
    """Return what the registry tells of the corpus, if it is one file that the registry knows."""
    paths = source if isinstance(source, list) else [source]
    found = known(digest(paths[0])) if len(paths) == 1 and Path(paths[0]).is_file() else None
    return found[1] if found else None


def _notebooks() -> list[Path]:
    return sorted(NOTEBOOKS.glob("0*.ipynb"))


def _where(notebook: nbformat.NotebookNode) -> str:
    """Name the cell that failed, counting all cells from 1."""
    for number, cell in enumerate(notebook.cells, 1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number}"
    return "a cell that did not end"


def _why(error: Exception) -> str:
    """Say why a cell failed; only our own messages are sure to hold no article text."""
    name = getattr(error, "ename", "")
    if name == "InputError":
        return error.evalue
    if isinstance(error, CellTimeoutError):
        return f"not done after {TIMEOUT} seconds; load fewer articles"
    return f"{name or 'the kernel died'}; open the notebook with sorotan lab to see it"


def _environment(asked: Settings) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(HOME), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, **environment(asked), "PYTHONPATH": path}


def _pages(report: frame.Report) -> list[Ready]:
    """Export the index and every notebook."""
    made = [
        Ready(frame.file_name(name, report), export.export(node, frame.frame(report, name)), name)
        for name, node in report.notebooks.items()
    ]
    index = export.export(page.index(report), frame.frame(report, "index"))
    return [Ready(frame.file_name("index", report), index, "the index"), *made]


def _figures(report: frame.Report) -> list[Ready]:
    """Take the data of each chart from its notebook's folder; the notebook's name leads its own."""
    folder = frame.figures_name(report)
    return [
        Ready(
            f"{folder}/{path.parent.name}-{path.name}", path.read_text(encoding="utf-8"), path.name
        )
        for path in sorted(report.asked.out.glob("*/*.csv"))
    ]


def _refuse_leaks(ready: list[Ready], articles: pd.DataFrame, report: frame.Report) -> None:
    """Stop a public report that holds words of an article; say where, never which words."""
    if report.asked.level != "public":
        return
    pages = {file.name: _searchable(file) for file in ready}
    leaks = levels.search(pages, articles, written=frame.written(report))
    found = [
        f"{file.source}{f', cell {leak.cell}' if leak.cell else ''} ({leak.kind})"
        for file in ready
        for leak in leaks[file.name]
    ]
    if found:
        raise InputError(
            f"no public report: {'; '.join(found)} would leave with it. Show counts there, or use "
            "level internal for your own eyes. Nothing was written."
        )


def _searchable(file: Ready) -> str:
    """A table of data is searched as one output."""
    if file.name.endswith(".html"):
        return file.content
    return f'<div class="output" data-cell="0">{file.content}</div><!--/output-->'


def _write(ready: list[Ready], out: Path, report: frame.Report) -> Path:
    """Write all files before any takes its place, the manifest last and old ones out before it."""
    paths = [out / file.name for file in ready]
    stand = _stand(out, report.asked.level)
    old = manifest.stale(stand, paths)
    content = {file.name: file.content.encode() for file in ready}
    told = manifest.text(frame.made_from(report), content)
    with atomic_writes([*paths, stand], gone=old) as temporaries:
        for temporary, made in zip(temporaries, [*content.values(), told.encode()]):
            temporary.write_bytes(made)
    return paths[0]


def _stand(out: Path, level: str) -> Path:
    return out / f"manifest{levels.suffix(level)}.json"
