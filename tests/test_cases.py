"""Cases: the register is checked, articles are linked with a reason, small cells are hidden."""

import json
import re

import pandas as pd
import pytest

from analysis import DATA, cases, corpus
from analysis.report import charts
from analysis.schema import CASES, LINKS, InputError, check, frame

GOLD_CASES = {
    "case-f68ed935": "makassar-2019-09",
    "case-8d6b755a": "ternate-malaysia-2019-09",
    "case-a45e239d": "karimun-2019-09",
    "case-d828a9f6": "zhejiang-2019-09",
    "case-e62a4e52": "essex-2019-10",
    "case-67c6e292": "kutai-kartanegara-2019-09",
    "case-47dd18a6": "lhokseumawe-2019-09",
}
"""Opaque case of the coded gold -> case of the register; two coded cases are not registered."""
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.85
"""Floors for data/cases/click-id-2019.yml. Its terms were written with these reports at hand."""

REGISTER = """
issue_words: [perdagangan]
cases:
  - id: kalbar-1
    form: labour
    province: Kalimantan Barat
    places: [Sambas]
    from: 2020-01-10
    to: 2020-02-10
    terms:
      - [Sambas, perdagangan orang]
      - [Sambas, perbatasan]
    sources: ["Antara, 2020-01-10"]
  - id: kalbar-2
    form: labour
    province: Kalimantan Barat
    from: 2020-01-20
    terms: [[Entikong, pekerja*]]
"""


@pytest.fixture
def register(tmp_path):
    return cases.register(written(tmp_path, REGISTER))


@pytest.fixture(scope="module")
def click_id(shared):
    return corpus.load(shared / "corpora/click-id-raw").assign(is_issue=False)


@pytest.fixture(scope="module")
def gold(shared):
    lines = (shared / "gold/trafficking-id.jsonl").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines])


def written(tmp_path, text):
    path = tmp_path / "cases.yml"
    path.write_text(text, encoding="utf-8")
    return path


def articles(rows):
    table = pd.DataFrame(rows, columns=["published_on", "text", "is_issue"])
    table["published_on"] = pd.to_datetime(table["published_on"])
    table["article_id"] = [f"a{n}" for n in range(len(table))]
    return frame("articles", table)


def linked_ids(rows, register):
    return cases.link(articles(rows), register)["article_id"].tolist()


def test_the_register_gives_public_names_of_form_province_and_year(register):
    check(register, "cases", needs=list(CASES))
    assert register["public_name"].tolist() == [
        "forced labour, Kalimantan Barat, 2020",
        "forced labour, Kalimantan Barat, 2020 (2)",
    ]
    assert pd.isna(register["ends_on"].iloc[1])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("form: labour", "form: work", r"case 1 \(kalbar-1\): form is not known"),
        ("province: Kalimantan Barat", "province: Sambas", "none of the 38"),
        ("from: 2020-01-10", "from: early", "from is no day"),
        ("to: 2020-02-10", "to: 2019-02-10", "'to' lies before 'from'"),
        ("id: kalbar-2", "id: kalbar-1", "given twice"),
        ("id: kalbar-1", "id: Kal Bar", "small letters"),
        ("[Sambas, perbatasan]", "[Sambas]", "one word alone"),
        ("[Sambas, perbatasan]", "Sambas", "give lists of words"),
        ("[Sambas, perbatasan]", "[Sambas, 15 tahun]", "looks like an age"),
        ("[Sambas, perbatasan]", "[Sambas, Jalan Merdeka]", "a street"),
        ("[Sambas, perbatasan]", "[Sambas, '6101010101010001']", "a number of a"),
        ("places: [Sambas]", "places: [Desa Sajingan]", "a village"),
        ('"Antara, 2020-01-10"', "https://example.org/a", "page address"),
        ("    form: labour\n", "", "form missing"),
        ("cases:", "case:", "begins with 'cases:'"),
        ("[Sambas, perbatasan]", "[Sambas, perbatasan", "not readable YAML"),
    ],
)
def test_a_faulty_register_is_refused_with_file_and_case(tmp_path, old, new, words):
    with pytest.raises(InputError, match=words) as error:
        cases.register(written(tmp_path, REGISTER.replace(old, new, 1)))
    assert "cases.yml" in str(error.value) or "given twice" in str(error.value)


def test_unknown_keys_warn_and_absent_registers_are_named(tmp_path):
    with pytest.warns(UserWarning, match=r"kalbar-1.*victims"):
        cases.register(written(tmp_path, REGISTER.replace("places:", "victims:", 1)))
    with pytest.raises(InputError, match="no register of cases"):
        cases.register(tmp_path / "absent")


def test_all_words_of_one_list_and_the_window_make_a_link(register):
    rows = [
        ("2020-01-15", "Perdagangan\n orang di SAMBAS", False),
        ("2020-02-11", "perdagangan orang di Sambas", False),  # after the window
        ("2020-01-15", "perdagangan orang dan lain", False),  # a word is missing
        ("2020-01-15", "perdagangan orang di Sambaskota", False),  # no whole word
        (None, "perdagangan orang di Sambas", False),
        ("2021-05-05", "pekerjanya di Entikong", True),  # open window, word beginning
    ]
    links = cases.link(articles(rows), register)
    check(links, "links", needs=list(LINKS))
    assert links["article_id"].tolist() == ["a0", "a5"]
    assert links["link_reason"].iloc[0] == (
        "Sambas + perdagangan orang (issue word); 2020-01-10 to 2020-02-10"
    )


