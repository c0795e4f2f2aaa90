"""Shares corrected for the error of the marks, from articles that were drawn and coded by reading.

In: marked articles and their codes. Out: for the whole corpus, each period or each outlet the raw
share, the corrected one and its 95 % interval, and in words what it rests on. Three methods:

- "stratified" (the default): marked articles times precision, and the others times the rate of
  misses, each estimated in the strata of the draw. The only one of use for a rare issue.
- "rogan-gladen": from sensitivity and specificity. Says nothing where the issue is rarer than the
  error of the marks.
- "ppi": prediction-powered inference, from codes of the period itself; uses the column
  `issue_probability` of `learning.predict` where there is one, else the marks.

A correction that cannot inform says so: `is_informative` is False and `note` says why.

Cannot do: correct for what was never drawn, for coders who err, or for articles not collected. It
takes the rate of misses for one and the same in all periods.
"""

import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis.corpus.periods import FREQUENCY, every, is_dated, starts
from analysis.schema import InputError, check
from analysis.words.association import false_discovery
from analysis.words.correction_methods import NOTHING, Corrected, ppi_mean, rogan_gladen
from analysis.words.correction_strata import (
    Rate,
    drawn_articles,
    mixture,
    rate,
    taken_for_none,
    widest,
)

METHODS = ("stratified", "rogan-gladen", "ppi")
OWN = 30  # marked articles coded in a period, from which its own precision is used
FEWEST, RARE = 5, 0.01  # relevant articles coded, and share, below which the normal law misleads
WIDE = 2.0  # an interval of more than so many times the share says little
DIFFERENT = 0.05  # q value of a precision that differs


class Slice(NamedTuple):
    """A period or group: its articles, those of them marked, and which drawn articles lie in it."""

    name: object
    articles: int
    marked: int
    rows: np.ndarray
    drawn: pd.DataFrame


class Whole(NamedTuple):
    """What is known of the corpus: its drawn articles, pooled rates, whether precision drifts."""

    drawn: pd.DataFrame
    precision: Rate
    misses: Rate
    drifts: bool
    level: int


def corrected_share(
    marked: pd.DataFrame,
    coded: pd.DataFrame,
    *,
    by: str | None = None,
    method: str = "stratified",
    level: int = 1,
    assume_none: Sequence[str] = (),
) -> pd.DataFrame:
    """Return raw and corrected share of articles on the issue, one row a period (or group).

    `by` is a period such as "month", a column such as "outlet", or None for one row. The first
    column is `period_start` or that column. `corrected_low` and `corrected_high` are the 95 %
    interval. A period with 30 coded marked articles or more is corrected by its own precision, the
    others by that of all. `assume_none` names strata, such as "rest", that are taken to hold no
    article on the issue: an assumption, without which a rare issue cannot be bounded from above.
    Undated articles are in no period. A UserWarning says where precision differs between periods.
    Raises InputError where nothing was drawn, or for a bad option.
    """
    _check(marked, by, method, level)
    drawn = taken_for_none(drawn_articles(marked, coded, level), assume_none)
    slices = list(_slices(marked, drawn, by, level))
    drifts = _warned(precision_by(marked, coded, by=by, level=level)) if by else False
    whole = Whole(
        drawn,
        rate(drawn[drawn["is_marked"]]),
        rate(drawn[~drawn["is_marked"]]),
        drifts,
        level,
    )
    rows = [_row(part, whole, marked, method) for part in slices]
    table = pd.DataFrame(rows)
    return table.rename(columns={"slice": _column(by)})


