"""Compressed bodies, against a real server on the loopback."""

import gzip
import tracemalloc
from collections.abc import Callable

import brotli
import pytest
from backports import zstd

from aggregator.http.client import Client
from aggregator.http.messages import Request
from tests.http.asking import FEED, ask, reason, respond
from tests.servers.outlet import Answer, Outlet, Raw

COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", COMPRESSORS)
async def test_compressed_body_is_decompressed(client: Client, outlet: Outlet, coding: str) -> None:
    """Each coding that we offer is one that we read."""
    outlet.answers["/z"] = Answer(200, (("Content-Encoding", coding),), COMPRESSORS[coding](FEED))
    assert (await respond(client, ask(outlet.url("/z")))).body == FEED


@pytest.mark.parametrize("coding", COMPRESSORS)
async def test_bomb_stays_capped(client: Client, outlet: Outlet, coding: str) -> None:
    """A small body that becomes a huge one is given up at the cap, in time and in memory."""
    bomb = COMPRESSORS[coding](bytes(200 * 1024 * 1024))
    outlet.answers["/bomb"] = Answer(200, (("Content-Encoding", coding),), bomb)
    request = Request(url=outlet.url("/bomb"), allow_private=True, max_bytes=1024 * 1024)
    tracemalloc.start()  # counts what zlib and zstd hand out; brotli's output as well
    words = await reason(client, request)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert words == "127.0.0.1: its body is larger than 1 MiB"
    assert peak < 8 * 1024 * 1024


async def test_body_of_exactly_the_cap_is_read(client: Client, outlet: Outlet) -> None:
    """The cap is what may be read, not what may not."""
    request = Request(url=outlet.url("/feed"), allow_private=True, max_bytes=len(FEED))
    assert (await respond(client, request)).body == FEED


@pytest.mark.parametrize("coding", ["gzip, gzip", "br,gzip", "compress"])
async def test_coding_that_we_do_not_read_is_named(client: Client, outlet: Outlet, coding: str) -> None:
    """A body that would stay compressed is an error in plain words, never a feed of noise."""
    outlet.answers["/z"] = Answer(200, (("Content-Encoding", coding),), gzip.compress(gzip.compress(FEED)))
    words = await reason(client, ask(outlet.url("/z")))
    assert words == f"127.0.0.1: its body is compressed in a way that we do not read ({coding})"


async def test_gzip_said_twice_is_named(client: Client, outlet: Outlet) -> None:
    """Two headers are one list: decoding once would leave noise."""
    twice = (("Content-Encoding", "gzip"), ("Content-Encoding", "gzip"))
    outlet.answers["/z"] = Answer(200, twice, gzip.compress(gzip.compress(FEED)))
    assert "(gzip, gzip)" in await reason(client, ask(outlet.url("/z")))


@pytest.mark.parametrize("coding", ["identity", "utf-8", "", "none"])
async def test_coding_that_is_none_is_passed_over(client: Client, outlet: Outlet, coding: str) -> None:
    """Servers write odd things there; browsers read the body all the same, and so do we."""
    outlet.answers["/z"] = Answer(200, (("Content-Encoding", coding),), FEED)
    assert (await respond(client, ask(outlet.url("/z")))).body == FEED


@pytest.mark.parametrize("coding", COMPRESSORS)
async def test_body_that_is_not_what_its_coding_says_is_an_error(
    client: Client, outlet: Outlet, coding: str
) -> None:
    """A broken stream is the server's fault, and said so."""
    outlet.answers["/z"] = Answer(200, (("Content-Encoding", coding),), b"\x00\x01 this is no stream " * 20)
    words = await reason(client, ask(outlet.url("/z")))
    assert words == "127.0.0.1: its body cannot be decompressed; its server is at fault"


@pytest.mark.parametrize("coding", COMPRESSORS)
async def test_compressed_body_that_breaks_off_is_an_error(
    client: Client, outlet: Outlet, coding: str
) -> None:
    """Half a feed under a validator would hide the other half for as long as the validator lasts."""
    half = COMPRESSORS[coding](bytes(range(256)) * 400)[:-5]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode()
    outlet.answers["/z"] = Raw(head + half)
    assert await reason(client, ask(outlet.url("/z"))) == "127.0.0.1: its body breaks off before the end"


async def test_plain_body_that_breaks_off_is_an_error(client: Client, outlet: Outlet) -> None:
    """A body shorter than its Content-Length is not taken for the whole."""
    outlet.answers["/half"] = Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")
    assert await reason(client, ask(outlet.url("/half"))) == "127.0.0.1: its body breaks off before the end"
