"""What is doubtful in a lexicon though it loads: words and concepts that can never decide anything.

Cannot do: look at articles (`lexicon.unused` does), or see that a rule asks for what never stands
together.
"""

from collections.abc import Iterator

from analysis.words.entries import Concept, Lexicon, named_in
from analysis.words.match import Matcher, Pattern, compile_term, split


def doubts(lexicon: Lexicon) -> list[str]:
    """Return a sentence for each entry of the lexicon that can never count, with the remedy.

    Said are: helper and part concepts that nothing looks for, rules that look for a concept
    without terms, and phrases to avoid that cannot touch their term or void it always.
    """
    return [*_idle(lexicon), *_empty(lexicon), *_avoids(lexicon)]


def _idle(lexicon: Lexicon) -> Iterator[str]:
    items = (*lexicon.rules, *lexicon.concepts.values())
    named = {name for item in items for name in named_in(item)}
    for concept in lexicon.concepts.values():
        if concept.role != "core" and concept.name not in named:
            yield (
                f"concept {concept.name}: its role is {concept.role}, but no rule and no concept "
                "names it, so that its terms never count; name it in a rule or make it core"
            )


def _empty(lexicon: Lexicon) -> Iterator[str]:
    for rule in lexicon.rules:
        for name in (rule.anchor, *rule.near):
            if not _terms(lexicon, name, set()):
                yield f"rule {rule.name}: it looks for {name}, which has no terms; add some"


def _terms(lexicon: Lexicon, name: str, met: set[str]) -> bool:
    if name in met:
        return False
    met.add(name)
    concept = lexicon.concepts[name]
    return bool(concept.terms) or any(_terms(lexicon, n, met) for n in concept.includes)


def covered(lexicon: Lexicon) -> Iterator[str]:
    """Yield a sentence for each core term with the longer ones that add nothing to it."""
    for concept in lexicon.concepts.values():
        if concept.role == "core":  # in a rule a longer phrase may stand nearer than its part
            for form, others in _covers(concept).items():
                yield (
                    f"concept {concept.name}: {form!r} counts wherever these stand, which add "
                    f"nothing: {', '.join(others)}; leave them out, or give them `avoid`"
                )


def _covers(concept: Concept) -> dict[str, list[str]]:
    """Return forms with the longer forms they are within, where the same phrases void both."""
    terms = [t for t in concept.terms if not t.written]  # not what a query or @id(...) made
    matcher, found = Matcher([t.form for t in terms]), {}
    for i, term in enumerate(terms):
        for other in (terms[n] for n in _within(matcher, i)):
            is_double = other.form.lower() == term.form.lower()
            if not is_double and set(other.avoid) == set(term.avoid):
                found.setdefault(other.form, []).append(term.form)
                break
    return found


def _within(matcher: Matcher, which: int) -> list[int]:
    """Return the forms that every hit of form `which` holds, itself among them."""
    whole = matcher.patterns[which]
    words = split(_written(whole))
    return [
        hit.which
        for hit in matcher.find(words)
        if _holds(matcher.patterns[hit.which].is_cut, whole.is_cut[hit.first : hit.last + 1])
    ]


def _holds(part: tuple[bool, ...], whole: tuple[bool, ...]) -> bool:
    """Tell whether words cut with `*` in the whole are cut in the part too, so that they match."""
    return all(a or not b for a, b in zip(part, whole))


def _written(pattern: Pattern) -> str:
    """Return the words of a pattern as a text in which its own form is a hit."""
    return "".join(w + j for w, j in zip(pattern.words, (*pattern.joins, "")))


def _avoids(lexicon: Lexicon) -> Iterator[str]:
    for concept in lexicon.concepts.values():
        for term in (t for t in concept.terms if not t.written):
            for phrase in term.avoid:
                fault = _fault(term.form, phrase)
                if fault:
                    yield f"concept {concept.name}: `avoid` {phrase!r} {fault} {term.form!r}"


def _fault(form: str, phrase: str) -> str:
    """Say what is wrong with a phrase to avoid, or ''."""
    pair = Matcher([form, phrase])
    if 1 in _within(pair, 0):
        return "voids every mention of"
    words, others = compile_term(form), compile_term(phrase)
    touch = any(_alike(*a, *b) for a in zip(*words[:2]) for b in zip(*others[:2]))
    return "" if touch else "shares no word with, and so never voids,"


def _alike(a: str, a_cut: bool, b: str, b_cut: bool) -> bool:
    return a == b or a_cut and b.startswith(a) or b_cut and a.startswith(b)
