"""The chart of the radar's findings: what it draws and says, and the list in words; not pixels."""

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.attention.radar_findings import COLUMNS, FURTHER, KINDS
from analysis.report import charts_radar, figures, numbers
from analysis.schema import InputError, frame


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def attention():
    months = pd.date_range("2019-01-01", periods=24, freq="MS").astype("M8[us]")
    hits = np.arange(24) % 7 + 5
    low, high = proportion_confint(hits, 400, method="wilson")
    return frame(
        "attention",
        {
            "period_start": months, "issue": "trafficking", "total_articles": 400,
            "issue_articles": hits, "share": hits / 400, "share_low": low, "share_high": high,
        },
    )  # fmt: skip


def findings(*rows):
    made = [(k, o, a, b, -0.5, f"{o or 'All outlets'}: a sentence.") for k, o, a, b in rows]
    return pd.DataFrame(made, columns=list(COLUMNS)).astype(COLUMNS)


FOUND = findings(
    ("outage", "Harian Satu", "2019-06-01", "2019-08-31"),
    ("outage", "", "2020-02-01", "2020-02-09"),
    ("import day", "", "2020-05-05", "2020-05-05"),
    (FURTHER, "", "2019-02-01", "2020-11-01"),
)


def plain(words):
    return words.replace("\xa0", " ")


def test_each_kind_has_a_lane_with_bars_as_long_as_their_time_and_diamonds_for_days():
    ax = charts_radar.radar(FOUND, attention(), lang="en")
    lane = ax.figure.axes[1]
    assert [t.get_text() for t in lane.get_yticklabels()] == ["outage", "import day"]
    (bar,) = lane.patches
    first, last = (mdates.date2num(np.datetime64(d)) for d in ("2019-06-01", "2019-09-01"))
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == (first, last)
    places = sorted(line.get_ydata()[0] for line in lane.lines)
    assert places == [0, 1]
    assert lane.get_xlim() == ax.get_xlim()


def test_words_name_the_number_the_kinds_and_each_finding():
    about = charts_radar.radar(FOUND, attention(), lang="en", source="made up").sorotan
    alt = plain(about.alt)
    assert alt.startswith(
        "3 findings on the collection lie behind these shares: outage, import day"
    )
    assert "outage, Harian Satu, 1 June 2019 – 31 August 2019." in alt
    assert "import day, all outlets, 5 May 2020." in alt
    assert "Source: made up." in about.caption and "attention.blind" in about.caption
    assert about.name == "radar" and len(about.data) == 4


def test_one_finding_and_none_are_said_so():
    one = charts_radar.radar(FOUND.iloc[:1], attention(), lang="en").sorotan
    assert one.alt.startswith("One fault of the collection lies behind these shares: outage.")
    none = charts_radar.radar(FOUND.iloc[:0], attention(), lang="en")
    assert none.sorotan.alt.startswith("No fault of the collection was found")
    assert len(none.figure.axes) == 1


def test_findings_outside_of_the_periods_drawn_are_in_words_only():
    far = findings(("stray dates", "", "1970-01-01", "1970-01-01"))
    ax = charts_radar.radar(far, attention(), lang="en")
    lane = ax.figure.axes[1]
    assert not lane.patches and not lane.lines
    assert "1 January 1970" in plain(ax.sorotan.alt)


def test_the_list_is_in_the_readers_language_with_what_each_finding_does():
    table = charts_radar.listed(FOUND, lang="id")
    assert list(table.columns) == [
        "Temuan", "Media", "Hari pertama", "Hari terakhir", "Akibatnya", "Yang terlihat",
    ]  # fmt: skip
    assert table["Temuan"].tolist()[0] == "pengumpulan terputus"
    assert table["Media"].tolist()[:2] == ["Harian Satu", "semua media"]
    assert plain(table["Hari pertama"].iloc[2]) == "5 Mei 2020"


def test_indonesian_and_the_narrow_twin_come_from_the_same_rows():
    ax = charts_radar.radar(FOUND, attention(), lang="id")
    assert ax.sorotan.alt.startswith("3 temuan tentang koleksi")
    narrow = ax.sorotan.narrow()
    assert narrow.figure.get_figwidth() < ax.figure.get_figwidth()
    assert narrow.sorotan.alt == ax.sorotan.alt
    assert "<svg" in figures.svg(narrow.figure)


def test_other_tables_are_refused():
    with pytest.raises(InputError, match="no column kind"):
        charts_radar.radar(attention(), attention())
    with pytest.raises(InputError, match="no column kind"):
        charts_radar.listed(attention())
    grouped = attention()
    grouped.insert(1, "outlet", "Harian Satu")
    with pytest.raises(InputError, match="without groups"):
        charts_radar.radar(FOUND, grouped)


def test_every_kind_has_a_name_and_an_effect():
    for kind in (*KINDS, FURTHER):
        key = "radar_" + kind.replace(" ", "_")
        assert numbers.has_text(key) and numbers.has_text(f"{key}_effect"), kind
