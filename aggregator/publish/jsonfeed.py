"""A feed as JSON Feed 1.1."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.model.item import Picture
from aggregator.publish.carriage import Appearance
from aggregator.publish.dates import in_rfc3339
from aggregator.publish.elements import enclosures
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.markup import plain_text
from aggregator.publish.site import Site

MEDIA_TYPE = "application/feed+json"

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def render(feed: Feed, site: Site) -> bytes:
    """Return the feed as a JSON document; what is unknown is left out."""
    document: dict[str, Json] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url("feed.json"),
        "next_url": next((href for rel, href in feed.links("feed.json") if rel == "next"), None),
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    return write(_known(document), [_item(entry, site) for entry in feed.entries])


def write(feed: Mapping[str, Any], items: Sequence[Any]) -> bytes:
    """Return a JSON Feed, an item a line; `items` must be there, also where it is empty."""
    # Not json's `indent`, for which it leaves C for Python.
    head = _ENCODE(feed)[:-1]
    lines = ",\n".join(map(_ENCODE, items))
    return f'{head}, "items": [\n{lines}\n]}}\n'.encode()


def _item(entry: Entry, site: Site) -> Json:
    picture = entry.pictures[0] if entry.pictures else None
    item: dict[str, Json] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        **_content(entry),
        "summary": plain_text(entry.summary_html) if entry.summary_html else None,
        "image": picture.url if picture else None,
        "date_published": in_rfc3339(entry.published),
        "date_modified": in_rfc3339(entry.updated),
        "authors": [{"name": name} for name in entry.signatures or (site.name,)],
        "tags": [category.label or category.term for category in entry.categories],
        "language": entry.language,
        "attachments": [_attachment(picture) for picture in enclosures(entry.pictures)],
        "_aggregator": _extension(entry, picture),
    }
    return _known(item)


def _content(entry: Entry) -> dict[str, Json]:
    """Return the content; an item must have one (JSON Feed 1.1, items), so a headline alone is its own text."""
    return {"content_html": entry.content_html} if entry.content_html else {"content_text": entry.title}


def _attachment(picture: Picture) -> Json:
    return _known({"url": picture.url, "mime_type": picture.media_type, "size_in_bytes": picture.length})


def _extension(entry: Entry, picture: Picture | None) -> Json:
    carriers: list[Json] = [_carrier(carrier) for carrier in entry.carriers]
    words: Json = (
        {"caption": picture.caption, "credit": picture.credit, "alt": picture.alt} if picture else None
    )
    return {
        "status": str(entry.status),
        "notice": entry.notice.text if entry.notice else None,
        "agency": entry.agency,
        "desk": entry.desk,
        "copyright": entry.copyright,
        "carriers": carriers,
        "via": entry.via.url if entry.via else None,
        "change": entry.revision.change if entry.revision else None,
        "picture": words,
    }


def _carrier(carrier: Appearance) -> Json:
    return {
        "outlet": carrier.outlet,
        "url": carrier.url,
        "source": carrier.source,
        "title": carrier.title,
        "since": in_rfc3339(carrier.since) if carrier.since else None,
        "version": carrier.version,
    }


def _known(members: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in members.items() if value is not None and value != []}
