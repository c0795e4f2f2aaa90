"""The auditor: sums against brute force, hand-made figures, planted precision and recall."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema, words
from analysis.report.audit_words import audit_in_words
from analysis.schema import InputError
from analysis.words import audit_candidates, audit_coded, audit_terms, coded, entries, query
from analysis.words.audit import audit
from analysis.words.rqtr import baseline, qtr, rqtr

CONTENT = {
    "issue": "sale of rafts",
    "concepts": {
        "raft": {
            "role": "core",
            "unless": {"story": 4},
            "terms": [
                {"form": "rakit", "lang": "id", "why": "a", "avoid": ["rakit kertas"]},
                {"form": "sampan*", "lang": "id", "why": "b"},
            ],
        },
        "sale": {"role": "part", "terms": [{"form": "jual", "lang": "id", "why": "c"}]},
        "thing": {
            "role": "part",
            "terms": [
                {"form": "dayung", "lang": "id", "why": "d"},
                {"form": "layar", "lang": "id", "why": "e"},
            ],
        },
        "story": {"role": "helper", "why": "plots", "words": {"id": ["dongeng", "film"]}},
    },
    "rules": [
        {"name": "thing sold", "anchor": "sale", "near": {"thing": 3}, "points": 1, "why": "f"}
    ],
}
LEXICON = entries.parse(CONTENT, "rafts.yml")
VOCABULARY = "rakit sampan sampannya kertas jual dayung layar dongeng film beras hujan ."


def press_of(texts: list[str], **columns) -> pd.DataFrame:
    rows = {
        "article_id": [f"a{i}" for i in range(len(texts))],
        "title": "kabar",
        "text": texts,
        "lang": "id",
        "outlet": "Koran",
        **columns,
    }
    return schema.frame("articles", pd.DataFrame(rows, index=range(len(texts))))


def without(kind: str, name: str, concept: str) -> entries.Lexicon:
    """The lexicon with a part cut from its file: another road than the auditor's."""
    concepts = {key: {**value} for key, value in CONTENT["concepts"].items()}
    rules = [rule for rule in CONTENT["rules"] if kind != "rule" or rule["name"] != name]
    if kind == "term":
        kept = [term for term in concepts[concept]["terms"] if term["form"] != name]
        concepts[concept] = {**concepts[concept], "terms": kept}
    if kind == "concept":
        concepts[name] = {**concepts[name], "terms": [], "words": {}}
    return entries.parse({**CONTENT, "concepts": concepts, "rules": rules}, "rafts.yml")


