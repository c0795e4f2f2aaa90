"""Takes the body of an article out of a page's tree, and says what was cut around it.

In: the tree, what the page says of itself, its lines. Out: the body's paragraphs as lines, and all
that was taken off: furniture by `clean`, the title and standfirst above the dateline, lines that
stand in the page's own lists of other stories, runs of links. trafilatura finds the text; where it
finds too little beside the paragraphs the page shows, it is asked again to keep more.

Cannot do: a list of other stories without links, class or heading looks like a part of the article.
"""

import re
from collections import Counter
from html import unescape

import trafilatura
from lxml import etree

from analysis.corpus import clean, dates, outlets
from analysis.corpus.readers import credits, loose
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.markup import Said, string

_SHORT = 40  # words; below this trafilatura is asked again, to keep more
_THIN = 0.6  # share of the page's paragraphs below which a body is thin
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_PER_WORD = 3  # letters of a script without spaces that count as a word
_PARAGRAPH = 15  # words of a line that is taken for a paragraph of the article
_SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
_LABEL_END = re.compile(r"[.!?…,;][\"”’')\]]*$")
_BULLET = re.compile(r"^[\s•*–-]+")
_SITE_FIRST = re.compile(r"^[\w.]+ ?: ")
_HEADING = re.compile(r"\bh[2-6]\b")
_IN_PARAGRAPH = re.compile(
    r"(?<![\w-])(?:p|li|h[1-6])(?![\w-])|caption|figure|photo|foto|image|summary|author|button"
)
_ALIKE = 50  # letters by which two sentences are taken for one
_HEAD_LINES = 4  # lines of a body among which a title, a name or a date may still stand
_MOST_ABOVE = 60  # words above a dateline that may be a standfirst
_START_LINES = 5  # lines of a body within which its dateline stands


def body(tree: etree._Element, page: Said, title: str, lines: list[Line]) -> tuple[str, str]:
    """Return the body without furniture, title and standfirst, and what was cut."""
    kept, cut = clean.cut_furniture(_text(tree, page, lines))
    told = credits.joined([line for line in kept.split("\n") if line.strip()])
    spare = _above(told, title) | _of_others(told, lines) | _links(told, lines)
    spare |= _standfirst_below(told, page, lines)
    return _parted(told, spare, cut)


def without_head(text: str, cut: str, known: list[str]) -> tuple[str, str]:
    """Cut lines above the body that only repeat what is known: names, the date as printed."""
    told = text.split("\n")
    spellings = {outlets.spelling(k) for k in known if k}
    spare = set()
    for i, line in enumerate(told[:_HEAD_LINES]):
        if len(line) > 120 or not _is_known(line, spellings):
            break
        spare.add(i)
    return _parted(told, spare, cut) if spare else (text, cut)


def _is_known(line: str, spellings: set[str]) -> bool:
    if outlets.spelling(line) in spellings or credits.roles(line):
        return True
    words = re.findall(r"[^\W\d_]+", line)
    return len(words) < 8 and re.search(r"\d{4}", line) is not None and _is_stamp(line)


def _is_stamp(line: str) -> bool:
    found = dates.parse(line)
    return found.on is not None and not line.endswith(".")


def _parted(told: list[str], spare: set[int], cut: str) -> tuple[str, str]:
    kept = "\n".join(line for i, line in enumerate(told) if i not in spare)
    return kept, "\n".join(filter(None, [cut, *(told[i].strip() for i in sorted(spare))]))


