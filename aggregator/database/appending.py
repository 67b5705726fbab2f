"""The items that a poll, a page or a hub brings, and their versions: appended to what is stored, never over it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import decode_version, encode_version, storable
from aggregator.database.purging import find_purged, put_with_purged
from aggregator.database.tables import items, versions
from aggregator.model.comparison import digest
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, PollCounts

# made once: to make a statement takes as long as to have it executed
_KNOWN = (
    sa.select(items.c.item, items.c.guid_digest, versions.c.digest, versions.c.document)
    .join(versions, versions.c.item == items.c.item)
    .where(
        items.c.source == sa.bindparam("of"), items.c.guid_digest.in_(sa.bindparam("digests", expanding=True))
    )
    .order_by(items.c.item, versions.c.ordinal)
)
_NEW_ITEMS = items.insert().returning(items.c.item, sort_by_parameter_order=True)
_NEW_VERSIONS = versions.insert()
_SEEN = (
    items.update()
    .where(items.c.item.in_(sa.bindparam("seen", expanding=True)))
    .values(last_seen=sa.bindparam("at"))
)

Plan = Callable[[Mapping[str, Sequence[KnownItem]]], Sequence[ItemChange]]
"""Given what the store holds under each guid, what the poll changes (`ingest.identity`)."""


def store_items(
    connection: sa.Connection, source: str, at: datetime, *, guids: Sequence[str], plan: Plan
) -> Sequence[ItemChange]:
    """Write what the plan makes of what is stored under these guids, within the caller's transaction; return it."""
    changes = plan(_known(connection, source, guids)) if guids else ()
    purged = find_purged(connection, changes)
    _append(connection, source, [change for change in changes if change.versions], at, purged=purged)
    _mark_seen(connection, changes, at)
    return changes


def count_changes(changes: Sequence[ItemChange]) -> PollCounts:
    """Return what was stored, in numbers."""
    return PollCounts(
        entries=len(changes),
        new_items=sum(change.item is None for change in changes),
        new_versions=sum(len(change.versions) for change in changes if change.item is not None),
    )


def _known(connection: sa.Connection, source: str, guids: Sequence[str]) -> dict[str, list[KnownItem]]:
    found: dict[str, list[KnownItem]] = defaultdict(list)
    asked = {digest(guid): guid for guid in guids}
    for batch in batches(sorted(asked)):
        rows = connection.execute(_KNOWN, {"of": source, "digests": batch})
        for guid_digest, known in _known_items(rows):
            found[asked[guid_digest]].append(known)
    return found


def _known_items(rows: Iterable[AnyRow]) -> list[tuple[str, KnownItem]]:
    chains: dict[tuple[int, str], list[AnyRow]] = defaultdict(list)
    for row in rows:
        chains[row.item, row.guid_digest].append(row)
    return [
        (
            guid_digest,
            KnownItem(
                item=item,
                digests=tuple(row.digest for row in chain),
                latest=decode_version(chain[-1].document),
            ),
        )
        for (item, guid_digest), chain in chains.items()
    ]


def _append(
    connection: sa.Connection,
    source: str,
    changes: Sequence[ItemChange],
    at: datetime,
    *,
    purged: Mapping[str, int],
) -> None:
    """Write the new versions of items, and the items that are new; a poll's rows go in together."""
    fresh = [change for change in changes if change.item is None]
    later = [(change.item, change) for change in changes if change.item is not None]
    ordinals = _move_on(connection, later)
    placed = [
        *(
            (item, 0, change)
            for item, change in zip(_insert_items(connection, source, fresh, at), fresh, strict=True)
        ),
        *((item, ordinals[item], change) for item, change in later),
    ]
    rows = [
        _version_row(item, ordinal + place, _without_purged(new, purged), at)
        for item, ordinal, change in placed
        for place, new in enumerate(change.versions, start=1)
    ]
    if rows:
        connection.execute(_NEW_VERSIONS, rows)
    for item, _, change in placed if purged else ():
        put_with_purged(connection, item, change, purged=purged, at=at)


def _move_on(connection: sa.Connection, later: Sequence[tuple[int, ItemChange]]) -> dict[int, int]:
    """Let known items have their new versions as the newest; return the ordinals that these come after."""
    known: dict[int, AnyRow] = {}
    for batch in batches([item for item, _ in later]):
        query = sa.select(items.c.item, items.c.ordinal, items.c.first_seen).where(items.c.item.in_(batch))
        known |= {row.item: row for row in connection.execute(query)}
    for item, change in later:
        values = {
            "ordinal": known[item].ordinal + len(change.versions),
            "time": change.versions[-1].version.published or known[item].first_seen,
        }
        connection.execute(items.update().where(items.c.item == item).values(values))
    return {item: row.ordinal for item, row in known.items()}


def _without_purged(new: NewVersion, purged: Mapping[str, int]) -> NewVersion:
    """Return the version, without its words where editors had them taken from the store."""
    return replace(new, version=new.version.purged()) if new.words in purged else new


def _insert_items(
    connection: sa.Connection, source: str, fresh: Sequence[ItemChange], at: datetime
) -> Sequence[int]:
    """Write the rows of new items; return their numbers, in the same order."""
    if not fresh:
        return ()
    rows = [_item_row(source, change, at) for change in fresh]
    return connection.scalars(_NEW_ITEMS, rows).all()


def _item_row(source: str, change: ItemChange, at: datetime) -> dict[str, object]:
    return {
        "source": source,
        "guid": storable(change.guid),
        "guid_digest": digest(change.guid),
        "first_seen": at,
        "last_seen": at,
        "ordinal": len(change.versions),
        "matched": 0,
        "printed": 0,
        "regroup": False,
        "time": change.versions[-1].version.published or at,
    }


def _version_row(item: int, ordinal: int, new: NewVersion, at: datetime) -> dict[str, object]:
    return {
        "item": item,
        "ordinal": ordinal,
        "seen_at": at,
        "digest": new.digest,
        "words": new.words,
        "label": new.version.label,
        "document": encode_version(new.version),
    }


def _mark_seen(connection: sa.Connection, changes: Sequence[ItemChange], at: datetime) -> None:
    seen = [change.item for change in changes if change.item is not None]
    for batch in batches(seen):
        connection.execute(_SEEN, {"seen": batch, "at": at})
