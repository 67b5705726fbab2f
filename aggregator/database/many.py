"""Statements that are carried out for many rows at once.

They are texts of the driver's own with parameters by place: SQLAlchemy takes as long to look through the values of a
row as SQLite takes to store it. So the values are what a driver takes as they are: numbers, texts, bytes.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

DIALECTS: Mapping[str, sa.Dialect] = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}
"""Each as it takes parameters by place."""

Texts = Mapping[str, str]
"""Dialect -> a statement as its driver takes it."""


def for_many(statement: sa.UpdateBase, *columns: str) -> Texts:
    """Return the statement for any database; it takes these columns of each row, in the order of the table."""
    return {name: for_many_in(name, statement, *columns) for name in DIALECTS}


def for_many_in(dialect: str, statement: sa.UpdateBase, *columns: str) -> str:
    """Return the statement for one database, where each has its own words for it; without columns, for all of them."""
    return str(statement.compile(dialect=DIALECTS[dialect], column_keys=columns or None))


def carry_out(connection: sa.Connection, texts: Texts, rows: Sequence[tuple[int | str | bytes, ...]]) -> None:
    """Carry out a statement for each row, if there is any."""
    if rows:
        connection.exec_driver_sql(texts[connection.dialect.name], list(rows))
