"""Cuts page furniture out of bodies and the site's name and address off headlines.

In: a text as scraped. Out: the text and what was cut, so that a wrong cut can be seen. What counts
as furniture is data (`boilerplate`). Whole lines, bracketed pieces, teaser lists and the desk's
initials go; a sentence inside quotation marks stays.

Cannot do: a teaser glued into a paragraph is cut only as far as its words look like a headline.
"""

import re

from analysis.corpus import boilerplate

_FULL_STOP = re.compile(r"[.!?…][\"”’')\]]*$")
_GLUED = re.compile(
    r"(?:^|(?<=[.!?\"”’)]))(\s*)((?:baca|simak|lihat)\s+(?:juga|pula)\s*:\s*|(?-i:Baca|BACA)\s*:\s*"
    r"|(?-i:BERITA TERKINI)\s*:?\s+)(?=\S)",
    re.I,
)
_INITIALS = re.compile(
    r"(?:(?<=[.!?”\"])[ \xa0]{0,2}|(?<=\n))\("
    r"(?!(?:afp|ap|antara|reuters|bernama|dpa|efe|upi|xinhua)\b)"
    r"[a-z]{2,4}[0-9]{0,2}(?:/[a-z0-9]{2,6}){1,3}\)$"
)
_END = 40  # characters at the end of a text among which initials stand
_GAP = re.compile(r"[ ,]*")
_WORD = re.compile(r"\S+")
_SMALL_ID = "di ke dari dan yang untuk dengan pada oleh atau dalam ini itu vs bagi akan tak tidak"
_SMALL_OTHER = "soal usai saat jadi karena sampai para si sang per the of in to for and on at by"
_SMALL = frozenset(f"{_SMALL_ID} {_SMALL_OTHER}".split())


def cut_furniture(text: str) -> tuple[str, str]:
    """Return the body without page furniture, and what was cut, one piece a line.

    Furniture of all three languages is cut: an Indonesian page may carry English buttons.
    """
    has_pieces = boilerplate.may_hold(text)
    lines = text.split("\n")
    if not has_pieces and not boilerplate.any_whole(lines):
        return _without_initials(text)
    kept, cut = _sorted(lines, has_pieces=has_pieces)
    if not cut:
        return _without_initials(text)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    body, initials = _without_initials(body)
    return body, "\n".join([*cut, *filter(None, [initials])])


def _without_initials(text: str) -> tuple[str, str]:
    """Cut the initials of the desk, "(mar/jpnn)", behind the last sentence of a text."""
    found = _INITIALS.search(text, max(0, len(text) - _END)) if text.endswith(")") else None
    return (text[: found.start()].rstrip(), found[0].strip()) if found else (text, "")


def _sorted(lines: list[str], *, has_pieces: bool) -> tuple[list[str], list[str]]:
    """Return what is kept of each line, and what is cut."""
    kept: list[str] = []
    cut: list[str] = []
    in_block = False
    for line in lines:
        bare = line.strip()
        if not bare:
            kept.append("")
            continue
        first = boilerplate.first_word(bare)
        in_block = (in_block and _is_teaser(bare)) or boilerplate.opens_block(bare, first)
        if in_block or boilerplate.is_line(bare, first):
            cut.append(bare)
            continue
        if has_pieces and boilerplate.is_marked(bare):
            cut.append(bare)
            continue
        rest, pieces = _cut_pieces(line) if has_pieces else (line, [])
        cut += pieces
        kept.append(rest.rstrip() if pieces else line)
    return kept, cut


def is_furniture(line: str) -> bool:
    """Say whether a whole line is furniture by itself."""
    return boilerplate.is_whole(line.strip()) or boilerplate.is_marked(line.strip())


def _is_teaser(bare: str) -> bool:
    """Say whether a line in a list of other stories is one of them and not a paragraph."""
    words = [w for w in re.findall(r"[^\W\d_]+", bare) if len(w) > 3]
    is_titled = sum(w[0].isupper() for w in words) * 2 > len(words)
    if _FULL_STOP.search(bare):
        return is_titled and len(bare) < 120 and bare[-1] in "?!"
    return len(bare) <= 100 or (is_titled and len(bare) <= 200)


