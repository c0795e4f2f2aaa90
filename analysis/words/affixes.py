"""The affixes of Indonesian and Malay: what they make of a root, and what root a word may hide.

In: a root (`jual`), and which derivation of it is wanted. Out: its surface forms with the sound
changes at the seam (me- + tipu = menipu), each with its pattern in words; the other way, the
roots a word may come from. After Sneddon, Adelaar, Djenar and Ewing, Indonesian: A Comprehensive
Grammar (2nd ed. 2010), chapter 1, and the spelling rules of EYD V (2022).

Cannot do: colloquial affixes (ngejual, jualin), infixes (gemetar), compounds written as one word
(menyebarluaskan), reduplicated verbs (memukul-mukul). It knows sounds, not sense: `morphology`
decides which forms keep the sense of a word.
"""

import re
from collections.abc import Container, Iterator

VERBS = {
    "verb": ("", ""),
    "verb-kan": ("", "kan"),
    "verb-i": ("", "i"),
    "per": ("per", ""),
    "per-kan": ("per", "kan"),
    "per-i": ("per", "i"),
}
"""Verb derivations: what stands before and after the root under the prefix of the voice."""
NOUNS = ("root", "action", "per-an", "pemer-an", "agent", "result", "state")
DERIVATIONS = (*VERBS, *NOUNS, "ber", "ber-an", "ber-kan")
"""Every derivation of a root that is told apart."""
OWNERS = ("nya", "ku", "mu")
PARTICLES = ("lah", "kah", "pun")
_VOWELS = "aeiou"
_ER = re.compile(r"[^aeiou]er[^aeiou]")  # kerja, ternak: the r of ber- and per- falls away
_ENDS = ("", "kan", "an", "i")
_VERBAL, _NOMINAL = ("", "kan", "i"), ("", "an")
_PREFIXES = {  # by first letter: plain prefixes, each with the suffixes that may go with it
    "b": (("ber", _ENDS), ("bel", _ENDS)),
    "d": (("di", _VERBAL),),
    "k": (("ku", _VERBAL), ("kau", _VERBAL), ("ke", _NOMINAL)),
    "p": (("per", _ENDS), ("pel", _ENDS), ("pe", _NOMINAL)),
    "s": (("se", _NOMINAL),),
    "t": (("ter", _VERBAL),),
}
_NASALS = (("ng", "k", "aeioughqk"), ("ny", "s", ""), ("m", "p", "bfvp"), ("n", "t", "cdjzts"))
_DEEP = 3  # prefixes that stand before a root at most, as in dipertanggungjawabkan


def meet(prefix: str, root: str, *, keeps: bool = False) -> tuple[str, ...]:
    """Return `me` or `pe` joined to a root with the nasal it calls for, the standard form first.

    A first p, t, k or s falls before a vowel (menipu) and stays in a cluster (memprotes);
    `keeps` adds the spelling that keeps it (mengkonsumsi beside mengonsumsi).
    """
    first, second = root[0], root[1:2]
    if root.startswith("sy"):
        forms = (f"{prefix}n{root}",)
    elif root.startswith("kh") or first in _VOWELS + "ghq":
        forms = (f"{prefix}ng{root}",)
    elif first in "ptks":
        forms = _unvoiced(prefix, root, is_cluster=second not in _VOWELS, keeps=keeps)
    elif first in "bfv":
        forms = (f"{prefix}m{root}",)
    elif first in "cdjz":
        forms = (f"{prefix}n{root}",)
    else:
        forms = (prefix + root,)
    return (f"{prefix}nge{root}", *forms) if is_monosyllable(root) else forms


def _unvoiced(prefix: str, root: str, *, is_cluster: bool, keeps: bool) -> tuple[str, ...]:
    nasal = {"p": "m", "t": "n", "k": "ng", "s": "n" if is_cluster else "ny"}[root[0]]
    kept = prefix + ("n" if root[0] == "s" else nasal) + root
    if is_cluster:
        return (kept,)
    return (prefix + nasal + root[1:], *((kept,) if keeps else ()))


