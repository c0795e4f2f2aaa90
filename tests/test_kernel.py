"""The counting kernel: equal to the matcher on every text, whatever holds it."""

import pickle
import subprocess
import sys
from collections import Counter

import numba
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import corpus
from analysis.corpus import periods
from analysis.schema import InputError
from analysis.words import kernel
from analysis.words.kernel_scan import _compiled, scan
from analysis.words.kernel_tables import IGNORABLE, letters, tables
from analysis.words.lexicon import load_lexicon
from analysis.words.match import WORD, Matcher, split

DAY = "datetime64[us]"


def batch(rows: list[dict]) -> pa.RecordBatch:
    """Articles of our own: what a row leaves out is empty."""
    empty = {"title": "", "text": "", "outlet": "Satu", "published_on": pd.Timestamp("2020-01-01")}
    table = pd.DataFrame([empty | row for row in rows], columns=[*empty])
    table = table.astype({"title": "str", "text": "str", "outlet": "str", "published_on": DAY})
    return pa.RecordBatch.from_pandas(table, preserve_index=False)


def found(text: str, forms: list[str]) -> tuple[dict[int, int], int]:
    """What the kernel finds in one text: hits of each form, and words."""
    part = kernel.counts(batch([{"text": text}]), kernel.plan(forms)).to_pandas()
    hits = dict(zip(part["term"], part["mentions"]))
    return {k: v for k, v in hits.items() if k >= 0}, hits[kernel.TOTAL]


def expected(text: str, forms: list[str]) -> tuple[dict[int, int], int]:
    """What the matcher finds, one Python word after another."""
    words = split(text)
    return dict(Counter(h.which for h in Matcher(forms).find(words))), len(words.words)


FORMS = """perdagangan orang; tindak pidana perdagangan orang; orang; traffick*; traff*;
traffick* in persons; traff* in pers*; anti-traffick*; x; penjual* bayi; orang orang; édité;
orang*; Orang; u.s; İstanbul; straße; ΟΔΟΣ; οδος; οδοσ; ὀδός; 人身; 売買 人身; ３; _; in; İs*"""
FORMS = [form.strip() for form in FORMS.replace("\n", " ").split(";")]

PIECES = """perdagangan orang Orang tindak pidana trafficking Traffickers TRAFF in persons PERS
anti x X penjualan bayi édité ÉDITÉ É ½ ３ _ - ‐ ‑ “ İ İSTANBUL istanbul ı ß ẞ straße — ΟΔΟΣ
ΟΔΟΣΣ Σ σ ς ΑΣ'Σ ʰ ʰΣ ᾈ Ǆ K Å ﬁ 人身 売買 𐐀 𐐨 𝟘 ʼn e\u0301 \u0301 \u0307 \u0345 \u200d u s . ,
.\u2026 U.S"""
PIECES = PIECES.split()
PIECES += [" ", " ", "  ", "\t", "\xa0", "\u2009", "\u3000", " \u202f", ", ", "\n", "\r", "\x00"]
PIECES += ["\xad", "\u2028", "\u205f", "\x0b", "\x1f", "\x85", "\ufffd", "\uffff", "\U0010ffff"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_the_kernel_finds_what_the_matcher_finds(text):
    assert found(text, FORMS) == expected(text, FORMS)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.lists(st.text("aAσΣς'ʰİ1-* é", min_size=1), max_size=4))
def test_any_text_of_unicode_and_any_form(text, forms):
    forms = list(dict.fromkeys(["a", "é*", *(f.strip() for f in forms if WORD.search(f))]))
    plan = kernel.Plan(tuple(forms), "month", None, ("text",))
    part = kernel.counts(batch([{"text": text}]), plan).to_pandas()
    hits = dict(zip(part["term"], part["mentions"]))
    assert ({k: v for k, v in hits.items() if k >= 0}, hits[-1]) == expected(text, forms)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["aa", "ab", "aab", "b", "ba"]), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(["aa", "ab", "aab", "b", "ba", ".", "aaa", "abc", "-"]), max_size=14),
    st.sampled_from([" ", "-", ""]),
)
def test_random_lexicons_with_overlaps_and_stars(vocabulary, tokens, glue):
    pairs = [f"{a}{join}{b}" for a in vocabulary for b in vocabulary for join in (" ", "-")]
    longer = [f"{a} {b} {c}" for a in pairs[:3] for b in pairs[-3:] for c in vocabulary[:2]]
    forms = [*vocabulary, *pairs, *longer, "aa*", "ab* b", "aa* aa* ba*", "ab* ab*"]
    forms = list(dict.fromkeys(forms))
    text = " ".join(tokens[:7]) + glue + "-".join(tokens[7:])
    assert found(text, forms) == expected(text, forms)


