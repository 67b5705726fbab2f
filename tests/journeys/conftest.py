"""The desk that the journeys start from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.journeys.desk import Desk, open_desk
from tests.journeys.pushing import Pushed, open_pushed


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A newsroom on the loopback."""
    async with open_desk(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def pushed(desk: Desk) -> AsyncIterator[Pushed]:
    """A desk with a hub."""
    async with open_pushed(desk) as opened:
        yield opened
