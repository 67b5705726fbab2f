"""Polls of many sources at once, within the limits per host and in all."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.errors import DatabaseError
from aggregator.http.client import Client
from aggregator.ingest.children import LIMITS, Children, Limits
from aggregator.ingest.moves import adopted_address
from aggregator.ingest.pagereport import PageReport
from aggregator.ingest.poll import Poller, PollReport
from aggregator.ingest.reading import Reading
from aggregator.model.poll import Body, Fetched, Page, Remembered, SourceState
from aggregator.model.source import Source
from aggregator.model.websub import Subscription
from aggregator.service.commits import SharedCommits
from aggregator.service.installation import Installation
from aggregator.service.loading import loading
from aggregator.service.places import Places

if TYPE_CHECKING:
    from aggregator.service.readers import Readers

logger = logging.getLogger(__name__)


class Polling:
    """Polls sources, each when its host and the whole have a place free."""

    def __init__(self, client: Client, children: Children, installation: Installation) -> None:
        self._client = client
        self._children = children
        self._places = Places()
        self._commits = SharedCommits(installation.polls, installation.writer)
        self._store = installation.polls
        self.price = 0.0
        """What a poll costs (`ingest.budget`): 0 where no budget is set."""
        self.take(installation)

    def take(self, installation: Installation) -> None:
        """Poll under the settings of this installation from now on."""
        self._installation = installation
        self._clock = installation.clock
        self._loading: asyncio.Task[Readers] | None = None
        self._poller = Poller(
            client=self._client,
            read=self._read_news,
            settings=installation.settings,
            commit=self._commits,
            files=self._files,
            remembered=self._remembered,
            price=lambda: self.price,
        )

    def close(self) -> None:
        """Let no poll begin that still waits for its place."""
        self._places.close()

    async def _files(self, source: str) -> Mapping[str, str]:
        return await asyncio.to_thread(self._store.files, source)

    async def _remembered(self, source: str, body_digest: str) -> Remembered | None:
        return await asyncio.to_thread(self._store.remembered, source, body_digest)

    async def _read_news(
        self, fetched: Fetched, source: Source, *, before: Remembered | None, now: datetime
    ) -> Reading:
        readers = await self._readers()
        return await readers.read_news(fetched, source, before=before, now=now)

    async def _readers(self) -> "Readers":
        """Return who reads, loaded in a thread when that is asked first: the event loop goes on meanwhile."""
        if self._loading is None:
            work = asyncio.to_thread(_make_readers, self._client, self._children, self._installation)
            self._loading = asyncio.create_task(work)
        try:
            return await asyncio.shield(self._loading)
        except Exception:
            self._loading = None  # it is tried again with the next body: what failed may have been memory
            raise

    async def poll(self, source: Source, state: SourceState) -> PollReport:
        """Poll one source; a mistake in this program costs this source its poll, and no other anything."""
        async with self._places.place(adopted_address(state) or source.url):
            try:
                report = await self._poller.poll(source, state, self._clock())
            except DatabaseError as error:
                report = PollReport(source=source.id, problems=(str(error),), is_stored=False)
            except Exception as error:
                logger.exception("source %s: its poll broke", source.id)
                report = await self._poller.give_up(source, state, _mistake(error), self._clock())
        log_report(report)
        return report

    async def deliver(self, source: Source, subscription: Subscription, body: Body) -> PollReport:
        """Store what a hub has delivered of a source; raises DatabaseError, and the hub brings it again."""
        readers = await self._readers()
        report = await readers.deliveries.deliver(source, subscription, body=body, now=self._clock())
        log_report(report)
        return report

    async def fetch_page(self, source: Source, page: Page) -> PageReport:
        """Fetch an article that a section page listed; a mistake in this program costs this page alone."""
        fetcher = (await self._readers()).pages
        async with self._places.place(page.url):
            try:
                report = await fetcher.fetch(source, page, self._clock())
            except DatabaseError as error:
                report = PageReport(source=source.id, url=page.url, problem=str(error), is_stored=False)
            except Exception as error:
                logger.exception("source %s: the fetch of %s broke", source.id, page.url)
                report = await fetcher.give_up(page, _mistake(error), self._clock())
        log_page(report)
        return report


def _make_readers(client: Client, children: Children, installation: Installation) -> "Readers":
    with loading():  # all that parses and normalises, .15 s and 4 MiB: polls that bring nothing do without
        from aggregator.service.readers import make_readers

    return make_readers(client, children, installation)


@asynccontextmanager
async def open_polling(installation: Installation, limits: Limits = LIMITS) -> AsyncIterator[Polling]:
    """Yield the polling of an installation, with its HTTP client and its child processes."""
    agent, proxies = installation.user_agent, installation.settings.proxies
    async with Client(user_agent=agent, proxies=proxies) as client, Children(limits) as children:
        yield Polling(client, children, installation)


def log_report(report: PollReport) -> None:
    """Log one poll in one line."""
    counts = report.counts
    for problem in report.problems:
        logger.warning("source %s: %s", report.source, problem)
    for skip in report.skipped:
        logger.warning("source %s: an entry was skipped: %s (%s)", report.source, skip.reason, skip.what)
    if counts.new_items or counts.new_versions:
        logger.info(
            "source %s: %d new, %d changed, of %d entries",
            report.source,
            counts.new_items,
            counts.new_versions,
            counts.entries,
        )


def log_page(report: PageReport) -> None:
    """Log the fetch of one listed article in one line."""
    if report.problem:
        logger.warning("source %s: %s", report.source, report.problem)
    for skip in report.skipped:
        logger.warning("source %s: %s was skipped: %s", report.source, report.url, skip.reason)
    if report.counts.new_items or report.counts.new_versions:
        logger.info("source %s: read %s", report.source, report.url)


def _mistake(error: Exception) -> str:
    return f"this program made a mistake with it ({type(error).__name__}: {error}); please report it"
