"""What happens beside a running service: reloads, other commands, systemd, the clock."""

import asyncio
import json
import re
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from aggregator.service.watch import watch_clock
from tests.journeys.desk import OTHER_TEXT, TEXT, Entry, rss
from tests.servers.outlet import AnyAnswer, Logged, Outlet, Page, Slow
from tests.service.process import PATIENCE_SECONDS, finished, heard, running, write_config

PIER = Page(rss(Entry(guid="h1", title="East pier to reopen")))
HARVEST = Page(rss(Entry(guid="v1", title="Early harvest", text=OTHER_TEXT)))


async def stopped(process: Process) -> float:
    """Return how long the service takes to end after SIGTERM."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await process.wait() == 0
    return loop.time() - began


async def test_good_configuration_takes_effect_on_sighup(tmp_path: Path) -> None:
    """An added source is polled at once; a removed one's stories stay."""
    async with Outlet({"/h.xml": PIER, "/v.xml": HARVEST}) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"))
        async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
            await heard(process, r"(1) stories")
            write_config(tmp_path, outlet.url("/v.xml"), outlet.url("/v.xml?again"))
            process.send_signal(signal.SIGHUP)
            await heard(process, r"(1 sources added, 0 removed, 1 changed)")
            await heard(process, r"(source s1: 1 new)")
            text = await _until(reader, f"{address}/national/rss.xml", lambda text: "Early harvest" in text)
            assert "East pier" in text


