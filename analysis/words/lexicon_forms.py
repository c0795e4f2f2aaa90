"""Terms of a lexicon that stand for many forms: `@id(...)` in a form, or a query in its place.

In: the content of a lexicon file with forms such as `menjual @id(anak)`, or queries such as
`traffick* w/3 (human OR persons)`. Out: the same content in plain forms, as if each had been
written out; a `w/n` becomes a rule of the concept. This is done when the file is loaded, so that
marking and counting know plain forms and rules alone.

Cannot do: AND, NOT, fields, patterns, `pre/n`, or `w/n` within `w/n`; a term is words in one place,
and a rule of the lexicon says the rest. The end of a sentence counts as in every rule.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from analysis.schema import InputError

MACRO = re.compile(r"@(\w+)\(([^()@]*)\)")


class Pair(NamedTuple):
    """Two lists of forms, one of each to stand within `distance` words of the other."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    distance: int


def plain(content: dict, name: str) -> dict:
    """Return the content of a lexicon with all forms written out; the same object if they are.

    Raises InputError that names the file, the entry and the remedy.
    """
    if not _entries(content):
        return content
    concepts, rules = {}, []
    for key, value in content["concepts"].items():
        if isinstance(value, dict) and isinstance(value.get("terms"), list):
            terms, made = _concept(str(key), value, f"{name}: concept {key}")
            concepts |= {n: _helper(forms) for rule, lists in made for n, forms in lists.items()}
            rules += [rule for rule, _ in made]
            value = value | {"terms": terms}
        concepts[key] = value
    return content | {"concepts": concepts, "rules": [*(content.get("rules") or []), *rules]}


def _entries(content: dict) -> list[dict]:
    """Return the terms that are not plain: those with a query or with `@`."""
    concepts = content["concepts"] if isinstance(content["concepts"], dict) else {}
    lists = [c.get("terms") for c in concepts.values() if isinstance(c, dict)]
    terms = [t for found in lists if isinstance(found, list) for t in found]
    return [t for t in terms if isinstance(t, dict) and ("query" in t or "@" in str(t.get("form")))]


def _concept(key: str, value: dict, where: str) -> tuple[list, list]:
    """Return the terms of a concept written out, and its rules with the lists they look for."""
    terms, made = [], []
    by_hand = {
        str(t["form"]).lower() for t in value["terms"] if isinstance(t, dict) and "form" in t
    }
    for i, entry in enumerate(value["terms"], 1):
        if not isinstance(entry, dict) or (
            "query" not in entry and "@" not in str(entry.get("form"))
        ):
            terms.append(entry)
            continue
        forms, pairs = _asked_by(entry, f"{where}, term {i}")
        if pairs and (value.get("role", "core") != "core" or entry.get("avoid")):
            raise InputError(
                f"{where}, term {i}: w/n is for a core concept and without `avoid`; write a rule"
            )
        kept = {k: v for k, v in entry.items() if k not in ("query", "form")}
        written = str(entry.get("query") or entry["form"])
        terms += [
            {**kept, "form": f, "written": written} for f in forms if f.lower() not in by_hand
        ]
        by_hand |= {f.lower() for f in forms}
        made += [_rule(key, value, entry, pair, f"{i}.{n}") for n, pair in enumerate(pairs, 1)]
    return terms, made


def _asked_by(entry: dict, where: str) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    if "query" not in entry:
        return written_out(entry["form"], where), ()
    if "form" in entry:
        raise InputError(f"{where}: a term has a `form` or a `query`, not both")
    return read_query(entry["query"], where)


def _rule(key: str, value: dict, entry: dict, pair: Pair, number: str) -> tuple[dict, dict]:
    """Return the rule that a `w/n` is, and the two lists of forms that it looks for, by name."""
    names = [f"{key} {number} {side}" for side in ("left", "right")]
    rule = {
        "name": entry["query"],
        "anchor": names[0],
        "near": {names[1]: pair.distance},
        "concept": key,
        "why": entry.get("why", ""),
        **{k: value[k] for k in ("unless", "unless_article") if k in value},
    }
    return rule, dict(zip(names, (pair.left, pair.right)))


def _helper(forms: tuple[str, ...]) -> dict:
    terms = [{"form": f, "lang": "en", "why": "part of a query"} for f in forms]
    return {"role": "helper", "why": "part of a query", "terms": terms}


def written_out(form: str, where: str) -> tuple[str, ...]:
    """Return the plain forms that a form with `@id(...)` or `@ms(...)` stands for.

    Raises InputError, with `where`, for another language and for too many forms.
    """
    pieces = MACRO.split(form)
    if "@" in "".join(pieces[::3]):
        raise InputError(f"{where} ({form!r}): write all forms of a word as @id(word) or @ms(word)")
    choices = [
        (piece,) if i % 3 == 0 else _forms_of(piece, pieces[i - 1], where)
        for i, piece in enumerate(pieces)
        if i % 3 != 1
    ]
    return tuple(dict.fromkeys("".join(parts).strip() for parts in product(*choices)))


def _forms_of(words: str, lang: str, where: str) -> tuple[str, ...]:
    # Late: morphology reads lexicons, and a lexicon is being read.
    from analysis.words.morphology import forms_of

    try:
        return forms_of(words, lang=lang)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def read_query(text: Any, where: str) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """Return what a query asks for, as plain forms and pairs of them.

    Raises InputError, with `where` and the remedy, for a query that cannot be read or that is
    more than words, alternatives and `w/n`.
    """
    from analysis.words.query import as_term  # late, as above

    if not isinstance(text, str):
        raise InputError(f"{where}: `query` is a text in quotes, not {text!r}")
    try:
        tree = as_term(text).query.tree
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
    found = list(_asked(tree, f"{where} ({text!r})"))
    forms = [f for one in found if not isinstance(one, Pair) for f in one]
    return tuple(dict.fromkeys(forms)), tuple(p for p in found if isinstance(p, Pair))


def _asked(node: tuple, where: str) -> Iterator[tuple[str, ...] | Pair]:
    from analysis.words.query_tree import Family, Near, Or, Term

    match node:
        case Term(form):
            yield (form,)
        case Family(surfaces):
            yield surfaces
        case Or(parts):
            for part in parts:
                yield from _asked(part, where)
        case Near(left, right, distance, False):
            yield Pair(_flat(left, where), _flat(right, where), distance)
        case _:
            raise InputError(f"{where}: a term takes words, OR and w/n; write a rule for the rest")


def _flat(node: tuple, where: str) -> tuple[str, ...]:
    forms: list[str] = []
    for one in _asked(node, where):
        if isinstance(one, Pair):
            raise InputError(
                f"{where}: w/n within w/n is no term; write a rule with several `near`"
            )
        forms += one
    return tuple(dict.fromkeys(forms))
