"""What to show, to whom, how safely: charts, tables, sentences, and the report as HTML pages.

In a notebook: `settings`, `show`, `table`, `say`, `charts`, and `code_here` to code articles by
reading. For a whole report: `build`.
"""

from analysis.report import charts
from analysis.report.audit_words import audit_in_words
from analysis.report.build import build
from analysis.report.figures import show
from analysis.report.reading import code_here, codes
from analysis.report.settings import settings
from analysis.report.tables import say, table

__all__ = [
    "audit_in_words",
    "build",
    "charts",
    "code_here",
    "codes",
    "say",
    "settings",
    "show",
    "table",
]