def test_every_code_point_is_a_letter_and_has_its_lower_case_as_in_python():
    table = letters()
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        lower = int(table.lower[code])
        assert (lower != 0) == bool(WORD.match(char)), hex(code)
        if lower:
            size = (lower.bit_length() + 7) // 8
            assert lower.to_bytes(size, "little").decode() == char.lower(), hex(code)


def test_the_final_sigma_is_told_as_python_tells_it_after_and_before_any_letter():
    table = letters()
    ignored, every = np.flatnonzero(table.cased == IGNORABLE), np.flatnonzero(table.lower)[::149]
    chars = [chr(code) for code in (*ignored, *every)]
    texts = [f"a{c}Σ 1{c}Σ aΣ{c} aΣ{c}a" for c in chars]
    plan = kernel.plan({word for text in texts for word in WORD.findall(text)}, fields=["text"])
    part = kernel.counts(batch([{"text": text} for text in texts]), plan).to_pandas()
    hits, matcher = Counter(), Matcher(plan.forms)
    for text in texts:
        hits.update(h.which for h in matcher.find(split(text)))
    got = dict(zip(part["term"], part["mentions"]))
    assert {k: n for k, n in got.items() if k >= 0} == hits
    assert len(ignored) > 50


def test_what_stands_between_two_words_is_told_as_the_matcher_tells_it():
    between = [chr(c) for c in range(1, 0x3100) if not WORD.match(chr(c))]
    texts = [f"a{c}b" for c in between] + [f"a {c}b" for c in between]
    forms = ["a b", "a-b", "a.b"]
    rows = [{"text": text, "outlet": str(n)} for n, text in enumerate(texts)]
    part = kernel.counts(batch(rows), kernel.plan(forms, group="outlet")).to_pandas()
    part = part[part["term"] != kernel.TOTAL]
    matcher = Matcher(forms)
    wanted = {(str(n), h.which) for n, t in enumerate(texts) for h in matcher.find(split(t))}
    assert set(zip(part["group"], part["term"])) == wanted
    assert len(wanted) == len(texts)


def test_many_terms_in_many_articles():
    forms = [f"kata{i}" for i in range(300)]
    rows = [{"text": " ".join(forms[n:]), "title": forms[0]} for n in range(60)]
    part = kernel.counts(batch(rows), kernel.plan(forms)).to_pandas().set_index("term")
    for i in (0, 1, 59, 299):
        holding = 60 if i == 0 else min(i + 1, 60)
        assert part.loc[i, ["mentions", "articles"]].tolist() == [
            61 if i == 0 else holding,
            holding,
        ]


def test_an_article_counts_once_though_a_term_is_in_title_and_text():
    rows = [
        {"title": "Perdagangan orang", "text": "perdagangan orang, perdagangan orang"},
        {"title": "Orang", "text": "perdagangan", "outlet": "Dua"},  # no phrase across fields
        {"text": "Beras naik", "published_on": pd.NaT},
    ]
    plan = kernel.plan(["perdagangan orang", "orang"], group="outlet")
    part = kernel.counts(batch(rows), plan).to_pandas()
    first = pd.Timestamp("2020-01-01").date()
    assert {tuple(row) for row in part.itertuples(index=False)} == {
        (first, "Satu", -1, 6, 1),
        (first, "Satu", 0, 3, 1),
        (first, "Satu", 1, 3, 1),
        (first, "Dua", -1, 2, 1),
        (first, "Dua", 1, 1, 1),
        (None, "Satu", -1, 2, 1),
    }


TEXTS = ["perdagangan orang", None, "", "Orang é orang", "x orang"]


@pytest.mark.parametrize(
    "kind", ["string", "large_string", "string_view", "dictionary", "sliced", "null"]
)
def test_text_is_read_as_arrow_holds_it(kind):
    column = pa.array(TEXTS, pa.string())
    if kind == "dictionary":
        column = column.dictionary_encode()
    elif kind == "sliced":
        column = pa.array(["orang orang", *TEXTS, "orang"]).slice(1, len(TEXTS))
    elif kind == "null":
        column = pa.nulls(len(TEXTS))
    else:
        column = column.cast(getattr(pa, kind)())
    days = pa.array([0] * len(TEXTS), pa.date32())
    given = pa.record_batch({"text": column, "published_on": days})
    part = kernel.counts(given, kernel.plan(["orang"], fields=["text"])).to_pandas()
    sums = {k: (m, n) for k, m, n in zip(part["term"], part["mentions"], part["articles"])}
    nothing = {kernel.TOTAL: (0, 5)}
    assert sums == (nothing if kind == "null" else {kernel.TOTAL: (7, 5), 0: (4, 3)})