def is_monosyllable(root: str) -> bool:
    """Tell whether a root has one vowel (bom, tes, cat), so that me- becomes menge-."""
    return len(re.findall(r"[aeiou]", root)) == 1


def liquid(prefix: str, root: str) -> tuple[str, ...]:
    """Return `ber`, `per` or `ter` joined to a root: the r falls before r and in kerja; belajar."""
    if root == "ajar" and prefix != "ter":
        return (f"{prefix[:-1]}l{root}",)
    if root[0] == "r":
        return (prefix[:-1] + root,)
    if _ER.match(root):
        return (prefix[:-1] + root, prefix + root)
    return (prefix + root,)


def surfaces(root: str, derivation: str, *, keeps: bool = False) -> dict[str, str]:
    """Return the forms of one derivation of a root without clitics: surface -> pattern in words.

    `derivation` is one of DERIVATIONS: a verb by what it keeps in every voice (`per-kan`:
    memperdagangkan, diperdagangkan), `action` (penjualan), `agent` (penjual), `result` (jualan),
    `state` (kekerasan) and so on.
    """
    if derivation in VERBS:
        return dict(_verb(root, *VERBS[derivation], keeps))
    made = {
        "root": [(root, "bare noun")],
        "action": [(f + "an", "peN-an noun") for f in meet("pe", root, keeps=keeps)],
        "per-an": [(f + "an", "per-an noun") for f in liquid("per", root)],
        "pemer-an": [(f"pem{f[1:]}an", "pemer-an noun") for f in liquid("per", root)],
        "agent": [
            (f, "peN- agent")
            for f in (*meet("pe", root, keeps=keeps), f"pe{root}", *_short_per(root))
        ],
        "result": [(root + "an", "noun of product")],
        "state": [(f"ke{root}an", "noun of state")],
        "ber": [(f, "ber- verb") for f in liquid("ber", root)],
        "ber-an": [(f + "an", "ber-an verb") for f in liquid("ber", root)],
        "ber-kan": [(f + "kan", "ber-kan verb") for f in liquid("ber", root)],
    }
    return dict(reversed(made[derivation][::-1]))


def _short_per(root: str) -> list[str]:
    return [form for form in liquid("per", root) if not form.startswith("per")]


def _verb(root: str, before: str, after: str, keeps: bool) -> Iterator[tuple[str, str]]:
    if after == "i" and root.endswith("i"):
        return  # menyembunyii is not said
    stems = [f + after for f in (liquid(before, root) if before else (root,))]
    heads = [f"mem{s}" for s in stems] if before else []
    heads = heads or [f + after for f in meet("me", root, keeps=keeps)]
    tail = " ".join(part for part in (f"{before}-", f"-{after}") if len(part) > 1)
    with_tail = f" with {tail}" if tail else ""
    yield from ((f, f"meN- active{with_tail}") for f in heads)
    for stem in stems:
        yield f"di{stem}", f"di- passive{with_tail}"
        for form in dict.fromkeys((*liquid("ter", stem), f"ter{stem}")):
            yield form, f"ter- passive{with_tail}"
        if before + after != "per" or stem not in (f"pe{root}", *_short_per(root)):
            yield stem, f"object voice{with_tail}"  # pekerja and pelajar are agents


def with_clitics(surface: str, pattern: str, *, is_inner: bool = False) -> dict[str, str]:
    """Return a form with the clitics it takes: surface -> pattern, the bare form first.

    Nouns also stand doubled with a hyphen (pekerja-pekerja). `is_inner`: the form stands inside a
    phrase, where -nya is usual and no other clitic.
    """
    is_action, is_noun = pattern.endswith("an noun"), "noun" in pattern or "agent" in pattern
    ends = [("nya",)] + ([] if is_inner else [(p,) for p in PARTICLES])
    if not is_inner:
        ends += [("nya", p) for p in PARTICLES]
        ends += [] if _is_passive(pattern) else [("ku",), ("mu",)]
    found = {surface: pattern}
    found |= {surface + "".join(end): f"{pattern} + -{' + -'.join(end)}" for end in ends}
    if is_noun and "-" not in surface and not (is_action and is_inner):
        twice = f"{surface}-{surface}"
        found |= {twice: f"{pattern}, doubled", f"{twice}nya": f"{pattern}, doubled + -nya"}
    if pattern.startswith("object voice") and not is_inner:
        found |= _first_persons(surface, pattern)
    return found


