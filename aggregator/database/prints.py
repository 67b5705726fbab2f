"""What is stored to find the copies of an item: keys by time, sketches, and the evidence for each pair."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import decode_version
from aggregator.database.dialects import dialect_of, insert_into
from aggregator.database.engine import Database
from aggregator.database.many import InEach, carry_out, for_many, for_many_in
from aggregator.database.tables import boilerplate, evidence, item_keys, items, prints, versions
from aggregator.model.comparison import digest
from aggregator.model.decision import Evidence, Print
from aggregator.model.item import Version
from aggregator.model.sketch import Sketch, pack, unpack

KEYS_ASKED = 34
"""Keys that one statement asks for: those of a version (`stories.fingerprint`)."""
OF_MANY_ASKED = 4
"""Keys of many holders that one statement asks for: those of an outlet's box that are among its text's."""
NEAREST = 16
"""Holders of a key that are read before and after an item's time. It is symmetric: of two items with fewer than that
many holders between them, each finds the other, whichever came first."""
REACH_SECONDS = 30 * 86_400
"""How far apart two copies may be by their own times."""
PLACES_A_SECOND = 2**24
NOTHING = -1
"""What is no key and no item."""

_NAMED_PARAMETERS = {"sqlite": "named", "postgresql": "pyformat"}
"""How each driver takes parameters by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """A version of an item that has no fingerprint yet."""

    item: int
    source: str
    guid: str
    ordinal: int
    seen_at: datetime
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A version's fingerprint as it is stored."""

    item: int
    ordinal: int
    place: int
    """As `place_of` returns it."""
    keys: tuple[int, ...]
    sketch: Sketch


def place_of(at: int, *, source: str, guid: str) -> int:
    """Return the place of a version among all that hold a key: by its time in seconds, then by its item's names.

    An outlet that dates its entries by the day has fifty at midnight; each still has its own place, whichever came
    first.
    """
    return at * PLACES_A_SECOND + int(digest(source, guid)[:6], 16)