def precision_by(
    marked: pd.DataFrame, coded: pd.DataFrame, *, by: str, level: int = 1
) -> pd.DataFrame:
    """Return the precision of the marks in each period (or group) in which marked ones were coded.

    One row a period: `coded_marked` articles drawn and coded, `precision` with its 95 % interval,
    `p_value` of Fisher's exact test against all other periods, `q_value` after Benjamini and
    Hochberg, and `is_different` where q is under 0.05. Raises InputError as `corrected_share` does.
    """
    _check(marked, by, METHODS[0], level)
    drawn = drawn_articles(marked, coded, level)
    rows = []
    for part in _slices(marked, drawn, by, level):
        of = rate(part.drawn[part.drawn["is_marked"]])
        rows.append((part.name, of.drawn, of.found, of.value, of.low, of.high))
    names = [_column(by), "coded_marked", "found", "precision", "precision_low", "precision_high"]
    table = pd.DataFrame(rows, columns=names)
    table = table[table["coded_marked"] > 0].reset_index(drop=True)
    found, number = table["found"].to_numpy(), table["coded_marked"].to_numpy()
    ps = [
        stats.fisher_exact(
            [[k, n - k], [found.sum() - k, number.sum() - n - found.sum() + k]]
        ).pvalue
        for k, n in zip(found, number)
    ]
    table["p_value"] = ps if len(table) > 1 else np.nan
    table["q_value"] = false_discovery(np.array(ps)) if len(table) > 1 else np.nan
    return table.assign(is_different=(table["q_value"] < DIFFERENT)).drop(columns="found")


def drift_in_words(table: pd.DataFrame) -> str:
    """Say in a sentence in which periods precision differs from the others; "" where in none."""
    different = table[table["is_different"]]
    if different.empty:
        return ""
    worst = different.loc[different["q_value"].idxmin()]
    where = worst[table.columns[0]]
    where = f"{where:%Y-%m-%d}" if isinstance(where, pd.Timestamp) else str(where)
    others = table.drop(index=worst.name)
    elsewhere = np.average(others["precision"], weights=others["coded_marked"])
    more = f", and in {len(different) - 1} more" if len(different) > 1 else ""
    return (
        f"Precision of the marks differs: {worst['precision']:.2f} of {worst['coded_marked']} "
        f"coded articles in {where}, {elsewhere:.2f} elsewhere{more}; a change of the raw share "
        "may be a change of precision."
    )


def _check(marked: pd.DataFrame, by: str | None, method: str, level: int) -> None:
    check(marked, "marks")
    if method not in METHODS:
        raise InputError(f"correction: method {method!r} is not there; use {', '.join(METHODS)}")
    if level not in (1, 2):
        raise InputError(f"correction: level {level!r}; 1 is mentioned or more, 2 main subject")
    if by and by not in FREQUENCY and by not in marked.columns:
        raise InputError(
            f"correction: by={by!r} is no period ({', '.join(FREQUENCY)}) and no column"
        )


def _column(by: str | None) -> str:
    return "period_start" if by in FREQUENCY else by or "slice"


def _slices(
    marked: pd.DataFrame, drawn: pd.DataFrame, by: str | None, level: int
) -> Iterator[Slice]:
    is_marked = (marked["issue_level"] >= level).to_numpy()
    keys, of_drawn = _keys(marked, by), _keys(drawn, by)
    known = keys.dropna()
    if known.empty:
        raise InputError("correction: no article has a date good enough for this period")
    names = every(known.min(), known.max(), by) if by in FREQUENCY else sorted(known.unique())
    for name in names:
        rows = (keys == name).to_numpy()
        part = drawn[(of_drawn == name).to_numpy()]
        yield Slice(name, int(rows.sum()), int((rows & is_marked).sum()), rows, part)


def _keys(articles: pd.DataFrame, by: str | None) -> pd.Series:
    if by is None:
        return pd.Series("all", index=articles.index)
    if by not in FREQUENCY:
        return articles[by]
    return starts(articles["published_on"], by).where(is_dated(articles, by))


def _warned(table: pd.DataFrame) -> bool:
    sentence = drift_in_words(table)
    if sentence:
        warnings.warn(sentence, UserWarning, stacklevel=3)
    return bool(sentence)


def _row(part: Slice, whole: Whole, marked: pd.DataFrame, method: str) -> dict:
    raw = part.marked / part.articles if part.articles else np.nan
    found, note = NOTHING, "no article read"
    if part.articles:
        found, note = _METHOD[method](part, whole, marked)
    if found.is_informative and found.high - found.low > WIDE * max(raw, found.share):
        found = found._replace(is_informative=False)
        note += f"; the interval is wider than twice the share, most by {widest(whole.drawn)}"
    return {
        "slice": part.name,
        "total_articles": part.articles,
        "issue_articles": part.marked,
        "raw_share": raw,
        "corrected_share": found.share,
        "corrected_low": found.low,
        "corrected_high": found.high,
        "method": method,
        "coded_articles": len(part.drawn),
        "is_informative": found.is_informative,
        "note": note,
    }


