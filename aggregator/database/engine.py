"""The open store: which database, with which driver, at which revision."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from aggregator.database.batches import AnyRow
from aggregator.database.drivers import is_sqlite, make_engine, sqlite_file
from aggregator.database.tables import REVISION, installation
from aggregator.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID

MIGRATIONS = Path(__file__).parent / "migrations"


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

    @contextmanager
    def maintaining(self) -> Iterator[sa.Connection]:
        """Yield a connection outside of any transaction, for what is done to files; raises DatabaseError."""
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with _told(self.engine), engine.connect() as connection:
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
        raise as_database_error(error, engine.url) from _harmless(error)


def as_database_error(error: Exception, url: sa.URL, *, doing: str = "") -> DatabaseError:
    """Return our error for one of a driver's: it names the store, never its password nor a row's contents."""
    return DatabaseError(f"{named(url)}{doing}: {_cause(error)}")


def named(url: sa.URL) -> str:
    """Return the store's name for people, without its password."""
    return f"database {url.render_as_string(hide_password=True)}"


def open_database(url: str, *, now: datetime, new_uuid: Callable[[], UUID]) -> Database:
    """Return the store at the URL, made or upgraded where that is needed.

    Raises DatabaseError when it cannot be opened, or when a newer version of this program has written it.
    """
    with _opening(url) as engine:
        if read_revision(engine) != REVISION:
            upgrade(engine)
        row = _make_installation(engine, now, new_uuid)
        return Database(engine, row.id, row.created_at)


@contextmanager
def open_as_it_is(url: str) -> Iterator[Database]:
    """Yield the store at the URL, neither made nor upgraded, and close it.

    Raises DatabaseError when there is none, or when its tables are not those of this version.
    """
    file = sqlite_file(sa.make_url(url)) if is_sqlite(sa.make_url(url)) else None
    if file is not None and not file.exists():
        raise DatabaseError(f"{named(sa.make_url(url))}: there is no such file")
    with _opening(url) as engine:
        revision = read_revision(engine)
        if revision != REVISION:
            raise DatabaseError(f"{named(engine.url)} {_other(revision)}")
        with engine.connect().execution_options(reads=True) as connection:
            row = connection.execute(sa.select(installation)).one()
    try:
        yield Database(engine, row.id, row.created_at)
    finally:
        engine.dispose()


@contextmanager
def _opening(url: str) -> Iterator[sa.Engine]:
    """Yield the engine of a store that is being opened; it is closed again when that fails."""
    engine = make_engine(url)
    try:
        yield engine
    except (sa.exc.SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise as_database_error(error, engine.url, doing=" cannot be opened") from _harmless(error)
    except DatabaseError:
        engine.dispose()
        raise


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables to this version's revision, or to another one (Alembic, one transaction)."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise DatabaseError(
                f"{named(engine.url)} was written by a newer version of this program: {error}; "
                "install that version, or restore a backup"
            ) from error


def read_revision(engine: sa.Engine) -> str | None:
    """Return the revision that the tables are at; None where there are none of ours."""
    with engine.connect().execution_options(reads=True) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return None if revision is None else str(revision)


def _other(revision: str | None) -> str:
    if revision is None:
        return "holds no store yet: `aggregator db upgrade` makes one"
    return f"is at revision {revision}, this version reads {REVISION}: run `aggregator db upgrade`"


def _make_installation(engine: sa.Engine, now: datetime, new_uuid: Callable[[], UUID]) -> AnyRow:
    query = sa.select(installation.c.id, installation.c.created_at)
    with engine.connect().execution_options(reads=True) as connection:
        row = connection.execute(query).one_or_none()
    if row is not None:
        return row  # as ever but once: it must not wait for those who write
    with engine.begin() as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            connection.execute(installation.insert().values(id=str(new_uuid()), created_at=now))
            row = connection.execute(query).one()
    return row


def _cause(error: Exception) -> str:
    """Return the reason in one line; what PostgreSQL adds to it can be a row, and with it a killed story."""
    original = getattr(error, "orig", None) or error
    diagnosis = getattr(original, "diag", None)
    return str(getattr(diagnosis, "message_primary", None) or original).strip()


def _harmless(error: Exception) -> Exception | None:
    """Return the error as the cause of ours, unless it quotes a row."""
    diagnosis = getattr(getattr(error, "orig", None), "diag", None)
    return None if getattr(diagnosis, "message_detail", None) else error
