"""What every test may ask for: golden files."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
