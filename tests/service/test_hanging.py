"""Servers that hang delay nobody else."""

import asyncio
import itertools
import resource
import sys
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from aggregator.config.load import load
from aggregator.service.documents import Documents
from aggregator.service.installation import open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.ticks import Ticks
from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Answer, AnyAnswer, Logged, Outlet, Page, Slow
from tests.service.process import write_config

SOURCES, HANGING = 100, 10
EVERY_SECONDS = 3
LASTS_SECONDS = 15
GOOD = Page(rss(Entry(guid="h1", title="East pier to reopen", at=None)))
HANGS = (Slow(Answer(200, (), b"x"), before_seconds=3600), Slow(GOOD, chunk_bytes=1, pause_seconds=60))
"""Some never begin to answer, some never end."""
MEGABYTE = 1024  # ru_maxrss counts kilobytes


async def test_ten_of_a_hundred_servers_that_hang_delay_no_other_source(tmp_path: Path) -> None:
    """Every other source is asked as often as it is meant to be, nothing is lost, and memory is bounded."""
    came: dict[str, list[float]] = defaultdict(list)

    def note(request: Logged, _answer: AnyAnswer) -> None:
        came[(request.value("Host") or b"").decode()].append(time.monotonic())

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with Outlet({"/good": GOOD, "/0": HANGS[0], "/1": HANGS[1]}, hosts=SOURCES, tell=note) as outlet:
        hosts = [f"127.0.0.{number}" for number in range(1, SOURCES + 1)]
        paths = [f"/{number % 2}" if number < HANGING else "/good" for number in range(SOURCES)]
        write_config(tmp_path, *map(outlet.url, paths, hosts))
        stored = await _run(tmp_path)
    well = {host: came[f"{host}:{outlet.port}"] for host in hosts[HANGING:]}
    late = max(later - sooner for times in well.values() for sooner, later in itertools.pairwise(times))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE
    sys.stdout.write(
        f"{HANGING} of {SOURCES} hang: latest poll {late - EVERY_SECONDS:.1f} s late, memory +{grown:.0f} MB\n"
    )
    assert min(len(times) for times in well.values()) >= LASTS_SECONDS // (EVERY_SECONDS * 2)
    assert late < EVERY_SECONDS + 2.5
    assert stored == {f"s{number}": 1 for number in range(HANGING, SOURCES)}
    assert grown < 100


async def _run(folder: Path) -> dict[str, int]:
    """Let the service tick for a while; return how many items of each source it has stored."""
    config = folder / "config.toml"
    every = timedelta(seconds=EVERY_SECONDS).seconds
    config.write_text(config.read_text(encoding="utf-8").replace('"1m"', f'"{every}s"'), encoding="utf-8")
    with open_installation(load(config, {})) as installation:
        installation.register_sources()
        async with open_polling(installation) as polling:
            ticks = Ticks(installation, polling, documents=Documents(), metrics=Metrics())
            end = time.monotonic() + LASTS_SECONDS
            while time.monotonic() < end:
                await ticks.poll_due()
                await asyncio.sleep(0.5)
            for flight in (flights := list(ticks._flights.values())):
                flight.cancel()
            await asyncio.gather(*flights, return_exceptions=True)
            return installation.catalogue.items_per_source()
