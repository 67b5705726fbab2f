"""The store: made, upgraded, closed and opened again, on both databases."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from aggregator.database import (
    drivers,
    indexes,  # noqa: F401 - the tables know them then
)
from aggregator.database.drivers import make_engine
from aggregator.database.engine import (
    MIGRATIONS,
    Database,
    open_as_it_is,
    open_database,
    read_revision,
    upgrade,
)
from aggregator.database.tables import REVISION, metadata
from aggregator.errors import DatabaseError
from tests.database.contents import PIER, fill
from tests.database.stores import NOON, PostgreSQL, open_store

ROOT = Path(__file__).parents[2]
FIRST_REVISION = "0001"


def make_store_of_revision(url: str, revision: str) -> None:
    """Make a store as an earlier version of the program left it, by its migrations alone."""
    engine = make_engine(url)
    upgrade(engine, revision)
    with engine.begin() as connection:
        made = sa.text("INSERT INTO installation (id, created_at) VALUES (:id, :at)").bindparams(
            sa.bindparam("at", type_=metadata.tables["installation"].c.created_at.type)
        )
        connection.execute(made, {"id": str(UUID(int=7)), "at": NOON})
    engine.dispose()


def differences(store: Database) -> list[object]:
    """Return where the tables of a store are not those of the code."""
    with store.engine.connect() as connection:
        options = {"render_as_batch": True, "include_object": is_in_both}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))


def is_in_both(_: object, name: str | None, kind: str, *__: object) -> bool:
    """Return whether an object is one that every database has; the index of words is each one's own."""
    own = {"index": {"ix_story_words_search"}, "column": {"search"}}
    is_own_table = kind == "table" and str(name).startswith("story_index")
    return not is_own_table and name not in own.get(kind, set())


def test_migrations_make_the_tables(store: Database) -> None:
    """What Alembic makes is what the code expects."""
    assert differences(store) == []


def test_store_of_the_first_revision_is_upgraded_when_opened(database_url: str) -> None:
    """With its installation, and to the very tables of a new one."""
    make_store_of_revision(database_url, FIRST_REVISION)
    store = open_store(database_url)
    assert differences(store) == []
    assert store.installation == str(UUID(int=7))
    assert read_revision(store.engine) == REVISION
    fill(store)
    store.close()


def test_revision_is_the_newest_migration() -> None:
    """The code knows which revision it is written for."""
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


def test_installation_is_made_once(database_url: str, store: Database) -> None:
    """Its id and time stay when the store is opened again."""
    again = open_store(database_url)
    again.close()
    assert (again.installation, again.created_at) == (store.installation, NOON)
    assert UUID(again.installation).version == 4