def test_a_missing_text_is_no_text_though_bytes_lie_beneath_it():
    offsets, data = pa.py_buffer(np.array([0, 5, 10], np.int32)), pa.py_buffer(b"orangorang")
    column = pa.StringArray.from_buffers(2, offsets, data, pa.py_buffer(b"\x01"), 1)
    given = pa.record_batch({"text": column, "published_on": pa.array([0, 0], pa.date32())})
    part = kernel.counts(given, kernel.plan(["orang"], fields=["text"])).to_pandas()
    assert part.loc[part["term"] == 0, "mentions"].tolist() == [1]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=30))
def test_damaged_bytes_end_and_never_read_what_lies_outside(noise):
    data = np.frombuffer(noise + b"orang", np.uint8)
    data.flags.writeable = False
    text = (data, np.array([0], np.int64), np.array([len(noise)], np.int64))
    automaton, phrases = tables(("orang", "o*"))
    rows, words = scan((text,), tuple(letters()), tuple(automaton), tuple(phrases), 2)
    try:
        wanted, number = expected(noise.decode(), ["orang", "o*"])
    except UnicodeDecodeError:
        assert words[0] <= len(noise)
    else:
        assert {int(t): int(n) for _, t, n in rows} == wanted
        assert words[0] == number


def test_damaged_bytes_swallow_no_word_after_them():
    data = pa.py_buffer(b"\xe4orang \xff orang \xf0\x9f orang\xc3")
    offsets = pa.py_buffer(np.array([0, data.size], np.int32))
    column = pa.StringArray.from_buffers(1, offsets, data)
    given = pa.record_batch({"text": column, "published_on": pa.array([0], pa.date32())})
    part = kernel.counts(given, kernel.plan(["orang"], fields=["text"])).to_pandas()
    assert part.loc[part["term"] == 0, "mentions"].tolist() == [3]


def test_no_articles_give_no_rows():
    part = kernel.counts(batch([]), kernel.plan(["orang"], group="outlet"))
    assert part.schema.equals(kernel.PARTIAL)
    assert len(part) == 0
    assert len(kernel.merge([])) == 0


def test_ten_thousand_terms():
    forms = [f"kata{i} {chr(97 + i % 26)}{'*' * (i % 2)}" for i in range(9_900)]
    forms = [f.replace(" ", "") if f.endswith("*") else f for f in forms]
    forms += [chr(0x4E00 + i) for i in range(100)]  # one letter each
    forms = list(dict.fromkeys(forms))
    text = " ".join(f"kata{i} {chr(97 + i % 26)}" for i in range(0, 9_900, 7)) + " 一, 丁"
    assert found(text, forms) == expected(text, forms)
    assert len(found(text, forms)[0]) > 500


def test_forms_that_differ_in_capitals_alone_are_each_counted():
    assert found("Orang orang", ["orang", "Orang", "orang "]) == ({0: 2, 1: 2}, 2)


@pytest.mark.parametrize("by", sorted(periods.FREQUENCY))
@pytest.mark.parametrize("kind", ["timestamp", "date32", "zone"])
def test_periods_are_those_of_the_calendar(by, kind):
    days = pd.Series(pd.date_range("1968-12-28", "1972-01-05", freq="D"), dtype=DAY)
    column = pa.array(days + pd.Timedelta("18h"))
    if kind == "date32":
        column = column.cast(pa.timestamp("s")).cast(pa.date32())
    if kind == "zone":  # 01:00 in Jakarta is the evening before in Greenwich
        there = days.dt.tz_localize("Asia/Jakarta") + pd.Timedelta("1h")
        column = pa.array(there, pa.timestamp("us", "Asia/Jakarta"))
    given = pa.record_batch({"text": ["kata"] * len(days), "published_on": column})
    part = kernel.counts(given, kernel.plan(["x"], by=by, fields=["text"])).to_pandas()
    got = dict(zip(pd.to_datetime(part["period"]), part["articles"]))
    assert got == periods.starts(days, by).value_counts().to_dict()


