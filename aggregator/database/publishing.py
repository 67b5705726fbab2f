"""What the publish stage reads and writes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.rows import read_whole_stories
from aggregator.database.tables import outbox, stories, story_sections
from aggregator.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What waits to be published: the sections that change, and what to clear once the files are in place."""

    sections: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    """Of the outbox rows that were read: those alone are cleared, whatever is committed under which number."""
    due: tuple[str, ...] = ()
    """Stories whose hour has come."""


class Publishing:
    """The publish stage's side of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, *, now: datetime) -> Pending:
        """Return what is to be published at this time."""
        with self._database.reading() as connection:
            queued = connection.execute(sa.select(outbox.c.number, outbox.c.section)).all()
            hour = sa.select(stories.c.story).where(stories.c.due_at <= now)
            due = tuple(connection.scalars(hour.order_by(stories.c.story)))
            places = sa.select(story_sections.c.section).where(story_sections.c.story.in_(hour))
            sections = {row.section for row in queued} | set(connection.scalars(places.distinct()))
        numbers = tuple(sorted(row.number for row in queued))
        return Pending(sections=tuple(sorted(sections)), numbers=numbers, due=due)

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

    def sections(self) -> tuple[str, ...]:
        """Return the sections that stories are or were published in."""
        with self._database.reading() as connection:
            return tuple(
                connection.scalars(
                    sa.select(story_sections.c.section).distinct().order_by(story_sections.c.section)
                )
            )

    def clear(self, pending: Pending, *, now: datetime) -> None:
        """Forget what was published; what has been queued since stays."""
        with self._database.writing() as connection:
            for numbers in batches(pending.numbers):
                connection.execute(outbox.delete().where(outbox.c.number.in_(numbers)))
            for due in batches(pending.due):
                hour = stories.c.story.in_(due) & (stories.c.due_at <= now)
                connection.execute(stories.update().where(hour).values(due_at=None))
