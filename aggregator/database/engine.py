"""The open store: which database, with which driver, at which revision."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from aggregator.database.batches import AnyRow
from aggregator.database.tables import REVISION, installation
from aggregator.errors import DatabaseError

try:  # it brings a current SQLite: the 3.40 of Debian 12 has the WAL-reset bug
    import pysqlite3.dbapi2 as sqlite_driver
except ImportError:  # no wheel for this machine
    import sqlite3 as sqlite_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
CACHE_KIBIBYTES = 8_000


@dataclass(frozen=True, slots=True)
class Database:
    """An open store; `installation` and `created_at` were made once with it and stay with every copy."""

    engine: sa.Engine
    installation: str
    created_at: datetime

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that reads one state of the store; raises DatabaseError."""
        with _told(self.engine), self.engine.connect().execution_options(reads=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection whose writes are all kept or, after an error, none; raises DatabaseError."""
        with _told(self.engine), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def _told(engine: sa.Engine) -> Iterator[None]:
    """Turn what the driver raises into our error, which names the store."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        raise DatabaseError(f"{_named(str(engine.url))}: {_cause(error)}") from error


def open_database(url: str, *, now: datetime, new_uuid: Callable[[], UUID]) -> Database:
    """Return the store at the URL, made or upgraded where that is needed.

    Raises DatabaseError when it cannot be opened, or when a newer version of this program has written it.
    """
    try:
        engine = _engine(url)
        if _revision(engine) != REVISION:
            upgrade(engine)
        row = _installation(engine, now, new_uuid)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise DatabaseError(f"{_named(url)} cannot be opened: {_cause(error)}") from error
    return Database(engine, row.id, row.created_at)


def upgrade(engine: sa.Engine) -> None:
    """Bring the tables to this version's revision (Alembic, one transaction)."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseError(
                f"{_named(str(engine.url))} was written by a newer version of this program: {error}; "
                "install that version, or restore a backup"
            ) from error


def _engine(url: str) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        parsed,
        module=sqlite_driver,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,  # an error must not carry the text of a killed story into a log
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    """Set what every connection needs; transactions are begun by us, for the driver begins them too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a published id must outlive a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    cursor.execute("PRAGMA mmap_size = 0")  # mapped pages count as the service's memory
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin a write transaction at once: one that upgrades from reading can fail where it cannot be repeated."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return None if revision is None else str(revision)


def _installation(engine: sa.Engine, now: datetime, new_uuid: Callable[[], UUID]) -> AnyRow:
    query = sa.select(installation.c.id, installation.c.created_at)
    with engine.begin() as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            connection.execute(installation.insert().values(id=str(new_uuid()), created_at=now))
            row = connection.execute(query).one()
    return row


def _named(url: str) -> str:
    return f"database {sa.make_url(url).render_as_string(hide_password=True)}"


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)
