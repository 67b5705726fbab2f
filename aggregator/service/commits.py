"""Polls that end together are stored together: one transaction is cheaper than fifty."""

import asyncio
from collections.abc import Sequence
from functools import partial

from aggregator.database.polls import PollCommit, Polls
from aggregator.errors import DatabaseError
from aggregator.model.poll import PollCounts
from aggregator.service.writer import Writer

TOGETHER = 50
"""Most polls in one transaction: what comes behind them waits that much less."""

GATHER_SECONDS = 0.01
"""How long a poll waits for others to end: of a thousand that answer at once, each had .2 ms more to itself without."""

Waiting = tuple[PollCommit, "asyncio.Future[PollCounts]"]


class SharedCommits:
    """Stores polls in the writer's thread; whoever waits is answered only when its poll is on disk."""

    def __init__(self, store: Polls, writer: Writer) -> None:
        self._store = store
        self._writer = writer
        self._waiting: list[Waiting] = []
        self._flush: asyncio.Task[None] | None = None

    async def __call__(self, poll: PollCommit) -> PollCounts:
        """Return the poll's counts once it is stored; raises DatabaseError when it could not be."""
        stored: asyncio.Future[PollCounts] = asyncio.get_running_loop().create_future()
        self._waiting.append((poll, stored))
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._store_waiting())
        return await stored

    async def _store_waiting(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            _answer(batch, await self._store_batch([poll for poll, _ in batch]))

    async def _store_batch(self, polls: Sequence[PollCommit]) -> Sequence[PollCounts | DatabaseError]:
        try:
            return await self._writer(partial(self._store.commit_all, polls))
        except DatabaseError as error:  # the whole transaction: a full disk
            return [error] * len(polls)


def _answer(batch: Sequence[Waiting], results: Sequence[PollCounts | DatabaseError]) -> None:
    for (_, stored), result in zip(batch, results, strict=True):
        if stored.done():
            continue  # whoever waited was cancelled; the poll is stored all the same
        match result:
            case DatabaseError():
                stored.set_exception(result)
            case PollCounts():
                stored.set_result(result)
