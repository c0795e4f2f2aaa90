"""What charts draw and say: limits, lines, gaps, labels, headlines; not pixels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis import schema
from analysis.report import charts, charts_sheet, charts_time, charts_words, figures, style
from analysis.schema import InputError


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def attention(matched, total, *, start="2017-01-01", freq="MS", **columns) -> pd.DataFrame:
    rows = pd.DataFrame({"issue_articles": matched, "total_articles": total})
    rows["period_start"] = pd.date_range(start, periods=len(rows), freq=freq)
    made = charts_time.with_shares(rows).assign(issue="trafficking", **columns)
    return schema.frame("attention", made)


def by_outlet(shares: dict[str, tuple[list, list]], **rest) -> pd.DataFrame:
    parts = [attention(*pair, **rest).assign(outlet=name) for name, pair in shares.items()]
    table = pd.concat(parts, ignore_index=True)
    return table[["period_start", "outlet", *[c for c in schema.ATTENTION if c != "period_start"]]]


def texts(ax) -> list[str]:
    return [t.get_text() for t in [*ax.figure.texts, *ax.texts]]


def tick_labels(ax) -> list[str]:
    return [t.get_text().replace("\xa0", " ") for t in ax.get_yticklabels()]


def test_a_peak_is_named_and_its_numbers_are_those_of_the_row():
    ax = charts.share_over_time(attention([2, 3, 40, 2, 3], [500] * 5), source="made up")
    about = ax.sorotan
    assert "highest in March 2017: 8.0 % of articles" in about.alt.replace("\xa0", " ")
    assert "Mar 2017: 8.0 %" in [t.replace("\xa0", " ") for t in texts(ax)]
    assert "50 of 2,500 articles" in about.alt
    assert "n = 2,500 articles read, 50 of them" in about.caption
    assert "Source: made up." in about.caption and "too narrow" in about.caption
    assert about.data is not None and len(about.data) == 5
    assert ax.figure.sorotan is about


def test_chance_is_not_called_a_peak():
    ax = charts.share_over_time(attention([2, 3, 4, 2, 3], [500] * 5))
    assert "No month stands out" in ax.sorotan.alt


def test_two_articles_of_two_are_no_peak_and_do_not_set_the_scale():
    ax = charts.share_over_time(attention([2, 1, 1, 2, 1], [2, 300, 300, 300, 300]))
    assert "stands out" in ax.sorotan.alt and "100" not in ax.sorotan.alt
    assert ax.get_ylim()[1] < 0.05
    assert "Triangles" in ax.sorotan.caption


def test_design_effect_makes_peaks_rarer():
    table = attention([10, 10, 26, 10, 10], [500] * 5)
    assert charts_words.peak(table) == 2
    assert charts_words.peak(table.assign(design_effect=5.0)) is None


def test_axis_begins_at_zero_and_its_last_tick_carries_the_unit():
    ax = charts.share_over_time(attention([5, 9, 20, 12], [500] * 4))
    assert ax.get_ylim()[0] == 0
    assert tick_labels(ax)[0] == "0" and tick_labels(ax)[-1].endswith(" %")
    assert not any("%" in t for t in tick_labels(ax)[:-1])


def test_shares_under_a_thousandth_are_drawn_per_10000():
    table = attention([0, 1, 4, 2, 2], [10_000] * 5, freq="YS", start="2005-01-01")
    ax = charts.share_over_time(table, lang="id")
    assert tick_labels(ax)[-1].endswith("per 10.000")
    assert "per 10.000" in ax.sorotan.alt


def test_gaps_break_the_line_and_are_hatched():
    table = attention([5, 6, 0, 0, 7, 8], [500, 500, 0, 0, 500, 500])
    ax = charts.share_over_time(table)
    line = ax.lines[0].get_ydata()
    assert np.isnan(line[2:4]).all() and not np.isnan(line[[0, 1, 4, 5]]).any()
    assert [p for p in ax.patches if p.get_hatch()]
    assert "Hatched: no article read." in ax.sorotan.caption
    assert "2 of 6 periods" in ax.sorotan.alt
    zero = charts.share_over_time(attention([5, 6, 0, 0, 7, 8], [500] * 6))
    assert (zero.lines[0].get_ydata()[2:4] == 0).all(), "none on the issue is 0, not a gap"
    assert not [p for p in zero.patches if p.get_hatch()]


def test_pooling_never_reaches_across_a_gap():
    table = attention([10] * 10 + [0] + [50] * 10, [100] * 10 + [0] + [100] * 10)
    line = charts_time.pooled(table, 3)
    assert line["share"].iloc[9] == pytest.approx(0.1)
    assert line["share"].iloc[11] == pytest.approx(0.5)
    low, high = proportion_confint(30, 300, method="wilson")
    assert line.loc[5, ["share_low", "share_high"]].tolist() == pytest.approx([low, high])


def test_partial_periods_are_open_and_dashed():
    table = attention([5, 6, 7, 3], [500, 500, 500, 200]).assign(
        is_partial=[False, False, False, True]
    )
    ax = charts.share_over_time(table)
    assert np.isnan(ax.lines[0].get_ydata()[-1])
    assert any(line.get_markerfacecolor() == style.PAPER for line in ax.lines)
    assert "partial period" in ax.sorotan.caption
    bars = charts.counts_over_time(table).patches
    assert sum(p.get_linestyle() != "-" and p.get_linestyle() != "solid" for p in bars) == 1


def test_pile_up_is_said():
    table = attention([5, 6, 7], [500] * 3).assign(left_out_articles=[0, 1200, 0])
    assert (
        "1,200 articles on days of a false date pile-up"
        in charts.share_over_time(table).sorotan.caption
    )


@pytest.mark.parametrize(
    ("matched", "total", "says"),
    [
        ([5], [500], "1.0 % of articles"),
        ([0] * 4, [0] * 4, "No article was read"),
        ([0] * 4, [500] * 4, "No article on human trafficking among 2,000 read"),
        ([1], [1], "100 %"),
        ([0, 500], [0, 500], "100 %"),
    ],
)
@pytest.mark.parametrize("narrow", [False, True])
def test_odd_tables_are_drawn(matched, total, says, narrow):
    table = attention(matched, total)
    ax = charts.share_over_time(table, narrow=narrow)
    assert says in ax.sorotan.alt.replace("\xa0", " ")
    charts.counts_over_time(table, narrow=narrow)
    assert figures.svg(ax.figure)


@pytest.mark.parametrize(("periods", "freq"), [(1500, "D"), (330, "W-MON"), (40, "YS")])
def test_long_series_stay_small_and_inside_the_sheet(periods, freq):
    rng = np.random.default_rng(1)
    table = attention(
        rng.binomial(60, 0.02, periods), np.full(periods, 60), freq=freq, start="1985-01-07"
    )
    ax = charts.share_over_time(table)
    assert len(figures.svg(ax.figure)) < 350_000
    assert len(ax.get_xticks()) <= 9


def test_an_empty_table_is_refused_in_words():
    with pytest.raises(InputError, match="no rows"):
        charts.share_over_time(attention([], []))


def test_the_table_given_is_not_changed():
    table = attention([5, 9, 20], [500] * 3).iloc[::-1]
    before = table.copy()
    charts.share_over_time(table)
    pd.testing.assert_frame_equal(table, before)


def test_every_word_lies_on_the_sheet():
    table = attention([5, 6, 40, 8] * 20, [500] * 80)
    event = {"2021-10-26": "A governor says that the matter is still prominent in mass media"}
    for narrow in (False, True):
        ax = charts.share_over_time(table, events=event, source="x" * 30, narrow=narrow)
        with style.apply():
            ax.figure.canvas.draw()
            width, height = ax.figure.canvas.get_width_height()
            for text in [*ax.figure.texts, *ax.texts]:
                box = text.get_window_extent()
                assert box.x0 >= -1 and box.x1 <= width + 1, text.get_text()
                assert box.y0 >= -1 and box.y1 <= height + 1, text.get_text()


def test_counts_say_when_more_was_read_and_when_more_was_found():
    ax = charts.counts_over_time(attention([5, 9, 2], [500, 400, 900]))
    assert "most in February 2017; most articles were read in March 2017" in ax.sorotan.alt
    assert [p.get_height() for p in ax.patches[:3]] == [5, 9, 2]


def test_outlets_share_one_scale_and_few_articles_are_said():
    shares = {"Antara": ([9, 9, 60], [900] * 3), "Kompas": ([90, 80, 99], [900] * 3)}
    shares["Tiny"] = ([1, 0, 0], [4, 0, 4])
    ax = charts.outlets(by_outlet(shares))
    panels = ax.figure.axes
    assert len({p.get_ylim() for p in panels}) == 1
    words = texts(ax)
    assert any("too few articles (8)" in w for w in words)
    assert "Most attention to human trafficking: Kompas" in ax.sorotan.alt
    tiny = next(i for i, w in enumerate(("Antara", "Kompas", "Tiny")) if w == "Tiny")
    assert not panels[tiny].lines, "a share of eight articles is not drawn"


def test_like_outlets_are_not_ranked():
    shares = {"A": ([30, 31, 29], [900] * 3), "B": ([28, 33, 30], [900] * 3)}
    assert "may be chance" in charts.outlets(by_outlet(shares)).sorotan.alt


def test_many_groups_are_left_over_and_said():
    shares = {f"Outlet {i} " + "of a very long name" * 4: ([30, 30], [900] * 2) for i in range(25)}
    table = by_outlet(shares)
    ax = charts.outlets(table)
    assert len(ax.figure.axes) == 12 and "13 more are in the data" in ax.sorotan.caption
    assert len(ax.sorotan.narrow().figure.axes) == 8
    assert ax.sorotan.data["outlet"].nunique() == 25


def test_groups_with_one_denominator_count_it_once():
    table = by_outlet({"Biden": ([300, 310], [900] * 2), "Harris": ([200, 210], [900] * 2)})
    ax = charts.share_over_time(table)
    assert "n = 1,800 articles read; each may count" in ax.sorotan.caption


def test_sparse_groups_are_rows_with_intervals():
    shares = {"A": ([1, 0, 0], [300] * 3), "B": ([0, 0, 0], [310] * 3), "C": ([0, 1, 0], [5] * 3)}
    ax = charts.outlets(by_outlet(shares))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["A", "B", "C"]
    band = next(line for line in ax.lines if len(line.get_xdata()) == 2)
    assert band.get_xdata() == pytest.approx(proportion_confint(1, 900, method="wilson"))
    assert "1 of 15" in texts(ax)


def test_a_table_without_groups_is_refused():
    with pytest.raises(InputError, match="group"):
        charts.outlets(attention([5, 6], [500, 500]))


def changes(**columns) -> pd.DataFrame:
    rows = {
        "term": ["tppo", "human trafficking", "abk"],
        "earlier_share": [0.02, 0.01, 0.001],
        "later_share": [0.01, 0.03, 0.001],
        "trend": ["falling", "rising", "too few"],
        "split_on": pd.to_datetime(["2017-03-01"] * 3),
    }
    return pd.DataFrame(rows | columns)


def test_term_changes_rise_above_and_fall_below():
    ax = charts.term_changes(changes())
    assert [t.get_text() for t in ax.get_yticklabels()] == ["human trafficking", "tppo"]
    said = ax.sorotan.alt.replace("\xa0", " ")
    assert "“human trafficking” rose most: from 1.0 % to 3.0 % of articles" in said
    assert "1 rose and 1 fell clearly" in said
    assert "1 term with too few articles is not drawn" in ax.sorotan.caption


def test_term_changes_without_enough_articles_say_so():
    ax = charts.term_changes(changes(trend=["too few"] * 3))
    assert "Too few articles to say" in ax.sorotan.alt
    steady = charts.term_changes(changes(trend=["steady"] * 3))
    assert "None of 3 terms clearly rose or fell" in steady.sorotan.alt


def test_terms_over_time_takes_a_missing_row_as_unused():
    rows = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2017-01-01", "2017-02-01", "2017-02-01"]),
            "term": ["tppo", "tppo", "abk"],
            "concept": "x",
            "issue_articles": [50, 60, 20],
            "mentions": [9, 9, 2],
            "total_articles": [500, 500, 500],
        }
    )
    ax = charts.terms_over_time(rows)
    assert "“tppo”, in 110 articles" in ax.sorotan.alt
    second = ax.figure.axes[1].lines
    blue = [line for line in second if line.get_color() == style.SERIES[0]]
    assert blue[0].get_ydata().tolist() == [0.0, 0.04]


def test_coverage_hatches_what_was_not_read():
    rows = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2017-01-01", "2017-02-01"] * 2),
            "outlet": ["A", "A", "B", "B"],
            "articles": [5, 6, 0, 2],
        }
    )
    ax = charts.coverage(rows)
    assert "1 of 2 outlets were read in every month" in ax.sorotan.alt
    hatched = [p for p in ax.patches if p.get_hatch()]
    assert len(hatched) == 1 and len(hatched[0].get_path().vertices) == 5
    assert "A was read in every month" in charts.coverage(rows[:2]).sorotan.alt


def test_cases_have_a_lane_each_and_none_is_said():
    rows = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2019-01-07", "2019-01-14"] * 2),
            "case_id": ["a", "a", "b", "b"],
            "public_name": ["Scam labour, Sulawesi Selatan, 2019"] * 2
            + ["Fishing crew, NTT, 2019"] * 2,
            "articles": [0.0, np.nan, 2.0, 3.0],
        }
    )
    ax = charts.cases_over_time(rows)
    assert "Fishing crew, NTT, 2019 drew most attention: 5 articles" in ax.sorotan.alt
    assert len(ax.figure.axes) == 2
    empty = charts.cases_over_time(rows[:0])
    assert "No article was linked" in empty.sorotan.alt and not empty.lines


@pytest.mark.parametrize("lang", ["en", "id"])
def test_all_charts_speak_both_languages(lang):
    table = attention([5, 9, 20], [500] * 3)
    for draw in (charts.share_over_time, charts.counts_over_time):
        about = draw(table, lang=lang).sorotan
        narrow = about.narrow()
        assert narrow.figure.get_figwidth() == charts_sheet.NARROW
        assert narrow.sorotan.alt == about.alt
        assert ("artikel" in about.alt) == (lang == "id")


def test_the_language_of_the_report_is_taken(monkeypatch):
    monkeypatch.setenv("SOROTAN_LANG", "id")
    assert "artikel" in charts.share_over_time(attention([5], [500])).sorotan.alt


def test_text_is_cut_to_its_room_and_control_signs_are_gone():
    line = charts_sheet.fit("Harian\n\x00Umum " + "x" * 80, 10, 1.5)
    assert line.endswith("…") and charts_sheet.width_of(line, 10) <= 1.5
    assert "\n" not in line and "\x00" not in line


def test_grain_is_read_from_the_steps():
    for freq, by in [
        ("D", "day"),
        ("W-SUN", "week"),
        ("MS", "month"),
        ("QS", "quarter"),
        ("YS", "year"),
    ]:
        assert charts_time.grain(attention([1] * 4, [9] * 4, freq=freq)) == by
    assert charts_time.grain(attention([1], [9])) == "period"


def test_real_counts_keep_their_own_weeks(shared):
    rows = pd.read_csv(shared / "corpora/reference/online_weekly.csv", parse_dates=["date"])
    one = rows[rows["name"] == "Joe Biden"]
    table = attention(
        one["matched_stories"].astype(int).to_numpy(), one["all_candidate_stories"].to_numpy()
    ).assign(period_start=one["date"].to_numpy())
    ax = charts.share_over_time(table, source="Media Cloud")
    dots = next(line for line in ax.lines if line.get_marker() == "o" and len(line.get_ydata()) > 2)
    assert dots.get_ydata() == pytest.approx(
        one["pct_of_all_candidate_stories"].to_numpy(), abs=1e-9
    )
    assert "by week" in ax.sorotan.alt
