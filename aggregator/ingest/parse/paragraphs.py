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
    """Return the paragraphs that stand together and say most, as HTML; None if the page has none."""
    groups: dict[int, list[LexborNode]] = defaultdict(list)
    for node in page.tree.css("p, h2, h3, h4, blockquote")[:PARAGRAPHS_LIMIT]:
        parent = node.parent
        if parent is not None and not _stands_around(node):
            groups[parent.mem_id].append(node)
    best = max(groups.values(), key=_weight, default=[])
    lines = [
        f"<{node.tag}>{html.escape(text, quote=False)}</{node.tag}>"
        for node in best
        if (text := text_of(node))
    ]
    return "\n".join(lines) if _weight(best) else None


def _stands_around(node: LexborNode) -> bool:
    ancestor = node.parent
    while ancestor is not None:
        if ancestor.tag in _AROUND:
            return True
        ancestor = ancestor.parent
    return False


def _weight(nodes: list[LexborNode]) -> int:
    lengths = (len(text_of(node) or "") for node in nodes if node.tag == "p")
    return sum(length for length in lengths if length >= SHORTEST_PARAGRAPH)
