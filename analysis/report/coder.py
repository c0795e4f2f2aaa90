"""The coder: articles to read and code in JupyterLab, by mouse or keyboard.

In: a session of `words.coding`. Out: a widget; every code goes through the session into its file.
Made of ipywidgets alone, so it asks no network. One fixed script of ours (`template/coder.js`)
turns keys into presses of the buttons and keeps them from JupyterLab, for which `1` makes a cell a
heading. Article text reaches the page escaped, and only after a press of the first button: a
notebook that is run without a reader (nbconvert, a report) holds the numbers coded and no text.

Cannot do: keep article text out of a notebook in which JupyterLab's setting "Save Jupyter widget
state in notebooks" was switched on (it is off as installed), or work where a page may run no script
of its own: there the buttons work and the keys do not.
"""

import html
from collections.abc import Callable
from functools import partial
from pathlib import Path

import ipywidgets as widgets
import pandas as pd
from IPython.display import display

from analysis.report import numbers
from analysis.report.charts_words import issue_name
from analysis.report.settings import language, language_of
from analysis.report.tables import OURS, table_html
from analysis.schema import InputError
from analysis.words.coding import Article, Session
from analysis.words.match import Matcher, mentions_of

HERE = Path(__file__).parent / "template"
CODES = (2, 1, 0)
WIDGET = "application/vnd.jupyter.widget-view+json"
ROW = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "6px"}


def coder(session: Session, *, lang: str = "") -> "Coder":
    """Return the view of a session: the cell that ends with it shows the articles to code.

    `lang` is that of the labels, en or id; without it that of the report.
    """
    return Coder(session, language_of(lang) if lang else language())


