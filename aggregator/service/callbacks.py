"""What hubs bring to our public address: their questions are answered, what they deliver is taken and stored."""

import asyncio
import logging
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aggregator.http.codings import Fault, decode
from aggregator.http.messages import MAX_BYTES
from aggregator.ingest.cadence import unpushed
from aggregator.ingest.poll import PollReport
from aggregator.ingest.websub.signature import is_signed
from aggregator.ingest.websub.subscription import Confirmed, Intent, NotOurs, Told, answer_intent, throw_away
from aggregator.model.poll import Body
from aggregator.model.source import Source
from aggregator.model.websub import Subscription
from aggregator.service.installation import Installation
from aggregator.service.subscribing import share_of

AT_ONCE: Final = 4
"""Deliveries that are read at a time, as feeds, in all; of one subscription there is never more than one."""

WAITING_PER_TOKEN: Final = 3
"""Deliveries of one subscription that may wait; the hub brings the others again."""

TOLD_EVERY: Final = timedelta(minutes=1)
"""How often a delivery that is thrown away is written down: whoever knows a callback may send a great many."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

logger = logging.getLogger(__name__)

Deliver = Callable[[Source, Subscription, Body], Awaitable[PollReport]]
"""Reads what a hub has delivered of a source, and stores it; returns when it is on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery as it came: nobody knows yet whether it is from the hub."""

    content: bytes
    media_type: str | None = None
    coding: str = ""
    """How it is compressed (`Content-Encoding`)."""
    signature: str | None = None
    """`X-Hub-Signature`."""


class Callbacks:
    """The callbacks of one running service; every method raises DatabaseError when the store fails."""

    def __init__(self, current: Callable[[], Installation], *, deliver: Deliver) -> None:
        self._current = current
        self._deliver = deliver
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[str] = Counter()

    async def find(self, token: str) -> Subscription | None:
        """Return the subscription of a callback, None where there is none."""
        if _TOKEN.fullmatch(token) is None:
            return None
        return await asyncio.to_thread(self._current().subscriptions.find, token)

    async def answer(self, subscription: Subscription, intent: Intent) -> str | None:
        """Return what the hub is to be answered, None where we have asked for no such thing."""
        here = self._current()
        now, share = here.clock(), share_of(subscription)
        judge = partial(answer_intent, intent=intent, now=now, share=share)
        match judge(subscription):
            case NotOurs():
                return None
            case Confirmed(_, challenge):
                await self._keep(subscription, judge, None)
                logger.info("source %s: its hub has confirmed (%s)", subscription.source, intent.mode)
                return challenge
            case Told(after):
                await self._keep(subscription, judge, await asyncio.to_thread(_poll_at, subscription, here))
                logger.warning("source %s: %s", subscription.source, after and after.problem)
                return ""

    async def _keep(
        self,
        subscription: Subscription,
        judge: Callable[[Subscription], Confirmed | Told | NotOurs],
        poll_at: datetime | None,
    ) -> None:
        here = self._current()
        keep = partial(_kept, judge=judge)
        await here.writer(partial(here.subscriptions.change, subscription.token, keep, poll_at=poll_at))

    def has_room(self, token: str) -> bool:
        """Return whether a further delivery of this subscription may wait for its turn."""
        return self._waiting[token] < WAITING_PER_TOKEN

    @asynccontextmanager
    async def turn(self, token: str) -> AsyncIterator[None]:
        """Wait for the turn of a delivery; they are taken one after another, so that the last one counts."""
        self._waiting[token] += 1
        try:
            async with self._turns[token]:
                yield
        finally:
            self._waiting[token] -= 1
            if not self._waiting[token]:
                del self._waiting[token]
                self._turns.pop(token, None)

    async def take(self, subscription: Subscription, parcel: Parcel) -> None:
        """Store what was delivered; what is not signed as it must be is thrown away."""
        here = self._current()
        source = next((each for each in here.settings.sources if each.id == subscription.source), None)
        if source is None or not source.enabled:
            return
        async with self._places:
            content = await asyncio.to_thread(_open, parcel, subscription.secret)
            if content is None:
                await self._throw_away(subscription, here)
                return
            body = Body(url=subscription.topic, content=content, media_type=parcel.media_type)
            await self._deliver(source, subscription, body)

    async def _throw_away(self, subscription: Subscription, here: Installation) -> None:
        now, last = here.clock(), subscription.thrown_away_at
        if last is not None and last <= now < last + TOLD_EVERY:
            return
        logger.warning(
            "source %s: a delivery was thrown away, it is not signed as it must be", subscription.source
        )
        store = here.subscriptions
        await here.writer(partial(store.change, subscription.token, partial(throw_away, now=now)))


def _kept(
    subscription: Subscription, judge: Callable[[Subscription], Confirmed | Told | NotOurs]
) -> Subscription | None:
    match judge(subscription):
        case Confirmed(after, _) | Told(after):
            return after
        case NotOurs():  # another question was faster
            return subscription


def _open(parcel: Parcel, secret: str) -> bytes | None:
    """Return what a parcel holds, None where its signature is missing or wrong; nothing where it cannot be unpacked."""
    if not is_signed(parcel.content, parcel.signature, secret=secret):
        return None
    content = decode(parcel.content, parcel.coding, max_bytes=MAX_BYTES)
    return b"" if isinstance(content, Fault) else content


def _poll_at(subscription: Subscription, here: Installation) -> datetime | None:
    """Return when its source is polled now that its hub does not deliver."""
    source = next((each for each in here.settings.sources if each.id == subscription.source), None)
    state = here.polls.states().get(subscription.source)
    return None if source is None or state is None else unpushed(source, state, now=here.clock())
