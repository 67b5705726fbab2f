"""What the running service does again and again: start due polls, match, publish, serve what is new."""

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from aggregator.errors import AggregatorError
from aggregator.ingest.poll import PollReport
from aggregator.model.poll import SourceState
from aggregator.service.access import make_access
from aggregator.service.documents import Documents
from aggregator.service.folders import Folders
from aggregator.service.installation import Installation
from aggregator.service.metrics import Metrics
from aggregator.service.pacing import Pace
from aggregator.service.pagefetches import PageFetches
from aggregator.service.polling import Polling
from aggregator.service.progress import Progress
from aggregator.service.round import may_poll
from aggregator.service.status import Activity

DRAIN_SECONDS = 4
"""How long polls under way may go on after SIGTERM; systemd and our promise leave 10 s for the whole end."""

STORE_RETRY_SECONDS = 60
"""After how long a source is polled again whose poll could not be stored."""

REPRICE_SECONDS = 60
"""How often the price of a poll is found again, where there is a budget."""

logger = logging.getLogger(__name__)


class Ticks:
    """The repeated work of one running service; each kind of it is told to `progress` as it is done."""

    def __init__(
        self,
        installation: Installation,
        polling: Polling,
        *,
        documents: Documents,
        metrics: Metrics,
        store_retry_seconds: float = STORE_RETRY_SECONDS,
    ) -> None:
        self._polling = polling
        self._store_retry_seconds = store_retry_seconds
        self._pace = Pace()
        self._priced_at: float | None = None
        self._documents = documents
        self.metrics = metrics
        self._flights: dict[str, asyncio.Task[PollReport]] = {}
        self._pages = PageFetches(polling, retry_seconds=store_retry_seconds, tell=metrics.fetched)
        self._folders = Folders()
        self.first_fill = asyncio.Event()
        self.progress = Progress()
        self.started_at = installation.clock()
        self._trouble: str | None = None
        self._published_at: datetime | None = None
        self._progressed_at: datetime | None = None
        self.progress.expect("poll", "match", "publish", now=time.monotonic())
        self.take(installation)

    def take(self, installation: Installation) -> None:
        """Go on with this installation; polls under way end under the one before."""
        self.installation = installation
        self.access = make_access(installation.settings)
        self._sources = {source.id: source for source in installation.settings.sources if source.enabled}
        self._polling.take(installation)
        granted = installation.settings.service.polls_per_hour
        self._pace = self._pace.adapted(tuple(self._sources.values()), granted, time.monotonic())
        self._priced_at = None

    @property
    def activity(self) -> Activity:
        """Return what the service is doing, for the status page."""
        return Activity(
            doing=f"polling {len(self._flights)} sources" if self._flights else "waiting for the next poll",
            started_at=self.started_at,
            last_progress_at=self._progressed_at,
            last_published_at=self._published_at,
        )

    async def poll_due(self) -> None:
        """Start the polls, and the fetches of articles, whose time has come; those under way are left alone."""
        try:
            now = self.installation.clock()
            await self._find_price()
            idle = self._sources.keys() - self._flights.keys()
            due = await asyncio.to_thread(self.installation.polls.due, now=now, among=idle)
            self._start(self._paced(state for state in due if may_poll(state, now, due_only=True)))
            await self._poll_changed_folders()
            await self._pages.start_due(self.installation, self._sources.values())
        except AggregatorError as error:
            self._tell_trouble(str(error))
        finally:
            self._beat("poll")

    async def _find_price(self) -> None:
        """Let a poll cost what keeps the budget, by what the sources are known to post now."""
        purse, now = self._pace.purse, time.monotonic()
        if purse is None:
            self._polling.price = 0.0
        elif self._priced_at is None or now - self._priced_at >= REPRICE_SECONDS:
            granted = purse.filled(now).spendable_per_hour
            self._polling.price = await asyncio.to_thread(self.installation.find_price, granted)
            self._priced_at = now

    def _paced(self, due: Iterable[SourceState]) -> list[SourceState]:
        """Return those of the due that may start now; the others are due at the next tick."""
        waiting = [
            (source, state)
            for state in due
            if (source := self._sources.get(state.source)) is not None and source.id not in self._flights
        ]
        chosen, self._pace = self._pace.choose(waiting, time.monotonic())
        return [state for _, state in chosen]

    async def _poll_changed_folders(self) -> None:
        changed = await asyncio.to_thread(self._folders.changed, tuple(self._sources.values()))
        if changed:
            states = await asyncio.to_thread(self.installation.polls.states)
            self._start(states[source.id] for source in changed if source.id in states)

    def _start(self, states: Iterable[SourceState]) -> None:
        """Start polls; one that is under way is left alone."""
        for state in states:
            source = self._sources.get(state.source)
            if source is None or source.id in self._flights:
                continue
            flight = asyncio.create_task(self._polling.poll(source, state), name=source.id)
            self._flights[source.id] = flight
            flight.add_done_callback(self._land)

    async def match_and_publish(self) -> None:
        """Match whatever waits, publish whatever changed or whose hour has come, and serve it.

        What fails (a full disk, a locked store) is said once, and tried again at the next tick.
        """
        is_filled = not self._flights
        try:
            await self._match()
            await self._publish()
        except AggregatorError as error:
            self._tell_trouble(str(error))
        else:
            self._tell_trouble(None)
        finally:
            self._beat("match")
            self._beat("publish")
        # An editor's command or a second `once` may have published beside us.
        await asyncio.to_thread(self._documents.refresh_changed, self.installation.settings.service.public)
        if is_filled:
            self.first_fill.set()

    async def drain(self) -> None:
        """Let polls under way end, then match and publish what they brought; late ones are polled again."""
        self._polling.close()
        flights = [*self._flights.values(), *self._pages.flights]
        if flights:
            await asyncio.wait(flights, timeout=DRAIN_SECONDS)
        for flight in flights:
            flight.cancel()
            with suppress(asyncio.CancelledError, Exception):  # `_land` has logged it
                await flight
        await self.match_and_publish()

    async def _match(self) -> None:
        started = time.monotonic()
        while counts := await self.installation.writer(self.installation.match_portion):
            self.metrics.matched(counts, seconds=time.monotonic() - started)
            self._beat("match")
            started = time.monotonic()

    async def _publish(self) -> None:
        """Publish portion by portion, so that polls that end meanwhile are stored in between."""
        is_waiting = True
        while is_waiting:
            await self._publish_portion()
            self._beat("publish")
            is_waiting = await self.installation.writer(self.installation.has_waiting)

    async def _publish_portion(self) -> None:
        started = time.monotonic()
        written = await self.installation.writer(self.installation.publish_pending)
        if written:
            self.metrics.published(files=len(written), seconds=time.monotonic() - started)
            self._published_at = self.installation.clock()
            logger.info("published %d files", len(written))

    def _land(self, flight: asyncio.Task[PollReport]) -> None:
        name = flight.get_name()
        if flight.cancelled():
            del self._flights[name]
            return
        error = flight.exception()
        if error is not None:
            logger.error("source %s: its poll broke", name, exc_info=error)
        if error is None and flight.result().is_stored:
            del self._flights[name]
            self._count(flight.result())
            return
        # Its poll could not be stored: without a wait the source would be asked again each second.
        asyncio.get_running_loop().call_later(self._store_retry_seconds, self._flights.pop, name, None)

    def _tell_trouble(self, trouble: str | None) -> None:
        if trouble != self._trouble:
            if trouble is None:
                logger.warning("it works again")
            else:
                logger.error("%s; it is tried again each second", trouble)
        self._trouble = trouble

    def _count(self, report: PollReport) -> None:
        self.metrics.polled(report)
        if report.is_waiting:
            self._folders.look_again(report.source)

    def _beat(self, work: str) -> None:
        self.progress.beat(work, time.monotonic())
        self._progressed_at = self.installation.clock()
        self.metrics.progressed(self._progressed_at)
