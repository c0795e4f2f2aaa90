"""Key word in context as a table of a page, and the line that counts what was found.

A table of `words.kwic` goes in. Everything is escaped; the hit stands in the middle, its left side
set to the right, so that hits lie under one another. At level public only the counts are written.

Cannot do: mask; `words.kwic` does, and a table made for internal eyes is refused elsewhere.
"""

import html
import re

import pandas as pd
from IPython.display import display

from analysis.report import tables
from analysis.report.numbers import count, text
from analysis.report.settings import language, level
from analysis.schema import InputError

WEB = re.compile(r"https?://[^\s\"'<>]+")


def kwic_line(table: pd.DataFrame, *, lang: str = "") -> str:
    """Return "n of N articles match, m mentions" of a table of `words.kwic`, in words.

    Raises InputError for a table that has lost its counts (`attrs`), as after a merge.
    """
    lang = lang or language()
    found = table.iloc[0] if "mentions" in table else table.attrs
    if "total_articles" not in found:
        raise InputError("kwic_line: this table has lost its counts; make it anew with words.kwic")
    query = found["term"] if "mentions" in table else found["query"]
    numbers = {name: count(found[name], lang) for name in ("articles", "mentions")}
    total = count(found["total_articles"], lang)
    said = text("kwic_line", lang, query=query, total=total, **numbers)
    if "mentions" not in table and len(table) < found["mentions"]:
        said += " " + text("kwic_shown", lang, shown=count(len(table), lang))
    return said


def kwic(table: pd.DataFrame, *, lang: str = "") -> None:
    """Publish the hits under their line, one row a hit; at level public the line alone.

    Raises InputError where the page is not for internal eyes and the table holds raw text.
    """
    lang = lang or language()
    line = kwic_line(table, lang=lang)
    if level() == "public" or "hit" not in table or table.empty:
        markup = f'<p class="say">{html.escape(line)}</p>'
    else:
        if level() == "team" and "url" in table:
            raise InputError(
                "kwic: this table holds raw text, which a page of level team does not show; make "
                "it with words.kwic(..., level='team')"
            )
        markup = kwic_html(table, lang=lang)
    display({"text/html": markup, "text/plain": line}, raw=True, metadata=tables.OURS)


def kwic_html(table: pd.DataFrame, *, lang: str = "") -> str:
    """Return the line and the table that `kwic` publishes as escaped HTML."""
    lang = lang or language()
    kept = [c for c in ("left", "hit", "right", "outlet", "published_on", "url") if c in table]
    heads = "".join(
        f'<th scope="col"{_side(c)}>{html.escape(text(f"column_{c}", lang))}</th>' for c in kept
    )
    rows = "".join(
        f"<tr>{''.join(_cell(c, v, lang) for c, v in zip(kept, values))}</tr>"
        for values in table[kept].itertuples(index=False, name=None)
    )
    line = kwic_line(table, lang=lang)
    if "url" not in table:
        line += " " + text("kwic_masked", lang)
    caption = text("kwic_caption", lang, query=table.attrs["query"])
    kind = "data search" if len(table) > tables.LONG else "data"
    return (
        f'<p class="say">{html.escape(line)}</p><div class="scroll"><table class="{kind}">'
        f"<caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(column: str, value: object, lang: str) -> str:
    if column == "url":
        return f"<td>{_link(str(value), lang)}</td>"
    kind = "date" if column == "published_on" else "text"
    said = html.escape(tables.cell(value, kind, lang))
    if column == "hit":
        return f'<th scope="row">{said}</th>'
    return f"<td{_side(column)}>{said}</td>"


def _link(url: str, lang: str) -> str:
    """Return a link to a web page; any other address is not followed and not written."""
    if not WEB.fullmatch(url):
        return ""
    return f'<a href="{html.escape(url)}">{html.escape(text("kwic_link", lang))}</a>'


def _side(column: str) -> str:
    # The classes of the page's style sheet that keep a cell on one line, to the right or the left.
    return {"left": ' class="n"', "right": ' class="d"', "published_on": ' class="d"'}.get(
        column, ""
    )
