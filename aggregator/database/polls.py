"""What the poll stage reads and writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import decode_version, encode_version
from aggregator.database.engine import Database
from aggregator.database.tables import items, sources, versions
from aggregator.model.comparison import digest
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, PollCounts, SourceState, Validators

Plan = Callable[[Mapping[str, Sequence[KnownItem]]], Sequence[ItemChange]]
"""Given what the store holds under each guid, what the poll changes (`ingest.identity`)."""


class Polls:
    """The poll stage's side of the store; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> dict[str, SourceState]:
        """Return what is remembered of every source, by its id (called before each round of polls)."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(sources)).mappings()
            return {row["source"]: _state(dict(row)) for row in rows}

    def register(self, ids: Iterable[str]) -> None:
        """Make a row for each source that has none: never polled, so due at once."""
        with self._database.writing() as connection:
            known = set(connection.scalars(sa.select(sources.c.source)))
            rows = [
                {"source": source, "failures": 0, "is_gone": False} for source in ids if source not in known
            ]
            if rows:
                connection.execute(sources.insert(), rows)

    def due(self, *, now: datetime) -> tuple[SourceState, ...]:
        """Return the states of the sources whose next poll has come, the longest waiting first."""
        query = (
            sa.select(sources)
            .where(sources.c.next_poll_at.is_(None) | (sources.c.next_poll_at <= now))
            .order_by(sources.c.next_poll_at, sources.c.source)
        )
        with self._database.reading() as connection:
            return tuple(_state(dict(row)) for row in connection.execute(query).mappings())

    def commit(self, state: SourceState, guids: Sequence[str], plan: Plan) -> PollCounts:
        """Store one poll whole: its items, their versions, the validators, the next poll.

        Reading what is known, deciding and writing are one transaction: two polls of one source cannot
        make an item twice.
        """
        with self._database.writing() as connection:
            changes = plan(_known(connection, state.source, guids)) if guids else ()
            at = _polled_at(state)
            for change in changes:
                _apply(connection, state.source, change, at)
            _mark_seen(connection, changes, at)
            _write_state(connection, state)
        return _counts(changes)


def _state(row: Mapping[str, Any]) -> SourceState:
    fields = {name: row[name] for name in sources.c.keys() if name not in {"etag", "last_modified"}}  # noqa: SIM118 - a collection of columns
    return SourceState(validators=Validators(etag=row["etag"], last_modified=row["last_modified"]), **fields)


def _polled_at(state: SourceState) -> datetime:
    if state.last_poll_at is None:
        raise ValueError(f"the poll of {state.source} is committed without its time")
    return state.last_poll_at


def _known(connection: sa.Connection, source: str, guids: Sequence[str]) -> dict[str, list[KnownItem]]:
    found: dict[str, list[KnownItem]] = defaultdict(list)
    for batch in batches(sorted({digest(guid) for guid in guids})):
        query = (
            sa.select(items.c.item, items.c.guid, versions.c.digest, versions.c.document)
            .join(versions, versions.c.item == items.c.item)
            .where(items.c.source == source, items.c.guid_digest.in_(batch))
            .order_by(items.c.item, versions.c.ordinal)
        )
        for guid, known in _known_items(connection.execute(query)):
            found[guid].append(known)
    return found


def _known_items(rows: Iterable[AnyRow]) -> list[tuple[str, KnownItem]]:
    chains: dict[tuple[int, str], list[AnyRow]] = defaultdict(list)
    for row in rows:
        chains[row.item, row.guid].append(row)
    return [
        (
            guid,
            KnownItem(
                item=item,
                digests=tuple(row.digest for row in chain),
                latest=decode_version(chain[-1].document),
            ),
        )
        for (item, guid), chain in chains.items()
    ]


def _apply(connection: sa.Connection, source: str, change: ItemChange, at: datetime) -> None:
    if not change.versions:
        return
    newest = change.versions[-1].version
    if change.item is None:
        item, ordinal = _insert_item(connection, source, change, at), 0
    else:
        item = change.item
        query = sa.select(items.c.ordinal, items.c.first_seen).where(items.c.item == item)
        ordinal, first_seen = connection.execute(query).one()
        values = {"ordinal": ordinal + len(change.versions), "time": newest.published or first_seen}
        connection.execute(items.update().where(items.c.item == item).values(values))
    rows = [
        _version_row(item, ordinal + place, new, at) for place, new in enumerate(change.versions, start=1)
    ]
    connection.execute(versions.insert(), rows)


def _insert_item(connection: sa.Connection, source: str, change: ItemChange, at: datetime) -> int:
    row = {
        "source": source,
        "guid": change.guid,
        "guid_digest": digest(change.guid),
        "first_seen": at,
        "last_seen": at,
        "ordinal": len(change.versions),
        "matched": 0,
        "time": change.versions[-1].version.published or at,
    }
    return int(connection.execute(items.insert().values(row).returning(items.c.item)).scalar_one())


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
        connection.execute(items.update().where(items.c.item.in_(batch)).values(last_seen=at))


def _write_state(connection: sa.Connection, state: SourceState) -> None:
    columns = set(sources.c.keys()) - {"source", "etag", "last_modified"}
    row = {name: getattr(state, name) for name in columns}
    row |= {"etag": state.validators.etag, "last_modified": state.validators.last_modified}
    changed = connection.execute(sources.update().where(sources.c.source == state.source).values(row))
    if changed.rowcount == 0:
        connection.execute(sources.insert().values(row | {"source": state.source}))


def _counts(changes: Sequence[ItemChange]) -> PollCounts:
    return PollCounts(
        entries=len(changes),
        new_items=sum(change.item is None for change in changes),
        new_versions=sum(len(change.versions) for change in changes if change.item is not None),
    )