def test_store_opened_by_many_at_once_is_made_once(database_url: str) -> None:
    """A service and a command that start together on a new database."""
    opened: list[Database] = []
    threads = [threading.Thread(target=lambda: opened.append(open_store(database_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    assert len({store.installation for store in opened}) == 1
    for store in opened:
        store.close()


def test_store_of_a_newer_version_is_refused(database_url: str, store: Database) -> None:
    """An older program does not write into it, and says what to do."""
    with store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version"):
        open_store(database_url)


def test_store_is_looked_at_without_being_upgraded(database_url: str) -> None:
    """`db check` and `db copy` change nothing; they say which command does."""
    make_store_of_revision(database_url, FIRST_REVISION)
    with pytest.raises(DatabaseError, match="db upgrade"), open_as_it_is(database_url):
        pass
    engine = make_engine(database_url)
    assert read_revision(engine) == FIRST_REVISION
    engine.dispose()


def test_store_as_it_is_is_the_one_that_was_made(database_url: str, store: Database) -> None:
    """The same installation."""
    with open_as_it_is(database_url) as found:
        assert (found.installation, found.created_at) == (store.installation, store.created_at)


def test_database_without_tables_is_no_store(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """Looking makes neither tables nor a file."""
    with pytest.raises(DatabaseError, match="db upgrade"), open_as_it_is(postgresql.new_database()):
        pass
    with pytest.raises(DatabaseError, match="no such file"), open_as_it_is(f"sqlite:///{tmp_path}/no.db"):
        pass
    assert not (tmp_path / "no.db").exists()


def test_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    """The error names the file."""
    text = "this is not a database, it only stands where one should be" * 20
    (tmp_path / "store.db").write_text(text, encoding="utf-8")
    with pytest.raises(DatabaseError, match=r"store\.db"):
        open_store(f"sqlite:///{tmp_path}/store.db")


def test_server_that_is_not_there_is_a_clear_error_without_the_password(tmp_path: Path) -> None:
    """The error names the database, and nothing secret."""
    with pytest.raises(DatabaseError, match="cannot be opened") as caught:
        open_store(f"postgresql://desk:canary@/wire?host={tmp_path}")
    assert "canary" not in str(caught.value)


def test_missing_driver_names_the_extra_that_brings_it(tmp_path: Path) -> None:
    """PostgreSQL is an extra: whoever lacks it reads what to install."""
    shadow = "raise ModuleNotFoundError(\"No module named 'psycopg'\", name='psycopg')\n"
    (tmp_path / "psycopg.py").write_text(shadow, encoding="utf-8")
    code = (
        "from aggregator.database.engine import open_database\n"
        "open_database('postgresql://desk@localhost/wire', now=None, new_uuid=None)\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert "DatabaseError: PostgreSQL needs its driver: pip install wire-aggregator[postgres]" in done.stderr


def test_sqlite_is_recent_where_the_machine_has_a_wheel() -> None:
    """Debian's 3.40 has the WAL-reset bug; the bundled one has not."""
    driver = drivers.sqlite_driver  # type: ignore[attr-defined] # which module it is depends on the machine
    if driver.__name__.startswith("pysqlite3"):
        assert driver.sqlite_version_info >= (3, 51)


def test_reader_sees_one_state_while_others_write(store: Database) -> None:
    """Two queries of one reading agree, whatever is committed between them."""
    count = sa.text("SELECT count(*) FROM items")
    with store.reading() as connection:
        assert connection.scalar(count) == 0
        fill(store)
        assert connection.scalar(count) == 0
    with store.reading() as connection:
        assert connection.scalar(count) == 3


def test_writers_take_turns(store: Database) -> None:
    """What one writer read is still so when it writes: none comes between."""
    read = sa.text("SELECT failures FROM sources WHERE source = 'counter'")
    write = sa.text("UPDATE sources SET failures = :failures WHERE source = 'counter'")
    with store.writing() as connection:
        connection.execute(
            sa.text("INSERT INTO sources (source, failures, is_gone) VALUES ('counter', 0, false)")
        )

    def count() -> None:
        for _ in range(5):
            with store.writing() as connection:
                connection.execute(write, {"failures": int(connection.scalar(read) or 0) + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert connection.scalar(read) == 20


def write_twice(store: Database) -> None:
    """Write a row, and in the same transaction a row that cannot stand beside it."""
    with store.writing() as connection:
        for _ in range(2):
            connection.execute(
                sa.text("INSERT INTO sources (source, failures, is_gone) VALUES ('a', 0, false)")
            )


def test_writing_is_kept_whole_or_not_at_all(store: Database) -> None:
    """An error leaves nothing behind."""
    with pytest.raises(DatabaseError):
        write_twice(store)
    with store.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM sources")) == 0


def test_lost_connection_costs_one_transaction(postgresql: PostgreSQL) -> None:
    """A server that was restarted is an error for who was writing, and for nobody after."""
    store = open_store(postgresql.new_database())
    with pytest.raises(DatabaseError), store.writing() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    fill(store)
    store.close()


@pytest.mark.parametrize("statement", ["INSERT INTO nowhere VALUES (:secret)", "SELECT :secret FROM nowhere"])
def test_error_of_the_store_holds_no_text_of_a_story(store: Database, statement: str) -> None:
    """A killed story's words must not reach a log by way of an error."""
    with pytest.raises(DatabaseError) as caught, store.writing() as connection:
        connection.execute(sa.text(statement), {"secret": "canary"})
    assert "canary" not in str(caught.value) + str(caught.value.__cause__)


def test_broken_rule_of_a_table_quotes_no_row(store: Database) -> None:
    """PostgreSQL adds the row that it refuses to its error."""
    fill(store)
    again = sa.text("INSERT INTO story_sections SELECT * FROM story_sections WHERE story = :story")
    with pytest.raises(DatabaseError) as caught, store.writing() as connection:
        connection.execute(again, {"story": PIER})
    assert PIER not in str(caught.value) + str(caught.value.__cause__)


def test_memory_is_a_store_too() -> None:
    """A test or a trial needs no file."""
    store = open_database("sqlite://", now=NOON, new_uuid=lambda: UUID(int=1))
    assert store.installation == str(UUID(int=1))
    store.close()
