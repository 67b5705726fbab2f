"""What feeds show of a story, as bytes for the store: what places ask of each, its row, the entry, and its formats.

All of it is compressed together, for each format says the same text once more. Of a hundred entries in a feed the whole
is read of the few that a page shows at length: to read JSON into a hundred of them took longer than to join the feed.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from aggregator.publish.carriage import Home
from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.listed import Listed
from aggregator.publish.shown import Shown

_QUICK = 1
"""zlib's level: what is written is read a few times, not a million."""


def encode_shown(shown: Shown) -> bytes:
    """Return what a story shows as `decode_listed` reads it."""
    return zlib.compress(_pack(_parts_of(shown)), _QUICK)


def decode_listed(document: bytes) -> Listed | Tombstone | None:
    """Return what a story shows in feeds and lists; None of one that subscribers may not know of."""
    head, *rest = _unpack(zlib.decompress(document))
    match json.loads(head.decode()):
        case [id_, title, updated, has_copy, has_picture, related, outlets, home]:
            row, whole, *written = rest
            return Listed(
                id=id_,
                title=title,
                updated=datetime.fromisoformat(updated),
                has_copy=has_copy,
                has_picture=has_picture,
                related=tuple(related),
                outlets=outlets,
                home=Home(*home) if home else None,
                written=tuple(written),
                row=row.decode(),
                whole=whole,
            )
        case [id_, deleted_at]:
            return Tombstone(id_, datetime.fromisoformat(deleted_at))
        case _:
            return None


def as_kept(shown: Shown) -> Listed | Tombstone | None:
    """Return what a story shows as the store gives it back."""
    return decode_listed(encode_shown(shown))


def read_entry(listed: Listed) -> Entry:
    """Return the whole of an entry, but for the HTML of its summary and its content, which its formats have."""
    return _entries().validate_json(listed.whole)


@cache
def _entries() -> TypeAdapter[Entry]:
    """Return what reads and writes entries: it is made when one is, for most rounds bring none."""
    return TypeAdapter(Entry)


def _parts_of(shown: Shown) -> tuple[bytes, ...]:
    made = shown.made
    match made:
        case Entry():
            plain = replace(made, summary_html=None, content_html=None)
            whole = _entries().dump_json(plain, exclude_defaults=True)
            return _head_of(made, shown.related), shown.row.encode(), whole, *shown.written
        case Tombstone():
            return (json.dumps([made.id, made.deleted_at.isoformat()]).encode(),)
        case None:
            return (b"[]",)


def _head_of(entry: Entry, related: tuple[str, ...]) -> bytes:
    head = [
        entry.id,
        entry.title,
        entry.updated.isoformat(),
        entry.has_copy,
        bool(entry.pictures),
        related,
        {carrier.source: carrier.outlet for carrier in entry.carriers},
        [entry.origin.source, entry.origin.home_url] if entry.origin else None,
    ]
    return json.dumps(head).encode()


def _pack(parts: Sequence[bytes]) -> bytes:
    """Return parts as one, with how many there are and how long each is before them."""
    lengths = struct.pack(f"<B{len(parts)}I", len(parts), *map(len, parts))
    return b"".join((lengths, *parts))


def _unpack(packed: bytes) -> Iterator[bytes]:
    lengths = struct.unpack_from(f"<{packed[0]}I", packed, 1)
    start = 1 + struct.calcsize("<I") * len(lengths)
    for length in lengths:
        yield packed[start : start + length]
        start += length