def test_a_list_without_an_issue_word_links_marked_articles_only(register):
    text = "perbatasan Sambas"
    assert linked_ids([("2020-01-15", text, False)], register) == []
    assert linked_ids([("2020-01-15", text, True)], register) == ["a0"]
    with pytest.raises(InputError, match="words.mark"):
        cases.link(articles([("2020-01-15", text, True)]).drop(columns="is_issue"), register)


def test_attention_to_cases_has_zeros_where_read_and_gaps_where_not(register):
    rows = [
        ("2020-01-15", "perdagangan orang di Sambas", True),
        ("2020-01-16", "cuaca", False),
        ("2020-01-28", "cuaca", False),
    ]
    marked = articles(rows)
    table = cases.attention(marked, cases.link(marked, register))
    assert table["period_start"].dt.strftime("%m-%d").tolist() == ["01-13", "01-20", "01-27"]
    assert table["articles"].fillna(-1).tolist() == [1, -1, 0]
    assert table["is_gap"].tolist() == [False, True, False]
    assert set(table["public_name"]) == {"forced labour, Kalimantan Barat, 2020"}


def test_no_link_gives_an_empty_table(register):
    marked = articles([("2020-01-16", "cuaca", False)])
    table = cases.attention(marked, cases.link(marked, register))
    assert table.empty
    assert "public_name" in table.columns


def test_small_cells_below_province_are_hidden():
    table = pd.DataFrame(
        {
            "city": list("abcde"),
            "articles": [0.0, 1.0, 4.0, 5.0, None],
            "share": [0.0, 0.1, 0.4, 0.5, None],
        }
    )
    hidden = cases.suppress(table)
    assert hidden["articles"].tolist() == ["0", "<5", "<5", "5", ""]
    assert hidden["share"].isna().tolist() == [False, True, True, False, True]
    assert table["articles"].iloc[1] == 1
    by_province = table.rename(columns={"city": "province"})
    pd.testing.assert_frame_equal(cases.suppress(by_province), by_province)
    with pytest.raises(InputError, match="no column n"):
        cases.suppress(table, ("n",))


def test_gold_cases_are_linked(click_id, gold, capsys):
    """Floors hold for all coded articles; the part 8-f of the keys is printed beside them."""
    links = cases.link(click_id, cases.register(DATA / "cases/click-id-2019.yml"))
    found = links.merge(click_id[["article_id", "url"]], on="article_id")[["url", "case_id"]]
    judged = gold.merge(found, on="url", how="left").assign(
        truth=gold["case"].map(GOLD_CASES), coded=gold["case"].notna()
    )
    for part, rows in {"all": judged, "8-f": judged[judged["key"].str[0] >= "8"]}.items():
        right = int((rows["truth"] == rows["case_id"]).sum())
        made, coded = int(rows["case_id"].notna().sum()), int(rows["coded"].sum())
        registered = int(rows["truth"].notna().sum())
        with capsys.disabled():
            print(
                f"\ncase links, {part}: precision {right}/{made}, recall {right}/{registered} of "
                f"registered, {right}/{coded} of all coded cases"
            )
        if part == "all":
            assert right / made >= LEAST_PRECISION
            assert right / registered >= LEAST_RECALL
    assert found["case_id"].value_counts()["makassar-2019-09"] >= 5


def test_the_attention_to_makassar_falls_in_one_week(click_id):
    links = cases.link(click_id, cases.register(DATA / "cases/click-id-2019.yml"))
    table = cases.attention(click_id, links)
    of_case = table[(table["case_id"] == "makassar-2019-09") & (table["articles"] > 0)]
    assert of_case["period_start"].dt.strftime("%Y-%m-%d").tolist() == ["2019-09-16"]
    assert set(of_case["public_name"]) == {"sexual exploitation, Sulawesi Selatan, 2019"}


def test_the_shipped_register_holds_no_title_and_no_page_address():
    for path in (DATA / "cases").glob("*.yml"):
        assert not re.search(r"https?:|\d{2} tahun|Jalan |Desa ", path.read_text(encoding="utf-8"))


def test_a_register_belongs_to_an_issue(tmp_path):
    assert set(cases.register(issue="trafficking")["issue"]) == {"trafficking"}
    none = cases.register(issue="narcotics")
    assert none.empty and "public_name" in none.columns


def test_a_chart_of_cases_gives_no_id_away():
    row = {"period_start": pd.Timestamp("2023-01-01"), "case_id": "a-town-2023-01"}
    row |= {"public_name": "form, province, 2023", "articles": 3.0}
    ax = charts.cases_over_time(pd.DataFrame([row]).assign(total_articles=9, is_gap=False))
    about = ax.figure.sorotan
    assert "case_id" not in about.data.columns and "a-town" not in about.alt
