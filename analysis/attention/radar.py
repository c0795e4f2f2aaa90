"""What is wrong with a corpus before anything is measured: the data radar.

In: articles (marked or not). Out: one row a finding, with a sentence that says what was seen and
what it would do to the result (`radar`), and for every outlet which losses would have gone unseen
(`blind`). The kinds, in the order of the table: outage, feed loss, language loss, import day, date
pile-up, day-month swap, crawl dates, undated, stray dates, template change, archive growth, outlet
entry, outlet exit, silence, unfinished period, and "further findings" where one kind has many.

Losses are tested on whole weeks against the usual weeks before and after (`radar_levels`), by the
negative binomial with the series' own unevenness, and the chance of any false one is shared out
over all outlets, languages, days and lengths.

Cannot do: tell why articles are missing, or a lost feed from a newsroom on strike; see faults that
leave no trace in dates, outlets, languages or page furniture; repair anything.
"""

import pandas as pd

from analysis.attention.radar_archive import growth, unfinished
from analysis.attention.radar_dates import heaps, stamps, stray, swaps, undated
from analysis.attention.radar_findings import Finding, table
from analysis.attention.radar_outages import outages
from analysis.attention.radar_series import Days, core, quiet, series
from analysis.attention.radar_templates import templates
from analysis.corpus.periods import frequency
from analysis.schema import check

MOST_OF_A_KIND = 6
"""Rows of one kind; the smaller findings are counted in one row more."""


def radar(
    articles: pd.DataFrame,
    *,
    by: str = "day",
    mentions: pd.DataFrame | None = None,
    most: int | None = MOST_OF_A_KIND,
) -> pd.DataFrame:
    """List what in these articles would mislead a measurement over time.

    One row a finding: kind, outlet ("" for the whole corpus), period_start and period_end (first
    and last day concerned), effect (what was seen over what is usual, less 1: -1 nothing, -0.5 half
    lost, 2 three times as much; a part of the articles for dates, templates, entries and exits) and
    message. An empty table: nothing was found, which `blind` puts in proportion. `by` is the grain
    that will be measured: its unfinished first and last period are findings (with "day": those of
    months). `mentions` (words.mentions) lets it see page furniture that was never cut. `most` rows
    of a kind; None for all. Raises InputError where published_on or outlet is missing.
    """
    check(articles, "articles", needs=["published_on", "outlet"])
    frequency(by)
    of = core(articles)
    found = [*undated(articles, of.days), *stray(of), *stamps(articles)]
    if len(of.days):
        piled = heaps(articles)
        found += [*piled, *templates(articles, mentions)]
        found += _over_time(of, piled, "month" if by == "day" else by)
    return table(found, most)


def _over_time(of: Days, piled: list[Finding], by: str) -> list[Finding]:
    spans = [pd.date_range(one.period_start, one.period_end) for one in piled]
    all_series = series(of, pd.Series(spans, dtype=object).explode() if spans else None)
    if not all_series:
        return []
    whole = all_series[0]
    found = outages(all_series, of.days, quiet(of.days))
    found += swaps(all_series, of.days)
    return [*found, *growth(whole, of.days), *unfinished(whole, of.days, by)]
