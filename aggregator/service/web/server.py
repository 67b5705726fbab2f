"""A listening server, whatever it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import HttpVersion11, web

from aggregator.errors import AggregatorError

Application = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What is served, whatever the path; only this room knows of which library its requests are."""

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"

CLOSE_SECONDS: Final = 2.0
"""How long requests under way may still take when the server closes."""


@dataclass(frozen=True, slots=True)
class Server:
    """A listening server; `port` is the real one, also where 0 was asked for."""

    port: int
    runner: web.ServerRunner

    async def close(self) -> None:
        """Stop listening; requests under way end within seconds."""
        await self.runner.cleanup()


async def serve(app: Application, host: str, port: int, *, key: str = "listen") -> Server:
    """Return the server once it listens; port 0 takes a free one. `key` is where the address was written.

    Raises:
        AggregatorError: The address cannot be listened on, such as a port in use.
    """
    # bodies stay as they were sent: a hub has signed these bytes (`http.codings` unpacks them, within a cap)
    # `web.Application` would look for a route at each request, where there is but one
    answering = web.Server(_expecting(app), access_log=None, auto_decompress=False)
    runner = web.ServerRunner(answering, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        reason = error.strerror or str(error)
        raise AggregatorError(f"cannot listen on {host}:{port}: {reason}; change `{key}`") from error
    return Server(int(runner.addresses[0][1]), runner)


def _expecting(app: Application) -> Application:
    """Return the application, which tells clients that wait to be told so to send their body (RFC 9110, 10.1.1)."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if "Expect" in request.headers and request.version == HttpVersion11:
            await request.writer.write(CONTINUE)
        return await app(request)

    return answer
