"""What the charts of accuracy and correction draw and say; not pixels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.report import charts_learning as charts
from analysis.report import figures
from analysis.schema import InputError
from analysis.words.accuracy import accuracy_by


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def slices() -> pd.DataFrame:
    coded = pd.DataFrame(
        {"relevance": [1] * 8 + [0] * 12, "issue_level": [1] * 6 + [0] * 10 + [1] * 4}
    )
    coded["lang"] = ["id", "en"] * 10
    coded["published_on"] = pd.to_datetime(["2023-01-05"] * 19 + ["2023-07-05"])
    parts = [accuracy_by(coded, by=by) for by in (None, "lang", "quarter")]
    return pd.concat(parts, ignore_index=True)


def corrected(informative=(True, True, False)) -> pd.DataFrame:
    raw, share = [0.04, 0.06, 0.06], [0.035, 0.036, 0.050]
    return pd.DataFrame(
        {
            "period_start": pd.date_range("2023-01-01", periods=3, freq="QS"),
            "total_articles": [1000, 2000, 1000],
            "issue_articles": [40, 120, 60],
            "raw_share": raw,
            "corrected_share": share,
            "corrected_low": [s - 0.01 for s in share],
            "corrected_high": [s + 0.01 for s in share],
            "method": "stratified",
            "coded_articles": [50, 60, 5],
            "is_informative": list(informative),
            "note": "",
        }
    )


def labels(ax) -> list[str]:
    return [t.get_text() for t in ax.get_yticklabels()]


def test_every_slice_has_its_dots_and_its_number(slices):
    ax = charts.accuracy(slices, issue="trafficking", lang="en")
    assert labels(ax) == ["all", "en", "id", "Jan 2023", "Jul 2023"]
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1]
    drawn = sorted(float(line.get_xdata()[0]) for line in dots)
    known = slices[["precision", "recall"]].to_numpy().ravel()
    assert drawn == pytest.approx(sorted(known[~np.isnan(known)]))
    assert {"n = 20", "n = 10", "n = 19", "n = 1"} <= {t.get_text() for t in ax.texts}


def test_the_headline_is_that_of_the_whole(slices):
    about = charts.accuracy(slices, issue="trafficking", lang="en").sorotan
    alt = about.alt.replace("\xa0", " ")
    assert "Of the articles marked, 60 % are on human trafficking" in alt
    assert "of those on it, 75 % are marked" in alt and "20 coded articles" in about.caption
    added = charts.accuracy(slices[slices["slice"].isin(["en", "id"])], lang="en").sorotan
    assert "60 % are on the issue" in added.alt.replace("\xa0", " ")


def test_nothing_to_divide_by_is_said(slices):
    empty = slices.iloc[:1].assign(
        true_positive=0, false_positive=0, false_negative=0, precision=np.nan, recall=np.nan
    )
    ax = charts.accuracy(empty, lang="id")
    assert "Tidak ada artikel terkode" in ax.sorotan.alt
    assert not [line for line in ax.lines if len(line.get_xdata()) == 1]
    with pytest.raises(InputError, match="no article was coded"):
        charts.accuracy(slices.iloc[:0])


def test_what_says_little_is_dashed_and_left_out_of_the_headline():
    ax = charts.corrected_over_time(corrected(), issue="trafficking", lang="en")
    alt = ax.sorotan.alt.replace("\xa0", " ")
    assert "3.6 % of articles are on human trafficking; marked are 5.3 %" in alt
    assert "says little (1 of 3 periods)" in ax.sorotan.caption
    raw = ax.lines[0].get_ydata()
    assert list(raw) == [0.04, 0.06, 0.06]
    whole = ax.lines[1].get_ydata()
    assert np.isnan(whole[2]) and list(whole[:2]) == [0.035, 0.036]
    assert ax.get_ylim()[0] == 0 and ax.get_ylim()[1] >= 0.06


def test_without_any_sure_period_the_headline_claims_nothing():
    about = charts.corrected_over_time(corrected([False] * 3), lang="en").sorotan
    assert "do not bear a correction" in about.alt


def test_a_gap_is_hatched_and_not_drawn_as_zero():
    table = corrected().astype({"raw_share": float})
    table.loc[1, ["total_articles", "issue_articles", "coded_articles"]] = 0
    table.loc[1, ["raw_share", "corrected_share", "corrected_low", "corrected_high"]] = np.nan
    table.loc[1, "is_informative"] = False
    ax = charts.corrected_over_time(table, lang="en")
    assert [p for p in ax.patches if p.get_hatch()]
    assert "Hatched" in ax.sorotan.caption and "(1 of 3 periods)" in ax.sorotan.caption


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_narrow_twin_is_drawn_and_bytes_are_the_same_again(slices, lang):
    for make in (
        lambda narrow: charts.accuracy(slices, lang=lang, narrow=narrow),
        lambda narrow: charts.corrected_over_time(corrected(), lang=lang, narrow=narrow),
    ):
        wide = make(False)
        assert wide.sorotan.narrow().figure.get_figwidth() < wide.figure.get_figwidth()
        assert figures.svg(make(True).figure) == figures.svg(make(True).figure)
