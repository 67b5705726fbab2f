"""The public web server: it answers the published documents from memory, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import web

from aggregator.errors import AggregatorError
from aggregator.service.documents import Documents, Moved, Served, Variant
from aggregator.service.negotiation import choose_coding

MAX_AGE_SECONDS: Final = 60
CLOSE_SECONDS: Final = 5.0
"""How long requests under way may still take when the server closes."""

ALLOWED: Final = "GET, HEAD"

ALWAYS: Final[Mapping[str, str]] = {
    "Server": "aggregator",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""Headers of every answer."""

# Our pages hold one inline style, pictures from anywhere and no script; copy comes from strangers, so all
# else is forbidden, whatever the sanitiser may have overlooked.
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A listening server; `port` is the real one, also where 0 was asked for."""

    port: int
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening; requests under way end within seconds."""
        await self.runner.cleanup()


def make_app(documents: Documents, *, base_path: str = "/") -> web.Application:
    """Return the application that answers the documents below `base_path`, and below `/`.

    A proxy in front may strip the path of the public address or may not: both are answered.
    """
    below = unquote(base_path)  # as aiohttp gives the paths of requests

    async def answer(request: web.Request) -> web.Response:
        if request.method not in {"GET", "HEAD"}:
            return _plain(405, "only GET and HEAD are answered here", Allow=ALLOWED)
        return _answer(request, documents, below)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


async def serve(app: web.Application, host: str, port: int) -> Server:
    """Return the server once it listens; port 0 takes a free one.

    Raises:
        AggregatorError: The address cannot be listened on, such as a port in use.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        reason = error.strerror or str(error)
        raise AggregatorError(f"cannot listen on {host}:{port}: {reason}; change `listen`") from error
    return Server(int(runner.addresses[0][1]), runner)


def _answer(request: web.Request, documents: Documents, base_path: str) -> web.Response:
    for path in _paths_below(request.path, base_path):
        if path == "healthz":
            return _plain(200, "ok", **{"Cache-Control": "no-store"})
        match documents.find(path):
            case Served() as served:
                return _answer_document(request, served)
            case Moved(location):
                return _redirect(request, location)
            case None:
                continue
    if f"{request.path}/" == base_path:
        return _redirect(request, base_path.rsplit("/", 2)[1] + "/")
    return _plain(404, "nothing is published at this address")


def _paths_below(path: str, base_path: str) -> list[str]:
    """Return the path below the public address, where it is there, and the path as it stands."""
    bare = path.removeprefix("/")
    return [path.removeprefix(base_path), bare] if path.startswith(base_path) else [bare]


def _answer_document(request: web.Request, served: Served) -> web.Response:
    accepted = ",".join(request.headers.getall("Accept-Encoding", ()))
    variant = served.variants[choose_coding(accepted, served.variants)]
    headers = _document_headers(served, variant)
    if _is_unchanged(request, served, variant):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = served.media_type
    if variant.coding is not None:
        headers["Content-Encoding"] = variant.coding
    if served.media_type.startswith("text/html"):
        headers["Content-Security-Policy"] = PAGE_POLICY
    return web.Response(body=variant.content, headers=headers)


def _document_headers(served: Served, variant: Variant) -> dict[str, str]:
    """Return what a 200 and a 304 have in common (RFC 9110, 15.4.5)."""
    return {
        **ALWAYS,
        "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
        "ETag": f'"{variant.etag}"',
        "Last-Modified": format_datetime(served.last_modified, usegmt=True),
        "Vary": "Accept-Encoding",
    }


def _is_unchanged(request: web.Request, served: Served, variant: Variant) -> bool:
    """Return whether the client has these bytes: If-None-Match decides alone where it is sent (RFC 9110, 13.2.2)."""
    if "If-None-Match" in request.headers:
        known = request.if_none_match or ()
        return any(etag.value in {variant.etag, "*"} for etag in known)
    since = request.if_modified_since
    return since is not None and served.last_modified <= since


def _redirect(request: web.Request, location: str) -> web.Response:
    """Return a permanent redirect to a place beside the request: right behind any proxy's path."""
    query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
    return _plain(301, "moved", Location=f"./{quote(location)}{query}")


def _plain(status: int, text: str, **headers: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers={**ALWAYS, **headers})
