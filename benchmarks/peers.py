"""Counts terms in articles the way other tools do, one tool a run, and prints what it took.

Run by `bench_counts.py` with the Python of `.venv-peers`. In: a Parquet file of articles, a JSON
list of terms, how many articles. Out: one line of JSON with the articles read, the CPU-seconds
from texts in memory to documents per term (reading and imports are not counted), and the sum of
documents over terms, which says whether the answer is the same.

Cannot do: make the tools agree. Several join words of a phrase across punctuation, drop terms that
overlap, or cut words elsewhere; the sum of documents shows by how much.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq


def pandas_regex(texts: list[str], terms: list[str]) -> int:
    """One regular expression a term over the whole column."""
    import pandas as pd

    column = pd.Series(texts, dtype="str")
    return sum(int(column.str.contains(rf"\b{re.escape(t)}\b", case=False).sum()) for t in terms)


def pandas_plain(texts: list[str], terms: list[str]) -> int:
    """One plain substring a term: wrong answers, since `orang` is found in `orangutan`."""
    import pandas as pd

    column = pd.Series(texts, dtype="str").str.lower()
    return sum(int(column.str.contains(t, regex=False).sum()) for t in terms)


def spacy_matcher(texts: list[str], terms: list[str]) -> int:
    """PhraseMatcher on lower case, blank Indonesian tokenizer."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("id")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for term in terms:
        matcher.add(term, [nlp.make_doc(term)])
    return sum(len({hit[0] for hit in matcher(doc)}) for doc in nlp.pipe(texts))


def nltk_grams(texts: list[str], terms: list[str]) -> int:
    """Words by a regular expression, phrases as n-grams, counted in a FreqDist."""
    from nltk import FreqDist
    from nltk.tokenize import RegexpTokenizer
    from nltk.util import everygrams

    tokenizer, wanted, found = RegexpTokenizer(r"\w+"), set(terms), FreqDist()
    longest = max(term.count(" ") + 1 for term in terms)
    for text in texts:
        words = tokenizer.tokenize(text.lower())
        grams = {" ".join(gram) for gram in everygrams(words, max_len=longest)}
        found.update(grams & wanted)
    return found.N()


def sklearn_vectorizer(texts: list[str], terms: list[str]) -> int:
    """CountVectorizer with the terms as its vocabulary."""
    from sklearn.feature_extraction.text import CountVectorizer

    longest = max(term.count(" ") + 1 for term in terms)
    made = CountVectorizer(
        vocabulary=terms, ngram_range=(1, longest), token_pattern=r"(?u)\b\w+\b", binary=True
    )
    return int(made.fit_transform(texts).sum())


def flashtext(texts: list[str], terms: list[str]) -> int:
    """KeywordProcessor: the longest of overlapping terms alone."""
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    processor.add_keywords_from_list(terms)
    return sum(len(set(processor.extract_keywords(text))) for text in texts)


def ripgrep(texts: list[str], terms: list[str]) -> int:
    """`rg -o -i -w -F`: every leftmost hit; hits, not documents."""
    with tempfile.TemporaryDirectory() as folder:
        path, forms = Path(folder) / "texts", Path(folder) / "terms"
        path.write_text("\n".join(texts), encoding="utf-8")
        forms.write_text("\n".join(terms), encoding="utf-8")
        command = ["rg", "-o", "-i", "-w", "-F", "-f", str(forms), "--no-filename", str(path)]
        out = subprocess.run(command, capture_output=True, check=False)
    if out.returncode > 1:
        raise SystemExit(out.stderr.decode())
    return sum(Counter(out.stdout.splitlines()).values())


PEERS = {
    "pandas, one regex a term": pandas_regex,
    "pandas, one substring a term": pandas_plain,
    "spaCy PhraseMatcher": spacy_matcher,
    "nltk n-grams, FreqDist": nltk_grams,
    "scikit-learn CountVectorizer": sklearn_vectorizer,
    "flashtext": flashtext,
    "rg -o -i -w -F": ripgrep,
}


def spent() -> float:
    """Return the CPU-seconds of this process and of those it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main(name: str, press: str, terms: str, articles: str) -> None:
    """Run one peer and print its line."""
    wanted = json.loads(Path(terms).read_text(encoding="utf-8"))
    file, texts = pq.ParquetFile(press, pre_buffer=False), []
    for batch in file.iter_batches(columns=["text"]):
        texts += batch["text"].to_pylist()
        if len(texts) >= int(articles):
            break
    texts = texts[: int(articles)]
    PEERS[name](texts[:20], wanted)  # imports and what a tool makes once are not counted
    before = spent()
    documents = PEERS[name](texts, wanted)
    print(json.dumps({"articles": len(texts), "cpu": spent() - before, "documents": documents}))


if __name__ == "__main__":
    main(*sys.argv[1:])
