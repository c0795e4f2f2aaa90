"""Says which lines around the headline of an HTML page may print the article's own day.

In: the lines of a page and the line of its headline. Out: answers about single lines: whether it
stands between the headline and the first paragraph, whether the page calls it a date, whether it is
next to a link to another story.

Cannot do: a day that stands alone below the headline is believed, though it may be any other.
"""

import re
from datetime import date

from analysis.corpus import datewords as words
from analysis.corpus.readers.layout import Line
from analysis.corpus.readers.names import persons

DATED = re.compile(r"\d.*(?:19|20)\d\d|(?:19|20)\d\d.*\d|\d{1,2}[/.-]\d{1,2}[/.-]\d\d\b")
CLOCK = re.compile(r"\d[:.]\d\d(?![\d.])")
_DATE_MARK = re.compile(
    r"\bdate|date\b|\btime\b|tanggal|tarikh|datum|publish|\bwaktu\b|datetime|timestamp|\bposted"
    r"|\bcreated|_date|_time|-time\b|postmeta|post-meta|entry-meta|article-meta|submitted"
)
_CAPTION_MARK = re.compile(r"caption|figure|photo|foto|credit|image")
_DATE_LABEL = re.compile(
    r"(?:date|datum|tanggal|tarikh|published|posted|tayang|terbit|diterbitkan|dipublikasikan"
    r"|dimuat|disiarkan)\b\s*(?:on\b|pada\b)?\s*:?\s*\S",
    re.I,
)
_OWN_MARK = re.compile(
    r"publish|pubdate|(?:entry|post|article|artikel|detail|read)[\w-]{0,20}?[_-](?:date|time|tanggal|waktu)\b"
    r"|(?:entry|post|article)-?(?:meta|info|header)|\bdate-header"
)
_IN_ARTICLE = re.compile(r"(?<![\w-])article(?![\w-])")
_PUBLISHED_ITEM = re.compile(r"datepublished|\bpubdate\b")
_OF_TODAY = re.compile(r"\bheader\b|top-?(?:bar|nav|menu)|masthead|today|hari-?ini|current-?date")
_BUTTON = re.compile(
    r"(?:follow|ikuti|bagikan|share|kongsi|gabung|join|add|tambah|jadikan|simpan|tulis|lihat|view"
    r"|leave|post|komentar|kirim|comment|\d)",
    re.I,
)
_OTHERS = re.compile(
    r"(?:(?:berita |artikel )?(?:terpopul[ae]r|populer|popular|terkini|terbaru|terkait|lainnya"
    r"|related|trending)|most (?:read|popular|viewed))\b.{0,20}$",
    re.I,
)
_SENTENCE_END = re.compile(r"[a-z\d”\"’)][.!?][\"”’')]{0,2}$")
_STAMP_WORDS = frozenset(
    (*words.MONTHS, *words.WEEKDAYS, *words.HOURS, *words.LABELS,
     "pukul", "jam", "am", "pm", "on", "at", "last", "pada", "tanggal", "th", "st", "nd", "rd",
     "the", "of", "by", "oleh", "hari")
)  # fmt: skip
_ABOVE, _BELOW = 5, 14  # lines around the headline in which a printed day is looked for
_PARAGRAPH, _SENTENCE = 15, 8  # words of a line that is prose, of one that ends as a sentence does
_TEASER, _TITLE = 4, 2  # words of a link that leads to another story, where links are few
_NAME = 5  # words beyond which a link is no name either


def beside(lines: list[Line], at: int) -> list[Line]:
    """Return the lines between the headline and the first paragraph that no teaser is next to."""
    end = first_paragraph(lines, at)
    return [
        line
        for i, line in enumerate(lines)
        if is_beside(i, at)
        and i < end
        and (i >= at or _is_named(line))
        and not is_by_teaser(lines, i, is_sure=_is_sure(lines, i, at))
    ]


def is_beside(i: int, at: int) -> bool:
    """Say whether line `i` stands beside the headline's line `at`."""
    return at >= 0 and at - _ABOVE <= i <= at + _BELOW


def first_paragraph(lines: list[Line], at: int) -> int:
    """Return the line of the first prose below the headline; a standfirst above a date is none.

    The label of a list of other stories ends the head of an article as well.
    """
    below = range(max(at, 0) + 1, len(lines))
    prose = (i for i in below if _is_prose(lines[i]) or _OTHERS.match(lines[i].text))
    first = next(prose, len(lines))
    return next(prose, len(lines)) if _opens_date(lines, first + 1) else first