SOME = st.lists(st.sampled_from(VOCABULARY.split()), max_size=12).map(" ".join)
TEXTS = st.lists(SOME, min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_without_a_part_is_what_marking_anew_gives(texts):
    press = press_of(texts)
    marked = words.mark(press, LEXICON)
    struck = audit_terms.effects(marked, audit_terms.of_lexicon(marked, LEXICON))
    for row in struck.to_dict("records"):
        anew = words.mark(press, without(row["kind"], row["name"], row["concept"]))["is_issue"]
        was = marked["is_issue"]
        assert row["lost"] == (was & ~anew).sum(), row["name"]
        assert row["gained"] == (anew & ~was).sum(), row["name"]
        assert row["articles_without"] == anew.sum()
        assert row["share_without"] == pytest.approx(anew.sum() / len(press))


@settings(max_examples=15, deadline=None)
@given(TEXTS)
def test_terms_agree_with_the_totals_of_the_overview(texts):
    marked = words.mark(press_of(texts), LEXICON)
    terms = audit(marked, LEXICON).terms
    totals = words.term_totals(marked, issue=LEXICON)
    both = terms[terms["articles"] > 0].merge(totals, on=["term", "concept"], suffixes=("", "_of"))
    assert len(both) == len(totals)
    for column in ("articles", "alone", "articles_anywhere"):
        assert both[column].tolist() == both[f"{column}_of"].tolist()
    assert (terms["lost"] <= terms["articles_anywhere"]).all()


def test_a_term_by_hand():
    texts = ["rakit hanyut", "rakit dan sampan", "sampannya hilang", "jual dayung", "dongeng rakit"]
    found = audit(words.mark(press_of([*texts, "hujan"]), LEXICON), LEXICON)
    whole = found.whole.iloc[0]
    assert (whole["total_articles"], whole["issue_articles"]) == (6, 4)
    raft = found.terms.set_index("term").loc["rakit"]
    assert raft[["mentions", "articles", "alone", "articles_anywhere"]].tolist() == [2, 2, 1, 3]
    assert raft[["lost", "gained", "articles_without"]].tolist() == [1, 0, 3]
    assert raft["alone_share"] == 0.25 and raft["share_without"] == 0.5
    parts = found.parts.set_index(["kind", "name"])
    assert parts.loc[("concept", "story"), "gained"] == 1
    assert parts.loc[("rule", "thing sold"), "lost"] == 1


def test_rqtr_by_hand():
    """Core A in 10 articles, B in 30, together in 6: QTR .6 and .2, pooled B = 12/40 = .3."""
    base = baseline([6, 6], [10, 30])
    assert base == pytest.approx(0.3)
    part = qtr([9, 3, 0, 0], [20, 10, 5, 0])
    assert part[:3] == pytest.approx([0.45, 0.3, 0.0]) and np.isnan(part[3])
    assert rqtr(part, base)[:3] == pytest.approx([50, 0, -100])


def test_rqtr_has_no_value_without_a_baseline():
    assert np.isnan(baseline([3], [10])) and np.isnan(rqtr([0.5], float("nan"))).all()
    assert np.isnan(rqtr([0.5], 0.0)).all()
    with pytest.raises(InputError, match="more articles with both"):
        qtr([3], [2])


def test_rqtr_of_two_core_terms_in_a_press():
    texts = ["rakit sampan"] * 2 + ["rakit"] * 2 + ["sampan"] * 4
    found = audit(words.mark(press_of(texts), LEXICON), LEXICON)
    terms = found.terms.set_index("term")
    assert found.whole["rqtr_baseline"].iloc[0] == pytest.approx(4 / 10)
    assert terms.loc["rakit", "rqtr"] == pytest.approx(100 * (2 / 4 - 0.4) / 0.4)
    assert terms.loc["sampan*", "rqtr"] == pytest.approx(100 * (2 / 6 - 0.4) / 0.4)


def codes(names, relevance, **columns) -> pd.DataFrame:
    table = pd.DataFrame({"article_id": names, "relevance": relevance, "coder": "ani", **columns})
    return coded.typed(table)


def drawn(**columns) -> audit_coded.Weighted:
    """Coded articles that were drawn, as the auditor has them."""
    table = pd.DataFrame(columns).assign(weight=lambda t: t["stratum_size"] / t["number"])
    table["draw"], table["share_drawn"] = table["stratum"], table["number"] / table["stratum_size"]
    return audit_coded.Weighted(table, True)


def test_precision_is_weighted_by_stratum():
    """Stratum big: 90 articles, 2 coded, 1 right; small: 10, 2 coded, 2 right: (45+10)/100."""
    marked = words.mark(press_of(["rakit"] * 100), LEXICON)
    table = codes(["a0", "a1", "a98", "a99"], [1, 0, 2, 1])
    table["stratum"], table["stratum_size"] = ["big"] * 2 + ["small"] * 2, [90, 90, 10, 10]
    table["probability"] = [2 / 90, 2 / 90, 0.2, 0.2]
    whole = audit(marked, LEXICON, table).whole.iloc[0]
    assert whole["precision"] == pytest.approx(0.55) and whole["coded"] == 4
    assert whole["is_weighted"] and whole["precision_low"] < 0.2 < 0.9 < whole["precision_high"]


def test_codes_that_were_not_drawn_have_the_interval_of_wilson():
    """81 of 263 (Newcombe 1998)."""
    marked = words.mark(press_of(["rakit"] * 263), LEXICON)
    table = codes([f"a{n}" for n in range(263)], [1] * 81 + [0] * 182)
    whole = audit(marked, LEXICON, table).whole.iloc[0]
    ends = round(whole["precision_low"], 4), round(whole["precision_high"], 4)
    assert ends == (0.2553, 0.3662) and not whole["is_weighted"]


def test_picked_articles_enter_no_estimate_where_others_were_drawn():
    marked = words.mark(press_of(["rakit"] * 30), LEXICON)
    table = codes(["a0", "a1", "a2"], [1, 0, 0]).assign(stratum="s", stratum_size=30)
    table["probability"] = [0.1, np.nan, np.nan]
    assert audit(marked, LEXICON, table).whole["coded"].iloc[0] == 1


def test_planted_precision_and_recall_are_covered():
    """Of 2,000 articles 200 are marked, 80 % rightly; 40 of the others are missed."""
    rng, held = np.random.default_rng(21), []
    is_marked = np.arange(2000) < 200
    truth = np.where(is_marked, np.arange(2000) < 160, np.arange(2000) >= 1960)
    for _ in range(300):
        chosen = np.concatenate([rng.choice(200, 60, False), 200 + rng.choice(1800, 150, False)])
        sizes = np.where(is_marked[chosen], 200, 1800)
        known = drawn(
            is_true=truth[chosen],
            is_marked=is_marked[chosen],
            stratum=sizes.astype(str),
            stratum_size=sizes,
            number=np.where(is_marked[chosen], 60, 150),
        )
        right = audit_coded.precision(known, known.articles["is_marked"])
        found = audit_coded.recall(known, 200, 2000)
        held.append((right.low <= 0.8 <= right.high, found.low <= 0.8 <= found.high))
    assert np.mean(held, axis=0).min() >= 0.93


def test_precision_of_a_term_counts_only_articles_that_hold_it():
    marked = words.mark(press_of(["rakit", "rakit", "sampan", "hujan"]), LEXICON)
    found = audit(marked, LEXICON, codes(["a0", "a1", "a2", "a3"], [2, 0, 1, 0]))
    terms = found.terms.set_index("term")
    assert terms.loc["rakit", ["coded", "precision"]].tolist() == [2, 0.5]
    assert terms.loc["sampan*", ["coded", "precision"]].tolist() == [1, 1.0]
    whole = found.whole.iloc[0]
    assert (whole["coded"], whole["unmarked_coded"], whole["recall"]) == (3, 1, 1.0)
    assert not whole["is_weighted"]


def test_a_term_of_one_article_is_not_known_to_be_wrong_though_all_is_coded():
    marked = words.mark(press_of(["rakit", "hujan"]), LEXICON)
    table = codes(["a0", "a1"], [0, 0]).assign(stratum=["a", "b"], stratum_size=1, probability=1.0)
    found = audit(marked, LEXICON, table)
    term = found.terms.iloc[0]
    assert (term["coded"], term["precision"]) == (1, 0.0) and term["precision_high"] > 0.7
    assert found.whole["precision_high"].iloc[0] < 0.01
    assert "Seldom" not in " ".join(audit_in_words(found, lang="en"))


def test_a_term_that_is_seldom_right_is_named():
    marked = words.mark(press_of(["rakit"] * 9 + ["sampan"] * 9), LEXICON)
    found = audit(marked, LEXICON, codes([f"a{n}" for n in range(18)], [0] * 9 + [1] * 9))
    said = " ".join(audit_in_words(found, lang="en"))
    assert "Seldom right: “rakit” (" in said


def test_without_codes_nothing_is_said_of_quality():
    found = audit(words.mark(press_of(["rakit", "hujan"]), LEXICON), LEXICON)
    assert found.terms["coded"].eq(0).all() and found.terms["precision"].isna().all()
    said = " ".join(audit_in_words(found, lang="en"))
    assert "1 of 2 articles read are found" in said
    assert "not known: none of the articles found is coded" in said


def test_codes_of_another_corpus_are_refused():
    marked = words.mark(press_of(["rakit"]), LEXICON)
    with pytest.raises(InputError, match="none of the 1 coded articles is in this corpus"):
        audit(marked, LEXICON, codes(["elsewhere"], [1]))


def told_press() -> pd.DataFrame:
    """Twelve articles on rafts, six of one story with its own names, among sixty on rice."""
    own = [" ".join(f"{word}{n}" for word in "abcdefghijklm") for n in range(6)]
    rafts = [f"rakit dibawa arus di sungai kota {own[n]}" for n in range(6)]
    names = "zebrina zebrina zebrina"  # told more often than any word of the other rafts
    story = [f"rakit milik {names} karam bersama quux dan wadah nomor{n}" for n in range(6)]
    rice = [f"beras naik harga pasar hari nomor{n} menurut pedagang{n}" for n in range(60)]
    return press_of([*rafts, *story, *rice])


def test_candidates_are_words_of_many_stories_first_and_none_of_the_lexicon():
    found = audit(words.mark(told_press(), LEXICON), LEXICON, level="internal").candidates
    assert "rakit" not in set(found["word"])
    story = found.set_index("word")["stories"]
    assert story["zebrina"] == 1 and story["sungai"] > 1
    assert found["word"].tolist().index("sungai") < found["word"].tolist().index("zebrina")


def test_names_do_not_leave_at_level_public():
    marked = words.mark(told_press(), LEXICON)
    public, internal = (audit(marked, LEXICON, level=level) for level in ("public", "internal"))
    assert {"zebrina", "quux"} <= set(internal.candidates["word"])
    shown = " ".join(str(table) for table in public) + " ".join(audit_in_words(public, lang="en"))
    assert "zebrina" not in shown and "quux" not in shown
    withheld = public.whole["words_withheld"].iloc[0]
    assert withheld == len(internal.candidates) - len(public.candidates) > 0
    with pytest.raises(InputError, match="level 'open' is not there"):
        audit(marked, LEXICON, level="open")


def test_codes_decide_what_is_relevant():
    press = told_press()
    marked = words.mark(press, LEXICON)
    wrong = codes([f"a{n}" for n in range(6, 12)], [0] * 6)
    found = audit(marked, LEXICON, wrong, level="internal").candidates
    assert "zebrina" not in set(found["word"]) and "sungai" in set(found["word"])


def test_stories_are_told_apart_by_words():
    texts = ["a b c d e", "a b c d f", "k l m n o", "k l m n p", "x y z"]
    story = audit_candidates.stories(audit_candidates.tally(press_of(texts)).counts)
    assert story[0] == story[1] and story[2] == story[3]
    assert len(set(story)) == 3


QUERIES = [
    ("rakit OR sampan*", {"rakit": (1, 0), "sampan*": (1, 0)}),
    ("rakit AND jual", {"rakit": (0, 2), "jual": (0, 1)}),
    ("rakit w/3 jual", {"rakit": (0, 2), "jual": (0, 1)}),
    ("rakit NOT jual", {"rakit": (1, 0), "jual": (0, 1)}),
]


@pytest.mark.parametrize(("text", "wanted"), QUERIES, ids=[q for q, _ in QUERIES])
def test_a_query_without_a_part(text, wanted):
    press = press_of(["rakit", "rakit jual", "sampan", "jual beras", "jual", "hujan"])
    if text == "rakit OR sampan*":
        press = press_of(["rakit", "rakit sampan", "sampannya", "hujan"])
    found = audit(press, query.parse(text))
    rows = pd.concat([found.terms, found.parts.rename(columns={"name": "term"})]).set_index("term")
    got = {name: tuple(rows.loc[name, ["lost", "gained"]]) for name in wanted}
    assert got == wanted


PARTS = st.recursive(
    st.sampled_from(["rakit", "sampan*", "jual", "dayung", '"jual dayung"']),
    lambda inner: st.tuples(inner, st.sampled_from([" OR ", " AND ", " w/3 "]), inner).map(
        lambda t: f"({''.join(t)})"
    ),
    max_leaves=4,
)


@settings(max_examples=15, deadline=None)
@given(TEXTS, PARTS)
def test_a_query_loses_and_gains_what_the_shorter_query_finds(texts, text):
    press = press_of(texts)
    try:
        asked = query.parse(text)
    except InputError:
        return  # w/n of AND is refused by the grammar
    found = audit(press, asked)
    now = len(query.find(press, asked))
    assert found.whole["issue_articles"].iloc[0] == now
    assert (
        found.terms["articles_without"] == now - found.terms["lost"] + found.terms["gained"]
    ).all()
    is_or = " AND " not in text and " w/3 " not in text
    if is_or:
        assert (found.terms["lost"] == found.terms["alone"]).all()
        assert (found.terms["gained"] == 0).all()


def test_a_name_is_a_lexicon_and_anything_else_a_query(marked_press):
    by_name = audit(marked_press, "trafficking").whole.iloc[0]
    assert by_name["lexicon_version"] == marked_press["lexicon_version"].iloc[0]
    by_query = audit(marked_press, "tppo OR narkoba").whole.iloc[0]
    assert by_query["issue"] == "query" and by_query["issue_articles"] > 0
    with pytest.raises(InputError, match="no file nowhere.yml"):
        audit(marked_press, "nowhere.yml")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_sentences_say_the_numbers_of_the_tables(lang):
    marked = words.mark(press_of(["rakit", "rakit", "sampan", "hujan"]), LEXICON)
    found = audit(marked, LEXICON, codes(["a0", "a1", "a2", "a3"], [0, 0, 0, 0]))
    said = audit_in_words(found, lang=lang)
    assert "75" in said[0] and "“rakit”" in " ".join(said)
    assert len(said) >= 4 and all(sentence.endswith(".") for sentence in said)


def test_an_empty_press_is_no_error():
    found = audit(words.mark(press_of([]), LEXICON), LEXICON)
    assert found.terms.empty and found.candidates.empty
    assert np.isnan(found.whole["share"].iloc[0])
    assert found.whole["total_articles"].iloc[0] == 0
