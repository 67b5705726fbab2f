"""Messages sent to webhooks and hubs: lane by lane, each in its order, none waiting for another's receiver."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from aggregator.config.settings import Webhook
from aggregator.database.pushes import Sent
from aggregator.errors import AggregatorError
from aggregator.http.client import Client
from aggregator.http.messages import Request, Response, Unreachable
from aggregator.ingest.fetch.caching import read_retry_at
from aggregator.model.push import HUB, Lane, Push
from aggregator.publish.push import is_topic, lane_of
from aggregator.publish.retries import Arrived, NotTaken, after_attempt, find_given_up, is_due
from aggregator.publish.signature import sign
from aggregator.service.installation import Installation

AT_ONCE: Final = 20
"""Messages under way in all; of one lane there is never more than one."""

PORTION: Final = 100
STORE_RETRY_SECONDS: Final = 60
"""After how long a lane is gone on with whose state could not be stored."""

TIMEOUT_SECONDS: Final = 15.0
"""How long a receiver may take for an answer (Standard Webhooks 1.0 asks for 15 to 30 s)."""

_WORDS: Final = {
    401: "refuses us (401); check the address, and the secret on both sides",
    403: "refuses us (403); check the address, and the secret on both sides",
    404: "has nothing at this address (404); check it",
    410: "says that nothing is there any more (410); correct the address, or take it out of config.toml",
}
_SUCCESSES = range(200, 300)
_REDIRECTS = range(300, 400)

logger = logging.getLogger(__name__)


class Pushing:
    """Sends what waits; `current` gives the installation as it is configured now."""

    def __init__(self, client: Client, current: Callable[[], Installation]) -> None:
        self._client = client
        self._current = current
        self._places = asyncio.Semaphore(AT_ONCE)
        self._flights: dict[str, asyncio.Task[None]] = {}

    async def start_due(self) -> None:
        """Start sending in each lane whose time has come; those under way are left alone."""
        here = self._current()
        lanes = await asyncio.to_thread(here.pushes.lanes)
        await self._forget_strangers(lanes, here)
        now = here.clock()
        for lane in lanes:
            if is_due(lane, now) and lane.name not in self._flights and _leads_somewhere(lane, here):
                flight = asyncio.create_task(self._empty(lane), name=lane.name)
                self._flights[lane.name] = flight
                flight.add_done_callback(self._land)

    async def send_all(self) -> tuple[str, ...]:
        """Send what is due once; return a line for each lane in which something could not be sent."""
        await self.start_due()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        lanes = await asyncio.to_thread(self._current().pushes.lanes)
        failing = {lane.target: lane.problem for lane in lanes if lane.failures and lane.waiting}
        return tuple(f"{target}: {problem}" for target, problem in sorted(failing.items()))

    async def close(self) -> None:
        """End what is under way: a message whose answer is not stored yet is sent again, under the same id."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _forget_strangers(self, lanes: Sequence[Lane], here: Installation) -> None:
        strangers = [lane.name for lane in lanes if not _leads_somewhere(lane, here)]
        if strangers:
            await here.writer(partial(here.pushes.forget, strangers))

    def _land(self, flight: asyncio.Task[None]) -> None:
        name = flight.get_name()
        error = None if flight.cancelled() else flight.exception()
        if error is None:
            del self._flights[name]
            return
        is_store = isinstance(error, AggregatorError)
        logger.error("%s: sending broke: %s", name, error, exc_info=None if is_store else error)
        # What arrived could not be stored, so it is sent again: without a wait that would be each second.
        asyncio.get_running_loop().call_later(STORE_RETRY_SECONDS, self._flights.pop, name, None)

    async def _empty(self, lane: Lane) -> None:
        """Send what waits in a lane, until it is empty or a message is not taken."""
        here = self._current()
        async with self._places:
            while waiting := await asyncio.to_thread(here.pushes.waiting, lane.name, limit=PORTION):
                sent = await self._attempt(lane, waiting, here)
                await here.writer(partial(here.pushes.record, sent))
                if sent.lane.failures:
                    _log_failure(lane, sent.lane)
                    return
                lane = sent.lane

    async def _attempt(self, lane: Lane, waiting: Sequence[Push], here: Installation) -> Sent:
        push = waiting[0]
        outcome = await self._send(push, here)
        now = here.clock()
        share = _share(here.database.installation, lane)
        after = after_attempt(lane, outcome, now=now, share=share)
        if isinstance(outcome, Arrived):
            is_ping = lane.target == HUB  # one ping tells of every change before it
            return Sent(lane=after, done=[each.number for each in waiting] if is_ping else [push.number])
        given_up = find_given_up(waiting, now)
        return Sent(lane=replace(after, given_up=after.given_up + len(given_up)), done=given_up)

    async def _send(self, push: Push, here: Installation) -> Arrived | NotTaken:
        request = await asyncio.to_thread(_make_request, push, here)
        if request is None:
            return Arrived()  # there is nobody to tell, or nothing to say, any more
        return _judge(await self._client.post(request), now=here.clock())


