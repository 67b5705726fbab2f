"""An outlet's server on the loopback: real HTTP, byte for byte what a test wants said.

By hand: `python -m tests.servers.watch` shows what any client sends it.
"""

import asyncio
import hashlib
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body as given; Content-Length is added unless the headers frame the body."""

    status: int = 200
    headers: tuple[tuple[str, str | bytes], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as a good server has it: with validators, and 304 to whoever holds them."""

    body: bytes
    media_type: str = "application/rss+xml"
    last_modified: str | None = None
    headers: tuple[tuple[str, str | bytes], ...] = ()

    @property
    def etag(self) -> str:
        """The validator that the body's digest makes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class Raw:
    """These bytes and then the end of the connection."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Slow:
    """An answer that comes late, then in chunks with pauses between."""

    answer: "Answer | Page | Raw"
    before_seconds: float = 0.0
    chunk_bytes: int = 65536
    pause_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reset:
    """These bytes and then a reset connection (RST)."""

    content: bytes = b""


AnyAnswer = Answer | Page | Raw | Slow | Reset


@dataclass(frozen=True, slots=True)
class Logged:
    """A request as it came: `target` is the path and query of the request line, headers are raw bytes."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    def value(self, name: str) -> bytes | None:
        """Return the header's bytes, None if it was not sent."""
        wanted = name.lower().encode()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(slots=True)
class Outlet:
    """A server on a free port of 127.0.0.1; `answers` holds a path's answer, or what makes one of a request."""

    answers: dict[str, AnyAnswer | Callable[[Logged], AnyAnswer]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    port: int = 0
    hosts: int = 1
    """On how many addresses it listens: 127.0.0.1 and those after it, as if they were hosts of their own."""
    address: str = "127.0.0.1"
    """Where it listens; `::1` for IPv6."""
    tell: Callable[[Logged, AnyAnswer], None] = lambda _request, _answer: None
    """Is told each request and what is answered."""
    requests: list[Logged] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _more: list[asyncio.Server] = field(default_factory=list)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.address, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        for number in range(2, self.hosts + 1):
            more = await asyncio.start_server(self._accept, f"127.0.0.{number}", self.port, ssl=self.tls)
            self._more.append(more)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        for server in (self._server, *self._more):
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """Return the address of a path, under another name of this machine where one is given."""
        scheme = "http" if self.tls is None else "https"
        own = f"[{self.address}]" if ":" in self.address else self.address
        return f"{scheme}://{host or own}:{self.port}{path}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first.isalpha():
                await self._answer(first + await reader.readuntil(b"\r\n\r\n"), writer)
            else:  # somebody speaks TLS to us
                writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # clients that leave early are what some tests are about
        finally:
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        request = read_request(head)
        self.requests.append(request)
        answer = self._find_answer(request)
        self.tell(request, answer)
        await _send(writer, answer, request)

    def _find_answer(self, request: Logged) -> AnyAnswer:
        path = request.target.decode("latin-1")
        answer = self.answers.get(path, self.answers.get(path.partition("?")[0], Answer(404)))
        return answer(request) if callable(answer) else answer


def redirect(to: str | bytes, status: int = 302) -> Answer:
    """Return an answer that sends the client on."""
    return Answer(status, (("Location", to),))


async def _send(writer: asyncio.StreamWriter, answer: AnyAnswer, request: Logged) -> None:
    match answer:
        case Slow():
            await asyncio.sleep(answer.before_seconds)
            content = _render(answer.answer, request)
            for start in range(0, len(content), answer.chunk_bytes):
                writer.write(content[start : start + answer.chunk_bytes])
                await writer.drain()
                await asyncio.sleep(answer.pause_seconds)
        case Reset(content=content):
            writer.write(content)
            await writer.drain()
            _reset(writer)
        case _:
            writer.write(_render(answer, request))
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _render(answer: Answer | Page | Raw, request: Logged) -> bytes:
    match answer:
        case Raw(content=content):
            return content
        case Page():
            return _render_answer(_judge(answer, request), request)
        case Answer():
            return _render_answer(answer, request)


def _judge(page: Page, request: Logged) -> Answer:
    validators: list[tuple[str, str | bytes]] = [("ETag", page.etag)]
    if page.last_modified is not None:
        validators.append(("Last-Modified", page.last_modified))
    headers = (*validators, *page.headers)
    asked = request.value("If-None-Match")
    since = request.value("If-Modified-Since")
    is_same = (
        asked == page.etag.encode() if asked is not None else since == (page.last_modified or "-").encode()
    )
    if is_same and (asked or since):
        return Answer(304, headers)
    return Answer(200, (("Content-Type", page.media_type), *headers), page.body)


def _render_answer(answer: Answer, request: Logged) -> bytes:
    reason = HTTPStatus(answer.status).phrase if answer.status in list(HTTPStatus) else "Unknown"
    names = {name.lower() for name, _ in answer.headers}
    lines = [f"HTTP/1.1 {answer.status} {reason}".encode(), b"Connection: close"]
    if not names & {"content-length", "transfer-encoding"} and answer.status != HTTPStatus.NOT_MODIFIED:
        lines.append(b"Content-Length: %d" % len(answer.body))
    lines += [name.encode() + b": " + _as_bytes(value) for name, value in answer.headers]
    return b"\r\n".join([*lines, b"", b"" if request.method == "HEAD" else answer.body])


def _as_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def read_request(head: bytes) -> Logged:
    """Return a request from the bytes before its body."""
    first, *lines = head[:-4].split(b"\r\n")
    method, target, _ = first.split(b" ", 2)
    pairs = (line.partition(b":") for line in lines)
    return Logged(method.decode("ascii"), target, tuple((name, value.strip()) for name, _, value in pairs))
