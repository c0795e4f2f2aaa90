"""Reads the YAML of a lexicon strictly: what YAML would change in silence is refused with its line.

YAML takes the last of two equal keys and lets an alias copy a part of the file; in a list of terms
that a person signs, the first loses words and the second hides them, so both are refused.

Cannot do: keep remarks, or say which line an entry stood on once it was read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from analysis.schema import InputError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20


def read_yaml(path: Path) -> Any:
    """Return the plain data of a YAML file, None where it is empty; never an object of code.

    Raises InputError, with file and line, for bytes that are not UTF-8, for text that is not
    YAML, for a key that stands twice in one entry, for aliases and for lists nested too deep.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: not UTF-8 text (byte {error.start}); save the file as UTF-8"
        ) from error
    try:
        return _parsed(text, path.name)
    except yaml.YAMLError as error:
        raise InputError(f"{path.name}: not valid YAML at {_said(error, text)}") from error
    except ValueError as error:  # PyYAML lets a date such as 2001-13-45 through to Python
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path.name}: a date that no calendar has; put it in quotes") from error


def _parsed(text: str, name: str) -> Any:
    _check_depth(text, name)
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        for line, fault in _faults(node, set()):
            raise InputError(f"{name}: line {line}: {fault}")
        return loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _check_depth(text: str, name: str) -> None:
    """Refuse what nests deeper than any lexicon: the C loader would end Python itself over it."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1
            raise InputError(f"{name}: line {line}: more than {DEEPEST} lists in one another")


def _faults(node: yaml.Node | None, met: set[int]) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each repeated key and each alias below a node."""
    if not isinstance(node, yaml.CollectionNode):
        return
    if id(node) in met:
        yield _line(node), "an alias (*name) copies this entry elsewhere; write it out there"
        return
    met.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _repeated(node)
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _faults(part, met)


def _repeated(node: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        name = str(key.value)
        if name in first:
            twice = f"the key {name!r} stands twice in one entry (first on line {first[name]})"
            yield _line(key), f"{twice}; join them"
        first.setdefault(name, _line(key))


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _said(error: yaml.YAMLError, text: str) -> str:
    """Return where the fault lies and the remedy, without a word of the file."""
    mark, problem = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None:
        return "the file; check indents and quote marks"
    where = f"line {mark.line + 1}, column {mark.column + 1}"
    line = (text.splitlines() or [""])[min(mark.line, len(text.splitlines()) - 1)]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return f"{where}: a tab before the entry; indent with spaces"
    if "alias" in problem:
        return f"{where}: `*` begins an alias there; put the form in quotes"
    return f"{where}; check indents and quote marks"
