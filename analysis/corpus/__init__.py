"""Room 1: what have we read, and what is missing? From a person's files to `articles`.

`load` makes the table, `ledger` and `sources` account for every row, `describe`, `coverage` and
`pileups` say what the corpus can bear, `fetch` gets a corpus named in `data/corpora.yml`.

Cannot do: it says nothing about what articles are about; that is the next room, `words`.
"""

from analysis.corpus.describe import coverage, describe
from analysis.corpus.files import write_csv, write_parquet
from analysis.corpus.ledger import ledger, sources
from analysis.corpus.load import load, read
from analysis.corpus.overview import account, repairs, span, tally
from analysis.corpus.pileups import pileups
from analysis.corpus.registry import fetch

__all__ = [
    "account",
    "coverage",
    "describe",
    "fetch",
    "ledger",
    "load",
    "pileups",
    "read",
    "repairs",
    "sources",
    "span",
    "tally",
    "write_csv",
    "write_parquet",
]
