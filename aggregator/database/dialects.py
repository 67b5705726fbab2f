"""What each database says in its own words; PostgreSQL's are loaded where they are said: that takes .02 s."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_into(table: sa.Table, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """Return a statement that may say what becomes of a row that is there already."""
    if dialect == sqlite.dialect.name:
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def dialect_of(name: str, *, parameters: str) -> sa.Dialect:
    """Return a database's dialect with parameters in one of the ways of PEP 249 (`paramstyle`)."""
    if name == sqlite.dialect.name:
        return sqlite.dialect(paramstyle=parameters)
    from sqlalchemy.dialects import postgresql

    return postgresql.dialect(paramstyle=parameters)  # type: ignore[no-untyped-call]
