"""A newsroom whose feeds are served, and a reader that subscribes to them."""

import asyncio
import os
from collections.abc import AsyncIterator
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


PAIRS = [(kind, name) for kind in KINDS for name in kind.formats]
"""Every reader with every kind of feed that it speaks."""


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0].name}-{pair[1]}")
def pair(request: pytest.FixtureRequest) -> tuple[Kind, str]:
    """A reader and a feed; a reader that is not installed is named and passed over."""
    kind, name = request.param
    if not kind.is_here:
        pytest.skip(f"{kind.program} is not installed (Debian: {kind.name})")
    return kind, name


@pytest.fixture
def kind(pair: tuple[Kind, str]) -> Kind:
    """The reader of this test."""
    return pair[0]


@pytest_asyncio.fixture
async def subscription(tmp_path: Path, pair: tuple[Kind, str]) -> AsyncIterator[Subscription]:
    """The reader, subscribed to a feed of the national section."""
    kind, name = pair
    documents = Documents()
    theirs, ours = _make_folder(tmp_path / kind.name), _make_folder(tmp_path / "desk")
    async with open_desk(ours) as desk, asking(make_app(documents)) as asker:
        url = f"http://127.0.0.1:{asker.port}/national/{name}"
        yield Subscription(desk, documents, kind.make(theirs), url)


def _make_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder
