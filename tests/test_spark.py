"""The same kernel inside Spark: identical tables. Needs pyspark and Java, and says so where not."""

import random
import shutil
from importlib.util import find_spec

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import corpus
from analysis.schema import InputError
from analysis.words import counting, kernel, spark
from analysis.words.lexicon import load_lexicon

if not find_spec("pyspark"):
    pytest.skip("Spark not run: no pyspark (requirements-spark.lock)", allow_module_level=True)
if not shutil.which("java"):
    pytest.skip("Spark not run: no Java (apt install default-jre)", allow_module_level=True)

PIECES = """perdagangan orang Orang TRAFFICKING in persons anti-trafficking x É ½ ３ - ‑ “ İ ß ΟΔΟΣ
Σ 人身 𐐀 e\u0301 \u0301 . , ..."""
PIECES = [*PIECES.split(), " ", " ", "  ", "\xa0", "\n", "\x00", "\u2009"]
TERMS = [
    "perdagangan orang",
    "orang",
    "traffick* in persons",
    "anti-traffick*",
    "οδος",
    "人身",
    "x",
]


@pytest.fixture(scope="module")
def session():
    """A session on two cores."""
    made = spark.session()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def random_press(tmp_path_factory):
    """A folder of Parquet parts: 3,000 articles of random pieces, some undated or without text."""
    rng = random.Random(11)
    days = pd.date_range("2019-12-20", periods=90)
    rows = [
        {
            "title": "".join(rng.choices(PIECES, k=rng.randrange(6))),
            "text": "".join(rng.choices(PIECES, k=rng.randrange(40))) if n % 9 else None,
            "outlet": rng.choice(["Satu", "Dua", "", None]),
            "published_on": rng.choice(days) if n % 7 else None,
            "date_precision": rng.choice(["day", "month", "year"]),
        }
        for n in range(3_000)
    ]
    folder = tmp_path_factory.mktemp("parts")
    table = pa.Table.from_pylist(rows)
    table = table.set_column(3, "published_on", table["published_on"].cast(pa.timestamp("us")))
    for part in range(3):
        pq.write_table(
            table.slice(part * 1000, 1000), folder / f"{part}.parquet", row_group_size=170
        )
    return folder


def same(one: counting.Counts, other: counting.Counts) -> None:
    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.totals, other.totals)
    assert one[2:] == other[2:]


@pytest.mark.parametrize("options", [{"by": "week"}, {"group": None, "fields": ["text"]}])
def test_random_articles_give_the_same_tables(session, random_press, options):
    here = counting.count(random_press, TERMS, cache=None, **options)
    same(spark.count(random_press, TERMS, **options), here)
    assert here.totals["total_articles"].sum() == 3_000
    assert here.terms["mentions"].sum() > 500


def test_real_articles_give_the_same_tables(session, shared, tmp_path):
    articles = corpus.load(shared / "corpora/click-id-raw/kapanlagi.csv")
    path = corpus.write_parquet(articles, tmp_path / "press.parquet")
    words = sorted({word for text in articles["text"].head(60) for word in text.split()})
    plain = [word for word in words if word.isalpha()]
    lexicon = [term.form for term in load_lexicon("trafficking").terms]
    terms = [*lexicon, *plain[::5], *map(" ".join, zip(plain, plain[1:])), "yang", "di", "men*"]
    here = counting.count(path, terms, by="day", cache=None)
    frame = session.read.parquet(str(path)).repartition(5)
    same(spark.count(frame, terms, by="day"), here)
    assert here.terms["mentions"].sum() > 10_000


def test_no_articles_give_empty_tables(session, random_press):
    none = session.read.parquet(str(random_press)).limit(0)
    counts = spark.count(none, TERMS)
    assert len(counts.terms) == len(counts.totals) == 0


def test_errors_are_told_before_any_worker_runs(session, random_press, tmp_path):
    frame = session.read.parquet(str(random_press))
    with pytest.raises(InputError, match="no column province"):
        spark.count(frame, TERMS, group="province")
    with pytest.raises(InputError, match="column title: holds int32, not text"):
        spark.count(frame.selectExpr("1 as title", "text", "outlet", "published_on"), TERMS)
    with pytest.raises(InputError, match="none: Spark cannot read it as Parquet"):
        spark.count(tmp_path / "none", TERMS)
    assert kernel.PARTIAL.names == ["period", "group", "term", "mentions", "articles"]
