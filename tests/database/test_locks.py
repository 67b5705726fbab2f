"""Locks that one process, and in it one thread, holds at a time, on both databases."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa

from aggregator.database.drivers import make_engine
from aggregator.database.engine import Database
from aggregator.database.locks import LockName, hold
from aggregator.errors import DatabaseError, LockedError
from tests.database.stores import NOON, PostgreSQL, open_store

ROOT = Path(__file__).parents[2]
HOLDING = """
import os, sys, time
from uuid import uuid4
from datetime import UTC, datetime
from aggregator.database.engine import open_database
from aggregator.database.locks import hold

database = open_database(sys.argv[1], now=datetime(2026, 1, 7, tzinfo=UTC), new_uuid=uuid4)
with hold(database, "poller", holder="aggregator run, since noon", wait=False):
    if sys.argv[2] == "forks" and os.fork() == 0:
        time.sleep(60)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding_process(url: str, how: str = "alone") -> Iterator[subprocess.Popen[str]]:
    """Yield a process that holds the poller's lock of a store until its standard input ends."""
    command = [sys.executable, "-c", HOLDING, url, how]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, env=environment, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def take(store: Database, *, wait: bool = False) -> None:
    """Take the poller's lock and let it go."""
    with hold(store, "poller", holder="aggregator once, since one", wait=wait):
        pass


def test_lock_that_another_process_holds_says_who(database_url: str, store: Database) -> None:
    """Its command, since when, its number and its machine."""
    with holding_process(database_url) as process:
        with pytest.raises(LockedError) as caught:
            take(store)
        for word in (
            "poller",
            "aggregator run, since noon",
            f"pid {process.pid} on ",
            socket.gethostname()[:8],
        ):
            assert word in str(caught.value)


@pytest.mark.parametrize("how", ["alone", "forks"])
def test_killed_holder_frees_its_lock_at_once(database_url: str, store: Database, how: str) -> None:
    """Kill -9 runs no clean-up; a child that it leaves behind holds nothing."""
    with holding_process(database_url, how) as process:
        with pytest.raises(LockedError):
            take(store)
        process.kill()
        process.wait()
        take(store, wait=True)


def test_lock_is_free_when_its_holder_ends(store: Database) -> None:
    """Also after an error."""
    with pytest.raises(ZeroDivisionError), hold(store, "poller", holder="a", wait=False):
        _ = 1 // 0
    take(store)


def test_threads_of_one_process_exclude_each_other(store: Database) -> None:
    """Without waiting it is an error, with waiting they take turns."""
    inside: list[int] = []

    def work() -> None:
        with hold(store, "match", holder="a thread", wait=True):
            inside.append(1)
            assert len(inside) == 1
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    with hold(store, "match", holder="the test", wait=False):
        for thread in threads:
            thread.start()
        with pytest.raises(LockedError, match="the test"), hold(store, "match", holder="b", wait=False):
            pass
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()


def test_locks_of_other_names_and_other_stores_are_free(
    store: Database, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """Polling, matching and publishing go on side by side."""
    other = open_store(f"sqlite:///{tmp_path}/other.db")
    with ExitStack() as stack:
        for name in get_args(LockName):
            stack.enter_context(hold(store, name, holder="a", wait=False))
            stack.enter_context(hold(other, name, holder="b", wait=False))
    other.close()


def test_holder_keeps_nobody_from_reading_and_writing(store: Database) -> None:
    """The locks are beside the tables."""
    with (
        hold(store, "poller", holder="a", wait=False),
        store.writing(),
        hold(store, "match", holder="a", wait=True),
    ):
        pass


def test_store_reached_by_a_link_has_the_same_lock(tmp_path: Path) -> None:
    """The lock lies beside the real file."""
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "other.db").symlink_to(tmp_path / "store.db")
    linked = open_store(f"sqlite:///{tmp_path}/link/other.db")
    with hold(store, "poller", holder="a", wait=False), pytest.raises(LockedError):
        take(linked)
    assert (tmp_path / "store.db.poller.lock").exists()
    for each in (store, linked):
        each.close()


def test_lock_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    """It names the file."""
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    (tmp_path / "store.db.poller.lock").mkdir()
    with pytest.raises(DatabaseError, match=r"store\.db\.poller\.lock"):
        take(store)
    store.close()


def test_store_in_memory_needs_no_lock() -> None:
    """Nobody else can open it."""
    store = open_store("sqlite://")
    take(store)
    store.close()


def end_other_connections(store: Database) -> None:
    """Do what a restart of the server does to everybody else."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with store.reading() as connection:
        connection.execute(sa.text(f"{others} AND datname = current_database()"))


def test_lock_that_is_lost_is_told(postgresql: PostgreSQL) -> None:
    """A server that was restarted has freed it: whoever thought to be alone was not."""
    store = open_store(postgresql.new_database())
    with pytest.raises(DatabaseError, match="lost the lock"), hold(store, "match", holder="a", wait=False):
        end_other_connections(store)
    take(store)
    store.close()


def test_waiting_for_a_server_that_is_not_there_is_a_clear_error(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """The lock needs a connection of its own."""
    url = postgresql.new_database()
    store = open_store(url)
    gone = Database(make_engine(f"postgresql://desk:canary@/wire?host={tmp_path}"), store.installation, NOON)
    with pytest.raises(DatabaseError, match="lock poller") as caught:
        take(gone, wait=True)
    assert "canary" not in str(caught.value)
    store.close()


def end_lock(database: Database) -> None:
    """Let the server end the connection that holds an advisory lock."""
    holder = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid()"
    )
    with database.writing() as connection:
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM ({holder}) AS holder"))  # noqa: S608 - ours


def hold_until_it_is_ended(database: Database) -> None:
    """Hold the lock, lose it, and see that it is lost."""
    with hold(database, "poller", holder="a", wait=False) as is_held:
        assert is_held()
        end_lock(database)
        assert not is_held()


def test_lock_that_the_server_ended_is_known_to_be_lost(postgresql: PostgreSQL) -> None:
    """A server that is started again frees what it had given; the holder finds out by asking, and ends in error."""
    database = open_store(postgresql.new_database())
    with pytest.raises(DatabaseError, match="lost the lock"):
        hold_until_it_is_ended(database)
    database.close()


def test_lock_of_a_file_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    """Nobody can take a file lock away."""
    database = open_store(f"sqlite:///{tmp_path}/store.db")
    with hold(database, "poller", holder="a", wait=False) as is_held:
        assert is_held()
    database.close()
