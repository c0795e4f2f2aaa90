"""A drawn part of the trap suite: faults found, flawless presses not alarmed, truth held."""

import pandas as pd
import pytest
from calibration import traps

from analysis import attention
from analysis.report import charts_traps
from analysis.simulate_traps import TRAPS


@pytest.fixture(scope="module")
def rows():
    work = list(traps.jobs(1, 0, 4)) + [
        (("growth", "wire copies"), 71),
        (("outlet mix", "furniture 2 %"), 72),
        (("homonyms", "language loss"), 73),
    ]
    return traps.run(work, processes=1)


@pytest.fixture(scope="module")
def summary(rows):
    table = traps.summary(rows)
    print("\n", table.round(3).to_string(index=False))
    return table.set_index("trap")


def test_every_fault_is_found(summary):
    found = summary["found"].drop(["none", "real rise"])
    assert (found == 1).all(), found[found < 1].index.tolist()


def test_flawless_presses_are_not_alarmed(summary):
    assert summary.loc["none", "found"] == 0
    assert summary.loc["real rise", "found"] == 0


def test_what_is_measured_is_near_the_truth(rows, summary):
    error = rows["corrected"] - rows["truth"]
    assert abs(error.mean()) < 0.05
    assert error.abs().max() < 0.4
    low, high = attention.interval(rows["is_covered"].sum(), len(rows))
    assert high >= 0.93
    assert summary.loc["real rise", "corrected"] > 0.15


def test_what_others_measure_is_not(summary):
    assert summary.loc["growth", "counts"] > 1.5
    assert summary.loc["outlet entry", "media_cloud"] > 0.5
    assert summary.loc["furniture 5 %", "groupby"] > 1.5
    assert summary["has_z_peak"].mean() > 0.4


def test_every_trap_says_by_which_findings_it_is_found():
    assert set(traps.FINDS) == set(TRAPS)


def test_the_suite_holds_each_trap_each_pair_and_none():
    work = list(traps.jobs(20, 3, 200))
    names = [job[0] for job in work]
    assert all(names.count((trap,)) == 20 for trap in TRAPS)
    assert names.count(()) == 200 and len(set(work)) == len(work)
    pairs = {name for name in names if len(name) == 2}
    assert len(pairs) == 66 and all(names.count(pair) == 3 for pair in pairs)


def test_the_page_says_simulated_and_holds_every_row(summary, tmp_path):
    path = charts_traps.write(summary.reset_index(), tmp_path / "new" / "traps.html")
    page = path.read_text(encoding="utf-8")
    assert "simulated" in page and "http-equiv" in page
    assert all(f">{trap}</th>" in page for trap in summary.index)
    lines = charts_traps.markdown(summary.reset_index()).splitlines()
    assert len(lines) == len(summary) + 2 and len({line.count("|") for line in lines}) == 1


def test_a_name_in_the_table_cannot_become_markup(summary):
    table = summary.reset_index().assign(trap="<script>x()</script>")
    assert "<script>x()" not in charts_traps.page(table)
    assert isinstance(charts_traps.shown(table), pd.DataFrame)
