"""Sets text that stands loose beside the paragraphs of a page in paragraphs of its own.

In: the element tree of a page. Out: a copy of it. Many sites print the lead bare in the element of
the body, before the first paragraph; trafilatura takes it for no part of the article.

Cannot do: loose text in an element that holds no paragraph is left as it is.
"""

from copy import deepcopy

from lxml import etree

from analysis.corpus.readers.layout import INLINE

_LEAST = 8  # words outside links of a text that is set in a paragraph


def paragraphed(tree: etree._Element) -> etree._Element:
    """Return a copy of a tree in which text that stands beside paragraphs is in paragraphs."""
    copied = deepcopy(tree)
    parents = {id(n): n for p in copied.iter("p") if (n := p.getparent()) is not None}
    for parent in parents.values():
        if parent.tag not in INLINE:
            _set(parent)
    return copied


def _set(parent: etree._Element) -> None:
    """Set each run of text and inline elements of an element in a paragraph."""
    children = list(parent)
    run = _begun(parent.text)
    parent.text = None
    for node in children:
        parent.remove(node)
    for node in children:
        if not isinstance(node.tag, str) or node.tag in INLINE or node.tag == "br":
            run.append(node)
            continue
        tail, node.tail = node.tail, None
        _end(parent, run)
        parent.append(node)
        run = _begun(tail)
    _end(parent, run)


def _begun(text: str | None) -> etree._Element:
    run = etree.Element("p")
    run.text = text
    return run


def _end(parent: etree._Element, run: etree._Element) -> None:
    """Put a run back: as a paragraph where it is prose, else as it was."""
    shown = [
        run.text,
        *(n.tail for n in run),
        *("".join(n.itertext()) for n in run if _is_plain(n)),
    ]
    if sum(len(text.split()) for text in shown if text) >= _LEAST:
        parent.append(run)
        return
    if run.text and len(parent):
        parent[-1].tail = (parent[-1].tail or "") + run.text
    elif run.text:
        parent.text = (parent.text or "") + run.text
    for node in list(run):
        parent.append(node)


def _is_plain(node: etree._Element) -> bool:
    is_element = isinstance(node.tag, str)
    return is_element and node.tag != "a" and node.find(".//a") is None
