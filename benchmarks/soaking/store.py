"""What the store holds, read from a copy: the program itself must recover the original."""

import json
import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soaking.ledger import Guid


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item: its story (None while it waits to be matched) and its versions, oldest first."""

    item: int
    story: str | None
    digests: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The store at one moment, with nobody writing."""

    items: dict[Guid, tuple[StoredItem, ...]]
    statuses: dict[str, str]
    """Story id -> status."""
    released: frozenset[str]
    """Ids of the stories that were ever published."""
    into: dict[str, str]
    """Story id -> the story that it was merged into."""
    leads: dict[str, int | None]
    unmatched: int
    waiting: int
    """Rows in the outbox."""
    is_sound: bool
    """Whether SQLite finds nothing wrong with the file."""


def read_store(database: Path, scratch: Path) -> Store | None:
    """Return what the store holds; None where none has been made yet."""
    if not database.exists() or database.stat().st_size == 0:
        return None
    scratch.mkdir(parents=True, exist_ok=True)
    copy = scratch / database.name
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        if (original := database.with_name(database.name + suffix)).exists():
            shutil.copyfile(original, copy.with_name(copy.name + suffix))
    with closing(sqlite3.connect(copy)) as connection:
        made = connection.execute("SELECT name FROM sqlite_master WHERE name = 'outbox'").fetchone()
        return _read(connection) if made else None


def _read(connection: sqlite3.Connection) -> Store:
    def ask(query: str) -> list[tuple[str, ...]]:
        return connection.execute(query).fetchall()

    stories = connection.execute('SELECT story, status, "into", lead, released_at FROM stories').fetchall()
    return Store(
        items=_read_items(connection),
        statuses={row[0]: row[1] for row in stories},
        released=frozenset(row[0] for row in stories if row[4] is not None),
        into={row[0]: row[2] for row in stories if row[2] is not None},
        leads={row[0]: row[3] for row in stories},
        unmatched=len(ask("SELECT item FROM items WHERE matched < ordinal")),
        waiting=len(ask("SELECT number FROM outbox")),
        is_sound=ask("PRAGMA integrity_check") == [("ok",)] and not ask("PRAGMA foreign_key_check"),
    )


def _read_items(connection: sqlite3.Connection) -> dict[Guid, tuple[StoredItem, ...]]:
    chains: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for item, digest, document in connection.execute(
        "SELECT item, digest, document FROM versions ORDER BY item, ordinal"
    ):
        chains[item].append((digest, " ".join(json.loads(document).get("text", "").split())))
    found: dict[Guid, list[StoredItem]] = defaultdict(list)
    for source, guid, item, story in connection.execute(
        "SELECT source, guid, items.item, story FROM items LEFT JOIN story_items USING (item) ORDER BY items.item"
    ):
        digests, texts = zip(*chains[item], strict=True) if chains[item] else ((), ())
        found[source, guid].append(StoredItem(item, story, digests, texts))
    return {guid: tuple(items) for guid, items in found.items()}
