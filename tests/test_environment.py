"""The places that name dependencies agree: pyproject, lock, environment.yml, the imports."""

import re
import tomllib

import yaml

from analysis import HOME

CONDA_NAMES = {"matplotlib-base": "matplotlib"}
NOT_DEPENDENCIES = {"python", "pip"}


def _split(requirement: str) -> tuple[str, str]:
    name, bounds = re.match(r"([A-Za-z0-9_.-]+?)\s*([<>=!~].*)?$", requirement).groups()
    name = re.sub(r"[-_.]+", "-", CONDA_NAMES.get(name, name)).lower()
    return name, bounds or ""


def _project() -> dict[str, str]:
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    return dict(map(_split, project["dependencies"] + project["optional-dependencies"]["test"]))


def test_environment_yml_has_the_same_names_and_bounds():
    lines = yaml.safe_load((HOME / "environment.yml").read_text())["dependencies"]
    plain = [x for x in lines if isinstance(x, str)]
    pip = next(x["pip"] for x in lines if isinstance(x, dict))
    assert pip[-1] == "-e ."
    found = dict(map(_split, [*plain, *pip[:-1]]))
    assert {k: v for k, v in found.items() if k not in NOT_DEPENDENCIES} == _project()


def test_lock_pins_every_direct_dependency_with_hashes_and_names_no_index():
    lock = (HOME / "requirements.lock").read_text()
    pinned = {_split(x)[0] for x in re.findall(r"^(\S+?==\S+)", lock, re.M)}
    assert set(_project()) <= pinned
    assert lock.count("==") >= 100
    pins = "\n".join(line for line in lock.splitlines() if not line.startswith("#"))
    for block in re.split(r"\n(?=\S)", pins):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"://|--index|--find-links|^-e|file:", lock, re.M)


def test_no_module_imports_a_later_room():
    rooms = ["schema", "corpus", "words", "attention", "cases", "report", "cli"]
    for path in (HOME / "analysis").rglob("*.py"):
        part = path.relative_to(HOME / "analysis").parts[0].removesuffix(".py")
        if part not in rooms:
            continue
        for line in path.read_text().splitlines():
            used = re.match(r"\s*from analysis\.(\w+)", line) or re.match(
                r"\s*import analysis\.(\w+)", line
            )
            names = [used[1]] if used else []
            if plain := re.match(r"\s*from analysis import ([\w, ]+)", line):
                names = [x.strip() for x in plain[1].split(",")]
            for name in names:
                if name in rooms:
                    assert rooms.index(name) <= rooms.index(part), f"{path.name}: {line.strip()}"
