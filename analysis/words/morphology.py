"""Expands Indonesian and Malay terms to the surface forms that keep their sense.

In: words and phrases, as a lexicon or a query writes them. Out: the forms that say the same, from
rules alone (`forms_of`), or those that a corpus holds, as a table to read and to veto (`expand`,
`expansions`). Which forms belong together is the matter of `families`.

A form enters an expansion only if the rules make it from the root of the term and the corrected
stem table leads it back to that root: rules alone would take mengawali (begin) for a form of
kawal (guard), stems alone would take pedagang (trader) for one of perdagangan.

Cannot do: tell senses of one form apart, or see that a voice may turn a phrase without its actor
(tidak dibayar, not paid; tidak membayar, does not pay): read the table and veto. A word that
mostly means something else alone (perdagangan) warns, belongs in a phrase, and comes into no
expansion of another single word.
"""

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pandas as pd

from analysis.schema import InputError
from analysis.words.entries import Lexicon
from analysis.words.families import LISTED, WRITTEN, Form, family
from analysis.words.lexicon import load_lexicon
from analysis.words.match import Matcher, candidates, split
from analysis.words.stems import rules, stem
from analysis.words.vocabulary import check_vocabulary, vocabulary

LANGS = ("id", "ms")
MOST = 20_000
"""Forms that a phrase may have; with more of them its parts are better joined by NEAR."""
COLUMNS = {
    "term": "str",
    "surface": "str",
    "stem": "str",
    "pattern": "str",
    "count": "Int64",
    "is_vetoed": "bool",
    "why": "str",
}
"""Columns of an expansion and their types."""
_CUT = "any ending (*)"
_PLAIN = (WRITTEN, LISTED, _CUT)  # forms that no stem has to confirm


def caution(word: str) -> str:
    """Return why a word should not be expanded alone, or '' where it may be."""
    return rules().cautions.get(word.strip().lower(), "")


def forms_of(word: str, *, lang: str = "id") -> tuple[str, ...]:
    """Return the surface forms that keep the sense of a word or phrase, lower case, itself first.

    Each word of a phrase is expanded; inside a phrase, clitics other than -nya are left out. A
    name (Bali), a word cut with `*` and a word of three letters or fewer stay as they are. A noun
    also comes doubled (anak-anak), where its single form is met too: count articles, or leave
    the doubled forms out of a count of mentions. No corpus is needed. Warns (UserWarning) where a
    single word mostly means something else. Raises InputError for another `lang` than id or ms,
    for no word, and for more than MOST forms.
    """
    words = _words(word, lang)
    if len(words) == 1 and caution(word):
        warnings.warn(f"{word.strip()!r} alone {caution(word)}", UserWarning, stacklevel=2)
    lists = [[f.surface for f in forms if not f.why] for forms in _families(words, lang)]
    _check_size(word, lists)
    return tuple(dict.fromkeys(" ".join(parts) for parts in product(*lists)))


def _words(text: str, lang: str) -> list[str]:
    if lang not in LANGS:
        raise InputError(f"lang {lang!r} has no morphology here; it is one of {', '.join(LANGS)}")
    if not text.strip():
        raise InputError("no word to expand; write one, such as @id(perdagangan orang)")
    return text.split()


def _families(words: list[str], lang: str) -> list[list[Form]]:
    """Return the forms of each word of a term; alone, a word has none that needs a phrase."""
    found = [list(family(w, lang=lang, is_inner=i < len(words) - 1)) for i, w in enumerate(words)]
    if len(words) > 1 or _needs_phrase(words[0].lower()):
        return found
    return [[f._replace(why=f.why or _needs_phrase(f.surface)) for f in found[0]]]


def _needs_phrase(surface: str) -> str:
    return rules().phrase_only.get(surface.removesuffix("nya"), "")


def _check_size(term: str, lists: list[list]) -> None:
    size = math.prod(len(forms) for forms in lists)
    if size > MOST:
        raise InputError(
            f"{term.strip()!r}: {size:,} forms; expand its parts apart and join them with NEAR"
        )


def expand(
    forms: Iterable[str],
    vocabulary: pd.DataFrame,
    *,
    veto: Iterable[str] | Path = (),
    lang: str = "id",
) -> pd.DataFrame:
    """Return the forms of terms that a vocabulary holds, one row a term x surface form.

    Columns: term, surface, stem, pattern (how the form was made, in words), count (uses of a
    single word; missing for a phrase, since a vocabulary counts words alone), is_vetoed, why. A
    form is vetoed if it is a name here, if the stem table gives it another root, by
    `data/morphology.yml`, or by `veto`: surface forms, or the path of a text file with one a line.
    A term as written is kept in any case, with the count 0 where it does not occur; its `why` says
    where it mostly means something else alone. Raises InputError as `forms_of` does, and for a
    table that is no vocabulary.
    """
    check_vocabulary(vocabulary)
    counts, names = vocabulary["count"].tolist(), vocabulary["is_proper"].tolist()
    known = dict(zip(vocabulary["surface"], zip(counts, names)))
    vetoed = _veto(veto)
    rows = [
        (place, *row)
        for place, term in enumerate(dict.fromkeys(forms))
        for row in _rows(term, known, vetoed, lang)
    ]
    table = pd.DataFrame(rows, columns=["place", *COLUMNS]).astype(COLUMNS)
    ranked = table.sort_values(["place", "count", "surface"], ascending=[True, False, True])
    return ranked.drop(columns="place").reset_index(drop=True)


