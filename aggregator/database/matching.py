"""What the match stage reads and writes of stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import decode_version
from aggregator.database.engine import Database
from aggregator.database.many import carry_out, for_many
from aggregator.database.rows import read_carriers, read_evidence, read_stories, write_stories
from aggregator.database.tables import evidence, item_links, items, outbox, stories, story_items, versions
from aggregator.database.waiting import IS_DUE
from aggregator.model.decision import JOINS_FROM, Evidence, EvidenceKind, Print, StoryDecision
from aggregator.model.item import Version
from aggregator.model.story import Carrier, Story

LARGEST_COMPONENT = 10_000
"""Where the walk from item to item ends: a feed that is broken must not make one story of all that it has."""

_MATCHED = for_many(
    items.update().values(matched=sa.bindparam("up_to")).where(items.c.item == sa.bindparam("done"))
)
_LINK = for_many(story_items.insert(), "item", "story")
_QUEUE = for_many(outbox.insert().inline(), "section", "story")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """An item that has a newer version than the one that was matched last."""

    item: int
    ordinal: int
    """Of its newest version."""
    replaced: Version | None = None
    """The version before: the one that was matched last, else the last but one of those that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Items that may be one story, and all that speaks for it or shows them related; prints without sketches."""

    prints: tuple[Print, ...]
    evidence: tuple[Evidence, ...]


class Matching:
    """The match stage's side of the store; one matcher works at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unmatched(self, *, limit: int) -> tuple[Unmatched, ...]:
        """Return items that wait to be matched, in the order they came."""
        with self._database.reading() as connection:
            query = (
                sa.select(items.c.item, items.c.ordinal)
                .where(items.c.matched < items.c.ordinal)
                .order_by(items.c.item)
                .limit(limit)
            )
            rows = connection.execute(query).all()
            replaced = _replaced(connection, [row.item for row in rows if row.ordinal > 1])
        return tuple(
            Unmatched(item=row.item, ordinal=row.ordinal, replaced=replaced.get(row.item)) for row in rows
        )

    def regrouping(self, *, limit: int) -> tuple[int, ...]:
        """Return items whose story is to be found anew, in the order they came."""
        query = sa.select(items.c.item).where(items.c.regroup.is_(True)).order_by(items.c.item).limit(limit)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def component(self, start: Sequence[int]) -> "Component":
        """Return the items that hang together with these by evidence, stories or editors' links, and the evidence."""
        with self._database.reading() as connection:
            found: set[int] = set()
            edge = set(start)
            while edge and len(found) < LARGEST_COMPONENT:
                found |= edge
                edge = _neighbours(connection, sorted(edge)) - found
            members = sorted(found)
            return Component(prints=_prints(connection, members), evidence=read_evidence(connection, members))

    def due(self, *, now: datetime) -> tuple[str, ...]:
        """Return the stories whose embargo has ended and that were not decided since."""
        with self._database.reading() as connection:
            # sorted here: ordered by SQLite, all stories would be read
            return tuple(sorted(connection.scalars(sa.select(stories.c.story).where(IS_DUE), {"now": now})))

    def members(self, ids: Iterable[str]) -> tuple[int, ...]:
        """Return the items of stories."""
        with self._database.reading() as connection:
            found: list[int] = []
            for batch in batches(sorted(set(ids))):
                found += connection.scalars(
                    sa.select(story_items.c.item).where(story_items.c.story.in_(batch))
                )
        return tuple(sorted(found))

    def stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return stories by id, without their carriers."""
        with self._database.reading() as connection:
            return read_stories(connection, sorted(set(ids)))

    def carriers(self, item_ids: Sequence[int]) -> dict[int, Carrier]:
        """Return items as carriers, by item."""
        with self._database.reading() as connection:
            return read_carriers(connection, item_ids)

    def commit(self, decisions: Sequence[StoryDecision], matched: Mapping[int, int]) -> None:
        """Store decisions, what is now to be published, and up to which version items are matched.

        The items of these stories have been grouped by that.
        """
        with self._database.writing() as connection:
            write_stories(connection, decisions)
            _flatten(connection, decisions)
            _link(connection, decisions)
            _queue(connection, decisions)
            carry_out(connection, _MATCHED, [(ordinal, item) for item, ordinal in matched.items()])
            grouped = [carrier.item for decision in decisions for carrier in decision.story.carriers]
            for batch in batches(grouped):
                asked = items.c.item.in_(batch) & items.c.regroup.is_(True)
                connection.execute(items.update().where(asked).values(regroup=False))


def _replaced(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, Version]:
    """Return item -> the version that its newest one replaces; items that were new are missing."""
    found: dict[int, Version] = {}
    before = sa.case((items.c.matched > 0, items.c.matched), else_=items.c.ordinal - 1)
    for batch in batches(item_ids):
        query = (
            sa.select(versions.c.item, versions.c.document)
            .join(items, items.c.item == versions.c.item)
            .where(items.c.item.in_(batch), versions.c.ordinal == before)
        )
        found.update({row.item: decode_version(row.document) for row in connection.execute(query)})
    return found


def _neighbours(connection: sa.Connection, item_ids: Sequence[int]) -> set[int]:
    """Return what evidence joins to these items, or what shares a story with them."""
    found: set[int] = set()
    # A link is followed though its texts have nothing in common: who else of a source has it decides what it tells.
    telling = (evidence.c.strength >= JOINS_FROM) | (evidence.c.kind == EvidenceKind.LINK)
    for batch in batches(item_ids):
        found.update(
            connection.scalars(sa.select(evidence.c.other).where(evidence.c.one.in_(batch), telling))
        )
        found.update(
            connection.scalars(sa.select(evidence.c.one).where(evidence.c.other.in_(batch), telling))
        )
        siblings = sa.select(story_items.c.story).where(story_items.c.item.in_(batch))
        found.update(
            connection.scalars(sa.select(story_items.c.item).where(story_items.c.story.in_(siblings)))
        )
        found.update(connection.scalars(sa.select(item_links.c.one).where(item_links.c.other.in_(batch))))
        found.update(connection.scalars(sa.select(item_links.c.other).where(item_links.c.one.in_(batch))))
    return found


def _prints(connection: sa.Connection, item_ids: Sequence[int]) -> tuple[Print, ...]:
    found: list[Print] = []
    for batch in batches(item_ids):
        query = (
            sa.select(items.c.item, items.c.source, items.c.guid, items.c.time, story_items.c.story)
            .outerjoin(story_items, story_items.c.item == items.c.item)
            .where(items.c.item.in_(batch))
            .order_by(items.c.item)
        )
        found += [
            Print(item=row.item, source=row.source, guid=row.guid, time=row.time, story=row.story)
            for row in connection.execute(query)
        ]
    return tuple(found)


def _flatten(connection: sa.Connection, decisions: Sequence[StoryDecision]) -> None:
    """Let stories that were merged into one that is merged now point at where it went."""
    for story in (decision.story for decision in decisions if decision.story.into):
        connection.execute(stories.update().where(stories.c.into == story.id).values(into=story.into))


def _link(connection: sa.Connection, decisions: Sequence[StoryDecision]) -> None:
    links = [
        (carrier.item, decision.story.id) for decision in decisions for carrier in decision.story.carriers
    ]
    for items_ in batches([item for item, _ in links]):
        connection.execute(story_items.delete().where(story_items.c.item.in_(items_)))
    carry_out(connection, _LINK, links)


def _queue(connection: sa.Connection, decisions: Sequence[StoryDecision]) -> None:
    rows = [(section, decision.story.id) for decision in decisions for section in decision.publish_in]
    carry_out(connection, _QUEUE, rows)
