"""Shows how far a load has come, by bytes of the files.

In: the files of a load. Out: each file, with a function that its stream calls as it is read; the
bar is closed when the last file is done.

Cannot do: it sees no progress inside an archive, a workbook or a Parquet file; these count whole.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from tqdm.auto import tqdm

from analysis.corpus.readers.blobs import Blob

Seen = Callable[[float], None]  # called with the share of a file that is read, 0-1
_CHUNK = 1 << 18


def files(found: dict[Path, str]) -> Iterator[tuple[Path, str, Seen]]:
    """Yield path, name and progress function of each file, under a bar of all their bytes."""
    sizes = [path.stat().st_size if path.is_file() else 0 for path in found]
    options = {"desc": "read", "unit": "B", "unit_scale": True, "leave": False, "disable": None}
    with tqdm(total=sum(sizes), **options) as bar:
        done = 0
        for (path, name), size in zip(found.items(), sizes):

            def seen(share: float, start: int = done, size: int = size) -> None:
                bar.update(max(0, start + int(size * min(share, 1.0)) - bar.n))

            yield path, name, seen
            seen(1.0)
            done += size


def watched(blob: Blob, seen: Seen) -> Blob:
    """Return the same bytes, whose stream tells how far it is read."""
    return blob._replace(
        open=lambda: io.BufferedReader(_Watched(blob.open(), blob.size, seen), _CHUNK)
    )


class _Watched(io.RawIOBase):
    """A stream, forward only, that tells the share of it that was read."""

    def __init__(self, stream: BinaryIO, size: int, seen: Seen) -> None:
        self._stream, self._size, self._seen, self._done = stream, max(size, 1), seen, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        number = self._stream.readinto(buffer)
        self._done += number
        self._seen(self._done / self._size)
        return number

    def close(self) -> None:
        self._stream.close()
        super().close()
