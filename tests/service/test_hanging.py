"""Servers that hang delay nobody else."""

import asyncio
import itertools
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.config.load import load
from aggregator.service.documents import Documents
from aggregator.service.installation import open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.ticks import Ticks
from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Answer, AnyAnswer, Logged, Outlet, Page, Slow
from tests.service.process import write_config

SOURCES = 100
EVERY_SECONDS = 3
LASTS_SECONDS = 15
GOOD = Page(rss(Entry(guid="h1", title="East pier to reopen", at=None)))
HANGS = (Slow(Answer(200, (), b"x"), before_seconds=3600), Slow(GOOD, chunk_bytes=1, pause_seconds=60))
"""Some never begin to answer, some never end."""
MEGABYTE = 1024  # ru_maxrss counts kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of the servers that do not hang: seconds, megabytes, items by source."""

    first: float
    """When the last of them was asked for the first time."""
    late: float
    """The most that a later poll was late."""
    fewest: int
    """Polls of the one that was asked least."""
    grown: float
    """How much the peak of this process's memory has grown."""
    stored: Mapping[str, int]


@pytest.mark.parametrize(("hanging", "late_seconds"), [(10, 2.5), (60, 12.0)])
async def test_servers_that_hang_delay_no_other_source(
    tmp_path: Path, hanging: int, late_seconds: float
) -> None:
    """Every other source is asked as often as it is meant to be, nothing is lost, and memory is bounded.

    With more of them than there are places, the others wait once for our patience to end.
    """
    seen = await _watch(tmp_path, hanging)
    sys.stdout.write(
        f"{hanging} of {SOURCES} hang: the others' first polls within {seen.first:.1f} s, "
        f"later ones {seen.late:.1f} s late at the most, memory +{seen.grown:.0f} MB\n"
    )
    assert seen.fewest >= LASTS_SECONDS // (EVERY_SECONDS * 2)
    assert max(seen.late, seen.first - EVERY_SECONDS) < late_seconds
    assert seen.stored == {f"s{number}": 1 for number in range(hanging, SOURCES)}
    assert seen.grown < 100


async def _watch(folder: Path, hanging: int) -> Seen:
    """Let the service poll a hundred servers, each an address of its own, of which so many hang."""
    came: dict[str, list[float]] = defaultdict(list)

    def note(request: Logged, _answer: AnyAnswer) -> None:
        came[(request.value("Host") or b"").decode()].append(time.monotonic())

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with Outlet({"/good": GOOD, "/0": HANGS[0], "/1": HANGS[1]}, hosts=SOURCES, tell=note) as outlet:
        hosts = [f"127.0.0.{number}" for number in range(1, SOURCES + 1)]
        paths = [f"/{number % 2}" if number < hanging else "/good" for number in range(SOURCES)]
        write_config(folder, *map(outlet.url, paths, hosts))
        begun = time.monotonic()
        stored = await _run(folder)
    well = [came[f"{host}:{outlet.port}"] for host in hosts[hanging:]]
    return Seen(
        first=max(times[0] for times in well) - begun,
        late=max(later - sooner for times in well for sooner, later in itertools.pairwise(times))
        - EVERY_SECONDS,
        fewest=min(map(len, well)),
        grown=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE,
        stored=stored,
    )


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
