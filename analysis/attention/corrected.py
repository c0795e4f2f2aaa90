"""How much the share changed from one time to another, with what is known to mislead taken out.

In: marked articles, two spans of months, and where there are some, coded articles and findings of
the radar. Out: one `RelativeChange`: the change of the share as a part of the first (0.1 is a rise
of 10 %), its 95 % interval, and in `notes` what was found that would have misled a plain count.

What is taken out: unfinished months (only whole ones are compared), days of a false date pile-up,
outlets and languages read in one of the spans only, the growth of one outlet against another
(fixed weights, see `panel`), copies (stories are counted), and marks that became less precise
(each share times its precision, from articles drawn and coded).

Method: the logarithm of the ratio of two shares (Katz et al. 1978) by the delta method, variances
on effective sizes (`effective`); months of a span that differ by more than their sizes allow, and
months like the one before, raise both variances (quasi-likelihood, McCullagh and Nelder 1989, with
one autocovariance, Hansen and Hodrick 1980); the quantile is Student's on the number of months.

Cannot do: correct for a recall that changes, or see a fault that left no trace in dates, outlets,
languages, copies or codes. The two spans are taken as independent.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from analysis.attention.cells import counted
from analysis.attention.corrected_notes import warn
from analysis.attention.panel import MOST_PERIODS, OUTLETS, weights
from analysis.attention.precision import UNKNOWN, Precision, differ, precision
from analysis.attention.two_spans import Days, Span, is_last, spans_of, within
from analysis.corpus.periods import is_dated, starts
from analysis.corpus.pileups import pileups
from analysis.schema import InputError, check

READ = frozenset(
    ["article_id", "outlet", "published_on", "date_precision", "lang"]
    + ["is_issue", "issue", "copy_group", "is_copy", "cut_text"]
)
"""Columns looked at; others are not carried along."""
LEAST_STORIES = 5
"""With fewer on the issue in one of the spans no change can be said."""
LEAST_MONTHS = 3
LEVEL = 0.975
MISDATED = ("import day", "date pile-up", "stray dates")
"""Findings of the radar whose days hold articles of other days: these are left out."""


class RelativeChange(NamedTuple):
    """`change`, `low`, `high` are parts of the first share (NaN: cannot be said); shares are 0-1.

    `counted_*` and `issue_*` are stories or articles as `count` says, `precision_*` NaN where
    nothing was coded, `design_effect` the larger of both spans with uneven months in it,
    `left_out_articles` those in the spans that were not compared, `notes` kind -> sentence.
    """

    change: float
    low: float
    high: float
    share_first: float
    share_last: float
    first: Days
    last: Days
    counted_first: int
    counted_last: int
    issue_first: int
    issue_last: int
    precision_first: float
    precision_last: float
    design_effect: float
    left_out_articles: int
    count: str
    outlets: str
    notes: dict[str, str]

    @property
    def in_words(self) -> str:
        """Say the change and what was found, in sentences."""
        return " ".join([_sentence(self), *self.notes.values()])


def relative_change(
    articles: pd.DataFrame,
    *,
    first: int | Span = 12,
    last: int | Span = 12,
    outlets: str = "weighted",
    count: str = "stories",
    coded: pd.DataFrame | None = None,
    findings: pd.DataFrame | None = None,
) -> RelativeChange:
    """Compare the share of the issue in the last months with that in the first.

    `first` and `last` are numbers of whole months, or spans (first day, last day). `outlets` is
    "weighted" (outlets and languages read in most months of both spans, at fixed parts), "panel"
    (those read in every month of both, by their counts) or "all". `count` is "stories" (each
    `copy_group` once; articles where copies were not looked for) or "articles". `coded` is a coded
    sample (words.coded) drawn from the articles: both shares are then of articles that are truly on
    the issue and were marked. `findings` is the table of `attention.radar`: windows of misdated
    articles are left out. Raises InputError for unmarked articles, and where no two whole spans
    or no outlet can be compared.
    """
    _check(articles, outlets, count)
    named = [c for c in articles.columns if c in READ]
    dated = articles[named][is_dated(articles, "month")]
    gone = _misdated(dated, articles, findings)
    spans = spans_of(dated[~gone], first, last)
    inside = within(dated, spans[0]) | within(dated, spans[1])
    use = dated[inside & ~gone]
    notes = warn(articles, use, spans)
    if "copy_group" not in use.columns:
        count = "articles"
    if count == "stories":
        use = use[~_is_copy(use)].drop(columns="copy_group")  # each is a story of its own
    weight = _weights(use, spans, outlets)
    use, weight = use[weight > 0], weight[weight > 0]
    known = _precisions(use, weight, spans, coded)
    if said := differ(*known):
        notes["precision"] = said
    measured = _compared(use, weight, spans, known)
    told = {"left_out_articles": int(inside.sum()) - len(use), "count": count, "outlets": outlets}
    return RelativeChange(first=spans[0], last=spans[1], notes=notes, **told, **measured)


def _compared(
    use: pd.DataFrame, weight: np.ndarray, spans: Sequence[Days], known: Sequence[Precision]
) -> dict:
    """Return what is measured of weighed articles: shares, change, counts, design effect."""
    span = is_last(use, spans)
    whole = counted(use, span, weight, 2)
    phi, freedom = _unevenness(use, weight, starts(use["published_on"], "month"), span)
    scale = [1.0 if of is UNKNOWN else of.value for of in known]
    shares = whole["share"].to_numpy() * scale
    change = low = high = np.nan
    if whole["issue_articles"].min() >= LEAST_STORIES and min(scale) > 0:
        sampling = phi * (_variance(whole) / whole["share"] ** 2).sum()
        spread = np.sqrt(sampling + sum(of.log_variance for of in known))
        half = student.ppf(LEVEL, freedom) * spread
        change, low, high = np.expm1(np.log(shares[1] / shares[0]) + np.array([0, -half, half]))
    measured = {"change": change, "low": low, "high": high}
    measured["design_effect"] = phi * whole["effect"].max()
    made = {k: float(v) for k, v in measured.items()}
    for n, side in enumerate(("first", "last")):
        made[f"share_{side}"] = float(shares[n])
        made[f"counted_{side}"] = int(whole["total_articles"][n])
        made[f"issue_{side}"] = int(whole["issue_articles"][n])
        made[f"precision_{side}"] = known[n].value
    return made


def _check(articles: pd.DataFrame, outlets: str, count: str) -> None:
    check(articles, "articles", needs=["published_on", "outlet"])
    check(articles, "marks", needs=["is_issue"])
    if outlets not in OUTLETS:
        raise InputError(f"outlets={outlets!r}: say one of {', '.join(OUTLETS)}")
    if count not in ("stories", "articles"):
        raise InputError(f"count={count!r}: say 'stories' or 'articles'")


def _precisions(
    use: pd.DataFrame, weight: np.ndarray, spans: Sequence[Days], coded: pd.DataFrame | None
) -> list[Precision]:
    if coded is None:
        return [UNKNOWN, UNKNOWN]
    span = is_last(use, spans)
    return [precision(use[span == side], weight[span == side], coded) for side in (0, 1)]


def _misdated(
    dated: pd.DataFrame, articles: pd.DataFrame, findings: pd.DataFrame | None
) -> pd.Series:
    """Tell which articles lie where dates pile up, or where the radar found them misdated."""
    days = dated["published_on"].dt.normalize()
    gone = days.isin(pileups(articles)["day"])
    if findings is None:
        return gone
    for row in findings[findings["kind"].isin(MISDATED)].itertuples():
        there = days.between(row.period_start, row.period_end)
        gone |= there & (dated["outlet"].eq(row.outlet) if row.outlet else True)
    return gone


def _is_copy(use: pd.DataFrame) -> pd.Series:
    if "is_copy" in use.columns:
        return use["is_copy"]
    return use["copy_group"].ne("") & use.duplicated("copy_group")


def _weights(use: pd.DataFrame, spans: Sequence[Days], outlets: str) -> np.ndarray:
    """Return the weight of each article, 0 for those of an outlet and language not compared."""
    if outlets == "all":
        return np.ones(len(use))
    stratum = stratum_of(use)
    month = starts(use["published_on"], "month")
    span = is_last(use, spans)
    least = 1.0 if outlets == "panel" else MOST_PERIODS
    stays = np.ones(len(use), dtype=bool)
    for side in (0, 1):
        mine = pd.DataFrame({"stratum": stratum[span == side], "month": month[span == side]})
        read = mine.drop_duplicates()["stratum"].value_counts()
        enough = read.index[read >= least * max(month[span == side].nunique(), 1)]
        stays &= stratum.isin(enough).to_numpy()
    if not stays.any():
        raise InputError(
            f"relative_change: no outlet was read in {'every' if least == 1 else 'most'} of the "
            "months of both spans; take other spans, or outlets='all'"
        )
    weight = np.zeros(len(use))
    both = np.array([True, True])
    weight[stays] = weights(span[stays], stratum[stays], both, outlets)
    return weight


def stratum_of(use: pd.DataFrame) -> pd.Series:
    """Return the name of each article's outlet and language, as "Outlet (id)"."""
    if "lang" not in use.columns:
        return use["outlet"]
    return use["outlet"] + " (" + use["lang"] + ")"


