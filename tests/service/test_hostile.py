"""Bodies made to hold a service up cost their own source a poll, and nobody else anything."""

import asyncio
import gzip
import os
import signal
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.config.load import load
from aggregator.ingest.children import Limits
from aggregator.model.poll import SourceState
from aggregator.service.documents import Documents
from aggregator.service.installation import Installation, open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.ticks import Ticks
from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Answer, Outlet, Page
from tests.service.process import running, write_config

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
GOOD = Page(rss(*(Entry(guid=f"h{each}", title=f"Pier {each}", at=NOON) for each in range(30))))
LIMITS = Limits(seconds=4.0, memory_bytes=192 * 1024 * 1024, patience_seconds=0.2)
PATIENT = replace(LIMITS, seconds=60.0)
HEAD = b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet</title>'
TAIL = b"</channel></rss>"
MEGA = 1024 * 1024


def feed(*items: bytes) -> bytes:
    """Return a feed of these items."""
    return HEAD + b"".join(b"<item>" + item + b"</item>" for item in items) + TAIL


def entities() -> bytes:
    """Return a document whose entities would be a billion letters."""
    names = "".join(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY a0 "harbour">{names}]>'.encode()
    return doctype + feed(b"<title>&a9;</title><guid>1</guid>")


BODIES = {
    "elements that never end": HEAD + b"<a>" * (4 * MEGA // 3),
    "elements within elements": feed(b"<title>Pier</title>" + b"<b>" * 100_000 + b"</b>" * 100_000),
    "attributes": b'<rss version="2.0" '
    + b" ".join(b'a%d=""' % each for each in range(300_000))
    + b">"
    + TAIL,
    "namespaces": b'<rss version="2.0" '
    + b" ".join(b'xmlns:a%d="u%d"' % (each, each) for each in range(100_000))
    + b"><channel>"
    + TAIL,
    "entities": entities(),
    "quotes that never end": HEAD + b'<item a="' * 200_000,
    "comments": feed(b"<title>Pier</title>" + b"<!-- x -->" * 80_000 + b"<guid>1</guid>"),
    "comments that never end": HEAD + b"<!--x " * 80_000,
    "a long title": feed(b"<title>" + b"Pier " * (6 * MEGA) + b"</title><guid>1</guid>"),
    "a long guid": feed(b"<title>Pier</title><guid>" + b"x" * (8 * MEGA) + b"</guid>"),
    "a long text": feed(
        b"<title>Pier</title><guid>1</guid><description>" + b"word " * (5 * MEGA) + b"</description>"
    ),
    "a deep text": feed(
        b"<title>Pier</title><guid>1</guid><description><![CDATA[" + b"<div>" * 400_000 + b"]]></description>"
    ),
    "ampersands": feed(b"<title>" + b"&" * (4 * MEGA) + b"</title><guid>1</guid>"),
    "many entries": feed(
        *(b"<title>Pier %d</title><guid>%d</guid>" % (each, each) for each in range(100_000))
    ),
    "noise": os.urandom(64) * 60_000,
}
"""What is known to take parsers of feeds long, or much memory, a few megabytes of each."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of two sources, the hostile `s0` and the good `s1`."""

    states: dict[str, SourceState]
    items: dict[str, int]


async def polled(folder: Path, hostile: Page | Answer, limits: Limits = LIMITS) -> Outcome:
    """Poll both sources once, as the service would."""
    async with Outlet({"/0": hostile, "/1": GOOD}) as outlet:
        write_config(folder, outlet.url("/0"), outlet.url("/1"))
        settings = load(folder / "config.toml", {})
        with open_installation(settings, clock=lambda: NOON) as installation:
            installation.register_sources()
            await _poll(installation, limits)
            await installation.writer(installation.match_all)
            stories = installation.catalogue.stories()
            found = [carrier.source for story in stories for carrier in story.carriers]
            counts = {source: found.count(source) for source in ("s0", "s1")}
            return Outcome(installation.polls.states(), counts)


async def _poll(installation: Installation, limits: Limits) -> None:
    async with open_polling(installation, limits) as polling:
        ticks = Ticks(installation, polling, documents=Documents(), metrics=Metrics())
        await ticks.poll_due()
        await asyncio.gather(*ticks._flights.values())


def bomb(mebibytes: int) -> Answer:
    """Return so many blanks, which gzip makes small."""
    headers = (("Content-Type", "application/rss+xml"), ("Content-Encoding", "gzip"))
    return Answer(200, headers, gzip.compress(HEAD + b" " * (mebibytes * MEGA) + TAIL))


@pytest.mark.parametrize("name", BODIES)
async def test_hostile_body_costs_its_own_source_only(tmp_path: Path, name: str) -> None:
    """The good source beside it is stored as ever; the hostile one is read within the limits, or backs off."""
    outcome = await polled(tmp_path, Page(BODIES[name]))
    hostile, good = outcome.states["s0"], outcome.states["s1"]
    assert (good.failures, outcome.items["s1"]) == (0, 30)
    assert outcome.items["s0"] <= 1
    assert hostile.next_poll_at is not None
    assert hostile.next_poll_at > NOON


async def test_hostile_body_delays_nobody(tmp_path: Path) -> None:
    """While one child is at work on it, for as long as it may, the others are read by the next."""
    async with Outlet({"/0": Page(BODIES["attributes"]), "/1": GOOD}) as outlet:
        write_config(tmp_path, outlet.url("/0"), outlet.url("/1"))
        settings = load(tmp_path / "config.toml", {})
        with open_installation(settings, clock=lambda: NOON) as installation:
            installation.register_sources()
            async with open_polling(installation, replace(PATIENT, children=1)) as polling:
                states = installation.polls.states()
                hostile, good = settings.sources
                held_up = asyncio.create_task(polling.poll(hostile, states["s0"]))
                await asyncio.sleep(0.5)
                report = await polling.poll(good, states["s1"])
                assert report.counts.new_items == 30
                assert not held_up.done()
                held_up.cancel()
                await asyncio.gather(held_up, return_exceptions=True)


@pytest.mark.parametrize(
    ("name", "limits", "told"),
    [
        ("attributes", LIMITS, "took more than 4 s"),
        (
            "a long title",
            replace(PATIENT, memory_bytes=64 * MEGA),
            "took more than 64 MiB of memory",
        ),
    ],
)
async def test_what_was_given_up_is_said_with_its_limit_and_a_remedy(
    tmp_path: Path, name: str, limits: Limits, told: str
) -> None:
    """Whoever reads it knows which source, what was too much, and what to do."""
    state = (await polled(tmp_path, Page(BODIES[name]), limits)).states["s0"]
    assert state.failures == 1
    assert state.body_digest is None
    assert state.problem is not None
    assert "/0: reading its " in state.problem
    assert told in state.problem
    assert "enabled = false" in state.problem


@pytest.mark.parametrize(("mebibytes", "failures"), [(31, 0), (33, 1), (200, 1)])
async def test_body_has_32_mebibytes_at_most(tmp_path: Path, mebibytes: int, failures: int) -> None:
    """What becomes two hundred megabytes is not unpacked to its end."""
    outcome = await polled(tmp_path, bomb(mebibytes), PATIENT)
    assert outcome.states["s0"].failures == failures
    assert outcome.items["s1"] == 30


def item(title: bytes, *further: bytes) -> bytes:
    """Return an entry with this title."""
    return b"<title>" + title + b"</title><guid>1</guid>" + b"".join(further)


ODD_TEXTS = (
    b"\x00\x01\x08\x0b\x0c\x1f\x7f",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xef\xbf\xbe\xef\xbf\xbf",
    b"&#0;&#1;&#x1f;&#55357;&#xD800;",
    b"&#x110000;&#1114112;&#99999999999999999999;" + b"&#" + b"9" * 5000 + b";",
)
ODD_DATES = (
    *(b"Mon, 01 Jan 1601 00:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 -1200", b"1601-01-01T00:00:00Z"),
    *(b"9999-12-31T23:59:59-12:00", b"0001-01-01T00:00:00+14:00", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    *(b"99999999999999999999", b"-1", b"30 Feb 2026 25:61:61 XYZ", b"0000-00-00T00:00:00Z"),
)
ODD_JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "O", "items": [{"id": "\\ud800\\u0000", '
    b'"title": "Pier \\ud83d \\u0000 opens", "date_published": "9999-12-31T23:59:59-12:00"}]}'
)


@pytest.mark.parametrize(
    "content",
    [
        *(feed(item(b"Pier " + text + b" opens")) for text in ODD_TEXTS),
        *(feed(item(b"Pier opens", b"<pubDate>" + date + b"</pubDate>")) for date in ODD_DATES),
        ODD_JSON,
    ],
)
async def test_odd_characters_and_dates_are_stored_and_matched(tmp_path: Path, content: bytes) -> None:
    """Forbidden characters, lone surrogates, and dates from 1601 to 9999 lose no story."""
    outcome = await polled(tmp_path, Page(content))
    assert outcome.states["s0"].problem is None
    assert outcome.items == {"s0": 1, "s1": 30}


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="children are found in Linux's /proc")
async def test_service_ends_in_time_with_a_hostile_body_in_hand(tmp_path: Path) -> None:
    """SIGTERM waits for no body: its child is killed, and nothing of the service goes on."""
    async with Outlet({"/0": Page(BODIES["attributes"])}) as outlet:
        write_config(tmp_path, outlet.url("/0"))
        async with running(tmp_path, "--config", "config.toml") as (process, _):
            async with asyncio.timeout(20):
                while not children_in(tmp_path):  # noqa: ASYNC110 - no event tells of another process
                    await asyncio.sleep(0.05)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            await process.communicate()
            assert process.returncode == 0
            assert time.monotonic() - began < 10
    assert children_in(tmp_path) == []


def children_in(folder: Path) -> list[str]:
    """Return the children at work for the service of a folder."""
    return [each.name for each in Path("/proc").iterdir() if each.name.isdigit() and is_child(each, folder)]


def is_child(process: Path, folder: Path) -> bool:
    """Return whether a process is a child of the service of a folder."""
    try:
        words = (process / "cmdline").read_bytes()
        return b"aggregator.ingest.child" in words and (process / "cwd").resolve() == folder.resolve()
    except OSError:  # it has ended meanwhile
        return False
