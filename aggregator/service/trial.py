"""Every source tried once without storing anything (`check --fetch`)."""

import asyncio
from dataclasses import dataclass

from aggregator.config.settings import Settings
from aggregator.http.client import Client
from aggregator.ingest.children import Children
from aggregator.ingest.fetch import fetch
from aggregator.ingest.news import read_bodies
from aggregator.ingest.reading import Reading
from aggregator.ingest.understanding import make_guide
from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState
from aggregator.model.source import Source
from aggregator.service.clock import Clock, system_clock
from aggregator.service.installation import name_agent

AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one source answered: how many items it would have brought, what is wrong with it."""

    source: str
    items: int = 0
    """Of a section page, the articles that it lists."""
    skipped: int = 0
    outlet: str | None = None
    problems: tuple[str, ...] = ()


async def try_sources(settings: Settings, *, clock: Clock = system_clock) -> tuple[Trial, ...]:
    """Return one trial for each enabled source, in the order of the configuration."""
    places = asyncio.Semaphore(AT_ONCE)
    guide = make_guide(settings)
    client = Client(user_agent=name_agent(settings), proxies=settings.proxies)
    async with client, Children() as children:

        async def attempt(source: Source) -> Trial:
            async with places:
                outcome = await _ask(source, client, settings, clock)
                if not isinstance(outcome, Fetched):
                    return _untried(source, outcome)
                return _trial(source, await read_bodies(outcome, source, children, guide=guide, now=clock()))

        return tuple(await asyncio.gather(*(attempt(each) for each in settings.sources if each.enabled)))


async def _ask(source: Source, client: Client, settings: Settings, clock: Clock) -> FetchResult:
    state = SourceState(source=source.id)
    return await fetch(source, state, client, secret=settings.secrets.get(source.id), now=clock())


def _untried(source: Source, outcome: Failed | NotModified) -> Trial:
    match outcome:
        case Failed(reason=reason):
            return Trial(source=source.id, problems=(reason,))
        case NotModified():
            return Trial(source=source.id, problems=("it answered 304 to a first request",))


def _trial(source: Source, reading: Reading) -> Trial:
    return Trial(
        source=source.id,
        items=len(reading.items) + len(reading.listed),
        skipped=len(reading.skipped),
        outlet=reading.outlet,
        problems=reading.problems,
    )
