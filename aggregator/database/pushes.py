"""What waits to be sent to webhooks and hubs, and how sending it goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.engine import Database
from aggregator.database.tables import lanes, pushes
from aggregator.model.push import Lane, NewPush, Push


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of an attempt: how its lane is now, and which messages are done with."""

    lane: Lane
    done: Sequence[int] = ()
    """Numbers of messages that arrived or were given up."""


class Pushes:
    """The sending side of the store; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lanes(self) -> tuple[Lane, ...]:
        """Return every lane that holds something or ever did, by name."""
        count = sa.select(pushes.c.lane, sa.func.count().label("waiting")).group_by(pushes.c.lane)
        with self._database.reading() as connection:
            waiting = {row.lane: row.waiting for row in connection.execute(count)}
            known = {
                row.lane: _lane(row, waiting.get(row.lane, 0)) for row in connection.execute(sa.select(lanes))
            }
        fresh = {
            name: Lane(name=name, waiting=number) for name, number in waiting.items() if name not in known
        }
        every = known | fresh
        return tuple(every[name] for name in sorted(every))

    def waiting(self, lane: str, *, limit: int) -> tuple[Push, ...]:
        """Return what waits in a lane, in the order it is to be sent."""
        query = sa.select(pushes).where(pushes.c.lane == lane).order_by(pushes.c.number).limit(limit)
        with self._database.reading() as connection:
            return tuple(
                Push(
                    number=row.number,
                    lane=row.lane,
                    event=row.event,
                    subject=row.subject,
                    made_at=row.made_at,
                )
                for row in connection.execute(query)
            )

    def record(self, sent: Sent) -> None:
        """Store what came of an attempt; what arrived is not sent again."""
        lane = sent.lane
        row = {
            "failures": lane.failures,
            "next_at": lane.next_at,
            "problem": lane.problem,
            "failing_since": lane.failing_since,
            "delivered_at": lane.delivered_at,
            "given_up": lane.given_up,
        }
        with self._database.writing() as connection:
            for numbers in batches(sent.done):
                connection.execute(pushes.delete().where(pushes.c.number.in_(numbers)))
            changed = connection.execute(lanes.update().where(lanes.c.lane == lane.name).values(row))
            if changed.rowcount == 0:
                connection.execute(lanes.insert().values(row | {"lane": lane.name}))

    def forget(self, names: Collection[str]) -> None:
        """Forget lanes that lead nowhere any more, with what waits in them."""
        with self._database.writing() as connection:
            for batch in batches(sorted(names)):
                connection.execute(pushes.delete().where(pushes.c.lane.in_(batch)))
                connection.execute(lanes.delete().where(lanes.c.lane.in_(batch)))


def add_pushes(connection: sa.Connection, fresh: Sequence[NewPush], *, made_at: datetime) -> None:
    """Add messages to their lanes, in this order."""
    rows = [
        {"lane": push.lane, "event": push.event, "subject": push.subject, "made_at": made_at}
        for push in fresh
    ]
    if rows:
        connection.execute(pushes.insert(), rows)


def _lane(row: AnyRow, waiting: int) -> Lane:
    return Lane(
        name=row.lane,
        waiting=waiting,
        failures=row.failures,
        next_at=row.next_at,
        problem=row.problem,
        failing_since=row.failing_since,
        delivered_at=row.delivered_at,
        given_up=row.given_up,
    )
