"""A small WebSub hub on the loopback: it asks subscribers back, and delivers what a test or a publisher wants.

By hand: `python -m tests.servers.hub [PORT]`. Let a feed name it (`<link rel="hub">` and `<link rel="self">`), then
tell it of news: `curl -d hub.mode=publish -d hub.url=TOPIC http://127.0.0.1:PORT/`.
"""

import asyncio
import hmac
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from yarl import URL


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is subscribed to a topic: where it takes deliveries, and what they are signed with."""

    callback: str
    topic: str
    secret: str | None
    lease_seconds: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a subscriber's callback answered."""

    status: int
    body: str


@dataclass(slots=True)
class Hub:
    """A hub; what it does otherwise than a good one is set by a test."""

    port: int = 0
    status: int = 202
    """How it answers requests."""
    headers: dict[str, str] = field(default_factory=dict)
    lease_seconds: int | None = None
    """What it grants; None: what it is asked for."""
    denies: str | None = None
    """Why it denies; None: it does not."""
    verifies: bool = True
    method: str = "sha256"
    """How it signs."""
    requests: list[Mapping[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    verified: list[Reply] = field(default_factory=list)
    """What callbacks have answered to its questions."""
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    """By callback."""
    _client: aiohttp.ClientSession | None = None
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def url(self, path: str = "/") -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.Response:
        """Take a request; a good one is verified afterwards."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        if request.path == "/moved":
            return web.Response(status=307, headers={"Location": self.url()})
        self.requests.append(form)
        self.agents.append(request.headers.get("User-Agent", ""))
        if self.status in range(200, 300):
            task = asyncio.create_task(self._obey(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response(status=self.status, headers=self.headers)

    async def settle(self) -> None:
        """Wait until it has asked back everybody whom it wants to."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ask(self, callback: str, **asked: str) -> Reply:
        """Ask a callback something; `_` stands for the dot: `hub_mode="denied"`."""
        query = urlencode({name.replace("hub_", "hub.", 1): value for name, value in asked.items()})
        url = URL(f"{callback}{'&' if '?' in callback else '?'}{query}", encoded=True)
        async with self._session.get(url) as answer:
            return Reply(answer.status, await answer.text())

    async def publish(self, topic: str, body: bytes, media_type: str = "application/rss+xml") -> list[Reply]:
        """Deliver a body to everybody who is subscribed to a topic."""
        wanted = [each for each in self.subscribers.values() if each.topic == topic]
        return [await self.deliver(each, body, media_type=media_type) for each in wanted]

    async def deliver(
        self, subscriber: Subscriber, body: bytes, *, media_type: str = "application/rss+xml", **further: str
    ) -> Reply:
        """Deliver a body to one subscriber, signed; `further` are headers, `_` stands for `-`."""
        headers = {
            "Content-Type": media_type,
            "Link": f'<{self.url()}>; rel="hub", <{subscriber.topic}>; rel="self"',
        }
        if subscriber.secret:
            digest = hmac.new(subscriber.secret.encode(), body, self.method).hexdigest()
            headers["X-Hub-Signature"] = f"{self.method}={digest}"
        headers |= {name.replace("_", "-"): value for name, value in further.items()}
        sent = {name: value for name, value in headers.items() if value}
        async with self._session.post(subscriber.callback, data=body, headers=sent) as answer:
            return Reply(answer.status, await answer.text())

    @property
    def _session(self) -> aiohttp.ClientSession:
        assert self._client is not None
        return self._client

    async def _obey(self, form: Mapping[str, str]) -> None:
        match form["hub.mode"]:
            case "publish":
                async with self._session.get(form["hub.url"]) as feed:
                    media_type = feed.headers.get("Content-Type", "application/xml")
                    await self.publish(form["hub.url"], await feed.read(), media_type)
            case "subscribe" if self.denies is not None:
                told = {"hub_mode": "denied", "hub_topic": form["hub.topic"], "hub_reason": self.denies}
                self.verified.append(await self.ask(form["hub.callback"], **told))
            case _:
                if self.verifies:
                    await self._verify(form)

    async def _verify(self, form: Mapping[str, str]) -> None:
        challenge, mode = secrets.token_hex(8), form["hub.mode"]
        lease = self.lease_seconds or int(form.get("hub.lease_seconds", "0"))
        asked = {"hub_mode": mode, "hub_topic": form["hub.topic"], "hub_challenge": challenge}
        further = {"hub_lease_seconds": str(lease)} if mode == "subscribe" else {}
        reply = await self.ask(form["hub.callback"], **asked, **further)
        self.verified.append(reply)
        if (reply.status, reply.body) != (200, challenge):
            return
        if mode == "unsubscribe":
            self.subscribers.pop(form["hub.callback"], None)
            return
        self.subscribers[form["hub.callback"]] = Subscriber(
            form["hub.callback"], form["hub.topic"], form.get("hub.secret"), lease
        )


@asynccontextmanager
async def opening(port: int = 0) -> AsyncIterator[Hub]:
    """Yield a hub that listens for the length of the block."""
    hub = Hub()
    app = web.Application()
    app.router.add_route("POST", "/{path:.*}", hub.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    hub.port = int(runner.addresses[0][1])
    async with aiohttp.ClientSession() as hub._client:
        try:
            yield hub
        finally:
            await hub.settle()
            await runner.cleanup()


async def _serve(port: int) -> None:
    async with opening(port) as hub:
        sys.stdout.write(f"{hub.url()}\n")
        sys.stdout.flush()
        while True:
            await asyncio.sleep(1)
            for form in hub.requests:
                sys.stdout.write(f"{form.get('hub.mode')} {form.get('hub.topic') or form.get('hub.url')}\n")
            sys.stdout.flush()
            hub.requests.clear()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
