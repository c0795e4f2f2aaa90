"""Faults of a collection, planted in a made-up press: each takes a press and returns one.

In: a `simulate.Press`. Out: another with the fault in its articles and a row more in `planted`;
`truth` stays, for a fault of the collection changes nothing in the newsrooms. What is drawn is
drawn from the press's own seed, so that the same press gets the same fault.

The traps: growth, outlet mix, outlet entry, wire copies, furniture, homonyms, import day,
unfinished period, day-month swap, outage, half outage, language loss (`TRAPS`).

Cannot do: faults that grow out of each other, such as an outage that ends in an import.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.schema import DAY, InputError
from analysis.simulate import COLLECTION, PLANTED, Outlet, Press, press
from analysis.simulate_process import by_month
from analysis.simulate_sentences import blocks, write

MONTH = 365.25 / 12
ENTRY_MONTH = 36
"""Months before an outlet enters, a template changes, or a language is lost."""

NEAR = 100
"""Who prints a copy is drawn among the outlets of so many articles before and after."""


def growth(made: Press, *, times: float = 4.0) -> Press:
    """Let every outlet grow month by month to so many times its first size."""
    months = made.plan["months"]
    more = np.linspace(0, times - 1, months)
    outlets = [
        o._replace(articles_a_day=by_month(o.articles_a_day, months, "articles a day") * more)
        for o in made.plan["outlets"]
    ]
    extra = _again(made, 1, outlets=tuple(outlets))
    return _joined(made, extra, "growth", effect=f"all outlets grow to {times:g} times their size")


def outlet_mix(made: Press, *, begin: float = 100, end: float = 600, share: float = 0.06) -> Press:
    """Add a local outlet that writes more of the issue and grows, in articles a month."""
    rate = np.linspace(begin, end, made.plan["months"]) / MONTH
    extra = _again(made, 2, outlets=(Outlet("Kabar Pulau", rate, share),))
    effect = f"grows from {begin:g} to {end:g} articles a month at a share of {share:.0%}"
    return _joined(made, extra, "outlet mix", outlet="Kabar Pulau", effect=effect)


def outlet_entry(made: Press, *, articles_a_day: float = 30, share: float = 0.08) -> Press:
    """Add an outlet that writes more of the issue, from month 37 on."""
    months = made.plan["months"]
    rate = np.where(np.arange(months) >= ENTRY_MONTH, articles_a_day, 0.0)
    extra = _again(made, 3, outlets=(Outlet("Warta Baru", rate, share),))
    effect = f"enters with {articles_a_day:g} articles a day at a share of {share:.0%}"
    begin = _month(made, ENTRY_MONTH)
    return _joined(made, extra, "outlet entry", outlet="Warta Baru", begin=begin, effect=effect)


def wire_copies(made: Press, *, copies: float = 3.0) -> Press:
    """Let wire stories be printed more and more often, up to `copies` more articles each.

    The copies appear in outlets of the same language on the day of the story's first article.
    """
    rng, months = _rng(made, 4), made.plan["months"]
    table = made.articles
    first = table[table["is_wire"] & ~table["is_copy"]]
    mean = np.linspace(0, copies - 1, months)[_month_of(first, made)]
    more = first.loc[first.index.repeat(np.floor(mean + rng.random(len(first))).astype(int))]
    more = more.assign(is_copy=True, article_id=more["article_id"] + "-w" + _count(more))
    for lang in more["lang"].unique():
        others = table[table["lang"] == lang]  # in order of time: near rows are near days
        mine = (more["lang"] == lang).to_numpy()
        at = np.searchsorted(others["published_on"], more.loc[mine, "published_on"])
        at = np.clip(at + rng.integers(-NEAR, NEAR, mine.sum()), 0, len(others) - 1)
        more.loc[mine, "outlet"] = others["outlet"].to_numpy()[at]
    effect = f"wire stories are printed up to {copies - 1:g} times more"
    return _planted(made, pd.concat([table, more]), "wire copies", effect=effect)


def furniture(made: Press, *, part: float = 0.02) -> Press:
    """Put a related link that names the issue under a part of all articles, from month 37 on.

    These articles get a text (others keep theirs, or none) with the link in it, and are marked, as
    who counts words in whole pages would mark them; a reader that cuts furniture has to mark them
    again from their text.
    """
    rng = _rng(made, 5)
    table = made.articles
    late = _month_of(table, made) >= ENTRY_MONTH
    at = np.flatnonzero(late & (rng.random(len(table)) < part))
    hit = table.iloc[at]
    kind = np.where(hit["true_issue"], "issue", "other")
    titles, texts = write(kind, hit["lang"], hit["true_story"])
    linked = [f"{text}\n\n{link}" for text, link in zip(texts, blocks(hit["lang"], rng))]
    columns = {c: table[c].to_numpy(dtype=object, copy=True) for c in ("title", "text")}
    columns["title"][at], columns["text"][at] = titles, linked
    marked = table["is_issue"].to_numpy(copy=True)
    marked[at] = True
    changed = table.assign(**columns, is_issue=marked, issue_level=marked.astype("int64"))
    changed = changed.astype({"title": "str", "text": "str"})
    effect = f"a related link names the issue in {part:.0%} of articles"
    return _planted(made, changed, "furniture", begin=_month(made, ENTRY_MONTH), effect=effect)


def homonyms(made: Press, *, first: float = 0.9, last: float = 0.6) -> Press:
    """Let the precision of the marks fall from `first` to `last`: another sense of the words."""
    months = made.plan["months"]
    table = made.articles
    share = table["true_issue"].mean() * (table["is_issue"] & table["true_issue"]).sum()
    share = share / max(table["true_issue"].sum(), 1)
    precision = np.linspace(first, last, months)
    wrong = share * (1 - precision) / precision / max(1 - table["true_issue"].mean(), 1e-9)
    chance = _rng(made, 6).random(int(table["true_story"].max()) + 1)[table["true_story"]]
    homonym = ~table["true_issue"] & (chance < wrong[_month_of(table, made)])
    marked = homonym | (table["is_issue"] & table["true_issue"])
    changed = table.assign(is_homonym=homonym, is_issue=marked, issue_level=marked.astype("int64"))
    effect = f"precision falls from {first:.0%} to {last:.0%}"
    return _planted(made, changed, "homonyms", effect=effect)


def import_day(made: Press, *, articles: int = 1500, share: float = 0.06) -> Press:
    """Date an archive of older articles to one day of the last twelve months."""
    rng = _rng(made, 7)
    size = Outlet(made.plan["outlets"][0].name, articles / 300, share)
    extra = _again(made, 7, outlets=(size,), months=12).articles.iloc[:articles]
    days = made.articles["published_on"]
    day = days.max().normalize() - pd.Timedelta(int(rng.integers(40, 330)), "D")
    extra = extra.assign(published_on=pd.Series(day, index=extra.index, dtype=DAY))
    return _joined(
        made, made._replace(articles=extra), "import day", outlet=size.name, begin=day, end=day,
        effect=f"{len(extra)} articles of an archive are dated to one day",
    )  # fmt: skip


def unfinished(made: Press) -> Press:
    """Cut the press on a day from the 3rd to the 20th of its last month."""
    last = made.articles["published_on"].max().normalize()
    cut = last.replace(day=int(_rng(made, 8).integers(3, 21)))
    kept = made.articles[made.articles["published_on"] < cut + pd.Timedelta("1D")]
    begin, effect = last.replace(day=1), f"the collection ends on day {cut.day} of the month"
    return _planted(made, kept, "unfinished period", begin=begin, end=cut, effect=effect)


def day_month_swap(made: Press) -> Press:
    """Read the dates of the largest outlet month first wherever that gives a date."""
    table = made.articles
    name = table["outlet"].value_counts().index[0]
    days = table["published_on"]
    mine = ((table["outlet"] == name) & (days.dt.day <= 12)).to_numpy()
    parts = days[mine]
    swapped = pd.to_datetime(
        {"year": parts.dt.year, "month": parts.dt.day, "day": parts.dt.month}
    ).astype(DAY)
    changed = table.assign(published_on=days.mask(mine, swapped.reindex(days.index)))
    return _planted(made, changed, "day-month swap", outlet=name, effect="03/05 read as March 5")


def outage(made: Press, *, part: float = 1.0, least_days: int = 21, most_days: int = 60) -> Press:
    """Lose a part of all articles of one outlet for some weeks.

    A total loss strikes any outlet of three articles a day or more, a loss of a part only the
    largest.
    """
    rng = _rng(made, 9)
    table = made.articles
    days = table["published_on"].dt.normalize()
    span = int((days.max() - days.min()).days) + 1
    sizes = table["outlet"].value_counts() / span
    able = sorted(sizes.index[sizes >= 3]) if part >= 1 else [sizes.index[0]]
    if not able:
        raise InputError("simulate: no outlet has three articles a day; an outage would not show")
    name = able[int(rng.integers(len(able)))]
    length = int(rng.integers(least_days, most_days + 1))
    begin = days.min() + pd.Timedelta(int(rng.integers(31, span - length - 31)), "D")
    end = begin + pd.Timedelta(length - 1, "D")
    lost = days.between(begin, end) & table["outlet"].eq(name) & (rng.random(len(table)) < part)
    what = "outage" if part >= 1 else "half outage"
    effect = f"{part:.0%} of its articles are lost for {length} days"
    return _planted(made, table[~lost], what, outlet=name, begin=begin, end=end, effect=effect)


def half_outage(made: Press) -> Press:
    """Lose half of the articles of the largest outlet for some weeks."""
    return outage(made, part=0.5)


def language_loss(made: Press) -> Press:
    """Lose the smaller language of an outlet that publishes in two, from month 37 on."""
    table = made.articles
    pairs = table.groupby(["outlet", "lang"]).size()
    two = pairs[pairs.groupby("outlet").transform("size") > 1]
    if two.empty:
        raise InputError("simulate: no outlet publishes in two languages")
    name, lang = two.idxmin()
    late = _month_of(table, made) >= ENTRY_MONTH
    lost = late & table["outlet"].eq(name) & table["lang"].eq(lang)
    begin, effect = _month(made, ENTRY_MONTH), f"its articles in {lang} are no longer read"
    return _planted(made, table[~lost], "language loss", outlet=name, begin=begin, effect=effect)


TRAPS: dict[str, Callable[[Press], Press]] = {
    "growth": growth,
    "outlet mix": outlet_mix,
    "outlet entry": outlet_entry,
    "wire copies": wire_copies,
    "furniture 1 %": lambda made: furniture(made, part=0.01),
    "furniture 2 %": lambda made: furniture(made, part=0.02),
    "furniture 5 %": lambda made: furniture(made, part=0.05),
    "homonyms": homonyms,
    "import day": import_day,
    "unfinished period": unfinished,
    "day-month swap": day_month_swap,
    "outage": outage,
    "half outage": half_outage,
    "language loss": language_loss,
}
"""Name -> trap; in pairs they are planted in this order."""


def _rng(made: Press, salt: int) -> np.random.Generator:
    return np.random.default_rng([made.plan["seed"], salt])


def _again(made: Press, salt: int, **changes: object) -> Press:
    """Make another press by the same plan but for some changes, with names of its own."""
    return press(**(made.plan | changes | {"seed": made.plan["seed"] + 1_000_003 * salt}))


def _joined(made: Press, extra: Press, trap: str, **told: object) -> Press:
    """Add the articles of another press; its stories are not those of the first."""
    more = extra.articles.copy()
    more["true_story"] += int(made.articles["true_story"].max()) + 1
    more["case"] = more["case"].where(more["case"].eq(""), "x" + more["case"])
    return _planted(made, pd.concat([made.articles, more]), trap, **told)


def _planted(
    made: Press,
    articles: pd.DataFrame,
    trap: str,
    *,
    outlet: str = "",
    begin: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
    effect: str,
) -> Press:
    days = made.articles["published_on"]
    row = [trap, outlet, begin or days.min().normalize(), end or days.max().normalize(), effect]
    rows = [*made.planted.itertuples(index=False, name=None), row]
    planted = pd.DataFrame(rows, columns=PLANTED).astype({"period_start": DAY, "period_end": DAY})
    ordered = articles.sort_values("published_on", kind="stable", ignore_index=True)
    return made._replace(articles=ordered.assign(collection=COLLECTION), planted=planted)


def _month(made: Press, number: int) -> pd.Timestamp:
    return pd.Timestamp(made.plan["start"]) + pd.DateOffset(months=number)


def _month_of(table: pd.DataFrame, made: Press) -> np.ndarray:
    first, days = pd.Timestamp(made.plan["start"]), table["published_on"].dt
    return ((days.year - first.year) * 12 + days.month - first.month).to_numpy()


def _count(more: pd.DataFrame) -> pd.Series:
    return more.groupby("article_id").cumcount().astype("str")
