"""A drawn tenth of the torture: other moments each day; `make torture` runs the whole."""

import random
import shutil
import types
from datetime import date

import pytest
import test_damage
from torture import finer, kills, targets
from torture.driver import state

from analysis.report import manifest

KILLS = 5
SEED = date.today().toordinal()


def test_a_killed_load_leaves_the_old_or_the_new_whole(tmp_path):
    target = targets.load_target(tmp_path, is_rerun=True, rows=400)
    times = kills.measure(target)
    moments = kills.moments(KILLS - 1, target, times, random.Random(SEED))
    hits = [kills.strike(target, moment) for moment in moments]
    assert [hit.problems for hit in hits] == [[]] * (KILLS - 1), SEED


def test_a_killed_report_leaves_old_or_new_pages_and_a_manifest_that_tells(tmp_path):
    target = targets.report_target(tmp_path)
    hit = kills.strike(target, kills.Moment("renaming"))
    assert hit.problems == [], SEED
    assert hit.fell != "before"


def _target(home, first, old, new) -> kills.Target:
    """A target of two folders that lie there; its command changes nothing."""
    for folder in (old, new):
        _manifest(folder)
    shutil.copytree(new, home / "out")
    states = state(old), state(new)
    return kills.Target("made", ["true"], home / "out", old, first, *states, home / "cache")


def _manifest(folder):
    held = {path.name: path.read_bytes() for path in folder.glob("*.html")}
    (folder / "manifest.json").write_text(manifest.text({}, held))


@pytest.fixture
def pages(tmp_path) -> kills.Target:
    """Two pages, old and new, with their manifests; the new ones lie there."""
    for age in ("old", "new"):
        (tmp_path / age).mkdir()
        for name in ("a.html", "b.html"):
            (tmp_path / age / name).write_text(f"<html>{age} {name}</html>\n")
    return _target(tmp_path, "a.html", tmp_path / "old", tmp_path / "new")


def _found(target) -> list[str]:
    return list(kills._wrong(target, state(target.folder)))


def test_the_judge_passes_wholes_and_a_mixture_that_the_manifest_tells(pages):
    assert _found(pages) == []
    shutil.copy(pages.before / "b.html", pages.folder)
    assert _found(pages) == []
    shutil.copytree(pages.before, pages.folder, dirs_exist_ok=True)
    assert _found(pages) == []


SPOILT = {
    "cut": lambda held: held[: len(held) // 2],
    "flipped": lambda held: held[:9] + bytes([held[9] ^ 1]) + held[10:],
    "empty": lambda held: b"",
}


@pytest.mark.parametrize("how", SPOILT)
def test_the_judge_sees_a_page_and_a_table_that_are_neither_old_nor_new(
    how, pages, press_file, tmp_path
):
    page = pages.folder / "a.html"
    page.write_bytes(SPOILT[how](page.read_bytes()))
    assert "a.html is neither old nor new" in _found(pages)
    assert ("a.html has no end" in _found(pages)) == (how != "flipped")
    (pages.folder / "a.parquet").write_bytes(SPOILT[how](press_file.read_bytes()))
    assert any(found.startswith("a.parquet: ") for found in _found(pages))


def test_the_judge_sees_a_manifest_that_hides_a_mixture(pages):
    shutil.copy(pages.before / "b.html", pages.folder)
    _manifest(pages.folder)
    held = {**pages.new, "manifest.json": state(pages.folder)["manifest.json"]}
    assert _found(pages._replace(new=held)) == ["the manifest does not tell old from new"]


def test_the_judge_sees_what_a_fresh_run_would_not_leave(pages):
    assert list(kills._again(pages)) == []
    (pages.folder / ".a.html.sorotan-abcd1234.html").write_text("half")
    pages.cache.mkdir()
    (pages.cache / "report-abcd1234").mkdir()
    stump, cache = kills._again(pages)
    assert stump == ".a.html.sorotan-abcd1234.html differs from a fresh run"
    assert cache == "articles were left in the cache"
    failing = kills._again(pages._replace(command=["false"]))
    assert next(failing).startswith("the next run ends with 1")


def test_moments_are_spread_over_the_whole_run_and_aimed_at_the_writing(pages):
    times = kills.Times(2.0, 0.5, 3.0)
    moments = kills.moments(50, pages, times, random.Random(SEED))
    across = sorted(m.seconds for m in moments if m.since == "start")
    assert len(moments) == 50 and len(across) == 25
    assert across[0] < 0.2 and across[-1] > 2.8
    assert max(b - a for a, b in zip(across, across[1:])) < 0.3
    assert all(0 <= m.seconds <= 0.5 for m in moments if m.since == "writing")


def test_finer_steps_reach_the_modules_that_name_their_places(monkeypatch):
    class Item:
        module = types.SimpleNamespace(TRIES={"csv": 8}, MANY=75)

    monkeypatch.setattr(finer, "TIMES", 10)
    finer.pytest_collection_modifyitems([Item, Item])
    assert Item.module.TRIES == {"csv": 80} and Item.module.MANY == 750


def test_the_tests_of_damage_name_their_places():
    """Else the whole torture would be no finer than the tests by day."""
    assert {"csv", "db"} <= set(test_damage.TRIES) and test_damage.MANY > 0
