"""Makes plain text of a piece of HTML such as feeds carry in their items.

In: a string with tags and entities, or plain text. Out: its words, a line for each block, without
scripts, styles and comments.

Cannot do: tell a tag from the same signs meant literally ("a <b> c" loses its <b>); it does not
look for the article in a whole page (`html.read_html_page` does).
"""

import re
from html import unescape

from lxml import etree
from lxml import html as lxml_html

_TAG = re.compile(r"<[a-zA-Z/!?]")
_HIDDEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
}


def plain(markup: str) -> str:
    """Return the text of a piece of HTML; text without tags comes back with entities resolved."""
    if "<" not in markup and "&" not in markup:
        return _lines(markup)
    if not _TAG.search(markup):
        return _lines(unescape(markup))
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    content = f"<div>{markup}</div>".encode("utf-8", "replace")
    try:
        tree = lxml_html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        return ""  # nothing but a broken tag
    if any(e.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for e in parser.error_log):
        return _lines(_without_tags(markup))  # the parser stops at a depth of 2,048 tags
    etree.strip_elements(tree, *_HIDDEN, with_tail=False)
    return _lines("".join(_pieces(tree)))


def _without_tags(markup: str) -> str:
    """Cut tags by their signs alone, whatever their depth."""
    first, *parts = markup.split("<")
    pieces, hidden = [first], ""
    for part in parts:
        tag, _, text = part.partition(">")
        name = next(iter(tag.lower().split()), "")
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in _HIDDEN:
            hidden = name
        if not hidden:
            pieces.append(text)
    return unescape("\n".join(pieces))


def _pieces(tree: etree._Element) -> list[str]:
    pieces: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        is_block = node.tag in _BLOCKS
        pieces.append("\n" if is_block else "")
        pieces.append((node.text if event == "start" else node.tail) or "")
    return pieces


def _lines(text: str) -> str:
    told = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in told if line)
