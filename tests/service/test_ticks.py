"""The service's own polls: what starts at a tick, and at what price."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
import sqlalchemy as sa

from aggregator.config.load import load
from aggregator.database.publishing import QUEUED_AT_ONCE
from aggregator.model.poll import SourceState
from aggregator.service.documents import Documents
from aggregator.service.installation import Installation, open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.ticks import Ticks
from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Outlet, Page
from tests.service.process import write_config

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Page(rss(*(Entry(guid=f"h{each}", title=f"Pier {each}", at=NOON - each * HOUR) for each in range(30))))


@asynccontextmanager
async def ticking(folder: Path, *, at: datetime = NOON) -> AsyncIterator[Ticks]:
    """Yield the ticks of the installation in a folder; its clock stands still."""
    settings = load(folder / "config.toml", {})
    with open_installation(settings, clock=lambda: at) as installation:
        installation.register_sources()
        async with open_polling(installation) as polling:
            yield Ticks(installation, polling, documents=Documents(), metrics=Metrics())


async def polled(ticks: Ticks) -> dict[str, SourceState]:
    """Return the states of the sources once the polls of one tick have ended."""
    await ticks.poll_due()
    await asyncio.gather(*ticks._flights.values())
    return ticks.installation.polls.states()


@pytest.mark.parametrize(("budget", "least", "most"), [(None, 0, 1), (1, 4, 25)])
async def test_budget_makes_the_next_polls_rare(
    tmp_path: Path, budget: int | None, least: int, most: int
) -> None:
    """Eight hourly sources and one poll an hour: each is polled every eight hours or so."""
    async with Outlet({f"/{each}": FEED for each in range(8)}) as outlet:
        write_config(tmp_path, *(outlet.url(f"/{each}") for each in range(8)))
        config = tmp_path / "config.toml"
        if budget:
            granted = f"[service]\npolls_per_hour = {budget}"
            config.write_text(
                config.read_text(encoding="utf-8").replace("[service]", granted), encoding="utf-8"
            )
        async with ticking(tmp_path) as ticks:
            states = await polled(ticks)
            assert len(outlet.requests) == 8
            for state in states.values():
                assert state.next_poll_at is not None
                assert least * HOUR < state.next_poll_at - NOON < most * HOUR


async def test_restart_asks_nobody_early_and_the_overdue_of_a_host_one_after_the_other(
    tmp_path: Path,
) -> None:
    """What is due after a long stop does not fall upon its host."""
    async with Outlet({f"/{each}": FEED for each in range(8)}) as outlet:
        write_config(tmp_path, *(outlet.url(f"/{each}") for each in range(8)))
        async with ticking(tmp_path) as ticks:
            states = await polled(ticks)
        async with ticking(tmp_path) as ticks:
            assert await polled(ticks) == states
        async with ticking(tmp_path, at=NOON + 5 * HOUR) as ticks:
            await polled(ticks)
        assert len(outlet.requests) == 9


async def test_tick_publishes_all_that_waits_portion_by_portion(tmp_path: Path) -> None:
    """A first fill is more than one portion; what polls bring in between is stored in between."""
    async with Outlet({"/0": FEED}) as outlet:
        write_config(tmp_path, outlet.url("/0"))
        async with ticking(tmp_path) as ticks:
            await polled(ticks)
            here = ticks.installation
            here.match_all()
            queue_again(here, rows=2 * QUEUED_AT_ONCE)
            await ticks.match_and_publish()
            assert not here.has_waiting()
            feed = feedparser.parse((here.settings.service.public / "all/atom.xml").read_bytes())
            assert len(feed.entries) == 30


def queue_again(here: Installation, *, rows: int) -> None:
    """Let the stories wait many times over to be published."""
    with here.database.writing() as connection:
        story = connection.scalars(sa.text("SELECT story FROM stories ORDER BY story")).first()
        queued = [{"section": "all", "story": story}] * rows
        connection.execute(sa.text("INSERT INTO outbox (section, story) VALUES (:section, :story)"), queued)
