"""The desk that the journeys start from, and what holds at the end of each of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.journeys.desk import Desk, open_desk
from tests.journeys.pushing import Pushed, open_pushed


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A newsroom on the loopback; whatever happened in it, its feeds are what making every entry anew would give."""
    async with open_desk(tmp_path) as opened:
        yield opened
        if (opened.public / "index.html").exists():
            hold_published(opened)


def hold_published(desk: Desk) -> None:
    """Hold what is published, put together from entries that were made at different times, against all made at once."""
    desk.publish()
    before = desk.files()
    desk.publish(again=True)
    after = desk.files()
    assert [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)] == []


@pytest_asyncio.fixture
async def pushed(desk: Desk) -> AsyncIterator[Pushed]:
    """A desk with a hub."""
    async with open_pushed(desk) as opened:
        yield opened