class Prints:
    """The index of fingerprints; one matcher works at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, *, limit: int) -> tuple[Unprinted, ...]:
        """Return the versions without fingerprint of so many items, in the order the items came."""
        some = (
            sa.select(items.c.item)
            .where(items.c.printed < items.c.ordinal)
            .order_by(items.c.item)
            .limit(limit)
        )
        query = (
            _versions()
            .where(items.c.item.in_(some), versions.c.ordinal > items.c.printed)
            .order_by(items.c.item, versions.c.ordinal)
        )
        with self._database.reading() as connection:
            return tuple(_unprinted(row) for row in connection.execute(query))

    def versions_of(self, source: str, guid: str) -> tuple[Unprinted, ...]:
        """Return what the newest item under a guid of a source says in its versions, oldest first."""
        mine = sa.and_(items.c.source == source, items.c.guid_digest == digest(guid))
        newest = sa.select(sa.func.max(items.c.item)).where(mine).scalar_subquery()
        query = _versions().where(items.c.item == newest).order_by(versions.c.ordinal)
        with self._database.reading() as connection:
            return tuple(_unprinted(row) for row in connection.execute(query))

    def has_waiting(self) -> bool:
        """Return whether any item has a version without fingerprint."""
        query = sa.select(items.c.item).where(items.c.printed < items.c.ordinal).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def add(self, printed: Iterable[Printed]) -> None:
        """Store fingerprints; those that are stored already stay as they are."""
        sketches: list[tuple[int, int, bytes]] = []
        keys: list[tuple[int, int, int]] = []
        for each in printed:
            sketches.append((each.item, each.ordinal, pack(each.sketch)))
            keys += [(key, each.place, each.item) for key in each.keys]
        keys.sort(key=itemgetter(0))  # the index is written from one end to the other
        with self._database.writing() as connection:
            carry_out(connection, _KEEP_SKETCH, sketches)
            carry_out(connection, _KEEP_KEY, keys)

    def shared(self, keys: Iterable[int]) -> frozenset[int]:
        """Return those of the keys that are stored more than once: others lead nowhere but to their only holder."""
        found: set[int] = set()
        with self._database.reading() as connection:
            for batch in batches(sorted(keys)):
                size = 1 << (len(batch) - 1).bit_length()
                asked = (*batch, *[NOTHING] * (size - len(batch)))
                statement = _stored_twice(connection.dialect.name, size)
                found.update(connection.exec_driver_sql(statement, asked).scalars())
        return frozenset(found)

    def candidates(self, asked: Sequence[tuple[int, Sequence[int]]]) -> Iterator[tuple[int, ...]]:
        """Yield for each (place, keys) the items that hold one of the keys near that place."""
        with self._database.reading() as connection:
            for place, keys in asked:
                holders = _holders(connection, place, keys)
                of_many = [key for key, some in holders.items() if len(some) > NEAREST]
                found = _nearest_holders(connection, place, of_many)
                found.update(*(some for some in holders.values() if len(some) <= NEAREST))
                yield tuple(sorted(found))

    def of(self, item_ids: Iterable[int]) -> dict[int, Print]:
        """Return items as the matcher sees them, with the sketches of their versions, by item."""
        sketches: dict[int, list[Sketch]] = defaultdict(list)
        known: dict[int, AnyRow] = {}
        with self._database.reading() as connection:
            for batch in batches(sorted(set(item_ids))):
                size = 1 << (len(batch) - 1).bit_length()
                for row in connection.execute(_sketched(size), _named(batch, size)).all():
                    known[row.item] = row
                    sketches[row.item] += [unpack(row.sketch)] if row.sketch is not None else []
        return {
            item: Print(
                item=item, source=row.source, guid=row.guid, time=row.time, sketches=tuple(sketches[item])
            )
            for item, row in known.items()
        }

    def compared(self, proofs: Iterable[Evidence], up_to: Mapping[int, int]) -> None:
        """Store what speaks for each pair, the stronger where there is some already, and which items are done."""
        rows = [
            {
                "one": each.one,
                "other": each.other,
                "kind": each.kind,
                "strength": each.strength,
                "because": each.because,
            }
            for each in sorted(proofs)
        ]
        with self._database.writing() as connection:
            if rows:
                connection.execute(_if_stronger(connection.dialect.name), rows)
            carry_out(connection, _PRINTED, [(ordinal, item) for item, ordinal in up_to.items()])

    def boilerplate(self) -> dict[str, frozenset[str]]:
        """Return the digests of the lines that each source repeats, by source, as the last `rematch` learned them."""
        found: dict[str, set[str]] = defaultdict(set)
        with self._database.reading() as connection:
            for row in connection.execute(sa.select(boilerplate)):
                found[row.source].add(row.line)
        return {source: frozenset(lines) for source, lines in found.items()}

    def texts(self, source: str) -> Iterator[tuple[str, str]]:
        """Yield (title, text) of the newest version of each item of a source, in the order they came."""
        query = (
            sa.select(versions.c.document)
            .join(items, sa.and_(items.c.item == versions.c.item, items.c.ordinal == versions.c.ordinal))
            .where(items.c.source == source)
            .order_by(items.c.item)
        )
        with self._database.reading() as connection:
            for document in connection.scalars(query.execution_options(yield_per=500)):
                version = decode_version(document)
                yield version.title, version.text

    def sources(self) -> tuple[str, ...]:
        """Return the sources that have items."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(sa.select(items.c.source).distinct().order_by(items.c.source)))

    def begin_anew(self, learned: Mapping[str, Iterable[str]]) -> None:
        """Forget every fingerprint and every comparison, and let all items be printed, compared and grouped again."""
        rows = [
            {"source": source, "line": line} for source, lines in learned.items() for line in sorted(lines)
        ]
        with self._database.writing() as connection:
            for table in (evidence, item_keys, prints, boilerplate):
                connection.execute(table.delete())
            if rows:
                connection.execute(boilerplate.insert(), rows)
            connection.execute(items.update().values(printed=0, regroup=True))


def _versions() -> sa.Select[*tuple[Any, ...]]:
    """Return the query for what `_unprinted` reads of versions, with their items."""
    columns = (
        items.c.item,
        items.c.source,
        items.c.guid,
        versions.c.ordinal,
        versions.c.seen_at,
        versions.c.document,
    )
    return sa.select(*columns).join(versions, versions.c.item == items.c.item)


def _unprinted(row: AnyRow) -> Unprinted:
    return Unprinted(
        item=row.item,
        source=row.source,
        guid=row.guid,
        ordinal=row.ordinal,
        seen_at=row.seen_at,
        version=decode_version(row.document),
    )


def _holders(connection: sa.Connection, place: int, keys: Sequence[int]) -> dict[int, list[int]]:
    """Return key -> items that hold it within reach: all of them, or one more than is followed to each side."""
    found: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(keys), KEYS_ASKED):
        parameters = _within_reach(place) | _named(keys[start : start + KEYS_ASKED], KEYS_ASKED)
        for value, item in connection.exec_driver_sql(_any(connection.dialect.name), parameters).all():
            found[value].append(item)
    return found


