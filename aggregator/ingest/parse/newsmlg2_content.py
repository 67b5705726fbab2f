"""The text and the pictures of a NewsML-G2 item, from the renditions that it comes in."""

import html
from collections.abc import Iterator

from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.newsmlg2_subjects import first_code
from aggregator.ingest.parse.wiremarkup import content_as_html, markup_within, plain_as_html
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    first_text,
    local_name,
    one_line,
    texts,
    whole_number,
    within,
)
from aggregator.model.item import Picture

_SUMMARIES = ("summary", "abstract", "teaser", "intro", "synthe", "", "caption")
"""Roles of descriptions, the best summary first; a caption sums up where nothing else does (TT, Reuters)."""
_STATISTICS = frozenset({"sports-content", "sportscontent", "events", "schedule"})
"""Sports data and calendars inside a news item: numbers, not prose."""
_RENDITIONS = ("thumb", "web", "preview", "view", "low", "base", "high", "filed", "original")
"""Parts of the names of renditions, the smallest first."""


def is_text(item: Element) -> bool:
    """Return whether an item is text; one that does not say is."""
    return first_code(item, "itemmeta", "itemclass") in {"text", None}


def body_of(item: Element, *, headline: str | None) -> str | None:
    """Return the text of the first rendition that has one: elements before escaped markup before plain text."""
    for kind in ("inlinexml", "inlinedata"):
        for inline in within(item, "contentset", kind):
            markup = _inline(inline, headline)
            if markup:
                return markup
    return None


def summary_of(item: Element) -> str | None:
    """Return the best description of an item as HTML."""
    described = [*within(item, "contentmeta", "description")]
    for role in _SUMMARIES:
        for description in described:
            if _is_role(description, role) and (markup := content_as_html(description)):
                return markup
    return None


def pictures_of(item: Element, *, credit: str | None) -> tuple[Picture, ...]:
    """Return an item's picture in its best rendition, with caption and credit; the icon where it has no other."""
    remote = [one for one in within(item, "contentset", "remotecontent") if _is_image(one, item)]
    icons = [one for one in within(item, "contentmeta", "icon") if _is_image(one, item)]
    best = max(remote or icons, key=_size, default=None)
    if best is None:
        return ()
    is_picture = first_code(item, "itemmeta", "itemclass") == "picture"
    return (
        Picture(
            url=attribute(best, "href") or "",
            caption=_caption(item) if is_picture else None,
            credit=_credit(item, credit) if is_picture else None,
            media_type=attribute(best, "contenttype"),
            width=whole_number(attribute(best, "width")),
            height=whole_number(attribute(best, "height")),
            length=whole_number(attribute(best, "size")),
        ),
    )


def _inline(inline: Element, headline: str | None) -> str | None:
    root = next((child for child in inline if local_name(child)), None)
    if root is None:
        return plain_as_html(text_of(inline))
    match local_name(root):
        case "nitf":
            bodies = [*below(root, "body.content")] or [*within(root, "body")]
        case "html":
            bodies = [*within(root, "body")] or [root]
        case name if name in _STATISTICS:
            bodies = []
        case _:
            bodies = [inline]
    parts = (markup_within(body, headline=headline) for body in bodies)
    return "".join(markup for markup in parts if markup) or None


def _is_role(description: Element, role: str) -> bool:
    written = (attribute(description, "role") or "").rpartition(":")[2].lower()
    return written == role if not role else role in written


def _is_image(remote: Element, item: Element) -> bool:
    kind = attribute(remote, "contenttype")
    if attribute(remote, "href") is None:
        return False
    if kind is not None:
        return kind.lower().startswith("image/")
    return first_code(item, "itemmeta", "itemclass") == "picture"


def _size(remote: Element) -> tuple[int, int]:
    rendition = (attribute(remote, "rendition") or "").lower()
    rank = max((place for place, name in enumerate(_RENDITIONS) if name in rendition), default=-1)
    return whole_number(attribute(remote, "width")) or 0, rank


def _caption(item: Element) -> str | None:
    described = [*within(item, "contentmeta", "description")]
    captions: Iterator[Element] = (one for one in described if _is_role(one, "caption"))
    caption = first_text(captions) or first_text(described)
    return html.escape(caption, quote=False) if caption else None


def _credit(item: Element, creditline: str | None) -> str | None:
    people = texts(within(item, "contentmeta", "by"))
    photographer = next(iter(people), None)
    if photographer is None or creditline is None or photographer.lower() in creditline.lower():
        return one_line(creditline or photographer)
    return f"{photographer}/{creditline}"
