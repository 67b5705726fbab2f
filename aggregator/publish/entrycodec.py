"""What feeds show of a story, as bytes for the store: the entry for lists as JSON, then the entry in every format.

All of it is compressed together, for each format says the same text once more.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.shown import Shown

_QUICK = 1
"""zlib's level: what is written is read a few times, not a million."""
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An entry without its HTML, which lists do not show and formats have; or a tombstone; or neither."""

    entry: Entry | None = None
    tombstone: Tombstone | None = None
    related: tuple[str, ...] = ()


_KEPT = TypeAdapter(_Kept)


def encode_shown(shown: Shown) -> bytes:
    """Return what a story shows as `decode_shown` reads it."""
    made = shown.made
    if isinstance(made, Entry):
        made = replace(made, summary_html=None, content_html=None)
    kept = _Kept(
        entry=made if isinstance(made, Entry) else None,
        tombstone=made if isinstance(made, Tombstone) else None,
        related=shown.related,
    )
    parts = [_KEPT.dump_json(kept, exclude_defaults=True), *shown.written]
    return zlib.compress(b"".join(_LENGTH.pack(len(part)) + part for part in parts), _QUICK)


def decode_shown(document: bytes) -> Shown:
    """Return what a story shows; its entry is without the HTML of its summary and its content."""
    first, *written = _parts(zlib.decompress(document))
    kept = _KEPT.validate_json(first)
    return Shown(made=kept.entry or kept.tombstone, related=kept.related, written=tuple(written))


def _parts(joined: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(joined):
        (length,) = _LENGTH.unpack_from(joined, start)
        start += _LENGTH.size
        yield joined[start : start + length]
        start += length
