"""Lists of words frozen before looking: what makes a verdict "pre-registered".

In: a lexicon, and a folder of registrations. Out: a small JSON file with digest and time, and the
badge of a verdict. `freeze` writes `<issue>-<digest>.json`; each first look at a corpus for an
issue is kept in `looks/`, so that a list frozen after looking is "exploratory".

Cannot do: prove when anything was done. It trusts the clock and the files of this machine, and a
look with another tool leaves no trace: publish the digest on the day you freeze it.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis import DATA
from analysis.corpus.files import atomic_write
from analysis.schema import InputError
from analysis.words.entries import Lexicon
from analysis.words.lexicon import load_lexicon

FOLDER = DATA / "registrations"
EXPLORATORY = "exploratory"


def freeze(lexicon: str | Path | Lexicon, folder: str | Path | None = None) -> Path:
    """Register a lexicon as it is now, and return the file that says so.

    The file holds issue, digest and time (UTC). Raises InputError where this very lexicon is
    registered already (the first time stands), or cannot be read.
    """
    entry = load_lexicon(lexicon)
    path = _place(entry, folder)
    if path.exists():
        raise InputError(
            f"{path.name}: this lexicon was registered at {_read(path)['frozen_at']}; the first "
            "registration stands"
        )
    _write(path, {"issue": entry.name, "digest": entry.version, "frozen_at": _now()})
    return path


def registered(lexicon: str | Path | Lexicon, folder: str | Path | None = None) -> str:
    """Return when a lexicon was registered (UTC), "" where it was not."""
    path = _place(load_lexicon(lexicon), folder)
    return _read(path)["frozen_at"] if path.exists() else ""


def look(corpus: str, issue: str, folder: str | Path | None = None) -> str:
    """Return when this corpus was first looked at for this issue; a first look is now, and kept.

    `corpus` is what `corpus_digest` returns. A look that cannot be written down (a folder without
    leave to write) counts as now.
    """
    path = _home(folder) / "looks" / f"{_safe(issue)}-{corpus}.json"
    if path.exists():
        return _read(path)["looked_at"]
    now = _now()
    with suppress(InputError):
        _write(path, {"issue": issue, "corpus": corpus, "looked_at": now})
    return now


def badge(lexicons: Sequence[Lexicon], looked_at: str, folder: str | Path | None = None) -> str:
    """Return "pre-registered (digest, date)" where every lexicon was frozen before the look.

    The digest is that of the first, the date the latest of all. Else "exploratory" and why.
    """
    frozen = {entry.name: registered(entry, folder) for entry in lexicons}
    loose = [name for name, at in frozen.items() if not at]
    late = [name for name, at in frozen.items() if at > looked_at]
    if not lexicons:
        return f"{EXPLORATORY}: no lexicon is known"
    if loose:
        return f"{EXPLORATORY}: not registered: {', '.join(loose)}"
    if late:
        return f"{EXPLORATORY}: registered after the first look: {', '.join(late)}"
    return f"pre-registered ({lexicons[0].version}, {max(frozen.values())[:10]})"


def corpus_digest(articles: pd.DataFrame) -> str:
    """Return 12 hex digits that name a corpus: of its articles' ids, in any order."""
    ids = pd.util.hash_array(articles["article_id"].to_numpy(dtype=object), categorize=False)
    ids.sort()
    return sha256(ids.tobytes()).hexdigest()[:12]


def _place(lexicon: Lexicon, folder: str | Path | None) -> Path:
    return _home(folder) / f"{_safe(lexicon.name)}-{lexicon.version}.json"


def _home(folder: str | Path | None) -> Path:
    return FOLDER if folder is None else Path(folder)


def _safe(name: str) -> str:
    """Return a name that is safe in a path; an issue may be called anything in a user's file."""
    return re.sub(r"[^\w-]+", "_", name)[:60] or "_"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _read(path: Path) -> dict:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        times = [record[key] for key in ("frozen_at", "looked_at") if key in record]
        datetime.fromisoformat(times[0])
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError(f"{path}: no registration; remove the file, or restore it") from error
    return record


def _write(path: Path, record: dict) -> None:
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
