"""Subscriptions at hubs, kept as they are wanted: hubs are asked, few at a time, and again before a lease ends."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode, urlsplit

from aggregator.errors import AggregatorError
from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable
from aggregator.http.urls import follow, read_target
from aggregator.ingest.fetch.caching import read_retry_at
from aggregator.ingest.websub.subscription import (
    LEASE,
    Accepted,
    Refused,
    after_request,
    before_request,
)
from aggregator.ingest.websub.wanted import Plan, plan
from aggregator.model.websub import Standing, Subscription
from aggregator.service.installation import Installation

PLAN_SECONDS: Final = 5.0
"""How often it is asked what is wanted."""

AT_ONCE_PER_HUB: Final = 2
"""Requests under way at one hub, which may deliver a thousand feeds."""
AT_ONCE: Final = 10

MAX_REDIRECTS: Final = 3
TIMEOUT_SECONDS: Final = 15.0
STORE_RETRY_SECONDS: Final = 60
"""After how long a hub is asked again whose answer could not be stored."""

TOKEN_BYTES: Final = 32

_SUCCESSES = range(200, 300)
_REDIRECTS = frozenset({301, 302, 307, 308})

logger = logging.getLogger(__name__)


class Subscribing:
    """Asks hubs; `current` gives the installation as it is configured now."""

    def __init__(
        self, client: Client, current: Callable[[], Installation], *, plan_seconds: float = PLAN_SECONDS
    ) -> None:
        self._client = client
        self._plan_seconds = plan_seconds
        self._current = current
        self._planned_at = float("-inf")
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._hubs: dict[str, str] = {}
        self._trouble: str | None = None

    async def tend(self) -> None:
        """Do what is due; what fails (a locked store) is said once, and tried again at the next tick."""
        trouble = None
        try:
            await self._plan(time.monotonic())
            await self._start_due()
        except AggregatorError as error:
            trouble = str(error)
        if trouble is not None and trouble != self._trouble:
            logger.error("no hub is asked: %s; it is tried again each second", trouble)
        self._trouble = trouble

    async def close(self) -> None:
        """End what is under way: a hub whose answer is not stored is asked again."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _plan(self, now: float) -> None:
        if now - self._planned_at < self._plan_seconds:
            return
        here = self._current()
        wanted = await asyncio.to_thread(_plan, here)
        store = here.subscriptions
        if not wanted.is_empty:
            await here.writer(partial(store.begin, wanted.begun))
            for each in wanted.left:
                await here.writer(partial(store.change, each.token, partial(_put, each)))
            for each in wanted.forgotten:
                await here.writer(partial(store.change, each.token, _forget))
        self._planned_at = now

    async def _start_due(self) -> None:
        here = self._current()
        due = await asyncio.to_thread(here.subscriptions.due, now=here.clock())
        busy = Counter(self._hubs.values())
        for each in due:
            hub = urlsplit(each.hub).netloc
            is_full = busy[hub] >= AT_ONCE_PER_HUB or busy.total() >= AT_ONCE
            if each.token in self._hubs or is_full:
                continue
            busy[hub] += 1
            self._hubs[each.token] = hub
            flight = asyncio.create_task(self._ask(each, here), name=each.token)
            self._flights[each.token] = flight
            flight.add_done_callback(self._land)

    def _land(self, flight: asyncio.Task[None]) -> None:
        token = flight.get_name()
        del self._flights[token]
        error = None if flight.cancelled() else flight.exception()
        if error is None:
            del self._hubs[token]
            return
        is_store = isinstance(error, AggregatorError)
        logger.error("asking a hub broke: %s", error, exc_info=None if is_store else error)
        # without a wait the hub would be asked again each second
        asyncio.get_running_loop().call_later(STORE_RETRY_SECONDS, self._hubs.pop, token, None)

    async def _ask(self, subscription: Subscription, here: Installation) -> None:
        store, token = here.subscriptions, subscription.token
        asked = await here.writer(partial(store.change, token, partial(before_request, now=here.clock())))
        if asked is None:
            return
        outcome = _judge(await self._post(_make_request(asked, here)), here)
        now, share = here.clock(), share_of(asked)
        after = await here.writer(
            partial(store.change, token, partial(after_request, outcome=outcome, now=now, share=share))
        )
        if isinstance(outcome, Refused) and after is not None and after.problem != subscription.problem:
            logger.warning("source %s: %s; it is tried again", asked.source, outcome.reason)

    async def _post(self, request: Request) -> Response | Unreachable:
        """Return the hub's answer, from where it sends us on to if it does (WebSub, 5.1): what it gets is for it."""
        answer = await self._client.post(request)
        for _ in range(MAX_REDIRECTS):
            further = _find_further(request, answer)
            if further is None:
                return answer
            request = replace(request, url=further)
            answer = await self._client.post(request)
        return answer


@asynccontextmanager
async def open_subscribing(current: Callable[[], Installation]) -> AsyncIterator[Subscribing]:
    """Yield the subscribing of a service, with its HTTP client open."""
    here = current()
    async with Client(user_agent=here.user_agent, proxies=here.settings.proxies) as client:
        subscribing = Subscribing(client, current)
        try:
            yield subscribing
        finally:
            await subscribing.close()


def share_of(subscription: Subscription) -> float:
    """Return a number from 0 to 1 that differs between subscriptions, and from request to request."""
    drawn = sha256(f"{subscription.token} {subscription.failures} {subscription.asked_at}".encode()).digest()
    return int.from_bytes(drawn[:4]) / 2**32


def _plan(here: Installation) -> Plan:
    return plan(
        here.settings.sources,
        here.subscriptions.offers(),
        here.subscriptions.known(),
        base_url=here.settings.service.base_url,
        new_token=_new_token,
    )


def _new_token() -> str:
    return token_urlsafe(TOKEN_BYTES)


def _put(wanted: Subscription, _: Subscription) -> Subscription:
    return wanted


def _forget(_: Subscription) -> None:
    return None


def _make_request(subscription: Subscription, here: Installation) -> Request:
    is_leaving = subscription.standing is Standing.LEAVING
    form = {
        "hub.callback": subscription.callback,
        "hub.mode": "unsubscribe" if is_leaving else "subscribe",
        "hub.topic": subscription.topic,
    }
    further = {"hub.secret": subscription.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
    named = (source for source in here.settings.sources if source.id == subscription.source)
    source = next(named, None)
    return Request(
        url=subscription.hub,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        content=urlencode(form if is_leaving else form | further).encode(),
        allow_private=source.allow_private if source else subscription.allow_private,
        timeout_seconds=TIMEOUT_SECONDS,
    )


def _find_further(request: Request, answer: Response | Unreachable) -> str | None:
    """Return where a hub sends us on to; `http.client` guards that address as it does every other."""
    if not isinstance(answer, Response) or answer.status not in _REDIRECTS:
        return None
    here, location = read_target(request.url), next(iter(answer.values("Location")), None)
    target = follow(here, location.encode()) if here and location else None
    return None if target is None else target.url


def _judge(answer: Response | Unreachable, here: Installation) -> Accepted | Refused:
    match answer:
        case Unreachable(reason):
            return Refused(f"its hub cannot be reached: {reason}")
        case Response(status=status) if status in _SUCCESSES:
            return Accepted()
        case Response(status=status):
            retry_at = read_retry_at(answer, here.clock())
            return Refused(f"its hub at {urlsplit(answer.url).hostname} answers {status}", retry_at)