def _veto(veto: Iterable[str] | Path) -> frozenset[str]:
    if isinstance(veto, Path):
        if not veto.is_file():
            raise InputError(f"{veto.name}: no such file of vetoed forms; one form a line")
        veto = veto.read_text(encoding="utf-8-sig").splitlines()
    elif isinstance(veto, str):
        raise InputError(f"veto {veto!r}: give a list of forms, or the Path of a file")
    lines = (" ".join(line.partition("#")[0].split()).lower() for line in veto)
    return frozenset(line for line in lines if line)


def _rows(term: str, known: dict, vetoed: frozenset[str], lang: str) -> Iterator[tuple]:
    words = _words(term, lang)
    lists = [list(_met(word, forms, known)) for word, forms in zip(words, _families(words, lang))]
    if len(words) > 1:
        lists = [[f for f in forms if not f.why] for forms in lists]
    _check_size(term, lists)
    for parts in product(*lists):
        surface = " ".join(f.surface for f in parts)
        is_vetoed = surface in vetoed or any(f.surface in vetoed for f in parts)
        is_term = all(f.pattern == WRITTEN for f in parts)
        why = "vetoed by the user" if is_vetoed else parts[0].why
        count, pattern = pd.NA, _patterns(parts)
        if len(parts) == 1:
            count, pattern = known.get(surface, (0, False))[0], parts[0].pattern
        stems, warning = " ".join(f.root for f in parts), caution(term) if is_term else ""
        yield term, surface, stems, pattern, count, bool(why), why or warning


def _patterns(parts: tuple[Form, ...]) -> str:
    said = [f"{f.surface}: {f.pattern}" for f in parts if f.pattern != WRITTEN]
    return "; ".join(said) or WRITTEN


def _met(word: str, forms: list[Form], known: dict) -> Iterator[Form]:
    """Yield the forms of a word that a vocabulary holds, and the word itself in any case."""
    if word.endswith("*"):
        start = word.lower().rstrip("*")
        ended = [Form(w, start, _CUT, "") for w in known if w.startswith(start) and "-" not in w]
        forms = ended or [Form(start, start, WRITTEN, "")]
    for form in forms:
        if form.surface in known:
            yield form._replace(why=form.why or _misread(form, known))
        elif form.pattern == WRITTEN:
            yield form


def _misread(form: Form, known: dict) -> str:
    if form.pattern == WRITTEN:
        return ""
    if known[form.surface][1]:
        return "mostly a name in this corpus"
    root = stem(form.surface)
    if form.pattern in _PLAIN or root in (form.root, form.surface):
        return ""
    return f"the stem table reads it as a form of {root}"


def expansions(
    issue: str | Path | Lexicon, articles: pd.DataFrame, *, veto: Iterable[str] | Path = ()
) -> pd.DataFrame:
    """Return the forms of every Indonesian and Malay term of a lexicon that the articles hold.

    One row a term x surface form, as in `expand`, with phrases counted in the articles by the
    rules of `match`. This is a proposal to read and veto: it changes no mark. For internal use: a
    word cut with `*` may show a name. Raises InputError as `load_lexicon` and `vocabulary` do.
    """
    held, terms = vocabulary(articles), load_lexicon(issue).terms
    tables = [
        expand([t.form for t in terms if t.lang == lang], held, veto=veto, lang=lang)
        for lang in LANGS
    ]
    table = pd.concat(tables, ignore_index=True)
    is_phrase = table["count"].isna()
    counts = _phrase_counts(table.loc[is_phrase, "surface"].unique().tolist(), articles)
    table["count"] = table["count"].fillna(table["surface"].map(counts).astype("Int64"))
    is_term = table["surface"] == table["term"].str.lower()
    return table[(table["count"] > 0) | is_term].reset_index(drop=True)


def _phrase_counts(phrases: list[str], articles: pd.DataFrame) -> dict[str, int]:
    texts = articles["title"].fillna("") + "\n" + articles["text"].fillna("")
    matcher, found = Matcher(phrases), Counter(dict.fromkeys(phrases, 0))
    for place in candidates(texts, phrases):
        found.update(phrases[hit.which] for hit in matcher.find(split(texts.iloc[place])))
    return dict(found)
