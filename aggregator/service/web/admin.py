"""The address of the people who run the service: how it is, for them and for their monitoring."""

import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final

from aiohttp import web

from aggregator.errors import AggregatorError
from aggregator.service.desk import Desk
from aggregator.service.metrics import MEDIA_TYPE, Metrics
from aggregator.service.status import StatusSnapshot, status_json
from aggregator.service.status_page import render_status
from aggregator.service.web.answers import ALWAYS, UNCACHED, IsReady, answer_health, plain, refuse_method
from aggregator.service.web.editors import answer_editors, is_for_editors
from aggregator.service.web.server import Application

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

NO_STORE: Final = "the store does not answer; the log says why"

ATOM: Final = "application/atom+xml; charset=utf-8"

PROBLEMS_PATH: Final = "problems/atom.xml"
THERE_IS: Final = "/status, /status.json, /problems/atom.xml, /metrics, /editors, /healthz and /readyz"

logger = logging.getLogger(__name__)

Snapshot = Callable[[], Awaitable[StatusSnapshot]]
"""Returns how the service is now; raises AggregatorError where the store does not answer."""


ProblemsFeed = Callable[[], Awaitable[bytes]]
"""Returns the feed of problems; raises AggregatorError where the store does not answer."""


def make_admin_app(
    *,
    snapshot: Snapshot,
    metrics: Metrics,
    is_ready: IsReady,
    problems: ProblemsFeed | None = None,
    desk: Desk | None = None,
) -> Application:
    """Return the application that answers `/status`, the feed of problems, `/metrics`, and how well it is.

    With a desk it answers the editors' pages too.
    """

    async def answer(request: web.BaseRequest) -> web.Response:
        path = request.path.removeprefix("/")
        if desk is not None and is_for_editors(path):
            return await answer_editors(request, desk, path)
        if request.method not in {"GET", "HEAD"}:
            return refuse_method()
        feed = await _answer_problems(request, problems) if path == PROBLEMS_PATH else None
        return feed or await _tell(path, snapshot, metrics=metrics, is_ready=is_ready)

    return answer


async def _tell(path: str, snapshot: Snapshot, *, metrics: Metrics, is_ready: IsReady) -> web.Response:
    match path:
        case "":
            return plain(302, "the status is at /status", Location="./status")
        case "status" | "status.live" | "status.json":
            return _answer_status(await _take(snapshot), path)
        case "readyz" if is_ready() is None and await _take(snapshot) is None:
            return plain(503, f"not ready: {NO_STORE}", **UNCACHED)
        case "metrics":
            return await _answer_metrics(snapshot, metrics)
        case _:
            return answer_health(path, is_ready) or plain(404, f"there is {THERE_IS} here")


async def _take(snapshot: Snapshot) -> StatusSnapshot | None:
    """Return the snapshot, or None where the store does not answer: that is for the log, it may name the store."""
    try:
        return await snapshot()
    except AggregatorError as error:
        logger.warning("the status cannot be told: %s", error)
        return None


def _answer_status(snapshot: StatusSnapshot | None, path: str) -> web.Response:
    if snapshot is None:
        return plain(503, NO_STORE, **UNCACHED)
    if path == "status.json":
        return _content(status_json(snapshot), "application/json")
    page = _content(render_status(snapshot, is_live=path == "status.live"), "text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


async def _answer_problems(request: web.BaseRequest, problems: ProblemsFeed | None) -> web.Response | None:
    """Return the feed of problems, or that a reader has it already (RFC 9110, 13.1.2); None where there is none."""
    if problems is None:
        return None
    try:
        body = await problems()
    except AggregatorError as error:
        logger.warning("the problems cannot be told: %s", error)
        return plain(503, NO_STORE, **UNCACHED)
    etag = sha256(body).hexdigest()[:32]
    headers = {**ALWAYS, "Cache-Control": "no-cache", "ETag": f'"{etag}"'}
    if any(known.value in {etag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": ATOM})


async def _answer_metrics(snapshot: Snapshot, metrics: Metrics) -> web.Response:
    """Return the counts, also while the store does not answer: that is when they are looked at."""
    taken = await _take(snapshot)
    if taken is not None:
        metrics.counted(taken.sources)
    return _content(metrics.render(), MEDIA_TYPE)


def _content(body: bytes, media_type: str) -> web.Response:
    return web.Response(body=body, headers={**ALWAYS, **UNCACHED, "Content-Type": media_type})
