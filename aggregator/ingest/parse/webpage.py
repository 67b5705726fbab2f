"""An HTML page as a tree, made small enough that whatever a server sends is read in linear time."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode

from aggregator.ingest.parse.appearance import describe, head, is_html
from aggregator.model.poll import Body, NotAFeed

READ_LIMIT = 8_000_000
"""Bytes of a page that are looked at; what stands behind them is its scripts' data."""
HTML_LIMIT = 1_000_000
"""Characters of a page that are read once its scripts, styles and drawings are out: the text of a long book."""
ELEMENTS_LIMIT = 15_000
"""Elements that are read; the largest pages of news have 10,000."""
DEPTH_LIMIT = 300
"""Elements inside one another that are read; of what stands deeper the rest of the page is left out."""

_DATA = re.compile(r"application/ld\+json", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style|svg|template)\b([^<>]{0,2000})>", re.IGNORECASE)
_CLOSING = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "svg", "template")
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_FLAT = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    | {"p", "li", "td", "th", "tr", "dt", "dd", "option", "path", "rect", "circle"}
)
"""Elements that do not nest, or that HTML closes by itself: they make nothing deep."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """One HTML page: where it came from, its markup without scripts and styles, and its tree."""

    url: str
    markup: str
    tree: LexborHTMLParser
    data: tuple[str, ...]
    """What its `application/ld+json` scripts hold."""


def read_webpage(body: Body) -> WebPage | NotAFeed:
    """Return a body as a page, or what it looks like if it is none."""
    if not is_html(head(body)):
        return NotAFeed(describe(body))
    _, text = html_to_unicode(body.media_type, body.content[:READ_LIMIT])
    markup, data = _without_scripts(text.replace("\x00", ""))
    markup = _bounded(markup)
    return WebPage(url=body.url, markup=markup, tree=LexborHTMLParser(markup), data=data)


def text_of(node: LexborNode | None) -> str | None:
    """Return the text of an element on one line, None if there is none."""
    return " ".join(node.text().split()) or None if node is not None else None


def attribute(node: LexborNode | None, name: str) -> str | None:
    """Return an attribute without white space around it, None if it is missing or blank."""
    value = node.attributes.get(name) if node is not None else None
    return value.strip() or None if value else None


def address(page: WebPage, link: str | None) -> str | None:
    """Return a link of the page as an absolute address of the web, None if it is none."""
    try:
        joined = urljoin(page.url, (link or "").strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if link and parts.scheme in {"http", "https"} and parts.hostname else None


def host_of(url: str) -> str:
    """Return the host of an address as two addresses of one site share it: without `www.`, `m.` and `amp.`."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", host)


def _without_scripts(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the markup without what nobody reads, and what its JSON-LD scripts hold."""
    kept: list[str] = []
    data: list[str] = []
    position = 0
    while opening := _SILENT.search(text, position):
        closing = _CLOSING[opening.group(1).lower()].search(text, opening.end())
        kept.append(text[position : opening.start()])
        end = closing.start() if closing else len(text)
        if _DATA.search(opening.group(2)):
            data.append(text[opening.end() : end])
        position = closing.end() if closing else len(text)
    return "".join([*kept, text[position:]]), tuple(data)


def _bounded(markup: str) -> str:
    """Return a page cut where it has more characters, elements or depth than any that is written for people."""
    depth = 0
    for count, tag in enumerate(_TAG.finditer(markup, 0, HTML_LIMIT)):
        if tag.group(2).lower() not in _FLAT:
            depth += -1 if tag.group(1) else 1
        if depth > DEPTH_LIMIT or count > 2 * ELEMENTS_LIMIT:
            return markup[: tag.start()]
    return markup[:HTML_LIMIT]
