"""What the tests of the configuration share."""

from pathlib import Path

import pytest

from tests.config.texts import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A way to put a text into a configuration file."""

    def put(text: str) -> Path:
        file = tmp_path / "config.toml"
        file.write_bytes(text.encode("utf-8"))
        return file

    return put
