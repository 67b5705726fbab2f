"""A receiver of messages on the loopback: it keeps what it is sent, and answers as a test wants."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes: 01234").decode()


@dataclass(frozen=True, slots=True)
class Message:
    """A POST as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        """The JSON in it."""
        content: dict[str, Any] = json.loads(self.body)
        return content

    @property
    def form(self) -> dict[str, list[str]]:
        """The form in it."""
        return parse_qs(self.body.decode(), strict_parsing=True)

    @property
    def story(self) -> dict[str, Any]:
        """The story that it is about."""
        story: dict[str, Any] = self.content["data"]["story"]
        return story

    def is_signed(self, secret: str = SECRET) -> bool:
        """Return whether it is signed as Standard Webhooks 1.0 says, written down here a second time on purpose."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return hmac.compare_digest(expected, self.headers["webhook-signature"])


@dataclass(slots=True)
class Receiver:
    """What was sent, and how to answer: `status` to all, `then` first; 0 is an answer that never comes."""

    port: int = 0
    status: int = 204
    then: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    """Those that were answered with 2xx."""
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever something comes, before it is answered, and when it was taken."""

    def url(self, path: str = "/hook") -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def events(self) -> list[str]:
        """The events of the messages that were taken, in their order."""
        return [message.content["type"] for message in self.taken]

    async def answer(self, request: web.Request) -> web.Response:
        """Keep the request and answer it."""
        message = Message(dict(request.headers), await request.read())
        self.messages.append(message)
        self.came.set()
        status = self.then.pop(0) if self.then else self.status
        if status == 0:
            await asyncio.sleep(3600)
        if status in range(200, 300):
            self.taken.append(message)
            self.came.set()
        return web.Response(status=status, headers=self.headers)


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Receiver]:
    """Yield a receiver that listens for the length of the block."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    receiver.port = int(runner.addresses[0][1])
    yield receiver
    await runner.cleanup()
