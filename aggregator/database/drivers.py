"""How each database is connected to, and how its transactions begin: one writer at a time on both."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from aggregator.errors import DatabaseError

try:  # it brings a current SQLite: the 3.40 of Debian 12 has the WAL-reset bug
    import pysqlite3.dbapi2 as sqlite_driver
except ImportError:  # no wheel for this machine
    import sqlite3 as sqlite_driver

WAL_TRIES = 200
WAL_WAIT_SECONDS = 0.05
"""Between two tries to switch a new file to WAL, which is done within milliseconds by whoever came first."""

BUSY_SECONDS = 30
"""How long a writer waits for the one before it."""

CONNECT_SECONDS = 10
CACHE_KIBIBYTES = 3_000
WRITERS = 0x77697265
"""Key of the advisory lock that every writer on PostgreSQL takes."""


def make_engine(url: str | sa.URL, *, application: str | None = None) -> sa.Engine:
    """Return the engine of a database's address; PostgreSQL shows `application` as the name of its connections.

    Raises DatabaseError when the driver is not installed.
    """
    parsed = sa.make_url(url)
    if is_sqlite(parsed):
        return _sqlite_engine(parsed)
    try:
        return _postgresql_engine(parsed, application)
    except ModuleNotFoundError as error:
        raise DatabaseError("PostgreSQL needs its driver: pip install wire-aggregator[postgres]") from error


def is_sqlite(url: sa.URL) -> bool:
    """Return whether the address is one of SQLite."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: sa.URL) -> Path | None:
    """Return the file of an SQLite store, whatever links lead to it; None for one in memory."""
    if not url.database or url.database == ":memory:":
        return None
    return Path(url.database).resolve()


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        module=sqlite_driver,
        connect_args={"timeout": BUSY_SECONDS},
        # the last one that was used has its cache warm; in turn, each of the connections would fill its own
        **({"pool_use_lifo": True} if file is not None else {}),
        hide_parameters=True,  # an error must not carry the text of a killed story into a log
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    """Set what every connection needs; transactions are begun by us, for the driver begins them too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")  # a published id must outlive a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what editors purge must not lie in freed pages
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    cursor.execute("PRAGMA mmap_size = 0")  # mapped pages count as the service's memory
    cursor.close()


def _use_wal(cursor: Any) -> None:  # noqa: ANN401 - a DBAPI cursor has no type
    """Switch the file to WAL; while another connection switches a new file, SQLite answers "locked" without waiting."""
    for _ in range(WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite_driver.OperationalError:
            time.sleep(WAL_WAIT_SECONDS)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin a write transaction at once: one that upgrades from reading can fail where it cannot be repeated."""
    if _has_transactions(connection):
        connection.exec_driver_sql("BEGIN" if _reads(connection) else "BEGIN IMMEDIATE")


def _postgresql_engine(url: sa.URL, application: str | None) -> sa.Engine:
    named = {"application_name": application} if application else {"fallback_application_name": "aggregator"}
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": CONNECT_SECONDS} | named,
        hide_parameters=True,
        pool_pre_ping=True,  # a server that was restarted in between costs no poll
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401 - the same
    connection.autocommit = True  # else the next rollback would undo the settings
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    cursor.execute("SET timezone = 'UTC'")
    # A machine that loses its power while it writes must not lock the others out for two hours.
    cursor.execute("SET tcp_keepalives_idle = 30")
    cursor.execute("SET tcp_keepalives_interval = 10")
    cursor.execute("SET tcp_keepalives_count = 3")
    cursor.close()
    connection.autocommit = False


def _begin_postgresql(connection: sa.Connection) -> None:
    """Let a reader see one state and writers write one after the other, as SQLite has it.

    One lock for all writers rather than one a source, or SERIALIZABLE with repeats: nothing can deadlock,
    no transaction has to be played twice, outbox numbers are committed in their order, and what is right on
    SQLite is right here. Polls share transactions, so that waiting one's turn is cheap. A writer stays READ
    COMMITTED: a snapshot would be taken before the lock is, and miss what the writer before it stored.
    """
    if _reads(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    elif _has_transactions(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def _has_transactions(connection: sa.Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"


def _reads(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("reads", False))