def _nearest_holders(connection: sa.Connection, place: int, keys: Sequence[int]) -> set[int]:
    """Return the items that hold keys of many, as far as these are followed."""
    found: set[int] = set()
    for start in range(0, len(keys), OF_MANY_ASKED):
        parameters = _within_reach(place) | _named(keys[start : start + OF_MANY_ASKED], OF_MANY_ASKED)
        statement = _nearest(connection.dialect.name)
        found.update(connection.exec_driver_sql(statement, parameters).scalars().all())
    return found


@cache
def _stored_twice(dialect: str, count: int) -> str:
    """Return the query for which of so many keys are stored twice at least: of each no more than that is read."""
    mark = "?" if dialect == "sqlite" else "%s"
    asked = ", ".join([f"(CAST({mark} AS bigint))", *[f"({mark})"] * (count - 1)])
    return (
        f"WITH asked (value) AS (VALUES {asked}) SELECT value FROM asked WHERE EXISTS"  # noqa: S608 - numbers of ours
        " (SELECT 1 FROM item_keys WHERE item_keys.value = asked.value LIMIT 1 OFFSET 1)"
    )


@cache
def _any(dialect: str) -> str:
    """Return the query for (key, item) of who holds keys within reach, of a key of many for some of these.

    One statement of many small ones, each of which reads an index from one place on: whatever others share a key
    (a box that an outlet has under every text), the cost stays the same. It is a text of the driver's own, for
    SQLAlchemy takes ten times as long to bind the parameters of so many parts as SQLite takes to answer.
    """
    within = "place >= :first AND place <= :last"
    parts = [
        f"SELECT value, item FROM (SELECT value, item FROM item_keys"  # noqa: S608 - numbers of ours
        f" WHERE value = :key{number} AND {within} LIMIT {NEAREST + 1}) AS some{number}"
        for number in range(KEYS_ASKED)
    ]
    return _of_driver(parts, dialect)


@cache
def _nearest(dialect: str) -> str:
    """Return the query for the items that hold a key near a place: from there outwards, key by key, as `_any` does."""
    parts = []
    for number in range(OF_MANY_ASKED):
        mine = f"SELECT item FROM item_keys WHERE value = :key{number} AND place"  # noqa: S608 - numbers of ours
        before = f"{mine} <= :place AND place >= :first ORDER BY place DESC, item DESC LIMIT {NEAREST}"
        after = f"{mine} >= :place AND place <= :last ORDER BY place, item LIMIT {NEAREST}"
        parts += [
            f"SELECT item FROM ({before}) AS before{number}",  # noqa: S608 - the same
            f"SELECT item FROM ({after}) AS after{number}",  # noqa: S608 - the same
        ]
    return _of_driver(parts, dialect)


def _of_driver(parts: Iterable[str], dialect: str) -> str:
    named = dialect_of(dialect, parameters=_NAMED_PARAMETERS[dialect])
    return str(sa.text(" UNION ALL ".join(parts)).compile(dialect=named))


@cache
def _sketched(count: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the query for so many items with their sketches; those that it lists are bound one by one.

    SQLAlchemy takes longer to write out a list of any length than SQLite takes to answer.
    """
    wanted = [sa.bindparam(name, type_=sa.Integer) for name in _named(range(count), count)]
    columns = (items.c.item, items.c.source, items.c.guid, items.c.time, prints.c.sketch)
    return (
        sa.select(*columns)
        .outerjoin(prints, prints.c.item == items.c.item)
        .where(items.c.item.in_(wanted))
        .order_by(items.c.item, prints.c.ordinal)
    )


def _within_reach(place: int) -> dict[str, int]:
    reach = REACH_SECONDS * PLACES_A_SECOND
    return {"place": place, "first": place - reach, "last": place + reach}


def _named(values: Sequence[int], count: int) -> dict[str, int]:
    """Return values as so many parameters; those that are left over are no item's and no key."""
    padded = (*values, *[NOTHING] * (count - len(values)))
    return {f"key{number}": value for number, value in enumerate(padded)}


def _keep(table: sa.Table) -> InEach:
    """Return the statement that stores a row unless it is there."""
    return for_many_in(lambda dialect: insert_into(table, dialect).on_conflict_do_nothing())


@cache
def _if_stronger(dialect: str) -> sa.Insert:
    statement = insert_into(evidence, dialect)
    fresh = {name: statement.excluded[name] for name in ("kind", "strength", "because")}
    return statement.on_conflict_do_update(
        index_elements=[evidence.c.one, evidence.c.other],
        set_=fresh,
        where=statement.excluded["strength"] > evidence.c.strength,
    )


_KEEP_KEY, _KEEP_SKETCH = _keep(item_keys), _keep(prints)
_PRINTED = for_many(
    items.update().values(printed=sa.bindparam("up_to")).where(items.c.item == sa.bindparam("done"))
)
