"""The text of an article by its paragraphs alone: a modest reading for where trafilatura is not installed."""

import html
from collections import defaultdict

from selectolax.lexbor import LexborNode

from aggregator.ingest.parse.webpage import WebPage, text_of

SHORTEST_PARAGRAPH = 25
"""Characters below which a paragraph says nothing about where the article is: "Advertisement", "Share this"."""
PARAGRAPHS_LIMIT = 2_000
_AROUND = frozenset({"nav", "aside", "footer", "header", "form", "figure", "figcaption"})
"""Elements whose paragraphs are none of the article's (https://html.spec.whatwg.org/multipage/sections.html)."""


def paragraphs_in(page: WebPage) -> str | None:
    """Return the paragraphs of the element that says most, as HTML; None if the page has none."""
    container = _container(page)
    if container is None:
        return None
    nodes = container.css("p, h2, h3, h4, blockquote, li")[:PARAGRAPHS_LIMIT]
    lines = [
        f"<{node.tag}>{html.escape(text, quote=False)}</{node.tag}>"
        for node in nodes
        if not _stands_around(node) and not _holds_paragraphs(node) and (text := text_of(node))
    ]
    return "\n".join(lines) or None


def _container(page: WebPage) -> LexborNode | None:
    """Return the element whose paragraphs say most; those one element further down count half.

    Outlets wrap parts of an article between which they put advertisements.
    """
    weights: dict[int, float] = defaultdict(float)
    containers: dict[int, LexborNode] = {}
    for node in page.tree.css("p")[:PARAGRAPHS_LIMIT]:
        weight = len(text_of(node) or "")
        if weight < SHORTEST_PARAGRAPH or _stands_around(node):
            continue
        for share, ancestor in ((1.0, node.parent), (0.5, node.parent.parent if node.parent else None)):
            if ancestor is not None:
                weights[ancestor.mem_id] += weight * share
                containers[ancestor.mem_id] = ancestor
    best = max(weights, key=lambda key: weights[key], default=None)
    return None if best is None else containers[best]


def _holds_paragraphs(node: LexborNode) -> bool:
    return node.tag != "p" and node.css_first("p") is not None


def _stands_around(node: LexborNode) -> bool:
    ancestor = node.parent
    while ancestor is not None:
        if ancestor.tag in _AROUND:
            return True
        ancestor = ancestor.parent
    return False
