"""What servers do to those who poll them, each under a path of its own: good manners, bad ones, and faults."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli

from tests.servers.outlet import Answer, AnyAnswer, Logged, Page, Raw, Reset, Slow, redirect

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>'
    b"<link>http://harbour.example/</link><description>-</description>"
    b"<item><guid>h1</guid><title>East pier to reopen</title><link>http://harbour.example/h1</link>"
    b"<pubDate>Wed, 07 Jan 2026 12:00:00 GMT</pubDate><description>The harbour board voted on Tuesday to "
    b"reopen the east pier.</description></item></channel></rss>"
)
NEWER = FEED.replace(b"h1", b"h2").replace(b"East pier to reopen", b"Early harvest")
PAGE = (
    b"<!doctype html><title>Harbour Post</title>"
    b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Our feed has moved.'
)
MEGABYTE = 1024 * 1024
BOMB_MEGABYTES = 100


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be seen at a path, in words, and the answer that shows it."""

    words: str
    answer: AnyAnswer | Callable[[Logged], AnyAnswer]


def _delta(request: Logged) -> AnyAnswer:
    page = Page(FEED)
    if request.value("If-None-Match") != page.etag.encode() or request.value("A-IM") != b"feed":
        return page
    return Answer(226, (("IM", "feed"), ("ETag", '"newer"')), NEWER)


def _packed(coding: str, body: bytes) -> Answer:
    return Answer(200, (("Content-Encoding", coding),), body)


def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(bytes(MEGABYTE)) for _ in range(BOMB_MEGABYTES)]
    return b"".join([*parts, packer.flush()])


def _zstd_bomb() -> bytes:
    # by hand (RFC 8878, 3.1.1): a frame of blocks that each say "one byte, 128 KiB times"
    block = ((128 * 1024) << 3 | 0b010).to_bytes(3, "little") + b"\0"
    last = ((128 * 1024) << 3 | 0b011).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block * (8 * BOMB_MEGABYTES - 1) + last


MANNERS: dict[str, Scene] = {
    "/feed.xml": Scene("a feed with validators: 304 to whoever holds them", Page(FEED)),
    "/plain.xml": Scene("a feed without validators", Answer(200, (), FEED)),
    "/moved.xml": Scene("moved for good (301)", redirect("/feed.xml", 301)),
    "/moved-308.xml": Scene("moved for good (308)", redirect("/feed.xml", 308)),
    "/elsewhere.xml": Scene("elsewhere for now (302)", redirect("/feed.xml", 302)),
    "/delta.xml": Scene("what is new alone, to whoever says A-IM: feed (226)", _delta),
    "/gone.xml": Scene("gone for good (410)", Answer(410)),
    "/missing.xml": Scene("not there (404)", Answer(404)),
    "/busy.xml": Scene("come back in an hour (429, Retry-After)", Answer(429, (("Retry-After", "3600"),))),
    "/down.xml": Scene("not available (503)", Answer(503)),
    "/wall.xml": Scene("a wall against robots (403)", Answer(403, (("cf-mitigated", "challenge"),))),
    "/page.xml": Scene("a web page in a feed's place", Page(PAGE, "text/html")),
    "/cookie.xml": Scene("a server that sets a cookie", Page(FEED, headers=(("Set-Cookie", "visit=1"),))),
}
"""What a server may say, and how it may be asked."""

FAULTS: dict[str, Scene] = {
    "/slow-headers.xml": Scene("headers that never come", Slow(Answer(200, (), FEED), before_seconds=3600)),
    "/slow-body.xml": Scene(
        "a body of a byte a second", Slow(Answer(200, (), FEED), chunk_bytes=1, pause_seconds=1)
    ),
    "/reset.xml": Scene("a reset connection", Reset()),
    "/reset-body.xml": Scene(
        "a reset in the body", Reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + FEED[:100])
    ),
    "/silent.xml": Scene("a connection that ends without an answer", Raw(b"")),
    "/half.xml": Scene("half a body", Answer(200, (("Content-Length", str(2 * len(FEED))),), FEED)),
    "/half-chunk.xml": Scene(
        "half a chunk", Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n999\r\n" + FEED[:100])
    ),
    "/length.xml": Scene("a length that is no number", Answer(200, (("Content-Length", "many"),), FEED)),
    "/lengths.xml": Scene(
        "two lengths that differ", Answer(200, (("Content-Length", "9"), ("Content-Length", "10")), FEED)
    ),
    "/short.xml": Scene("a length that is too short", Answer(200, (("Content-Length", "99"),), FEED)),
    "/bad-gzip.xml": Scene("gzip that is none", _packed("gzip", FEED)),
    "/half-gzip.xml": Scene("gzip that breaks off", _packed("gzip", gzip.compress(FEED)[:-20])),
    "/bomb-gzip.xml": Scene("a bomb in gzip", _packed("gzip", _gzip_bomb())),
    "/bomb-br.xml": Scene(
        "a bomb in brotli", _packed("br", brotli.compress(bytes(BOMB_MEGABYTES * MEGABYTE), quality=5))
    ),
    "/bomb-zstd.xml": Scene("a bomb in zstd", _packed("zstd", _zstd_bomb())),
    "/loop.xml": Scene("a redirect to itself", redirect("/loop.xml", 301)),
    "/circle.xml": Scene("a redirect in a circle", redirect("/circle-2.xml")),
    "/circle-2.xml": Scene("the other half of the circle", redirect("/circle.xml")),
    "/no-http.xml": Scene("something that is not HTTP", Raw(b"220 mail.example ESMTP\r\n")),
    "/headers.xml": Scene(
        "a header beyond all measure", Raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n")
    ),
    "/many-headers.xml": Scene(
        "more headers than anybody reads", Raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n")
    ),
}
"""What may go wrong with a server: no poll of these brings anything."""
