"""A feed as Atom 1.0 (RFC 4287) with deleted entries (RFC 6721)."""

from typing import Any

from aggregator.model.item import Picture
from aggregator.publish.carriage import Origin
from aggregator.publish.dates import in_rfc3339
from aggregator.publish.elements import archive_mark, credits_of, enclosures, linked, media_content
from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.feed import Feed
from aggregator.publish.feedgen_additions import TOMBSTONES, Element, start
from aggregator.publish.site import Site

MEDIA_TYPE = "application/atom+xml"


def render(feed: Feed, site: Site) -> bytes:
    """Return the feed as an Atom document."""
    generator = start()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.updated(feed.updated)
    generator.language(feed.language)
    generator.author(name=site.name)
    generator.link(href=feed.url("atom.xml"), rel="self", type=MEDIA_TYPE)
    generator.link(href=feed.page_url, rel="alternate", type="text/html")
    for rel, href in feed.links("atom.xml"):
        generator.link(href=href, rel=rel, type=MEDIA_TYPE)
    if feed.hub:
        generator.link(href=feed.hub, rel="hub")
    generator.additions.elements = (*archive_mark(feed), *map(_tombstone, feed.tombstones))
    for entry in feed.entries:
        _write(generator.add_entry(order="append"), entry, site)
    document: bytes = generator.atom_str()
    return document


def _write(target: Any, entry: Entry, site: Site) -> None:  # noqa: ANN401  # feedgen ships no types
    target.id(entry.id)
    target.title(entry.title)
    target.updated(entry.updated)
    target.published(entry.published)
    target.author([{"name": name} for name in entry.signatures or (site.name,)])
    target.link(href=entry.url)
    if entry.content_html:
        target.content(entry.content_html, type="html")
    if entry.summary_html and entry.summary_html != entry.content_html:
        target.summary(entry.summary_html, type="html")
    if not entry.content_html:
        target.summary(entry.title, type="text")  # an entry without content should have one (RFC 4287, 4.1.2)
    target.category(
        [_category(category.term, category.scheme, category.label) for category in entry.categories]
    )
    target.rights(entry.copyright)
    target.additions.language = entry.language
    target.additions.elements = _additions(entry)


def _additions(entry: Entry) -> tuple[Element, ...]:
    carried = (
        _link(rel, carrier.url, type="text/html", title=carrier.label) for rel, carrier in linked(entry)
    )
    attached = map(_enclosure, enclosures(entry.pictures))
    source = (_source(entry.origin),) if entry.origin else ()
    return (*carried, *attached, *source, *map(media_content, entry.pictures), *credits_of(entry))


def _source(origin: Origin) -> Element:
    links = (
        _link("self", origin.feed_url),
        _link("alternate", origin.home_url, type="text/html"),
    )
    return Element(
        "source",
        children=(
            Element("id", origin.id),
            Element("title", origin.outlet),
            Element("updated", in_rfc3339(origin.updated)),
            *(link for link in links if link.attributes["href"]),
        ),
    )


def _link(rel: str, href: str | None, **attributes: str | None) -> Element:
    return Element("link", attributes={"href": href, "rel": rel, **attributes})


def _enclosure(picture: Picture) -> Element:
    length = str(picture.length) if picture.length else None
    return _link("enclosure", picture.url, type=picture.media_type, length=length)


def _category(term: str, scheme: str | None, label: str | None) -> dict[str, str]:
    named = {"term": term, "scheme": scheme, "label": label}
    return {name: value for name, value in named.items() if value}


def _tombstone(tombstone: Tombstone) -> Element:
    when = in_rfc3339(tombstone.deleted_at)
    return Element(f"{TOMBSTONES}deleted-entry", attributes={"ref": tombstone.id, "when": when})