def test_a_date_too_coarse_for_the_period_is_undated():
    given = batch([{"text": "kata"}] * 3)
    given = given.append_column("date_precision", pa.array(["day", "month", "year"]))
    for by, undated in {"day": 2, "week": 2, "month": 1, "year": 0}.items():
        part = kernel.counts(given, kernel.plan(["x"], by=by)).to_pandas()
        assert part.loc[part["period"].isna(), "articles"].sum() == undated
        assert part["articles"].sum() == 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=9), st.data())
def test_parts_add_up_however_articles_are_cut(texts, data):
    cut = data.draw(st.integers(0, len(texts)))
    rows = [{"text": t, "outlet": f"o{i % 3}"} for i, t in enumerate(texts)]
    plan = pickle.loads(pickle.dumps(kernel.plan(FORMS, group="outlet")))
    whole = kernel.counts(batch(rows), plan).to_pandas()
    pieces = kernel.merge(kernel.counts(batch(rows)[a:b], plan) for a, b in [(0, cut), (cut, None)])
    order = kernel.KEYS
    pd.testing.assert_frame_equal(
        whole.sort_values(order, ignore_index=True),
        pieces.to_pandas().sort_values(order, ignore_index=True),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"forms": []}, "no terms"),
        ({"forms": ["!"]}, "term 1: no `form`"),
        ({"forms": ["a", "x* b"]}, r"term 2 .*end of a word"),
        ({"forms": ["a", 3]}, "term 2: 3 was read as a number"),
        ({"by": "fortnight"}, "is no period"),
        ({"fields": ()}, "no fields"),
        ({"group": "mentions"}, "rename that column"),
    ],
)
def test_what_cannot_be_planned_is_told(change, words):
    options = {"forms": ["a"], "group": None} | change
    with pytest.raises(InputError, match=words):
        kernel.plan(**options)


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("text", pa.array([1]), "column text: holds int64, not text"),
        ("outlet", pa.array([1.5]), "column outlet: holds double, not text"),
        ("published_on", pa.array(["1 May"]), "column published_on: holds string, not dates"),
    ],
)
def test_a_column_of_the_wrong_type_is_told(name, column, words):
    given = batch([{}])
    given = given.set_column(given.schema.names.index(name), name, column)
    with pytest.raises(InputError, match=words):
        kernel.counts(given, kernel.plan(["a"], group="outlet"))
    with pytest.raises(InputError, match="no column province; there are: title, text"):
        kernel.counts(given, kernel.plan(["a"], group="province"))


def test_columns_in_pieces_of_unequal_size_are_read_as_one():
    text = pa.chunked_array([["orang"], ["x orang", None], []])
    days = pa.chunked_array([pa.array([0, 0], pa.date32()), pa.array([40], pa.date32())])
    table, plan = pa.table({"text": text, "published_on": days}), kernel.plan(["orang"])
    plan = plan._replace(fields=("text",))
    part = kernel.merge(kernel.counts(b, plan) for b in table.to_batches()).to_pandas()
    assert part.loc[part["term"] == 0, "articles"].tolist() == [2]
    assert part.loc[part["term"] == kernel.TOTAL, "articles"].sum() == 3


def test_code_is_compiled_though_no_folder_can_keep_it(monkeypatch):
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(RuntimeError, match="cannot cache"):
        numba.njit(cache=True)(_next)
    assert _compiled(_next)(1) == 2


def _next(n):
    return n + 1


def test_numba_is_imported_when_counting_and_not_before():
    code = "import sys; from analysis.words import kernel, mark; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_kernel_equals_the_matcher_on_real_articles(shared):
    folder = shared / "corpora/click-id-raw"
    articles = corpus.load(next(p for p in sorted(folder.rglob("*.csv")))).head(300)
    words = Counter(w for t in articles["text"].head(40) for w in split(t).words)
    forms = [t.form for t in load_lexicon("trafficking").terms] + sorted(words)[::9]
    forms += ["di", "yang", "ke* pe*", "di me*", "u.s", "orang-orang"]
    plan = kernel.plan(dict.fromkeys(forms), by="week", group="outlet")
    part = kernel.counts(
        pa.RecordBatch.from_pandas(articles[["title", "text", "outlet", "published_on"]]), plan
    ).to_pandas()
    matcher, mentions, holding = Matcher(plan.forms), Counter(), Counter()
    for title, text in zip(articles["title"], articles["text"]):
        hits = Counter(h.which for field in (title, text) for h in matcher.find(split(field)))
        mentions.update(hits)
        holding.update(set(hits))
    terms = part[part["term"] >= 0].groupby("term")[["mentions", "articles"]].sum()
    assert terms["mentions"].to_dict() == mentions
    assert terms["articles"].to_dict() == holding
    assert mentions.total() > 5000
