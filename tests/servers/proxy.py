"""A proxy on the loopback, which leads every name of the internet to a server of the test."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.servers.outlet import Logged, read_request


@dataclass(slots=True)
class Proxy:
    """An HTTP proxy that forwards and tunnels; `ports` says where on the loopback each host's server listens."""

    ports: Mapping[str, int]
    authorization: bytes | None = None
    """What `Proxy-Authorization` must say; None: everyone may."""
    requests: list[Logged] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    @property
    def url(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self.port}"

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        request = read_request(head)
        self.requests.append(request)
        host = _host(request)
        if self.authorization not in {None, request.value("Proxy-Authorization")}:
            await _refuse(writer, b"407 Proxy Authentication Required")
        elif host not in self.ports:
            await _refuse(writer, b"502 Bad Gateway")
        else:
            await self._lead(head, request, reader, writer)
        writer.close()

    async def _lead(
        self, head: bytes, request: Logged, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, onwards = await asyncio.open_connection("127.0.0.1", self.ports[_host(request)])
        if request.method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            onwards.write(_in_origin_form(head, request))
        await asyncio.gather(_copy(reader, onwards), _copy(there, writer))


def _host(request: Logged) -> str:
    target = request.target.decode("latin-1")
    return urlsplit(target if "://" in target else f"//{target}").hostname or ""


def _in_origin_form(head: bytes, request: Logged) -> bytes:
    """Return the head as a server is asked: the path alone, and nothing that was meant for the proxy."""
    parts = urlsplit(request.target.decode("latin-1"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    _, *lines = head.split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"proxy-")]
    return b"\r\n".join([f"{request.method} {path} HTTP/1.1".encode(), *kept])


async def _refuse(writer: asyncio.StreamWriter, status: bytes) -> None:
    writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        pass  # one side has had enough
    finally:
        writer.close()
