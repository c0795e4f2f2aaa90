"""Tells which further sheets or tables of a file go on with articles of their own.

In: the header and rows of one after the other. Out: whether its rows are to be read. Books of
articles hold selections, coded samples and copies of their own rows beside them; read too, those
would count twice.

Cannot do: it compares addresses, else titles; a copy with both rewritten is read as new.
"""

from collections.abc import Iterable, Mapping, Sequence

from analysis.corpus import columns

_MOST_REPEATED = 0.5  # share of rows that repeat earlier ones, from which a sheet is a copy


class SameRows:
    """The addresses and titles of the rows taken so far, and the fields they came with."""

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        """Begin with no rows; `mapping` goes before the recognition of names."""
        self._mapping = mapping or {}
        self._fields: set[str] = set()
        self._seen: set[int] = set()

    def places(self, header: Sequence[str]) -> list[int]:
        """Return the places of the cells that tell a row from others, the surest first."""
        fields = self._found(header)
        return [fields[f] for f in ("url", "title", "text") if f in fields]

    def takes(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
        """Say whether rows are to be read, and remember them if so.

        Of each row the cells at `places` are given, as text. The first rows are taken; later ones
        where they have the same fields, and less than half of them repeat earlier ones.
        """
        fields = set(self._found(header))
        if self._fields and fields != self._fields:
            return False
        keys = [key for row in rows if (key := _key(row))]
        repeated = sum(key in self._seen for key in keys)
        if self._fields and (not keys or repeated >= _MOST_REPEATED * len(keys)):
            return False
        self._fields = fields
        self._seen.update(keys)
        return True

    def _found(self, header: Sequence[str]) -> dict[str, int]:
        mapping = {target: name for target, name in self._mapping.items() if name in header}
        found = columns.recognise(header, mapping)
        return {target: header.index(name) for name, target in found.items()}


def _key(cells: Sequence[str]) -> int:
    """Return the hash of the first cell that says something, 0 where none does."""
    return next((hash(told) for cell in cells if len(told := cell.strip()) > 1), 0)