def _make_request(push: Push, here: Installation) -> Request | None:
    """Return the request that a message is, said as things are now."""
    if push.lane.startswith(f"{HUB}/"):
        return _make_ping(push, here)
    webhook = _find_webhook(push.lane, here)
    if webhook is None:
        return None
    return _make_message(push, webhook, here)


def _make_message(push: Push, webhook: Webhook, here: Installation) -> Request | None:
    # with the records of stories, 15 ms, which who has nothing to tell does without
    from aggregator.service.message import message_id, write_message

    own, now = UUID(here.database.installation), here.clock()
    content = write_message(push, here.catalogue, here.problems, installation=own, now=now)
    if content is None:
        return None
    key = here.settings.signing_keys[webhook.id]
    signed = sign(content, message_id=message_id(push, own), at=now, key=key)
    return Request(
        url=webhook.url,
        headers={"Content-Type": "application/json", **signed},
        content=content,
        allow_private=webhook.allow_private,
        timeout_seconds=TIMEOUT_SECONDS,
    )


def _make_ping(push: Push, here: Installation) -> Request | None:
    publish = here.settings.publish
    if publish.hub is None:
        return None
    return Request(
        url=publish.hub,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        content=urlencode({"hub.mode": "publish", "hub.url": push.subject}).encode(),
        allow_private=publish.hub_allow_private,
        timeout_seconds=TIMEOUT_SECONDS,
    )


def _judge(answer: Response | Unreachable, *, now: datetime) -> Arrived | NotTaken:
    match answer:
        case Unreachable(reason):
            return NotTaken(reason)
        case Response(status=status) if status in _SUCCESSES:
            return Arrived()
        case Response(status=status):
            moved = f"sends us elsewhere ({status}); write its new address into config.toml"
            words = moved if status in _REDIRECTS else _WORDS.get(status, f"answers {status}")
            return NotTaken(f"{urlsplit(answer.url).hostname} {words}", read_retry_at(answer, now))


def _leads_somewhere(lane: Lane, here: Installation) -> bool:
    if lane.target != HUB:
        return _find_webhook(lane.name, here) is not None
    return is_topic(here.site, lane.name.removeprefix(f"{HUB}/"))


def _find_webhook(lane: str, here: Installation) -> Webhook | None:
    return next((each for each in here.settings.webhooks if lane_of(each) == lane), None)


def _share(installation: str, lane: Lane) -> float:
    """Return a number from 0 to 1 that differs between installations, lanes and attempts."""
    digest = sha256(f"{installation} {lane.name} {lane.failures}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def _log_failure(before: Lane, after: Lane) -> None:
    if before.problem != after.problem:
        logger.warning("%s: %s; it is tried again", after.target, after.problem)
