"""The articles that section pages list, fetched one after another for each source."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from aggregator.ingest.pagereport import PageReport
from aggregator.ingest.poll import PollReport
from aggregator.model.poll import Page, PollCounts
from aggregator.model.source import SECTION_PAGE, Source
from aggregator.service.installation import Installation
from aggregator.service.polling import Polling

ROUND_PAGES = 30
"""Articles of one source that a round (`once`) fetches; the next round goes on."""
PAUSE_SECONDS = 1
"""Between two articles of one source in a round; the service takes one at each of its ticks."""

logger = logging.getLogger(__name__)


class PageFetches:
    """The fetches under way in the running service, at most one for each source."""

    def __init__(self, polling: Polling, *, retry_seconds: float, tell: Callable[[PageReport], None]) -> None:
        self._polling = polling
        self._retry_seconds = retry_seconds
        self._tell = tell
        self._flights: dict[str, asyncio.Task[PageReport]] = {}

    @property
    def flights(self) -> tuple[asyncio.Task[PageReport], ...]:
        """Return the fetches under way."""
        return tuple(self._flights.values())

    async def start_due(self, installation: Installation, sources: Iterable[Source]) -> None:
        """Start for each source that lists articles and has no fetch under way the next one that is due."""
        idle = {each.id: each for each in sources if _lists_articles(each) and each.id not in self._flights}
        if not idle:
            return
        now = installation.clock()
        for page in await asyncio.to_thread(installation.pages.due, tuple(idle), now=now):
            flight = asyncio.create_task(self._polling.fetch_page(idle[page.source], page), name=page.source)
            self._flights[page.source] = flight
            flight.add_done_callback(self._land)

    def _land(self, flight: asyncio.Task[PageReport]) -> None:
        name = flight.get_name()
        if flight.cancelled():
            del self._flights[name]
            return
        error = flight.exception()
        if error is not None:
            logger.error("source %s: the fetch of a page broke", name, exc_info=error)
        if error is None and flight.result().is_stored:
            del self._flights[name]
            self._tell(flight.result())
            return
        # It could not be stored: without a wait the page would be asked for again each second.
        asyncio.get_running_loop().call_later(self._retry_seconds, self._flights.pop, name, None)


async def fetch_round(installation: Installation, polling: Polling) -> tuple[PageReport, ...]:
    """Fetch the articles that are due, a bounded number for each source, each source's one after another."""
    sources = [each for each in installation.settings.sources if each.enabled and _lists_articles(each)]
    reports = await asyncio.gather(*(_fetch_of(source, installation, polling) for source in sources))
    return tuple(report for some in reports for report in some)


async def _fetch_of(source: Source, installation: Installation, polling: Polling) -> list[PageReport]:
    reports: list[PageReport] = []
    while len(reports) < ROUND_PAGES and (page := await _next_page(source, installation)) is not None:
        if reports:
            await asyncio.sleep(PAUSE_SECONDS)
        report = await polling.fetch_page(source, page)
        reports.append(report)
        if not report.is_stored:
            break
    return reports


async def _next_page(source: Source, installation: Installation) -> Page | None:
    due = await asyncio.to_thread(installation.pages.due, (source.id,), now=installation.clock())
    return next(iter(due), None)


def add_pages(polls: Iterable[PollReport], pages: Iterable[PageReport]) -> tuple[PollReport, ...]:
    """Return the reports of the sources' polls, each with what its articles brought."""
    reports = {poll.source: poll for poll in polls}
    for page in pages:
        poll = reports.get(page.source) or PollReport(source=page.source)
        reports[page.source] = replace(
            poll,
            counts=_sum(poll.counts, page),
            is_unchanged=False,
            problems=(*poll.problems, *([page.problem] if page.problem else [])),
            skipped=(*poll.skipped, *page.skipped),
        )
    return tuple(reports.values())


def _sum(counts: PollCounts, page: PageReport) -> PollCounts:
    return PollCounts(
        entries=counts.entries + page.counts.entries,
        new_items=counts.new_items + page.counts.new_items,
        new_versions=counts.new_versions + page.counts.new_versions,
        skipped=counts.skipped + len(page.skipped),
    )


def _lists_articles(source: Source) -> bool:
    return source.format == SECTION_PAGE or source.archive_pages > 0
