"""The store: made, upgraded, closed and opened again."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from aggregator.database import engine
from aggregator.database.engine import MIGRATIONS, Database, open_database
from aggregator.database.polls import Polls
from aggregator.database.tables import REVISION, metadata
from aggregator.errors import DatabaseError
from aggregator.model.item import Version
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, SourceState, Validators

NOON = datetime(2026, 1, 7, 12, 0, 0, 123456, tzinfo=UTC)


def opened(folder: Path) -> Database:
    """Return the store of a folder."""
    return open_database(f"sqlite:///{folder}/deep/store.db", now=NOON, new_uuid=uuid4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """A new store."""
    database = opened(tmp_path)
    yield database
    database.close()


def test_migrations_make_the_tables(store: Database) -> None:
    """What Alembic makes is what the code expects."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []


def test_revision_is_the_newest_migration() -> None:
    """The code knows which revision it is written for."""
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


def test_installation_is_made_once(tmp_path: Path, store: Database) -> None:
    """Its id and time stay when the store is opened again."""
    again = opened(tmp_path)
    again.close()
    assert (again.installation, again.created_at) == (store.installation, NOON)
    assert UUID(again.installation).version == 4


def test_store_of_a_newer_version_is_refused(tmp_path: Path, store: Database) -> None:
    """An older program does not write into it, and says what to do."""
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version"):
        opened(tmp_path)


def test_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    """The error names the file."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "store.db").write_text(
        "this is not a database, it only stands where one should be" * 20
    )
    with pytest.raises(DatabaseError, match=r"store\.db"):
        opened(tmp_path)


def test_sqlite_is_recent_where_the_machine_has_a_wheel() -> None:
    """Debian's 3.40 has the WAL-reset bug; the bundled one has not."""
    driver = engine.sqlite_driver  # type: ignore[attr-defined] # which module it is depends on the machine
    if driver.__name__.startswith("pysqlite3"):
        assert driver.sqlite_version_info >= (3, 51)


def test_state_comes_back_as_it_was_stored(store: Database) -> None:
    """Validators byte for byte, times to the microsecond, in UTC whatever zone they came in."""
    state = SourceState(
        source="harbour",
        validators=Validators(etag='W/"a\\"b', last_modified="Wed, 7 Jan 2026 12:00:00 GMT"),
        last_poll_at=NOON.astimezone(timezone(timedelta(hours=-8))),
        next_poll_at=NOON + timedelta(minutes=5),
        problem="it was slow",
        failures=2,
    )
    Polls(store).commit(state, [], lambda _: ())
    assert Polls(store).states()["harbour"] == state


def test_registered_source_is_due_at_once_and_then_by_its_time(store: Database) -> None:
    """Registering again forgets nothing."""
    polls = Polls(store)
    polls.register(["harbour"])
    assert [state.source for state in polls.due(now=NOON)] == ["harbour"]
    state = SourceState(source="harbour", last_poll_at=NOON, next_poll_at=NOON + timedelta(minutes=5))
    polls.commit(state, [], lambda _: ())
    polls.register(["harbour"])
    assert polls.due(now=NOON) == ()
    assert len(polls.due(now=NOON + timedelta(minutes=5))) == 1


def test_poll_is_stored_whole_or_not_at_all(store: Database) -> None:
    """An error in the middle leaves neither items nor validators."""
    version = NewVersion("d" * 64, "w" * 64, Version(title="Pier"))
    state = SourceState(source="harbour", last_poll_at=NOON)
    changes = (ItemChange(guid="a", versions=(version,)), ItemChange(guid="b", item=99, versions=(version,)))
    with pytest.raises(DatabaseError):
        Polls(store).commit(state, ["a", "b"], lambda _: changes)
    assert Polls(store).states() == {}


def test_two_polls_at_once_make_an_item_once(store: Database) -> None:
    """Reading what is known and writing are one transaction."""
    version = NewVersion("d" * 64, "w" * 64, Version(title="Pier"))

    def plan(known: object) -> tuple[ItemChange, ...]:
        assert isinstance(known, dict)
        stored: list[KnownItem] = known.get("a", [])
        return (
            ItemChange(
                guid="a", item=stored[0].item if stored else None, versions=() if stored else (version,)
            ),
        )

    state = SourceState(source="harbour", last_poll_at=NOON)
    threads = [threading.Thread(target=Polls(store).commit, args=(state, ["a"], plan)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM items")) == 1


def test_error_of_the_store_holds_no_text_of_a_story(store: Database) -> None:
    """A killed story's words must not reach a log by way of an error."""
    with pytest.raises(DatabaseError) as caught, store.writing() as connection:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "canary"})
    assert "canary" not in str(caught.value) + str(caught.value.__cause__)
