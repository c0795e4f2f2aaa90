"""Words: which articles are about the issue, and in what words?

In: `articles`. Out: marks with reasons, mentions, counts of all terms at once, key words in
context, terms over time, what stands beside them, which words mark one set of articles against
another, and how evenly terms are spread. The issue is a lexicon, a data file in `data/lexicons`,
or a query. Articles coded by reading say how good the marks are, and correct a share for their
errors; an audit says what each term finds and what is missing.

Cannot do: read for sense. Marks come from rules over words; their error is measured in
`tests/test_gold.py` and belongs beside every figure.
"""

from analysis.words.accuracy import accuracy_by
from analysis.words.agreement import agreement, disagreements
from analysis.words.audit import Audit, audit
from analysis.words.coded import join as join_coded
from analysis.words.coded import read_coded, read_coded_jsonl, write_coded
from analysis.words.collocations import collocations
from analysis.words.correction import corrected_share, drift_in_words, precision_by
from analysis.words.counting import Counts, count
from analysis.words.counting import table as count_table
from analysis.words.dispersion import dispersion, occurrences
from analysis.words.entries import Lexicon
from analysis.words.keyness import by_spread, keyness
from analysis.words.keyness_time import keyness_over_time
from analysis.words.kwic import kwic
from analysis.words.learning import cross_validated, in_words, predict, train
from analysis.words.lexicon import aspects, issues, load_lexicon, unused
from analysis.words.mark import mark, mentions
from analysis.words.masking import mask
from analysis.words.models import load_model, save_model
from analysis.words.morphology import expand, expansions, forms_of
from analysis.words.overview import ensure_marked, keyness_of_issue, tally_levels, term_totals
from analysis.words.query import Query, explain, find, parse
from analysis.words.sampling import next_to_code
from analysis.words.stems import stem_table
from analysis.words.themes import theme_hits, themes, themes_over_time
from analysis.words.trends import rising_falling, term_trends
from analysis.words.vocabulary import vocabulary

__all__ = [
    "Audit",
    "Counts",
    "Lexicon",
    "Query",
    "accuracy_by",
    "agreement",
    "aspects",
    "audit",
    "by_spread",
    "collocations",
    "corrected_share",
    "count",
    "count_table",
    "cross_validated",
    "disagreements",
    "dispersion",
    "drift_in_words",
    "ensure_marked",
    "expand",
    "expansions",
    "explain",
    "find",
    "forms_of",
    "in_words",
    "issues",
    "join_coded",
    "keyness",
    "keyness_of_issue",
    "keyness_over_time",
    "kwic",
    "load_lexicon",
    "load_model",
    "mark",
    "mask",
    "mentions",
    "next_to_code",
    "occurrences",
    "parse",
    "precision_by",
    "predict",
    "read_coded",
    "read_coded_jsonl",
    "rising_falling",
    "save_model",
    "stem_table",
    "tally_levels",
    "term_totals",
    "term_trends",
    "theme_hits",
    "themes",
    "themes_over_time",
    "train",
    "unused",
    "vocabulary",
    "write_coded",
]
