"""The service as a process: it polls, publishes, serves, and stops when it is told to."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Outlet, Page, Slow

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20


def write_config(folder: Path, *urls: str) -> None:
    """Write a configuration that polls these addresses."""
    head = (
        '[service]\ntitle = "Desk"\nbase_url = "http://desk.example/"\nlisten = "127.0.0.1:0"\n'
        'database = "sqlite:///store.db"\npublic = "public"\ncontact = "desk@example.org"\n'
        '[[sections]]\nid = "national"\ntitle = "National"\n'
    )
    sources = [
        f'[[sources]]\nid = "s{number}"\nurl = "{url}"\nsection = "national"\nallow_private = true\nevery = "10s"\n'
        for number, url in enumerate(urls)
    ]
    (folder / "config.toml").write_text(head + "".join(sources), encoding="utf-8")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Process, str]]:
    """Yield the service and its address; it is killed if the test leaves it running."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    command = [sys.executable, "-m", "aggregator", "run"]
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stderr=PIPE, env=environment)
    try:
        port = await heard(process, r"listening on \S+:(\d+)")
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def heard(process: Process, pattern: str) -> str:
    """Return what the service says that matches, waiting for it."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        while line := (await process.stderr.readline()).decode():
            if found := re.search(pattern, line):
                return found.group(1)
    raise AssertionError(f"the service ended without saying {pattern!r}")


async def test_service_polls_publishes_and_serves(tmp_path: Path) -> None:
    """A reader that subscribes gets the story, then a 304, and a page."""
    async with Outlet({"/rss.xml": Page(rss(Entry(guid="h1", title="East pier to reopen")))}) as outlet:
        write_config(tmp_path, outlet.url("/rss.xml"))
        async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
            assert await heard(process, r"(1) stories") == "1"
            async with reader.get(f"{address}/national/atom.xml") as feed:
                assert feed.content_type == "application/atom+xml"
                assert "East pier to reopen" in await feed.text()
                tag = feed.headers["ETag"]
            async with reader.get(f"{address}/national/atom.xml", headers={"If-None-Match": tag}) as again:
                assert again.status == 304
            for path in (
                "/",
                "/national/",
                "/opml.xml",
                "/national/rss.xml",
                "/national/feed.json",
                "/healthz",
            ):
                async with reader.get(address + path) as page:
                    assert page.status == 200, path


async def test_service_ends_on_sigterm_with_a_poll_under_way(tmp_path: Path) -> None:
    """A server that never ends its answer does not keep the service from ending, nor lose what others sent."""
    slow = Slow(Page(rss(Entry(guid="s", title="Slow"))), before_seconds=300)
    good = Page(rss(Entry(guid="h1", title="East pier to reopen")))
    async with Outlet({"/slow.xml": slow, "/good.xml": good}) as outlet:
        write_config(tmp_path, outlet.url("/slow.xml"), outlet.url("/good.xml"))
        async with running(tmp_path) as (process, _):
            await heard(process, r"source s1: (\d+) new")
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert await process.wait() == 0
    assert "East pier" in (tmp_path / "public/national/rss.xml").read_text(encoding="utf-8")


async def test_schedule_survives_a_restart(tmp_path: Path) -> None:
    """A source that was just polled is not polled again because the service was started again."""
    async with Outlet({"/rss.xml": Page(rss(Entry(guid="h1", title="East pier to reopen")))}) as outlet:
        write_config(tmp_path, outlet.url("/rss.xml"))
        for _ in range(2):
            async with running(tmp_path) as (process, _address):
                await heard(process, r"(Ctrl-C)")
                process.send_signal(signal.SIGTERM)
                await process.wait()
        assert len(outlet.requests) == 1


async def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    """No traceback, and the remedy."""
    async with Outlet() as outlet:
        write_config(tmp_path)
        config = tmp_path / "config.toml"
        config.write_text(
            config.read_text(encoding="utf-8").replace("127.0.0.1:0", f"127.0.0.1:{outlet.port}")
        )
        command = [sys.executable, "-m", "aggregator", "run"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, stderr=PIPE, env=environment)
        _, said = await process.communicate()
    assert process.returncode == 1
    assert b"Traceback" not in said
    assert str(outlet.port).encode() in said
