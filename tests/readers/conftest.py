"""A newsroom whose feeds are served, and a reader that subscribes to them."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from aggregator.service.documents import Documents
from aggregator.service.web import make_app
from tests.journeys.desk import Desk, open_desk
from tests.readers.programs import KINDS, Kind, Program, Shown
from tests.service.asking import asking


@dataclass(frozen=True, slots=True)
class Subscription:
    """A reader that polls a feed of ours over HTTP."""

    desk: Desk
    documents: Documents
    program: Program
    url: str

    async def after(self, passed: timedelta = timedelta()) -> list[Shown]:
        """Let time pass and the newsroom work, let the reader poll, and return what it shows."""
        await self.desk.round(after=passed)
        changed = [self.desk.public / path for path in self.documents.refresh_changed(self.desk.public)]
        for file in filter(
            Path.exists, changed
        ):  # an hour passes here in less than the second of Last-Modified
            os.utime(file, (self.desk.now.timestamp(), self.desk.now.timestamp()))
        self.documents.refresh_changed(self.desk.public)
        return await asyncio.to_thread(self.program.poll, self.url)


Subscribe = Callable[[str], Subscription]
"""Subscribes the reader to a feed of the national section, by its file's name."""


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    """A reader; one that is not installed is named and passed over."""
    found: Kind = request.param
    if not found.is_here:
        pytest.skip(f"{found.program} is not installed (Debian: {found.name})")
    return found


@pytest_asyncio.fixture
async def subscribe(tmp_path: Path, kind: Kind) -> AsyncIterator[Subscribe]:
    """A way to subscribe this reader."""
    documents = Documents()
    async with open_desk(tmp_path / "desk") as desk, asking(make_app(documents)) as asker:

        def start(name: str) -> Subscription:
            folder = tmp_path / name
            folder.mkdir()
            url = f"http://127.0.0.1:{asker.port}/national/{name}"
            return Subscription(desk, documents, kind.make(folder), url)

        (tmp_path / "desk").mkdir()
        yield start
