"""Stories as subscribers were told of them last, and as they are now."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import decode_version
from aggregator.database.filing import places_of
from aggregator.database.tables import items, stories, story_items, versions
from aggregator.model.item import CORRECTING
from aggregator.model.push import StoryChange, Told
from aggregator.model.story import Status

RULED = '%"field":"rules"%'
"""What stands in a version's document that one of the desk's rules has touched."""

# written once: to write a statement takes longer than SQLite takes to follow it
_WITH_LABEL = (
    sa.select(
        stories.c.story,
        stories.c.status,
        stories.c.updated,
        stories.c.told_status,
        stories.c.told_updated,
        stories.c.told_places,
        versions.c.label,
    )
    .outerjoin(items, items.c.item == stories.c.lead)
    .outerjoin(versions, sa.and_(versions.c.item == items.c.item, versions.c.ordinal == items.c.ordinal))
    .where(stories.c.story.in_(sa.bindparam("ids", expanding=True)), stories.c.released_at.is_not(None))
)


def read_changes(
    connection: sa.Connection, ids: Sequence[str], *, with_rules: bool
) -> tuple[StoryChange, ...]:
    """Return these stories in the order of `updated`; one that was never out has not changed for anybody."""
    found: list[StoryChange] = []
    for batch in batches(ids):
        places = places_of(connection, batch)
        rules = _read_rules(connection, batch) if with_rules else defaultdict(frozenset)
        rows = connection.execute(_WITH_LABEL, {"ids": batch})
        found += [_change(row, tuple(sorted(places[row.story])), rules[row.story]) for row in rows]
    return tuple(sorted(found, key=told_in_order))


def write_told(connection: sa.Connection, told: Sequence[StoryChange]) -> None:
    """Remember what subscribers were told: what they read in the feeds that are in place now."""
    rows = [
        {
            "of_story": change.story,
            "to_status": change.after.status,
            "to_updated": change.after.updated,
            "to_places": " ".join(change.after.places),
        }
        for change in told
        if change.before != change.after
    ]
    if not rows:
        return
    values: dict[str, object] = {
        "told_status": sa.bindparam("to_status"),
        "told_updated": sa.bindparam("to_updated"),
        "told_places": sa.bindparam("to_places"),
    }
    connection.execute(
        stories.update().where(stories.c.story == sa.bindparam("of_story")).values(values), rows
    )


def _read_rules(connection: sa.Connection, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    query = (
        sa.select(story_items.c.story, versions.c.document)
        .join(items, items.c.item == story_items.c.item)
        .join(versions, sa.and_(versions.c.item == items.c.item, versions.c.ordinal == items.c.ordinal))
        .where(story_items.c.story.in_(ids), versions.c.document.like(RULED))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        reasons = decode_version(row.document).reasons
        found[row.story].update(each.because.rpartition(": ")[0] for each in reasons if each.field == "rules")
    return defaultdict(frozenset, {story: frozenset(names) for story, names in found.items()})


def _change(row: AnyRow, places: tuple[str, ...], rules: frozenset[str]) -> StoryChange:
    told = (
        Told(Status(row.told_status), row.told_updated, tuple(row.told_places.split()))
        if row.told_status
        else None
    )
    return StoryChange(
        story=row.story,
        before=told,
        after=Told(Status(row.status), row.updated, places),
        is_correction=row.label in CORRECTING,
        rules=rules,
    )


def told_in_order(change: StoryChange) -> tuple[datetime | None, str]:
    """Return by what stories are told in their order: `updated`, then the id."""
    return change.after.updated, change.story
