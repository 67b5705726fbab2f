"""Statements for many rows, on both databases."""

import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.many import carry_out, for_many
from aggregator.database.tables import boilerplate, outbox

ADD = for_many(boilerplate.insert(), "source", "line")
CHANGE = for_many(
    boilerplate.update().values(line=sa.bindparam("new")).where(boilerplate.c.line == sa.bindparam("old"))
)
NUMBER = for_many(outbox.insert().inline(), "section", "story")


def lines(store: Database) -> list[tuple[str, str]]:
    """Return the rows that are stored."""
    with store.reading() as connection:
        return [(row.source, row.line) for row in connection.execute(sa.select(boilerplate))]


def test_each_row_is_carried_out(store: Database) -> None:
    """Texts of the driver's own must say on each database what SQLAlchemy says."""
    with store.writing() as connection:
        carry_out(connection, ADD, [("harbour", "a"), ("northern", "100% %s ? :b")])
        carry_out(connection, CHANGE, [("c", "a"), ("d", "nothing")])
    assert sorted(lines(store)) == [("harbour", "c"), ("northern", "100% %s ? :b")]


def test_no_row_is_no_statement(store: Database) -> None:
    """A driver would carry out the bare text."""
    with store.writing() as connection:
        carry_out(connection, ADD, [])
    assert lines(store) == []


def test_rows_are_numbered_in_their_order(store: Database) -> None:
    """What is published first is what was decided first."""
    rows = [("national", f"urn:uuid:{number}") for number in range(700)]
    with store.writing() as connection:
        carry_out(connection, NUMBER, rows)
        stored = connection.execute(sa.select(outbox.c.section, outbox.c.story).order_by(outbox.c.number))
        assert [tuple(row) for row in stored] == rows
