"""`aggregator db` as an operator types it."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.locks import hold
from aggregator.database.tables import REVISION
from tests.database.contents import fill
from tests.database.stores import PostgreSQL, open_store

ROOT = Path(__file__).parents[2]
CONFIG = """
[service]
title = "Desk"
base_url = "http://desk.example/"
contact = "desk@example.org"
database = "{url}"
[[sections]]
id = "national"
title = "National"
[[sources]]
id = "harbour"
url = "harbour.xml"
"""


def db(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the group in a folder whose configuration names the database."""
    (folder / "config.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "aggregator", "db", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )


def test_new_store_is_made_and_is_sound(database_url: str, tmp_path: Path) -> None:
    """`db upgrade` makes the tables, `db check` finds nothing wrong."""
    missing = db(tmp_path, database_url, "check")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr
    assert REVISION in db(tmp_path, database_url, "upgrade").stdout
    done = db(tmp_path, database_url, "check")
    assert (done.returncode, done.stdout) == (0, "the store is sound\n")


def test_faults_are_printed_and_exit_1(store: Database, database_url: str, tmp_path: Path) -> None:
    """A line each."""
    fill(store)
    with store.writing() as connection:
        connection.execute(sa.text("UPDATE stories SET lead = NULL"))
    done = db(tmp_path, database_url, "check")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


def test_store_is_copied_by_a_command(
    store: Database, database_url: str, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """Once: a second time the target is not empty."""
    fill(store)
    target = postgresql.new_database()
    done = db(tmp_path, database_url, "copy", target)
    assert done.returncode == 0, done.stderr
    assert "copied" in done.stdout
    assert db(tmp_path, target, "check").stdout == "the store is sound\n"
    again = db(tmp_path, database_url, "copy", target)
    assert again.returncode == 1
    assert "holds a store already" in again.stderr


def test_store_that_is_being_polled_is_not_copied(store: Database, database_url: str, tmp_path: Path) -> None:
    """What came after would be lost; the error says who polls."""
    with hold(store, "poller", holder="aggregator run", wait=False):
        done = db(tmp_path, database_url, "copy", f"sqlite:///{tmp_path}/copy.db")
    assert done.returncode == 1
    assert "aggregator run" in done.stderr
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("target", ["mysql://desk@host/wire", "sqlite:///:memory:", "copy.db"])
def test_target_that_is_no_database_is_wrong_use(tmp_path: Path, target: str) -> None:
    """Told before anything is opened."""
    url = f"sqlite:///{tmp_path}/store.db"
    open_store(url).close()
    assert db(tmp_path, url, "copy", target).returncode == 2
