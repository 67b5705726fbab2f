"""A feed as RSS 2.0, by the RSS Advisory Board's profile."""

import re
from typing import Any

from aggregator.publish.dates import in_rfc822, in_rfc3339
from aggregator.publish.elements import archive_mark, credits_of, enclosures, linked, media_content
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.feedgen_additions import ATOM, DC, Element, start_rss
from aggregator.publish.site import Site

MEDIA_TYPE = "application/rss+xml"

_MARKUP = re.compile(rb"(<(?:description|content:encoded)>[^<]*<)")
"""The elements whose text is HTML."""


def render(feed: Feed, site: Site) -> bytes:
    """Return the feed as an RSS document; withdrawn entries leave it, for RSS has no tombstones."""
    generator = start_rss()
    generator.title(feed.title)
    generator.description(feed.words.feed_description.format(title=feed.title))
    generator.language(feed.language)
    generator.link(href=feed.url("rss.xml"), rel="self", type=MEDIA_TYPE)
    generator.link(
        href=feed.page_url, rel="alternate", type="text/html"
    )  # feedgen takes the last one for RSS
    built = Element("lastBuildDate", in_rfc822(feed.updated))
    hub = (_link("hub", feed.hub),) if feed.hub else ()
    others = (_link(rel, href, type=MEDIA_TYPE) for rel, href in feed.links("rss.xml"))
    generator.additions.elements = (built, *others, *hub, *archive_mark(feed))
    for entry in feed.entries:
        _write(generator.add_entry(order="append"), entry, site)
    return _with_plain_references(generator.rss_str())


def _with_plain_references(document: bytes) -> bytes:
    """Return the document with `&` and `<` of plain texts as hexadecimal references, as the profile wants them.

    Readers that unescape a headline twice then still show it as it is (Advisory Board's profile, "Character Data").
    """
    parts = _MARKUP.split(document)  # text and markup take turns
    parts[::2] = [part.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;") for part in parts[::2]]
    return b"".join(parts)


def _write(target: Any, entry: Entry, site: Site) -> None:  # noqa: ANN401  # feedgen ships no types
    target.guid(entry.id, permalink=False)
    target.title(entry.title)
    target.link(href=entry.url)
    if entry.summary_html and entry.summary_html != entry.content_html:
        target.description(entry.summary_html, isSummary=True)
    if entry.content_html:
        target.content(entry.content_html)
    target.category(
        [_category(category.label or category.term, category.scheme) for category in entry.categories]
    )
    for picture in enclosures(entry.pictures)[:1]:
        target.enclosure(picture.url, length=picture.length or 0, type=picture.media_type)
    if entry.origin and (entry.origin.feed_url or entry.origin.home_url):
        target.source(url=entry.origin.feed_url or entry.origin.home_url, title=entry.origin.outlet)
    target.additions.elements = _additions(entry, site)


def _additions(entry: Entry, site: Site) -> tuple[Element, ...]:
    plain = (
        Element("pubDate", in_rfc822(entry.published)),
        Element(f"{ATOM}updated", in_rfc3339(entry.updated)),
        *(Element(f"{DC}creator", name) for name in entry.signatures or (site.name,)),
        Element(f"{DC}language", entry.language),
        Element(f"{DC}rights", entry.copyright),
    )
    carried = (_link(rel, carrier.url, title=carrier.label) for rel, carrier in linked(entry))
    said = (element for element in plain if element.text)
    return (*said, *carried, *map(media_content, entry.pictures), *credits_of(entry))


def _link(rel: str, href: str | None, **attributes: str | None) -> Element:
    return Element(f"{ATOM}link", attributes={"href": href, "rel": rel, **attributes})


def _category(name: str, domain: str | None) -> dict[str, str]:
    return {"term": name, "scheme": domain} if domain else {"term": name}
