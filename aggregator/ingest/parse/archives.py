"""Where a feed says that its older entries are: archived and paged feeds (RFC 5005)."""

from lxml import etree

from aggregator.ingest.parse.elements import Element, children, name_of
from aggregator.ingest.parse.fields import join_link

_HEADS = frozenset({"channel", "feed", "atom:feed"})
_LINKS = ("link", "atom:link")
_OLDER = ("prev-archive", "next")
"""Sections 4 and 3: the archive before this document; the next page of a feed that is cut into pages."""


def find_older(root: Element | None, url: str) -> str | None:
    """Return the address of the document with the entries before these, None where the feed names none."""
    try:
        head = None if root is None else _head(root)
        links = [] if head is None else [dict(link.attrib) for link in children(head, *_LINKS)]
    except (etree.LxmlError, ValueError):  # names and texts that are not even UTF-8
        return None
    for relation in _OLDER:
        for link in links:
            if str(link.get("rel", "")).strip().lower() == relation and link.get("href"):
                return join_link(url, str(link["href"]).strip())
    return None


def _head(root: Element) -> Element | None:
    if name_of(root) in _HEADS:
        return root
    return next(children(root, *_HEADS), None)
