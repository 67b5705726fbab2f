"""The running service tells webhooks, hubs and those who subscribe to its problems."""

import asyncio
import io
import signal
from pathlib import Path
from typing import Any

import aiohttp
import feedparser

from tests.journeys.desk import TEXT, Entry, rss
from tests.publish.validity import check_atom
from tests.servers.outlet import Outlet, Page
from tests.servers.receiver import SECRET, Receiver, receiving
from tests.service.process import PATIENCE_SECONDS, heard, running, write_config

EVENTS = '["new", "updated", "killed", "waiting", "source"]'
HOOK = {"HOOK": SECRET}


def configure(folder: Path, *urls: str, further: str) -> None:
    """Write a configuration that polls often, with an admin address and further tables."""
    write_config(folder, *urls)
    file = folder / "config.toml"
    text = file.read_text(encoding="utf-8").replace('every = "1m"', 'every = "1s"')
    with_admin = text.replace("[[sections]]", 'admin = "127.0.0.1:0"\n[[sections]]', 1)
    file.write_text(with_admin + further, encoding="utf-8")


def webhook(receiver: Receiver, name: str = "cms") -> str:
    """Return the table of a webhook that is told everything."""
    place = f'url = "{receiver.url()}"\nsecret = "HOOK"\nallow_private = true\n'
    return f'[[webhooks]]\nid = "{name}"\n{place}events = {EVENTS}\n'


async def taken(receiver: Receiver, count: int) -> None:
    """Wait until the receiver has taken so many messages."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(receiver.taken) < count:
            receiver.came.clear()
            await receiver.came.wait()


async def test_running_service_tells_what_happens(tmp_path: Path) -> None:
    """A new story and its change, within seconds; a receiver that hangs keeps nobody waiting, nor the end."""
    page = Page(rss(Entry(guid="h1", title="East pier to reopen")))
    async with receiving() as cms, receiving() as deaf, Outlet({"/rss.xml": page}) as outlet:
        deaf.status = 0
        further = webhook(deaf, "deaf") + webhook(cms)
        configure(tmp_path, outlet.url("/rss.xml"), further=further)
        async with running(tmp_path, environment=HOOK) as (process, _):
            await taken(cms, 1)
            outlet.answers["/rss.xml"] = Page(
                rss(Entry(guid="h1", title="East pier", text=TEXT + " Friday."))
            )
            await taken(cms, 2)
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert await process.wait() == 0
    assert cms.events == ["new", "updated"]
    assert all(message.is_signed() for message in cms.taken)
    assert len(deaf.messages) == 1


async def test_message_survives_a_killed_service(tmp_path: Path) -> None:
    """Killed while the receiver still thinks, it sends the message again under the same id: none is lost."""
    page = Page(rss(Entry(guid="h1", title="East pier to reopen")))
    async with receiving() as cms, Outlet({"/rss.xml": page}) as outlet:
        configure(tmp_path, outlet.url("/rss.xml"), further=webhook(cms))
        cms.status = 0
        async with running(tmp_path, environment=HOOK) as (process, _):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await cms.came.wait()
            process.kill()
            await process.wait()
        cms.status = 200
        async with running(tmp_path, environment=HOOK):
            await taken(cms, 1)
    assert [message.id for message in cms.messages] == [cms.taken[0].id] * 2
    assert cms.events == ["new"]


async def settled(reader: aiohttp.ClientSession, url: str) -> Any:  # noqa: ANN401 - JSON has no type
    """Return the status once nothing waits to be told: a receiver has a message before we have noted that."""
    async with asyncio.timeout(10):
        while True:
            async with reader.get(url) as answer:
                status = await answer.json()
            if not any(push["waiting"] for push in status["pushes"]):
                return status
            await asyncio.sleep(0.1)


async def test_problems_are_a_feed_on_the_admin_address(tmp_path: Path) -> None:
    """A source that never worked and a kill that found no story are told there, on `/status` and to a webhook."""
    kill = Page(rss(Entry(guid="h1", title="KILL: East pier to reopen", text="Kill the east pier.")))
    async with receiving() as cms, Outlet({"/rss.xml": kill}) as outlet, aiohttp.ClientSession() as reader:
        configure(tmp_path, outlet.url("/rss.xml"), outlet.url("/none.xml"), further=webhook(cms))
        async with running(tmp_path, environment=HOOK) as (process, public):
            port = await heard(process, r"listening on port (\d+) for status")
            await taken(cms, 2)
            admin = f"http://127.0.0.1:{port}"
            async with reader.get(f"{admin}/problems/atom.xml") as answer:
                feed, etag = await answer.read(), answer.headers["ETag"]
                assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            async with (
                reader.get(f"{admin}/problems/atom.xml", headers={"If-None-Match": etag}) as again,
                reader.get(f"{public}/problems/atom.xml") as outside,
            ):
                assert (again.status, outside.status) == (304, 404)
            status = await settled(reader, f"{admin}/status.json")
    entries = feedparser.parse(io.BytesIO(feed)).entries
    titles = ["A story waits for editors (kill)", "s1 is failing"]
    assert check_atom(feed) == []
    assert b"pier" not in feed
    assert sorted(entry.title for entry in entries) == titles
    assert sorted(problem["title"] for problem in status["problems"]) == titles
    assert sorted(cms.events) == ["source", "waiting"]
    assert {entry.id for entry in entries} == {m.content["data"]["problem"]["id"] for m in cms.taken}
    assert [(push["target"], push["waiting"]) for push in status["pushes"]] == [("webhook cms", 0)]


async def test_feeds_name_their_hub_in_a_header(tmp_path: Path) -> None:
    """Hubs and readers find it without reading the feed; pages have none."""
    async with receiving() as hub, Outlet() as outlet, aiohttp.ClientSession() as reader:
        outlet.answers["/rss.xml"] = Page(rss(Entry(guid="h1", title="East pier to reopen")))
        place = f'[publish]\nhub = "{hub.url("/")}"\nhub_allow_private = true\n'
        configure(tmp_path, outlet.url("/rss.xml"), further=place)
        async with running(tmp_path) as (_, public):
            await taken(hub, 6)
            async with reader.get(f"{public}/national/rss.xml") as feed:
                own = "http://desk.example/national/rss.xml"
                assert feed.headers["Link"] == f'<{hub.url("/")}>; rel="hub", <{own}>; rel="self"'
                assert "East pier" in await feed.text()
            async with reader.get(f"{public}/national/") as page:
                assert "Link" not in page.headers