def _without(line: str, found: list[re.Match]) -> str:
    """Return the line with a space for each match."""
    edges = [0, *(edge for match in found for edge in match.span()), len(line)]
    return " ".join(line[a:b] for a, b in zip(edges[::2], edges[1::2]))


def _cut_pieces(line: str) -> tuple[str, list[str]]:
    found = boilerplate.pieces(line)
    pieces = [m[0].strip() for m in found if m[0].strip()]
    line = re.sub(r"[ \t]{2,}", " ", _without(line, found)) if pieces else line
    line, glued = _cut_glued(line) if boilerplate.holds_label(line) else (line, [])
    return line, pieces + glued


def _cut_glued(line: str) -> tuple[str, list[str]]:
    """Cut headlines that follow a teaser label; inside quotation marks it is somebody's speech."""
    kept, cut, done = [], [], 0
    seen = curled = straight = 0
    for match in _GLUED.finditer(line):
        at = match.start(2)
        curled += line.count("“", seen, at) - line.count("”", seen, at)
        straight += line.count('"', seen, at)
        seen = at
        if at < done or curled > 0 or straight % 2:
            continue
        end = _headline_end(line, match.end())
        cut.append(line[at:end].strip())
        kept.append(line[done : match.start()])
        done = _GAP.match(line, end).end()
    return " ".join([*kept, line[done:]]).strip() if cut else line, cut


def _headline_end(line: str, start: int) -> int:
    """Follow words that look like a headline; the sentence after it starts where they stop."""
    last_capital = end = start
    for word in _WORD.finditer(line, start):
        bare = word[0].strip(".,:;!?\"'“”‘’()-–")
        is_lower = bare[:1].islower() and bare not in _SMALL
        if is_lower:
            # the capital before a lower-case word already begins the next sentence
            return last_capital
        if bare[:1].isupper():
            last_capital = word.start()
        end = word.end()
        if re.search(r"[.!?]$", word[0]) and len(bare) > 3:
            return end
    return end


_ENTITY = re.compile(r"&(?:amp|quot|#0?39|nbsp);")
_ADDRESS = re.compile(r"https?://([^\s›/]+)(?:\s*›.*|/\S*)?\s*$", re.S | re.I)
_AGE = re.compile(r"(?<=\S)(\d{1,2} (?:minutes?|hours?|days?|weeks?|months?|years?) ago)$")
_LEADING_SITE = re.compile(r"^((?:[a-z0-9-]+\.)+(?:com|net|org|info|news|tv))(?=[A-Z“\"‘'])")
_BARRED_SITE = re.compile(
    r"\s*[|–—-]\s*(?:[a-z0-9-]+\.)+(?:com|net|org|info|news|tv|co|id|my|co\.id|com\.my|co\.uk)$",
    re.I,
)
_GLUED_NAME = re.compile(r"(?<= \.\.\.)[A-Z0-9][^.|]{1,40}$|(?<=[a-z?!’'])[WK][A-Z]{2,3}(?:-TV)?$")
_OPENERS = "(“‘\"'@#-/&"
_JOINT = re.compile(r"\s*(?:\s[|–—»·-]|\|)\s*$")


def cut_title(title: str, outlet: str = "") -> tuple[str, str]:
    """Return the headline without the site's name and address glued to it, and what was cut.

    `outlet` is the outlet's name or domain where it is known: its name at the end of the headline
    goes too. A title that is nothing but furniture gives "".

    >>> cut_title("Harbour raid frees tenexample.comhttps://www.example.com › news › harb...")
    ('Harbour raid frees ten', 'example.comhttps://www.example.com › news › harb...')
    """
    kept = title.rstrip()
    names = [outlet] if outlet else []
    if address := _ADDRESS.search(kept):
        host = re.sub(r"^www\.", "", address[1].lower())
        labels = ["", *host.split(".")]
        kept = _without_site(kept[: address.start()], [host, ".".join(labels[-2:])])
        names.append(labels[-2])
    else:
        kept = _without_search_marks(kept, outlet)
    if "." in kept:
        kept = _BARRED_SITE.sub("", kept)
    kept = _once(_without_name(kept, names)).strip(" |")
    if kept.startswith(("http:", "https:")) and " " not in kept:
        kept = ""
    if kept == title.strip():
        return kept, ""
    start = title.find(kept)
    return kept, f"{title[:start]}{title[start + len(kept) :]}".strip()


