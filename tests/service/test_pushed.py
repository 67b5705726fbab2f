"""Push in by the service as a process: subscribed by itself, delivered, published, served."""

import asyncio
import signal
import socket
from pathlib import Path

import aiohttp

from tests.journeys.desk import OTHER_TEXT, Entry, rss
from tests.servers.hub import opening
from tests.servers.outlet import Outlet, Page
from tests.service.process import PATIENCE_SECONDS, heard, running, write_config

PIER = Entry(guid="h1", title="East pier to reopen")
FRUIT = Entry(guid="h2", title="Harvest starts early", text=OTHER_TEXT)


def free_port() -> int:
    """Return a port that nobody listens on: the public address names it before the service does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listen_on(folder: Path, port: int) -> None:
    """Let the configuration of a folder name the port that the service listens on as its public address."""
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("127.0.0.1:0", f"127.0.0.1:{port}")
    config.write_text(
        text.replace("http://desk.example/", f"http://127.0.0.1:{port}/wire/"), encoding="utf-8"
    )


async def test_service_is_pushed_and_leaves_when_it_is_told_to(tmp_path: Path) -> None:
    """From the feed that names a hub to the reader, and back: after a reload without push the hub is told."""
    async with opening() as hub, Outlet() as outlet, aiohttp.ClientSession() as reader:
        topic = outlet.url("/rss.xml")
        links = f'<{hub.url()}>; rel="hub", <{topic}>; rel="self"'
        outlet.answers["/rss.xml"] = Page(rss(PIER), headers=(("Link", links),))
        write_config(tmp_path, topic)
        listen_on(tmp_path, free_port())
        async with running(tmp_path) as (process, address):
            await heard(process, r"(its hub has confirmed \(subscribe\))")
            await hub.settle()
            (reply,) = await hub.publish(topic, rss(PIER, FRUIT))
            assert (reply.status, len(outlet.requests)) == (200, 1)
            assert await _shows(reader, f"{address}/wire/national/atom.xml", "Harvest starts early")
            config = tmp_path / "config.toml"
            config.write_text(f"{config.read_text(encoding='utf-8')}websub = false\n", encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            await heard(process, r"(its hub has confirmed \(unsubscribe\))")
            await hub.settle()
            assert hub.subscribers == {}


async def _shows(reader: aiohttp.ClientSession, url: str, words: str) -> bool:
    """Return whether a feed shows these words before long: a tick publishes them, and then serves them."""
    for _ in range(10 * PATIENCE_SECONDS):
        async with reader.get(url) as answer:
            if words in await answer.text():
                return True
        await asyncio.sleep(0.1)
    return False
