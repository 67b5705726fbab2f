"""What every test may ask for: golden files, and a new database of each kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.database.stores import DATABASES, PostgreSQL, start_postgresql

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option that may write golden files."""
    parser.addoption("--update-golden", action="store_true", help="write golden files instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return a function that holds a text against its golden file; a missing file fails."""
    is_update = bool(request.config.getoption("--update-golden"))

    def compare(path: Path, actual: str) -> None:
        if is_update:
            path.write_text(actual, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run pytest --update-golden, and read what it wrote"
        assert actual == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for this run of the tests; one that cannot be started fails them."""
    with start_postgresql() as server:
        yield server


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database: a test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/store.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()