def _variance(cells: pd.DataFrame) -> pd.Series:
    """Return the variance of each share; half a hit more, so that few are not taken for sure."""
    n = cells["total_articles"].clip(lower=1)
    share = (cells["share"] * n + 0.5) / (n + 1)
    return share * (1 - share) / (n / cells["effect"])


def _unevenness(
    use: pd.DataFrame, weight: np.ndarray, month: pd.Series, span: np.ndarray
) -> tuple[float, float]:
    """Return how many times the variance of a span is what its sizes allow (>= 1), and freedom."""
    code, _ = pd.factorize(month, sort=True)
    cells = counted(use, code, weight, int(code.max()) + 1)
    side = np.zeros(len(cells), dtype=np.int64)
    side[code] = span
    if np.bincount(side, minlength=2).min() < LEAST_MONTHS:
        return 1.0, 1e6
    size = cells["total_articles"].to_numpy()
    # Half a hit more: a span without any is not known to vary by nothing.
    usual = (np.bincount(side, cells["share"] * size) + 0.5) / (np.bincount(side, size) + 1)
    about = usual[side] * (1 - usual[side]) / (size / cells["effect"].to_numpy())
    residual = (cells["share"].to_numpy() - usual[side]) / np.sqrt(about)
    free, square = len(cells) - 2, float(residual @ residual)
    # Cases run on into the next month. Two means were fitted, which lowers the likeness by 2 / n.
    beside = float((residual[1:] * residual[:-1])[side[1:] == side[:-1]].sum())
    alike = beside / square + 2 / len(cells) if square else 0.0
    return max(square / free * (1 + 2 * max(alike, 0.0)), 1.0), free


def _sentence(of: RelativeChange) -> str:
    what = {"weighted": "at fixed weights of", "panel": "in", "all": "pooled over"}[of.outlets]
    if not np.isfinite(of.change):
        return (
            f"The change cannot be said: {of.issue_first} and {of.issue_last} {of.count} on the "
            f"issue in the two spans, at least {LEAST_STORIES} are needed in each."
        )
    coded = "" if np.isnan(of.precision_first) else ", corrected by coded articles"
    return (
        f"The share went from {of.share_first:.2%} to {of.share_last:.2%}: a change of "
        f"{of.change:+.0%} (95 % interval {of.low:+.0%} to {of.high:+.0%}), counted in {of.count}, "
        f"{what} the outlets and languages read in both spans{coded}."
    )
