"""Pages in Chromium, and axe, which finds what people cannot use; where one is absent, its tests are skipped."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.journeys.desk import Desk, open_desk

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe."""
    if not AXE.exists():
        pytest.skip(
            "axe-core is absent: `npm install --no-save axe-core@4` in the project's folder, as .ci/run does"
        )
    return AXE.read_text(encoding="utf-8")


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """The machine's Chromium."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(
            f"none of {', '.join(PROGRAMS)} is installed: `apt-get install chromium`, as .ci/run does"
        )
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to have one as root
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=program, args=sandbox)
        yield opened
        await opened.close()


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A newsroom on the loopback."""
    async with open_desk(tmp_path) as opened:
        yield opened