def _without_search_marks(kept: str, outlet: str) -> str:
    """Cut what a search page glues to a headline that shows no address: site, age, call sign."""
    aged = _AGE.sub("", kept) if kept.endswith("ago") else kept
    if outlet and aged != kept and aged.startswith(outlet):
        aged = aged[len(outlet) :]
    return _GLUED_NAME.sub("", _LEADING_SITE.sub("", aged))


def _without_site(kept: str, domains: list[str]) -> str:
    """Cut the domain glued to the end, and the same domain after a bar before it."""
    for _ in range(2):
        for domain in domains:
            if kept.lower().endswith(domain):
                kept = _JOINT.sub("", kept[: -len(domain)].removesuffix("www."))
    return kept


def _without_name(kept: str, names: list[str]) -> str:
    """Cut the outlet's name at the end where a bar or a lost space shows it is not a word."""
    for name in names:
        kept = _cut_name(kept, name)
    return kept


def _cut_name(kept: str, name: str) -> str:
    wanted = _letters(re.sub(r"^the\s+", "", name.lower()))
    if len(wanted) < 3 or not _letters(kept[-len(name) - 12 :]).endswith(wanted):
        return kept
    start = _start_of(kept, wanted)
    before = re.sub(r"(?:^|(?<=[^A-Z\s])|\s)The $", "", kept[:start])
    if not before.strip():
        return kept
    is_barred = _JOINT.search(before) is not None
    is_glued = before == before.rstrip() and kept[start].isupper() and not before[-1].isupper()
    return (
        _JOINT.sub("", before)
        if is_barred or (is_glued and before[-1] not in "(“\"'@#-/&.")
        else kept
    )


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _start_of(kept: str, wanted: str) -> int:
    """Return where in `kept` its last len(wanted) letters and digits begin."""
    left, at = len(wanted), len(kept)
    while left:
        at -= 1
        left -= kept[at].isalnum()
    return at


def _once(kept: str) -> str:
    """Return a headline printed twice in a row once."""
    half = len(kept) // 2
    is_double = len(kept) % 2 == 0 and half > 9 and kept[:half] == kept[half:]
    return kept[:half] if is_double else kept


_MOJIBAKE = re.compile(r"‚Ä.|[¬√].")
_ENDS = (r"[a-z)%0-9]{2}[.!?:]", r"[.!?,:][\"”’']", r"[A-Z]{3}[.!?]", r"[a-z] :", r"[,)”][.]")
_BEFORE = "|".join(f"(?<={end}{gap},)" for end in _ENDS for gap in ("", " "))
_COMMA_JOINT = re.compile(rf",(?:{_BEFORE})(?:[ \xa0]?,)*(?=[\"“‘'(]?[A-Z0-9#])")
_LOST_PLACE = re.compile(r"^[\s,]*,[\s,]*[-–—][\s,]*|^\s*[-–—](?=[\s,])[\s,]*|^\s*,[\s,]*(?=\w)")


def tidy(text: str) -> tuple[str, str]:
    """Return the text with the marks of a careless scrape repaired, and which repairs were made.

    Commas that stand for paragraph breaks become breaks, the dash left of a lost dateline goes,
    letters wrongly decoded as Mac Roman are decoded again. No word is changed or lost. The second
    value is "" or names the repairs, for the ledger.
    """
    done = []
    if "¬" in text or "‚Ä" in text or "√" in text:
        text, before = _MOJIBAKE.sub(_decoded, text), text
        done += ["wrongly decoded letters"] * (text != before)
    if "," in text:
        text, joints = _COMMA_JOINT.subn("\n\n", text)
        text = text.rstrip(" ,\n\xa0") if joints else text
        done += ["commas in place of paragraph breaks"] * bool(joints)
    if text[:1] in " ,-–—\n":
        text, dashes = _LOST_PLACE.subn("", text)
        done += ["rest of a lost dateline"] * bool(dashes)
    return text, "; ".join(done)


def _decoded(match: re.Match) -> str:
    try:
        return match[0].encode("mac_roman").decode("utf-8").replace("\xa0", " ")
    except UnicodeError:
        return match[0]
