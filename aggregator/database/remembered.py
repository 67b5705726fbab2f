"""What is remembered of the entries of each source's last body, and of the items whose entries stand in it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.tables import cuts, items
from aggregator.model.poll import Remembered

_PRINT_BYTES = 16
_GUID_BYTES = 32
_ROW_BYTES = _PRINT_BYTES + _GUID_BYTES
_NO_GUID = bytes(_GUID_BYTES)

# written once: to write a statement takes longer than SQLite takes to follow it
_FOUND = sa.select(cuts).where(
    cuts.c.source == sa.bindparam("of_source"), cuts.c.body_digest == sa.bindparam("digest")
)

_FORGOTTEN = cuts.delete().where(cuts.c.source == sa.bindparam("of_source"))


@dataclass(frozen=True, slots=True)
class OfBody:
    """What is remembered of a source's last body."""

    source: str
    body_digest: str | None
    remembered: Remembered


def find_remembered(connection: sa.Connection, source: str, body_digest: str) -> Remembered | None:
    """Return what is remembered of a source's body; None where it was not its last, or could not be cut."""
    row = connection.execute(_FOUND, {"of_source": source, "digest": body_digest}).first()
    if row is None:
        return None
    return Remembered(frame=row.frame, entries=_decode(row.entries))


def replace_remembered(connection: sa.Connection, of_bodies: Sequence[OfBody]) -> None:
    """Remember this of the last bodies of sources, in the place of the ones before."""
    rows = [
        {
            "source": each.source,
            "body_digest": each.body_digest,
            "frame": each.remembered.frame,
            "entries": _encode(each.remembered.entries),
        }
        for each in of_bodies
    ]
    if rows:
        connection.execute(_FORGOTTEN, [{"of_source": each.source} for each in of_bodies])
        connection.execute(cuts.insert(), rows)


def mark_standing(connection: sa.Connection, source: str, guid_digests: Sequence[str], at: datetime) -> None:
    """Note that these guids were seen again: of an outlet that uses one again, the newest item is meant."""
    for batch in batches(guid_digests):
        size = 1 << (len(batch) - 1).bit_length()
        padded = (*batch, *[""] * (size - len(batch)))
        named = {f"guid{number}": guid for number, guid in enumerate(padded)}
        connection.execute(_standing(size), {"of_source": source, "at": at} | named)


@cache
def _standing(count: int) -> sa.Update:
    """Return the statement for so many guids, each bound by itself: SQLAlchemy takes long to write out a list."""
    guids = [sa.bindparam(f"guid{number}", type_=sa.String) for number in range(count)]
    newest = (
        sa.select(sa.func.max(items.c.item))
        .where(items.c.source == sa.bindparam("of_source"), items.c.guid_digest.in_(guids))
        .group_by(items.c.guid_digest)
    )
    return items.update().where(items.c.item.in_(newest)).values(last_seen=sa.bindparam("at"))


def _encode(entries: Mapping[str, str | None]) -> bytes:
    """Return 48 bytes for each entry."""
    pairs = (
        (bytes.fromhex(each), bytes.fromhex(guid) if guid else _NO_GUID) for each, guid in entries.items()
    )
    return b"".join(known_by + guid for known_by, guid in pairs)


def _decode(content: bytes) -> dict[str, str | None]:
    rows = (content[start : start + _ROW_BYTES] for start in range(0, len(content), _ROW_BYTES))
    return {row[:_PRINT_BYTES].hex(): _guid(row[_PRINT_BYTES:]) for row in rows}


def _guid(content: bytes) -> str | None:
    return None if content == _NO_GUID else content.hex()
