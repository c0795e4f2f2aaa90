"""The door to the whole report: one call from article files to pages that can be published.

Cannot do: two reports into one folder at the same time; of two, the later manifest stands.
"""

from pathlib import Path

from analysis.report import levels
from analysis.report.settings import Settings, language_of


def build(
    source: str | Path | list | None = None,
    *,
    out: str | Path,
    issue: str = "trafficking",
    level: str = "public",
    lang: str = "en",
) -> Path:
    """Make the report in the folder `out` and return the path of its first page.

    `source` is what `corpus.load` takes; None is the default corpus, fetched once. `issue` is a
    name in `data/lexicons` or the path of a YAML file. At level internal all names end in
    -internal, so that both levels can lie side by side. Raises InputError, and writes nothing,
    where a notebook fails or a public page would hold words of an article.
    """
    levels.check(level)
    if Path(issue).is_file():
        issue = str(Path(issue).resolve())  # notebooks run in a folder of their own
    asked = Settings(Path(), issue, level, language_of(lang), Path())
    # Late: notebooks import this package too, and running notebooks takes two seconds to import.
    from analysis.report.run import make

    return make(source, out=Path(out), asked=asked)
