"""Elements that Atom and RSS share, for what neither says by itself."""

from collections.abc import Iterator

from aggregator.model.item import Picture
from aggregator.publish.carriage import Appearance
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.feedgen_additions import DC, HISTORY, MEDIA, Element


def media_content(picture: Picture) -> Element:
    """Return the picture as `media:content` with its caption and credit (Media RSS 1.5.1)."""
    plain = {"type": "plain"}
    words = (
        Element(f"{MEDIA}description", picture.caption, plain),
        Element(f"{MEDIA}credit", picture.credit),
    )
    return Element(
        f"{MEDIA}content",
        attributes={
            "url": picture.url,
            "medium": "image",
            "type": picture.media_type,
            "width": _number(picture.width),
            "height": _number(picture.height),
            "fileSize": _number(picture.length),
        },
        children=tuple(word for word in words if word.text),
    )


def archive_mark(feed: Feed) -> tuple[Element, ...]:
    """Return what says that a document is an archive (RFC 5005, 4); nothing in the feed itself."""
    return () if feed.paging.number is None else (Element(f"{HISTORY}archive"),)


def enclosures(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    """Return the pictures that may be enclosures: those whose media type is known, which all formats require."""
    return tuple(picture for picture in pictures if picture.media_type)


def credits_of(entry: Entry) -> tuple[Element, ...]:
    """Return who had a hand in it beside its authors: the agency whose copy it is, the desk that handled it.

    Dublin Core and not a namespace of our own: what reads feeds knows it already. The agency is its publisher, for
    the W3C's validator takes `dc:source` for another `source`, which is the feed that an entry comes from.
    """
    agency = Element(f"{DC}publisher", entry.agency)
    desk = Element(f"{DC}contributor", entry.desk)
    return tuple(one for one in (agency, desk) if one.text)


def linked(entry: Entry) -> Iterator[tuple[str, Appearance]]:
    """Yield the carriers to link with the relation of each: `via` the copy's source, `related` whoever else has it."""
    via = entry.via
    if via is not None:
        yield "via", via
    for carrier in entry.carriers[1:]:
        if carrier.url and carrier != via:
            yield "related", carrier


def _number(value: int | None) -> str | None:
    return str(value) if value and value > 0 else None
