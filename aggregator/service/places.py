"""Places for polls: so many at once in all, and at each host; a server that hangs takes no place from the others."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

AT_ONCE: Final = 20
"""Polls under way in all."""

AT_ONCE_PER_HOST: Final = 2
"""Polls under way at one host: more is impolite."""

PATIENCE_SECONDS: Final = 3.0
"""After how long a poll gives its place to another one and goes on beside: most servers answer within one second."""

SLOW_AT_ONCE: Final = 200
"""Polls that may go on so; each may hold a body, so that they are counted as well."""


class Places:
    """The places of one running service."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_PER_HOST))
        self._slow = 0
        self._is_closing = False

    def close(self) -> None:
        """Let nobody have a place who still waits for one."""
        self._is_closing = True

    @asynccontextmanager
    async def place(self, url: str) -> AsyncIterator[None]:
        """Wait for a free place at the host of an address and in all; once we are closing there is none."""
        async with self._hosts[urlsplit(url).netloc]:
            await self._all.acquire()
            lent = _Lent(self)
            try:
                if self._is_closing:
                    raise asyncio.CancelledError
                yield
            finally:
                lent.end()

    def give_up(self) -> bool:
        """Give a place to others while its poll goes on; False where too many do so already."""
        if self._slow >= SLOW_AT_ONCE:
            return False
        self._slow += 1
        self._all.release()
        return True

    def end(self, *, was_given_up: bool) -> None:
        """Take a poll out of the count that it stands in."""
        if was_given_up:
            self._slow -= 1
        else:
            self._all.release()


class _Lent:
    """A place that one poll has, for as long as we are patient with it."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._was_given_up = False
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._give_up)

    def end(self) -> None:
        self._timer.cancel()
        self._places.end(was_given_up=self._was_given_up)

    def _give_up(self) -> None:
        self._was_given_up = self._places.give_up()
