"""A store copied from SQLite to PostgreSQL and back is the same store."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from aggregator.database.catalogue import Catalogue
from aggregator.database.copying import CopiedTable, copy_store
from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.polls import Polls
from aggregator.database.prints import Prints
from aggregator.database.publishing import Publishing
from aggregator.database.soundness import find_faults
from aggregator.database.tables import metadata, outbox
from aggregator.errors import DatabaseError
from aggregator.model.poll import ItemChange, SourceState
from tests.database.contents import PIER, decision_of, fill, new_version, poll_of, store_polls
from tests.database.stores import NOON, PostgreSQL, open_store


@pytest.fixture
def other_url(database_url: str, postgresql: PostgreSQL, tmp_path: Path) -> str:
    """The URL of an empty database of the other kind."""
    return (
        postgresql.new_database() if database_url.startswith("sqlite") else f"sqlite:///{tmp_path}/other.db"
    )


def rows(store: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, in the order of the keys."""
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


def next_numbers(store: Database) -> tuple[int, int]:
    """Store a new item and a new row of the outbox; return their numbers."""
    store_polls(store, poll_of("western", "Mill"))
    (waiting,) = (each for each in Prints(store).waiting(limit=2_000) if each.version.title == "Mill")
    with store.writing() as connection:
        number = connection.execute(
            outbox.insert().values(section="x", story=PIER).returning(outbox.c.number)
        )
        return waiting.item, int(number.scalar_one())


def test_copy_has_the_same_rows_there_and_back(
    store: Database, database_url: str, other_url: str, tmp_path: Path, postgresql: PostgreSQL
) -> None:
    """Ids, numbers, times to the microsecond, texts of every script; and the copy is the same installation."""
    fill(store)
    home = f"sqlite:///{tmp_path}/home.db" if database_url.startswith("sqlite") else postgresql.new_database()
    copied = copy_store(store, other_url)
    other = open_store(other_url)
    copy_store(other, home)
    back = open_store(home)
    assert rows(store) == rows(other) == rows(back)
    assert store.installation == other.installation == back.installation
    assert find_faults(other) == find_faults(back) == ()
    assert (
        list(Catalogue(store).stories())
        == list(Catalogue(other).stories())
        == list(Catalogue(back).stories())
    )
    assert CopiedTable("items", 3) in copied
    for each in (other, back):
        each.close()


def test_copy_goes_on_with_fresh_numbers(store: Database, other_url: str) -> None:
    """No new item takes an old one's number, and no outbox number is given twice."""
    items = fill(store)
    publishing = Publishing(store)
    last = max(number for number, _, _ in publishing.pending(now=NOON).queued)
    publishing.clear(publishing.pending(now=NOON), now=NOON)
    copy_store(store, other_url)
    other = open_store(other_url)
    assert next_numbers(other) == (max(items) + 1, last + 1)
    Matching(other).commit([decision_of(other, PIER, max(items) + 1)], {max(items) + 1: 1})
    assert find_faults(other) == ()
    other.close()


def test_copy_of_a_new_store_is_a_new_store(store: Database, other_url: str) -> None:
    """Nothing but the installation, and numbers from the first on."""
    copy_store(store, other_url)
    other = open_store(other_url)
    assert rows(other) == rows(store)
    assert next_numbers(other) == (1, 1)
    other.close()


def test_large_store_is_copied_in_batches(store: Database, other_url: str) -> None:
    """More rows than are held at once."""
    change = [ItemChange(guid=f"g{number}", versions=(new_version("Pier"),)) for number in range(1_700)]
    Polls(store).commit(SourceState(source="harbour", last_poll_at=NOON), ["g0"], lambda _: change)
    copy_store(store, other_url)
    other = open_store(other_url)
    assert rows(other) == rows(store)
    assert next_numbers(other)[0] == 1_701
    other.close()


def test_store_that_holds_anything_is_not_copied_into(store: Database, other_url: str) -> None:
    """It stays as it was, and the error names it."""
    fill(store)
    other = open_store(other_url)
    Polls(other).register({"somebody-elses": "http://a.example/"})
    with pytest.raises(DatabaseError, match="holds a store already"):
        copy_store(store, other_url)
    assert list(Polls(other).states()) == ["somebody-elses"]
    assert rows(other)["items"] == []
    other.close()


def test_store_that_has_only_been_made_gives_way(store: Database, other_url: str) -> None:
    """Whoever ran `db upgrade` on the new database first loses nothing."""
    fill(store)
    open_store(other_url).close()
    copy_store(store, other_url)
    other = open_store(other_url)
    assert other.installation == store.installation
    other.close()


def test_store_is_not_copied_into_itself(store: Database, database_url: str) -> None:
    """It is not empty."""
    fill(store)
    before = rows(store)
    with pytest.raises(DatabaseError):
        copy_store(store, database_url)
    assert rows(store) == before


def test_copy_that_fails_leaves_the_target_empty(store: Database, other_url: str) -> None:
    """So that it can be made again."""
    fill(store)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.execute(
            sa.text("PRAGMA foreign_keys = OFF" if is_sqlite else "SET session_replication_role = replica")
        )
        connection.execute(sa.text("UPDATE evidence SET one = 99"))
        connection.invalidate()
    with pytest.raises(DatabaseError, match="cannot be copied"):
        copy_store(store, other_url)
    other = open_store(other_url)
    assert rows(other)["items"] == []
    other.close()


def test_target_that_is_not_there_is_a_clear_error(store: Database, tmp_path: Path) -> None:
    """Without the password."""
    with pytest.raises(DatabaseError) as caught:
        copy_store(store, f"postgresql://desk:canary@/wire?host={tmp_path}")
    assert "canary" not in str(caught.value)
