"""Publishes tables and sentences: the only ways besides `show` that results enter a public page.

Everything is escaped. A table says in its caption what it is, its first column names the row, its
numbers stand to the right. A sentence takes its numbers from a row, so that prose never disagrees
with a table.

Cannot do: it does not mask names; at level public it refuses columns that hold article text.
"""

import html
import re
from collections.abc import Mapping
from datetime import date

import pandas as pd
from IPython.display import display

from analysis.report import numbers
from analysis.report.settings import language, level
from analysis.schema import InputError

OURS = {"sorotan": True}  # the mark that lets an output through at level public
LONG = 15  # rows; longer tables get a box to search them
PRIVATE = frozenset(
    ["title", "text", "url", "author", "editor", "cut_text"]
    + ["date_raw", "surface", "left", "hit", "right", "source_file", "case_id"]
)  # words of an article, names of people, file names (often headlines), towns in the id of a case
SHARE = re.compile(r"(^|_)share(_|$)")
JOINED = "\u2060–\u2060"  # word joiners: the two ends of an interval stay on one line
FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")


def table(
    df: pd.DataFrame,
    caption: str,
    *,
    formats: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    lang: str | None = None,
) -> None:
    """Publish a table: one row a row of `df`, the caption above it.

    `formats` names for a column one of count, decimal, percent, rate, date, month or text; without
    it the kind of the column decides (columns called share are written as per cent). `labels`
    gives columns other headings. A table without rows is said in a sentence. At level public,
    InputError where a column holds article text.
    """
    _refuse_private(df)
    if df.empty:
        sentence = numbers.text("nothing_to_list", lang or language(), caption=caption)
        return _publish(_paragraph(sentence), sentence)
    markup = table_html(df, caption, formats=formats, labels=labels, lang=lang)
    return _publish(markup, caption)


def say(template: str, row: object, *, lang: str | None = None) -> None:
    """Publish a sentence whose `{fields}` are filled from a row: a mapping, Series or NamedTuple.

    `{issue_articles}` is written by its kind, `{share:rate}` as asked for (see `table`), and
    `{share:interval}` as the two ends in the columns `share_low` and `share_high`. The
    key of a sentence in strings.yml stands for that sentence in the reader's language. Raises
    InputError for a field the row does not have.
    """
    sentence = fill(template, row, lang=lang)
    _publish(_paragraph(sentence), sentence)


def fill(template: str, row: object, *, lang: str | None = None) -> str:
    """Return the sentence that `say` publishes, as plain text.

    >>> fill("{n} of {total} ({share:percent})", {"n": 5, "total": 1000, "share": 0.005}, lang="en")
    '5 of 1,000 (0.50\\xa0%)'
    """
    values = _mapping(row)
    spoken = lang or language()
    if numbers.has_text(template):
        template = numbers.template(template, spoken)

    def field(found: re.Match) -> str:
        name, kind = found.groups()
        if kind == "interval":
            return JOINED.join(interval(values, spoken))
        if name not in values:
            raise InputError(f"say: no field {name!r}; the row has {', '.join(map(str, values))}")
        return cell(values[name], kind or _kind(name, values[name]), spoken)

    return FIELD.sub(field, template)


def interval(whole: Mapping, lang: str) -> tuple[str, str]:
    """Write both ends of the 95 % interval of a share with the digits of the share, the first bare.

    >>> interval({"share": 0.0108, "share_low": 0.0079, "share_high": 0.0147}, "en")
    ('0.8', '1.5\\xa0%')
    """
    share, low, high = (whole[column] for column in ("share", "share_low", "share_high"))
    if high < numbers.PER_10000_BELOW:
        return numbers.decimal(low * 10_000, 1, lang), numbers.rate(high, lang)
    shown = numbers.percent(share or high, "en")
    digits = len(shown.rstrip("\xa0%").partition(".")[2])
    return numbers.decimal(low * 100, digits, lang), numbers.percent(high, lang, digits=digits)


def table_html(
    df: pd.DataFrame,
    caption: str,
    *,
    formats: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    lang: str | None = None,
) -> str:
    """Return the table that `table` publishes as escaped HTML."""
    spoken = lang or language()
    body = df if isinstance(df.index, pd.RangeIndex) else df.reset_index()
    kinds = {c: (formats or {}).get(c) or _kind_of_column(body[c]) for c in body}
    heads = "".join(
        f'<th scope="col"{_side(kinds[c])}>{html.escape(_label(c, labels, spoken))}</th>'
        for c in body
    )
    rows = "".join(
        _row(values, kinds, spoken) for values in body.itertuples(index=False, name=None)
    )
    kind = "data search" if len(body) > LONG else "data"
    return (
        f'<div class="scroll"><table class="{kind}"><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def cell(value: object, kind: str, lang: str) -> str:
    """Write one value in the language; what was not read is a dash, never 0.

    >>> cell(1569, "count", "id"), cell(float("nan"), "percent", "en")
    ('1.569', '–')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return numbers.NONE
    if kind == "flag":
        return numbers.text("yes" if value else "no", lang)
    if kind in ("date", "month"):
        return getattr(numbers, kind)(pd.Timestamp(value).date(), lang)
    if kind in ("count", "percent", "rate"):
        return getattr(numbers, kind)(value, lang)
    if kind == "decimal":
        return numbers.decimal(value, 2, lang)
    if kind == "text":
        return str(value)
    raise InputError(f"format {kind!r} is unknown; use count, decimal, percent, rate, date, text")


def _row(values: tuple, kinds: dict[str, str], lang: str) -> str:
    written = [
        (html.escape(cell(v, kind, lang)), _side(kind)) for v, kind in zip(values, kinds.values())
    ]
    (first, side), *rest = written
    cells = "".join(f"<td{where}>{text}</td>" for text, where in rest)
    return f'<tr><th scope="row"{side}>{first}</th>{cells}</tr>'


def _side(kind: str) -> str:
    if kind in ("date", "month"):
        return ' class="d"'
    return ' class="n"' if kind in ("count", "decimal", "percent", "rate") else ""


def _kind_of_column(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "flag"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    if pd.api.types.is_integer_dtype(column):
        return "count"
    if pd.api.types.is_float_dtype(column):
        return "percent" if SHARE.search(str(column.name)) else "decimal"
    return "text"


def _kind(name: str, value: object) -> str:
    if isinstance(value, str) or value is None:
        return "text"
    if isinstance(value, date):
        return "date"
    return _kind_of_column(pd.Series([value], name=name))


def _label(column: object, labels: Mapping[str, str] | None, lang: str) -> str:
    if labels and column in labels:
        return labels[column]
    key = f"column_{column}"
    return numbers.text(key, lang) if numbers.has_text(key) else str(column).replace("_", " ")


def _mapping(row: object) -> Mapping:
    if isinstance(row, Mapping):
        return row
    return row.to_dict() if isinstance(row, pd.Series) else row._asdict()


def _refuse_private(df: pd.DataFrame) -> None:
    names = [*map(str, df.columns), *map(str, filter(None, df.index.names))]
    private = [name for name in names if name in PRIVATE]
    if private and level() == "public":
        raise InputError(
            f"table: {', '.join(private)} may hold article text or names, which a public page does "
            "not show; drop the column, or set SOROTAN_LEVEL=internal for your own eyes"
        )


def _paragraph(sentence: str) -> str:
    return f'<p class="say">{html.escape(sentence)}</p>'


def _publish(markup: str, words: str) -> None:
    display({"text/html": markup, "text/plain": words}, raw=True, metadata=OURS)
