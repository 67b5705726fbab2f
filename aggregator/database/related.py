"""Which stories have something in common and are not one: derived texts, two agencies' own stories on one event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.tables import evidence, story_items

MOST_RELATED = 5
"""Stories that are named as related to one: the nearest."""

_BOTH_WAYS = tuple(
    sa.select(mine, story_items.c.story, evidence.c.strength)
    .join(story_items, story_items.c.item == theirs)
    .where(mine.in_(sa.bindparam("ids", expanding=True)))
    for mine, theirs in ((evidence.c.one, evidence.c.other), (evidence.c.other, evidence.c.one))
)
"""Written once: to write a statement takes longer than SQLite takes to follow it."""


def read_related(
    connection: sa.Connection, members: Mapping[str, Iterable[int]]
) -> dict[str, tuple[str, ...]]:
    """Return for each story (id -> items) the stories that evidence relates to it, the nearest first."""
    home = {item: story for story, items in members.items() for item in items}
    strengths: dict[str, dict[str, int]] = defaultdict(dict)
    for mine, other, strength in _across(connection, home):
        found = strengths[home[mine]]
        found[other] = max(strength, found.get(other, 0))
    return {
        story: tuple(sorted(found, key=lambda other: (-found[other], other))[:MOST_RELATED])
        for story, found in strengths.items()
    }


def _across(connection: sa.Connection, home: Mapping[int, str]) -> Iterable[tuple[int, str, int]]:
    """Yield (item, another story, strength) for each piece of evidence that leads out of an item's story."""
    for batch in batches(sorted(home)):
        for query in _BOTH_WAYS:
            for item, story, strength in connection.execute(query, {"ids": batch}):
                if story != home[item]:
                    yield item, story, strength
