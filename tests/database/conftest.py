"""The store that the contract is tested on, SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from aggregator.database.engine import Database
from tests.database.stores import open_store


@pytest.fixture
def store(database_url: str) -> Iterator[Database]:
    """A new store, open."""
    database = open_store(database_url)
    yield database
    database.close()
