"""An index of any size: fingerprints that were drawn, with boxes that thousands share and copies in clusters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.prints import PLACES_A_SECOND
from aggregator.model.item import Version
from aggregator.model.sketch import pack
from aggregator.stories.fingerprint import Fingerprint, fingerprint
from benchmarks.newsroom import BEGAN, CLUSTERS, DAYS, Newsroom

FILLERS = 480
"""Texts whose sketches the drawn items have in turn: as long as real ones, and of no story that is measured."""
KEYS = 33
KEYS_SHARED = 24
"""Of its keys, how many a drawn copy has in common with the first of its cluster."""
PORTION = 10_000

_ITEM = (
    "INSERT INTO items (item, source, guid, guid_digest, first_seen, last_seen, ordinal, matched, time, printed,"
    " regroup) VALUES (?, ?, ?, '', ?, ?, 1, 1, ?, 1, 0)"
)
_PRINT = "INSERT INTO prints (item, ordinal, sketch) VALUES (?, 1, ?)"
# SQLite sorts the keys on disk, so that the index is written from one end to the other.
_DRAWN = "CREATE TEMP TABLE drawn (value INTEGER, place INTEGER, item INTEGER)"
_DRAW = "INSERT INTO drawn VALUES (?, ?, ?)"
_STORE = "INSERT OR IGNORE INTO item_keys SELECT value, place, item FROM drawn ORDER BY value, place, item"


@dataclass(frozen=True, slots=True)
class _Filler:
    """A text as the drawn items repeat it: its outlet, its sketch, which of its keys are its outlet's box's."""

    source: str
    sketch: bytes
    box_keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One drawn item."""

    item: int
    at: int
    filler: _Filler
    keys: tuple[int, ...]


def fill(database: Database, newsroom: Newsroom, count: int) -> None:
    """Add so many items to the index of an SQLite store, past the matcher: their keys are drawn, not computed."""
    if count <= 0:
        return
    with database.writing() as connection:
        first = (connection.exec_driver_sql("SELECT max(item) FROM items").scalar() or 0) + 1
        connection.exec_driver_sql(_DRAWN)
        drawn = _draw(newsroom, _fillers(newsroom), range(first, first + count))
        while some := list(islice(drawn, PORTION)):
            _store(connection, some)
        connection.exec_driver_sql(_STORE)
        connection.exec_driver_sql("DROP TABLE drawn")


def _store(connection: sa.Connection, drawn: Sequence[_Drawn]) -> None:
    rows = [(each.item, each.filler.source, f"drawn{each.item}", *[_written(each.at)] * 3) for each in drawn]
    connection.exec_driver_sql(_ITEM, rows)
    connection.exec_driver_sql(_PRINT, [(each.item, each.filler.sketch) for each in drawn])
    chance_in_second = PLACES_A_SECOND // 2
    keys = [
        (key, each.at * PLACES_A_SECOND + chance_in_second, each.item) for each in drawn for key in each.keys
    ]
    connection.exec_driver_sql(_DRAW, keys)


def _written(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}.000000"


def _draw(newsroom: Newsroom, fillers: Sequence[_Filler], items: Iterable[int]) -> Iterator[_Drawn]:
    chance = newsroom.chance
    first_keys: list[int] = []
    at = left = 0
    for item in items:
        if not left:
            left = chance.choices(range(1, len(CLUSTERS) + 1), weights=CLUSTERS)[0]
            first_keys = [chance.getrandbits(63) for _ in range(KEYS_SHARED)]
            at = int(BEGAN.timestamp()) + chance.randrange(DAYS * 86_400)
        left -= 1
        filler = fillers[item % len(fillers)]
        own = [chance.getrandbits(63) for _ in range(KEYS - KEYS_SHARED)]
        keys = (*filler.box_keys, *first_keys, *own)[:KEYS]
        yield _Drawn(item, at + chance.randrange(36_000), filler, keys)


def _fillers(newsroom: Newsroom) -> list[_Filler]:
    boxes = {
        outlet: set(_fingerprint(Version(title="", text=box)).keys) for outlet, box in newsroom.boxes.items()
    }
    fillers = []
    for number in range(FILLERS):
        article = newsroom.article(-number)
        made = _fingerprint(article.version)
        shared = boxes.get(article.source, set()) & set(made.keys)
        fillers.append(_Filler(article.source, pack(made.sketch), tuple(sorted(shared))))
    return fillers


def _fingerprint(version: Version) -> Fingerprint:
    made = fingerprint(version, seen_at=BEGAN)
    assert made is not None
    return made
