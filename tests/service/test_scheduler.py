"""The scheduler's ticks go on when somebody sets the clock."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from aggregator.service.daemon import make_scheduler, tick_now


class Counting:
    """Counts its ticks."""

    def __init__(self) -> None:
        self.polls = 0
        self.publications = 0

    async def poll_due(self) -> None:
        """Count a poll."""
        self.polls += 1

    async def match_and_publish(self) -> None:
        """Count a publication."""
        self.publications += 1


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)])
async def test_ticks_go_on_after_the_clock_was_set(jump: timedelta) -> None:
    """Back an hour, APScheduler by itself would wait that hour; forward a day, it ticks once and goes on."""
    ticks = Counting()
    scheduler = make_scheduler(ticks)
    await _until(lambda: ticks.polls >= 1)
    with time_machine.travel(datetime.now(UTC) + jump, tick=True):
        tick_now(scheduler)
        before = ticks.polls, ticks.publications
        await _until(lambda: ticks.polls >= before[0] + 2 and ticks.publications >= before[1] + 2)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
    assert ticks.polls < before[0] + 10


async def _until(is_done: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_done():
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.05)
