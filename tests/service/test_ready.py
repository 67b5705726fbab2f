"""Answers that are written as they stand, to clients of every manner: asked over raw connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from aggregator.service.clock import system_clock
from aggregator.service.documents import Documents
from aggregator.service.loop import find_loop_factory
from aggregator.service.web import make_app, serve
from aggregator.service.web.ready import make_head
from tests.service.asking import RSS, fill, write

GET = b"GET /national/rss.xml HTTP/1.1\r\nHost: desk.example\r\n"
PATIENCE_SECONDS = 20


@asynccontextmanager
async def connected(public: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Yield a connection to a server of the folder."""
    documents = Documents()
    documents.load(public)
    server = await serve(make_app(documents), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    async with asyncio.timeout(PATIENCE_SECONDS):
        yield reader, writer
    writer.close()
    await server.close()


async def said(public: Path, request: bytes) -> tuple[bytes, bytes]:
    """Return head and body of what is answered until the server ends the connection."""
    async with connected(public) as (reader, writer):
        writer.write(request)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    return head, body


async def test_client_of_one_request_is_let_go(tmp_path: Path) -> None:
    """Whoever says that the connection ends gets the document, and the end."""
    head, body = await said(fill(tmp_path), GET + b"Connection: close\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Connection: close" in head
    assert body == RSS


async def test_old_client_is_answered_in_its_own_version(tmp_path: Path) -> None:
    """HTTP/1.0 knows no connection that stays."""
    head, body = await said(fill(tmp_path), b"GET /national/rss.xml HTTP/1.0\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"application/rss+xml" in head
    assert body == RSS


async def test_requests_in_a_row_are_answered_in_order(tmp_path: Path) -> None:
    """A client may ask for more before it has read what came; each answer says its length."""
    last = b"GET /national/feed.json HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n"
    async with connected(fill(tmp_path)) as (reader, writer):
        writer.write((GET + b"\r\n") * 3 + last)
        whole = await reader.read()
    assert whole.count(b"HTTP/1.1 200 OK\r\n") == 4
    assert whole.count(RSS) == 3
    assert whole.endswith(b"{}")


async def test_answer_is_dated_now(tmp_path: Path) -> None:
    """Caches reckon age from `Date` (RFC 9110, 6.6.1)."""
    async with connected(fill(tmp_path)) as (reader, writer):
        writer.write(GET + b"\r\n")
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    dated = parsedate_to_datetime(head.partition("Date: ")[2].partition("\r\n")[0])
    assert abs((system_clock() - dated).total_seconds()) < PATIENCE_SECONDS


async def test_client_that_waits_to_be_told_sends_its_body(tmp_path: Path) -> None:
    """A hub that asks first whether its delivery is wanted (RFC 9110, 10.1.1) is told to go on."""
    async with connected(fill(tmp_path)) as (reader, writer):
        writer.write(b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        first = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"hi")
        second = await reader.readuntil(b"\r\n\r\n")
    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert second.startswith(b"HTTP/1.1 405 ")


async def test_client_that_goes_away_disturbs_nobody(tmp_path: Path) -> None:
    """A connection that breaks while a large document is sent leaves the server answering."""
    public = fill(tmp_path)
    write(public, "national/atom.xml", b"<feed/>" * 1_000_000)
    async with connected(public) as (reader, writer):
        port = writer.get_extra_info("peername")[1]
        _, rude = await asyncio.open_connection("127.0.0.1", port)
        rude.write(GET.replace(b"rss", b"atom") + b"\r\n")
        await rude.drain()
        rude.transport.abort()
        writer.write(GET + b"\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_client_that_does_not_read_fills_no_memory(tmp_path: Path) -> None:
    """Of a hundred documents asked for in a row, those that the network does not take are not made."""
    public = fill(tmp_path)
    write(public, "national/atom.xml", b"<feed/>" * 1_000_000)
    documents = Documents()
    documents.load(public)
    found: list[str] = []

    def link_of(path: str) -> None:
        found.append(path)

    server = await serve(make_app(documents, link_of=link_of), "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write((GET.replace(b"rss", b"atom") + b"\r\n") * 100)
    await writer.drain()
    await asyncio.sleep(0.5)
    assert 1 <= len(found) <= 10
    writer.transport.abort()
    await server.close()


def test_no_header_holds_another() -> None:
    """What stands in the configuration or in a path can end no line of a head."""
    with pytest.raises(ValueError, match="control character"):
        make_head(200, {"Link": "<https://hub.example/>\r\nSet-Cookie: a=b"})


def test_service_runs_on_the_quick_loop_where_there_is_one() -> None:
    """On Linux and macOS uvloop is installed with the program."""
    factory = find_loop_factory()
    assert factory is not None
    loop = factory()
    assert type(loop).__module__.startswith("uvloop")
    loop.close()
