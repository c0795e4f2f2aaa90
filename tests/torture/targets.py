"""Makes the targets of the kills: a made-up press, its outputs before a run, and after a fresh one.

In: an empty folder. Out: targets for `kills`. The load of three files goes onto an older output,
as a first run and as a second one in which a file has changed; the report of one notebook goes into
the folder of an older report.

Cannot do: real articles; the rows are drawn from a short list of words.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from torture.driver import state, words
from torture.kills import Target

WORDS = ("polisi", "korban", "nelayan", "kapal", "buruh", "desa", "kota", "pasar", "hakim", "laut")
NOTEBOOK = (
    "# How much?",
    "import os\nimport pandas as pd\narticles = pd.read_parquet(os.environ['SOROTAN_CORPUS'])",
)


def press(path: Path, rows: int, seed: int) -> Path:
    """Write a made-up press as CSV: one in ten articles is on the issue."""
    chance = random.Random(seed)
    lines = ["id,judul,isi,tanggal,sumber"]
    for n in range(rows):
        body = " ".join(chance.choice(WORDS) for _ in range(120))
        topic = "perdagangan orang" if n % 10 == 3 else "harga beras"
        day = f"2019-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        title = f"Kabar {topic} nomor {seed}-{n}"
        lines.append(f"{seed}-{n},{title},Ini {topic}: {body}.,{day},Koran {'AB'[n % 2]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def notebooks(folder: Path) -> Path:
    """Write the one notebook of a short report into a folder."""
    folder.mkdir(parents=True)
    cells = [nbformat.v4.new_markdown_cell(NOTEBOOK[0])]
    cells += [nbformat.v4.new_code_cell(code) for code in NOTEBOOK[1:]]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "01_short.ipynb")
    return folder


def load_target(home: Path, *, is_rerun: bool, rows: int = 1500) -> Target:
    """Return the load of three files, a few MB, onto the output of an earlier state of them."""
    source, folder = home / "in", home / "out"
    for number, name in enumerate("abc"):
        press(source / f"{name}.csv", rows, number)
    command = _load(source, folder)
    _run(command)
    if not is_rerun:
        shutil.rmtree(folder / ".all.parquet.parts")
    old = {"all.parquet": state(folder)["all.parquet"]}
    folder.rename(home / "before")
    press(source / "b.csv", rows, 7)
    _run(command)
    name = "load, a file changed" if is_rerun else "load, first run"
    return Target(
        name,
        command,
        folder,
        home / "before",
        "all.parquet",
        old,
        state(folder),
        home / "cache",
    )


def _load(source: Path, folder: Path) -> list[str]:
    return words({"commands": [["load", str(source), "--out", str(folder / "all.parquet")]]})


def report_target(home: Path) -> Target:
    """Return a short report into the folder of an older one that had a page more."""
    source, folder = press(home / "press.csv", 300, 1), home / "out"
    asked = {"notebooks": str(notebooks(home / "notebooks")), "cache": str(home / "cache")}
    command = words({**asked, "commands": [["report", str(source), "--out", str(folder)]]})
    _run(command)
    _age(folder, home / "before")
    old = state(home / "before")
    new = state(folder)
    return Target(
        "report", command, folder, home / "before", "index.html", old, new, home / "cache"
    )


def _age(folder: Path, before: Path) -> None:
    """Make an older report of a new one: each file a little other, and a page that is gone now."""
    shutil.copytree(folder, before)
    shutil.copy(before / "01_short.html", before / "02_gone.html")
    for path in before.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        end = "<!-- older --></html>\n" if path.suffix == ".html" else "\n"
        path.write_text(text.replace("</html>", "").rstrip() + end + "\n", encoding="utf-8")
    stand = before / "manifest.json"
    listed = json.loads(stand.read_text(encoding="utf-8"))
    listed["outputs"] = [
        {"path": name, "bytes": (before / name).stat().st_size, "sha256": held}
        for name, held in state(before).items()
        if name != stand.name
    ]
    stand.write_text(json.dumps(listed), encoding="utf-8")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"cannot begin: {done.stdout}{done.stderr}")
