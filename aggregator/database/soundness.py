"""Whether the store is what the stages promise to each other."""

from collections.abc import Iterator

import sqlalchemy as sa

from aggregator.database.batches import AnyRow
from aggregator.database.drivers import is_sqlite
from aggregator.database.engine import Database, read_revision
from aggregator.database.tables import (
    REVISION,
    items,
    outbox,
    stories,
    story_items,
    story_sections,
    versions,
)
from aggregator.model.story import Status

SHOWN = 20
"""Faults of one kind that are told; that there are more is told too."""

PUBLISHED = (Status.USABLE, Status.CORRECTED)


def find_faults(database: Database) -> tuple[str, ...]:
    """Return what is wrong with the store, a line each; it only reads. Raises DatabaseError."""
    revision = read_revision(database.engine)
    if revision != REVISION:
        return (f"the tables are at revision {revision}, this version reads {REVISION}",)
    with database.reading() as connection:
        return tuple(fault for query, words in _CHECKS for fault in _ask(connection, query, words)) + tuple(
            _damage(connection)
        )


def _ask(connection: sa.Connection, query: sa.Select[*tuple[object, ...]], words: str) -> Iterator[str]:
    rows: list[AnyRow] = list(connection.execute(query.limit(SHOWN + 1)))
    for row in rows[:SHOWN]:
        yield words.format(*row)
    if len(rows) > SHOWN:
        yield f"... and more of these: {words.format(*rows[SHOWN])}"


def _damage(connection: sa.Connection) -> Iterator[str]:
    """Yield what SQLite says of the file and of references; PostgreSQL lets no broken reference in."""
    if not is_sqlite(connection.engine.url):
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} refers to a row of {parent} that is not there"


def _chains() -> sa.Select[*tuple[object, ...]]:
    """Return items whose versions are not 1, 2, ... up to the newest."""
    count, first, last = (
        sa.func.count(versions.c.ordinal),
        sa.func.min(versions.c.ordinal),
        sa.func.max(versions.c.ordinal),
    )
    return (
        sa.select(items.c.item, items.c.ordinal, count)
        .outerjoin(versions, versions.c.item == items.c.item)
        .group_by(items.c.item, items.c.ordinal)
        .having((count != items.c.ordinal) | (first != 1) | (last != items.c.ordinal) | (items.c.ordinal < 1))
        .order_by(items.c.item)
    )


def _matched_further() -> sa.Select[*tuple[object, ...]]:
    return sa.select(items.c.item, items.c.matched, items.c.ordinal).where(
        (items.c.matched > items.c.ordinal) | (items.c.matched < 0)
    )


def _homeless() -> sa.Select[*tuple[object, ...]]:
    """Return items that were matched and are in no story: that they are in one at most is the table's own key."""
    placed = sa.select(story_items.c.item).where(story_items.c.item == items.c.item)
    return sa.select(items.c.item).where(items.c.matched > 0, ~placed.exists()).order_by(items.c.item)


def _leaderless() -> sa.Select[*tuple[object, ...]]:
    led = sa.select(story_items.c.item).where(
        story_items.c.story == stories.c.story, story_items.c.item == stories.c.lead
    )
    return (
        sa.select(stories.c.story, stories.c.status)
        .where(stories.c.status.in_(PUBLISHED), ~led.exists())
        .order_by(stories.c.story)
    )


def _lost_merges() -> sa.Select[*tuple[object, ...]]:
    other = stories.alias()
    known = sa.select(other.c.story).where(other.c.story == stories.c.into, other.c.status != Status.MERGED)
    return sa.select(stories.c.story).where(stories.c.status == Status.MERGED, ~known.exists())


def _strangers(table: sa.Table) -> sa.Select[*tuple[object, ...]]:
    known = sa.select(stories.c.story).where(stories.c.story == table.c.story)
    return sa.select(table.c.section, table.c.story).where(~known.exists())


_CHECKS = (
    (_chains(), "item {0}: its newest version is {1}, and {2} are stored"),
    (_matched_further(), "item {0}: matched up to version {1}, and it has {2}"),
    (_homeless(), "item {0}: it was matched and is in no story"),
    (_leaderless(), "story {0}: it is {1} and no carrier of it leads"),
    (_lost_merges(), "story {0}: it was merged into one that is not there, or that was merged itself"),
    (_strangers(story_sections), "section {0}: it lists {1}, which is no story"),
    (_strangers(outbox), "outbox of section {0}: {1} waits to be published, which is no story"),
)
"""What must hold, as queries for what breaks it, with the words for each row they find."""
