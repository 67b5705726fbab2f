"""The items that a poll, a page or a hub brings, and their versions: appended to what is stored, never over it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

import sqlalchemy as sa

from aggregator.database.batches import PARAMETERS, AnyRow, batches
from aggregator.database.codec import decode_version, encode_version, storable
from aggregator.database.purging import find_purged, put_with_purged
from aggregator.database.tables import items, versions
from aggregator.model.comparison import digest
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, PollCounts

Plan = Callable[[Mapping[str, Sequence[KnownItem]]], Sequence[ItemChange]]
"""Given what the store holds under each guid, what the poll changes (`ingest.identity`)."""

PAIRS = PARAMETERS // 2
"""Guids with their sources that one statement asks for."""

# written once: to write a statement takes longer than SQLite takes to follow it
_KNOWN = (
    sa.select(items.c.source, items.c.item, items.c.guid_digest, versions.c.digest, versions.c.document)
    .join(versions, versions.c.item == items.c.item)
    .where(sa.tuple_(items.c.source, items.c.guid_digest).in_(sa.bindparam("pairs", expanding=True)))
    .order_by(items.c.item, versions.c.ordinal)
)
_NEW_ITEMS = items.insert().returning(items.c.item, sort_by_parameter_order=True)
_NEW_VERSIONS = versions.insert()
_SEEN = (
    items.update()
    .where(items.c.item.in_(sa.bindparam("seen", expanding=True)))
    .values(last_seen=sa.bindparam("at"))
)

Known = Mapping[str, Sequence[KnownItem]]
"""What the store holds of a source, under each guid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a poll, a page or a hub brings of a source."""

    source: str
    at: datetime
    guids: Sequence[str]
    """Of every entry."""
    plan: Plan


def store_items(
    connection: sa.Connection, source: str, at: datetime, *, guids: Sequence[str], plan: Plan
) -> Sequence[ItemChange]:
    """Write what the plan makes of what is stored under these guids, within the caller's transaction; return it."""
    (changes,) = store_together(connection, [Brought(source=source, at=at, guids=guids, plan=plan)])
    return changes


def store_together(connection: sa.Connection, brought: Sequence[Brought]) -> list[Sequence[ItemChange]]:
    """Write what came of several sources, each of them once, as one; return what changed of each, in their order.

    Fifty polls that bring one item each are as few statements as one that brings fifty.
    """
    known = _known(connection, brought)
    made = [each.plan(known[each.source]) if each.guids else () for each in brought]
    purged = find_purged(connection, chain.from_iterable(made))
    changed = [
        (each, change)
        for each, changes in zip(brought, made, strict=True)
        for change in changes
        if change.versions
    ]
    _append(connection, changed, purged=purged)
    for each, changes in zip(brought, made, strict=True):
        _mark_seen(connection, changes, each.at)
    return made


def count_changes(changes: Sequence[ItemChange]) -> PollCounts:
    """Return what was stored, in numbers."""
    return PollCounts(
        entries=len(changes),
        new_items=sum(change.item is None for change in changes),
        new_versions=sum(len(change.versions) for change in changes if change.item is not None),
    )


def _known(connection: sa.Connection, brought: Sequence[Brought]) -> dict[str, Known]:
    asked = {(each.source, digest(guid)): guid for each in brought for guid in each.guids}
    chains: dict[tuple[int, str, str], list[AnyRow]] = defaultdict(list)
    for batch in batches(sorted(asked), PAIRS):
        for row in connection.execute(_KNOWN, {"pairs": batch}):
            chains[row.item, row.source, row.guid_digest].append(row)
    found: dict[str, dict[str, list[KnownItem]]] = {each.source: defaultdict(list) for each in brought}
    for (item, source, guid_digest), chain_ in sorted(chains.items()):
        found[source][asked[source, guid_digest]].append(_known_item(item, chain_))
    return dict(found)


def _known_item(item: int, chain_: Sequence[AnyRow]) -> KnownItem:
    digests = tuple(row.digest for row in chain_)
    return KnownItem(item=item, digests=digests, latest=decode_version(chain_[-1].document))


def _append(
    connection: sa.Connection,
    changed: Sequence[tuple[Brought, ItemChange]],
    *,
    purged: Mapping[str, int],
) -> None:
    """Write the new versions of items, and the items that are new; all rows go in together."""
    fresh = [(each, change) for each, change in changed if change.item is None]
    later = [(change.item, each, change) for each, change in changed if change.item is not None]
    ordinals = _move_on(connection, [(item, change) for item, _, change in later])
    numbers = _insert_items(connection, fresh)
    placed = [
        *((item, 0, each, change) for item, (each, change) in zip(numbers, fresh, strict=True)),
        *((item, ordinals[item], each, change) for item, each, change in later),
    ]
    rows = [
        _version_row(item, ordinal + place, _without_purged(new, purged), each.at)
        for item, ordinal, each, change in placed
        for place, new in enumerate(change.versions, start=1)
    ]
    if rows:
        connection.execute(_NEW_VERSIONS, rows)
    for item, _, each, change in placed if purged else ():
        put_with_purged(connection, item, change, purged=purged, at=each.at)


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


def _insert_items(connection: sa.Connection, fresh: Sequence[tuple[Brought, ItemChange]]) -> Sequence[int]:
    """Write the rows of new items; return their numbers, in the same order."""
    rows = [_item_row(each.source, change, each.at) for each, change in fresh]
    return connection.scalars(_NEW_ITEMS, rows).all() if rows else ()


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
