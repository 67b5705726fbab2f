"""What is new in a feed since a version of it that a client has (RFC 3229 with the `feed` manipulation).

Of earlier versions digests of their entries are remembered, never the entries: no killed word is kept for it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, Final

from aggregator.publish import jsonfeed

_SIZE: Final = 8
"""Bytes of an entry's digest: two entries of one feed that share one would be a wonder."""

_ENTRIES: Final[Mapping[str, re.Pattern[bytes]]] = {
    "application/rss+xml": re.compile(rb"(<item>.*?</item>)", re.DOTALL),
    "application/atom+xml": re.compile(rb"(<entry[ >].*?</entry>)", re.DOTALL),
}
"""Media type -> its entries; text is escaped in our feeds, so that no other place looks like one."""

_JSON: Final = "application/feed+json"


def has_deltas(media_type: str) -> bool:
    """Return whether documents of this type have entries."""
    kind = _kind(media_type)
    return kind == _JSON or kind in _ENTRIES


def digest_entries(media_type: str, content: bytes) -> bytes:
    """Return the digests of a feed's entries, one after another."""
    return b"".join(map(_digest, _entries(_kind(media_type), content)))


def make_delta(media_type: str, content: bytes, known: bytes) -> bytes | None:
    """Return the feed with those entries alone whose digests are not known; None where that is all of them."""
    old = {known[place : place + _SIZE] for place in range(0, len(known), _SIZE)}
    kind = _kind(media_type)
    if all(_digest(entry) not in old for entry in _entries(kind, content)):
        return None
    if kind == _JSON:
        return _filter_json(content, lambda entry: _digest(entry) not in old)
    parts = _ENTRIES[kind].split(content)  # entries stand at the odd places
    return b"".join(part for place, part in enumerate(parts) if place % 2 == 0 or _digest(part) not in old)


def wants_delta(a_im: str) -> bool:
    """Return whether an `A-IM` header takes `feed` (RFC 3229, 10.5.3)."""
    for element in a_im.lower().split(","):
        name, _, parameters = element.partition(";")
        if name.strip() == "feed":
            weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", parameters)
            return weight is None or float(weight[1]) > 0
    return False


def _kind(media_type: str) -> str:
    return media_type.partition(";")[0]


def _entries(kind: str, content: bytes) -> Iterable[bytes]:
    if kind == _JSON:
        return map(_packed, _items(content))
    return _ENTRIES[kind].findall(content)


def _filter_json(content: bytes, is_new: Callable[[bytes], bool]) -> bytes:
    feed = json.loads(content)
    items = [item for item in feed["items"] if is_new(_packed(item))]
    return jsonfeed.write({name: value for name, value in feed.items() if name != "items"}, items)


def _items(content: bytes) -> list[Any]:
    """Return the items of a JSON Feed; of what is none, nothing: the folder may hold a stranger's file."""
    try:
        feed = json.loads(content)
    except ValueError:
        return []
    return list(feed.get("items", ())) if isinstance(feed, dict) else []


def _packed(item: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    return json.dumps(item, sort_keys=True).encode()


def _digest(entry: bytes) -> bytes:
    return blake2b(entry, digest_size=_SIZE).digest()
