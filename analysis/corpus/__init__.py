"""Room 1: what have we read, and what is missing? From a person's files to `articles`.

`load` makes the table, `ledger` and `sources` account for every row, `describe`, `coverage` and
`pileups` say what the corpus can bear, `copies` finds what was printed twice, `fetch` gets a corpus
named in `data/corpora.yml`.

Cannot do: it says nothing about what articles are about; that is the next room, `words`.
"""

from analysis.corpus.copies import copies
from analysis.corpus.describe import coverage, describe
from analysis.corpus.files import write_csv
from analysis.corpus.ledger import ledger, sources
from analysis.corpus.load import load, read, store
from analysis.corpus.overview import (
    account,
    furniture,
    furniture_lines,
    inventory,
    reasons,
    repairs,
    span,
    tally,
)
from analysis.corpus.parquets import write_parquet
from analysis.corpus.pileups import gaps, per_day, pileups
from analysis.corpus.registry import fetch
from analysis.corpus.search import search

__all__ = [
    "account",
    "copies",
    "coverage",
    "describe",
    "fetch",
    "furniture",
    "furniture_lines",
    "gaps",
    "inventory",
    "ledger",
    "load",
    "per_day",
    "pileups",
    "read",
    "reasons",
    "repairs",
    "search",
    "sources",
    "span",
    "store",
    "tally",
    "write_csv",
    "write_parquet",
]
