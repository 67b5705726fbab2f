"""What `db check` finds, on both databases."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.soundness import SHOWN, find_faults
from aggregator.database.tables import outbox
from tests.database.contents import FRUIT, PIER, fill
from tests.database.stores import open_store

UNWATCH = {
    "sqlite": "PRAGMA foreign_keys = OFF",
    "postgresql": "SET session_replication_role = replica",
}
UNKNOWN = "urn:uuid:99999999-0000-4000-8000-000000000000"


def run(store: Database, *statements: str) -> None:
    """Break the store by statements of SQL, past what the database watches over."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (UNWATCH[connection.dialect.name], *statements):
            connection.execute(sa.text(statement))
        connection.invalidate()


def test_store_that_was_filled_is_sound(store: Database) -> None:
    """As is a new one."""
    assert find_faults(store) == ()
    fill(store)
    assert find_faults(store) == ()


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (
            ["DELETE FROM versions WHERE item = 1 AND ordinal = 1"],
            ["item 1", "newest version is 2", "1 are stored"],
        ),
        (["DELETE FROM versions WHERE item = 3"], ["item 3", "0 are stored"]),
        (["UPDATE versions SET ordinal = 7 WHERE item = 1 AND ordinal = 1"], ["item 1"]),
        (["UPDATE items SET matched = 9 WHERE item = 2"], ["item 2", "matched up to version 9"]),
        (["DELETE FROM story_items WHERE item = 2"], ["item 2", "in no story"]),
        (["UPDATE stories SET lead = NULL WHERE story = '{pier}'"], [PIER, "no carrier of it leads"]),
        (["UPDATE stories SET lead = 3 WHERE story = '{pier}'"], [PIER, "no carrier of it leads"]),
        (
            ["UPDATE stories SET status = 'merged', \"into\" = '{unknown}' WHERE story = '{pier}'"],
            [PIER, "merged into one that is not there"],
        ),
        (
            ["UPDATE outbox SET story = '{unknown}' WHERE section = 'national'"],
            ["outbox", "national", UNKNOWN],
        ),
        (
            ["UPDATE story_sections SET story = '{unknown}' WHERE section = 'national'"],
            ["section national", UNKNOWN],
        ),
        (["UPDATE alembic_version SET version_num = '0000'"], ["revision 0000"]),
    ],
)
def test_fault_is_found_and_named(store: Database, statements: Sequence[str], words: Sequence[str]) -> None:
    """With the item or story that it is about."""
    fill(store)
    run(store, *(each.format(pier=PIER, unknown=UNKNOWN) for each in statements))
    faults = find_faults(store)
    assert faults
    for word in words:
        assert word in faults[0]


def test_faults_of_every_kind_are_told_at_once(store: Database) -> None:
    """The operator sees the whole."""
    fill(store)
    run(store, "DELETE FROM versions", "UPDATE stories SET lead = NULL")
    faults = find_faults(store)
    assert len(faults) == 5
    assert FRUIT in faults[-1]


def test_many_faults_of_a_kind_are_cut_short(store: Database) -> None:
    """The list stays readable, and says that it goes on."""
    rows = [{"section": "world", "story": UNKNOWN}] * 50
    with store.writing() as connection:
        connection.execute(outbox.insert(), rows)
    faults = find_faults(store)
    assert len(faults) == SHOWN + 1
    assert "more" in faults[-1]


def test_damaged_file_is_found(tmp_path: Path) -> None:
    """What SQLite's own check says is told: here, an index that does not hold what it says."""
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    fill(store)
    run(
        store,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'guid_digest)', 'guid)') WHERE name LIKE 'ix_items_source_%'",
    )
    store.close()
    again = open_store(f"sqlite:///{tmp_path}/store.db")
    assert "damaged" in find_faults(again)[0]
    again.close()


def test_broken_reference_is_found_in_sqlite(tmp_path: Path) -> None:
    """PostgreSQL lets none in; an SQLite file may have been edited by a tool that does not watch over them."""
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    fill(store)
    run(store, "UPDATE evidence SET one = 99")
    assert any("evidence refers to a row of items" in fault for fault in find_faults(store))
    store.close()