def _is_passive(pattern: str) -> bool:
    return pattern.startswith(("di-", "ter-", "ber-"))


def _first_persons(surface: str, pattern: str) -> dict[str, str]:
    rest = pattern.removeprefix("object voice")
    return {
        f"{who}{surface}{owner}": f"{who}- object voice{rest}" + (f" + -{owner}" if owner else "")
        for who in ("ku", "kau")
        for owner in ("", "nya")
    }


def readings(word: str, root: str, *, keeps: bool = False) -> list[tuple[str, str, str]]:
    """Return how a word can be made of a root: (derivation, form without clitics, pattern).

    The reading with the shortest clitics comes first; no reading means it is not a regular form.
    """
    found = []
    for order, derivation in enumerate(DERIVATIONS):
        for surface, pattern in surfaces(root, derivation, keeps=keeps).items():
            if surface in word and word in with_clitics(surface, pattern):
                is_bare = pattern == "object voice with per-"
                found.append((-len(surface), is_bare, order, derivation, surface, pattern))
    return [reading[3:] for reading in sorted(found)]


def roots(word: str, is_root: Container[str]) -> tuple[str, ...]:
    """Return the roots of a dictionary that a word may come from, the least stripped first.

    The first prefix and the suffix must go together (no me- with -an, no peN- with -kan), after
    the table of Nazief and Adriani (1996) of affixes that exclude each other.
    """
    ended = _without_ends(word)
    found = {form: None for form, _ in ended if form in is_root}
    layer = {
        inner: None for form, end in ended for inner, ends in _without_prefix(form) if end in ends
    }
    seen: dict[str, None] = {}
    for _ in range(_DEEP):
        found |= {form: None for form in layer if len(form) > 2 and form in is_root}
        seen |= layer
        layer = {i: None for form in layer for i, _ in _without_prefix(form) if i not in seen}
    return tuple(found)


def _without_ends(word: str) -> list[tuple[str, str]]:
    """Return what a word may be without particle, owner and suffix, each with that suffix."""
    bases = [word]
    for ends in (PARTICLES, OWNERS):
        bases += [b.removesuffix(e) for b in bases for e in ends if b.endswith(e)]
    return [
        (base.removesuffix(end), end)
        for base in bases
        for end in _ENDS
        if base.endswith(end) and len(base) > len(end) + 2
    ]


def _without_prefix(form: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a form may be without its first prefix, and the suffixes that go with that."""
    for prefix, ends in _PREFIXES.get(form[:1], ()):
        if form.startswith(prefix):
            yield form[len(prefix) :], ends
    if form[:2] in ("be", "te", "pe") and (form[2:3] == "r" or _ER.match(form[2:])):
        yield form[2:], _ENDS
    if form[:2] in ("me", "pe"):
        ends = _VERBAL if form[0] == "m" else _NOMINAL
        yield from ((inner, ends) for inner in _without_nasal(form[2:]))


def _without_nasal(rest: str) -> Iterator[str]:
    if rest[:1] in tuple("lmnrwy"):
        yield rest
    for nasal, fallen, kept in _NASALS:
        if rest.startswith(nasal):
            inner = rest[len(nasal) :]
            if inner[:1] in tuple(_VOWELS):
                yield fallen + inner
            if inner[:1] in tuple(kept):
                yield inner
    if rest.startswith("nge") and is_monosyllable(rest[3:]):
        yield rest[3:]
