"""The service's eye on itself: it feeds systemd's watchdog, and notices a clock that was set."""

import asyncio
import logging
import time
from collections.abc import Callable

from aggregator.service.clock import Clock
from aggregator.service.progress import Progress
from aggregator.service.systemd import Notifier

SHORTEST_LIMIT_SECONDS = 5.0
"""Work that comes each second is late, not stuck, for this long."""

LOCK_SECONDS = 5.0
"""How often the database is asked whether the lock on polling still stands."""

LOOK_SECONDS = 1.0
CLOCK_JUMP_SECONDS = 5.0
"""From how far apart wall clock and monotonic clock have drifted in one look, somebody has set the wall clock."""

logger = logging.getLogger(__name__)


async def feed_watchdog(notifier: Notifier, progress: Progress) -> None:
    """Give a sign of life as long as every kind of work gets done; a stuck service gives none."""
    if notifier.watchdog_seconds is None:
        return
    limit = max(notifier.watchdog_seconds / 2, SHORTEST_LIMIT_SECONDS)
    while True:
        stalled = progress.stalled(time.monotonic(), limit_seconds=limit)
        if stalled:
            logger.error("no %s for %.0f s: the watchdog is not fed", " and no ".join(stalled), limit)
        else:
            notifier.alive()
        await asyncio.sleep(notifier.watchdog_seconds / 4)


async def watch_lag(tell: Callable[[float], None]) -> None:
    """Tell how many seconds late the event loop comes back to this, look by look."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(LOOK_SECONDS)
        tell(max(0.0, time.monotonic() - began - LOOK_SECONDS))


async def watch_lock(is_held: Callable[[], bool], stop: asyncio.Event) -> None:
    """Stop the service when the database has ended its lock: another one may poll now.

    The end then fails, so that systemd starts it again, and it asks for the lock anew.
    """
    while await asyncio.to_thread(is_held):  # noqa: ASYNC110 - the database tells nobody; it has to be asked
        await asyncio.sleep(LOCK_SECONDS)
    logger.error("the database has ended the lock on polling: the service ends, to be started again")
    stop.set()


async def watch_clock(clock: Clock, on_jump: Callable[[], None]) -> None:
    """Call `on_jump` whenever the wall clock was set, back or forward.

    APScheduler waits for a time of day: after the clock went back an hour it would do nothing for that hour.
    """
    wall, monotonic = clock(), time.monotonic()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        jump = (clock() - wall).total_seconds() - (time.monotonic() - monotonic)
        wall, monotonic = clock(), time.monotonic()
        if abs(jump) > CLOCK_JUMP_SECONDS:
            logger.warning("the clock was set %s by %.0f s", "back" if jump < 0 else "forward", abs(jump))
            on_jump()
