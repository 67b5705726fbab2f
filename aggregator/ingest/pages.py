"""The first stage for what a source lists: an article of its section page, a document of its archive."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from aggregator.config.settings import Settings
from aggregator.database.pages import PageCommit
from aggregator.http.client import Client
from aggregator.ingest.cadence import LONGEST_RETRY_AFTER
from aggregator.ingest.children import Children, Stopped
from aggregator.ingest.fetch import fetch
from aggregator.ingest.identity import in_time_order, plan_archive, plan_changes
from aggregator.ingest.news import read_bodies
from aggregator.ingest.normalise.links import canonical
from aggregator.ingest.pagereport import PageReport
from aggregator.ingest.parse import parse
from aggregator.ingest.parse.webpage import host_of
from aggregator.ingest.reading import Guide, Reading
from aggregator.ingest.understanding import understood
from aggregator.model.item import Item, Skip
from aggregator.model.poll import Body, Failed, Fetched, NotAFeed, NotModified, Page, PollCounts, SourceState
from aggregator.model.source import ARTICLE_PAGE, PAGE_FORMATS, Source

ATTEMPTS = 4
"""Requests for a page that cannot be had, or that shows no article; then it is given up."""
FIRST_WAIT = timedelta(minutes=5)
"""Before the second attempt; each later wait is four times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFetcher:
    """The fetching of what sources list in one installation."""

    client: Client
    children: Children
    settings: Settings
    guide: Guide
    commit: Callable[[PageCommit], Awaitable[PollCounts]]
    """Stores a fetch whole; returns when it is on disk."""

    async def fetch(self, source: Source, page: Page, now: datetime) -> PageReport:
        """Fetch one page of a source; whatever comes of it is committed with when to try again, if ever."""
        asked = _asked(source, page)
        secret = self.settings.secrets.get(source.id) if asked.secret else None
        outcome = await fetch(asked, SourceState(source=source.id), self.client, secret=secret, now=now)
        match outcome:
            case Fetched() if source.format not in PAGE_FORMATS:
                reading = await read_bodies(outcome, source, self.children, guide=self.guide, now=now)
                return await self._take_archive(source, page, reading, now)
            case Fetched(bodies=(body,)):
                job = partial(read_page, page, body, source, now=now)
                found = await self.children.do(job, guide=self.guide, size_bytes=len(body.content))
                if isinstance(found, Stopped):
                    return await self._fail(page, Failed(reason=f"reading it {found.reason}"), now)
                return await self._take(page, found, now)
            case Failed():
                return await self._fail(page, outcome, now)
            case Fetched() | NotModified():
                return await self._fail(page, Failed(reason="it answered 304 to a first request"), now)

    async def give_up(self, page: Page, reason: str, now: datetime) -> PageReport:
        """Commit a fetch that broke inside this program, so that the page is asked for again later, not at once."""
        return await self._fail(page, Failed(reason=reason), now)

    async def _take(self, page: Page, found: Item | Skip | NotAFeed, now: datetime) -> PageReport:
        done = replace(page, fetched_at=now, next_at=None, failures=0, problem=None)
        match found:
            case NotAFeed(reason):
                return await self._fail(page, Failed(reason=reason), now)
            case Skip():
                await self.commit(PageCommit(page=replace(done, problem=found.reason), at=now))
                return PageReport(source=page.source, url=page.url, skipped=(found,))
            case Item():
                plan = plan_changes(((found,),))
                counts = await self.commit(PageCommit(page=done, at=now, guids=(found.guid,), plan=plan))
                return PageReport(source=page.source, url=page.url, counts=counts)

    async def _take_archive(self, source: Source, page: Page, reading: Reading, now: datetime) -> PageReport:
        """Commit what a document of a feed's archive holds, and the document before it."""
        if reading.problems and not reading.items:
            return await self._fail(page, Failed(reason=reading.problems[0]), now)
        counts = await self.commit(
            PageCommit(
                page=replace(page, fetched_at=now, next_at=None, failures=0, problem=None),
                at=now,
                guids=tuple(item.guid for item in reading.items),
                plan=plan_archive([in_time_order(delivery) for delivery in reading.deliveries]),
                listed=reading.listed,
                most_listed=source.archive_pages,
            )
        )
        return PageReport(source=page.source, url=page.url, counts=counts, skipped=reading.skipped)

    async def _fail(self, page: Page, failed: Failed, now: datetime) -> PageReport:
        retry_at = min(failed.retry_at, now + LONGEST_RETRY_AFTER) if failed.retry_at else None
        await self.commit(PageCommit(page=after_failure(page, failed, now), at=now, retry_at=retry_at))
        return PageReport(source=page.source, url=page.url, problem=f"{page.url}: {failed.reason}")


def read_page(
    page: Page, body: Body, source: Source, *, guide: Guide, now: datetime
) -> Item | Skip | NotAFeed:
    """Return the article of a page as an item whose guid is its canonical link, or what the page is instead."""
    if host_of(body.url) != host_of(page.url):
        return NotAFeed(f"we were sent on to {urlsplit(body.url).hostname}, which is another site")
    parsed = parse(body, format=ARTICLE_PAGE)
    if isinstance(parsed, NotAFeed):
        return parsed
    (entry,) = parsed.entries
    if canonical(entry.link or "", body.url) == canonical(source.url, ""):
        entry = replace(
            entry, link=body.url
        )  # every article of some outlets says that it is the section's page
    item = understood(entry, source, guide=guide, now=now)
    return replace(item, guid=item.version.url or item.guid) if isinstance(item, Item) else item


def after_failure(page: Page, failed: Failed, now: datetime) -> Page:
    """Return what is remembered of a page that could not be had: when it is asked for again, if ever."""
    failures = page.failures + 1
    told = replace(page, failures=failures, problem=failed.reason, next_at=None)
    if failed.is_missing or failures >= ATTEMPTS:
        return told
    again = now + FIRST_WAIT * 4 ** (failures - 1)
    forbidden = min(failed.retry_at, now + LONGEST_RETRY_AFTER) if failed.retry_at else again
    return replace(told, next_at=max(again, forbidden))


def _asked(source: Source, page: Page) -> Source:
    """Return the source as it is asked for a page; what it is asked with stays at its own origin."""
    asked = replace(source, url=page.url)
    if urlsplit(page.url)[:2] == urlsplit(source.url)[:2]:
        return asked
    return replace(asked, headers={}, secret=None)
