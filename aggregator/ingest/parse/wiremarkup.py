"""The words of a wire document as HTML: NITF's elements, XHTML's, and those of two agencies' own, as one."""

import html
import re

from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.escape import escape_paragraphs
from aggregator.ingest.parse.wirexml import attribute, local_name, one_line

_WORDS = re.compile(r"\S+")
_KEPT = frozenset(
    _WORDS.findall(
        "p br hr em strong b i u q a ul ol li dl dt dd table thead tbody tfoot tr th td caption pre blockquote "
        "code sub sup h1 h2 h3 h4 h5 h6 img figure figcaption abbr cite div section small s del ins"
    )
)
_RENAMED = {
    # NITF 3.6 (https://www.iptc.org/std/NITF/3.6/documentation/); `mellis` and `citat` are TT's
    "hl1": "h2",
    "hl2": "h3",
    "bq": "blockquote",
    "mellis": "h3",
    "citat": "p",
    "col": "td",
}
_LEFT_OUT = frozenset(
    # what is no part of the text: pictures are read apart, headers repeat the metadata, notes are for editors
    ["head", "script", "style", "title", "media", "header", "footer", "nav", "note", "rubrik", "dat"]
)
_LEFT_OUT_CLASSES = frozenset({"notepad", "embargoed"})
"""dpa's notes for editors inside the text (dpa-G2)."""
_ATTRIBUTES = ("href", "src", "alt", "title", "colspan", "rowspan", "width", "height")
_VOID = frozenset({"br", "hr", "img"})
_HEADINGS = frozenset({"h1", "h2", "h3", "hl1", "hl2"})


def markup_within(element: Element, *, headline: str | None = None) -> str | None:
    """Return what an element holds as HTML, without a heading that only repeats the headline; None if nothing."""
    markup = _inside(element, headline).strip()
    return markup if any(not character.isspace() for character in _without_tags(markup)) else None


def plain_as_html(words: str) -> str | None:
    """Return the text of a file that calls itself plain as HTML; agencies send HTML under that name (ANSA)."""
    has_tags = any(f"<{name}" in words.lower() for name in ("p>", "p ", "br", "div", "table"))
    return (words.strip() if has_tags else escape_paragraphs(words)) or None


def content_as_html(element: Element, *, headline: str | None = None) -> str | None:
    """Return an element's content as HTML, be it elements, escaped markup or plain text."""
    if any(local_name(child) for child in element):
        return markup_within(element, headline=headline)
    return plain_as_html(text_of(element))


def _inside(element: Element, headline: str | None) -> str:
    pieces = [_escape(element.text)]
    for child in element:
        pieces.append(_outside(child, headline))
        pieces.append(_escape(child.tail))
    return "".join(pieces)


def _outside(element: Element, headline: str | None) -> str:
    name = local_name(element)
    if not name:  # an entity that nobody has defined, or whose definition is the document's own
        return html.escape(str(element.text or ""), quote=False)
    if _is_left_out(element, name, headline=headline):
        return ""
    tag = _RENAMED.get(name, name)
    if tag not in _KEPT:
        return _inside(element, headline)
    attributes = "".join(_attribute(element, key) for key in _ATTRIBUTES)
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{_inside(element, headline)}</{tag}>"


def _is_left_out(element: Element, name: str, *, headline: str | None) -> bool:
    if name in _LEFT_OUT or _LEFT_OUT_CLASSES & set(str(element.get("class") or "").split()):
        return True
    return name in _HEADINGS and headline is not None and one_line(text_of(element)) == headline


def _attribute(element: Element, key: str) -> str:
    value = attribute(element, key)
    return f' {key}="{html.escape(value)}"' if value is not None else ""


def _escape(words: str | None) -> str:
    return html.escape(words or "", quote=False)


def _without_tags(markup: str) -> str:
    # a picture counts as something
    return "".join(piece.rpartition(">")[2] for piece in markup.replace("<img", ">img").split("<"))
