"""The entries of a lexicon file, checked one by one: terms, concepts, rules.

Unknown keys, terms without a reason and forms that stand twice warn (UserWarning); what cannot be
used is refused with the file, the entry and the remedy.

Cannot do: judge whether a term or a reason is a good one.
"""

import hashlib
import json
import re
import warnings
from collections import Counter
from typing import Any, NamedTuple

from analysis.schema import InputError
from analysis.words.lexicon_forms import plain

ROLES = ("core", "part", "helper")
LANGS = ("id", "ms", "en")
KEYS = {
    "lexicon": {"issue", "about", "aspects_of", "main", "concepts", "rules"},
    "main": {"title", "lead", "lead_words", "points", "words_per_point"},
    "concept": {
        *("role", "why", "label", "terms", "words", "includes", "unless", "unless_article"),
    },
    "term": {"form", "query", "lang", "why", "avoid", "example", "written"},
    "rule": {"name", "anchor", "near", "unless", "unless_article", "points", "concept", "why"},
}


class Term(NamedTuple):
    """One word or phrase: its concept, form, language, reason, phrases that void it, example.

    `written` is what the file has in its place (`@id(...)` or a query), or ''.
    """

    concept: str
    form: str
    lang: str
    why: str
    avoid: tuple[str, ...]
    example: str
    written: str = ""


class Concept(NamedTuple):
    """Terms that mean the same to a rule; `unless` maps a concept to the words it must be away.

    `label` is its name for readers, by language.
    """

    name: str
    role: str
    why: str
    terms: tuple[Term, ...]
    includes: tuple[str, ...]
    unless: dict[str, int]
    unless_article: dict[str, int]
    label: dict[str, str]


class Rule(NamedTuple):
    """Evidence from several concepts in one passage: an anchor with others within n words.

    `concept` is what the evidence counts for among the aspects of an issue: that of the anchor
    unless the file names another.
    """

    name: str
    anchor: str
    near: dict[str, int]
    unless: dict[str, int]
    unless_article: dict[str, int]
    points: float
    why: str
    concept: str


class Main(NamedTuple):
    """What a piece of evidence weighs by its place, and when the issue is the main subject."""

    title: float = 4.0
    lead: float = 2.0
    lead_words: int = 60
    points: float = 4.0
    words_per_point: float = 100.0


class Lexicon(NamedTuple):
    """An issue in words: concepts, rules, what makes a main subject, and the version digest.

    `aspects_of` names the issue whose aspects the concepts are, or is '' for an issue of its own.
    """

    name: str
    about: str
    concepts: dict[str, Concept]
    rules: tuple[Rule, ...]
    main: Main
    version: str
    aspects_of: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that is reported: those of core and part concepts, not the helpers."""
        shown = (c for c in self.concepts.values() if c.role != "helper")
        return tuple(t for c in shown for t in c.terms)


def parse(content: Any, name: str, *, default: str = "") -> Lexicon:
    """Make a lexicon of the content of a YAML file; `name` is what messages call the file."""
    if not isinstance(content, dict) or not content.get("concepts"):
        raise InputError(f"{name}: no `concepts:` in it; data/lexicons/README.md shows the form")
    content = plain(content, name)
    _known(content, "lexicon", name)
    concepts = {
        str(key): _concept(str(key), value, name)
        for key, value in _mapping(content["concepts"], f"{name}: concepts").items()
    }
    if not any(c.terms for c in concepts.values()):
        raise InputError(f"{name}: no terms; give each concept `terms:` with a `form:`")
    rules = tuple(
        _rule(r, f"{name}: rule {i}") for i, r in enumerate(content.get("rules") or [], 1)
    )
    _check_names(concepts, rules, name)
    main = _known(_mapping(content.get("main") or {}, f"{name}: main"), "main", name)
    numbers = {k: _number(v, f"{name}: main {k}") for k, v in main.items() if k in Main._fields}
    issue = str(content.get("issue") or default)
    about, inside = str(content.get("about", "")), str(content.get("aspects_of") or "")
    return Lexicon(issue, about, concepts, rules, Main(**numbers), digest(content), inside)


def digest(content: Any) -> str:
    """Return the version of a lexicon: 12 hex digits of SHA-256 over its content as sorted JSON.

    Content with `@id(...)` or queries is taken with all the forms they stand for.
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _mapping(value: Any, where: str) -> dict:
    if not isinstance(value, dict):
        raise InputError(f"{where}: write `key: value` lines, not {type(value).__name__}")
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise InputError(f"{where}: give a number, not {value!r}")
    return value


def _known(entry: dict, kind: str, where: str) -> dict:
    strange = sorted(str(k) for k in entry if k not in KEYS[kind])
    if strange:
        warnings.warn(
            f"{where}: unknown key {', '.join(strange)} is not used; "
            f"known are {', '.join(sorted(KEYS[kind]))}",
            UserWarning,
            stacklevel=2,
        )
    return entry


