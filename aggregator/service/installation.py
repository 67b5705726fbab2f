"""One installation with its three stages, put together from its settings."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.database.catalogue import Catalogue
from aggregator.database.engine import open_database
from aggregator.database.matching import Matching
from aggregator.database.polls import Polls
from aggregator.database.publishing import Publishing
from aggregator.publish.publisher import Publisher, make_site
from aggregator.service.clock import Clock, system_clock
from aggregator.stories.matcher import Matcher

Result = TypeVar("Result")


class Writer:
    """The one thread that writes to the store, whoever asks."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self._executor = executor

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns, once it is its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The open store with the stages that meet in it."""

    settings: Settings
    clock: Clock
    polls: Polls
    matcher: Matcher
    publisher: Publisher
    catalogue: Catalogue
    writer: Writer

    @property
    def user_agent(self) -> str:
        """Return how we name ourselves to the servers we poll."""
        service = self.settings.service
        return f"wire-aggregator/{__version__} (+{service.base_url}; {service.contact})"


@contextmanager
def open_installation(
    settings: Settings, *, clock: Clock = system_clock, new_uuid: Callable[[], UUID] = uuid4
) -> Iterator[Installation]:
    """Yield the installation of the settings; its store is made or upgraded where that is needed."""
    database = open_database(settings.service.database, now=clock(), new_uuid=new_uuid)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as executor:
        yield Installation(
            settings=settings,
            clock=clock,
            polls=Polls(database),
            matcher=Matcher(store=Matching(database), settings=settings, new_uuid=new_uuid),
            publisher=Publisher(
                store=Publishing(database), settings=settings, site=make_site(settings, database)
            ),
            catalogue=Catalogue(database),
            writer=Writer(executor),
        )
    database.close()
