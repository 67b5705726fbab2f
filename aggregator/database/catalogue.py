"""What people ask the store: its stories, one of them with its past, the health of its sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import decode_version
from aggregator.database.engine import Database
from aggregator.database.rows import IS_FURTHER, read_evidence, read_whole_stories
from aggregator.database.tables import items, stories, story_items, story_sections, versions
from aggregator.model.decision import Evidence
from aggregator.model.source import ALL_SECTION
from aggregator.model.story import PastVersion, Status, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHistory:
    """A story with every version of each of its items, oldest first, and why the items are one story."""

    story: Story
    versions: dict[int, tuple[PastVersion, ...]]
    evidence: tuple[Evidence, ...]


class Catalogue:
    """The store as people see it; it only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stories(self, *, section: str | None = None, since: datetime | None = None) -> Iterator[Story]:
        """Yield stories whole, the latest update first; those that were never out come last."""
        query = sa.select(stories.c.story).order_by(
            stories.c.updated.is_(None), stories.c.updated.desc(), stories.c.story
        )
        if section is not None and section != ALL_SECTION:
            places = sa.select(story_sections.c.story).where(story_sections.c.section == section)
            query = query.where(stories.c.story.in_(places))
        if since is not None:
            query = query.where(stories.c.updated >= since)
        with self._database.reading() as connection:
            for batch in batches(connection.scalars(query).all()):
                yield from read_whole_stories(connection, batch)

    def find(self, name: str) -> tuple[str, ...]:
        """Return the ids that a name means: an id, its UUID alone, or the beginning of that; at most ten."""
        prefix = "urn:uuid:" + name.lower().removeprefix("urn:uuid:")
        query = sa.select(stories.c.story).where(stories.c.story.startswith(prefix, autoescape=True))
        with self._database.reading() as connection:
            return tuple(connection.scalars(query.order_by(stories.c.story).limit(10)))

    def story(self, story: str) -> Story | None:
        """Return a story whole, or None where none has this id."""
        with self._database.reading() as connection:
            return next(iter(read_whole_stories(connection, [story])), None)

    def history(self, story: str) -> StoryHistory:
        """Return a stored story with its past."""
        with self._database.reading() as connection:
            (whole,) = read_whole_stories(connection, [story])
            chains = _versions(connection, [carrier.item for carrier in whole.carriers])
            members = [carrier.item for carrier in whole.carriers]
            proofs = [
                each
                for each in read_evidence(connection, members)
                if each.joins and {each.one, each.other} <= set(members)
            ]
            return StoryHistory(story=whole, versions=chains, evidence=tuple(proofs))

    def waiting(self, *, limit: int) -> tuple[Story, ...]:
        """Return the stories that are held, whole, the longest waiting first."""
        held = stories.c.status == Status.HELD
        since = sa.func.coalesce(stories.c.surfaced_at, stories.c.created_at)
        query = sa.select(stories.c.story).where(held).order_by(since, stories.c.story).limit(limit)
        with self._database.reading() as connection:
            return tuple(read_whole_stories(connection, connection.scalars(query).all()))

    def merged_into(self, story: str) -> tuple[str, ...]:
        """Return the stories that ended in this one."""
        query = sa.select(stories.c.story).where(stories.c.into == story).order_by(stories.c.story)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def names(self, item_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Return the source and the guid of each item."""
        found: dict[int, tuple[str, str]] = {}
        with self._database.reading() as connection:
            for batch in batches(sorted(set(item_ids))):
                query = sa.select(items.c.item, items.c.source, items.c.guid).where(items.c.item.in_(batch))
                found |= {row.item: (row.source, row.guid) for row in connection.execute(query)}
        return found

    def homes(self) -> dict[int, str]:
        """Return the story of each item."""
        with self._database.reading() as connection:
            query = sa.select(story_items.c.item, story_items.c.story)
            return {item: story for item, story in connection.execute(query)}  # noqa: C416 - rows are no pairs

    def items_per_source(self) -> dict[str, int]:
        """Return how many items each source has brought."""
        query = sa.select(items.c.source, sa.func.count()).group_by(items.c.source)
        with self._database.reading() as connection:
            return {source: count for source, count in connection.execute(query)}  # noqa: C416 - rows are no pairs

    def stories_per_section(self) -> dict[str, int]:
        """Return how many published stories each section has; `all` has every one."""
        query = sa.select(story_sections.c.section, sa.func.count()).where(~IS_FURTHER)
        query = query.group_by(story_sections.c.section)
        with self._database.reading() as connection:
            return {section: count for section, count in connection.execute(query)}  # noqa: C416 - the same


def _versions(connection: sa.Connection, item_ids: list[int]) -> dict[int, tuple[PastVersion, ...]]:
    chains: dict[int, list[PastVersion]] = defaultdict(list)
    for batch in batches(item_ids):
        query = (
            sa.select(versions)
            .where(versions.c.item.in_(batch))
            .order_by(versions.c.item, versions.c.ordinal)
        )
        for row in connection.execute(query):
            past = PastVersion(ordinal=row.ordinal, seen_at=row.seen_at, version=decode_version(row.document))
            chains[row.item].append(past)
    return {item: tuple(chain) for item, chain in chains.items()}
