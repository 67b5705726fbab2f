"""What the publish stage reads and writes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.rows import read_whole_stories
from aggregator.database.tables import outbox, stories, story_sections
from aggregator.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What waits to be published: the sections that change, and what to clear once the files are in place."""

    sections: tuple[str, ...] = ()
    last: int = 0
    """Number of the last outbox row that was read."""
    due: tuple[str, ...] = ()
    """Stories whose hour has come."""


class Publishing:
    """The publish stage's side of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, *, now: datetime) -> Pending:
        """Return what is to be published at this time."""
        with self._database.reading() as connection:
            last = connection.scalar(sa.select(sa.func.max(outbox.c.number))) or 0
            due = tuple(connection.scalars(sa.select(stories.c.story).where(stories.c.due_at <= now)))
            queued = sa.select(outbox.c.section).where(outbox.c.number <= last)
            places = sa.select(story_sections.c.section).where(
                story_sections.c.story.in_(sa.select(stories.c.story).where(stories.c.due_at <= now))
            )
            sections = connection.scalars(sa.union(queued, places))
            return Pending(sections=tuple(sorted(sections)), last=last, due=due)

    def latest(self, section: str, *, limit: int) -> tuple[Story, ...]:
        """Return the stories of a section's feed: those that surfaced last, whole."""
        query = (
            sa.select(story_sections.c.story)
            .where(story_sections.c.section == section)
            .order_by(
                story_sections.c.surfaced_at.desc(),
                story_sections.c.first_published.desc(),
                story_sections.c.story.desc(),
            )
            .limit(limit)
        )
        with self._database.reading() as connection:
            ids = connection.scalars(query).all()
            return tuple(read_whole_stories(connection, ids))

    def clear(self, pending: Pending, *, now: datetime) -> None:
        """Forget what was published; what has been queued since stays."""
        with self._database.writing() as connection:
            connection.execute(outbox.delete().where(outbox.c.number <= pending.last))
            hour = stories.c.story.in_(pending.due) & (stories.c.due_at <= now)
            connection.execute(stories.update().where(hour).values(due_at=None))
