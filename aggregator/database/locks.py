"""Locks of the store that one process, and in it one thread, holds at a time: who polls, matches, publishes."""

import fcntl
import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from aggregator.database.drivers import is_sqlite, make_engine, sqlite_file
from aggregator.database.engine import Database, as_database_error, named
from aggregator.errors import DatabaseError, LockedError

LockName = Literal["poller", "match", "publish"]

APPLICATION_BYTES = 63
"""What PostgreSQL keeps of the name of a connection."""

_HOLDER = sa.text(
    "SELECT a.application_name, host(a.client_addr) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND a.datname = current_database() "
    "AND (l.classid::bigint << 32) + l.objid::bigint = :key"
)

IsHeld = Callable[[], bool]
"""Returns whether a lock is still held; it asks the server, so it blocks."""

_OURS: set[int] = set()
"""Descriptors whose locks this process holds: a child that it forks must not keep them when it is killed."""


def _leave_to_parent() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in _OURS:
        os.dup2(nothing, descriptor)
    _OURS.clear()
    os.close(nothing)


os.register_at_fork(after_in_child=_leave_to_parent)


@contextmanager
def hold(database: Database, name: LockName, *, holder: str, wait: bool) -> Iterator[IsHeld]:
    """Yield while this thread alone, of all processes on all machines, holds the lock.

    `holder` is what others read who cannot get it (the command, since when); this process's number and
    machine are added. It is free at once when its holder dies, however it dies. Raises LockedError when
    another one holds it and `wait` is false. What is yielded tells whether it is still held: a server that is
    started again frees what it had given.
    """
    who = f"{holder}, pid {os.getpid()} on {socket.gethostname()}"
    if is_sqlite(database.engine.url):
        with _hold_file(database, name, who=who, wait=wait):
            yield _always
        return
    with _hold_advisory(database, name, who=who, wait=wait) as connection:
        yield lambda: _is_alive(connection)


def _always() -> bool:
    return True


def _is_alive(connection: sa.Connection) -> bool:
    try:
        connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


@contextmanager
def _hold_file(database: Database, name: LockName, *, who: str, wait: bool) -> Iterator[None]:
    store = sqlite_file(database.engine.url)
    if store is None:  # in memory: nobody else can open it
        yield
        return
    path = store.with_name(f"{store.name}.{name}.lock")
    descriptor = _open(path)
    try:
        _lock_file(descriptor, path, wait=wait)
        # The text stays when the lock is let go or its holder dies: it counts only while the lock is held.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, who.encode(), 0)
        with _kept_from_children(descriptor):
            yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise DatabaseError(f"{path} cannot be opened: {error.strerror}; let this user write it") from error


def _lock_file(descriptor: int, path: Path, *, wait: bool) -> None:
    # flock belongs to what was opened, so that threads exclude each other too, unlike with lockf
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 1_000, 0).decode("utf-8", "replace")
        raise LockedError(_locked(path.name, holder)) from error


@contextmanager
def _kept_from_children(descriptor: int) -> Iterator[None]:
    _OURS.add(descriptor)
    try:
        yield
    finally:
        _OURS.discard(descriptor)


@contextmanager
def _hold_advisory(database: Database, name: LockName, *, who: str, wait: bool) -> Iterator[sa.Connection]:
    """Hold a session's lock on a connection of its own, so that it ends with the connection and not before."""
    application = who.encode()[:APPLICATION_BYTES].decode("utf-8", "ignore")
    engine = make_engine(database.engine.url, application=application)
    key = _key(database, name)
    try:
        with _lock_advisory(engine, key, name, wait=wait) as connection:
            driver: Any = connection.connection.driver_connection
            try:
                with _kept_from_children(driver.fileno()):
                    yield connection
            finally:
                _unlock_advisory(connection, key, name)
    finally:
        engine.dispose()


def _unlock_advisory(connection: sa.Connection, key: int, name: LockName) -> None:
    """Free the lock before the connection is closed, which the server would notice only a little later."""
    try:
        connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": key})
    except sa.exc.SQLAlchemyError as error:
        raise as_database_error(error, connection.engine.url, doing=f" lost the lock {name}") from error


def _lock_advisory(engine: sa.Engine, key: int, name: LockName, *, wait: bool) -> sa.Connection:
    try:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if wait:
            connection.execute(sa.text("SET lock_timeout = 0"))
            connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": key})
            return connection
        if connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
            return connection
        rows = connection.execute(_HOLDER, {"key": key}).all()
        connection.close()
    except sa.exc.SQLAlchemyError as error:
        raise as_database_error(error, engine.url, doing=f", lock {name}") from error
    holders = [f"{row[0]} (from {row[1]})" if row[1] else str(row[0]) for row in rows]
    raise LockedError(_locked(f"{named(engine.url)}, {name}", ", ".join(holders)))


def _key(database: Database, name: LockName) -> int:
    """Return the lock's number: of this store, for a database may hold another one under another schema."""
    digest = hashlib.sha256(f"{database.installation} {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _locked(lock: str, holder: str) -> str:
    return f"{lock} is held by {holder or 'a process that has not yet told its name'}"
