"""A listening server, whatever it answers."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from aggregator.errors import AggregatorError

Application = web.Application
"""What is served; only this room knows of which library it is."""

CLOSE_SECONDS: Final = 2.0
"""How long requests under way may still take when the server closes."""


@dataclass(frozen=True, slots=True)
class Server:
    """A listening server; `port` is the real one, also where 0 was asked for."""

    port: int
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening; requests under way end within seconds."""
        await self.runner.cleanup()


async def serve(app: Application, host: str, port: int, *, key: str = "listen") -> Server:
    """Return the server once it listens; port 0 takes a free one. `key` is where the address was written.

    Raises:
        AggregatorError: The address cannot be listened on, such as a port in use.
    """
    # bodies stay as they were sent: a hub has signed these bytes (`http.codings` unpacks them, within a cap)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        reason = error.strerror or str(error)
        raise AggregatorError(f"cannot listen on {host}:{port}: {reason}; change `{key}`") from error
    return Server(int(runner.addresses[0][1]), runner)