def _opens_date(lines: list[Line], start: int) -> bool:
    """Say whether a date follows within three lines, and the body's paragraphs after it."""
    for i, line in enumerate(lines[start : start + 3], start):
        if _is_prose(line):
            return False
        is_bare = CLOCK.search(line.text) is not None and not other_words(line.text)
        is_date = DATED.search(line.text) and (is_bare or is_marked(line))
        if is_date and not is_by_teaser(lines, i, is_sure=False):
            return sum(map(_is_prose, lines[i + 1 : i + 1 + _BELOW])) > 1
    return False


def _is_prose(line: Line) -> bool:
    is_other = line.is_heading or line.is_aside or line.is_link or is_caption(line)
    words_ = len(line.text.split())
    is_sentence = words_ >= _SENTENCE and _SENTENCE_END.search(line.text) is not None
    return not is_other and (words_ >= _PARAGRAPH or is_sentence)


def is_marked(line: Line) -> bool:
    """Say whether the page calls a line a date, by its elements' names or in words."""
    return bool(_DATE_MARK.search(line.marks) or _DATE_LABEL.match(line.text))


def is_caption(line: Line) -> bool:
    """Say whether a line stands at a picture."""
    return _CAPTION_MARK.search(line.marks) is not None


def _is_named(line: Line) -> bool:
    return is_called_published(line) or _OWN_MARK.search(line.marks) is not None


def is_called_published(line: Line) -> bool:
    """Say whether the page calls a line the day of publication, in words or for machines."""
    return bool(_DATE_LABEL.match(line.text) or _PUBLISHED_ITEM.search(line.marks))


def is_published_far(lines: list[Line], i: int) -> bool:
    """Say whether a line away from the headline gives the day of publication in so many words."""
    around = [line for line in lines[max(0, i - 2) : i + 2] if line.is_link]
    is_listed = any(_is_teaser(line.text, least=_TITLE) for line in around)
    is_listed = is_listed or is_by_teaser(lines, i, is_sure=False)
    return is_called_published(lines[i]) and not is_listed


def is_own(lines: list[Line], i: int, at: int, on: date) -> bool:
    """Say whether a day beside the headline is the article's and not today's or another story's."""
    line, has_clock = lines[i], CLOCK.search(lines[i].text) is not None
    if is_by_teaser(lines, i, is_sure=_is_sure(lines, i, at)):
        return False
    is_named = _is_named(line)
    if i >= at:
        is_of_today = _OF_TODAY.search(line.marks) is not None and not line.is_heading
        return is_named or has_clock or not is_of_today
    is_today = on >= date.today() or _OF_TODAY.search(line.marks) is not None
    is_inside = is_marked(line) or _IN_ARTICLE.search(line.marks) is not None
    return is_named or (is_inside and has_clock and not is_today)


def _is_sure(lines: list[Line], i: int, at: int) -> bool:
    """Say whether form or place make a line the headline's whatever link is next to it."""
    is_date = is_marked(lines[i]) or CLOCK.search(lines[i].text) is not None
    return is_date and i > at and lines[i - 1].is_heading


def is_by_teaser(lines: list[Line], i: int, *, is_sure: bool) -> bool:
    """Say whether a link to another story stands in a line or, unless sure, above or below it."""
    owned = [text for text, owner in lines[i].parts if owner == "a" or owner.startswith("a ")]
    above = lines[i - 1] if i else None
    around = [] if is_sure else [above, lines[i + 1] if i + 1 < len(lines) else None]
    linked = [o.text for o in around if o and o.is_link and not o.is_heading]
    return any(map(_is_teaser, [*owned, *linked]))


def _is_teaser(text: str, least: int = _TEASER) -> bool:
    words_ = re.findall(r"[^\W\d_]+", text)
    is_name = len(words_) <= _NAME and bool(persons(text))
    is_button = _BUTTON.match(text) is not None
    return len(words_) >= least and not (is_name or is_button or DATED.search(text))


def is_stamp(text: str, *, is_marked: bool = False) -> bool:
    """Tell a printed stamp from a sentence that names a day: few words stand beside it."""
    has_clock = CLOCK.search(text) is not None
    most = (8 if has_clock else 4) if is_marked else 6 if has_clock else 1
    return other_words(text) <= most


def other_words(text: str) -> int:
    """Count the words that are no part of a date."""
    return sum(w not in _STAMP_WORDS for w in re.findall(r"[^\W\d_]{2,}", text.lower()))
