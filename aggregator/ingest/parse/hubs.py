"""What a document itself says of push: the hubs that deliver it, and its own address (WebSub, 4)."""

from collections.abc import Iterable

from aggregator.ingest.parse.elements import Element, children
from aggregator.ingest.parse.fields import Fields, fields_of, join_link, list_in, string_in
from aggregator.ingest.parse.webpage import WebPage, attribute
from aggregator.model.websub import Offer

HUBS_LIMIT = 8
"""Hubs that are looked at."""

LINKS_LIMIT = 200
"""Links of a head that are looked at."""

Link = tuple[str | None, str | None]
"""Its `rel` and its `href`."""


def hubs_of_feed(head: Element, base_url: str) -> Offer | None:
    """Return what the links of an Atom feed, or the `atom:link`s of a channel, offer."""
    # `atom10:` is FeedBurner's prefix, which some copy without declaring it
    elements = children(head, "atom:link", "link", "atom10:link")
    return _offer(((element.get("rel"), element.get("href")) for element in elements), base_url)


def hubs_of_jsonfeed(feed: Fields, base_url: str) -> Offer | None:
    """Return what a JSON Feed offers in `hubs`; its own address is its `feed_url` (JSON Feed 1.1)."""
    hubs = [
        ("hub", string_in(hub, "url"))
        for hub in map(fields_of, list_in(feed, "hubs"))
        if (string_in(hub, "type") or "").lower() == "websub"
    ]
    return _offer([*hubs, ("self", string_in(feed, "feed_url"))], base_url)


def hubs_of_page(page: WebPage) -> Offer | None:
    """Return what the `<link>`s in a page's head offer; in its body anybody may have written one."""
    nodes = page.tree.css("head link[rel][href]")
    return _offer(((attribute(node, "rel"), attribute(node, "href")) for node in nodes), page.url)


def _offer(links: Iterable[Link], base_url: str) -> Offer | None:
    hubs: list[str] = []
    topic: str | None = None
    for _, (rel, href) in zip(range(LINKS_LIMIT), links, strict=False):
        relations = (rel or "").lower().split()
        address = join_link(base_url, (href or "").strip())
        if address is not None and not address.isprintable():
            continue  # JSON can write lone surrogates, which nothing can store
        if address and "hub" in relations:
            hubs.append(address)
        if address and "self" in relations and topic is None:
            topic = address
    return Offer(tuple(dict.fromkeys(hubs))[:HUBS_LIMIT], topic) if hubs else None
