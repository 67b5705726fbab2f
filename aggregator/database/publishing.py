"""What the publish stage reads and writes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.engine import Database
from aggregator.database.pushes import add_pushes
from aggregator.database.rows import read_whole_stories
from aggregator.database.tables import archive_entries, entries, outbox, stories, story_sections
from aggregator.database.telling import read_changes, write_told
from aggregator.model.filing import ArchivePage, is_further, read_place
from aggregator.model.push import NewPush, StoryChange
from aggregator.model.source import ALL_SECTION
from aggregator.model.story import HeldBecause, Status, Story

QUEUED_AT_ONCE = 3_000
"""Rows of the match stage's queue, two or three a story, that are published together: others wait meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What waits to be published, and what to clear once the files are in place."""

    queued: tuple[tuple[int, str, str], ...] = ()
    """Outbox numbers with their places and stories."""
    due: tuple[str, ...] = ()
    """Stories whose notice ends."""
    due_in: tuple[str, ...] = ()
    """The places of these."""

    def with_archives(self, most: int) -> "Pending":
        """Return it with so many archive documents, those that were queued last: a kill waits for no old archive."""
        newest_first = (section for _, section, _ in reversed(self.queued))
        pages = [each for each in dict.fromkeys(newest_first) if isinstance(read_place(each), ArchivePage)]
        later = frozenset(pages[most:])
        return replace(self, queued=tuple(row for row in self.queued if row[1] not in later))

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the stories that the match stage has queued or whose hour has come, in the order of the queue."""
        queued = (story for _, section, story in self.queued if not is_further(section))
        return tuple(dict.fromkeys((*queued, *self.due)))

    @property
    def filed(self) -> tuple[str, ...]:
        """Return the other stories, which were filed anew or stand for an archive document."""
        known = frozenset(self.changed)
        return tuple(dict.fromkeys(story for _, _, story in self.queued if story not in known))

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the places that change: sections, further feeds, archive documents."""
        return tuple(sorted({section for _, section, _ in self.queued} | set(self.due_in)))


@dataclass(frozen=True, slots=True)
class Window:
    """The stories that a feed shows, by their ids."""

    latest: tuple[str, ...]
    """Those that surfaced last, the newest first."""
    loose: tuple[str, ...]
    """Whatever no archive holds yet."""

    @property
    def stories(self) -> tuple[str, ...]:
        """Return each of them once."""
        return tuple(dict.fromkeys((*self.latest, *self.loose)))


_IS_NOTICE = sa.or_(
    stories.c.status == Status.WITHDRAWN,
    sa.and_(stories.c.status == Status.HELD, stories.c.held_because != HeldBecause.EMBARGO),
)
"""Stories whose hour is the end of their notice; an embargo's hour is the match stage's to see."""

_IS_FILED = outbox.c.section.contains("/")
_ANY_QUEUED = sa.select(outbox.c.number, outbox.c.section, outbox.c.story).where(~_IS_FILED)
_QUEUED = _ANY_QUEUED.outerjoin(stories, stories.c.story == outbox.c.story).order_by(outbox.c.number)
_FILED = sa.select(outbox.c.number, outbox.c.section, outbox.c.story).where(_IS_FILED)

_HOUR = sa.select(stories.c.story).where(stories.c.due_at <= sa.bindparam("now"), _IS_NOTICE)
_DUE_IN = sa.select(story_sections.c.section).where(story_sections.c.story.in_(_HOUR)).distinct()

_IS_READY = stories.c.told_status.is_not(None) | sa.exists().where(entries.c.story == stories.c.story)
_LATEST = (
    sa.select(story_sections.c.story)
    .join(stories, stories.c.story == story_sections.c.story)
    .where(story_sections.c.section == sa.bindparam("place"), _IS_READY)
    .order_by(
        story_sections.c.surfaced_at.desc(),
        story_sections.c.first_published.desc(),
        story_sections.c.story.desc(),
    )
    .limit(sa.bindparam("most"))
)
"""The stories of a place that surfaced last, but for those whose page and entry are still to be made."""

_LOOSE = (
    sa.select(archive_entries.c.place, archive_entries.c.story)
    .join(
        story_sections,
        (story_sections.c.story == archive_entries.c.story)
        & (story_sections.c.section == archive_entries.c.place),
    )
    .where(
        archive_entries.c.place.in_(sa.bindparam("places", expanding=True)), archive_entries.c.page.is_(None)
    )
    .order_by(archive_entries.c.number)
)
"""The stories of places that no archive holds yet."""


