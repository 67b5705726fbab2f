"""The callbacks below the public address, which hubs ask and deliver to (WebSub, 5.3 and 7)."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from aggregator.errors import AggregatorError
from aggregator.http.messages import MAX_BYTES
from aggregator.ingest.websub.subscription import Intent
from aggregator.ingest.websub.wanted import CALLBACKS
from aggregator.model.websub import Standing, Subscription
from aggregator.service.access import Access
from aggregator.service.callbacks import Callbacks, Parcel
from aggregator.service.web.answers import ALWAYS, UNCACHED, plain
from aggregator.service.web.public import Aside

BODY_SECONDS: Final = 30.0
"""How long a delivery's body may take."""

RETRY_SECONDS: Final = "60"
ALLOWED: Final = "GET, HEAD, POST"

LONGEST_CHALLENGE: Final = 4_096

logger = logging.getLogger(__name__)


def callback_aside(callbacks: Callbacks) -> Aside:
    """Return what answers hubs."""

    async def answer(request: web.BaseRequest, paths: Sequence[str], _: Access) -> web.Response | None:
        token = _find_token(paths)
        return None if token is None else await _answer(request, callbacks, token)

    return answer


def _find_token(paths: Sequence[str]) -> str | None:
    """Return the last part of a callback's path, None for any other path."""
    below = (path.removeprefix(CALLBACKS) for path in paths if path.startswith(CALLBACKS))
    return next(below, None)


async def _answer(request: web.BaseRequest, callbacks: Callbacks, token: str) -> web.Response:
    """Return the answer to whoever asks a callback: to those who do not know one, that there is none."""
    try:
        subscription = await callbacks.find(token)
        if subscription is None:
            return _nothing()
        match request.method:
            case "GET" | "HEAD":
                return await _answer_question(request, callbacks, subscription)
            case "POST":
                return await _take(request, callbacks, subscription)
            case _:
                return plain(405, "a hub asks and delivers here", Allow=ALLOWED, **UNCACHED)
    except AggregatorError as error:
        logger.warning("a hub could not be answered: %s", error)
        return _later("the store does not answer; bring it again")


async def _answer_question(
    request: web.BaseRequest, callbacks: Callbacks, subscription: Subscription
) -> web.Response:
    asked = request.query
    intent = Intent(
        mode=asked.get("hub.mode"),
        topic=asked.get("hub.topic"),
        challenge=asked.get("hub.challenge"),
        lease_seconds=asked.get("hub.lease_seconds"),
        reason=asked.get("hub.reason"),
    )
    if len(intent.challenge or "") > LONGEST_CHALLENGE:
        return _nothing()
    answer = await callbacks.answer(subscription, intent)
    if answer is None:
        return _nothing()
    # as it came, to the byte: some hubs compare a body that ends with a line break and fail
    return web.Response(text=answer, content_type="text/plain", headers={**ALWAYS, **UNCACHED})


async def _take(request: web.BaseRequest, callbacks: Callbacks, subscription: Subscription) -> web.Response:
    refusal = _refuse(request, callbacks, subscription)
    if refusal is not None:
        return refusal
    async with callbacks.turn(subscription.token):
        try:
            async with asyncio.timeout(BODY_SECONDS):
                content = await _read_capped(request)
        except TimeoutError:
            return plain(408, f"the body did not come within {BODY_SECONDS:g} s", **UNCACHED)
        if content is None:
            return _too_large()
        await callbacks.take(subscription, _parcel(request, content))
    return plain(200, "taken", **UNCACHED)


def _refuse(
    request: web.BaseRequest, callbacks: Callbacks, subscription: Subscription
) -> web.Response | None:
    """Return what a hub gets whose delivery is not even read; None where it is."""
    if subscription.standing is Standing.LEAVING:
        return plain(410, "we have left", **UNCACHED)
    if subscription.standing is not Standing.ACTIVE:
        return _nothing()
    if (request.content_length or 0) > MAX_BYTES:
        return _too_large()
    if not callbacks.has_room(subscription.token):
        return _later("too much at once; bring it again")
    return None


def _parcel(request: web.BaseRequest, content: bytes) -> Parcel:
    return Parcel(
        content=content,
        media_type=request.headers.get("Content-Type"),
        coding=", ".join(request.headers.getall("Content-Encoding", ())),
        signature=request.headers.get("X-Hub-Signature"),
    )


async def _read_capped(request: web.BaseRequest) -> bytes | None:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)


def _nothing() -> web.Response:
    return plain(404, "we have asked for nothing here", **UNCACHED)


def _too_large() -> web.Response:
    return plain(413, f"a delivery has at most {MAX_BYTES} bytes", Connection="close", **UNCACHED)


def _later(words: str) -> web.Response:
    return plain(503, words, **{"Retry-After": RETRY_SECONDS, **UNCACHED})
