"""What is remembered of the entries of a source's last body, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from aggregator.database.engine import Database, open_database
from aggregator.database.polls import PollCommit, Polls
from aggregator.database.tables import items
from aggregator.model.comparison import digest
from aggregator.model.item import Version
from aggregator.model.poll import ItemChange, NewVersion, Remembered, SourceState

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GUIDS = ("h1", "h2", "h3")
BODY, NEXT_BODY = digest("a body"), digest("the next body")
REMEMBERED = Remembered(
    frame="f" * 32, entries={"0" * 31 + "1": digest("h1"), "0" * 31 + "2": None, "f" * 32: digest("h3")}
)


@pytest.fixture
def store(database_url: str) -> Iterator[Database]:
    """A new store."""
    database = open_database(database_url, now=NOON, new_uuid=uuid4)
    yield database
    database.close()


def poll(at: datetime, body_digest: str = BODY, **fields: object) -> PollCommit:
    """Return a poll at a time that brought nothing but what is given."""
    state = SourceState(source="harbour", body_digest=body_digest, last_poll_at=at)
    commit: dict[str, object] = {"guids": (), "plan": lambda _known: (), **fields}
    return PollCommit(state=state, **commit)  # type: ignore[arg-type]  # by name


def new_item(guid: str) -> ItemChange:
    """Return a change that makes an item."""
    version = Version(title=f"Pier {guid}")
    return ItemChange(guid=guid, versions=(NewVersion(digest(guid), digest(guid), version),))


def last_seen(store: Database) -> dict[int, datetime]:
    """Return when each item was seen last."""
    with store.reading() as connection:
        return {row.item: row.last_seen for row in connection.execute(sa.select(items))}


def test_entries_are_remembered_of_the_last_body_alone(store: Database) -> None:
    """Beside another body than the one that is known to have been read, they would say what is not true."""
    polls = Polls(store)
    assert polls.remembered("harbour", BODY) is None
    polls.commit_all([poll(NOON, remembered=REMEMBERED)])
    assert polls.remembered("harbour", BODY) == REMEMBERED
    assert polls.remembered("harbour", NEXT_BODY) is None
    assert polls.remembered("pier", BODY) is None
    polls.commit_all([poll(NOON, NEXT_BODY, remembered=Remembered(frame="0" * 32, entries={}))])
    assert polls.remembered("harbour", BODY) is None


def test_poll_that_read_nothing_leaves_what_is_remembered(store: Database) -> None:
    """A 304, an unchanged body and a failure touch the schedule alone."""
    polls = Polls(store)
    polls.commit_all([poll(NOON, remembered=REMEMBERED)])
    polls.commit_all([poll(NOON + HOUR)])
    assert polls.remembered("harbour", BODY) == REMEMBERED


def test_what_stands_again_is_seen_again_and_counted(store: Database) -> None:
    """An item is kept for as long as its entry stands in the feed; of a guid that is used again, the newest."""
    polls = Polls(store)
    changes = tuple(new_item(guid) for guid in (*GUIDS, "h1"))
    polls.commit_all([poll(NOON, guids=GUIDS, plan=lambda _known: changes)])
    (counts,) = polls.commit_all([poll(NOON + HOUR, again=(digest("h1"), digest("h3"), digest("unknown")))])
    assert last_seen(store) == {1: NOON, 2: NOON, 3: NOON + HOUR, 4: NOON + HOUR}
    assert getattr(counts, "entries", None) == 3
