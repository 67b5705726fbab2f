"""Those who want to be told are told: problems are looked for, and messages sent, again and again."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from aggregator.errors import AggregatorError
from aggregator.http.client import Client
from aggregator.service.installation import Installation
from aggregator.service.lookout import look, read_quiet
from aggregator.service.pushing import Pushing
from aggregator.service.rhythm import Quiet

LOOK_SECONDS: Final = 5.0
"""How often problems are looked for."""

QUIET_SECONDS: Final = 600.0
"""How often it is asked which sources are quiet: that reads the past of some."""

logger = logging.getLogger(__name__)


class Alerts:
    """The telling of one running service; `current` gives the installation as it is configured now."""

    def __init__(self, pushing: Pushing, current: Callable[[], Installation]) -> None:
        self._pushing = pushing
        self._current = current
        self._quiet: Mapping[str, Quiet] = {}
        self._looked_at = self._quiet_at = float("-inf")
        self._trouble: str | None = None

    async def tell(self) -> None:
        """Tell what there is to tell; what fails (a locked store) is said once, and tried again at the next tick."""
        try:
            await self._tell(time.monotonic())
        except AggregatorError as error:
            self._tell_trouble(str(error))
        else:
            self._tell_trouble(None)

    async def _tell(self, now: float) -> None:
        if now - self._looked_at >= LOOK_SECONDS:
            await self._look(self._current(), now)
            self._looked_at = now
        await self._pushing.start_due()

    async def _look(self, here: Installation, now: float) -> None:
        states = await asyncio.to_thread(here.polls.states)
        if now - self._quiet_at >= QUIET_SECONDS:
            self._quiet = await asyncio.to_thread(read_quiet, here, states)
            self._quiet_at = now
        await look(here, states=states, quiet=self._quiet)

    def _tell_trouble(self, trouble: str | None) -> None:
        if trouble is not None and trouble != self._trouble:
            logger.error("nobody is told: %s; it is tried again each second", trouble)
        self._trouble = trouble


@asynccontextmanager
async def open_alerts(current: Callable[[], Installation]) -> AsyncIterator[Alerts]:
    """Yield the telling of a service, with its HTTP client open."""
    begun = current()
    async with Client(user_agent=begun.user_agent, proxies=begun.settings.proxies) as client:
        pushing = Pushing(client, current)
        try:
            yield Alerts(pushing, current)
        finally:
            await pushing.close()


async def tell_once(installation: Installation) -> tuple[str, ...]:
    """Look for problems and send what is due; return a line for each receiver that did not take something."""
    states = await asyncio.to_thread(installation.polls.states)
    await look(installation, states=states, quiet=await asyncio.to_thread(read_quiet, installation, states))
    async with Client(user_agent=installation.user_agent, proxies=installation.settings.proxies) as client:
        return await Pushing(client, lambda: installation).send_all()
