"""The service as a process: it polls, publishes, serves, and stops when it is told to."""

import asyncio
import signal
from pathlib import Path

import aiohttp

from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Outlet, Page, Slow
from tests.service.process import PATIENCE_SECONDS, finished, heard, running, write_config


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
        status, _, errors = await finished(tmp_path, "run")
    assert status == 1
    assert "Traceback" not in errors
    assert str(outlet.port) in errors
