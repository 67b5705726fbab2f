"""The service as it runs: a dumb timer over what the store says is due, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator.config.urls import host_and_port
from aggregator.ingest.poll import PollReport
from aggregator.service.documents import Documents
from aggregator.service.installation import Installation
from aggregator.service.polling import Polling, open_polling
from aggregator.service.round import may_poll
from aggregator.service.web import make_app, serve

TICK_SECONDS = 1
"""How often the store is asked what is due."""

DRAIN_SECONDS = 8
"""How long polls under way may go on after SIGTERM."""

FIRST_FILL_SECONDS = 10
"""After how long the first summary is told, even if a source has still not answered."""

STORE_RETRY_SECONDS = 60
"""After how long a source is polled again whose poll could not be stored."""

logger = logging.getLogger(__name__)

Announce = Callable[[int], None]
"""Is told the port once the first stories are published."""


class Daemon:
    """The running service of one installation."""

    def __init__(self, installation: Installation, polling: Polling, documents: Documents) -> None:
        self._installation = installation
        self._polling = polling
        self._documents = documents
        self._sources = {source.id: source for source in installation.settings.sources if source.enabled}
        self._flights: dict[str, asyncio.Task[PollReport]] = {}
        self.first_fill = asyncio.Event()

    async def poll_due(self) -> None:
        """Start the polls whose time has come; those under way are left alone."""
        now = self._installation.clock()
        for state in await asyncio.to_thread(self._installation.polls.due, now=now):
            source = self._sources.get(state.source)
            if source is None or source.id in self._flights or not may_poll(state, now, due_only=True):
                continue
            flight = asyncio.create_task(self._polling.poll(source, state), name=source.id)
            self._flights[source.id] = flight
            flight.add_done_callback(self._land)

    async def match_and_publish(self) -> None:
        """Match whatever waits, publish whatever changed or whose hour has come, and serve it."""
        is_filled = not self._flights
        written = await self._installation.writer(self._match_and_publish)
        self._documents.refresh(self._installation.settings.service.public, written)
        if written:
            logger.info("published %d files", len(written))
        if is_filled:
            self.first_fill.set()

    async def drain(self) -> None:
        """Let polls under way end, then match and publish what they brought; late ones are polled again."""
        if self._flights:
            await asyncio.wait(self._flights.values(), timeout=DRAIN_SECONDS)
        for flight in list(self._flights.values()):
            flight.cancel()
            with suppress(asyncio.CancelledError):
                await flight
        await self.match_and_publish()

    def _land(self, flight: asyncio.Task[PollReport]) -> None:
        error = None if flight.cancelled() else flight.exception()
        if error is None:
            del self._flights[flight.get_name()]
            return
        # Its poll could not be stored (a full disk): without a wait it would be asked again each second.
        logger.error("source %s: its poll could not be stored: %s", flight.get_name(), error)
        asyncio.get_running_loop().call_later(STORE_RETRY_SECONDS, self._flights.pop, flight.get_name(), None)

    def _match_and_publish(self) -> tuple[str, ...]:
        now = self._installation.clock()
        self._installation.matcher.match_all(now)
        return self._installation.publisher.publish_pending(now)


async def run_service(installation: Installation, announce: Announce) -> None:
    """Serve and poll until SIGTERM or SIGINT, then drain."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    service = installation.settings.service
    await installation.writer(_register(installation))
    await installation.writer(lambda: installation.publisher.publish_all(installation.clock()))
    documents = Documents()
    documents.load(service.public)
    host, port = host_and_port(service.listen)
    server = await serve(make_app(documents, base_path=urlsplit(service.base_url).path), host, port)
    logger.info("listening on %s:%d", host, server.port)
    async with open_polling(installation) as polling:
        daemon = Daemon(installation, polling, documents)
        await daemon.poll_due()
        scheduler = _schedule(daemon)
        telling = asyncio.create_task(_tell_first_fill(daemon, announce, server.port))
        await stop.wait()
        logger.info("stopping")
        telling.cancel()
        scheduler.shutdown(wait=False)
        await daemon.drain()
    await server.close()


def _register(installation: Installation) -> Callable[[], None]:
    ids = [source.id for source in installation.settings.sources if source.enabled]
    return lambda: installation.polls.register(ids)


def _schedule(daemon: Daemon) -> AsyncIOScheduler:
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        # A tick that was missed is made up for by the next one, whenever that is; never two at once.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(daemon.poll_due, "interval", seconds=TICK_SECONDS)
    scheduler.add_job(daemon.match_and_publish, "interval", seconds=TICK_SECONDS)
    scheduler.start()
    return scheduler


async def _tell_first_fill(daemon: Daemon, announce: Announce, port: int) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(daemon.first_fill.wait(), FIRST_FILL_SECONDS)
    announce(port)
