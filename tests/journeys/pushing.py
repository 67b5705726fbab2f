"""The part of the running service that hubs deal with, beside its polls: one tick at a time, under a test's clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aggregator.config.load import load
from aggregator.http.client import Client
from aggregator.ingest.children import Children
from aggregator.ingest.poll import PollReport
from aggregator.model.poll import Body, SourceState
from aggregator.model.source import Source
from aggregator.model.websub import Subscription
from aggregator.service.callbacks import Callbacks
from aggregator.service.documents import Documents
from aggregator.service.installation import Installation, open_installation
from aggregator.service.lookout import look
from aggregator.service.polling import Polling
from aggregator.service.status import StatusSnapshot, read_snapshot
from aggregator.service.subscribing import Subscribing
from aggregator.service.web import callback_aside, make_app, serve
from tests.journeys.desk import OTHER_TEXT, Desk, Entry, rss
from tests.servers.hub import Hub, Subscriber, opening

PIER = Entry(guid="h1", title="East pier to reopen")
FRUIT = Entry(guid="h2", title="Harvest starts early", text=OTHER_TEXT)


@dataclass(slots=True)
class Pushed:
    """A desk whose public address a hub can reach, and the hub."""

    desk: Desk
    hub: Hub
    installation: Installation | None = None
    polling: Polling | None = None
    subscribing: Subscribing | None = None

    @property
    def here(self) -> Installation:
        """Return the installation, which a test has opened."""
        assert self.installation is not None
        return self.installation

    @asynccontextmanager
    async def running(self, *, after: timedelta = timedelta()) -> AsyncIterator[None]:
        """Run the service for the length of the block, under the configuration as it is now."""
        self.desk.now += after
        settings = load(self.desk.write_config(), self.desk.environment)
        async with AsyncExitStack() as stack:
            self.installation = stack.enter_context(
                open_installation(settings, clock=lambda: self.desk.now, new_uuid=lambda: next(self.desk.ids))
            )
            self.installation.register_sources()
            client = await stack.enter_async_context(Client(user_agent=self.installation.user_agent))
            children = await stack.enter_async_context(Children())
            self.polling = Polling(client, children, self.installation)
            self.subscribing = Subscribing(client, lambda: self.here, plan_seconds=0.0)
            try:
                yield
            finally:
                await self.subscribing.close()

    async def deliver(self, source: Source, subscription: Subscription, body: Body) -> PollReport:
        """Take a delivery as the service would."""
        assert self.polling is not None
        return await self.polling.deliver(source, subscription, body)

    async def tick(self, *, after: timedelta = timedelta(), poll: bool = False) -> None:
        """Let time pass; poll what is due where asked; then let hubs be asked, and ask back."""
        assert self.polling is not None
        assert self.subscribing is not None
        self.desk.now += after
        if poll:
            sources = {source.id: source for source in self.here.settings.sources}
            due = self.here.polls.due(now=self.desk.now, among=sources)
            await asyncio.gather(*(self.polling.poll(sources[state.source], state) for state in due))
        await self.subscribing.tend()
        await asyncio.gather(*self.subscribing._flights.values())
        await self.hub.settle()

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return every subscription as it is stored."""
        return self.here.subscriptions.known()

    def state(self, source: str = "harbour") -> SourceState:
        """Return what is remembered of a source."""
        return self.here.polls.states()[source]

    def titles(self) -> list[str]:
        """Match and publish, and return the headlines of the feed, the newest first."""
        self.here.match_all()
        self.here.publish_pending()
        feed: Any = self.desk.feed()
        return [entry.title for entry in feed.entries]

    async def status(self) -> StatusSnapshot:
        """Return what `/status` shows, after a look for problems."""
        await look(self.here, states=self.here.polls.states(), quiet={})
        return read_snapshot(self.here)


@asynccontextmanager
async def open_pushed(desk: Desk) -> AsyncIterator[Pushed]:
    """Yield the desk with its callbacks on the loopback, and a hub beside it."""
    async with opening() as hub:
        pushed = Pushed(desk, hub)
        callbacks = Callbacks(lambda: pushed.here, deliver=pushed.deliver)
        server = await serve(make_app(Documents(), asides=[callback_aside(callbacks)]), "127.0.0.1", 0)
        desk.base_url = f"http://127.0.0.1:{server.port}/"
        try:
            yield pushed
        finally:
            await server.close()


def named(pushed: Pushed, *entries: Entry, source: str = "harbour", hub: str | None = None) -> bytes:
    """Return a feed that names its hub and itself."""
    space = 'xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"'
    hubs = f'<atom:link rel="hub" href="{hub or pushed.hub.url()}"/>'
    links = f'{hubs}<atom:link rel="self" href="{topic(pushed, source)}"/>'
    feed = rss(*entries).decode().replace('version="2.0"', space, 1)
    return feed.replace("<channel>", f"<channel>{links}", 1).encode()


def topic(pushed: Pushed, source: str = "harbour") -> str:
    """Return the address of an outlet's feed."""
    return pushed.desk.outlet.url(f"/{source}.xml")


def carry(pushed: Pushed, *entries: Entry, source: str = "harbour", **options: object) -> None:
    """Let an outlet's feed hold these entries, and name the hub."""
    pushed.desk.serve(source, named(pushed, *entries, source=source), **options)


def subscriber(hub: Hub) -> Subscriber:
    """Return the only subscriber of a hub."""
    (one,) = hub.subscribers.values()
    return one


def one(pushed: Pushed) -> Subscription:
    """Return the only subscription."""
    (found,) = pushed.subscriptions()
    return found
