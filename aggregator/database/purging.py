"""Words that must go from the store, for courts and licences: what is kept is enough to know them again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import decode_version, encode_version
from aggregator.database.drivers import is_sqlite
from aggregator.database.engine import Database
from aggregator.database.links import keep
from aggregator.database.tables import purged_words, versions
from aggregator.model.comparison import squash
from aggregator.model.poll import ItemChange

LONG_TEXT = 160
"""From how many letters on a text alone is known again; "Morning briefing" would take others' copy with it."""

_PURGED = sa.select(purged_words).where(purged_words.c.words.in_(sa.bindparam("asked", expanding=True)))


def erase(connection: sa.Connection, items: Sequence[int]) -> int:
    """Take the words of every version of these items from the store; return how many versions had any."""
    erased = 0
    for batch in batches(items):
        query = sa.select(versions).where(versions.c.item.in_(batch))
        for row in connection.execute(query.order_by(versions.c.item, versions.c.ordinal)).all():
            version = decode_version(row.document)
            if version.is_purged:
                continue
            place = (versions.c.item == row.item) & (versions.c.ordinal == row.ordinal)
            document = encode_version(version.purged())
            connection.execute(versions.update().where(place).values(document=document))
            if len(squash(version.text)) >= LONG_TEXT:
                _remember(connection, row.words, row.item)
            erased += 1
    return erased


def find_purged(connection: sa.Connection, changes: Iterable[ItemChange]) -> dict[str, int]:
    """Return which texts of a poll were purged: digest of the words -> an item that ran them."""
    words = {new.words for change in changes for new in change.versions}
    found: dict[str, int] = {}
    for batch in batches(sorted(words)):
        found |= {row.words: row.item for row in connection.execute(_PURGED, {"asked": batch})}
    return found


def put_with_purged(
    connection: sa.Connection, item: int, change: ItemChange, *, purged: Mapping[str, int], at: datetime
) -> None:
    """Put an item that runs a purged text to the one that ran it first: it is of that story, and as silent."""
    for first in sorted({purged[new.words] for new in change.versions if new.words in purged} - {item}):
        keep(connection, [first, item], at=at)


def scrub(database: Database) -> bool:
    """Let go of what was erased in the database's files too; return whether nothing of it is left in them.

    SQLite overwrites pages as they are freed (`secure_delete`): its log is left, which a reader at work may keep
    from being emptied. PostgreSQL keeps old rows until they are vacuumed. Raises DatabaseError.
    """
    with database.maintaining() as connection:
        if not is_sqlite(database.engine.url):
            connection.execute(sa.text("VACUUM versions, story_words, entries"))
            return True
        # an index keeps the words of what was taken out of it until its parts are merged (sqlite.org/fts5.html, 6.8)
        connection.execute(sa.text("INSERT INTO story_index (story_index) VALUES ('optimize')"))
        is_busy, _, _ = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        return not is_busy


def _remember(connection: sa.Connection, words: str, item: int) -> None:
    if connection.scalar(sa.select(purged_words.c.item).where(purged_words.c.words == words)) is None:
        connection.execute(purged_words.insert().values(words=words, item=item))
