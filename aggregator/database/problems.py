"""What the look for problems reads and writes: held stories, when sources last had something new, what is known."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.engine import Database
from aggregator.database.pushes import add_pushes
from aggregator.database.tables import items, problems, stories, story_items
from aggregator.model.problem import Problem, ProblemKind, Severity, Trouble
from aggregator.model.push import NewPush
from aggregator.model.story import HeldBecause, Status

ARRIVALS = 200
"""How many of a source's newest items tell its rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStory:
    """A story that waits for editors, without a word of it."""

    story: str
    because: HeldBecause
    since: datetime
    sections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Of its carriers."""


class Problems:
    """The store as the look for problems sees it; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self) -> tuple[HeldStory, ...]:
        """Return the stories that only editors can release; an embargo whose hour is known ends by itself."""
        waits = (stories.c.held_because != HeldBecause.EMBARGO) | stories.c.due_at.is_(None)
        query = sa.select(stories).where(stories.c.status == Status.HELD, waits)
        with self._database.reading() as connection:
            # sorted here: ordered by SQLite, every story would be read through an index
            rows = sorted(connection.execute(query), key=lambda row: str(row.story))
            carried = _read_sources(connection, [row.story for row in rows])
        return tuple(_held(row, carried[row.story]) for row in rows)

    def newest_items(self) -> dict[str, datetime]:
        """Return when each source last had a new item, by its id."""
        newest = sa.select(sa.func.max(items.c.item)).group_by(items.c.source)
        query = sa.select(items.c.source, items.c.first_seen).where(items.c.item.in_(newest))
        with self._database.reading() as connection:
            return {row.source: row.first_seen for row in connection.execute(query)}

    def arrivals(self, source: str) -> tuple[datetime, ...]:
        """Return when polls of a source brought new items, the latest of them, oldest first."""
        query = sa.select(items.c.first_seen).where(items.c.source == source).order_by(items.c.item.desc())
        with self._database.reading() as connection:
            return tuple(sorted(set(connection.scalars(query.limit(ARRIVALS)))))

    def known(self) -> dict[str, Problem]:
        """Return what is known already, by key; what was over some days ago is forgotten."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(problems).order_by(problems.c.problem))
            return {row.problem: _problem(row) for row in rows}

    def store(
        self,
        changed: Sequence[Problem],
        *,
        gone: Collection[str] = (),
        pushes: Sequence[NewPush] = (),
        now: datetime,
    ) -> None:
        """Store what changed, forget what is gone, and keep what is to be sent of it."""
        keys = sorted({*gone, *(problem.trouble.key for problem in changed)})
        with self._database.writing() as connection:
            for batch in batches(keys):
                connection.execute(problems.delete().where(problems.c.problem.in_(batch)))
            if changed:
                connection.execute(problems.insert(), [_row(problem) for problem in changed])
            add_pushes(connection, pushes, made_at=now)


def _read_sources(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for batch in batches(ids):
        query = (
            sa.select(story_items.c.story, items.c.source)
            .join(items, items.c.item == story_items.c.item)
            .where(story_items.c.story.in_(batch))
        )
        for row in connection.execute(query):
            found[row.story].add(row.source)
    return defaultdict(tuple, {story: tuple(sorted(sources)) for story, sources in found.items()})


def _held(row: AnyRow, sources: tuple[str, ...]) -> HeldStory:
    return HeldStory(
        story=row.story,
        because=HeldBecause(row.held_because),
        since=row.surfaced_at or row.created_at,
        sections=tuple(row.sections.split()),
        sources=sources,
    )


def _problem(row: AnyRow) -> Problem:
    trouble = Trouble(
        kind=ProblemKind(row.kind),
        subject=row.subject,
        severity=Severity(row.severity),
        title=row.title,
        text=row.text,
        since=row.since,
        sections=tuple(row.sections.split()),
    )
    return Problem(trouble=trouble, changed_at=row.changed_at, resolved_at=row.resolved_at)


def _row(problem: Problem) -> dict[str, object]:
    trouble = problem.trouble
    return {
        "problem": trouble.key,
        "kind": trouble.kind,
        "subject": trouble.subject,
        "severity": trouble.severity,
        "title": trouble.title,
        "text": trouble.text,
        "sections": " ".join(trouble.sections),
        "since": trouble.since,
        "changed_at": problem.changed_at,
        "resolved_at": problem.resolved_at,
    }
