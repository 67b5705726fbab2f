"""Statements that are carried out for many rows at once.

They are texts of the driver's own with parameters by place: SQLAlchemy takes as long to look through the values of a
row as SQLite takes to store it. So the values are what a driver takes as they are: numbers, texts, bytes.
"""

from collections.abc import Callable, Sequence
from functools import cache

import sqlalchemy as sa

from aggregator.database.dialects import dialect_of

_BY_PLACE = {"sqlite": "qmark", "postgresql": "format"}
"""How each driver takes parameters by place."""

InEach = Callable[[str], str]
"""Given a database's dialect, a statement as its driver takes it; it is written once, when it is asked for first."""


def for_many(statement: sa.UpdateBase, *columns: str) -> InEach:
    """Return the statement for any database; it takes these columns of each row, in the order of the table."""
    return for_many_in(lambda _: statement, *columns)


def for_many_in(make: Callable[[str], sa.UpdateBase], *columns: str) -> InEach:
    """Return a statement that each dialect has its own words for; without columns, it takes all of them."""

    @cache
    def write(dialect: str) -> str:
        by_place = dialect_of(dialect, parameters=_BY_PLACE[dialect])
        return str(make(dialect).compile(dialect=by_place, column_keys=columns or None))

    return write


def carry_out(
    connection: sa.Connection, texts: InEach, rows: Sequence[tuple[int | str | bytes, ...]]
) -> None:
    """Carry out a statement for each row, if there is any."""
    if rows:
        connection.exec_driver_sql(texts(connection.dialect.name), list(rows))