async def test_broken_configuration_is_refused_with_its_mistakes(tmp_path: Path) -> None:
    """The old one stays: the service goes on polling and serving."""
    async with Outlet({"/h.xml": PIER}) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"))
        async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
            await heard(process, r"(1) stories")
            config = tmp_path / "config.toml"
            config.write_text(config.read_text(encoding="utf-8").replace("every", "evry"), encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            assert "evry" in await heard(process, r"not taken: (.*)")
            async with reader.get(f"{address}/national/rss.xml") as feed:
                assert "East pier" in await feed.text()
            assert await stopped(process) < 10


async def test_fifty_hanging_polls_do_not_delay_the_end(tmp_path: Path) -> None:
    """SIGTERM ends the service within 10 s, and what others sent is published."""
    slow = Slow(PIER, before_seconds=300)
    answers = {f"/{number}.xml": slow for number in range(50)}
    async with Outlet({**answers, "/good.xml": PIER}, hosts=25) as outlet:
        hosts = [outlet.url(f"/{number}.xml", host=f"127.0.0.{1 + number % 25}") for number in range(50)]
        write_config(tmp_path, outlet.url("/good.xml"), *hosts)
        async with running(tmp_path) as (process, _):
            await heard(process, r"source s0: (1) new")
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(outlet.requests) < 20:  # noqa: ASYNC110 - as many as are under way at once
                    await asyncio.sleep(0.05)
            assert await stopped(process) < 10
            assert len(outlet.requests) <= 22  # those that waited for a place are not begun after SIGTERM
    assert "East pier" in (tmp_path / "public/national/rss.xml").read_text(encoding="utf-8")


async def test_second_poller_says_who_holds_the_lock(tmp_path: Path) -> None:
    """Neither `run` nor `once` polls beside a running service."""
    async with Outlet({"/h.xml": PIER}) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"))
        async with running(tmp_path) as (process, _):
            await heard(process, r"(1) stories")
            for command in ("run", "once"):
                status, _, errors = await finished(tmp_path, command)
                assert status == 1
                assert "aggregator run" in errors
                assert str(process.pid) in errors
        assert len(outlet.requests) == 1


async def test_two_rounds_at_once_make_each_story_once(tmp_path: Path) -> None:
    """Copies that two processes poll at the same moment are one story; the second may be told to wait."""
    copies: dict[str, AnyAnswer | Callable[[Logged], AnyAnswer]] = {
        f"/{name}.xml": Page(rss(Entry(guid=name, title=f"East pier to reopen, {name} says")))
        for name in "abcdef"
    }
    async with Outlet(copies) as outlet:
        write_config(tmp_path, *(outlet.url(path) for path in copies))
        results = await asyncio.gather(*(finished(tmp_path, "once", "--json") for _ in range(3)))
        assert any(status == 0 for status, _, _ in results)
        assert all(status == 0 or "aggregator once" in errors for status, _, errors in results)
    _, output, _ = await finished(tmp_path, "stories", "--json")
    (story,) = [json.loads(line) for line in output.splitlines()]
    assert len(story["carriers"]) == 6


async def test_editors_kill_beside_the_service_is_served_within_seconds(tmp_path: Path) -> None:
    """Even while polls are under way the text goes from what the service answers."""
    async with Outlet({"/h.xml": PIER, "/slow.xml": Slow(HARVEST, before_seconds=300)}, hosts=2) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"), outlet.url("/slow.xml", host="127.0.0.2"))
        async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
            await heard(process, r"(published)")
            _, output, _ = await finished(tmp_path, "stories", "--json")
            status, told, errors = await finished(tmp_path, "kill", json.loads(output)["id"])
            assert (status, errors) == (0, "")
            assert "withdrawn" in told
            await _until(reader, f"{address}/national/rss.xml", lambda text: TEXT[:40] not in text)
            assert "Withdrawn" in await _text(reader, f"{address}/national/atom.xml")
            assert process.returncode is None


async def _until(reader: aiohttp.ClientSession, url: str, is_there: Callable[[str], bool]) -> str:
    """Return what a reader gets who asks again and again until it is as expected, for ten seconds."""
    async with asyncio.timeout(10):
        while not is_there(text := await _text(reader, url)):  # noqa: ASYNC110 - a reader can only ask again
            await asyncio.sleep(0.1)
    return text


async def _text(reader: aiohttp.ClientSession, url: str) -> str:
    async with reader.get(url) as answer:
        return await answer.text()


async def test_new_file_in_a_drop_folder_is_published_within_seconds(tmp_path: Path) -> None:
    """A wire is not kept waiting for the rhythm that suits a feed."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop/1.xml").write_bytes(PIER.body)
    write_config(tmp_path, "drop/*.xml")
    config = tmp_path / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"1m"', '"1d"'), encoding="utf-8")
    async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
        await heard(process, r"(1) stories")
        (tmp_path / "drop/2.xml").write_bytes(HARVEST.body)
        await _until(reader, f"{address}/national/rss.xml", lambda text: "Early harvest" in text)


async def test_systemd_is_told_each_state_of_the_service(tmp_path: Path) -> None:
    """READY after the first listen, WATCHDOG while work gets done, RELOADING and READY, STOPPING."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)  # noqa: FBT003 - the socket's own signature
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "8000000"}
        write_config(tmp_path)
        async with running(tmp_path, environment=environment) as (process, _):
            assert (await _told(manager)).startswith("READY=1\nSTATUS=listening on port")
            assert await _told(manager) == "WATCHDOG=1"
            process.send_signal(signal.SIGHUP)
            seen = [await _told(manager) for _ in range(2)]
            while not seen[-1].startswith("READY=1"):
                seen.append(await _told(manager))
            assert any(re.match(r"RELOADING=1\nMONOTONIC_USEC=\d+$", message) for message in seen)
            process.send_signal(signal.SIGTERM)
            while not (message := await _told(manager)).startswith("STOPPING=1"):
                assert message == "WATCHDOG=1"
            assert await process.wait() == 0


async def _told(manager: socket.socket) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return (await asyncio.get_running_loop().sock_recv(manager, 4096)).decode()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)])
async def test_clock_that_is_set_is_noticed(jump: timedelta) -> None:
    """Back or forward: the ticks are set anew, once."""
    shift = timedelta()
    jumps: list[timedelta] = []
    watching = asyncio.create_task(
        watch_clock(lambda: datetime.now(UTC) + shift, lambda: jumps.append(shift))
    )
    await asyncio.sleep(0.1)
    shift = jump
    await asyncio.sleep(2.5)
    watching.cancel()
    assert jumps == [jump]
