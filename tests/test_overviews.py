"""The sums that the notebooks print agree with the tables they come from."""

import pandas as pd
import pytest

from analysis import attention, cases, corpus, report, schema, words
from analysis.corpus.ledger import attach, note


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


HEADLINE = "Tiga warga Desa Sukamaju dijual ke kapal asing.html"


@pytest.fixture
def accounted() -> pd.DataFrame:
    """Four articles of two outlets, with a ledger whose reasons name files, words and numbers."""
    told = [
        note("a.csv", 0, "repaired", "1,200 texts: wrongly decoded letters", column="text"),
        note("b.csv", 0, "repaired", "30 texts: wrongly decoded letters", column="text"),
        note("a.csv", 4, "quarantined", "5 cells where the header has 7"),
        note("a.csv", 9, "quarantined", "6 cells where the header has 7"),
        note("b.csv", 3, "repeat", "equal in every column to row 2 of a.csv"),
        note("c.html", 0, "refused", f"the same bytes as {HEADLINE}; read once"),
        note("d.xlsx", 0, "noted", "sheet 'Korban Melati' was read; not read: 'x', 'y'"),
        note("e.csv", 0, "refused", "no column of titles (it has: Melati (14), x); name one"),
        note("d.xlsx", 2, "noted", "the day differs from the URL's by more than 4 days"),
    ]
    files = {
        "source_file": ["a.csv", "b.csv", f"pages.zip/{HEADLINE}"],
        "rows_read": [5, 2, 0],
        "kept": [3, 1, 0],
        "quarantined": [2, 0, 0],
        "repeats": [0, 1, 0],
    }
    rows = {
        "outlet": ["A", "A", "A", ""],
        "title": ["one", "one", "two", "three"],
        "cut_text": ["Baca juga: x\n\nIklan", "", "Iklan", " \n"],
        "date_source": ["column", "column", "url", "none"],
    }
    articles = schema.frame("articles", rows)
    return attach(articles, schema.frame("ledger", told), schema.frame("sources", files))


def test_equal_reasons_are_counted_together_and_name_nothing(accounted):
    table = corpus.reasons(accounted)
    assert table.to_numpy().tolist() == [
        ["repaired", "wrongly decoded letters", 1230],
        ["quarantined", "… cells where the header has …", 2],
        ["noted", "sheet … was read; not read: …", 1],
        ["noted", "the day differs from the URL's by more than 4 days", 1],
        ["refused", "no column of titles (it has: …); name one", 1],
        ["refused", "the same bytes as …; read once", 1],
        ["repeat", "equal to an earlier row or file", 1],
    ]
    assert corpus.reasons(schema.frame("articles", [])).empty


def test_ten_thousand_files_are_masked_at_once():
    names = [f"Berita korban nomor {n} di desa.html" for n in range(10_000)]
    told = [note("x.html", 0, "refused", f"the same bytes as {name}; read once") for name in names]
    files = schema.frame("sources", [{"source_file": name} for name in names])
    articles = attach(schema.frame("articles", []), schema.frame("ledger", told), files)
    assert corpus.reasons(articles).to_numpy().tolist() == [
        ["refused", "the same bytes as …; read once", 10_000]
    ]


def test_furniture_is_counted_by_outlet_and_line(accounted):
    table = corpus.furniture(accounted).set_index("outlet")
    assert table.loc["A"].tolist() == [3, 2, 3, pytest.approx(2 / 3)]
    assert table.loc[""].tolist() == [1, 0, 0, 0.0], "lines of spaces are not furniture"
    lines = corpus.furniture_lines(accounted)
    assert lines.to_numpy().tolist() == [["A", "Iklan", 2], ["A", "Baca juga: x", 1]]
    assert len(corpus.furniture_lines(accounted, most=1)) == 1
    assert corpus.furniture_lines(schema.frame("articles", [])).empty


def test_lines_of_furniture_are_refused_on_a_public_page(accounted, monkeypatch):
    monkeypatch.delenv("SOROTAN_LEVEL", raising=False)
    with pytest.raises(schema.InputError, match="cut_text may hold article text"):
        report.table(corpus.furniture_lines(accounted), "Lines")


def test_the_inventory_adds_up(accounted):
    table = corpus.inventory(accounted)
    rows = table[table["aspect"] == "rows"]
    assert rows["rows"].tolist() == [4, 2, 1] and set(rows["of"]) == {7}
    assert table[table["aspect"] == "files"]["rows"].tolist() == [3, 2]
    for aspect in ("date_source", "date_precision", "lang"):
        assert table.loc[table["aspect"] == aspect, "rows"].sum() == 4
    assert table.loc[table["aspect"] == "repeats", ["value", "rows", "of"]].to_numpy().tolist() == [
        ["title", 1, 4]
    ]
    assert table.loc[table["aspect"] == "lines_cut", "rows"].tolist() == [3]
    assert not table["value"].str.contains("Melati|Sukamaju|a.csv").any()


def test_the_inventory_of_a_table_built_by_hand_has_no_files():
    table = corpus.inventory(schema.frame("articles", [{"title": "a"}]))
    assert table[table["aspect"] == "rows"]["rows"].tolist() == [1]
    assert "files" not in set(table["aspect"])


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
