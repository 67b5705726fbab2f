"""What the running service does again and again: start due polls, match, publish, serve what is new."""

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from aggregator.ingest.poll import PollReport
from aggregator.model.poll import SourceState
from aggregator.service.access import make_access
from aggregator.service.documents import Documents
from aggregator.service.folders import Folders
from aggregator.service.installation import Installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import Polling
from aggregator.service.progress import Progress
from aggregator.service.round import may_poll
from aggregator.service.status import Activity

DRAIN_SECONDS = 5
"""How long polls under way may go on after SIGTERM; systemd and our promise leave 10 s for the whole end."""

STORE_RETRY_SECONDS = 60
"""After how long a source is polled again whose poll could not be stored."""

logger = logging.getLogger(__name__)


class Ticks:
    """The repeated work of one running service; each kind of it is told to `progress` as it is done."""

    def __init__(
        self, installation: Installation, polling: Polling, *, documents: Documents, metrics: Metrics
    ) -> None:
        self._polling = polling
        self._documents = documents
        self.metrics = metrics
        self._flights: dict[str, asyncio.Task[PollReport]] = {}
        self._folders = Folders()
        self.first_fill = asyncio.Event()
        self.progress = Progress()
        self.started_at = installation.clock()
        self._published_at: datetime | None = None
        self._progressed_at: datetime | None = None
        self.take(installation)

    def take(self, installation: Installation) -> None:
        """Go on with this installation; polls under way end under the one before."""
        self.installation = installation
        self.access = make_access(installation.settings)
        self._sources = {source.id: source for source in installation.settings.sources if source.enabled}
        self._polling.take(installation)

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
        """Start the polls whose time has come; those under way are left alone."""
        now = self.installation.clock()
        due = await asyncio.to_thread(self.installation.polls.due, now=now)
        self._start(state for state in due if may_poll(state, now, due_only=True))
        await self._poll_changed_folders()
        self._beat("poll")

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
        """Match whatever waits, publish whatever changed or whose hour has come, and serve it."""
        is_filled = not self._flights
        await self._match()
        await self._publish()
        # An editor's command or a second `once` may have published beside us.
        await asyncio.to_thread(self._documents.refresh_changed, self.installation.settings.service.public)
        if is_filled:
            self.first_fill.set()

    async def drain(self) -> None:
        """Let polls under way end, then match and publish what they brought; late ones are polled again."""
        flights = list(self._flights.values())
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
        self._beat("match")

    async def _publish(self) -> None:
        started = time.monotonic()
        written = await self.installation.writer(self.installation.publish_pending)
        if written:
            self.metrics.published(files=len(written), seconds=time.monotonic() - started)
            self._published_at = self.installation.clock()
            logger.info("published %d files", len(written))
        self._beat("publish")

    def _land(self, flight: asyncio.Task[PollReport]) -> None:
        error = None if flight.cancelled() else flight.exception()
        if error is None:
            del self._flights[flight.get_name()]
            if not flight.cancelled():
                self._count(flight.result())
            return
        # Its poll could not be stored (a full disk): without a wait it would be asked again each second.
        logger.error("source %s: its poll could not be stored: %s", flight.get_name(), error)
        asyncio.get_running_loop().call_later(STORE_RETRY_SECONDS, self._flights.pop, flight.get_name(), None)

    def _count(self, report: PollReport) -> None:
        self.metrics.polled(report)
        if report.is_waiting:
            self._folders.look_again(report.source)

    def _beat(self, work: str) -> None:
        self.progress.beat(work, time.monotonic())
        self._progressed_at = self.installation.clock()
        self.metrics.progressed(self._progressed_at)
