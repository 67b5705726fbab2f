"""By what the bodies of a poll are known again: that much is asked of them before any is read."""

import asyncio
from collections.abc import Sequence

from aggregator.model.comparison import digest
from aggregator.model.poll import Body

_LARGE_BYTES = 256 * 1024
"""Beyond this, a digest is made in a thread, so that the event loop goes on."""


async def digest_bodies(bodies: Sequence[Body]) -> str:
    """Return by what the same bodies are known again."""
    if sum(len(body.content) for body in bodies) <= _LARGE_BYTES:
        return _digest(bodies)
    return await asyncio.to_thread(_digest, bodies)


def _digest(bodies: Sequence[Body]) -> str:
    return digest(*(part for body in bodies for part in (body.url, body.content.decode("latin-1"))))
