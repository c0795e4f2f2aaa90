"""The manifest of a report: what it was made from, with what, and the digest of every file of it.

The report id is the SHA-256 of the part `made_from` in canonical JSON (keys sorted, no spaces), so
that equal inputs, words, parameters and software give an equal id. No clock time, user, host or
folder name stands in it.

Cannot do: it does not fix the versions of libraries; `requirements.lock` does.
"""

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from analysis import DATA, HOME, __version__
from analysis.corpus.files import digest
from analysis.schema import InputError

FORMAT = 1
PACKAGES = "matplotlib nbconvert nh3 nltk numpy pandas polars pyarrow scipy statsmodels"
OWN = (
    "analysis/**/*.py",
    "analysis/report/template/*",
    "analysis/report/*.yml",
    "notebooks/*.ipynb",
)


def made_from(
    sources: pd.DataFrame, words: dict[str, object], parameters: dict[str, object]
) -> dict[str, object]:
    """Return what decides a report: inputs with digests and rows, words, parameters, versions."""
    return {
        "format": FORMAT,
        "inputs": [
            row | {"source_file": name}
            for row, name in zip(sources.to_dict("records"), shown_names(sources))
        ],
        "words": words,
        "parameters": parameters,
        "versions": {
            "sorotan": __version__,
            "own_files": own_digest(),
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES.split()},
        },
    }


def report_id(parts: dict[str, object]) -> str:
    """Return the digest that names a report: equal for equal `made_from`."""
    return hashlib.sha256(canonical(parts)).hexdigest()


def corpus_digest(sources: pd.DataFrame) -> str:
    """Return one digest for all input files, whatever their order and names."""
    return hashlib.sha256("\n".join(sorted(sources["sha256"])).encode()).hexdigest()


def canonical(content: object) -> bytes:
    """Return JSON that is equal byte for byte for equal content.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def own_digest() -> str:
    """Return one digest of the project's own code, templates, strings, notebooks and data files."""
    paths = {path for pattern in OWN for path in HOME.glob(pattern)} | set(DATA.glob("**/*.yml"))
    lines = [f"{path.relative_to(HOME).as_posix()} {digest(path)}" for path in sorted(paths)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def text(parts: dict[str, object], outputs: dict[str, bytes]) -> str:
    """Return the manifest of outputs, given by their path below its folder, as JSON."""
    files = [
        {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(outputs.items())
    ]
    content = {"report_id": report_id(parts), "made_from": parts, "outputs": files}
    made = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return made + "\n"


def stale(path: Path, kept: list[Path]) -> list[Path]:
    """List what an earlier run of ours wrote and this one does not, before it is removed.

    Only files that the manifest at `path` lists, below its folder and unchanged since, are
    named: a file the user put there or edited stays. Raises InputError where it is no manifest.
    """
    found = []
    for entry in _listed(path):
        old = path.parent / entry["path"]
        is_below = path.parent.resolve() in old.resolve().parents
        if is_below and old not in kept and old.is_file() and digest(old) == entry["sha256"]:
            found.append(old)
    return found


def _listed(path: Path) -> list[dict]:
    """Return the outputs an old manifest lists; raises InputError where it is not one of ours."""
    if not path.exists():
        return []
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["outputs"]
        return [{"path": str(e["path"]), "sha256": str(e["sha256"])} for e in entries]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is no manifest of a report; choose another folder, or move that file away"
        ) from error


def shown_names(sources: pd.DataFrame) -> list[str]:
    """Return the name under which each input file may be told: its kind and a running number.

    Its own name stays here: that of a saved page is often its headline, that of a table or folder
    may name a person. The digest beside it says which file it was.
    """
    numbers = sources.groupby("kind").cumcount() + 1
    return [f"{kind} {number}" for kind, number in zip(sources["kind"], numbers)]
