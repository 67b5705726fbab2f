"""A server of many feeds that never change, in a process of its own: it must not be what is measured.

    python -m benchmarks.polling.server SOURCES

It prints its port, then answers on 127.0.0.1 to 127.0.0.250, so that a limit per host is met by 250 hosts.
`/tagged/N` has an ETag and answers 304 to who holds it; `/plain/N` has no validators and is sent whole each
time; `/counts` tells how many requests each was sent, and with which status.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

HOSTS = 250
ENTRIES = 20
FIRST = datetime(2026, 1, 5, tzinfo=UTC)


def host_of(source: int) -> str:
    """Return the address under which a source is polled."""
    return f"127.0.0.{source % HOSTS + 1}"


def feed(source: int) -> bytes:
    """Return the feed of a source: 20 entries of 60 words, different for each source."""
    items = "".join(_entry(source, number) for number in range(ENTRIES))
    head = f"<title>Outlet {source}</title><link>http://{source}.example/</link><description>-</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _entry(source: int, number: int) -> str:
    words = hashlib.sha512(f"{source} {number}".encode()).hexdigest()
    text = " ".join(words[at : at + 6] for at in range(0, 120, 2))
    date = format_datetime(FIRST + timedelta(minutes=number))
    return (
        f"<item><title>{words[:40]}</title><link>http://{source}.example/{number}</link>"
        f"<guid>{source}:{number}</guid><pubDate>{date}</pubDate><description>{text}</description></item>"
    )


class Kept(asyncio.Protocol):
    """Answers each request on a kept connection."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        assert self._transport is not None
        *requests, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(self._answer(request))


@dataclass(frozen=True, slots=True)
class StillFeeds:
    """Feeds that never change, from bytes made beforehand."""

    feeds: tuple[bytes, ...]
    etags: tuple[bytes, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def answer(self, request: bytes) -> bytes:
        """Return the answer to a request."""
        kind, number, headers = read_request(request)
        if kind == "counts":
            return render(b"200 OK", json.dumps(self.counts).encode())
        source = int(number)
        etag = self.etags[source]
        if kind == "tagged" and etag in headers:
            self.counts["tagged 304"] += 1
            return render(b"304 Not Modified", b"", b"ETag: " + etag)
        self.counts[f"{kind} 200"] += 1
        validator = b"ETag: " + etag if kind == "tagged" else b"X-Plain: yes"
        return render(b"200 OK", self.feeds[source], validator)


def read_request(request: bytes) -> tuple[str, str, bytes]:
    """Return the two parts of the path that a request asks for, and its headers."""
    first, _, headers = request.partition(b"\r\n")
    kind, _, number = first.split(b" ")[1].decode("ascii").strip("/").partition("/")
    return kind, number, headers


def render(status: bytes, body: bytes, *headers: bytes) -> bytes:
    """Return an answer as it goes over the wire."""
    length = b"Content-Length: %d" % len(body)
    lines = (b"HTTP/1.1 " + status, b"Content-Type: application/rss+xml", length, *headers)
    return b"\r\n".join((*lines, b"", body))


def make_feeds(sources: int) -> StillFeeds:
    """Return the feeds of so many sources, each with its validator."""
    feeds = tuple(feed(source) for source in range(sources))
    etags = tuple(b'"%s"' % hashlib.sha256(body).hexdigest()[:16].encode() for body in feeds)
    return StillFeeds(feeds, etags)


async def serve(answer: Callable[[bytes], bytes], sources: int) -> None:
    """Answer at the addresses of so many sources until the process is ended; the port is printed."""
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: Kept(answer), host_of(0), 0, backlog=1000)
    port = first.sockets[0].getsockname()[1]
    others = [host_of(source) for source in range(1, min(sources, HOSTS))]
    if others:
        await loop.create_server(lambda: Kept(answer), others, port, backlog=1000)
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(make_feeds(int(sys.argv[1])).answer, int(sys.argv[1])))