class Coder(widgets.VBox):
    """The view of one session; a class because ipywidgets are."""

    def __init__(self, session: Session, lang: str) -> None:
        """Build all parts; no article is in them before the first button is pressed."""
        self.session, self.lang = session, lang
        self._matcher = Matcher(session.forms) if session.forms else None
        self._summary = None
        self.head, self.body = _markup(""), _markup("")
        self.status, self.table = _markup("", "sorotan-quiet"), _markup("", "sorotan-quiet")
        self.codes = {code: self._code_button(code) for code in CODES}
        self.borderline = self._toggle("borderline", "b")
        self.terms = self._toggle("terms", "t", disabled=self._matcher is None)
        self.undo = self._button("undo", "u", self._undo)
        self.skip = self._button("skip", "s", self._skip)
        self.note = widgets.Text(
            description=self._text("coder_note"), placeholder=self._text("coder_note_hint")
        )
        self.bar = widgets.IntProgress(description=self._text("coder_progress"), max=1)
        self.begin = widgets.Button(
            button_style="primary", layout={"width": "auto", "align_self": "flex-start"}
        )
        self.begin.on_click(lambda _: self._open())
        self.terms.observe(lambda _: self._show_article(), "value")
        super().__init__(self._first_screen())
        self.add_class("sorotan-coder")

    def _ipython_display_(self) -> None:
        # The sentence stands beside the widget, not in it: it is all that a page without a kernel
        # shows, and `display` with a name lets it follow the coding.
        self._summary = display(*self._said(), raw=True, metadata=OURS, display_id=True)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        display({WIDGET: view, "text/plain": self._sentence()}, raw=True)

    def _first_screen(self) -> list[widgets.Widget]:
        article = self.session.article
        if article is None:
            return [_furniture(), _markup(self._done())]
        if self.session.coded_articles:
            words = self._text("coder_resume", number=article.number)
        else:
            words = self._text("coder_begin")
        self.begin.description = words
        return [
            _furniture(),
            _markup(f"<p>{html.escape(self._text('coder_start'))}</p>"),
            self.begin,
        ]

    def _open(self) -> None:
        article = widgets.VBox([self.body])
        article.add_class("sorotan-article")
        codes = widgets.HBox([self.codes[code] for code in CODES], layout=ROW)
        second = widgets.HBox([self.borderline, self.undo, self.skip, self.terms], layout=ROW)
        keys = _markup(html.escape(self._text("coder_keys")), "sorotan-quiet")
        question = _markup(f"<strong>{html.escape(self._question())}</strong>")
        parts = [self.head, article, question, codes, second, self.note, self.status]
        self._show()
        self.children = [_furniture(), *parts, self.bar, self.table, keys]

    def _code(self, code: int) -> None:
        note = self.note.value
        self.session.code(code, is_borderline=self.borderline.value, note=note)
        self._ready(borderline=False, note="")
        words = f"{code} ({self._text(f'coder_code_{code}')})"
        self._tell("coder_saved", code=words, file=self.session.path.name)

    def _undo(self) -> None:
        row = self.session.undo()
        if row is None:
            return self._tell("coder_nothing_undone")
        self._ready(borderline=bool(row["is_borderline"]), note=str(row["note"]))
        return self._tell("coder_undone", file=self.session.path.name)

    def _skip(self) -> None:
        self.session.skip()
        self._ready(borderline=False, note="")
        self._tell("coder_put_off")

    def _ready(self, *, borderline: bool, note: str) -> None:
        self.borderline.value, self.note.value = borderline, note
        self._show()

    def _show(self) -> None:
        """Bring every part to the state of the session."""
        self._show_article()
        self.bar.max, self.bar.value = self.session.wanted_articles, self.session.coded_articles
        self.table.value = self._strata()
        is_done = self.session.article is None
        for part in (*self.codes.values(), self.borderline, self.skip):
            part.disabled = is_done
        self.undo.disabled = self.session.coded.empty
        if self._summary:
            self._summary.update(*self._said(), raw=True, metadata=OURS)

    def _show_article(self) -> None:
        article = self.session.article
        if article is None:
            self.head.value = _head(self._text("coder_progress"), self._text("coder_region"))
            self.body.value = f"<p>{self._done()}</p>"
            return
        forms = self._matcher if self.terms.value else None
        title, text = (_escaped(passage, forms) for passage in (article.title, article.text))
        self.head.value = _head(self._place(article), self._text("coder_region"))
        self.body.value = (
            f'<div lang="{html.escape(article.lang, quote=True)}"><h3>{title}</h3>'
            f'<div class="sorotan-text">{text}</div></div>'
        )

    def _place(self, article: Article) -> str:
        has_day = not pd.isna(article.published_on)
        day = numbers.date(article.published_on, self.lang) if has_day else ""
        place = self._text(
            "coder_place", number=article.number, wanted=self.session.wanted_articles
        )
        parts = [place, article.outlet, day or self._text("coder_no_day"), article.lang]
        return " · ".join(part for part in parts if part)

    def _question(self) -> str:
        named = pd.DataFrame({"issue": [self.session.issue]})
        return self._text("coder_question", issue=issue_name(named, self.lang))

    def _strata(self) -> str:
        name = self._text("coder_by_stratum")
        rows = table_html(self.session.progress(), name, lang=self.lang)
        counts = f"{self.session.coded_articles} / {self.session.wanted_articles}"
        return f"<details><summary>{counts}</summary>{rows}</details>"

    def _done(self) -> str:
        wanted, file = self.session.wanted_articles, self.session.path.name
        return html.escape(self._text("coder_done", wanted=wanted, file=file))

    def _sentence(self) -> str:
        coded, wanted = self.session.coded_articles, self.session.wanted_articles
        return self._text("coder_summary", coded=coded, wanted=wanted)

    def _said(self) -> tuple[dict[str, str]]:
        words = self._sentence()
        return ({"text/html": f'<p class="say">{html.escape(words)}</p>', "text/plain": words},)

    def _tell(self, key: str, **values: object) -> None:
        self.status.value = _live(html.escape(self._text(key, **values)))

    def _text(self, key: str, **values: object) -> str:
        return numbers.text(key, self.lang, **values)

    def _guarded(self, act: Callable[[], None], _: widgets.Button) -> None:
        """Do what a button asks; say in words what went wrong, on the page and not in a log."""
        try:
            act()
        except InputError as error:
            self.status.value = _live(html.escape(str(error)), "sorotan-wrong")

    def _button(
        self, name: str, key: str, act: Callable[[], None], **options: object
    ) -> widgets.Button:
        made = widgets.Button(description=self._named(f"coder_{name}", key), **options)
        made.tooltip = self._text("coder_key", letter=key)
        made.add_class(f"sorotan-key-{key}")
        made.on_click(partial(self._guarded, act))
        return made

    def _code_button(self, code: int) -> widgets.Button:
        made = self._button(f"code_{code}", str(code), partial(self._code, code))
        made.add_class("sorotan-code")
        return made

    def _toggle(self, name: str, key: str, **options: object) -> widgets.ToggleButton:
        made = widgets.ToggleButton(description=self._named(f"coder_{name}", key), **options)
        made.tooltip = self._text("coder_key", letter=key)
        made.add_class(f"sorotan-key-{key}")
        return made

    def _named(self, name: str, key: str) -> str:
        return f"{key}  {self._text(name)}"


def _markup(value: str, name: str = "") -> widgets.HTML:
    """Return the widget that shows markup; whoever calls it has escaped every word of others."""
    made = widgets.HTML(value)
    if name:
        made.add_class(name)
    return made


def _furniture() -> widgets.HTML:
    """Return the style sheet, whose arrival on the page starts the script of the keys."""
    css, script = ((HERE / f"coder.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return _markup(f'<style onload="{html.escape(script, quote=True)}">{css}</style>')


def _head(words: str, label: str) -> str:
    label = html.escape(label, quote=True)
    return f'<div class="sorotan-head" data-label="{label}">{html.escape(words)}</div>'


def _live(words: str, name: str = "") -> str:
    return f'<div role="status" class="{name}">{words}</div>'


def _escaped(passage: str, matcher: Matcher | None) -> str:
    """Return a passage escaped, with the terms marked where a matcher is given."""
    parts, end = [], 0
    for begin, stop in _spans(passage, matcher):
        parts.append(html.escape(passage[end:begin]))
        parts.append(f"<mark>{html.escape(passage[begin:stop])}</mark>")
        end = stop
    return "".join([*parts, html.escape(passage[end:])])


def _spans(passage: str, matcher: Matcher | None) -> list[tuple[int, int]]:
    """Return where terms stand, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    found = mentions_of(passage, matcher) if matcher else []
    for _, begin, stop in sorted(found, key=lambda hit: hit[1:]):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((begin, stop))
    return merged
