"""What editors have said of pairs of items, as it is stored: of two words about one pair the newer one stays."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.tables import item_links, stories, story_items
from aggregator.model.decision import EditorsDecision, Link, LinkKind
from aggregator.model.story import Status

Pair = tuple[int, int]
"""Two items, the lower number first."""


def members_of(connection: sa.Connection, story: str) -> list[int]:
    """Return the items of a story, ascending."""
    query = sa.select(story_items.c.item).where(story_items.c.story == story)
    return sorted(connection.scalars(query))


def read_links(connection: sa.Connection, items: Sequence[int]) -> tuple[Link, ...]:
    """Return the links that touch any of these items, in the order of their pairs."""
    found: dict[Pair, Link] = {}
    for batch in batches(items):
        touches = item_links.c.one.in_(batch) | item_links.c.other.in_(batch)
        for row in connection.execute(sa.select(item_links).where(touches)):
            kind = LinkKind(row.kind)
            found[row.one, row.other] = Link(
                one=row.one, other=row.other, kind=kind, decided_at=row.decided_at
            )
    return tuple(found[pair] for pair in sorted(found))


def keep(connection: sa.Connection, items: Sequence[int], *, at: datetime) -> None:
    """Keep items together that are one story now, whatever their texts will say; what is linked stays as it is."""
    known = {(link.one, link.other) for link in read_links(connection, items)}
    fresh = [pair for pair in pairwise(sorted(items)) if pair not in known]
    _say(connection, fresh, LinkKind.MUST, at=at)


def merge(connection: sa.Connection, decision: EditorsDecision) -> None:
    """Make the items of two stories one; that some of them were parted is forgotten."""
    mine = set(members_of(connection, decision.story))
    theirs = set(members_of(connection, decision.other or decision.story))
    everyone = sorted(mine | theirs)
    between = [
        (link.one, link.other)
        for link in read_links(connection, everyone)
        if link.kind is LinkKind.CANNOT and {link.one, link.other} <= mine | theirs
    ]
    _forget(connection, between)
    _say(connection, list(pairwise(everyone)), LinkKind.MUST, at=decision.decided_at)


def split(connection: sa.Connection, decision: EditorsDecision) -> None:
    """Part an item from the others of its story and move it into the new one; the others stay as they are.

    The story keeps its id, also where the item was its first.
    """
    item, new_story = decision.item, decision.other
    if item is None or new_story is None:
        raise ValueError("a split names the item, and the story that it becomes")
    others = [each for each in members_of(connection, decision.story) if each != item]
    held_by_it = _partners(read_links(connection, [item]), item).intersection(others)
    _say(connection, [_pair(item, each) for each in others], LinkKind.CANNOT, at=decision.decided_at)
    keep(connection, sorted(held_by_it), at=decision.decided_at)  # what only the item held together stays so
    _move(connection, item, new_story, at=decision.decided_at)


def _partners(links: Iterable[Link], item: int) -> set[int]:
    """Return the items that must be with one."""
    return {link.other if link.one == item else link.one for link in links if link.kind is LinkKind.MUST}


def _move(connection: sa.Connection, item: int, story: str, *, at: datetime) -> None:
    """Put an item into a new story; until the match stage has seen it, it is held."""
    row = {"story": story, "status": Status.HELD, "sections": "", "created_at": at}
    connection.execute(stories.insert().values(row))
    connection.execute(story_items.update().where(story_items.c.item == item).values(story=story))


def _say(connection: sa.Connection, pairs: Sequence[Pair], kind: LinkKind, *, at: datetime) -> None:
    _forget(connection, pairs)
    rows = [{"one": one, "other": other, "kind": kind, "decided_at": at} for one, other in pairs]
    if rows:
        connection.execute(item_links.insert(), rows)


def _forget(connection: sa.Connection, pairs: Sequence[Pair]) -> None:
    for one, other in pairs:
        is_pair = (item_links.c.one == one) & (item_links.c.other == other)
        connection.execute(item_links.delete().where(is_pair))


def _pair(one: int, other: int) -> Pair:
    low, high = sorted((one, other))
    return (low, high)
