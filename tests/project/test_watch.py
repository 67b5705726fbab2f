"""The tests' server, started by hand as CONTRIBUTING.md says, shows what a client sends."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aggregator.http.client import Client
from aggregator.http.messages import Request, Response
from tests.servers.scenes import FAULTS, MANNERS
from tests.service.process import ROOT

PATIENCE_SECONDS = 20


@asynccontextmanager
async def watching(*words: str) -> AsyncIterator[Process]:
    """Yield the server as a process; it is ended afterwards."""
    command = [sys.executable, "-m", "tests.servers.watch", *words]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, env=dict(os.environ))
    try:
        yield process
    finally:
        process.kill()
        await process.communicate()


async def line(process: Process) -> str:
    """Return the next line that it prints."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        return (await process.stdout.readline()).decode().rstrip("\n")


async def test_every_scene_has_an_address_and_each_request_is_shown() -> None:
    """Somebody who writes a client sees at a glance what it sends, and what comes back."""
    async with watching() as process, Client(user_agent="some-client/1.0") as client:
        shown = [(await line(process)).split("  ") for _ in MANNERS | FAULTS]
        assert [words for _, words in shown] == [scene.words for scene in (MANNERS | FAULTS).values()]
        answer = await client.get(Request(url=shown[0][0], headers={"X-Mine": "1"}, allow_private=True))
        assert isinstance(answer, Response)
        told = [await line(process) for _ in range(8)]
    assert told[:2] == ["", "GET /feed.xml"]
    assert {"    X-Mine: 1", "    User-Agent: some-client/1.0"} <= set(told)


async def test_folder_is_served_with_validators(tmp_path: Path) -> None:
    """Any feed can be put before any client."""
    (tmp_path / "rss.xml").write_text("<rss/>", encoding="utf-8")
    async with watching(str(tmp_path)) as process, Client(user_agent="some-client/1.0") as client:
        url = await line(process)
        answer = await client.get(Request(url=url, allow_private=True))
        assert isinstance(answer, Response)
        (etag,) = answer.values("ETag")
        again = await client.get(Request(url=url, headers={"If-None-Match": etag}, allow_private=True))
        assert isinstance(again, Response)
    assert (answer.body, again.status) == (b"<rss/>", 304)
