"""A short soak: the real program is killed with SIGKILL some fifteen times and loses nothing."""

import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.soaking import checks
from benchmarks.soaking.ledger import Guid, Ledger
from benchmarks.soaking.outlets import Edition
from benchmarks.soaking.store import Store, StoredItem
from benchmarks.soaking.world import SOURCES, World, body_of

ROOT = Path(__file__).parents[2]
Items = dict[Guid, tuple[StoredItem, ...]]
STORY = "urn:uuid:00000000-0000-4000-8000-000000000001"


def _edition(world: World) -> Edition:
    return Edition("wire", body_of(world, "wire"), world.feeds["wire"][:1])


def _ledger(edition: Edition) -> Ledger:
    ledger = Ledger()
    ledger.show([edition])
    ledger.owe([edition])
    return ledger


def _store(edition: Edition) -> Store:
    entry = edition.entries[0]
    item = StoredItem(item=1, story=STORY, digests=("d",), texts=(entry.text,))
    return Store(
        items={("wire", entry.guid): (item,)},
        statuses={STORY: "usable"},
        released=frozenset({STORY}),
        into={},
        leads={STORY: 1},
        unmatched=0,
        waiting=0,
        is_sound=True,
    )


def _world() -> World:
    world = World(random.Random(1))
    world.happen(50)
    return world


def test_service_survives_being_killed(tmp_path: Path) -> None:
    """Whatever the instant: nothing lost or doubled, no half file, nothing published that is not stored."""
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.soak",
            "--seconds",
            "11",
            "--seed",
            "1",
            "--folder",
            str(tmp_path / "soak"),
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    kills = re.search(r"kills +(\d+)", answer.stdout)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert kills
    assert int(kills[1]) >= 3, answer.stdout  # a machine under load makes few


def test_world_is_the_same_from_the_same_seed() -> None:
    """A violation can be looked for again: what the outlets serve depends on the seed alone."""
    one, other = _world(), _world()
    assert [body_of(one, source) for source in SOURCES] == [body_of(other, source) for source in SOURCES]


def test_sound_store_passes() -> None:
    """The checks do not cry wolf."""
    edition = _edition(_world())
    assert [*checks.check_store(_store(edition), _ledger(edition))] == []


def test_lost_item_is_noticed() -> None:
    """A guid that a finished poll showed is missing."""
    edition = _edition(_world())
    (found, *_) = checks.check_store(replace(_store(edition), items={}), _ledger(edition))
    assert "lost" in found


def test_doubled_item_is_noticed() -> None:
    """One guid that was never used again is two items."""
    edition = _edition(_world())
    store = _store(edition)
    doubled: Items = {guid: (*items, replace(items[0], item=2)) for guid, items in store.items.items()}
    (found, *_) = checks.check_store(replace(store, items=doubled), _ledger(edition))
    assert "doubled" in found


def test_story_without_a_lead_is_noticed() -> None:
    """A usable story that nobody leads."""
    edition = _edition(_world())
    (found,) = checks.check_store(replace(_store(edition), leads={STORY: None}), _ledger(edition))
    assert "its lead" in found


def test_item_that_changes_its_story_is_noticed() -> None:
    """An id that subscribers have seen goes on only by a merge."""
    store = _store(_edition(_world()))
    moved: Items = {guid: (replace(items[0], story="urn:uuid:other"),) for guid, items in store.items.items()}
    assert len([*checks.check_ids(store, replace(store, items=moved))]) == 1


def test_half_file_is_noticed(tmp_path: Path) -> None:
    """A feed that was cut, and a compressed sibling of another text."""
    (tmp_path / "atom.xml").write_bytes(b"<feed><entry>")
    (tmp_path / "feed.json").write_bytes(b'{"items": [')
    (tmp_path / "feed.json.gz").write_bytes(b"\x1f\x8b")
    assert len([*checks.check_files(tmp_path)]) == 3


def test_published_story_that_is_not_stored_is_noticed(tmp_path: Path) -> None:
    """A subscriber has an id that the store does not know."""
    (tmp_path / "feed.json").write_text('{"items": [{"id": "urn:uuid:unknown"}]}')
    (found,) = checks.check_published(tmp_path, _store(_edition(_world())))
    assert "urn:uuid:unknown" in found
