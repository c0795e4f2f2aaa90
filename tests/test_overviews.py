"""The sums that the notebooks print agree with the tables they come from."""

import pandas as pd
import pytest

from analysis import attention, cases, corpus, schema, words


@pytest.fixture(scope="module")
def marked(press_file) -> pd.DataFrame:
    return corpus.load(press_file)


def test_span_and_tally_count_every_article(marked):
    said = corpus.span(marked)
    assert (said["articles"], said["outlets"], said["dated"]) == (360, 3, 360)
    assert str(said["last_on"].date()) == "2023-06-29"
    tally = corpus.tally(marked, ["lang", "date_source"])
    assert tally["rows"].sum() == 360 and tally["rows"].is_monotonic_decreasing


def test_the_account_sums_and_names_no_file(marked):
    account = corpus.account(marked)
    whole = account[account["kind"] == "all"].iloc[0]
    assert whole["rows_read"] == whole["kept"] + whole["quarantined"] + whole["repeats"] == 360
    assert "source_file" not in [*account.columns, *corpus.repairs(marked).columns]


def test_levels_add_up(marked):
    said = words.tally_levels(marked)
    assert said["main_articles"] + said["mentioned_articles"] == said["issue_articles"] == 30
    assert said["total_articles"] == 360


def test_term_totals_against_a_plain_search(marked):
    totals = words.term_totals(marked).set_index("term")
    body = (marked["title"] + "\n" + marked["text"]).str.casefold()
    found = body.str.contains(r"\bperdagangan orang\b")
    row = totals.loc["perdagangan orang"]
    assert row["articles_anywhere"] == found.sum()
    assert row["articles"] == (found & marked["is_issue"]).sum() > 0
    assert (totals["alone"] <= totals["articles"]).all()
    assert (totals["articles"] <= totals["articles_anywhere"]).all()


def test_what_this_lexicon_marked_is_not_marked_again(marked):
    assert words.ensure_marked(marked, "trafficking") is marked
    other = words.ensure_marked(marked, "narcotics")
    assert set(other["issue"]) == {"narcotics"} and other["is_issue"].sum() == 30


def test_definitions_narrow_the_share(marked):
    table = attention.definitions(marked)
    assert table["issue_articles"].tolist() == [
        (marked["issue_level"] >= 1).sum(),
        (marked["issue_level"] >= 2).sum(),
    ]
    assert ((table["share_low"] <= table["share"]) & (table["share"] <= table["share_high"])).all()


@pytest.mark.parametrize(
    ("days", "grain"), [(30, "week"), (239, "week"), (400, "month"), (4000, "year")]
)
def test_grain_follows_the_days_spanned(days, grain):
    spread = pd.date_range("2010-01-01", periods=days, freq="D")
    assert attention.grain(pd.DataFrame({"published_on": spread})) == grain


def test_grain_needs_a_date():
    with pytest.raises(schema.InputError, match="no article has a date"):
        attention.grain(schema.frame("articles", [{"title": "a"}]))


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ([3, 0, 150, 20, 400, 99], [150, 20, 400]),
        ([3, 0, 5], [3, 0, 5]),
        ([100, 100], [100, 100]),
    ],
)
def test_thin_edges_are_not_drawn_and_holes_stay(read, kept):
    days = pd.date_range("2020-01-06", periods=len(read), freq="7D")
    table = pd.DataFrame({"period_start": days, "total_articles": read})
    assert attention.drawn(table)["total_articles"].tolist() == kept
    assert table["total_articles"].tolist() == read


def test_peak_summary_looks_at_whole_periods_only(marked):
    table = attention.share(marked, by="month")
    said = attention.peak_summary(table)
    looked = table[~table["is_partial"]]
    assert said["periods"] == len(looked) and said["share"] == looked["share"].max()
    nothing = attention.peak_summary(table.assign(is_gap=True))
    assert nothing["periods"] == 0 and pd.isna(nothing["share"])


def test_a_marked_file_and_a_raw_one_give_the_same_table(press_csv, press_file):
    one = attention.of_file(press_csv, by="quarter")
    two = attention.of_file(press_file, by="quarter")
    pd.testing.assert_frame_equal(one, two)


def test_cases_without_articles_are_listed_with_zero(marked):
    register = cases.register()
    links = cases.link(marked, register)
    said = cases.summary(marked, links, register)
    assert said["registered"] == len(register) == len(cases.tally(links, register))
    assert said["cases"] == said["linked_articles"] == said["issue_linked"] == 0
    assert said["issue_articles"] == 30