def length(text: str) -> int:
    """Count the words of a text, three letters to a word where a script sets no spaces."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // _PER_WORD


def _text(tree: etree._Element, page: Said, lines: list[Line]) -> str:
    text = _with_lead(_extract(tree, precision=True), tree, lines)
    shown = [line.text for line in lines if _is_paragraph(line)]
    if length(text) < _SHORT or length(text) < _THIN * sum(map(length, shown)):
        more = _extract(tree, precision=False)
        text = (
            max(text, more, key=lambda t: _agreement(t, shown))
            if shown
            else max(text, more, key=len)
        )
    stated = unescape(string(page.article.get("articleBody", "")))
    if length(stated) > 2 * length(text) and "<" not in stated:
        text = stated
    return text


def _with_lead(text: str, tree: etree._Element, lines: list[Line]) -> str:
    """Put the lead before a text that begins below it: loose text, set in paragraphs, is found."""
    plain = {_plain(line)[:_ALIKE] for line in text.split("\n") if line.strip()}
    heads = [i for i, line in enumerate(lines) if line.is_heading]
    top = heads[-1] + 1 if heads else 0
    kept = (i for i in range(top, len(lines)) if lines[i].text[:_ALIKE] in plain)
    first = next(kept, top)
    if not any(_is_loose_lead(line) for line in lines[top:first]):
        return text
    whole = _extract(loose.paragraphed(tree), precision=True).split("\n")
    start = next((line for line in text.split("\n") if line.strip()), "")
    lead = whole[: whole.index(start)] if start in whole else [] if start else whole
    return "\n".join([*lead, text])


def _is_loose_lead(line: Line) -> bool:
    """Say whether a line reads as a first paragraph and stands in no element of a paragraph."""
    is_loose = not (line.is_aside or line.is_link or line.is_heading)
    is_loose = is_loose and not _IN_PARAGRAPH.search(line.marks)
    return is_loose and (_is_paragraph(line) or _opens(line.text))


def _opens(text: str) -> bool:
    return len(text.split()) >= _PARAGRAPH and credits.dateline(text) is not None


def _extract(tree: etree._Element, *, precision: bool) -> str:
    found = trafilatura.extract(tree, include_comments=False, favor_precision=precision)
    return found or ""


def _is_paragraph(line: Line) -> bool:
    is_of_article = not (line.is_aside or line.is_link)
    return (
        is_of_article
        and len(line.text.split()) >= _PARAGRAPH
        and _SENTENCE_END.search(line.text) is not None
    )


def _agreement(text: str, shown: list[str]) -> float:
    """Return how well a text and the page's paragraphs agree, by their words, from 0 to 1."""
    ours, theirs = Counter(text.split()), Counter(" ".join(shown).split())
    both = sum((ours & theirs).values())
    return 2 * both / max(1, sum(ours.values()) + sum(theirs.values()))


def _above(told: list[str], title: str) -> set[int]:
    """Find lines above the body that repeat the title or stand before its dateline."""
    named = outlets.spelling(title)
    spare = {i for i, line in enumerate(told[:_HEAD_LINES]) if outlets.spelling(line) == named}
    start = next((i for i, line in enumerate(told[:_START_LINES]) if credits.dateline(line)), 0)
    is_short = sum(len(line.split()) for line in told[:start]) < _MOST_ABOVE
    return spare | set(range(start)) if is_short else spare


def _standfirst_below(told: list[str], page: Said, lines: list[Line]) -> set[int]:
    """Find the page's description at the end of the body, where it is set as a heading."""
    description = page.meta.get("description") or page.meta.get("og:description", "")
    said = outlets.spelling(_SITE_FIRST.sub("", description))[:_ALIKE]
    if len(said) < _ALIKE:
        return set()
    headings = {
        outlets.spelling(line.text)[:_ALIKE] for line in lines if _HEADING.search(line.marks)
    }
    last = range(max(_HEAD_LINES, len(told) - _HEAD_LINES), len(told))
    alike = {i for i in last if outlets.spelling(told[i])[:_ALIKE] == said}
    return alike if said in headings else set()


def _of_others(told: list[str], lines: list[Line]) -> set[int]:
    """Find lines of the body that the page sets among other stories, where they are few."""
    beside = {line.text for line in lines if line.is_aside and len(line.text) > 15}
    beside -= {line.text for line in lines if not line.is_aside}
    return _few({i for i, line in enumerate(told) if _plain(line) in beside}, told)


def _links(told: list[str], lines: list[Line]) -> set[int]:
    """Find runs of lines that are nothing but links, with the label above, where they are few."""
    linked = {line.text for line in lines if line.is_link and len(line.text) > 15}
    linked -= {line.text for line in lines if not line.is_link}
    found: set[int] = set()
    run: list[int] = []
    for i, line in enumerate([*told, ""]):
        if _plain(line) in linked:
            run.append(i)
            continue
        if len(run) > 1 or (run and i == len(told)):
            found.update(run, _label(told, run[0] - 1))
        run = []
    return _few(found, told)


def _label(told: list[str], i: int) -> set[int]:
    is_label = i > 0 and len(told[i]) < 60 and not _LABEL_END.search(told[i])
    return {i} if is_label else set()


def _plain(line: str) -> str:
    return " ".join(_BULLET.sub("", line).split())


def _few(found: set[int], told: list[str]) -> set[int]:
    words = sum(len(told[i].split()) for i in found)
    return found if words * 4 < sum(len(line.split()) for line in told) else set()
