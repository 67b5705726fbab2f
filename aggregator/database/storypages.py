"""What the pages of stories are made of: which changed, who is named beside them, and each with its lead's versions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import decode_version
from aggregator.database.engine import Database
from aggregator.database.rows import read_whole_stories
from aggregator.database.tables import evidence, items, stories, story_items, story_sections, versions
from aggregator.model.page import RecentStory, StoryWithPast
from aggregator.model.source import ALL_SECTION
from aggregator.model.story import PastVersion, ShownVersion, Status

_MINE, _THEIRS = story_items.alias("mine"), story_items.alias("theirs")
_BESIDE = tuple(
    sa.select(_THEIRS.c.story)
    .select_from(evidence)
    .join(_MINE, _MINE.c.item == one)
    .join(_THEIRS, _THEIRS.c.item == other)
    .where(_MINE.c.story.in_(sa.bindparam("ids", expanding=True)))
    .distinct()
    for one, other in ((evidence.c.one, evidence.c.other), (evidence.c.other, evidence.c.one))
)
"""Written once: to write a statement takes longer than SQLite takes to follow it."""


class StoryPages:
    """The store as the pages of stories need it; it only reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beside(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the stories that evidence relates to these: their pages name them, or did."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for batch in batches(sorted(ids)):
                for query in _BESIDE:
                    found.update(connection.scalars(query, {"ids": batch}))
        return tuple(sorted(found.difference(ids)))

    def read(self, ids: Sequence[str]) -> tuple[StoryWithPast, ...]:
        """Return stories whole, in the order of `ids`; ids that are not stored are missing."""
        with self._database.reading() as connection:
            whole = read_whole_stories(connection, ids)
            chains = _chains(
                connection, [each.lead.item for each in whole if each.lead and each.lead.ordinal > 1]
            )
        return tuple(
            StoryWithPast(story=each, chain=chains.get(each.lead.item, ()) if each.lead else ())
            for each in whole
        )

    def after(self, story: str, *, limit: int) -> tuple[str, ...]:
        """Return the published stories whose ids follow this one, in their order."""
        query = sa.select(stories.c.story).where(stories.c.story > story, stories.c.released_at.is_not(None))
        with self._database.reading() as connection:
            return tuple(connection.scalars(query.order_by(stories.c.story).limit(limit)))

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of these are stories that were published."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for batch in batches(ids):
                query = sa.select(stories.c.story).where(stories.c.story.in_(batch))
                found.update(connection.scalars(query.where(stories.c.released_at.is_not(None))))
        return frozenset(found)

    def recent(self, *, since: datetime) -> tuple[RecentStory, ...]:
        """Return the stories that show copy and were first published since then, the newest first."""
        query = (
            sa.select(
                stories.c.story, stories.c.language, stories.c.first_published, items.c.item, items.c.ordinal
            )
            .join(story_sections, story_sections.c.story == stories.c.story)
            .join(items, items.c.item == stories.c.lead)
            .where(
                story_sections.c.section == ALL_SECTION,
                story_sections.c.surfaced_at >= since,  # it is never before: what the index finds by
                story_sections.c.first_published >= since,
                stories.c.status.in_((Status.USABLE, Status.CORRECTED)),
            )
            .order_by(stories.c.first_published.desc(), stories.c.story)
        )
        with self._database.reading() as connection:
            return tuple(
                RecentStory(
                    story=row.story,
                    shown=ShownVersion(row.item, row.ordinal),
                    language=row.language,
                    published=row.first_published,
                )
                for row in connection.execute(query)
            )

    def titles(self, shown: Iterable[ShownVersion]) -> dict[ShownVersion, str]:
        """Return the headlines of these versions."""
        wanted = frozenset(shown)
        found: dict[ShownVersion, str] = {}
        with self._database.reading() as connection:
            for batch in batches(sorted({each.item for each in wanted})):
                query = sa.select(versions.c.item, versions.c.ordinal, versions.c.document)
                for row in connection.execute(query.where(versions.c.item.in_(batch))):
                    place = ShownVersion(row.item, row.ordinal)
                    if place in wanted:
                        found[place] = decode_version(row.document).title
        return found


def _chains(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, tuple[PastVersion, ...]]:
    found: dict[int, list[PastVersion]] = {}
    for batch in batches(item_ids):
        query = sa.select(versions.c.item, versions.c.ordinal, versions.c.seen_at, versions.c.document)
        query = query.where(versions.c.item.in_(batch)).order_by(versions.c.item, versions.c.ordinal)
        for row in connection.execute(query):
            past = PastVersion(ordinal=row.ordinal, seen_at=row.seen_at, version=decode_version(row.document))
            found.setdefault(row.item, []).append(past)
    return {item: tuple(chain) for item, chain in found.items()}
