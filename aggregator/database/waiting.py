"""Whether anything waits to be matched: asked far more often than there is, and without loading what matches it."""

from datetime import datetime

import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.tables import decisions, items, stories
from aggregator.model.story import HeldBecause, Status

IS_DUE = sa.and_(
    stories.c.due_at <= sa.bindparam("now"),
    stories.c.status.not_in([Status.WITHDRAWN, Status.MERGED]),
    sa.or_(stories.c.held_because.is_(None), stories.c.held_because == HeldBecause.EMBARGO),
)
"""Stories whose embargo has ended and that were not decided since."""

_WAITS = (
    sa.select(items.c.item).where(items.c.printed < items.c.ordinal).limit(1),
    sa.select(items.c.item).where(items.c.matched < items.c.ordinal).limit(1),
    sa.select(items.c.item).where(items.c.regroup.is_(True)).limit(1),
    sa.select(decisions.c.number).where(decisions.c.is_applied.is_(False)).limit(1),
    sa.select(stories.c.story).where(IS_DUE).limit(1),
)
"""Versions not printed or not matched, items whose story is to be found anew, editors' decisions, and these."""


class Unfinished:
    """What the match stage has still to do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_any(self, *, now: datetime) -> bool:
        """Return whether anything waits to be matched, or an embargo has ended; raises DatabaseError."""
        with self._database.reading() as connection:
            return any(connection.scalar(query, {"now": now}) is not None for query in _WAITS)
