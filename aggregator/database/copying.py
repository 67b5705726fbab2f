"""A store copied into another database, with every id, number and time as it was."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS

from aggregator.database.batches import PARAMETERS
from aggregator.database.drivers import is_sqlite, make_engine
from aggregator.database.engine import Database, as_database_error, named, read_revision, upgrade
from aggregator.database.tables import installation, metadata
from aggregator.errors import DatabaseError


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """How many rows of a table were copied."""

    table: str
    rows: int


def copy_store(source: Database, target_url: str) -> tuple[CopiedTable, ...]:
    """Copy one state of the store into an empty database, all of it or nothing; return what was copied.

    The copy is the same installation. Raises DatabaseError when the target holds a store already.
    """
    with source.reading() as reads:
        return _copy(reads, make_engine(target_url))


def _copy(reads: sa.Connection, target: sa.Engine) -> tuple[CopiedTable, ...]:
    try:
        if read_revision(target) is None:
            upgrade(target)
        with target.begin() as writes:
            _require_empty(writes)
            return tuple(_copy_table(reads, writes, table) for table in metadata.sorted_tables)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise as_database_error(error, target.url, doing=" cannot be copied into") from error
    finally:
        target.dispose()


def _require_empty(writes: sa.Connection) -> None:
    """Raise unless the target is new: an installation that has only been made may give way, nothing else."""
    for table in metadata.sorted_tables:
        if table is not installation and writes.execute(sa.select(table).limit(1)).first():
            raise DatabaseError(
                f"{named(writes.engine.url)} holds a store already ({table.name} has rows); "
                "copy into a new database"
            )
    writes.execute(installation.delete())


def _copy_table(reads: sa.Connection, writes: sa.Connection, table: sa.Table) -> CopiedTable:
    query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PARAMETERS)
    copied = 0
    with reads.execute(query) as result:
        for rows in result.mappings().partitions():
            writes.execute(table.insert(), [dict(row) for row in rows])
            copied += len(rows)
    _go_on_numbering(reads, writes, table)
    return CopiedTable(table.name, copied)


def _go_on_numbering(reads: sa.Connection, writes: sa.Connection, table: sa.Table) -> None:
    """Let the copy number new rows from where the store is, also where the last rows have gone since."""
    column = table.autoincrement_column
    last = None if column is None else _last_number(reads, table, column)
    if column is None or last is None:
        return
    if not is_sqlite(writes.engine.url):
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        writes.execute(sa.select(sa.func.setval(sequence, last)))
        return
    if table.dialect_options["sqlite"]["autoincrement"]:  # others number from their largest row by themselves
        names = {"name": table.name, "last": last}
        writes.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), names)
        writes.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), names)


def _last_number(reads: sa.Connection, table: sa.Table, column: sa.Column[int]) -> int | None:
    """Return the last number that the store has given in a table; None where it has given none."""
    if not is_sqlite(reads.engine.url):
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        query = sa.select(sa.func.pg_sequence_last_value(sequence.cast(REGCLASS)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        query = sa.select(sa.column("seq")).select_from(sa.table("sqlite_sequence"))
        query = query.where(sa.column("name") == table.name)
    else:
        query = sa.select(sa.func.max(column))
    last = reads.scalar(query)
    return int(last) if last else None  # SQLite notes 0 once nothing was inserted by a SELECT
