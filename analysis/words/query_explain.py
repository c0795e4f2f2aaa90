"""Says in plain words, English or Indonesian, what a query matches.

In: the tree of a query. Out: text; first the query with every parenthesis as it was understood,
then its parts as a list, then the rules that bear on it.

Cannot do: tell whether the query finds what its author means; read its hits.
"""

from collections.abc import Iterator

from analysis.schema import InputError
from analysis.words.query_tree import And, Family, Field, Near, Node, Or, Regex, Term, show, walk

MOST = 12  # parts of a list that are named
LONGEST = 400  # characters of the query that are shown
_SAY = {
    "en": {
        "read": "Read as: {}",
        "matches": "Matches an article that has (title or text, unless a field is named):",
        "any": "any of: ",
        "all": "all of:",
        "none": "and none of:",
        "near": "within {} of each other, in any order:",
        "ordered": "the first up to {} before the second:",
        "word": '"{}"',
        "begin": 'any word that begins with "{}"',
        "phrase": 'the phrase "{}"',
        "cut": 'the phrase "{}" (any ending at * or !)',
        "family": 'any of {} forms of "{}" ({})',
        "regex": "what the pattern {} matches",
        "title": "in the title:",
        "outlet": "where the name of the outlet has:",
        "lang": "where the language is:",
        "place": "where the place in the dateline has:",
        "words": "1 word|{} words",
        "more": "and {} more",
        "case": "Capital and small letters are the same.",
        "phrases": "Words side by side are one phrase; punctuation or a new line between them "
        "breaks it.",
        "distances": "Neighbouring words are 1 apart; a distance runs over punctuation, but never "
        "from the title into the text.",
        "binding": "w/n binds first, then NOT, then AND, then OR; parts side by side are joined "
        "by AND. In Lexis OR binds first: keep its parentheses. AND and NOT are over title and "
        "text together.",
        "patterns": "A pattern stands for the words it touches; what touches no letter or digit "
        "does not count.",
        "forms": "@id(...) and @ms(...) stand for the forms that keep the sense of the words.",
    },
    "id": {
        "read": "Dibaca sebagai: {}",
        "matches": "Cocok dengan artikel yang memuat (judul atau isi, kecuali ada nama kolom):",
        "any": "salah satu dari: ",
        "all": "semua dari:",
        "none": "dan tidak satu pun dari:",
        "near": "berjarak paling jauh {}, urutan bebas:",
        "ordered": "yang pertama paling jauh {} sebelum yang kedua:",
        "word": '"{}"',
        "begin": 'kata apa pun yang berawal dengan "{}"',
        "phrase": 'frasa "{}"',
        "cut": 'frasa "{}" (akhiran apa pun pada * atau !)',
        "family": 'salah satu dari {} bentuk "{}" ({})',
        "regex": "yang cocok dengan pola {}",
        "title": "dalam judul:",
        "outlet": "bila nama medianya memuat:",
        "lang": "bila bahasanya:",
        "place": "bila tempat pada awal beritanya memuat:",
        "words": "1 kata|{} kata",
        "more": "dan {} lagi",
        "case": "Huruf besar dan kecil dianggap sama.",
        "phrases": "Kata yang berdampingan adalah satu frasa; tanda baca atau baris baru di "
        "antaranya memutusnya.",
        "distances": "Kata yang bersebelahan berjarak 1; jarak melewati tanda baca, tetapi tidak "
        "pernah dari judul ke isi.",
        "binding": "w/n mengikat lebih dulu, lalu NOT, AND, dan OR; bagian yang berdampingan "
        "digabung dengan AND. Di Lexis OR mengikat lebih dulu: pakailah tanda kurung. AND dan NOT "
        "berlaku atas judul dan isi bersama-sama.",
        "patterns": "Pola mewakili kata yang disentuhnya; yang tidak menyentuh huruf atau angka "
        "tidak dihitung.",
        "forms": "@id(...) dan @ms(...) mewakili bentuk yang tetap sama maknanya.",
    },
}  # fmt: skip


def explain(tree: Node, lang: str) -> str:
    """Return what a query matches, in English (en) or Indonesian (id)."""
    if lang not in _SAY:
        raise InputError(f"explain: lang {lang!r} is not there; use {' or '.join(_SAY)}")
    say = _SAY[lang]
    written = show(tree)
    if written.startswith("(") and not isinstance(tree, Term):
        written = written[1:-1]
    if len(written) > LONGEST:
        written = written[:LONGEST] + " ..."
    lines = [say["read"].format(written), say["matches"]]
    lines += [f"  {line}" for line in _lines(tree, say)]
    return "\n".join([*lines, *(f"- {say[rule]}" for rule in _rules(tree))])


def _lines(node: Node, say: dict[str, str]) -> Iterator[str]:
    match node:
        case Or(parts) if all(isinstance(p, Term | Family | Regex) for p in parts):
            named = [_leaf(part, say) for part in parts[:MOST]]
            yield say["any"] + ", ".join(named + _more(len(parts), say))
        case Or(parts):
            yield say["any"].rstrip()
            yield from _inner(parts, say)
        case And(parts, without):
            if len(parts) > 1:
                yield say["all"]
                yield from _inner(parts, say)
            else:
                yield from _lines(parts[0], say)
            if without:
                yield say["none"]
                yield from _inner(without, say)
        case Near(left, right, distance, is_ordered):
            one, many = say["words"].split("|")
            words = one if distance == 1 else many.format(distance)
            yield say["ordered" if is_ordered else "near"].format(words)
            yield from _inner((left, right), say)
        case Field(name, item):
            yield say[name]
            yield from _inner((item,), say)
        case _:
            yield _leaf(node, say)


def _inner(parts: tuple[Node, ...], say: dict[str, str]) -> Iterator[str]:
    for part in parts[:MOST]:
        yield from (f"  {line}" for line in _lines(part, say))
    yield from (f"  {line}" for line in _more(len(parts), say))


def _more(number: int, say: dict[str, str]) -> list[str]:
    return [say["more"].format(f"{number - MOST:,}")] if number > MOST else []


def _leaf(node: Term | Family | Regex, say: dict[str, str]) -> str:
    if isinstance(node, Regex):
        return say["regex"].format(node.label)
    if isinstance(node, Family):
        shown = ", ".join(node.surfaces[:3]) + (" ..." if node.surfaces[3:] else "")
        words = node.label.partition("(")[2].removesuffix(")")
        return say["family"].format(f"{len(node.surfaces):,}", words, shown)
    is_cut = "*" in node.form
    if " " in node.label:
        return say["cut" if is_cut else "phrase"].format(node.label)
    return say["begin" if is_cut else "word"].format(node.form.rstrip("*"))


def _rules(tree: Node) -> Iterator[str]:
    nodes = list(walk(tree))
    yield "case"
    for rule, kind in (("distances", Near), ("patterns", Regex), ("forms", Family)):
        if any(isinstance(node, kind) for node in nodes):
            yield rule
    if any(isinstance(node, Term) and " " in node.label for node in nodes):
        yield "phrases"
    if len({type(node) for node in nodes} & {And, Or, Near}) > 1 or isinstance(tree, And):
        yield "binding"
