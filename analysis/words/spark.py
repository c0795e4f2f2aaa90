"""Counts terms on a Spark cluster: the same kernel on every worker, and one sum at the end.

For who has outgrown one machine; a hundred million articles take some twenty minutes on two cores
without it. In: a Spark DataFrame of articles, or a path that Spark reads as Parquet. Out: `Counts`,
equal to what `counting.count` gives for the same articles. Spark and Java are an extra:

    pip install --require-hashes -r requirements-spark.lock     (and Java 17 or 21)

Recipe:

    from analysis.words import counting, spark
    session = spark.session()                       # this machine; or your own SparkSession
    articles = session.read.parquet("hdfs:///press/*.parquet")
    counts = spark.count(articles, "trafficking", by="month", group="outlet")
    counting.table(counts)

On a cluster every worker needs this project installed, in the same version of Python, for Spark
sends it the function and not its code. Where you make the session yourself, set `PYSPARK_PYTHON`
to the environment's Python first, as `session` does: Spark else takes the first `python3` it finds.

Cannot do: cache counts, show progress (Spark's own page does), or read dates other than Spark's
dates and times; a time with a zone counts on its day in the zone of the session.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from analysis.schema import InputError
from analysis.words import kernel
from analysis.words.counting import Counts, finish, resolve
from analysis.words.entries import Lexicon

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PARTIAL = "period date, `group` string, term int, mentions bigint, articles bigint"  # as kernel's


def count(
    source: "DataFrame | str | Path",
    terms: str | Path | Lexicon | Iterable[str],
    *,
    by: str = "month",
    group: str | None = "outlet",
    fields: Iterable[str] = ("title", "text"),
) -> Counts:
    """Return how often each term stands in the articles: the same tables as `counting.count`.

    `source` is a Spark DataFrame with the columns that are read, or a path for Spark. Raises
    InputError as `counting.count` does, and where pyspark or Java is missing.
    """
    forms, version = resolve(terms)
    plan = kernel.plan(forms, by=by, group=group, fields=fields)
    articles = _read(source) if isinstance(source, str | Path) else source
    articles = articles.select(kernel.columns(plan, articles.columns))
    with warnings.catch_warnings():
        # of Spark's functions on pandas, none of which is used here
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        no_rows = pa.RecordBatch.from_pylist([], schema=articles.limit(0).toArrow().schema)
        kernel.counts(no_rows, plan)  # tells wrong types here, and not from a worker
        parts = articles.mapInArrow(counter(plan), _PARTIAL)
        summed = parts.groupBy(*kernel.KEYS).sum("mentions", "articles").toArrow()
    whole = summed.rename_columns(kernel.PARTIAL.names).cast(kernel.PARTIAL)
    return finish(kernel.merge(whole.to_batches()), plan, version)


def counter(plan: kernel.Plan) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return the function for Spark's mapInArrow: batches of articles in, partial counts out."""

    def counted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield kernel.merge(kernel.counts(batch, plan) for batch in batches)

    return counted


def session(cores: int = 2) -> "SparkSession":
    """Return a Spark session on this machine, whose workers run this very Python.

    Raises InputError where pyspark or Java is missing.
    """
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "pyspark is not here; pip install --require-hashes -r requirements-spark.lock"
        ) from error
    maker = SparkSession.builder.master(f"local[{cores}]").appName("sorotan")
    try:
        return maker.config("spark.ui.enabled", "false").getOrCreate()
    except (PySparkException, OSError) as error:
        raise InputError("Spark needs Java 17 or newer: sudo apt install default-jre") from error


def _read(path: str | Path) -> "DataFrame":
    reader = session().read
    from pyspark.errors import PySparkException

    try:
        return reader.parquet(str(path))
    except PySparkException as error:
        raise InputError(f"{path}: Spark cannot read it as Parquet") from error
