"""What is remembered of the entries of each source's last body, and of the items whose entries stand in it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.tables import cuts, items
from aggregator.model.poll import Remembered

_PRINT_BYTES = 16
_GUID_BYTES = 32
_ROW_BYTES = _PRINT_BYTES + _GUID_BYTES
_NO_GUID = bytes(_GUID_BYTES)

# made once: to make a statement takes as long as to have it executed
_REMEMBERED = sa.select(cuts).where(
    cuts.c.source == sa.bindparam("of"), cuts.c.body_digest == sa.bindparam("digest")
)
_FORGET = cuts.delete().where(cuts.c.source == sa.bindparam("of"))
_REMEMBER = cuts.insert()
_NEWEST = (
    sa.select(sa.func.max(items.c.item))
    .where(
        items.c.source == sa.bindparam("of"), items.c.guid_digest.in_(sa.bindparam("digests", expanding=True))
    )
    .group_by(items.c.guid_digest)
)
_SEEN_AGAIN = items.update().where(items.c.item.in_(_NEWEST)).values(last_seen=sa.bindparam("at"))


def find_remembered(connection: sa.Connection, source: str, body_digest: str) -> Remembered | None:
    """Return what is remembered of a source's body; None where it was not its last, or could not be cut."""
    row = connection.execute(_REMEMBERED, {"of": source, "digest": body_digest}).first()
    if row is None:
        return None
    return Remembered(frame=row.frame, entries=_decode(row.entries))


def replace_remembered(
    connection: sa.Connection, source: str, body_digest: str | None, remembered: Remembered
) -> None:
    """Remember this of a source's last body, in the place of the one before."""
    connection.execute(_FORGET, {"of": source})
    row = {
        "source": source,
        "body_digest": body_digest,
        "frame": remembered.frame,
        "entries": _encode(remembered.entries),
    }
    connection.execute(_REMEMBER, row)


def mark_standing(connection: sa.Connection, source: str, guid_digests: Sequence[str], at: datetime) -> None:
    """Note that these guids were seen again: of an outlet that uses one again, the newest item is meant."""
    for batch in batches(guid_digests):
        connection.execute(_SEEN_AGAIN, {"of": source, "digests": batch, "at": at})


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
