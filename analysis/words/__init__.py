"""Words: which articles are about the issue, and in what words?

In: `articles`. Out: marks with reasons, mentions, key words in context, terms over time and what
stands beside them. The issue is a lexicon, a data file in `data/lexicons`.

Cannot do: read for sense. Marks come from rules over words; their error is measured in
`tests/test_gold.py` and belongs beside every figure.
"""

from analysis.words.collocations import collocations
from analysis.words.entries import Lexicon
from analysis.words.kwic import kwic
from analysis.words.lexicon import issues, load_lexicon
from analysis.words.mark import mark, mentions
from analysis.words.overview import ensure_marked, tally_levels, term_totals
from analysis.words.trends import rising_falling, term_trends

__all__ = [
    "Lexicon",
    "collocations",
    "ensure_marked",
    "issues",
    "kwic",
    "load_lexicon",
    "mark",
    "mentions",
    "rising_falling",
    "tally_levels",
    "term_totals",
    "term_trends",
]
