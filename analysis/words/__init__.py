"""Words: which articles are about the issue, and in what words?

In: `articles`. Out: marks with reasons, mentions, key words in context, terms over time, what
stands beside them, which words mark one set of articles against another, and how evenly terms are
spread. The issue is a lexicon, a data file in `data/lexicons`.

Cannot do: read for sense. Marks come from rules over words; their error is measured in
`tests/test_gold.py` and belongs beside every figure.
"""

from analysis.words.collocations import collocations
from analysis.words.dispersion import dispersion
from analysis.words.entries import Lexicon
from analysis.words.keyness import keyness
from analysis.words.keyness_time import keyness_over_time
from analysis.words.kwic import kwic
from analysis.words.lexicon import issues, load_lexicon
from analysis.words.mark import mark, mentions
from analysis.words.overview import ensure_marked, tally_levels, term_totals
from analysis.words.trends import rising_falling, term_trends

__all__ = [
    "Lexicon",
    "collocations",
    "dispersion",
    "ensure_marked",
    "issues",
    "keyness",
    "keyness_over_time",
    "kwic",
    "load_lexicon",
    "mark",
    "mentions",
    "rising_falling",
    "tally_levels",
    "term_totals",
    "term_trends",
]
