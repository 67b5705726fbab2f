"""The client that asks and the outlet that answers."""

from collections.abc import AsyncIterator

import pytest

from aggregator.http.client import Client
from tests.http.asking import FEED, USER_AGENT
from tests.servers.outlet import Answer, Outlet


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client that lives as long as the test."""
    async with Client(user_agent=USER_AGENT) as client:
        yield client


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet whose `/feed` is a feed."""
    async with Outlet({"/feed": Answer(200, (("X-Desk", "one"), ("x-desk", "two")), FEED)}) as outlet:
        yield outlet
