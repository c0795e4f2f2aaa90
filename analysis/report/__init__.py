"""What to show, to whom, how safely: charts, tables, sentences, and the report as HTML pages.

In a notebook: `settings`, `show`, `table`, `say` and `charts`. For a whole report: `build`.
"""

from analysis.report import charts
from analysis.report.build import build
from analysis.report.figures import show
from analysis.report.settings import settings
from analysis.report.tables import say, table

__all__ = ["build", "charts", "say", "settings", "show", "table"]
