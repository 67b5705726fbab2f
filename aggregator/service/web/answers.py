"""What both addresses answer alike: plain words, refusals, and how the service is."""

from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

ALLOWED: Final = "GET, HEAD"

ALWAYS: Final[Mapping[str, str]] = {
    "Server": "aggregator",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""Headers of every answer."""

UNCACHED: Final[Mapping[str, str]] = {"Cache-Control": "no-store"}

IsReady = Callable[[], str | None]
"""Returns None where the service is ready, else why it is not; the reason is shown to everyone."""


def always_ready() -> None:
    """Return None: what serves documents that are already there is ready."""


def plain(status: int, text: str, **headers: str) -> web.Response:
    """Return an answer of one line."""
    return web.Response(status=status, text=f"{text}\n", headers={**ALWAYS, **headers})


def refuse_method() -> web.Response:
    """Return what a request gets that wants to change something."""
    return plain(405, "only GET and HEAD are answered here", Allow=ALLOWED)


def answer_health(path: str, is_ready: IsReady) -> web.Response | None:
    """Return the answer to `healthz` and `readyz`, or None for any other path."""
    if path == "healthz":
        return plain(200, "ok", **UNCACHED)
    if path != "readyz":
        return None
    reason = is_ready()
    return (
        plain(200, "ready", **UNCACHED) if reason is None else plain(503, f"not ready: {reason}", **UNCACHED)
    )
