"""Lets calls of the system fail, one after another, and says what a fault has left.

In: a folder, and the number of the call that is to fail there, or the size that no file may exceed.
Out: an error as a disk gives it; then the files that are there, and those that nobody finished.

Cannot do: calls that C++ makes by itself; what it writes meets the limit of size.
"""

import builtins
import contextlib
import errno
import io
import itertools
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.corpus.files import UNDER_WAY
from analysis.schema import InputError
from torture.driver import state

CALLS = {
    "fsync": [(os, "fsync")],
    "replace": [(os, "replace"), (os, "rename")],
    "open": [(os, "open"), (io, "open"), (builtins, "open")],
    "mkdir": [(os, "mkdir")],
    "listdir": [(os, "listdir")],
    "unlink": [(os, "unlink")],
}
"""Calls of the system that Python makes while it writes; what C++ writes meets a real limit."""


def shown(folder: Path) -> dict[str, str]:
    """Return digests of the files below a folder, without those that are hidden at its top."""
    return {n: held for n, held in state(folder).items() if not n.startswith(".")}


def stumps(folder: Path) -> list[str]:
    """Return names of files under way, and of parts that are not whole."""
    paths = folder.rglob("*")
    return [p.name for p in paths if UNDER_WAY.fullmatch(p.name) or p.name.startswith("new-")]


@contextlib.contextmanager
def failing(name: str, number: int, code: int, folder: Path) -> Iterator[list[int]]:
    """Let the N-th of these calls that concerns the folder fail; yield the code it failed with."""
    fired, calls = [], itertools.count(1)

    def counted(call):
        def called(*args, **options):
            is_ours = isinstance(args[0], int) or os.fspath(args[0]).startswith(str(folder))
            if is_ours and next(calls) == number:
                # no disk is too full to be read
                fired.append(errno.EIO if name == "open" and _reads(*args, **options) else code)
                raise OSError(fired[0], os.strerror(fired[0]), str(folder))
            return call(*args, **options)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for owner, attribute in CALLS[name]:
            patch.setattr(owner, attribute, counted(getattr(owner, attribute)))
        yield fired


def _reads(path: object, how: object = "r", *_: object, **options: object) -> bool:
    """Say whether a call opens a file only to read it; folders are opened to lock or flush them."""
    how = options.get("mode", options.get("flags", how))
    if isinstance(how, int):
        return how & os.O_ACCMODE == os.O_RDONLY and not Path(os.fspath(path)).is_dir()
    return not set(str(how)) & set("wax+")


@contextlib.contextmanager
def limited(size: int) -> Iterator[None]:
    """Let the system refuse every file of more bytes, whoever writes it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def error_of(write: Callable) -> Exception | None:
    """Return the error of a disk or of an input that a call ends with."""
    try:
        write()
    except (InputError, OSError) as error:
        return error
    return None


def check_told(error: Exception, code: int) -> None:
    """Check that a full disk is told in one line, and another fault is passed on as it came."""
    if code in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        assert isinstance(error, InputError), repr(error)
        assert "disk" in str(error) and "\n" not in str(error)
    else:
        assert isinstance(error, OSError) and error.errno == code


def check_whole(left: dict, old: dict, new: dict) -> None:
    """Check that each file is old or new, and the manifest new only beside new pages."""
    assert set(left) <= {*old, *new}
    for name, held in left.items():
        assert held in (old.get(name), new.get(name)), name
    if left.get("manifest.json") == new.get("manifest.json", ""):
        assert left == new