class Publishing:
    """The publish stage's side of the store; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, *, now: datetime, within: Collection[str] | None = None) -> Pending:
        """Return what is to be published at this time, in all sections or `within` these.

        Of what the match stage has queued it is a portion, first what subscribers have read already: a kill waits
        for no first fill. Of what the publish stage has queued, for further feeds and archives, it is all.
        """
        with self._database.reading() as connection:
            queued = [*_read_queued(connection, within), *connection.execute(_FILED)]
            # sorted here: ordered by SQLite, all stories would be read
            due = sorted(connection.scalars(_HOUR, {"now": now}))
            due_in = sorted(connection.scalars(_DUE_IN, {"now": now}))
        return Pending(
            queued=tuple(sorted((row.number, row.section, row.story) for row in queued)),
            due=tuple(due),
            due_in=tuple(each for each in due_in if _is_within(each, within)),
        )

    def filed(self, waiting: Pending, *, now: datetime) -> Pending:
        """Return what was waiting with what has been filed of it; what the matcher has queued since is the next's."""
        with self._database.reading() as connection:
            filed = [(row.number, row.section, row.story) for row in connection.execute(_FILED)]
            due_in = tuple(sorted(connection.scalars(_DUE_IN, {"now": now}))) if waiting.due else ()
        own = [row for row in waiting.queued if not is_further(row[1])]
        places = tuple(each for each in due_in if is_further(each) or each in waiting.due_in)
        return Pending(queued=(*own, *sorted(filed)), due=waiting.due, due_in=places)

    def is_waiting(self, *, now: datetime, within: Collection[str] | None = None) -> bool:
        """Return whether anything is to be published at this time, in all sections or `within` these.

        What waits in further feeds and archives counts always.
        """
        queued = _ANY_QUEUED if within is None else _ANY_QUEUED.where(outbox.c.section.in_(within))
        with self._database.reading() as connection:
            is_queued = connection.scalar(sa.select(queued.exists()))
            is_filed = is_queued or connection.scalar(sa.select(_FILED.exists()))
            places = () if is_filed else connection.scalars(_DUE_IN, {"now": now})
            return bool(is_filed) or any(_is_within(each, within) for each in places)

    def has_published(self, *, since: datetime, before: datetime) -> bool:
        """Return whether stories that were first published in this time are published."""
        query = sa.select(story_sections.c.story).where(
            story_sections.c.section == ALL_SECTION,
            story_sections.c.surfaced_at >= since,  # it is never before: what the index finds by
            story_sections.c.first_published >= since,
            story_sections.c.first_published < before,
        )
        with self._database.reading() as connection:
            return bool(connection.scalar(sa.select(query.exists())))

    def latest(self, section: str, *, limit: int) -> tuple[str, ...]:
        """Return the ids of the stories of a place that surfaced last and are ready to be shown."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(_LATEST, {"place": section, "most": limit}))

    def windows(self, places: Sequence[str], *, limit: int) -> dict[str, Window]:
        """Return which stories the feeds of places show, by place."""
        loose: dict[str, list[str]] = {place: [] for place in places}
        with self._database.reading() as connection:
            for row in connection.execute(_LOOSE, {"places": list(places)}):
                loose[row.place].append(row.story)
            latest = {
                place: tuple(connection.scalars(_LATEST, {"place": place, "most": limit})) for place in places
            }
        return {place: Window(latest[place], tuple(loose[place])) for place in places}

    def whole(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return stories with lead and carriers, by id; each is read once, however many places show it."""
        with self._database.reading() as connection:
            found = read_whole_stories(connection, list(dict.fromkeys(ids)))
        return {story.id: story for story in found}

    def changes(self, ids: Sequence[str], *, with_rules: bool = False) -> tuple[StoryChange, ...]:
        """Return these stories, each as subscribers were told of it last and as it is now, in the order of `updated`.

        The rules that touched them stand in their versions: they are read where somebody asks for them.
        """
        with self._database.reading() as connection:
            return read_changes(connection, ids, with_rules=with_rules)

    def clear(
        self,
        pending: Pending,
        *,
        now: datetime,
        told: Sequence[StoryChange] = (),
        pushes: Sequence[NewPush] = (),
    ) -> None:
        """Forget what was published, and keep what is to be sent of it: a crash loses neither.

        What has been queued since, or lies in other sections, stays.
        """
        with self._database.writing() as connection:
            write_told(connection, told)
            add_pushes(connection, pushes, made_at=now)
            for numbers in batches([number for number, _, _ in pending.queued]):
                connection.execute(outbox.delete().where(outbox.c.number.in_(numbers)))
            for due in batches(pending.due):
                hour = stories.c.story.in_(due) & (stories.c.due_at <= now) & _IS_NOTICE
                connection.execute(stories.update().where(hour).values(due_at=None))


def _is_within(place: str, within: Collection[str] | None) -> bool:
    return within is None or place in within or is_further(place)


def _read_queued(connection: sa.Connection, within: Collection[str] | None) -> list[AnyRow]:
    """Return a portion of what the match stage has queued, what subscribers have been told of first."""
    queued = _QUEUED if within is None else _QUEUED.where(outbox.c.section.in_(within))
    rows: list[AnyRow] = []
    for is_new in (False, True):
        told = stories.c.told_status.is_(None) if is_new else stories.c.told_status.is_not(None)
        rows += connection.execute(queued.where(told).limit(QUEUED_AT_ONCE - len(rows)))
    return rows
