"""Editors decide beside a running service: by commands of their own, and on its page."""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp

from tests.journeys.desk import OTHER_TEXT, TEXT, Entry, rss
from tests.servers.outlet import Outlet, Page
from tests.service.process import finished, heard, running, write_config
from tests.service.test_editors_page import basic

PIER = Page(rss(Entry(guid="h1", title="East pier to reopen")))
HARVEST = Page(rss(Entry(guid="v1", title="Early harvest", text=OTHER_TEXT)))
EDITORS = {"EDITORS": "ines:horse"}


async def until(reader: aiohttp.ClientSession, url: str, is_there: Callable[[str], bool]) -> str:
    """Return what a reader gets who asks again and again until it is as expected, for ten seconds."""
    async with asyncio.timeout(10):
        while True:
            async with reader.get(url) as answer:
                text = await answer.text()
            if is_there(text):
                return text
            await asyncio.sleep(0.1)


async def stories(folder: Path) -> dict[str, str]:
    """Return the titles of the stories, by id."""
    _, output, _ = await finished(folder, "stories", "--json")
    return {told["id"]: told["title"] for told in map(json.loads, output.splitlines())}


async def test_commands_are_served_within_seconds(tmp_path: Path) -> None:
    """Merge, split, kill with purge: what the service answers follows, and it stays up."""
    async with Outlet({"/h.xml": PIER, "/v.xml": HARVEST}) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"), outlet.url("/v.xml"))
        async with running(tmp_path) as (process, address), aiohttp.ClientSession() as reader:
            feed = f"{address}/all/atom.xml"
            await until(reader, feed, lambda text: text.count("<entry") == 2)
            one, other = await stories(tmp_path)
            _, output, _ = await finished(tmp_path, "merge", one, other, "--json")
            await until(reader, feed, lambda text: text.count("<entry") == 1)
            status, _, errors = await finished(tmp_path, "split", json.loads(output)["story"], "s1")
            assert (status, errors) == (0, "")
            await until(reader, feed, lambda text: text.count("<entry") == 2)
            pier = next(
                story for story, title in (await stories(tmp_path)).items() if title and "pier" in title
            )
            status, told, _ = await finished(tmp_path, "kill", pier, "--purge")
            assert (status, "purged" in told) == (0, True)
            await until(reader, feed, lambda text: TEXT[:40] not in text)
            await until(reader, f"{address}/national/index.html", lambda text: "East pier" not in text)
            assert process.returncode is None


async def test_page_of_the_running_service_decides(tmp_path: Path) -> None:
    """By name and password, on the admin address, until subscribers have it."""
    async with Outlet({"/h.xml": PIER}) as outlet:
        write_config(tmp_path, outlet.url("/h.xml"))
        config = tmp_path / "config.toml"
        text = config.read_text(encoding="utf-8").replace(
            'listen = "127.0.0.1:0"', 'listen = "127.0.0.1:0"\nadmin = "localhost:0"'
        )
        config.write_text(text + '[editors]\nusers = "EDITORS"\n', encoding="utf-8")
        async with (
            running(tmp_path, environment=EDITORS) as (process, address),
            aiohttp.ClientSession() as reader,
        ):
            port = await heard(process, r"listening on port (\d+) for status")
            admin = f"http://localhost:{port}"
            feed = await until(reader, f"{address}/all/atom.xml", lambda text: "East pier" in text)
            story = re.findall(r"<id>urn:uuid:([0-9a-f-]+)</id>", feed)[1]
            shown = {"Authorization": basic("ines:horse"), "Origin": admin}
            page = f"{admin}/editors/{story}"
            async with reader.get(page, headers=shown) as answer:
                token = re.findall(r'name="token" value="([0-9a-f]+)"', await answer.text())[0]
            form = {"token": token, "decision": "kill", "reason": "a test"}
            async with reader.post(page, data=form, headers=shown) as answer:
                assert "by ines: a test" in await answer.text()
            await until(reader, f"{address}/all/atom.xml", lambda text: "East pier" not in text)
