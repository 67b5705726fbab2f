"""What is remembered of the subscriptions at hubs, and what a hub delivers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from aggregator.database.appending import Plan, count_changes, store_items
from aggregator.database.batches import AnyRow
from aggregator.database.codec import storable
from aggregator.database.engine import Database
from aggregator.database.listed import remember_listed
from aggregator.database.pollcodec import decode_manners, decode_rhythm, encode_rhythm
from aggregator.database.tables import sources, subscriptions
from aggregator.model.poll import ItemChange, PollCounts
from aggregator.model.rhythm import Rhythm
from aggregator.model.websub import Offer, Standing, Subscription

Decide = Callable[[Subscription], Subscription | None]
"""Given a subscription as it is stored, how it is to be kept; None to forget it."""

Learn = Callable[[Rhythm, Sequence[ItemChange]], Rhythm]
"""Given a rhythm and what was new to the store, the rhythm with that."""

_NEVER = datetime.min.replace(tzinfo=UTC)

_COLUMNS = tuple(each.name for each in fields(Subscription))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a hub has delivered, as it is to be stored."""

    token: str
    source: str
    at: datetime
    guids: Sequence[str]
    plan: Plan
    learn: Learn
    listed: Mapping[str, str] = field(default_factory=dict)
    """Of a section page, the articles that it lists: canonical link -> address."""
    problem: str | None = None
    """What was wrong with it, in plain words."""


class Subscriptions:
    """The store's side of push; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offers(self) -> dict[str, Offer]:
        """Return what each feed that names a hub offers, by its source."""
        # most feeds name none, and reading every row's JSON would take its time
        query = sa.select(sources.c.source, sources.c.manners).where(sources.c.manners.contains('"offer"'))
        with self._database.reading() as connection:
            found = {row.source: decode_manners(row.manners).offer for row in connection.execute(query)}
        return {source: offer for source, offer in found.items() if offer is not None}

    def known(self) -> tuple[Subscription, ...]:
        """Return every subscription, by source."""
        query = sa.select(subscriptions).order_by(subscriptions.c.source, subscriptions.c.token)
        with self._database.reading() as connection:
            return tuple(_subscription(row) for row in connection.execute(query))

    def due(self, *, now: datetime) -> tuple[Subscription, ...]:
        """Return the subscriptions whose hubs are to be asked now, those whose lease runs before the others."""
        is_due = subscriptions.c.next_at.is_(None) | (subscriptions.c.next_at <= now)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(subscriptions).where(is_due))
            return tuple(sorted((_subscription(row) for row in rows), key=_urgency))

    def find(self, token: str) -> Subscription | None:
        """Return the subscription of a callback, None where there is none."""
        with self._database.reading() as connection:
            return _find(connection, token)

    def begin(self, fresh: Sequence[Subscription]) -> None:
        """Store new subscriptions: their hubs are to be asked."""
        if fresh:
            with self._database.writing() as connection:
                connection.execute(subscriptions.insert(), [_row(each) for each in fresh])

    def change(self, token: str, decide: Decide, *, poll_at: datetime | None = None) -> Subscription | None:
        """Store what is decided of a subscription as it is now, and return that; None where it is over.

        Reading, deciding and writing are one transaction, for a hub may ask while it is being asked. Where its hub
        delivers no more, its source is polled at `poll_at` at the latest.
        """
        with self._database.writing() as connection:
            before = _find(connection, token, is_written=True)
            if before is None:
                return None
            after = decide(before)
            if after != before:
                _write(connection, before, after)
                _tell_source(connection, before, after, poll_at=poll_at)
            return after

    def commit(self, delivery: Delivery) -> PollCounts:
        """Store what a hub has delivered whole: its items, their versions, what it teaches of the source."""
        with self._database.writing() as connection:
            changes = store_items(
                connection, delivery.source, delivery.at, guids=delivery.guids, plan=delivery.plan
            )
            remember_listed(connection, delivery.source, delivery.listed, delivery.at)
            _learn(connection, delivery, changes)
            before = _find(connection, delivery.token, is_written=True)
            if before is not None:
                _write(connection, before, _delivered(before, delivery))
            return count_changes(changes)


def _urgency(subscription: Subscription) -> tuple[bool, datetime, str]:
    is_running = subscription.standing is Standing.ACTIVE
    return not is_running, subscription.next_at or _NEVER, subscription.token


def _delivered(subscription: Subscription, delivery: Delivery) -> Subscription:
    return replace(
        subscription,
        delivered_at=delivery.at,
        problem=delivery.problem and storable(delivery.problem),
        thrown_away=0,
    )


def _find(connection: sa.Connection, token: str, *, is_written: bool = False) -> Subscription | None:
    query = sa.select(subscriptions).where(subscriptions.c.token == token)
    row = connection.execute(query.with_for_update() if is_written else query).one_or_none()
    return None if row is None else _subscription(row)


def _subscription(row: AnyRow) -> Subscription:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Subscription(**values | {"standing": Standing(row.standing)})


def _row(subscription: Subscription) -> dict[str, object]:
    row = {name: getattr(subscription, name) for name in _COLUMNS}
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _write(connection: sa.Connection, before: Subscription, after: Subscription | None) -> None:
    is_it = subscriptions.c.token == before.token
    if after is None:
        connection.execute(subscriptions.delete().where(is_it))
    else:
        connection.execute(subscriptions.update().where(is_it).values(_row(after)))


def _tell_source(
    connection: sa.Connection, before: Subscription, after: Subscription | None, *, poll_at: datetime | None
) -> None:
    """Let its source's polls know whether its hub delivers."""
    until = after.lease_ends_at if after is not None and after.standing is Standing.ACTIVE else None
    is_it = sources.c.source == before.source
    connection.execute(sources.update().where(is_it).values(pushed_until=until))
    if until is None and poll_at is not None:
        is_later = sources.c.next_poll_at > poll_at
        connection.execute(
            sources.update()
            .where(is_it, is_later, sources.c.is_gone.is_(False))
            .values(next_poll_at=poll_at, next_poll_because="its hub delivers no more")
        )


def _learn(connection: sa.Connection, delivery: Delivery, changes: Sequence[ItemChange]) -> None:
    is_it = sources.c.source == delivery.source
    stored = connection.scalar(sa.select(sources.c.rhythm).where(is_it).with_for_update())
    known = decode_rhythm(stored)
    if known is None:
        return  # its first poll begins it
    learned = delivery.learn(known, changes)
    if learned != known:
        connection.execute(sources.update().where(is_it).values(rhythm=encode_rhythm(learned)))
