"""Times each stage from files to a share table, against plain pandas in the same run.

Run by `make bench`. In: the default corpus, and CLICK-ID where it lies beside the project. Out: a
table of articles per CPU-second for each stage, and the ratio to one pandas regular expression a
term over the same texts. CPU-seconds count every thread of this process.

Cannot do: it compares with nothing but pandas yet, and its ratios hold for this machine and run.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis import HOME, attention, corpus, words

CLICK_ID = HOME.parent / "shared" / "corpora" / "click-id-raw"
SAMPLE = 2_000  # articles for the slow peer; its rate does not depend on how many


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what the work gave and the CPU-seconds it took."""
    before = time.process_time()
    result = work()
    return result, time.process_time() - before


def stages(source: Path) -> list[tuple[str, int, float]]:
    """Return (stage, articles, CPU-seconds) for one corpus."""
    articles, load = timed(lambda: corpus.load(source))
    marked, mark = timed(lambda: words.mark(articles, issue="trafficking"))
    _, share = timed(lambda: attention.share(marked, by="week", group="outlet"))
    slow, contains = timed(lambda: pandas_contains(articles.head(SAMPLE)))
    n = len(articles)
    return [
        ("load", n, load),
        ("mark", n, mark),
        ("share by week and outlet", n, share),
        ("peer: pandas, one regex a term", len(slow), contains),
    ]


def forms() -> list[str]:
    """Return the forms of the lexicon as regular expressions; a star stands for any ending."""
    terms = {term.form for term in words.load_lexicon("trafficking").terms}
    return sorted(re.escape(form).replace(r"\*", r"\w*") for form in terms)


def pandas_contains(articles: pd.DataFrame) -> pd.Series:
    """Return which articles hold any term, the way a first script does it."""
    text = articles["title"] + "\n" + articles["text"]
    found = pd.Series(False, index=articles.index)
    for form in forms():
        found |= text.str.contains(rf"\b{form}\b", case=False, regex=True)
    return found


def main() -> None:
    """Print the table for each corpus found."""
    for source in [corpus.fetch(), CLICK_ID]:
        if not source.exists():
            print(f"{source.name}: absent, not run")
            continue
        rows = stages(source)
        rates = {stage: n / max(seconds, 1e-9) for stage, n, seconds in rows}
        print(f"\n{source.name}, {rows[0][1]:,} articles, {len(forms())} terms")
        for stage, n, seconds in rows:
            told = f"{n:>8,} articles {seconds:>8.2f} s {rates[stage]:>10,.0f} a CPU-second"
            print(f"  {stage:<32}{told}")
        ratio = rates["mark"] / rates["peer: pandas, one regex a term"]
        print(f"  mark against pandas: {ratio:.0f}x")


if __name__ == "__main__":
    main()
