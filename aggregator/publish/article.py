"""A story's text as a page shows it: fewer elements than feeds carry, so that none breaks the page around it."""

import re

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

_TAGS = {
    *(
        "p",
        "div",
        "br",
        "hr",
        "h2",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "q",
        "cite",
        "pre",
        "code",
    ),
    *("figure", "figcaption", "img", "a", "b", "strong", "i", "em", "s", "small", "sub", "sup", "abbr"),
    *("time", "table", "caption", "thead", "tbody", "tr", "th", "td", "ins", "del"),
}
"""What a text is made of; landmarks, outlets' own columns and boxes are let go, and what they hold stays."""

_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(/?)(?:address|article|aside|center|details|footer|header|hgroup|main|nav|section|summary)\b[^>]*>",
    re.IGNORECASE,
)
"""What a page has of its own, or has no use for: in a text it is a block like others."""
_PARENTS = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}}
"""Elements that say nothing outside of these."""
_MENDED = re.compile(r"<(?:a|img|li|dt|dd|ul|ol|dl|table)\b")
"""What `_mend` looks for, and tables, which move what they cannot hold: a text without needs no second parser."""

# made once: to make one costs as much as to clean a text
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    link_rel="noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


def article_html(html: str | None) -> str:
    """Return sanitised HTML as a page shows it: one level of headings, each picture with its words and loaded late.

    A link without words (a picture that leads to itself) is let go, for it says nothing when it is read aloud.
    """
    if not html:
        return ""
    plain = _CLEANER.clean(_BLOCK.sub(r"<\1div>", _HEADING.sub(r"<\1h2>", html)))
    return _mended(plain) if _MENDED.search(plain) else plain.strip()


def _mended(html: str) -> str:
    """Return cleaned HTML with its pictures, links and lists as a page can show them."""
    tree = LexborHTMLParser(html)
    is_moved = _mend(tree)
    body = _body(tree)
    # read once more: a heading out of a list may stand in a heading
    return _body(LexborHTMLParser(body)) if is_moved else body


def _body(tree: LexborHTMLParser) -> str:
    return (tree.body.inner_html or "").strip() if tree.body is not None else ""


def _mend(tree: LexborHTMLParser) -> bool:
    """Mend what a page cannot show; return whether anything stands elsewhere now."""
    for image in tree.css("img"):
        image.attrs["alt"] = image.attributes.get("alt") or ""
        image.attrs["loading"] = "lazy"
        image.attrs["decoding"] = "async"
    for link in tree.css("a"):
        if not link.text().strip() and not any(image.attributes.get("alt") for image in link.css("img")):
            link.unwrap(delete_empty=True)
    items = tree.css("li, dt, dd")
    for node in items:
        if _parent(node) not in _PARENTS[node.tag or ""]:
            node.unwrap(delete_empty=True)
    lists = tree.css("ul, ol, dl")
    for list_ in lists:
        _keep_items(list_)
    return bool(items or lists)


def _parent(node: LexborNode) -> str | None:
    return node.parent.tag if node.parent else None


def _keep_items(list_: LexborNode) -> None:
    """Unwrap a list that holds anything but items: read aloud, it would be none."""
    items = {"dt", "dd"} if list_.tag == "dl" else {"li"}
    children = [
        child for child in list_.iter(include_text=True) if child.tag != "-text" or child.text().strip()
    ]
    if any(child.tag not in items for child in children):
        for child in children:
            if child.tag in items:
                child.unwrap(delete_empty=True)
        list_.unwrap(delete_empty=True)