def _stratified(part: Slice, whole: Whole, marked: pd.DataFrame) -> tuple[Corrected, str]:
    of_marked = part.drawn[part.drawn["is_marked"]]
    is_own = len(of_marked) >= OWN or len(part.drawn) == len(whole.drawn)
    precision = rate(of_marked) if is_own else whole.precision
    if part.marked and not precision.drawn:
        return NOTHING, "no marked article was drawn and coded: precision is not known"
    if not whole.misses.drawn:
        return NOTHING, "no article without a mark was drawn and coded: misses are not known"
    weight = part.marked / part.articles
    parts = [(weight, precision)] if part.marked else []
    parts.append((1 - weight, whole.misses))
    is_part = len(part.drawn) < len(whole.drawn)
    counts = [(1 - weight, whole.misses)] if is_own else parts
    chance = sum(w * r.value * (1 - r.value) for w, r in counts) / part.articles
    share, low, high = mixture(parts, np.sqrt(chance) if is_part else 0.0)
    note = f"precision {precision.value:.2f} of {precision.drawn} coded"
    note += "" if is_own else " in all periods"
    if whole.drifts and not is_own:
        return Corrected(share, low, high, False), (
            f"{note}, though it differs between periods: code {OWN} marked articles of this one"
        )
    note += f"; {whole.misses.found} missed among {whole.misses.drawn} coded without a mark"
    return Corrected(share, low, high, True), note


def _rogan_gladen(part: Slice, whole: Whole, marked: pd.DataFrame) -> tuple[Corrected, str]:
    drawn = whole.drawn
    true, others = drawn[drawn["is_true"]], drawn[~drawn["is_true"]]
    if true.empty or others.empty:
        kind = "on the issue" if true.empty else "off the issue"
        return NOTHING, f"no article {kind} was drawn and coded"
    (sensitivity, relevant), (leaked, rest) = _weighted(true), _weighted(others)
    found = rogan_gladen(
        part.marked,
        part.articles,
        found=sensitivity * relevant,
        relevant=relevant,
        passed=(1 - leaked) * rest,
        others=rest,
    )
    note = f"sensitivity {sensitivity:.2f}, specificity {1 - leaked:.4f}"
    if not found.is_informative:
        note += ": not surely better than chance, so no share follows"
    elif found.low == 0:
        found = found._replace(is_informative=False)
        note += "; the interval reaches 0: the issue is rarer than the error of the marks"
    return found, note


def _weighted(part: pd.DataFrame) -> tuple[float, float]:
    """Return the weighted share marked, and how many equal articles the sample is worth (Kish)."""
    weight = part["weight"].to_numpy()
    size = weight.sum() ** 2 / (weight**2).sum()
    return float(weight @ part["is_marked"].to_numpy(dtype="float64") / weight.sum()), float(size)


def _ppi(part: Slice, whole: Whole, marked: pd.DataFrame) -> tuple[Corrected, str]:
    drawn = part.drawn
    if len(drawn) < OWN:
        return NOTHING, f"{len(drawn)} articles drawn and coded here; {OWN} are needed"
    is_model = "issue_probability" in marked.columns
    ratings = marked["issue_probability"] if is_model else marked["issue_level"] >= whole.level
    of_coded = ratings.astype("float64").set_axis(marked["article_id"])[drawn["article_id"]]
    # all ratings, those of coded articles too: a stratum may be coded as a whole
    all_of_it = ratings.to_numpy(dtype="float64")[part.rows]
    mean, low, high, power = ppi_mean(drawn["is_true"], of_coded, all_of_it, drawn["weight"])
    found = Corrected(*np.clip([mean, low, high], 0, 1).tolist(), True)
    note = f"{'probabilities' if is_model else 'marks'} used with power {power:.2f}"
    if mean < RARE or int(drawn["is_true"].sum()) < FEWEST:
        found = found._replace(is_informative=False)
        note += "; the issue is too rare for this interval: use method='stratified'"
    return found, note


_METHOD = {"stratified": _stratified, "rogan-gladen": _rogan_gladen, "ppi": _ppi}
