"""A client of the service's own server, over real HTTP on loopback, and a small published folder."""

import gzip
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import brotli
from yarl import URL

from aggregator.service.web import Application, serve

RSS = b"<rss version='2.0'><channel><title>National</title></channel></rss>" * 20
PAGE = b"<!doctype html><title>National</title><p>Nothing yet"


@dataclass(frozen=True)
class Answer:
    """What came back over the wire, undecoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Asker:
    """A client that sends only the headers it is told to."""

    session: aiohttp.ClientSession
    port: int

    async def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to one request; `_` in a header's name stands for `-`."""
        async with self.session.request(
            method,
            URL(f"http://127.0.0.1:{self.port}{path}", encoded=True),  # as it stands: `..` is for the server
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            allow_redirects=False,
        ) as response:
            return Answer(response.status, response.headers, await response.read())


@asynccontextmanager
async def asking(app: Application) -> AsyncIterator[Asker]:
    """Yield a client of the application, which is served for the length of the block."""
    server = await serve(app, "127.0.0.1", 0)
    unasked = ("Accept-Encoding", "Accept", "User-Agent")
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=unasked) as session:
        yield Asker(session, server.port)
    await server.close()


def write(public: Path, path: str, content: bytes, *, codings: bool = False) -> None:
    """Write a published file, with its compressed siblings where asked."""
    file = public / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    if codings:
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(content))
        file.with_name(file.name + ".br").write_bytes(brotli.compress(content))


def fill(folder: Path) -> Path:
    """Return the folder, with one section published in it."""
    write(folder, "index.html", b"<!doctype html><title>Wire</title>")
    write(folder, "opml.xml", b"<opml version='2.0'/>")
    write(folder, "news-sitemap.xml", b"<urlset/>")
    write(folder, "national/index.html", PAGE)
    write(folder, "national/rss.xml", RSS, codings=True)
    write(folder, "national/atom.xml", b"<feed/>")
    write(folder, "national/feed.json", b"{}")
    return folder