def _concept(key: str, value: Any, name: str) -> Concept:
    where = f"{name}: concept {key}"
    entry = _known(_mapping(value, where), "concept", where)
    role = entry.get("role", "core")
    if role not in ROLES:
        raise InputError(f"{where}: role {role!r} is not one of {', '.join(ROLES)}")
    terms = [_term(t, key, f"{where}, term {i}") for i, t in enumerate(entry.get("terms") or [], 1)]
    counted = Counter(t.form.lower() for t in terms)
    for form in sorted(f for f, n in counted.items() if n > 1):
        warnings.warn(f"{where}: {form!r} stands twice", UserWarning, stacklevel=2)
    terms += _words(entry, key, where)
    return Concept(
        key,
        role,
        str(entry.get("why", "")),
        tuple(terms),
        tuple(entry.get("includes") or ()),
        _distances(entry, "unless", where),
        _distances(entry, "unless_article", where),
        _label(entry, where),
    )


def _label(entry: dict, where: str) -> dict[str, str]:
    label = _mapping(entry.get("label") or {}, f"{where}, label")
    return {_lang(lang, f"{where}, label"): str(words) for lang, words in label.items()}


def _words(entry: dict, key: str, where: str) -> list[Term]:
    lists = _mapping(entry.get("words") or {}, f"{where}, words")
    if lists and not entry.get("why"):
        warnings.warn(f"{where}: no `why` for its words", UserWarning, stacklevel=2)
    why = str(entry.get("why", ""))
    once: dict[str, Term] = {}  # Indonesian and Malay share words: the first language keeps them
    for lang, forms in lists.items():
        for form in forms or []:
            form = check_form(form, f"{where}, words {lang}")
            once.setdefault(form.lower(), Term(key, form, _lang(lang, where), why, (), ""))
    return list(once.values())


def _term(value: Any, key: str, where: str) -> Term:
    entry = _known(_mapping(value, where), "term", where)
    form = check_form(entry.get("form"), where)
    if not entry.get("why"):
        warnings.warn(f"{where} ({form!r}): no `why`", UserWarning, stacklevel=2)
    avoid = entry.get("avoid") or []
    if not isinstance(avoid, list):
        raise InputError(f"{where} ({form!r}): `avoid` is a list of phrases in [brackets]")
    return Term(
        key,
        form,
        _lang(entry.get("lang"), where),
        str(entry.get("why", "")),
        tuple(check_form(a, f"{where}, avoid") for a in avoid),
        str(entry.get("example", "")),
        str(entry.get("written", "")),
    )


def check_form(value: Any, where: str) -> str:
    """Return a form without spaces around it if it can be matched; InputError says why not."""
    if isinstance(value, bool | int | float):
        raise InputError(f"{where}: {value!r} was read as a number or yes/no; put it in quotes")
    if not isinstance(value, str) or not re.search(r"\w", value):
        raise InputError(f"{where}: no `form`; give a word or a phrase")
    if re.search(r"(?<!\w)\w?\*", value) or "*" in re.sub(r"\w\*(?!\w)", "", value):
        raise InputError(
            f"{where} ({value!r}): `*` stands at the end of a word, after two letters or more"
        )
    return value.strip()


def _lang(value: Any, where: str) -> str:
    if value not in LANGS:
        raise InputError(f"{where}: lang {value!r} is not one of {', '.join(LANGS)}")
    return value


def _rule(value: Any, where: str) -> Rule:
    entry = _known(_mapping(value, where), "rule", where)
    for key in ("name", "anchor", "near"):
        if not entry.get(key):
            raise InputError(f"{where}: no `{key}`")
    if not entry.get("why"):
        warnings.warn(f"{where} ({entry['name']!r}): no `why`", UserWarning, stacklevel=2)
    return Rule(
        str(entry["name"]),
        str(entry["anchor"]),
        _distances(entry, "near", where),
        _distances(entry, "unless", where),
        _distances(entry, "unless_article", where),
        _number(entry.get("points", 1), f"{where}, points"),
        str(entry.get("why", "")),
        str(entry.get("concept") or entry["anchor"]),
    )


def _distances(entry: dict, key: str, where: str) -> dict[str, int]:
    pairs = _mapping(entry.get(key) or {}, f"{where}, {key}")
    return {str(k): int(_number(v, f"{where}, {key} {k}")) for k, v in pairs.items()}


def named_in(item: Rule | Concept) -> tuple[str, ...]:
    """Return the names of the concepts that a rule or a concept looks for."""
    others = (*item.unless, *item.unless_article)
    if isinstance(item, Concept):
        return (*item.includes, *others)
    return (item.anchor, *item.near, *others, item.concept)


def _check_names(concepts: dict[str, Concept], rules: tuple[Rule, ...], name: str) -> None:
    used = [(f"rule {r.name}", list(named_in(r))) for r in rules]
    used += [(f"concept {c.name}", list(named_in(c))) for c in concepts.values()]
    for where, names in used:
        missing = [n for n in names if n not in concepts]
        if missing:
            raise InputError(f"{name}: {where} names {', '.join(missing)}, which is no concept")
