"""What each term, rule and concept of a lexicon or query does to the result.

In: marked articles and the instrument that marked them. Out: one row a term or part: where it
stands, what it finds alone, and what the marks would be without it. That is no guess: the articles
that can change are marked anew with the part struck out.

Cannot do: say what two parts do together. Two terms that stand in the same articles each look
needless, and without both the articles are lost.
"""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from tqdm.auto import tqdm

from analysis.words.entries import Lexicon, Rule
from analysis.words.hits import Tools, may_count, tools
from analysis.words.mark import mentions
from analysis.words.match import Hit, Matcher, Words, candidates
from analysis.words.weigh import weigh

Marker = Callable[[pd.DataFrame], list[bool]]


class Part(NamedTuple):
    """A part that can be struck out: its kind (term, rule, concept), its name and concept.

    `marker` tells of articles whether they are on the issue without it; `reach` names the articles
    (by article_id) that can change.
    """

    kind: str
    name: str
    concept: str
    marker: Marker
    reach: frozenset[str]


class Instrument(NamedTuple):
    """A lexicon or query taken apart.

    `hits` has one row an article and term: article_id, term, concept, mentions (those that no
    context speaks against), is_counted. `core` names the terms that count alone, `forms` all words
    and phrases that are looked for.
    """

    hits: pd.DataFrame
    core: frozenset[str]
    parts: tuple[Part, ...]
    forms: tuple[str, ...]


class Struck(NamedTuple):
    """A matcher that no longer sees some patterns; what a text holds is kept in `known`."""

    matcher: Matcher
    struck: frozenset[int]
    known: dict[str, "Seen"]

    @property
    def patterns(self) -> list:
        """Return the patterns of the matcher, struck ones too, so that numbers stay."""
        return self.matcher.patterns

    def read(self, text: str) -> Words:
        """Return the words of a text, found once for all parts."""
        if text not in self.known:
            self.known[text] = _seen(text, self.matcher)
        return self.known[text].words

    def find(self, words: Words) -> list[Hit]:
        """Return the hits of the patterns that are left."""
        self.read(words.text)
        return [hit for hit in self.known[words.text].hits if hit.which not in self.struck]


class Seen(NamedTuple):
    """A passage with its words and the hits of all patterns in them."""

    words: Words
    hits: list[Hit]


class Held(NamedTuple):
    """Which articles hold each pattern, by its number, and what each of their passages holds."""

    articles: dict[int, set[str]]
    passages: dict[str, Seen]


def of_lexicon(marked: pd.DataFrame, lexicon: Lexicon) -> Instrument:
    """Return a lexicon taken apart: its terms that occur, its rules and its concepts."""
    kit = tools(lexicon)
    places = {*candidates(marked["title"], kit.anchors), *candidates(marked["text"], kit.anchors)}
    # Without an anchor there is no evidence, and striking a part out adds no anchor.
    within = marked.iloc[sorted(places)]
    found = mentions(marked, lexicon).assign(is_counted=lambda t: ~t["is_avoided"])
    hits = found.groupby(["article_id", "term", "concept"], as_index=False).agg(
        mentions=("is_counted", "sum"), is_counted=("is_counted", "any")
    )
    core = {t.form for t in lexicon.terms if lexicon.concepts[t.concept].role == "core"}
    held = _held(kit, within)
    whole = kit._replace(matcher=Struck(kit.matcher, frozenset(), held.passages))
    parts = [*_words_of(kit, held), *(_rule(whole, rule, held) for rule in lexicon.rules)]
    return Instrument(hits, frozenset(core), tuple(parts), tuple(t.form for t in kit.terms))


def _held(kit: Tools, within: pd.DataFrame) -> Held:
    """Return where patterns stand, in the articles whose words can be evidence.

    With fewer words the others cannot be evidence either.
    """
    held = Held({}, {})
    for name, *passages in zip(within["article_id"], within["title"], within["text"]):
        found = {passage: _seen(passage, kit.matcher) for passage in passages}
        hits = [hit for seen in found.values() for hit in seen.hits]
        if may_count(hits, kit):
            held.passages.update(found)
            for hit in hits:
                held.articles.setdefault(hit.which, set()).add(name)
    return held


def _seen(text: str, matcher: Matcher) -> Seen:
    words = matcher.read(text)
    return Seen(words, matcher.find(words))


def _words_of(kit: Tools, held: Held) -> list[Part]:
    """Return the terms and concepts that stand in an article that can change."""
    roles = kit.lexicon.concepts
    occur = [i for i in sorted(held.articles) if i < len(kit.terms)]
    parts = [
        _struck("term", kit.terms[i].form, [i], kit, held)
        for i in occur
        if roles[kit.terms[i].concept].role != "helper"
    ]
    for name in dict.fromkeys(kit.terms[i].concept for i in occur):
        of = [i for i in occur if kit.terms[i].concept == name]
        parts.append(_struck("concept", name, of, kit, held))
    return parts


def _struck(kind: str, name: str, terms: list[int], kit: Tools, held: Held) -> Part:
    """Return a term or concept as a part; phrases to avoid void nothing without their term."""
    matcher = Struck(kit.matcher, frozenset(terms), held.passages)
    reach = frozenset().union(*(held.articles[i] for i in terms))
    concept = kit.terms[terms[0]].concept
    return Part(kind, name, concept, _marker(kit._replace(matcher=matcher)), reach)


def _rule(kit: Tools, rule: Rule, held: Held) -> Part:
    """Return a rule as a part: without it nothing changes where its anchor does not stand."""
    anchors = [i for i in held.articles if i < len(kit.terms)]
    anchors = [i for i in anchors if kit.terms[i].concept in kit.members[rule.anchor]]
    reach = frozenset().union(*(held.articles[i] for i in anchors))
    kept = kit.lexicon._replace(rules=tuple(r for r in kit.lexicon.rules if r.name != rule.name))
    return Part("rule", rule.name, rule.anchor, _marker(kit._replace(lexicon=kept)), reach)


def _marker(kit: Tools) -> Marker:
    def marker(articles: pd.DataFrame) -> list[bool]:
        pairs = zip(articles["title"], articles["text"])
        return [weigh(title, text, kit).level > 0 for title, text in pairs]

    return marker


def effects(marked: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return one row a part: how many articles the issue would lose and gain without it.

    Columns: kind, name, concept, lost, gained, articles_without, share_without (of all articles
    read, NaN where none was).
    """
    total, on_issue = len(marked), int(marked["is_issue"].sum())
    rows = []
    for part in tqdm(instrument.parts, leave=False, disable=None, desc="without each part"):
        before = marked[marked["article_id"].isin(part.reach)]
        pairs = list(zip(before["is_issue"], part.marker(before)))
        lost = sum(was and not now for was, now in pairs)
        gained = sum(now and not was for was, now in pairs)
        left = on_issue - lost + gained
        rows.append((part.kind, part.name, part.concept, lost, gained, left))
    columns = ["kind", "name", "concept", "lost", "gained", "articles_without"]
    table = pd.DataFrame(rows, columns=columns)
    table["share_without"] = table["articles_without"] / total if total else float("nan")
    return table
