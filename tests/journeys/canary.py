"""A search of everything that comes out: files, answers over HTTP, the commands' output, the log."""

import asyncio
import gzip
import re
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
import brotli

from tests.service.process import PATIENCE_SECONDS, ROOT, finished

Places = dict[str, bytes]
"""What stands where: the content by the name of its place."""
CODINGS = ("identity", "gzip", "br")
_PUBLIC_PATHS = (
    "/",
    "/all/",
    "/opml.xml",
    "/news-sitemap.xml",
    "/search",
    "/healthz",
    "/readyz",
    "/nothing-here",
)
_ADMIN_PATHS = ("/", "/status", "/status.json", "/metrics", "/healthz", "/readyz", "/problems/atom.xml")
_LINK = re.compile(
    rb"""(?:href|src|url|xmlUrl|htmlUrl)=["']([^"'<>\s]+)|"(https?://[^"\s]+)"|<link>([^<]+)"""
)


def places_with(words: Iterable[str], places: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return the words that stand anywhere, whatever their case, with the places where they stand."""
    lowered = {name: content.lower() for name, content in places.items()}
    found = {
        word: tuple(name for name, content in lowered.items() if word.lower().encode() in content)
        for word in words
    }
    return {word: names for word, names in found.items() if names}


async def everything(folder: Path, words: Iterable[str], stories: Iterable[str]) -> Places:
    """Return all that an installation tells anybody: it is started, asked at both addresses, and stopped.

    Searches are made for each word, and pages asked for of each story.
    """
    asked = [f"/search?q={word}" for word in words]
    asked += [f"/story/{story.removeprefix('urn:uuid:')}/" for story in stories]
    told = published(folder / "public")
    asked += [f"/{path}" for path in told]
    async with _serving(folder) as (public, admin):
        answers = await _crawl(public, [*_PUBLIC_PATHS, *asked])
        told |= {name: _without_question(name, content) for name, content in answers.items()}
        told |= await _crawl(admin, _ADMIN_PATHS)
    told |= {f"{name} after": content for name, content in published(folder / "public").items()}
    told |= await _commands(folder)
    return told | {"the log": (folder / "service.log").read_bytes()}


def _without_question(name: str, content: bytes) -> bytes:
    """Return an answer without the word that was searched for, which the page repeats; a hit shows other words too."""
    _, asked, rest = name.partition("?q=")
    word = re.escape(rest.partition(" ")[0].encode())
    return re.sub(word, b"", content, flags=re.IGNORECASE) if asked else content


def published(public: Path) -> Places:
    """Return every published file, the compressed siblings as what is in them."""
    return {
        path.relative_to(public).as_posix(): _decoded(path) for path in public.rglob("*") if path.is_file()
    }


def _decoded(path: Path) -> bytes:
    content = path.read_bytes()
    match path.suffix:
        case ".gz":
            return gzip.decompress(content)
        case ".br":
            return bytes(brotli.decompress(content))
        case _:
            return content


async def _commands(folder: Path) -> Places:
    told: Places = {}
    for words in (("stories", "--json"), ("stories",), ("sources", "--json"), ("check",)):
        _, output, errors = await finished(folder, *words)
        told[f"aggregator {' '.join(words)}"] = f"{output}{errors}".encode()
    return told


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """Yield the two addresses of the service, whose log is kept in the folder."""
    log = folder / "service.log"
    with log.open("wb") as stderr:
        command = (sys.executable, "-m", "aggregator", "run", "--log", "plain")
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        service = await asyncio.create_subprocess_exec(
            *command, cwd=folder, stdout=PIPE, stderr=stderr, env=environment
        )
        try:
            yield await _address(log, "pages"), await _address(log, "status")
            service.send_signal(signal.SIGTERM)
            await asyncio.wait_for(service.wait(), PATIENCE_SECONDS)
        finally:
            if service.returncode is None:
                service.kill()
                await service.wait()


async def _address(log: Path, what: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := re.search(rf"listening on port (\d+) for {what}".encode(), _read(log))):  # noqa: ASYNC110 - said by a process
            await asyncio.sleep(0.05)
    return f"http://127.0.0.1:{found.group(1).decode()}"


def _read(log: Path) -> bytes:
    return log.read_bytes()


async def _crawl(address: str, paths: Iterable[str]) -> Places:
    """Return the answers to these paths and to every link on them that leads to this server."""
    told: Places = {}
    waiting, known = [*paths], set(paths)
    async with aiohttp.ClientSession() as session:
        while waiting:
            path, content = waiting.pop(), b""
            for coding in CODINGS:
                headers = {"Accept-Encoding": coding}
                async with session.get(address + path, headers=headers, allow_redirects=False) as response:
                    content = await response.read()
                told[f"{address}{path} ({coding})"] = content + repr(response.headers).encode()
            fresh = sorted(_paths_in(content, path) - known)
            known.update(fresh)
            waiting += fresh
    return told


def _paths_in(content: bytes, path: str) -> set[str]:
    links = (b"".join(groups).decode("utf-8", "replace") for groups in _LINK.findall(content))
    parts = (urlsplit(urljoin(f"http://desk.example{path}", link)) for link in links)
    found = (each for each in parts if each.hostname == "desk.example")
    return {f"{each.path or '/'}{'?' if each.query else ''}{each.query}" for each in found}
